"""The comparison bench in a real page: run, stopped and gone on with, by mouse and by keys, wide and narrow."""

import re

import pytest

from tests.browser.pages import CUT, SMALL_TYPE, settle

NOTHING_YET = "Nothing has been measured yet. Choose, then press Run."
SMALL = "data='iris', model='naive Bayes', n_seeds=3, budget=15"
SLOW = "data='iris', model='random forest', n_seeds=4, budget=20"
BRIEF = SLOW.replace("budget=20", "budget=8")  # long enough for its beginning to be said
HEARD = """root => { root.heard = []; root.heights = new Set();
  const live = root.querySelector('.al-live');
  new MutationObserver(() => root.heard.push(live.textContent)).observe(live, {childList: true, characterData: true, subtree: true});
  const measure = () => { root.heights.add(Math.round(root.getBoundingClientRect().height)); requestAnimationFrame(measure); };
  measure(); }"""


@pytest.fixture
def opened(desk):
    """A function that shows a bench, and returns its notebook."""

    def show(arguments, width=1300):
        notebook = desk(f"import alkit\nbench = alkit.comparison_bench({arguments})\nbench", width=width)
        notebook.alone()
        notebook.run_all()
        notebook.page.locator(".alkit-explorer[data-connection=ready]").wait_for(timeout=60_000)
        return notebook

    return show


@pytest.fixture
def shown(opened):
    """The same; it returns the page and the bench."""

    def show(arguments, width=1300):
        page = opened(arguments, width).page
        return page, page.locator(".alkit-explorer")

    return show


def button(root, name):
    return root.get_by_role("button", name=name, exact=True)


def status(root):
    return root.locator(".al-status span").inner_text()


def wait_for_status(root, words, timeout=60_000):
    root.locator(".al-status span").filter(has_text=words).wait_for(timeout=timeout)


def bar(root):
    return root.get_by_role("progressbar", name="runs made").evaluate("e => [e.value, e.max]")


def table(root):
    return root.locator(".al-table tr").evaluate_all("rows => rows.map(r => [...r.cells].map(c => c.textContent))")


def box(root, name):
    return root.get_by_role("checkbox", name=name, exact=True)


def test_a_whole_session_by_mouse(shown, artifacts):
    page, root = shown(SMALL.replace("n_seeds=3", "n_seeds=5"))
    assert root.locator(".al-caption").text_content() == NOTHING_YET
    assert status(root) == "15 runs to make." and bar(root) == [0, 15]
    assert [row[1:] for row in table(root)[1:]] == [["–"] * 6] * 3
    button(root, "Run").click()
    wait_for_status(root, "Done: all 15 runs are made.")
    assert bar(root) == [15, 15] and button(root, "Run").get_attribute("aria-disabled") == "true"
    assert (
        root.locator(".al-caption").inner_text().startswith("iris, naive Bayes, 5 seeds, mean accuracy against random: margin ")
    )
    curves, differences = root.locator(".al-chart").all()
    assert curves.locator("polygon").count() == 3 and curves.locator(".al-line").count() == 3
    assert sorted(curves.locator(".al-name").all_text_contents()) == ["entropy", "margin", "random"]
    about = curves.locator("svg[role=group]").first.get_attribute("aria-label")
    assert re.match(
        r"Mean accuracy against .*, with pointwise 95 % intervals over 5 seeds\. random from 0\.\d\d to 0\.\d\d, margin from",
        about,
    )
    assert re.search(
        r"ahead of random, .*: margin [+−]\d\.\d{3}, from", differences.locator("svg").first.get_attribute("aria-label")
    )
    rows = table(root)
    assert rows[0][:4] == ["strategy", "mean accuracy", "ahead of random", "95 % interval"]
    assert [row[0] for row in rows[1:]] == ["random", "margin", "entropy"]
    said = root.locator(".al-caption").inner_text().replace("-", "\N{MINUS SIGN}")
    p = rows[2][4] if rows[2][4].startswith("<") else f"= {rows[2][4]}"
    assert f"margin {rows[2][2]} ({rows[2][3]}, p {p}, after Holm {rows[2][5]})" in said  # picture, table, sentence: one number
    assert root.locator(".al-table td").first.evaluate("e => getComputedStyle(e).textAlign") == "right"
    assert root.locator(".al-problem").inner_text() == ""
    page.screenshot(path=artifacts / "bench_done.png")


