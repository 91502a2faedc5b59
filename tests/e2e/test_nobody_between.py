"""A server that exchanges the announced keys is found out, in both roles, before any media."""

import pytest

from lines import one_sentence
from meddler import with_another_key
from talk import Talker

KEY_OF = {"ring": "caller", "accept": "callee"}


@pytest.fixture(params=KEY_OF)
def message(request):
    """The message whose key is exchanged."""
    return request.param


@pytest.fixture
def between(server, meddler, message):
    return meddler(server, with_another_key(message))


def test_page_and_page(between, browser, message):
    anna, ben = (browser(first=first).open(between) for first in (1000, 5000))
    anna.go_online("anna")
    ben.go_online("ben")
    anna.wait_for_person("ben")
    anna.call("ben")
    ben.wait_for_state("ringing")
    ben.press("Answer")
    deceived, other = (anna, ben) if KEY_OF[message] == "callee" else (ben, anna)
    deceived.wait_for_words("encryption key", "Somebody may be in the middle")
    other.wait_for_state("ended")
    assert "connected" not in (anna.state, ben.state)


def test_native_and_native(between, peer, tmp_path, message):
    callee = Talker(peer, tmp_path, "ben", between, "--auto-accept", "--duration", "30")
    callee.peer.wait_for("registered")
    caller = Talker(peer, tmp_path, "anna", between, "--call", "ben")
    deceived = caller if KEY_OF[message] == "callee" else callee
    assert deceived.peer.wait() == 7
    assert deceived.peer.wait_for("ended")["reason"] == "failed"
    assert deceived.peer.wait_for("error")["code"] == "identity"
    assert "middle" in one_sentence("\n".join(deceived.peer.errors))
    for one in (caller, callee):
        one.peer.wait_for("ended")
        assert not one.peer.has("first-frame")


def test_page_calls_native(between, browser, peer, tmp_path, message):
    ben = Talker(peer, tmp_path, "ben", between, "--auto-accept", "--duration", "30")
    anna = browser(first=1000).open(between)
    anna.go_online("anna")
    anna.wait_for_person("ben")
    anna.call("ben")
    anna.wait_for_state("ended")
    if KEY_OF[message] == "callee":
        assert "Somebody may be in the middle" in anna.status
    else:
        assert ben.peer.wait() == 7
    ben.peer.wait_for("ended")
    assert not ben.peer.has("first-frame")
