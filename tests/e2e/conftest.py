"""What every end-to-end test may ask for. Run by Debian's own /usr/bin/python3 -m pytest."""

import os
import subprocess
from pathlib import Path

import pytest

from browser import Browser
from desk import folder
from meddler import Meddler
from peer import QUIET, Peer
from server import Server, self_signed

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def build():
    """The build folder: $P2PCALL_BUILD, else build/."""
    return Path(os.environ.get("P2PCALL_BUILD", ROOT / "build")).resolve()


@pytest.fixture(scope="module")
def server(build):
    with_end = Server(build)
    yield with_end
    with_end.stop()


@pytest.fixture(scope="module")
def https_server(build, tmp_path_factory):
    certificate, key = self_signed(tmp_path_factory.mktemp("tls"))
    with_end = Server(build, "--tls-certificate", certificate, "--tls-key", key)
    yield with_end
    with_end.stop()


@pytest.fixture
def meddler():
    """Starts a server in the middle: meddler(server, ...)."""
    started = []

    def start(*options, **more):
        started.append(Meddler(*options, **more))
        return started[-1]

    yield start
    for one in started:
        one.stop()


@pytest.fixture
def peer(build, meddler):
    """Starts a p2pcall: peer(name, server, option...). It ends before a meddler does."""
    started = []

    def start(name, server, *options, **more):
        started.append(Peer(build, name, server, *options, **more))
        return started[-1]

    yield start
    for one in started:
        one.stop()


@pytest.fixture
def pair(peer, server):
    """Anna calls Ben, who answers: pair(Anna's options, Ben's options)."""
    def start(annas=(), bens=(), between=server, **more):
        ben = peer("ben", between, *QUIET, "--auto-accept", *bens, **more)
        ben.wait_for("registered")
        anna = peer("anna", between, *QUIET, "--call", "ben", *annas, **more)
        return anna, ben
    return start


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
def browser(tmp_path_factory, meddler):
    """Starts a Chromium for this test alone: browser(first=..., tone=...)."""
    yield from browsers(tmp_path_factory)


@pytest.fixture(scope="module")
def shared_browser(tmp_path_factory):
    """Starts a Chromium that this file's tests share."""
    yield from browsers(tmp_path_factory)


def browsers(tmp_path_factory):
    started = []

    def start(**options):
        started.append(Browser(tmp_path_factory.mktemp("browser"), **options))
        return started[-1]

    yield start
    for one in started:
        one.quit()
