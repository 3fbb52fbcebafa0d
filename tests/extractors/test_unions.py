from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.vocab import Vocab

from extractors import places, unions
from extractors.homes import Homes
from extractors.model import Context
from pipeline.nlp.tokenizer import tokenize

CASES = Path(__file__).parent / "cases"
VOCAB = Vocab()


def cases(name):
    lines = (CASES / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines[2:]]


def doc(text):
    return tokenize(VOCAB, text)


def homes(text):
    return Homes.of(text, places.find(doc(text), Context()), Context())


def found(text):
    return [f"{m.surface}={m.canonical}" for m in unions.find(doc(text), Context(), homes(text))]


@pytest.mark.parametrize(("text", "expected"), cases("unions_positive"))
def test_unions_are_found_whole(text, expected):
    assert found(text) == expected.split(" ")


@pytest.mark.parametrize(("text", "why"), cases("unions_negative"))
def test_common_nouns_yield_none(text, why):
    assert found(text) == [], why


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="全省总市县区工会主席张王说和、，“”（）公司协会中心第一·\n 1aA的", max_size=60))
def test_mentions_are_in_order_and_quote_the_text(text):
    mentions = unions.find(doc(text), Context(), homes(text))
    assert all(m.surface == text[m.span.start : m.span.end] for m in mentions)
    ends = [0, *(m.span.end for m in mentions)]
    assert all(m.span.start >= end and m.span.end > m.span.start for m, end in zip(mentions, ends, strict=False))


@pytest.mark.parametrize(
    ("text", "expected"), [pytest.param(*case, marks=pytest.mark.xfail) for case in cases("unions_known_failures")]
)
def test_known_failures(text, expected):
    assert found(text) == expected.split(" ")


def test_the_id_is_the_code_of_the_unions_place():
    text = "福州市总工会与仓山区总工会联动。"
    assert [m.id for m in unions.find(doc(text), Context(), homes(text))] == ["350100", "350104"]
