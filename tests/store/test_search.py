"""Search in Chinese: words of one and two characters, and input that tries to be syntax."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.store import FactBase
from pipeline.store.search import match_of, rebuild, tokens
from tests.factories import article, extraction

SENTENCES = (
    "青河市总工会投入资金[300万元]。",
    "向困难职工发放慰问金，面积[20㎡]，“双节”期间走访[50户]。",
    "APP注册 user OR 5G [1623.2公里]，比例[30%]。",
)


@pytest.fixture
def filled(base: FactBase, run: str) -> FactBase:
    title = article("送温暖进万家")
    base.write(
        extraction(*SENTENCES, article_=title, subject="青河市总工会机关", action="", item="", place="白水县"), run
    )
    return base


def found(base: FactBase, term: str) -> list[int]:
    """Numbers of the sentences that a term finds, in order of the text."""
    starts = [s.replace("[", "").replace("]", "") for s in SENTENCES]
    return sorted(starts.index(row["text"]) for row in base.search(term))


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("工会", [0, 1, 2]), ("投入资金", [0]), ("万", [0, 1, 2]), ("元", [0]), ("300万元", [0]), ("万元", [0]),
        ("困难职工", [1]), ("困职", []), ("难困", []), ("發放慰問金", [1]), ("困难 慰问", [1]), ("困难 资金", []),
        ("双节", [1]), ("“双节”", [1]), ("app", [2]), ("ＡＰＰ", [2]), ("1623.2", [2]), ("162", []), ("㎡", [1]),
        ("m2", [1]),
        ("%", [2]), ("“", [1]), ("机关白水", []),
        ("G", [2]), ("5g", [2]), ("白水", [0, 1, 2]), ("总工会机关", [0, 1, 2]), ("送温暖", [0, 1, 2]),
        ("user OR 5G", [2]),
        ("投入 OR 困难", []), ("NOT 投入", []), ('"', []), ('"投入"', [0]), ("投入*", [0]), ("投入 AND", []),
        ("sentence:投入", []),
        ("(投入", [0]), ("投入)", [0]), ("^投入", [0]), ("NEAR(投入)", []), ("' OR 1=1 --", []), ("", []), ("   ", []),
        ("\x00", []), ("——", []), ("；", []),
    ],
)  # fmt: skip
def test_search_finds_exactly(filled: FactBase, term: str, expected: list[int]) -> None:
    assert found(filled, term) == expected


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(
        alphabet=st.one_of(
            st.sampled_from("工会万元\"'*()^:-+{}%_\\;,. \x00ORAND"), st.characters(exclude_categories=["Cs"])
        )
    )
)
def test_search_takes_any_input(filled: FactBase, term: str) -> None:
    list(filled.search(term))
    list(filled.query(text=term))


def test_search_tells_claims_and_their_marks(filled: FactBase) -> None:
    (row,) = filled.search("困难职工")
    assert [row["text"][c["mark_start"] : c["mark_end"]] for c in row["claims"]] == ["20㎡", "50户"]
    assert (row["title"], row["outlet"], row["date"]) == ("送温暖进万家", "青河日报", "2024-03-04")


def test_search_prefers_the_sentence_to_the_headline_and_stops_at_limit(base: FactBase, run: str) -> None:
    base.write(extraction("别的[1元]。", name="a.txt", article_=article("慰问")), run)
    base.write(extraction("慰问[2元]。", name="b.txt", article_=article("别的")), run)
    assert [row["text"] for row in base.search("慰问")] == ["慰问2元。", "别的1元。"]
    assert len(list(base.search("慰问", limit=1))) == 1
    assert len(list(base.search("慰问", limit=None))) == 2
    assert list(base.search("慰问", limit=0)) == []


def test_search_follows_a_rewrite(filled: FactBase, run: str) -> None:
    filled.write(extraction("改成了送书[9册]。", article_=article("换题")), run)
    assert [row["text"] for row in filled.search("送书")] == ["改成了送书9册。"]
    for gone in ("投入资金", "送温暖", "白水县"):
        assert list(filled.search(gone)) == []
    assert filled.check() == []


@pytest.mark.parametrize(
    "text",
    [
        "投入资金[300万元]。",
        "投入[3元]，慰问[20㎡]，占[30%]。",
        "[1元]。[1元]。",
        "總工會 ABC\n“x”[5元]",
        "[7元]¶[8元]。[9元]",
    ],
)
@pytest.mark.parametrize("title", ["标题", "", "Ａ①\n题"])
def test_a_document_that_goes_leaves_no_word_in_the_index(base: FactBase, run: str, text: str, title: str) -> None:
    """The index cannot read back what was put in: it must be taken out in the very same words."""
    fields = {"subject": "市总工会", "action": "投入", "item": "资金\n补助", "place": "宝鸡市", "speaker": "林某"}
    base.write(extraction(text, article_=article(title), **fields), run)
    base._db.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab (main, search_index, row)")
    assert base._db.execute("SELECT count(*) FROM words").fetchone()[0] > 3
    base.write(extraction(), run)
    assert base._db.execute("SELECT term, doc, cnt FROM words").fetchall() == []


def test_search_survives_vacuum(filled: FactBase) -> None:
    filled._db.execute("VACUUM")
    assert found(filled, "投入资金") == [0]


def test_search_index_can_be_rebuilt(filled: FactBase) -> None:
    filled._db.execute("DELETE FROM claims WHERE quote = '30%'")
    filled._db.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
    assert filled.check() == ["the search index has 0 of 3 sentences"]
    rebuild(filled._db)
    assert found(filled, "投入资金") == [0]
    assert filled.check() == []


def test_query_text_finds_claims_of_the_sentences(filled: FactBase) -> None:
    assert [row["quote"] for row in filled.query(text="困难")] == ["20㎡", "50户"]
    assert [row["quote"] for row in filled.query(text="%")] == ["1623.2公里", "30%"]
    assert len(list(filled.query(text="工会"))) == 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [("工会5G，1,234", "工 会 5 g 1 234"), ("20㎡", "20 m 2"), ("𠮷①", "𠮷 1"), ("——！", ""), ("a_b", "a b")],
)
def test_tokens(text: str, expected: str) -> None:
    assert tokens(text) == expected


def test_match_of_is_phrases_only() -> None:
    assert match_of('總工會 "x" OR') == '"总 工 会" AND "x" AND "or"'


def test_index_keeps_no_copy_of_the_text(filled: FactBase) -> None:
    row = filled._db.execute("SELECT sentence FROM search_index").fetchone()
    assert row[0] is None
    with pytest.raises(sqlite3.OperationalError):
        filled._db.execute("UPDATE search_index SET sentence = 'x'")
