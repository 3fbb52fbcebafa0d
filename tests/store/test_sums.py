"""Sums that count nothing twice: what is left out and for which fact, whatever order facts came in."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.errors import StoreError
from pipeline.model import Extraction
from pipeline.store import FactBase
from pipeline.store.sums import standing
from tests.factories import article, baseline, extraction, period

CITY, COUNTY, OTHER = "福州市", "福州市鼓楼区", "福州市台江区"
YEAR = period("2023-01-01", "2023-12-31")


@dataclass(frozen=True)
class Doc:
    """A document: sentences with figures in brackets, fields of its claims, day of publication."""

    sentences: tuple[str, ...]
    day: str = "2023-12-20"
    fields: dict[str, Any] = field(default_factory=dict)

    def read(self, name: str) -> Extraction:
        given = {
            "subject": "福州市总工会",
            "action": "发放",
            "item": "救助金",
            "place": CITY,
            "period": YEAR,
            **self.fields,
        }
        head = article("福州市总工会走访职工", date=date.fromisoformat(self.day), end=10_000)
        return extraction(*self.sentences, name=name, article_=head, **given)


def doc(*sentences: str, day: str = "2023-12-20", **fields: Any) -> Doc:
    return Doc(sentences, day, fields)


def months(first: int, last: int, year: int = 2023) -> Any:
    days = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return period(f"{year}-{first:02}-01", f"{year}-{last:02}-{days[last - 1]:02}")


@contextmanager
def filled(folder: Path, docs: Sequence[Doc], names: Sequence[int] | None = None) -> Iterator[FactBase]:
    """A fact base with documents; their names stay the same in whatever order they are written."""
    order = range(len(docs)) if names is None else names
    with FactBase.open(folder / f"{'-'.join(map(str, order))}.db") as base:
        run = base.begin_run("run", "0")
        for n in order:
            base.write(docs[n].read(f"{n}.txt"), run)
        base.finish_run(run)
        yield base


def told(base: FactBase, by: Sequence[str] = ("year",), **filters: Any) -> tuple[dict[Any, int], dict[str, str]]:
    """Sums by group, and the reason for each figure left out."""
    rows = base.sums(by, **filters).rows
    sums = {" ".join(row.group): int(row.value) for row in rows if row.value is not None}
    return sums, {row["quote"]: row["reason"] for row in base.left_out(by, **filters)}


GIVES = "福州市总工会发放救助金"
SPRING = [doc(f"{GIVES}[11万元]。", period=months(3, 3)), doc(f"{GIVES}[12万元]。", period=months(5, 5))]
IN_COUNTY = doc("鼓楼区发放救助金[31万元]。", subject="福州市鼓楼区总工会", place=COUNTY)
CASES: dict[str, tuple[list[Doc], tuple[str, ...], dict[str, int], dict[str, str]]] = {
    "one fact": ([doc(f"{GIVES}[30万元]。")], ("year",), {"2023": 300_000}, {}),
    "parts after 其中": (
        [doc(f"{GIVES}[90万元]，其中困难职工[30万元]，农民工[20万元]。")], ("year",), {"2023": 900_000},
        {"30万元": "part", "20万元": "part"},
    ),
    "parts in the sentence behind": (
        [doc(f"{GIVES}[90万元]。", "其中困难职工[30万元]。")], ("year",), {"2023": 900_000},
        {"30万元": "part"},
    ),
    "what follows parts is none": (
        [doc(f"{GIVES}[90万元]，其中困难职工[30万元]；又发放救助金[7万元]。")], ("year",), {"2023": 970_000},
        {"30万元": "part"},
    ),
    "a list summed up": (
        [doc("春季发放救助金[30万元]，秋季发放救助金[25万元]，全年共发放救助金[55万元]。")], ("year",),
        {"2023": 550_000},
        {"30万元": "part", "25万元": "part"},
    ),
    "a list that does not come out": (
        [doc("春季发放救助金[30万元]，秋季发放救助金[25万元]，购置物资[56万元]。")], ("year",), {"2023": 1_110_000}, {},
    ),
    "a total before its list": (
        [doc(f"{GIVES}[55万元]：困难职工[30万元]，农民工[25万元]。")], ("year",), {"2023": 550_000},
        {"30万元": "part", "25万元": "part"},
    ),
    "said again in the article": (
        [doc(f"{GIVES}[31万元]。", "职工心里暖洋洋。", f"据统计，{GIVES}[31万元]。")], ("year",), {"2023": 310_000},
        {"31万元": "repeated"},
    ),
    "twice the same round sum in other words": (
        [doc("春节送上[2万元]。", "高温天里又有一笔补助送到一线，共计[2万元]。")], ("year",), {"2023": 40_000}, {},
    ),
    "another report of the same": (
        [doc(f"{GIVES}[31万元]。"), doc(f"年终盘点：{GIVES}[31万元]。", day="2023-12-28")], ("year",),
        {"2023": 310_000},
        {"31万元": "repeated"},
    ),
    "a later report with another figure": (
        [doc(f"{GIVES}[31万元]。"), doc(f"{GIVES}[36万元]。", day="2024-01-15")], ("year",), {"2023": 360_000},
        {"31万元": "update"},
    ),
    "so far, then further": (
        [doc(f"{GIVES}[31万元]。", period=months(1, 5)), doc(f"{GIVES}[66万元]。", period=months(1, 8))], ("year",),
        {"2023": 660_000}, {"31万元": "update"},
    ),
    "months within their year": (
        [*SPRING, doc(f"{GIVES}[90万元]。")],
        ("year",), {"2023": 900_000}, {"11万元": "within", "12万元": "within"},
    ),
    "months by month": (
        [*SPRING, doc(f"{GIVES}[90万元]。")],
        ("month",), {"2023-03": 110_000, "2023-05": 120_000, "2023-01–2023-12": 900_000}, {},
    ),
    "months apart": (
        SPRING, ("year",), {"2023": 230_000}, {},
    ),
    "several years are a row of their own": (
        [doc(f"{GIVES}[400万元]。", period=period("2018-01-01", "2021-12-31")), doc(f"{GIVES}[90万元]。")], ("year",),
        {"2018–2021": 4_000_000, "2023": 900_000}, {},
    ),
    "up to a day, since when is not said": (
        [doc(f"{GIVES}[90万元]。", period=period(None, "2023-09-30", "until"))], ("year",), {"–2023": 900_000}, {},
    ),
    "no time": ([doc(f"{GIVES}[31万元]。", period=None)], ("year",), {}, {"31万元": "vague"}),
    "no time needed": ([doc(f"{GIVES}[31万元]。", period=None)], (), {"": 310_000}, {}),
    "planned": (
        [doc(f"{GIVES}[31万元]。", "福州市总工会计划发放救助金[50万元]。")], ("year",), {"2023": 310_000},
        {"50万元": "plan"},
    ),
    "limits": (
        [doc(f"{GIVES}[31万元]，每笔不低于[500元]。")], ("year",), {"2023": 310_000}, {"500元": "limit"},
    ),
    "the county within its city": (
        [doc("全市发放救助金[90万元]。"), IN_COUNTY],
        ("year",), {"2023": 900_000}, {"31万元": "part"},
    ),
    "the county by place": (
        [doc("全市发放救助金[90万元]。"), IN_COUNTY],
        ("place",), {CITY: 900_000, COUNTY: 310_000}, {},
    ),
    "a county with more than its city is no part": (
        [doc("福州市总工会发放救助金[20万元]。"), IN_COUNTY],
        ("year",), {"2023": 510_000}, {},
    ),
    "the city's union within all unions of the city": (
        [doc("全市各级工会发放救助金[90万元]。", subject="福州市各级工会"), doc(f"{GIVES}[31万元]。")], ("year",),
        {"2023": 900_000}, {"31万元": "part"},
    ),
    "other unions are added": (
        [doc("发放救助金[32万元]。", subject="福州市台江区总工会", place=OTHER),
         doc("发放救助金[31万元]。", subject="福州市鼓楼区总工会", place=COUNTY)],
        ("city",), {"福州市": 630_000}, {},
    ),
    "stocks by year": (
        [doc("会员[100人]。", action="有", item="会员", period=period(None, "2022-06-30", "until")),
         doc("会员[120人]。", action="有", item="会员", period=period(None, "2022-12-31", "until")),
         doc("会员[150人]。", action="有", item="会员", period=period(None, "2023-12-31", "until"))],
        ("year",), {"2022": 120, "2023": 150}, {"100人": "update"},
    ),
    "new ones, and how many there are": (
        [doc("新增专利[2项]，累计[11项]。", action="取得", item="专利")], ("year",), {"2023": 2},
        {"11项": "stock"},
    ),
    "received, then settled": (
        [doc("受理案件[164件]，办结[151件]。", action="受理", item="案件")], ("year",), {"2023": 164},
        {"151件": "part"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_sum_counts_nothing_twice(tmp_path, case):
    docs, by, sums, out = CASES[case]
    with filled(tmp_path, docs) as base:
        assert told(base, by) == (sums, out)


@pytest.mark.parametrize("case", [name for name, (docs, *_) in CASES.items() if len(docs) > 1])
def test_order_of_reading_changes_nothing(tmp_path, case):
    docs = CASES[case][0]
    dumps = []
    for order in itertools.permutations(range(len(docs))):
        with filled(tmp_path, docs, order) as base:
            dumps.append([line for line in base.dump() if line.startswith(("relations", "claims"))])
    assert all(dump == dumps[0] for dump in dumps)


def test_difference_to_an_earlier_time_is_no_sum(tmp_path):
    grown = doc("投入资金增加[12万元]。", action="投入", item="资金", baseline=baseline())
    level = doc("投入资金增加到[90万元]。", action="投入", item="资金", baseline=baseline())
    with filled(tmp_path, [grown, level]) as base:
        assert told(base) == ({"2023": 900_000}, {"12万元": "baseline"})


def test_what_stands_for_a_fact_is_named(tmp_path):
    with filled(tmp_path, CASES["months within their year"][0]) as base:
        (year,) = (row["id"] for row in base.summed(("year",)))
        assert {row["stands"] for row in base.left_out(("year",))} == {year}
        assert {row["stands_quote"] for row in base.left_out(("year",))} == {"90万元"}


def test_fact_counts_where_what_stands_for_it_is_not_asked_for(tmp_path):
    with filled(tmp_path, CASES["the county within its city"][0]) as base:
        assert told(base, place=COUNTY) == ({"2023": 310_000}, {})
    with filled(tmp_path, CASES["a later report with another figure"][0]) as base:
        assert told(base, published_until="2023-12-31") == ({"2023": 310_000}, {})


def test_doubtful_fact_stands_for_no_other(tmp_path):
    docs = [doc(f"{GIVES}[31万元]。"), doc(f"{GIVES}[36万元]。", day="2024-01-15", confidence=0.3)]
    with filled(tmp_path, docs) as base:
        assert told(base, min_confidence=0.5) == ({"2023": 310_000}, {"36万元": "doubt"})


def test_hedges_make_a_range(tmp_path):
    docs = [doc(f"{GIVES}[20万元]。", period=months(1, 3)), doc(f"{GIVES}[30万元]。", period=months(7, 9))]
    with filled(tmp_path, docs) as base:
        base._db.execute("UPDATE claims SET modifier = 'over', most = 300000 WHERE value = '200000'")
        base.finish_run(base.begin_run("again", "0"))
        (row,) = base.sums(("year",)).rows
        assert (row.value, row.least, row.most) == (500_000, 500_000, 600_000)


def test_averages_are_not_added(tmp_path):
    rates = [
        doc("占职工的[30%]。", action="占", item="职工"),
        doc("占会员的[50%]。", action="占", item="职工", period=months(1, 2)),
    ]
    with filled(tmp_path, rates) as base:
        (row,) = base.sums(("year",), kind="percent").rows
        assert (row.adds, row.value, row.median, row.facts) == (False, None, Decimal(40), 2)


def test_rejected_fact_is_left_out_and_stands_for_no_other(tmp_path):
    with filled(tmp_path, CASES["a later report with another figure"][0]) as base:
        wrong = next(row["id"] for row in base.query() if row["quote"] == "36万元")
        base.review(wrong, "rejected", "Ann")
        assert told(base) == ({"2023": 310_000}, {"36万元": "rejected"})
        base.review(wrong, "accepted", "Ben")
        assert told(base) == ({"2023": 360_000}, {"31万元": "update"})


def test_corrected_fact_counts_as_corrected(tmp_path):
    with filled(tmp_path, CASES["a later report with another figure"][0]) as base:
        wrong = next(row["id"] for row in base.query() if row["quote"] == "36万元")
        base.review(wrong, "corrected", "Ann", corrections={"period_start": "2022-01-01", "period_end": "2022-12-31"})
        assert told(base) == ({"2022": 360_000, "2023": 310_000}, {})
        base.review(wrong, "corrected", "Ann", corrections={"unit": "人", "kind": "people"})
        assert told(base, unit="元") == ({"2023": 310_000}, {})


def test_document_read_again_is_settled_again(tmp_path):
    docs = CASES["a later report with another figure"][0]
    with filled(tmp_path, docs) as base:
        run = base.begin_run("again", "0")
        base.write(doc("没有数字。").read("1.txt"), run)
        with FactBase.open(base.path, readonly=True) as reader:
            assert reader.sums(("year",)).waiting > 0
        base.finish_run(run)
        assert told(base) == ({"2023": 310_000}, {})
        assert base.sums(("year",)).waiting == 0


def test_other_words_settle_everything_anew(tmp_path, monkeypatch):
    from pipeline.store.sums import settle

    with filled(tmp_path, CASES["parts after 其中"][0]) as base:
        base._db.execute("DELETE FROM relations")
        assert told(base)[1] == {}
        monkeypatch.setattr(settle, "_rules", lambda: "other")
        base.finish_run(base.begin_run("again", "0"))
        assert told(base) == ({"2023": 900_000}, {"30万元": "part", "20万元": "part"})


def test_list_of_several_owners_counts_by_owner(tmp_path):
    docs = [doc("鼓楼区发放[30万元]，台江区发放[25万元]，两区共发放[55万元]。")]
    with filled(tmp_path, docs) as base:
        for value, subject, place, code in (
            ("300000", "鼓楼区总工会", COUNTY, "350102"),
            ("250000", "台江区总工会", OTHER, "350103"),
        ):
            base._db.execute(
                "UPDATE claims SET subject = ?, place = ?, place_code = ? WHERE value = ?",
                (subject, place, code, value),
            )
        base.finish_run(base.begin_run("again", "0"))
        assert told(base) == ({"2023": 550_000}, {"30万元": "part", "25万元": "part"})
        assert told(base, ("place",)) == ({COUNTY: 300_000, OTHER: 250_000}, {"55万元": "total"})


def test_unknown_dimensions_and_filters_are_errors(tmp_path):
    with filled(tmp_path, []) as base:
        for wrong in (("decade",), ("year", "year")):
            with pytest.raises(StoreError, match="cannot sum by"):
                base.sums(wrong)
        with pytest.raises(StoreError, match="cannot sum"):
            base.sums((), colour="red")
        assert base.sums(("year",)).rows == ()


facts = st.lists(
    st.tuples(
        st.sampled_from(["福州市总工会", "厦门市总工会", "福州市各级工会"]),
        st.sampled_from([(1, 3), (4, 6), (1, 6), (1, 12), (7, 7)]),
        st.integers(11, 99), st.integers(1, 28),
    ), min_size=1, max_size=6,
)  # fmt: skip


def drawn(facts: Sequence[tuple[str, tuple[int, int], int, int]]) -> list[Doc]:
    return [
        doc(
            f"发放救助金[{value}万元]。",
            day=f"2024-01-{day:02}",
            subject=subject,
            place=subject[:3],
            period=months(*span),
        )
        for subject, span, value, day in facts
    ]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts, st.randoms(use_true_random=False))
def test_sums_do_not_depend_on_order_and_groups_make_up_their_total(tmp_path_factory, facts, rng):
    docs = drawn(facts)
    order = list(range(len(docs)))
    rng.shuffle(order)
    results = []
    for names in (None, order):
        with filled(tmp_path_factory.mktemp("sums"), docs, names) as base:
            results.append({by: told(base, by) for by in ((), ("year",), ("quarter",), ("union",), ("city", "month"))})
            for by in (("quarter",), ("place",), ("city", "quarter")):
                result = base.sums(by)
                for total in result.totals:
                    rows = [row for row in result.rows if row.value is not None]
                    assert total.value == sum(row.value for row in rows)
                    assert total.value == base.sums().rows[0].value, "an honest total is what counts without groups"
    assert results[0] == results[1]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts, st.integers(0, 5))
@example([("福州市总工会", (1, 3), 11, 1), ("厦门市总工会", (1, 3), 11, 1), ("厦门市总工会", (1, 3), 12, 1)], 1)
def test_reprint_never_changes_a_sum(tmp_path_factory, facts, which):
    docs = drawn(facts)
    copied = docs[which % len(docs)]
    with filled(tmp_path_factory.mktemp("sums"), [*docs, copied]) as base:
        after = {by: base.sums(by).rows for by in ((), ("year",), ("quarter",), ("place",))}
        claims = [row["id"] for row in base.query(all_reports=True)]
        first, second = (next(base.query(document=f"{n}.txt"))["id"] for n in (which % len(docs), len(docs)))
        base._db.execute("INSERT INTO reports VALUES (?, ?, ?), (?, ?, ?)", (first, first, first, second, first, first))
        base.finish_run(base.begin_run("link", "0"))
        linked = {by: base.sums(by).rows for by in ((), ("year",), ("quarter",), ("place",))}
    with filled(tmp_path_factory.mktemp("sums"), docs) as base:
        before = {by: base.sums(by).rows for by in ((), ("year",), ("quarter",), ("place",))}
    assert len(claims) == len(docs) + 1
    for by, rows in before.items():
        amounts = [(row.group, row.value, row.facts) for row in rows]
        assert amounts == [(row.group, row.value, row.facts) for row in linked[by]]
        if len({day for *_, day in facts}) == len(facts):  # of two figures of one day none is the later
            assert amounts == [(row.group, row.value, row.facts) for row in after[by]]


GIVEN = st.fixed_dictionaries(
    {},
    optional={
        "place": st.sampled_from(["福州市", "福建省"]), "union": st.sampled_from(["福州市总工会", "福建省总工会"]),
        "min_value": st.sampled_from([200_000, 500_000]), "since": st.just("2023-04-01"),
        "published_until": st.just("2024-01-14"), "min_confidence": st.just(0.5), "unit": st.just("元"),
    },
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts, GIVEN, st.lists(st.sampled_from(["quarter", "city", "union", "year"]), max_size=2, unique=True))
def test_relations_looked_up_one_by_one_leave_out_what_all_of_them_do(tmp_path_factory, facts, given, by):
    docs = [*drawn(facts), doc("福州市总工会发放救助金[30万元]，其中鼓楼区[10万元]，台江区[20万元]。")]
    with filled(tmp_path_factory.mktemp("sums"), docs) as base:
        few = base.sums(by, **given), list(base.left_out(by, **given)), list(base.summed(by, **given))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("pipeline.store.sums.add._FEW", 0)
            assert few == (base.sums(by, **given), list(base.left_out(by, **given)), list(base.summed(by, **given)))


def test_series_kept_ready_is_the_one_added_up_and_goes_when_something_changes(tmp_path, monkeypatch):
    from pipeline.store.sums import kept

    monkeypatch.setattr(kept, "BY", dict.fromkeys(kept.BY, 1))
    monkeypatch.setattr(kept, "_MANY", 1)
    with filled(tmp_path, [*SPRING, IN_COUNTY, doc("福州市总工会发放救助金[7万元]。", confidence=0.2)]) as base:
        (indicator,) = (row[0] for row in base._db.execute("SELECT indicator FROM series"))
        (known,) = (json.loads(row[0]) for row in base._db.execute("SELECT sums FROM series"))
        assert {tuple(by.split()) for by in known} == set(kept.BY)
        for by in kept.BY:
            assert base.sums(by, indicator=indicator) == base.sums(by, indicator=indicator, min_confidence=0)
        ready = base.sums(("year",), indicator=indicator)
        assert base.sums(("year",), indicator=indicator, unit="人").rows == ()
        (fact, *_) = base.summed(("year",), indicator=indicator)
        base.review(fact["id"], "rejected", "Ann")
        assert base.sums(("year",), indicator=indicator) == base.sums(("year",), indicator=indicator, min_confidence=0)
        assert base.sums(("year",), indicator=indicator).rows != ready.rows


def test_reviews_settle_when_the_file_is_closed(tmp_path):
    with filled(tmp_path, SPRING) as base:
        base.review(next(base.query())["id"], "rejected", "Ann")
        path = base.path
    with FactBase.open(path, readonly=True) as reader:
        assert reader.sums(("year",)).waiting == 0
        assert "rejected" in told(reader)[1].values()


def test_settling_a_first_run_takes_no_more_for_a_claim_where_there_are_more(tmp_path: Path) -> None:
    """In steps of SQLite, which no busy machine changes: each block finds its claims without passing the others'."""

    def steps(claims: int) -> int:
        count = 0

        def step() -> None:
            nonlocal count
            count += 1

        with FactBase.open(tmp_path / f"{claims}.db") as base:
            run = base.begin_run("sums", "1")
            for n in range(claims):
                text = f"第{n}镇办了[{n + 2}件]。"
                base.write(extraction(text, name=str(n), action="办", item=f"第{n}样事", subject=""), run)
            base._db.set_progress_handler(step, 100)
            base.finish_run(run)
            base._db.set_progress_handler(None, 0)
        return count

    assert steps(400) < 3 * steps(200)


