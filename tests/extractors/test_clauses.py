"""Sentences as rows of elements: where they stand, that reading leaves words alone, what figures can ask for."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import claims
from extractors.claims.clauses import clauses
from extractors.claims.elements import Tokens, elements
from extractors.claims.story import Story
from extractors.model import Claim, Context
from pipeline.nlp import reader
from pipeline.text import sentences

PIECES = (
    "广丰市总工会", "全市各级工会", "企业", "职工", "培训", "服务", "项目", "发放", "慰问", "组织", "在", "为", "的",
    "了", "12家", "3万元", "85%", "每人500元", "2021年",
    "，", "。", "、", "（", "）", "县（市、区）", "分别", " ", "\u3000",
    "\n", "x",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=25).map("".join)


def _read(text: str) -> tuple[Claim, ...]:
    doc = reader.read(text, Context())
    data = doc.user_data
    found = data[reader.QUANTITIES], data[reader.TIMES], data[reader.ENTITIES]
    return claims.find(doc, *found, sentences.split(text), Context())


@settings(deadline=None)
@given(TEXTS)
def test_elements_stand_where_their_clause_says(text: str):
    doc = reader.read(text, Context())
    data = doc.user_data
    tokens = Tokens(doc, len(text))
    for span in sentences.split(text):
        laid = elements(tokens, span, data[reader.QUANTITIES], data[reader.TIMES], data[reader.ENTITIES].mentions)
        assert [text[at : at + len(e.text)] for e, at in zip(laid.row, laid.starts, strict=True)] == [
            e.text for e in laid.row
        ]
        assert laid.starts == sorted(laid.starts)
        before = [(e.text, e.verb, e.letter) for e in laid.row]
        for row in clauses(laid):
            assert [k for k, e in enumerate(row) if e.verb] == list(row.verbs)
            assert [k for k, e in enumerate(row) if e.kind == "quantity"] == list(row.figures)
        assert [(e.text, e.verb, e.letter) for e in laid.row] == before  # words are shared: nothing is written to them


@settings(deadline=None)
@given(TEXTS, st.sampled_from(("会后，与会者参观了厂区。", "\n全市各级工会发放了用品，职工很高兴。\n企业、职工来了。")))
def test_what_comes_after_the_last_figure_is_not_asked_for(text: str, tail: str):
    text += "建成驿站7家。"
    assert [(c.quantity, c.action, c.item) for c in _read(text + tail)] == [
        (c.quantity, c.action, c.item) for c in _read(text)
    ]


@settings(deadline=None)
@given(TEXTS)
def test_what_is_read_late_is_what_was_told(text: str):
    doc = reader.read(text, Context())
    data = doc.user_data
    tokens, named = Tokens(doc, len(text)), data[reader.ENTITIES]
    at_once, late = (Story("", frozenset(), named.homes) for _ in range(2))
    for span in sentences.split(text):
        for story in (at_once, late):
            if text[: span.start].endswith("\n"):
                story.new_paragraph()
            story.new_sentence()
        for row in clauses(elements(tokens, span, data[reader.QUANTITIES], data[reader.TIMES], named.mentions)):
            at_once.tell(row)
            at_once.catch_up()
            late.tell(row)
    late.catch_up()
    assert late.counts == at_once.counts
    assert late.opening == at_once.opening
    assert [(s.name, s.label, s.traits, back) for s, back in late.recent()] == [
        (s.name, s.label, s.traits, back) for s, back in at_once.recent()
    ]
