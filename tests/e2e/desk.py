"""What stands on a desk: a screen, a microphone and a loudspeaker, a camera, a film, and somebody
who looks and listens. Real programs, in runtime folders of their own."""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections import deque
from pathlib import Path

import numpy
import pytest

from lines import Program

RATE = 48000
MONO = f"audio/x-raw,format=S16LE,rate={RATE},channels=1"
MAKE_FILM = Path(__file__).resolve().parents[1] / "support" / "make_film"


class Pipe:
    """What a sink writes into a pipe, in parts of `size` bytes, each with the time it came. The
    newest `keep` are kept, and of all what judge(part) said."""

    def __init__(self, path, size, keep, judge):
        self.path, self.parts, self.judged = path, deque(maxlen=keep), []
        self._judge = judge or (lambda part: None)
        self._arrived = threading.Condition()
        os.mkfifo(path)
        # Open for writing too: it has no end when the sink is taken away and built again.
        self._file = os.open(path, os.O_RDWR)
        threading.Thread(target=self._read, args=(size,), daemon=True).start()

    def _read(self, size):
        part = b""
        while True:
            part += os.read(self._file, size - len(part))
            if len(part) == size:
                self._take(time.monotonic(), part)
                part = b""

    def _take(self, when, part):
        judgement = self._judge(part)
        with self._arrived:
            self.parts.append((when, part))
            self.judged.append((when, judgement))
            self._arrived.notify_all()

    def wait_until(self, found, timeout, what):
        """What `found()` returns, as soon as it is true; looks again at each part."""
        end = time.monotonic() + timeout
        with self._arrived:
            while not (result := found()):
                left = end - time.monotonic()
                assert left > 0, f"{what}: not within {timeout} s"
                self._arrived.wait(min(left, 1))
        return result


class Eye(Pipe):
    """Sees the pictures that a p2pcall shows, when it shows them: RGB arrays."""

    def __init__(self, folder, width=160, height=120, keep=600, judge=None):
        super().__init__(folder / "picture", width * height * 3, keep, judge)
        self._shape = (height, width, 3)
        self.options = ["--video-sink", "videoconvert ! videoscale ! "
                        f"video/x-raw,format=RGB,width={width},height={height} ! "
                        f"filesink sync=true buffer-mode=unbuffered location={self.path}"]

    def pictures(self):
        """(time, picture) of all that are kept."""
        return [(when, self._picture(part)) for when, part in list(self.parts)]

    def wait_for(self, looks_right, timeout=20, what="the picture"):
        """The first picture from now on that looks_right(picture)."""
        start = time.monotonic()

        def found():
            if not self.parts or self.parts[-1][0] < start:
                return None
            picture = self._picture(self.parts[-1][1])
            return (picture,) if looks_right(picture) else None
        return self.wait_until(found, timeout, what)[0]

    def _picture(self, part):
        return numpy.frombuffer(part, numpy.uint8).reshape(self._shape).astype(int)


