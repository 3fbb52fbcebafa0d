"""Words for the codes of the fact base, and figures as people read them."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

_UNITS = ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
_PREFIX = {"about": "约", "nearly": "近", "over": "超", "under": "不到"}


@cache
def _table() -> dict[tuple[str, str], tuple[str, str]]:
    text = (resources.files("pipeline.serve") / "words.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {(of, code): (zh, long) for of, code, zh, long in lines}


def word(of: str, code: object) -> str:
    """The word for a code; the code itself where the table has none, "" for None."""
    return "" if code is None else _table().get((of, str(code)), (str(code), ""))[0]


def explained(of: str, code: object) -> str:
    """A sentence on what a code means; "" where there is none."""
    return _table().get((of, str(code)), ("", ""))[1]


def words(of: str) -> dict[str, str]:
    """All codes of one kind with their words, in the order of the table."""
    return {code: zh for (group, code), (zh, _) in _table().items() if group == of}


def confidence(of: float) -> tuple[str, str]:
    """A confidence from 0 to 1 as a word and a sentence."""
    for code, zh in words("confidence").items():
        if of >= float(code):
            return zh, explained("confidence", code)
    return "", ""


def grouped(value: str | Decimal | None) -> str:
    """A decimal number with commas, exact: 86,500,000; "" for None."""
    if value is None:
        return ""
    whole, point, rest = (format(value, "f") if isinstance(value, Decimal) else value).partition(".")
    sign = "-" if whole.startswith("-") else ""
    digits = whole.removeprefix("-")
    return f"{sign}{int(digits or 0):,}{point}{rest}" if digits.isdecimal() else str(value)


def short(value: str | Decimal | float | None) -> str:
    """A number as Chinese papers print it, with at most four figures that count: 8650万, 1.5亿; "" for None.

    Where more figures count than are shown, ``约`` stands before it: the exact one is always shown beside.
    """
    if value is None:
        return ""
    number = Decimal(str(value))
    for size, name in _UNITS:
        if abs(number) >= size:
            scaled = number / size
            text = _plain(round(scaled, max(0, 3 - scaled.adjusted())))
            return ("约" if Decimal(text) != scaled else "") + text + name
    text = _plain(round(number, 4))
    return grouped(text)


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def figure(row: dict[str, Any]) -> str:
    """The value of a claim in one phrase, hedge and unit with it: 约 8,650,000 元, 30—50 人, 数十 人.

    A claim without a figure shows the words of its source.
    """
    if row.get("value") is None:
        return str(row.get("quote") or "")
    number = grouped(row["value"]) + (f"—{grouped(row['high'])}" if row.get("high") else "")
    hedge = _PREFIX.get(row.get("modifier") or "", "")
    per = f"／{row['per']}" if row.get("per") else ""
    return f"{hedge} {number} {row['unit']}{per}".strip()


def period(row: dict[str, Any]) -> str:
    """The resolved period in one phrase: 2022年, 2022年3月, 2022-03-01 至 2022-05-31, 截至 2022-12-31; "" for none."""
    start, end, kind = row.get("period_start"), row.get("period_end"), row.get("period_kind")
    if not start and not end:
        return ""
    name = _stretch(start, end)
    before = {"until": "截至 ", "planned": "计划 "}.get(kind or "", "")
    return before + (str(end) if kind == "until" and end else name)


def _stretch(start: str | None, end: str | None) -> str:
    if start and end:
        if start[5:] == "01-01" and end[5:] == "12-31":
            return f"{start[:4]}年" if start[:4] == end[:4] else f"{start[:4]}—{end[:4]}年"
        if start == end:
            return start
        if start[:7] == end[:7] and start[8:] == "01" and int(end[8:]) >= 28:
            return f"{start[:4]}年{int(start[5:7])}月"
        return f"{start} 至 {end}"
    return f"{start} 起" if start else f"至 {end}"
