"""Articles for archives: each number of a seed is one article, made from nothing but the two, and its reprints."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from benchmarks.archive_stock import City, Passage, Slot, cities, given, passages, person, table

MEDIAN, SPREAD = 600, 0.5
"""Of the length of an article's body in characters: log-normal, kept between 220 and 2,600."""

DENSITY = 0.195
"""Chance that the next sentences are of our articles, which are dense with figures; found by trial, see archive.py."""

_BRACES = re.compile(r"\{(\w+)\}")
_DIGIT = re.compile("[0-9]")


@dataclass(frozen=True, slots=True)
class Article:
    """One article, undamaged and without furniture.

    Attributes:
        title, outlet, authors, date, place: what a masthead shows; place is the short name of the city.
        paragraphs: the body.
        figures: (paragraph, start, end) of each quote of a claim that was annotated in our own articles, half-open.
    """

    title: str
    outlet: str
    authors: tuple[str, ...]
    date: date
    place: str
    paragraphs: tuple[str, ...]
    figures: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that a reprint changed: its quote before and after, and the number of its paragraph."""

    before: str
    after: str
    paragraph: int


def article(seed: int, number: str) -> Article:
    """The article of this number; the same for the same arguments, whatever else was made before."""
    rng = random.Random(f"{seed}/{number}/article")
    cast = Cast(rng)
    target = min(2600, max(220, int(rng.lognormvariate(0, SPREAD) * MEDIAN)))
    dense = DENSITY * 2 * rng.betavariate(2, 2)
    paragraphs: list[str] = []
    figures: list[tuple[int, int, int]] = []
    size = 0
    while size < target:
        wanted = min(rng.randint(50, 330), target - size)
        text = cast.sentence("lead") if not paragraphs else ""
        spans: list[tuple[int, int]] = []
        while len(text) < wanted:
            if rng.random() < dense:
                text, spans = _add(text, spans, cast.passage(rng.choice(passages())))
            else:
                text += cast.sentence("quote" if rng.random() < 0.25 else "body")
        figures += [(len(paragraphs), a, b) for a, b in spans]
        paragraphs.append(text)
        size += len(text)
    paragraphs[-1] += cast.sentence("end")
    authors = tuple(person(rng, rng.choice((2, 3, 3))) for _ in range(rng.choice((0, 1, 1, 2))))
    return Article(
        cast.sentence("title"), cast.outlet(), authors, cast.date, cast.city.short, tuple(paragraphs), tuple(figures)
    )


def _add(
    text: str, spans: list[tuple[int, int]], more: tuple[str, list[tuple[int, int]]]
) -> tuple[str, list[tuple[int, int]]]:
    return text + more[0], spans + [(a + len(text), b + len(text)) for a, b in more[1]]


def reprint(original: Article, rng: random.Random, change: bool) -> tuple[Article, str, tuple[Change, ...]]:
    """The article as another outlet took it over some days later.

    Args:
        original: the article.
        rng: what else changes: headline cut or not, end dropped or not, day, outlet.
        change: whether a figure is to be another one; without effect on an article without figures.

    Returns:
        The reprint; what was done to it ("headline", "end", both with a blank between, or nothing); the changes.
    """
    cut = []
    new = replace(
        original,
        date=original.date + timedelta(days=rng.choice((0, 0, 1, 1, 2, 5))),
        outlet=Cast(rng).outlet(),
        authors=original.authors if rng.random() < 0.5 else (),
    )
    if rng.random() < 0.5:
        parts = re.split("[：，]|——", original.title)
        short = (
            parts[-1]
            if len(parts) > 1 and len(parts[-1]) > 5
            else original.title[: max(6, len(original.title) * 2 // 3)]
        )
        new, cut = replace(new, title=short), ["headline"]
    if len(new.paragraphs) > 3 and rng.random() < 0.25:
        last = len(new.paragraphs) - 1
        figures = tuple(f for f in new.figures if f[0] != last)
        new, cut = replace(new, paragraphs=new.paragraphs[:-1], figures=figures), [*cut, "end"]
    able = [f for f in new.figures if _DIGIT.search(new.paragraphs[f[0]][f[1] : f[2]])]
    changes: tuple[Change, ...] = ()
    if change and able:
        at, start, end = rng.choice(able)
        before = new.paragraphs[at][start:end]
        after = _other(rng, before)
        paragraph = new.paragraphs[at][:start] + after + new.paragraphs[at][end:]
        new = replace(new, paragraphs=(*new.paragraphs[:at], paragraph, *new.paragraphs[at + 1 :]))
        changes = (Change(before, after, at),)
    return new, " ".join(cut), changes


def _other(rng: random.Random, quote: str) -> str:
    """The quote with its first digit, or any other that is not 0, changed to another value."""
    places = [m.start() for m in _DIGIT.finditer(quote) if m[0] != "0"] or [m.start() for m in _DIGIT.finditer(quote)]
    at = rng.choice(places)
    digit = rng.choice([d for d in "123456789" if d != quote[at]])
    return quote[:at] + digit + quote[at + 1 :]


Template = tuple[str, ...]
"""Literal text and, at odd positions, names of slots."""


@cache
def _templates() -> dict[str, list[Template]]:
    found: dict[str, list[Template]] = {}
    for use, text in table("archive_sentences"):
        found.setdefault(use, []).append(tuple(_BRACES.split(text)))
    return found


@cache
def _words() -> dict[str, list[Template]]:
    return {slot: [tuple(_BRACES.split(w)) for w in words.split("|")] for slot, words in table("archive_words")}


class Cast:
    """Who and where an article is about: every slot of one name gets the same filling throughout the article."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.city: City = rng.choice(cities())
        self.date = date(2008, 1, 1) + timedelta(days=rng.randrange(6200))
        self._shift = rng.randrange(12)
        self._given: dict[tuple[str, ...], str] = {}
        self._cities = [self.city]
        self._people = [person(rng, rng.choice((2, 3, 3, 3))) for _ in range(7)]
        self._firms = [self._fill(rng.choice(_words()["企业"])) for _ in range(4)]

    def sentence(self, use: str) -> str:
        """A sentence from a template, for one of the uses of archive_sentences.tsv."""
        return self._fill(self._rng.choice(_templates()[use]))

    def outlet(self) -> str:
        """An outlet of our own making."""
        return (self.city.short if self._rng.random() < 0.7 else self.city.province[1]) + self._fill(
            self._rng.choice(_words()["媒体"])
        )

    def word(self, slot: str) -> str:
        """What is filled in for the slot this time."""
        rng = self._rng
        match slot:
            case "人":
                return rng.choice(self._people)
            case "企业" if hasattr(self, "_firms"):
                return rng.choice(self._firms)
            case "市" | "市短":
                return self.city.name if slot == "市" else self.city.short
            case "省":
                return self.city.province[1]
            case "县" | "县短":
                return rng.choice(self.city.counties)[slot == "县短"]
            case "镇":
                return rng.choice(self.city.towns)
            case "年" | "月" | "日":
                return str({"年": self.date.year, "月": self.date.month, "日": self.date.day}[slot])
            case "牌":
                return rng.choice(given()) + rng.choice(given())
            case "号" | "数" | "整":
                size = {"号": rng.randint(1, 30), "数": rng.randint(20, 9800), "整": rng.randint(2, 90) * 100}
                return str(size[slot])
        return self._fill(rng.choice(_words()[slot]))

    def _fill(self, template: Template) -> str:
        return "".join(self.word(part) if n % 2 else part for n, part in enumerate(template))

    def passage(self, passage: Passage) -> tuple[str, list[tuple[int, int]]]:
        """Some sentences in a row of the passage, filled anew, and the spans of the quotes of their claims."""
        first = self._rng.randrange(len(passage.sentences))
        length = self._rng.choice((1, 1, 1, 2, 2, 3))
        text, spans = "", []
        for sentence in passage.sentences[first : first + length]:
            if not any(isinstance(p, Slot) for part in sentence for p in part):
                text += self.sentence("opener")
            for n, part in enumerate(sentence):
                start = len(text)
                text += "".join(p if isinstance(p, str) else self._slot(p, passage) for p in part)
                if n % 2:
                    spans.append((start, len(text)))
        return text, spans

    def _slot(self, slot: Slot, passage: Passage) -> str:
        match slot.kind:
            case "figure":
                return figure(self._rng, slot.text, percent=bool(slot.rank))
            case "words":
                return self._rng.choice("三四五六七八九")
            case "year":
                return str(self.date.year + int(slot.text) - passage.year)
            case "month":
                return str((int(slot.text) + self._shift) % 12 + 1)
            case "day" | "hour":
                return str((int(slot.text) * 5 + self._shift) % (28 if slot.kind == "day" else 23) + 1)
            case "same":
                return self._rng.choice(slot.text.split("|"))
            case "person":
                key = (passage.source, slot.text)
                if key not in self._given:
                    self._given[key] = person(self._rng, len(slot.text))
                return self._given[key]
        return self._place(slot)

    def _place(self, slot: Slot) -> str:
        """A place of the same level: the first of an article is the one that our article is about."""
        if slot.kind == "town":
            return self.city.towns[slot.rank * 7 % len(self.city.towns)]
        if slot.kind == "county":
            return self.city.counties[slot.rank % len(self.city.counties)][slot.text == "short"]
        while len(self._cities) <= slot.rank:
            self._cities.append(self._rng.choice(cities()))
        city = self._cities[slot.rank]
        if slot.kind == "province":
            return city.province[slot.text == "short"]
        return city.short if slot.text == "short" else city.name


def figure(rng: random.Random, text: str, percent: bool = False) -> str:
    """Another figure written in the same way: as many digits, as many of them zeros at the end."""
    if text == "100" and percent:
        return text
    body = text.rstrip("0") if "." not in text and len(text) > 1 else text
    keep = text[len(body) :] if rng.random() < 0.8 else ""
    body = text[: len(text) - len(keep)]
    digits = [
        rng.choice("123456789" if n == 0 or n == len(body) - 1 else "0123456789") if c.isdigit() else c
        for n, c in enumerate(body)
    ]
    if percent and len(text.split(".")[0]) == 3:
        digits[0] = "1"
    return "".join(digits) + keep


def quotes(of: Article) -> Sequence[str]:
    """The quotes of the figures that were annotated."""
    return [of.paragraphs[p][a:b] for p, a, b in of.figures]
