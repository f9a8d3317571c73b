"""A network is watched in a real page: curves grow by themselves, and a key stops it."""

import re

CODE = """import alkit
from sklearn.neural_network import MLPClassifier
data = alkit.digits()
watch = alkit.watch_training(MLPClassifier((64,)), data.X / 16, data.y, {"all": (data.X / 16, data.y)}, n_epochs=5000)
watch"""
USED = "model = watch.wait()\nprint('stopped with', model.score(data.X / 16, data.y) > 0.5, len(watch.state.losses) < 5000)"


def test_the_curves_grow_and_a_key_stops_the_training_with_a_model(desk):
    notebook = desk(CODE, USED)
    notebook.alone()
    notebook.page.evaluate("window.jupyterapp.shell.currentWidget.content.activeCellIndex = 0")
    notebook.command("notebook:run-cell")
    root = notebook.page.locator(".alkit-explorer[data-connection=ready]")
    root.wait_for(timeout=60_000)
    caption = root.locator(".al-caption")
    for n in (1, 5):  # it goes on by itself
        caption.filter(has_text=re.compile(rf"Training: ([{n}-9]|\d\d+) of 5000 epochs")).wait_for(timeout=60_000)
    bar = root.get_by_role("progressbar", name="Epochs done")
    assert 0 < float(bar.evaluate("b => b.value / b.max")) < 1
    root.get_by_role("button", name="Stop").focus()
    notebook.page.keyboard.press("Enter")
    caption.filter(has_text=re.compile(r"Stopped: \d+ of 5000 epochs, loss")).wait_for(timeout=30_000)
    assert root.locator("path.al-line").count() == 3
    notebook.page.evaluate("window.jupyterapp.shell.currentWidget.content.activeCellIndex = 1")
    notebook.command("notebook:run-cell")
    notebook.page.get_by_text("stopped with True True").wait_for(timeout=30_000)
