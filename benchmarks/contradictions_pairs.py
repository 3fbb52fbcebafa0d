"""Articles with pairs of sentences of contradiction_pairs.tsv: whole sentences in their own words, planted once each.

Other than :mod:`benchmarks.contradictions_plants`, which puts figures in all ways into few sentences, each pair is
written out, so that what is measured is how many wordings are understood and not how well one is.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cache

from opencc import OpenCC

from benchmarks.archive_stock import City, cities, person, table
from benchmarks.contradictions_plants import Plant, article, short, written

SETS = ("third", "fourth", "fifth", "sixth", "seventh")
CONTRADICTING = ("verb", "order", "unit", "short", "trad", "forum", "time")
"""What differs between two sentences that contradict each other; all other words are look-alikes."""

_FIRST, _YEARS = 2010, 14  # the plants of contradictions_plants have the odd years
_HEAD = re.compile(r"(?:(\d+)?([tfd]*)@)?(.*)")
_FIGURE = re.compile(r"\{([VW])([^}]*)\}")
_DIGITS = "零一二三四五六七八九"
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_OPENERS = ("楼主转一下，", "刚看到的消息：", "话说", "【转】", "")
_REPLIES = (
    "沙发！顶楼主", "支持一下，工会干得不错", "路过，帮顶", "楼上说得对", "这个要赞", "我们单位工会也该学学",
    "mark一下，回头慢慢看", "=====我是分割线=====",
)  # fmt: skip
_NICKS = ("晨曦微露", "老车间主任", "winter2008", "扳手哥", "河边的柳树", "一线工人小赵")


def pairs(seed: int, which: str) -> Iterator[tuple[Plant, list[tuple[str, str]]]]:
    """Each pair of a set with its two documents ``(name, text)``; city and year of a pair are its own."""
    rng = random.Random(f"pairs {seed} {which}")
    homes = [(city, year) for city in cities() for year in range(_FIRST, _FIRST + _YEARS, 2)]
    rng.shuffle(homes)
    rows = [row for row in table("contradiction_pairs") if row[0] == which]
    for number, (_, how, size, one, two) in enumerate(rows):
        with_city = "{L}" in one + two
        at = next(n for n, (city, _) in enumerate(homes) if not with_city or _county_city(city))
        city, year = homes.pop(at)
        words = _words(rng, city, year)
        value, other = _values(rng, int(size))
        names = (f"{which}{number:04}a.txt", f"{which}{number:04}b.txt")
        told = [_told(rng, text, words, value, other) for text in (one, two)]
        documents = [
            (name, _document(rng, city, year, text, sentence))
            for name, text, (sentence, _) in zip(names, (one, two), told, strict=True)
        ]
        read = [_converter("t2s").convert(sentence) for sentence, _ in told]  # as the fact base has it
        yield Plant(which, how, names, (told[0][1], told[1][1]), (read[0], read[1])), documents


def _county_city(city: City) -> str | None:
    return next((name for name, _ in city.counties if name.endswith("市")), None)


def _words(rng: random.Random, city: City, year: int) -> dict[str, str]:
    first, second = rng.sample([name for name, _ in city.counties], 2)
    far = rng.choice([c for c in cities() if c.province != city.province])
    return {
        "U": f"{city.name}总工会", "P": city.name, "S": city.short, "C": first, "D": second, "O": far.name,
        "R": city.province[0], "L": _county_city(city) or "", "Y": str(year), "X": str(year - 1), "N": str(year + 1),
    }  # fmt: skip


def _values(rng: random.Random, size: int) -> tuple[int, int]:
    value = short(rng.randint(size, 10 * size))
    ratio = Decimal(rng.randint(115, 190)) / 100
    other = short(value * ratio if rng.random() < 0.5 else value / ratio)
    return value, other if other != value else value + 1


def _told(rng: random.Random, text: str, words: dict[str, str], value: int, other: int) -> tuple[str, str]:
    """The sentence, and its figure as it is written there."""
    sentence = _parts(text)[2]
    figure = ""
    for m in _FIGURE.finditer(sentence):
        figure = _figure(value if m[1] == "V" else other, m[2])
        sentence = sentence.replace(m[0], figure)
    return sentence.format(**words), figure


def _parts(text: str) -> tuple[str | None, str, str]:
    month, letters, sentence = _HEAD.fullmatch(text).groups()  # type: ignore[union-attr]
    return month, letters or "", sentence


def _figure(value: int, how: str) -> str:
    match how:
        case "万" | "亿":
            return format((Decimal(value) / 10 ** {"万": 4, "亿": 8}[how]).normalize(), "f") + how
        case ",":
            return f"{value:,}"
        case "汉":
            return chinese(value)
        case "全":
            return str(value).translate(_WIDE)
        case "略" | "约":
            return written(int(Decimal(f"{value:.2g}")), "", value >= 10_000)
        case "下" | "上":
            digits = len(str(value)) - (1 if how == "下" else min(2, len(str(value))))
            step = 10**digits
            rounding = ROUND_FLOOR if how == "下" else ROUND_CEILING
            near = int((Decimal(value) / step).to_integral_value(rounding)) * step
            return written(near, "", near >= 10_000)
    return str(value)


def chinese(value: int) -> str:
    """A whole number below a hundred millions as it is spelt: 12,030 is 一万二千零三十."""
    if value >= 10_000:
        high, low = divmod(value, 10_000)
        rest = (("零" if low < 1000 else "") + chinese(low)) if low else ""
        return f"{chinese(high)}万{rest}"
    text, gap = "", False
    for name, ten in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = value // ten % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + name
        gap = not digit
    return text


def _document(rng: random.Random, city: City, year: int, text: str, sentence: str) -> str:
    month, letters, _ = _parts(text)
    day = date(year + 1, 1, 6) + timedelta(days=rng.randrange(75))
    if month:
        day = date(year, int(month), rng.randint(20, 28))
    if "f" in letters:
        whole = _forum(rng, city, day, sentence)
    else:
        whole = article(rng, city, day, sentence, far="d" in letters)
    return _converter(rng.choice(("s2t", "s2tw", "s2hk"))).convert(whole) if "t" in letters else whole


def _forum(rng: random.Random, city: City, day: date, sentence: str) -> str:
    """The article as somebody pasted it into a forum."""
    title, _, *paragraphs = article(rng, city, day, rng.choice(_OPENERS) + sentence).split("\n")
    ended = [p.replace("。", rng.choice(("。", "。。", "！！")), 1) for p in paragraphs]
    head = f"作者：{rng.choice(_NICKS)}    发表于 {day.isoformat()} {rng.randint(8, 22)}:{rng.randint(10, 59)}"
    seen = f"点击：{rng.randint(50, 5000)}   回复：{rng.randint(1, 60)}"
    replies = [f"{n}楼 {rng.choice(_NICKS)}：{rng.choice(_REPLIES)}" for n in range(2, rng.randint(4, 7))]
    return "\n".join((f"[转帖] {title}", head, seen, *ended, "--------------------", *replies, person(rng, 2)))


@cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


__all__ = ["CONTRADICTING", "SETS", "chinese", "pairs"]
