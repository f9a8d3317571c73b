"""The exercises of chapter 12: right and wrong answers, tried by test_registry.py; and that they agree with other people's code.

And what the chapter shows of recordings that not everybody has installed, which nbval therefore does not compare.
"""

import json
import os
import pathlib

import numpy as np
import pandas as pd
import pytest
from scipy.signal import periodogram
from sklearn.metrics import mutual_info_score

import alkit
from alkit.exercises import chapter_12 as given

LETTERS = pathlib.Path("/usr/share/klettres")  # klettres-data
NOTEBOOK = pathlib.Path(__file__).parents[2] / "notebooks" / "12_speech.ipynb"


def power_in_loops(x):
    n = np.arange(len(x))
    turned = [sum(x * np.exp(-2j * np.pi * k * n / len(x))) for k in range(len(x) // 2 + 1)]
    return [one.real**2 + one.imag**2 for one in turned]


def power_by_scipy(x):
    density = periodogram(x, window="boxcar", detrend=False, scaling="spectrum")[1] * len(x) ** 2
    density[1:-1] /= 2  # SciPy counts the mirrored half, too
    return density


def with_pandas(X, speakers):
    frame = pd.DataFrame(X)
    return frame - frame.groupby(np.asarray(speakers)).transform("mean")


def in_loops(X, speakers):
    rows = [[own for own, one in zip(X, speakers) if one == speaker] for speaker in speakers]
    return [row - sum(own) / len(own) for row, own in zip(X, rows)]


def told_by_sklearn(words, speakers):
    return mutual_info_score(words, speakers) / mutual_info_score(words, words)


def told_by_hand(words, speakers):
    left = alkit.conditional_entropy(words, speakers)
    return 1 - left / alkit.entropy(pd.Series(words).value_counts(normalize=True))


def next_in_loops(speakers, labeled, candidates):
    n_asked = {c: sum(speakers[row] == speakers[c] for row in labeled) for c in candidates}
    return sorted(c for c in candidates if n_asked[c] == min(n_asked.values()))


def next_with_pandas(speakers, labeled, candidates):
    n_asked = pd.Series(speakers[labeled]).value_counts().reindex(speakers[candidates], fill_value=0).to_numpy()
    return candidates[n_asked == n_asked.min()]


def never_asked(speakers, labeled, candidates):
    return [c for c in candidates if speakers[c] not in speakers[labeled]]


RIGHT = {
    "12.1": [625, 625.0, "625", [625], np.fft.rfftfreq(512, 1 / 16_000)[20]],
    "12.2": [power_in_loops, power_by_scipy, lambda x: np.round(power_in_loops(x), 4)],
    "12.3": [with_pandas, in_loops, lambda X, speakers: np.round(with_pandas(X, speakers), 4)],
    "12.4": [told_by_sklearn, told_by_hand, lambda words, speakers: round(told_by_sklearn(words, speakers), 3)],
    "12.5": [next_in_loops, next_with_pandas, lambda s, labeled, c: tuple(float(row) for row in next_in_loops(s, labeled, c))],
}

WRONG = {  # the words in which each is answered
    "12.1": [(31.25, "Which row"), (20, "How long is the piece"), (0.64, "Upside down"), (312.5, "Half"), (1250, "Twice"), (0.625, "kHz"), (100, "row k turns")],
    "12.2": [(lambda x: abs(np.fft.rfft(x)), "square"), (lambda x: abs(np.fft.fft(x)) ** 2, "all N"), (lambda x: np.fft.rfft(x).real ** 2, "real part"),
             (lambda x: periodogram(x)[1], "absolute value"), (lambda x: np.fft.rfft(x), "complex"), ([1, 2], "function is wanted")],
    "12.3": [(lambda X, s: X - X.mean(0), "mean of all rows"), (lambda X, s: pd.DataFrame(X).groupby(s).transform("mean"), "These are the means"),
             (lambda X, s: pd.DataFrame(X).groupby(s).transform(lambda c: (c - c.mean()) / c.std(ddof=0)), "divide"), (lambda X, s: X, "take his rows")],
    "12.4": [(alkit.information_gain, "bits"), (alkit.conditional_entropy, "left open when"), (lambda w, s: 1 - told_by_hand(w, s), "share that is left"),
             (mutual_info_score, "nats"), (lambda w, s: 0.5, "divided by the entropy")],
    "12.5": [(never_asked, "nobody is left"), (lambda s, labeled, c: next_in_loops(s, labeled, c)[:1], "one of them"), (lambda s, labeled, c: c, "all candidates"),
             (lambda s, labeled, c: s[next_in_loops(s, labeled, c)], "Which rows"), (lambda s, labeled, c: labeled, "smallest count")],
}  # fmt: skip


def test_every_slip_is_told_apart_from_what_is_right():
    for exercise in given.EXERCISES:
        wrong = [slip.gives for slip in exercise.slips]
        assert not [slip for slip in wrong if exercise.judge(slip)[0]]


def test_one_word_a_speaker_tells_all_and_all_words_a_speaker_tell_nothing():
    data = alkit.spoken_vowels(10, 1)
    one = alkit.confounded(data)
    assert np.isclose(given.TOLD.right(one.y, one.groups), 1)
    assert np.isclose(given.TOLD.right(data.y, data.groups), 0)


# ---- the chapter ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cells():
    return json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]


def of_letters(cells):
    """What the chapter does with the recordings of KLettres, cell by cell."""
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    return [text for text in sources if "letters(" in text]


def names_of_the_chapter(cells):
    names = {"alkit": alkit, "reveal": lambda key, truth: None}
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    for text in [*sources[:2], *(text for text in sources if "def own_test(" in text or "def hearing(" in text)]:
        exec(text.split("crowds =")[0], names)
    return names | {"reveal": lambda key, truth: None}


def test_where_the_recordings_are_not_installed_the_chapter_says_so_and_goes_on(cells, capsys):
    names = names_of_the_chapter(cells)
    for text in of_letters(cells):
        exec(text.replace("/usr/share/klettres", "/not/there"), names)
    assert capsys.readouterr().out == "The recordings are not installed here: apt install klettres-data\n"


@pytest.mark.slow
def test_a_model_of_eight_people_in_eight_languages_does_not_know_a_ninth(cells):
    if not LETTERS.is_dir():
        words = f"{LETTERS} is not there (Debian: apt-get install klettres-data)"
        pytest.fail(words) if os.environ.get("ALKIT_REQUIRE_SOUNDS") == "1" else pytest.skip(words)
    names = names_of_the_chapter(cells)
    for text in of_letters(cells):
        exec(text, names)
    assert names["own_test"](names["eight"]) > 0.65 and len(names["british"].y) == 26
    assert (names["said"] == "en").sum() <= 3


def test_no_sound_is_stored_in_the_notebook(cells):
    assert "audio" not in json.dumps([cell.get("outputs", []) for cell in cells])
