"""The schema explains itself, and older files become newer ones."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from pipeline.errors import StoreError
from pipeline.store import FactBase, bulk, descriptions, marks, migrations, views
from pipeline.store.connection import APPLICATION_ID, connect
from tests.factories import extraction

PARTS_OF_FTS = ("search_index_",)
BASELINE = ("baseline_text", "baseline_start", "baseline_end", "baseline_value", "baseline_unit")


def columns(base: FactBase) -> set[tuple[str, str]]:
    """Every table and view with "" and with each of its columns."""
    names = [
        row[0]
        for row in base._db.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
        if not row[0].startswith(("sqlite_", *PARTS_OF_FTS))
    ]
    found = {(name, "") for name in names}
    for name in names:
        rows = base._db.execute(f"PRAGMA table_xinfo({name})")
        found |= {(name, row["name"]) for row in rows if row["hidden"] != 1}
    return found


def test_every_table_view_and_column_is_described_inside_the_file(base: FactBase) -> None:
    described = {tuple(row) for row in base._db.execute("SELECT table_name, column_name FROM descriptions")}
    assert columns(base) - described == set(), "add these to descriptions.tsv"
    assert described - columns(base) == set(), "these are described, but not there"
    assert all(row[0].strip() for row in base._db.execute("SELECT text FROM descriptions"))


def test_descriptions_have_no_doubles() -> None:
    rows = descriptions.load()
    assert len({row[:2] for row in rows}) == len(rows)


def test_every_foreign_key_has_an_index(base: FactBase) -> None:
    """Without one, deleting a parent scans the whole child table. Runs are never deleted."""
    missing = []
    for (table,) in base._db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        leading = set()
        for index in base._db.execute(f"PRAGMA index_list({table})").fetchall():
            leading.add(base._db.execute(f"PRAGMA index_info({index['name']})").fetchone()["name"])
        for key in base._db.execute(f"PRAGMA foreign_key_list({table})").fetchall():
            if key["from"] not in leading and key["table"] not in ("runs", "units"):
                missing.append(f"{table}.{key['from']}")
    assert missing == []


def test_new_file_is_at_the_latest_step(base: FactBase) -> None:
    applied = base._db.execute("SELECT number, name FROM migrations ORDER BY number").fetchall()
    assert [tuple(row) for row in applied] == [(n, s.__name__) for n, s in enumerate(migrations.STEPS, start=1)]
    assert base._db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID


def test_units_of_the_gazetteers_are_there(base: FactBase) -> None:
    (row,) = base._db.execute("SELECT * FROM units WHERE unit = '公里'")
    assert (row["kind"], "km" in row["description"]) == ("length", True)
    (row,) = base._db.execute("SELECT * FROM units WHERE unit = '人'")
    assert row["kind"] == "people"


@pytest.fixture(params=[1, 2])
def older(path: Path, request: pytest.FixtureRequest) -> Path:
    """A file with a reviewed fact, taken back to an earlier schema: 1 has no search index, 1 and 2 no more."""
    with FactBase.open(path) as base:
        run = base.begin_run("old", "0.0")
        base.write(extraction("青河市总工会投入[300万元]。", action="投入"), run)
        base.review(next(base.query())["id"], "accepted", "Ann")
        base.finish_run(run)
    connection = connect(path, readonly=False, timeout=1)
    for name in views.VIEWS:
        connection.execute(f"DROP VIEW {name}")
    triggers = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '%unsettle%'"
    for (name,) in connection.execute(triggers).fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("DROP INDEX claims_free")
    for name in ("relations", "series", "unsettled", "settled_by"):
        connection.execute(f"DROP TABLE {name}")
    for name in ("tallies_insert", "tallies_delete", "tallies_update", "tallies_report", "tallies_no_report",
                 "counters_mention", "counters_no_mention", "counters_entity", "counters_no_entity"):  # fmt: skip
        connection.execute(f"DROP TRIGGER {name}")
    for name in ("articles_date", "entities_union", "claims_place", "claims_subject", "claims_unplaced", "claims_doubt",
                 "claims_confidence"):  # fmt: skip
        connection.execute(f"DROP INDEX {name}")
    connection.execute("CREATE INDEX claims_place ON claims (place_code)")
    connection.execute("CREATE INDEX claims_subject ON claims (subject)")
    for name in (*BASELINE, "marks"):
        connection.execute(f"ALTER TABLE claims DROP COLUMN {name}")
    for name in ("indicator", "topic"):
        connection.execute(f"DROP INDEX claims_{name}")
        connection.execute(f"ALTER TABLE claims DROP COLUMN {name}")
    for name in ("indicators", "reports", "reprints", "uncompared", "signatures", "common_keys", "states",
                 "tallies", "stale_tallies", "counters"):  # fmt: skip
        connection.execute(f"DROP TABLE {name}")
    connection.execute("DROP INDEX documents_fingerprint")
    if request.param == 1:
        connection.execute("DROP TABLE search_index")
    connection.execute("DELETE FROM migrations WHERE number > ?", (request.param,))
    connection.execute(f"PRAGMA user_version = {request.param}")
    connection.close()
    return path


def test_older_file_is_not_opened_unasked(older: Path) -> None:
    before = older.read_bytes()
    for readonly in (False, True):
        with pytest.raises(StoreError, match=r"older schema [12].*unionfacts migrate"):
            FactBase.open(older, readonly=readonly)
    assert older.read_bytes() == before


def test_older_file_migrates_with_all_that_is_in_it(older: Path) -> None:
    with FactBase.open(older, migrate=True) as base:
        assert [row["text"] for row in base.search("工会")] == ["青河市总工会投入300万元。"]
        assert [row["review"] for row in base.query()] == ["accepted"]
        assert base.check() == []
        assert base.info()["schema"] == migrations.latest()
        found = base._db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'index'")
        indexes = {name: sql for name, sql in found if name in bulk.INDEXES}
        assert indexes == {name: f"CREATE INDEX {name} ON {columns}" for name, columns in bulk.INDEXES.items()}
        assert [tuple(row[name] for name in BASELINE) for row in base.query()] == [("", None, None, None, None)]
        assert [row["state"] for row in base.reviews()] == ["current"]
        assert [row["indicator"] for row in base.query()] == ["funds_invested"]
        assert [[mark.name for mark in marks.marked(row)] for row in base.query()] == [["quantity"]]
    FactBase.open(older).close()


def test_migration_that_fails_leaves_the_older_file_whole(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half (done TEXT) STRICT")
        connection.execute("DELETE FROM claims")
        raise sqlite3.OperationalError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", (*migrations.STEPS, breaks))
        with pytest.raises(StoreError, match="the power went"):
            FactBase.open(older, migrate=True)
    with FactBase.open(older, migrate=True) as base:
        assert len(list(base.query())) == 1
        assert "half" not in base.db.table_names()


def test_newer_file_is_refused(base: FactBase, path: Path) -> None:
    base._db.execute("PRAGMA user_version = 99")
    base.close()
    for migrate in (False, True):
        with pytest.raises(StoreError, match=rf"has schema 99.*up to {migrations.latest()} .*newer unionfacts"):
            FactBase.open(path, migrate=migrate)


def test_run_script_refuses_a_statement_without_end() -> None:
    with pytest.raises(ValueError, match="has no end"):
        migrations.run_script(sqlite3.connect(":memory:"), "CREATE TABLE x (y")
