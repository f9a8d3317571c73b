"""Anyone's images: a folder of folders, each named like its class."""

from __future__ import annotations

import os
import pathlib
import warnings

import numpy as np

from alkit.datasets.base import Dataset, about

ENDINGS = frozenset({".bmp", ".gif", ".jpeg", ".jpg", ".png", ".ppm", ".tif", ".tiff", ".webp"})
MOST_NAMED = 5


def pictures(folder: str | os.PathLike[str], size: int = 64) -> Dataset:
    """Your own images: a folder that holds one folder for each class, with at least one image in each.

    Every image is put into a square of ``size`` × ``size`` pixels, turned as it was held, whole, on white.  ``groups`` holds
    the name of each file, ``class/name``.  A file that is no image, or a broken one, is left out, and a warning names it.

    Source: your files; they stay as they are.

    Licence: that of your files.

    Parameters
    ----------
    folder : such a folder
    size : pixels of a side

    Returns
    -------
    Dataset
        ``X`` is an array of shape (n_samples, size, size, 3) of bytes.

    Raises
    ------
    ValueError
        If there is no such folder, or not at least two classes with images in it.

    Warns
    -----
    UserWarning
        If files cannot be read as images.

    Examples
    --------
    >>> import tempfile
    >>> from PIL import Image
    >>> home = pathlib.Path(tempfile.mkdtemp())
    >>> for name in ("cat", "dog"):
    ...     (home / name).mkdir()
    ...     Image.new("RGB", (30, 20)).save(home / name / "1.png")
    >>> pets = pictures(home, size=8)
    >>> pets.X.shape, pets.y.tolist(), pets.groups.tolist()
    ((2, 8, 8, 3), ['cat', 'dog'], ['cat/1.png', 'dog/1.png'])
    """
    home = pathlib.Path(folder)
    if not home.is_dir():
        raise ValueError(f"pictures needs a folder that holds one folder for each class; there is none at {str(home)!r}")
    files = sorted(file for file in home.glob("*/*") if file.suffix.lower() in ENDINGS and not file.name.startswith("."))
    seen = {file: _opened(file, size) for file in files}
    broken = [_name(file) for file, picture in seen.items() if picture is None]
    if broken:
        more = f" and {len(broken) - MOST_NAMED} more" if len(broken) > MOST_NAMED else ""
        warnings.warn(
            f"left out, as they cannot be read as images: {', '.join(map(repr, broken[:MOST_NAMED]))}{more}", stacklevel=2
        )
    good = {file: picture for file, picture in seen.items() if picture is not None}
    y, names = [_words(file.parent.name) for file in good], [_name(file) for file in good]
    if len(set(y)) < 2:
        endings = ", ".join(sorted(ENDINGS))
        raise ValueError(
            f"pictures needs at least two folders with images ({endings}) in {str(home)!r}, found {sorted(set(y))}"
        )
    X, name = np.stack(list(good.values())), _words(home.resolve().name)
    return Dataset(name, X, np.array(y), groups=np.array(names), about=about(pictures))


def _opened(file: pathlib.Path, size: int) -> np.ndarray | None:
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings(), Image.open(file) as picture:
            warnings.simplefilter("error", Image.DecompressionBombWarning)  # a small file that fills the memory
            grey = (
                Image.fromarray((np.asarray(picture) // 256).astype(np.uint8)) if picture.mode.startswith("I;16") else picture
            )
            whole = ImageOps.exif_transpose(grey).convert("RGBA")
        paper = Image.new("RGBA", whole.size, "white")
        return np.asarray(ImageOps.pad(Image.alpha_composite(paper, whole).convert("RGB"), (size, size), color="white"))
    except Exception:  # noqa: BLE001  a broken file raises anything, SyntaxError and struct.error among it
        return None


def _name(file: pathlib.Path) -> str:
    return f"{_words(file.parent.name)}/{_words(file.name)}"


def _words(name: str) -> str:
    """A file's name as text: what cannot be printed, or is no Unicode, is replaced."""
    known = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in known)
