"""A sound on the page and on paper: what is sent is the sound, small enough, told in words that do not give it away."""

import base64
import io
import json

import numpy as np
import pytest
from matplotlib.figure import Figure
from scipy.io import wavfile

from alkit import Recording, label, plots, vowel
from alkit.modalities import Shown, Sound, kind_of, modality_for
from alkit.modalities.sound import COLUMNS, EMPTY, ROWS, spectrogram
from alkit.widgets.samples import Samples

HOD = vowel((730, 1090, 2440, 3500, 4500), pitch=124, name="<b>hod</b>/$x$")
EMPTY_ONE = Recording([], 16_000)


def heard(live):
    """What the page will play: rate and samples."""
    return wavfile.read(io.BytesIO(base64.b64decode(live["src"].partition(",")[2])))


def test_the_page_gets_the_very_sound():
    rate, samples = heard(Sound().live(HOD))
    assert rate == 16_000
    np.testing.assert_allclose(samples / 32767, HOD.samples, atol=1 / 32767)


def test_a_second_of_sound_takes_at_most_50_kilobytes():
    noise = np.random.default_rng(0).uniform(-1, 1, 44_100)
    for rate in (8000, 16_000, 44_100):
        assert len(json.dumps(Sound().live(Recording(noise[:rate], rate)))) <= 50 * 1024
    assert len(json.dumps(Sound().thumbnail(Recording(noise, 44_100)))) < 25 * 1024


def test_what_is_long_is_cut_and_said_to_be():
    tone = Recording(np.sin(np.arange(40 * 8000) / 8), 8000)
    live = Sound().live(tone)
    assert live["alt"].startswith("a sound of 40.00 seconds, of which the first 30 are played") and live["seconds"] == 30
    assert len(heard(live)[1]) == 30 * 8000 and len(heard(Sound().thumbnail(tone))[1]) == 1.5 * 8000


def test_words_tell_length_and_pitch_and_nothing_else():
    live = Sound().live(HOD)
    assert live["alt"] == "a sound of 0.35 seconds, pitch 121 to 129 Hz"
    assert "hod" not in json.dumps([live, Sound().thumbnail(HOD)])
    assert Sound().live(vowel((730,), breath=np.inf))["alt"] == "a sound of 0.35 seconds, no clear pitch"


def test_the_spectrogram_is_dark_where_the_formants_are():
    grey, top = spectrogram(vowel((730, 1090, 2440, 3500, 4500), pitch=90, seconds=1.0, breath=0))
    assert grey.shape == (ROWS, COLUMNS) and grey.dtype == np.uint8 and top == 6000 and grey.max() == 255
    row = grey.mean(axis=1)
    at = lambda frequency: int(frequency / top * ROWS)  # noqa: E731
    assert min(row[at(730)], row[at(1090)], row[at(2440)]) > row[at(1750)] + 30
    assert spectrogram(Recording(HOD.samples, 8000))[1] == 4000  # no more than there is
    assert spectrogram(Recording(HOD.samples[:20], 16_000))[0].shape == (ROWS, 1)


def test_a_tone_is_one_line():
    grey, top = spectrogram(Recording(0.5 * np.sin(np.arange(16_000) * 2 * np.pi * 2050 / 16_000), 16_000))
    assert (np.argmax(grey, axis=0) * top / ROWS == 2000).all()


def test_what_is_empty_or_silent_says_so_and_stops_nobody(tmp_path):
    assert Sound().live(EMPTY_ONE) == {"kind": "text", "text": EMPTY} and Sound().thumbnail(EMPTY_ONE) is None
    silent = Sound().live(Recording(np.zeros(1000), 8000))
    assert silent["kind"] == "sound" and silent["alt"].endswith("no clear pitch")
    for sample in (EMPTY_ONE, HOD, Recording(np.zeros(1000), 8000), Recording([0.5], 8000)):
        ax = plots.new_axes((5, 4))
        Sound().paper(ax, sample)
        assert plots.png(ax.figure).startswith(b"\x89PNG")
    widget = label(
        [EMPTY_ONE, HOD, HOD], classes=["a", "b"], strategy=lambda view: np.arange(len(view.candidates)), folder=tmp_path
    )
    kinds = {row: widget.samples.live(row)["kind"] for row in range(3)}
    assert kinds == {0: "text", 1: "sound", 2: "sound"}
    widget.session.skip()
    widget.session.answer("a")
    assert widget._repr_mimebundle_()[0]["image/png"]
    widget.session.close()


def test_pools_and_single_sounds_are_known():
    assert type(modality_for([HOD, EMPTY_ONE])) is type(kind_of(HOD)) is Sound
    assert type(modality_for(np.array([HOD, EMPTY_ONE], dtype=object))) is Sound
    with pytest.raises(ValueError, match="samples of different kinds.*a sound"):
        modality_for([HOD, "a text"])
    shown = Shown(lambda name: HOD)
    assert shown.live("a name")["kind"] == shown.thumbnail("a name")["kind"] == "sound"
    shown.paper(Figure().subplots(), "a name")
    assert Samples(Sound(), [HOD]).stamp(0)["kind"] == "sound"


def test_the_default_model_learns_and_hears_a_new_voice():
    vowels = [vowel(f, p, name=str(p)) for p in (100, 140, 180) for f in ((730, 1090, 2440), (270, 2290, 3010))]
    model = Sound().default_estimator().fit(vowels[:4], ["hod", "heed"] * 2)
    assert model.predict(vowels[4:]).tolist() == ["hod", "heed"]
