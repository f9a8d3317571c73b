"""A guess without a screen: committed, locked, kept on disk, revealed; whatever happens to the file."""

import json
import os
import subprocess
import sys
import time

import pytest

from alkit.exercises import guessbook, guesses
from alkit.exercises.beliefs import Choose, Draw, Estimate
from alkit.exercises.guessbook import Damaged, GuessBook, Record
from alkit.exercises.guesses import Guess, stored_guess
from alkit.exercises.tally import ENOUGH, calibration, lines_of, summary

KIND = Choose(("10 %", "30 %", "60 %"))


@pytest.fixture
def book(tmp_path):
    return GuessBook(tmp_path / "labels" / "guesses")


def asked(book, key="00.1", kind=KIND):
    return Guess(key, "How many?", kind, book)


def committed(book, belief, key="00.1", kind=KIND):
    one = asked(book, key, kind)
    one.belief = belief
    one.commit()
    return one


# ---- committed, locked, revealed ---------------------------------------------------------------------


def test_it_is_open_then_locked_and_again_opens_it(book):
    one = asked(book)
    assert one.is_open and one.describe() == "Guess first: How many?"
    one.belief = [20, 50, 30]
    one.commit()
    with pytest.raises(ValueError, match="committed"):
        one.belief = [30, 30, 40]
    one.commit()
    one.reset()
    assert (one.belief, one.is_open) == ([20, 50, 30], False)
    one.again()
    one.belief = [10, 10, 80]
    assert asked(book).belief == [20, 50, 30], "what was committed stays until something else is"
    one.commit()
    assert asked(book).belief == [10, 10, 80] and not asked(book).is_open


def test_the_verdict_of_each_kind(book):
    choice = committed(book, [20, 50, 30])
    assert choice.reveal(0.58, model=[0.25, 0.25, 0.5]) == (
        "The answer is 60 % (exactly: 0.58). You gave it 30 %: a surprise of 1.74 bits. A uniform guesser has 1.58, the model 1.00."
    )
    estimate = committed(book, [100, 200, 240], "00.2", Estimate(0, 450, unit="pictures"))
    assert estimate.reveal(262) == (
        "The answer is 262 pictures. Your best guess was 62 off; your 90 % range, 100 to 240, misses it."
    )
    assert "exactly that; your 90 % range, 100 to 240, holds it." in estimate.reveal(200)
    curve = committed(book, [0.5, 0.5, 0.5], "00.3", Draw((0, 5, 10), 0, 1))
    assert curve.reveal([0.5, 0.6, 0.9]) == (
        "The answer is a curve from 0.5 to 0.9. On average your curve is 0.17 away, farthest at 10: 0.4 too low."
    )


def test_without_a_guess_the_answer_is_told_kindly_and_nothing_is_written(book):
    for key, kind, truth in (("00.1", KIND, "30 %"), ("00.2", Estimate(0, 1), 0.3), ("00.3", Draw((0, 1, 2), 0, 1), [0, 1, 1])):
        words = asked(book, key, kind).reveal(truth)
        assert words.startswith("The answer is ") and words.endswith("next time, guess first.")
    assert not book.folder.exists()


def test_what_is_made_after_the_answer_was_shown_does_not_count(book):
    late = asked(book)
    late.reveal("30 %")
    late.belief = [1, 98, 1]
    late.commit()
    assert guesses.AFTER in late.reveal("30 %")
    assert lines_of(book.records()) == []


def test_guessed_again_after_the_answer_the_first_guess_counts(book):
    one = committed(book, [50, 25, 25])
    one.reveal("30 %")
    one.again()
    assert one.truth is None, "an open guess shows no answer"
    one.belief = [1, 98, 1]
    one.commit()
    assert "You gave it 98 %" in one.describe() and guesses.AFTER in one.describe()
    assert [line.words for line in lines_of(book.records())] == ["2.00 bits"]


def test_guessed_again_before_the_answer_the_last_guess_counts(book):
    one = committed(book, [50, 25, 25])
    one.again()
    one.belief = [25, 50, 25]
    one.commit()
    assert guesses.AFTER not in one.reveal("30 %")
    assert [line.words for line in lines_of(book.records())] == ["1.00 bits"]


def test_opened_again_and_not_committed_what_was_committed_counts(book):
    one = committed(book, [50, 25, 25])
    one.again()
    one.belief = [1, 98, 1]
    assert "You gave it 25 %: a surprise of 2.00 bits" in one.reveal("30 %")
    assert (one.belief, one.is_open) == ([50, 25, 25], False) and book.load("00.1").counts


