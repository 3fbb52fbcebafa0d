"""Articles of documents in many shapes: headline, credits and the whole body, nothing around it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text import articles, width
from pipeline.text.align import Text

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
]


def read(text: str) -> tuple[articles.Piece, ...]:
    return articles.split(width.fold(Text.of(text)))[0]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_split_finds_articles(case: dict[str, Any]) -> None:
    pieces = read(case["text"])
    assert len(pieces) == len(case["articles"])
    for piece, want in zip(pieces, case["articles"], strict=True):
        assert piece.title.text == want["title"]
        assert (piece.date.isoformat() if piece.date else None) == want["date"]
        assert piece.outlet == want["outlet"]
        assert list(piece.authors) == want["authors"]
        assert piece.body.text.startswith(want["first"])
        assert piece.body.text.endswith(want["last"])
        for word in case["absent"]:
            assert word not in piece.body.text


def test_split_without_an_article_says_so() -> None:
    pieces, problems = articles.split(Text.of("首页 | 要闻\n登录"))
    assert not pieces
    assert [p.code for p in problems] == ["no-article"]


def test_split_keeps_kicker_and_subtitle_apart() -> None:
    head = "市总工会把服务送到路边——\n\n一杯热水暖了一条街\n——驿站建设见闻\n\n本报记者 方大海\n\n"
    (piece,) = read(head + "云河建成驿站86个，服务职工12万人次。")
    assert piece.kicker.text == "市总工会把服务送到路边——"
    assert (piece.title.text, piece.subtitle.text) == ("一杯热水暖了一条街", "驿站建设见闻")


def test_split_joins_wrapped_numbers_and_keeps_their_place() -> None:
    text = next(c["text"] for c in CASES if c["name"] == "hard-wrapped-indented")
    (piece,) = read(text)
    assert "\n" in text
    for line in piece.body.text.split("\n"):
        assert line.endswith(("。", "！", "？", "”"))
    at = piece.body.text.index("300元")
    start, end = piece.body.source_span(at, at + 4)
    assert "".join(text[start:end].split()) == "300元"


@given(st.text(alphabet="云河工会驿站12万人次，。“”（）本报讯记者来源：\n 　", max_size=200))
def test_split_never_fails_and_invents_nothing(text: str) -> None:
    source = Text.of(text)
    for piece in articles.split(source)[0]:
        for i, char in enumerate(piece.body.text):
            start, end = piece.body.starts[i], piece.body.ends[i]
            assert char in "\n " or char in text[start:end]
