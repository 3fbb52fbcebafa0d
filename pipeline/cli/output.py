"""How rows leave on standard output: one set of options for every verb that prints rows."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache, wraps
from itertools import chain, islice
from typing import Any, TextIO

import click

Row = Mapping[str, Any]
FORMS = ("table", "json", "nl", "csv", "tsv")
_CELL, _LAST_CELL = 48, 120  # terminal columns
_LOOK_AHEAD = 200
# ids, figures, days and codes: half of one misleads, and people copy them
_WHOLE = re.compile(r"[\da-f]{16}-\d+( \+\d+)?|-?[\d,.]+|\d{4}-\d\d-\d\d|[a-z_]+|")
_NUMBER = re.compile(r"(-?[\d,]+(\.\d+)?)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def output_options(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --table --json --nl --csv --tsv and --bom; the verb gets one ``emit(rows, columns)`` instead of them."""

    @click.option("--table", "form", flag_value="table", help="Aligned columns for reading (default).")
    @click.option("--json", "form", flag_value="json", help="One JSON array.")
    @click.option("--nl", "form", flag_value="nl", help="One JSON object a line.")
    @click.option("--csv", "form", flag_value="csv", help="Comma-separated, with a header.")
    @click.option("--tsv", "form", flag_value="tsv", help="Tab-separated, with a header.")
    @click.option("--bom", is_flag=True, help="Begin CSV or TSV with a byte order mark, which Excel needs.")
    @wraps(verb)
    def with_output(*args: Any, form: str | None, bom: bool, **kwargs: Any) -> Any:
        if bom and form not in ("csv", "tsv"):
            raise click.UsageError("--bom goes with --csv or --tsv.")

        click.get_current_context().meta["form"] = form or "table"

        def emit(rows: Iterable[Row], columns: Sequence[str]) -> int:
            return write(rows, columns, form or "table", bom)

        return verb(*args, emit=emit, **kwargs)

    return with_output


def write(rows: Iterable[Row], columns: Sequence[str], form: str, bom: bool = False, out: TextIO | None = None) -> int:
    """Writes the columns of each row as they come, and returns how many rows there were.

    Args:
        rows: mappings; a missing key counts as None. JSON has None as null, the other forms leave it empty.
        columns: which keys, in order.
        form: one of :data:`FORMS`. A table cuts long cells and shows no control characters; the others are whole.
        bom: begin with a byte order mark.
        out: standard output where not given.
    """
    out = out or sys.stdout
    count = 0
    if form == "table":
        return _table(rows, columns, out)
    if form in ("csv", "tsv"):
        if bom:
            out.write("\ufeff")
        sheet = csv.writer(out, delimiter="," if form == "csv" else "\t", lineterminator="\n")
        sheet.writerow(columns)
        for row in rows:
            count += 1
            sheet.writerow([_flat(row.get(c)) for c in columns])
        return count
    if form == "json":
        out.write("[")
    for row in rows:
        count += 1
        out.write("" if form == "nl" else ",\n " if count > 1 else "")
        out.write(json.dumps({c: row.get(c) for c in columns}, ensure_ascii=False, default=str))
        out.write("\n" if form == "nl" else "")
    if form == "json":
        out.write("]\n")
    return count


def _flat(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, tuple, dict)) else value


def shown(value: Any) -> str:
    """A value in one line that is safe on a terminal: text of strangers may hold escape sequences."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        value = " ".join(map(str, value))
    return _CONTROL.sub(" ", str(value)).strip()


def safe(text: str) -> str:
    """The text with its line breaks and spaces, and no other control characters."""
    return "\n".join(_CONTROL.sub(" ", line) for line in text.split("\n"))


@lru_cache(maxsize=1 << 14)  # the same cell is asked for three times, and many cells say the same
def width(text: str) -> int:
    """Columns that a text takes on a terminal: Chinese characters take two."""
    return len(text) if text.isascii() else sum(map(_columns_of, text))


@lru_cache(maxsize=1 << 14)
def _columns_of(char: str) -> int:
    return 0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1


def cut(text: str, columns: int) -> str:
    """The text shortened to a number of terminal columns, ending in … where it was cut."""
    if 2 * len(text) <= columns or width(text) <= columns:
        return text
    kept = used = 0
    for c in text:
        used += width(c)
        if used > columns - 1:
            break
        kept += 1
    return text[:kept] + "…"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with what it counts, in English: 1 fact, 2,005 facts; ``many`` where that is not ``one`` with an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def grouped(value: Any) -> str:
    """A number as stored, its digits in threes (2,680,000), exact; "" for None."""
    if value is None:
        return ""
    try:
        return f"{Decimal(value):,f}"
    except (InvalidOperation, ValueError, TypeError):
        return str(value)


_LEAST = 8  # terminal columns that a cell keeps where a table is made to fit


def _fitted(widths: list[int], whole: Sequence[bool], room: int) -> list[int]:
    """The widths, the widest made narrower until a line fits or all are narrow; those that are whole stay."""
    widths = list(widths)
    open_ = [i for i, keep in enumerate(whole) if not keep]
    while open_ and sum(widths) + 2 * (len(widths) - 1) > room:
        at = max(open_, key=lambda i: widths[i] // (3 if i == len(widths) - 1 else 1))  # the last one has the sentence
        if widths[at] <= _LEAST:
            break
        widths[at] -= 1
    return widths


def _table(rows: Iterable[Row], columns: Sequence[str], out: TextIO) -> int:
    rest = iter(rows)

    def cells_of(row: Row) -> list[str]:
        room = [_CELL] * (len(columns) - 1) + [_LAST_CELL]
        return [cut(shown(row.get(c)), most) for c, most in zip(columns, room, strict=True)]

    first = [cells_of(row) for row in islice(rest, _LOOK_AHEAD)]
    if not first:
        return 0
    widths = [max(width(cells[i]) for cells in [list(columns), *first]) for i in range(len(columns))]
    if out.isatty():
        whole = [all(_WHOLE.fullmatch(cells[i]) for cells in first) for i in range(len(columns))]
        widths = _fitted(widths, whole, shutil.get_terminal_size().columns)
    later = map(cells_of, rest)
    rule = ["-" * min(w, _CELL) for w in widths]
    right = [all(_NUMBER.fullmatch(cells[i]) for cells in first) for i in range(len(columns))]
    count = -2  # the head and the rule are no rows
    for cells in chain([list(columns), rule], first, later):
        count += 1
        line = (_cell(c, w, r) for c, w, r in zip(cells, widths, right, strict=True))
        out.write("  ".join(line).rstrip() + "\n")
    return count


def _cell(text: str, columns: int, right: bool) -> str:
    """A cell in so many columns: numbers end at its right, words begin at its left."""
    text = cut(text, columns) if width(text) > columns else text
    gap = " " * (columns - width(text))
    return gap + text if right else text + gap
