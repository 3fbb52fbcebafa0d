"""What archives are put together from: sentences of our own articles, templates without figures, names of places.

Sentences come from corpus/sample, corpus/gold and corpus/gold/learn (never from corpus/gold/measure) and are cut into
pieces by their annotations: figures, dates, people and places are slots that each article fills anew. Only undamaged
lines in simplified characters are taken, and none of the program's own stages is used, so that a change of the program
does not change the archives that it is measured on.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from opencc import OpenCC

import gazetteers
from pipeline.run.scoring import locate

ROOT = Path(__file__).parent.parent
FOLDERS = ("corpus/gold", "corpus/gold/learn", "corpus/sample")
DATA = Path(__file__).parent / "data"

_SENTENCE = re.compile(r"[^。！？]*[。！？][”’）]*")
_CLEAN = re.compile(r"[一-龥0-9A-Za-z，。、；：？！“”‘’（）《》—…·%．.,—\-]+")
_LEAST = 12
_DATE = (
    r"(?P<year>(?:19|20)\d\d)(?=年)|(?P<month>1?\d)(?=月(?!饼))|(?P<day>[1-3]?\d)(?=[日号])|(?P<hour>[12]?\d)(?=[时点])"
)
_FIGURE = re.compile(rf"{_DATE}|(?P<keep>12351)|(?P<figure>\d[\d,]*(?:\.\d+)?)")
_DIGIT = re.compile("[一二三四五六七八九]")
_SCALED = re.compile("[一二三四五六七八九](?=[十百千万成])|(?<=[十百千成])[一二三四五六七八九]")

SAME = (
    "据了解|记者了解到|据悉", "投入|拿出|安排", "慰问|走访|看望", "筹集|筹措|募集", "发放|发出|派发", "累计|先后|总共",
    "目前|眼下|现在", "介绍|告诉记者|表示", "举办|组织|开展", "帮助|协助|帮着", "建成|建起|建好", "购买|购置|采购",
    "覆盖|惠及", "提高|提升", "同时|与此同时|此外", "今年以来|年初以来",
)  # fmt: skip
"""Words that change places, so that one sentence does not read the same in two articles."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A piece of a sentence that every article fills anew.

    Attributes:
        kind: figure, words (a figure in Chinese numerals), year, month, day, hour, person, same, or a level of place.
        text: as it stands in the sentence; for places, what is asked for: name, short.
        rank: which one of its kind in its article: 0 for the place that the article names most.
    """

    kind: str
    text: str
    rank: int = 0


Piece = str | Slot
Sentence = tuple[tuple[Piece, ...], ...]
"""Parts of a sentence; those at odd positions are the quotes of claims, which can be changed in a reprint."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Some sentences in a row, out of one paragraph of one article; ``year`` is the year of that article."""

    source: str
    year: int
    sentences: tuple[Sentence, ...]


def table(name: str) -> Iterator[list[str]]:
    """Rows of a table of benchmarks/data."""
    lines = (DATA / f"{name}.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    yield from rows[1:]


@cache
def passages() -> tuple[Passage, ...]:
    """All passages with an annotated claim, and those of the samples that were not annotated."""
    found: dict[str, Passage] = {}
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).glob("*.gold.json")):
            gold = json.loads(path.read_text("utf-8"))
            raw = (path.parent / gold["doc"]).read_bytes().decode(gold.get("encoding") or "utf-8-sig")
            for paragraph, passage in _passages(gold, raw):
                found.setdefault(paragraph, passage)
        for path in sorted((ROOT / folder).glob("*.txt")):
            if not path.with_suffix(".gold.json").exists() and not (ROOT / FOLDERS[0] / path.name).exists():
                empty: dict[str, Any] = {"doc": path.name, "claims": [], "entities": [], "articles": []}
                for paragraph, passage in _passages(empty, path.read_text("utf-8")):
                    found.setdefault(paragraph, passage)
    return tuple(found.values())


