"""Going on in a list after the row that was shown last: what came before is not read again, however much it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_FIRST = {
    "value": (("value_real",), ">"),
    "-value": (("value_real",), "<"),
    "period": (("period_start", "period_end"), ">"),
    "-period": (("period_end", "period_start"), "<"),
    "published": (("published",), ">"),
    "-published": (("published",), "<"),
    "confidence": (("confidence",), ">"),
    "-confidence": (("confidence",), "<"),
}
"""What orders go by first, and which way; rows that have none of it come last."""
_BY_NAME = ("name", "start", "id")


@dataclass(frozen=True, slots=True)
class Past:
    """Which claims come after a row in an order.

    Attributes:
        row: of ``v_claims``, as people left it.
        condition, values: SQL over the columns of ``v_claims``.
        at: what the order goes by first, of that row; None where it has none of it, and in the order of documents.
        sign: how the claims that come later compare with that, ">" or "<".
    """

    row: Mapping[str, Any]
    condition: str
    values: tuple[Any, ...]
    at: Any
    sign: str


def past(row: Mapping[str, Any], order: str) -> Past:
    """Which claims come after one, a row as a list has it, in one of :data:`pipeline.store.plans.ORDERS`."""
    if order == "document":
        name, condition = row["name"], "(name >= ? AND (name, document, start, id) > (?, ?, ?, ?))"
        return Past(row, condition, (name, name, row["document"], row["start"], row["id"]), None, ">")
    rest = _BY_NAME if order in ("published", "-published") else ("id",)
    later, values = f"({', '.join(rest)}) > ({', '.join('?' * len(rest))})", tuple(row[name] for name in rest)
    columns, sign = _FIRST[order]
    first = columns[0] if len(columns) == 1 else f"coalesce({', '.join(columns)})"
    at = next((row[name] for name in columns if row[name] is not None), None)
    if at is None:
        return Past(row, f"({first} IS NULL AND {later})", values, None, sign)
    condition = f"({first} IS NULL OR {first} {sign} ? OR ({first} = ? AND {later}))"
    return Past(row, condition, (at, at, *values), at, sign)


__all__ = ["Past", "past"]
