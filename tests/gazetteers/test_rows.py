"""Tables as rows: what the loader reads is what stands in the files."""

from __future__ import annotations

import csv
from importlib import resources

import pytest

import gazetteers
from gazetteers import check


@pytest.mark.parametrize("name", check.names())
def test_every_table_reads_as_tab_separated_values(name):
    text = (resources.files("gazetteers") / "data" / f"{name}.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert list(gazetteers.rows(name)) == list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("# a\nword\tsource\n甲\tx\n", [{"word": "甲", "source": "x"}]),
        ("word\tsource\n甲\n", [{"word": "甲", "source": ""}]),
        ("word\tsource\n甲\tx\ty\n", [{"word": "甲", "source": "x"}]),
        ('word\tsource\n"甲\t\n', [{"word": '"甲', "source": ""}]),
        ("# nothing\n", []),
    ],
)
def test_rows_that_a_person_left_short_or_long_have_all_columns(tmp_path, monkeypatch, text, rows):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "t.tsv").write_text(text, encoding="utf-8")
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)
    assert list(gazetteers.rows.__wrapped__("t")) == rows
