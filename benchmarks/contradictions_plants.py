"""Articles with planted contradictions, and with pairs of figures that only look like one."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from benchmarks.archive_articles import Cast
from benchmarks.archive_stock import City, cities, passages, person, table

CONTRADICTING = ("value", "words", "scale", "digits", "notation", "abbreviation", "said year")
"""Ways to contradict: another value; it and other words; the same digits with 万 or 亿 more; two digits changed places;
another value in another notation; the union by its short name under another dateline; last year by its number."""

ALLOWED = (
    "same", "rounding", "over", "nearly", "about", "other year", "half year", "cumulative", "other city",
    "county", "part", "plan", "each", "unit", "group", "batch", "other", "change",
)  # fmt: skip
"""Pairs that are no contradiction, by what makes them none; the last ones are the uses of contradiction_plants.tsv."""

_USES = frozenset({"part", "plan", "each", "unit", "group", "batch", "other", "change"})
_FIRST, _YEARS = 2009, 14


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence of contradiction_plants.tsv."""

    set: str
    topic: str
    use: str
    size: int
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class Plant:
    """Two articles with a figure each.

    Attributes:
        set: dev, held or fresh.
        how: one of CONTRADICTING or ALLOWED.
        names: of the two documents.
        figures: as the two sentences write them, with the unit.
        sentences: the two.
    """

    set: str
    how: str
    names: tuple[str, str]
    figures: tuple[str, str]
    sentences: tuple[str, str]


@cache
def said() -> tuple[Say, ...]:
    """All sentences."""
    return tuple(Say(a, b, c, int(d), e, f) for a, b, c, d, e, f in table("contradiction_plants"))


class _Set(Cast):
    """A cast for a city and a day that are given."""

    def __init__(self, rng: random.Random, city: City, day: date) -> None:
        super().__init__(rng)
        self.city, self.date = city, day
        self._cities = [city]


def plants(seed: int, count: int) -> Iterator[tuple[Plant | None, list[tuple[str, str]]]]:
    """Plants with their documents ``(name, text)``, until there are ``count`` documents; one in five has no plant.

    The city and year of a plant are its own, so that two plants never speak of one thing.
    """
    rng = random.Random(f"contradictions {seed}")
    homes = [(city, year) for city in cities() for year in range(_FIRST, _FIRST + _YEARS, 2)]
    rng.shuffle(homes)
    made = number = 0
    while made < count:
        city, year = homes[number % len(homes)]
        number += 1
        if rng.random() < 0.2:
            yield None, [(f"{number:05}.txt", article(rng, city, _day(rng, year), None))]
            made += 1
            continue
        if rng.random() < 0.5:
            plant, texts = _planted(rng, number, city, year, CONTRADICTING[number % len(CONTRADICTING)])
        else:
            plant, texts = _planted(rng, number, city, year, ALLOWED[number % len(ALLOWED)])
        yield plant, list(zip(plant.names, texts, strict=True))
        made += 2


def _planted(rng: random.Random, number: int, city: City, year: int, how: str) -> tuple[Plant, tuple[str, str]]:
    can = [s for s in said() if s.use == (how if how in _USES else "say") and (how != "scale" or s.size >= 100)]
    chosen = rng.choice(can)
    same = [s for s in said() if (s.set, s.topic, s.use) == (chosen.set, chosen.topic, "say")]
    one = rng.choice(same)
    two = chosen if how in _USES else one
    if how in ("words", "abbreviation", "notation", "rounding", "over", "nearly", "about"):
        two = rng.choice([s for s in same if s != one])
    value = _value(rng, one.size, how)
    figures = _figures(rng, how, value, one, two)
    times, union = _times(rng, how, year), f"{city.name}总工会"
    other = union
    where = city
    if how == "other city":
        where = rng.choice([c for c in cities() if c != city])
        other = f"{where.name}总工会"
    elif how == "county":
        other = f"{rng.choice(city.counties)[0]}总工会"
    elif how == "abbreviation":
        other = rng.choice(("市总工会", "市总", f"{city.short}市总"))
    days = sorted(_day(rng, year) for _ in range(2))
    sentences = tuple(
        s.text.format(
            T=t, E=e, U=u, A=f"全{u.removesuffix('总工会')[-1] if u.endswith('总工会') and len(u) > 4 else '市'}", F=f
        )
        for s, (t, e), u, f in zip((one, two), times, (union, other), figures, strict=True)
    )
    texts = (
        article(rng, city, days[0], sentences[0]),
        article(rng, where, days[1], sentences[1], far=how == "abbreviation"),
    )
    names = (f"{number:05}a.txt", f"{number:05}b.txt")
    return Plant(chosen.set, how, names, figures, (sentences[0], sentences[1])), texts


def _times(rng: random.Random, how: str, year: int) -> tuple[tuple[str, str], tuple[str, str]]:
    whole = (f"{year}年", f"{year}年底")
    match how:
        case "said year":
            return whole, ("去年", "去年底")
        case "other year":
            return whole, (f"{year - 1}年", f"{year - 1}年底")
        case "half year":
            return whole, (f"{year}年上半年", f"{year}年6月底")
        case "cumulative":
            return (f"{year}年1至6月", f"{year}年6月底"), (f"{year}年1至9月", f"{year}年9月底")
    return (whole, whole) if rng.random() < 0.5 else (("去年", "去年底"), ("去年", "去年底"))


