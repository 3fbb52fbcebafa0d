from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli.output import counted, cut, grouped, shown, width, write

ROWS = [{"a": "工会", "b": 1}, {"a": 'x,"y"\n', "b": None}, {"a": ["p", "q"], "b": 2.5}]


def written(form, rows=ROWS, **more):
    out = io.StringIO()
    count = write(iter(rows), ("a", "b"), form, out=out, **more)
    assert count == len(rows)
    return out.getvalue()


def test_json_and_lines_hold_the_same_rows():
    assert json.loads(written("json")) == [json.loads(line) for line in written("nl").splitlines()] == ROWS


def test_nothing_is_an_empty_array_or_a_head_alone():
    assert (json.loads(written("json", [])), written("nl", []), written("table", [])) == ([], "", "")
    assert written("csv", []) == "a,b\n"


def test_csv_quotes_and_leaves_none_empty():
    assert written("csv", ROWS[:2]) == 'a,b\n工会,1\n"x,""y""\n",\n'
    assert written("tsv", ROWS[:1], bom=True) == "\ufeffa\tb\n工会\t1\n"


def test_table_counts_chinese_as_two_columns_and_cuts_long_cells():
    lines = written("table", [{"a": "工会", "b": 1}, {"a": "x" * 200, "b": 2}, {"a": "会" * 200, "b": 3}]).splitlines()
    assert {width(line[: line.rindex(" ")]) for line in lines[2:]} == {width(lines[2][: lines[2].rindex(" ")])}
    assert lines[3].startswith("xxxx")
    assert "…" in lines[4]


@pytest.mark.parametrize("text", ["", "a", "会", "会会会会", "a会a会a会", "abcdefgh"])
@pytest.mark.parametrize("columns", [1, 2, 3, 5, 8])
def test_cut_never_exceeds_its_columns(text, columns):
    assert width(cut(text, columns)) <= max(1, columns)


def test_escape_sequences_of_strangers_do_not_reach_the_terminal():
    assert shown("\x1b[31mred\x07\u202e") == "[31mred"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


CLAIMS = [
    {"id": "5c1f0a93d2b47e68-1042", "value": grouped("2680000"), "published": "2022-09-21", "outlet": "闽西时报" * 5,
     "sentence": "龙岩：一人一账帮劳模，三年发放帮扶金268万元" * 3},
    {"id": "5c1f0a93d2b47e68-77", "value": grouped("12.50"), "published": None, "outlet": "", "sentence": "短"},
]  # fmt: skip


@pytest.mark.parametrize("columns", [20, 60, 80, 100, 140, 400])
def test_table_on_a_terminal_fits_where_it_can_and_cuts_no_id_figure_or_day(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    out = _Terminal()
    write(CLAIMS, list(CLAIMS[0]), "table", out=out)
    for whole in ("5c1f0a93d2b47e68-1042", "2,680,000", "2022-09-21"):
        assert whole in out.getvalue()
    assert columns < 100 or max(map(width, out.getvalue().splitlines())) <= columns
    assert columns < 400 or CLAIMS[0]["outlet"] in out.getvalue()


def test_numbers_of_a_table_stand_under_each_other():
    head, _, first, second = written("table", [{"a": grouped("1200"), "b": "x"}, {"a": "7", "b": "y"}]).splitlines()
    assert [head.index("a"), first.index("0  x"), second.index("7")] == [4, 4, 4]


@pytest.mark.parametrize("value, shown_", [("2680000", "2,680,000"), ("12.50", "12.50"), ("-1234.5", "-1,234.5"),
                                           ("数十", "数十"), (None, "")])  # fmt: skip
def test_grouping_changes_no_digit(value, shown_):
    assert grouped(value) == shown_


@pytest.mark.parametrize(
    ("number", "words", "told"),
    [
        (0, ("fact",), "0 facts"),
        (1, ("fact",), "1 fact"),
        (2, ("fact",), "2 facts"),
        (20_005, ("fact",), "20,005 facts"),
        (1, ("sum is", "sums are"), "1 sum is"),
        (3, ("sum is", "sums are"), "3 sums are"),
    ],
)
def test_what_is_counted_is_told_in_its_number(number, words, told):
    assert counted(number, *words) == told


@given(st.text(alphabet="aB1 ,工会é\u0301①", max_size=12), st.integers(1, 30))
def test_cut_text_fits_and_whole_text_stays_whole(text, columns):
    assert width(text) == sum(width(char) for char in text)
    assert width(cut(text, columns)) <= columns
    assert (cut(text, columns) == text) == (width(text) <= columns)
