"""Whatever a class, feature, data set, strategy or model is called: it is shown, it is text, and nothing else happens."""

import base64
import json
import re
import unicodedata
from unittest import mock

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text
from sklearn.ensemble import RandomForestClassifier
from sklearn.naive_bayes import GaussianNB

from alkit import (
    Dataset,
    committee_explorer,
    comparison_bench,
    plots,
    random_sampling,
    run_explorer,
    strategy_explorer,
    triangle_explorer,
)
from alkit.experiment.evaluation import Ranks
from alkit.scores import disagreement
from alkit.widgets.controls import Choice, Many

HOSTILE = [
    "$5 to 10% of $20", "$", "$$", r"$\frac{", r"$\undefined$", r"\$5 or $\frac{1}{", "$x_{$", "a$b$c$", r"\(x\)", r"\[\int\]",
    r"\begin{align}x\end{align}", "_", "_nolegend_", "^{", "%", "{}", "{0.__class__}", "%s %d", "\\", "\\n", "&", "&amp;", "&lt;b&gt;",
    "<b>bold</b>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</table></td><h1>", "<!--", "]]>",
    "\"'`", "' onmouseover='alert(1)", "javascript:alert(1)", "# heading", "**bold** [a](http://b)", "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07", "\x00", "a\x00b", "bell\x07", "\x9b31m", "\ud800", "\udc80 lone", "\u202eright to left", "\u2066isolated",
    "two\nlines", "two\r\nlines", "tab\tbed", "\u2028", "\ufeff", "\uffff", "日本語 עברית 🦊", "e" + "\u0301" * 200,
    "x" * 10**6, "<$\x1b\ud800>" * 10**5, "", " ",
]  # fmt: skip
X = np.random.default_rng(0).normal(size=(40, 2)) + np.repeat([[0, 0], [3, 3]], 20, axis=0)


def is_clean(words, longest=5000):
    return len(words) <= longest and not any(
        unicodedata.category(c) in ("Cc", "Cs") or c in "\u202e\u2066\u2028" for c in words
    )


def check_words_of(figure):
    """Those of a figure that has been drawn."""
    for text in figure.findobj(Text):
        assert is_clean(text.get_text().replace("\n", " "), 1500) and not (text.get_text() and text.get_parse_math())


def words_of(value):
    """Every text in what is sent to the page, as JSON has it."""
    parts = [*value.keys(), *value.values()] if isinstance(value, dict) else value if isinstance(value, (tuple, list)) else ()
    yield from [value] if isinstance(value, str) else (words for part in parts for words in words_of(part))


def check_explorer(explorer, fails=False):
    """What is sent to the page: no surrogates (they cannot be sent), no control characters, nothing endless."""
    assert (explorer.error is not None) == fails, explorer.sentence
    figure = explorer.figure()
    with mock.patch.object(explorer, "figure", return_value=figure):  # drawn once: drawing is what takes the time
        bundle, _ = explorer._repr_mimebundle_()
    check_words_of(figure)
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    sent = {name: value for name, value in explorer.get_state().items() if name not in ("_esm", "_css")}
    for words in (bundle["text/plain"], *words_of(sent)):
        assert is_clean(words), words[:500]
    assert explorer.sentence and json.dumps(sent)


# Five names at a time, in other places each: drawing takes its time.
FIVES = [(HOSTILE * 2)[j : j + 5] for j in range(0, len(HOSTILE), 5)]


def everywhere(a, b, c, d, e):
    y = np.repeat(np.array([a, b + " 2"], dtype=object), 20)
    return {c: Dataset(d, X, y, feature_names=(e, a))}, {b: GaussianNB()}, {d: random_sampling, "two\x1b" + e: random_sampling}


@pytest.mark.slow
@pytest.mark.parametrize("names", FIVES, ids=lambda names: ascii(names[0])[:24])
def test_explorers_and_bench_show_any_name(names, record_property):
    data, models, strategies = everywhere(*names)
    check_explorer(strategy_explorer(strategies, models, data, step=1))
    check_explorer(run_explorer(strategies, models, data, step=1))
    committees = {names[3]: lambda members: RandomForestClassifier(members, random_state=0)}
    check_explorer(committee_explorer(committees, {names[4]: disagreement.vote_entropy}, data, step=1, members=2))
    check_explorer(triangle_explorer(classes=names[:3]))
    check_explorer(triangle_explorer(classes=names[2:]))
    bench = comparison_bench(strategies, models, data, run=True, n_seeds=2, budget=10, batch_size=10)
    check_explorer(bench)
    assert {plots.shown(name) for name in strategies} <= {row["name"] for row in bench.data["rows"] if row["cells"]}
    record_property("strings shown", len(names))


