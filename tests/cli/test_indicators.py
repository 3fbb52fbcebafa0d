"""``indicators`` and ``query --indicator``, called as people call them."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner

from pipeline.cli import cli
from pipeline.store import FactBase
from tests.factories import extraction


@pytest.fixture
def db(tmp_path):
    path = tmp_path / "facts.db"
    with FactBase.open(path) as base:
        run = base.begin_run("test", "0.0")
        base.write(extraction("发展会员[300人]。", action="发展", item="会员"), run)
        base.write(extraction("朗诵诗[5首]。", name="b.txt", action="朗诵", item="诗"), run)
    return str(path)


def call(*args: str):
    return CliRunner().invoke(cli, list(args), catch_exceptions=True)


def test_indicators_are_listed_in_every_form(db):
    (row,) = json.loads(call("indicators", "--db", db, "--json").stdout)
    assert (row["indicator"], row["unit"], row["claims"], row["largest"]) == ("members_new", "人", 1, 300.0)
    (line,) = csv.DictReader(io.StringIO(call("indicators", "--db", db, "--csv").stdout))
    assert line["definition_zh"].startswith("新发展")
    table = call("indicators", "--db", db, "--table")
    assert "members_new" in table.stdout and "definition_zh" not in table.stdout
    assert "1 row; 1 fact has no indicator" in table.stderr
    assert len(json.loads(call("indicators", "--all", "--db", db, "--json").stdout)) > 100


def test_query_by_indicator(db):
    (fact,) = json.loads(call("query", "--indicator", "members_new", "--db", db, "--json").stdout)
    assert (fact["quote"], fact["indicator"]) == ("300人", "members_new")
    (free,) = json.loads(call("query", "--indicator", "none", "--db", db, "--json").stdout)
    assert (free["quote"], free["indicator"]) == ("5首", None)
    wrong = call("query", "--indicator", "member_new", "--db", db)
    assert "members_new" in str(wrong.exception)
