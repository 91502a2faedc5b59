"""What strangers say harms neither a program nor a page, nor their calls."""

import uuid

import pytest

from stranger import OFFERS, Stranger, offer, strange_words
from talk import Talker

ANNAS = {"first": 1000, "tone": 600}
BENS = {"first": 5000, "tone": 1500}


@pytest.fixture
def mallory(server):
    stranger = Stranger(server, "mallory")
    yield stranger
    stranger.leave()


@pytest.fixture(scope="module")
def chromiums(shared_browser):
    return shared_browser(**ANNAS), shared_browser(**BENS)


@pytest.fixture
def anna(chromiums, server):
    page = chromiums[0].open(server)
    page.go_online("anna")
    yield page
    page.driver.get("about:blank")


@pytest.fixture
def between(server, meddler):
    """A server in the middle that changes nothing, and knows by which names the calls go."""
    calls = set()

    def listen(message):
        calls.update([message["call"]] if "call" in message else [])
        return message

    one = meddler(server, listen)
    one.calls = calls
    return one


def ring(stranger, to, sdp):
    call = str(uuid.uuid4())
    stranger.say(type="ring", to=to, call=call, description=offer(sdp))
    return call


@pytest.mark.parametrize("kind", OFFERS)
def test_a_page_refuses_an_offer_that_cannot_be(anna, mallory, kind):
    call = ring(mallory, "anna", OFFERS[kind])
    refusal = mallory.hear("hangup", call=call)
    assert refusal["reason"] in ("failed", "unsupported")
    if kind == "unknown codec":
        assert refusal["reason"] == "unsupported"
    assert anna.button("Answer") is None


@pytest.mark.parametrize("kind", OFFERS)
def test_a_program_refuses_an_offer_that_cannot_be(peer, server, tmp_path, mallory, kind):
    carol = Talker(peer, tmp_path, "carol", server, "--auto-accept", **ANNAS)
    carol.peer.wait_for("registered")
    call = ring(mallory, "carol", OFFERS[kind])
    expected = "unsupported" if kind == "unknown codec" else "failed"
    assert mallory.hear("hangup", call=call)["reason"] == expected
    dora = Talker(peer, tmp_path, "dora", server, "--call", "carol", **BENS)
    carol.wait_for_media()
    carol.assert_sees_and_hears(**BENS)
    dora.peer.tell(do="hangup")
    assert dora.peer.wait() == 0
    assert carol.peer.quit() == 0


def test_a_call_of_pages_goes_on_whatever_a_stranger_says(chromiums, between, mallory):
    anna, ben = (one.open(between) for one in chromiums)
    anna.go_online("anna")
    ben.go_online("ben")
    anna.wait_for_person("ben")
    anna.call("ben")
    ben.wait_for_state("ringing")
    (call,) = between.calls
    for message in strange_words("ben", call) + strange_words("anna", call):
        mallory.say(**message)
    ben.press("Answer")
    anna.wait_for_state("connected")
    for message in strange_words("ben", call) + strange_words("anna", call):
        mallory.say(**message)
    assert mallory.hear("hangup", call=ring(mallory, "anna", "x"))["reason"] == "busy"
    anna.assert_sees_and_hears(**BENS)
    ben.assert_sees_and_hears(**ANNAS)


def test_a_call_of_programs_goes_on_whatever_a_stranger_says(peer, server, tmp_path, mallory):
    carol = Talker(peer, tmp_path, "carol", server, "--auto-accept", **ANNAS)
    dora = Talker(peer, tmp_path, "dora", server, "--call", "carol", **BENS)
    call = dora.peer.wait_for("accepted")["call"]
    for message in strange_words("carol", call) + strange_words("dora", call):
        mallory.say(**message)
    assert mallory.hear("hangup", call=ring(mallory, "carol", "x"))["reason"] == "busy"
    for one, theirs in ((carol, BENS), (dora, ANNAS)):
        one.wait_for_media()
        one.assert_sees_and_hears(**theirs)
        assert not one.peer.has("ended")
