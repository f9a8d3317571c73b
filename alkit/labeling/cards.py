"""Why a sample is asked: what stands beside it, and is kept of it after the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from alkit.learner import ActiveLearner, Ranking
from alkit.models.weights import heaviest
from alkit.pool import take_rows


@dataclass(frozen=True)
class Card:
    """The model's belief about a sample, what in it weighed most, its score in words, and its place among the candidates.

    The belief is the probability of each class, or of a regressor the number predicted.
    """

    sample: int
    proba: tuple[float, ...] = ()
    score: str = ""
    rank: int | None = None
    n_candidates: int = 0
    answer: Any = None
    kind: str = ""
    weights: tuple[tuple[str, float], ...] = ()
    predicted: float | None = None


def place(sample: int, ranking: Ranking | None, learner: ActiveLearner) -> Card:
    """The card of a sample by its place in a ranking; without a place where it is in none."""
    if ranking is None:
        return Card(sample, n_candidates=len(learner.candidates))
    card, found = Card(sample, n_candidates=ranking.n_candidates), np.flatnonzero(ranking.indices == sample)
    return replace(card, rank=int(found[0]) + 1, score=f"{ranking.scores[found[0]]:.2f}") if found.size else card


def card_of(sample: int, ranking: Ranking | None, learner: ActiveLearner) -> tuple[Card, str]:
    """The card of a sample, and what went wrong with the model's belief, which is left out then."""
    card = place(sample, ranking, learner)
    try:
        return with_belief(card, learner), ""
    except Exception as error:  # noqa: BLE001  the estimator or the strategy may be anybody's: it stops nobody
        return card, f"What the model thinks of this sample cannot be told: {error}"


def with_belief(card: Card, learner: ActiveLearner) -> Card:
    """The card with what the model thinks of the sample, and the strategy's own words for its score where it has any."""
    if learner.is_regressor and learner.model is not None:
        return replace(card, predicted=float(learner.predict_pool([card.sample])[0]))
    if not hasattr(learner.model, "predict_proba"):
        return card
    proba = learner.predict_proba_pool([card.sample])[0]
    explain = getattr(learner.strategy, "explain", None)
    score = str(explain(proba, learner.classes.tolist())) if explain else card.score
    return replace(card, proba=tuple(proba.tolist()), score=score)


def answered(card: Card, label: Any, kind: str, learner: ActiveLearner) -> Card:
    """The card of a sample with its answer, and what in it weighed most for the model before that."""
    try:
        weights = heaviest(learner.model, take_rows(learner.X, np.array([card.sample]))) if card.proba else ()
    except Exception:  # noqa: BLE001  as in card_of; that they are missing stops nobody
        weights = ()
    return replace(card, answer=label, kind=kind, weights=weights)
