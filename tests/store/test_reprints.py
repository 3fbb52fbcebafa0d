"""Clusters in the fact base: what they hang on, and that no history shows in them."""

from __future__ import annotations

import random
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.model import Extraction
from pipeline.store import FactBase, likeness, reprints
from pipeline.text.signature import sign
from tests.factories import article, entity, extraction

LETTERS = [chr(code) for code in range(0x4E00, 0x9FA0)]
SENTENCE = "青河市总工会去年走访慰问困难职工[320户]，发放慰问金[12.5万元]。"


def body(seed: int, letters: int = 300) -> str:
    return "".join(random.Random(seed).choices(LETTERS, k=letters))


def document(
    name: str, text: str, *sentences: str, names: tuple[str, ...] = ("青河市总工会",), **of_article: object
) -> Extraction:
    made = article(signature=sign(text), **of_article)
    entities = tuple(entity(canonical, start=20 * n) for n, canonical in enumerate(names))
    return extraction(*sentences, name=name, article_=made, entities=entities)


def linked(base: FactBase) -> list[set[str]]:
    """Clusters as sets of file names."""
    reprints.link(base._db)
    found: dict[str, set[str]] = {}
    for row in base.reprinted():
        found.setdefault(row["original"], set()).add(row["name"])
    return sorted(found.values(), key=sorted)


OTHERS = ("白水县总工会", "白水县", "高明月")
CHANGED = SENTENCE.replace("320", "230")


@pytest.mark.parametrize(
    ("two", "together"),
    [
        (document("b", body(1), SENTENCE), True),
        (document("b", body(1) + body(2, 250), SENTENCE), True),
        (document("b", body(1)[:120], SENTENCE), True),
        (document("b", body(1), CHANGED), True),
        (document("b", body(2), SENTENCE), False),
        (document("b", body(1)[:100] + body(2, 200), SENTENCE), False),
        (document("b", body(1) + body(2, 1500), SENTENCE), False),  # a digest that has it among much else
        (document("b", body(1), SENTENCE, names=OTHERS), False),
        (document("b", body(1), SENTENCE, names=("青河市总工会", *OTHERS)), True),
        (document("b", body(1), SENTENCE, names=()), False),
        (document("b", body(1), CHANGED.replace("12.5", "25.1")), False),  # no figure is the same: another year's
        (document("b", body(1)[:60], SENTENCE), False),
    ],
)
def test_two_articles_are_reprints_where_words_names_and_figures_agree(
    base: FactBase, run: str, two: Extraction, together: bool
) -> None:
    base.write(document("a", body(1), SENTENCE), run)
    base.write(two, run)
    assert linked(base) == ([{"a", "b"}] if together else [])


def test_original_is_the_earliest_dated_then_the_longest(base: FactBase, run: str) -> None:
    base.write(document("a", body(1), date=None), run)
    base.write(document("b", body(1)[:200], date=date(2024, 3, 4)), run)
    base.write(document("c", body(1), date=date(2024, 3, 4)), run)
    base.write(document("d", body(1), date=date(2024, 3, 5)), run)
    assert linked(base) == [{"a", "b", "c", "d"}]
    (cluster,) = base.reprints()
    assert (cluster["name"], cluster["articles"], cluster["published"]) == ("c", 4, "2024-03-04")
    assert [row["name"] for row in base.reprinted()] == ["c", "b", "d", "a"]


def test_no_names_on_either_side_asks_for_nearly_the_whole_wording(base: FactBase, run: str) -> None:
    base.write(document("a", body(1), names=()), run)
    base.write(document("b", body(1), names=()), run)
    base.write(document("c", body(1)[:190] + body(2, 110), names=()), run)
    assert linked(base) == [{"a", "b"}]


def test_failed_run_leaves_comparing_to_the_next(base: FactBase, run: str) -> None:
    base.write(document("a", body(1)), run)
    base.write(document("b", body(1)), run)
    base.finish_run(run, {}, "failed")
    assert list(base.reprints()) == []
    base.finish_run(base.begin_run("again", "0"))
    assert [row["articles"] for row in base.reprints()] == [2]
    assert reprints.link(base._db) == 0, "what was compared is not compared again"


STEPS = st.lists(
    st.one_of(st.tuples(st.just("write"), st.integers(0, 7)), st.tuples(st.just("drop"), st.integers(0, 7)),
              st.tuples(st.just("link"), st.just(0))),
    max_size=25,
)  # fmt: skip
TEXTS = [body(1), body(1), body(1)[:150], body(1) + body(2, 280), body(2, 280), body(2, 280), body(3), body(1)]
DOCUMENTS = [
    document(f"{n}", text, SENTENCE.replace("320", str(320 + n % 2))) for n, text in enumerate(TEXTS)
]  # fmt: skip


@given(STEPS, st.sampled_from([2, 500]))
@example(
    [("write", 1), ("write", 7), ("link", 0)], 2
)  # a key that turns common parts two articles with all their facts
@example([("write", 2), ("write", 3), ("write", 4), ("write", 5), ("link", 0), ("drop", 3)], 500)
@settings(max_examples=40, deadline=None)
def test_no_history_shows(steps: list[tuple[str, int]], most: int) -> None:
    """Whatever was written, dropped and compared in which order: what is stored decides, keys that turn common too."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(likeness, "MOST", most)
        there: set[int] = set()
        with FactBase.open(Path(folder) / "a.db") as base, FactBase.open(Path(folder) / "b.db") as fresh:
            run = base.begin_run("a", "0")
            for what, n in [*steps, ("write", 0)]:
                if what == "link":
                    reprints.link(base._db)
                elif what == "write":
                    base.write(DOCUMENTS[n], run)
                    there.add(n)
                else:
                    base._db.execute("DELETE FROM documents WHERE id = ?", (DOCUMENTS[n].source_id,))
                    there.discard(n)
            reprints.link(base._db)
            again = fresh.begin_run("b", "0")
            for n in sorted(there):
                fresh.write(DOCUMENTS[n], again)
            reprints.link(fresh._db)
            kept = ("reprints\t", "reports\t", "signatures\t", "common_keys\t")
            one, two = ([line for line in b.dump() if line.startswith(kept)] for b in (base, fresh))
            assert one == two
            for (claim,) in base._db.execute("SELECT reading FROM reports UNION SELECT fact FROM reports").fetchall():
                assert base._db.execute("SELECT 1 FROM claims WHERE id = ?", (claim,)).fetchone()


def test_document_of_two_articles_of_one_cluster_goes_whole(base: FactBase, run: str) -> None:
    twice = document("twice", body(1), SENTENCE)
    twice = replace(twice, articles=(*twice.articles, *twice.articles))
    base.write(twice, run)
    base.write(document("a", body(1), SENTENCE), run)
    base.write(document("b", body(1), SENTENCE), run)
    assert linked(base) == [{"twice", "a", "b"}]
    base._db.execute("DELETE FROM documents WHERE id = ?", (twice.source_id,))
    assert base._db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert linked(base) == [{"a", "b"}]
