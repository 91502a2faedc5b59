"""Two commands and nothing else make a call, also where there is no network but loopback."""

import pytest

import picture
from desk import Island
from peer import Peer
from recording import Recording
from sound import assert_tone

ANNAS = {"first": 1000, "tone": 700}
BENS = {"first": 5000, "tone": 1700}
CAROLS = {"first": 9000, "tone": 1100}


@pytest.fixture
def island(build):
    """A machine with nothing but loopback, where nobody has run anything yet."""
    one = Island(build)
    yield one
    one.stop()


@pytest.fixture
def talker(island, tmp_path):
    started = []

    def start(name, *options, first, tone):
        recording = Recording(tmp_path / f"{name}-{len(started)}")
        one = Peer(island.build, name, None, "--pipeline", "headless", *recording.options,
                   "--video-source", picture.camera_of(tmp_path / name, first), "--set",
                   f"tone={tone}", *options, env=island.env)
        one.recording = recording
        started.append(one)
        return one
    yield start
    for one in started:
        one.stop()


def assert_call(one, first, tone):
    for medium in ("video", "audio"):
        one.wait_for("first-frame", media=medium)
    one.wait_for_stats(lambda it: it["receive"]["video"]["frames"] >= 45)
    picture.assert_counts_up(one.recording.numbers()[-30:], range(first, first + picture.FILM))
    assert_tone(one.recording.tone(), tone)


def test_two_commands(talker):
    anna = talker("anna", "--auto-accept", **ANNAS)
    registered = anna.wait_for("registered")
    assert registered["server"] == "ws://127.0.0.1:8443/ws"
    ben = talker("ben", "--call", "anna", **BENS)
    assert_call(ben, **ANNAS)
    assert_call(anna, **BENS)
    assert any("http://127.0.0.1:8443/" in line for line in anna.errors), anna.story()
    ben.tell(do="hangup")
    assert ben.wait() == 0
    assert anna.quit() == 0


def test_two_commands_at_the_same_time(talker):
    anna = talker("anna", "--auto-accept", **ANNAS)
    ben = talker("ben", "--call", "anna", **BENS)
    assert_call(ben, **ANNAS)
    assert_call(anna, **BENS)


@pytest.mark.parametrize("end", ["quit", "kill"])
def test_another_takes_over_when_the_host_ends(talker, end):
    anna = talker("anna", **ANNAS)
    anna.wait_for("registered")
    ben = talker("ben", "--auto-accept", **BENS)
    carol = talker("carol", **CAROLS)
    for one in (ben, carol):
        one.wait_for("registered")
    carol.wait_for("online", peer="ben")
    if end == "quit":
        assert anna.quit() == 0
    else:
        anna.process.kill()
        anna.wait()
    for one in (ben, carol):
        one.wait_for("warning", code="server-lost")
        one.wait_for_number("registered", 2)
    carol.tell(do="call", peer="ben")
    assert_call(carol, **BENS)
    assert_call(ben, **CAROLS)


def test_a_call_goes_on_when_the_host_ends(talker):
    anna = talker("anna", **ANNAS)
    anna.wait_for("registered")
    ben = talker("ben", "--auto-accept", **BENS)
    carol = talker("carol", "--call", "ben", **CAROLS)
    assert_call(carol, **BENS)
    anna.process.kill()
    anna.wait()
    for one in (ben, carol):
        one.wait_for_number("registered", 2)
    seen = carol.events[-1]["t"]
    carol.wait_for_stats(lambda it: it["t"] > seen + 2 and it["receive"]["video"]["fps"] > 10)
    carol.tell(do="hangup")
    assert carol.wait() == 0
    assert ben.wait_for("ended")["reason"] == "normal"
    assert not carol.has("error") and not ben.has("error")


def test_who_hosts_and_talks_ends_and_the_others_find_each_other(talker):
    anna = talker("anna", "--auto-accept", **ANNAS)
    anna.wait_for("registered")
    ben = talker("ben", **BENS)
    carol = talker("carol", "--auto-accept", **CAROLS)
    carol.wait_for("registered")
    ben.wait_for("online", peer="anna")
    ben.tell(do="call", peer="anna")
    assert_call(ben, **ANNAS)
    assert anna.quit() == 0
    assert ben.wait_for("ended")["reason"] == "normal"
    for one in (ben, carol):
        one.wait_for_number("registered", 2)
    ben.tell(do="call", peer="carol")
    ben.wait_for_number("first-frame", 4)
    assert_call(carol, **BENS)
