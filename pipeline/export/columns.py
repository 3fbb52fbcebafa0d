"""Columns of exported tables: names, types and meanings, from ``columns.tsv`` and the fact base's descriptions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

TYPES = ("string", "number", "integer", "date", "datetime", "boolean")
NOT_EXPORTED = frozenset({"least", "most", "fact", "reading", "marks"})
"""Columns of v_claims that serve queries and display only: conventions of filters, keys between reprints, marks."""
OWN = ("corrected", "reviewer", "reviewed", "authors", "path", "encoding", "citation")
"""Columns that v_claims does not have; :mod:`pipeline.export.claims` fills them."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of exported tables.

    Attributes:
        name: as in the fact base.
        type: one of :data:`TYPES`, the types of Frictionless table schemas.
        chinese: its name in Chinese; the English one where nobody gave it any.
        width: in a workbook, in characters.
        meaning: description in English.
    """

    name: str
    type: str
    chinese: str
    width: int
    meaning: str


def columns(described: Iterable[tuple[str, str, str]]) -> tuple[Column, ...]:
    """The columns that can be exported from a fact base, in order.

    Args:
        described: ``(table, column, text)`` as the fact base has them; what is described of v_claims is exported.
    """
    meanings = {f"{table}.{column}": text for table, column, text in described}
    there = [key.partition(".")[2] for key in meanings if key.startswith("v_claims.")]
    have = {name for name in there if name} - NOT_EXPORTED
    known: list[Column] = []
    for name, type_, chinese, width, described_at, text in _table():
        if name in have or name in OWN:
            known.append(Column(name, type_, chinese, width, text or meanings.get(described_at, "")))
    names = {column.name for column in known}
    rest = [name for name in there if name in have and name not in names]
    return (*known, *(Column(name, "string", name, 14, meanings[f"v_claims.{name}"]) for name in rest))


@cache
def _table() -> tuple[tuple[str, str, str, int, str, str], ...]:
    text = (resources.files("pipeline.export") / "columns.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple((name, type_, chinese, int(width), at, text) for name, type_, chinese, width, at, text in lines)
