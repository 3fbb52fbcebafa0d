"""What every table, view and column means, kept in ``descriptions.tsv`` beside and in every fact base."""

from __future__ import annotations

import sqlite3
from functools import cache
from importlib import resources

import gazetteers
from pipeline.store import indicators

Described = tuple[str, str, str]


@cache
def load() -> tuple[Described, ...]:
    """``(table, column, text)`` from the file; the column is "" where the text is of the table itself."""
    text = (resources.files("pipeline.store") / "descriptions.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple((table, column, meaning) for table, column, meaning in lines)


def fill(db: sqlite3.Connection) -> None:
    """Write the descriptions, the known units and the indicators into the file, within the caller's transaction."""
    db.execute("DELETE FROM descriptions")
    db.executemany("INSERT INTO descriptions VALUES (?, ?, ?)", load())
    db.executemany(
        "INSERT INTO units VALUES (?, ?, ?)"
        " ON CONFLICT (unit) DO UPDATE SET kind = excluded.kind, description = excluded.description",
        known_units(),
    )
    indicators.fill(db)


@cache
def known_units() -> tuple[Described, ...]:
    """``(unit, kind, description)`` of the base units in the gazetteers; the description tells how they are written."""
    kinds: dict[str, str] = {}
    surfaces: dict[str, list[str]] = {}
    examples: dict[str, str] = {}
    for table, kind in (("units", ""), ("currencies", "money"), ("classifiers", "")):
        for row in gazetteers.rows(table):
            unit = row["unit"]
            kinds.setdefault(unit, kind or row["kind"])
            surfaces.setdefault(unit, []).append(row["surface"])
            examples.setdefault(unit, row.get("example", ""))
    return tuple(
        (unit, kind, f"written {'、'.join(surfaces[unit])}" + (f", as in {examples[unit]}" if examples[unit] else ""))
        for unit, kind in kinds.items()
    )
