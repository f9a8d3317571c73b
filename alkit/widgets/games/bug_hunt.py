"""A bug hunt: read a listing, click the lines that you suspect, and then see what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import EllipsisType
from typing import Any

from matplotlib.figure import Figure

from alkit import plots
from alkit.exercises.listing import Hunt, Listing, Where
from alkit.exercises.registry import exercises
from alkit.widgets.controls import Button, Control, Held
from alkit.widgets.explorer import HERE, ExplorerWidget, with_view

OVER = "All is revealed: Reset begins another hunt."
NOBODY = "Suspect a line first: click it."
SIGNS = {"found": "✓ found", "missed": "✗ missed", "innocent": "! innocent", "guilty": "· guilty, too"}
LONGEST_LINE = 200  # characters


class BugHunt:
    """A listing, the lines that are suspected, and whether what is wrong may be seen.

    Parameters
    ----------
    listing : see :class:`alkit.exercises.listing.Listing`

    Attributes
    ----------
    suspects : numbers of lines, from 1, in order
    """

    def __init__(self, listing: Listing):
        self.listing = listing
        self.suspects: list[int] = []
        self.revealed = False

    def checked(self, suspects: Any) -> list[int]:
        """The same lines, in order; a ValueError if there is no such line."""
        return self.listing.read(suspects)

    def reveal(self) -> None:
        """Show what is wrong; after that, nothing is suspected any more."""
        self.revealed = True

    def page(self) -> dict[str, Any]:
        """The lines; and once all is revealed, the score, and what is to be said of each line."""
        verdicts = self.listing.verdicts(self.suspects) if self.revealed else {}
        notes = self.listing.notes(self.suspects) if self.revealed else {}
        return {
            "lines": [printable(line) for line in self.listing.lines],
            "revealed": self.revealed,
            "score": str(self.listing.score(self.suspects)) if self.revealed else "",
            "verdicts": {str(line): verdict for line, verdict in verdicts.items()},
            "signs": {str(line): SIGNS[verdict] for line, verdict in verdicts.items()},
            "notes": {str(line): [plots.shown(words, 600) for words in said] for line, said in notes.items()},
        }

    def describe(self) -> str:
        """The suspects, and the score once it may be seen."""
        said = _suspected(self.suspects)
        return f"{self.listing.score(self.suspects)} {said}" if self.revealed else said

    def figure(self) -> Figure:
        """The listing, as on a page of a book; what is marked on the screen is marked here."""
        page, n = self.page(), len(self.listing.lines)
        ax = plots.new_axes((10, 0.32 * n + 0.3))
        look: dict[str, Any] = {"family": "monospace", "fontsize": 12, "va": "center", "parse_math": False}
        for number, line in enumerate(page["lines"], start=1):
            sign = page["signs"].get(str(number), "? suspect" if number in self.suspects else "")
            ax.text(0.0, number, f"{number:2}", color="0.35", **look)
            ax.text(0.04, number, line[:100], **look)
            ax.text(1.0, number, sign, ha="right", backgroundcolor="white", **look)
        ax.set(xlim=(0, 1), ylim=(n + 0.6, 0.4))
        ax.set_axis_off()
        return ax.figure


class BugHuntWidget(ExplorerWidget):
    """The page of :func:`bug_hunt`."""

    _esm = with_view(__file__)
    _css = "\n".join((ExplorerWidget._css, (HERE / "bug_hunt.css").read_text(encoding="utf-8")))

    @property
    def answer(self) -> list[int] | EllipsisType:
        """The suspected lines, as :func:`alkit.check` takes them; ``...`` while there are none."""
        return list(self.state.suspects) or ...


def bug_hunt(
    code: str | None = None,
    bugs: Mapping[Where, str] | None = None,
    *,
    key: str = "",
    innocent: Mapping[int, str] | None = None,
) -> BugHuntWidget:
    r"""A listing to be judged: click the lines that you suspect; Reveal tells the score, and what is wrong in each line.

    Parameters
    ----------
    code : the listing; lines count from 1
    bugs : number of a line -> what is wrong there; a tuple of numbers for a bug that can be seen in each of them
    key : of an exercise, such as "03.5"; without ``code``, the listing is that of the exercise
    innocent : number of a line -> what is said of it where it is suspected

    Returns
    -------
    BugHuntWidget; its ``answer`` is what :func:`alkit.check` takes

    Raises
    ------
    ValueError
        If there is neither code with its bugs nor an exercise with a listing.

    Examples
    --------
    >>> hunt = bug_hunt("total = 0\nfor x in (1, 2):\n    total = x", {3: "It forgets what it had."})
    >>> hunt.choose(suspects=[3])
    >>> hunt.press("reveal")
    >>> print(hunt.sentence)
    1 of 1 bugs found, 0 missed, no wrong alarms. You suspect line 3.
    """
    if code is not None and bugs is not None:
        listing = Listing(code, bugs, innocent or {})
    else:
        exercise = exercises(key[:2]).get(key) if key[:2].isdigit() else None
        if not isinstance(exercise, Hunt) or code is not None or bugs is not None:
            raise ValueError(f"give the code and its bugs, or the key of an exercise with a listing; got the key {key!r}")
        listing = exercise.listing
    return BugHuntWidget(BugHunt(listing), _controls, f"Bug hunt {key}".strip())


# ---- small parts ---------------------------------------------------------------------------------


def _controls(state: BugHunt) -> dict[str, Control]:
    nothing = state.revealed or not state.suspects
    return {
        "suspects": Held("suspects", state.checked, off=state.revealed),
        "reveal": Button("Reveal", state.reveal, off=nothing, why=OVER if state.revealed else NOBODY, main=True),
    }


def _suspected(suspects: Sequence[int]) -> str:
    """As the page says it, too: ``bug_hunt.js``.

    >>> _suspected([]), _suspected([2]), _suspected([2, 5])
    ('No line is suspected yet.', 'You suspect line 2.', 'You suspect lines 2, 5.')
    """
    if not suspects:
        return "No line is suspected yet."
    return f"You suspect line{'s' if len(suspects) > 1 else ''} {', '.join(map(str, suspects))}."


def printable(line: str) -> str:
    """A line of code as a page can take it: spaces stay, what cannot be printed is replaced.

    >>> printable("    a = 'x'  # so")
    "    a = 'x'  # so"
    """
    return "".join(plots.shown(letter) or " " for letter in line[:LONGEST_LINE])
