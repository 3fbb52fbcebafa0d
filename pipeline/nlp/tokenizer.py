"""Words: jieba's way of cutting, between protected spans, as a spaCy ``Doc``.

jieba cuts ``1623.2`` and ``1,234`` apart and joins names wrongly, so numbers, times and gazetteer names are protected
first and only the gaps are cut. Of jieba we take the dictionary and the way it chooses among cuts.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from spacy.tokens import Doc
from spacy.vocab import Vocab

import gazetteers
from extractors.model import Span
from pipeline.nlp.dictionary import Dictionary, shipped
from pipeline.nlp.tagger import tagger


class Segmenter:
    """Cuts text as jieba does, with our own words in the dictionary.

    Attributes:
        dictionary: words, counts and tags.
    """

    def __init__(self, words: Iterable[tuple[str, str]]) -> None:
        self._own = dict(words)
        self.dictionary: Dictionary = shipped(self._own.items())

    def cut(self, text: str) -> list[str]:
        """Words of ``text``; joined they give it back.

        jieba's dictionary has phrases of verb and object as words (筹集资金, 获得补助): where our own table knows both
        halves, they are cut apart, because the verb governs figures and the object is what they count.
        """
        out: list[str] = []
        for word in self.dictionary.cut(text):
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
