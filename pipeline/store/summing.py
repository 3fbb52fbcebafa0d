"""The part of :class:`~pipeline.store.FactBase` that adds up."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipeline.store.connection import explained
from pipeline.store.filters import Filters, filters_of
from pipeline.store.sums import Sums, settle

Row = dict[str, Any]


class Summing:
    """Methods of the fact base; it brings the connection and the path."""

    _db: sqlite3.Connection
    path: Path
    _reviewed = False  # whether this object stored reviews since it last settled

    def sums(self, by: Sequence[str] = (), filters: Filters | None = None, **given: Any) -> Sums:
        """Sums of the claims that fit :class:`Filters` (or its fields as keywords), in groups.

        Facts of one measure (indicator, or action and item) in one unit are added; none is counted twice.

        Args:
            by: dimensions: year, quarter, month, province, city, place, union, subject, indicator, outlet.
            filters, given: as for :meth:`~pipeline.store.FactBase.query`; claims below ``min_confidence`` and rejected
                ones are left out and counted as such, order and limit say nothing.
        """
        from pipeline.store.sums import add

        self._settle_reviews()
        with explained(self.path, "read"):
            return add.sums(self._db, by, filters_of(filters, given, "cannot sum"))

    def summed(self, by: Sequence[str] = (), filters: Filters | None = None, **given: Any) -> Iterator[Row]:
        """The facts that :meth:`sums` counts: columns of ``v_claims`` behind their labels and ``measure``."""
        return self._behind(by, filters_of(filters, given, "cannot sum"), left_out=False)

    def left_out(self, by: Sequence[str] = (), filters: Filters | None = None, **given: Any) -> Iterator[Row]:
        """The facts that :meth:`sums` leaves out, with ``reason``, ``why_zh``, ``why_en``, and ``stands``: the claim
        that counts in their place, None where they are left out for what they are; ``stands_quote``, ``stands_name``.
        """
        return self._behind(by, filters_of(filters, given, "cannot sum"), left_out=True)

    def _behind(self, by: Sequence[str], filters: Filters, *, left_out: bool) -> Iterator[Row]:
        from pipeline.store.sums import add

        self._settle_reviews()
        with explained(self.path, "read"):
            yield from add.facts(self._db, by, filters, left_out)

    def _settle(self) -> None:
        """Work out anew which claims count the same, where something changed."""
        settle.settle(self._db)

    def _settle_reviews(self) -> None:
        """The same before sums are asked of this object, or when it is closed, if it stored reviews.

        Not at each review: in a large file that takes a second or two. Where another process writes just now, its run
        will do it.
        """
        if self._reviewed:
            with suppress(sqlite3.Error):
                self._settle()
            self._reviewed = False


__all__ = ["Summing"]