@pytest.mark.parametrize("model", [[0.5, 0.5], [0.5, 0.6, 0.1], [-0.1, 0.6, 0.5], 0.3])
def test_a_model_has_a_probability_for_each_option(book, model):
    with pytest.raises(ValueError, match="one probability per option"):
        committed(book, [20, 50, 30]).reveal("30 %", model)
    with pytest.raises(ValueError, match="one probability per option"):
        committed(book, [0, 0.5, 1], "00.2", Estimate(0, 1)).reveal(0.3, model)


# ---- on the disk -------------------------------------------------------------------------------------


def test_it_comes_back_after_a_restart_revealed_as_it_was(book):
    one = committed(book, [20, 50, 30])
    one.reveal(0.58)
    for other in (asked(book), stored_guess("00.1", book)):
        assert (other.belief, other.is_open, other.truth) == ([20, 50, 30], False, 2)
        assert other.describe() == one.describe()
    assert stored_guess("00.9", book) is None


def test_the_folder_is_beside_the_labels(tmp_path, monkeypatch):
    monkeypatch.setenv("ALKIT_LABELS", str(tmp_path / "mine"))
    assert GuessBook().path("00.1") == tmp_path / "mine" / "guesses" / "00.1.json"
    monkeypatch.delenv("ALKIT_LABELS")
    monkeypatch.chdir(tmp_path)
    assert GuessBook().path("00.1") == tmp_path / "labels" / "guesses" / "00.1.json"


@pytest.mark.parametrize("key", ["", "../00.1", "a/b", "00.1.", ".00", "A", "00 1", None, 1, "0" * 41])
def test_a_key_is_a_files_name(book, key):
    with pytest.raises(ValueError, match="named by chapter and number"):
        asked(book, key)


GARBAGE = ["", "{half", "[]", "null", "{}", '{"version": 2}', "\udcff", '{"version": 1, "about": 3}']
CHANGED = [{"guess": [50, 50, 50]}, {"guess": None}, {"truth": 7}, {"again": [1]}, {"is_blind": 1}, {"question": 3}, {"model": [1]},
           {"about": {"kind": "magic"}}, {"more": 1}, {"about": {"kind": "choose", "options": []}}]  # fmt: skip


@pytest.mark.parametrize("what", [*GARBAGE, *CHANGED], ids=str)
def test_a_damaged_file_is_lived_with_and_said(book, what):
    committed(book, [20, 50, 30]).reveal("30 %")
    committed(book, [20, 50, 30], "00.2")
    path = book.path("00.1")
    if isinstance(what, dict):
        what = json.dumps(json.loads(path.read_text(encoding="utf-8")) | what)
    path.write_bytes(what.encode(errors="surrogateescape"))
    with pytest.raises(Damaged):
        book.load("00.1")
    one = asked(book)
    assert one.is_open and "labels/guesses/00.1.json could not be read" in one.describe()
    assert stored_guess("00.1", book) is None and list(book.records()) == ["00.2"]
    one.belief = [1, 1, 98]
    one.commit()
    assert asked(book).belief == [1, 1, 98] and one.note == ""


def test_a_question_that_has_changed_is_asked_again_one_in_other_words_is_not(book):
    committed(book, [20, 50, 30])
    other = Guess("00.1", "How many?", Choose(("none", "some", "all")), book)
    assert other.is_open and "has changed" in other.describe()
    assert not Guess("00.1", "How many of them?", KIND, book).is_open


def test_what_cannot_be_stored_counts_until_the_kernel_stops(book):
    book.folder.parent.mkdir(parents=True)
    book.folder.write_text("a file where the folder should be")
    one = committed(book, [20, 50, 30])
    assert not one.is_open and "could not be stored" in one.describe()
    assert "a surprise of 1.00 bits" in one.reveal("30 %")


def test_another_windows_guess_stands(book):
    here, there = asked(book), asked(book)
    there.belief = [1, 1, 98]
    there.commit()
    here.belief = [98, 1, 1]
    here.commit()
    assert here.belief == [1, 1, 98] and "Another window" in here.note and not here.is_open


