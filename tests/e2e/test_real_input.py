"""A real screen, real sound, the camera of another process and a film, each sent through a whole
call and found again in what the other end shows and plays."""

import numpy

import picture
from desk import (RATE, Ear, Eye, camera, film, folder, likeness, loudness, pictures_of, screen,
                  sound_of, sound_server, speak)
from recording import Recording

SILENT = ["--audio-source", "audiotestsrc is-live=true wave=silence", "--self-view", ""]
DARK = ["--video-source", "videotestsrc is-live=true pattern=black ! "
        "video/x-raw,width=320,height=240,framerate=15/1", "--self-view", ""]
UNSEEN, UNHEARD = ["--video-sink", "fakesink sync=true"], ["--audio-sink", "fakesink sync=true"]
ROBOT = ["--pipeline", "headless"]


def call(peer, server, caller, callee, caller_env=None, callee_env=None):
    """Anna calls Ben: both in a call, with those options."""
    ben = peer("ben", server, "--auto-accept", *callee, env=callee_env)
    ben.wait_for("registered")
    anna = peer("anna", server, "--call", "ben", *caller, env=caller_env)
    for one in (anna, ben):
        one.wait_for("connected")
    return anna, ben


def middle_of_white(seen):
    rows, columns = numpy.nonzero(seen.min(axis=2) > 150)
    return (columns.mean(), rows.mean()) if len(rows) > 30 else None


def test_a_screen_with_something_that_moves(peer, server, screen, tmp_path):
    # Half the screen's size, so that a pixel that is seen is two of the screen.
    eye = Eye(tmp_path, 320, 240)
    window = screen.run("sh", "-c", "xlogo -bg white -fg white -geometry 80x80+0+0 "
                        ">/dev/null 2>&1 & xdotool search --sync --onlyvisible --class xlogo")
    anna, ben = call(peer, server, ["--pipeline", "screen", *SILENT, *UNSEEN, *UNHEARD],
                     [*ROBOT, *eye.options], caller_env=screen.env)
    for x, y in ((20, 30), (500, 40), (480, 380), (60, 350), (290, 200)):
        screen.run("xdotool", "windowmove", "--sync", window.strip(), x, y)
        wanted = numpy.array([(x + 40) / 2, (y + 40) / 2])

        def is_there(seen):
            middle = middle_of_white(seen)
            return middle is not None and numpy.abs(middle - wanted).max() <= 2
        eye.wait_for(is_there, what=f"the window at {x}, {y}")
    assert anna.quit() == 0


def test_speech_from_a_microphone_to_a_loudspeaker(peer, server, sound_server, tmp_path):
    spoken = speak(tmp_path / "speech.wav")
    # Both take what `default` has: autoaudiosrc and autoaudiosink.
    anna, ben = call(peer, server, [*DARK, *UNSEEN, *UNHEARD], [*SILENT, *DARK[:2], *UNSEEN],
                     sound_server.env, sound_server.env)
    ben.wait_for("first-frame", media="audio")
    ear = sound_server.record(tmp_path)
    ear.wait_for(lambda samples: loudness(samples) < 50, what="silence")
    sound_server.play(tmp_path / "speech.wav")
    ear.wait_for(lambda samples: loudness(samples) < 50, what="silence after the speech")
    assert likeness(ear.samples(), spoken) > 0.8
    assert anna.quit() == 0
    for one in (anna, ben):
        assert not one.has("warning"), one.story()


def test_the_camera_of_another_process(peer, server, camera, tmp_path):
    camera.plug(picture.camera_of(tmp_path / "film", 3000, rate=15).replace('"', ""))
    recording = Recording(tmp_path / "ben")
    source = "pipewiresrc target-object=fakecam ! videoconvert ! videoscale ! " \
             "video/x-raw,width=320,height=240"
    anna, ben = call(peer, server, [*ROBOT, "--video-source", source],
                     [*ROBOT, *recording.options], caller_env=camera.env)
    ben.wait_for_stats(lambda it: it["receive"]["video"]["frames"] >= 60)
    picture.assert_counts_up(recording.numbers()[-30:], range(3000, 3000 + picture.FILM))
    assert not anna.has("warning")
    assert anna.quit() == 0


def test_a_film_again_and_again(peer, server, film, tmp_path):
    eye, ear = Eye(tmp_path, judge=brightness), Ear(tmp_path, judge=is_beep)
    anna, ben = call(
        peer, server, ["--pipeline", "file", "--set", f"file={film}", *UNSEEN, *UNHEARD,
                       "--self-view", ""], [*ROBOT, *eye.options, *ear.options])
    eye.wait_until(lambda: len(flashes(eye)) >= 3, 60, "the film's third flash")
    ear.wait_until(lambda: len(beeps(ear)) >= 3, 10, "the film's third beep")
    assert anna.quit() == 0
    late = [heard - seen for seen, heard in zip(flashes(eye), beeps(ear))]
    assert max(map(abs, late)) < 0.06, f"the sound is late by {late} s"
    assert_shows(eye, pictures_of(film))
    # One playing of the film, in which the words are said once.
    once = ear.samples()[:len(sound_of(film)) * 2]
    assert likeness(once, sound_of(film)) > 0.8
    assert not anna.has("warning")


def brightness(part):
    return numpy.frombuffer(part, numpy.uint8).mean()


def flashes(eye):
    """When it turned white."""
    seen = list(eye.judged)
    return [when for (_, before), (when, now) in zip(seen, seen[1:]) if before < 100 < 200 < now]


def is_beep(part):
    """Whether these 10 ms are a tone of 2 kHz."""
    samples = numpy.frombuffer(part, "<i2").astype(float)
    spectrum = numpy.abs(numpy.fft.rfft(samples))
    return loudness(samples) > 4000 and abs(int(spectrum.argmax()) - 20) <= 1


def beeps(ear):
    """When that tone began."""
    heard = list(ear.judged)
    starts = [when for (_, before), (when, now) in zip(heard, heard[1:]) if now and not before]
    return [when for before, when in zip([0, *starts], starts) if when - before > 1]


def assert_shows(eye, film):
    """That what was seen are pictures of the film, one after the other."""
    shown = [one for _, one in eye.pictures()[25:125]]
    places = []
    for one in shown:
        differences = numpy.abs(film - one).mean(axis=(1, 2, 3))
        places.append(int(differences.argmin()))
        assert differences.min() < 8, f"picture {len(places)} is not of the film"
    steps = [b - a for a, b in zip(places, places[1:])]
    assert sum(0 <= step <= 2 for step in steps) >= 0.95 * len(steps), f"not in order: {places}"