def _value(rng: random.Random, size: int, how: str) -> int:
    while True:
        value = rng.randint(size, 10 * size)
        value = value if how == "rounding" else short(value)
        digits = str(value)
        if how != "digits" or (digits[0] != digits[1] and "0" not in digits[:2]):
            return value


def short(value: int | Decimal) -> int:
    """The value in at most three digits that are not nought, as news gives it."""
    return int(Decimal(f"{value:.3g}"))


def _figures(rng: random.Random, how: str, value: int, one: Say, two: Say) -> tuple[str, str]:
    def both(other: int) -> tuple[str, str]:
        return written(value, one.unit, False), written(other, two.unit, False)

    up = rng.random() < 0.5
    match how:
        case "value" | "words" | "abbreviation" | "said year" | "other year" | "other city" | "county":
            ratio = Decimal(rng.randint(115, 190)) / 100
            other = short(value * ratio if up else value / ratio)
            return both(other if other != value else value + 1)
        case "half year":
            return both(max(1, short(Decimal(value * rng.randint(35, 60)) / 100)))
        case "cumulative":
            return both(short(Decimal(value * rng.randint(130, 170)) / 100) + 1)
        case "notation":
            while True:  # 1万 may be 9,000: only two digits say enough
                other = short(value * Decimal(rng.randint(125, 190)) / 100)
                text = written(other, two.unit, True)
                if other < 10_000 or sum(c.isdigit() for c in text) > 1:
                    return written(value, one.unit, False), text
        case "scale":
            brief = written(value, one.unit, value >= 10_000)
            return brief, _rescaled(brief, one.unit)
        case "digits":
            digits = str(value)
            return both(int(digits[1] + digits[0] + digits[2:]))
        case "same":
            return both(value)
        case "rounding":
            return written(value, one.unit, False), written(value, two.unit, True)
        case "over" | "nearly" | "about":
            return written(value, one.unit, False), _hedged(rng, how, value, two.unit)
    return written(value, one.unit, value >= 10_000), written(
        short(rng.randint(two.size, 9 * two.size)), two.unit, False
    )


def _rescaled(text: str, unit: str) -> str:
    """The same digits with another 万 or 亿."""
    for name, other in (("万", "亿"), ("亿", "万")):
        if name in text:
            return text.replace(name, other)
    return text.replace(unit, f"万{unit}")


def _hedged(rng: random.Random, how: str, value: int, unit: str) -> str:
    """A figure with a hedge that allows the value."""
    unit_of = 10 ** (len(str(value)) - 1)
    first = value // unit_of
    match how:
        case "over":
            low = first * unit_of
            text = written(low, unit, low >= 10_000)
            plain = text.removesuffix(unit)
            hedge: list[Callable[[], str]] = [lambda: f"超{text}", lambda: f"超过{text}", lambda: f"{plain}余{unit}"]
            return rng.choice(hedge)()
        case "nearly":
            step = max(1, unit_of // 10)
            high = -(-value // step) * step
            return rng.choice(("近", "将近")) + written(high, unit, high >= 10_000)
    near = round(value, -(len(str(value)) - 2)) if len(str(value)) > 2 else value
    text = written(near, unit, near >= 10_000)
    return rng.choice((f"约{text}", f"{text}左右"))


def written(value: int, unit: str, coarse: bool) -> str:
    """A figure with its unit: in full, in 万 or 亿 as newspapers do, or rounded to two digits there."""
    for name, ten in (("亿", 10**8), ("万", 10**4)):
        if value >= ten and (coarse or unit == "元"):
            figure = Decimal(value) / ten
            if coarse:
                places = max(0, 2 - len(str(int(figure))))
                figure = round(figure, places) if places else Decimal(round(figure))
            text = format(figure.normalize(), "f")
            return f"{text}{name}{unit}"
    return f"{value}{unit}"


def _day(rng: random.Random, year: int) -> date:
    return date(year + 1, 1, 6) + timedelta(days=rng.randrange(75))


def article(rng: random.Random, city: City, day: date, sentence: str | None, far: bool = False) -> str:
    """An article of that city and day with the sentence in it; ``far``: under the dateline of another city."""
    cast = _Set(rng, city, day)
    paragraphs = [cast.sentence("body") + cast.sentence("body") for _ in range(rng.randint(2, 6))]
    for _ in range(rng.randint(0, 2)):
        paragraphs.append(cast.sentence("body") + cast.passage(rng.choice(passages()))[0])
    rng.shuffle(paragraphs)
    if sentence is not None:
        paragraphs.insert(rng.randint(0, len(paragraphs)), sentence + cast.sentence("body"))
    lead = f"{city.name}总工会{cast.word('近来')}召开会议。" + cast.sentence("lead")
    if far:
        lead = f"本报{rng.choice(cities()).short}{day.month}月{day.day}日电 {lead}"
    head = f"{cast.outlet()}  {day.year}年{day.month}月{day.day}日  记者 {person(rng, 3)}"
    return "\n".join((cast.sentence("title"), head, *(f"　　{p}" for p in (lead, *paragraphs, cast.sentence("end")))))


__all__ = ["ALLOWED", "CONTRADICTING", "Plant", "article", "plants", "short", "written"]
