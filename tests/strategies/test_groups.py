"""Balanced groups: who is asked, and what happens when a group runs out."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from alkit import ActiveLearner, BalancedGroups, core_set_sampling, entropy_sampling

X = np.linspace(-3, 3, 60)[:, None]
Y = np.where(X[:, 0] > 0, "high", "low")
SMALL = np.arange(60) % 6 == 0  # ten of sixty


def asked(strategy, groups, batch_size=20, **options):
    learner = ActiveLearner(LogisticRegression(), X, strategy, groups=groups, **{"random_state": 0, **options})
    learner.teach([0, 59], Y[[0, 59]])
    return learner.query(batch_size)


def test_balanced_groups_get_as_many_labels_and_in_each_the_most_wanted_are_asked():
    rows = asked(BalancedGroups(entropy_sampling), SMALL, 10)
    groups = SMALL[np.append([0, 59], rows)]
    assert groups.sum() == (~groups).sum() == 6  # the seed set counts, too: one of each
    for group in (True, False):
        ours = [row for row in rows if SMALL[row] == group]
        plain = [row for row in asked(entropy_sampling, None, 58) if SMALL[row] == group]
        assert np.abs(X[ours]).max() <= np.abs(X[[row for row in plain if row not in ours]]).min() + 1e-9


def test_a_group_that_has_run_out_leaves_its_places_to_the_other():
    rows = asked(BalancedGroups(entropy_sampling), SMALL, 30)
    assert len(set(rows)) == 30 and SMALL[rows].sum() == 9  # one is in the seed set


def test_without_balance_or_without_groups_it_is_the_strategy_itself():
    plain = asked(entropy_sampling, SMALL).tolist()
    assert sorted(asked(BalancedGroups(entropy_sampling, 0), SMALL)) == sorted(plain)
    assert asked(BalancedGroups(entropy_sampling), None).tolist() == plain


def test_half_a_balance_lies_between():
    n_small = [SMALL[asked(BalancedGroups(entropy_sampling, balance), SMALL, 12)].sum() for balance in (0, 0.5, 1)]
    assert n_small[0] < n_small[1] < n_small[2] == 6


def test_three_groups_come_out_even():
    groups = np.array(list("abc" * 20))
    rows = asked(BalancedGroups(entropy_sampling), groups, 28)  # with the seed set, one of a and one of c: 30 labels
    assert np.unique(groups[np.append([0, 59], rows)], return_counts=True)[1].tolist() == [10, 10, 10]


def test_what_cannot_be_is_said():
    with pytest.raises(ValueError, match="balance must be from 0 to 1, got 1.5"):
        BalancedGroups(entropy_sampling, 1.5)
    with pytest.raises(ValueError, match="chooses a whole batch"):
        asked(BalancedGroups(core_set_sampling), SMALL)
