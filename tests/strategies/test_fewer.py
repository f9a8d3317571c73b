"""A strategy that sees fewer candidates: a sample, or one from each cluster."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

import alkit
from alkit import ActiveLearner, Blockwise, Preselected, Subsampled, margin_sampling

RNG = np.random.default_rng(0)
PLACES = np.repeat(np.arange(20) * 10.0, 50)  # twenty heaps of fifty
HEAPS = np.column_stack([PLACES, np.zeros(1000)]) + RNG.normal(0, 0.1, (1000, 2))
Y = (PLACES > 95).astype(int)


def seen_by(strategy, batch_size=1, n_rounds=1, pool=HEAPS):
    """Which candidates the inner strategy was shown in each round, and which were asked."""
    seen = []

    def spy(view):
        seen.append(view.candidates.tolist())
        return margin_sampling(view)

    learner = ActiveLearner(LogisticRegression(), pool, strategy(spy), random_state=0)
    learner.teach([0, 999], Y[[0, 999]])
    history = learner.run(alkit.simulated(Y), alkit.budget(batch_size * n_rounds), batch_size)
    return seen, [step.asked for step in history[1:]]


def test_a_fresh_sample_each_round_and_the_best_of_it():
    seen, asked = seen_by(lambda spy: Subsampled(spy, 100), batch_size=3, n_rounds=2)
    assert [len(set(rows)) for rows in seen] == [100, 100] and seen[0] != seen[1]
    learner = ActiveLearner(LogisticRegression(), HEAPS, margin_sampling, random_state=0)
    learner.teach([0, 999], Y[[0, 999]])
    scores = learner.rank(998)
    best = [i for i in scores.indices.tolist() if i in set(seen[0])][:3]
    assert list(asked[0]) == best


def test_each_candidate_is_as_likely_to_be_seen():
    counts = np.zeros(998)
    for seed in range(300):
        view = ActiveLearner(LogisticRegression(), HEAPS[:998], random_state=seed)._view(np.arange(998), 1)
        counts[alkit.strategies.fewer.drawn(view, 100)] += 1
    assert abs(counts.mean() - 30.06) < 0.01 and counts.std() < 1.15 * np.sqrt(300 * 0.1 * 0.9)


def test_one_candidate_of_each_heap():
    seen, _ = seen_by(lambda spy: Preselected(spy, n_candidates=20, n_sampled=900))
    assert len(seen[0]) == 20 and len({PLACES[i] for i in seen[0]}) >= 17  # k-means may part a heap


def test_copies_and_batches_larger_than_asked_for():
    copies = np.repeat(HEAPS[::50], 50, axis=0)
    for strategy in (Preselected(margin_sampling, 30), Preselected(alkit.core_set_sampling, 5), Subsampled(margin_sampling, 2)):
        learner = ActiveLearner(LogisticRegression(), copies, strategy, random_state=0)
        learner.teach([0, 999], Y[[0, 999]])
        assert len(set(learner.query(40).tolist())) == 40


def test_a_small_pool_is_seen_whole():
    for make in (lambda spy: Subsampled(spy), lambda spy: Preselected(spy)):
        seen, _ = seen_by(make)
        assert seen[0] == list(range(1, 999))


def test_they_nest():
    whole, part = (
        ActiveLearner(LogisticRegression(), HEAPS, Subsampled(s, 300), random_state=0)
        for s in (margin_sampling, Blockwise(margin_sampling, 64))
    )
    for learner in (whole, part):
        learner.teach([0, 999], Y[[0, 999]])
    assert whole.query(5).tolist() == part.query(5).tolist()


@pytest.mark.parametrize(
    "make, said",
    [
        (lambda: Subsampled(margin_sampling, 0), "n_candidates must be at least 1, got 0"),
        (lambda: Preselected(margin_sampling, 0), "n_candidates must be at least 1, got 0"),
        (lambda: Preselected(margin_sampling, 10, 9), "n_sampled must be at least n_candidates, 10, got 9"),
        (lambda: Subsampled("margin"), "strategy must be a function"),
    ],
)
def test_bad_numbers_are_named(make, said):
    with pytest.raises(ValueError, match=said):
        make()
