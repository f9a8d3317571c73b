"""Chapter 01, uncertainty and entropy: what is right, and which slips are typical."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from alkit.exercises.exercise import Exercise, Slip, numbers
from alkit.information import cross_entropy, entropy, kl_divergence
from alkit.scores import uncertainty

# ---- 1: a share of the most ---------------------------------------------------------------------------------

CASES = ([0.5, 0.5, 0.0, 0.0], [0.9, 0.1], [0.25, 0.25, 0.25, 0.25], [0.7, 0.2, 0.1], [1.0, 0.0, 0.0])


def _share(p: Any) -> float:
    return float(entropy(p) / np.log2(len(p)))


def _without_zeros(p: Any) -> float:
    k = np.count_nonzero(p)
    return float(entropy(p) / np.log2(k)) if k > 1 else 0.0


SHARE = Exercise(
    "01.1",
    "A common scale",
    right=_share,
    cases=lambda: [(list(p),) for p in CASES],
    slips=[
        Slip(entropy, "That is the entropy itself, in bits. How large could it be for so many outcomes?"),
        Slip(lambda p: entropy(p, base=np.e), "That is the entropy itself, in nats. How large could it be for so many outcomes?"),
        Slip(_without_zeros, "You count only the outcomes that can happen. The zeros are outcomes too."),
        Slip(lambda p: entropy(p) / len(p), "You divide by the number of outcomes. Is that the most that entropy can be?"),
        Slip(lambda p: entropy(p) / np.log(len(p)), "Bits above, nats below: use one logarithm for both."),
        Slip(lambda p: entropy(p) * np.log(2) / np.log2(len(p)), "Nats above, bits below: use one logarithm for both."),
        Slip(lambda p: np.log2(len(p)) - entropy(p), "That is the gap to the most, in bits. A share of the most is wanted."),
        Slip(lambda p: 1 - _share(p), "That is the share of certainty: it gives 1 where nothing is left to doubt."),
        Slip(lambda p: -_share(p), "The sizes are right, the sign is not."),
        Slip(lambda p: (1 - max(p)) / (1 - 1 / len(p)), "That is least confidence as a share of its most. Entropy looks at all the outcomes."),
    ],
    hint="the entropy, divided by the most that entropy can be for so many outcomes",
)  # fmt: skip

# ---- 2: a coin of half a bit --------------------------------------------------------------------------------

WITHIN = 0.005


def _coin(answer: Any) -> float:
    """The probability of heads; of a pair, that of its first."""
    value = numbers(answer)
    value = np.squeeze(value) if value.size == 1 else value
    if value.shape == (2,) and abs(value.sum() - 1) < 1e-9:
        value = value[0]
    if value.shape != ():
        raise ValueError("one probability")
    return float(value)


def _bits_of(answer: Any) -> float:
    heads = _coin(answer)
    return float(entropy([heads, 1 - heads])) if 0 <= heads <= 1 else np.nan


def _is_near(target: float) -> Callable[[Any], bool]:
    return lambda answer: abs(_bits_of(answer) - target) < WITHIN


HALF_BIT = Exercise(
    "01.2",
    "Half a bit",
    right=_is_near(0.5),
    slips=[
        Slip(lambda a: abs(_coin(a) - 0.5) < 1e-9, "That is the fair coin, with 1 bit. Half a bit is an entropy, not a probability."),
        Slip(_is_near(0.5 / np.log(2)), "Half a *nat*. How many bits is one nat?"),
        Slip(lambda a: _coin(a) == np.sqrt(0.5), "That outcome surprises by half a bit when it comes. The other side of the coin surprises, too."),
        Slip(lambda a: _coin(a) in (0.25, 0.75), "Halfway between fair and certain is not half of the entropy: look how flat the curve is at its top."),
        Slip(lambda a: not 0 <= _coin(a) <= 1, "A probability lies between 0 and 1."),
        Slip(lambda a: abs(_bits_of(a) - 0.5) < 0.05, lambda a: f"Close: this coin has {_bits_of(a):.3f} bits. Within 0.005 is wanted."),
        Slip(lambda a: _bits_of(a) < 0.5, lambda a: f"This coin has {_bits_of(a):.3f} bits: too certain. Move it towards the fair one."),
        Slip(lambda a: _bits_of(a) > 0.5, lambda a: f"This coin has {_bits_of(a):.3f} bits: too fair. Move it towards certainty."),
    ],
    hint="give one number: the probability of heads",
)  # fmt: skip

# ---- 3: the same confidence, another doubt --------------------------------------------------------------------

GIVEN = [0.5, 0.3, 0.2]


def _three(answer: Any) -> np.ndarray:
    q = numbers(answer)
    if q.size != 3:
        raise ValueError("three probabilities")
    return q.reshape(1, 3)


def _differs(score: Callable[[Any], np.ndarray]) -> Callable[[Any], float]:
    """By how much a score of the answer is above that of the given prediction."""
    return lambda answer: float((score(_three(answer)) - score([GIVEN]))[0])


_confidence, _margin, _entropy = map(_differs, (uncertainty.least_confidence, uncertainty.margin, uncertainty.entropy))


def _is_prediction(answer: Any) -> bool:
    q = _three(answer)
    return bool((q >= 0).all()) and abs(q.sum() - 1) < 1e-6


def _says_sum(answer: Any) -> str:
    return f"The three sum to {_three(answer).sum():.4g}. A prediction shares out one whole."


OTHER_DOUBT = Exercise(
    "01.3",
    "Same confidence, another doubt",
    right=lambda a: _is_prediction(a) and abs(_confidence(a)) < 1e-3 and _margin(a) > 1e-9 and _entropy(a) < -1e-9,
    slips=[
        Slip(lambda a: numbers(a).size != 3, "A prediction over three classes is a list of three probabilities."),
        Slip(lambda a: abs(_three(a).sum() - 1) >= 1e-6, _says_sum),
        Slip(lambda a: (_three(a) < 0).any(), "A probability is never negative."),
        Slip(lambda a: np.allclose(np.sort(_three(a)), np.sort([GIVEN])), "These are the same three numbers. No score looks at their order."),
        Slip(lambda a: abs(_confidence(a)) >= 1e-3, "The highest probability has changed, and least confidence with it. What is free to move?"),
        Slip(lambda a: _margin(a) < 0, "The lead over the second has grown, so the margin score has fallen: higher means more doubt."),
        Slip(lambda a: _entropy(a) >= 0, "The entropy has not fallen. Which probabilities make it small, even ones or uneven ones?"),
    ],
    hint="three probabilities that sum to 1, of which the highest stays as it is",
)  # fmt: skip

# ---- 4: uncertain, but right ----------------------------------------------------------------------------------


@cache
def _line() -> np.ndarray:
    """Whether the program of the chapter is right about each unlabeled picture, in the order of its entropy, highest first."""
    from sklearn.linear_model import LogisticRegression

    from alkit.datasets import digits
    from alkit.splits import seed_set

    X_pool, _, y_pool, _ = digits().split(random_state=0)
    known = seed_set(y_pool, n_per_class=2, random_state=0)
    rest = np.setdiff1d(np.arange(len(X_pool)), known)
    proba = LogisticRegression(max_iter=2000).fit(X_pool[known], y_pool[known]).predict_proba(X_pool[rest])
    return (proba.argmax(axis=1) == y_pool[rest])[np.argsort(-uncertainty.entropy(proba))]


def _is(value: Callable[[np.ndarray], float]) -> Callable[[Any], bool]:
    return lambda answer: bool(np.squeeze(numbers(answer)) == value(_line()))


RIGHT_ANYWAY = Exercise(
    "01.4",
    "Uncertain, but right",
    right=_is(lambda line: line[:20].sum()),
    slips=[
        Slip(_is(lambda line: 20 - line[:20].sum()), "So many it reads wrongly."),
        Slip(_is(lambda line: line[:20].mean()), "That is the share. How many pictures is it?"),
        Slip(_is(lambda line: line[-20:].sum()), "Are these the twenty most certain? `order` begins with the highest entropy."),
        Slip(_is(lambda line: line.sum()), "So many are right among all. Only the first twenty of `order` are asked for."),
        Slip(_is(lambda line: 20), "All of them? Then its doubt would mean nothing. Compare `predicted` with `truth`."),
        Slip(_is(lambda line: 0), "None? Uncertain is not the same as wrong."),
        Slip(lambda a: numbers(a).size == 20, "You have the twenty comparisons. How many of them are true?"),
        Slip(lambda a: 0 < np.squeeze(numbers(a)) < 20, "Not that many. `order` holds places in `predicted` and in `truth`, not rows of the pool: index both with its first twenty."),
    ],
    hint="index predicted and truth with the first twenty of order, and count where they agree",
)  # fmt: skip

# ---- 5: what boasting costs -----------------------------------------------------------------------------------

BELIEVED, SAID = np.array([0.75, 0.25]), np.array([0.95, 0.05])
COST = float(kl_divergence(BELIEVED, SAID))

BOAST = Exercise(
    "01.5",
    "What boasting costs",
    right=COST,
    slips=[
        Slip(float(cross_entropy(BELIEVED, SAID)), "That is all she pays. An honest forecast costs something, too: how much more is this?"),
        Slip(float(entropy(BELIEVED)), "So much she would pay if she were honest. And with what she says?"),
        Slip(float(entropy(SAID)), "That is the entropy of what she says. The weights are how often it rains, not what she says of it."),
        Slip(float(entropy(BELIEVED) - entropy(SAID)), "You compare two entropies. It rains as often as she believes, whatever she says: weight her surprises by that."),
        Slip(float(kl_divergence(SAID, BELIEVED)), "The two are exchanged: the weights are how often it rains, the surprises come from what she says."),
        Slip(-COST, "The size is right, the sign is not: can an honest forecast cost more on average?"),
        Slip(COST * np.log(2), "Is that in nats? A logarithm to the base 2 gives bits."),
        Slip(float(np.log2(0.95 / 0.75)), "That is what she saves on a day with rain. And on the other days?"),
        Slip(float(np.log2(0.25 / 0.05)), "That is what she loses on a dry day. How often does one come?"),
        Slip(0.2, "That is by how much she exaggerates. What does it cost, in bits?"),
    ],
    hint="work out her surprise on a wet and on a dry day, average them, and subtract what honesty would cost",
)  # fmt: skip

EXERCISES = [SHARE, HALF_BIT, OTHER_DOUBT, RIGHT_ANYWAY, BOAST]