class Ear(Pipe):
    """Hears the sound that a p2pcall plays, when it plays it: 10 ms of mono at 48 kHz a part."""

    def __init__(self, folder, name="sound", keep=6000, judge=None):
        super().__init__(folder / name, RATE // 100 * 2, keep, judge)
        self.options = ["--audio-sink", "audioconvert ! audioresample ! audio/x-raw,format=S16LE,"
                        "rate=48000,channels=1,layout=interleaved ! "
                        f"filesink sync=true buffer-mode=unbuffered location={self.path}"]

    def sounds(self):
        """(time, samples) of all that are kept."""
        return [(when, numpy.frombuffer(part, "<i2").astype(float))
                for when, part in list(self.parts)]

    def samples(self):
        return numpy.concatenate([samples for _, samples in self.sounds()] or [numpy.zeros(0)])

    def wait_for(self, sounds_right, timeout=20, what="the sound"):
        """Until the newest second sounds_right(samples)."""
        start = time.monotonic() + 1

        def found():
            newest = [part for when, part in list(self.parts)[-100:]]
            if len(newest) < 100 or self.parts[-1][0] < start:
                return False
            return sounds_right(numpy.frombuffer(b"".join(newest), "<i2").astype(float))
        self.wait_until(found, timeout, what)


def loudness(samples):
    return float(numpy.sqrt((samples ** 2).mean())) if len(samples) else 0.0


def likeness(heard, spoken):
    """How much the loudness of `heard` goes up and down as that of `spoken` does, at the best
    shift: 1 is all of it. Both are mono at 48 kHz."""
    envelope, pattern = (_envelope(one) for one in (heard, spoken))
    envelope = numpy.pad(envelope, len(pattern))
    pattern = pattern - pattern.mean()
    best = 0.0
    for shift in range(len(envelope) - len(pattern) + 1):
        part = envelope[shift:shift + len(pattern)]
        part = part - part.mean()
        size = numpy.linalg.norm(part) * numpy.linalg.norm(pattern)
        best = max(best, float(part @ pattern / size) if size > 0 else 0.0)
    return best


def _envelope(samples, step=RATE // 50):
    count = len(samples) // step
    return numpy.sqrt((samples[:count * step].reshape(count, step) ** 2).mean(axis=1))


class Folder:
    """A short-named private folder: paths of sockets may not be long."""

    def __init__(self):
        self.path = Path(tempfile.mkdtemp(prefix="desk-"))
        for name in ("home", "run"):
            (self.path / name).mkdir(mode=0o700)

    @property
    def env(self):
        """An environment that knows of no display, sound server or session but its own."""
        ours = {key: value for key, value in os.environ.items()
                if not key.startswith(("XDG_", "PULSE_", "PIPEWIRE_", "DBUS_", "WAYLAND_"))
                and key != "DISPLAY"}
        return {**ours, "HOME": str(self.path / "home"), "XDG_RUNTIME_DIR": str(self.path / "run")}

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)


class Tool(Program):
    """A program that is ended when it does not become what it is needed for."""

    def wait_until(self, found, timeout, what):
        try:
            return super().wait_until(found, timeout, what)
        except AssertionError:
            self.stop()
            raise


class Screen:
    """An X11 screen."""

    def __init__(self, folder, size="640x480"):
        said = []
        self._server = Tool(["Xvfb", "-displayfd", "1", "-screen", "0", f"{size}x24",
                             "-nolisten", "tcp"], said.append, folder.env)
        number = self._server.wait_until(lambda: said[0] if said else None, 15, "the display")
        self.env = {**folder.env, "DISPLAY": f":{number}"}

    def stop(self):
        self._server.stop()

    def run(self, *command):
        return subprocess.run([str(word) for word in command], env=self.env, check=True,
                              capture_output=True, text=True, timeout=20).stdout


class SoundServer:
    """A sound server whose devices, `speaker` and `mic`, are plugged and unplugged."""

    def __init__(self, folder, *devices):
        path = folder.path / "run" / "sound"
        self.env = {**folder.env, "PULSE_SERVER": f"unix:{path}"}
        self._server = Tool(
            ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1",
             "--log-level=info", "--log-target=stderr",
             "-L", f"module-native-protocol-unix socket={path} auth-anonymous=1"],
            lambda line: None, folder.env)
        self._server.wait_until(self._has_started, 15, "the sound server")
        self._modules, self._programs = {}, []
        for device in devices:
            self.plug(device)

    def _has_started(self):
        return any("startup complete" in line for line in self._server.errors) or None

    def stop(self):
        for program in self._programs:
            program.terminate()
            program.wait()
        self._server.stop()

    def plug(self, name):
        self._modules[name] = self._control("load-module", "module-null-sink",
                                            f"sink_name={name}", "rate=48000").strip()
        if name == "mic":
            self._control("set-default-source", "mic.monitor")
        else:
            self._control("set-default-sink", "speaker")

    def unplug(self, name):
        self._control("unload-module", self._modules.pop(name))

    def play(self, path):
        """Plays a file into the microphone, to its end."""
        subprocess.run(["paplay", "--device=mic", str(path)], env=self.env, check=True, timeout=60)

    def speak_on(self):
        """Plays a tone into the microphone until it is unplugged."""
        self._programs.append(subprocess.Popen(
            ["gst-launch-1.0", "-q", "audiotestsrc", "is-live=true", "freq=900", "volume=0.5", "!",
             "pulsesink", "device=mic"], env=self.env, stderr=subprocess.DEVNULL))
        return self._programs[-1]

    def record(self, folder, name="sound"):
        """What comes out of the loudspeaker from now on, as an Ear."""
        ear = Ear(folder, name)
        with open(ear.path, "wb") as pipe:
            self._programs.append(subprocess.Popen(
                ["parec", "--device=speaker.monitor", "--format=s16le", "--rate=48000",
                 "--channels=1", "--raw", "--latency-msec=20"], env=self.env, stdout=pipe))
        return ear

    def _control(self, *words):
        return subprocess.run(["pactl", *words], env=self.env, check=True, timeout=15,
                              capture_output=True, text=True).stdout


class CameraServer:
    """PipeWire, and a camera of another process in it."""

    def __init__(self, folder):
        said, self._seen = [], []
        self._bus = Tool(["dbus-daemon", "--session", "--nofork", "--print-address"],
                         said.append, folder.env)
        address = self._bus.wait_until(lambda: said[0] if said else None, 15, "the session bus")
        self.env = {**folder.env, "DBUS_SESSION_BUS_ADDRESS": address}
        self._server = Tool(["pipewire"], said.append, {**self.env, "PIPEWIRE_DEBUG": "3"})
        self._server.wait_until(self._has_started, 15, "PipeWire")
        self._policy = Tool(["wireplumber"], said.append, self.env)
        self._monitor = Tool(["pw-mon"], self._seen.append, self.env)
        self._camera = None

    def _has_started(self):
        socket = Path(self.env["XDG_RUNTIME_DIR"]) / "pipewire-0"
        return socket.exists() or None

    def plug(self, source):
        """`source` is launch text of what the camera sees."""
        before = self._count("fakecam")
        self._camera = Tool(
            ["gst-launch-1.0", "-q", *source.split(), "!", "pipewiresink", "mode=provide",
             "stream-properties=p,media.class=Video/Source,node.name=fakecam,"
             "node.description=FakeCam,media.role=Camera"], self._seen.append, self.env)
        self._monitor.wait_until(lambda: self._count("fakecam") > before or None, 15, "the camera")

    def _count(self, name):
        return sum(f'node.name = "{name}"' in line for line in self._seen)

    def unplug(self):
        self._camera.stop()

    def stop(self):
        for one in (self._camera, self._monitor, self._policy, self._server, self._bus):
            if one:
                one.stop()


