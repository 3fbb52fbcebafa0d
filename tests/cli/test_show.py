"""``show`` as people call it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

import pipeline

ROOT = Path(pipeline.__file__).parent.parent
ARTICLE = """雲水縣總工會慰問困難職工
2023年1月12日 來源：雲水日報 作者：王小明
雪下了一夜。1月10日，雲水縣總工會(huì)走訪慰問。該會投入資金12.5萬元，慰問困難職(zhí)工320戶。職工都說好。
縣總工會主席趙大力介紹，2022年全縣新建工會(huì)組織45家，發展會(huì)員近6000人。
"""
Call = Callable[..., str]


@pytest.fixture
def call(tmp_path: Path) -> Call:
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")

    def go(*args: str, **environment: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "pipeline", *args], cwd=tmp_path, capture_output=True, timeout=120, check=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        )  # fmt: skip
        return done.stdout.decode()

    go("run", "a.txt", "--db", "f.db")
    return go


@pytest.fixture
def ids(call: Call) -> dict[str, str]:
    rows = json.loads(call("query", "--db", "f.db", "--json"))
    return {row["quote"]: row["id"] for row in rows}


def test_show_marks_what_makes_the_fact_and_the_sentences_around(call: Call, ids: dict[str, str]) -> None:
    out = call("show", ids["12.5萬元"], "--db", "f.db")
    first = out.partition("\n\n")[0]
    assert "〔做:投入〕〔什么:资金〕【12.5万元】，慰问困难职工【320户】[1]。" in first
    assert first.startswith("…雪下了一夜。1月10日")
    assert "职工都说好。" in first
    assert "[1] " + ids["320戶"] in out
    assert "繁简 simplify: 萬 → 万" in out
    assert "注音 glosses: 職(zhí) → 職" in out
    assert "原样 as it stood" in out
    assert "職(zhí)工320戶" in out
    assert "\x1b" not in out


def test_show_around_and_article(call: Call, ids: dict[str, str]) -> None:
    alone = call("show", ids["12.5萬元"], "--db", "f.db", "--around", "0").partition("\n\n")[0]
    assert "雪下" not in alone
    assert "职工都说好" not in alone
    whole = call("show", ids["12.5萬元"], "--db", "f.db", "--article").partition("\n\n")[0]
    assert whole.startswith("云水县总工会慰问困难职工\n")
    assert "【45家】[2]，发展会员近【6000人】[3]" in whole


def test_show_in_colour_only_when_asked_or_on_a_terminal(call: Call, ids: dict[str, str]) -> None:
    coloured = call("show", ids["45家"], "--db", "f.db", "--color")
    assert "图例 legend" in click.unstyle(coloured)
    assert "\x1b[" in coloured
    assert "【" not in coloured
    assert "\x1b" not in call("show", ids["45家"], "--db", "f.db", "--no-color")


def test_show_tells_rule_and_confidence_in_words_and_why(call: Call, ids: dict[str, str]) -> None:
    out = call("show", ids["12.5萬元"], "--db", "f.db", "--why")
    assert "一百条里约" in out
    assert "动词，事物，数字（购买服务项目270个）" in out
    assert "什么 item: 资金 " in out
    assert "    ↑ " in out
    assert "小句里的动词" in out
    assert "from:" not in out.partition("出处 source")[0]


def test_show_json_has_all_of_it(call: Call, ids: dict[str, str]) -> None:
    found: dict[str, Any] = json.loads(call("show", ids["12.5萬元"], "--db", "f.db", "--json", "--why"))
    sentence = found["claim"]["sentence"]
    marked = {name: sentence[slice(*span)] for name, span in found["marks"].items() if span[0] >= 0}
    assert {"quantity": "12.5万元", "action": "投入", "item": "资金"}.items() <= marked.items()
    article = found["original"]["article"]
    assert article["text"][slice(*article["span"])] == "12.5万元"
    assert {claim["id"] for claim in article["claims"]} == set(ids.values())
    assert found["original"]["quote"]["stood"][0]["text"] == "12.5萬元"
    assert {"stage": "simplify", "what": "changed", "before": "萬", "after": "万", "times": 1} in (
        found["original"]["quote"]["repairs"]
    )
    assert [rule["part"] for rule in found["why"]["rule"]] == ["frame", "subject"]
    assert {"action", "item"} <= {weighed["slot"] for weighed in found["why"]["weighed"]}


def test_show_without_its_source_has_what_is_stored_and_says_why(
    call: Call, ids: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "a.txt").unlink()
    out = call("show", ids["45家"], "--db", "f.db")
    assert "【45家】" in out.partition("\n\n")[0]
    assert "  该会投入资金12.5万元" in out
    assert "字未存 characters not kept" in out
    assert "原文不在了 the source is gone: it is no more at a.txt — put the file back" in out
    found = json.loads(call("show", ids["45家"], "--db", "f.db", "--json"))["original"]
    assert found["lost"]["why"] == "gone"
    assert len(found["sentences"]) == 2
    (tmp_path / "a.txt").write_text("别的", encoding="utf-8")
    assert "原文变了 the source has changed" in call("show", ids["45家"], "--db", "f.db")


def test_show_stored_does_not_look_for_the_source(call: Call, ids: dict[str, str]) -> None:
    out = call("show", ids["12.5萬元"], "--db", "f.db", "--stored")
    assert "【12.5万元】" in out
    assert "修复 repairs" not in out
    assert json.loads(call("show", ids["45家"], "--db", "f.db", "--stored", "--json"))["original"] is None
