"""The ledger of claims: what the chapters tag is measured, on other seeds, with this very code, and holds."""

import dataclasses
import datetime as dt
import doctest
import json
import math
import pathlib
import random
import re
import types
from importlib.metadata import version

import nbformat
import numpy as np
import pytest

from benchmarks.claims import ledger as ledgers
from benchmarks.claims import measuring, page
from benchmarks.claims.ledger import LEDGER, Claim, claim, ledger
from benchmarks.claims.measuring import FAILS, HOLDS, OPEN, Interval, decided, student, summary

NOTEBOOKS = pathlib.Path(__file__).parents[1] / "notebooks"
PARTS = ("effect", "without the cause", "due to the cause")
CLAIMS = pytest.mark.parametrize("name", sorted(ledger()))
STORED = measuring.load()
STORED_WITH = json.loads(measuring.RESULTS.read_text(encoding="utf-8"))["measured with"]


def tags():
    """(claim, chapter) of every tagged cell."""
    for path in sorted(NOTEBOOKS.rglob("[0-9]*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            for tag in cell.metadata.get("tags", []):
                if tag.startswith("claim:"):
                    yield tag.removeprefix("claim:"), path.name[:2]


# ---- the chapters and the ledger ----------------------------------------------------------------------


def test_every_tag_is_in_the_ledger_and_every_claim_has_its_tag():
    assert {name for name, _ in tags()} == set(ledger())
    assert all(name[:2] == chapter for name, chapter in tags())


@pytest.mark.slow
@CLAIMS
def test_a_claim_was_measured_by_its_code_on_other_seeds_than_its_chapter_and_holds(name):
    entry, stored = ledger()[name], STORED[name]
    assert stored["code"] == entry.code, f"the code of {name} changed since it was measured: make claims"
    assert set(map(int, stored["values"])) == set(entry.seeds), "not all seeds are measured: make claims"
    assert not set(map(int, stored["values"])) & entry.chapter_seeds
    assert stored["verdict"] == HOLDS
    worked_out = summary(entry, stored["values"])
    assert {key: stored[key] for key in worked_out} == worked_out


def test_nothing_is_stored_that_nobody_claims():
    assert set(STORED) == set(ledger())


def test_the_page_says_what_is_stored():
    assert page.PAGE.read_text(encoding="utf-8") == page.page(STORED), "run: make claims"
    assert not doctest.testmod(page).failed


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(5))
def test_a_claim_of_the_day_measured_anew_does_not_contradict_what_is_stored(turn):
    """Five claims, another five each day, at five of their seeds.

    With the libraries and the system of the stored numbers, the same numbers come out, but for a tie that another processor may
    decide otherwise.  With others, runs may take other ways; then the differences from what is stored must be such as chance makes:
    their interval at 99.9 % holds 0, so that one honest claim in a thousand fails.
    """
    day = dt.datetime.now(dt.UTC).date().isoformat()
    name = random.Random(day).sample(sorted(ledger()), 5)[turn]
    seeds = random.Random(f"{day} {name}").sample(ledger()[name].seeds, 5)
    print(f"{name} at the seeds {seeds}, drawn by the date {day}")
    anew = np.array([measuring.one(name, seed)[2] for seed in seeds])
    stored = np.array([STORED[name]["values"][str(seed)] for seed in seeds])
    is_same = np.isclose(anew, stored, atol=1e-5).all(axis=1)
    assert is_same.sum() >= 3 or measuring.surroundings() != STORED_WITH
    _, low, high = student((anew - stored)[:, 0], level=0.999)
    assert low <= 1e-5 and high >= -1e-5


PLUS_MINUS = re.compile(r"(\d+\.\d+) ± (\d+\.\d+)")


def test_the_numbers_in_a_chapter_are_those_of_the_ledger():
    n_found = 0
    for path in sorted(NOTEBOOKS.rglob("[0-9]*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            names = [tag.removeprefix("claim:") for tag in cell.metadata.get("tags", []) if tag.startswith("claim:")]
            intervals = [STORED[name][part] for name in names for part in PARTS if part in STORED[name]]
            for written in PLUS_MINUS.findall(cell.source) if names and cell.cell_type == "markdown" else []:
                digits = len(written[0].split(".")[1])
                assert written in [(f"{abs(m):.{digits}f}", f"{(high - low) / 2:.{digits}f}") for m, low, high in intervals]
                n_found += 1
    assert n_found >= len(STORED)


# ---- how it is decided ----------------------------------------------------------------------------------


def test_students_interval_is_that_of_a_textbook():
    mean, low, high = student([4.0, 6.0, 8.0, 10.0])  # mean 7, standard error 1.2910, t(3) = 3.1824
    assert (mean, low, high) == pytest.approx((7, 7 - 4.1085, 7 + 4.1085), abs=1e-3)
    assert student([0.3]) == (0.3, -math.inf, math.inf)
    assert student([0.5, 0.5, 0.5]) == (0.5, 0.5, 0.5)


@pytest.mark.parametrize(
    "interval, between, verdict",
    [
        ((0.1, 0.2), (0, math.inf), HOLDS),
        ((-0.2, -0.1), (0, math.inf), FAILS),
        ((-0.1, 0.2), (0, math.inf), OPEN),
        ((0.0, 0.2), (0, math.inf), OPEN),
        ((0.0, 0.0), (0, math.inf), FAILS),
        ((-0.01, 0.01), (-0.02, 0.02), HOLDS),
        ((-0.01, 0.03), (-0.02, 0.02), OPEN),
        ((0.03, 0.05), (-0.02, 0.02), FAILS),
    ],
)
def test_a_verdict_needs_the_whole_interval(interval, between, verdict):
    assert decided(Interval(sum(interval) / 2, *interval), between) == verdict


def toy(cause="", n_seeds=4):
    return Claim("99-toy", "A toy.", lambda seed: 0.0, tuple(range(n_seeds)), frozenset(), (0, math.inf), "points", cause)


def test_a_cause_that_adds_nothing_is_none():
    assert summary(toy(), {"0": [1.0], "1": [1.1], "2": [0.9], "3": [1.0]})["verdict"] == HOLDS
    with_it = {"0": [1.0, 0.0], "1": [1.1, 0.1], "2": [0.9, -0.1], "3": [1.0, 0.2]}
    assert summary(toy("fog"), with_it)["verdict"] == HOLDS
    anyway = {"0": [1.0, 1.1], "1": [1.1, 1.0], "2": [0.9, 1.0], "3": [1.0, 0.9]}
    assert summary(toy("fog"), anyway)["verdict"] == OPEN
    against = {seed: [effect, effect + 0.5] for seed, (effect, _) in anyway.items()}
    assert summary(toy("fog"), {**against, "0": [1.0, 1.6]})["verdict"] == FAILS


def test_what_is_measured_in_part_is_not_decided():
    assert summary(toy(), {"0": [1.0], "1": [1.1], "2": [0.9]})["verdict"] == OPEN


# ---- the ledger -------------------------------------------------------------------------------------------


@pytest.fixture
def own_ledger(monkeypatch):
    """An empty ledger, for claims of a test."""
    monkeypatch.setattr(ledgers, "LEDGER", {})
    monkeypatch.setattr(measuring, "ledger", lambda: ledgers.LEDGER)
    return ledgers.LEDGER


def test_a_claim_leaves_out_the_seeds_of_its_chapter(own_ledger):
    @claim("99-toy", chapter_seeds=[1000, 1002], n_seeds=3)
    def toy(seed):
        """A toy
        of two lines.
        """

    assert own_ledger["99-toy"].seeds == (1001, 1003, 1004)
    assert own_ledger["99-toy"].says == "A toy of two lines."
    with pytest.raises(ValueError, match="name of its own"):
        claim("99-toy")(toy)
    with pytest.raises(ValueError, match="docstring"):
        claim("99-other")(lambda seed: 0.0)


BEFORE = """
RATE = 2

def helper(x):
    '''Help.'''
    return x * RATE

def toy(seed):
    '''Say something.'''
    return helper(seed)  # here
"""


@pytest.mark.parametrize(
    "old, new, is_the_same",
    [
        ("Say something", "Say something else", True),
        ("# here", "# there", True),
        ("\n\ndef toy", "\n\n\n\ndef toy", True),
        ("helper(seed)", "helper(seed + 1)", False),
        ("x * RATE", "x + RATE", False),
        ("RATE = 2", "RATE = 3", False),
    ],
)
def test_the_code_of_a_claim_is_what_it_rests_on_and_no_words(tmp_path, monkeypatch, old, new, is_the_same):
    def code(text, name):
        (tmp_path / f"{name}.py").write_text(text)
        module = types.ModuleType(name)
        module.__file__ = str(tmp_path / f"{name}.py")
        exec(compile(text, module.__file__, "exec"), module.__dict__)
        monkeypatch.setitem(ledgers.sys.modules, name, module)
        return "".join(ledgers.definitions("toy", module, {}).values())

    assert old in BEFORE
    assert (code(BEFORE, "before") == code(BEFORE.replace(old, new), "after")) == is_the_same


def test_a_change_in_what_chapters_share_is_seen():
    entry = LEDGER["00-margin-beats-random"]
    parts = ledgers.definitions(entry.measure.__name__, ledgers.sys.modules[entry.measure.__module__], {})
    names = {name.rsplit(".", 1)[1] for name in parts}
    assert {"margin_against_random", "chosen", "at_random", "reader", "curve", "recorded", "digits", "loaded_digits"} == names


# ---- killed and gone on with --------------------------------------------------------------------------------


def test_a_run_that_was_stopped_goes_on_from_what_is_saved(own_ledger, tmp_path, monkeypatch):
    calls = []

    @claim("99-toy", n_seeds=6)
    def toy(seed):
        """A toy."""
        calls.append(seed)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return seed / 1000

    monkeypatch.setattr(Claim, "code", "as it was")
    path = tmp_path / "results.json"
    with pytest.raises(KeyboardInterrupt):
        measuring.measure(["99-toy"], path, n_jobs=1, progress=False)
    assert measuring.load(path)["99-toy"]["verdict"] == OPEN and len(measuring.load(path)["99-toy"]["values"]) == 3
    measuring.measure(["99-toy"], path, n_jobs=1, progress=False)
    assert calls == [1000, 1001, 1002, 1003, 1003, 1004, 1005]
    assert measuring.load(path)["99-toy"]["verdict"] == HOLDS
    monkeypatch.setattr(Claim, "code", "changed")
    measuring.measure(["99-toy"], path, n_jobs=1, progress=False)
    assert len(calls) == 7 + 6


def test_a_claim_that_moves_to_other_seeds_is_measured_at_all_of_them_anew(own_ledger, tmp_path, monkeypatch):
    def enter(name, **seeds):
        @claim(name, **seeds)
        def toy(seed):
            """A toy."""
            return seed / 1000

    monkeypatch.setattr(Claim, "code", "as it was")
    path = tmp_path / "results.json"
    enter("99-toy", n_seeds=4)
    enter("99-other", n_seeds=4)
    measuring.measure(own_ledger, path, n_jobs=1, progress=False)
    own_ledger.clear()
    enter("99-toy", n_seeds=3, first_seed=2000)
    enter("99-other", n_seeds=3, first_seed=1001)
    assert own_ledger["99-toy"].seeds == (2000, 2001, 2002)
    measuring.measure(["99-toy"], path, n_jobs=1, progress=False)
    stored = measuring.load(path)
    assert (
        stored["99-toy"]["values"] == {"2000": [2.0], "2001": [2.001], "2002": [2.002]} and stored["99-toy"]["verdict"] == HOLDS
    )
    assert list(stored["99-other"]["values"]) == ["1001", "1002", "1003"]


def test_the_file_says_what_it_was_measured_with_and_keeps_a_seed_on_a_line(own_ledger, tmp_path, monkeypatch):
    @claim("99-toy", n_seeds=2, cause="fog")
    def toy(seed, cause=True):
        """A toy."""
        return 1.0 + seed if cause else 0.25

    monkeypatch.setattr(Claim, "code", "as it was")
    measuring.measure(["99-toy"], tmp_path / "results.json", n_jobs=1, progress=False)
    text = (tmp_path / "results.json").read_text(encoding="utf-8")
    assert f'"numpy": "{version("numpy")}"' in text
    assert re.search(r'^ +"1000": \[1001\.0, 0\.25\],$', text, re.M)


@pytest.mark.slow
def test_the_number_of_processes_changes_no_number(tmp_path, monkeypatch):
    entry = ledger()["04-lonely-density"]
    monkeypatch.setitem(ledger(), entry.name, dataclasses.replace(entry, seeds=entry.seeds[:12]))
    one, two = (measuring.measure(["04-lonely-density"], tmp_path / f"{n}.json", n, progress=False) for n in (1, 2))
    assert one == two
