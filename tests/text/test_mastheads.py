"""Credits: information lines, leads, closing brackets, bylines, page heads."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.text import bylines, furniture, leads, mastheads

FOLDER = Path(__file__).parent / "cases"


def cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", cases("mastheads.jsonl"), ids=lambda case: case["line"][:20])
def test_read_line_credits(case: dict[str, Any]) -> None:
    found = mastheads.read_line(case["line"])
    if case.get("none"):
        assert not found
        return
    assert found is not None
    assert (found.date.isoformat() if found.date else None) == case["date"]
    assert found.outlet == case["outlet"]
    if case["authors"] is not None:
        assert list(found.authors) == case["authors"]


@pytest.mark.parametrize("case", cases("leads.jsonl"), ids=lambda case: case["text"][:16])
def test_read_lead_credits_and_length(case: dict[str, Any]) -> None:
    found, length = leads.read_lead(case["text"])
    assert (found.outlet, list(found.authors), case["text"][length:]) == (case["outlet"], case["authors"], case["rest"])


@pytest.mark.parametrize("case", cases("closings.jsonl"), ids=lambda case: case["text"][-12:])
def test_read_end_credits_and_start(case: dict[str, Any]) -> None:
    found, start = leads.read_end(case["text"])
    assert (list(found.authors), case["text"][:start]) == (case["authors"], case["kept"])


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("本报记者 方大海", ["方大海"]),
        ("□记　者　方大海", ["方大海"]),
        ("方大海 陈小满", ["方大海", "陈小满"]),
        ("本报记者 方大海 本报通讯员 陈小满", ["方大海", "陈小满"]),
        ("新华社记者 方 满 摄", ["方满"]),
        ("方大海 摄", ["方大海"]),
    ],
)
def test_read_byline_finds_names(line: str, authors: list[str]) -> None:
    found = bylines.read_byline(line)
    assert found is not None and list(found.authors) == authors


@pytest.mark.parametrize(
    "line", ["云河工会新建驿站86个", "把会员请进来", "记者从市总工会获悉，云河建成驿站。", "扩面提质"]
)
def test_read_byline_leaves_headlines(line: str) -> None:
    assert bylines.read_byline(line) is None


def test_read_byline_credits_the_agency() -> None:
    found = bylines.read_byline("新华社记者 方大海 摄")
    assert found is not None and found.outlet == "新华社"


def test_read_page_head_needs_a_page() -> None:
    found = mastheads.read_page_head("工人日报 2018年1月29日 03版 要闻")
    assert found is not None and (str(found.date), found.outlet) == ("2018-01-29", "工人日报")
    assert mastheads.read_page_head("2018年1月29日 来源：工人日报") is None


def test_find_date_refuses_impossible_days() -> None:
    assert mastheads.find_date("2018-13-45") is None


@pytest.mark.parametrize("case", cases("furniture.jsonl"), ids=lambda case: case["line"][:16])
def test_furniture_effect(case: dict[str, Any]) -> None:
    found = furniture.effect(case["line"])
    assert (found[0] if found else None) == case["effect"]
