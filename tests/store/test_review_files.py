"""Reviews go out as CSV and come back: all of them, as they were, or none."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.store import FactBase
from pipeline.store.review_files import COLUMNS
from tests.factories import extraction

SENTENCES = [f"投入[{n}元]。" for n in range(1, 7)]
ELSEWHERE = "ab" * 32  # a document that no fact base here has
CLAIM = f"{ELSEWHERE[:16]}-100"


@pytest.fixture
def ids(base: FactBase, run: str) -> list[str]:
    base.write(extraction(*SENTENCES), run)
    return [row["id"] for row in base.query()]


@pytest.fixture
def other(tmp_path: Path) -> Any:
    """A fact base that has the same document and no reviews."""
    with FactBase.open(tmp_path / "other.db") as opened:
        opened.write(extraction(*SENTENCES), opened.begin_run("run", "1"))
        yield opened


def exported(base: FactBase) -> str:
    out = io.StringIO(newline="")
    base.export_reviews(out)
    return out.getvalue()


def stored(base: FactBase) -> list[tuple[Any, ...]]:
    return sorted(tuple(row) for row in base._db.execute("SELECT * FROM reviews"))


def table(tmp_path: Path, *rows: dict[str, str], encoding: str = "utf-8-sig", delimiter: str = ",") -> Path:
    path = tmp_path / "table.csv"
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    sheet = csv.DictWriter(out, names, delimiter=delimiter)
    sheet.writeheader()
    sheet.writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
AWKWARD = st.sampled_from(
    ["=1+1", "+8", "-", "@x", "'=x", "''@", '"', ",", ";", "a\nb", "a\r\nb", "a\rb", "林一", "\x00"]
)
WORDS = TEXT | AWKWARD
CORRECTIONS = st.fixed_dictionaries(
    {}, optional={"subject": WORDS, "item": WORDS, "value": st.sampled_from(["1", "2.5", None]),
                  "high": st.sampled_from([None, "99"]), "per": st.none() | WORDS}
)  # fmt: skip
REVIEWS = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(["accepted", "rejected", "corrected"]), WORDS.filter(str.strip), WORDS,
              CORRECTIONS),
    max_size=8,
)  # fmt: skip


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reviews=REVIEWS)
def test_what_goes_out_comes_in_as_it_was_and_only_once(
    base: FactBase, ids: list[str], other: FactBase, tmp_path: Path, reviews: list[Any]
) -> None:
    for n, decision, by, why, right in reviews:
        decided = "accepted" if decision == "corrected" and not right else decision
        base.review(ids[n], decided, by, why, right if decided == "corrected" else None)
    path = tmp_path / "reviews.csv"
    path.write_text(exported(base), encoding="utf-8", newline="")
    there = len(stored(other))
    done = other.import_reviews(path)
    assert (done.faults, done.added + done.known) == ((), len(stored(base)))
    assert len(stored(other)) == there + done.added
    assert stored(other) == stored(base)
    assert {row["state"] for row in other.reviews()} <= {"current"}
    assert other.import_reviews(path).added == base.import_reviews(path).added == 0
    cells = [cell for row in csv.reader(io.StringIO(exported(base), newline="")) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_files_that_excel_saved_are_read(base: FactBase, ids: list[str], tmp_path: Path) -> None:
    row = {"claim": ids[0], "decision": "corrected", "by": "林一", "corrections": "多少=1.5亿元；谁=福州市总工会"}
    for number, (encoding, delimiter) in enumerate(
        [("gb18030", ","), ("utf-16", "\t"), ("utf-8", ";"), ("utf-8-sig", ",")]
    ):
        done = base.import_reviews(table(tmp_path, row, encoding=encoding, delimiter=delimiter))
        assert (done.added, done.known, done.faults) == ((1, 0, ()) if number == 0 else (0, 1, ()))
    (review,) = base.reviews()
    assert review["corrections"] == {"value": "150000000", "subject": "福州市总工会"}
    assert (review["by"], review["state"]) == ("林一", "current")


def test_reviews_wait_for_a_document_that_is_not_there_yet(tmp_path: Path, base: FactBase, ids: list[str]) -> None:
    base.review(ids[0], "accepted", "Ann")
    path = tmp_path / "reviews.csv"
    path.write_text(exported(base), encoding="utf-8", newline="")
    with FactBase.open(tmp_path / "new.db") as new:
        done = new.import_reviews(path)
        assert (done.added, done.waiting) == (1, 1)
        assert [row["state"] for row in new.reviews()] == ["gone"]
        new.write(extraction(*SENTENCES), new.begin_run("run", "1"))
        assert [row["state"] for row in new.reviews()] == ["current"]
        assert [row["review"] for row in new.query(review="accepted")] == ["accepted"]


def test_older_reviews_do_not_supersede_newer_ones(tmp_path: Path, base: FactBase, ids: list[str]) -> None:
    base.review(ids[0], "accepted", "Ann")
    old = {"claim": ids[0], "decision": "rejected", "by": "Bo", "at": "2020-01-01T08:00:00+08:00"}
    assert base.import_reviews(table(tmp_path, old)).added == 1
    assert base.reviews()[0]["at"] == "2020-01-01T00:00:00.000+00:00"
    assert [row["review"] for row in base.query(review="any")] == ["accepted"]


GOOD = {"claim": CLAIM, "document": ELSEWHERE, "decision": "accepted", "by": "Ann", "at": "2024-03-04T12:00:00+00:00"}
LATER = (datetime.now(UTC) + timedelta(days=3)).isoformat()


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"claim": "abc"}, "claim"),
        ({"claim": ""}, "claim"),
        ({"claim": "0" * 16 + "-5"}, "document"),
        ({"document": ""}, "document"),
        ({"document": "xyz"}, "document"),
        ({"decision": "maybe"}, "decision"),
        ({"decision": "corrected"}, "corrections"),
        ({"corrections": '{"value": "1"}'}, "corrections"),
        ({"decision": "corrected", "corrections": '{"value": "1"'}, "corrections"),
        ({"decision": "corrected", "corrections": '{"value": 1}'}, "corrections"),
        ({"decision": "corrected", "corrections": '{"colour": "red"}'}, "corrections"),
        ({"decision": "corrected", "corrections": '{"item": "\\ud800"}'}, "corrections"),
        ({"decision": "corrected", "corrections": "value=很多"}, "corrections"),
        ({"decision": "corrected", "corrections": "value"}, "corrections"),
        ({"by": " "}, "by"),
        ({"at": "yesterday"}, "at"),
        ({"at": LATER}, "at"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "at"),
        ({"id": "1"}, "id"),
        ({"reading": "[]"}, "reading"),
        ({"reading": "{"}, "reading"),
    ],
)
def test_one_wrong_cell_is_named_and_nothing_is_stored(
    base: FactBase, tmp_path: Path, change: dict[str, str], column: str
) -> None:
    rows = [{name: row.get(name, "") for name in COLUMNS} for row in (GOOD, {**GOOD, **change}, {**GOOD, "by": "Bo"})]
    done = base.import_reviews(table(tmp_path, *rows))
    assert [(fault.row, fault.column) for fault in done.faults] == [(3, column)]
    assert str(done.faults[0]).startswith(f"row 3, column {column}: ")
    assert (done.added, stored(base)) == (0, [])
    assert base.import_reviews(table(tmp_path, rows[0], rows[2], rows[0])).added == 2


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no column claim"),
        (b"a,b\n1,2\n", "no column claim, decision, by"),
        (b"claim,decision,by,colour\n", "unknown column colour"),
        (b"claim,decision,by,by\n", "a column twice"),
        (b"\xff\xff\xff", "neither UTF-8"),
        (b'claim,decision,by\n"a' + b"x" * 200_000, "field larger"),
    ],
)
def test_what_is_no_table_of_reviews_is_refused(base: FactBase, tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    with pytest.raises(InputError, match=says):
        base.import_reviews(path)
    with pytest.raises(InputError, match="No such file"):
        base.import_reviews(tmp_path / "none.csv")


def test_a_text_with_commas_and_no_quotes_is_no_loss_in_silence(base: FactBase, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"claim,document,decision,by,why\n{CLAIM},{ELSEWHERE},accepted,Ann,well,yes\n", encoding="utf-8")
    (fault,) = base.import_reviews(path).faults
    assert (fault.row, fault.column) == (2, "")


def test_an_id_that_another_review_has_is_made_anew(base: FactBase, ids: list[str], tmp_path: Path) -> None:
    mine = base.review(ids[0], "accepted", "Ann")
    done = base.import_reviews(table(tmp_path, {"id": mine, "claim": ids[1], "decision": "rejected", "by": "Bo"}))
    assert done.added == 1
    assert [(row["by"], row["decision"]) for row in base.reviews()] == [("Ann", "accepted"), ("Bo", "rejected")]
    assert json.loads(stored(base)[0][8])["quote"] in ("1元", "2元")
