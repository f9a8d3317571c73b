"""The batch explorer: the pictures that each strategy asks together, round by round, with the near-copies among them marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from alkit import datasets, plots
from alkit.datasets import Dataset
from alkit.experiment.recorded import RecordedRun
from alkit.history import Round
from alkit.modalities.image import Image, as_picture
from alkit.models.posterior import PosteriorSamples
from alkit.splits import Split, group_split, stratified_split
from alkit.widgets import menus
from alkit.widgets.controls import Choice, Control, Slider
from alkit.widgets.explorer import ExplorerWidget, Frame, with_view
from alkit.widgets.explorers.copies import NearCopies, flat, letters
from alkit.widgets.menus import Menu
from alkit.widgets.samples import Samples

STRATEGIES = ("random", "margin", "core-set", "BALD (committee)", "BatchBALD (committee)")
BATCH_SIZES = (5, 10, 20)
N_ROUNDS = 8
SIDE = 0.88  # of a picture on paper, of the room it has
STAR = "\u2605"  # marks the class that is watched


def few_digits() -> Dataset:
    """150 of the digits, each eight times with a little noise: what the explorer begins with."""
    data = datasets.digits()
    rows = np.random.default_rng(0).permutation(len(data.y))[:150]
    few = Dataset("digits", data.X[rows], data.y[rows], data.classes, data.feature_names, data.image_shape)
    return datasets.repeated(few, times=8)


def few_regressions() -> Any:
    """A committee that learns fast: 20 logistic regressions, drawn from what the labels leave possible."""
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import MaxAbsScaler

    return make_pipeline(MaxAbsScaler(), PosteriorSamples(20))


@dataclass
class BatchState:
    """What is asked by some strategies on one split; the runs follow, each made once and as far as it is looked at.

    Parameters
    ----------
    dataset : Dataset whose rows are pictures
    estimator : to be cloned
    strategies : name -> strategy
    batch_size : samples a round
    step : the round that is shown; 0 is the seed set
    n_rounds : that can be looked at
    random_state : of split and runs
    near : see :class:`alkit.widgets.explorers.copies.NearCopies`
    watch : class whose pictures are marked and counted, a rare one say; None for none
    """

    dataset: Dataset = field(repr=False)
    estimator: Any
    strategies: Menu
    batch_size: int = 10
    step: int = 1
    n_rounds: int = N_ROUNDS
    random_state: int = 0
    near: float | None = None
    watch: Any = None

    def __post_init__(self) -> None:
        if self.dataset.image_shape is None:
            name = self.dataset.name
            raise ValueError(f"the batch explorer shows pictures; the data set {name!r} says no Dataset(image_shape=...)")
        if self.watch is not None and self.watch not in (self.dataset.classes or ()):
            raise ValueError(f"watch must be one of the classes {self.dataset.classes}, got {self.watch!r}")
        self._runs: dict[tuple[str, int], RecordedRun] = {}
        self.copies = NearCopies(self.split.X_pool, self.split.groups, self.near)

    @cached_property
    def split(self) -> Split:
        """Pool and test set; near-copies of one group are on the same side."""
        return (stratified_split if self.dataset.groups is None else group_split)(self.dataset, self.random_state)

    @cached_property
    def samples(self) -> Samples:
        """How the rows of the pool look."""
        return Samples(Image(self.dataset.image_shape, is_ink=True), self.split.X_pool)

    def run(self, strategy: str) -> RecordedRun:
        """The run of a strategy with the present batch size, as far as it was looked at."""
        chosen = (strategy, self.batch_size)
        if chosen not in self._runs:
            options: dict[str, Any] = {"batch_size": self.batch_size, "random_state": self.random_state, "keep_models": False}
            self._runs[chosen] = RecordedRun(self.split, self.estimator, self.strategies[strategy], **options)
        return self._runs[chosen]

    def batch(self, strategy: str, step: int) -> dict[str, Any]:
        """What a strategy asked in a round, and what that was worth.

        Returns
        -------
        dict: ``rows`` of the pool, their ``labels``, a number for each set of near-copies (``copies``), ``n_classes`` and
        ``n_repeated`` of the batch (samples beyond the first of their set), ``n_repeated_so_far``, the curve so far (``x``
        answers, ``y`` accuracy), ``stars`` for the class that is watched, and how many were of it so far (``n_watched``)
        """
        rounds = self.run(strategy).rounds(step)
        last = rounds[step].asked if step < len(rounds) else ()
        repeated = [self._repeated(r) for r in rounds[1:]]
        x, y = self.run(strategy).curve(step)
        labels = self.split.y_pool[list(last)]
        return {
            "rows": list(last),
            "labels": labels.tolist(),
            "copies": self.copies.among(last).tolist(),
            "n_classes": len(set(labels.tolist())),
            "n_repeated": repeated[-1] if step and last else 0,
            "n_repeated_so_far": sum(repeated),
            "x": x,
            "y": y,
            "stars": ["" if self.watch is None or label != self.watch else STAR for label in labels],
            "n_watched": None if self.watch is None else sum(y == self.watch for r in rounds[1:] for y in r.answers),
        }

    def _repeated(self, asked: Round) -> int:
        return len(asked.asked) - len(set(self.copies.among(asked.asked).tolist()))

    # ---- what the page has ---------------------------------------------------------------------------

    def page(self) -> dict[str, Any]:
        return {
            "key": f"batches of {self.batch_size}",
            "steps": self.n_rounds + 1,
            "batch": self.batch_size,
            "most": self.n_rounds * self.batch_size,
            "about": f"{self.copies.describe()}{'' if self.watch is None else f' {STAR}: {plots.shown(self.watch, 12)}.'}",
            "n_classes": len(self.dataset.classes or ()),
        }

    def frame(self, step: int) -> Frame:
        """A row of pictures for each strategy; what fails in one of them is said in its row."""
        looks = plots.looks(self.strategies)
        rows = [
            {"name": plots.shown(name, 28), "hue": look.color} | self._shown(name, step)
            for name, look in zip(self.strategies, looks)
        ]
        return {"step": step, "rows": rows, "sentence": self._sentence(step)}, b""

    def _shown(self, strategy: str, step: int) -> dict[str, Any]:
        try:
            batch = self.batch(strategy, step)
        except Exception as error:  # noqa: BLE001  # it may be a student's own strategy or model
            return {"problem": plots.shown(f"This does not work: {error}", 300)}
        names = [plots.shown(label, 12) for label in batch["labels"]]
        marks = letters(batch["copies"])
        stamps = [self.samples.stamp(row).get("src", "") for row in batch["rows"]]
        pictures = [
            {"src": src, "label": star + name, "mark": mark, "alt": f"{name}{f', near-copy {mark}' if mark else ''}"}
            for src, name, mark, star in zip(stamps, names, marks, batch["stars"])
        ]
        return {"pictures": pictures, "said": _in_numbers(batch, step), "x": batch["x"], "y": batch["y"]}

    # ---- the same on paper ---------------------------------------------------------------------------

    def describe(self) -> str:
        return self._sentence(self.step)

    def _sentence(self, step: int) -> str:
        watched = "" if self.watch is None else f", of class {plots.shown(self.watch, 12)} so far"
        begun = f"Round {step} of {self.n_rounds}, batches of {self.batch_size}; repeated, accuracy{watched}"
        begun = begun if step else "The seed set"
        return f"{begun}: {'; '.join(f'{plots.shown(name)} {self._briefly(name, step)}' for name in self.strategies)}."

    def _briefly(self, strategy: str, step: int) -> str:
        try:
            batch = self.batch(strategy, step)
        except Exception as error:  # noqa: BLE001  # as in _shown
            return f"does not work ({plots.shown(error, 80)})"
        numbers = [batch["n_repeated"], f"{batch['y'][-1]:.2f}", batch["n_watched"]]
        return ", ".join(str(n) for n in numbers if n is not None) if step else f"accuracy {batch['y'][-1]:.2f}"

    def figure(self) -> Figure:
        wide, high = max(self.batch_size, len(self.split.seed_rows)), len(self.strategies)
        left, inches = 0.4 + 0.13 * max(len(plots.shown(name, 28)) for name in self.strategies), 0.66
        size = (left + inches * wide + 2.4, inches * high + 0.6)
        ax = plots.new_axes(size)
        ax.figure.set_layout_engine("none")
        ax.set_position((left / size[0], 0.1 / size[1], inches * wide / size[0], inches * high / size[1]))
        for place, name in enumerate(self.strategies):
            self._draw_row(ax, high - 1 - place, name, wide)
        title = f"{plots.shown(self.dataset.name)}: {f'round {self.step} of {self.n_rounds}' if self.step else 'the seed set'}"
        ax.set_title(title, parse_math=False)
        ax.set(xlim=(0, wide), ylim=(0, high))
        ax.set_axis_off()
        return ax.figure

    def _draw_row(self, ax: Axes, place: int, name: str, wide: int) -> None:
        """The pictures, framed where they are near-copies, between the name and the numbers."""
        color = f"C{dict(zip(self.strategies, plots.looks(self.strategies)))[name].color}"
        words: dict[str, Any] = {"va": "center", "parse_math": False}
        ax.text(-0.2, place + 0.45, plots.shown(name, 28), ha="right", color=color, fontweight="bold", **words)
        try:
            batch = self.batch(name, self.step)
        except Exception:  # noqa: BLE001  # what failed is said in the sentence
            ax.text(0.1, place + 0.45, "does not work", **words)
            return
        ax.text(wide + 0.1, place + 0.45, _in_numbers(batch, self.step).replace(", ", "\n"), fontsize=11, **words)
        for k, (row, mark, star) in enumerate(zip(batch["rows"], letters(batch["copies"]), batch["stars"])):
            edge: dict[str, Any] = {"color": "C4", "linewidth": 4} if mark else {"color": "0.7", "linewidth": 1}
            ax.plot(k + SIDE * np.array([0, 1, 1, 0, 0]), place + SIDE * np.array([0, 0, 1, 1, 0]), clip_on=False, **edge)
            ax.imshow(self._pixels(row), cmap="gray", vmin=0, vmax=255, extent=(k, k + SIDE, place, place + SIDE))
            if mark:
                box = {"facecolor": "C4", "linewidth": 0, "pad": 1.5}
                ax.text(k + 0.04, place + SIDE - 0.04, mark, color="white", fontsize=11, va="top", bbox=box)
            ax.text(k + SIDE + 0.03, place - 0.08, star, color="C1", fontsize=17, ha="right", va="bottom")

    def _pixels(self, row: int) -> np.ndarray:
        """A sample of the pool as ink on paper, from 0 to 255."""
        return np.asarray(
            as_picture(flat(self.split.X_pool, np.array([row]))[0].reshape(self.dataset.image_shape), is_ink=True)
        )


def _in_numbers(batch: Mapping[str, Any], step: int) -> str:
    accuracy = f"accuracy {batch['y'][-1]:.2f}"
    if not step:
        return accuracy
    if not batch["rows"]:
        return f"nothing left to ask, {accuracy}"
    classes = f"{batch['n_classes']} class{'es' * (batch['n_classes'] != 1)}"
    watched = "" if batch["n_watched"] is None else f" {STAR}{batch['n_watched']}"
    return f"{classes}, {batch['n_repeated']} repeated ({batch['n_repeated_so_far']} so far), {accuracy}{watched}"


def batch_explorer(
    data: Dataset | None = None,
    strategies: Iterable[str] | Mapping[str, Any] | None = None,
    estimator: Any = None,
    *,
    batch_size: int = 10,
    step: int = 1,
    n_rounds: int = N_ROUNDS,
    random_state: int = 0,
    near: float | None = None,
    watch: Any = None,
) -> ExplorerWidget:
    """See the pictures that each strategy asks together, round by round; near-copies within a batch are marked.

    All strategies begin with the same seed set, on the same split.  A round is computed when it is first looked at, those after
    it while nothing else is to do.  What fails in a strategy of yours is said in its row.

    Parameters
    ----------
    data : Dataset with an ``image_shape``; by default 150 of the digits, each eight times with a little noise
    strategies : names in the menu (``alkit.catalog.strategies()``), or name -> strategy; by default five of the menu
    estimator : scikit-learn classifier; by default a committee, 20 logistic regressions drawn from their posterior.
        Strategies that ask a committee need one.
    batch_size : samples a round to begin with
    step : round to begin with; 0 is the seed set
    n_rounds : that can be looked at
    random_state : of split and runs
    near : None: near-copies are rows of one group, where the data have ``groups``; or a share: rows that are nearer than that
        quantile of the pool's nearest-neighbor distances; 0.01 where there are no groups
    watch : class whose pictures get a star and are counted, a rare one say; by default none

    Returns
    -------
    ExplorerWidget

    Raises
    ------
    ValueError
        If the data are no pictures, there is no such strategy or class, or a number is out of its range.

    Examples
    --------
    >>> explorer = batch_explorer(strategies=["random", "core-set"], batch_size=5)
    >>> print(explorer.state.describe().split(":")[0])
    Round 1 of 8, batches of 5; repeated, accuracy
    """
    sizes = sorted({*BATCH_SIZES, batch_size})
    if batch_size < 1 or n_rounds < 1:
        raise ValueError(f"batch_size and n_rounds must be at least 1, got {batch_size!r} and {n_rounds!r}")
    Slider("step", 0, n_rounds).from_page(step)
    state = BatchState(
        few_digits() if data is None else menus.dataset(data),
        few_regressions() if estimator is None else menus.made(estimator),
        menus.named(STRATEGIES if strategies is None else strategies),
        batch_size, step, n_rounds, random_state, near, watch,
    )  # fmt: skip
    controls: dict[str, Control] = {
        "batch_size": Choice("batch size", sizes),
        "step": Slider("round", 0, n_rounds, play=1200),
    }
    return BatchWidget(state, controls, "Batch explorer")


class BatchWidget(ExplorerWidget):
    """The explorer of :func:`batch_explorer`."""

    _esm = with_view(__file__)
