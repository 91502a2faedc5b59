"""What the program promises to people and scripts: options, exit statuses, events, commands. What
only calls can show is in the other files."""

import json
import os
import re
import signal
import socket
import subprocess

import pytest

import picture
from desk import Ear, Eye, Island, Relay, Screen, SoundServer, film, folder, screen, sound_server
from lines import Program
from meddler import with_another_key
from peer import Peer
from recording import Recording

QUIET = ["--pipeline", "headless"]


@pytest.fixture
def fresh(folder):
    """An environment in whose home nobody has been."""
    return folder.env


@pytest.fixture
def run(build, fresh):
    """Runs p2pcall to its end: what it printed, and its exit status."""
    def start(*options, env=None, **more):
        return subprocess.run([build / "p2pcall", *map(str, options)], env=env or fresh, timeout=60,
                              capture_output=True, text=True, stdin=subprocess.DEVNULL, **more)
    return start


@pytest.fixture
def pair(peer, server):
    """Anna calls Ben, who answers."""
    def start(annas=(), bens=(), between=server, **more):
        ben = peer("ben", between, *QUIET, "--auto-accept", *bens, **more)
        ben.wait_for("registered")
        anna = peer("anna", between, *QUIET, "--call", "ben", *annas, **more)
        return anna, ben
    return start


def assert_connected(*peers):
    for one in peers:
        one.wait_for("connected")
        for medium in ("video", "audio"):
            one.wait_for("first-frame", media=medium)


def one_sentence(text):
    """The last line of standard error, which says what was wrong."""
    last = text.strip().splitlines()[-1]
    assert re.match(r"p2pcall: \S.{15,}", last), text
    return last


# ---- Wrong usage: exit 2.

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


# ---- The server: exit 3.

def test_a_server_that_is_not_there(run):
    with socket.socket() as held:  # bound, and nobody listens
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        ended = run("--peer", "anna", *QUIET, "--server", f"ws://127.0.0.1:{port}/ws")
    assert ended.returncode == 3
    assert str(port) in one_sentence(ended.stderr)


def test_a_server_that_says_nothing(run):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        ended = run("--peer", "anna", *QUIET, "--server", f"ws://127.0.0.1:{port}/ws")
    assert ended.returncode == 3
    one_sentence(ended.stderr)


def test_a_name_that_is_taken(peer, server):
    peer("anna", server, *QUIET).wait_for("registered")
    second = peer("anna", server, *QUIET)
    assert second.wait() == 3
    assert "anna" in one_sentence("\n".join(second.errors))
    assert second.wait_for("error")["code"] == "server"


# ---- The peer: exit 4.

def assert_exit_4(one, reason=None):
    assert one.wait() == 4
    assert one.wait_for("error")["code"] == "peer"
    one_sentence("\n".join(one.errors))
    if reason:
        assert one.wait_for("ended")["reason"] == reason


def test_the_peer_declines(peer, server):
    ben = peer("ben", server, *QUIET)
    anna = peer("anna", server, *QUIET, "--call", "ben")
    ben.wait_for("incoming", **{"from": "anna"})
    ben.tell(do="decline")
    assert_exit_4(anna, "declined")


def test_the_peer_is_busy(pair, peer, server):
    anna, ben = pair()
    assert_connected(anna, ben)
    assert_exit_4(peer("carol", server, *QUIET, "--call", "ben"), "busy")
    assert ben.wait_for("warning", code="turned-away")
    assert not ben.has("ended")


def test_the_peer_is_not_there(peer, server):
    assert_exit_4(peer("anna", server, *QUIET, "--call", "nobody", "--timeout", "1"))


def test_the_peer_does_not_answer(peer, server):
    ben = peer("ben", server, *QUIET)
    anna = peer("anna", server, *QUIET, "--call", "ben", "--timeout", "1")
    assert_exit_4(anna, "timeout")
    assert ben.wait_for("ended")["reason"] == "timeout"


def test_the_peer_is_gone_while_it_rings(peer, server):
    ben = peer("ben", server, *QUIET)
    anna = peer("anna", server, *QUIET, "--call", "ben")
    ben.wait_for("incoming")
    assert ben.quit() == 0
    assert_exit_4(anna)


def test_nothing_in_common(pair):
    anna, ben = pair(["--no-video"], ["--no-audio"])
    assert_exit_4(anna, "unsupported")
    assert ben.wait_for("ended")["reason"] == "unsupported"
    assert ben.quit() == 0


# ---- Our coders: exit 5.

def test_no_coder_for_any_medium(peer, server, fresh, tmp_path):
    """GStreamer without the plugins that encode and decode."""
    missing = re.compile(r"libgst(vpx|x264|openh264|libav|opus|va|vaapi|v4l2codecs|nvcodec|qsv|svt"
                         r"|aom|rav1e|dav1d|isac|ladspa|lv2|frei0r)")
    for folder_of_plugins in plugin_folders():
        for name in os.listdir(folder_of_plugins):
            if name.endswith(".so") and not missing.match(name):
                (tmp_path / name).symlink_to(os.path.join(folder_of_plugins, name))
    bare = {**fresh, "GST_PLUGIN_SYSTEM_PATH_1_0": str(tmp_path),
            "GST_REGISTRY_1_0": str(tmp_path / "registry")}
    peer("ben", server, *QUIET).wait_for("registered")
    anna = peer("anna", server, *QUIET, "--call", "ben", env=bare)
    assert anna.wait(40) == 5
    assert anna.wait_for("error")["code"] == "codec"
    one_sentence("\n".join(anna.errors))


