"""The scale explorer, without a screen."""

import numpy as np
import pytest

import alkit
from alkit.labels import Labels
from alkit.pool import BLOCK
from alkit.widgets.explorers.scale import KEPT, PANELS, PLAIN, SIZES, TIMES, ScaleState, said, scale_explorer


def amounts(**values):
    return {bar.name: bar.amount for bar in ScaleState(**values).bars}


def test_the_bars_are_those_of_a_sum_on_paper():
    found = amounts(power=9, columns=64, cores=8, memory=16, price=0.1, speed=100, disk=1000)
    assert found["all at once"] == 256e9
    assert found["in blocks"] == 9e9 + 65_536 * 256
    assert found["to score"] == pytest.approx(100 * 1e9 * 64 / 100e6 / 8)
    assert found["to read"] == pytest.approx(100 * 256e9 / 1e9)
    assert found["to pay"] == pytest.approx(25_600 / 3600 * 8 * 0.1)


def test_so_many_bytes_a_row_are_kept_by_the_loop():
    labels = Labels(1000)
    assert labels.candidates.nbytes + sum(one.nbytes for one in vars(labels).values() if hasattr(one, "nbytes")) == 1000 * KEPT


def test_what_fits_is_read_once_and_a_small_pool_is_one_block():
    found = amounts(power=4, columns=16, disk=1)
    assert found["to read"] == pytest.approx(0.64)
    assert found["in blocks"] == 10_000 * (64 + 9) and BLOCK > 10_000


def test_more_cores_shorten_the_scoring_alone_and_fewer_candidates_both():
    one, many, few = amounts(power=10), amounts(power=10, cores=64), amounts(power=10, looked_at=10**6)
    assert many["to score"] == one["to score"] / 64 and many["to read"] == one["to read"]
    assert few["to score"] == one["to score"] / 1e4 and few["to read"] == one["to read"] / 1e4
    assert few["in blocks"] == one["in blocks"]


@pytest.mark.parametrize(
    "values, verdict",
    [
        ({}, "It fits at once. The cores set the pace."),
        ({"power": 9}, "It fits only block by block. The disk sets the pace: more cores do not help."),
        ({"power": 9, "speed": 10}, "It fits only block by block. The cores set the pace."),
        ({"power": 10}, "Even what is kept of each row does not fit."),
    ],
)
def test_what_breaks_first(values, verdict):
    assert ScaleState(**values).verdict == verdict


@pytest.mark.parametrize(
    "amount, units, words",
    [(999, SIZES, "999 bytes"), (1e6, SIZES, "1 MB"), (164e12, SIZES, "164 TB"), (90, TIMES, "1.5 minutes"), (0.0125, TIMES, "0.013 seconds"), (233_000, PLAIN, "233000"), (0, PLAIN, "0")],
)  # fmt: skip
def test_numbers_are_said_in_their_units(amount, units, words):
    assert said(amount, units) == words


def test_all_that_the_controls_can_say_lies_on_the_axes():
    widget = scale_explorer()
    for values in ({"power": 3, "columns": 16, "looked_at": 10**4, "cores": 512}, {"power": 10, "columns": 4096, "cores": 512}):
        widget.choose(**values)
        assert not widget.problem and widget.figure().axes
        for bar in widget.state.bars:
            assert bar.amount < PANELS[bar.panel][0][1]


def test_the_figure_shows_the_numbers_of_the_sentence_and_reset_brings_the_start_back():
    widget = scale_explorer(1e9, memory=8)
    before = widget.sentence
    words = {text.get_text() for ax in widget.figure().axes for text in ax.texts}
    assert {"256 GB", "9 GB", "14 hours"} <= words and all(word in before for word in ("256 GB", "9 GB", "14 hours"))
    widget.choose(power=3.0, looked_at=10**4)
    assert "1000 rows × 64" in widget.sentence
    widget.press("reset")
    assert widget.sentence == before


@pytest.mark.parametrize(
    "given, words",
    [
        ({"memory": 0}, "memory must be a positive number"),
        ({"disk": np.nan}, "disk must be"),
        ({"rows": 10}, "from a thousand"),
    ],
)
def test_what_cannot_be_is_refused(given, words):
    with pytest.raises(ValueError, match=words):
        alkit.scale_explorer(**given)
