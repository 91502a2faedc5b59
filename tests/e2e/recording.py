"""What a native peer decoded, written to files by its sinks and read back."""

import picture
import sound

WIDTH, HEIGHT = 160, 120


class Recording:
    """`options` make a p2pcall write what it decodes into files in `folder`."""

    def __init__(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        self.video, self.audio = folder / "video.gray", folder / "audio.s16"

    @property
    def options(self):
        return ["--video-sink", f"videoconvert ! videoscale ! video/x-raw,format=GRAY8,"
                f"width={WIDTH},height={HEIGHT} ! filesink buffer-mode=unbuffered "
                f"location={self.video}",
                "--audio-sink", "audioconvert ! audioresample ! audio/x-raw,format=S16LE,"
                "rate=48000,channels=1,layout=interleaved ! filesink buffer-mode=unbuffered "
                f"location={self.audio}"]

    def numbers(self):
        return picture.numbers_in_file(self.video, WIDTH, HEIGHT)

    def count(self):
        """How many pictures there are."""
        return self.video.stat().st_size // (WIDTH * HEIGHT)

    def tone(self):
        return sound.tone_in_file(self.audio)
