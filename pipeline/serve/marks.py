"""Text with marks, as pieces that templates can print one after another. Marks may overlap; nothing here is HTML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pipeline.store import FactBase

ROLES = ("quantity", "subject", "action", "item", "time", "place", "speaker", "baseline")


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of a text and what it is.

    Attributes:
        start, end: half-open, in characters.
        role: one of :data:`ROLES`, or a label in small letters (union, org, person) on pages of articles.
        id: of the claim that the mark belongs to; "" for none.
        title: what to say about it, in words.
    """

    start: int
    end: int
    role: str
    id: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same marks; ``roles`` in the order of :data:`ROLES`, "" id and title for none."""

    text: str
    roles: tuple[str, ...] = ()
    id: str = ""
    title: str = ""
    first: bool = False


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """The text cut where marks start and end. Marks that do not lie in it are cut to it.

    Of several marks with an id the shortest gives the piece its id; ``first`` is its first piece.
    """
    inside = [
        Mark(max(mark.start, 0), min(mark.end, len(text)), mark.role, mark.id, mark.title)
        for mark in marks
        if mark.start < min(mark.end, len(text)) and mark.end > 0
    ]
    cuts = sorted({0, len(text), *(at for mark in inside for at in (mark.start, mark.end))})
    found: list[Piece] = []
    met: set[str] = set()
    waiting = sorted(inside, key=lambda mark: mark.start)
    active: list[Mark] = []
    for start, end in pairwise(cuts):
        active = [mark for mark in active if mark.end > start]
        while waiting and waiting[0].start <= start:
            active.append(waiting.pop(0))
        over = sorted(active, key=lambda mark: mark.end - mark.start)
        roles = tuple(sorted({mark.role for mark in over}, key=_rank))
        id = next((mark.id for mark in over if mark.id), "")
        title = "；".join(dict.fromkeys(mark.title for mark in over if mark.title))
        found.append(Piece(text[start:end], roles, id, title, bool(id) and id not in met))
        met.add(id)
    return found


def _rank(role: str) -> int:
    return ROLES.index(role) if role in ROLES else len(ROLES)


def of_claim(base: FactBase, row: Mapping[str, Any]) -> tuple[list[Mark], bool]:
    """Marks in the sentence of a claim (a row of ``v_claims``).

    Returns:
        The marks, and whether their places were stored when the claim was read. Where they were not, a field is marked
        only if its words stand in the sentence exactly once.
    """
    quantity = Mark(row["mark_start"], row["mark_end"], "quantity", row["id"])
    if stored := json.loads(row.get("marks") or "{}"):
        return [quantity, *(Mark(start, end, role) for role, (start, end) in stored.items() if end > 0)], True
    return [quantity, *_literal(row, _surfaces(base, row))], False


def _surfaces(base: FactBase, row: Mapping[str, Any]) -> dict[str, list[str]]:
    """How names are written in the sentence: 市总工会 for 福州市总工会."""
    found: dict[str, list[str]] = {}
    rows = base.db.conn.execute(
        "SELECT e.canonical, m.surface FROM claims c JOIN sentences s ON s.id = c.sentence"
        ' JOIN mentions m ON m.article = c.article AND m.start >= s.start AND m."end" <= s."end"'
        " JOIN entities e ON e.id = m.entity WHERE c.id = ?",
        (row["id"],),
    )
    for canonical, surface in rows:
        found.setdefault(canonical, []).append(surface)
    return found


def _literal(row: Mapping[str, Any], surfaces: Mapping[str, Sequence[str]]) -> list[Mark]:
    sentence: str = row["sentence"]
    found = []
    for role, column in (
        ("subject", "subject"), ("action", "action"), ("item", "item"), ("time", "period_text"), ("place", "place"),
        ("speaker", "speaker"),
    ):  # fmt: skip
        wanted = row[column]
        if not wanted:
            continue
        for text in (wanted, *surfaces.get(wanted, ())):
            if text and sentence.count(text) == 1:
                at = sentence.index(text)
                found.append(Mark(at, at + len(text), role))
                break
    return found
