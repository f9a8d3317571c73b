"""The runs of a comparison, put beside each other: seed by seed, and those that are the same."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd


def identical(results: pd.DataFrame) -> pd.DataFrame:
    """Strategies whose curves are the same number for number on all seeds of a data set, and the first that has them.

    With two classes, margin, entropy and least confidence ask the same questions: that is one strategy with three names, and
    tests count it once.

    Returns
    -------
    frame with the columns dataset, strategy, same_as

    Examples
    --------
    >>> curve = {"dataset": "d", "seed": 0, "n_asked": [0, 1], "metric": [0.5, 0.7], "error": ""}
    >>> frame = pd.concat([pd.DataFrame({"strategy": name, **curve}) for name in ("margin", "entropy")])
    >>> identical(frame).to_dict("records")
    [{'dataset': 'd', 'strategy': 'entropy', 'same_as': 'margin'}]
    """
    first: dict[tuple, str] = {}
    rows = []
    for (dataset, strategy), runs in whole(results).groupby(["dataset", "strategy"], sort=False):
        key = dataset, runs[["seed", "n_asked", "metric"]].to_numpy(dtype=float).tobytes()
        if first.setdefault(key, strategy) != strategy:
            rows.append((dataset, strategy, first[key]))
    return pd.DataFrame(rows, columns=["dataset", "strategy", "same_as"])


def whole(results: pd.DataFrame) -> pd.DataFrame:
    """The runs that did not fail, each in the order of asking."""
    whole = results[results["error"] == ""]
    if not len(whole):
        raise ValueError("there is no finished run in these results")
    order = {name: j for j, name in enumerate(dict.fromkeys(whole["strategy"]))}
    return whole.sort_values(
        ["dataset", "strategy", "seed", "n_asked"], key=lambda c: c.map(order) if c.name == "strategy" else c
    )


def pairs_of(table: pd.DataFrame, column: str, baseline: str) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """For each data set and other strategy: its values and the baseline's at the same seeds, shape (n_seeds, 2)."""
    for dataset, part in table.groupby("dataset", sort=False):
        by_seed = part.pivot(index="seed", columns="strategy", values=column)
        seeds = part.groupby("strategy", sort=False)["seed"].agg(set)
        if baseline not in seeds:
            raise ValueError(f"there is no strategy {baseline!r} on {dataset}; there are {list(seeds.index)}")
        for strategy in seeds.index.drop(baseline):
            common = sorted(seeds[strategy] & seeds[baseline])
            if not common:
                raise ValueError(f"{strategy} and {baseline} share no seed on {dataset}, so they cannot be paired")
            yield dataset, strategy, by_seed.loc[common, [strategy, baseline]].set_axis(["own", "baseline"], axis=1)


def twin_of(same_as: dict[tuple[str, str], str], dataset: str, strategy: str, baseline: str) -> str:
    """The strategy with the same curves that is tested in its place, or the baseline; "" if it is one of its own."""
    first = same_as.get((dataset, strategy), strategy)
    if first == same_as.get((dataset, baseline), baseline):
        return baseline
    return "" if first == strategy else first
