"""Two samples beside each other, each shown as its own kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alkit.modalities.base import Modality
from alkit.pairs import Pair

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Two(Modality):
    """A pair; the first one stands on the left.

    Parameters
    ----------
    kind : of the two samples; None: each pair by itself

    Examples
    --------
    >>> Two().live(Pair("a", "b"))["first"]
    {'kind': 'text', 'text': 'a'}
    """

    kind: Modality | None = None

    called = "a pair (alkit.Pair)"

    @classmethod
    def fits(cls, sample: Any) -> bool:
        return isinstance(sample, Pair)

    @classmethod
    def of_pool(
        cls, X: Any, samples: Sequence[Any], feature_names: Sequence[str] | None, image_shape: tuple[int, ...] | None
    ) -> Modality | None:
        from alkit.modalities import modality_for

        if not all(cls.fits(sample) for sample in samples):
            return None
        return cls(modality_for([one for pair in X for one in (pair.first, pair.second)], feature_names, image_shape))

    def live(self, sample: Any) -> dict[str, Any]:
        first, second = (self._of(one).live(one) for one in (sample.first, sample.second))
        alts = [shown.get("alt") or shown.get("text", "a row of a table") for shown in (first, second)]
        return {"kind": "pair", "first": first, "second": second, "alt": f"first: {alts[0]}; second: {alts[1]}"}

    def paper(self, ax: Axes, sample: Any) -> None:
        ax.axis("off")
        for x, one in ((0.0, sample.first), (0.52, sample.second)):
            self._of(one).paper(ax.inset_axes((x, 0.0, 0.48, 1.0)), one)

    def default_estimator(self) -> Any:
        """A Bradley–Terry model on what the kind's own default makes of the samples."""
        from sklearn.pipeline import make_pipeline

        from alkit.models.bradley_terry import BradleyTerry

        steps = getattr(self.kind and self.kind.default_estimator(), "steps", None)
        return BradleyTerry(make_pipeline(*(step for _, step in steps[:-1])) if steps else None)

    def _of(self, sample: Any) -> Modality:
        from alkit.modalities import kind_of

        return self.kind or kind_of(sample)
