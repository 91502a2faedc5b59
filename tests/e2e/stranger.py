"""A client of the server that says whatever it likes."""

import asyncio
import json
import threading

import websockets


class Stranger:
    def __init__(self, server, name, **more):
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._socket = self._do(self._connect(server.wire))
        self.say(type="hello", peer=name, **more)
        self.hear("welcome")

    @staticmethod
    async def _connect(url):
        return await websockets.connect(url, subprotocols=["p2pcall.v1"], max_size=None)

    def say(self, **message):
        self._do(self._socket.send(json.dumps(message)))

    def hear(self, wanted, timeout=15, **fields):
        """The next message of that type and with those fields."""
        async def listen():
            while True:
                message = json.loads(await self._socket.recv())
                if message["type"] == wanted and fields.items() <= message.items():
                    return message
        async def listen_in_time():
            return await asyncio.wait_for(listen(), timeout)
        return self._do(listen_in_time())

    def leave(self):
        self._do(self._socket.close(1000))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _do(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)


EMPTY = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
WITHOUT_MID = EMPTY + ("m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\n"
                       "a=rtpmap:96 VP8/90000\r\na=sendrecv\r\n")
UNKNOWN_CODEC = EMPTY + (
    "a=group:BUNDLE 0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\n"
    "a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\n"
    f"a=fingerprint:sha-256 {':'.join(['AB'] * 32)}\r\na=setup:actpass\r\na=rtcp-mux\r\n"
    "a=rtpmap:96 XYZZY/90000\r\na=sendrecv\r\n")
OFFERS = {
    "nonsense": "this is no description",
    "cut short": "v=0\r\nm=",
    "no media": EMPTY,
    "no mid": WITHOUT_MID,
    "unknown codec": UNKNOWN_CODEC,
    "long": EMPTY + "a=x-filler:" + "x" * 50000 + "\r\n",
}


def offer(sdp):
    return {"type": "offer", "sdp": sdp}


def strange_words(to, call):
    """What makes no sense in a call: wrong types, missing fields, things out of place."""
    candidate = {"candidate": "candidate:1 1 UDP 1 192.0.2.1 9 typ host", "sdpMid": "0",
                 "sdpMLineIndex": 0}
    return [
        {"type": "accept", "to": to, "call": call, "description": {"type": "answer", "sdp": "x"}},
        {"type": "accept", "to": to, "call": call},
        {"type": "ringing", "to": to, "call": call},
        {"type": "candidate", "to": to, "call": call, "generation": 0, "candidate": candidate},
        {"type": "candidate", "to": to, "call": call, "generation": -1, "candidate": candidate},
        {"type": "candidate", "to": to, "call": call, "candidate": {"candidate": "garbage"}},
        {"type": "candidate", "to": to, "call": call, "candidate": 7},
        {"type": "candidate", "to": to, "call": call, "candidate": {"candidate": {}}},
        {"type": "description", "to": to, "call": call, "generation": 1,
         "description": offer("x")},
        {"type": "description", "to": to, "call": call, "generation": "1", "description": []},
        {"type": "hangup", "to": to, "call": call, "reason": "normal"},
        {"type": "hangup", "to": to, "call": call, "reason": {}},
        {"type": "ring", "to": to, "call": call, "description": "x"},
        {"type": "ring", "to": to, "call": call, "description": {"type": "answer", "sdp": "x"}},
        {"type": "ring", "to": to, "call": call, "description": {"type": "offer", "sdp": 7}},
        {"type": "unheard-of", "to": to, "call": call, "surprise": [[[]]]},
    ]