def plugin_folders():
    found = subprocess.run(["gst-inspect-1.0", "coreelements"], check=True, capture_output=True,
                           text=True).stdout
    return [os.path.dirname(re.search(r"Filename\s+(\S+)", found).group(1))]


# ---- The path: exit 6.

def to_nowhere(port):
    """Sends all candidates to a port where nobody answers."""
    def change(message):
        if message["type"] == "candidate" and message["candidate"]:
            candidate = message["candidate"]
            words = candidate["candidate"].split(" ")
            if len(words) > 6:
                words[4:6] = ["127.0.0.1", str(port)]
                candidate["candidate"] = " ".join(words)
        if "description" in message:
            sdp = message["description"]["sdp"]
            message["description"]["sdp"] = re.sub(r"a=candidate:.*\r\n", "", sdp)
        return message
    return change


def test_no_path(pair, server, meddler):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as nobody:
        nobody.bind(("127.0.0.1", 0))
        anna, ben = pair(between=meddler(server, to_nowhere(nobody.getsockname()[1])))
        assert anna.wait(60) == 6
    assert anna.wait_for("error")["code"] == "path"
    one_sentence("\n".join(anna.errors))
    assert ben.wait_for("ended")["reason"] in ("failed", "lost")
    assert not anna.has("connected") and not ben.has("connected")


def test_only_relays_and_there_is_none(pair):
    anna, _ = pair(["--relay-only"])
    assert anna.wait(60) == 6


def test_a_path_that_is_lost_for_good(build, tmp_path):
    island = Island(build)
    started = []
    try:
        for name, options in (("ben", ["--auto-accept"]), ("anna", ["--call", "ben"])):
            one = Peer(island.build, name, None, *QUIET, *options, env=island.env)
            started.append(one)
            one.wait_for("registered")
        ben, anna = started
        assert_connected(anna, ben)
        island.sink()
        assert anna.wait(60) == 6
        assert anna.wait_for("error")["code"] == "path"
        one_sentence("\n".join(anna.errors))
        ben.wait_for("ended", timeout=60)
    finally:
        for one in started:
            one.stop()
        island.stop()


# ---- The key: exit 7.

@pytest.mark.parametrize(("message", "deceived"), [("accept", 0), ("ring", 1)])
def test_somebody_in_the_middle(pair, server, meddler, message, deceived):
    both = pair(bens=["--duration", "30"], between=meddler(server, with_another_key(message)))
    one = both[deceived]
    assert one.wait() == 7
    assert one.wait_for("error")["code"] == "identity"
    assert "middle" in one_sentence("\n".join(one.errors))
    assert not one.has("first-frame")


# ---- Exit 0, and that hanging up comes first.

@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_hangs_up_first(pair, number):
    anna, ben = pair()
    assert_connected(anna, ben)
    anna.process.send_signal(number)
    assert anna.wait() == 0
    ended = ben.wait_for("ended")
    assert (ended["reason"], ended["by"]) == ("normal", "anna")
    assert ben.quit() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_cancels_first(peer, server, number):
    ben = peer("ben", server, *QUIET)
    anna = peer("anna", server, *QUIET, "--call", "ben")
    ben.wait_for("incoming")
    anna.process.send_signal(number)
    assert anna.wait() == 0
    assert ben.wait_for("ended")["reason"] == "cancelled"


def test_a_signal_while_nothing_happens(peer, server):
    anna = peer("anna", server, *QUIET)
    anna.wait_for("registered")
    anna.process.terminate()
    assert anna.wait() == 0


def test_the_end_of_standard_input_is_no_end(pair):
    anna, ben = pair()
    anna.process.stdin.close()
    assert_connected(anna, ben)
    anna.wait_for_stats(lambda it: it["receive"]["video"]["frames"] > 30)
    assert not anna.has("ended")


def test_duration(pair):
    anna, ben = pair(["--duration", "2"])
    assert anna.wait() == 0
    first = anna.wait_for("first-frame")["t"]
    assert 1.9 < anna.wait_for("ended")["t"] - first < 4
    assert ben.wait_for("ended")["by"] == "anna"
    assert not ben.has("error")


def test_duration_ends_the_callees_program_too(pair):
    anna, ben = pair(bens=["--duration", "1"])
    assert ben.wait() == 0
    assert anna.wait() == 0


def test_it_stays_for_the_next_call(peer, server):
    ben = peer("ben", server, *QUIET, "--auto-accept")
    for number in (1, 2):
        anna = peer("anna", server, *QUIET, "--call", "ben", "--duration", "0.5")
        assert anna.wait() == 0
        ben.wait_for_number("ended", number)
    assert ben.quit() == 0


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


