"""A device that is missing or vanishes costs its medium, not the call, and is taken up again."""

import os

import pytest

from desk import (Ear, Eye, SoundServer, camera, folder, loudness, loudspeaker, microphone,
                  sound_server)

ROBOT = ["--pipeline", "headless"]
TONE = ["--audio-source", "audiotestsrc is-live=true freq=600 volume=0.4 samplesperbuffer=480 ! "
        "audio/x-raw,rate=48000,channels=1"]
CAMERA = ["--video-source", "pipewiresrc target-object=fakecam ! videoconvert ! videoscale ! "
          "video/x-raw,width=320,height=240"]
GREEN = "videotestsrc is-live=true pattern=solid-color foreground-color=0xff00c000 ! " \
        "video/x-raw,format=I420,width=320,height=240,framerate=15/1"


@pytest.fixture
def call(peer, server):
    def start(annas, bens, annas_env=None, bens_env=None):
        ben = peer("ben", server, "--auto-accept", *ROBOT, *bens, env=bens_env)
        ben.wait_for("registered")
        anna = peer("anna", server, "--call", "ben", *ROBOT, *annas, env=annas_env)
        for one in (anna, ben):
            one.wait_for("connected")
        return anna, ben
    return start


def is_placeholder(seen):
    """A still, dark, even picture."""
    return seen.std() < 4 and 30 < seen.mean() < 80


def is_green(seen):
    red, green, blue = (seen[:, :, colour].mean() for colour in range(3))
    return green > 130 and red < 60 and blue < 60


def is_silent(samples):
    return loudness(samples) < 50


def is_loud(samples):
    return loudness(samples) > 2000


def warning(one, code, number=1):
    """Until that warning has come so many times."""
    def found():
        said = [it for it in one.events if it["event"] == "warning" and it["code"] == code]
        return said[number - 1] if len(said) >= number else None
    return one.wait_until(found, 20, f"{one.name}: warning {code}, number {number}")


def assert_call_goes_on(anna, ben):
    for one in (anna, ben):
        assert not one.has("ended") and not one.has("error"), one.story()
    assert anna.quit() == 0
    assert ben.wait_for("ended")["reason"] == "normal"


@pytest.mark.skipif(os.path.exists("/dev/video0"), reason="this machine has a camera")
def test_no_camera(call, tmp_path):
    eye = Eye(tmp_path)
    anna, ben = call(["--video-source", "v4l2src device=/dev/video0 ! videoconvert"], eye.options)
    text = warning(anna, "camera-gone")["text"]
    assert "camera" in text and "still picture" in text
    eye.wait_for(is_placeholder, what="the placeholder")
    ben.wait_for("first-frame", media="audio")
    assert_call_goes_on(anna, ben)


def test_a_camera_that_another_has(call, tmp_path):
    """An element that fails to open, as a busy camera does."""
    eye = Eye(tmp_path)
    held = tmp_path / "held"
    anna, ben = call(["--video-source", f"filesrc location={held} ! rawvideoparse width=320 "
                      "height=240 format=gray8 framerate=15/1 ! clocksync"], eye.options)
    warning(anna, "camera-gone")
    eye.wait_for(is_placeholder, what="the placeholder")
    held.write_bytes(bytes([250]) * (320 * 240 * 15))
    warning(anna, "device-back")
    eye.wait_for(lambda seen: seen.mean() > 200, what="the camera's picture")
    assert_call_goes_on(anna, ben)


def test_a_camera_that_is_unplugged_and_comes_back(call, camera, tmp_path):
    eye = Eye(tmp_path)
    camera.plug(GREEN)
    anna, ben = call(CAMERA, eye.options, camera.env)
    eye.wait_for(is_green, what="the camera's picture")
    for number in (1, 2):
        camera.unplug()
        warning(anna, "camera-gone", number)
        eye.wait_for(is_placeholder, what="the placeholder")
        camera.plug(GREEN)
        warning(anna, "device-back", number)
        eye.wait_for(is_green, what="the camera's picture")
    assert_call_goes_on(anna, ben)


def test_a_microphone_that_is_unplugged_and_comes_back(call, microphone, tmp_path):
    ear = Ear(tmp_path)
    microphone.speak_on()
    anna, ben = call(["--audio-source", "autoaudiosrc"], ear.options, microphone.env)
    ear.wait_for(is_loud, what="the microphone's sound")
    microphone.unplug("mic")
    text = warning(anna, "microphone-gone")["text"]
    assert "microphone" in text and "silence" in text
    ear.wait_for(is_silent, what="silence")
    microphone.plug("mic")
    microphone.speak_on()
    warning(anna, "device-back")
    ear.wait_for(is_loud, what="the microphone's sound again")
    assert_call_goes_on(anna, ben)


