"""The slides of a chapter, from the disk: every cell has its slide, every picture is there, and nothing comes from a network."""

import re

import nbformat
import pytest

from tests.browser.lab import ROOT
from tools.execute_notebooks import telling_cells
from tools.write_slides import write

CHAPTER = ROOT / "notebooks" / "01_uncertainty_and_entropy.ipynb"


def beginnings(notebook):
    """How many columns and how many slides there should be, counted another way than the tool does."""
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    columns = 1 + sum(len(re.findall(r"^## ", text, re.MULTILINE)) for text in texts)
    parts = sum(1 + len(re.findall(r"(?<=\n)##+ ", text)) for text in texts)
    answers = {cell.id for cell in telling_cells(notebook)}
    pairs = zip(notebook.cells, notebook.cells[1:])
    after = sum(drawn(one) > 0 and two.cell_type == "code" and two.id not in answers for one, two in pairs)
    return columns, parts + len(answers) + after


def drawn(cell):
    """How many pictures a cell has."""
    return sum("image/png" in output.get("data", {}) for output in cell.get("outputs", []))


@pytest.mark.slow
def test_a_chapter_as_slides_without_a_network(browser, tmp_path, artifacts):
    [page_file] = write(tmp_path, ("01",))
    notebook = nbformat.read(CHAPTER, as_version=4)
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    asked, errors = [], []
    context.route(re.compile("^https?:"), lambda route: (asked.append(route.request.url), route.abort()))
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("requestfailed", lambda request: errors.extend([request.url] * (not request.url.startswith("about:"))))
    page.goto(page_file.as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")

    n_columns, n_slides = beginnings(notebook)
    assert page.evaluate("Reveal.getHorizontalSlides().length") == n_columns
    assert page.evaluate("Reveal.getTotalSlides()") == n_slides
    sizes = page.evaluate("[...document.images].map((one) => [one.naturalWidth, one.alt])")
    n_pictures = sum(map(drawn, notebook.cells))
    assert len(sizes) == n_pictures > 20 and all(width > 100 and alt for width, alt in sizes)

    # no answer stands on the slide of its guess
    answers = page.evaluate(
        "[...document.querySelectorAll('.celltag_hide-output')].map((c) => c.parentElement.firstElementChild === c)"
    )
    assert len(answers) == len(telling_cells(notebook)) and all(answers)
    wide = "[...document.querySelectorAll('section section')].filter((s) => s.checkVisibility() && s.scrollWidth > s.clientWidth + 1).length"
    for _ in range(n_slides - 1):
        assert page.evaluate(wide) == 0, page.url
        page.keyboard.press("Space")
    assert page.evaluate("Reveal.isLastSlide()")
    page.wait_for_function("window.MathJax && MathJax.Hub && !MathJax.Hub.queue.running && !MathJax.Hub.queue.pending")
    page.evaluate(
        "Reveal.slide(...Object.values(Reveal.getIndices(document.querySelector('.MathJax').closest('section section'))))"
    )
    page.wait_for_function(
        "document.querySelector('section.present section.present .MathJax')?.getBoundingClientRect().width > 5"
    )
    page.screenshot(path=artifacts / "slides_01.png")
    assert not asked and not errors
    context.close()
