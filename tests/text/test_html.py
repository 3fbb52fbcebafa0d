"""Markup goes, the article's words stay where they are."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text import articles, html, noise, width
from pipeline.text.align import Text

LINES = (Path(__file__).parent / "cases" / "html.jsonl").read_text(encoding="utf-8").splitlines()
CASES = [json.loads(line) for line in LINES]
TAGS = ["<p>", "</p>", "<div class='x'>", "</div>", "<b", ">", "&amp;", "工会", "<!--", '"', "12"]


def read(source: str) -> tuple[articles.Piece, ...]:
    return articles.split(width.fold(noise.clean(html.main_text(Text.of(source))[0])[0]))[0]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_main_text_leaves_the_article(case: dict[str, Any]) -> None:
    (piece,) = read(case["source"])
    assert piece.title.text == case["title"]
    assert (piece.date.isoformat() if piece.date else None, piece.outlet) == (case["date"], case["outlet"])
    assert list(piece.authors) == case["authors"]
    assert piece.body.text.split("\n") == case["body"]
    for word in case["absent"]:
        assert word not in piece.body.text


def test_main_text_leaves_plain_text_alone() -> None:
    text = Text.of("云河建成驿站86个，a < b，&nbsp;也不动。\n<注>服务职工12万人次。")
    assert html.main_text(text) == (text, ())


def test_main_text_keeps_numbers_whole_and_their_place() -> None:
    source = "<html><body><p>共有船员1897<b>342</b>人，&#49;2家企业参加。</p></body></html>"
    found, _ = html.main_text(Text.of(source))
    at = found.text.index("1897342人")
    assert found.source_span(at, at + 8) == (source.index("1897"), source.index("人") + 1)
    assert "12家" in found.text


def test_main_text_reports_what_is_not_closed() -> None:
    _, problems = html.main_text(Text.of("<html><body><p>云河建成驿站86个。</p><!-- 没有完"))
    assert [p.code for p in problems] == ["html-unclosed"]


@given(st.lists(st.sampled_from(TAGS), max_size=40))
def test_main_text_never_fails_and_keeps_the_map_monotone(parts: list[str]) -> None:
    found, _ = html.main_text(Text.of("<html><body>" + "".join(parts)))
    assert list(found.starts) == sorted(found.starts)


@pytest.mark.parametrize(
    ("lists", "asked"),
    [
        ("", 0),
        ("<ul class='nav'><li><a href='1'>首页新闻</a></li><li><a href='2'>工会要闻</a></li></ul>", 0),
        ("<ul><li>某县总工会举行技能比武</li><li>某市总工会慰问职工</li></ul>", 1),
    ],
)
def test_the_library_reads_pages_with_lists_that_may_stand_behind_the_body(
    monkeypatch: pytest.MonkeyPatch, lists: str, asked: int
) -> None:
    pages: list[str] = []
    monkeypatch.setattr(html, "_library_text", lambda page: pages.append(page) or [])
    html.main_text(Text.of(f"<html><body><p>某县总工会投入资金12万元，慰问职工300人。</p>{lists}</body></html>"))
    assert len(pages) == asked