def test_the_status_and_the_bar_match_the_choice(shown):
    _, root = shown(f"{SMALL}, run=True")
    assert status(root) == "Done: all 9 runs are made." and bar(root) == [9, 9]
    root.get_by_label("model", exact=True).select_option("random forest")
    wait_for_status(root, "9 runs to make.")
    assert bar(root) == [0, 9] and root.locator(".al-caption").text_content() == NOTHING_YET
    root.get_by_label("model", exact=True).select_option("naive Bayes")
    wait_for_status(root, "Done")
    box(root, "core-set").check()
    wait_for_status(root, re.compile(r"^9 of 12 runs are made; Run makes the others, about \d+ s\.$"))
    assert table(root)[4] == ["core-set", "0 of 3 seeds so far"] and table(root)[2][1] != "–"  # what was measured stays
    button(root, "Reset").click()
    wait_for_status(root, "Done: all 9")
    assert not box(root, "core-set").is_checked()


def test_it_says_how_long_it_will_take_and_stops_and_goes_on(shown):
    _, root = shown(SLOW)
    button(root, "Run").click()
    wait_for_status(root, re.compile(r"^\d+ runs left, about \d+ s$"))
    assert root.get_by_label("data", exact=True).is_disabled() and box(root, "core-set").is_disabled()
    assert button(root, "Reset").get_attribute("aria-disabled") == "true"
    button(root, "Stop").click()
    wait_for_status(root, re.compile(r"^\d+ of 12 runs are made; Run makes the others, about \d+ s\.$"))
    made, of = bar(root)
    assert 0 < made < of == 12 and root.get_by_label("data", exact=True).is_enabled()
    assert root.locator(".al-chart").first.locator(".al-line").count()  # what was made is shown
    button(root, "Run").click()
    wait_for_status(root, "Done: all 12 runs are made.")


@pytest.mark.parametrize("width", [1300, 420])
def test_nothing_jumps_and_the_end_is_said_once(shown, width):
    page, root = shown(BRIEF, width=width)
    root.evaluate(HEARD)
    button(root, "Run").click()
    wait_for_status(root, "Done: all 12 runs are made.")
    page.wait_for_timeout(1200)
    assert len(root.evaluate("e => [...e.heights]")) == 1
    heard = root.evaluate("e => e.heard")
    assert (
        heard[0].startswith("3 strategies are run with 4 seeds")
        and "mean accuracy against random" in heard[-1]
        and len(heard) == 2
    )
    root.get_by_label("model", exact=True).select_option("naive Bayes")
    wait_for_status(root, "12 runs to make.")
    settle(root)
    assert len(root.evaluate("e => [...e.heights]")) == 1


def test_what_cannot_work_is_greyed_out_and_says_why(shown, artifacts):
    page, root = shown("data='iris', chosen=['margin', 'core-set']")
    bald = box(root, "BALD (committee)")
    assert bald.get_attribute("aria-disabled") == "true"
    assert bald.get_attribute("title").startswith(
        "Not with logistic regression: QueryByCommittee(score=bald) needs a committee"
    )
    bald.click(force=True)
    assert not bald.is_checked() and box(root, "BADGE").get_attribute("aria-disabled") == "false"
    bald.focus()
    page.keyboard.press("Space")
    assert not bald.is_checked()
    page.screenshot(path=artifacts / "bench_greyed_out.png")
    root.get_by_label("model", exact=True).select_option("support vector machine")
    words = "margin cannot work with support vector machine and is left out: margin_sampling needs class probabilities"
    root.locator(".al-caption", has_text=words).wait_for(timeout=20_000)
    margin = box(root, "margin")
    assert margin.is_checked() and table(root)[2] == ["margin", "left out"]
    margin.click()  # it can be given up, but then not chosen
    root.locator(".al-caption", has_text=re.compile(f"^{re.escape(NOTHING_YET)}$")).wait_for(state="attached", timeout=20_000)
    margin.click(force=True)
    settle(root)
    assert not margin.is_checked() and [row[0] for row in table(root)] == ["strategy", "random", "core-set"]


