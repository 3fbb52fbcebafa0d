"""Where sentences end."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text import sentences

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "sentences.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:12])
def test_split_finds_sentences(case: dict[str, object]) -> None:
    text = str(case["text"])
    assert [text[a:b] for a, b in sentences.split(text)] == case["spans"]


@given(st.text(alphabet="工会。！？…“”’（）.12万元，\n 　", max_size=80))
def test_split_covers_everything_but_white_space_once(text: str) -> None:
    covered: list[int] = []
    for start, end in sentences.split(text):
        assert start < end
        assert not text[start].isspace() and not text[end - 1].isspace()
        covered.extend(range(start, end))
    assert covered == sorted(set(covered))
    assert all(text[i].isspace() for i in set(range(len(text))) - set(covered))
