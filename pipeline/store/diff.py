"""What a new reading of a document changes in the facts that are stored of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

# Columns of a claim that a person would call the fact; positions of columns, marks and ids are not among them.
COMPARED = (
    "quote", "value", "high", "unit", "kind", "modifier", "per", "subject", "action", "item",
    "period_text", "period_start", "period_end", "period_kind", "place", "place_code", "speaker",
    "baseline_text", "baseline_start", "baseline_end", "baseline_value", "baseline_unit", "indicator", "confidence",
    "rule",
)  # fmt: skip


class Moved(NamedTuple):
    """A claim that came or went: its id, its quote and the sentence it stands in."""

    id: str
    quote: str
    sentence: str


class FieldChange(NamedTuple):
    """One field of one claim that reads otherwise than before. None stands for NULL."""

    id: str
    field: str
    old: str | float | None
    new: str | float | None


@dataclass(frozen=True, slots=True)
class Change:
    """What writing one document did.

    Attributes:
        document: its id.
        new: the document was not stored before (then every claim is in ``came``).
        came: claims that were not there before.
        went: claims that are there no more.
        changed: fields of claims that stayed, ``(claim id, field, old, new)``.
        claims, problems: how many are stored of the document now.
    """

    document: str
    new: bool = False
    came: tuple[Moved, ...] = ()
    went: tuple[Moved, ...] = ()
    changed: tuple[FieldChange, ...] = ()
    claims: int = 0
    problems: int = 0

    @property
    def same(self) -> bool:
        """Whether the document was known and all its facts read as before."""
        return not (self.new or self.came or self.went or self.changed)

    @property
    def status(self) -> str:
        """The word for ``run_documents.status``: new, changed or same."""
        return "new" if self.new else "same" if self.same else "changed"


def compare(
    old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]
) -> tuple[tuple[Moved, ...], tuple[Moved, ...], tuple[FieldChange, ...]]:
    """What came, went and changed between two readings; both map claim ids to columns and the ``text`` of the sentence.

    The results are in the order of their position in the document.
    """
    came = tuple(_moved(new[id]) for id in _ordered(new) if id not in old)
    went = tuple(_moved(old[id]) for id in _ordered(old) if id not in new)
    changed = tuple(
        FieldChange(id, field, old[id][field], new[id][field])
        for id in _ordered(new)
        if id in old
        for field in COMPARED
        if old[id][field] != new[id][field]
    )
    return came, went, changed


def history(change: Change, run: str, old: Mapping[str, Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """Rows of ``changes`` for one document: ``(run, document, claim, what, field, old, new)``.

    A claim that went is kept whole, as JSON in ``old``, so that a review of it can still be understood.
    """
    key = (run, change.document)
    rows: list[tuple[Any, ...]] = [(*key, moved.id, "came", "", None, moved.quote) for moved in change.came]
    for moved in change.went:
        whole = {name: old[moved.id][name] for name in (*COMPARED, "start", "end", "text")}
        rows.append((*key, moved.id, "went", "", json.dumps(whole, ensure_ascii=False), None))
    for id, field, before, after in change.changed:
        rows.append((*key, id, "changed", field, _text(before), _text(after)))
    return rows


def _ordered(claims: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return sorted(claims, key=lambda id: (claims[id]["start"], id))


def _moved(row: Mapping[str, Any]) -> Moved:
    return Moved(row["id"], row["quote"], row["text"])


def _text(value: object) -> str | None:
    return None if value is None else str(value)
