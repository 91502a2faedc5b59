"""Real windows on a real X11 screen, closed by their user."""

import pytest

from desk import Screen, folder
from window import close, wait_for_windows

SINK = "videoconvert ! ximagesink"


@pytest.fixture
def screen(folder):
    one = Screen(folder)
    yield one
    one.stop()


def call(peer, server, screen, *annas):
    ben = peer("ben", server, "--auto-accept", "--pipeline", "headless")
    ben.wait_for("registered")
    anna = peer("anna", server, "--call", "ben", "--pipeline", "headless", *annas, env=screen.env)
    for one in (anna, ben):
        one.wait_for("first-frame", media="video")
    return anna, ben


def test_closing_the_peers_picture_hangs_up(peer, server, screen):
    anna, ben = call(peer, server, screen, "--video-sink", SINK)
    [window] = wait_for_windows(screen, 1)
    close(screen, window)
    assert anna.wait() == 0
    assert anna.wait_for("ended")["by"] == "anna"
    assert ben.wait_for("ended")["reason"] == "normal"
    assert not anna.has("warning")


def test_closing_our_own_picture_only_closes_it(peer, server, screen):
    anna, ben = call(peer, server, screen, "--self-view", SINK)
    [window] = wait_for_windows(screen, 1)
    close(screen, window)
    start = anna.events[-1]["t"]
    anna.wait_for_stats(lambda it: it["t"] > start + 5)  # a device that failed would be back by now
    assert screen.run("sh", "-c", "xdotool search --onlyvisible --name . || true") == ""
    for one in (anna, ben):
        assert not one.has("warning") and not one.has("ended"), one.story()
    assert anna.quit() == 0
