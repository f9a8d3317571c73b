"""Which strategy when: a few questions about one's own problem, and what the course has measured in situations like it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure

from alkit import plots
from alkit.widgets.controls import Choice, Control
from alkit.widgets.explorer import ExplorerWidget, with_view
from alkit.widgets.explorers.guide_rules import BEGIN, MIND, QUESTIONS, Rule

LAST = "Each was measured by itself, on the data named. On yours, compare with random picking (notebook 13)."


class Guide:
    """A situation, and the rules that fit it.

    Parameters
    ----------
    **answers : name of a question -> one of its answers; the first one by default

    Attributes
    ----------
    goal, labels, classes, model, at_once, pool, answers : the answers, see :data:`QUESTIONS`

    Raises
    ------
    ValueError
        If there is no such question or no such answer.

    Examples
    --------
    >>> Guide().begin.does, Guide(labels="none").begin.does
    ('Ask by margin', 'Begin with TypiClust, and go on with margin')
    """

    def __init__(self, **answers: str):
        if unknown := sorted(answers.keys() - QUESTIONS.keys()):
            raise ValueError(f"there is no question {unknown}, only {list(QUESTIONS)}")
        for name, question in QUESTIONS.items():
            answer = answers.get(name, question.options[0])
            if answer not in question.options:
                raise ValueError(f"{name} must be one of {list(question.options)}, got {answer!r}")
            setattr(self, name, answer)

    @property
    def situation(self) -> dict[str, str]:
        """Name of a question -> its answer."""
        return {name: getattr(self, name) for name in QUESTIONS}

    @property
    def begin(self) -> Rule:
        """What to begin with: the first rule that fits."""
        return next(rule for rule in BEGIN if rule.fits(self.situation))

    @property
    def mind(self) -> list[Rule]:
        """What else to mind."""
        return [rule for rule in MIND if rule.fits(self.situation)]

    def page(self) -> dict[str, Any]:
        """The rules as texts."""
        return {"rules": [_texts(rule) for rule in (self.begin, *self.mind)], "last": LAST}

    def describe(self) -> str:
        """The situation and what to begin with, in one line."""
        special = [f"{QUESTIONS[name].text}: {a}" for name, a in self.situation.items() if a != QUESTIONS[name].options[0]]
        told = f"{'; '.join(special) or 'Nothing special'}. {self.begin.does} ({_where(self.begin)})."
        n, chapters = len(self.mind), sorted({chapter for rule in self.mind for chapter in rule.chapters})
        return f"{told} To mind: {n} more ({_notebooks(chapters)})." if n else told

    def figure(self) -> Figure:
        """The questions on the left, the rules on the right."""
        written = [(words, look) for rule in (self.begin, *self.mind) for words, look in _lines(rule, large=rule is self.begin)]
        height = max(4.2, sum(look["fontsize"] for _, look in written) / 48)
        ax = plots.new_axes((11, height))
        for row, (name, answer) in enumerate(self.situation.items()):
            ax.text(0.0, 0.58 * row, QUESTIONS[name].text, color="0.35", fontsize=12, va="top")
            ax.text(0.0, 0.58 * row + 0.22, answer, fontsize=14, va="top")
        top = 0.0
        for words, look in written:
            ax.text(0.27, top, words, va="top", **look)
            top += look["fontsize"] / 48
        ax.set(xlim=(0, 1), ylim=(height, -0.05))
        ax.set_axis_off()
        return ax.figure


class GuideWidget(ExplorerWidget):
    """The page of :func:`strategy_guide`."""

    _esm = with_view(__file__)


def strategy_guide(**answers: str) -> GuideWidget:
    """Seven questions about your problem, and what the course has measured in situations like it.

    Parameters
    ----------
    **answers : to begin with, such as ``labels="none"``; see :class:`Guide`

    Returns
    -------
    GuideWidget; its ``state.begin.code`` is the strategy, as it is written

    Raises
    ------
    ValueError
        If there is no such question or no such answer.

    Examples
    --------
    >>> strategy_guide(model="naive Bayes").state.begin.code
    'alkit.core_set_sampling'
    """
    return GuideWidget(Guide(**answers), _controls, "Which strategy when")


# ---- small parts ---------------------------------------------------------------------------------


def _controls(state: Guide) -> dict[str, Control]:
    return {name: Choice(question.text, question.options) for name, question in QUESTIONS.items()}


def _where(rule: Rule) -> str:
    return _notebooks(rule.chapters)


def _notebooks(chapters: Sequence[str]) -> str:
    """Where to look.

    >>> _notebooks(["04"]), _notebooks(["04", "08", "13"])
    ('notebook 04', 'notebooks 04, 08, 13')
    """
    return f"notebook{'s' if len(chapters) > 1 else ''} {', '.join(chapters)}"


def _lines(rule: Rule, large: bool) -> list[tuple[str, dict[str, Any]]]:
    """A rule in lines, each with its look; an empty one at its end."""
    look = {"fontsize": 18, "color": "C0", "fontweight": "bold"} if large else {"fontsize": 14, "color": "black"}
    said = [(words, look) for words in textwrap.wrap(rule.does, 56 if large else 72)]
    shown = [(words, {"fontsize": 11, "color": "0.35"}) for words in _texts(rule)["evidence"]]
    return [*said, *shown, ("", {"fontsize": 8})]


def _texts(rule: Rule) -> dict[str, Any]:
    return {
        "does": rule.does,
        "code": rule.code,
        "evidence": [f"{one} (notebook {one.claim[:2]})" for one in rule.evidence],
    }
