"""What an address asks for: filters, order and page, read from its query string and written back into addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any
from urllib.parse import urlencode

from extractors import indicators
from pipeline.serve import plugs, words
from pipeline.store import Filters

PAGE = 20
"""Claims on one page of a list."""
LAST_PAGE = 250
"""Pages that are found by their number alone; later ones go on after the claim that was shown last."""
LONGEST = 200
"""Characters of one value that are looked at."""

_NAMES = {
    "q": "搜索", "subject": "谁", "union": "工会及其下属", "place": "地点", "indicator": "指标", "kind": "种类",
    "unit": "单位", "min": "至少", "max": "至多", "since": "从", "until": "到", "year": "年份", "outlet": "媒体",
    "document": "文件", "confidence": "把握", "review": "核对", "all": "转载",
}  # fmt: skip
_PLAIN = {
    "q": "text", "subject": "subject", "place": "place", "indicator": "indicator", "unit": "unit", "outlet": "outlet",
    "document": "document",
}  # fmt: skip
if plugs.WITH_UNIONS:
    _PLAIN["union"] = "union"
_CHOICES = {"kind": "kind", "review": "review"}
_CLAIM = re.compile(r"[\da-z-]{6,60}", re.A)
_TIMES = {"万": 10_000, "亿": 100_000_000}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page was asked for.

    Attributes:
        given: what was understood, by name in the address, in a fixed order; without ``order`` and ``page``.
        filters: the same as filters of the fact base.
        order: of the list.
        page: from 1; without ``after`` to :data:`LAST_PAGE`.
        after: id of the claim after which the page begins; "" where its number tells.
        unread: what could not be understood and is not used, as pairs of its name in words and its text.
    """

    given: Mapping[str, str]
    filters: Filters
    order: str
    page: int
    unread: tuple[tuple[str, str], ...]
    after: str = ""

    def address(self, path: str = "/find", **changes: object) -> str:
        """An address that asks for the same with changes; None or "" takes a part away. The page starts anew."""
        parts: dict[str, object] = {**self.given, "order": self.order if self.order != "document" else "", **changes}
        query = urlencode({name: str(value) for name, value in parts.items() if value not in (None, "")})
        return f"{path}?{query}" if query else path

    def chips(self) -> list[dict[str, str]]:
        """Each filter in words, with the address without it."""
        return [
            {"name": _NAMES[name], "text": shown(name, text), "without": self.address("/find", **{name: None})}
            for name, text in self.given.items()
        ]


def shown(name: str, text: str) -> str:
    """A filter's value in words."""
    if name in ("kind", "review"):
        return words.word(name, text)
    if name == "confidence":
        return f"{float(text):.0%} 以上"
    if name == "all":
        return "每一篇都列"
    if name == "indicator":
        return _indicators().get(text, text)
    if name == "place" and text.isdigit():
        from pipeline.serve.places import name_of

        return name_of(text) or text
    return text


@cache
def _indicators() -> dict[str, str]:
    """Chinese names of the indicators, by id."""
    return {"none": "（没有指标）", **{row[0]: row[1] for row in indicators.known()}}


def read(query: Mapping[str, str], default_order: str = "document") -> Asked:
    """Read a query string, by name; names that are not ours are passed over. Nothing in it raises."""
    given: dict[str, str] = {}
    filters: dict[str, Any] = {}
    unread: list[tuple[str, str]] = []
    for name in _NAMES:
        text = " ".join(str(query.get(name, "")).split())[:LONGEST]
        if not text:
            continue
        try:
            filters.update(_filter(name, text))
            given[name] = text
        except (ValueError, InvalidOperation):
            unread.append((_NAMES[name], text))
    order = query.get("order") or default_order
    if order not in words.words("order"):
        unread.append(("排序", order[:LONGEST]))
        order = default_order
    number = query.get("page", "1")
    page = max(int(number), 1) if number.isascii() and number.isdecimal() and len(number) < 9 else 1
    after = found[0] if page > 1 and (found := _CLAIM.fullmatch(query.get("after", ""))) else ""
    page = page if after else min(page, LAST_PAGE)
    return Asked(given, Filters(order=order, reviewed=True, **filters), order, page, tuple(unread), after)


def _filter(name: str, text: str) -> dict[str, Any]:
    if name in _PLAIN:
        return {_PLAIN[name]: text}
    if name in _CHOICES:
        if text not in words.words(name):
            raise ValueError(text)
        return {name: text}
    if name in ("min", "max"):
        return {f"{name}_value": number(text)}
    if name in ("since", "until"):
        return {name: date.fromisoformat(text).isoformat()}
    if name == "year":
        year = date(int(text), 1, 1).year
        return {"since": f"{year:04}-01-01", "until": f"{year:04}-12-31"}
    if name == "confidence":
        least = float(text)
        if not 0 <= least <= 1:
            raise ValueError(text)
        return {"min_confidence": least}
    if name == "all":
        return {"all_reports": True}
    raise ValueError(name)


def number(text: str) -> Decimal:
    """A number as people type it: 12000, 1.2万, 1,000.

    Raises:
        ValueError, InvalidOperation: if it is none.
    """
    plain = text.replace(",", "").replace("，", "").strip()
    times = _TIMES.get(plain[-1:], 1)
    value = Decimal(plain[:-1] if times > 1 else plain)
    if not value.is_finite() or abs(value.adjusted()) > 30:
        raise ValueError(text)
    return value * times
