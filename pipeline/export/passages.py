"""Texts with annotations: sentences, or all sentences with claims of an article or a document, one on each line.

The fact base keeps the sentences that hold claims, not the documents, so these are the texts. All offsets are code
points of the passage's text, half-open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pipeline.errors import StoreError
from pipeline.export.claims import Job, Row
from pipeline.export.columns import NOT_EXPORTED
from pipeline.export.placing import Placed, place

PER = ("sentence", "article", "document")
NOT_PLACED = "names left out: their place in the sentence is in doubt"
NO_MARK = "claims left out: their figure is not marked in the sentence"
_LEFT_OUT = NOT_EXPORTED | {"sentence", "mark_start", "mark_end"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Marked:
    """The figure of a claim in a passage, with the claim's row as :meth:`Job.claims` gives it."""

    start: int
    end: int
    row: Row

    def fields(self) -> Row:
        """The row as formats with a text of their own give it: without the sentence and what only queries need."""
        return {name: value for name, value in self.row.items() if name not in _LEFT_OUT}


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with its claims and names, both in the order of their starts.

    Attributes:
        id: of the sentence, the article or the document.
        text: clean and simplified; control characters and line breaks inside of a sentence are spaces, so that a line
            break stands between sentences only.
        sentences: half-open spans of the sentences.
        claims: their figures; never empty.
        names: of unions, organisations, places and people; may overlap.
    """

    id: str
    text: str
    sentences: tuple[tuple[int, int], ...]
    claims: tuple[Marked, ...]
    names: tuple[Placed, ...]


def passages(job: Job, per: str | None = None) -> Iterator[Passage]:
    """The passages that hold the claims of a job, document by document; memory is that of one document.

    Args:
        job: the export; its order must be by document.
        per: sentence, article or document; by default as the job says.

    Raises:
        StoreError: if another order was asked for.
    """
    if job.filters.order != "document":
        raise StoreError(f"cannot order texts by {job.filters.order}", "they come by document", "leave the order out")
    key = _KEYS[per or job.per]
    for document, rows in groupby(job.claims(), key=lambda row: str(row["document"])):
        wanted = {row["id"]: row for row in rows}
        sentences = [s for s in job.base.sentences(document) if any(c["id"] in wanted for c in s["claims"])]
        for id, group in groupby(sentences, key=key):
            parts = [_passage(job, sentence, wanted) for sentence in group]
            if parts := [part for part in parts if part.claims]:
                yield _joined(id, parts)


_KEYS: dict[str, Callable[[dict[str, Any]], str]] = {
    "sentence": lambda sentence: str(sentence["id"]),
    "article": lambda sentence: str(sentence["article"]),
    "document": lambda sentence: "",
}


def _passage(job: Job, sentence: dict[str, Any], wanted: dict[str, Row]) -> Passage:
    text: str = sentence["text"]
    marked: list[Marked] = []
    for claim in sentence["claims"]:
        if (row := wanted.get(claim["id"])) is None:
            continue
        if 0 <= claim["mark_start"] < claim["mark_end"] <= len(text):
            marked.append(Marked(claim["mark_start"], claim["mark_end"], row))
        else:
            job.notes[NO_MARK] += 1
    names, missed = place(sentence)
    if missed:
        job.notes[NOT_PLACED] += missed
    marked.sort(key=lambda mark: (mark.start, mark.end, mark.row["id"]))
    return Passage(sentence["id"], _CONTROL.sub(" ", text), ((0, len(text)),), tuple(marked), tuple(names))


def _joined(id: str, parts: list[Passage]) -> Passage:
    """Passages of one sentence each as one, a sentence on each line."""
    if len(parts) == 1:
        return Passage(id or parts[0].claims[0].row["document"], *_inside(parts[0]))
    claims: list[Marked] = []
    names: list[Placed] = []
    sentences: list[tuple[int, int]] = []
    at = 0
    for part in parts:
        claims += [Marked(m.start + at, m.end + at, m.row) for m in part.claims]
        names += [name._replace(start=name.start + at, end=name.end + at) for name in part.names]
        sentences.append((at, at + len(part.text)))
        at += len(part.text) + 1
    text = "\n".join(part.text for part in parts)
    return Passage(id or claims[0].row["document"], text, tuple(sentences), tuple(claims), tuple(names))


def _inside(part: Passage) -> tuple[Any, ...]:
    return part.text, part.sentences, part.claims, part.names


def links(passage: Passage) -> Iterator[tuple[int, int, str]]:
    """Which names of a passage are the subject, place or speaker of which claims: (claim, name, role) by index.

    A name is meant if its canonical name is the field's text; of several in the claim's sentence the one nearest to
    the figure.
    """
    roles = ("subject", "place", "speaker")
    for c, mark in enumerate(passage.claims):
        low, high = next(span for span in passage.sentences if span[0] <= mark.start < span[1])
        for role in roles:
            text = mark.row[role]
            near = [
                (min(abs(mark.start - name.end), abs(name.start - mark.end)), n)
                for n, name in enumerate(passage.names)
                if text and name.canonical == text and low <= name.start and name.end <= high
            ]
            if near:
                yield c, min(near)[1], role
