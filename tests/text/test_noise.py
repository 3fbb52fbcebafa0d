"""Anti-copy strings go, real content stays."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text import noise
from pipeline.text.align import Text

CASES = Path(__file__).parent / "cases"
MIXED = [json.loads(line) for line in (CASES / "noise.jsonl").read_text(encoding="utf-8").splitlines()]
REAL = [json.loads(line)["text"] for line in (CASES / "noise_negative.jsonl").read_text(encoding="utf-8").splitlines()]
CHINESE = st.text(alphabet="云河市总工会建成驿站服务职工今年底发放补助，。：“”（）\n", min_size=1, max_size=120)


@pytest.mark.parametrize("case", MIXED, ids=lambda case: case["name"])
def test_clean_drops_strings_and_keeps_content(case: dict[str, str]) -> None:
    assert noise.clean(Text.of(case["noisy"]))[0].text == case["clean"]


@pytest.mark.parametrize("text", REAL)
def test_clean_leaves_real_content_alone(text: str) -> None:
    assert noise.clean(Text.of(text))[0].text == text


def test_clean_keeps_the_map() -> None:
    source = MIXED[0]["noisy"]
    cleaned, problems = noise.clean(Text.of(source))
    at = cleaned.text.index("12万人次")
    start, end = cleaned.source_span(at, at + 5)
    assert source[start:end] == "12万人次"
    assert problems[0].code in noise.CODES


@given(CHINESE)
def test_clean_changes_nothing_in_chinese_text_but_doubled_marks(text: str) -> None:
    once, problems = noise.clean(Text.of(text))
    assert not problems
    assert once.text.replace("。", "").replace("，", "") == text.replace("。", "").replace("，", "")


@given(st.integers(0, 10_000))
def test_clean_undoes_strings_strewn_by_rule(seed: int) -> None:
    """Strings made like phpwind's, with a rare mark in each, behind every paragraph."""
    choose = random.Random(seed)
    lines = ["云河建成驿站86个。", "服务职工12万人次。", "投入资金560余万元。"]
    letters = "bcdfghjkmnpqrstvwxz"

    def made() -> str:
        return "".join(choose.choice(letters) + choose.choice("{}^~|`") + choose.choice("0123456789") for _ in range(3))

    noisy = "\n".join(f"{line} {made()}  \n{made()}" for line in lines)
    cleaned = noise.clean(Text.of(noisy))[0].text
    assert [line for line in cleaned.split("\n") if line] == lines
