"""How the tests let native peers talk: pictures that count and a tone for each, and files that hold
what was decoded."""

import picture
from recording import Recording
from sound import assert_tone

PICTURES = 45  # enough to judge a film by


class Talker:
    """A p2pcall whose camera counts from `first` in a loop and whose microphone hears `tone`. It
    writes down what it sees and hears."""

    def __init__(self, peer, folder, name, server, *options, first=7000, tone=440):
        self.name, self.first, self.tone = name, first, tone
        self.recording = Recording(folder / name)
        microphone = f"audiotestsrc is-live=true wave=sine freq={tone} volume=0.3 ! " \
                     "audio/x-raw,rate=48000,channels=1"
        self.peer = peer(name, server, "--pipeline", "headless",
                         "--video-source", picture.camera_of(folder / name, first),
                         "--audio-source", microphone, *self.recording.options, *options)

    def wait_for_media(self):
        for medium in ("video", "audio"):
            self.peer.wait_for("first-frame", media=medium)
        self.peer.wait_for_stats(lambda it: it["receive"]["video"]["frames"] >= PICTURES)

    def assert_sees_and_hears(self, first, tone):
        """That what was decoded last counts on in a film from `first`, and sounds as `tone`."""
        film = range(first, first + picture.FILM)
        picture.assert_counts_up(self.recording.numbers()[-PICTURES:], film)
        assert_tone(self.recording.tone(), tone)

    def codec(self, way):
        stats = self.peer.wait_for_stats(lambda it: it[way]["video"]["frames"] > 0)
        return stats[way]["video"]["codec"]