@pytest.fixture
def folder():
    one = Folder()
    yield one
    one.remove()


@pytest.fixture
def screen(folder):
    one = Screen(folder)
    yield one
    one.stop()


@pytest.fixture
def sound_server(folder):
    one = SoundServer(folder, "speaker", "mic")
    yield one
    one.stop()


@pytest.fixture
def microphone(folder):
    """A sound server that has a microphone alone."""
    one = SoundServer(folder, "mic")
    yield one
    one.stop()


@pytest.fixture
def loudspeaker(folder):
    """A sound server that has a loudspeaker alone."""
    one = SoundServer(folder, "speaker")
    yield one
    one.stop()


@pytest.fixture
def camera(folder):
    one = CameraServer(folder)
    yield one
    one.stop()


@pytest.fixture(scope="session")
def film(tmp_path_factory):
    path = tmp_path_factory.mktemp("film") / "film.webm"
    subprocess.run([MAKE_FILM, path], check=True, timeout=120)
    return path


def decoded(path, demux, caps):
    """What is in a media file: raw bytes of that format."""
    return subprocess.run(
        ["gst-launch-1.0", "-q", "filesrc", f"location={path}", "!", *demux.split(), "!", caps,
         "!", "fdsink"], check=True, capture_output=True, timeout=60).stdout


def pictures_of(film, width=160, height=120):
    """All its pictures, as RGB arrays."""
    raw = decoded(film, "matroskademux ! vp8dec ! videoconvert ! videoscale",
                  f"video/x-raw,format=RGB,width={width},height={height}")
    return numpy.frombuffer(raw, numpy.uint8).reshape(-1, height, width, 3).astype(int)


def sound_of(film):
    """All its sound, at 48 kHz."""
    return numpy.frombuffer(decoded(film, "matroskademux ! opusdec ! audioconvert ! audioresample",
                                    MONO), "<i2").astype(float)


def speak(path):
    """Writes a file with speech; gives its samples at 48 kHz."""
    words = ("The quick brown fox jumps over the lazy dog. Are you there? "
             "Yes, I can hear you very well today.")
    subprocess.run(["espeak-ng", "-v", "en", "-w", str(path), words], check=True, timeout=30)
    raw = decoded(path, "wavparse ! audioconvert ! audioresample", MONO)
    return numpy.frombuffer(raw, "<i2").astype(float)


class Island:
    """A network of its own that has nothing but loopback, and a home where nobody has been. Its
    `build` is a build folder whose programs run there."""

    def __init__(self, build):
        said = []
        self._folder = Folder()
        # Who holds the network: ends when its standard input does.
        self._holder = Tool(
            ["unshare", "--map-root-user", "--net", "sh", "-c",
             "ip link set lo up && echo up && exec cat"], said.append, self._folder.env)
        self._holder.wait_until(lambda: said or None, 15, "the island")
        self.env = self._folder.env
        self.build = self._folder.path / "build"
        self.build.mkdir()
        for program in ("p2pcall", "p2pcall-signalling"):
            path = self.build / program
            path.write_text(f"#!/bin/sh\nexec {' '.join(self.inside)} {build / program} \"$@\"\n")
            path.chmod(0o755)

    @property
    def inside(self):
        """What to put before a command."""
        return ["nsenter", "--preserve-credentials", "--user", "--net", "--target",
                str(self._holder.process.pid)]

    def sink(self):
        """Takes its last network away."""
        subprocess.run([*self.inside, "ip", "link", "set", "lo", "down"], check=True, timeout=10)

    def stop(self):
        self._holder.stop()
        self._folder.remove()


class Relay:
    """A TURN server on loopback."""

    def __init__(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self._folder = Folder()
        said = []
        self._server = Tool(
            ["turnserver", "-n", "--lt-cred-mech", "--user=u:secret", "--realm=lab", "--no-tls",
             "--no-dtls", "--no-cli", "--cli-password=none", "--allow-loopback-peers",
             "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", f"--listening-port={port}",
             "--log-file=stdout", f"--pidfile={self._folder.path}/pid", "--verbose",
             f"--userdb={self._folder.path}/users"], said.append, self._folder.env)
        self._server.wait_until(lambda: any("(admin thread)" in line for line in said) or None,
                                15, "the relay")
        self.url = f"turn://u:secret@127.0.0.1:{port}"
        self.stun = f"stun://127.0.0.1:{port}"

    def stop(self):
        self._server.stop()
        self._folder.remove()