def _passages(gold: dict[str, Any], raw: str) -> Iterator[tuple[str, Passage]]:
    if OpenCC("t2s").convert(raw) != raw:
        return
    dates = [a["date"] for a in gold["articles"] if a.get("date")]
    year = int(dates[0][:4]) if dates else max((int(y) for y in re.findall(r"20[012]\d", raw)), default=2020)
    quotes = sorted(locate(raw, claim) for claim in gold["claims"])
    slots = _Slots(gold, raw)
    whole = True
    for line in re.finditer(r"[^\n]+", raw):
        text = line[0].strip("　 \r")
        before, whole = whole, len(text) < 25 or text[-1] in "。！？”）"
        if not before:  # the line goes on with a sentence that a column of a newspaper cut
            continue
        if not _CLEAN.fullmatch(text) or text.count("“") != text.count("”"):
            continue
        start = line.start() + line[0].index(text)
        sentences = []
        for a, b in _cut(text):
            inside = [(s - start, e - start) for s, e in quotes if start + a <= s and e <= start + b]
            sentences.append(slots.cut(text, a, b, inside))
        if any(len(s) > 1 for s in sentences) or (not quotes and sentences):
            yield text, Passage(gold["doc"], year, tuple(sentences))


def _cut(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of a paragraph; quotation marks that open in one close in the same."""
    start = 0
    for m in _SENTENCE.finditer(text):
        part = text[start : m.end()]
        if part.count("“") == part.count("”") and part.count("（") == part.count("）") and len(part) >= _LEAST:
            yield start, m.end()
            start = m.end()


class _Slots:
    """The slots of one annotated document."""

    def __init__(self, gold: dict[str, Any], raw: str) -> None:
        names = [e["surface"] for e in gold["entities"] if e["label"] == "PERSON"]
        self.slots: dict[str, Slot] = {n: Slot("person", n) for n in names if 2 <= len(n) <= 4}
        count: dict[str, Counter[str]] = {}
        seen: dict[str, tuple[str, str, str]] = {}
        for entity in gold["entities"]:
            if entity["label"] in ("PLACE", "UNION", "ORG"):
                for surface, found in _places(entity["surface"]):
                    seen[surface] = found
        for surface, (level, name, _) in seen.items():
            count.setdefault(level, Counter())[name] += raw.count(surface)
        for surface, (level, name, form) in seen.items():
            ranks = [n for n, _ in sorted(count[level].items(), key=lambda c: (-c[1], c[0]))]
            self.slots[surface] = Slot(level, form, ranks.index(name))
        self.slots |= {word: Slot("same", group) for group in SAME for word in group.split("|")}
        words = sorted(self.slots, key=lambda w: (-len(w), w))
        self.names = re.compile("|".join(re.escape(w) for w in words))

    def cut(self, text: str, start: int, end: int, quotes: list[tuple[int, int]]) -> Sentence:
        """The sentence text[start:end], given the quotes of its claims."""
        parts, at = [], start
        for s, e in quotes:
            if s < at:
                continue
            parts += [self._pieces(text[at:s]), tuple(_figures(text[s:e], claim=True))]
            at = e
        return (*parts, self._pieces(text[at:end]))

    def _pieces(self, text: str) -> tuple[Piece, ...]:
        pieces: list[Piece] = []
        at = 0
        for m in self.names.finditer(text):
            pieces += [*_figures(text[at : m.start()], claim=False), self.slots[m[0]]]
            at = m.end()
        return (*pieces, *_figures(text[at:], claim=False))


def _figures(text: str, claim: bool) -> Iterator[Piece]:
    """Text cut at its figures and dates. Chinese numerals are only told from idioms inside of a claim."""
    if claim and not any(c.isdigit() and c.isascii() for c in text):
        pattern = _DIGIT if _DIGIT.match(text) and not _SCALED.search(text) else _SCALED
        yield from _between(text, ((m.span(), Slot("words", m[0])) for m in pattern.finditer(text)))
        return
    found = []
    for m in _FIGURE.finditer(text):
        kind = str(m.lastgroup)
        if kind == "keep" or (claim and kind != "figure"):
            kind = "figure" if claim else "keep"
        if kind != "keep":
            percent = text[m.end() : m.end() + 1] == "%"
            found.append((m.span(), Slot(kind, m[0], rank=int(percent))))
    yield from _between(text, found)


def _between(text: str, found: Iterable[tuple[tuple[int, int], Slot]]) -> Iterator[Piece]:
    at = 0
    for (start, end), slot in found:
        if text[at:start]:
            yield text[at:start]
        yield slot
        at = end
    if text[at:]:
        yield text[at:]


# Places


@dataclass(frozen=True, slots=True)
class City:
    """A city with all of its names, for an article to play in."""

    name: str
    short: str
    province: tuple[str, str]
    counties: tuple[tuple[str, str], ...]
    towns: tuple[str, ...]


@cache
def _divisions() -> dict[str, dict[str, str]]:
    return {row["code"]: dict(row) for row in gazetteers.rows("divisions") if not row["code"].startswith(("7", "8"))}


@cache
def _names() -> dict[str, tuple[str, str, str]]:
    """Surface -> level, official name, form; wider divisions first where two share a name."""
    found: dict[str, tuple[str, str, str]] = {}
    for level in ("province", "city", "county", "town"):
        for row in _divisions().values():
            if row["level"] == level and len(row["name"]) > 2:
                found.setdefault(row["name"], (level, row["name"], "name"))
                if row["short"] and level != "town":
                    found.setdefault(row["short"], (level, row["name"], "short"))
                    if level == "city":
                        found.setdefault(row["short"] + "州", (level, row["name"], "name"))
    return found


def _places(surface: str) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Names of divisions that stand in the surface of an entity one after the other from its start."""
    names, at = _names(), 0
    while at < len(surface):
        end = next((e for e in range(min(len(surface), at + 12), at + 1, -1) if surface[at:e] in names), None)
        if end is None:
            return
        yield surface[at:end], names[surface[at:end]]
        at = end


@cache
def cities() -> tuple[City, ...]:
    """Cities of the mainland with a short name and at least three counties that have one."""
    below: dict[str, list[dict[str, str]]] = {}
    for row in _divisions().values():
        below.setdefault(row["parent"], []).append(row)
    found = []
    for code, row in _divisions().items():
        counties = [r for r in below.get(code, ()) if r["short"] and len(r["name"]) <= 4]
        towns = [t["name"] for r in counties for t in below.get(r["code"], ()) if 3 <= len(t["name"]) <= 5]
        if row["level"] == "city" and row["short"] and row["name"].endswith("市") and len(counties) >= 3 and towns:
            province = _divisions()[row["parent"]]
            pairs = tuple((r["name"], r["short"]) for r in counties)
            found.append(
                City(row["name"], row["short"], (province["name"], province["short"]), pairs, tuple(towns))
            )  # fmt: skip
    return tuple(found)


# People and brands


@cache
def surnames() -> tuple[str, ...]:
    """The frequent surnames, each as often as its rank makes it likely."""
    ranked = [r for r in gazetteers.rows("surnames") if r["kind"] == "single" and int(r["rank"]) <= 150]
    return tuple(r["surface"] for r in ranked for _ in range(1 + 120 // (int(r["rank"]) + 4)))


@cache
def given() -> tuple[str, ...]:
    """Characters that are common in given names."""
    common = {r["char"] for r in gazetteers.rows("common_chars") if int(r["per_million"]) > 30}
    rows = [r for r in gazetteers.rows("name_chars") if r["char"] in common]
    return tuple(r["char"] for r in rows if float(r["middle"]) > 0.8 and float(r["last"]) > 0.8)


def person(rng: random.Random, length: int) -> str:
    """A name of ``length`` characters (2 to 4)."""
    return rng.choice(surnames()) + "".join(rng.choice(given()) for _ in range(max(1, min(length, 3) - 1)))
