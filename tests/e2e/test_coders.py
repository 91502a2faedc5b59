"""An encoder that fails in a call costs its medium; when the last one goes, so does the call."""

BREAKS = "identity error-after=60 !"
PIPELINE = """
[encode VP8]
vp8enc deadline=1 ! {video} rtpvp8pay
[encode VP9]
[encode H264]
[encode OPUS]
opusenc ! {audio} rtpopuspay
"""


def call(peer, server, tmp_path, video="", audio=""):
    file = tmp_path / "breaks.pipeline"
    file.write_text(PIPELINE.format(video=video, audio=audio))
    ben = peer("ben", server, "--auto-accept", "--pipeline", "headless")
    ben.wait_for("registered")
    anna = peer("anna", server, "--call", "ben", "--pipeline", file, "--self-view", "",
                "--video-source", "videotestsrc is-live=true", "--audio-source",
                "audiotestsrc is-live=true", "--video-sink", "fakesink", "--audio-sink", "fakesink")
    return anna, ben


def test_a_picture_that_cannot_be_encoded_leaves_the_sound(peer, server, tmp_path):
    anna, ben = call(peer, server, tmp_path, video=BREAKS)
    warning = anna.wait_for("warning")
    assert (warning["code"], warning["text"][:12]) == ("medium-left-out", "The picture ")
    ben.wait_for("first-frame", media="audio")
    start = ben.events[-1]["t"]
    last = ben.wait_for_stats(lambda it: it["t"] > start + 3)
    assert last["receive"]["audio"]["bitrate_bps"] > 5000
    assert not anna.has("ended") and not ben.has("ended")
    assert anna.quit() == 0


def test_nothing_that_can_be_encoded_ends_the_call(peer, server, tmp_path):
    anna, ben = call(peer, server, tmp_path, video=BREAKS, audio=BREAKS)
    assert anna.wait(20) == 5
    assert anna.wait_for("ended")["reason"] == "unsupported"
    assert anna.wait_for("error")["code"] == "codec"
    assert ben.wait_for("ended")["reason"] == "unsupported"


def test_the_same_after_the_connection_was_renewed(peer, server, tmp_path):
    slowly = "identity error-after=600 !"
    anna, ben = call(peer, server, tmp_path, video=slowly, audio=slowly)
    anna.wait_for("first-frame", media="video")
    anna.tell(do="renew")
    assert anna.wait(40) == 5
    assert ben.wait_for("ended")["reason"] == "unsupported"
