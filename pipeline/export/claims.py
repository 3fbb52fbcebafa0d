"""Claims as they are taken away: by filters, as people corrected them, with their source beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from pipeline.export import citations
from pipeline.export.columns import Column
from pipeline.store import FactBase, Filters

Row = dict[str, Any]
_ARTICLES = 1024  # whose credits are kept: rows mostly come by document


@dataclass(slots=True)
class Job:
    """One export: what to write and, while it streams, what was met.

    Attributes:
        base: the fact base.
        filters: which claims, by their fields as people corrected them.
        columns: of tables, in order.
        rejected: also claims that the last review rejected, as with ``filters.rejected``.
        bom: CSV for Excel: with a byte order mark, and nothing in it that Excel would take for a formula.
        per: what one text of an annotation format is: sentence, article or document.
        outlets: claims written by outlet.
        fingerprints: under which the documents of claims written were read.
        notes: counts of what was left out or changed, by what it is; for people.
    """

    base: FactBase
    filters: Filters
    columns: tuple[Column, ...] = ()
    rejected: bool = False
    bom: bool = False
    per: str = "sentence"
    outlets: Counter[str] = field(default_factory=Counter)
    fingerprints: set[str] = field(default_factory=set)
    notes: Counter[str] = field(default_factory=Counter)

    def claims(self) -> Iterator[Row]:
        """The claims as rows of v_claims with corrections put in, and the columns of :data:`columns.OWN`.

        ``authors`` is a list; ``repeated`` and ``review_stale`` are bool (or None); days and times are ISO text.
        """
        with_rejected = self.rejected or self.filters.rejected
        cited = any(column.name == "citation" for column in self.columns)
        source_of = lru_cache(_ARTICLES)(self.base.source_of)
        for row in self.base.query(replace(self.filters, reviewed=True, rejected=with_rejected)):
            source = source_of(row["article"])
            row["repeated"] = bool(row["repeated"])
            row["review_stale"] = None if row["review_stale"] is None else bool(row["review_stale"])
            row.update(authors=source["authors"], path=source["path"], encoding=source["encoding"])
            self._review(row)
            if cited:
                row["citation"] = citations.gbt(row)
            self.outlets[row["outlet"] or ""] += 1
            self.fingerprints.add(source["fingerprint"] or "")
            yield row

    def _review(self, row: Row) -> None:
        """Who decided last, and when."""
        row.update(corrected=row.get("corrected") or "", reviewer=None, reviewed=None)
        if row["review"] is not None:
            last = self.base.reviews(row["id"])[-1]
            row.update(reviewer=last["by"], reviewed=last["at"][:19] + "Z")


def flat(value: Any) -> Any:
    """A value as one cell: lists as text with 、 between."""
    return "、".join(map(str, value)) if isinstance(value, list) else value
