"""What a page shows where no kernel is: a picture, and a sentence for nbval and for screen readers."""

from __future__ import annotations

import base64
from typing import Any

from matplotlib.figure import Figure

from alkit import plots
from alkit.modalities.text import plain


def with_picture(bundle: Any, picture: Figure | bytes | None, text: str) -> dict[str, Any]:
    """A widget's live view, with what stands in for it.

    Parameters
    ----------
    bundle : what the widget's own ``_repr_mimebundle_`` returned
    picture : to be shown where there is no kernel; a PNG file's bytes are taken as they are; None where there is none
    text : of the same content

    Returns
    -------
    dict of MIME type -> data

    Examples
    --------
    >>> sorted(with_picture(None, b"...", "three of five"))
    ['image/png', 'text/plain']
    """
    data = dict(bundle[0] if isinstance(bundle, tuple) else bundle or {})  # anywidget returns a pair, ipywidgets a dictionary
    if picture is not None:
        data["image/png"] = base64.b64encode(picture if isinstance(picture, bytes) else plots.png(picture)).decode()
    return data | {"text/plain": plain(text)}
