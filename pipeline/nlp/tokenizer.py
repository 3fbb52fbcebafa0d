"""Words: jieba's cuts between protected spans, as a spaCy ``Doc``.

jieba cuts ``1623.2`` and ``1,234`` apart and joins names wrongly, so numbers, times and gazetteer names are protected
first and jieba cuts only the gaps. The cutting itself is done by rjieba, the same algorithm over the same dictionary in
Rust: the same words as ``jieba.cut(text, HMM=False)``, fourteen times as fast.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import accumulate
from typing import Any

import numpy as np
import rjieba
from spacy.tokens import Doc
from spacy.vocab import Vocab

import gazetteers
from extractors.borders import WORDS, Words
from extractors.model import Span
from pipeline.nlp.tagger import tagger

_GUESSED = frozenset({"eng", "m"})
"""Tags that rjieba gives to letters and digits which the dictionary does not list."""


class Segmenter:
    """jieba's dictionary with our own words, and what each word is.

    Args:
        words: our own (word, part of speech) in jieba's tag set ("n", "v", "vn", "nr" …). A word that jieba knows keeps
            its frequency, so that 发展出 and the like are cut as before; its part of speech is ours.
    """

    def __init__(self, words: Iterable[tuple[str, str]]) -> None:
        self._jieba = rjieba.Jieba()  # not the one that the module shares: other code may have added words to that
        self._own = dict(words)
        for word, tag in self._own.items():
            if len(word) > 1 and not self._jieba.has_word(word):
                self._jieba.add_word(word, None, tag)

    def cut(self, text: str) -> list[str]:
        """Words of ``text``; joined they give it back."""
        return [word for word, _ in self.tagged(text)]

    def tagged(self, text: str) -> list[tuple[str, str]]:
        """Words of ``text`` with their parts of speech; one that neither the dictionary nor we list has "x".

        jieba's dictionary has phrases of verb and object as words (筹集资金, 获得补助): where our own table knows both
        halves, they are cut apart, because the verb governs figures and the object is what they count.
        """
        own = self._own
        out: list[tuple[str, str]] = []
        for pair in self._jieba.tag(text, False):
            word, tag = pair
            mine = own.get(word)
            if mine is not None:
                out.append((word, mine))
            elif tag in _GUESSED and word.isascii() and not self._jieba.has_word(word):
                out.append((word, "x"))
            elif len(word) == 4 and (verb := own.get(word[:2], ""))[:1] == "v" and (noun := own.get(word[2:])):
                out += ((word[:2], verb), (word[2:], noun))
            else:
                out.append(pair)
        return out


@cache
def segmenter() -> Segmenter:
    """The segmenter of this process, made at first use (about a fifth of a second)."""
    return Segmenter((row["word"], row["tag"]) for row in gazetteers.rows("words"))


def tokenize(vocab: Vocab, text: str, protected: Iterable[tuple[Span, str]] = ()) -> Doc:
    """A Doc over ``text`` whose protected spans are one token each.

    Args:
        vocab: of the pipeline.
        text: any text; ``doc.text == text`` holds.
        protected: spans with a tag, not overlapping, in any order ("m" for numbers, "t" for times, "nt" for names).

    Returns:
        A Doc with ``token.tag_`` set to the part of speech in its context ("x" where none is known). White space is
        kept as tokens of its own but for single spaces, which spaCy stores on the token before. The same tokens lie
        in ``doc.user_data`` as :class:`extractors.borders.Words`, which is faster to read than spaCy's.
    """
    known = segmenter()
    pairs: list[tuple[str, str]] = []
    at = 0
    for span, tag in sorted(protected):
        start, end = span
        if start < at or end <= start:
            continue
        if at < start:
            pairs += known.tagged(text[at:start])
        pairs.append((text[start:end], tag))
        at = end
    pairs += known.tagged(text[at:])
    pairs, spaces = _with_spaces(pairs) if " " in text else (pairs, [False] * len(pairs))
    words = [word for word, _ in pairs]
    tags = tagger().retag(words, [tag for _, tag in pairs])
    doc = Doc(vocab, words=words, spaces=spaces)
    if words:
        number = {tag: vocab.strings.add(tag) for tag in set(tags)}
        column: Any = np.fromiter((number[tag] for tag in tags), dtype=np.uint64, count=len(tags))
        doc.from_array(["TAG"], column)
    sizes = [len(word) for word in words]
    starts = (0, *accumulate(size + space for size, space in zip(sizes, spaces, strict=True)))[:-1]
    ends = tuple(start + size for start, size in zip(starts, sizes, strict=True))
    doc.user_data[WORDS] = Words(text, starts, ends, tuple(tags), frozenset(starts).union(ends))
    return doc


def _with_spaces(pairs: Iterable[tuple[str, str]]) -> tuple[list[tuple[str, str]], list[bool]]:
    """The tokens without single spaces, and whether one stood behind each."""
    out: list[tuple[str, str]] = []
    spaces: list[bool] = []
    for pair in pairs:
        if pair[0] == " " and out and not spaces[-1] and not out[-1][0].isspace():
            spaces[-1] = True
        else:
            out.append(pair)
            spaces.append(False)
    return out, spaces
