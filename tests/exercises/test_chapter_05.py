"""The exercises of chapter 05: right and wrong answers, tried by test_registry.py; and that their cases tell measures apart."""

import numpy as np

import alkit
from alkit import disagreement
from alkit.exercises import chapter_05 as given


def spread_in_loops(proba):
    scores = []
    for i in range(proba.shape[1]):
        differences = [abs(one[i] - other[i]).max() for one in proba for other in proba]
        scores.append(max(differences))
    return scores


def said(committee, X):
    return np.stack([member.predict_proba(X) for member in committee.estimators_])


def by_candidates(committee, X, labeled):
    candidates = [i for i in range(len(X)) if i not in labeled]
    return [candidates[np.argmax(disagreement.kl_to_consensus(said(committee, X[candidates])))]]


def by_lists(committee, X, labeled):
    best, row = -1.0, None
    for i in range(len(X)):
        p = [member.predict_proba(X[[i]])[0] for member in committee.estimators_]
        gain = alkit.entropy(np.mean(p, axis=0)) - np.mean([alkit.entropy(one) for one in p])
        if i not in labeled and gain > best:
            best, row = gain, i
    return row


def highest(score, exclude=True):
    def next_question(committee, X, labeled):
        scores = score(committee, X)
        if exclude:
            scores[labeled] = -1
        return scores.argmax()

    return next_question


def among_candidates(committee, X, labeled):
    return np.delete(disagreement.bald(said(committee, X)), labeled).argmax()


RIGHT = {
    "05.1": [1.5, "1.5", np.float32(1.5), alkit.entropy([0.5, 0.25, 0.25])],
    "05.2": [2, 2.0, "2", "patient 2", [2], np.int64(2)],
    "05.3": [spread_in_loops, lambda p: np.ptp(p, axis=0).max(axis=1), lambda p: np.max(np.max(p, 0) - np.min(p, 0), -1), lambda p: np.round(spread_in_loops(p), 3)],
    "05.4": [by_candidates, by_lists, highest(lambda c, X: disagreement.bald(said(c, X))), lambda *a: float(by_lists(*a))],
    "05.5": [(1, 0), [1, 0], "1, 0", np.array([1.0, 0.0]), "BALD 1, EPIG 0"],
}  # fmt: skip

WRONG = {  # the words in which each is answered
    "05.1": [(1.04, "nats"), (np.log2(3), "even"), (0.5, "majority"), (3, "a class of its own"), (5, "added up"), (12, "Per vote"), ([0.5, 0.25, 0.25], "What is their entropy"),
             (1.0, "thrown dog and owl together"), (-1.5, "sign"), (7, "begin with the share")],
    "05.2": [(0, "prove wrong"), (1, "of one mind"), (3, "none of them is sure"), (4, "counted from 0"), ("B", "number of one patient"), (1.5, "number of one patient")],
    "05.3": [(lambda p: np.ptp(p[:, :, 0], axis=0), "first class"), (lambda p: np.ptp(p, axis=0).mean(axis=1), "mean over the classes"), (lambda p: np.ptp(p, axis=0), "one number per class"),
             (lambda p: np.ptp(p, axis=2).max(axis=0), "compare classes"), (lambda p: np.ptp(p, axis=1).max(axis=1), "compare samples"), (lambda p: p.std(axis=0).max(axis=1), "standard deviation"),
             (lambda p: np.ptp(p, axis=0).max(), "for each sample"), (disagreement.bald, "how far apart"), (lambda p: np.ptp(p.max(axis=2), axis=0), "how sure the members are"),
             (lambda p: p.ptp(axis=5), "AttributeError")],
    "05.4": [(highest(lambda c, X: disagreement.bald(said(c, X)), exclude=False), "has its label already"), (among_candidates, "place among the candidates"),
             (highest(lambda c, X: disagreement.consensus_entropy(said(c, X))), "coin toss attracts"), (highest(lambda c, X: disagreement.vote_entropy(said(c, X))), "lukewarm"),
             (highest(lambda c, X: 1 - disagreement.bald(said(c, X))), "agree most"), (lambda c, X, labeled: disagreement.bald(said(c, X)), "Which row"), (lambda c, X, labeled: 3, "leave out"),
             (lambda c, X: 1, "TypeError")],
    "05.5": [((0, 1), "exchanged"), ((1, 1), "BALD is right"), ((0, 0), "EPIG is right"), ((2, 0), "about who is right"), ((1, 2), "about the targets?"), (1, "two whole numbers")],
}  # fmt: skip


def test_each_measure_would_ask_about_another_row_in_some_case():
    for score in (disagreement.consensus_entropy, disagreement.vote_entropy, disagreement.variation_ratio):
        asked = [(given._next(*case)[0], given._next(*case, score=score)[0]) for case in given.rounds()]
        assert any(one != other for one, other in asked)
    for case in given.rounds():
        scores = np.delete(disagreement.bald(said(*case[:2])), case[2])
        assert np.sort(scores)[-1] - np.sort(scores)[-2] > 0.1  # one row is the best by far: no rounding decides


def test_bald_and_epig_part_clearly_and_epig_is_the_smaller():
    p, q = given.both(given.CANDIDATES), given.both(given.TARGETS)
    bald, epig = disagreement.bald(p), disagreement.epig(p, q)
    assert (given.BALD_ASKS, given.EPIG_ASKS) == (1, 0) and (epig <= bald + 1e-12).all()
    assert np.ptp(np.sort(bald)[1:]) > 0.1 and np.ptp(np.sort(epig)[1:]) > 0.1