KILLED = """
import os, signal, sys
from alkit.exercises import guessbook
from alkit.exercises.guessbook import GuessBook, Record
guessbook.os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
GuessBook(sys.argv[1]).save("00.1", Record("How many?", {"kind": "choose", "options": ["10 %", "30 %", "60 %"]}, [1, 1, 98]))
"""


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_killed_between_write_and_rename_the_earlier_guess_is_whole(book):
    committed(book, [20, 50, 30])
    run = subprocess.run([sys.executable, "-c", KILLED, str(book.folder)], check=False)
    left = [path for path in book.folder.iterdir() if path.suffix == ".tmp"]
    assert run.returncode < 0 and len(left) == 1, "it was killed in the middle"
    assert asked(book).belief == [20, 50, 30] and list(book.records()) == ["00.1"]
    committed(book, [1, 1, 98], "00.2")
    assert left[0].exists(), "it may be somebody who is writing"
    os.utime(left[0], (time.time() - 2 * guessbook.OLD,) * 2)
    committed(book, [1, 1, 98], "00.3")
    assert sorted(path.name for path in book.folder.iterdir()) == ["00.1.json", "00.2.json", "00.3.json"]


WRITER = """
import sys
from alkit.exercises.guessbook import GuessBook, Record
book, mine = GuessBook(sys.argv[1]), int(sys.argv[2])
about = {"kind": "choose", "options": ["10 %", "30 %", "60 %"]}
for n in range(60):
    book.save(f"0{mine}.{n}", Record("?", about, [20, 50, 30]))
    book.save("shared", Record("?" * (1 + 1000 * mine), about, [mine, 50, 50 - mine]))
    assert book.load("shared").guess[0] in (1, 2)
"""


def test_two_processes_lose_nothing_of_each_other(book):
    both = [subprocess.Popen([sys.executable, "-c", WRITER, str(book.folder), str(k)]) for k in (1, 2)]
    assert [process.wait(60) for process in both] == [0, 0]
    assert len(book.records("01")) == len(book.records("02")) == 60
    assert book.load("shared").guess in ([1, 50, 49], [2, 50, 48])
    assert not list(book.folder.glob(".*"))


# ---- many guesses ------------------------------------------------------------------------------------


def test_the_bits_of_a_chapter_are_added_up(book):
    committed(book, [25, 25, 50], "00.1").reveal("30 %", [0.25, 0.5, 0.25])
    committed(book, [25, 50, 25], "00.2").reveal("30 %")
    committed(book, [100, 200, 300], "00.3", Estimate(0, 450)).reveal(262)
    committed(book, [98, 1, 1], "01.1").reveal("60 %")
    committed(book, [98, 1, 1], "00.4")
    assert [line.key for line in lines_of(book.records("00"))] == ["00.1", "00.2", "00.3"]
    assert summary(book.records("00"), "00") == (
        "Your bits in chapter 00: 3.00 over 2 guesses, uniform 3.17; 0.17 bits saved. "
        "Where a model guessed too, it needed 1.00 and you 2.00. 1 of 1 range held the answer; of many, 90 % should."
    )
    assert "5.06 bits lost" in summary(book.records("01"), "01")


def test_calibration_says_how_many_guesses_are_missing_and_then_is_a_curve(book):
    assert calibration({}).describe().endswith("you have 0, so 10 guesses are missing.")
    for n in range(ENOUGH - 1):
        committed(book, [80, 10, 10], f"00.{n}").reveal("10 %" if n < 6 else "30 %")
    assert calibration(book.records()).describe().endswith("you have 9, so 1 guess is missing.")
    committed(book, [0.1, 0.2, 0.3], "01.1", Estimate(0, 1)).reveal(0.9)
    found = calibration(book.records())
    assert found.missing == 0 and found.ranges[:2] == (0.9, 0.0)
    assert [(b.belief, b.n) for b in found.bins] == [(pytest.approx(0.1), 18), (pytest.approx(0.8), 9)]
    assert found.bins[1].true == pytest.approx(6 / 9)
    assert found.describe() == (
        "Your calibration over 10 guesses: of what you believed at 10 %, 17 % was true (18); "
        "of what you believed at 80 %, 67 % was true (9); of your 90 % ranges, 0 % held (1)."
    )


def test_drawn_curves_count_neither_for_bits_nor_for_calibration(book):
    committed(book, [0.5, 0.5, 0.5], "00.1", Draw((0, 5, 10), 0, 1)).reveal([0.5, 0.5, 0.8])
    assert calibration(book.records()).n == 0 and [line.words for line in lines_of(book.records())] == ["0.1 away"]
    assert summary(book.records(), "00").startswith("Your bits in chapter 00: none")


def test_a_record_knows_whether_it_counts():
    assert not Record("?", KIND.about(), [20, 50, 30]).counts
    assert not Record("?", KIND.about(), [20, 50, 30], is_blind=False, truth=1).counts
    assert Record("?", KIND.about(), [20, 50, 30], truth=0).counts