def test_by_keys_alone(shown):
    page, root = shown(SMALL)
    root.get_by_label("data", exact=True).focus()
    for _ in range(40):  # to the strategies and on to the buttons
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.parentNode.textContent")
        if focused == "core-set":
            page.keyboard.press("Space")
        if page.evaluate("document.activeElement.textContent") == "Run":
            break
    wait_for_status(root, "12 runs to make.")
    page.keyboard.press("Enter")
    wait_for_status(root, "Done: all 12 runs are made.")
    assert page.evaluate("document.activeElement.textContent") == "Run"  # the focus stays where it was
    assert [row[0] for row in table(root)[1:]] == ["random", "margin", "entropy", "core-set"]
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # Reset
    wait_for_status(root, "Done: all 9 runs are made.")


def test_one_strategy_fails_and_is_named_once(shown):
    failing = "strategies={'mine': lambda view: 1 / 0 if len(view.labeled) > 5 else view.uniform_scores}"
    _, root = shown(f"{failing}, chosen=['mine', 'margin'], {SMALL}, run=True")
    words = root.inner_text()
    assert (
        words.count("ZeroDivisionError") == 1 and "mine is left out, because it failed with seed 0: ZeroDivisionError" in words
    )
    header, _, failed, finished = table(root)
    assert failed == ["mine", "left out"] and len(finished) == len(header) > 2
    assert root.locator(".al-problem").inner_text() == "" and status(root) == "Done: all 6 runs are made."


def test_the_first_words_fit_on_a_small_screen(shown):
    _, root = shown(SMALL, width=420)
    plot, *lines = root.locator(".al-chart").first.evaluate(
        """e => [e.querySelector('.al-axis'), ...e.querySelectorAll('text.al-halo')].map(n => n.getBoundingClientRect().toJSON())"""
    )
    assert len(lines) > 2 and all(plot["left"] < line["left"] and line["right"] < plot["right"] + 8 for line in lines)


def test_many_strategies_on_a_small_screen(opened, artifacts):
    few = SMALL.replace("budget=15", "budget=5")
    notebook = opened(f"chosen=[n for n in alkit.catalog.strategies() if n != 'random'], {few}, run=True", width=420)
    root = notebook.page.locator(".alkit-explorer")
    for theme in ("Light", "Dark"):
        notebook.page.set_viewport_size({"width": 420, "height": 1100})
        notebook.theme(theme)
        settle(root)
        assert root.evaluate(SMALL_TYPE) == [] and root.evaluate(CUT) == [], theme
        names = root.locator(".al-name").evaluate_all("all => all.map(e => e.getBoundingClientRect().top)")
        assert len(names) == 14 and min(b - a for a, b in zip(sorted(names), sorted(names)[1:], strict=False)) > 12, theme
        root.screenshot(path=artifacts / f"bench_many_{theme.lower()}_420.png")
        notebook.page.set_viewport_size({"width": 1300, "height": 1000})
        settle(root)
        root.screenshot(path=artifacts / f"bench_many_{theme.lower()}_1300.png")
    notebook.page.set_viewport_size({"width": 420, "height": 1100})
    settle(root)
    scroller = root.locator("[aria-label='numbers of iris, naive Bayes: 3 seeds'][tabindex='0']")  # once it has more than fits
    scroller.focus()
    notebook.page.keyboard.press("ArrowRight")
    notebook.page.wait_for_function("e => e.scrollLeft > 0", arg=scroller.element_handle())
