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

    def retag(self, words: Sequence[str], tags: Sequence[str]) -> list[str]:
        """The tags of ``words`` in context; ``tags`` are those of the dictionary, and stand where it says but one."""
        uses = self.uses
        own = [uses[w][0] if w in uses else t for w, t in zip(words, tags, strict=True)]
        out: list[str] = []
        last = before = START
        for i, word in enumerate(words):
            choices = uses.get(word)
            tag = own[i]
            if choices is not None and len(choices) > 1:
                tag = self.best(features(words, own, i, last, before), choices)
            out.append(tag)
            before, last = last, tag
        return out

    def best(self, seen: Sequence[str], choices: Sequence[str]) -> str:
        """The choice with the highest score; of equal ones the first."""
        scores = dict.fromkeys(choices, 0.0)
        for feature in seen:
            for tag, weight in self.weights.get(feature, {}).items():
                if tag in scores:
                    scores[tag] += weight
        return max(choices, key=lambda tag: scores[tag])


def features(words: Sequence[str], own: Sequence[str], i: int, last: str, before: str) -> tuple[str, ...]:
    """What speaks for a tag of word ``i``.

    Args:
        words: of the text.
        own: the most frequent tag of each.
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
