"""Chapter 17 ends the course: each idea of the two articles has its place, and each place is there."""

import csv
import pathlib
import re

import nbformat
import pytest

ROOT = pathlib.Path(__file__).parents[1]
CELLS = nbformat.read(ROOT / "notebooks" / "17_tools_and_next_steps.ipynb", as_version=4).cells
PROSE = "\n".join(cell.source for cell in CELLS if cell.cell_type == "markdown")
LINK = re.compile(r"\[(\d\d)\]\((\d\d_\w+\.ipynb)\)")
CHAPTERS = {f"{n:02}" for n in range(18)}


def section(title):
    return PROSE.split(f"## {title}\n")[1].split("\n## ")[0]


CONCEPTS = [line.split(" | ") for line in section("Each concept has its place").splitlines() if line.startswith("| ")][1:]
# What CURRICULUM.md says that the articles teach.
TAUGHT = """uncertainty; labeling; selectivity; entropy; conditional entropy; information gain; the loop; random forest of 100 trees; medical
diagnosis; language; images; finance; tools; which samples; limited budget; large data sets; training a network in five steps; nine steps;
human feedback; gradient descent; mean squared error; cross-entropy; uncertainty sampling; query by committee; text classification;
image annotation; speech recognition; scarce and poor data; cost; interpretability; modalities; tasks; ethics; privacy"""


@pytest.mark.parametrize("concept", [" ".join(words.split()) for words in TAUGHT.split(";")])
def test_each_concept_of_the_articles_has_a_row_with_its_chapters(concept):
    rows = [row for row in CONCEPTS if concept in row[0]]
    assert rows and all(LINK.search(row[2]) or "this chapter" in row[2] for row in rows)


def test_each_link_names_the_chapter_that_it_leads_to():
    links = LINK.findall(PROSE)
    assert {number for number, _ in links} == CHAPTERS - {"17"} and all(file.startswith(number) for number, file in links)


def test_each_question_is_answered_with_a_chapter():
    answers = [line for line in section("Questions of the two articles").splitlines() if line.startswith("**")]
    assert len(answers) >= 12 and all(LINK.search(line) for line in answers)


def test_the_table_of_terms_is_that_of_the_file():
    with (ROOT / "docs" / "glossary.csv").open(encoding="utf-8") as file:
        terms = [f"{term['english']} {term['chinese']}" for term in csv.DictReader(file)]
    shown = next(o for c in CELLS for o in c.get("outputs", []) if "terms, where" in str(o.get("data", {}).get("text/html")))
    told = shown["data"]["text/html"].replace("&#x27;", "'").replace("&amp;", "&")
    assert [term for term in terms if term not in told] == [], "run: python tools/execute_notebooks.py notebooks/17_*.ipynb"
