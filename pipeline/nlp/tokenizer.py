"""Words: jieba's way of cutting, between protected spans, as a spaCy ``Doc``.

jieba cuts ``1623.2`` and ``1,234`` apart and joins names wrongly, so numbers, times and gazetteer names are protected
first and only the gaps are cut. Its dictionary and its way of choosing among cuts (without its guesses at unknown
words) are what we take from it; the package itself is unmaintained, slow to import, and warns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from math import log

from spacy.tokens import Doc
from spacy.vocab import Vocab

import gazetteers
from extractors.model import Span
from pipeline.nlp.dictionary import Dictionary, shipped
from pipeline.nlp.tagger import tagger

_WORDS = re.compile(r"([\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]+)")
_BLANK = re.compile(r"(\r\n|\s)")
_LETTER = re.compile(r"[a-zA-Z0-9]")
"""What jieba 0.42.1 cuts, what stands alone, and what it joins again."""


class Segmenter:
    """Cuts text as jieba does, with our own words in the dictionary.

    Attributes:
        dictionary: words, counts and tags; what was cut here was met there.
    """

    def __init__(self, words: Iterable[tuple[str, str]]) -> None:
        self._own = dict(words)
        self.dictionary: Dictionary = shipped(self._own.items())

    def tag(self, word: str) -> str:
        """Part of speech of a word in jieba's tag set ("n", "v", "vn", "nr" …); "x" where it is not listed."""
        self.dictionary.meet(word[:1])
        return self.dictionary.tags.get(word, "x")

    def cut(self, text: str) -> list[str]:
        """Words of ``text``; joined they give it back.

        jieba's dictionary has phrases of verb and object as words (筹集资金, 获得补助): where our own table knows both
        halves, they are cut apart, because the verb governs figures and the object is what they count.
        """
        self.dictionary.meet(text)
        out: list[str] = []
        for word in self._cut(text):
            if (
                len(word) == 4
                and word not in self._own
                and self._own.get(word[:2], "")[:1] == "v"
                and word[2:] in self._own
            ):
                out += (word[:2], word[2:])
            else:
                out.append(word)
        return out

    def _cut(self, text: str) -> Iterator[str]:
        for number, block in enumerate(_WORDS.split(text)):
            if number % 2:
                yield from self._most_probable(block)
            else:
                for nr, rest in enumerate(_BLANK.split(block)):
                    yield from (rest,) if nr % 2 else rest

    def _most_probable(self, text: str) -> Iterator[str]:
        """The cut with the highest product of frequencies; of equal ones the one with the longest first word."""
        counts, whole = self.dictionary.counts, log(self.dictionary.total)
        size = len(text)
        best: list[tuple[float, int]] = [(0.0, 0)] * (size + 1)
        for start in range(size - 1, -1, -1):
            end = start + 1
            top = None
            while end <= size and (count := counts.get(text[start:end])) is not None:
                if count:
                    score = log(count) - whole + best[end][0]
                    if top is None or score >= top[0]:
                        top = (score, end)
                end += 1
            best[start] = top or (log(counts.get(text[start]) or 1) - whole + best[start + 1][0], start + 1)
        letters, at = "", 0
        while at < size:
            word = text[at : best[at][1]]
            at = best[at][1]
            if len(word) == 1 and _LETTER.match(word):
                letters += word  # characters of Latin words that no dictionary has
                continue
            if letters:
                yield letters
                letters = ""
            yield word
        if letters:
            yield letters


@cache
def segmenter() -> Segmenter:
    """The segmenter of this process, made at first use (about 50 ms)."""
    return Segmenter((row["word"], row["tag"]) for row in gazetteers.rows("words"))


def tokenize(vocab: Vocab, text: str, protected: Iterable[tuple[Span, str]] = ()) -> Doc:
    """A Doc over ``text`` whose protected spans are one token each.

    Args:
        vocab: of the pipeline.
        text: any text; ``doc.text == text`` holds.
        protected: spans with a tag, not overlapping, in any order ("m" for numbers, "t" for times, "nt" for names).

    Returns:
        A Doc with ``token.tag_`` set to the part of speech in its context ("x" where none is known). White space is
        kept as tokens of its own but for single spaces, which spaCy stores on the token before.
    """
    known = segmenter()
    tag_of = known.dictionary.tags
    words: list[str] = []
    spaces: list[bool] = []
    tags: list[str] = []

    def add(word: str, tag: str) -> None:
        if word == " " and words and not spaces[-1] and not words[-1].isspace():
            spaces[-1] = True
            return
        words.append(word)
        spaces.append(False)
        tags.append(tag)

    at = 0
    for span, tag in sorted(protected):
        if span.start < at or span.end <= span.start:
            continue
        for word in known.cut(text[at : span.start]):
            add(word, tag_of.get(word, "x"))
        add(text[span.start : span.end], tag)
        at = span.end
    for word in known.cut(text[at:]):
        add(word, tag_of.get(word, "x"))
    doc = Doc(vocab, words=words, spaces=spaces)
    strings = vocab.strings
    for token, tag in zip(doc, tagger().retag(words, tags), strict=True):
        token.tag = strings.add(tag)
    return doc
