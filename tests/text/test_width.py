from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.align import Text
from pipeline.text.width import fold

CASES = Path(__file__).parent / "cases"


def load(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


SIGNS = st.text(
    st.sampled_from("工会1２a，,．.：:；;（(）)！!？?“\"'「」『』　 %％-－\n\r、。一\u200b㎡/／"), max_size=30
)


@pytest.mark.parametrize("case", load("width"), ids=lambda c: c["out"][:12])
def test_signs_get_one_form(case: dict[str, str]) -> None:
    assert fold(Text.of(case["in"])).text == case["out"]


@pytest.mark.parametrize("case", load("width_negative"), ids=lambda c: c["in"][:12])
def test_what_is_right_stays(case: dict[str, str]) -> None:
    assert fold(Text.of(case["in"])).text == case["in"]


@given(SIGNS)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold(Text.of(text))
    assert fold(once).text == once.text


@given(st.text())
def test_never_raises_and_keeps_the_map_monotone(text: str) -> None:
    folded = fold(Text.of(text))
    assert list(folded.starts) == sorted(folded.starts)
    assert list(folded.ends) == sorted(folded.ends)


@given(st.text(st.sampled_from("工会职工0123456789abcXYZ万元。，"), max_size=40))
def test_full_width_forms_added_by_rule_are_undone(text: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in text)
    assert fold(Text.of(wide)).text == fold(Text.of(text)).text
