"""The fact base: one SQLite file of numeric claims, each traceable to the bytes that it was read from.

``FactBase.open(path)`` opens or makes one. See :mod:`pipeline.store.migrations` for the tables,
:mod:`pipeline.store.views` for the questions that have an answer ready, and the table ``descriptions`` inside of every
file for what each column means.
"""

from pipeline.store.base import FactBase, Filters, Item
from pipeline.store.diff import Change, FieldChange, Moved

__all__ = ["Change", "FactBase", "FieldChange", "Filters", "Item", "Moved"]
