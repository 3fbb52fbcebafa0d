"""Sums and series over the fact base that count nothing twice and say what they left out.

:func:`pipeline.store.sums.settle.settle` works out once, after a run, which claims count the same thing;
:func:`pipeline.store.sums.add.sums` adds up those that fit filters.
"""

from pipeline.store.sums.model import DIMENSIONS, REASONS, SumRow, Sums

__all__ = ["DIMENSIONS", "REASONS", "SumRow", "Sums"]
