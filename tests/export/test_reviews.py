"""What people decided is what leaves: corrections in place of readings, and nothing that was rejected unasked."""

from __future__ import annotations

import json

import polars
import pytest

from pipeline.export import export
from pipeline.store import Filters

TABLES = pytest.mark.parametrize("form", ["jsonl", "parquet"])


def rows_of(form, path):
    if form == "parquet":
        return polars.read_parquet(path).to_dicts()
    return [json.loads(line) for line in path.read_bytes().splitlines()]


@TABLES
def test_corrections_are_exported_and_said(form, base, tmp_path):
    read = {row["id"]: row for row in base.query(unit="元")}
    export(base, form, tmp_path / "a", Filters(unit="元"))
    rows = {row["id"]: row for row in rows_of(form, tmp_path / "a")}
    (corrected,) = [row for row in rows.values() if row["review"] == "corrected"]
    assert corrected["corrected"] == "value,high,item,place"
    assert (corrected["value"], corrected["value_real"]) == ("1234567.891", 1234567.891)
    assert (corrected["high"], corrected["high_real"]) == (None, None)
    assert (corrected["item"], corrected["place"], corrected["place_code"]) == ("慰问金", "福州市", "350100")
    assert corrected["subject"] == read[corrected["id"]]["subject"]
    assert read[corrected["id"]]["value"] != "1234567.891"
    assert (corrected["reviewer"], corrected["review_stale"]) == ("林一", False)
    (accepted,) = [row for row in rows.values() if row["review"] == "accepted"]
    assert (accepted["corrected"], accepted["value"]) == ("", read[accepted["id"]]["value"])
    assert all((r["corrected"], r["reviewer"]) == ("", None) for r in rows.values() if r["review"] is None)


@TABLES
def test_rejected_claims_stay_behind_unless_asked_for(form, base, tmp_path):
    read = list(base.query(unit="元"))
    (rejected,) = [row["id"] for row in read if row["review"] == "rejected"]
    done = export(base, form, tmp_path / "a", Filters(unit="元"))
    assert done.claims == len(read) - 1
    assert rejected not in {row["id"] for row in rows_of(form, tmp_path / "a")}
    described = json.loads(done.package.read_text(encoding="utf-8"))["resources"][0]["unionfacts"]
    assert described["rejected"] is False
    for name, filters, asked in (
        ("b", Filters(unit="元"), True), ("c", Filters(unit="元", review="rejected"), False),
        ("d", Filters(unit="元", review="any"), False),
    ):  # fmt: skip
        export(base, form, tmp_path / name, filters, rejected=asked)
        assert rejected in {row["id"] for row in rows_of(form, tmp_path / name)}


def test_a_limit_counts_what_is_written(base, tmp_path):
    done = export(base, "csv", tmp_path / "a.csv", Filters(unit="元", limit=3))
    assert done.claims == 3


def test_annotated_texts_have_the_corrections_too(base, tmp_path):
    export(base, "labelstudio", tmp_path / "a.json", Filters(review="corrected"))
    ((claim,),) = [task["data"]["claims"] for task in json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))]
    assert (claim["value"], claim["item"]) == ("1234567.891", "慰问金")