# ---- Events and commands.

FIELDS = {
    "registered": {"peer": str, "server": str}, "online": {"peer": str}, "offline": {"peer": str},
    "incoming": {"call": str, "from": str}, "ringing": {"call": str}, "accepted": {"call": str},
    "connected": {"call": str, "ms": int}, "first-frame": {"call": str, "media": str, "ms": int},
    "muted": {"media": str, "on": bool, "by": str}, "pipeline": {"text": str},
    "ended": {"call": str, "reason": str, "by": str}, "warning": {"code": str, "text": str},
    "error": {"code": str, "text": str},
}
VIDEO = {"bitrate_bps", "packets", "lost", "retransmitted", "frames", "fps", "width", "height",
         "codec"}
AUDIO = {"bitrate_bps", "packets", "lost", "codec"}
STATS = {"send", "receive", "rtt_ms", "jitter_ms", "delay_ms", "freezes", "frozen_ms",
         "concealed_ms", "local_candidate", "remote_candidate"}


def assert_fields(events):
    for event in events:
        if event["event"] == "stats":
            continue
        fields = {key: type(value) for key, value in event.items() if key not in ("t", "event")}
        assert fields == FIELDS[event["event"]], event


def test_events_and_commands(peer, server):
    ben = peer("ben", server, *QUIET)
    anna = peer("anna", server, *QUIET)
    anna.wait_for("online", peer="ben")
    anna.tell(do="call", peer="ben")
    call = ben.wait_for("incoming", **{"from": "anna"})["call"]
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", call)
    anna.wait_for("ringing", call=call)
    ben.tell(do="accept")
    assert_connected(anna, ben)
    anna.wait_for_stats(lambda it: it["receive"]["video"]["fps"] > 20 and it["rtt_ms"] > 0)
    anna.tell(do="mute", media="video", on=True)
    assert anna.wait_for("muted", media="video", on=True)["by"] == "anna"
    anna.tell(do="print-pipeline")
    assert "vp8enc" in anna.wait_for("pipeline")["text"]
    anna.tell(do="hangup")
    ended = ben.wait_for("ended", call=call)
    assert (ended["reason"], ended["by"]) == ("normal", "anna")
    anna.wait_for("ended", call=call)
    assert anna.quit() == 0
    ben.wait_for("offline", peer="anna")
    assert ben.quit() == 0
    for one in (anna, ben):
        assert_fields(one.events)
        assert_stats([it for it in one.events if it["event"] == "stats"])
        times = [it["t"] for it in one.events]
        assert times == sorted(times)


def assert_stats(events):
    assert len(events) >= 2
    for one, after in zip(events, events[1:]):
        assert 0.5 < after["t"] - one["t"] < 2
    last = events[-1]
    assert STATS <= set(last), last
    for way in ("send", "receive"):
        assert set(last[way]["video"]) == VIDEO and set(last[way]["audio"]) == AUDIO, last[way]
        assert last[way]["video"]["width"] == 640 and last[way]["video"]["height"] == 480
        assert last[way]["audio"]["packets"] > 0 and last[way]["video"]["frames"] > 0
    assert last["local_candidate"] == last["remote_candidate"] == "host"


def test_events_are_lines_with_three_decimals(build, server):
    ended = subprocess.run(
        [build / "p2pcall", "--peer", "anna", "--server", server.wire, "--events", *QUIET],
        input='{"do":"quit"}\n', capture_output=True, text=True, timeout=30)
    assert ended.returncode == 0
    for line in ended.stdout.splitlines():
        json.loads(line)
        assert re.match(r'\{"t":\d+\.\d{3},"event":"[a-z-]+"', line), line


def test_without_events_standard_output_is_empty(build, server):
    said = []
    one = Program([build / "p2pcall", "--peer", "anna", "--server", server.wire, *QUIET],
                  said.append)
    one.wait_until(lambda: any("You are anna" in line for line in one.errors) or None, 20, "a word")
    one.process.stdin.write("q\n")
    one.process.stdin.flush()
    assert one.wait() == 0
    assert not said


@pytest.mark.parametrize("line", ["nonsense", "{", "[]", '{"do":7}', '{"do":"dance"}',
                                  '{"do":"call"}', '{"do":"mute"}',
                                  '{"do":"mute","media":"smell","on":true}', "x" * 100000])
def test_a_command_that_is_none(peer, server, line):
    one = peer("anna", server, *QUIET)
    one.wait_for("registered")
    one.process.stdin.write(line + "\n")
    one.process.stdin.flush()
    one.wait_for("warning", code="bad-command")
    assert one.quit() == 0


def test_a_command_to_call_what_is_no_name(peer, server):
    one = peer("anna", server, *QUIET)
    one.wait_for("registered")
    one.tell(do="call", peer="a b")
    assert "a b" in one.wait_for("error", code="peer")["text"]
    assert one.quit() == 0
