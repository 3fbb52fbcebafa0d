"""Claims by construction: each case is one way in which news puts verb, thing and figure together."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import claims
from extractors.model import Claim, Context
from pipeline.nlp import reader
from pipeline.text import sentences

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases/claims.jsonl").read_text("utf-8").splitlines()]
PIECES = (
    "工会",
    "职工",
    "发放",
    "12家",
    "300元",
    "的",
    "了",
    "，",
    "。",
    "、",
    "（",
    "）",
    "“",
    "”",
    "为",
    "等",
    "增长",
    "8%",
    "\n",
)
FIELDS = ("subject", "action", "item", "speaker")


def read(text: str, body_start: int = 0) -> tuple[Claim, ...]:
    context = Context(date(2024, 5, 6), "", body_start)
    doc = reader.read(text, context)
    data = doc.user_data
    spans = sentences.split(text)
    return claims.find(doc, data[reader.QUANTITIES], data[reader.TIMES], data[reader.ENTITIES], spans, context)


@pytest.mark.parametrize(
    "case",
    [pytest.param(c, id=c["case"], marks=[pytest.mark.xfail(strict=True)] if c.get("known") else []) for c in CASES],
)
def test_claims_by_construction(case: dict[str, str]) -> None:
    text = case["text"]
    found = read(text, int(case.get("body", 0)))
    claim = next(c for c in found if text[c.quantity.span.start : c.quantity.span.end] == case["quote"])
    assert {f: getattr(claim, f) for f in FIELDS if f in case} == {f: case[f] for f in FIELDS if f in case}


def test_claims_are_one_for_each_quantity_in_order() -> None:
    text = "漳州市总工会走访企业12家，发放慰问品300份，服务职工1.2万人次。"
    found = read(text)
    assert [text[slice(*c.quantity.span)] for c in found] == ["12家", "300份", "1.2万人次"]


def test_claims_have_a_confidence_and_a_rule() -> None:
    for claim in read("漳州市总工会走访企业12家。"):
        assert 0 <= claim.confidence <= 1
        assert "+" in claim.rule


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=24,
    )
)
def test_claims_never_fail_whatever_the_words(words: list[str]) -> None:
    text = "".join(words)
    for claim in read(text):
        assert 0 <= claim.quantity.span.start < claim.quantity.span.end <= len(text)
