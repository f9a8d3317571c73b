"""The glossary, docs/glossary.csv: each term stands in English and Chinese where the course first uses it."""

import csv
import pathlib
import re

import nbformat
import pytest

ROOT = pathlib.Path(__file__).parents[1]
CHAPTERS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
# "word" marks a term that is an everyday word, too, which may be used as one before it becomes a term.
TERMS = list(csv.DictReader((ROOT / "docs" / "glossary.csv").read_text(encoding="utf-8").splitlines()))
CHINESE = re.compile(r"\*+([^*\n]+)\*+ \(([\u4e00-\u9fff/、 ]+)\)")


def prose(cell):
    """What a cell tells: no headings, references, links, code and formulas."""
    told = cell.source.split("## Where to read more")[0]
    text = "\n".join(line for line in told.splitlines() if not line.startswith("#"))
    return re.sub(r"\[[^\]]*\]\([^)]*\)|```.*?```|`[^`]*`|\$[^$]*\$", " ", text, flags=re.DOTALL)


def texts():
    """(chapter, number of the cell, its prose), in the order of the course."""
    for path in CHAPTERS:
        for number, cell in enumerate(nbformat.read(path, as_version=4).cells):
            if cell.cell_type == "markdown":
                yield path.stem[:2], number, prose(cell)


ALL = list(texts())


def introduced(term):
    """(chapter, cell) in which the term first stands with its Chinese."""
    named = re.compile(rf"\*+{re.escape(term['english'])}\*+ \({re.escape(term['chinese'])}\)", re.IGNORECASE)
    return next(((chapter, number) for chapter, number, text in ALL if named.search(text)), None)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term["english"])
def test_a_term_is_given_in_both_languages_where_it_is_first_used(term):
    where = introduced(term)
    assert where is not None and where[0] == term["chapter"], "it is not introduced, or in another chapter"
    if term["kind"] != "word":
        used = re.compile(rf"(?<![\w-]){re.escape(term['english'])}(?![\w-])", re.IGNORECASE)
        # the first cell of a chapter says what one will be able to do after it: it may name what is not yet explained
        places = (
            (chapter, number) for chapter, number, text in ALL if (number and used.search(text)) or (chapter, number) == where
        )
        assert next(places) == where


def test_what_the_chapters_give_in_chinese_is_in_the_glossary_in_the_same_words():
    known = {term["english"].lower(): term["chinese"] for term in TERMS}
    assert len(known) == len(TERMS) and len(known) > 60
    for chapter, number, text in ALL:
        for english, chinese in CHINESE.findall(text):
            assert known.get(english.lower()) == chinese, f"{english} in chapter {chapter}, cell {number}"
