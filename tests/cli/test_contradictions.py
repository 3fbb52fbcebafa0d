"""Contradictions on the command line: pairs for reading, as rows in every form, whatever engine read them."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import pipeline

ROOT = Path(pipeline.__file__).parent.parent
ARTICLES = {
    "a.txt": "云水工会简讯\n2023年1月12日 来源：云水日报\n　　2022年，福州市总工会发展会员6300人，比预想的快。\n",
    "b.txt": "福州工会这一年\n2023年2月3日 来源：三江工人报\n　　2022年，福州市总吸收3600名职工加入工会。\n",
    "c.txt": "福州开通热线\n2023年2月5日 来源：青河新闻网\n　　2022年，福州市总工会发展会员6000余人。\n",
}


@pytest.fixture(scope="module")
def call(tmp_path_factory):
    folder = tmp_path_factory.mktemp("contradictions")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")

    def run(*args: str, db: str = "f.db", text: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pipeline", *args, "--db", db], cwd=folder, capture_output=True, timeout=120,
            **({"text": True, "encoding": "utf-8"} if text else {}), env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    assert run("run", "a.txt", "b.txt", "c.txt", "--jobs", "1").returncode == 0
    return run


def test_pairs_are_told_with_sentences_outlets_and_what_speaks_for_each(call):
    done = call("contradictions")
    assert (done.returncode, done.stderr) == (0, "2 contradictions\n")
    assert "members_new" in done.stdout
    assert "2022年，福州市总工会发展会员【6300人】，比预想的快。" in done.stdout
    assert "三江工人报" in done.stdout and "+ later" in done.stdout


def test_pairs_come_as_rows_in_every_form(call):
    rows = json.loads(call("contradictions", "--json").stdout)
    assert {(row["one_quote"], row["other_quote"], row["difference"]) for row in rows} == {
        ("6300人", "3600名", "2700"), ("3600名", "6000余人", "2400"),
    }  # fmt: skip
    assert [json.loads(line) for line in call("contradictions", "--nl").stdout.splitlines()] == rows
    for form, comma in (("--csv", ","), ("--tsv", "\t")):
        read = list(csv.DictReader(io.StringIO(call("contradictions", form).stdout), delimiter=comma))
        assert [row["one_claim"] for row in read] == [row["one_claim"] for row in rows]
    assert call("contradictions", "--csv", "--bom", text=False).stdout.startswith(b"\xef\xbb\xbf")


def test_filters_of_query_choose(call):
    def quotes(*args: str) -> set[str]:
        rows = json.loads(call("contradictions", "--json", *args).stdout)
        return {row[f"{side}_quote"] for row in rows for side in ("one", "other")}

    assert quotes("--document", "a.txt") == quotes("--outlet", "云水日报") == {"6300人", "3600名"}
    assert quotes("--indicator", "unions") == quotes("--since", "2023-01-01") == quotes("--limit", "0") == set()
    assert call("contradictions", "--indicator", "no-such").returncode == 1


def test_engine_does_not_matter(call):
    assert call("run", "c.txt", "b.txt", "a.txt", "--jobs", "2", db="g.db").returncode == 0
    assert call("contradictions", "--nl", db="g.db").stdout == call("contradictions", "--nl").stdout


def test_show_has_the_other_side_and_what_speaks_for_each(call):
    (pair,) = (row for row in json.loads(call("contradictions", "--json").stdout) if row["other_quote"] == "3600名")
    out = call("show", pair["one_claim"]).stdout
    part = out.partition("矛盾 contradicted by 1 ")[2].partition("\n\n")[0]
    assert "  ≠ 2700 人, ×1.75" in part
    assert f"3600名  2023-02-03 三江工人报 《福州工会这一年》 {pair['other_claim']}" in part
    assert "2022年，福州市总吸收【3600名】职工加入工会。" in part
    found = json.loads(call("show", pair["one_claim"], "--json").stdout)["contradictions"]
    assert [one["other_claim"] for one in found] == [pair["other_claim"]]


def test_show_is_silent_where_nothing_contradicts(call):
    agreed = json.loads(call("query", "--document", "c.txt", "--json").stdout)[0]["id"]
    (other,) = json.loads(call("show", agreed, "--json").stdout)["contradictions"]
    call("review", "reject", other["other_claim"], "--by", "甲")
    try:
        assert "矛盾" not in call("show", agreed).stdout
    finally:
        call("review", "accept", other["other_claim"], "--by", "甲")
