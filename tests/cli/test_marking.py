"""Marked text: brackets nest, colours say the same, and nothing of the text is lost."""

from __future__ import annotations

import re

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli.marking import LABELS, Tag, legend, mark, wants_colour

TEXT = "市总工会投入资金12万元。"
CASES = [
    ([], "市总工会投入资金12万元。"),
    ([Tag(8, 12, "quantity")], "市总工会投入资金【12万元】。"),
    ([Tag(0, 4, "subject"), Tag(4, 6, "action")], "〔谁:市总工会〕〔做:投入〕资金12万元。"),
    ([Tag(0, 4, "subject"), Tag(0, 1, "place")], "〔谁:〔何地:市〕总工会〕投入资金12万元。"),
    ([Tag(6, 8, "item"), Tag(6, 8, "subject")], "市总工会投入〔谁·什么:资金〕12万元。"),
    ([Tag(8, 12, "3")], "市总工会投入资金【12万元】[3]。"),
    ([Tag(0, 5, "subject"), Tag(4, 6, "action")], "〔谁:市总工会投〕〔做:入〕资金12万元。"),
    ([Tag(8, 99, "quantity"), Tag(-3, 2, "time"), Tag(5, 5, "item")], "市总工会投入资金12万元。"),
    ([Tag(7, 13, "item"), Tag(8, 12, "quantity")], "市总工会投入资〔什么:金【12万元】。〕"),
]


@pytest.mark.parametrize(("tags", "wanted"), CASES)
def test_brackets(tags: list[Tag], wanted: str) -> None:
    assert mark(TEXT, tags) == wanted


def test_colours_have_no_brackets_but_a_legend() -> None:
    told = mark(TEXT, [Tag(0, 4, "subject"), Tag(8, 12, "quantity"), Tag(4, 6, "2")], colour=True)
    assert click.unstyle(told) == "市总工会投入[2]资金12万元。"
    assert told != click.unstyle(told)
    assert all(label in legend(True) for label in LABELS.values())
    assert legend(False) == ""


def test_escape_sequences_of_a_text_never_reach_the_terminal() -> None:
    for colour in (False, True):
        told = mark("a\x1b[31m\u202e市\nb", [Tag(0, 3, "subject")], colour)
        assert "\x1b[31m" not in told
        assert "\u202e" not in told
        assert "\n" in told


def test_colour_follows_the_flag_then_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert wants_colour(None)
    assert not wants_colour(False)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour(None)
    assert wants_colour(True)


TAGS = st.lists(
    st.builds(Tag, st.integers(-2, 14), st.integers(-2, 14), st.sampled_from([*LABELS, "1", "2"])), max_size=8
)


@given(TAGS)
def test_nothing_of_the_text_is_lost_and_brackets_close(tags: list[Tag]) -> None:
    told = mark(TEXT, tags)
    assert re.sub(r"〔[^:〔〕【】]*:|[〕【】]|\[\d\]|(?:谁|做|什么|何时|何地|谁说|比较)(?:·[^:]*)?:", "", told) == TEXT
    open_ = []
    for ch in told:
        if ch in "〔【":
            open_.append(ch)
        elif ch in "〕】":
            assert open_.pop() == {"〕": "〔", "】": "【"}[ch]
    assert open_ == []
    assert re.sub(r"\[\d\]", "", click.unstyle(mark(TEXT, tags, colour=True))) == TEXT
