"""Two p2pcall, the real server between them."""

import pytest

from talk import Talker


@pytest.fixture
def talker(peer, server, tmp_path):
    def start(name, *options, **media):
        return Talker(peer, tmp_path, name, server, *options, **media)
    return start


ANNAS = {"first": 1000, "tone": 700}
BENS = {"first": 5000, "tone": 1700}


@pytest.mark.parametrize("codec", ["VP8", "VP9", "H264"])
def test_both_see_and_hear_each_other(talker, codec):
    anna = talker("anna", "--auto-accept", **ANNAS)
    anna.peer.wait_for("registered")
    ben = talker("ben", "--call", "anna", "--codec", codec, **BENS)
    for one, theirs in ((anna, BENS), (ben, ANNAS)):
        one.wait_for_media()
        one.assert_sees_and_hears(**theirs)
        assert one.codec("send") == one.codec("receive") == codec
    ben.peer.tell(do="hangup")
    assert ben.peer.wait() == 0
    ended = anna.peer.wait_for("ended")
    assert (ended["reason"], ended["by"]) == ("normal", "ben")
    assert anna.peer.quit() == 0


def test_the_events_of_a_call_come_in_their_order(talker):
    anna = talker("anna")
    ben = talker("ben", "--call", "anna")
    incoming = anna.peer.wait_for("incoming")
    assert incoming["from"] == "ben"
    ben.peer.wait_for("ringing", call=incoming["call"])
    anna.peer.tell(do="accept")
    ben.wait_for_media()
    ben.peer.tell(do="hangup")
    assert ben.peer.wait() == 0
    passing = ("stats", "online", "warning")
    names = [it["event"] for it in ben.peer.events if it["event"] not in passing]
    assert names == ["registered", "ringing", "accepted", "connected", "first-frame", "first-frame",
                     "ended"]
    times = [it["t"] for it in ben.peer.events]
    assert times == sorted(times)
    assert {it["call"] for it in ben.peer.events if "call" in it} == {incoming["call"]}


def test_a_second_call_works_as_the_first(talker):
    anna = talker("anna", "--auto-accept", **ANNAS)
    for calls in (1, 2):
        ben = talker("ben", "--call", "anna", "--duration", "3.5", **BENS)
        ben.wait_for_media()
        ben.assert_sees_and_hears(**ANNAS)
        assert ben.peer.wait() == 0
        anna.peer.wait_for_number("ended", calls)
    assert anna.peer.quit() == 0


def test_who_comes_late_is_called(talker):
    ben = talker("ben", "--call", "anna")
    ben.peer.wait_for("registered")
    anna = talker("anna", "--auto-accept")
    ben.wait_for_media()
    anna.wait_for_media()


def test_calls_that_cross_become_one(peer, server, meddler, tmp_path):
    between = meddler(server, crossing="ring")
    anna = Talker(peer, tmp_path, "anna", between, **ANNAS)
    ben = Talker(peer, tmp_path, "ben", between, **BENS)
    for one, other in ((anna, "ben"), (ben, "anna")):
        one.peer.wait_for("online", peer=other)
    anna.peer.tell(do="call", peer="ben")
    ben.peer.tell(do="call", peer="anna")
    for one, theirs in ((anna, BENS), (ben, ANNAS)):
        one.wait_for_media()
        one.assert_sees_and_hears(**theirs)
