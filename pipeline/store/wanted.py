"""Which claims a question about contradictions is about, and in which topics they are."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline.store import plans
from pipeline.store.filters import Filters, Term
from pipeline.store.queries import asked
from pipeline.store.sameness import Figure


def wanted(db: sqlite3.Connection, filters: Filters) -> Wanted:
    """Which claims fit filters."""
    terms = asked(db, filters)
    condition = " AND ".join(term.condition for term in terms if term.condition != "1")
    values = tuple(value for term in terms for value in term.values)
    return Wanted(db, condition, values, terms)


@dataclass(frozen=True)
class Wanted:
    """Which claims a question is about.

    Attributes:
        condition, values: SQL over the columns of ``v_claims``; "" for all claims.
        terms: what it is made of.
    """

    db: sqlite3.Connection
    condition: str
    values: tuple[Any, ...]
    terms: Sequence[Term]

    @cached_property
    def few(self) -> set[int] | None:
        """Rowids of claims among which are all that fit as read; None where they may be many."""
        return plans.candidates(self.db, self.terms) if self.condition else None

    @cached_property
    def ways(self) -> list[tuple[str, tuple[Any, ...]]]:
        """SELECT of the topics of all claims that fit as read, perhaps of others, and its values; none where these may
        be all that there are."""
        known = [term for term in self.terms if term.found]
        told = [term for term in known if term.topics]
        # where several filters tell of claims, few may have it in common
        if told and (len(known) == 1 or self.few is None):
            return [(told[0].topics, told[0].given)]
        if self.few is None:
            return []
        sql = "SELECT c.topic FROM json_each(?) few CROSS JOIN claims c ON c.rowid = few.value"
        return [(sql, (json.dumps(sorted(self.few)),))]

    def of(self, figures: Iterable[Figure]) -> Set[str]:
        """The ids of those figures that fit, as people left them."""
        rows = {figure.row["id"]: figure.row for figure in figures}
        if not self.condition:
            return rows.keys()
        plain = json.dumps([id for id, row in rows.items() if not row["corrected"]])
        # from the ids to the claims: the other way round all claims of an indicator would be read for each topic
        found = plans.among(self.db, plain, self.condition, self.values)
        corrected = [row for row in rows.values() if row["corrected"]]
        if corrected:
            columns = ", ".join(f"""json_extract(value, '$."{name}"') AS "{name}\"""" for name in corrected[0])
            given = json.dumps(corrected, ensure_ascii=False)
            sql = f"SELECT id FROM (SELECT {columns} FROM json_each(?)) WHERE {self.condition}"
            found |= {row[0] for row in self.db.execute(sql, (given, *self.values))}
        return found


__all__ = ["Wanted", "wanted"]
