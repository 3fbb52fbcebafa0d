"""Datasette's metadata, out of the descriptions that every fact base carries and the columns of the exports."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from typing import Any

from pipeline.export.columns import columns

DATABASE = "facts"
_INNER = ("search_index", "migrations", "states", "signatures", "uncompared", "common_keys", "sqlite_stat")
"""Tables that serve the program, not its readers."""
_SORTS = {"v_runs": "started", "v_by_outlet": "articles", "v_indicators": "claims"}


def metadata(described: Iterable[tuple[str, str, str]], name: str) -> dict[str, Any]:
    """The metadata of one fact base.

    Args:
        described: ``(table, column, text)``, the column "" for the table itself.
        name: of the file, for the title.
    """
    rows = list(described)
    chinese = {column.name: column.chinese for column in columns(rows)}
    tables: dict[str, dict[str, Any]] = {}
    for table, column, text in rows:
        about = tables.setdefault(table, {"columns": {}})
        if not column:
            about["description"] = text
        else:
            known = chinese.get(column)
            about["columns"][column] = f"{known}: {text}" if known and known != column else text
    for table, about in tables.items():
        if table.startswith(_INNER):
            about["hidden"] = True
        if table in _SORTS:
            about["sort_desc"] = _SORTS[table]
    return {
        "title": f"工会事实库 {name}",
        "description": "从工会报道里读出的数字事实，每条都能回到原文的字节。",
        "databases": {
            DATABASE: {
                "description": "数据表：给想自己查的人。v_claims 是一切的起点；不同事实的数字互相重叠，不要相加。",
                "tables": tables,
                "queries": queries(),
            }
        },
    }


def queries() -> dict[str, dict[str, str]]:
    """The canned queries of ``queries.sql``: each begins with ``-- name: title``."""
    text = (resources.files("pipeline.serve") / "queries.sql").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = {}
    for part in text.split("\n-- ")[1:]:
        head, _, sql = part.partition("\n")
        name, _, title = head.partition(": ")
        found[name] = {"title": title, "sql": sql.strip().removesuffix(";")}
    return found
