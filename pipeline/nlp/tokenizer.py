"""Words: jieba's cuts between protected spans; as a spaCy ``Doc`` for those who want one.

jieba cuts ``1623.2`` and ``1,234`` apart and joins names wrongly, so numbers, times and gazetteer names are protected
first and jieba cuts only the gaps. The cutting itself is done by rjieba, the same algorithm over the same dictionary in
Rust: the same words as ``jieba.cut(text, HMM=False)``, fourteen times as fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from itertools import accumulate
from operator import add
from typing import TYPE_CHECKING, Any

import rjieba

import gazetteers
from extractors.borders import WORDS, Words
from extractors.model import Span
from pipeline.nlp.tagger import tagger

if TYPE_CHECKING:  # slow to import, and nobody who only reads claims needs it
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_GUESSED = frozenset({"eng", "m"})
"""Tags that rjieba gives to letters and digits which the dictionary does not list."""
_UNSURE = ""
"""Instead of a tag: the word has to be looked at in its text."""
_MOST_TAGS = 65_536


class _Tags(dict[str, str]):
    """Word -> its part of speech, asked for once; :data:`_UNSURE` for a word that is to be cut apart."""

    def __init__(self, ask: Callable[[str], list[tuple[str, str]]]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, word: str) -> str:
        pairs = self._ask(word)
        tag = pairs[0][1] if len(pairs) == 1 else _UNSURE
        if len(self) < _MOST_TAGS:
            self[word] = tag
        return tag


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
        self._tags = _Tags(self._look_up)

    def cut(self, text: str) -> list[str]:
        """Words of ``text``; joined they give it back."""
        return self.tagged(text)[0]

    def tagged(self, text: str) -> tuple[list[str], list[str]]:
        """Words of ``text`` and their parts of speech; one that neither the dictionary nor we list has "x".

        jieba's dictionary has phrases of verb and object as words (筹集资金, 获得补助): where our own table knows both
        halves, they are cut apart, because the verb governs figures and the object is what they count.
        """
        words: list[str] = self._jieba.cut(text, False)
        tags = [*map(self._tags.__getitem__, words)]
        while _UNSURE in tags:
            at = tags.index(_UNSURE)
            halves = self._halves(words[at])
            if not halves:  # by itself jieba cuts it, here it does not
                pairs = self._look_up(text)
                return [word for word, _ in pairs], [tag for _, tag in pairs]
            words[at : at + 1] = [word for word, _ in halves]
            tags[at : at + 1] = [tag for _, tag in halves]
        return words, tags

    def _halves(self, word: str) -> tuple[tuple[str, str], ...]:
        """Verb and object, each with its tag, of a phrase that is in jieba's dictionary but not in ours; or ()."""
        own = self._own
        if len(word) == 4 and (verb := own.get(word[:2], ""))[:1] == "v" and (noun := own.get(word[2:])):
            return () if word in own else ((word[:2], verb), (word[2:], noun))
        return ()

    def _look_up(self, text: str) -> list[tuple[str, str]]:
        own = self._own
        out: list[tuple[str, str]] = []
        for pair in self._jieba.tag(text, False):
            word, tag = pair
            mine = own.get(word)
            if mine is not None:
                out.append((word, mine))
            elif tag in _GUESSED and word.isascii() and not self._jieba.has_word(word):
                out.append((word, "x"))
            elif halves := self._halves(word):
                out += halves
            else:
                out.append(pair)
        return out


@cache
def segmenter() -> Segmenter:
    """The segmenter of this process, made at first use (about a fifth of a second)."""
    return Segmenter((row["word"], row["tag"]) for row in gazetteers.rows("words"))


def cut(text: str, protected: Iterable[tuple[Span, str]] = ()) -> tuple[Words, list[str], list[bool]]:
    """The tokens of a text, of which each protected span is one.

    Args:
        text: any text.
        protected: spans with a tag, not overlapping, in any order ("m" for numbers, "t" for times, "nt" for names).

    Returns:
        The tokens with their parts of speech in their context ("x" where none is known); the characters of each; and
        whether a space stands behind each. White space is kept as tokens of its own but for single spaces, which belong
        to the token before.
    """
    known = segmenter()
    words: list[str] = []
    given: list[str] = []
    at = 0
    for span, tag in sorted(protected):
        start, end = span
        if start < at or end <= start:
            continue
        if at < start:
            cuts, tags = known.tagged(text[at:start])
            words += cuts
            given += tags
        words.append(text[start:end])
        given.append(tag)
        at = end
    cuts, tags = known.tagged(text[at:])
    words += cuts
    given += tags
    spaces = [False] * len(words)
    if " " in text:
        words, given, spaces = _with_spaces(words, given)
        starts = (0, *accumulate(map(add, map(len, words), spaces)))[:-1]
        ends = tuple(map(add, starts, map(len, words)))
        borders = frozenset(starts).union(ends)
    else:
        ends = tuple(accumulate(map(len, words)))
        starts = (0, *ends)[:-1]
        borders = frozenset((0, *ends) if ends else ())
    return Words(text, starts, ends, tuple(tagger().retag(words, given)), borders), words, spaces


def tokenize(vocab: Vocab, text: str, protected: Iterable[tuple[Span, str]] = ()) -> Doc:
    """A spaCy ``Doc`` of the same tokens as :func:`cut` gives.

    Args:
        vocab: of the pipeline.
        text: any text; ``doc.text == text`` holds.
        protected: as of :func:`cut`.

    Returns:
        A Doc with ``token.tag_`` set. The same tokens lie in ``doc.user_data`` as :class:`extractors.borders.Words`,
        which is faster to read than spaCy's.
    """
    import numpy as np
    from spacy.tokens import Doc

    found, words, spaces = cut(text, protected)
    doc = Doc(vocab, words=words, spaces=spaces)
    if words:
        number = {tag: vocab.strings.add(tag) for tag in set(found.tags)}
        column: Any = np.fromiter(map(number.__getitem__, found.tags), dtype=np.uint64, count=len(found.tags))
        doc.from_array(["TAG"], column)
    doc.user_data[WORDS] = found
    return doc


def _with_spaces(words: Iterable[str], tags: Iterable[str]) -> tuple[list[str], list[str], list[bool]]:
    """The tokens without single spaces, their tags, and whether a space stood behind each."""
    out: list[str] = []
    kept: list[str] = []
    spaces: list[bool] = []
    for word, tag in zip(words, tags, strict=True):
        if word == " " and out and not spaces[-1] and not out[-1].isspace():
            spaces[-1] = True
        else:
            out.append(word)
            kept.append(tag)
            spaces.append(False)
    return out, kept, spaces
