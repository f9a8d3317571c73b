"""The rules of twenty questions, without a screen: what a player knows, and the two games.

The machine always asks the question with the largest information gain.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from alkit import datasets, information, plots

COLUMNS = 4  # of animals in the picture
LOOKS = {"you": ("C0", "o", "-"), "machine": ("C4", "s", "--")}


class Search:
    """What one player knows: the answers so far, and the animals that fit them all.

    Parameters
    ----------
    zoo : Dataset of yes-or-no answers, a row for each animal, a column for each question

    Examples
    --------
    >>> search = Search(datasets.animals())
    >>> search.answers[search.questions.index("Can it fly?")] = True
    >>> search.left
    ['bat', 'duck', 'eagle', 'owl', 'bee', 'butterfly']
    """

    def __init__(self, zoo: datasets.Dataset):
        self.zoo, self.questions = zoo, zoo.feature_names or ()
        self.answers: dict[int, bool] = {}  # question -> answer, in the order asked

    def fits(self, n_answers: int | None = None) -> np.ndarray:
        """Which animals agree with the first ``n_answers`` answers (default: all), shape (n_animals,)."""
        asked = list(self.answers.items())[:n_answers]
        columns = [self.zoo.X[:, question] == answer for question, answer in asked]
        return np.logical_and.reduce(columns) if columns else np.ones(len(self.zoo.X), dtype=bool)

    @property
    def left(self) -> list[str]:
        """The animals that are still possible."""
        return self.zoo.y[self.fits()].tolist()

    @property
    def bits(self) -> list[float]:
        """Entropy of the animal before the first question and after each answer; all that are left are equally likely."""
        return [float(np.log2(max(self.fits(n).sum(), 1))) for n in range(len(self.answers) + 1)]

    def gains(self) -> np.ndarray:
        """Information gain of each question about the animal, in bits, shape (n_questions,)."""
        rows = self.zoo.X[self.fits()]
        names = np.arange(len(rows))
        return np.array([information.information_gain(names, column) if len(rows) else 0.0 for column in rows.T])

    def best(self) -> int:
        """The question with the largest gain, the first of them on a tie."""
        return int(self.gains().round(9).argmax())

    def play(self, secret: int) -> Search:
        """Ask the best question about the animal in row ``secret`` until one animal is left."""
        while len(self.left) > 1:
            question = self.best()
            self.answers[question] = bool(self.zoo.X[secret, question])
        return self

    def nearest(self, limit: int = 3) -> list[tuple[str, list[int]]]:
        """The animals that contradict the fewest answers, each with the questions it contradicts."""
        asked = list(self.answers)
        wrong = self.zoo.X[:, asked] != np.array(list(self.answers.values()), dtype=bool)
        counts = wrong.sum(axis=1)
        rows = np.flatnonzero(counts == counts[counts > 0].min(initial=len(asked)))[:limit]
        return [(str(self.zoo.y[row]), [asked[j] for j in np.flatnonzero(wrong[row])]) for row in rows]


class YouAskGame:
    """The machine holds an animal; you ask, and the machine plays the same animal against you.

    Parameters
    ----------
    secret : name of the animal; drawn at random where it is None
    random_state : None, int or numpy.random.Generator

    Raises
    ------
    ValueError
        If there is no such animal.

    Examples
    --------
    >>> game = YouAskGame("penguin")
    >>> game.ask("Is it a bird?")
    >>> print(game.describe())
    Is it a bird? Yes. 6 of 32 animals are left, 2.58 bits. This answer gave 2.42 bits; expected were 0.70.
    """

    def __init__(self, secret: str | None = None, random_state: int | np.random.Generator | None = None):
        self.zoo, self.rng = datasets.animals(), np.random.default_rng(random_state)
        self._names = self.zoo.y.tolist()
        if secret is not None and secret not in self._names:
            raise ValueError(f"secret must be one of the animals {', '.join(self._names)}; got {secret!r}")
        self.new_game(secret)

    def new_game(self, secret: str | None = None) -> None:
        """Begin again with ``secret``, or with another animal drawn at random."""
        self.secret = int(self.rng.integers(len(self.zoo.y))) if secret is None else self._names.index(secret)
        self.you, self.machine = Search(self.zoo), Search(self.zoo).play(self.secret)
        self.guessed, self.expected = False, 0.0

    def ask(self, question: str) -> None:
        """Ask one of the questions; asking it again changes nothing."""
        if question not in self.you.questions:
            raise ValueError(f"question must be one of the table's, such as 'Can it fly?'; got {question!r}")
        number = self.you.questions.index(question)
        if number not in self.you.answers and not self.guessed:
            self.expected = float(self.you.gains()[number])
            self.you.answers[number] = bool(self.zoo.X[self.secret, number])

    def guess(self) -> None:
        """Name the animal, once one is left."""
        self.guessed = len(self.you.left) == 1

    @property
    def search(self) -> Search:
        """What the one who asks knows."""
        return self.you

    @property
    def prompt(self) -> str:
        """What the machine says now."""
        if self.guessed:
            return f"Right, it is the {self.you.left[0]}."
        return self._answer() or f"I think of one of {len(self.zoo.y)} animals. What do you ask?"

    @property
    def lines(self) -> dict[str, list[float]]:
        """The bits that are left after each question; the machine is shown as far as you have come, until the end."""
        return {"you": self.you.bits, "machine": self.machine.bits[: None if self.guessed else len(self.you.answers) + 1]}

    def fits(self) -> np.ndarray:
        """Which animals are still possible, shape (n_animals,)."""
        return self.you.fits()

    def describe(self) -> str:
        """The state of the game in a sentence or two."""
        if self.guessed:
            return f"Right, it is the {self.you.left[0]}. {self._score()}"
        if not self.you.answers:
            return f"{len(self.zoo.y)} animals, {self.you.bits[0]:.2f} bits. Ask a question; the machine plays the same animal."
        before, bits = self.you.bits[-2:]
        n_left = len(self.you.left)
        return (
            f"{self._answer()} "
            f"{_count(n_left, len(self.zoo.y))} left, {bits:.2f} bits. "
            f"This answer gave {before - bits:.2f} bits; expected were {self.expected:.2f}."
            + (" Make your guess." if n_left == 1 else "")
        )

    def _answer(self) -> str:
        """The last question and its answer; nothing before the first."""
        last = list(self.you.answers.items())[-1:]
        return "".join(f"{self.you.questions[question]} {'Yes' if answer else 'No'}." for question, answer in last)

    def _score(self) -> str:
        you, machine = len(self.you.answers), len(self.machine.answers)
        verdict = "You beat the machine." if you < machine else "A tie." if you == machine else "The machine was quicker."
        return f"You asked {you} questions, the machine {machine}. {verdict}"

    def figure(self) -> Figure:
        """The animals, crossed out or not, and the bits that are left."""
        return _figure(self)


class MachineAsksGame:
    """You think of an animal and answer; the machine asks the question with the largest gain.

    Examples
    --------
    >>> game = MachineAsksGame()
    >>> game.prompt
    'Question 1: Is it a mammal?'
    >>> game.answer(False)
    >>> len(game.search.left)
    15
    """

    def __init__(self) -> None:
        self.new_game()

    def new_game(self) -> None:
        """Begin again."""
        self.search = Search(datasets.animals())
        self.verdict: bool | None = None

    def answer(self, yes: bool) -> None:
        """Answer the question that :attr:`prompt` asks."""
        if self.verdict is None and len(self.search.left) == 1:
            self.verdict = yes
        elif self.verdict is None:
            self.search.answers[self.search.best()] = bool(yes)

    def undo(self) -> None:
        """Take the last answer back, if there is one."""
        if self.verdict is not None:
            self.verdict = None
        elif self.search.answers:
            self.search.answers.popitem()

    @property
    def prompt(self) -> str:
        """What the machine wants to know now."""
        left, n_asked = self.search.left, len(self.search.answers)
        if self.verdict is not None:
            return f"The {left[0]}, after {n_asked} questions." if self.verdict else f"Not the {left[0]}."
        if len(left) == 1:
            return f"Is it the {left[0]}?"
        return f"Question {n_asked + 1}: {self.search.questions[self.search.best()]}"

    @property
    def lines(self) -> dict[str, list[float]]:
        """The bits that are left after each question."""
        return {"machine": self.search.bits}

    def fits(self) -> np.ndarray:
        """Which animals are still possible, shape (n_animals,); none after a guess that was wrong."""
        return self.search.fits() & (self.verdict is not False)

    def describe(self) -> str:
        """The state of the game in a sentence or two."""
        if self.verdict is False:
            return self._apology()
        left, bits = len(self.search.left), self.search.bits[-1]
        if self.verdict:
            return "Each answer was a label from you; the machine chose what to ask. Press New game for another animal."
        if left == 1:
            return "One animal fits all your answers, 0.00 bits."
        return f"{left} animals fit your answers, {bits:.2f} bits. The question's gain is {self.search.gains().max():.2f} bits."

    def _apology(self) -> str:
        questions = self.search.questions
        near = [
            f"the {name} (my table differs on: {' '.join(questions[q] for q in wrong)})"
            for name, wrong in self.search.nearest()
        ]
        return (
            "No animal in my table fits all your answers. That is nobody's fault: yes or no is often a matter of opinion. "
            f"Close to your answers: {', '.join(near)}. Undo takes your last answer back."
        )

    def figure(self) -> Figure:
        """The animals, crossed out or not, and the bits that are left."""
        return _figure(self)


# ---- pictures -----------------------------------------------------------------------------------


def _count(n: int, of: int) -> str:
    return f"{n} of {of} animals {'is' if n == 1 else 'are'}"


def _figure(game: YouAskGame | MachineAsksGame) -> Figure:
    """The animals on the left, crossed out or not; the bits that are left on the right."""
    axes = plots.new_axes((10.5, 5), ncols=2, gridspec_kw={"width_ratios": [2.1, 1]})
    with plots.style():
        _draw_animals(axes[0], game.search.zoo.y, game.fits())
        _draw_bits(axes[1], game.lines)
    return axes[0].figure


def _draw_animals(ax: Axes, names: np.ndarray, fits: np.ndarray) -> None:
    rows = -(-len(names) // COLUMNS)
    for j, (name, possible) in enumerate(zip(names, fits)):
        column, row = divmod(j, rows)
        color = "#CFE4F2" if possible else "#F4F4F4"
        ax.add_patch(Rectangle((column + 0.03, row + 0.06), 0.94, 0.88, facecolor=color, linewidth=0))
        ax.text(column + 0.5, row + 0.5, name, ha="center", va="center", fontsize=15, color="black" if possible else "0.55")
        if not possible:
            ax.plot([column + 0.08, column + 0.92], [row + 0.5, row + 0.5], color="0.55", linewidth=1.5)
    ax.set(xlim=(0, COLUMNS), ylim=(rows, 0), title=f"{_count(fits.sum(), len(names))} possible")
    ax.axis("off")


def _draw_bits(ax: Axes, lines: dict[str, list[float]]) -> None:
    longest = max(6, *(len(bits) - 1 for bits in lines.values()))
    for name, bits in lines.items():
        color, marker, dash = LOOKS[name]
        ax.plot(range(len(bits)), bits, color=color, marker=marker, linestyle=dash, drawstyle="steps-post", clip_on=False)
    place, lowest = max(len(bits) for bits in lines.values()) - 0.7, -1.0
    for (end, _), name in sorted(((bits[-1], -len(bits)), name) for name, bits in lines.items()):
        lowest = max(end, lowest + 0.4)  # the names keep their distance, also where the lines end together
        ax.text(place, lowest, name, color=LOOKS[name][0], va="center")
    ax.set(xlim=(0, longest + 2.2), ylim=(-0.15, 5.7), xticks=range(0, longest + 1, 1 + longest // 8), yticks=range(6))
    ax.set(xlabel="questions asked", title="bits left")
