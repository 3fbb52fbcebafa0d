"""Parts of speech in context: 职工代表 is a noun and 代表职工 a verb, which a word list cannot tell.

jieba's dictionary gives each word one tag. For the words that a tagged newspaper corpus uses in several ways
(gazetteer ``word_tags``) an averaged perceptron reads the words around and chooses; all others keep their one tag. The
weights are data (``tag_weights``), made by ``python -m benchmarks.fit_tagger``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import gazetteers

START, END = "^", "$"


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

    def retag(self, words: Sequence[str], tags: Sequence[str]) -> list[str]:
        """The tags of ``words`` in context; ``tags`` are those of the dictionary, and stand where it says but one."""
        first, several = self._first, self._several
        out = [first.get(word, tag) for word, tag in zip(words, tags, strict=True)]
        for i in [i for i, word in enumerate(words) if word in several]:
            last = out[i - 1] if i else START
            before = out[i - 2] if i > 1 else START
            out[i] = self.best(features(words, out, i, last, before), self.uses[words[i]])
        return out

    def best(self, seen: Sequence[str], choices: Sequence[str]) -> str:
        """The choice with the highest score; of equal ones the first."""
        scores = dict.fromkeys(choices, 0.0)
        weights = self.weights
        for feature in seen:
            known = weights.get(feature)
            if known is not None:
                for tag, weight in known.items():
                    if tag in scores:
                        scores[tag] += weight
        return max(choices, key=scores.__getitem__)


def features(words: Sequence[str], own: Sequence[str], i: int, last: str, before: str) -> tuple[str, ...]:
    """What speaks for a tag of word ``i``.

    Args:
        words: of the text.
        own: the most frequent tag of each; only those behind word ``i`` are looked at.
        i: which word.
        last, before: tags chosen for the word before and the one before that; START where there is none.
    """
    word, n = words[i], len(words)
    left = words[i - 1] if i else START
    right = words[i + 1] if i + 1 < n else END
    next_ = own[i + 1] if i + 1 < n else END
    beyond = own[i + 2] if i + 2 < n else END
    return (
        "any",
        f"last={last}",
        f"last2={before} {last}",
        f"next={next_}",
        f"next2={next_} {beyond}",
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
