"""Names of places for the pages: of codes, provinces for the map, and what lies in what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

from gazetteers.places import index


@dataclass(frozen=True, slots=True)
class Tile:
    """One province on the map of tiles: its code of six digits, its short name, and its column and row from 0."""

    code: str
    name: str
    column: int
    row: int


@cache
def tiles() -> tuple[Tile, ...]:
    """The provinces, each as one tile of equal size: a figure is seen as well for a small province as for a large."""
    text = (resources.files("pipeline.serve") / "provinces.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(Tile(code, name, int(column), int(row)) for code, name, column, row in lines)


def name_of(code: str | None) -> str:
    """The full name of a division; "" where the code is not known. Codes may be cut (35, 3501) or of towns."""
    if not code or not code.isdigit():
        return ""
    found = index().by_code(code.ljust(6, "0") if len(code) < 6 else code)
    return found.name if found else ""


def province_of(code: str) -> str:
    """The code of the province that a code lies in."""
    return code[:2] + "0000"


def city_of(code: str) -> str | None:
    """The code of the city that a code lies in; None for a province itself, and for counties right below one."""
    if len(code) < 6 or code[2:6] == "0000":
        return None
    city = code[:4] + "00"
    return city if name_of(city) else code[:6]
