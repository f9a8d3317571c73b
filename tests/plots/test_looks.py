"""A strategy looks the same wherever it is drawn."""

import matplotlib as mpl
import pytest

from alkit import catalog, plots
from alkit.plots.looks import FREE, LOOKS, _plain, looks


def test_the_names_are_those_of_the_menus_and_no_two_look_alike():
    assert set(LOOKS) <= {_plain(entry.menu) for entry in catalog.STRATEGIES if entry.menu}
    assert len(set(LOOKS.values())) == len(LOOKS)
    with plots.style():
        assert len(FREE) == len(mpl.rcParams["axes.prop_cycle"]) == len({look[0] for look in list(LOOKS.values())[:10]})


@pytest.mark.parametrize("others", [[], ["margin"], ["mine", "random", "BADGE"]])
@pytest.mark.parametrize("name", ["entropy", "entropy_sampling", "Entropy"])
def test_a_strategy_looks_the_same_in_any_company(name, others):
    assert looks([*others, name])[-1] == looks([name])[0] == (2, 2, 0)


def test_other_names_take_what_is_left_and_those_of_one_color_differ_in_their_dashes():
    names = ["random", "margin", *(f"mine {k}" for k in range(8))]
    assert len({look.color for look in looks(names)}) == 10
    crowd = looks([*names, "yours", "BALD (committee)", "BALD"])
    assert len(set(crowd)) == len(crowd) and max(look.dash for look in crowd) >= 1


def test_one_color_in_the_curves_and_in_the_differences():
    import pandas as pd

    curve = plots.learning_curve({"margin": ([0, 1], [0.5, 0.6]), "core-set": ([0, 1], [0.4, 0.7])})
    row = {"strategy": "core-set", "difference": 0.1, "low": 0.0, "high": 0.2, "p": 0.04}
    ahead = plots.differences(pd.DataFrame([row]))
    assert curve.lines[1].get_color() == ahead.lines[-1].get_color() == "C5"
    assert curve.lines[1].get_marker() == ahead.lines[-1].get_marker() == plots.MARKERS[5]
