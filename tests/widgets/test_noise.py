"""The noise explorer, without a screen."""

import numpy as np
import pytest

import alkit
from alkit.widgets.explorers.noise import FIRST_TO_SHARE, NAMES, WRONG, NoiseState, answers, noise_explorer


def test_everybody_is_wrong_as_often_as_said_whether_mistakes_are_shared_or_not():
    means = {shared: [] for shared in (False, True)}
    for shared, found in means.items():
        for draw in range(30):
            truth, said = answers(len(NAMES), WRONG, shared, 500, draw)
            found.append((said != truth[:, None]).mean(axis=0))
        np.testing.assert_allclose(np.mean(found, axis=0), np.array(WRONG) / 100, atol=0.02)


def test_shared_mistakes_are_those_of_the_first_who_shares():
    truth, said = answers(5, [10, 10, 30, 30, 20], True, 500, 0)
    wrong = said != truth[:, None]
    assert (said[:, 2] == said[:, 3]).all() and not (said[:, 0] == said[:, 1]).all()
    assert (wrong[:, 4] <= wrong[:, 2]).all() and (said[wrong[:, 4], 4] == said[wrong[:, 4], 2]).all()
    apart = answers(5, [10, 10, 30, 30, 20], False, 500, 0)
    assert (apart[0] == truth).all() and (apart[1][:, : FIRST_TO_SHARE + 1] == said[:, : FIRST_TO_SHARE + 1]).all()


def test_what_is_found_is_what_the_package_finds():
    state = NoiseState()
    truth, said = answers(5, WRONG, False, 300, 0)
    known = alkit.dawid_skene(said)
    assert state.found.rivals["Dawid–Skene"] == pytest.approx(np.mean(known.labels == truth), abs=1e-4)
    assert state.found.rivals["best alone"] == pytest.approx((said == truth[:, None]).mean(axis=0).max(), abs=1e-4)
    assert state.found.kappa == pytest.approx(alkit.fleiss_kappa(said))


def test_the_wrong_majority_is_believed_only_where_mistakes_are_shared():
    widget = noise_explorer(wrong=[10, 10, 30, 30, 30])
    apart = widget.state.found
    widget.choose(shared=True)
    shared = widget.state.found
    assert shared.rivals["Dawid–Skene"] < shared.rivals["best alone"] < apart.rivals["Dawid–Skene"]
    assert min(shared.believed[2:]) > 0.99 > 0.7 > max(shared.believed[:2])
    assert "all but A and B share their mistakes" in widget.sentence


def test_the_controls_set_the_state_and_reset_brings_it_back():
    widget = noise_explorer()
    before = widget.sentence
    widget.choose(people=3, samples=20)
    widget.choose(wrong=[0, 0, 0, *WRONG[3:]])
    assert "3 annotators, wrong in 0, 0, 0 % of 20 samples" in widget.sentence and "majority 1.00" in widget.sentence
    widget.press("draw_again")
    assert widget.state.draw == 1
    widget.press("reset")
    assert widget.sentence == before and not widget.problem


def test_two_cannot_share_and_one_answer_can_be_all_there_is():
    widget = noise_explorer(2, [95, 95], shared=True, samples=20)
    assert not widget.problem and "each by themselves" in widget.sentence
    assert widget.figure().axes


def test_the_figure_shows_the_numbers_of_the_sentence():
    widget = noise_explorer(wrong=[10, 10, 30, 30, 30], shared=True)
    words = {text.get_text() for ax in widget.figure().axes for text in ax.texts}
    assert {"same mistakes", *(f"{share:.2f}" for share in widget.state.found.rivals.values())} <= words


@pytest.mark.parametrize("wrong", [[96], [-1], [], [0.5], "10", [1] * 8, None])
def test_what_is_no_error_rate_is_refused_in_one_sentence(wrong):
    with pytest.raises(ValueError, match="wrong must hold up to 7 whole numbers from 0 to 95"):
        noise_explorer(wrong=wrong)


def test_numbers_outside_the_sliders_are_refused():
    with pytest.raises(ValueError, match="annotators must be from 2 to 7, got 8"):
        noise_explorer(8)
    with pytest.raises(ValueError, match="samples must be from 20 to 500, got 5"):
        noise_explorer(samples=5)
