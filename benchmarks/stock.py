"""A large fact base out of a small archive: documents are read once, and their rows multiplied.

A copy of a document has an id, places, unions, figures, years and an outlet of its own; sentence, fields and codes are
changed together, each name to one of the same length, so that spans hold and the full-text index says what the
sentences say. Copies are skewed as life is: a few provinces and papers have most of the news, and recent years more of
it than old ones. Reprints stay reprints within one copy of the archive. Nothing here touches a fact base: rows go
through the store's own writing.
"""

from __future__ import annotations

import base64
import hashlib
import json
import pickle
import random
import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import gazetteers
from extractors.model import Quantity, Span
from gazetteers.places import Place, index, wider_divisions
from pipeline.model import Source
from pipeline.process import process
from pipeline.run.readings import reading
from pipeline.store import Item, topics
from pipeline.store.rows import Rows, bounds, exact

_SHORT = 16
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=[年—-])")
_FIRST = re.compile(r"[1-9]")
_NAMES = ("subject", "action", "item", "place", "speaker")
_TEXTS = (*_NAMES, "quote", "period_text", "baseline_text", "text")
_DAYS = ("period_start", "period_end", "baseline_start", "baseline_end")


def read(archive: Path, kept: Path | None = None) -> list[Item]:
    """The documents of an archive (JSON lines of :mod:`benchmarks.archive`) as rows; ``kept`` saves the second reading.

    ``kept`` is only for a file that this function wrote itself: unpickling others' files runs their code.
    """
    if kept is not None and kept.exists():
        stored: list[Item] = pickle.loads(kept.read_bytes())  # our own
        return stored
    items = []
    for line in archive.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        done = reading(process(Source(told["name"], base64.b64decode(told["data"]))))
        items.append(Item(replace(done.head, locations=(done.head.name,)), "read", 0.01, done.rows))
    if kept is not None:
        kept.write_bytes(pickle.dumps(items))
    return items


def varied(items: Sequence[Item], documents: int, seed: int = 0) -> Iterator[Item]:
    """So many documents: the archive itself, then changed copies of it, one after another."""
    for number in range(documents):
        copy, place = divmod(number, len(items))
        yield _Copy(copy, seed).of(items[place])


