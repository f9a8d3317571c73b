"""Chapter 13, honest evaluation: what is right, and which slips are typical."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from alkit.datasets import two_moons
from alkit.exercises.exercise import Exercise, Slip, number, numbers
from alkit.experiment.comparison import compare
from alkit.experiment.evaluation import area_under_curve, holm, labels_to_reach, mean_interval
from alkit.experiment.ranks import ranked
from alkit.strategies.uncertainty import margin_sampling, random_sampling

# ---- 1: the rigged report ---------------------------------------------------------------------------------

SENTENCES = range(1, 9)
SOUND = {
    1: "Sentence 1 says that all strategies had the same splits and seed sets, and so they had: that is what makes pairs.",
    3: "Sentence 3 says that what was measured on was never learned from. That is as it should be.",
    8: "Sentence 8 keeps the opponent in the picture. Nothing is wrong with that.",
}
SINS = set(SENTENCES) - set(SOUND)


def sentences(answer: Any) -> set[int]:
    """Numbers of sentences, in whatever they come; one text with commas will do."""
    parts = re.split(r"[,;\s]+", answer.strip()) if isinstance(answer, str) else answer
    found = [int(part) if isinstance(part, str) else part for part in parts]
    if not set(found) <= set(SENTENCES):
        raise ValueError("no such sentence")
    return {int(part) for part in found}


def _acquits(answer: Any) -> str:
    sound = sorted(sentences(answer) & set(SOUND))
    others = f" It is not the only sound one among yours: there are {len(sound)}." if len(sound) > 1 else ""
    return f"You have {len(sentences(answer) & SINS)} of the {len(SINS)} sins, but: {SOUND[sound[0]]}{others}"


def _counts(answer: Any) -> str:
    n = len(sentences(answer))
    return f"All of yours are guilty: {n} of the {len(SINS)} sins. Ask of each other: why this split, this point, this number?"


REPORT = Exercise(
    "13.1",
    "The reviewer",
    right=lambda answer: sentences(answer) == SINS,
    slips=[
        Slip(lambda a: len(sentences(a)) == 0, "Would you believe every word of it?"),
        Slip(lambda a: sentences(a) == set(SENTENCES), "If all of it is wrong, nothing can be mended. Some of these sentences are sound."),
        Slip(lambda a: sentences(a) == set(SOUND), "These are the sound ones. Which are not?"),
        Slip(lambda a: bool(sentences(a) & set(SOUND)), _acquits),
        Slip(lambda a: len(sentences(a)) > 0, _counts),
    ],
    hint="it should be a list of numbers of sentences, from 1 to 8",
)  # fmt: skip

# ---- 2: the corrected finding -----------------------------------------------------------------------------

N_SPLITS = 12


@cache
def report_runs() -> pd.DataFrame:
    """The runs of the report on which its first claim rests: margin and random, paired."""
    estimator = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
    strategies = {"random": random_sampling, "margin": margin_sampling}
    return compare(strategies, two_moons(), estimator, n_seeds=N_SPLITS, budget=20, progress=False)


@cache
def areas() -> tuple[np.ndarray, np.ndarray]:
    """Mean accuracy on the way, split by split: of margin, and of random."""
    table = area_under_curve(report_runs()).pivot(index="seed", columns="strategy", values="area")
    return table["margin"].to_numpy(), table["random"].to_numpy()


@cache
def lead_at_the_end() -> np.ndarray:
    """After the last answer, split by split."""
    last = report_runs().groupby(["strategy", "seed"])["metric"].last()
    return (last["margin"] - last["random"]).to_numpy()


def three(answer: Any) -> np.ndarray:
    """Difference and the two ends of its interval; whoever hands over all that ``mean_interval`` gives has p as a fourth."""
    found = np.ravel(numbers(answer))
    return found[:3] if len(found) in (3, 4) else found


def _around(mean: float, half: float) -> np.ndarray:
    return np.array([mean, mean - half, mean + half])


def _lead() -> np.ndarray:
    return np.subtract(*areas())


def _t(n_free: int = N_SPLITS - 1) -> float:
    return float(stats.t.ppf(0.975, n_free))


def corrected() -> np.ndarray:
    """Mean paired difference over all splits, and its interval."""
    return np.array(mean_interval(_lead())[:3])


def _unpaired() -> np.ndarray:
    own, base = areas()
    return _around(float(own.mean() - base.mean()), _t(2 * N_SPLITS - 2) * float(np.hypot(stats.sem(own), stats.sem(base))))


def _gives(what: Callable[[], Any]) -> Callable[[Any], bool]:
    """Whether an answer is that; worked out when it is asked for, since it takes runs."""
    return lambda answer: three(answer).shape == np.shape(what()) and np.allclose(three(answer), what(), rtol=0, atol=6e-4)


CORRECTED = Exercise(
    "13.2",
    "The corrected finding",
    right=_gives(corrected),
    slips=[
        Slip(_gives(lambda: -corrected()[[0, 2, 1]]), "You have random minus margin. The report is about margin's lead."),
        Slip(_gives(lambda: corrected()[[0, 2, 1]]), "The ends of the interval are exchanged: the lower one comes first."),
        Slip(_gives(lambda: corrected()[[1, 0, 2]]), "The three are in another order: the difference first, then the two ends."),
        Slip(_gives(_unpaired), "That interval is as wide as for two samples that have nothing to do with each other. The splits are shared: first the differences."),
        Slip(_gives(lambda: _around(_lead().mean(), 1.96 * stats.sem(_lead()))), "1.96 is for a spread that is known. This one is estimated from a few splits, and Student's t makes up for it."),
        Slip(_gives(lambda: _around(_lead().mean(), _t() * _lead().std(ddof=1))), "That is where a single split would be. For the mean of all, the spread is smaller: what has it to be divided by?"),
        Slip(_gives(lambda: _around(_lead().mean(), stats.sem(_lead()))), "That is one standard error up and down, which holds the mean about two times in three."),
        Slip(_gives(lambda: [_lead().mean(), _lead().min(), _lead().max()]), "These are the smallest and the largest lead, not how far the mean may be off."),
        Slip(_gives(lambda: _around(lead_at_the_end().mean(), _t() * stats.sem(lead_at_the_end()))), "That is after the last answer only. The area is the mean over the whole way."),
        Slip(lambda a: three(a).shape != (3,), "Give three numbers: the mean difference, the lower end of its interval, the upper end."),
    ],
    hint="subtract the areas split by split, over all splits; evaluation.mean_interval or evaluation.paired_difference does the rest",
)  # fmt: skip

# ---- 3: what many tests cost ------------------------------------------------------------------------------

P = np.array([0.012, 0.012, 0.025, 0.020, 0.600])  # margin, entropy, core-set, BADGE, density-weighted entropy
TWIN, OF = 1, 0  # entropy has the very curves of margin: two classes


def with_twin(adjusted: np.ndarray) -> np.ndarray:
    """What is said of one of two identical strategies is said of the other."""
    return np.insert(adjusted, TWIN, adjusted[OF])


_tested = np.delete(P, TWIN)
HOLM = with_twin(holm(_tested))
_steps = np.empty(len(_tested))
_steps[np.argsort(_tested)] = np.arange(len(_tested), 0, -1)

MANY_TESTS = Exercise(
    "13.3",
    "What many tests cost",
    right=HOLM,
    read=numbers,
    tolerance=5e-4,
    slips=[
        Slip(P, "These are the p as they came. What does it cost to have asked so often?"),
        Slip(holm(P), "You have counted five tests. Two of the five strategies asked the very same questions: how many tests are that?"),
        Slip(np.minimum(len(P) * P, 1), "That is Bonferroni's: the same factor for all, and one test too many. Holm's factor gets smaller step by step."),
        Slip(np.minimum(len(_tested) * P, 1), "That is Bonferroni's: the same factor for all. Holm's gets smaller step by step."),
        Slip(len(P) * P, "That is Bonferroni's, with one test too many, and a p above 1. Holm's factor gets smaller step by step."),
        Slip(len(_tested) * P, "That is Bonferroni's, with a p above 1. Holm's factor gets smaller step by step."),
        Slip(with_twin(_steps * _tested), "One is left behind: a larger p must not become smaller than the one before it in the order of size."),
        Slip(with_twin(np.minimum((len(_tested) + 1 - _steps) * _tested, 1)), "The steps go the wrong way: the smallest p gets the largest factor."),
        Slip(with_twin((len(_tested) + 1 - _steps) * _tested), "The steps go the wrong way: the smallest p gets the largest factor."),
        Slip(with_twin(stats.false_discovery_control(_tested)), "That is Benjamini's and Hochberg's, which lets a share of false alarms pass. Holm's keeps the chance of any at 5 %."),
        Slip(holm(_tested), "There are five names. What is said of one of two identical strategies is said of the other."),
        Slip(lambda a: numbers(a).shape != (5,), "Give five numbers, one for each strategy, in the order of the list."),
    ],
    hint="go through the tests from the smallest p on; how many are still to come, this one included, is its factor",
)  # fmt: skip

# ---- 4: for good ------------------------------------------------------------------------------------------


def runs() -> list[tuple[np.ndarray, np.ndarray, float]]:
    """Curves and targets: fallen back once, asked in fives, there from the beginning, exactly there, never, not any more."""
    return [
        (np.array([0, 1, 2, 3, 4]), np.array([0.5, 0.9, 0.7, 0.8, 0.9]), 0.75),
        (np.array([0, 5, 10, 15]), np.array([0.9, 0.8, 0.86, 0.9]), 0.85),
        (np.array([0, 1, 2]), np.array([0.9, 0.9, 0.95]), 0.85),
        (np.array([0, 2, 4]), np.array([0.5, 0.75, 0.8]), 0.75),
        (np.array([0, 1, 2]), np.array([0.5, 0.6, 0.7]), 0.9),
        (np.array([0, 2, 4, 6]), np.array([0.5, 0.9, 0.9, 0.7]), 0.8),
    ]


def for_good(n_asked: np.ndarray, accuracies: np.ndarray, target: float) -> float:
    """Answers from which on a run stays at the target or above, by the package; infinitely many where it ends below."""
    run = {"dataset": "d", "strategy": "s", "seed": 0, "n_asked": n_asked, "metric": accuracies, "error": ""}
    row = labels_to_reach(pd.DataFrame(run), target).iloc[0]
    return float(row["n_asked"]) if row["reached"] else np.inf


def count(answer: Any) -> np.ndarray:
    """A number; what is None is told apart from all numbers."""
    return number(-np.inf if answer is None else answer)


def _read_at(place: Callable[[np.ndarray], int], never: Any = np.inf, answers: bool = True) -> Callable:
    """A function that looks for a place in whether the curve is at the target; ``never``: what it gives where there is none."""

    def found(n_asked: np.ndarray, accuracies: np.ndarray, target: float) -> Any:
        k = place(accuracies >= target)
        if not 0 <= k < len(n_asked):
            return n_asked[-1] if never == "last" else never
        return n_asked[k] if answers else k

    return found


def _first(there: np.ndarray) -> int:
    return int(np.argmax(there)) if there.any() else len(there)


def _stays(there: np.ndarray) -> int:
    return len(there) - int(np.argmin(np.append(there[::-1], False)))


FOR_GOOD = Exercise(
    "13.4",
    "For good",
    right=for_good,
    cases=runs,
    read=count,
    slips=[
        Slip(_read_at(_first), "It stops at the first crossing. A curve may be above the target once, by luck, and fall below it again."),
        Slip(_read_at(_first, never="last"), "It stops at the first crossing. A curve may be above the target once, by luck, and fall below it again."),
        Slip(_read_at(_first, answers=False), "It gives the place of the first crossing. Does the curve stay there, and how many answers are that?"),
        Slip(lambda n, a, target: n[np.argmax(a >= target)], "It stops at the first crossing, and argmax of nothing but False is 0: a run that never gets there would have needed no answer."),
        Slip(_read_at(_stays, never="last"), "Where the run ends below the target, you give all that was asked. That is a lower bound, and nobody can tell it from a run that got there."),
        Slip(_read_at(_stays, never=None), "Where the run ends below the target you give None, with which nobody can compute. It needed more than any number of answers."),
        Slip(_read_at(_stays, never=-1), "Where the run ends below the target: -1 is less than any other number of answers, and it needed more than any."),
        Slip(_read_at(_stays, answers=False), "That is the place in the curve. When five are asked at a time, how many answers are that?"),
        Slip(_read_at(lambda there: _stays(there) - 1), "One too early: at that point the curve is still below."),
        Slip(lambda n, a, target: _read_at(_stays)(n, np.where(a == target, 0, a), target), "It wants more than the target. At the target is there."),
        Slip(lambda n, a, target: float(n[_first(a >= target)]) if (a >= target)[-1] else np.inf, "It sees who ends below. But on the way a curve may be above, fall below, and come back: from where does it stay?"),
    ],
    hint="find the last point that is below the target; what comes after it?",
)  # fmt: skip

# ---- 5: ranks ---------------------------------------------------------------------------------------------

AREAS = pd.DataFrame(
    {"random": [0.68, 0.92, 0.84, 0.90, 0.84], "margin": [0.74, 0.95, 0.81, 0.92, 0.90], "core-set": [0.72, 0.94, 0.86, 0.92, 0.87]},
    index=["digits", "wine", "two moons", "breast cancer", "iris"],
)  # fmt: skip
NAMES = list(AREAS.columns)


def _mean_rank(method: str = "average", ascending: bool = False, axis: int = 1) -> np.ndarray:
    return AREAS.rank(axis=axis, method=method, ascending=ascending).mean().to_numpy()


def by_name(answer: Any) -> np.ndarray:
    """Three numbers; where they have the strategies' names, the names say which is which."""
    if isinstance(answer, (Mapping, pd.Series)) and set(answer.keys()) == set(NAMES):
        return np.array([float(answer[name]) for name in NAMES])
    return np.ravel(numbers(answer))


