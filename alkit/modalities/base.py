"""What a kind of sample has to say of itself: see :class:`Modality`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Modality:
    """One kind of sample: how it is shown live and drawn on paper, and which estimator is a sensible default for it.

    A new kind is a file beside this one with a subclass, and its entry in :data:`alkit.modalities.KINDS`.

    Attributes
    ----------
    called : what the kind is called in the error for a sample that nobody knows
    """

    called: ClassVar[str]

    @classmethod
    def fits(cls, sample: Any) -> bool:
        """Whether one sample by itself is of this kind."""
        raise NotImplementedError

    @classmethod
    def of_pool(
        cls, X: Any, samples: Sequence[Any], feature_names: Sequence[str] | None, image_shape: tuple[int, ...] | None
    ) -> Modality | None:
        """Make this kind for a pool; None if the pool is of another.

        Parameters
        ----------
        X : the whole pool
        samples : some of its rows, to be looked at
        feature_names, image_shape : what is known about its columns, as in :class:`alkit.datasets.Dataset`
        """
        return cls() if all(cls.fits(sample) for sample in samples) else None

    def live(self, sample: Any) -> dict[str, Any]:
        """What the page draws: ``kind`` is "image", "text", "sound", "table" or "point"; the rest is data, never markup."""
        raise NotImplementedError

    def thumbnail(self, sample: Any) -> dict[str, Any] | None:
        """As :meth:`live`, but small enough for a line of text; None where that says nothing."""
        return None

    def explained(self, sample: Any, weights: Sequence[tuple[str, float]]) -> dict[str, Any] | None:
        """What in a sample weighed most for the model, once it is answered; None where that says nothing of such samples.

        Parameters
        ----------
        sample : as for :meth:`live`
        weights : name of a feature, and its weight for the class predicted, as :func:`alkit.models.weights.heaviest` has them

        Returns
        -------
        dict with "weights": list of [words, weight]; and perhaps "marked": the sample as a list of [text, weight or 0]
        """
        return None

    def backdrop(self) -> dict[str, Any]:
        """What the page needs once, for all samples: the other points of a scatter, say."""
        return {}

    def paper(self, ax: Axes, sample: Any) -> None:
        """Draw a sample, for pages without a kernel.

        Texts are data: write them with ``parse_math=False``, and without ``wrap=True``, which parses mathematics all the same.
        """
        raise NotImplementedError

    def default_estimator(self) -> Any:
        """A classifier that learns from such samples out of the box."""
        raise NotImplementedError
