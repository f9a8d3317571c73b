"""Chapter 02, information gain: what is right, and which slips are typical."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from alkit.datasets import play_tennis
from alkit.exercises.exercise import Exercise, Slip
from alkit.information import conditional_entropy, entropy, expected_entropy, information_gain, joint_entropy, joint_table

# ---- 1: the mean surprise over the days -------------------------------------------------------------------

_days = play_tennis()
PLAY, OUTLOOK = _days.y, _days.X[:, 0]
TABLE = joint_table(PLAY, OUTLOOK)
MEAN_SURPRISE = conditional_entropy(PLAY, OUTLOOK)
_given_outlook = TABLE / TABLE.sum(axis=0)

RESCUE = Exercise(
    "02.1",
    "Rescue the formula",
    right=MEAN_SURPRISE,
    slips=[
        Slip(MEAN_SURPRISE * np.log(2), "Is that in nats? A logarithm to the base 2 gives bits."),
        Slip(-MEAN_SURPRISE, "The size is right, the sign is not: where has the minus of the surprise gone?"),
        Slip(14 * MEAN_SURPRISE, "That is the sum over the days. Each day has the weight 1/14."),
        Slip(14 / 13 * MEAN_SURPRISE, "Divided by 13? All days count, and each has the weight 1/14."),
        Slip(-np.log2((TABLE * _given_outlook).sum()), "That is the logarithm of a mean. What is asked is the mean of the logarithms."),
        Slip(14 / 3 * MEAN_SURPRISE, "Divided by the number of outlooks? The mean goes over the days."),
        Slip(conditional_entropy(OUTLOOK, PLAY), "You have exchanged the two: given is the outlook, uncertain is whether there was tennis."),
        Slip(entropy(TABLE.sum(axis=1)), "That is H(X): the surprise at the tennis when nothing is known of the sky. Look only at the days with the same outlook."),
        Slip(joint_entropy(TABLE), "That is the surprise at the pair, with p(x, y). How surprising is x once you know y?"),
        Slip(np.mean(entropy(_given_outlook.T)), "Each outlook counts the same there. Does each come on equally many days?"),
        Slip(information_gain(TABLE), "That is what the outlook tells. What is asked is how much is left when it has told."),
    ],
    hint="take one day after the other, see how surprising its tennis is once its outlook is known, and only then average",
)  # fmt: skip

# ---- 2: a table in which one answer disturbs --------------------------------------------------------------

DISEASE = [0.01, 0.09, 0.09, 0.81]
LEAST_RISE = 0.3


def rise(answer: Any) -> float:
    """By how many bits the entropy of X rises in the column in which it rises most."""
    table = np.asarray(answer, dtype=float)
    return float(np.max(entropy((table / table.sum(axis=0)).T)) - entropy(table.sum(axis=1)))


def _is_table(answer: Any) -> bool:
    table = np.asarray(answer, dtype=float)
    return table.shape == (2, 2) and bool((table > 0).all()) and bool(np.isclose(table.sum(), 1, rtol=0, atol=1e-6))


def _is_disease(answer: Any) -> bool:
    return _is_table(answer) and np.allclose(np.sort(np.ravel(answer)), DISEASE)


def disturbs(answer: Any) -> bool:
    """Whether it is such a table."""
    return _is_table(answer) and rise(np.asarray(answer, dtype=float)) >= LEAST_RISE and not _is_disease(answer)


def _says_sum(answer: Any) -> str:
    total = np.asarray(answer, dtype=float).sum()
    return f"The four numbers sum to {total:.4g}. A joint table shares out one whole among its cells."


def _says_rise(answer: Any) -> str:
    most = rise(answer)
    return f"In no column is X {LEAST_RISE} bits more uncertain than before; the most is {most:+.3f} bits. How sure are you of X before the answer?"


def _sums_are(axis: int) -> Any:
    return lambda answer: np.shape(answer) == (2, 2) and np.allclose(np.asarray(answer, dtype=float).sum(axis=axis), 1)


DISTURBING = Exercise(
    "02.2",
    "A disturbing answer",
    right=disturbs,
    slips=[
        Slip(lambda a: np.asarray(a, dtype=float).shape != (2, 2), "A joint table of two X and two Y has two rows with two numbers each: [[…, …], […, …]]."),
        Slip(lambda a: (np.asarray(a, dtype=float) < 0).any(), "A probability is never negative."),
        Slip(lambda a: (np.asarray(a, dtype=float) == 0).any(), "The task asks for no zeros: each pair has to be possible."),
        Slip(_sums_are(0), "Each of your columns sums to 1: that is p(x | y). A joint table holds p(x, y)."),
        Slip(_sums_are(1), "Each of your rows sums to 1: that is p(y | x). A joint table holds p(x, y)."),
        Slip(lambda a: not _is_table(a), _says_sum),
        Slip(_is_disease, "These are the numbers of the disease. What made them work? Use it with others."),
        Slip(lambda a: disturbs(np.transpose(a)), "You have rows and columns exchanged: X are the rows, and it is a column, a value of Y, that has to disturb."),
        Slip(_is_table, _says_rise),
    ],
    hint="it should be a table of two rows with two numbers each",
)  # fmt: skip

# ---- 3: a taster who errs ---------------------------------------------------------------------------------

ERROR = 0.1


def tired_table(error: float = ERROR) -> np.ndarray:
    """Joint table of the threshold (8 rows) and the taster's word on the middle bottle (sour, fresh)."""
    is_sour = np.arange(1, 9) <= 4
    says_sour = np.where(is_sour, 1 - error, error)
    return np.array([says_sour, 1 - says_sour]).T / 8


