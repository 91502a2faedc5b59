"""A detour between the two ends of a call: a relay of UDP, which the server in the middle puts in
place of the ends' own addresses. On it, packets get lost, and it can be closed."""

import random
import re
import socket
import threading
from collections import Counter

from meddler import with_addresses

VIDEO = re.compile(r"^m=video \d+ \S+ ([\d ]+)", re.MULTILINE)
RTP = range(128, 192)  # RFC 7983: the first byte tells it from STUN and DTLS
RTCP = range(192, 224)  # RFC 5761: the second byte tells it from RTP


class Detour:
    """Carries what two ends send to each other, and loses that `share` of the video, repairs too.
    Each end knows but one address of the other, its door here, so that nothing goes past.
    `change` is for a Meddler. `lost` and `carried` count packets of video by who sent them and in
    which generation."""

    def __init__(self, share=0.0, seed=1):
        self.lost, self.carried = Counter(), Counter()
        self._share, self._seed = share, seed
        self._ways = {}  # by who sends into them, and the generation
        self._closed = set()  # generations
        self._video = set()  # payload types
        self._counted = threading.Condition()
        self._place = with_addresses(self._door)

    def stop(self):
        for way in self._ways.values():
            way.stop()

    def change(self, message):
        if "description" in message:
            (types,) = VIDEO.findall(message["description"]["sdp"])
            self._video.update(map(int, types.split()))
        return self._place(message)

    def close(self, generation):
        """Carries nothing of that generation any more."""
        self._closed.add(generation)

    def wait_until(self, counter, number, generation=0, timeout=60):
        """Until so many packets of each end are in that counter."""
        def are_enough():
            counts = [count for (_, its), count in counter.items() if its == generation]
            return len(counts) == 2 and min(counts) >= number
        with self._counted:
            assert self._counted.wait_for(are_enough, timeout), \
                f"not {number} of each end in generation {generation}: {counter}"

    def _door(self, message, address):
        """Where the hearer of that message shall send what is for `address`; None: nowhere. One
        address of each end gets a door, which is enough."""
        end = (message["to"], message.get("generation", 0))
        if end in self._ways or ":" in address[0]:
            return None
        dice = random.Random(f"{self._seed} {end}")
        self._ways[end] = Way(address, lambda packet: self._carry(end, packet, dice))
        return self._ways[end].door.getsockname()

    def _carry(self, end, packet, dice):
        name, generation = end
        backs = [way for (other, its), way in list(self._ways.items())
                 if other != name and its == generation]
        if not backs or generation in self._closed:
            return
        is_video = self._is_video(packet)
        if is_video and dice.random() < self._share:
            self._count(self.lost, end)
            return
        # The other end sees it come from the door that it sends to itself.
        backs[0].door.sendto(packet, self._ways[end].home)
        if is_video:
            self._count(self.carried, end)

    def _count(self, counter, end):
        with self._counted:
            counter[end] += 1
            self._counted.notify_all()

    def _is_video(self, packet):
        return packet[0] in RTP and packet[1] not in RTCP and packet[1] & 0x7F in self._video


class Way:
    """From a door, which an end sends to, to the other end's address `home`; each packet is given
    to carry(packet) on a thread."""

    def __init__(self, home, carry):
        self.home = home
        self.door = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.door.bind((home[0], 0))
        self._thread = threading.Thread(target=self._listen, args=(carry,), daemon=True)
        self._thread.start()

    def _listen(self, carry):
        while packet := self.door.recv(65536):
            carry(packet)

    def stop(self):
        self.door.sendto(b"", self.door.getsockname())  # an empty packet is the last
        self._thread.join(10)
        self.door.close()
