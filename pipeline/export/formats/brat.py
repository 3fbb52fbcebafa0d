"""brat standoff: a ``.txt`` and a ``.ann`` for each document, with the configuration that brat needs to show them.

The text is the sentences with claims, one a line. Figures are text-bound annotations QUANTITY with attributes Kind and
Modifier (and Review) and the claim's fields as a note; names are UNION, ORG, PLACE and PERSON.
Relations go from a figure to the name that is its subject, place or speaker.
Format: https://brat.nlplab.org/standoff.html. Files lie in folders by the first two digits of the document's hash.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from extractors.model import Kind, Label, Modifier
from pipeline.export.claims import Job
from pipeline.export.formats.base import Format
from pipeline.export.passages import Passage, links, passages
from pipeline.store.reviews import DECISIONS

_NOTED = (
    "id", "quote", "value", "high", "unit", "per", "subject", "action", "item", "period_text", "period_start",
    "period_end", "place", "speaker", "baseline_text", "confidence", "citation",
)  # fmt: skip
_ROLES = {"subject": "Subject", "place": "Place", "speaker": "Speaker"}
_UNSAFE = re.compile(r"[^\w.-]+")


def write(job: Job, path: Path) -> tuple[int, list[dict[str, Any]]]:
    """A pair of files a document, ``annotation.conf``, and ``index.jsonl``, which says which document is where."""
    path.mkdir()
    (path / "annotation.conf").write_text(configuration(), encoding="utf-8")
    count = 0
    index = path / "index.jsonl"
    with index.open("w", encoding="utf-8", newline="\n") as listed:
        for passage in passages(job, "document"):
            count += 1
            row = passage.claims[0].row
            document: str = row["document"]
            folder = path / document[:2]
            folder.mkdir(exist_ok=True)
            # the name is for people, the digits tell documents of one name apart; 200 bytes are no file system's limit
            stem = _UNSAFE.sub("_", Path(row["name"]).name).encode()[:150].decode(errors="ignore")
            file = folder / f"{stem}-{document[:16]}.txt"
            file.write_text(passage.text + "\n", encoding="utf-8", newline="\n")
            notes = "".join(f"{line}\n" for line in standoff(passage))
            file.with_suffix(".ann").write_text(notes, encoding="utf-8", newline="\n")
            entry = {"text": f"{document[:2]}/{file.name}", "document": document, "name": row["name"],
                     "path": row["path"], "claims": len(passage.claims)}  # fmt: skip
            listed.write(json.dumps(entry, ensure_ascii=False) + "\n")
    fields = [
        {
            "name": "text",
            "type": "string",
            "description": "The document's .txt; its annotations are in the .ann beside.",
        },
        {"name": "document", "type": "string", "description": "SHA-256 of the raw bytes, as hexadecimal digits."},
        {"name": "name", "type": "string", "description": "File name of the document."},
        {"name": "path", "type": "string", "description": "Path as it was given to the run."},
        {"name": "claims", "type": "integer", "description": "Number of claims marked in it."},
    ]
    return count, [{"path": index, "format": "jsonl", "media": "application/jsonl", "fields": fields, "count": count}]


def standoff(passage: Passage) -> Iterator[str]:
    """The lines of the ``.ann`` file of a passage."""
    text = passage.text
    figures = len(passage.claims)
    attributes = 0
    for n, mark in enumerate(passage.claims, start=1):
        row = mark.row
        yield f"T{n}\tQUANTITY {mark.start} {mark.end}\t{text[mark.start : mark.end]}"
        for name, value in (("Kind", row["kind"]), ("Modifier", row["modifier"]), ("Review", row["review"])):
            if value is not None:
                attributes += 1
                yield f"A{attributes}\t{name} T{n} {value}"
        note = {name: row[name] for name in _NOTED if row.get(name) not in (None, "")}
        yield f"#{n}\tAnnotatorNotes T{n}\t{json.dumps(note, ensure_ascii=False)}"
    for n, one in enumerate(passage.names, start=figures + 1):
        yield f"T{n}\t{one.label} {one.start} {one.end}\t{text[one.start : one.end]}"
        yield f"#{n}\tAnnotatorNotes T{n}\t{_line(one.canonical)}{f' {one.code}' if one.code else ''}"
    for n, (claim, target, role) in enumerate(links(passage), start=1):
        yield f"R{n}\t{_ROLES[role]} Arg1:T{claim + 1} Arg2:T{figures + target + 1}"


def configuration() -> str:
    """brat's ``annotation.conf``: which labels, relations and attributes there are."""
    labels = get_args(Label)
    names = "|".join(labels)
    lines = ["[entities]", "QUANTITY", *labels, "", "[relations]"]
    lines += [f"{role}\tArg1:QUANTITY, Arg2:{names}" for role in _ROLES.values()]
    lines += ["<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>", "", "[events]", "", "[attributes]"]
    values = (("Kind", get_args(Kind)), ("Modifier", get_args(Modifier)), ("Review", DECISIONS))
    lines += [f"{name}\tArg:QUANTITY, Value:{'|'.join(words)}" for name, words in values]
    return "\n".join(lines) + "\n"


def _line(text: str) -> str:
    return " ".join(text.split())


FORMAT = Format("brat", "standoff files for the brat annotation tool", write, is_folder=True, is_text=True)
