from __future__ import annotations

import json
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.align import Text
from pipeline.text.plausible import frequencies
from pipeline.text.simplify import simplify

CASES = Path(__file__).parent / "cases"


def load(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


TO_TRADITIONAL = opencc.OpenCC("s2t")
PLAIN = "市总工会近日为职工发放慰问金，会员们说这笔钱解决了难题。"
COMMON = sorted(frequencies(), key=lambda c: -frequencies()[c])[:2000]


@pytest.mark.parametrize("case", load("simplify"), ids=lambda c: c["out"][:12])
def test_traditional_becomes_simplified(case: dict[str, str]) -> None:
    assert simplify(Text.of(case["in"])).text == case["out"]


@pytest.mark.parametrize("case", load("simplify_negative"), ids=lambda c: c["in"][:12])
def test_simplified_stays(case: dict[str, str]) -> None:
    assert simplify(Text.of(case["in"])).text == case["in"]


def test_traditional_forms_added_by_rule_are_undone() -> None:
    assert simplify(Text.of(TO_TRADITIONAL.convert(PLAIN))).text == PLAIN


def test_a_traditional_line_in_a_simplified_page_is_simplified() -> None:
    page = PLAIN * 20 + "\n" + TO_TRADITIONAL.convert(PLAIN)
    assert simplify(Text.of(page)).text == PLAIN * 20 + "\n" + PLAIN


@given(st.text(st.sampled_from(COMMON)))
def test_simplified_characters_never_change(text: str) -> None:
    assert simplify(Text.of(text)).text == text


@given(st.text())
def test_length_and_map_are_kept(text: str) -> None:
    before = Text.of(text)
    after = simplify(before)
    assert (after.starts, after.ends) == (before.starts, before.ends)
