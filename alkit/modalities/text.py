"""Texts, shown as they are; numbers and dates that a ``show`` function returns, too."""

from __future__ import annotations

import numbers
import re
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from alkit.modalities.base import Modality

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LONGEST = 5000  # characters; a page is no place for a book
WIDTH, LINES = 42, 13  # of a text on paper, in characters
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # control characters; halves of a surrogate pair


class Text(Modality):
    """A text with its line breaks.

    >>> Text().live("<b>")
    {'kind': 'text', 'text': '<b>'}
    """

    called = "a text (str)"

    @classmethod
    def fits(cls, sample: Any) -> bool:
        return isinstance(sample, (str, numbers.Number, np.generic))

    @classmethod
    def of_pool(
        cls, X: Any, samples: Sequence[Any], feature_names: Sequence[str] | None, image_shape: tuple[int, ...] | None
    ) -> Modality | None:
        return cls() if all(isinstance(sample, str) for sample in samples) else None

    def live(self, sample: Any) -> dict[str, Any]:
        words = plain(sample)
        return {"kind": "text", "text": words if len(words) <= LONGEST else words[:LONGEST] + " …"}

    def paper(self, ax: Axes, sample: Any) -> None:
        write(ax, wrapped(sample))

    def default_estimator(self) -> Any:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline

        return make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=2000))


def plain(words: Any) -> str:
    r"""A text that any page and any font can take: what cannot be printed is replaced, line breaks and tabs stay.

    >>> plain("a\r\nb\x1b[0m")
    'a\nb�[0m'
    """
    return _UNPRINTABLE.sub("\ufffd", str(words).replace("\r\n", "\n").replace("\r", "\n"))


def wrapped(words: Any, width: int = WIDTH, lines: int = LINES) -> str:
    r"""A text broken into lines for paper, cut off with "…" where it is longer than the paper.

    >>> wrapped("one two three", width=8, lines=1)
    'one two\n…'
    """
    kept: list[str] = []
    for line in plain(words)[: width * (lines + 1) * 4].expandtabs(4).splitlines():
        kept += textwrap.wrap(line, width) or [""]
    return "\n".join(kept[:lines] + ["…"] * (len(kept) > lines))


def write(ax: Axes, words: str) -> None:
    """Put words into otherwise empty axes; a ``$`` is a dollar."""
    ax.axis("off")
    ax.text(0, 1, words, va="top", parse_math=False, transform=ax.transAxes)
