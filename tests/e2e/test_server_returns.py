"""A server that is not the one it was has no say in a call that goes on."""

import os

import pytest

from server import Server
from stranger import Stranger


@pytest.fixture
def another_server(build):
    one = Server(build)
    yield one
    one.stop()


def test_a_name_that_somebody_else_took_meanwhile(server, another_server, meddler, peer):
    between = meddler(server)
    ben = peer("ben", between, "--auto-accept", "--pipeline", "headless")
    ben.wait_for("registered")
    anna = peer("anna", between, "--call", "ben", "--pipeline", "headless")
    anna.wait_for("first-frame", media="video")
    thief = Stranger(another_server, "ben")
    between.lead_to(another_server)
    ben.wait_until(lambda: any("refused us" in it.get("text", "") for it in ben.events) or None,
                   20, "the news that the name is taken")
    thief.leave()
    back = ben.wait_for("warning", code="server-back")
    ben.wait_for_stats(lambda it: it["t"] > back["t"] + 1)
    for one in (anna, ben):
        assert not one.has("ended"), one.story()
    assert anna.quit() == 0
    assert ben.wait_for("ended")["reason"] == "normal"


def test_another_program_that_took_the_session_over(server, peer, tmp_path):
    env = {**os.environ, "XDG_STATE_HOME": str(tmp_path)}
    carol = peer("carol", server, "--auto-accept", "--pipeline", "headless", env=env)
    carol.wait_for("registered")
    dora = peer("dora", server, "--call", "carol", "--pipeline", "headless")
    dora.wait_for("first-frame", media="video")
    [secret] = [file.read_text() for file in tmp_path.rglob("*.session")]
    other = Stranger(server, "carol", resume=secret)
    lost = carol.wait_for("warning", code="server-lost")
    carol.wait_for_stats(lambda it: it["t"] > lost["t"] + 2)
    assert not carol.has("ended") and not dora.has("ended")
    carol.tell(do="hangup")
    assert carol.wait() == 3
    assert carol.wait_for("ended")["by"] == "carol"
    other.leave()
