"""The part of the fact base's face that tells which reports contradict each other."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.store import contradictions
from pipeline.store.connection import explained
from pipeline.store.filters import Filters, filters_of

Row = dict[str, Any]


class Contradictory:
    """Methods of :class:`pipeline.store.base.FactBase`."""

    _db: sqlite3.Connection
    path: Path

    def contradictions(self, filters: Filters | None = None, limit: int | None = None, **given: Any) -> Iterator[Row]:
        """Pairs of claims that cannot both be right; see :func:`pipeline.store.contradictions.contradictions`."""
        filters = filters_of(filters, given, "cannot query")
        with explained(self.path, "read"):
            yield from contradictions.contradictions(self._db, filters, limit)

    def contradictions_of(self, claim: str) -> list[Row]:
        """What contradicts one claim; see :func:`pipeline.store.contradictions.contradictions_of`."""
        with explained(self.path, "read"):
            return contradictions.contradictions_of(self._db, claim)


__all__ = ["Contradictory"]
