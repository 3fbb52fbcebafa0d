"""Passages in words: the tokens of our own tokenizer, cut where an annotation begins or ends inside of one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from extractors.borders import Words
from pipeline.export.passages import Passage


class Token(NamedTuple):
    """A word: half-open span in the passage, part of speech in jieba's tag set, whether one space follows."""

    start: int
    end: int
    tag: str
    space: bool


def tokens(passage: Passage) -> list[Token]:
    """The words of a passage, longer white space among them; no annotation begins or ends inside of one.

    With the spaces that follow, the tokens give the text back.
    """
    from pipeline.nlp.reader import pipeline  # spaCy is slow to import, and tables need none of it

    text = passage.text
    words = Words.of(pipeline().tokenizer(text))
    spans = [(m.start, m.end) for m in passage.claims] + [(n.start, n.end) for n in passage.names]
    borders = sorted({*(offset for span in (*spans, *passage.sentences) for offset in span)})
    found: list[Token] = []
    for start, end, tag in zip(words.starts, words.ends, words.tags, strict=True):
        inside = borders[bisect_right(borders, start) : bisect_left(borders, end)]
        cuts = [start, *inside, end]
        for one, other in pairwise(cuts):
            found.append(Token(one, other, tag, False))
    after = [token.start for token in found[1:]] + [len(text)]
    return [t._replace(space=t.end < until) for t, until in zip(found, after, strict=True)]


def bio(found: Sequence[Token], spans: Iterable[tuple[int, int, str]]) -> list[str]:
    """A tag for each token: B-LABEL, I-LABEL or O. Of spans that overlap the longer counts, then the earlier."""
    tags = ["O"] * len(found)
    starts = [token.start for token in found]
    for start, end, label in sorted(spans, key=lambda s: (s[0] - s[1], s[0], s[2])):
        inside = range(bisect_left(starts, start), bisect_left(starts, end))
        if any(tags[i] != "O" for i in inside):
            continue
        for i in inside:
            tags[i] = ("B-" if i == inside.start else "I-") + label
    return tags
