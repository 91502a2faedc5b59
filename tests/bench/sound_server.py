"""A PulseAudio of our own, with a loudspeaker and a microphone that hears a tone."""

import json
import os
import subprocess
import time

SOURCE = ("pulsesrc device=mic.monitor ! audioconvert ! audioresample ! "
          "audio/x-raw,rate=48000,channels=1")
SINK = "audioconvert ! audioresample ! pulsesink device=speaker"
OPTIONS = ("--audio-source", SOURCE, "--audio-sink", SINK)


class SoundServer:
    def __init__(self, folder):
        folder.mkdir(parents=True)
        folder.chmod(0o700)
        socket = folder / "native"
        self.env = {**os.environ, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder),
                    "PULSE_SERVER": f"unix:{socket}"}
        modules = ("module-null-sink sink_name=speaker", "module-null-sink sink_name=mic",
                   "module-sine sink=mic frequency=440",
                   f"module-native-protocol-unix auth-anonymous=1 socket={socket}")
        self._process = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
             *(word for module in modules for word in ("-L", module))],
            env=self.env, stderr=subprocess.DEVNULL)
        self.buffers = []  # ms of sound, in each loudspeaker's stream that was looked at
        self._wait()

    def _wait(self):
        end = time.monotonic() + 10
        while subprocess.run(["pactl", "info"], env=self.env, capture_output=True).returncode:
            assert time.monotonic() < end and self._process.poll() is None, "no PulseAudio"
            time.sleep(0.1)

    def note_buffers(self):
        listed = subprocess.run(["pactl", "--format=json", "list", "sink-inputs"], env=self.env,
                                capture_output=True, text=True, check=True).stdout
        for stream in json.loads(listed):
            if stream.get("client") not in (None, "n/a"):
                waiting = stream["buffer_latency_usec"] + stream["sink_latency_usec"]
                self.buffers.append(waiting / 1000)

    def stop(self):
        self._process.terminate()
        self._process.wait(10)
