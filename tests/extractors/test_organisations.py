from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.vocab import Vocab

from extractors import organisations, places
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
    return [m.surface for m in organisations.find(doc(text), Context(), homes(text))]


@pytest.mark.parametrize(("text", "expected"), cases("organisations_positive"))
def test_organisations_are_found_whole(text, expected):
    assert found(text) == expected.split(" ")


@pytest.mark.parametrize(("text", "why"), cases("organisations_negative"))
def test_common_nouns_yield_none(text, why):
    assert found(text) == [], why


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="全省总市县区工会主席张王说和、，“”（）公司协会中心第一·\n 1aA的", max_size=60))
def test_mentions_are_in_order_and_quote_the_text(text):
    mentions = organisations.find(doc(text), Context(), homes(text))
    assert all(m.surface == text[m.span.start : m.span.end] for m in mentions)
    ends = [0, *(m.span.end for m in mentions)]
    assert all(m.span.start >= end and m.span.end > m.span.start for m, end in zip(mentions, ends, strict=False))
