"""Parts of speech in context."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.nlp import reader
from pipeline.nlp.tagger import START, Tagger, features, tagger


def tags(text):
    return {token.text: token.tag_ for token in reader.pipeline().tokenizer(text)}


@pytest.mark.parametrize(
    ("text", "word", "tag"),
    [
        ("全市工会系统准备了两百多万元。", "准备", "v"),
        ("每名指导员联系企业八十家。", "联系", "v"),
        ("区总指派两名律师介入。", "指派", "v"),
        ("去年动用265万元。", "动用", "v"),
        ("慰问金暖了职工的心。", "暖", "v"),
        ("公司作出了这个决定。", "决定", "n"),
        ("公司决定投入资金。", "决定", "v"),
        ("这是上级的规定。", "规定", "n"),
        ("条例规定了标准。", "规定", "v"),
    ],
)
def test_a_word_is_read_in_its_context(text, word, tag):
    assert tags(text)[word] == tag


def test_words_of_our_own_table_keep_their_tag():
    assert tags("职工代表参加培训，代表职工说话。")["培训"] == "vn"


def test_a_word_that_is_not_listed_keeps_the_tag_of_the_dictionary():
    assert Tagger({}, {}).retag(["甲", "乙"], ["n", "x"]) == ["n", "x"]


def test_choice_follows_the_weights_and_of_equals_the_first():
    uses = {"代表": ("n", "v")}
    assert Tagger(uses, {}).retag(["代表", "职工"], ["v", "n"]) == ["n", "n"]
    assert Tagger(uses, {"right=职工": {"v": 1.0, "p": 9.0}}).retag(["代表", "职工"], ["v", "n"]) == ["v", "n"]


def test_earlier_choices_are_seen():
    seen = features(["甲", "乙", "丙"], ["n", "v", "n"], 2, "v", "n")
    assert {"last=v", "last2=n v", "next=$", "left=乙", "word=丙"} <= set(seen)


@given(st.lists(st.sampled_from(["代表", "研究", "职工", "，", "的", "联系", "甲", "3家"]), max_size=12))
def test_every_word_gets_one_of_its_own_tags(words):
    model = tagger()
    given_tags = ["n"] * len(words)
    for word, tag in zip(words, model.retag(words, given_tags), strict=True):
        assert tag in model.uses.get(word, ("n",))


@given(
    st.lists(st.sampled_from(["代表", "研究", "职工", "，", "的", "联系", "甲", "3家"]), max_size=12),
    st.integers(0, 3),
)
def test_sums_that_are_kept_choose_what_the_sum_of_all_features_chooses(words, seed):
    model = tagger()
    given_tags = [["n", "v", "x", "m"][(i + seed) % 4] for i in range(len(words))]
    own = [model.uses[word][0] if word in model.uses else tag for word, tag in zip(words, given_tags, strict=True)]
    expected = list(own)
    for i, word in enumerate(words):
        if len(model.uses.get(word, ())) > 1:
            last, before = expected[i - 1] if i else START, expected[i - 2] if i > 1 else START
            expected[i] = model.best(features(words, own, i, last, before), model.uses[word])
    assert model.retag(words, given_tags) == expected
