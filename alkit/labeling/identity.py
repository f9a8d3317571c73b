"""What a label belongs to: whether the pool is the one that a session was about, row by row."""

from __future__ import annotations

from typing import Any

import alkit
from alkit.labeling.hashes import pool_hash, row_hash
from alkit.labeling.kinds import Kind, OneClass, kind_of
from alkit.labeling.replay import LOG_VERSION, Replay
from alkit.learner import ActiveLearner
from alkit.pool import fingerprint, n_rows

MOST_NAMED = 10  # rows in a message


def about(learner: ActiveLearner, asks: Kind | None = None) -> dict[str, Any]:
    """What a session with this learner is about, for its log.

    Parameters
    ----------
    learner : ActiveLearner
    asks : what it asks for; by default one of the learner's classes

    Raises
    ------
    ValueError
        If it cannot learn from such answers, having no two classes say; if the classes would not come back from the log, or
        its rows could not be recognized.
    """
    asks = asks or OneClass(tuple(learner.classes.tolist()))
    asks.check(learner)
    row_hash(learner.X, 0)  # refused at the door, not at the first sample
    return {
        "log": LOG_VERSION, "alkit": alkit.__version__, "pool": pool_hash(learner.X), "n_pool": learner.n_pool,
        **asks.about(), "seed_set": learner.labeled.tolist(),
    }  # fmt: skip


def recognized(X: Any, row: int) -> tuple[dict[str, str], str]:
    """What a row shown will be recognized by, for the log; and what went wrong with that."""
    try:
        return {"hash": row_hash(X, row)}, ""
    except Exception as error:  # noqa: BLE001  one odd row of many
        return {}, f"Row {row} will not be recognized after a restart: {error}"


def check_same(state: Replay, now: dict[str, Any], X: Any, session: str, grown: bool) -> str:
    """The kind of event that says what the session is about from here on: "start", "grown", or "" where nothing is new.

    Parameters
    ----------
    state : what the log says
    now : what :func:`about` says
    X : pool
    session : its name and place, for messages
    grown : whether rows after the last are welcome

    Raises
    ------
    ValueError
        If answers, classes, seed set or pool are others; it names the rows that were shown and differ.
    """
    if not state.number:
        return "start"
    then = state.about or now  # a log without its beginning: the rows shown must do
    asked, asks = kind_of(then), kind_of(now)
    if then.get("answer") != now.get("answer"):
        raise ValueError(f"{session} asks for {asked}, and not for {asks}; choose another name")
    if then["classes"] != now["classes"] or then.get("seed_set", now["seed_set"]) != now["seed_set"]:
        raise ValueError(
            f"{session} is about other classes or another seed set (classes {str(then['classes'])[:200]}); choose another name"
        )
    n_then = then["n_pool"]
    is_same = n_then <= now["n_pool"] and _is_pool_of(then, X)
    was_seen_whole = is_same and str(then.get("pool")).startswith("all:")
    differing = [] if was_seen_whole else [row for row, known in sorted(state.hashes.items()) if _differs(X, row, known)]
    if differing or not is_same:
        raise ValueError(
            f"{session} is about another pool ({n_then} rows): {_difference(differing, state)}; choose another name"
        )
    if n_then == now["n_pool"]:
        return ""
    if not grown:
        raise ValueError(
            f"{session} is about a pool of {n_then} rows, to which {now['n_pool'] - n_then} have been added: "
            "say grown=True to go on with all of them, or choose another name"
        )
    return "grown"


def check_pool(then: dict[str, Any], X: Any, what: str) -> None:
    """An error where a pool is not, row for row, the one that a log is about; ``what`` names the latter."""
    if n_rows(X) != then["n_pool"]:
        raise ValueError(f"{what} is about a pool of {then['n_pool']} rows, got one of {n_rows(X)}")
    if not _is_pool_of(then, X):
        raise ValueError(f"{what} is about another pool of {then['n_pool']} rows: what the rows hold differs")


def _is_pool_of(then: dict[str, Any], X: Any) -> bool:
    """Whether the first rows are those of the log; logs of version 0 looked at 16 of them."""
    known = then.get("pool")
    if "log" not in then:
        return known == fingerprint(X, n=then["n_pool"])
    return known == pool_hash(X, n=then["n_pool"])


def _differs(X: Any, row: int, known: str) -> bool:
    return row >= n_rows(X) or row_hash(X, row) != known


def _difference(rows: list[int], state: Replay) -> str:
    if not rows:
        return f"none of the {len(state.hashes)} rows shown so far differs, others do"
    named = ", ".join(map(str, rows[:MOST_NAMED])) + (f" and {len(rows) - MOST_NAMED} more" if len(rows) > MOST_NAMED else "")
    return (
        f"{'row' if len(rows) == 1 else 'rows'} {named} of the pool differ{'s' if len(rows) == 1 else ''} from what was shown"
    )
