"""Which claims of two articles are the same fact."""

from __future__ import annotations

import pytest

from pipeline.store import FactBase, clusters, reports
from pipeline.store.reports import Figure
from tests.factories import extraction


def figures(base: FactBase, run: str, name: str, *sentences: str) -> tuple[Figure, ...]:
    document = extraction(*sentences, name=name)
    base.write(document, run)
    return reports.figures(base._db, f"{document.source_id[:16]}.0")


LONG = "青河市总工会去年走访慰问困难职工[320户]，发放慰问金[12.5万元]，新建职工书屋[45家]。"


@pytest.mark.parametrize(
    ("other", "same", "changed"),
    [
        (LONG, 3, 0),
        (LONG.replace("320", "230"), 3, 1),
        (LONG.replace("320户", "302户").replace("45", "54"), 3, 2),
        (LONG.replace("慰问金", "慰问金超过"), 3, 0),  # the hedge is no other wording
        (LONG.replace("[320户]", "[320人]"), 2, 0),  # another unit is another fact
        (LONG.replace("青河市总工会去年", ""), 3, 0),  # cut at its start
        (LONG.replace("新建职工书屋[45家]", "新建"), 2, 0),
        ("白水县总工会今年举办培训班[320户]。", 0, 0),
        ("[320户]。", 0, 0),
        ("", 0, 0),
    ],
)
def test_facts_of_two_articles_are_laid_beside_each_other(
    base: FactBase, run: str, other: str, same: int, changed: int
) -> None:
    one, two = figures(base, run, "a", LONG), figures(base, run, "b", other)
    assert reports.agreement(one, two) == (same, changed)
    assert reports.agreement(two, one) == (same, changed)


def test_piece_of_a_broken_sentence_is_placed_by_its_neighbours(base: FactBase, run: str) -> None:
    one = figures(base, run, "a", LONG.replace("，新建", "，全市职工书屋总数达到[876个]，比上年末增加[42个]，新建"))
    two = figures(base, run, "b", *LONG.replace("，新建", "，|增加[72个]。|全市新建").split("|"))
    for pair, values in (((one, two), ["42", "72"]), ((two, one), ["72", "42"])):
        (changed,) = (fact for fact in reports.facts(pair) if len(fact.readings) > 1)
        assert [figure.reading[0] for figure in changed.reports] == values


def test_hedge_makes_another_figure(base: FactBase, run: str) -> None:
    exact = figures(base, run, "a", LONG)
    base.write(extraction(LONG, name="b"), run)
    over = tuple(Figure(f"x{f.claim}", f.unit, (*f.reading[:2], "over"), f.left, f.right) for f in exact)
    assert reports.agreement(exact, over) == (3, 3)


def test_figures_of_the_same_words_keep_their_order(base: FactBase, run: str) -> None:
    prizes = "分别给予每名获奖职工奖励[3000元]，分别给予每名获奖职工奖励[2000元]，"
    (fact, *_) = reports.facts((figures(base, run, "a", prizes), figures(base, run, "b", prizes)))
    assert [f.reading[0] for f in fact.reports] == ["3000", "3000"]


def test_too_few_words_are_no_ground_for_another_figure(base: FactBase, run: str) -> None:
    one, two = figures(base, run, "a", "其中[38人]。"), figures(base, run, "b", "其中[83人]。")
    assert reports.agreement(one, two) == (0, 0)
    assert reports.agreement(one, figures(base, run, "c", "其中[38人]。")) == (1, 0)


def test_every_claim_is_in_one_fact_and_no_fact_has_two_of_an_article(base: FactBase, run: str) -> None:
    articles = [figures(base, run, str(n), LONG, "其中[38人]，[38人]，[39人]。") for n in range(3)]
    found = reports.facts(articles)
    assert sorted(f.claim for fact in found for f in fact.reports) == sorted(f.claim for a in articles for f in a)
    for fact in found:
        assert len({f.claim[:12] for f in fact.reports}) == len(fact.reports)


def test_claim_that_nobody_repeats_has_no_reports(base: FactBase, run: str) -> None:
    (figure, *_) = figures(base, run, "a", LONG)
    assert clusters.reports(base._db, figure.claim) == []
    assert base.claim(figure.claim)["claim"]["reports"] == 1
