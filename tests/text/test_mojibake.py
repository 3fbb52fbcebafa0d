from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.align import Text
from pipeline.text.mojibake import CODES, repair
from pipeline.text.plausible import frequencies, words

CASES = Path(__file__).parent / "cases"


def load(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


COMMON = sorted(frequencies(), key=lambda c: -frequencies()[c])[:1500]


@pytest.mark.parametrize("case", load("mojibake"), ids=lambda c: c["out"][:12])
def test_runs_are_repaired(case: dict[str, str]) -> None:
    assert repair(Text.of(case["in"]))[0].text == case["out"]


@pytest.mark.parametrize("case", load("mojibake_negative"), ids=lambda c: c["in"][:12])
def test_good_text_is_left_alone(case: dict[str, str]) -> None:
    assert repair(Text.of(case["in"]))[0].text == case["in"]


@pytest.mark.parametrize("case", load("mojibake_known_failures"), ids=lambda c: c["in"][:12])
@pytest.mark.xfail(strict=True)
def test_known_failures(case: dict[str, str]) -> None:
    assert repair(Text.of(case["in"]))[0].text == case["out"]


def test_each_character_maps_to_the_characters_that_hold_its_bytes() -> None:
    source = "约涓囧厓。"
    text, _ = repair(Text.of(source))
    assert text.text == "约万元。"
    assert [source[a:b] for a, b in zip(text.starts, text.ends, strict=True)] == ["约", "涓囧", "囧厓", "。"]


def test_a_mark_that_lost_its_last_byte_is_marked_and_reported() -> None:
    text, (problem,) = repair(Text.of("到场人员锛?随后离开"))
    assert text.text == "到场人员\ufffd随后离开"
    assert (problem.code, problem.start, problem.end) == ("damaged-run", 4, 6)


def test_replacement_characters_are_reported_where_they_stand() -> None:
    text, (problem,) = repair(Text.of("还是首��。"))
    assert text.text == "还是首��。"
    assert (problem.code, problem.start, problem.end) == ("replacement-character", 3, 5)


def test_no_word_of_the_dictionary_is_touched() -> None:
    listed = [w for w in words() if len(w) > 1]
    text = Text.of("\n".join(listed))
    mended, problems = repair(text)
    assert mended == text
    assert problems == ()


@given(st.text(st.sampled_from(COMMON), min_size=2, max_size=40))
def test_common_characters_in_any_order_are_left_alone(text: str) -> None:
    assert repair(Text.of(text))[0].text == text


@given(st.lists(st.sampled_from([w for w in words() if len(w) == 2][:20000]), min_size=3, max_size=20).map("".join))
def test_what_latin1_made_of_utf8_is_undone(text: str) -> None:
    if all(c in frequencies() for c in text):
        assert repair(Text.of(text.encode().decode("latin-1")))[0].text == text


@given(st.text())
def test_never_raises_and_keeps_the_map_monotone(text: str) -> None:
    mended, problems = repair(Text.of(text))
    assert list(mended.starts) == sorted(mended.starts)
    assert list(mended.ends) == sorted(mended.ends)
    assert {p.code for p in problems} <= set(CODES)


@given(st.text(st.sampled_from("锛銆鈥鍚涓囧厓浣欎汉?\ufffdâ€œ”Â é¦–“1个。 "), max_size=30))
def test_never_raises_on_what_looks_like_damage(text: str) -> None:
    mended, _ = repair(Text.of(text))
    assert list(mended.starts) == sorted(mended.starts)
    assert list(mended.ends) == sorted(mended.ends)
