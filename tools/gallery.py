"""Screenshots of the widgets, light and dark, wide and narrow, to be looked at: ``artifacts/gallery/NAME_THEME_WIDTH.png``.

Usage: python -m tools.gallery [names]
"""

from __future__ import annotations

import pathlib
import sys
import tempfile

from tests.browser.lab import ROOT, Notebook, chromium, find_browser, jupyterlab, write_notebook

WIDGETS = {
    "coin": "alkit.entropy_explorer([0.9, 0.1])",
    "outcomes": "alkit.entropy_explorer([0.5, 0.25, 0.25])",
    "triangle": "alkit.triangle_explorer()",
    "split": "alkit.split_explorer()",
    "costs": "alkit.cost_explorer()",
    "guide": "alkit.strategy_guide()",
    "guide_rare": "alkit.strategy_guide(labels='none', classes='one is rare', model='network', pool='near-copies', answers='often wrong')",
    "fairness": "alkit.fairness_explorer()",
    "noise": "alkit.noise_explorer()",
    "noise_shared": "alkit.noise_explorer(wrong=[10, 10, 30, 30, 30], shared=True)",
    "run": "alkit.run_explorer(step=12)",
    "scale": "alkit.scale_explorer(1e9)",
    "strategy": "alkit.strategy_explorer()",
    "strategy_digits": "alkit.strategy_explorer(data='digits')",
    "strategy_width": "alkit.strategy_explorer(strategy='density-weighted entropy', width=0.25)",
    "strategy_smoothing": "alkit.strategy_explorer(data='four clouds', model='naive Bayes', smoothing=0.3)",
    "committee": "alkit.committee_explorer()",
    "training": "data = alkit.digits()\nfrom sklearn.neural_network import MLPClassifier\n"
    "alkit.watch_training(MLPClassifier((32,)), data.X[:200] / 16, data.y[:200], {'test set': (data.X[900:] / 16, data.y[900:])})",
    "descent": "alkit.descent_explorer()",
    "descent_limit": "alkit.descent_explorer('one hidden unit', step_size=0.38, start=(2.5, 2.5), limit=True)",
    "batch": "alkit.batch_explorer()",
    "batch_watched": "alkit.batch_explorer(strategies=['random', 'entropy', 'core-set'], watch=9, step=2,\n"
    "    estimator=alkit.catalog.models()['logistic regression']())",
    "animals": "alkit.twenty_questions()",
    "animals_asked": "alkit.twenty_questions(machine_asks=True)",
    "bug_hunt": "widget = alkit.bug_hunt(key='03.5')\nwidget.choose(suspects=[2, 4, 9])\nwidget",
    "bug_hunt_revealed": "widget = alkit.bug_hunt(key='03.5')\nwidget.choose(suspects=[2, 4, 9])\nwidget.press('reveal')\nwidget",
    "bottles": "widget = alkit.bottles(random_state=1)\nwidget.state.taste(4)\nwidget.state.taste(2)\nwidget.choose(show_gains=True)\nwidget",
    "beat": "widget = alkit.beat_the_machine(folder='labels')\nwidget.state.pick(7)\nwidget.state.pick(60)\nwidget.choose(show_regions=True)\nwidget",
    "beat_digits": "alkit.beat_the_machine(alkit.digits(), folder='labels')",
    "replay": "session = alkit.open_session(alkit.digits(), name='played', folder='labels')\n"
    "while session.n_asked < 5:\n    session.answer(session.n_asked)\n"
    "widget = alkit.replay_session(alkit.digits(), name='played', folder='labels')\nwidget.choose(step=3)\nwidget.choose(instead=9)\nwidget",
    "class_board": "for by in ('Ada', 'Ben', '<b>Cleo, of a long $name$'):\n"
    "    session = alkit.join_session(alkit.iris(), by=by, folder='labels', name='class', overlap=2)\n"
    "    session.rivals.clear()\n"
    "    while session.n_asked < 5 + len(by) % 4:\n        session.answer(session.ending.truth[session.current])\n"
    "    session.close()\n"
    "alkit.class_board(alkit.iris(), folder='labels', name='class', overlap=2, wait=True)",
    "class_board_empty": "alkit.class_board(alkit.iris(), store='labels/class.sqlite')",
    "bench": "alkit.comparison_bench(run=True, data='iris', n_seeds=4, budget=20)",
    "bench_empty": "alkit.comparison_bench()",
    "labeling": "alkit.label(alkit.digits(), folder='labels')",
    "labeling_remarks": "alkit.label(alkit.digits(), strategy=alkit.HumanFeedback(), folder='labels', name='remarks')",
    "labeling_pairs": "alkit.label(alkit.in_pairs(alkit.digits()), classes=['first', 'second'], question='Which is easier to read?',"
    " folder='labels', name='pairs')",
    "labeling_number": "widget = alkit.label(alkit.diabetes_progression(), folder='labels', question='How far will the disease be in a year?')\n"
    "widget.session.answer(150)\nwidget.session.answer(80)\nwidget",
    "labeling_several": "widget = alkit.label(alkit.digit_strips(), folder='labels', question='Which digits do you see?')\n"
    "widget.session.answer([0, 3])\nwidget.session.answer([2])\nwidget",
    "labeling_sound": "alkit.label(alkit.spoken_vowels(9), folder='labels', question='Which vowel?')",
}
# A guess before it is committed, and each kind once it is revealed.
ASKED = "widget = alkit.guess('99.{n}', {question!r}, {kind})"
ANSWERED = (
    ASKED
    + "\nwidget.press('again')\nwidget.choose(belief={belief})\nwidget.press('commit')\nalkit.reveal('99.{n}', {truth})\nwidget"
)
CHOICE = {
    "question": "Ten classes, one picture of each. How many of the 450 test pictures will it read correctly?",
    "kind": "options=['10 %', '30 %', '60 %', '90 %, as I would with a good night of sleep']",
}
RANGE = {"question": "How many of the 450 test pictures will it read correctly?", "kind": "between=(0, 450), unit='pictures'"}
CURVE = {
    "question": "Both begin at 0.58. Draw the learning curve of margin sampling.",
    "kind": "curve=dict(x=(0, 100), y=(0, 1), x_name='answers asked', y_name='accuracy')",
}
HEIGHTS = [0.58, 0.6, 0.64, 0.7, 0.75, 0.8, 0.82, 0.85, 0.87, 0.88, 0.9]
WIDGETS |= {
    "guess_choose": ASKED.format(n=1, **CHOICE) + "\nwidget",
    "guess_choose_revealed": ANSWERED.format(n=2, belief=[10, 50, 35, 5], truth="0.58, model=[0.1, 0.2, 0.6, 0.1]", **CHOICE),
    "guess_estimate": ASKED.format(n=3, **RANGE) + "\nwidget",
    "guess_estimate_revealed": ANSWERED.format(n=4, belief=[110, 200, 240], truth=262, **RANGE),
    "guess_draw": ASKED.format(n=5, **CURVE) + "\nwidget",
    "guess_draw_revealed": ANSWERED.format(n=6, belief=HEIGHTS, truth=[0.9 * h + 0.1 for h in HEIGHTS], **CURVE),
}
SIZES = {1300: 1000, 420: 2400}


def take(names: list[str], folder: pathlib.Path) -> None:
    """Write the pictures of some widgets, all in one notebook."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as tmp,
        jupyterlab(pathlib.Path(tmp)) as lab,
        chromium(find_browser() or "chromium") as browser,
    ):
        page = browser.new_page(viewport={"width": 1300, "height": 1000})
        page.on("pageerror", lambda error: print("page error:", error))
        notebook = Notebook(
            page, lab.url, write_notebook(lab, "gallery", *(f"import alkit\n{WIDGETS[name]}" for name in names))
        )
        notebook.alone()
        notebook.run_all()
        page.wait_for_timeout(6000)
        for theme in ("Light", "Dark"):
            notebook.theme(theme)
            for width, height in SIZES.items():
                page.set_viewport_size({"width": width, "height": height})
                page.wait_for_timeout(1500)
                for name, cell in zip(names, page.locator(".jp-CodeCell").all(), strict=True):
                    cell.scroll_into_view_if_needed()
                    cell.locator(".jp-Cell-outputWrapper").screenshot(path=folder / f"{name}_{theme.lower()}_{width}.png")


if __name__ == "__main__":
    take(sys.argv[1:] or list(WIDGETS), ROOT / "artifacts" / "gallery")
