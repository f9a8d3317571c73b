"""The scale explorer in a real page: keys move it, and the page says what Python says, before and after Python has heard."""

import json

from alkit.widgets.explorer import HERE
from alkit.widgets.explorers.scale import scale_explorer
from tests.browser.pages import settle

WORDS = """([sources, data, all]) => {
  const found = {};
  new Function("found", sources + "; Object.assign(found, { barsOf, inWords });")(found);
  return all.map((values) => found.inWords(data, values, found.barsOf(data, values)));
}"""


def test_the_page_says_what_python_says_and_keys_move_it(desk):
    notebook = desk("import alkit\nwidget = alkit.scale_explorer()\nwidget")
    notebook.alone()
    notebook.run_all()
    root = notebook.page.locator(".alkit-explorer[data-connection=ready]")
    root.wait_for(timeout=60_000)

    sources = "".join((HERE / name).read_text().replace("export default", "//") for name in ("chart.js", "formulas.js"))
    sources += (HERE / "explorers" / "scale.js").read_text()
    widget, asked, told = scale_explorer(), [], []
    for power in (3, 6.5, 7, 9, 10):
        for columns, cores, looked_at in ((16, 1, "all rows"), (64, 8, 10**6), (4096, 512, 10**4), (1024, 64, "all rows")):
            widget.choose(power=power, columns=columns, cores=cores, looked_at=looked_at)
            asked.append(dict(widget.values))
            told.append(widget.sentence)
    assert notebook.page.evaluate(WORDS, [sources, json.loads(json.dumps(dict(widget.data))), asked]) == told

    rows = root.get_by_label("rows: a power of ten", exact=True)
    rows.focus()
    for _ in range(4):
        notebook.page.keyboard.press("ArrowRight")
    root.get_by_label("cores", exact=True).select_option("8")
    settle(root)
    widget = scale_explorer(1e9)
    widget.choose(cores=8)
    assert root.locator(".al-caption").inner_text() == widget.sentence
    assert "256 GB" in root.locator("svg").first.text_content()
    assert not notebook.errors
