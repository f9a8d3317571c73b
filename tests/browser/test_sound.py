"""Labeling by ear in a real page: keys play and answer, what played stops, the switch is remembered."""

import re

import numpy as np
import pytest

from alkit import spoken_vowels
from alkit.labeling.replay import replay

X_POOL = spoken_vowels(6).split()[0]
CELL = (
    "from alkit import label, spoken_vowels\nlabel(spoken_vowels(6), budget={budget}, name={name!r}, question='Which vowel?')"
)
# What is played, in order; the sounds really play.
LISTEN = """() => {
  window.played = [];
  window.realPlay ??= HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () { window.played.push(this); return window.realPlay.call(this); }; }"""
SOUND = "document.querySelector('.al-sample').sound"
PAINTED = (
    f"(() => {{ const c = {SOUND}.plot.canvas; return [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data] }})()"
)
PLAYING = "() => window.played.map(audio => !audio.paused)"


class Ear:
    """Somebody who labels vowels."""

    def __init__(self, notebook, lab, name, budget):
        self.page, self.name, self.budget = notebook.page, name, budget
        self.log = lab.log(self.page)
        self.page.evaluate(LISTEN)
        self.run(notebook)

    def run(self, notebook):
        notebook.run_all()
        self.root = self.page.locator(".alkit-labeling[data-connection=ready]")
        self.root.locator(".al-sound svg").first.wait_for(timeout=60_000)

    def press(self, key):
        self.page.wait_for_timeout(200)  # a person needs a moment
        self.page.keyboard.press(key)

    def expect(self, n):
        self.root.locator(".al-progress", has_text=re.compile(rf"^\s*{n} of {self.budget} answers")).wait_for(timeout=30_000)

    def n_played(self):
        return self.page.evaluate("window.played.length")


def drawn_is(one, recording):
    """The waveform is that of the samples; the spectrogram is black on white, and the other way round in the dark."""
    samples = one.page.evaluate(f"[...{SOUND}.samples]")
    np.testing.assert_allclose(np.array(samples) / 32767, recording.samples, atol=1 / 32767)
    pixels = np.array(one.page.evaluate(PAINTED)).reshape(-1, 4)
    assert not pixels[:, :3].any() and pixels[:, 3].max() > 240 and (pixels[:, 3] < 30).mean() > 0.2


@pytest.fixture
def ear(desk, lab, request):
    def open_(budget=10):
        name = re.sub(r"\W", "_", request.node.name)
        notebook = desk(CELL.format(budget=budget, name=name))
        notebook.page.evaluate("localStorage.removeItem('alkit-autoplay')")
        return notebook, Ear(notebook, lab, name, budget)

    return open_


def test_ten_vowels_by_keys_each_heard_first(ear, artifacts):
    notebook, one = ear()
    sample = one.root.locator(".al-sample")
    assert sample.get_attribute("role") == "group"
    assert re.fullmatch(r"a sound of 0\.3\d seconds, (pitch \d+ to \d+ Hz|no clear pitch)", sample.get_attribute("aria-label"))
    drawn_is(one, X_POOL[replay(one.log.events(one.name)).current])
    sample.locator(".al-room").last.click()
    for k in range(10):
        one.press("p")
        assert one.n_played() == k + 1 and one.page.evaluate(PLAYING)[k], "answers may be given while it plays"
        if k == 4:
            one.page.screenshot(path=artifacts / "labeling_sound.png")
        one.press("1234567890"[k])
        one.expect(k + 1)
        assert not any(one.page.evaluate(PLAYING)), "what played stops when the next sample comes"
    assert len({*one.page.evaluate("window.played.map(audio => audio.src)")}) == 10
    labels = [step.body["label"] for step in replay(one.log.events(one.name)).steps]
    assert labels == sorted(spoken_vowels(1, 1).classes)
    stamps = one.root.get_by_role("button", name=re.compile("^Play a sound of"))
    stamps.first.click()  # a mistake can be heard again
    assert one.n_played() == 11 and one.page.evaluate(PLAYING)[10]
    one.page.screenshot(path=artifacts / "labeling_sound_end.png")
    assert not notebook.errors


def test_the_switch_plays_each_new_sound_and_is_remembered(ear):
    notebook, one = ear(budget=5)
    switch = one.root.get_by_label("Play each sound at once")
    assert not switch.is_checked()
    switch.focus()
    one.press("Space")
    assert switch.is_checked() and one.n_played() == 1, "it is heard what that means"
    one.press("3")
    one.expect(1)
    assert one.n_played() == 2
    one.press("u")
    one.expect(0)
    assert one.n_played() == 3
    one.run(notebook)  # the cell again: a new page of the same session
    assert one.root.get_by_label("Play each sound at once").is_checked()
    assert one.n_played() == 3, "nothing plays while the keys are elsewhere"
    one.root.get_by_label("Play each sound at once").click()
    one.press("3")
    one.expect(1)
    assert one.n_played() == 3 and not notebook.errors
    notebook.theme("Dark")
    assert one.page.evaluate(f"getComputedStyle({SOUND}.plot.canvas).filter") == "invert(1)"
