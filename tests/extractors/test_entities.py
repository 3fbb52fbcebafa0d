import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.vocab import Vocab

from extractors import entities
from extractors.model import Context, Mention, Span
from pipeline.nlp.reader import read
from pipeline.nlp.tokenizer import tokenize

VOCAB = Vocab()
LABELS = ("UNION", "ORG", "PERSON", "PLACE")


def found(text):
    return [(m.label, m.surface) for m in entities.find(tokenize(VOCAB, text), Context()).mentions]


def test_one_sentence_yields_all_four_kinds():
    text = "日前，福州市总工会副主席陈志远来到仓山区，走访福州鑫达实业有限公司。"
    assert found(text) == [
        ("UNION", "福州市总工会"),
        ("PERSON", "陈志远"),
        ("PLACE", "仓山区"),
        ("ORG", "福州鑫达实业有限公司"),
    ]


def test_places_inside_unions_and_organisations_are_not_listed():
    assert found("厦门市总工会在厦门第一医院。") == [("UNION", "厦门市总工会"), ("ORG", "厦门第一医院")]


def test_a_place_inside_a_persons_name_does_not_lead_abbreviations_astray():
    mentions = entities.find(tokenize(VOCAB, "市总工会主席高建平说，职工满意。"), Context()).mentions
    assert [(m.surface, m.canonical) for m in mentions] == [("市总工会", "市总工会"), ("高建平", "高建平")]


@given(
    st.lists(
        st.tuples(st.sampled_from(LABELS), st.integers(0, 20), st.integers(1, 8)),
        max_size=12,
    )
)
def test_merged_mentions_do_not_overlap_and_keep_the_order(spans):
    merged = entities.merge([Mention(label, Span(s, s + n), "x" * n, "x" * n) for label, s, n in spans])
    assert all(a.span.end <= b.span.start for a, b in pairwise(merged))
    assert bool(merged) == bool(spans)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_read(text):
    doc = tokenize(VOCAB, text)
    assert all(m.surface == doc.text[m.span.start : m.span.end] for m in entities.find(doc, Context()).mentions)


ARTICLES = Path(__file__).parent / "cases" / "entities.txt"
MARK = re.compile(r"\{(!?)([UOPL?]):([^}]*)\}")
LABEL = {"U": "UNION", "O": "ORG", "P": "PERSON", "L": "PLACE"}


def articles():
    """Text, names to be found, names that may be found, known failures, canonical names of each marked article."""
    marked = ARTICLES.read_text(encoding="utf-8").split("\n# ")[3:]
    for article in marked:
        raw = article.partition("\n")[2].strip()
        marks = [m.groups() for m in MARK.finditer(raw)]
        names = [(known, LABEL.get(kind, ""), *surface.partition("=")[::2]) for known, kind, surface in marks]
        free = {surface for _, label, surface, _ in names if not label}
        expected = {(label, surface) for known, label, surface, _ in names if not known and surface not in free}
        failing = {(label, surface) for known, label, surface, _ in names if known and surface not in free} - expected
        full = {surface: canonical for _, _, surface, canonical in names if canonical}
        yield pytest.param(MARK.sub(lambda m: m[3].partition("=")[0], raw), expected, failing, free, full, id=raw[:20])


@pytest.mark.parametrize(("text", "expected", "failing", "free", "full"), list(articles()))
def test_names_of_whole_articles(text, expected, failing, free, full):
    headline = text.find("\n") + 1
    body = 0 if "。" in text[:headline] else headline
    mentions = read(text, Context(body_start=body)).user_data["entities"].mentions
    names = {(m.label, m.surface) for m in mentions if m.surface not in free}
    assert names == expected, "a known failure that is found now loses its mark"
    assert failing.isdisjoint(names)
    assert {m.surface: m.canonical for m in mentions if m.surface in full} == full
