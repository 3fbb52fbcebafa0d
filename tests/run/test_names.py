"""``evaluate --bio``: figures, intervals and what is passed over, on sets written here."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gazetteers
from extractors.model import Span
from pipeline.cli import call
from pipeline.config import load
from pipeline.errors import InputError
from pipeline.run import names
from pipeline.run.intervals import of_counts
from pipeline.run.scoring import LABELS

SET = """\
据 O
南 B-ns
平 I-ns
市 E-ns
消 O
息 O

主 O
席 O
高 B-nr
建 I-nr
平 E-nr
说 O
二 S-t
"""


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "set.txt"
    file.write_text(SET, encoding="utf-8")
    return file


def found(*spans):
    """A finder that always finds the same."""
    return lambda text: [(Span(*at), label) for at, label in spans if at[1] <= len(text)]


def test_figures_by_label_count_borders_and_labels(path):
    mapped = names.label_map(())
    result = names.evaluate([path], mapped, found(((1, 4), "PLACE"), ((2, 5), "PERSON")))
    figures = {label: (t.tp, t.fp, t.fn) for label, t in result.tallies.items()}
    assert figures == {"PLACE": (1, 1, 0), "PERSON": (1, 1, 0), "all": (2, 2, 0)}
    assert result.ignored == {"t": 1}
    assert result.sentences == 2
    assert [(e["error"], e["line"], e["name"]) for e in result.errors] == [
        ("false", 1, "平市消"), ("false", 8, "席高建"),
    ]  # fmt: skip


def test_a_union_is_an_organisation_to_a_set_that_knows_no_unions(tmp_path):
    file = tmp_path / "set.txt"
    file.write_text("县\tB-ORG\n总\tI-ORG\n工\tI-ORG\n会\tI-ORG\n", encoding="utf-8")
    union = found(((0, 4), "UNION"))
    assert names.evaluate([file], {"ORG": "ORG"}, union).tallies["ORG"].tp == 1
    own = names.evaluate([file], {"ORG": "UNION"}, union)
    assert (list(own.tallies), own.tallies["UNION"].tp) == (["UNION", "all"], 1)


def test_labels_that_the_set_does_not_have_are_not_measured(path):
    result = names.evaluate([path], {"nr": "PERSON"}, found(((0, 1), "PLACE"), ((2, 5), "PERSON")))
    assert list(result.tallies) == ["PERSON", "all"]
    assert result.tallies["all"].fp == 1  # the person in the first sentence
    assert result.ignored == {"ns": 1, "t": 1}


@pytest.mark.parametrize(
    ("given", "has"),
    [
        ([], {"nr": "PERSON", "GPE": "PLACE"}),
        (["who=person", "a=ORG,b=PLACE"], {"who": "PERSON", "a": "ORG", "b": "PLACE"}),
        (["nr="], {"nr": None}),
    ],
)
def test_what_the_user_maps_lies_over_the_table(given, has):
    mapped = names.label_map(given)
    assert {label: mapped.get(label) for label in has} == has


@pytest.mark.parametrize("given", ["nr", "=PERSON", "nr=PERSONE", ""])
def test_a_map_that_says_nothing_is_refused(given):
    with pytest.raises(InputError):
        names.label_map([given])


def test_the_table_of_labels_leads_to_ours_and_says_one_thing_of_each():
    rows = gazetteers.rows("name_labels")
    assert {row["ours"] for row in rows} == {*LABELS, ""}
    assert len({row["label"] for row in rows}) == len(rows)


def test_the_verb_measures_the_rules(path, capsys):
    assert call(["evaluate", "--bio", str(path)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("2 sentences of set.txt: BIOES, characters; names by rules\n")
    assert "PERSON  100.0  100.0  100.0" in out
    assert out.endswith("passed over, as no label of ours: t 1\n")


def test_the_verb_writes_json_and_mistakes(path, tmp_path, capsys):
    errors = tmp_path / "errors.jsonl"
    assert call(["evaluate", "--bio", str(path), "--map", "t=ORG", "--json", "--errors", str(errors)]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert [row["label"] for row in whole["labels"]] == ["ORG", "PLACE", "PERSON", "all"]
    (error,) = [json.loads(line) for line in errors.read_text("utf-8").splitlines()]
    assert (error["line"], error["error"], error["name"]) == (8, "missed", "二")


@pytest.mark.parametrize(
    "args",
    [[], ["corpus/gold", "--bio", "x"], ["--bio", "x", "--floors", "f"], ["corpus/gold", "--map", "a=ORG"]],
)
def test_calls_that_make_no_sense_are_told(args, capsys):
    assert call(["evaluate", *args]) == 2
    assert "Error:" in capsys.readouterr().err


def test_a_set_without_a_label_of_ours_is_told(tmp_path, capsys):
    file = tmp_path / "set.txt"
    file.write_text("王\tB-QQ\n", encoding="utf-8")
    assert call(["evaluate", "--bio", str(file)]) == 1
    assert "it has QQ" in capsys.readouterr().err


def test_spans_are_of_the_sentence_as_it_was_given():
    find = names.finder(load())
    text = "１２月，福州市總工會主席高建平說"
    spans = {(text[s.start : s.end], label) for s, label in find(text)}
    assert ("福州市總工會", "UNION") in spans
    assert ("高建平", "PERSON") in spans


counts = st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=1, max_size=30)


@settings(deadline=None)
@given(counts)
def test_intervals_are_ordered_shares_and_the_same_each_time(table):
    spread = of_counts(table, rounds=50)
    assert spread == of_counts(table, rounds=50)
    for low, high in spread:
        assert 0 <= low <= high <= 100


def test_intervals_are_as_wide_as_those_of_the_binomial():
    """Of 400 sentences with one name each, 100 of them missed: recall 75 with a standard error of 2.17."""
    spread = of_counts([(1, 0, 0)] * 300 + [(0, 0, 1)] * 100, rounds=2000)
    assert spread.P == (100.0, 100.0)
    assert abs(spread.R.low - (75 - 1.96 * 2.165)) < 0.7
    assert abs(spread.R.high - (75 + 1.96 * 2.165)) < 0.7


def test_empty_sentences_change_the_interval_no_more_than_drawing_them_would():
    """The shortcut over sentences without names against plain resampling."""
    table = [(1, 0, 0)] * 6 + [(0, 1, 1)] * 4 + [(0, 0, 0)] * 90
    draws = np.random.default_rng(1)
    plain = np.array([np.array(table)[draws.integers(0, 100, 100)].sum(axis=0) for _ in range(4000)])
    found = plain[:, 0] / np.maximum(plain[:, 0] + plain[:, 1], 1) * 100
    spread = of_counts(table, rounds=4000)
    assert abs(spread.P.low - np.percentile(found, 2.5)) < 4
    assert abs(spread.P.high - np.percentile(found, 97.5)) < 4


def test_no_units_have_no_interval():
    assert of_counts([]).F1 == (0.0, 0.0)
