"""What a claim is, and the list of them all."""

from __future__ import annotations

import ast
import hashlib
import inspect
import itertools
import math
import pathlib
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType

FIRST_SEED = 1000  # the seeds of claims begin here; those that a chapter shows are left out
FOLDER = pathlib.Path(__file__).parent
HOME = "benchmarks.claims"


@dataclass(frozen=True)
class Claim:
    """A sentence of a chapter, and how it is measured.

    Attributes
    ----------
    name : begins with the number of the chapter; "claim:" and the name is the tag of the cell
    says : the sentence, in words that need no chapter
    measure : function of a seed that returns one number, the effect; where a cause is named, ``measure(seed, cause=False)`` is
        the effect with the cause switched off
    seeds : on which it is measured
    chapter_seeds : which the chapter shows
    between : the claim says that the mean effect lies between these two
    unit : of the effect
    cause : what is switched off, in words; empty where no cause is named
    """

    name: str
    says: str
    measure: Callable[..., float]
    seeds: tuple[int, ...]
    chapter_seeds: frozenset[int]
    between: tuple[float, float]
    unit: str
    cause: str

    @property
    def chapter(self) -> str:
        return self.name[:2]

    @property
    def code(self) -> str:
        """Changes when the function changes, or one of this folder that it calls; not with words or comments."""
        parts = definitions(self.measure.__name__, sys.modules[self.measure.__module__], {})
        return hashlib.sha256("\n".join(parts.values()).encode()).hexdigest()[:16]


LEDGER: dict[str, Claim] = {}


def claim(
    name: str,
    *,
    chapter_seeds: Iterable[int] = (),
    n_seeds: int = 24,
    between: tuple[float, float] = (0.0, math.inf),
    unit: str = "accuracy",
    cause: str = "",
    first_seed: int = FIRST_SEED,
) -> Callable[[Callable[..., float]], Callable[..., float]]:
    """Enter a function into the ledger; its docstring is the sentence.  See :class:`Claim`.

    Where limits or seeds were changed after a look at the results, the claim is measured again from another ``first_seed`` on,
    at seeds that nobody has looked at.

    Raises
    ------
    ValueError
        If the name is taken, or there is no sentence.
    """

    def entered(function: Callable[..., float]) -> Callable[..., float]:
        shown = frozenset(chapter_seeds)
        if name in LEDGER or not function.__doc__:
            raise ValueError(f"the claim {name!r} needs a name of its own and a docstring that says it")
        seeds = tuple(itertools.islice((seed for seed in itertools.count(first_seed) if seed not in shown), n_seeds))
        says = " ".join(inspect.cleandoc(function.__doc__).split())
        LEDGER[name] = Claim(name, says, function, seeds, shown, between, unit, cause)
        return function

    return entered


@cache
def ledger() -> dict[str, Claim]:
    """All claims, by name, chapter by chapter."""
    for path in sorted(FOLDER.glob("chapter_*.py")):
        import_module(f"{HOME}.{path.stem}")
    return LEDGER


# ---- what a claim rests on ------------------------------------------------------------------------


def definitions(name: str, module: ModuleType, found: dict[str, str]) -> dict[str, str]:
    """The text of a definition and of those in this folder that it rests on, without docstrings, decorators and spaces."""
    node = _top_level(module).get(name)
    if node is None:
        origin = sys.modules.get(getattr(getattr(module, name, None), "__module__", None) or "")
        if origin is not module and getattr(origin, "__name__", "").startswith(HOME):
            definitions(name, origin, found)  # type: ignore[arg-type]
        return found
    key = f"{module.__name__}.{name}"
    if key not in found:
        found[key] = _text(node, inspect.getsource(module).splitlines())
        for used in sorted(_names(node)):
            definitions(used, module, found)
    return found


def _names(node: ast.stmt) -> set[str]:
    """What a definition uses; its decorators are not part of it."""
    parts = [node.args, *node.body] if isinstance(node, ast.FunctionDef) else [node]
    return {name.id for part in parts for name in ast.walk(part) if isinstance(name, ast.Name)}


def _top_level(module: ModuleType) -> dict[str, ast.stmt]:
    nodes: dict[str, ast.stmt] = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            nodes[node.name] = node
        elif isinstance(node, ast.Assign):
            nodes |= {target.id: node for target in node.targets if isinstance(target, ast.Name)}
    return nodes


def _text(node: ast.stmt, lines: list[str]) -> str:
    without = set(_lines_of_docstring(node))
    rows = range(node.lineno, (node.end_lineno or node.lineno) + 1)  # a decorator stands above the first of them
    kept = [lines[row - 1].split("  # ")[0] for row in rows if row not in without]
    text = "".join("".join(line.split()) for line in kept if not line.lstrip().startswith("#"))
    return text.replace(",)", ")")  # where lines are broken is no change


def _lines_of_docstring(node: ast.stmt) -> Iterator[int]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node) is not None:
        first = node.body[0]
        yield from range(first.lineno, (first.end_lineno or first.lineno) + 1)
