"""A call goes on through the next generation of its connection, whoever offers it, and when the
other does not know what a generation is."""

import pytest

import picture
from detour import Detour
from meddler import Wiretap
from talk import PICTURES, Talker

ANNAS = {"first": 1000, "tone": 700}
BENS = {"first": 5000, "tone": 1700}
STEADY = 5  # pictures a second, at the least


@pytest.fixture
def detour():
    one = Detour()
    yield one
    one.stop()


@pytest.fixture
def wire(detour):
    """What both say to the server."""
    return Wiretap(detour.change)


@pytest.fixture
def talker(peer, server, meddler, wire, tmp_path):
    between = meddler(server, wire)
    return lambda name, *options, **media: Talker(peer, tmp_path, name, between, *options, **media)


def test_caller_and_callee_each_renew_the_connection(talker, wire, detour):
    ben = talker("ben", "--auto-accept", **BENS)
    anna = talker("anna", "--call", "ben", **ANNAS)
    for one in (anna, ben):
        one.wait_for_media()
    for generation, (one, other) in enumerate(((anna, ben), (ben, anna)), start=1):
        one.peer.tell(do="renew")
        assert_described(wire, generation, one, other)
        detour.wait_until(detour.carried, PICTURES, generation)
        # From here on, media can only come through the new connection.
        detour.close(generation - 1)
        assert_go_on(anna, ben)
        anna.assert_sees_and_hears(**BENS)
        ben.assert_sees_and_hears(**ANNAS)
    descriptions = [it["generation"] for it in wire.said if it["type"] == "description"]
    assert descriptions == [1, 1, 2, 2]
    for one in (anna, ben):
        assert_nothing_began_anew(one)
    anna.peer.tell(do="hangup")
    assert anna.peer.wait() == 0
    assert ben.peer.wait_for("ended")["reason"] == "normal"
    for one in (anna, ben):
        assert not one.peer.has("error") and not one.peer.has("warning"), one.peer.story()


@pytest.mark.parametrize("caller", ["page", "native"])
def test_a_page_goes_on_without_a_generation_that_it_does_not_know(server, meddler, browser, peer,
                                                                   tmp_path, caller):
    wire = Wiretap()
    between = meddler(server, wire)
    ben = Talker(peer, tmp_path, "ben", between, **BENS)
    anna = browser(**ANNAS).open(between)
    anna.go_online("anna")
    start_call(caller, anna, ben)
    ben.peer.tell(do="renew")
    wire.wait_for("description", generation=1, to="anna")
    assert_go_on(ben)
    anna.assert_sees_and_hears(**BENS)
    ben.assert_sees_and_hears(**ANNAS)
    assert not [it for it in wire.said if it["type"] == "description" and it["to"] == "ben"]
    assert anna.state == "connected"
    anna.press("Hang up")
    assert ben.peer.wait_for("ended")["reason"] == "normal"
    assert not ben.peer.has("error") and not ben.peer.has("warning"), ben.peer.story()


def start_call(caller, anna, ben):
    """Anna is at a page, Ben is not."""
    if caller == "page":
        anna.wait_for_person("ben")
        anna.call("ben")
        ben.peer.wait_for("incoming")
        ben.peer.tell(do="accept")
    else:
        ben.peer.wait_for("online", peer="anna")
        ben.peer.tell(do="call", peer="anna")
        anna.wait_for_state("ringing")
        anna.press("Answer")
    anna.wait_for_state("connected")
    ben.wait_for_media()


def assert_described(wire, generation, one, other):
    """That the one offered and the other answered."""
    for hearer, type_of_description in ((other, "offer"), (one, "answer")):
        said = wire.wait_for("description", generation=generation, to=hearer.name)
        assert said["description"]["type"] == type_of_description


def assert_nothing_began_anew(talker):
    events = talker.peer.events
    frames = [it["receive"]["video"]["frames"] for it in events if it["event"] == "stats"]
    assert frames == sorted(frames)
    assert sum(it["event"] == "first-frame" for it in events) == 2  # picture and sound
    picture.assert_counts_up(talker.recording.numbers())


def assert_go_on(*talkers):
    """That pictures and sound keep coming to them, and statistics."""
    marks = [(one, one.recording.count(), one.peer.events[-1]["t"]) for one in talkers]
    for one, seen, since in marks:
        one.peer.wait_until(lambda: one.recording.count() >= seen + 2 * PICTURES or None, 20,
                            f"{one.name}: more pictures")
        one.peer.wait_for_stats(lambda it: it["t"] > since + 2
                                and it["receive"]["video"]["fps"] > STEADY
                                and it["receive"]["audio"]["bitrate_bps"] > 0)
        assert not one.peer.has("ended"), one.peer.story()
