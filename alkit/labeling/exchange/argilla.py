"""Answers as records of Argilla 2: the JSON that ``dataset.records.to_json()`` of its versions 2.0 to 2.8 writes and reads.

A sample is a record, its row and hash are in ``metadata``.  An answer is one user's responses to the questions ``label``,
``annotator``, ``seconds``, ``at`` and ``remark``: a user's number is made of their name, and only a response can hold the name
itself.  "I don't know" is a response that was discarded, without a label.
"""

from __future__ import annotations

import json
import math
import uuid
from typing import Any

from alkit.labeling.exchange.given import Given, a_list, refuse_others, words
from alkit.labeling.joint import JointAnswers

RECORD = ("id", "fields", "metadata", "suggestions", "responses", "vectors", "_server_id")
QUESTIONS = ("label", "annotator", "seconds", "at", "remark")
PEOPLE = uuid.uuid5(uuid.NAMESPACE_URL, "alkit/annotators")


def dumps(answers: JointAnswers, given: list[Given], X: Any) -> str:
    """The text of the file."""
    records: dict[int, dict[str, Any]] = {}
    for g in given:
        if g.sample not in records:
            records[g.sample] = _record(answers.name, g, words(X, g.sample))
        for question, value in _said(g).items():
            records[g.sample]["responses"].setdefault(question, []).append(_response(g, value))
    return json.dumps(list(records.values()), ensure_ascii=False, indent=1)


def loads(text: str) -> list[Given]:
    """The answers in the text of a file.

    Raises
    ------
    ValueError
        If it is none of its files, or holds questions that alkit does not know.
    """
    try:
        return [g for record in a_list(text) for g in _given(record)]
    except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
        raise ValueError(f"nothing was taken in; this is no list of Argilla's records: {error!r}") from error


def _record(pool: str, g: Given, shown: str) -> dict[str, Any]:
    return {
        "id": f"{pool}/{g.sample}", "fields": {"text": shown}, "metadata": {"row": g.sample, "hash": g.hash},
        "suggestions": {}, "responses": {}, "vectors": {}, "_server_id": None,
    }  # fmt: skip


def _said(g: Given) -> dict[str, str]:
    seconds = None if math.isnan(g.seconds) else repr(g.seconds)
    said = {"label": g.label, "annotator": g.annotator, "seconds": seconds, "at": g.at or None, "remark": g.remark}
    return {question: value for question, value in said.items() if value is not None}


def _response(g: Given, value: str) -> dict[str, str]:
    status = "discarded" if g.label is None else "submitted"
    return {"value": value, "user_id": str(uuid.uuid5(PEOPLE, g.annotator)), "status": status}


def _given(record: dict[str, Any]) -> list[Given]:
    refuse_others(record, RECORD, ("metadata", "responses"), "parts of a record")
    refuse_others(record["responses"], QUESTIONS, (), "questions")
    people: dict[str, dict[str, str]] = {}
    for question, responses in record["responses"].items():
        for response in responses:
            people.setdefault(response["user_id"], {})[question] = response["value"]
    where = int(record["metadata"]["row"]), record["metadata"]["hash"]
    return [
        Given(
            *where,
            said.get("annotator", user),
            said.get("label"),
            float(said.get("seconds", "nan")),
            said.get("at", ""),
            said.get("remark"),
        )
        for user, said in people.items()
    ]
