"""Words between protected spans."""

from __future__ import annotations

from functools import cache

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gazetteers
from extractors.borders import Words
from extractors.model import Span
from pipeline.nlp import reader
from pipeline.nlp.tokenizer import segmenter, tokenize

PIECES = st.sampled_from(
    [
        "工会",
        "职工代表",
        "筹集资金",
        "发展出",
        "投入",
        "5",
        "3.14",
        "abc",
        "A4",
        " ",
        "  ",
        "\n",
        "\r\n",
        "\u3000",
        "，",
        "。",
        "“",
        "%",
        "-",
    ]
)
CHARS = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
TEXTS = st.lists(PIECES | st.text(CHARS | st.characters(codec="utf-8"), max_size=4), max_size=12).map("".join)


@cache
def python_jieba() -> jieba.Tokenizer:
    """jieba itself with our words, as the words are meant to be cut."""
    own = jieba.Tokenizer()
    own.initialize()
    for row in gazetteers.rows("words"):
        if len(row["word"]) > 1 and not own.FREQ.get(row["word"]):
            own.add_word(row["word"])
    return own


def vocab():
    return reader.pipeline().vocab


@settings(deadline=None)  # the first text pays for loading jieba
@given(TEXTS)
def test_cuts_are_those_of_jieba(text):
    own = {row["word"]: row["tag"] for row in gazetteers.rows("words")}
    expected: list[str] = []
    for word in python_jieba().cut(text, HMM=False):
        halves = word[:2], word[2:]
        phrase = len(word) == 4 and word not in own and own.get(halves[0], "")[:1] == "v" and halves[1] in own
        expected += halves if phrase else [word]
    assert segmenter().cut(text) == expected


@pytest.mark.parametrize(
    ("text", "tagged"),
    [
        ("工会", [("工会", "n")]),
        ("筹集资金", [("筹集", "v"), ("资金", "n")]),
        ("ABC12", [("ABC12", "x")]),
        ("2024", [("2024", "x")]),
        ("一", [("一", "m")]),
        ("鿿", [("鿿", "x")]),
        ("，", [("，", "x")]),
    ],
)
def test_a_word_has_the_tag_of_our_table_then_of_the_dictionary(text, tagged):
    assert list(zip(*segmenter().tagged(text), strict=True)) == tagged


@given(TEXTS)
def test_tags_that_are_kept_are_those_of_the_word_in_its_text(text):
    known = segmenter()
    assert list(zip(*known.tagged(text), strict=True)) == known._look_up(text)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=3))
def test_the_doc_gives_the_text_back_and_its_words_are_its_tokens(text, spans):
    protected = [(Span(start, end), "m") for start, end in spans if end <= len(text)]
    doc = tokenize(vocab(), text, protected)
    assert doc.text == text
    kept = Words.of(doc)
    doc.user_data.clear()
    assert kept == Words.of(doc)


def test_a_protected_span_is_one_token_with_its_tag():
    doc = tokenize(vocab(), "投入 1,623.2万元 购书", [(Span(3, 12), "m")])
    assert [(token.text, token.tag_) for token in doc][1] == ("1,623.2万元", "m")
