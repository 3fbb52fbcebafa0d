"""Parts of speech in context: 职工代表 is a noun and 代表职工 a verb, which a word list cannot tell.

jieba's dictionary gives each word one tag. For the words that a tagged newspaper corpus uses in several ways
(gazetteer ``word_tags``) an averaged perceptron reads the words around and chooses; all others keep their one tag. The
weights are data (``tag_weights``), made by ``python -m benchmarks.fit_tagger``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import compress
from operator import add

import gazetteers

START, END = "^", "$"
_CLOSE = 1e-6
"""Scores nearer to each other than this differ by rounding alone; the weights have one decimal."""


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
        self._several = frozenset(word for word, tags in uses.items() if len(tags) > 1)
        # What a word and the tags around it add up to comes again and again, and so do words and their neighbours.
        self._by_tags = lru_cache(maxsize=32_768)(self._sum_of_tags)
        self._by_neighbours = lru_cache(maxsize=32_768)(self._sum_of_neighbours)

    def retag(self, words: Sequence[str], tags: Sequence[str]) -> list[str]:
        """The tags of ``words`` in context; ``tags`` are those of the dictionary, and stand where it says but one."""
        out = [*map(self._first.get, words, tags)]
        for i in compress(range(len(words)), map(self._several.__contains__, words)):
            word = words[i]
            last = out[i - 1] if i else START
            before = out[i - 2] if i > 1 else START
            scores = self._by_tags(word, last, before, _at(out, i + 1), _at(out, i + 2))
            beside = self._by_neighbours(word, words[i - 1] if i else START, _at(words, i + 1))
            if beside:
                scores = tuple(map(add, scores, beside))
            *_, second, top = sorted(scores)
            if top - second > _CLOSE:
                out[i] = self.uses[word][scores.index(top)]
            else:  # rounding decides: the sum in one order, as it was when the weights were learnt
                out[i] = self.best(features(words, out, i, last, before), self.uses[word])
        return out

    def _sum_of_tags(self, word: str, last: str, before: str, next_: str, beyond: str) -> tuple[float, ...]:
        """For each use of ``word``, what it and the tags around it speak for that use."""
        seen = (*of_context(last, before, next_, beyond), *of_word(word, last, next_))
        return self._scores(seen, self.uses[word])

    def _sum_of_neighbours(self, word: str, left: str, right: str) -> tuple[float, ...] | None:
        """The same for the words beside it; None where they speak for nothing."""
        scores = self._scores(of_neighbours(word, left, right), self.uses[word])
        return scores if any(scores) else None

    def _scores(self, seen: Iterable[str], choices: Sequence[str]) -> tuple[float, ...]:
        known = [found for feature in seen if (found := self.weights.get(feature))]
        return tuple(sum(found.get(tag, 0.0) for found in known) for tag in choices)

    def best(self, seen: Sequence[str], choices: Sequence[str]) -> str:
        """The choice with the highest score; of equal ones the first.

        Args:
            seen: features to be weighed.
            choices: tags.
        """
        scores = self._scores(seen, choices)
        return choices[scores.index(max(scores))]


def features(words: Sequence[str], own: Sequence[str], i: int, last: str, before: str) -> tuple[str, ...]:
    """What speaks for a tag of word ``i``.

    Args:
        words: of the text.
        own: the most frequent tag of each; only those behind word ``i`` are looked at.
        i: which word.
        last, before: tags chosen for the word before and the one before that; START where there is none.
    """
    word, next_ = words[i], _at(own, i + 1)
    left, right, pair = of_neighbours(word, words[i - 1] if i else START, _at(words, i + 1))
    return (*of_context(last, before, next_, _at(own, i + 2)), left, right, *of_word(word, last, next_), pair)


def _at(row: Sequence[str], i: int) -> str:
    return row[i] if i < len(row) else END


def of_context(last: str, before: str, next_: str, beyond: str) -> tuple[str, ...]:
    """The features that are made of the tags around a word: two before it, two behind it."""
    return "any", f"last={last}", f"last2={before} {last}", f"next={next_}", f"next2={next_} {beyond}"


def of_word(word: str, last: str, next_: str) -> tuple[str, ...]:
    """The features that are made of a word and the tags ``last`` and ``next_`` of the words beside it."""
    return (
        f"around={last} {next_}",
        f"word={word}",
        f"word-last={word} {last}",
        f"word-next={word} {next_}",
        f"end={word[-1:]}",
    )


def of_neighbours(word: str, left: str, right: str) -> tuple[str, str, str]:
    """The features that are made of the words beside a word."""
    return f"left={left}", f"right={right}", f"left-word={left} {word}"


@cache
def tagger() -> Tagger:
    """The tagger of this process. Words of our own table are left out: their tags were set by hand."""
    ours = {row["word"] for row in gazetteers.rows("words")}
    uses = {row["word"]: tuple(row["tags"].split()) for row in gazetteers.rows("word_tags") if row["word"] not in ours}
    weights: dict[str, dict[str, float]] = {}
    for row in gazetteers.rows("tag_weights"):
        weights.setdefault(row["feature"], {})[row["tag"]] = float(row["weight"])
    return Tagger(uses, weights)
