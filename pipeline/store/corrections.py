"""What a person writes as a correction, read as the program reads news: 1.5亿元, 30—50人, 近4万人次, 2023年上半年.

The result is in the form that :mod:`pipeline.store.reviews` stores. A figure brings all that it says: its upper end,
its hedge, its denominator. Its unit must be the one the claim has, so that 万人 for 万元 is noticed, not stored.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from extractors import numerals, quantities, times
from extractors.model import Kind, Modifier
from extractors.quantity_units import unit_at
from pipeline.errors import StoreError
from pipeline.store.descriptions import known_units
from pipeline.store.rows import exact
from pipeline.text.align import Text
from pipeline.text.simplify import simplify
from pipeline.text.width import fold

NAMES = {
    "谁": "subject", "主体": "subject", "做": "action", "动作": "action", "什么": "item", "事项": "item",
    "多少": "value", "数值": "value", "上限": "high", "单位": "unit", "种类": "kind", "程度": "modifier", "每": "per",
    "何时": "period", "时间": "period", "time": "period", "起": "period_start", "止": "period_end",
    "何地": "place", "地点": "place", "谁说": "speaker",
}  # fmt: skip
"""Other names of the fields; ``period`` stands for the four fields of a time together."""

FIELDS = ("value", "high", "unit", "kind", "modifier", "per", "subject", "action", "item", "period_text",
          "period_start", "period_end", "period_kind", "place", "speaker")  # fmt: skip

_PLAIN = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d{1,3})?")
Given = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class _Figure:
    """What a figure says; unit and kind are None where it names none."""

    value: Decimal | None
    high: Decimal | None = None
    modifier: Modifier = "exact"
    unit: str | None = None
    kind: Kind | None = None
    per: str | None = None


def read(given: Mapping[str, str], reading: Given, published: date | None = None) -> dict[str, str | None]:
    """What corrections by people mean, field by field; only what differs from the machine's reading.

    Args:
        given: text by field (:data:`FIELDS`, ``period``, or one of :data:`NAMES`); the empty text says that there is
            none.
        reading: how the machine reads the claim, by field.
        published: day of publication, against which 去年 and 3月 are read.

    Raises:
        StoreError: if a field is unknown or given twice, a text cannot be read, a unit does not fit, a time ends
            before it starts, or nothing differs.
    """
    texts: dict[str, str] = {}
    for name, text in given.items():
        field = NAMES.get(name.strip(), name.strip())
        if field not in FIELDS and field != "period":
            near = get_close_matches(field, [*FIELDS, *NAMES], 1) or [f"one of {', '.join(FIELDS)}, period"]
            raise StoreError(f"cannot correct {name}", "it is no field that a review corrects", f"use {near[0]}")
        if field in texts:
            raise StoreError(f"cannot correct {name}", f"{field} is given twice", "give it once")
        texts[field] = _one_line(text)
    implied: dict[str, str | None] = {}
    if "period" in texts:
        implied |= _period(texts.pop("period"), published)
    right: dict[str, str | None] = {}
    if "unit" in texts:
        right["unit"], implied["kind"] = _unit(texts.pop("unit"))
    for field in ("value", "high"):
        if field in texts:
            text = texts.pop(field)
            figure = _figure(field, text)
            implied |= _said(field, text, figure, right.get("unit") or reading.get("unit"), reading)
    for field, text in texts.items():
        right[field] = _field(field, text, published)
    right = {**implied, **right}
    _in_order(right, reading)
    changed = {field: text for field, text in right.items() if text != reading.get(field)}
    if not changed:
        raise StoreError("cannot correct the claim", "it reads so already", "accept it")
    return changed


def parse(settings: list[str]) -> dict[str, str]:
    """``field=text`` pairs by field; a full-width ＝ will do.

    Raises:
        StoreError: if one has no = or a field comes twice.
    """
    found: dict[str, str] = {}
    for setting in settings:
        name, sign, text = setting.replace("＝", "=", 1).partition("=")
        if not sign:
            raise StoreError(f"cannot read {setting!r}", "it has no =", "write subject=福州市总工会")
        if name.strip() in found:
            raise StoreError(f"cannot read {setting!r}", f"{name.strip()} is given twice", "give it once")
        found[name.strip()] = text
    return found


def _one_line(text: str) -> str:
    return " ".join(simplify(Text.of(text)).text.split())


def _figure(field: str, text: str) -> _Figure:
    """The one figure that the whole text is."""
    if not text:
        return _Figure(None)
    folded = fold(Text.of(text)).text
    if _PLAIN.fullmatch(folded):
        return _Figure(Decimal(folded))
    found = quantities.find(folded)
    if len(found) == 1:
        (q,) = found
        ahead, rest = folded[: q.outer.start], folded[q.outer.end :]
        if not rest and ahead in ("", f"每{q.per}", f"每个{q.per}", f"每名{q.per}"):
            return _Figure(q.value, q.high, q.modifier, q.unit, q.kind, q.per)
    for numeral in numerals.find(folded):
        start, end = numeral.span
        if start == 0 and end == len(folded) and numeral.form == "number":
            return _Figure(numeral.value, numeral.high, numeral.modifier)
        # 1个 or 3年 alone count nothing in running text, but here a figure was asked for
        word = unit_at(folded, end) if start == 0 else None
        if word is not None and end + len(word.surface) == len(folded):
            return _Figure(numeral.value, numeral.high, numeral.modifier, word.unit, word.kind)
    raise StoreError(
        f"cannot correct {field} to {text!r}", "it is no figure", "write it as 1.5亿元, 30—50人 or 34000000"
    )


def _said(field: str, text: str, figure: _Figure, unit: str | None, reading: Given) -> dict[str, str | None]:
    """The fields that a figure speaks of."""
    if figure.unit is not None and figure.unit != unit:
        why = f"its unit is {figure.unit}, that of the claim {unit}"
        raise StoreError(f"cannot correct {field} to {text!r}", why, f"give unit={figure.unit} too if it is right")
    if field == "high":
        if figure.high is not None:
            raise StoreError(f"cannot correct high to {text!r}", "it is a range", f"give it as value={text}")
        return {"high": exact(figure.value)}
    said: dict[str, str | None] = {"value": exact(figure.value), "high": exact(figure.high)}
    if figure.modifier != "exact":
        said["modifier"] = figure.modifier
    if figure.per is not None:
        said["per"] = figure.per
    if figure.kind is not None and unit != reading.get("unit"):
        said["kind"] = figure.kind
    return said


def _unit(text: str) -> tuple[str, str]:
    """A base unit by any of its names (名: 人), and what it measures."""
    kinds = {unit: kind for unit, kind, _ in known_units()}
    if text in kinds:
        return text, kinds[text]
    word = unit_at(text, 0) if text else None
    if word is not None and word.surface == text:
        return word.unit, word.kind
    near = get_close_matches(text, kinds, 3, 0.3)
    try_ = f"use {', '.join(near)}" if near else "`unionfacts gazetteers show units` lists them"
    raise StoreError(f"cannot correct unit to {text!r}", "there is no such base unit; figures carry the 万", try_)


def _period(text: str, published: date | None) -> dict[str, str | None]:
    if not text:
        return {"period_text": "", "period_start": None, "period_end": None, "period_kind": None}
    found = times.resolve(fold(Text.of(text)).text, published)
    if found is None:
        raise StoreError(f"cannot correct the time to {text!r}", "it is no time", "write 2023年上半年 or 2024-03-04")
    start, end = (None if day is None else day.isoformat() for day in (found.start, found.end))
    return {"period_text": text, "period_start": start, "period_end": end, "period_kind": found.kind}


def _field(field: str, text: str, published: date | None) -> str | None:
    if field in ("period_start", "period_end"):
        if not text:
            return None
        found = times.resolve(fold(Text.of(text)).text, published)
        day = None if found is None else found.start if field == "period_start" else found.end
        if day is None:
            raise StoreError(f"cannot correct {field} to {text!r}", "it is no day", "write 2024-03-04 or 2024年3月")
        return day.isoformat()
    return None if not text and field in ("per", "period_kind") else text


def _in_order(right: Given, reading: Given) -> None:
    """Refuse a time or a range that ends before it starts."""
    both = {**reading, **right}
    start, end, low, high = (both.get(name) for name in ("period_start", "period_end", "value", "high"))
    if start and end and start > end:
        raise StoreError("cannot correct the time", f"it would start {start} and end {end}", "give both days")
    if high is not None and (low is None or Decimal(low) >= Decimal(high)):
        raise StoreError(
            "cannot correct the figure", f"it would reach from {low} to {high}", "write it as value=30—50人"
        )
