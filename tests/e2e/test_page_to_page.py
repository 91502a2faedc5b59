"""Browser to browser, over the real server: the seed's own scene."""

import re

import pytest

from browser import Page

ANNAS = {"first": 1000, "tone": 600}
BENS = {"first": 5000, "tone": 1500}


@pytest.fixture(scope="module")
def chromiums(shared_browser):
    return shared_browser(**ANNAS), shared_browser(**BENS)


@pytest.fixture
def anna_and_ben(chromiums, server):
    """Two people, each at a page, both online."""
    anna, ben = (one.open(server) for one in chromiums)
    anna.go_online("anna")
    ben.go_online("ben")
    anna.wait_for_person("ben")
    ben.wait_for_person("anna")
    yield anna, ben
    for page in (anna, ben):
        page.driver.get("about:blank")


def start_call(caller, callee, name):
    caller.call(name)
    callee.wait_for_state("ringing")
    callee.press("Answer")
    caller.wait_for_state("connected")
    callee.wait_for_state("connected")


def test_both_see_and_hear_each_other(anna_and_ben):
    anna, ben = anna_and_ben
    ben.call("anna")
    anna.wait_for_words("ben is calling you")
    ben.wait_for_words("rings at anna")
    anna.press("Answer")
    for page, other, theirs in ((anna, "ben", BENS), (ben, "anna", ANNAS)):
        page.wait_for_words(f"In a call with {other}")
        assert page.self_view_plays()
        page.assert_sees_and_hears(**theirs)


@pytest.mark.parametrize("first", ["caller", "callee"])
def test_either_may_hang_up(anna_and_ben, first):
    anna, ben = anna_and_ben
    start_call(anna, ben, "ben")
    one, other, name = (anna, ben, "anna") if first == "caller" else (ben, anna, "ben")
    one.press("Hang up")
    other.wait_for_words(f"{name} hung up")
    for page in (one, other):
        page.wait_for_state("ended")
        assert page.button("Hang up") is None


def test_a_second_call_works_as_the_first(anna_and_ben):
    anna, ben = anna_and_ben
    start_call(anna, ben, "ben")
    ben.press("Hang up")
    anna.wait_for_state("ended")
    start_call(ben, anna, "anna")
    anna.assert_sees_and_hears(**BENS)


def test_a_click_on_a_person_calls(anna_and_ben):
    anna, ben = anna_and_ben
    anna.driver.find_element("css selector", "[data-peer=ben]").click()
    ben.wait_for_state("ringing")


def test_decline(anna_and_ben):
    anna, ben = anna_and_ben
    anna.call("ben")
    ben.wait_for_state("ringing")
    ben.press("Decline")
    anna.wait_for_words("ben declined")
    anna.wait_for_state("ended")


def test_cancel_is_a_missed_call(anna_and_ben):
    anna, ben = anna_and_ben
    anna.call("ben")
    ben.wait_for_state("ringing")
    anna.press("Hang up")
    ben.wait_for_words("You missed a call from anna")
    assert ben.button("Answer") is None


def test_who_closes_the_page_hangs_up(anna_and_ben):
    anna, ben = anna_and_ben
    start_call(anna, ben, "ben")
    anna.driver.get("about:blank")
    ben.wait_for_words("anna hung up")
    ben.wait_until("document.querySelector('[data-peer=anna]') === null")


def test_a_third_gets_busy(anna_and_ben, browser, server):
    anna, ben = anna_and_ben
    start_call(anna, ben, "ben")
    carol = browser().open(server)
    carol.go_online("carol")
    carol.call("ben")
    carol.wait_for_words("ben is busy")
    ben.wait_for_words("carol called")
    assert ben.state == "connected"
    ben.assert_sees_and_hears(**ANNAS)


def test_calls_that_cross_become_one(server, meddler, browser):
    between = meddler(server, crossing="ring")
    anna, ben = (browser(**person).open(between) for person in (ANNAS, BENS))
    anna.go_online("anna")
    ben.go_online("ben")
    anna.wait_for_person("ben")
    ben.wait_for_person("anna")
    anna.call("ben")
    ben.call("anna")
    for page, theirs in ((anna, BENS), (ben, ANNAS)):
        page.wait_for_state("connected")
        page.assert_sees_and_hears(**theirs)


def test_a_taken_name_is_said_and_another_may_be_given(anna_and_ben, browser, server):
    other = browser(first=None).open(server)
    other.fill("Your name", "anna")
    other.press("Go online")
    other.wait_for_words("The name anna is taken")
    other.go_online("anna2")
    anna_and_ben[0].wait_for_person("anna2")


def test_a_link_calls_once_a_name_is_given(anna_and_ben, browser, server):
    link = copied_link(anna_and_ben[0])
    assert link == f"{server.url}/#anna"
    chromium = browser()
    chromium.driver.get(link)
    guest = Page(chromium)
    guest.wait_for_words("Give your name to call anna")
    guest.go_online("guest")
    anna_and_ben[0].wait_for_words("guest is calling you")
    anna_and_ben[0].press("Answer")
    guest.wait_for_state("connected")
    guest.assert_sees_and_hears(**ANNAS)


def copied_link(page):
    page.press("Copy link")
    page.wait_for_words("Copied")
    return re.search(r"https?://\S+", page.status).group(0)


def test_a_link_to_somebody_who_is_not_there_waits(chromiums, server):
    anna, ben = chromiums
    waiting = anna.open(server, "/#ben")
    waiting.go_online("anna")
    waiting.wait_for_state("waiting")
    waiting.wait_for_words("ben is not online")
    late = ben.open(server)
    late.go_online("ben")
    late.wait_for_words("anna is calling you")


def test_muting_darkens_the_picture_and_silences_the_sound(anna_and_ben):
    anna, ben = anna_and_ben
    start_call(anna, ben, "ben")
    ben.read_counter()
    for name in ("Mute microphone", "Mute camera"):
        anna.press(name)
        assert anna.button(name).get_attribute("aria-pressed") == "true"
    ben.wait_until_dark()
    assert ben.read_tone(within=2) is None
    for name in ("Mute microphone", "Mute camera"):
        anna.press(name)
        assert anna.button(name).get_attribute("aria-pressed") == "false"
    ben.wait_until_bright()
    ben.assert_sees_and_hears(**ANNAS)


def test_the_whole_call_over_https(https_server, chromiums):
    anna, ben = (one.open(https_server) for one in chromiums)
    anna.go_online("anna")
    ben.go_online("ben")
    anna.wait_for_person("ben")
    start_call(anna, ben, "ben")
    anna.assert_sees_and_hears(**BENS)
    ben.assert_sees_and_hears(**ANNAS)
