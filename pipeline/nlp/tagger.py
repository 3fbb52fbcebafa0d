"""Parts of speech in context: 职工代表 is a noun and 代表职工 a verb, which a word list cannot tell.

jieba's dictionary gives each word one tag. For the words that a tagged newspaper corpus uses in several ways
(gazetteer ``word_tags``) an averaged perceptron reads the words around and chooses; all others keep their one tag. The
weights are data (``tag_weights``), made by ``python -m benchmarks.fit_tagger``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from types import MappingProxyType

import gazetteers

START, END = "^", "$"
_NOTHING: Mapping[str, float] = MappingProxyType({})


class Tagger:
    """Chooses among the tags that a word can have, from left to right.

    Attributes:
        uses: tags of a word, the most frequent first. A word that is not listed keeps the tag that it came with.
        weights: by feature, the weight of each tag.
    """

    def __init__(self, uses: Mapping[str, tuple[str, ...]], weights: Mapping[str, Mapping[str, float]]) -> None:
        self.uses = uses
        self.weights = weights
        self._first = {word: tags[0] for word, tags in uses.items()}
        self._context = lru_cache(maxsize=16_384)(self._sum)
        self._several = frozenset(word for word, tags in uses.items() if len(tags) > 1)

    def retag(self, words: Sequence[str], tags: Sequence[str]) -> list[str]:
        """The tags of ``words`` in context; ``tags`` are those of the dictionary, and stand where it says but one."""
        first, several = self._first, self._several
        out = [first.get(word, tag) for word, tag in zip(words, tags, strict=True)]
        for i in [i for i, word in enumerate(words) if word in several]:
            last = out[i - 1] if i else START
            before = out[i - 2] if i > 1 else START
            around = last, before, _at(out, i + 1), _at(out, i + 2)
            seen = of_word(words, i, last, around[2])
            out[i] = self.best(seen, self.uses[words[i]], self._context(*around))
        return out

    def best(self, seen: Sequence[str], choices: Sequence[str], known: Mapping[str, float] = _NOTHING) -> str:
        """The choice with the highest score; of equal ones the first.

        Args:
            seen: features to be weighed.
            choices: tags.
            known: by tag, what other features have added up to.
        """
        scores = {tag: known.get(tag, 0.0) for tag in choices}
        weights = self.weights
        for feature in seen:
            found = weights.get(feature)
            if found is not None:
                for tag, weight in found.items():
                    if tag in scores:
                        scores[tag] += weight
        return max(choices, key=scores.__getitem__)

    def _sum(self, *around: str) -> Mapping[str, float]:
        """By tag, what the features of the tags around a word add up to."""
        scores: dict[str, float] = {}
        for feature in of_context(*around):
            for tag, weight in self.weights.get(feature, _NOTHING).items():
                scores[tag] = scores.get(tag, 0.0) + weight
        return scores


def features(words: Sequence[str], own: Sequence[str], i: int, last: str, before: str) -> tuple[str, ...]:
    """What speaks for a tag of word ``i``.

    Args:
        words: of the text.
        own: the most frequent tag of each; only those behind word ``i`` are looked at.
        i: which word.
        last, before: tags chosen for the word before and the one before that; START where there is none.
    """
    next_ = _at(own, i + 1)
    return (*of_context(last, before, next_, _at(own, i + 2)), *of_word(words, i, last, next_))


def _at(row: Sequence[str], i: int) -> str:
    return row[i] if i < len(row) else END


def of_context(last: str, before: str, next_: str, beyond: str) -> tuple[str, ...]:
    """The features that are made of the tags around a word: two before it, two behind it."""
    return "any", f"last={last}", f"last2={before} {last}", f"next={next_}", f"next2={next_} {beyond}"


def of_word(words: Sequence[str], i: int, last: str, next_: str) -> tuple[str, ...]:
    """The features that are made of word ``i``, of the words beside it and the tags ``last`` and ``next_`` of those."""
    word, left, right = words[i], words[i - 1] if i else START, _at(words, i + 1)
    return (
        f"left={left}",
        f"right={right}",
        f"around={last} {next_}",
        f"word={word}",
        f"word-last={word} {last}",
        f"word-next={word} {next_}",
        f"end={word[-1:]}",
        f"left-word={left} {word}",
    )


@cache
def tagger() -> Tagger:
    """The tagger of this process. Words of our own table are left out: their tags were set by hand."""
    ours = {row["word"] for row in gazetteers.rows("words")}
    uses = {row["word"]: tuple(row["tags"].split()) for row in gazetteers.rows("word_tags") if row["word"] not in ours}
    weights: dict[str, dict[str, float]] = {}
    for row in gazetteers.rows("tag_weights"):
        weights.setdefault(row["feature"], {})[row["tag"]] = float(row["weight"])
    return Tagger(uses, weights)
