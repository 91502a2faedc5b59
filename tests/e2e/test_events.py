"""Events and commands, each a line."""

import json
import re
import subprocess

import pytest

from lines import Program
from peer import QUIET, assert_connected

FIELDS = {
    "registered": {"peer": str, "server": str}, "online": {"peer": str}, "offline": {"peer": str},
    "incoming": {"call": str, "from": str}, "ringing": {"call": str}, "accepted": {"call": str},
    "connected": {"call": str, "ms": int}, "first-frame": {"call": str, "media": str, "ms": int},
    "muted": {"media": str, "on": bool, "by": str}, "pipeline": {"text": str},
    "ended": {"call": str, "reason": str, "by": str}, "warning": {"code": str, "text": str},
    "error": {"code": str, "text": str},
}
VIDEO = {"bitrate_bps", "packets", "lost", "retransmitted", "frames", "fps", "width", "height",
         "codec"}
AUDIO = {"bitrate_bps", "packets", "lost", "codec"}
STATS = {"send", "receive", "rtt_ms", "jitter_ms", "delay_ms", "freezes", "frozen_ms",
         "concealed_ms", "local_candidate", "remote_candidate"}


def assert_fields(events):
    for event in events:
        if event["event"] == "stats":
            continue
        fields = {key: type(value) for key, value in event.items() if key not in ("t", "event")}
        assert fields == FIELDS[event["event"]], event


def test_events_and_commands(peer, server):
    ben = peer("ben", server, *QUIET)
    anna = peer("anna", server, *QUIET)
    anna.wait_for("online", peer="ben")
    anna.tell(do="call", peer="ben")
    call = ben.wait_for("incoming", **{"from": "anna"})["call"]
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", call)
    anna.wait_for("ringing", call=call)
    ben.tell(do="accept")
    assert_connected(anna, ben)
    anna.wait_for_stats(lambda it: it["receive"]["video"]["fps"] > 20 and it["rtt_ms"] > 0)
    anna.tell(do="mute", media="video", on=True)
    assert anna.wait_for("muted", media="video", on=True)["by"] == "anna"
    anna.tell(do="print-pipeline")
    assert "vp8enc" in anna.wait_for("pipeline")["text"]
    anna.tell(do="hangup")
    ended = ben.wait_for("ended", call=call)
    assert (ended["reason"], ended["by"]) == ("normal", "anna")
    anna.wait_for("ended", call=call)
    assert anna.quit() == 0
    ben.wait_for("offline", peer="anna")
    assert ben.quit() == 0
    for one in (anna, ben):
        assert_fields(one.events)
        assert_stats([it for it in one.events if it["event"] == "stats"])
        times = [it["t"] for it in one.events]
        assert times == sorted(times)


def assert_stats(events):
    assert len(events) >= 2
    for one, after in zip(events, events[1:]):
        assert 0.5 < after["t"] - one["t"] < 2
    last = events[-1]
    assert STATS <= set(last), last
    for way in ("send", "receive"):
        assert set(last[way]["video"]) == VIDEO and set(last[way]["audio"]) == AUDIO, last[way]
        assert last[way]["video"]["width"] == 640 and last[way]["video"]["height"] == 480
        assert last[way]["audio"]["packets"] > 0 and last[way]["video"]["frames"] > 0
    assert last["local_candidate"] == last["remote_candidate"] == "host"


def test_events_are_lines_with_three_decimals(build, server):
    ended = subprocess.run(
        [build / "p2pcall", "--peer", "anna", "--server", server.wire, "--events", *QUIET],
        input='{"do":"quit"}\n', capture_output=True, text=True, timeout=30)
    assert ended.returncode == 0
    for line in ended.stdout.splitlines():
        json.loads(line)
        assert re.match(r'\{"t":\d+\.\d{3},"event":"[a-z-]+"', line), line


def test_without_events_standard_output_is_empty(build, server):
    said = []
    one = Program([build / "p2pcall", "--peer", "anna", "--server", server.wire, *QUIET],
                  said.append)
    one.wait_until(lambda: any("You are anna" in line for line in one.errors) or None, 20, "a word")
    one.process.stdin.write("q\n")
    one.process.stdin.flush()
    assert one.wait() == 0
    assert not said


@pytest.mark.parametrize("line", ["nonsense", "{", "[]", '{"do":7}', '{"do":"dance"}',
                                  '{"do":"call"}', '{"do":"mute"}',
                                  '{"do":"mute","media":"smell","on":true}', "x" * 100000])
def test_a_command_that_is_none(peer, server, line):
    one = peer("anna", server, *QUIET)
    one.wait_for("registered")
    one.process.stdin.write(line + "\n")
    one.process.stdin.flush()
    one.wait_for("warning", code="bad-command")
    assert one.quit() == 0


def test_a_command_to_call_what_is_no_name(peer, server):
    one = peer("anna", server, *QUIET)
    one.wait_for("registered")
    one.tell(do="call", peer="a b")
    assert "a b" in one.wait_for("error", code="peer")["text"]
    assert one.quit() == 0
