"""What benchmarks/scale.py has measured, as rows of the README's tables and as docs/scaling.png: python -m benchmarks.scale_shown"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.ticker import FuncFormatter

from alkit.plots.style import MARKERS, new_axes, png, style
from benchmarks.scale import ROOT, SIZES, exponent, known

PICTURE = ROOT / "docs" / "scaling.png"
MEGABYTES, SHARE = 400, 0.7  # the goal: memory at most, and share of the bare throughput at least


def goal_lines() -> list[tuple[str, str, str, str]]:
    """Two rows of the README's table."""
    found = known()["goal"]
    if not found:
        return []
    work = f"a query by margin on {found['rows']:,} × 64, logistic regression"
    share = found["bare"] / found["query"]
    rate = f"{found['rows'] / found['query'] / 1e6:.1f} million rows a second"
    loaded = f"{found['before']:.0f} MB of it before the query"
    return [
        (f"{work}: resident memory, pages of the map included", f"{found['megabytes']:.0f} MB", f"≤ {MEGABYTES} MB", loaded),
        (f"{work}: share of the throughput of bare predict_proba", f"{share:.0%}", f"≥ {SHARE:.0%}", rate),
    ]


def growth_lines() -> list[tuple[str, str, str, str]]:
    """A row for each strategy: how its time grows, what 10^4 and 10^6 rows take, and how far it went."""
    return [_line(name, found) for name, found in known()["growth"].items() if found["points"]]


def _line(name: str, found: dict[str, Any]) -> tuple[str, str, str, str]:
    times, power = dict(map(tuple, found["points"])), exponent(found["points"])
    last = max(times, default=0)
    why = f"; {found['stopped']} next" if found["stopped"] else ""
    few, many = (f"{times[n]:.3g} s" if n in times else "–" for n in (10**4, 10**6))
    return name, "–" if power is None else f"n^{power:.2f}", f"{few}, {many}", f"{last:,} in {times.get(last, 0):.3g} s{why}"


PANELS = {
    "one model": "margin_sampling entropy_sampling least_confidence_sampling decision_margin_sampling CostWeighted HumanFeedback",
    "chance and gradients": "random_sampling EpsilonGreedy StochasticBatch badge_sampling expected_gradient_length_sampling",
    "committees": "QueryByCommittee EPIGSampling BatchBALDSampling CommitteeVariance",
    "distances": "core_set_sampling DiverseSampling RankedBatch typiclust_sampling ProbCover DensityWeighted",
    "imagined answers, numbers, a peer": "ExpectedErrorReduction ExpectedInformationGain ScikitActiveml greedy_sampling_x greedy_sampling_y greedy_sampling_xy",
    "for large pools": "margin_sampling Blockwise Subsampled Preselected",
}


def draw() -> None:
    """A picture of all curves, family by family, on axes of equal scale."""
    found = known()["growth"]
    powers = FuncFormatter(lambda x, _: "10" + str(round(np.log10(x))).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")))
    with style():
        axes = new_axes((15, 10), nrows=2, ncols=3, sharex=True, sharey=True)
        for ax, (title, names) in zip(axes.flat, PANELS.items()):
            _guides(ax)
            for i, name in enumerate(name for name in names.split() if name in found):
                points = found[name]["points"]
                power = exponent(points)
                label = name.removesuffix("_sampling").replace("_", " ") + (f"  n^{power:.2f}" if power else "")
                ax.plot(*zip(*points), marker=MARKERS[i], color=f"C{i}", label=label)
            ax.set(title=title, xscale="log", yscale="log", ylim=(1e-4, 1e4))
            ax.xaxis.set_major_formatter(powers)
            ax.yaxis.set_major_formatter(powers)
            ax.legend(fontsize=12, loc="upper left")
        for ax in axes[-1]:
            ax.set_xlabel("candidates")
        for ax in axes[:, 0]:
            ax.set_ylabel("CPU seconds a query")
    PICTURE.write_bytes(png(axes[0, 0].figure, dpi=80))


def _guides(ax: Any) -> None:
    """Thin lines for time in proportion to the pool, and to its square."""
    for word, power, start, end in (("n", 1, 2e-4, SIZES[-1]), ("n²", 2, 2e-3, 5e4)):
        rows = np.array([SIZES[0], end])
        ax.plot(rows, start * (rows / rows[0]) ** power, color="0.75", linewidth=1, zorder=0)
        ax.annotate(word, (end, start * (end / rows[0]) ** power), (3, -14), textcoords="offset points", color="0.45")


if __name__ == "__main__":
    draw()
    print(*goal_lines(), *growth_lines(), sep="\n")
