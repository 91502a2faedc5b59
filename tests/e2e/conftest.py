"""What every end-to-end test may ask for. Run by Debian's own /usr/bin/python3 -m pytest."""

import os
from pathlib import Path

import pytest

from browser import Browser
from meddler import Meddler
from peer import Peer
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
