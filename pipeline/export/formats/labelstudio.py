"""Label Studio: a JSON array of tasks, each a passage with what unionfacts read as its prediction.

The labelling interface that the predictions fit is in the data package, as ``label_config``. Offsets are code points.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, get_args
from xml.sax.saxutils import quoteattr

from extractors.model import Label
from pipeline import __version__
from pipeline.export.claims import Job
from pipeline.export.formats.base import Format
from pipeline.export.passages import Passage, links, passages

_QUANTITY = "QUANTITY"
_ROLES = ("subject", "place", "speaker")


def write(job: Job, path: Path) -> tuple[int, list[dict[str, Any]]]:
    """One task a passage."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("[")
        for passage in passages(job):
            file.write(",\n " if count else "\n ")
            file.write(json.dumps(task(passage), ensure_ascii=False))
            count += 1
        file.write("\n]\n" if count else "]\n")
    media = "application/json"
    more = {"label_config": configuration()}
    return count, [{"path": path, "format": "json", "media": media, "count": count, **more}]


def task(passage: Passage) -> dict[str, Any]:
    """A passage as a task with one prediction; its score is the mean confidence of its claims."""
    row = passage.claims[0].row
    text = passage.text
    figures = [_id("claim", mark.row["id"]) for mark in passage.claims]
    names = [_id("name", passage.id, name.start, name.end, name.label) for name in passage.names]
    result: list[dict[str, Any]] = []
    for id, mark in zip(figures, passage.claims, strict=True):
        region = _region(id, mark.start, mark.end, text, _QUANTITY)
        result.append(region | {"score": mark.row["confidence"], "meta": {"text": [mark.row["id"]]}})
    for id, name in zip(names, passage.names, strict=True):
        region = _region(id, name.start, name.end, text, name.label)
        result.append(region | {"meta": {"text": [name.canonical]}})
    for claim, target, role in links(passage):
        relation = {"from_id": figures[claim], "to_id": names[target], "type": "relation", "direction": "right"}
        result.append(relation | {"labels": [role]})
    confidence = sum(mark.row["confidence"] for mark in passage.claims) / len(passage.claims)
    return {
        "data": {
            "text": text, "passage": passage.id, "title": row["title"], "outlet": row["outlet"],
            "published": row["published"], "document": row["document"], "name": row["name"],
            "claims": [mark.fields() for mark in passage.claims],
        },
        "predictions": [
            {"model_version": f"unionfacts {__version__}", "score": round(confidence, 4), "result": result}
        ],
    }  # fmt: skip


def configuration() -> str:
    """The labelling interface as Label Studio's XML."""
    labels = "".join(f"<Label value={quoteattr(label)}/>" for label in (_QUANTITY, *get_args(Label)))
    roles = "".join(f"<Relation value={quoteattr(role)}/>" for role in _ROLES)
    return (
        f'<View><Header value="$title"/><Labels name="label" toName="text">{labels}</Labels>'
        f'<Relations>{roles}</Relations><Text name="text" value="$text"/></View>'
    )


def _region(id: str, start: int, end: int, text: str, label: str) -> dict[str, Any]:
    value = {"start": start, "end": end, "text": text[start:end], "labels": [label]}
    return {"id": id, "from_name": "label", "to_name": "text", "type": "labels", "value": value}


def _id(*parts: object) -> str:
    return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()[:10]


FORMAT = Format("labelstudio", "tasks with predictions for Label Studio", write, is_text=True)
