"""Variants of annotated sentences: the same words around other names, to learn words and not names from.

Persons are made of surnames and of characters that names are made of, places come from the divisions, and
organisations and unions are put together as such names are: a place, a word of its own, an ending. Every name that is
exchanged is exchanged everywhere in its sentence. Noise needs no variants: what the stages of :mod:`pipeline.text`
repair is the text without it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from math import exp

import gazetteers
from extractors.model import Label, Span
from pipeline.run.training.examples import Named, Sentence, sentence

_COMMON_SURNAMES = 300
_GIVEN_OF_TWO = 0.75
_WORTH_LEAST = 0.5


class Names:
    """Names that nobody bears, drawn at random.

    Args:
        draw: the source of chance.
    """

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._made: dict[Label, Callable[[], str]] = {
            "PERSON": self.person, "PLACE": self.place, "ORG": self.organisation, "UNION": self.union,
        }  # fmt: skip

    def like(self, label: Label) -> str:
        """A name with that label."""
        return self._made[label]()

    def person(self) -> str:
        """A surname and one or two characters."""
        surname = self._draw.choices(*_surnames())[0]
        middle = self._draw.choices(*_given("middle"))[0] if self._draw.random() < _GIVEN_OF_TWO else ""
        return surname + middle + self._draw.choices(*_given("last"))[0]

    def place(self) -> str:
        """A province, city or county."""
        return self._draw.choice(_places())

    def organisation(self) -> str:
        """A place, a word of its own, or both, before an ending."""
        ending = self._draw.choice(_endings())
        place = self.place() if self._draw.random() < 0.6 else ""
        if place and self._draw.random() < 0.35:
            return place + self._draw.choice(_bodies())
        own = "".join(self._draw.choices(*_given(part))[0] for part in ("middle", "last"))
        return place + (own if not place or self._draw.random() < 0.7 else "") + ending

    def union(self) -> str:
        """The union of a place, of a trade in it, or of an organisation."""
        kind = self._draw.random()
        if kind < 0.5:
            return self.place() + "总工会"
        return self.organisation() + "工会" if kind < 0.8 else self.place() + self._draw.choice(_trades())


def variants(sentences: Sequence[Sentence], each: int, seed: int) -> Iterator[Sentence]:
    """Variants of those sentences that have a name and nothing unsure.

    Args:
        sentences: of annotated documents.
        each: how many of each sentence.
        seed: of the names.
    """
    draw = random.Random(seed)
    names = Names(draw)
    for base in sentences:
        if base.unsure or all(_is_kept(base, named) for named in base.names):
            continue
        for _ in range(each):
            yield _exchanged(base, names)


def _is_kept(base: Sentence, named: Named) -> bool:
    """Whether a name stays: 市总工会 and 省总 mean the union of a place named before, they stand for themselves."""
    (first, end), label = named
    return label == "UNION" and base.words.ends[end - 1] - base.words.starts[first] <= 4


def _exchanged(base: Sentence, names: Names) -> Sentence:
    words = base.words
    other: dict[tuple[str, Label], str] = {}
    text, at = "", 0
    marked: list[Named] = []
    for (first, end), label in base.names:
        start, stop = words.starts[first], words.ends[end - 1]
        old = words.text[start:stop]
        new = old if _is_kept(base, (Span(first, end), label)) else other.setdefault((old, label), names.like(label))
        text += words.text[at:start]
        marked.append((Span(len(text), len(text) + len(new)), label))
        text += new
        at = stop
    return sentence(text + words.text[at:], marked)


@cache
def _surnames() -> tuple[list[str], list[float]]:
    rows = [r for r in gazetteers.rows("surnames") if r["rank"] and int(r["rank"]) <= _COMMON_SURNAMES]
    return [r["surface"] for r in rows], [1 / (int(r["rank"]) + (10 if r["kind"] == "single" else 1000)) for r in rows]


@cache
def _given(part: str) -> tuple[list[str], list[float]]:
    """Characters of given names with how often each is met there: how common it is, times how much it means a name."""
    common = {r["char"]: float(r["per_million"]) for r in gazetteers.rows("common_chars")}
    rows = [r for r in gazetteers.rows("name_chars") if float(r[part]) >= _WORTH_LEAST and r["char"] in common]
    return [r["char"] for r in rows], [common[r["char"]] * exp(float(r[part])) for r in rows]


@cache
def _places() -> list[str]:
    rows = gazetteers.rows("divisions")
    return sorted({r["name"] for r in rows if r["level"] in ("province", "city", "county")})


@cache
def _endings() -> list[str]:
    return [r["surface"] for r in gazetteers.rows("organisation_suffixes") if float(r["weight"]) >= 0.8]


@cache
def _bodies() -> list[str]:
    return [r["body"] for r in gazetteers.rows("party_government_bodies") if not r["body"].startswith("中共")]


@cache
def _trades() -> list[str]:
    return [r["surface"] for r in gazetteers.rows("industrial_unions") if r["role"] == "provincial"]
