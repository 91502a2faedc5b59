"""What the options do, what they print, and what is said about wrong ones."""

import os
import re
import signal
import subprocess

import pytest

from desk import Ear, Eye, Relay, Screen, SoundServer, film, screen, sound_server
from lines import one_sentence
from peer import QUIET, assert_connected
from recording import Recording

# ---- What is wrong: exit 2.

WRONG = {
    "no name": [],
    "a bad name": ["--peer", "no spaces"],
    "an empty name": ["--peer", ""],
    "a name that is too long": ["--peer", "x" * 65],
    "a reserved name": ["--peer", "anna/desk"],
    "a bad name to call": ["--peer", "anna", "--call", "ä"],
    "itself": ["--peer", "anna", "--call", "anna"],
    "an unknown option": ["--peer", "anna", "--no-such-option"],
    "a bad server": ["--peer", "anna", "--server", "ftp://127.0.0.1"],
    "a bad timeout": ["--peer", "anna", "--timeout", "soon"],
    "no timeout": ["--peer", "anna", "--timeout", "0"],
    "a bad duration": ["--peer", "anna", "--duration", "-1"],
    "a bad variable": ["--peer", "anna", "--set", "width"],
    "an unknown variable": ["--peer", "anna", *QUIET, "--set", "widht=1"],
    "no such pipeline": ["--peer", "anna", "--pipeline", "nonsense"],
    "no media": ["--peer", "anna", "--no-audio", "--no-video"],
    "a bad codec": ["--peer", "anna", "--codec", "!"],
    "a bad STUN server": ["--peer", "anna", "--stun", "http://127.0.0.1"],
    "a bad TURN server": ["--peer", "anna", "--turn", "turn:"],
    "no config file": ["--peer", "anna", "--config", "/nowhere/at.all"],
    "one word too many": ["--peer", "anna", "ben"],
}


@pytest.mark.parametrize("wrong", WRONG)
def test_wrong_usage(run, wrong):
    ended = run(*WRONG[wrong])
    assert ended.returncode == 2, ended
    assert ended.stdout == ""
    one_sentence(ended.stderr)


def test_the_last_of_the_longest_names(peer, server):
    assert peer("x" * 64, server, *QUIET).wait_for("registered")["peer"] == "x" * 64


# A wrong file or fragment: where it is said to be wrong.
FILES = {
    "[video-source]\nvideotestsrc ! vp8enc ${bitrat}\n": r":2:\d+: .*bitrat.*bitrate",
    "[video-source]\nvideotestsrc !\n": r":\d+:\d+: ",
    "[video-source]\nno-such-element ! videoconvert\n": r":2:1: .*no-such-element",
    "[video-source]\nvideotestsrc\n! videoconvert colour=red\n": r":3:\d+: .*colour",
    "[no-such-section]\nvideotestsrc\n": r":1:\d+: .*no-such-section",
    "videotestsrc\n": r":1:1: ",
    "[variables]\nwidth\n": r":2:\d+: ",
    "[video-source]\nvideotestsrc\n[video-source]\nvideotestsrc\n": r":3:\d+: ",
}


@pytest.mark.parametrize("text", FILES)
def test_a_wrong_pipeline_file(run, tmp_path, text):
    path = tmp_path / "own.pipeline"
    path.write_text(text)
    ended = run("--peer", "anna", "--pipeline", path)
    assert ended.returncode == 2, ended
    assert re.search(r"\bown\.pipeline" + FILES[text], one_sentence(ended.stderr)), ended.stderr


@pytest.mark.parametrize("section", ["video-source", "audio-source", "video-sink", "audio-sink",
                                     "self-view"])
def test_a_wrong_fragment_is_named_by_its_option(run, section):
    ended = run("--peer", "anna", *QUIET, f"--{section}", "queue ! no-such-element")
    assert ended.returncode == 2, ended
    assert re.search(rf"--{section}(:1:\d+)?: .*no-such-element", one_sentence(ended.stderr))


# ---- Listings.

def test_list_pipelines(run, fresh):
    own = os.path.join(fresh["HOME"], ".config", "p2pcall", "pipelines")
    os.makedirs(own)
    with open(os.path.join(own, "mine.pipeline"), "w", encoding="utf-8") as file:
        file.write("[self-view]\n")
    ended = run("--list-pipelines")
    assert ended.returncode == 0
    assert {"default", "test", "screen", "file", "headless", "mine"} <= set(ended.stdout.split())


