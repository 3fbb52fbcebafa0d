"""Which reports contradict each other: cases as data, and what no history, order or reprint may change."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import indicators
from pipeline import extract
from pipeline.errors import StoreError
from pipeline.model import Extraction
from pipeline.store import FactBase, Item, contradictions, plans, reprints
from pipeline.store.allowed import allowed, step_of
from pipeline.text.signature import sign
from tests.factories import article, entity, extraction, period

CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "cases/contradictions.tsv").read_text("utf-8").splitlines()
    if not line.startswith(("#", "contradict\t"))
]
UNION = "青河市总工会"
YEAR = period("2021-01-01", "2021-12-31")


def document(name: str, *sentences: str, day: date | None = None, text: str | None = None, **fields: Any) -> Extraction:
    """One article of sentences with figures in brackets; its wording is its own unless ``text`` is given."""
    letters = random.Random(name).choices([chr(code) for code in range(0x4E00, 0x9FA0)], k=300)
    made = article(date=day or date(2022, 2, 1), signature=sign(text or "".join(letters)))
    told = {"action": "发展", "item": "会员", "period": YEAR, **fields}
    return extraction(*sentences, name=name, article_=made, entities=(entity(),), **told)


def members(name: str, figure: str, **fields: Any) -> Extraction:
    return document(name, f"2021年，{UNION}发展会员[{figure}]。", **fields)


def pairs(base: FactBase, **given: Any) -> list[tuple[str, str]]:
    return sorted((row["one_quote"], row["other_quote"]) for row in base.contradictions(**given))


def ids(base: FactBase) -> dict[str, str]:
    return {row["quote"]: row["id"] for row in base.query(all_reports=True)}


@pytest.mark.parametrize(("contradict", "why", "one", "other"), CASES)
def test_figures_contradict_where_both_cannot_be_right(
    base: FactBase, run: str, contradict: str, why: str, one: str, other: str
) -> None:
    for n, sentence in enumerate((one, other)):
        text = f"工会简讯{n}\n福州日报 2022年2月{n + 1}日\n　　{sentence}\n"
        read = extract(text.encode(), name=f"{n}.txt")
        assert read.facts, "nothing was read"
        base.write(read, run)
    assert bool(list(base.contradictions())) == (contradict == "yes"), why


@pytest.mark.parametrize(
    ("written", "value", "step"),
    [
        ("1.6亿元", "160000000", "10000000"), ("15832万元", "158320000", "10000"), ("10万", "100000", "10000"),
        ("二十万人", "200000", "10000"), ("3亿2000万元", "320000000", "10000"), ("35.2%", "35.2", "0.1"),
        ("15832元", "15832", None), ("三百二十人", "320", None), ("5万", "60000", None), ("", "5", None),
    ],
)  # fmt: skip
def test_last_written_digit(written: str, value: str, step: str | None) -> None:
    assert step_of(written, Decimal(value)) == (None if step is None else Decimal(step))


@given(st.decimals(0, 10**9, places=1, allow_nan=False), st.sampled_from(["exact", "about", "nearly", "over", "under"]))
def test_a_figure_allows_what_it_says(value: Decimal, modifier: str) -> None:
    row = {"value": str(value), "high": None, "modifier": modifier, "kind": "people"}
    limits = allowed(row, f"{value}人")
    assert limits is not None
    assert limits.least <= value <= limits.most
    assert limits.meets(limits)


def test_pair_says_what_differs_and_what_speaks_for_each(base: FactBase, run: str) -> None:
    base.write(members("a", "300人", confidence=0.9), run)
    base.write(members("b", "200人", day=date(2022, 3, 1), confidence=0.8), run)
    (pair,) = base.contradictions()
    assert (pair["one_quote"], pair["other_quote"], pair["difference"], pair["times"]) == ("300人", "200人", "100", 1.5)
    assert (pair["one_favoured"], pair["other_favoured"], pair["reprint"]) == ("confidence", "later", 0)
    assert pair["indicator"] == "members_new"
    assert set(pair) >= {f"{side}_{name}" for side in ("one", "other") for name in contradictions.SIDE}


def test_one_claim_is_told_what_contradicts_it(base: FactBase, run: str) -> None:
    for name, figure in (("a", "300人"), ("b", "200人"), ("c", "300人")):
        base.write(members(name, figure), run)
    of = ids(base)
    assert [row["other_quote"] for row in base.contradictions_of(of["300人"])] == ["200人"]
    assert [row["other_quote"] for row in base.contradictions_of(of["200人"][:-1])] == ["300人", "300人"]
    with pytest.raises(StoreError, match="cannot find the claim"):
        base.contradictions_of("no-such-claim")


@pytest.mark.parametrize("few", [20_000, 0])
def test_filters_choose_pairs_by_either_side(
    base: FactBase, run: str, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(plans, "FEW", few)
    base.write(members("a", "300人"), run)
    base.write(members("b", "200人"), run)
    assert len(pairs(base)) == 1
    assert pairs(base, document="a") == pairs(base, document="b") == pairs(base)
    assert pairs(base, indicator="members_new") == pairs(base, min_value=250) == pairs(base)
    assert pairs(base, indicator="unions") == pairs(base, min_value=500) == pairs(base, limit=0) == []
    with pytest.raises(StoreError, match="unionfacts indicators"):
        pairs(base, indicator="nothing")
    with pytest.raises(StoreError, match="use text"):
        pairs(base, colour="red")


def test_reviews_count_at_once(base: FactBase, run: str) -> None:
    base.write(members("a", "300人"), run)
    base.write(members("b", "200人"), run)
    of = ids(base)
    base.review(of["200人"], "rejected", "Ann")
    assert pairs(base) == [] == base.contradictions_of(of["300人"]) == base.contradictions_of(of["200人"])
    base.review(of["200人"], "corrected", "Ann", corrections={"value": "300"})
    assert pairs(base) == []
    base.review(of["200人"], "corrected", "Ann", corrections={"value": "250"})
    (pair,) = base.contradictions()
    reviewed = "one" if pair["one_corrected"] else "other"
    assert (pair[f"{reviewed}_value"], pair[f"{reviewed}_favoured"]) == ("250", "reviewed")
    assert [row["one_value"] for row in base.contradictions_of(of["200人"])] == ["250"]
    assert pairs(base, max_value=260) == pairs(base)
    base.review(of["200人"], "accepted", "Ann")
    assert len(pairs(base)) == 1


def test_correction_moves_a_claim_to_what_it_is_about(base: FactBase, run: str) -> None:
    base.write(members("a", "300人"), run)
    base.write(members("b", "200人", subject="白水县总工会"), run)
    assert pairs(base) == []
    of = ids(base)
    base.review(of["200人"], "corrected", "Ann", corrections={"subject": UNION})
    assert len(pairs(base)) == 1
    base.review(of["300人"], "corrected", "Ann", corrections={"period_end": "2020-12-31", "period_start": "2020-01-01"})
    assert pairs(base) == []


def test_new_reading_counts_at_once(base: FactBase, run: str) -> None:
    base.write(members("a", "300人"), run)
    base.write(members("b", "200人"), run)
    base.write(members("b", "300人"), base.begin_run("again", "0"))
    assert pairs(base) == []


def test_changed_indicators_change_what_is_compared(base: FactBase, run: str, monkeypatch: pytest.MonkeyPatch) -> None:
    base.write(members("a", "300人"), run)
    base.write(document("b", f"2021年，{UNION}吸纳会员[200人]。", action="吸纳", item="会员们"), run)
    documents = [row["document"] for row in base.query()]
    with monkeypatch.context() as patch:
        patch.setattr(indicators, "indicator", lambda *fields: "members_new")
        base.keep(documents, "f")
    assert len(pairs(base)) == 1
    with monkeypatch.context() as patch:
        patch.setattr(indicators, "indicator", lambda *fields: None)
        base.keep(documents, "g")
    assert pairs(base) == [], "other actions and things"


def test_article_with_several_figures_for_one_thing_contradicts_nothing(base: FactBase, run: str) -> None:
    base.write(members("a", "300人"), run)
    base.write(document("b", f"2021年，{UNION}发展会员[200人]，又发展会员[90人]。"), run)
    assert pairs(base) == []


def test_reprint_adds_nothing_and_a_changed_figure_is_marked(base: FactBase, run: str) -> None:
    rest = f"{UNION}投入资金[12万元]，服务职工[80人次]。"
    first = document("a", f"2021年，{UNION}发展会员[300人]。{rest}", text="甲" * 40 + "乙丙丁" * 80)
    base.write(first, run)
    base.write(members("b", "200人"), run)
    before = list(base.contradictions())
    for name, figure in (("c", "300人"), ("d", "310人")):
        base.write(
            document(
                name, f"2021年，{UNION}发展会员[{figure}]。{rest}", day=date(2022, 2, 3), text="甲" * 40 + "乙丙丁" * 80
            ),
            run,
        )
        reprints.link(base._db)
    plain = [row for row in base.contradictions() if not row["reprint"]]
    keys = ("one_claim", "other_claim", "difference")
    kept = [row for row in plain if "310人" not in (row["one_quote"], row["other_quote"])]
    assert [[row[k] for k in keys] for row in kept] == [[row[k] for k in keys] for row in before]
    changed = [row for row in base.contradictions() if row["reprint"]]
    assert [(row["one_quote"], row["other_quote"]) for row in changed] == [("300人", "310人")]
    of = {(row["name"], row["quote"]): row["id"] for row in base.query(all_reports=True)}
    told = base.contradictions_of(of["c", "300人"])
    assert [(row["other_quote"], row["reprint"]) for row in told] == [("310人", 1), ("200人", 0)]


FIGURES = st.lists(
    st.tuples(
        st.sampled_from(["100人", "110人", "200人", "1万人", "1.2万人"]),
        st.sampled_from([UNION, "白水县总工会", "职工"]),
        st.sampled_from([YEAR, period("2021-01-01", "2021-06-30"), None]),
    ),
    max_size=7,
)


def shown(rows: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    return sorted((row["one_claim"], row["other_claim"]) for row in rows)


@settings(max_examples=25, deadline=None)
@given(FIGURES, st.randoms(use_true_random=False))
def test_neither_order_nor_batches_matter_and_both_sides_agree(figures: Any, rng: random.Random) -> None:
    documents = [members(f"{n}", f, subject=s, period=p, place="青河市") for n, (f, s, p) in enumerate(figures)]
    shuffled = rng.sample(documents, len(documents))
    with (
        tempfile.TemporaryDirectory() as folder,
        FactBase.open(Path(folder) / "a.db") as one,
        FactBase.open(Path(folder) / "b.db") as two,
    ):
        run = one.begin_run("x", "0")
        for made in documents:
            one.write(made, run)
        two.write_many([Item(made) for made in shuffled], two.begin_run("x", "0"))
        rows = list(one.contradictions())
        assert rows == list(two.contradictions())
        found = set(shown(rows))
        assert all(a != b for a, b in found)
        for row in one.query(all_reports=True):
            mine = {frozenset((p["one_claim"], p["other_claim"])) for p in one.contradictions_of(row["id"])}
            assert mine == {frozenset(pair) for pair in found if row["id"] in pair}


PLACED = st.lists(
    st.tuples(
        st.lists(st.sampled_from(["100人", "200人", "1万人", "1.2万人"]), min_size=1, max_size=2),
        st.sampled_from([UNION, "职工"]),
        st.sampled_from(["青河市", "福州市", "福建省", ""]),
    ),
    min_size=1,
    max_size=8,
)
ASKED = st.fixed_dictionaries(
    {},
    optional={
        "place": st.sampled_from(["青河市", "福州市", "福建省"]),
        "union": st.sampled_from([UNION, "全总"]),
        "indicator": st.sampled_from(["members_new", "none"]),
        "min_value": st.sampled_from([150, 20_000]),
        "unit": st.just("人"),
        "document": st.just("0"),
    },
)


@settings(max_examples=40, deadline=None)
@given(PLACED, ASKED, st.sampled_from([None, "rejected", "corrected"]), st.sampled_from([1, 3, 256]))
def test_what_is_asked_for_is_what_comparing_all_with_all_gives(
    articles: Any, asked: dict[str, Any], decision: str | None, together: int
) -> None:
    """What is passed over unseen, for its places, figures or articles, contradicts nothing."""
    with tempfile.TemporaryDirectory() as folder, FactBase.open(Path(folder) / "facts.db") as base:
        run = base.begin_run("x", "0")
        for number, (figures, subject, place) in enumerate(articles):
            told = [f"2021年，{UNION}发展会员[{figure}]。" for figure in figures]
            base.write(document(str(number), *told, subject=subject, place=place), run)
        base.finish_run(run)
        if decision is not None:
            first = next(base.query(all_reports=True))["id"]
            base.review(first, decision, "Ann", corrections={"value": "300"} if decision == "corrected" else None)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(contradictions, "_SEVERAL", "1")
            patch.setattr(contradictions._Look, "at_odds", lambda look, topics: list(topics))
            plain = list(base.contradictions())
        fitting = {row["id"] for row in base.query(**asked, reviewed=True, all_reports=True)}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(contradictions, "_FIRST", together)
            patch.setattr(contradictions, "_TOGETHER", together)
            found = list(base.contradictions(**asked))
        assert found == [row for row in plain if fitting & {row["one_claim"], row["other_claim"]}]
