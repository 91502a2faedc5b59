"""Calls between two p2pcall, and what they cost."""

import statistics
import time
from contextlib import ExitStack, contextmanager

import figures
import usage
from peer import Peer

RATE = 1700  # kbit/s: where Chromium stops at this size
SETTLE = 2  # s: as long as people take to dial; what the programs do at their start is over then
CAMERA = ("videotestsrc is-live=true pattern=black ! "
          "video/x-raw,format=I420,width=640,height=480,framerate=30/1 ! timebars scene=true")


class Ends:
    """Two programs that are online: the caller, and one that answers every call."""

    def __init__(self, build, server, folder, *options, env=None):
        self.folder = folder
        plugin = build / "tests/support/libgsttimebars.so"
        self._started = ExitStack()
        self.callee, self.caller = (self._start(build, server, name, (
            "--pipeline", "headless", f"--gst-plugin-load={plugin}", "--set", f"bitrate={RATE}",
            "--video-source", CAMERA, "--video-sink", self._sink(name), *more, *options), env)
            for name, more in (("callee", ["--auto-accept"]), ("caller", [])))
        for end in self.both:
            end.wait_for("registered")
        time.sleep(SETTLE)

    def _start(self, build, server, name, options, env):
        end = Peer(build, name, server, *options, env=env)
        self._started.callback(end.stop)
        return end

    def _sink(self, name):
        return (f"timebarssink location={self.folder / name} sync=true processing-deadline=0 "
                "max-lateness=-1 qos=false")

    @property
    def both(self):
        return self.caller, self.callee

    def call(self, number=1):
        """Returns when both see and hear each other."""
        self.caller.tell(do="call", peer=self.callee.name)
        for end in self.both:
            end.wait_for_number("first-frame", 2 * number)

    def hang_up(self, number=1):
        self.caller.tell(do="hangup")
        for end in self.both:
            end.wait_for_number("ended", number)

    def readings(self, name):
        """[time, delay] of each picture."""
        lines = (self.folder / name).read_text().splitlines()
        return [[int(word) for word in line.split()] for line in lines]

    def stop(self):
        self._started.close()


@contextmanager
def ends(*what, **more):
    two = Ends(*what, **more)
    try:
        yield two
    finally:
        two.stop()


def measure(build, server, folder, seconds, *options, env=None, during=None):
    """One call of two fresh programs. `during` is called while it runs."""
    with ends(build, server, folder, *options, env=env) as two:
        two.call()
        connected = two.caller.wait_for("connected")["ms"]
        first_frame = two.caller.wait_for("first-frame", media="video")["ms"]
        time.sleep(SETTLE)
        begin, used = time.time(), _processor_seconds(two)
        heard = [len(end.events) for end in two.both]
        time.sleep(seconds)
        end, used = time.time(), _processor_seconds(two) - used
        memory = [usage.memory(one.process.pid) for one in two.both]
        if during:
            during()
        delays = [delay for one in two.both for delay in
                  figures.readable(two.readings(one.name), begin * 1000, end * 1000)]
        received = [it["receive"]["video"] for one, since in zip(two.both, heard)
                    for it in one.events[since:] if it["event"] == "stats"]
        two.hang_up()
    return figures.Call(
        connected, first_frame, delays, used / (end - begin), memory,
        rate=statistics.mean(it["bitrate_bps"] for it in received) / 1000,
        frames=len(delays) / 2 / (end - begin),
        sizes={f"{it['width']}x{it['height']}" for it in received})


def _processor_seconds(two):
    return sum(usage.processor_seconds(end.process.pid) for end in two.both)
