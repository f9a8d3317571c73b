"""Anybody's sound files, a folder a class: what is read, how, and what is left out aloud; tried on Debian's own recordings."""

import os
import pathlib
import sys

import numpy as np
import pytest
from scipy.io import wavfile

from alkit import recordings
from alkit.modalities import Sound
from alkit.widgets.samples import Samples

PROMPTS = pathlib.Path("/usr/share/asterisk/sounds/en_US_f_Allison")  # asterisk-core-sounds-en-wav, CC-BY-SA
LETTERS = pathlib.Path("/usr/share/klettres")  # klettres-data, GPL
SINE = np.sin(np.arange(1600) * 2 * np.pi * 400 / 16_000)


def write(path, samples=SINE, rate=16_000):
    path.parent.mkdir(parents=True, exist_ok=True)
    wavfile.write(path, rate, samples)


@pytest.fixture
def installed():
    """A function that skips where a folder is not there, and fails where it must be."""

    def look(folder):
        if not folder.is_dir():
            words = f"{folder} is not there (Debian: apt-get install asterisk-core-sounds-en-wav klettres-data)"
            pytest.fail(words) if os.environ.get("ALKIT_REQUIRE_SOUNDS") == "1" else pytest.skip(words)

    return look


@pytest.fixture
def no_soundfile(monkeypatch):
    monkeypatch.setitem(sys.modules, "soundfile", None)


@pytest.fixture
def library():
    if os.environ.get("ALKIT_REQUIRE_SOUNDS") == "1":
        import soundfile
    else:
        soundfile = pytest.importorskip("soundfile")
    return soundfile


TYPES = {
    "bytes": np.round(SINE * 127 + 128).astype(np.uint8),
    "16 bits": np.round(SINE * 32767).astype(np.int16),
    "32 bits": np.round(SINE * (2**31 - 1)).astype(np.int32),
    "floats": SINE.astype(np.float32),
}


@pytest.mark.parametrize("samples", TYPES.values(), ids=TYPES.keys())
@pytest.mark.parametrize("by", ["soundfile", "SciPy"])
def test_waves_of_all_widths_are_read_alike(tmp_path, samples, by, request):
    request.getfixturevalue("library" if by == "soundfile" else "no_soundfile")
    write(tmp_path / "a" / "1.wav", samples)
    write(tmp_path / "b" / "far" / "away" / "2.WAV", np.stack([samples, samples[::-1]], axis=1))
    data = recordings(tmp_path)
    assert [(r.name, r.rate) for r in data.X] == [("a/1.wav", 16_000), ("b/far/away/2.WAV", 16_000)]
    assert data.y.tolist() == ["a", "b"] and data.classes == ("a", "b") and data.groups is None and data.name == tmp_path.name
    np.testing.assert_allclose(data.X[0].samples, SINE, atol=0.012 if samples.dtype == np.uint8 else 1e-4)
    np.testing.assert_allclose(data.X[1].samples, (SINE + SINE[::-1]) / 2, atol=0.012)


def test_a_high_rate_is_brought_down_and_the_tone_stays(tmp_path):
    write(tmp_path / "a" / "1.wav", np.sin(np.arange(44_100) * 2 * np.pi * 1000 / 44_100).astype(np.float32), 44_100)
    down, kept = recordings(tmp_path).X[0], recordings(tmp_path, highest_rate=None).X[0]
    assert (down.rate, kept.rate) == (16_000, 44_100) and abs(down.seconds - kept.seconds) < 0.001
    spectrum = np.abs(np.fft.rfft(down.samples[:16_000]))
    assert np.fft.rfftfreq(16_000, 1 / 16_000)[spectrum.argmax()] == 1000


def test_broken_files_are_left_out_and_named(tmp_path):
    write(tmp_path / "a" / "good.wav")
    write(tmp_path / "b" / "good.wav")
    write(tmp_path / "b" / "empty.wav", SINE[:0])
    (tmp_path / "a" / "cut.wav").write_bytes((tmp_path / "a" / "good.wav").read_bytes()[:20])
    (tmp_path / "a" / "<b>no sound.wav").write_text("<script>alert(1)</script>")
    (tmp_path / "a" / "notes.txt").write_text("not read at all")
    write(tmp_path / "in no folder.wav")
    with pytest.warns(
        UserWarning,
        match=r"3 of 5 sound files cannot be read and are left out: a/<b>no sound.wav \(.*a/cut.wav.*b/empty.wav \(it is empty\)",
    ):
        data = recordings(tmp_path)
    assert [r.name for r in data.X] == ["a/good.wav", "b/good.wav"]


def test_of_many_broken_files_some_are_named(tmp_path):
    write(tmp_path / "a" / "good.wav")
    for k in range(8):
        (tmp_path / "a" / f"{k}.wav").write_bytes(b"")
    with pytest.warns(UserWarning, match=r"8 of 9 sound files .* a/4.wav \([^;]*; and 3 more$"):
        recordings(tmp_path)


def test_what_is_missing_is_one_sentence(tmp_path, no_soundfile):
    with pytest.raises(ValueError, match="there is no folder '.*nowhere'"):
        recordings(tmp_path / "nowhere")
    with pytest.raises(ValueError, match="no sound to be read in the folders of .*known are .aif"):
        recordings(tmp_path)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "1.ogg").write_bytes(b"OggS")
    with pytest.raises(ModuleNotFoundError, match=r"1.ogg is no WAV file, and soundfile, .*pip install alkit\[data\]"):
        recordings(tmp_path)


def test_telephone_prompts(installed):
    installed(PROMPTS)
    data = recordings(PROMPTS)
    assert {"digits", "letters", "phonetic"} < set(data.classes) and len(data.X) > 150
    assert {r.rate for r in data.X} == {8000} and all(len(r) > 400 for r in data.X)
    seven = next(r for r in data.X if r.name == "digits/7.wav")
    assert Sound().live(seven)["alt"].startswith("a sound of 0.82 seconds, pitch 1")
    model = Sound().default_estimator().fit(data.X[::2], data.y[::2] == "digits")
    assert model.score(data.X[1::2], data.y[1::2] == "digits") > 0.6


def test_spoken_letters(installed, library, tmp_path):
    installed(LETTERS)
    for language in ("en", "de", "it"):
        (tmp_path / language).symlink_to(LETTERS / language / "alpha")
        assert len(list((tmp_path / language).iterdir())) > 20
    (tmp_path / "ml").mkdir()
    for path in sorted((LETTERS / "ml" / "alpha").iterdir())[:3]:  # two channels
        (tmp_path / "ml" / path.name).symlink_to(path)
    data = recordings(tmp_path)
    assert data.classes == ("de", "en", "it", "ml") and len(data.X) > 80 and {r.rate for r in data.X} == {16_000}
    samples = Samples(Sound(), data.X)
    assert all(samples.live(row)["kind"] == "sound" for row in range(0, len(data.X), 9))
