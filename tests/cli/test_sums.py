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


PAGE = """<html><head><title>大田县总工会走访慰问困难职工</title></head><body>
<h1>大田县总工会走访慰问困难职工64&nbsp;户</h1>
<p>2023年1月10日 来源：某报</p>
<p>2022年，大田县总工会慰问困难职工家庭<b>6</b>4&nbsp;户，发放慰问金<b>3</b>.2&nbsp;万元。</p>
<p>2022年，大田县总工会共慰问困难职工家庭<b>6</b>4&nbsp;户。大田县总工会计划明年慰问困难职工家庭<i>8</i>0&nbsp;户。</p>
</body></html>
"""


def test_facts_of_a_page_are_listed_as_people_read_them(tmp_path):
    """Neither tags nor entities of the source, and nothing escaped that no form has to escape."""
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    run([str(tmp_path)], tmp_path / "facts.db", config.load(), progress=False)
    left_out: dict[str, set[tuple[str, str]]] = {}
    for form, parsed in (
        ("--json", json.loads),
        ("--csv", lambda text: list(csv.DictReader(io.StringIO(text)))),
        ("--nl", lambda text: [json.loads(line) for line in text.splitlines()]),
    ):
        rows = parsed(call("sums", "--db", str(tmp_path / "facts.db"), "--left-out", form).stdout)
        left_out[form] = {(row["quote"], row["stands_quote"] or "") for row in rows}
    assert left_out["--json"] == {("64户", "64户"), ("80户", "")}
    assert left_out["--json"] == left_out["--csv"] == left_out["--nl"]
    for wanted in ("--left-out", "--facts"):
        for form in ("--table", "--csv", "--json"):
            listed = call("sums", "--db", str(tmp_path / "facts.db"), wanted, form).stdout
            assert "户" in listed
            assert not any(mark in listed for mark in ("&", "<", "\\u"))


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
