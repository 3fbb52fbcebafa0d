"""Small builders of the values that flow between the stages, for tests. Every argument has a harmless default.

``extraction(sentences)`` builds a whole document from sentences in which quantities stand in square brackets::

    extraction("青河市总工会投入资金[300万元]，服务职工[2000人次]。")

The brackets are not in the text; each one becomes a fact whose value is read by the simplest of rules.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from extractors.model import Baseline, Claim, Kind, Label, Mention, Modifier, Period, Quantity, Span
from pipeline.model import Article, Entity, Extraction, Fact, Problem, Source

_BRACKETS = re.compile(r"\[(\d+(?:\.\d+)?)([万亿]?)([^\]]*)\]")
_TENS = {"": 1, "万": 10_000, "亿": 100_000_000}
_KINDS: dict[str, Kind] = {"元": "money", "人": "people", "人次": "person_times", "户": "households", "%": "percent"}


def quantity(
    value: Decimal | int | str | None = 100, unit: str = "元", modifier: Modifier = "exact", *,
    high: Decimal | int | str | None = None, kind: Kind | None = None, per: str | None = None,
    start: int = 0, end: int = 1,
) -> Quantity:  # fmt: skip
    """A quantity; the kind follows from common units."""
    return Quantity(
        Span(start, end), Span(start, end), None if value is None else Decimal(value),
        None if high is None else Decimal(high), unit, kind or _KINDS.get(unit, "count"), modifier, per,
    )  # fmt: skip


def period(start: str | None = "2024-01-01", end: str | None = "2024-12-31", kind: Any = "range") -> Period:
    """A period from ISO dates."""
    days = [None if day is None else date.fromisoformat(day) for day in (start, end)]
    return Period(Span(0, 1), days[0], days[1], kind)


def baseline(text: str = "上年", period_: Period | None = None, amount: Quantity | None = None) -> Baseline:
    """What a figure is compared with; the year before by default."""
    return Baseline(Span(0, len(text)), text, period_ or period("2023-01-01", "2023-12-31", "compared"), amount)


def claim(quantity_: Quantity | None = None, **fields: Any) -> Claim:
    """A claim of a union that pays money."""
    given = {"subject": "青河市总工会", "action": "投入", "item": "资金", "confidence": 0.9, "rule": "test", **fields}
    return Claim(quantity_ or quantity(), **given)


def fact(
    claim_: Claim | None = None, *, document: str = "d", start: int = 10, quote: str = "100元", **fields: Any
) -> Fact:
    """A fact whose sentence is its quote, at ``start`` in a UTF-8 document of Chinese characters only."""
    end = start + len(quote)
    given: dict[str, Any] = {
        "id": f"{document[:12]}-{start}-{end}", "start": start, "end": end,
        "byte_start": 3 * start, "byte_end": 3 * start + len(quote.encode()), "quote": quote, "article": 0,
        "sentence": quote, "sentence_start": start, "sentence_end": end, "mark": Span(0, len(quote)), **fields,
    }  # fmt: skip
    return Fact(claim_ or claim(), **given)


def entity(canonical: str = "青河市总工会", label: Label = "UNION", *, start: int = 0, id: str | None = None) -> Entity:
    """A mention of an entity under its canonical name."""
    end = start + len(canonical)
    return Entity(Mention(label, Span(start, end), canonical, canonical, id), start, end, 0)


def article(title: str = "青河市总工会走访职工", **fields: Any) -> Article:
    """An article of the Qinghe Daily."""
    given: dict[str, Any] = {
        "date": date(2024, 3, 4), "outlet": "青河日报", "authors": ("林一",), "start": 0, "end": 1000, **fields,
    }  # fmt: skip
    return Article(title, **given)


def extraction(
    *sentences: str, name: str = "a.txt", data: bytes | None = None, entities: tuple[Entity, ...] = (),
    problems: tuple[Problem, ...] = (), locations: tuple[str, ...] = (), article_: Article | None = None, **fields: Any,
) -> Extraction:  # fmt: skip
    """A document of one article; each [quantity] is a fact, ``fields`` go into every claim.

    Args:
        sentences: with quantities in brackets: a figure, perhaps 万 or 亿, then the unit.
        name: of the file.
        data: the bytes that make the document's id; by default the name, so that the text may change under one id.
        entities, problems, locations: as they are.
        article_: instead of the default one.
        fields: of every claim.
    """
    source = Source(name, name.encode() if data is None else data)
    facts: list[Fact] = []
    raw = ""
    for marked in sentences:
        plain = _BRACKETS.sub(r"\1\2\3", marked)
        shift = 0
        for found in _BRACKETS.finditer(marked):
            figure, ten, unit = found.groups()
            mark = Span(found.start() - shift, found.end() - shift - 2)
            shift += 2
            start = len(raw) + mark.start
            quote = plain[mark.start : mark.end]
            before = len((raw + plain)[:start].encode())
            read = claim(quantity(Decimal(figure) * _TENS[ten], unit, start=mark.start, end=mark.end), **fields)
            one = fact(read, document=source.id, start=start, quote=quote, sentence=plain, mark=mark)
            one = replace(
                one, sentence_start=len(raw), sentence_end=len(raw) + len(plain),
                byte_start=before, byte_end=before + len(quote.encode()),
            )  # fmt: skip
            facts.append(one)
        raw += plain
    return Extraction(
        source.id, name, len(raw.encode()), "utf-8", (article_ or article(end=len(raw)),), tuple(facts), entities,
        problems, locations,
    )  # fmt: skip
