"""Amounts said in two steps: 2分18秒, 三角五分, 两毛五, 四年半, 两个半小时; and small money (五分钱)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from extractors.model import Kind
from extractors.numeral_values import evaluate
from extractors.quantity_units import UnitWord

_DIGIT = "[1-9一二两三四五六七八九壹贰叁肆伍陆柒捌玖]"
_TO_SECONDS = re.compile(r"(?P<minutes>[0-9]{1,3})分钟?(?P<seconds>[0-5]?[0-9])秒钟?(?![之以]?[前后内])")
_SMALL = re.compile(
    rf"(?P<jiao>{_DIGIT})(?:角(?P<fen>{_DIGIT})分钱?|(?<!一)[角毛]钱|毛(?P<more>{_DIGIT})(?![0-9一二三四五六七八九十百千毛]))"
    rf"|(?P<cents>{_DIGIT})(?<!一)分钱"
)
"""Small money whose own words say that it is money; 一分钱 and 一毛钱 say next to nothing."""
_SMALL_TOLD = re.compile(
    rf"(?:(?P<jiao>{_DIGIT})[角毛]|(?P<cents>[二两三四五六七八九])分)(?=[，。；、！？）”\s收谈涨加提降]|$)"
)
_TELLS = re.compile(
    r"(?:[费价钱资薪][只仅约为是]?|只给|[从由按]|谈到|[元块]|[挣赚卖收交付补扣][了出]?|[加涨降提]了?[到至为]?|另加|多给|便宜|(?:每|一)[单件斤次天月人张碗只个]|按件算)$"
)
"""What says before it that small money is meant (会费五分，另加2毛；): 得了五分 and 八角 are none."""
_HALF_NOT = frozenset("个数天夜年途路月日世价载休脱决程生熟小")


class Compound(NamedTuple):
    """What stands in two steps: its value in the unit, unit, kind, and where it ends in the text."""

    value: Decimal
    unit: str
    kind: Kind
    stop: int


def read(text: str, start: int) -> Compound | None:
    """Minutes with seconds, or small money, that starts at ``start``; None if there is neither."""
    if m := _TO_SECONDS.match(text, start):
        return Compound(Decimal(m["minutes"]) * 60 + Decimal(m["seconds"]), "秒", "duration", m.end())
    m = _SMALL.match(text, start)
    if m is None and _TELLS.search(text, max(0, start - 4), start):
        m = _SMALL_TOLD.match(text, start)
    if m is None or text.startswith("九毛九", start):  # a chain of restaurants
        return None
    parts = m.groupdict()
    tenths = _worth(parts["jiao"]) * 10 + _worth(parts.get("fen")) + _worth(parts.get("more")) + _worth(parts["cents"])
    return Compound(tenths / 100, "元", "money", m.end())


def half(text: str, stop: int, word: UnitWord) -> tuple[Decimal, int]:
    """What a 半 adds to a span of time (四年半, 两个半小时), and where the span ends with it; 0 if there is none."""
    if word.kind != "duration":
        return Decimal(0), stop
    if word.surface.startswith("个半"):
        return Decimal("0.5"), stop
    if text[stop : stop + 1] == "半" and text[stop + 1 : stop + 2] not in _HALF_NOT:
        return Decimal("0.5"), stop + 1
    return Decimal(0), stop


def _worth(digit: str | None) -> Decimal:
    reading = evaluate(digit) if digit else None
    return reading.value if reading is not None and reading.value is not None else Decimal(0)
