"""Tables say what the fact base says, whichever tool opens them, and text in them is text."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.export import ExportError, export
from pipeline.export.claims import Job, flat
from pipeline.export.columns import NOT_EXPORTED, TYPES, columns
from pipeline.export.formats import xlsx
from pipeline.store import FactBase, Filters
from pipeline.store.migrations import migrate
from tests.export.conftest import HARM
from tests.factories import article, extraction


def expected(base: FactBase, **filters: Any) -> list[dict[str, Any]]:
    job = Job(base, Filters(**filters), columns(base.descriptions()))
    return [{c.name: row[c.name] for c in job.columns} for row in job.claims()]


def text_of(row: dict[str, Any]) -> dict[str, Any]:
    """A row as CSV can give it back: empty text is NULL, lists are joined, all is text."""
    flattened = {name: flat(value) for name, value in row.items()}
    return {
        name: "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in flattened.items()
    }


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.mark.parametrize("which", ["base", "harmful"])
def test_csv_gives_every_value_back(which, request, tmp_path):
    base = request.getfixturevalue(which)
    rows = expected(base)
    assert len(rows) > 30
    export(base, "csv", tmp_path / "a.csv")
    assert read_csv(tmp_path / "a.csv") == [text_of(row) for row in rows]


@pytest.mark.parametrize("which", ["base", "harmful"])
def test_jsonl_gives_every_value_back(which, request, tmp_path):
    base = request.getfixturevalue(which)
    export(base, "jsonl", tmp_path / "a.jsonl")
    lines = (tmp_path / "a.jsonl").read_bytes().split(b"\n")
    assert lines.pop() == b""
    assert [json.loads(line) for line in lines] == expected(base)


@pytest.mark.parametrize("which", ["base", "harmful"])
def test_parquet_gives_every_value_back_with_its_type(which, request, tmp_path):
    base = request.getfixturevalue(which)
    export(base, "parquet", tmp_path / "a.parquet")
    frame = polars.read_parquet(tmp_path / "a.parquet")
    rows = expected(base)
    for row in rows:
        for name in ("period_start", "period_end", "published", "baseline_start", "baseline_end"):
            row[name] = row[name] and date.fromisoformat(row[name])
        row["reviewed"] = row["reviewed"] and datetime.fromisoformat(row["reviewed"])
    assert frame.to_dicts() == rows
    assert frame.schema["value_real"] == polars.Float64
    assert frame.schema["published"] == polars.Date
    assert frame.schema["repeated"] == polars.Boolean


def test_duckdb_and_polars_read_the_tables_alike(base, tmp_path):
    for form in ("csv", "jsonl", "parquet"):
        export(base, form, tmp_path / f"a.{form}")
    asked = "SELECT count(*), sum(value_real), count(DISTINCT document), max(published)::VARCHAR FROM "
    found = {
        form: duckdb.sql(asked + f"{reader}('{tmp_path / f'a.{form}'}')").fetchall()[0]
        for form, reader in (("csv", "read_csv"), ("jsonl", "read_json"), ("parquet", "read_parquet"))
    }
    rows = expected(base)
    assert found["csv"][0] == len(rows)
    assert found["csv"] == found["jsonl"] == found["parquet"]
    assert found["csv"][1] == pytest.approx(sum(row["value_real"] or 0 for row in rows))
    frame = polars.read_csv(tmp_path / "a.csv", infer_schema_length=None)
    assert frame["id"].to_list() == [row["id"] for row in rows]
    assert frame["sentence"].to_list() == [row["sentence"] for row in rows]


def test_csv_for_excel_runs_no_formula_and_keeps_numbers(harmful, tmp_path):
    export(harmful, "csv", tmp_path / "a.csv", bom=True)
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")
    for row, exact in zip(read_csv(tmp_path / "a.csv"), map(text_of, expected(harmful)), strict=True):
        assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell in row.values())
        assert row["value"] == exact["value"]
        for name, cell in row.items():
            assert cell.removeprefix("'") == exact[name]


def test_a_negative_number_is_no_formula(tmp_path):
    from pipeline.export.columns import Column
    from pipeline.export.formats.csv import cell

    text = Column("value", "string", "", 1, "")
    assert cell("-12.5", text, True) == "-12.5"
    assert cell("-12+A1", text, True) == "'-12+A1"
    assert cell(-12.5, Column("value_real", "number", "", 1, ""), True) == -12.5


def sheet_of(path: Path) -> tuple[Any, list[dict[str, Any]]]:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    head, *rest = sheet.iter_rows()
    names = [cell.value.rpartition(" ")[2] for cell in head]
    return book, [dict(zip(names, row, strict=True)) for row in rest]


def test_a_workbook_has_typed_cells_a_fixed_header_and_explained_columns(base, tmp_path):
    export(base, "xlsx", tmp_path / "a.xlsx")
    book, cells = sheet_of(tmp_path / "a.xlsx")
    rows = expected(base)
    assert len(cells) == len(rows)
    for found, row in zip(cells, rows, strict=True):
        assert found["value"].value == row["value"]
        assert found["value"].data_type == ("s" if row["value"] is not None else "n")
        assert found["value_real"].value == row["value_real"]
        assert found["repeated"].value is row["repeated"]
        for name in ("published", "period_start", "period_end"):
            shown = found[name].value
            assert (shown.date().isoformat() if shown else None) == row[name]
            assert not shown or found[name].is_date
        assert (found["sentence"].value or "") == row["sentence"]
    claims, meanings = book.worksheets
    assert claims.freeze_panes == "B2"
    assert claims["C1"].value == "数值（精确） value"
    assert claims.column_dimensions["A"].width > 20
    said = {row[0]: row[3] for row in meanings.iter_rows(min_row=2, values_only=True)}
    assert list(said) == list(rows[0])
    assert said["high"].startswith("The upper end of a range")
    assert all(said.values())


def test_nothing_in_a_workbook_is_a_formula(harmful, tmp_path):
    from openpyxl.utils.escape import unescape

    export(harmful, "xlsx", tmp_path / "a.xlsx")
    _, cells = sheet_of(tmp_path / "a.xlsx")
    rows = expected(harmful)
    assert {row["subject"] for row in rows} == set(HARM)
    for found, row in zip(cells, rows, strict=True):
        assert all(cell.data_type != "f" and cell.hyperlink is None for cell in found.values())
        assert found["subject"].data_type == "s"
        shown = unescape(found["subject"].value).replace("\r\n", "\n")
        assert shown in (row["subject"], row["subject"].replace("\r", "\n"))


def test_a_workbook_with_too_many_rows_is_refused_in_one_line(base, tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 20)
    export(base, "xlsx", tmp_path / "fits.xlsx", Filters(limit=20))
    with pytest.raises(ExportError, match=r"a sheet holds 20 rows \(try: .*--format csv\)$"):
        export(base, "xlsx", tmp_path / "a.xlsx", Filters(limit=21))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["datapackage.json", "fits.xlsx"]


def test_long_text_is_cut_for_excel_and_said(tmp_path):
    with FactBase.open(tmp_path / "long.db") as base:
        run = base.begin_run("test", "0")
        base.write(extraction("投入[3元]。", article_=article("𠮷" * 40_000)), run)
        base.finish_run(run)
        done = export(base, "xlsx", tmp_path / "a.xlsx", columns=["id", "title"])
    assert done.notes == {xlsx.CUT: 1}
    _, (row,) = sheet_of(tmp_path / "a.xlsx")
    assert row["title"].value == "𠮷" * 16_383


def test_columns_can_be_chosen(base, tmp_path):
    export(base, "csv", tmp_path / "a.csv", Filters(limit=2), columns=["subject", "value", "subject"])
    assert (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()[0] == "subject,value"
    with pytest.raises(ExportError, match="the column nonsense"):
        export(base, "csv", tmp_path / "b.csv", columns=["nonsense"])
    with pytest.raises(ExportError, match="no table"):
        export(base, "brat", tmp_path / "b", columns=["id"])


def test_every_column_of_the_view_is_exported_or_left_out_on_purpose(base):
    there = {column for table, column, _ in base.descriptions() if table == "v_claims" and column}
    exported = columns(base.descriptions())
    assert there - {column.name for column in exported} == NOT_EXPORTED
    assert all(column.type in TYPES and column.meaning and column.width > 0 for column in exported)


def test_a_column_that_nobody_listed_is_exported_as_text():
    described = [("v_claims", "", "Claims."), ("v_claims", "id", "Id."), ("v_claims", "mood", "How it sounds.")]
    assert [(c.name, c.type, c.meaning) for c in columns(described) if c.name in ("id", "mood")] == [
        ("id", "string", "Id."), ("mood", "string", "How it sounds."),
    ]  # fmt: skip


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12), st.decimals(allow_nan=False,
       allow_infinity=False, places=6, min_value=-(10**20), max_value=10**20))  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_any_text_and_any_number_come_back_exactly(text: str, number: Decimal) -> None:
    import sqlite3
    import tempfile

    from tests.factories import claim, fact, quantity

    with tempfile.TemporaryDirectory() as folder:
        memory = sqlite3.connect(":memory:", isolation_level=None)
        memory.row_factory = sqlite3.Row
        migrate(memory)
        base = FactBase(memory, Path(":memory:"))
        run = base.begin_run("test", "0")
        from dataclasses import replace

        one = extraction(article_=article(text, authors=(text,)))
        base.write(replace(one, facts=(fact(claim(quantity(number), item=text), sentence=text),)), run)
        export(base, "csv", Path(folder, "a.csv"))
        export(base, "jsonl", Path(folder, "a.jsonl"))
        export(base, "parquet", Path(folder, "a.parquet"))
        memory.close()
        (lined,) = map(json.loads, Path(folder, "a.jsonl").read_bytes().splitlines())
        (row,) = read_csv(Path(folder, "a.csv"))
        (framed,) = polars.read_parquet(Path(folder, "a.parquet")).to_dicts()
    for found in (row, lined, framed):
        assert (found["title"], found["item"], found["sentence"]) == (text, text, text)
        assert Decimal(found["value"]) == number
        assert float(found["value_real"]) == float(number)
