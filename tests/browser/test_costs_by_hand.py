"""The cost slider in a real page: the page counts as Python does, the threshold follows the costs, and keys move it."""

import json

import alkit
from alkit.widgets.explorer import HERE
from alkit.widgets.explorers.costs import CostState, cost_explorer
from tests.browser.pages import settle

WORDS = """([sources, data, all]) => {
  const found = {};
  new Function("found", sources + "; Object.assign(found, { cutAt, costsOf, inWords });")(found);
  return all.map((values) => found.inWords(data, values, found.cutAt(data, values), found.costsOf(data, values)));
}"""


def test_the_page_counts_and_says_what_python_says(browser):
    sources = "".join((HERE / name).read_text().replace("export default", "//") for name in ("chart.js", "formulas.js"))
    sources += (HERE / "explorers" / "costs.js").read_text()
    widget, asked, told = cost_explorer(), [], []
    for ratio, threshold, answers, strategy in (
        (9, 0.1, 60, "margin"),
        (1, 0.5, 0, "random"),
        (50, 0.02, 15, "margin"),
        (4, 1.0, 30, "random"),
    ):
        widget.choose(ratio=ratio, threshold=threshold, answers=answers, strategy=strategy)
        asked.append(dict(widget.values))
        told.append(widget.sentence)
    page = browser.new_page()
    assert page.evaluate(WORDS, [sources, json.loads(json.dumps(dict(widget.data))), asked]) == told
    page.close()


def test_the_threshold_follows_the_costs_and_the_keys(desk):
    notebook = desk("import alkit\nwidget = alkit.cost_explorer()\nwidget", "print(widget.state.ratio, widget.state.threshold)")
    notebook.alone()
    notebook.run_all()
    root = notebook.page.locator(".alkit-explorer[data-connection=ready]")
    root.wait_for(timeout=60_000)
    costs, handle = (
        root.get_by_label("a miss costs so many false alarms", exact=True),
        root.get_by_role("slider", name="threshold").last,
    )
    costs.focus()
    for _ in range(10):
        notebook.page.keyboard.press("ArrowRight")
    assert handle.get_attribute("aria-valuenow") == "0.05"  # 1 / (1 + 19), in the page itself
    handle.focus()
    notebook.page.keyboard.press("ArrowRight")
    settle(root)
    said = root.locator(".al-caption").inner_text()
    assert "a miss costs 19, the threshold is 0.06" in said
    state = CostState(alkit.breast_cancer())
    state.ratio, state.threshold = 19, 0.06
    assert said == state.describe()
    assert not notebook.errors
