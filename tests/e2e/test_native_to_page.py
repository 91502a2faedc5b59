"""A p2pcall and a browser, in both roles and with each codec that both must do."""

import pytest

from sound import assert_tone
from talk import Talker

PAGES = {"first": 1000, "tone": 600}
NATIVES = {"first": 5000, "tone": 1700}


@pytest.fixture(scope="module")
def chromium(shared_browser):
    return shared_browser(**PAGES)


@pytest.fixture
def anna(chromium, server):
    """Somebody at a page, online."""
    page = chromium.open(server)
    page.go_online("anna")
    yield page
    page.driver.get("about:blank")


@pytest.fixture
def ben(peer, server, tmp_path):
    """Starts a native peer of that name: ben(option...)."""
    return lambda *options: Talker(peer, tmp_path, "ben", server, *options, **NATIVES)


def assert_both_see_and_hear(page, native):
    native.wait_for_media()
    native.assert_sees_and_hears(**PAGES)
    page.assert_sees_and_hears(**NATIVES)


@pytest.mark.parametrize("codec", ["VP8", "VP9", "H264"])
def test_native_calls_page(anna, ben, codec):
    native = ben("--call", "anna", "--codec", codec)
    anna.wait_for_words("ben is calling you")
    native.peer.wait_for("ringing")
    anna.press("Answer")
    anna.wait_for_state("connected")
    assert_both_see_and_hear(anna, native)
    assert native.codec("send") == native.codec("receive") == codec
    anna.press("Hang up")
    assert native.peer.wait() == 0


@pytest.mark.parametrize("codec", ["VP8", "VP9", "H264"])
def test_page_calls_native(anna, ben, codec):
    native = ben("--codec", codec)
    anna.wait_for_person("ben")
    anna.call("ben")
    native.peer.wait_for("incoming")
    anna.wait_for_words("rings at ben")
    native.peer.tell(do="accept")
    anna.wait_for_state("connected")
    assert_both_see_and_hear(anna, native)
    assert native.codec("send") == native.codec("receive") == codec
    native.peer.tell(do="hangup")
    anna.wait_for_words("ben hung up")
    assert native.peer.quit() == 0


def test_calls_that_cross_become_one(browser, server, meddler, peer, tmp_path):
    between = meddler(server, crossing="ring")
    native = Talker(peer, tmp_path, "ben", between, **NATIVES)
    page = browser(**PAGES).open(between)
    page.go_online("anna")
    page.wait_for_person("ben")
    native.peer.wait_for("online", peer="anna")
    page.call("ben")
    native.peer.tell(do="call", peer="anna")
    page.wait_for_state("connected")
    assert_both_see_and_hear(page, native)


def test_page_declines_native(anna, ben):
    native = ben("--call", "anna")
    anna.wait_for_state("ringing")
    anna.press("Decline")
    assert native.peer.wait() == 4


def test_native_declines_page(anna, ben):
    native = ben()
    anna.wait_for_person("ben")
    anna.call("ben")
    native.peer.wait_for("incoming")
    native.peer.tell(do="decline")
    anna.wait_for_words("ben declined")


def test_native_cancels(anna, ben):
    native = ben("--call", "anna")
    anna.wait_for_state("ringing")
    native.peer.process.terminate()
    assert native.peer.wait() == 0
    anna.wait_for_words("You missed a call from ben")


def test_a_page_that_closes_ends_the_call(anna, ben):
    native = ben("--call", "anna")
    anna.wait_for_state("ringing")
    anna.press("Answer")
    native.wait_for_media()
    anna.driver.get("about:blank")
    assert native.peer.wait() == 0
    assert native.peer.wait_for("ended")["reason"] == "normal"


def test_a_page_without_devices_may_watch(browser, server, ben):
    anna = browser(first=None, permission="refused").open(server)
    anna.go_online("anna")
    native = ben("--auto-accept")
    anna.wait_for_person("ben")
    anna.call("ben")
    anna.wait_for_state("connected")
    anna.assert_sees_and_hears(**NATIVES)
    assert not native.peer.has("ended")


def test_a_native_without_picture_is_heard(anna, ben):
    native = ben("--no-video", "--auto-accept")
    anna.wait_for_person("ben")
    anna.call("ben")
    anna.wait_for_state("connected")
    assert_tone(anna.read_tone(), NATIVES["tone"])
    native.peer.wait_for("first-frame", media="audio")