def test_the_sound_server_takes_another_microphone_instead(call, sound_server, tmp_path):
    """The loudspeaker's monitor, which is silent here, and then the old one again."""
    ear = Ear(tmp_path)
    tone = sound_server.speak_on()
    anna, ben = call(["--audio-source", "autoaudiosrc"], ear.options, sound_server.env)
    ear.wait_for(is_loud, what="the microphone's sound")
    tone.terminate()
    tone.wait()
    sound_server.unplug("mic")
    ear.wait_for(is_silent, what="silence")
    sound_server.plug("mic")
    sound_server.speak_on()
    ear.wait_for(is_loud, what="the microphone's sound again")
    assert_call_goes_on(anna, ben)


def test_speakers_that_are_unplugged_and_come_back(call, loudspeaker, tmp_path):
    anna, ben = call(TONE, ["--audio-sink", "autoaudiosink"], bens_env=loudspeaker.env)
    loudspeaker.record(tmp_path, "before").wait_for(is_loud, what="the loudspeaker's sound")
    loudspeaker.unplug("speaker")
    warning(ben, "speakers-gone")
    loudspeaker.plug("speaker")
    warning(ben, "device-back")
    loudspeaker.record(tmp_path, "after").wait_for(is_loud, what="the sound again")
    assert_call_goes_on(anna, ben)


def assert_goes_on_seeing(one, seconds):
    """That the peer's picture keeps coming, whatever is tried again meanwhile."""
    start = one.events[-1]["t"]
    one.wait_for_stats(lambda it: it["t"] > start + seconds)
    later = [it["receive"]["video"]["fps"] for it in one.events
             if it["event"] == "stats" and it["t"] > start + 2]
    assert min(later) > 5, f"{one.name} sees {later} pictures a second"


def test_no_sound_server_at_all(call, folder, tmp_path):
    eye, ear = Eye(tmp_path), Ear(tmp_path)
    nowhere = {**folder.env, "PULSE_SERVER": f"unix:{folder.path}/none"}
    anna, ben = call(["--audio-source", "autoaudiosrc", "--audio-sink", "autoaudiosink",
                      "--video-source", GREEN], [*eye.options, *ear.options], nowhere)
    warning(anna, "microphone-gone")
    warning(anna, "speakers-gone")
    eye.wait_for(is_green)
    ear.wait_for(is_silent)
    for one in (anna, ben):
        assert_goes_on_seeing(one, 5)
    assert_call_goes_on(anna, ben)


def test_no_display(call, folder, tmp_path):
    """Neither for the peer's picture nor for the own."""
    eye = Eye(tmp_path)
    anna, ben = call(["--video-sink", "videoconvert ! ximagesink", "--self-view",
                      "videoconvert ! ximagesink", "--video-source", GREEN], eye.options,
                     {**folder.env, "DISPLAY": ":4711"})
    warning(anna, "screen-gone", 2)
    for one in (anna, ben):
        assert_goes_on_seeing(one, 5)
    eye.wait_for(is_green)
    assert {it["code"] for it in anna.events if it["event"] == "warning"} == {"screen-gone"}
    assert_call_goes_on(anna, ben)


def test_a_machine_with_nothing(call, folder, tmp_path):
    """As a service or over SSH. Some of what an auto element tries there would end the program."""
    eye = Eye(tmp_path)
    show = "videoconvert ! autovideosink"
    anna, ben = call(["--audio-source", "autoaudiosrc", "--audio-sink", "autoaudiosink",
                      "--video-sink", show, "--self-view", show, "--video-source", GREEN],
                     eye.options, folder.env)
    warning(anna, "screen-gone", 2)
    warning(anna, "microphone-gone")
    warning(anna, "speakers-gone")
    for one in (anna, ben):
        assert_goes_on_seeing(one, 5)
    eye.wait_for(is_green)
    assert_call_goes_on(anna, ben)
    assert "AL lib" not in "\n".join(anna.errors)
    assert {it["code"] for it in anna.events if it["event"] == "warning"} == {
        "screen-gone", "microphone-gone", "speakers-gone"}


def test_a_sound_server_that_ends_and_is_started_again(call, folder, tmp_path):
    first = SoundServer(folder, "mic")
    ear = Ear(tmp_path)
    try:
        first.speak_on()
        anna, ben = call(["--audio-source", "autoaudiosrc"], ear.options, first.env)
        ear.wait_for(is_loud, what="the microphone's sound")
    finally:
        first.stop()
    warning(anna, "microphone-gone")
    ear.wait_for(is_silent, what="silence")
    second = SoundServer(folder, "mic")
    try:
        second.speak_on()
        warning(anna, "device-back")
        ear.wait_for(is_loud, what="the microphone's sound again")
        assert_call_goes_on(anna, ben)
    finally:
        second.stop()
