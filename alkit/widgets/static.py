"""What a page shows where no kernel is: a picture that says what it is, and a sentence for nbval and for screen readers."""

from __future__ import annotations

import base64
import io
import pathlib
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from PIL import Image, ImageDraw, ImageFont

from alkit import plots
from alkit.modalities.text import plain

STATIC = "static picture: run the notebook to use it"
QUIET = "#595959"  # 7 : 1 on white
Bundle = tuple[dict[str, Any], dict[str, Any]]


def with_picture(bundle: Any, picture: Figure | bytes | None, text: str, about: str = "") -> Bundle:
    """A widget's live view, with what stands in for it.

    Parameters
    ----------
    bundle : what the widget's own ``_repr_mimebundle_`` returned
    picture : to be shown where there is no kernel, marked as static; a figure, a PNG file's bytes, or None where there is none
    text : of the same content
    about : what the picture shows, for those who cannot see it; by default the text

    Returns
    -------
    dict of MIME type -> data
    dict of MIME type -> its metadata: an exporter can give the picture its description

    Examples
    --------
    >>> data, metadata = with_picture(None, plots.new_axes((4, 1)).figure, "three of five")
    >>> sorted(data), metadata["image/png"]
    (['image/png', 'text/plain'], {'alt': 'three of five (static picture: run the notebook to use it)'})
    """
    data, metadata = map(dict, bundle if isinstance(bundle, tuple) else (bundle or {}, {}))  # ipywidgets returns a dictionary
    if picture is not None:
        png = picture if isinstance(picture, bytes) else plots.png(picture)
        data["image/png"] = base64.b64encode(marked(png)).decode()
        metadata["image/png"] = {"alt": f"{plain(about or text)} ({STATIC})"}
    return data | {"text/plain": plain(text)}, metadata


def marked(png: bytes) -> bytes:
    """A PNG file with a quiet line below the picture that says that it is static; the same bytes every time."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    width, height = picture.size
    size = max(13, width // 60)
    page = Image.new("RGB", (width, height + 2 * size), picture.getpixel((0, height - 1)))
    page.paste(picture)
    font = ImageFont.truetype(str(pathlib.Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")), size)
    ImageDraw.Draw(page).text((width - size, height + size), STATIC, QUIET, font, anchor="rm")
    buffer = io.BytesIO()
    page.save(buffer, "png")
    return buffer.getvalue()