@pytest.mark.slow
@pytest.mark.parametrize("names", FIVES, ids=lambda names: ascii(names[0])[:24])
def test_errors_of_any_text_are_shown(names, record_property):
    def failing(view):
        raise RuntimeError("".join(names) if len("".join(names)) < 10**5 else names)

    data, models, _ = everywhere(*names)
    check_explorer(strategy_explorer({names[0]: failing}, models, data, step=1), fails=True)
    bench = comparison_bench({names[0]: failing}, models, data, n_seeds=2, budget=10, batch_size=10)
    bench.state.strategies["random"] = failing
    bench.run()
    check_explorer(bench)
    assert "random, with which all are compared, failed" in bench.sentence
    record_property("strings shown", len(names))


def drawn(names, ax=None):
    """Every picture that names something."""
    column = pd.Series([re.sub("[\ud800-\udfff]", "\ufffd", name) for name in names])  # no frame holds halves of pairs
    table = pd.DataFrame(
        {"strategy": column.repeat(2).array, "n_asked": [0, 1] * 5, "mean": [0.5, 0.6] * 5, "low": 0.4, "high": 0.8}
    )
    difference = pd.DataFrame({"strategy": column, "difference": [0.1, -0.02, 0, 0, 0], "low": -0.06, "high": 0.15, "p": 0.4})
    yield plots.learning_curve({n: ([1, 2], [0.1, 0.2]) for n in names}, ax)
    yield plots.mean_curves(table, ax)
    yield plots.differences(difference, ax)
    yield plots.critical_difference(Ranks(pd.Series([1.2, 2.0, 2.8, 3, 5], pd.Index(column)), 1.0, 0.04, 5), ax)
    yield plots.probabilities([0.2] * 5, names, ax)
    yield plots.images(np.zeros((5, 4)), (2, 2), names, None if ax is None else [ax] * 5)[0]
    scattered = plots.scatter(np.eye(5, 2), np.array(names, dtype=object), ax, labeled=range(5))
    legend = scattered.legend()
    assert len(legend.get_texts()) == 5
    yield scattered


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Glyph .* missing from font", "ignore:constrained_layout not applied")
@pytest.mark.parametrize("names", FIVES, ids=lambda names: ascii(names[0])[:24])
def test_pictures_draw_any_name_whoever_made_the_axes(names, record_property):
    for ax in drawn(names):
        seen = [" ".join(text.get_text().split()) for text in ax.figure.findobj(Text)]
        both = [*seen, *(said.replace(r"\$", "$") for said in seen)]  # in a legend, a dollar is protected
        assert all(any(said.startswith(plots.shown(name).strip()) for said in both) for name in names)
        plots.png(ax.figure)
        assert all(is_clean(said) for said in seen)
    figure, ax = plt.subplots(layout="constrained")
    try:
        for _ in drawn(names, ax):
            figure.canvas.draw()  # as a notebook does, with the reader's own settings
            ax.clear()
    finally:
        plt.close(figure)
    record_property("strings shown", len(names))


def test_a_dollar_in_a_legend_is_a_dollar_in_either_look():
    for settings in ({"text.parse_math": True}, {"text.parse_math": False}):
        with mpl.rc_context(settings):
            figure, ax = plt.subplots()
            text = plots.scatter(np.eye(1, 2), ["$5 or $10"], ax, labeled=[0]).legend().get_texts()[0]
            words, is_math = text._preprocess_math(text.get_text())
            plt.close(figure)
        assert (words, is_math) == ("$5 or $10", False)


def test_a_long_name_is_shortened_and_whole_in_the_tooltip():
    long = "a very long name of a strategy " * 3
    for control in (Choice("strategy", ("short", long)), Many("strategies", ("short", long))):
        spec = control.spec()
        assert spec["options"] == ["short", long[:39] + "…"] and spec["whole"] == {"1": long.strip()}
