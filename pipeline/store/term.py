"""One filter as SQL: a condition on a claim, and a way to find the claims that meet it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Term:
    """One filter in SQL.

    Attributes:
        condition: over the columns of ``v_claims``.
        values: of its question marks.
        found: SELECT of the rowids of claims that an index knows to meet it, perhaps among others; "" where none does.
        given: values of its question marks.
        dear: where ``found`` visits several tables for each claim: FROM and WHERE of what it begins with.
        among: the condition for a statement that looks at many claims, with the same values: what is dear in it is
            asked once, and not of each row; "" where that makes no difference.
        told: whether topics of claims are told as ``found`` tells claims: soon, as it reads no other table.
    """

    condition: str
    values: tuple[Any, ...] = ()
    found: str = ""
    given: tuple[Any, ...] = ()
    dear: str = ""
    among: str = ""
    told: bool = False

    @property
    def topics(self) -> str:
        """SELECT of the topics of the claims that ``found`` gives, None among them, where indexes tell; else ""."""
        return self.found.replace("SELECT rowid FROM", "SELECT topic FROM") if self.told else ""

    def hits(self, most: int) -> tuple[str, tuple[Any, ...]]:
        """SQL that counts, up to ``most``, what a dear way begins with, and its values."""
        return f"SELECT count(*) FROM (SELECT 1 FROM {self.dear} LIMIT {most})", self.given


__all__ = ["Term"]
