"""What is read without spaCy is what is read off a spaCy Doc: extractors take either."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import claims, entities
from extractors.borders import WORDS, Doc, Words
from extractors.model import Claim, Context
from pipeline.model import Source
from pipeline.nlp import reader
from pipeline.nlp.reader import ENTITIES, QUANTITIES, TIMES
from pipeline.process import texts
from pipeline.text import sentences

SAMPLE = sorted((Path(__file__).parents[2] / "corpus/sample").glob("*.txt"))
WORDING = "市总工会 宝鸡市 主席严松岭说， 投入 资金 86.5万元 ， 。 去年 慰问 职工 320人次 A4"
PIECES = st.sampled_from([*WORDING.split(), "\n", " ", "  "])
TEXTS = st.lists(PIECES | st.text(max_size=3), max_size=14).map("".join)
CONTEXT = Context(date(2023, 5, 6))


def claims_of(doc: Doc, text: str) -> tuple[Claim, ...]:
    data, spans = doc.user_data, sentences.split(text)
    return claims.find(doc, data[QUANTITIES], data[TIMES], data[ENTITIES], spans, CONTEXT)


def same(text: str) -> None:
    plain = reader.read(text, CONTEXT)
    of_spacy = reader.pipeline().tokenizer(text, CONTEXT)
    assert of_spacy.text == text
    assert of_spacy.user_data == {key: found for key, found in plain.user_data.items() if key != ENTITIES}
    kept = of_spacy.user_data.pop(WORDS)
    assert Words.of(of_spacy) == kept  # from the tokens that spaCy has
    of_spacy.user_data[ENTITIES] = entities.find(of_spacy, CONTEXT)
    assert of_spacy.user_data[ENTITIES].mentions == plain.user_data[ENTITIES].mentions
    assert claims_of(of_spacy, text) == claims_of(plain, text)


@settings(deadline=None)  # the first text pays for loading tables
@given(TEXTS)
def test_a_text_is_read_alike_with_and_without_spacy(text: str) -> None:
    same(text)


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.name)
def test_an_article_is_read_alike_with_and_without_spacy(path: Path) -> None:
    same(texts(Source(path.name, path.read_bytes()))[1])
