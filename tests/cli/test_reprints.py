"""Reprints on the command line: one row for a fact, its other reports, and figures that differ."""

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
BODY = """1月10日，云水县总工会投入资金12.5万元，慰问困难职工320户，把米面油和慰问信送到每一户职工手中。
县总工会主席赵大力介绍，2022年全县新建工会组织45家，发展会员近6000人，职工服务中心搬进了新址，窗口周末也不关门。
下一步，县总工会将把流动服务车开到工业园区和建筑工地，让一线职工在家门口就能办理医疗互助和法律咨询。
"""
COPIES = {
    "a.txt": f"云水县总工会慰问困难职工\n2023年1月12日 来源：云水日报 作者：王小明\n{BODY}",
    "b.txt": f"慰问困难职工\n2023年1月13日 来源：青河新闻网\n{BODY.replace('320户', '230户')}",
    "c.txt": f"云水慰问\n2023年1月14日 来源：三江工人报\n{BODY}",
}


@pytest.fixture(scope="module")
def call(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reprints")
    for name, text in COPIES.items():
        (folder / name).write_text(text, encoding="utf-8")

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pipeline", *args, "--db", "f.db"], cwd=folder, capture_output=True, timeout=120,
            text=True, encoding="utf-8", env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    assert run("run", "a.txt", "b.txt", "c.txt").returncode == 0
    return run


def test_reprints_lists_clusters_their_articles_and_changed_figures(call):
    (cluster,) = json.loads(call("reprints", "--json").stdout)
    assert (cluster["name"], cluster["articles"], cluster["outlets"], cluster["changed"]) == ("a.txt", 3, 3, 1)
    articles = list(csv.DictReader(io.StringIO(call("reprints", "--articles", "--csv").stdout)))
    assert [row["name"] for row in articles] == ["a.txt", "b.txt", "c.txt"]
    assert {row["original"] for row in articles} == {cluster["original"]}
    changed = [json.loads(line) for line in call("reprints", "--changed", "--nl").stdout.splitlines()]
    assert [(row["quote"], row["reports"], row["differs"]) for row in changed] == [("320户", 2, 0), ("230户", 1, 1)]
    done = call("reprints", "--document", "b.txt", "--limit", "5")
    assert (done.returncode, done.stderr) == (0, "1 article with reprints\n")
    assert call("reprints", "--document", "z.txt").returncode == 1


def test_query_has_each_figure_once_and_all_reports_each(call):
    def rows(*args: str) -> list[dict[str, object]]:
        return json.loads(call("query", "--json", "--kind", "households", *args).stdout)  # type: ignore[no-any-return]

    assert [(r["quote"], r["reports"], r["differs"], r["name"]) for r in rows()] == [
        ("320户", 2, 1, "a.txt"), ("230户", 1, 2, "b.txt"),
    ]  # fmt: skip
    assert [r["name"] for r in rows("--all-reports")] == ["a.txt", "b.txt", "c.txt"]
    assert [(r["reports"], r["name"]) for r in rows("--outlet", "三江")] == [(2, "c.txt")]
    assert len(rows("--limit", "1")) == 1


def test_show_has_the_other_reports_and_marks_another_figure(call):
    (first, _) = json.loads(call("query", "--json", "--kind", "households").stdout)
    lines = call("show", str(first["id"])).stdout.splitlines()
    at = lines.index("转载 other reports (1 同数 same figure, 1 异数 another figure)")
    assert "三江工人报 《云水慰问》" in lines[at + 1]
    assert lines[at + 2].startswith("  ≠ 230户  2023-01-13 青河新闻网")
    reports = json.loads(call("show", str(first["id"]), "--json").stdout)["reports"]
    assert [(r["quote"], r["differs"]) for r in reports] == [("320户", 0), ("230户", 1)]


def test_another_hedge_is_told_as_such(call):
    from pipeline.cli.show import _report

    claim = {"value": "6000", "high": None}
    report = {**claim, "differs": 1, "quote": "6000人", "modifier": "over", "title": "", "id": "x-1",
              "outlet": None, "published": None}  # fmt: skip
    assert _report(claim, report) == "≠ 6000人 over  x-1"
