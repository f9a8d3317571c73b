"""What the course has measured, as rules: which strategy to begin with, and what else to mind.

Each rule rests on claims of the ledger, docs/claims.md, and repeats their numbers: a test holds them together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Question(NamedTuple):
    """What the guide asks: its words, and the answers, the first of which it begins with."""

    text: str
    options: tuple[str, ...]


class Evidence(NamedTuple):
    """A claim of the ledger: its name, what was found in words, the mean effect and half its interval, the unit, the seeds."""

    claim: str
    found: str
    effect: float
    half: float
    unit: str
    n_seeds: int

    def __str__(self) -> str:
        return f"{self.found}: {self.effect:+.3f} ± {self.half:.3f} {self.unit}".strip() + f", {self.n_seeds} seeds"


@dataclass(frozen=True)
class Rule:
    """What to do in some situations.

    Attributes
    ----------
    when : name of a question -> the answer for which the rule is made; empty: always
    does : what to do
    evidence : what that rests on
    code : the strategy, as it is written; empty where the rule names none
    """

    when: Mapping[str, str]
    does: str
    evidence: tuple[Evidence, ...]
    code: str = ""

    @property
    def chapters(self) -> list[str]:
        """The chapters that show it, such as ["04", "08"]."""
        return sorted({one.claim[:2] for one in self.evidence})

    def fits(self, answers: Mapping[str, str]) -> bool:
        """Whether the rule is made for a situation."""
        return all(answers[name] == answer for name, answer in self.when.items())


QUESTIONS = {
    "goal": Question("goal", ("learn a good model", "find the rare ones")),
    "labels": Question("labels so far", ("a few of each class", "none")),
    "classes": Question("classes", ("two or three", "many", "one is rare")),
    "model": Question("model", ("linear", "naive Bayes", "network")),
    "at_once": Question("questions at once", ("one", "a batch")),
    "pool": Question("pool", ("all different", "near-copies", "few speakers, many takes")),
    "answers": Question("answers", ("right, at one price", "often wrong", "at different prices")),
}

# The first that fits.
BEGIN = [
    Rule(
        {"goal": "find the rare ones", "labels": "none"},
        "Begin with core-set, and go on with what is most probable",
        (Evidence("11-cold-rare", "the first ten show the rare digit, core-set − k-means", 0.467, 0.189, "of the pools", 30),),
        "alkit.core_set_sampling",
    ),
    Rule(
        {"goal": "find the rare ones"},
        "Ask what is most probable, and one question in five by chance",
        (
            Evidence(
                "09-search-margin", "card defaults found in 300 checks, most probable − margin", 13.792, 2.072, "defaults", 24
            ),
            Evidence("09-second-kind", "two kinds of fraud, one in five by chance − none", 7.583, 3.078, "frauds", 24),
        ),
        "alkit.EpsilonGreedy(most_probable, 0.2)",
    ),
    Rule(
        {"labels": "none", "classes": "one is rare"},
        "Begin with core-set, and go on with margin",
        (Evidence("11-cold-rare", "the first ten show the rare digit, core-set − k-means", 0.467, 0.189, "of the pools", 30),),
        "alkit.core_set_sampling",
    ),
    Rule(
        {"labels": "none"},
        "Begin with TypiClust, and go on with margin",
        (
            Evidence("04-cold-start", "digits, the first ten labels, TypiClust − random", 0.188, 0.036, "accuracy", 24),
            Evidence("08-cold-switch", "digits, a network, TypiClust up to 30 labels − margin", 0.062, 0.015, "accuracy", 12),
        ),
        "alkit.typiclust_sampling",
    ),
    Rule(
        {"answers": "at different prices"},
        "Ask by margin per price",
        (Evidence("09-price", "breast cancer, 20 to spend, margin per price − margin", 0.052, 0.018, "recall", 40),),
        "alkit.CostWeighted(alkit.margin_sampling)",
    ),
    Rule(
        {"model": "naive Bayes"},
        "Ask by core-set",
        (
            Evidence("04-race-bayes-core-set", "iris, 20 answers, core-set − random", 0.061, 0.019, "accuracy", 60),
            Evidence("04-bayes-core-set-clouds", "four clouds, 20 answers, core-set − random", 0.076, 0.028, "accuracy", 24),
        ),
        "alkit.core_set_sampling",
    ),
    Rule(
        {"model": "network", "at_once": "a batch"},
        "Ask by margin",
        (Evidence("08-margin-random", "digits, a network, batches of ten, margin − random", 0.025, 0.013, "accuracy", 24),),
        "alkit.margin_sampling",
    ),
    Rule(
        {"at_once": "a batch"},
        "Ask by BADGE",
        (
            Evidence(
                "04-batch-badge", "moons, one batch of ten, BADGE − the ten of highest margin", 0.131, 0.025, "accuracy", 120
            ),
        ),
        "alkit.badge_sampling",
    ),
    Rule(
        {},
        "Ask by margin",
        (
            Evidence("04-margin-beats-random", "digits, 90 answers, margin − random", 0.034, 0.01, "accuracy", 24),
            Evidence("13-six-wine-margin", "wine, 40 answers, margin − random", 0.018, 0.007, "accuracy", 40),
        ),
        "alkit.margin_sampling",
    ),
]

# All that fit.
MIND = [
    Rule(
        {"classes": "many"},
        "Not entropy: it listens to the tail of unlikely classes.",
        (Evidence("04-entropy-behind-random", "digits, 90 answers, random − entropy", 0.039, 0.015, "accuracy", 24),),
    ),
    Rule(
        {"classes": "one is rare"},
        "Judge by the recall of the rare class: accuracy hides it.",
        (Evidence("11-hidden", "a digit of which there is one in fifty, accuracy − recall", 0.529, 0.124, "", 30),),
    ),
    Rule(
        {"model": "naive Bayes"},
        "Smooth its variances: if they are not, margin falls behind random.",
        (Evidence("04-bayes-margin-clouds", "four clouds, 20 answers, random − margin", 0.042, 0.019, "accuracy", 80),),
    ),
    Rule(
        {"model": "network"},
        "Train it anew in each round, and look for a better representation before a better strategy.",
        (
            Evidence("08-anew", "digits, trained anew − trained on", 0.036, 0.012, "accuracy", 24),
            Evidence("08-map-margin", "digits, random on a map − margin on pixels", 0.113, 0.022, "accuracy", 12),
        ),
    ),
    Rule(
        {"at_once": "a batch", "model": "linear"},
        "Do not expect much of a batch: it was hardly ahead of as many at random.",
        (Evidence("04-batch-like-random", "moons, four batch strategies − ten at random", 0.014, 0.011, "accuracy", 120),),
    ),
    Rule(
        {"pool": "near-copies"},
        "Thin the pool first, and keep the copies of a sample on one side of the split.",
        (
            Evidence("11-thin", "each digit eight times, margin in tens, thinned − not", 0.086, 0.032, "accuracy", 30),
            Evidence("11-leak", "what a random split of the copies promises too much", 0.093, 0.023, "accuracy", 30),
        ),
    ),
    Rule(
        {"pool": "few speakers, many takes"},
        "Ask each speaker once before anybody twice, and test on new speakers.",
        (
            Evidence("12-each-once", "15 answers, each once − random", 0.065, 0.017, "accuracy", 24),
            Evidence("12-confounded", "a word a speaker, what a random split promises too much", 0.556, 0.017, "accuracy", 24),
        ),
    ),
    Rule(
        {"answers": "often wrong"},
        "Rather ask something new than the same again, while there is something new.",
        (
            Evidence("15-again-plenty", "digits, 30 % wrong, new ones − least settled", 0.016, 0.012, "accuracy", 30),
            Evidence("15-again-small", "a pool of 100, least settled − each once", 0.134, 0.016, "accuracy", 30),
        ),
    ),
]
