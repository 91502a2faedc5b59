"""What is wrong is said on the page in words, and costs no more than it must."""

import pytest

from browser import INSECURE_NAME
from server import Server
from sound import assert_tone

BENS = {"first": 5000, "tone": 1500}
ALLOWED, BLOCKED = 1, 2  # Chromium's content settings


@pytest.fixture
def ben(browser, server):
    """Somebody with a camera and a microphone, online."""
    page = browser(**BENS).open(server)
    page.go_online("ben")
    return page


def start_call(caller, callee, name):
    caller.call(name)
    callee.wait_for_state("ringing")
    callee.press("Answer")
    caller.wait_for_state("connected")


def test_without_a_camera_the_call_has_sound(browser, server, ben):
    anna = browser(first=None).open(server)
    anna.go_online("anna")
    anna.wait_for_words("No camera was found", "goes on without your picture")
    start_call(anna, ben, "ben")
    anna.assert_sees_and_hears(**BENS)
    assert ben.read_tone() is not None


def test_refused_permission_is_said_and_one_may_still_watch(browser, server, ben):
    refused = {"profile.default_content_setting_values.media_stream_camera": BLOCKED,
               "profile.default_content_setting_values.media_stream_mic": BLOCKED}
    anna = browser(permission="settings", prefs=refused).open(server)
    anna.go_online("anna")
    anna.wait_for_words("Permission to use the camera and microphone was refused")
    start_call(anna, ben, "ben")
    anna.assert_sees_and_hears(**BENS)


def test_only_the_camera_refused_leaves_the_sound(browser, server, ben):
    refused = {"profile.default_content_setting_values.media_stream_camera": BLOCKED,
               "profile.default_content_setting_values.media_stream_mic": ALLOWED}
    anna = browser(permission="settings", prefs=refused, tone=600).open(server)
    anna.go_online("anna")
    anna.wait_for_words("Permission to use the camera was refused")
    start_call(ben, anna, "anna")
    ben.wait_for_state("connected")
    assert_tone(ben.read_tone(), 600)


def test_an_insecure_address_is_said_and_one_may_still_watch(browser, server, ben):
    anna = browser().open(server, host=INSECURE_NAME)
    assert anna.driver.execute_script("return !isSecureContext && !navigator.mediaDevices")
    anna.go_online("anna")
    anna.wait_for_words("insecure", "https://", "http://localhost")
    start_call(anna, ben, "ben")
    anna.assert_sees_and_hears(**BENS)


def test_who_is_not_online_is_waited_for_in_words(ben):
    ben.call("nobody")
    ben.wait_for_words("nobody is not online", "Waiting")
    ben.press("Hang up")
    ben.wait_for_words("You stopped calling nobody")


def test_a_peer_that_is_gone_is_said(browser, server, ben):
    chromium = browser()
    anna = chromium.open(server)
    anna.go_online("anna")
    ben.wait_for_person("anna")
    ben.call("anna")
    anna.wait_for_state("ringing")
    anna.press("Go offline")
    ben.wait_for_words("anna declined")
    ben.call("anna")
    ben.wait_for_words("anna is not online")


@pytest.mark.parametrize("name", ["two words", "ünï", "a/b"])
def test_a_name_that_cannot_be_is_explained(ben, browser, server, name):
    page = browser(first=None).open(server)
    page.fill("Your name", name)
    page.press("Go online")
    page.wait_for_words("A name has 1 to 64 letters")


def test_nobody_calls_himself(ben):
    ben.call("ben")
    ben.wait_for_words("You cannot call yourself")


def test_a_server_that_goes_away_is_said_and_comes_back(build, browser):
    first = Server(build)
    try:
        anna = browser().open(first)
        anna.go_online("anna")
    finally:
        first.stop()
    anna.wait_for_words("The server is away")
    second = Server(build, port=first.port)
    try:
        anna.wait_until("!document.querySelector('[role=status]').innerText.includes('away')")
        assert anna.state == "idle"
    finally:
        second.stop()


def test_the_page_keeps_to_its_own_address(ben):
    """No complaint in the console (of the Content-Security-Policy, say), nothing from elsewhere."""
    elsewhere = ben.driver.execute_script(
        "return performance.getEntriesByType('resource').map((it) => it.name)"
        ".filter((it) => !it.startsWith(location.origin))")
    assert elsewhere == []
    severe = [it for it in ben.driver.get_log("browser")
              if it["level"] == "SEVERE" and "favicon" not in it["message"]]
    assert severe == []