TIRED_GAIN = information_gain(tired_table())

TIRED = Exercise(
    "02.3",
    "A tired taster",
    right=TIRED_GAIN,
    slips=[
        Slip(entropy([ERROR, 1 - ERROR]), "That is how uncertain his word is even for one who knows the threshold. It tells nothing about the milk: what is left for the milk?"),
        Slip(information_gain(tired_table(0)), "So much would it bring if he never erred."),
        Slip(1 - ERROR, "He is right so often, but a share of right words is not a number of bits."),
        Slip(1 - 2 * ERROR, "So far he is ahead of a coin, but a difference of shares is not a number of bits."),
        Slip(TIRED_GAIN * np.log(2), "Is that in nats? A logarithm to the base 2 gives bits."),
        Slip(-TIRED_GAIN, "The size is right, the sign is not: the gain is before minus after."),
        Slip(np.log2(8) - TIRED_GAIN, "So many bits are left about the threshold. How many has his word taken away?"),
        Slip(-np.log2(1 - ERROR), "That is the surprise of one outcome. An entropy is the mean over both."),
        Slip(ERROR, "That is how often he errs. What is asked is a number of bits."),
    ],
    hint="work out how uncertain his word is, and how much of that is only his error",
)  # fmt: skip

# ---- 4: feature or label ----------------------------------------------------------------------------------

KINDS = ("feature", "label", "feature", "label")


def _word(one: Any) -> str:
    text = str(one).strip().casefold()
    return next((kind for kind in ("feature", "label") if text and kind.startswith(text[: len(kind)])), text)


def words(answer: Any) -> list[str]:
    """The four words, whatever their case; F and L will do, and so will one text with commas."""
    return [_word(one) for one in (re.split(r"[,\s]+", answer.strip()) if isinstance(answer, str) else answer)]


def _n_right(answer: Any) -> str:
    n = sum(one == right for one, right in zip(words(answer), KINDS))
    return f"{n} of the four {'is' if n == 1 else 'are'} right. In each, ask whether all labels are known already, or somebody has to give one."


def _only_wrong(place: int) -> Any:
    return lambda answer: (
        [one == right for one, right in zip(words(answer), KINDS, strict=True)] == [k != place for k in range(4)]
    )


