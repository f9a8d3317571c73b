"""Answers as tasks of Label Studio: its JSON of tasks with annotations, as versions 1.0 to 1.20 import and export it.

A sample is a task, its row and hash are in ``data``.  An answer is an annotation: one result ``label``, choices or a number, a
second of ``remark`` where there is one; "I don't know" is an annotation that was cancelled.  ``completed_by`` is the annotator:
Label Studio knows its people by address, and gives an annotation of somebody it does not know to whoever imports it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import quoteattr

from alkit.history import REMARKS
from alkit.labeling.exchange.given import Given, a_list, refuse_others, words
from alkit.labeling.joint import JointAnswers
from alkit.labeling.kinds import Kind, Number, SeveralClasses

DATA = ("row", "hash", "pool", "text")
CONTROLS = ("label", "labels", "remark")  # labels: where several may apply


def dumps(answers: JointAnswers, given: list[Given], X: Any) -> str:
    """The text of the file."""
    tasks: dict[int, dict[str, Any]] = {}
    for g in given:
        data = {"row": g.sample, "hash": g.hash, "pool": answers.name, "text": words(X, g.sample)}
        tasks.setdefault(g.sample, {"id": g.sample + 1, "data": data, "annotations": [], "predictions": []})
        tasks[g.sample]["annotations"].append(_annotation(g, answers.asks))
    return json.dumps(list(tasks.values()), ensure_ascii=False, indent=1)


def config(answers: JointAnswers) -> str:
    """The labeling configuration of a project that takes these tasks, for Label Studio's *Code* page."""

    def choices(name: str, values: Iterable[Any], choice: str = "single") -> str:
        lines = "".join(f"\n    <Choice value={quoteattr(str(value))}/>" for value in values)
        return f'  <Choices name="{name}" toName="sample" choice="{choice}">{lines}\n  </Choices>\n'

    shown, asks = '  <Text name="sample" value="$text"/>\n', answers.asks
    asked = choices("label", asks.classes)
    if isinstance(asks, SeveralClasses):
        asked = choices("labels", asks.classes, "multiple")
    if isinstance(asks, Number):
        asked = f'  <Number name="label" toName="sample" min="{asks.low:g}" max="{asks.high:g}"/>\n'
    return f"<View>\n{shown}{asked}{choices('remark', REMARKS)}</View>\n"


def loads(text: str) -> list[Given]:
    """The answers in the text of a file; what Label Studio adds for itself is passed over.

    Raises
    ------
    ValueError
        If it is none of its files, or holds data or results that alkit does not know.
    """
    try:
        tasks = a_list(text)
        return [_given(task["data"], annotation) for task in tasks if _is_known(task) for annotation in task["annotations"]]
    except (KeyError, TypeError, IndexError, AttributeError, json.JSONDecodeError) as error:
        raise ValueError(
            f"nothing was taken in; this is no list of Label Studio's tasks with annotations: {error!r}"
        ) from error


def _annotation(g: Given, asks: Kind) -> dict[str, Any]:
    said = {"label": g.label, "remark": g.remark}
    results = [_result(control, value) for control, value in said.items() if value is not None]
    if isinstance(asks, Number) and g.label is not None:
        results[0] |= {"type": "number", "value": {"number": float(g.label)}}
    elif isinstance(asks, SeveralClasses) and g.label is not None:
        results[0] |= {"from_name": "labels", "value": {"choices": [*map(str, json.loads(g.label))]}}
    seconds = None if math.isnan(g.seconds) else g.seconds
    return {
        "completed_by": {"email": g.annotator}, "result": results, "was_cancelled": g.label is None, "ground_truth": False,
        "created_at": g.at, "updated_at": g.at, "lead_time": seconds,
    }  # fmt: skip


def _result(control: str, value: str) -> dict[str, Any]:
    return {"from_name": control, "to_name": "sample", "type": "choices", "value": {"choices": [value]}}


def _is_known(task: dict[str, Any]) -> bool:
    refuse_others(task["data"], DATA, ("row", "hash"), "data")
    controls = {result["from_name"] for annotation in task["annotations"] for result in annotation["result"]}
    refuse_others(controls, CONTROLS, (), "results")
    return True


def _given(data: dict[str, Any], annotation: dict[str, Any]) -> Given:
    said: dict[str, str] = {}
    for result in annotation["result"]:
        name, value = result["from_name"], result["value"]
        said[name] = repr(float(value["number"])) if "number" in value else _chosen(name, value["choices"])
    by, seconds = annotation["completed_by"], annotation.get("lead_time")
    label = None if annotation.get("was_cancelled") else said.get("label", said.get("labels"))
    person = str(by["email"] if isinstance(by, dict) else by)
    at = str(annotation.get("created_at") or "")
    return Given(
        int(data["row"]), data["hash"], person, label, math.nan if seconds is None else float(seconds), at, said.get("remark")
    )


def _chosen(control: str, choices: list[str]) -> str:
    if control == "labels":
        return json.dumps(choices, ensure_ascii=False)
    if len(choices) != 1:
        raise ValueError(f"nothing was taken in; an answer must be one choice, the file has {choices}")
    return choices[0]
