"""The gazetteer tables as tables: listed, shown and checked, for people who correct them."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from importlib import resources

from pipeline.errors import GazetteerError


@dataclass(frozen=True, slots=True)
class Table:
    """One gazetteer.

    Attributes:
        name: file name without ``.tsv``.
        header: the prose at its top, without the ``#`` signs.
        columns: their names, in order.
        rows: by column name.
        faults: what is wrong with its form, one line each with the line number.
    """

    name: str
    header: str
    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    faults: tuple[str, ...]


def names() -> list[str]:
    """The names of all tables, sorted."""
    data = resources.files("gazetteers") / "data"
    return sorted(f.name.removesuffix(".tsv") for f in data.iterdir() if f.name.endswith(".tsv"))


def read(name: str) -> Table:
    """One table.

    Raises:
        GazetteerError: if there is none of that name; the message has the nearest.
    """
    if name not in names():
        near = get_close_matches(name, names(), 1, 0.4)
        raise GazetteerError(f"no gazetteer {name!r}", "", near[0] if near else "unionfacts gazetteers list")
    raw = (resources.files("gazetteers") / "data" / f"{name}.tsv").read_bytes()
    faults = []
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as e:
        return Table(name, "", (), (), (f"{name}.tsv: not UTF-8 at byte {e.start}",))
    if "\r" in text or text.startswith("\ufeff"):
        faults.append(f"{name}.tsv: save it with plain line ends and without a byte order mark")
    header: list[str] = []
    columns: tuple[str, ...] = ()
    rows: list[dict[str, str]] = []
    seen: set[tuple[str, ...]] = set()
    for number, line in enumerate(text.splitlines(), 1):
        where = f"{name}.tsv:{number}"
        if line.startswith("#"):
            header.append(line.lstrip("# ").rstrip())
            continue
        if not line:
            continue
        cells = tuple(line.split("\t"))
        if not columns:
            columns = cells
            continue
        if len(cells) != len(columns):
            faults.append(f"{where}: {len(cells)} cells, the head has {len(columns)} columns")
        elif cells in seen:
            faults.append(f"{where}: the same row stands above")
        if any(c != c.strip() for c in cells):
            faults.append(f"{where}: blanks around a cell")
        seen.add(cells)
        rows.append(dict(zip(columns, cells, strict=False)))
    if not header:
        faults.append(f"{name}.tsv: no # lines that say what the columns mean")
    faults += [f"{name}.tsv: column {c!r} is not explained in the header"
               for c in columns if header and c not in " ".join(header)]  # fmt: skip
    if columns and "source" not in columns:
        faults.append(f"{name}.tsv: no column source")
    return Table(name, "\n".join(header), columns, tuple(rows), tuple(faults))


def listed() -> list[dict[str, object]]:
    """All tables by name, number of rows, columns and the first line of their header."""
    tables = [read(name) for name in names()]
    return [
        {"name": t.name, "rows": len(t.rows), "columns": list(t.columns), "about": t.header.partition("\n")[0]}
        for t in tables
    ]


def check() -> list[str]:
    """Every fault of every table."""
    return [fault for name in names() for fault in read(name).faults]
