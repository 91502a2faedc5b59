"""A page whose connection to the server breaks, or that crashes, comes back as who it was."""

import pytest

ANNAS = {"first": 1000, "tone": 600}
AWAY = "document.querySelector('[role=status]').innerText.includes('server is away')"
BENS = {"first": 5000, "tone": 1500}


@pytest.fixture(scope="module")
def chromiums(shared_browser):
    return shared_browser(**ANNAS), shared_browser(**BENS)


@pytest.fixture
def between(server, meddler):
    return meddler(server)


@pytest.fixture
def anna_and_ben(chromiums, between):
    anna, ben = (one.open(between) for one in chromiums)
    anna.go_online("anna")
    ben.go_online("ben")
    anna.wait_for_person("ben")
    yield anna, ben
    for page in (anna, ben):
        page.driver.get("about:blank")


def break_and_come_back(between, *pages):
    """Returns when each page has noticed, and is back."""
    for page in pages:
        page.note_when(AWAY)
    between.cut()
    for page in pages:
        page.wait_for_note()
        page.wait_until(f"!{AWAY}")


def test_a_call_outlives_its_connection_to_the_server(anna_and_ben, between):
    anna, ben = anna_and_ben
    anna.call("ben")
    ben.wait_for_state("ringing")
    ben.press("Answer")
    anna.wait_for_state("connected")
    break_and_come_back(between, anna, ben)
    assert anna.state == ben.state == "connected"
    anna.assert_sees_and_hears(**BENS)
    anna.press("Hang up")
    ben.wait_for_words("anna hung up")


def test_what_is_said_while_the_server_is_away_is_said_later(anna_and_ben, between):
    anna, ben = anna_and_ben
    anna.call("ben")
    ben.wait_for_state("ringing")
    ben.press_when("Answer", AWAY)
    between.cut()
    for page in (anna, ben):
        page.wait_for_state("connected")


def test_a_second_window_does_not_take_the_name_of_the_first(anna_and_ben):
    anna, ben = anna_and_ben
    first = anna.driver.current_window_handle
    anna.driver.execute_script("window.open('/', '_blank')")  # its session storage is a copy
    second = next(it for it in anna.driver.window_handles if it != first)
    try:
        anna.driver.switch_to.window(second)
        anna.press("Go online")
        anna.wait_for_words("The name anna is taken")
    finally:
        anna.driver.close()
        anna.driver.switch_to.window(first)
    ben.call("anna")
    anna.wait_for_state("ringing")


def test_a_page_that_is_loaded_again_has_its_name_again(anna_and_ben):
    anna, ben = anna_and_ben
    anna.driver.refresh()
    ben.wait_until("document.querySelector('[data-peer=anna]') === null")
    anna.press("Go online")
    anna.wait_until("document.documentElement.dataset.name === 'anna'")
    ben.wait_for_person("anna")


def test_a_page_that_crashes_has_its_name_again_at_once(browser, server, peer):
    """It has not said that it leaves: for who cannot take its session up, the name is held."""
    ben = peer("ben", server, "--pipeline", "headless")
    chromium = browser(first=None)
    chromium.open(server).go_online("anna")
    ben.wait_for("online", peer="anna")
    anna = chromium.crash()
    anna.press("Go online")
    anna.wait_until("document.documentElement.dataset.name === 'anna'")
    ben.tell(do="call", peer="anna")
    anna.wait_for_words("ben is calling you")
    assert not ben.has("offline")