FEATURE_OR_LABEL = Exercise(
    "02.4",
    "Feature or label?",
    right=lambda answer: not isinstance(answer, (set, dict)) and words(answer) == list(KINDS),
    slips=[
        Slip(lambda a: isinstance(a, (set, dict)), "A set or a dictionary has an order of its own. Use a list, in the order a to d."),
        Slip(lambda a: len(words(a)) != 4, "There are four questions: give a list of four words, in the order a to d."),
        Slip(lambda a: not set(words(a)) <= set(KINDS), 'Only two words are in use here: "feature" and "label".'),
        Slip(lambda a: not any(w == k for w, k in zip(words(a), KINDS)), "You have the two words exchanged throughout. Which of them is a column, and which belongs to a row?"),
        Slip(_only_wrong(0), "One is wrong: a. Is there any loan whose outcome is not known yet?"),
        Slip(_only_wrong(1), "One is wrong: b. What would the doctor's reading add to a picture?"),
        Slip(_only_wrong(2), "One is wrong: c. Does anybody have to sit another exam?"),
        Slip(_only_wrong(3), "One is wrong: d. Who has to work before the program can learn from the sentence?"),
        Slip(lambda a: len(words(a)) == 4, _n_right),
    ],
    hint="it should be a list of four words",
)  # fmt: skip

# ---- 5: what is left, for any table -----------------------------------------------------------------------


def tables() -> list[tuple[np.ndarray]]:
    """Tables to try with: without zeros, of another shape, and with zeros."""
    return [
        (joint_table(PLAY, _days.X[:, 2]),),
        (np.array([[0.1, 0.2], [0.3, 0.1], [0.1, 0.2]]),),
        (TABLE.copy(),),
    ]


def _sums(axis: int, unit: float = 1.0, sign: int = -1) -> Any:
    """The two sums with the conditional probabilities along ``axis``, in a unit."""

    def left(table: np.ndarray) -> float:
        p = table.sum(axis=axis, keepdims=True)
        given = table / p
        return float(sign * unit * (table * np.log2(np.where(given > 0, given, 1.0))).sum())

    return left


def _nan_for_zeros(table: np.ndarray) -> float:
    with np.errstate(all="ignore"):
        return float(-(table * np.log2(table / table.sum(axis=0))).sum())


def _unweighted(table: np.ndarray) -> float:
    return float(np.mean(entropy((table / table.sum(axis=0)).T)))


def _inner_sum_only(table: np.ndarray) -> float:
    return float(np.sum(entropy((table / table.sum(axis=0)).T)))


def _per_column(table: np.ndarray) -> Any:
    return entropy((table / table.sum(axis=0)).T)


BITS_LEFT = Exercise(
    "02.5",
    "What is left, zeros included",
    right=lambda table: expected_entropy(table.sum(axis=0), (table / table.sum(axis=0)).T),
    cases=tables,
    slips=[
        Slip(_sums(0, sign=1), "The sizes are right, the sign is not."),
        Slip(_sums(0, unit=np.log(2)), "Is that in nats? A logarithm to the base 2 gives bits."),
        Slip(_sums(1), "You have rows and columns exchanged: that is H(Y | X). Within a column, the numbers have to sum to 1 first."),
        Slip(_unweighted, "Each column counts the same there. Weight it by how often this y comes."),
        Slip(_inner_sum_only, "The entropies of the columns are added up there. What weight does each have in the mean?"),
        Slip(_per_column, "You have one entropy for each column. One step is left: their mean, weighted."),
        Slip(lambda table: entropy(table.sum(axis=1)), "That is H(X), what is uncertain before Y is known."),
        Slip(joint_entropy, "That is H(X, Y), the entropy of the pair. Divide each column by its sum first."),
        Slip(information_gain, "That is the gain: what Y tells. What is asked is what it leaves."),
    ],
    hint="work it out by hand for that table, column by column, and see where you part",
)  # fmt: skip

EXERCISES = [RESCUE, DISTURBING, TIRED, FEATURE_OR_LABEL, BITS_LEFT]