def test_list_devices(run, sound_server):
    ended = run("--list-devices", env=sound_server.env)
    assert ended.returncode == 0
    lines = ended.stdout.splitlines()
    assert any(re.match("microphone.*mic.monitor", line) for line in lines), ended.stdout
    assert any(re.match("loudspeaker.*speaker", line) for line in lines), ended.stdout


def test_list_devices_where_there_are_none(run, fresh):
    assert run("--list-devices", env={**fresh, "PULSE_SERVER": "unix:/nowhere"}).returncode == 0


def test_help_and_version(run):
    text = run("--help")
    assert text.returncode == 0
    for option in ("--peer", "--call", "--server", "--auto-accept", "--timeout", "--duration",
                   "--pipeline", "--video-source", "--audio-source", "--video-sink", "--audio-sink",
                   "--self-view", "--set", "--codec", "--no-video", "--no-audio", "--list-devices",
                   "--list-pipelines", "--print-pipeline", "--stun", "--turn", "--relay-only",
                   "--events"):
        assert option in text.stdout, option
    assert run("--version").returncode == 0


# ---- --print-pipeline, run by gst-launch-1.0 as a shell would.

@pytest.fixture
def desk_env(folder):
    """A screen, a microphone and a loudspeaker at once."""
    display, devices = Screen(folder), SoundServer(folder, "speaker", "mic")
    yield {**devices.env, "DISPLAY": display.env["DISPLAY"]}
    devices.stop()
    display.stop()


@pytest.mark.parametrize("codec", [None, "VP9", "H264"])
@pytest.mark.parametrize("name", ["headless", "test", "screen", "file"])
def test_print_pipeline_runs(build, desk_env, film, tmp_path, name, codec):
    eye, ear = Eye(tmp_path), Ear(tmp_path)
    options = ["--pipeline", name, *eye.options, *ear.options]
    if name == "file":
        options += ["--set", f"file={film}"]
    if codec:
        options += ["--codec", codec]
    runs_printed(build, desk_env, options, eye, ear)


