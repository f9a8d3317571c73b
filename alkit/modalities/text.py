"""Texts, shown as they are; numbers and dates that a ``show`` function returns, too."""

from __future__ import annotations

import numbers
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from alkit.modalities.base import Modality

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LONGEST = 20_000  # characters; a page is no place for a book
WIDTH, LINES = 42, 13  # of a text on paper, in characters
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # control characters; halves of a surrogate pair


@dataclass(frozen=True, eq=False)
class Text(Modality):
    """A text with its line breaks.

    Parameters
    ----------
    pool : all texts, from which the default estimator learns what the words are; None: from those that are labeled

    >>> Text().live("<b>")
    {'kind': 'text', 'text': '<b>'}
    """

    pool: Any = None

    called = "a text (str)"

    @classmethod
    def fits(cls, sample: Any) -> bool:
        return isinstance(sample, (str, numbers.Number, np.generic))

    @classmethod
    def of_pool(
        cls, X: Any, samples: Sequence[Any], feature_names: Sequence[str] | None, image_shape: tuple[int, ...] | None
    ) -> Modality | None:
        return cls(X) if all(isinstance(sample, str) for sample in samples) else None

    def live(self, sample: Any) -> dict[str, Any]:
        return {"kind": "text", "text": _cut(sample)}

    def explained(self, sample: Any, weights: Sequence[tuple[str, float]]) -> dict[str, Any] | None:
        marked = marked_words(_cut(sample), dict(weights))
        return {"weights": [[plain(word), weight] for word, weight in weights], "marked": marked} if len(marked) > 1 else None

    def paper(self, ax: Axes, sample: Any) -> None:
        write(ax, wrapped(sample))

    def default_estimator(self) -> Any:
        """TF-IDF and logistic regression, which cares for rare classes as much; each text of the pool is counted once."""
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline

        from alkit.modalities.words import PoolWords

        words = TfidfVectorizer(sublinear_tf=True) if self.pool is None else PoolWords.of(self.pool)
        return make_pipeline(words, LogisticRegression(class_weight="balanced", solver="newton-cg", max_iter=2000))


def marked_words(text: str, weights: dict[str, float]) -> list[list[Any]]:
    """A text in pieces, [piece, weight]; 0 for what lies between the words that have one.

    >>> marked_words("Good? Not good.", {"good": 0.5, "not good": -2.0})
    [['Good', 0.5], ['? ', 0], ['Not good', -2.0], ['.', 0]]
    """
    names = sorted((name for name in weights if name == name.strip() != ""), key=len, reverse=True)
    if not names:
        return [[text, 0]]
    one_of = "|".join(r"\W+".join(map(re.escape, name.split())) for name in names)
    pieces = re.split(rf"(?<!\w)({one_of})(?!\w)", text, flags=re.IGNORECASE)
    found = [
        [piece, weights.get(" ".join(re.findall(r"\w+", piece.lower())), 0) if j % 2 else 0] for j, piece in enumerate(pieces)
    ]
    return [piece for piece in found if piece[0]]


def _cut(sample: Any) -> str:
    words = plain(sample)
    return words if len(words) <= LONGEST else words[:LONGEST] + " …"


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