class _Copy:
    """One changed copy of the whole archive; number 0 changes no more than outlets."""

    def __init__(self, number: int, seed: int) -> None:
        self.number, self.seed = number, seed
        rng = random.Random(f"{seed}/{number}")
        self.digits = list("123456789")
        if number:
            rng.shuffle(self.digits)
        self.years = -min(int(rng.expovariate(1 / 4)), 20) if number else 0
        self.key = rng.getrandbits(32) if number else 0

    def of(self, item: Item) -> Item:
        """The copy of one document."""
        head, rows = item.extraction, item.rows
        assert rows is not None
        old = head.source_id
        new = hashlib.sha256(f"{self.seed}/{self.number}/{old}".encode()).hexdigest() if self.number else old
        name = f"{self.number:03}/{head.name}"
        names, codes = self._places(rows)
        told = self._told(names)
        rng = random.Random(f"{self.seed}/{new}")

        def id_of(id: str) -> str:
            return new[:_SHORT] + id[_SHORT:]

        made = Rows()
        for id, _, position, title, kicker, subtitle, day, outlet, authors, start, end in rows.articles:
            paper = _outlet(rng) if outlet and self.number else outlet
            made.articles.append(
                (id_of(id), new, position, told(title), told(kicker), told(subtitle), self._day(day), paper, authors,
                 start, end)
            )  # fmt: skip
        made.signatures = [
            (id_of(id), letters, self._hashes(keys), self._hashes(sketch))
            for id, letters, keys, sketch in rows.signatures
        ]
        keys: dict[str, str] = {}
        for key, (_, label, canonical, code) in rows.entities.items():
            canonical, code = told(canonical), codes.get(code, code)
            keys[key] = "/".join(filter(None, (label, canonical, code)))
            made.entities[keys[key]] = (keys[key], label, canonical, code)
        known = topics.names(made.entities.values())
        days = {article[0]: article[6] for article in made.articles}
        texts: dict[str, str] = {}
        for id, claim in rows.claims.items():
            one = self._claim(claim, told, codes, texts, id_of, new)
            one["topic"] = topics.topic_of(one, days[one["article"]], known)  # else all copies would be of one
            made.claims[id_of(id)] = one
        for id, article, start, end, text in rows.sentences:
            made.sentences.append((id_of(id), id_of(article), start, end, texts.get(id, told(text))))
        for id, (_, key, article, start, end, surface) in rows.mentions.items():
            made.mentions[id_of(id)] = (id_of(id), keys[key], id_of(article), start, end, told(surface))
        made.units = rows.units
        made.problems = [(id_of(id), new, *rest) for id, _, *rest in rows.problems]
        return Item(replace(head, source_id=new, name=name, locations=(name,)), item.fingerprint, item.seconds, made)

    def _claim(
        self,
        claim: Mapping[str, Any],
        told: Any,
        codes: Mapping[str | None, str],
        texts: dict[str, str],
        id_of: Any,
        new: str,
    ) -> dict[str, Any]:
        made = {**claim, **{name: told(claim[name]) for name in _TEXTS}, **{n: self._day(claim[n]) for n in _DAYS}}
        made |= {name: id_of(claim[name]) for name in ("id", "article", "sentence")}
        made["document"] = new
        made["place_code"] = codes.get(claim["place_code"], claim["place_code"])
        made["indicator"] = claim["indicator"]
        text = texts.get(claim["sentence"]) or told(claim["text"])
        quote, value = claim["quote"], claim["value"]
        first = _FIRST.search(quote)
        if first and value and claim["high"] is None and value.startswith(first[0]) and not _YEAR.search(quote):
            digit = self.digits[int(first[0]) - 1]
            at = claim["mark_start"] + first.start()
            if text[at : at + 1] == first[0]:
                text = text[:at] + digit + text[at + 1 :]
                made["quote"] = quote[: first.start()] + digit + quote[first.start() + 1 :]
                made["value"] = exact(Decimal(digit + value[1:]))
                quantity = Quantity(Span(0, 1), Span(0, 1), Decimal(made["value"]), None, claim["unit"], claim["kind"],
                                    claim["modifier"])  # fmt: skip
                made["least"], made["most"] = bounds(quantity)
        texts[claim["sentence"]] = made["text"] = text
        return made

    def _hashes(self, packed: bytes) -> bytes:
        return array("I", sorted(n ^ self.key for n in array("I", packed))).tobytes() if self.key else packed

    def _day(self, day: str | None) -> str | None:
        if day is None or not self.years:
            return day
        rest = day[4:] if day[4:] != "-02-29" else "-02-28"
        return f"{int(day[:4]) + self.years:04}{rest}"

    def _places(self, rows: Rows) -> tuple[dict[str, str], dict[str | None, str]]:
        """Other places of the same level with names of the same length, and their codes."""
        names: dict[str, str] = {}
        codes: dict[str | None, str] = {}
        if self.number:
            found = {code for _, _, _, code in rows.entities.values() if code}
            found |= {claim["place_code"] for claim in rows.claims.values() if claim["place_code"]}
            for code in sorted(found, key=lambda code: (len(code), code)):
                here = index().by_code(code[:6])
                if here is None:
                    continue
                there = _instead(self.seed, self.number, here.code)
                for one in {here, *index().chain(here)}:
                    other = _instead(self.seed, self.number, one.code)
                    names[one.name] = other.name
                    if len(one.short) == len(other.short) == len(one.name) - 1:
                        names[one.short] = other.short
                codes[code] = there.code + code[6:]
        return names, codes

    def _told(self, names: Mapping[str, str]) -> Any:
        pattern = re.compile("|".join(map(re.escape, sorted(names, key=lambda n: (-len(n), n))))) if names else None
        cache_: dict[str, str] = {}

        def told(text: str) -> str:
            if not text:
                return text
            if (made := cache_.get(text)) is None:
                made = pattern.sub(lambda m: names[m[0]], text) if pattern else text
                if self.years:
                    made = _YEAR.sub(lambda m: str(int(m[0]) + self.years), made)
                cache_[text] = made
            return made

        return told


@cache
def _alike() -> dict[tuple[str, str, int, int], list[Place]]:
    found: dict[tuple[str, str, int, int], list[Place]] = {}
    for place in wider_divisions():
        for above in {"", place.parent, place.code[:2]}:
            found.setdefault((above, place.level, len(place.name), len(place.short)), []).append(place)
    return found


@cache
def _instead(seed: int, number: int, code: str) -> Place:
    """The place that stands for another one in a copy: within what stands for what contains that, if there is one."""
    here = index().by_code(code)
    assert here is not None
    rng = random.Random(f"{seed}/{number}/{code}")
    above = index().by_code(here.parent)
    shape = (here.level, len(here.name), len(here.short))
    outer = [""] if above is None else [_instead(seed, number, above.code).code]
    outer += [outer[0][:2], ""]
    for code_ in outer:
        fitting = _alike().get((code_, *shape), [])
        if fitting:
            return fitting[int(len(fitting) * rng.random() ** 2)]  # the first of them more often than the last
    return here


@cache
def _papers() -> tuple[list[str], list[float]]:
    papers = [row["name"] for row in gazetteers.rows("outlets")]
    random.Random(0).shuffle(papers)
    return papers, list(accumulate(1 / (n + 3) for n in range(len(papers))))


def _outlet(rng: random.Random) -> str:
    papers, weights = _papers()
    return rng.choices(papers, cum_weights=weights)[0]


__all__ = ["read", "varied"]
