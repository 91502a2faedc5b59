"""Two p2pcall, the real server between them."""

import socket

import pytest

from talk import Talker

DEFAULT_PORT = 8443
QUIET = ["--pipeline", "headless"]


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


def test_the_answerers_choice_of_codec_counts(talker):
    anna = talker("anna", "--auto-accept", "--codec", "H264")
    ben = talker("ben", "--call", "anna", "--codec", "VP8")
    ben.wait_for_media()
    anna.wait_for_media()
    assert {ben.codec("send"), ben.codec("receive")} == {"H264"}


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
        ben = talker("ben", "--call", "anna", "--duration", "3", **BENS)
        ben.wait_for_media()
        ben.assert_sees_and_hears(**ANNAS)
        assert ben.peer.wait() == 0
        anna.peer.wait_for_number("ended", calls)
    assert anna.peer.quit() == 0


def test_decline(talker):
    anna = talker("anna")
    ben = talker("ben", "--call", "anna")
    anna.peer.wait_for("incoming")
    anna.peer.tell(do="decline")
    assert ben.peer.wait() == 4
    assert ben.peer.wait_for("ended")["reason"] == "declined"
    assert "declined" in "\n".join(ben.peer.errors)


def test_the_caller_who_is_told_to_quit_cancels(talker):
    anna = talker("anna")
    ben = talker("ben", "--call", "anna")
    anna.peer.wait_for("incoming")
    assert ben.peer.quit() == 0
    assert anna.peer.wait_for("ended")["reason"] == "cancelled"


def test_an_interrupt_hangs_up(talker):
    anna = talker("anna", "--auto-accept")
    ben = talker("ben", "--call", "anna")
    ben.wait_for_media()
    ben.peer.process.terminate()
    assert ben.peer.wait() == 0
    assert anna.peer.wait_for("ended")["reason"] == "normal"


def test_a_third_gets_busy(talker):
    anna = talker("anna", "--auto-accept")
    ben = talker("ben", "--call", "anna")
    ben.wait_for_media()
    carol = talker("carol", "--call", "anna")
    assert carol.peer.wait() == 4
    assert carol.peer.wait_for("ended")["reason"] == "busy"
    assert not anna.peer.has("ended")


def test_nobody_there(talker):
    ben = talker("ben", "--call", "nobody", "--timeout", "1")
    assert ben.peer.wait() == 4
    assert "nobody" in "\n".join(ben.peer.errors)


def test_no_answer(talker):
    anna = talker("anna")
    anna.peer.wait_for("registered")
    ben = talker("ben", "--call", "anna", "--timeout", "1")
    anna.peer.wait_for("incoming")
    assert ben.peer.wait() == 4
    assert anna.peer.wait_for("ended")["reason"] == "timeout"


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


@pytest.mark.parametrize(("option", "left"), [("--no-video", "audio"), ("--no-audio", "video")])
def test_a_medium_that_is_left_out(talker, option, left):
    anna = talker("anna", "--auto-accept", option)
    ben = talker("ben", "--call", "anna")
    for one in (anna, ben):
        one.peer.wait_for("first-frame", media=left)
    ben.peer.tell(do="hangup")
    assert ben.peer.wait() == 0
    assert [it["media"] for it in ben.peer.events if it["event"] == "first-frame"] == [left]


def test_a_taken_name(peer, server):
    peer("anna", server, *QUIET).wait_for("registered")
    second = peer("anna", server, *QUIET)
    assert second.wait() == 3
    assert "anna" in "\n".join(second.errors)


def test_a_server_that_is_not_there(peer):
    with socket.socket() as held:  # bound, and nobody listens
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        lost = peer("anna", None, "--server", f"ws://127.0.0.1:{port}/ws", *QUIET)
        assert lost.wait() == 3


def test_two_commands_without_a_server_make_a_call(peer, tmp_path):
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", DEFAULT_PORT)) == 0:
            pytest.skip(f"something else listens on port {DEFAULT_PORT}")
    anna = Talker(peer, tmp_path, "anna", None, "--auto-accept", **ANNAS)
    anna.peer.wait_for("registered")
    ben = Talker(peer, tmp_path, "ben", None, "--call", "anna", **BENS)
    for one, theirs in ((anna, BENS), (ben, ANNAS)):
        one.wait_for_media()
        one.assert_sees_and_hears(**theirs)
