"""Words as a page can take them: shortened, without what cannot be printed; and the keys that stand for answers."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from typing import Any

from alkit.modalities.text import plain

KEYS = "1234567890efghloqw"  # letters free in JupyterLab, but s, n, u, t, p: skip, don't know, undo, the switch, play
LONGEST_NAME, LONGEST_QUESTION, LONGEST_STATUS, LONGEST_TIP = 60, 300, 600, 2000  # characters; the last in a tooltip


def short(words: Any, most: int) -> str:
    """A text that any page can take, cut off with "…" where it is longer than ``most`` characters.

    >>> short("one two", 5)
    'one …'
    """
    words = str(words)
    return plain(words) if len(words) <= most else plain(words[: most - 1]) + "…"


def keys_for(classes: Sequence[Any]) -> list[str]:
    """A key for each class: its own digit where all classes are digits, else in order."""
    names = [str(c) for c in classes]
    if all(len(n) == 1 and n in "0123456789" for n in names):
        return names
    return [KEYS[j] if j < len(KEYS) else "" for j in range(len(names))]


def button(label: Any, name: str, key: str) -> list[str]:
    """A class as the page has it: its name, its key, and its whole name where that is longer."""
    whole = short(label, LONGEST_TIP)
    return [name, key] if whole == name else [name, key, whole]


def pace(seconds: float | None) -> str:
    """Seconds per answer, in words; nothing where nobody knows."""
    return "" if seconds is None else f"{seconds:.1f} s per answer"


def last_parts(where: str) -> str:
    """The last two parts of a path or an URL: enough to find it, without telling the whole class about the disk."""
    return "/".join(pathlib.PurePath(where.rpartition("://")[2].rpartition("@")[2] if "://" in where else where).parts[-2:])
