"""Why a sample is asked: which two classes, which features, which neighbors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics.pairwise import euclidean_distances

from alkit.labeling.cards import place, with_belief
from alkit.learner import ActiveLearner
from alkit.modalities import modality_for
from alkit.models.predicting import first_steps
from alkit.models.weights import heaviest
from alkit.pool import one_row, take_rows

LOOKED_AT = 20  # best candidates, among which a sample has a place
ALL = 10**9  # features


@dataclass(frozen=True)
class Reasons:
    """Why a sample is asked; printed, it says so in words.

    Attributes
    ----------
    row : of the pool
    rank, n_candidates : its place among the candidates; None where it is not among the first twenty
    score : the strategy's score, worked out where the strategy can
    classes : the two most probable classes, each with its probability
    features : words for a feature, and its weight: above 0 it speaks for the first class, below 0 for the second; the heaviest
        first.  Empty where the model is not linear, or single features say nothing of such samples.
    neighbors : (row, label, distance) of the labeled rows that are nearest, as the model's last step sees them
    """

    row: int
    rank: int | None
    n_candidates: int
    score: str
    classes: tuple[tuple[Any, float], ...]
    features: tuple[tuple[str, float], ...]
    neighbors: tuple[tuple[int, Any, float], ...]

    def __str__(self) -> str:
        where = "" if self.rank is None else f", number {self.rank} of {self.n_candidates:,} candidates"
        lines = [f"row {self.row}{where}", "classes: " + " or ".join(f"{name} {p:.2f}" for name, p in self.classes)]
        lines += [f"score: {self.score}"] if self.score else []
        for sign, (name, _) in zip((1, -1), self.classes):
            speaks = [f"{words} ({abs(weight):.2f})" for words, weight in self.features if sign * weight > 0.005]
            lines += [f"for {name}: {', '.join(speaks)}"] if speaks else []
        near = ", ".join(f"row {row} {label} (at {distance:.2f})" for row, label, distance in self.neighbors)
        return "\n".join([*lines, f"nearest labeled: {near}"])


def explain_query(
    learner: ActiveLearner, row: int | None = None, *, most: int = 4, feature_names: Sequence[str] | None = None
) -> Reasons:
    """Say why a learner asks about a sample: between which two classes it wavers, what speaks for each, what is near.

    It explains the model and not the world: what the model takes for a reason may be an accident of its few labels.

    Parameters
    ----------
    learner : ActiveLearner that has been taught, with an estimator that has ``predict_proba``
    row : of the pool; by default the one asked next
    most : features named at most for each of the two classes, and neighbors
    feature_names : of the pool's columns, where these have no names

    Returns
    -------
    Reasons

    Raises
    ------
    ValueError
        If there is no model yet, or the row is not in the pool, or the estimator gives no probabilities.

    Examples
    --------
    >>> from alkit import ActiveLearner, iris, margin_sampling
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> data, first = iris(), [0, 1, 60, 61, 120, 121]
    >>> scaled = make_pipeline(StandardScaler(), LogisticRegression())
    >>> learner = ActiveLearner(scaled, data.X, margin_sampling, random_state=0)
    >>> learner.teach(first, data.y[first])
    >>> print(explain_query(learner, most=2, feature_names=data.feature_names))
    row 74, number 1 of 144 candidates
    classes: virginica 0.45 or versicolor 0.44
    score: 1 − (0.45 (virginica) − 0.44 (versicolor)) = 0.99
    for virginica: sepal length (cm) 6.4 (0.26), petal length (cm) 4.3 (0.19)
    for versicolor: sepal width (cm) 2.9 (0.02)
    nearest labeled: row 61 versicolor (at 0.80), row 121 virginica (at 1.50)
    """
    if learner.model is None:
        raise ValueError("a query is explained by the model, and there is none yet: teach the learner first")
    if row is not None and not 0 <= row < learner.n_pool:
        raise ValueError(f"row must be from 0 to {learner.n_pool - 1}, got {row!r}")
    row = int(learner.query()[0]) if row is None else int(row)
    ranking = learner.rank(LOOKED_AT) if learner.candidates.size else None
    card = with_belief(place(row, ranking, learner), learner)
    proba = learner.predict_proba_pool([row], "explain_query")[0]
    classes = tuple((learner.classes.tolist()[j], float(proba[j])) for j in np.argsort(-proba, kind="stable")[:2])
    features = _features(learner, row, most, classes[-1][0], feature_names)
    return Reasons(row, card.rank, card.n_candidates, card.score, classes, features, _nearest(learner, row, most))


def _features(learner: ActiveLearner, row: int, most: int, against: Any, names: Any) -> tuple[tuple[str, float], ...]:
    """The heaviest that speak for the class predicted, and the heaviest that speak for the other, in words."""
    weights = heaviest(learner.model, take_rows(learner.X, np.array([row])), ALL, against)
    kept = [pair for sign in (1, -1) for pair in [pair for pair in weights if sign * pair[1] > 0][:most]]
    told = modality_for(learner.X, names).explained(one_row(learner.X, row), sorted(kept, key=lambda pair: -abs(pair[1])))
    return tuple((str(words), float(weight)) for words, weight in told["weights"]) if told else ()


def _nearest(learner: ActiveLearner, row: int, most: int) -> tuple[tuple[int, Any, float], ...]:
    """The nearest labeled rows, nearest first."""
    steps = first_steps(learner.model)
    here, there = (take_rows(learner.X, rows) for rows in (np.array([row]), learner.labeled))
    distances = euclidean_distances(*(rows if steps is None else steps.transform(rows) for rows in (here, there)))[0]
    near = np.argsort(distances, kind="stable")[:most]
    return tuple((int(learner.labeled[j]), learner.y_labeled[j].item(), float(distances[j])) for j in near)
