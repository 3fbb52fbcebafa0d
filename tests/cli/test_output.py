from __future__ import annotations

import io
import json

import pytest

from pipeline.cli.output import cut, shown, width, write

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
