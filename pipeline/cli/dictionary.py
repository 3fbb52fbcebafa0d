"""The data dictionary: what every key, column and code means, in Markdown, from the descriptions that the code uses."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

HEAD = """\
# Data dictionary

What everything is called and what it means. Printed by `unionfacts info --dictionary`, from the descriptions that the
program itself uses; a fact base carries those of its tables with it, in the table `descriptions`.

All spans are half-open: `start` is the first position, `end` the one behind the last.
"""


def lines() -> Iterator[str]:
    """The dictionary, line by line."""
    from pipeline.export.columns import columns
    from pipeline.run import contract, tables
    from pipeline.run.codes import all_codes
    from pipeline.store import descriptions

    described = descriptions.load()
    yield from HEAD.splitlines()
    yield from _section(
        "Exported facts", "The columns of `unionfacts export` (csv, xlsx, jsonl, parquet) and of `query --columns all`."
    )
    yield from _table(
        ("column", "中文", "type", "meaning"),
        ((f"`{c.name}`", c.chinese, c.type, c.meaning) for c in columns(described)),
    )
    yield from _section("JSON of `extract`", "One object a document; `[]` leads into a list, a dot into an object.")
    yield from _table(("key", "type", "meaning"), ((f"`{k}`", t, m) for k, t, m in contract.described()))
    yield from _section("Tables and views of a fact base", "SQLite; `v_…` are views, for questions that people ask.")
    types = _types()
    for table, column, meaning in described:
        if column:
            yield _row((f"`{column}`", types.get((table, column), ""), meaning))
        else:
            yield from ("", f"### `{table}`", "", meaning, "", _row(("column", "type", "meaning")), _rule(3))
    yield from _section("Problem codes", "What `unionfacts problems` lists. A problem ends no run.")
    yield from _table(("code", "stage", "meaning"), ((f"`{c}`", s, m) for c, s, m in all_codes()))
    yield from _section("Indicators", "What facts measure, for `query --indicator`.")
    yield from _table(
        ("indicator", "中文", "English", "definition"),
        (
            (f"`{row['id']}`", row["name_zh"], row["name_en"], row["definition_en"])
            for row in tables.read("indicators").rows
        ),
    )
    yield from _section("Gazetteers", "The tables of what is known beforehand; `unionfacts gazetteers show NAME`.")
    yield from _table(
        ("table", "rows", "about"), ((f"`{row['name']}`", row["rows"], row["about"]) for row in tables.listed())
    )


def _section(title: str, about: str) -> tuple[str, ...]:
    return ("", f"## {title}", "", about, "")


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield _row(head)
    yield _rule(len(head))
    yield from map(_row, rows)


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _rule(columns: int) -> str:
    return "|" + "---|" * columns


def _types() -> dict[tuple[str, str], str]:
    """Types of all columns, from an empty fact base in memory; views have those of the columns that they show."""
    from pipeline.store import migrations

    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrations.migrate(connection)
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]
    return {
        (name, column): kind
        for name in names
        for _, column, kind, *_ in connection.execute(f'SELECT * FROM pragma_table_xinfo("{name}")')
    }
