"""Answers as comma-separated values (RFC 4180, UTF-8): one line each, under a line with the names of the columns."""

from __future__ import annotations

import csv
import io
import math
from typing import Any

from alkit.labeling.exchange.given import Given, refuse_others
from alkit.labeling.joint import JointAnswers

NEEDED = ("sample", "hash", "annotator", "label")
COLUMNS = (*NEEDED, "known", "seconds", "at", "remark")  # known: "no" for "I don't know", as a class may be an empty text


def dumps(answers: JointAnswers, given: list[Given], X: Any) -> str:
    """The text of the file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for g in given:
        known, seconds = ("no" if g.label is None else "yes"), ("" if math.isnan(g.seconds) else repr(g.seconds))
        writer.writerow([g.sample, g.hash, g.annotator, g.label or "", known, seconds, g.at, g.remark or ""])
    return out.getvalue()


def loads(text: str) -> list[Given]:
    """The answers in the text of a file.

    Raises
    ------
    ValueError
        If it has other columns, or a line that cannot be read.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        refuse_others(reader.fieldnames or [], COLUMNS, NEEDED, "columns")
        return [_given(line, reader.line_num) for line in reader]
    except csv.Error as error:
        raise ValueError(f"nothing was taken in; line {reader.line_num} cannot be read: {error}") from error


def _given(line: dict[str, str], number: int) -> Given:
    if None in line or None in line.values():
        raise ValueError(f"nothing was taken in; line {number} has more or fewer values than there are columns")
    try:
        sample, seconds = int(line["sample"]), float(line.get("seconds") or "nan")
    except ValueError as error:
        raise ValueError(f"nothing was taken in; line {number} cannot be read: {error}") from error
    is_known = line.get("known", "yes" if line["label"] else "no") != "no"
    label = line["label"] if is_known else None
    return Given(sample, line["hash"], line["annotator"], label, seconds, line.get("at", ""), line.get("remark") or None)
