"""Parquet files as a pool."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Sequence
from typing import Any

from alkit.pool.chunked import Chunked


class ParquetPool(Chunked):
    """The rows of a Parquet file, or of all in a folder, as a pool that stays on disk; taken from it, they are a data frame.

    A row group is read as a whole and kept until another is needed; write files with groups of about 65,536 rows
    (``row_group_size=65_536`` in pandas and pyarrow), for by default a group may fill the memory.  Needs pyarrow.

    Parameters
    ----------
    path : file, or folder whose files end in .parquet: their rows in the order of the names
    columns : the features, by name; by default all columns of the first file

    Raises
    ------
    ValueError
        If there is no such file, or a file lacks a column.

    Examples
    --------
    >>> import tempfile, pandas as pd
    >>> from alkit.pool import take_rows
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     pd.DataFrame({"x": range(9), "y": 0}).to_parquet(f"{folder}/a.parquet", row_group_size=4)
    ...     pool = ParquetPool(folder, columns=["x"])
    ...     pool, take_rows(pool, [7, 0]).x.tolist()
    (ParquetPool(9 × 1 in 3 chunks), [7, 0])
    """

    def __init__(self, path: str | os.PathLike[str], columns: Sequence[str] | None = None):
        from pyarrow import parquet

        place = pathlib.Path(path).resolve()  # a worker may stand in another folder
        files = sorted(place.rglob("*.parquet")) if place.is_dir() else [place]
        if not files or not place.exists():
            raise ValueError(f"there is no Parquet file at {str(path)!r}")
        heads = [(str(file), parquet.read_metadata(file)) for file in files]
        known = [head.schema.to_arrow_schema().names for _, head in heads]
        self.columns = [name for name in known[0] if not name.startswith("__index")] if columns is None else list(columns)
        for (file, _), names in zip(heads, known):
            if lacking := set(self.columns) - set(names):
                raise ValueError(f"{file!r} has no column {sorted(lacking)}; it has {names}")
        self._groups = [(file, i) for file, head in heads for i in range(head.num_row_groups)]
        lengths = [head.row_group(i).num_rows for _, head in heads for i in range(head.num_row_groups)]
        super().__init__(lengths, len(self.columns))

    def read(self, number: int) -> Any:
        from pyarrow import parquet

        file, group = self._groups[number]
        with parquet.ParquetFile(file) as opened:
            return opened.read_row_group(group, columns=self.columns).to_pandas()
