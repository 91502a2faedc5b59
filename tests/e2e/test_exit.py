"""The exit status of each end that a program can come to, and the sentence that says why."""

import os
import re
import signal
import socket
import subprocess

import pytest

from desk import Island
from lines import one_sentence
from meddler import with_addresses
from peer import QUIET, Peer, assert_connected

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

def assert_exit_4(one, word="", reason=None):
    """With a last sentence that has that word."""
    assert one.wait() == 4
    assert one.wait_for("error")["code"] == "peer"
    assert word in one_sentence("\n".join(one.errors))
    if reason:
        assert one.wait_for("ended")["reason"] == reason


def test_the_peer_declines(peer, server):
    ben = peer("ben", server, *QUIET)
    anna = peer("anna", server, *QUIET, "--call", "ben")
    ben.wait_for("incoming", **{"from": "anna"})
    ben.tell(do="decline")
    assert_exit_4(anna, "declined", reason="declined")


def test_the_peer_is_busy(pair, peer, server):
    anna, ben = pair()
    assert_connected(anna, ben)
    assert_exit_4(peer("carol", server, *QUIET, "--call", "ben"), reason="busy")
    assert ben.wait_for("warning", code="turned-away")
    assert not ben.has("ended")


def test_the_peer_is_not_there(peer, server):
    assert_exit_4(peer("anna", server, *QUIET, "--call", "nobody", "--timeout", "1"), "nobody")


def test_the_peer_does_not_answer(peer, server):
    ben = peer("ben", server, *QUIET)
    ben.wait_for("registered")
    anna = peer("anna", server, *QUIET, "--call", "ben", "--timeout", "1")
    ben.wait_for("incoming")
    assert_exit_4(anna, reason="timeout")
    assert ben.wait_for("ended")["reason"] == "timeout"


def test_the_peer_is_gone_while_it_rings(peer, server):
    ben = peer("ben", server, *QUIET)
    anna = peer("anna", server, *QUIET, "--call", "ben")
    ben.wait_for("incoming")
    assert ben.quit() == 0
    assert_exit_4(anna)


def test_nothing_in_common(pair):
    anna, ben = pair(["--no-video"], ["--no-audio"])
    assert_exit_4(anna, reason="unsupported")
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

def test_no_path(pair, server, meddler):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as nobody:
        nobody.bind(("127.0.0.1", 0))
        nowhere = with_addresses(lambda message, address: nobody.getsockname())
        anna, ben = pair(between=meddler(server, nowhere))
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


# ---- Exit 0, and that hanging up comes first.

STOP = {  # how a program is told to
    "SIGTERM": lambda one: one.process.terminate(),
    "SIGINT": lambda one: one.process.send_signal(signal.SIGINT),
    "quit": lambda one: one.tell(do="quit"),
}


@pytest.mark.parametrize("how", STOP)
def test_who_is_told_to_stop_hangs_up_first(pair, how):
    anna, ben = pair()
    assert_connected(anna, ben)
    STOP[how](anna)
    assert anna.wait() == 0
    ended = ben.wait_for("ended")
    assert (ended["reason"], ended["by"]) == ("normal", "anna")
    assert ben.quit() == 0


@pytest.mark.parametrize("how", STOP)
def test_who_is_told_to_stop_cancels_first(peer, server, how):
    ben = peer("ben", server, *QUIET)
    anna = peer("anna", server, *QUIET, "--call", "ben")
    ben.wait_for("incoming")
    STOP[how](anna)
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


def test_a_duration_of_weeks_is_no_short_one(pair):
    """4294968000 ms do not fit into 32 bits; 704 would be left of them."""
    anna, ben = pair(["--duration", "4294968"])
    assert_connected(anna, ben)
    first = anna.wait_for("first-frame")["t"]
    anna.wait_for_stats(lambda it: it["t"] > first + 4)
    assert not anna.has("ended") and not ben.has("ended")
    assert anna.quit() == 0


def test_duration_ends_the_callees_program_too(pair):
    anna, ben = pair(bens=["--duration", "1"])
    assert ben.wait() == 0
    assert anna.wait() == 0
