"""The dictionary: jieba's words, counts, tags and cuts, however little of it was parsed."""

from __future__ import annotations

import warnings
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gazetteers
from pipeline.nlp.dictionary import Dictionary, shipped

SMALL = "工 5 n\n工会 7 n\n工会会员 2 n\n会 9 v\n会员 4 n\n\n工人 3 n\n".encode()


def own():
    return {row["word"]: row["tag"] for row in gazetteers.rows("words")}


@cache
def peer():
    """jieba itself with our words, and the tags of its dictionary; never from its cache file."""
    with warnings.catch_warnings(action="ignore"):  # it imports pkg_resources
        import jieba

    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    with tokenizer.get_dict_file() as file:
        tags = dict(line.decode().split()[::2] for line in file)
    for word, tag in own().items():
        tags[word] = tag
        if len(word) > 1 and not tokenizer.FREQ.get(word):
            tokenizer.add_word(word)
    return tokenizer, tags


@cache
def ours():
    return shipped(own().items())


def test_all_counts_tags_and_their_sum_are_those_of_jieba():
    tokenizer, tags = peer()
    whole = shipped(own().items())
    whole.meet("".join({word[0] for word in tokenizer.FREQ}))
    assert whole.counts == tokenizer.FREQ
    assert whole.tags == tags
    assert whole.total == tokenizer.total


WORDS = st.sampled_from(sorted(own())) | st.text("工会员职投入资金了不的一AB3.,。 \r\n·%-_+龦𠀀", max_size=6)


@given(st.lists(WORDS, max_size=8).map("".join))
def test_a_text_is_cut_as_jieba_cuts_it(text):
    assert list(ours().cut(text)) == list(peer()[0].cut(text, HMM=False))


@given(st.lists(st.text("工会员人", min_size=1, max_size=6), max_size=4), st.text("工会员人甲", max_size=8))
def test_a_cut_does_not_depend_on_what_was_met_before(before, text):
    met = Dictionary(SMALL)
    for earlier in before:
        met.meet(earlier)
    assert list(met.cut(text)) == list(Dictionary(SMALL).cut(text))
    assert "".join(met.cut(text)) == text


def test_only_words_under_characters_that_were_met_are_parsed():
    words = Dictionary(SMALL)
    assert not words.counts
    words.meet("会计")
    assert words.counts == {"会": 9, "会员": 4}
    words.meet("工")
    assert words.counts["工人"] == 3  # lies apart from the other words of its character
    assert words.counts["工会会"] == 0  # only begins a word
    assert words.tags["工会会员"] == "n"


@pytest.mark.parametrize("data", [SMALL, SMALL.rstrip(b"\n"), b"\n" + SMALL])
def test_the_total_of_a_dictionary_that_is_not_known_is_summed(data):
    assert Dictionary(data).total == 30


def test_an_empty_dictionary_with_our_words_cuts():
    assert list(Dictionary(b"", {"工会": "n"}).cut("工会员")) == ["工会", "员"]


def test_our_tag_goes_before_and_the_count_of_a_known_word_stays():
    words = Dictionary(SMALL, {"会员": "nz", "工会会": "x"})
    words.meet("工会")
    assert (words.tags["会员"], words.counts["会员"]) == ("nz", 4)
    assert words.counts["工会会"] == 3  # just more than its parts: 7 / 30 * 9 / 30 * 30
    assert words.total == 33
