"""Tones, and finding them again."""

import wave

import numpy

RATE = 48000


def write_tone(path, hertz, seconds=6):
    """A sound for Chromium's fake microphone. It pulses: steady ones are suppressed as noise."""
    time = numpy.arange(int(RATE * seconds)) / RATE
    loudness = 0.5 * ((time % 0.6) < 0.4)
    samples = (32767 * loudness * numpy.sin(2 * numpy.pi * hertz * time)).astype("<i2")
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(samples.tobytes())
    return path


def tone_in_file(path, seconds=1.0):
    """The loudest frequency of the last whole `seconds` of a file of mono S16LE at 48 kHz that are
    not silent; None when all are."""
    samples = numpy.fromfile(path, "<i2").astype(float)
    length = int(RATE * seconds)
    for end in range(len(samples), length - 1, -length):
        part = samples[end - length:end]
        if numpy.sqrt((part ** 2).mean()) > 100:
            spectrum = numpy.abs(numpy.fft.rfft(part * numpy.hanning(length)))
            return float(spectrum.argmax() / seconds)
    return None


def assert_tone(hertz, expected):
    assert hertz is not None, "there is no sound"
    assert abs(hertz - expected) < 25, f"{hertz:.0f} Hz instead of {expected} Hz"
