"""What the tests of unions, organisations, people and places share: cases, documents, and what all mentions obey."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractors import places
from extractors.homes import Homes
from extractors.model import Context, Mention
from pipeline.nlp.tokenizer import tokenize

CASES = Path(__file__).parent / "cases"
VOCAB = Vocab()

NAME_LIKE = st.text(alphabet="全省总市县区工会主席张王说和、，“”（）公司协会中心第一·\n 1aA的", max_size=60)
"""Texts of pieces of names, in any order."""


def cases(name: str) -> list[tuple[str, ...]]:
    """Rows of ``cases/NAME.tsv`` below its comment and its header."""
    lines = (CASES / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines[2:]]


def doc(text: str) -> Doc:
    """The text, segmented."""
    return tokenize(VOCAB, text)


def homes(text: str) -> Homes:
    """Where the text plays."""
    return Homes.of(text, places.find(doc(text), Context()), Context())


def assert_in_order_and_quoting(mentions: Sequence[Mention], text: str) -> None:
    """Mentions do not overlap, come in text order, are not empty and have the text at their span as surface."""
    assert all(m.surface == text[m.span.start : m.span.end] for m in mentions)
    assert all(0 <= m.span.start < m.span.end for m in mentions)
    assert all(before.span.end <= after.span.start for before, after in pairwise(mentions))
