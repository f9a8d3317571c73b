"""The guide: every situation has an answer, and every rule says what the ledger says."""

import itertools

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

import alkit
from alkit.widgets.explorers.guide import LAST, Guide, strategy_guide
from alkit.widgets.explorers.guide_rules import BEGIN, MIND, QUESTIONS
from benchmarks.claims import measuring
from benchmarks.claims.ledger import ledger

RULES = BEGIN + MIND
EVIDENCE = [one for rule in RULES for one in rule.evidence]


@pytest.mark.parametrize("one", EVIDENCE, ids=lambda one: one.claim)
def test_a_rule_repeats_what_was_measured(one):
    stored, entry = measuring.load()[one.claim], ledger()[one.claim]
    mean, low, high = stored["effect"]
    assert stored["verdict"] == measuring.HOLDS
    assert (one.effect, one.half) == (round(mean, 3), round((high - low) / 2, 3))
    assert one.n_seeds == stored["n_seeds"] and one.unit in ("", entry.unit)


def test_every_situation_has_an_answer_and_every_rule_is_reached():
    reached = set()
    for answers in itertools.product(*(question.options for question in QUESTIONS.values())):
        guide = Guide(**dict(zip(QUESTIONS, answers)))
        reached |= {RULES.index(rule) for rule in (guide.begin, *guide.mind)}
        assert len(guide.mind) <= 5
    assert reached == set(range(len(RULES)))
    assert all(
        rule.evidence and rule.when.items() <= {(q, o) for q in QUESTIONS for o in QUESTIONS[q].options} for rule in RULES
    )


@pytest.mark.parametrize("code", sorted({rule.code for rule in BEGIN}))
def test_the_strategy_runs_as_it_is_written(code):
    strategy = eval(code, {"alkit": alkit, "most_probable": lambda view: view.proba[:, -1]})
    data = alkit.iris()
    learner = alkit.ActiveLearner(LogisticRegression(max_iter=500), data.X, strategy, costs=np.ones(150), random_state=0)
    learner.teach([0, 50, 100], data.y[[0, 50, 100]])
    assert len(set(learner.query(2))) == 2


def test_the_controls_change_what_is_said_and_reset_brings_it_back():
    widget = strategy_guide()
    first = widget.sentence
    assert first == "Nothing special. Ask by margin (notebooks 04, 13)."
    widget.choose(labels="none", pool="near-copies")
    assert "pool: near-copies. Begin with TypiClust" in widget.sentence and "To mind: 1 more (notebook 11)." in widget.sentence
    assert widget.data["last"] == LAST and widget.data["rules"][1]["does"].startswith("Thin the pool first")
    assert [rule["does"] for rule in widget.data["rules"]] == [r.does for r in (widget.state.begin, *widget.state.mind)]
    words = [text.get_text() for text in widget.figure().axes[0].texts]
    assert "near-copies" in words and any("+0.188 ± 0.036 accuracy, 24 seeds (notebook 04)" in text for text in words)
    widget.press("reset")
    assert widget.sentence == first and not widget.problem


def test_what_is_not_asked_is_refused():
    with pytest.raises(ValueError, match="there is no question \\['noise'\\]"):
        strategy_guide(noise="none")
    with pytest.raises(ValueError, match="labels must be one of .* got 'many'"):
        strategy_guide(labels="many")
