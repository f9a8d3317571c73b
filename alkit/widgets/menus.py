"""What explorers and the bench let one choose: what the student brought, first, and then what the catalog has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from alkit import catalog
from alkit.datasets import Dataset

BASELINE = "random"  # every strategy is seen beside it
Menu = dict[str, Any]


def menu(what: str, own: Mapping[str, Any] | None, offered: Mapping[str, Any]) -> Menu:
    """The student's own in front of what is offered.

    Raises
    ------
    ValueError
        If ``own`` does not map names, or takes the name of the baseline.

    Examples
    --------
    >>> menu("models", {"mine": 1}, {"theirs": 2})
    {'mine': 1, 'theirs': 2}
    """
    if own is not None and not (isinstance(own, Mapping) and all(isinstance(name, str) for name in own)):
        raise ValueError(f"{what} must map names to {what}, {{'mine': ...}} say, got {own!r}")
    if own and BASELINE in own:
        raise ValueError(f"{BASELINE!r} is what everything is compared with; give your own another name")
    return {**(own or {}), **{name: value for name, value in offered.items() if name not in (own or {})}}


def strategies(own: Mapping[str, Any] | None = None) -> Menu:
    """Name -> strategy."""
    return menu("strategies", own, catalog.strategies())


def named(wanted: Iterable[str] | Mapping[str, Any]) -> Menu:
    """Some strategies of the menu by their names, in this order; or one's own, name -> strategy, as they are.

    Raises
    ------
    ValueError
        If a name is not in the menu, or there is none.
    """
    offered, names = strategies(), [wanted] if isinstance(wanted, str) else list(wanted)
    if not names:
        raise ValueError("strategies must name at least one strategy")
    if isinstance(wanted, Mapping):
        return dict(wanted)
    if unknown := [name for name in names if name not in offered]:
        raise ValueError(f"there is no strategy {unknown} in the menu, only {list(offered)}; your own: {{name: strategy}}")
    return {name: offered[name] for name in names}


def models(own: Mapping[str, Any] | None = None) -> Menu:
    """Name -> estimator, or function that makes one."""
    return menu("models", own, catalog.models())


def data(own: Mapping[str, Any] | str | None = None) -> Menu:
    """Name -> Dataset, or function that makes one; a mere name is a choice, not something brought along."""
    return menu("data", None if isinstance(own, str) else own, catalog.data())


def chosen_first(chosen: Mapping[str, Any], **own: Mapping[str, Any] | str | None) -> dict[str, Any]:
    """What to begin with: what was chosen, else the first that the student brought.

    >>> chosen_first({"step": 3}, strategy={"mine": max}, data="digits", model=None)
    {'strategy': 'mine', 'data': 'digits', 'step': 3}
    """
    first = {name: given if isinstance(given, str) else next(iter(given)) for name, given in own.items() if given}
    return first | dict(chosen)


def check_chosen(state: Any, choices: Mapping[str, Iterable[Any]]) -> None:
    """Raise if a state begins with something that is not on its menus.

    Raises
    ------
    ValueError
        If it does, naming what there is.
    """
    for name, options in choices.items():
        if getattr(state, name) not in list(options):
            raise ValueError(f"{name} must be one of {list(options)}, got {getattr(state, name)!r}")


def made(value: Any, *arguments: Any) -> Any:
    """What a menu offers: an estimator or a Dataset as it is; a function or a class is called.

    >>> made([1]), made(lambda: 2), made(list)
    ([1], 2, [])
    """
    is_ready = hasattr(value, "fit") and not isinstance(value, type)
    return value(*arguments) if callable(value) and not is_ready else value


def dataset(value: Any) -> Dataset:
    """The Dataset behind an entry of :func:`data`.

    Raises
    ------
    ValueError
        If it is something else.
    """
    if not isinstance(found := made(value), Dataset):
        raise ValueError(f"data must be an alkit.Dataset, or a function that makes one, got {type(found).__name__}")
    return found
