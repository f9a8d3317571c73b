"""Images: arrays and PIL images, and the rows of a data set that are pictures.

Grey numbers are read in one of two ways.  Booleans, ``uint8`` and floats within 0 and 1 are a photograph: 0 is black.  Any
other numbers, and the rows of a data set with an ``image_shape``, are ink on paper: 0 is white, the largest value black.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image as PILImage
from PIL import ImageOps
from scipy.sparse import issparse
from sklearn.base import BaseEstimator, TransformerMixin

from alkit.modalities.base import Modality

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LONGEST_SIDE = 480  # pixels sent to the page; it shows 240, or 480 on a fine screen
THUMBNAIL = 64
MOST_KEPT = 20_000  # images whose pixels are kept: 60 MB


@dataclass(frozen=True)
class Image(Modality):
    """A picture; the page enlarges a small one without blurring it.

    Parameters
    ----------
    image_shape : (height, width) of samples that are plain rows of numbers; they are ink on paper
    is_ink : how grey numbers are read; None: each picture by itself

    Examples
    --------
    >>> Image().live(np.zeros((2, 3, 3), dtype=np.uint8))["alt"]
    'an image, 3 pixels wide and 2 high'
    """

    image_shape: tuple[int, ...] | None = None
    is_ink: bool | None = None

    called = "an image (a PIL image, an array of shape (height, width), (height, width, 3) or (height, width, 4))"

    @classmethod
    def fits(cls, sample: Any) -> bool:
        if isinstance(sample, PILImage.Image):
            return True
        shape: tuple[int, ...] = getattr(sample, "shape", ())
        kind = getattr(getattr(sample, "dtype", None), "kind", "O")
        is_picture = len(shape) == 2 or (len(shape) == 3 and shape[2] in (1, 3, 4))
        return is_picture and not issparse(sample) and kind in "fiub" and 0 not in shape

    @classmethod
    def of_pool(
        cls, X: Any, samples: Sequence[Any], feature_names: Sequence[str] | None, image_shape: tuple[int, ...] | None
    ) -> Modality | None:
        if image_shape is not None:
            return cls(tuple(image_shape), is_ink=True)
        if not all(cls.fits(sample) for sample in samples):
            return None
        return cls(is_ink=not all(_is_photograph(sample) for sample in samples))

    def live(self, sample: Any) -> dict[str, Any]:
        picture = self._picture(sample)
        width, height = picture.size
        alt = f"an image, {width} pixel{'s' * (width > 1)} wide and {height} high"
        return {"kind": "image", "src": _source(picture, LONGEST_SIDE), "alt": alt, "is_small": max(picture.size) < 120}

    def thumbnail(self, sample: Any) -> dict[str, Any]:
        picture = self._picture(sample)
        return {"kind": "image", "src": _source(picture, THUMBNAIL), "alt": "", "is_small": max(picture.size) < THUMBNAIL}

    def paper(self, ax: Axes, sample: Any) -> None:
        picture = self._picture(sample)
        smooth = "nearest" if max(picture.size) < 120 else "antialiased"
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        ax.imshow(np.asarray(picture), cmap="gray", vmin=0, vmax=255, interpolation=smooth)
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set(visible=True, color="0.7", linewidth=1)

    def default_estimator(self) -> Any:
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline

        model = LogisticRegression(max_iter=2000)
        return model if self.image_shape is not None else make_pipeline(Pixels(), model)

    def _picture(self, sample: Any) -> PILImage.Image:
        if self.image_shape is not None:
            row = sample.toarray() if issparse(sample) else np.asarray(sample, dtype=float)
            sample = row.reshape(self.image_shape)
        return as_picture(sample, self.is_ink)


class Pixels(TransformerMixin, BaseEstimator):
    """Images as rows of numbers: each is scaled to ``side`` × ``side`` pixels of red, green and blue, from 0 to 1.

    Good for a start.  Features of a network that has seen many images are better: give ``label`` these instead, and ``show=``.
    What has been computed of an image is kept, as a model is asked about the whole pool after every answer.

    Examples
    --------
    >>> Pixels(side=2).transform([np.zeros((8, 8), dtype=np.uint8)]).shape
    (1, 12)
    """

    def __init__(self, side: int = 32):
        self.side = side

    def fit(self, X: Any, y: Any = None) -> Pixels:
        """Nothing is learned."""
        return self

    def transform(self, X: Any) -> np.ndarray:
        """Rows of shape (n_samples, side * side * 3)."""
        return np.stack([_kept(x, self.side) for x in X]).astype(np.float32) / 255

    def __sklearn_is_fitted__(self) -> bool:
        return True


_KEPT: dict[tuple, np.ndarray] = {}


def _kept(sample: Any, side: int) -> np.ndarray:
    """Its bytes at this size: those of an image of the same content, if there was one."""
    is_image = isinstance(sample, PILImage.Image)
    if is_image and sample.mode not in ("L", "RGB", "RGBA"):
        return _scaled(sample, side)  # its content is not all in its pixels: a palette, say
    content: Any = sample if is_image else np.asarray(sample)
    looks = (content.mode, content.size) if is_image else (content.dtype.str, content.shape)
    key = (side, *looks, blake2b(content.tobytes(), digest_size=16).digest())
    if key not in _KEPT:
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        _KEPT[key] = _scaled(sample, side)
    return _KEPT[key]


def _scaled(sample: Any, side: int) -> np.ndarray:
    return np.asarray(as_picture(sample).convert("RGB").resize((side, side)), dtype=np.uint8).ravel()


def as_picture(sample: Any, is_ink: bool | None = None) -> PILImage.Image:
    """One sample as a PIL image of mode L, RGB or RGBA.

    Parameters
    ----------
    sample : PIL image or array
    is_ink : how grey numbers are read, see the top of this file; None: by what they are

    Raises
    ------
    ValueError
        If colors are neither ``uint8`` nor within 0 and 1, or a number is missing.
    """
    if isinstance(sample, PILImage.Image):
        if sample.mode not in ("I", "F") and not sample.mode.startswith("I;"):
            return _of_known_mode(sample)
        sample = np.asarray(sample)
    pixels = np.asarray(sample)
    pixels = pixels[..., 0] if pixels.ndim == 3 and pixels.shape[2] == 1 else pixels
    if pixels.dtype != np.uint8:
        pixels = pixels.astype(float)
        if not np.isfinite(pixels).all():
            raise ValueError("an image must hold finite numbers")
    if pixels.ndim == 2 and (not _is_photograph(sample) if is_ink is None else is_ink):
        pixels = 1 - pixels / max(float(pixels.max()), 1e-12)
    return PILImage.fromarray(_bytes(pixels))


def _is_photograph(sample: Any) -> bool:
    if isinstance(sample, PILImage.Image):
        return sample.mode not in ("I", "F") and not sample.mode.startswith("I;")
    values = np.asarray(sample)
    if values.dtype == np.uint8 or values.dtype.kind == "b" or (values.ndim == 3 and values.shape[2] > 1):
        return True
    return values.dtype.kind == "f" and bool(values.min() >= 0 and values.max() <= 1)


def _bytes(pixels: np.ndarray) -> np.ndarray:
    """Numbers as bytes: bytes stay, 0 to 1 becomes 0 to 255; for colors, whole numbers up to 255 are bytes of another type."""
    if pixels.dtype == np.uint8:
        return pixels
    if pixels.ndim == 3 and (pixels.min() < 0 or pixels.max() > 1):
        if pixels.min() < 0 or pixels.max() > 255 or (pixels != np.round(pixels)).any():
            raise ValueError(f"colors must be uint8, or floats within 0 and 1; got {pixels.min():.3g} to {pixels.max():.3g}")
        return pixels.astype(np.uint8)
    return np.round(255 * pixels.clip(0, 1)).astype(np.uint8)


def _of_known_mode(picture: PILImage.Image) -> PILImage.Image:
    picture = ImageOps.exif_transpose(picture)  # phones store how they were held
    if picture.mode in ("1", "L"):
        return picture.convert("L")
    return picture.convert("RGBA" if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info else "RGB")


def _source(picture: PILImage.Image, longest_side: int) -> str:
    picture = picture.copy()
    picture.thumbnail((longest_side, longest_side))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
