from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.align import Edit, Text


@st.composite
def edited(draw: st.DrawFn) -> tuple[Text, list[Edit]]:
    text = Text.of(draw(st.text(max_size=30)))
    points = sorted(draw(st.lists(st.integers(0, len(text)), max_size=10)))
    pairs = zip(points[::2], points[1::2], strict=False)
    edits = [(a, b, draw(st.text(max_size=4))) for a, b in pairs]
    return text, [e for i, e in enumerate(edits) if i == 0 or e[:2] != edits[i - 1][:2]]


@given(edited())
def test_the_map_stays_monotone_and_inside_the_source(case: tuple[Text, list[Edit]]) -> None:
    text, edits = case
    new = text.edit(edits)
    assert len(new.text) == len(new.starts) == len(new.ends)
    assert list(new.starts) == sorted(new.starts)
    assert list(new.ends) == sorted(new.ends)
    assert all(0 <= a <= b <= len(text) for a, b in zip(new.starts, new.ends, strict=True))


@given(edited(), st.data())
def test_what_was_not_edited_leads_back_to_itself(case: tuple[Text, list[Edit]], data: st.DataObject) -> None:
    source, edits = case
    new = source.edit(edits)
    touched = {i for a, b, _ in edits for i in range(a, b)}
    back = {a: c for c, a, b in zip(new.text, new.starts, new.ends, strict=True) if b == a + 1}
    for i, char in enumerate(source.text):
        if i not in touched:
            assert back[i] == char


@given(st.text(max_size=20), st.integers(0, 20), st.integers(0, 20))
def test_a_slice_keeps_its_map(text: str, a: int, b: int) -> None:
    piece = Text.of(text)[a:b]
    assert piece.text == text[a:b]
    assert [text[i] for i in piece.starts] == list(piece.text)


def test_an_edit_of_other_length_maps_to_all_that_it_replaces() -> None:
    new = Text.of("5㎡大").edit([(1, 2, "平方米")])
    assert new.text == "5平方米大"
    assert new.source_span(1, 4) == (1, 2)
    assert new.source_span(0, 5) == (0, 3)


def test_an_edit_of_the_same_length_maps_character_to_character() -> None:
    assert Text.of("１２３").edit([(0, 3, "123")]).source_span(1, 2) == (1, 2)


def test_dropped_characters_lie_outside_unless_inside_of_the_span() -> None:
    text = Text.of("a--b").edit([(1, 3, "")])
    assert text.source_span(0, 1) == (0, 1)
    assert text.source_span(0, 2) == (0, 4)


def test_empty_spans_have_a_place() -> None:
    text = Text.of("abc")
    assert text.source_span(0, 0) == (0, 0)
    assert text.source_span(2, 2) == (2, 2)
    assert Text.of("").source_span(0, 0) == (0, 0)


@pytest.mark.parametrize("edits", [[(0, 2, ""), (1, 3, "")], [(2, 1, "")], [(0, 9, "")], [(-1, 1, "")]])
def test_edits_that_overlap_or_lie_outside_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="edits overlap"):
        Text.of("abc").edit(edits)


def test_splice_maps_each_character_by_hand() -> None:
    text = Text.of("x涓囧厓y").splice([(1, 4, [("万", 1, 3), ("元", 2, 4)])])
    assert text.text == "x万元y"
    assert [text.source_span(i, i + 1) for i in range(4)] == [(0, 1), (1, 3), (2, 4), (4, 5)]


def test_splice_refuses_overlaps() -> None:
    with pytest.raises(ValueError, match="parts overlap"):
        Text.of("abc").splice([(0, 2, []), (1, 3, [])])


def test_pieces_are_joined_in_the_order_given() -> None:
    text = Text.of("甲乙丙丁")
    joined = Text.join([text[2:4], text[0:2]], "\n")
    assert joined.text == "丙丁\n甲乙"
    assert joined.source_span(0, 5) == (0, 4)
    assert joined.source_span(2, 3) == (4, 4)


def test_replacing_all_needs_the_same_length() -> None:
    assert Text.of("會").replace_all("会").source_span(0, 1) == (0, 1)
    with pytest.raises(ValueError, match="length changed"):
        Text.of("會").replace_all("会员")
