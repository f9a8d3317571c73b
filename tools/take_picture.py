"""Make the README's animation: a real person-like session in a real JupyterLab.  Usage: python -m tools.take_picture"""

import io
import pathlib
import tempfile

from PIL import Image

from alkit import LabelLog, datasets
from alkit.labeling.replay import replay
from tests.browser.lab import ROOT, Notebook, chromium, find_browser, jupyterlab

Y_POOL = datasets.digits().split()[2]
SECONDS_A_FRAME = 0.9


def answer(widget, log):
    truth = int(Y_POOL[replay(log.events("digits")).current])
    widget.get_by_role("button", name=f"Answer {truth}", exact=True).click()
    widget.page.wait_for_timeout(700)


def frames(page, n_answers, log):
    widget = page.locator(".alkit-labeling").first
    widget.wait_for()
    page.wait_for_timeout(1500)
    yield widget.screenshot()
    for _ in range(n_answers):
        answer(widget, log)
        yield widget.screenshot()


def main():
    path = find_browser()
    if path is None:
        raise SystemExit("no Chromium or Chrome found")
    with tempfile.TemporaryDirectory() as folder, jupyterlab(pathlib.Path(folder)) as lab, chromium(path) as browser:
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        notebook = Notebook(page, lab.url, "00_start_here.ipynb")
        notebook.run_all()
        shots = list(frames(page, 12, LabelLog(lab.root / "labels" / "labels.sqlite")))
    images = [Image.open(io.BytesIO(shot)).convert("RGB") for shot in shots]
    height = min(image.height for image in images)
    images = [image.crop((0, 0, image.width, height)) for image in images]
    images = [image.quantize(64, dither=Image.Dither.NONE) for image in images]
    times = [int(1000 * SECONDS_A_FRAME)] * (len(images) - 1) + [4000]
    images[0].save(
        ROOT / "docs" / "labeling.gif", save_all=True, append_images=images[1:], duration=times, loop=0, optimize=True
    )


if __name__ == "__main__":
    main()
