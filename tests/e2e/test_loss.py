"""Lost packets are sent again (RTX, RFC 4588), both ways between a p2pcall and a browser."""

import pytest

from detour import Detour
from talk import Talker

ANNAS = {"first": 1000, "tone": 600}
BENS = {"first": 5000, "tone": 1700}
ENOUGH = 30  # packets that get lost each way before anything is judged
MANY = 10  # of them that must have been repaired: most are, but a repair gets lost as well
FEW = 2  # freezes


@pytest.fixture(scope="module")
def chromium(shared_browser):
    return shared_browser(**ANNAS)


@pytest.fixture
def detour():
    one = Detour(share=0.1)
    yield one
    one.stop()


@pytest.fixture
def between(server, meddler, detour):
    return meddler(server, detour.change)


@pytest.fixture
def anna(chromium, between):
    """Somebody at a page, online."""
    page = chromium.open(between)
    page.go_online("anna")
    page.keep_connection()
    yield page
    page.driver.get("about:blank")


@pytest.fixture
def ben(peer, between, tmp_path):
    """Starts a native peer of that name: ben(option...)."""
    return lambda *options: Talker(peer, tmp_path, "ben", between, *options, **BENS)


@pytest.mark.parametrize("codec", ["VP8", "VP9", "H264"])
def test_native_calls_page(anna, ben, detour, codec):
    native = ben("--call", "anna", "--codec", codec)
    anna.wait_for_state("ringing")
    anna.press("Answer")
    assert_repaired(anna, native, detour, codec)


@pytest.mark.parametrize("codec", ["VP8", "VP9", "H264"])
def test_page_calls_native(anna, ben, detour, codec):
    native = ben("--auto-accept", "--codec", codec)
    anna.wait_for_person("ben")
    anna.call("ben")
    assert_repaired(anna, native, detour, codec)


def assert_repaired(page, native, detour, codec):
    page.wait_for_state("connected")
    native.wait_for_media()
    detour.wait_until(detour.lost, ENOUGH)
    assert_program_repairs(native, codec)
    assert_page_repairs(page, codec)
    native.assert_sees_and_hears(**ANNAS)
    page.assert_sees_and_hears(**BENS)


def assert_program_repairs(native, codec):
    stats = native.peer.wait_for_stats(
        lambda it: all(it[way]["video"]["retransmitted"] >= MANY for way in ("send", "receive")))
    for way in ("send", "receive"):
        assert stats[way]["video"]["codec"] == codec
        assert stats[way]["video"]["lost"] > 0
    assert stats["freezes"] <= FEW, stats


def assert_page_repairs(page, codec):
    seen = page.wait_for_stats(f"it.retransmittedPacketsReceived >= {MANY}",
                               type="inbound-rtp", kind="video")
    sent = page.wait_for_stats(f"it.retransmittedPacketsSent >= {MANY}",
                               type="outbound-rtp", kind="video")
    assert seen["codec"] == sent["codec"] == codec
    assert seen["freezeCount"] <= FEW, seen
