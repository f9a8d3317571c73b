"""The teacher's page says what the chapters and the checks say."""

import json
import pathlib
import re

import pytest

from alkit.exercises.registry import exercises
from tools.execute_notebooks import GUESS
from tools.write_teaching import BLOCK, NOTEBOOKS, PAGE, written

PAGE_NOW = PAGE.read_text(encoding="utf-8")
CHAPTERS = {
    path.name[:2]: json.loads(path.read_text(encoding="utf-8"))["cells"] for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
}


def texts(number, kind):
    return "\n".join("".join(cell["source"]) for cell in CHAPTERS[number] if cell["cell_type"] == kind)


def test_what_is_written_by_the_tool_is_what_it_would_write_now():
    assert written(PAGE_NOW) == PAGE_NOW, "the chapters or their checks have changed: make teaching"


@pytest.mark.parametrize("number", CHAPTERS)
def test_each_chapter_has_its_section_with_every_slip_that_its_checks_know(number):
    section = re.search(rf"### {number}\n(.*?)(?=\n##)", PAGE_NOW, re.DOTALL)
    assert section, f"TEACHING.md has no section ### {number}"
    assert "**Expect.**" in section[1] and "**Ask.**" in section[1] and section[1].count("?") >= 3
    slips = [slip.says for one in exercises(number).values() for slip in one.slips if isinstance(slip.says, str)]
    assert len(slips) >= 9 and all(says in section[1] for says in slips)
    assert re.search(r"About \d+ minutes", section[1])


def test_sections_guesses_and_exercises_that_it_names_exist():
    by_hand = BLOCK.sub("", PAGE_NOW)
    named = [(number, head) for number, head in re.findall(r"(\d\d), \*([^*]+)\*", by_hand) if number in CHAPTERS]
    assert len(named) > 15
    assert [one for one in named if not re.search(rf"^#+ {re.escape(one[1])}$", texts(one[0], "markdown"), re.MULTILINE)] == []
    keys = {kind: [] for kind in ("guess", "exercise")}
    for kind, words in re.findall(r"(guess|exercise)(?:es|s)? ((?:\d\d\.\d+(?:, | and | to )?)+)", by_hand):
        keys[kind] += [key for key in re.findall(r"\d\d\.\d+", words) if key[:2] in CHAPTERS]
    assert len(keys["guess"]) > 15 and len(keys["exercise"]) > 30
    assert [key for key in keys["guess"] if key not in GUESS.findall(texts(key[:2], "code"))] == []
    assert [key for key in keys["exercise"] if key not in exercises(key[:2])] == []


def test_its_links_and_commands_exist():
    links = re.findall(r"\]\(([^)#]+)\)", PAGE_NOW)
    assert links and [link for link in links if not (PAGE.parent / link).exists()] == []
    makefile = (pathlib.Path(PAGE).parents[1] / "Makefile").read_text(encoding="utf-8")
    assert [word for word in set(re.findall(r"`make (\w+)", PAGE_NOW)) if f"\n{word}:" not in makefile] == []