RELATIONS = st.lists(
    st.tuples(
        st.integers(0, 9), st.integers(0, 9), st.sampled_from(["reprint", "repeated", "update", "within", "part"]),
        st.booleans(),
    ), max_size=16,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(RELATIONS, st.dictionaries(st.integers(0, 9), st.tuples(st.integers(0, 2), st.integers(0, 2))), st.booleans())
def test_relations_of_few_claims_say_of_them_what_all_relations_say(drawn, asked, by_owner):
    """Whatever stands for a claim, in however many steps, and whatever a total is made up of."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE relations (measure, unit, claim, reason, stands, complete, PRIMARY KEY (claim, reason))")
    block = ("relief_paid", "元")
    # what stands for a claim has a lower number: none stands for itself in the end
    rows = [(*block, f"c{a}", why, f"c{b}", whole) for a, b, why, whole in drawn if b < a]
    rows += [("other", "元", "c1", "plan", None, 0)]
    db.executemany("INSERT OR IGNORE INTO relations VALUES (?, ?, ?, ?, ?, ?)", rows)
    places = {f"c{n}": standing.Place((time, thing), (time,), (time, thing)) for n, (time, thing) in asked.items()}
    (all_, itself), (few, own) = standing.relations(db, block), standing.relations_of(db, block, list(places))
    assert standing.left_out(places, few, by_owner) == standing.left_out(places, all_, by_owner)
    assert {claim: why for claim, why in itself.items() if claim in places} == own
    for claim in places:
        others = {other: place for other, place in places.items() if other != claim}
        assert standing.again(claim, others, few) == standing.again(claim, others, all_)
