"""Numeric claims: who did what, how much of what, when, where, said by whom."""

from extractors.claims.find import find

__all__ = ["find"]
