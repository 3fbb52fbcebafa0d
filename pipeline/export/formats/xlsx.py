"""A workbook: the claims under Chinese and English headers, and a sheet that says what each column means.

Cells of text are written as text whatever they begin with, so that nothing in an article is ever run as a formula.
Rows go to a temporary file as they come, so memory does not grow with them.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipeline.export.claims import Job, flat
from pipeline.export.columns import Column
from pipeline.export.files import ExportError
from pipeline.export.formats.base import Format, needs
from pipeline.export.package import field_of

MOST_ROWS = 1_048_575
"""Rows that a sheet of Excel holds below its header."""
_MOST_CHARACTERS = 32_767  # UTF-16 code units in a cell
_FIRST_DAY = date(1900, 3, 1)  # before it, Excel counts a day that never was
_MADE = datetime(2000, 1, 1)  # the same in every file, so that the same claims make the same bytes
CUT = "cells cut to the 32,767 characters that Excel allows"


def write(job: Job, path: Path) -> tuple[int, list[dict[str, Any]]]:
    """One row a claim.

    Raises:
        ExportError: if there are more claims than a sheet has rows.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise needs("xlsxwriter") from error

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    try:
        book.set_properties({"title": "unionfacts", "created": _MADE})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        styles = {
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            "text": book.add_format({"num_format": "@"}),
        }
        sheet = book.add_worksheet("数字事实 claims")
        sheet.freeze_panes(1, 1)
        for n, column in enumerate(job.columns):
            sheet.set_column(n, n, column.width)
            sheet.write_string(0, n, header(column), head)
        count = 0
        for row in job.claims():
            count += 1
            if count > MOST_ROWS:
                raise ExportError(
                    "cannot write all claims into one workbook",
                    f"a sheet holds {MOST_ROWS:,} rows",
                    "narrow it down with --kind, --since, --place or --limit, or take --format csv",
                )
            for n, column in enumerate(job.columns):
                _cell(job, sheet, count, n, column, row.get(column.name), styles)
        if count:
            sheet.autofilter(0, 0, count, len(job.columns) - 1)
            sheet.ignore_errors({"number_stored_as_text": f"A2:XFD{count + 1}"})
        _explain(book, job.columns, head)
    finally:
        book.close()
    fields = [field_of(column, header(column)) for column in job.columns]
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return count, [{"path": path, "format": "xlsx", "media": media, "fields": fields, "count": count}]


def header(column: Column) -> str:
    """The Chinese name with the English one beside it."""
    return column.name if column.chinese == column.name else f"{column.chinese} {column.name}"


def _cell(job: Job, sheet: Any, row: int, n: int, column: Column, value: Any, styles: dict[str, Any]) -> None:
    value = flat(value)
    if value is None or value == "":
        return
    if column.type in ("number", "integer"):
        sheet.write_number(row, n, value)
    elif column.type == "boolean":
        sheet.write_boolean(row, n, value)
    elif column.type == "date" and (day := date.fromisoformat(value)) >= _FIRST_DAY:
        sheet.write_datetime(row, n, day, styles["date"])
    elif column.type == "datetime":
        sheet.write_datetime(row, n, datetime.fromisoformat(value).replace(tzinfo=None), styles["datetime"])
    else:
        text = str(value)
        if len(text.encode("utf-16-le")) > 2 * _MOST_CHARACTERS:
            job.notes[CUT] += 1
            text = text.encode("utf-16-le")[: 2 * _MOST_CHARACTERS].decode("utf-16-le", "ignore")
        sheet.write_string(row, n, text, styles["text"])


def _explain(book: Any, columns: tuple[Column, ...], head: Any) -> None:
    sheet = book.add_worksheet("栏目说明 columns")
    sheet.freeze_panes(1, 0)
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for n, (title, width) in enumerate((("栏目 column", 16), ("中文", 16), ("类型 type", 10), ("说明 meaning", 100))):
        sheet.set_column(n, n, width)
        sheet.write_string(0, n, title, head)
    for row, column in enumerate(columns, start=1):
        for n, text in enumerate((column.name, column.chinese, column.type, column.meaning)):
            sheet.write_string(row, n, text, wrap)


FORMAT = Format("xlsx", "a workbook with a sheet that explains its columns", write, is_table=True)
