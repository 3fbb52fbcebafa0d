"""Whether the tables have the form that people and programs rely on: explained, sorted, without duplicates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a table.

    Attributes:
        table: name without folder and suffix.
        line: number of the line in the file, 1 = first; 0 where the whole table is meant.
        what: what is wrong, and what to do about it.
    """

    table: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.table}.tsv:{self.line}: {self.what}"


def names() -> tuple[str, ...]:
    """Names of all tables in ``gazetteers/data``, sorted."""
    folder = resources.files("gazetteers") / "data"
    return tuple(sorted(item.name.removesuffix(".tsv") for item in folder.iterdir() if item.name.endswith(".tsv")))


def check(*tables: str) -> tuple[Fault, ...]:
    """Faults of the tables named, of all tables without names; () if there are none.

    Raises:
        FileNotFoundError: if there is no table of that name.
    """
    faults: list[Fault] = []
    for table in tables or names():
        text = (resources.files("gazetteers") / "data" / f"{table}.tsv").read_text(encoding="utf-8")
        faults.extend(faults_of(table, text))
    return tuple(faults)


def faults_of(table: str, text: str) -> Iterator[Fault]:
    """Faults of one table given as text."""
    lines = text.split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    else:
        yield Fault(table, len(lines), "the file does not end with a line break; add one")
    comments = [line for line in lines if line.startswith("#")]
    body = [(number, line) for number, line in enumerate(lines, 1) if not line.startswith("#")]
    if not comments:
        yield Fault(table, 0, "no prose header; say in lines that start with # what the table and its columns are")
    if not body:
        yield Fault(table, 0, "no line of column names")
        return
    columns = body[0][1].split("\t")
    prose = "\n".join(comments)
    for column in columns:
        if not re.search(rf"(?<![\w]){re.escape(column)}(?!\w)", prose):
            yield Fault(table, 0, f"the header does not explain the column {column}; say what stands in it")
    if not {"source", "provenance"}.intersection(columns):
        yield Fault(table, 0, "no column named source; say for each row where it comes from")
    yield from _rows(table, columns, body[1:])


def _rows(table: str, columns: list[str], rows: list[tuple[int, str]]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    before: list[str] | None = None
    for number, line in rows:
        cells = line.split("\t")
        if len(cells) != len(columns):
            yield Fault(table, number, f"{len(cells)} cells where {len(columns)} columns are named; check the tabs")
        if any(cell != cell.strip() for cell in cells):
            yield Fault(table, number, "white space around a cell; remove it")
        if "source" in columns and len(cells) == len(columns) and not cells[columns.index("source")]:
            yield Fault(table, number, "no source; say where the row comes from")
        if line in seen:
            yield Fault(table, number, f"the same as line {seen[line]}; remove one of them")
        seen[line] = number
        if before is not None and cells[:1] < before[:1]:
            yield Fault(table, number, f"{cells[0]} sorts before {before[0]}; sort the rows by the first column")
        before = cells
