"""Write into notebooks/TEACHING.md what the chapters and their checks know themselves: make teaching.

Of each chapter: minutes, what it needs, its goals, and the slips that its checks have an answer to.  What stands between
``<!-- chapter NN -->`` and ``<!-- end -->`` is written here; the rest of the page is by hand.
"""

from __future__ import annotations

import json
import pathlib
import re

from alkit.exercises.exercise import Exercise
from alkit.exercises.registry import exercises
from tools.execute_notebooks import GUESS

NOTEBOOKS = pathlib.Path(__file__).parents[1] / "notebooks"
PAGE = NOTEBOOKS / "TEACHING.md"
BLOCK = re.compile(r"(<!-- chapter (\d\d) -->\n).*?(<!-- end -->)", re.DOTALL)
ABOUT = re.compile(r"^\*(About .*?)\*", re.MULTILINE)
GOALS = re.compile(r"\*\*Goals\*\*\n\n((?:- .*\n?)+)")


def block(number: str) -> str:
    """What there is to say of a chapter; nothing while there is no such notebook."""
    found = sorted(NOTEBOOKS.glob(f"{number}_*.ipynb"))
    if not found:
        return ""
    cells = ["".join(cell["source"]) for cell in json.loads(found[0].read_text(encoding="utf-8"))["cells"]]
    about, goals = ABOUT.search(cells[0]), GOALS.search("\n".join(cells[:2]))
    if about is None or goals is None:
        raise ValueError(f"{found[0].name} does not begin with its minutes (*About …*) and its **Goals**")
    counts = f"{len(set(GUESS.findall(' '.join(cells))))} guesses, {len(exercises(number))} exercises."
    return f"[{_title(cells[0])}]({found[0].name}). {about[1]} {counts}\n\n{goals[1].strip()}\n\n{_slips(number)}"


def _title(first: str) -> str:
    return first.splitlines()[0].removeprefix("# ")


def _slips(number: str) -> str:
    """The slips of all exercises, folded up."""
    lines = "\n".join(_line(exercise) for exercise in exercises(number).values())
    return f"<details><summary>What goes wrong in the exercises, as the checks answer it</summary>\n\n{lines}\n\n</details>\n"


def _line(exercise: Exercise) -> str:
    says = dict.fromkeys(slip.says for slip in exercise.slips if isinstance(slip.says, str))  # others are made of the answer
    title = exercise.title if exercise.title.endswith("?") else f"{exercise.title}."
    return f"- **{exercise.key} {title}** {' / '.join(says)}"


def written(page: str) -> str:
    """The page with its blocks as they should be."""
    return BLOCK.sub(lambda found: f"{found[1]}{block(found[2])}{found[3]}", page)


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