RANKS = ranked(AREAS, {}).mean_rank[NAMES].to_numpy()

MEAN_RANKS = Exercise(
    "13.5",
    "Ranks",
    right=RANKS,
    read=by_name,
    slips=[
        Slip(_mean_rank(ascending=True), "Rank 1 went to the smallest area. The best has rank 1."),
        Slip(_mean_rank("min"), "On breast cancer two share a place. Both the better rank? What they share is the mean of the two places."),
        Slip(_mean_rank("max"), "On breast cancer two share a place. Both the worse rank? What they share is the mean of the two places."),
        Slip(_mean_rank("dense"), "On breast cancer two share a place, and you let the next one move up. The ranks of a row sum to 1 + 2 + 3."),
        Slip(_mean_rank("first"), "On breast cancer you have put one of two equal areas before the other. What they share is the mean of the two places."),
        Slip(_mean_rank(axis=0), "You have ranked down the columns, data set against data set. Who competes with whom?"),
        Slip(AREAS.mean().rank(ascending=False).to_numpy(), "These are the ranks of the means. Rank first, on each data set; then take the mean."),
        Slip(AREAS.mean().to_numpy(), "These are mean areas. On a data set where all areas are high, a lead is small; ranks set that aside."),
        Slip(len(AREAS) * RANKS, "That is the sum of the ranks. Divide by the number of data sets."),
        Slip((np.argsort(-AREAS.to_numpy(), axis=1, kind="stable") + 1).mean(axis=0), "argsort says who comes at each place, not which place each one has."),
        Slip(lambda a: by_name(a).shape == (3,) and np.allclose(np.sort(by_name(a)), np.sort(RANKS), atol=6e-4), "The three numbers are there. In which order are they asked for?"),
        Slip(lambda a: by_name(a).shape != (3,), "Give three numbers, one mean rank for each strategy, in the order of the columns."),
    ],
    hint="on each data set the best has rank 1 and equal ones share their ranks; then take the mean down the column",
)  # fmt: skip

EXERCISES = [REPORT, CORRECTED, MANY_TESTS, FOR_GOOD, MEAN_RANKS]
