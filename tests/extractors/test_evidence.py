"""Where the values of claims stand: cases as data, and what holds for every text."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import claims
from extractors.model import Claim, Context, Marks
from pipeline.nlp import reader
from pipeline.text import sentences

FOLDER = Path(__file__).parent / "cases"


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def read(text: str) -> tuple[Claim, ...]:
    context = Context(date(2024, 5, 6))
    data = (doc := reader.read(text, context)).user_data
    spans = sentences.split(text)
    return claims.find(doc, data[reader.QUANTITIES], data[reader.TIMES], data[reader.ENTITIES], spans, context)


@pytest.mark.parametrize("case", rows("marks.jsonl"), ids=lambda case: f"{case['quote']} {case['text']}")
def test_values_are_marked_where_they_stand(case: dict[str, Any]) -> None:
    text = case["text"]
    (claim,) = (c for c in read(text) if text[slice(*c.quantity.span)] == case["quote"])
    marks = {
        name: [s.start, text[slice(*s)]] for name, s in claim.marks._asdict().items() if s and name in case["marks"]
    }
    assert marks == case["marks"]


def test_what_stands_nowhere_is_not_marked() -> None:
    claim = read("徐州市总工会专职干部57名，会员6.83万人。")[1]
    assert (claim.action, claim.marks.action) == ("有", None)
    assert (claim.speaker, claim.marks.speaker) == ("", None)


def test_a_subject_of_the_sentence_before_is_marked_there() -> None:
    text = "徐州市总工会为职工办实事。去年投入资金30万元。"
    (claim,) = read(text)
    assert claim.marks.subject is not None
    assert text[slice(*claim.marks.subject)] == claim.subject == "徐州市总工会"
    assert claim.marks.subject.end < text.index("。")


PIECES = (
    "徐州市总工会", "市总工会", "全市各级工会", "铜山区", "投入", "资金", "30万元", "慰问", "职工", "1200余名", "其中",
    "、", "，", "。", "\n", "“", "”", "（", "）", "严松岭说", "去年", "增长", "8%", "分别", "和", "的", "有", " ",
    "农民工", "占", "三成五",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=3, max_size=40).map("".join))
def test_marks_lie_in_the_text_and_only_filled_values_have_one(text: str) -> None:
    for claim in read(text):
        for name, span in zip(Marks._fields, claim.marks, strict=True):
            assert span is None or 0 <= span.start < span.end <= len(text)
            assert span is None or getattr(claim, name)


def is_form(value: str, text: str) -> bool:
    """Whether the text is the value, a part of it, or holds or shortens it in its order (东莞工会 of 东莞市总工会)."""
    left = iter(value)
    return value in text or all(ch in left for ch in text)


def test_nearly_all_values_are_marked_with_a_form_of_themselves() -> None:
    """Over the construction cases: of actions and things 98 in 100 stand in the text as they are."""
    texts = dict.fromkeys(case["text"] for case in rows("claims.jsonl"))
    filled = marked = forms = 0
    for text in texts:
        for claim in read(text):
            for name in ("action", "item"):
                span = getattr(claim.marks, name)
                filled += bool(getattr(claim, name))
                marked += span is not None
                forms += span is not None and is_form(getattr(claim, name), text[slice(*span)])
    assert filled > 100
    assert marked / filled >= 0.97
    assert forms / filled >= 0.96
