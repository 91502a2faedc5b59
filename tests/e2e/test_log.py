"""What a call says on standard error betrays nobody, however much it is asked to say."""

import os
import re

import pytest

from meddler import Wiretap
from peer import QUIET

SECRETS = re.compile(r"^a=(?:ice-pwd|ice-ufrag|fingerprint):(?:\S+ )?(\S+)", re.MULTILINE)
# Keys of DTLS and SRTP, descriptions, and candidates as they are in them.
UNSAID = re.compile(r"PRIVATE KEY|\bpem = |(?<![\w-])(?:srtp-)?key ?=|v=0\b|a=ice-|a=fingerprint|"
                    r"\bcandidate:\S", re.IGNORECASE)
# How it is asked to say more, and what it says then.
TALKATIVE = {
    "-v": ({}, r"GstWebRTCBin.*caps = "),
    "-v and G_MESSAGES_DEBUG": ({"G_MESSAGES_DEBUG": "all"}, r"call: \S+ -> \S+"),
}


@pytest.fixture
def wire():
    """What both say to the server."""
    return Wiretap()


@pytest.mark.parametrize("asked", TALKATIVE)
def test_a_call_betrays_nobody(peer, server, meddler, wire, asked):
    env, wanted = TALKATIVE[asked]
    more = {"env": {**os.environ, **env}, "keep": None}
    between = meddler(server, wire)
    ben = peer("ben", between, *QUIET, "-v", "--auto-accept", **more)
    ben.wait_for("registered")
    anna = peer("anna", between, *QUIET, "-v", "--call", "ben", **more)
    for one in (anna, ben):
        one.wait_for_stats(lambda it: it["receive"]["video"]["frames"] > 30)
    renew_and_come_back(anna, ben, between, wire)
    assert anna.quit() == 0
    ben.wait_for("ended")
    assert ben.quit() == 0
    for one in (anna, ben):
        text = "\n".join(one.errors)
        assert re.search(wanted, text), "hardly a word: nothing to be judged"
        assert_betrays_nobody(text, set(secrets(wire.said)))


def renew_and_come_back(anna, ben, between, wire):
    """A second connection, and a session that is taken up again: there is more to betray."""
    anna.tell(do="renew")
    wire.wait_for("description", to="anna")
    between.cut()
    for one in (anna, ben):
        one.wait_for_number("registered", 2)


def secrets(said):
    """What went over the wire and may not be said to anybody else."""
    for message in said:
        yield from filter(None, [message.get("resume")])
        if "description" in message:
            yield from SECRETS.findall(message["description"]["sdp"])


def assert_betrays_nobody(text, known):
    found = UNSAID.search(text)
    assert not found, context(text, found.start())
    assert len(known) >= 8, known  # of two connections, and two sessions
    for secret in known:
        for form in (secret, secret.encode().hex()):
            assert form not in text, context(text, text.find(form))


def context(text, place):
    """The line there, cut short."""
    start = text.rfind("\n", 0, place) + 1
    return text[start:place + 40]
