"""What is known beforehand: TSV tables with provenance, and their loader. Imports nothing of this project."""

from __future__ import annotations

from functools import cache
from importlib import resources
from types import MappingProxyType


@cache
def rows(name: str) -> tuple[MappingProxyType[str, str], ...]:
    """All rows of ``gazetteers/data/NAME.tsv``, as read-only mappings from column name to text.

    Lines that start with ``#`` explain the columns and are skipped; the first other line names the columns.

    Raises:
        FileNotFoundError: if there is no such table.
    """
    path = resources.files("gazetteers") / "data" / f"{name}.tsv"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    columns = lines[0].split("\t") if lines else []
    blank = [""] * len(columns)  # a row whose last cells are missing has them empty
    return tuple(
        MappingProxyType(dict(zip(columns, cells if len(cells) >= len(columns) else cells + blank, strict=False)))
        for cells in (line.split("\t") for line in lines[1:])
    )
