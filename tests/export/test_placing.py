"""A name is placed where it stands, or not at all."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.export.placing import place

NAMES = ("总工会", "市总工会", "青河市总工会", "青河市", "青河", "王大力")
PIECE = st.one_of(
    st.tuples(st.just("name"), st.sampled_from(NAMES)),
    st.tuples(st.just("figure"), st.sampled_from(("3元", "12万人", "七成"))),
    st.tuples(st.just("text"), st.sampled_from(("投入", "和", "，", "发给"))),
    st.tuples(st.just("noise"), st.sampled_from(("★", "www.x.cn", "  "))),
)


def sentence(pieces: list[tuple[str, str]], offset: int = 7) -> tuple[dict[str, Any], dict[tuple[int, int], int]]:
    """A sentence whose noise is not in the clean text, and where each name truly stands: source span to clean start."""
    source = clean = ""
    claims, mentions, truth = [], [], {}
    for kind, text in pieces:
        at = (len(source) + offset, len(source) + offset + len(text))
        if kind == "figure":
            claims.append({"id": str(len(claims)), "start": at[0], "end": at[1], "mark_start": len(clean),
                           "mark_end": len(clean) + len(text)})  # fmt: skip
        if kind == "name":
            truth[at] = len(clean)
            mentions.append({"label": "UNION", "canonical": text, "code": None, "surface": text, "start": at[0],
                             "end": at[1]})  # fmt: skip
        source += text
        clean += "" if kind == "noise" else text
    return {"text": clean, "start": offset, "end": offset + len(source), "claims": claims, "mentions": mentions}, truth


@given(st.lists(PIECE, min_size=1, max_size=14))
@settings(max_examples=400, deadline=None)
def test_what_is_placed_stands_there(pieces: list[tuple[str, str]]) -> None:
    given_, truth = sentence(pieces)
    placed, missed = place(given_)
    assert len(placed) + missed == len(given_["mentions"])
    assert {(name.start, name.canonical) for name in placed} <= {
        (truth[m["start"], m["end"]], m["surface"]) for m in given_["mentions"]
    }
    assert all(given_["text"][name.start : name.end] == name.canonical for name in placed)
    assert placed == sorted(placed, key=lambda name: (name.start, -name.end))


@given(st.lists(PIECE.filter(lambda piece: piece[0] != "noise"), min_size=1, max_size=14))
@settings(max_examples=200, deadline=None)
def test_nothing_is_missed_where_cleaning_took_nothing_out(pieces: list[tuple[str, str]]) -> None:
    placed, missed = place(sentence(pieces)[0])
    assert missed == 0
    assert len(placed) == sum(kind == "name" for kind, _ in pieces)


def test_a_name_within_a_name_is_placed_within_it():
    inner, outer = (
        {"label": label, "canonical": name, "code": "1", "surface": name, "start": 0, "end": len(name)}
        for label, name in (("PLACE", "青河市"), ("UNION", "青河市总工会"))
    )
    given_ = {"text": "青河市总工会投入", "start": 0, "end": 9, "claims": [], "mentions": [outer, inner]}
    placed, missed = place(given_)
    assert ([(p.start, p.end, p.label) for p in placed], missed) == ([(0, 6, "UNION"), (0, 3, "PLACE")], 0)


def test_a_name_that_stands_more_often_than_it_is_named_is_left_out():
    mention = {"label": "ORG", "canonical": "工会", "code": None, "surface": "工会", "start": 9, "end": 11}
    given_ = {"text": "工会说工会好", "start": 0, "end": 20, "claims": [], "mentions": [mention]}
    assert place(given_) == ([], 1)


def test_figures_tell_which_of_two_is_meant():
    mention = {"label": "ORG", "canonical": "工会", "code": None, "surface": "工会", "start": 9, "end": 11}
    claim = {"id": "a", "start": 5, "end": 7, "mark_start": 2, "mark_end": 4}
    given_ = {"text": "工会3元工会好", "start": 0, "end": 20, "claims": [claim], "mentions": [mention]}
    (placed,), missed = place(given_)
    assert (placed.start, missed) == (4, 0)


def test_pages_in_columns_have_no_order_to_go_by():
    """Where the figures stand in another order in the source, nothing lies between them."""
    mention = {"label": "ORG", "canonical": "工会", "code": None, "surface": "工会", "start": 25, "end": 27}
    claims = [
        {"id": "a", "start": 5, "end": 7, "mark_start": 6, "mark_end": 8},
        {"id": "b", "start": 20, "end": 22, "mark_start": 2, "mark_end": 4},
    ]
    given_ = {"text": "工会3元工会4元", "start": 0, "end": 40, "claims": claims, "mentions": [mention]}
    assert place(given_) == ([], 1)
