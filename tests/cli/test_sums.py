"""The verb ``sums`` in a process of its own."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import config
from pipeline.run.batch import run

HEAD = "\n\n{} 来源：某报\n\n"
ARTICLES = {
    "a": f"大田县总工会发放救助金31万元{HEAD.format('2023年12月20日')}"
    "2023年，大田县总工会发放救助金31万元，其中困难农民工12万元。\n",
    "b": f"秋收时节{HEAD.format('2022年10月8日')}2022年前三季度，大田县总工会发放救助金20余万元。\n",
    "c": f"年终{HEAD.format('2022年12月28日')}"
    "2022年，大田县总工会发放救助金27.5万元。大田县总工会计划明年发放救助金40万元。\n",
}


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sums")
    for name, text in ARTICLES.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    run([str(folder)], folder / "facts.db", config.load(), progress=False)
    return folder / "facts.db"


def call(*args: str) -> subprocess.CompletedProcess[str]:
    """The verb in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *args], capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_series_by_year(db):
    done = call("sums", "--db", str(db), "--indicator", "relief_paid", "--by", "year", "--json")
    rows = json.loads(done.stdout)
    assert [(row["year"], row["value"], row["total"]) for row in rows if row["value"]] == [
        ("2022", "275000", False), ("2023", "310000", False), ("", "585000", True),
    ]  # fmt: skip
    assert "2 facts counted" in done.stderr


def test_left_out_facts_are_listed_with_their_reason(db):
    done = call("sums", "--db", str(db), "--indicator", "relief_paid", "--by", "year", "--left-out", "--csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {(row["quote"], row["reason"], row["stands_quote"]) for row in rows} >= {
        ("31万元", "repeated", "31万元"), ("20余万元", "within", "27.5万元"), ("40万元", "plan", ""),
    }  # fmt: skip


def test_counted_facts_are_listed(db):
    done = call("sums", "--db", str(db), "--indicator", "relief_paid", "--by", "year", "--facts", "--nl")
    assert {json.loads(line)["quote"] for line in done.stdout.splitlines()} == {"31万元", "27.5万元"}


def test_table_names_reasons_and_the_total(db):
    done = call("sums", "--db", str(db), "--indicator", "relief_paid", "--by", "year", "--by", "place")
    assert "合计 total" in done.stdout
    assert "within 1" in done.stdout


def test_unknown_dimension_is_a_wrong_call(db):
    done = call("sums", "--db", str(db), "--by", "decade")
    assert done.returncode == 2
    assert "decade" in done.stderr


def test_help_is_in_both_languages(db):
    done = call("sums", "-h")
    assert "求和" in done.stdout
    assert "count nothing twice" in done.stdout
