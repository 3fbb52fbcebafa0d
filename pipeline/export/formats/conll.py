"""CoNLL 2003: a word a line with part of speech, figure and name in BIO, an empty line between passages.

Columns, with tabs between: word, part of speech (jieba's tag set), B-QUANTITY or I-QUANTITY over figures of claims,
and last the name: B-UNION, I-ORG, B-PLACE, I-PERSON … or O. BIO cannot nest: of names that overlap, the longer counts.
Lines before a passage that begin with ``# `` have its id, its text and its claims; no line of words does, as those
have tabs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.export.claims import Job
from pipeline.export.formats.base import Format
from pipeline.export.passages import Passage, passages
from pipeline.export.tokens import bio, tokens

QUANTITY = "QUANTITY"


def write(job: Job, path: Path) -> tuple[int, list[dict[str, Any]]]:
    """One block a passage; white space is no word."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for passage in passages(job):
            count += 1
            file.write("\n".join(block(passage)) + "\n\n")
    return count, [{"path": path, "format": "conll", "media": "text/plain", "count": count}]


def block(passage: Passage) -> list[str]:
    """The lines of a passage, without the empty one after it."""
    words = tokens(passage)
    figures = bio(words, ((m.start, m.end, QUANTITY) for m in passage.claims))
    names = bio(words, ((n.start, n.end, n.label) for n in passage.names))
    lines = [f"# sent_id = {passage.id}", f"# text = {_line(passage.text)}"]
    lines += [f"# claim = {m.row['id']} {m.start} {m.end}" for m in passage.claims]
    for word, figure, name in zip(words, figures, names, strict=True):
        form = _line(passage.text[word.start : word.end])
        if form:
            lines.append(f"{form}\t{word.tag}\t{figure}\t{name}")
    return lines


def _line(text: str) -> str:
    return " ".join(text.split())


FORMAT = Format("conll", "words with names in BIO, as CoNLL 2003", write, is_text=True)
