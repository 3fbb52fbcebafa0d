"""CSV as in RFC 4180: UTF-8, a header, CRLF at line ends. Values are exact; NULL and empty text are both empty."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from pipeline.export.claims import Job, flat
from pipeline.export.columns import Column
from pipeline.export.formats.base import Format
from pipeline.export.package import field_of

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(job: Job, path: Path) -> tuple[int, list[dict[str, Any]]]:
    """One row a claim. For Excel (``job.bom``), text that it would take for a formula has an apostrophe before it."""
    count = 0
    # With CRLF at line ends, Python quotes cells with either of the two; with LF alone it would not quote those with CR
    with path.open("w", encoding="utf-8-sig" if job.bom else "utf-8", newline="") as file:
        sheet = csv.writer(file, lineterminator="\r\n")
        sheet.writerow([column.name for column in job.columns])
        for row in job.claims():
            count += 1
            sheet.writerow([cell(row.get(column.name), column, job.bom) for column in job.columns])
    fields = [field_of(column) for column in job.columns]
    return count, [{"path": path, "format": "csv", "media": "text/csv", "fields": fields, "count": count}]


def cell(value: Any, column: Column, for_excel: bool) -> Any:
    """A value as it stands in the file; None is the empty cell."""
    if isinstance(value, bool):
        return "true" if value else "false"
    value = flat(value)
    if for_excel and column.type == "string" and isinstance(value, str) and value.startswith(_FORMULA):
        return value if _is_number(value) else "'" + value
    return value


def _is_number(text: str) -> bool:
    return text[:1] == "-" and text[1:].replace(".", "", 1).isdecimal()


FORMAT = Format("csv", "a table for every program; --bom for Excel", write, is_table=True)
