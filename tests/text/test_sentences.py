"""Where sentences end."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.model import Span
from pipeline.text import sentences
from pipeline.text.align import Text

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


@given(st.text(alphabet="工会。，、；12345万 \n", max_size=6000), st.integers(0, 5))
def test_shorten_keeps_every_character_and_cuts_no_figure(text: str, seed: int) -> None:
    figures = [Span(*m.span()) for m in re.finditer(r"\d+万?", text)]
    whole = Text.of(text * (1 + 2 * seed))
    figures = [Span(f.start + k * len(text), f.end + k * len(text)) for k in range(1 + 2 * seed) for f in figures]
    spans = sentences.split(whole.text)
    pieces, problems = sentences.shorten(spans, whole, figures)
    kept, given = ("".join("".join(whole.text[a:b] for a, b in some).split()) for some in (pieces, spans))
    assert kept == given  # white space that a piece ends with is no part of it
    assert bool(problems) == (pieces != spans)
    for piece in pieces:
        inside = [f for f in figures if piece.overlaps(f)]
        assert all(piece.start <= f.start and f.end <= piece.end for f in inside if f.end - f.start < 1000)
        assert len(inside) <= sentences.MOST_FIGURES
        assert len(inside) == 1 or piece.end - piece.start <= sentences.MOST_CHARS


SHORTENED = [
    ("甲" * 990 + "，" + "乙" * 500, [], [991, 500], "a pause near the limit"),
    ("甲" * 1500, [], [1000, 500], "no pause at all"),
    ("甲" * 998 + "12345万元", [(998, 1005)], [998, 7], "a figure across the limit goes into the next piece"),
    ("1" * 3000, [(0, 3000)], [3000], "a figure longer than the limit stays whole"),
    ("5元" * 41, [(2 * i, 2 * i + 2) for i in range(41)], [80, 2], "too many figures"),
    ("甲" * 1000, [], [1000], "just short enough"),
]


@pytest.mark.parametrize(("text", "figures", "sizes", "why"), SHORTENED, ids=[case[3] for case in SHORTENED])
def test_shorten_cuts_where(text: str, figures: list[tuple[int, int]], sizes: list[int], why: str) -> None:
    pieces, _ = sentences.shorten(sentences.split(text), Text.of(text), [Span(*f) for f in figures])
    assert [b - a for a, b in pieces] == sizes, why


@pytest.mark.parametrize(
    ("line", "ends"), [("甲县总工会。\n", "\n"), ("甲县总工会。", "。"), ("甲县总工会，", "，"), ("甲", "甲")]
)
def test_parts_of_an_article_without_end_join_to_it_and_end_at_a_stop(line: str, ends: str) -> None:
    whole = Text.of(line * (sentences.MOST_OF_ARTICLE * 5 // 2 // len(line)))
    parts, problems = sentences.parts(whole)
    assert Text.join(parts) == whole
    assert len(parts) == 3
    assert all(len(part) <= sentences.MOST_OF_ARTICLE and part.text.endswith(ends) for part in parts)
    assert [p.code for p in problems] == ["long-article"]


def test_parts_leave_an_ordinary_article_whole() -> None:
    whole = Text.of("甲县总工会。\n" * 50)
    assert sentences.parts(whole) == ((whole,), ())