def test_print_pipeline_with_windows_runs(build, desk_env, tmp_path):
    """As it is, with what autovideosink and autoaudiosink find."""
    devices = ["--video-source", "videotestsrc is-live=true"]
    shown = printed(build, desk_env, [*devices])
    assert "autovideosink" in shown and "autoaudiosink" in shown
    assert not re.search("webrtcbin|p2pcall|['`$]", shown)
    launch = subprocess.Popen(["sh", "-c", f"exec gst-launch-1.0 {shown}"], env=desk_env,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        subprocess.run(["xdotool", "search", "--sync", "--onlyvisible", "--name", "."],
                       env=desk_env, check=True, timeout=30, capture_output=True)
    finally:
        launch.send_signal(signal.SIGINT)
        assert launch.wait(20) == 0, launch.stderr.read()


def printed(build, env, options):
    ended = subprocess.run([build / "p2pcall", "--print-pipeline", *options], env=env, timeout=30,
                           capture_output=True, text=True, check=True)
    assert ended.stdout.count("\n") == 1
    return ended.stdout.strip()


def runs_printed(build, env, options, eye, ear):
    text = printed(build, env, options)
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        # Words as the shell makes them from $(...): split at blanks, nothing else.
        launch = subprocess.Popen(["gst-launch-1.0", *text.split()], env=env, stdout=nowhere,
                                  stderr=subprocess.PIPE, text=True)
    try:
        eye.wait_until(lambda: len(eye.parts) >= 10, 30, "ten pictures")
        ear.wait_until(lambda: len(ear.parts) >= 50, 30, "half a second of sound")
    finally:
        launch.terminate()
        launch.wait(20)
    seen = eye.pictures()[-1][1]
    assert seen.shape == (120, 160, 3)


# ---- Options that change a call.

def test_config_file(run, peer, server, fresh):
    folder_of_config = os.path.join(fresh["HOME"], ".config", "p2pcall")
    os.makedirs(folder_of_config)
    with open(os.path.join(folder_of_config, "p2pcall.conf"), "w", encoding="utf-8") as file:
        file.write(f"[p2pcall]\npeer=written\npipeline=headless\nserver={server.wire}\n"
                   "auto-accept=true\ncodec=H264\nset=width=320;height=240\n")
    ben = peer("ben", None, env=fresh)  # the command line wins: --peer ben
    assert ben.wait_for("registered")["peer"] == "ben"
    anna = peer("anna", server, *QUIET, "--call", "ben", env=fresh)
    stats = anna.wait_for_stats(lambda it: it["receive"]["video"]["frames"] > 10)
    assert (stats["receive"]["video"]["width"], stats["receive"]["video"]["height"]) == (320, 240)
    assert stats["receive"]["video"]["codec"] == "H264"


@pytest.mark.parametrize("text", ["[p2pcall]\nno-such-key=1\n", "[p2pcall]\ntimeout=soon\n",
                                  "no group\n", "[p2pcall]\nauto-accept=perhaps\n"])
def test_a_wrong_config_file(run, tmp_path, text):
    path = tmp_path / "wrong.conf"
    path.write_text(text)
    ended = run("--peer", "anna", "--config", path)
    assert ended.returncode == 2, ended
    assert "wrong.conf" in one_sentence(ended.stderr)


def test_set_and_fragments(pair, tmp_path):
    recording = Recording(tmp_path / "ben")
    anna, ben = pair(["--set", "width=176", "--set", "height=144", "--set", "framerate=10"],
                     recording.options)
    stats = ben.wait_for_stats(lambda it: it["receive"]["video"]["frames"] > 30)["receive"]["video"]
    assert (stats["width"], stats["height"]) == (176, 144)
    assert 8 < stats["fps"] < 12
    assert recording.tone() is not None


@pytest.mark.parametrize("own", [False, True])
def test_codec_of_the_caller_counts_unless_the_callee_wishes(pair, own):
    anna, ben = pair(["--codec", "VP9"], ["--codec", "h264"] if own else [])
    for one in (anna, ben):
        stats = one.wait_for_stats(lambda it: it["receive"]["video"]["frames"] > 10)
        wanted = "H264" if own else "VP9"
        assert stats["send"]["video"]["codec"] == stats["receive"]["video"]["codec"] == wanted
        assert stats["send"]["audio"]["codec"] == "OPUS"


@pytest.mark.parametrize("of_caller", [True, False])
@pytest.mark.parametrize(("option", "left"), [("--no-video", "audio"), ("--no-audio", "video")])
def test_a_medium_that_is_left_out(pair, of_caller, option, left):
    anna, ben = pair([option] if of_caller else [], [] if of_caller else [option])
    for one in (anna, ben):
        one.wait_for("first-frame", media=left)
    stats = anna.wait_for_stats(lambda it: it["receive"].get(left, {}).get("packets", 0) > 30)
    assert list(stats["receive"]) == [left]
    anna.tell(do="hangup")
    assert anna.wait() == 0
    ben.wait_for("ended")
    for one in (anna, ben):
        assert [it["media"] for it in one.events if it["event"] == "first-frame"] == [left]


def test_a_relay(pair):
    relay = Relay()
    try:
        options = ["--turn", relay.url, "--stun", relay.stun, "--relay-only"]
        anna, ben = pair(options, options)
        assert_connected(anna, ben)
        for one in (anna, ben):
            stats = one.wait_for_stats(lambda it: it.get("local_candidate"))
            assert (stats["local_candidate"], stats["remote_candidate"]) == ("relay", "relay")
        assert anna.quit() == 0
    finally:
        relay.stop()


def test_a_relay_with_a_wrong_password(pair):
    relay = Relay()
    try:
        options = ["--turn", relay.url.replace(":secret@", ":guess@"), "--relay-only"]
        anna, _ = pair(options, options)
        assert anna.wait(60) == 6
    finally:
        relay.stop()


def test_gstreamers_own_options(run, peer, server):
    one = peer("anna", server, *QUIET, "--gst-debug-no-color", "--gst-debug=GST_INIT:4")
    one.wait_for("registered")
    assert any("GST_INIT" in line for line in one.errors)
    assert one.quit() == 0
    assert run("--peer", "anna", "--gst-no-such-option").returncode == 2
