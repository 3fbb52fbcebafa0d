"""What a list can be narrowed down by, with counts: places, unions, indicators, kinds, years, outlets, doubt, reviews.

Counts are of the first :data:`SAMPLE` claims that fit, so that no list makes people wait; the page says so when there
are more. A figure that several articles report counts once, and corrections count as corrected.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from pipeline.serve import words
from pipeline.serve.asked import Asked
from pipeline.serve.places import city_of, name_of, province_of
from pipeline.store import FactBase

SAMPLE = 3_000
"""So many claims are looked at for counts."""
SHOWN = 12

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a list can be narrowed down to.

    Attributes:
        name: in words.
        count: of the claims looked at.
        address: of the list with it.
        inner: choices within it (cities of a province).
        chosen: whether it is in force; then the address is that of the list without it.
    """

    name: str
    count: int
    address: str
    inner: tuple[Choice, ...] = ()
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts of what fits.

    Attributes:
        claims: how many fit, at most :data:`SAMPLE`.
        more: whether there are more than that.
        groups: title and choices, those without choices left out.
    """

    claims: int
    more: bool
    groups: tuple[tuple[str, tuple[Choice, ...]], ...]


def count(base: FactBase, asked: Asked) -> Facets:
    """Facets of what was asked for.

    Raises:
        StoreError: if the filters cannot be used.
    """
    # in the order of documents claims come as they are found, in any other all are sorted first
    rows = list(islice(base.query(replace(asked.filters, order="document")), SAMPLE + 1))
    more = len(rows) > SAMPLE
    kept = rows[:SAMPLE]

    def choices(name: str, counted: Counter[str], word: Callable[[str], str] = str) -> tuple[Choice, ...]:
        return tuple(
            _choice(asked, name, value, word(value), number) for value, number in counted.most_common(SHOWN) if value
        )

    review = Counter(row["review"] or "none" for row in kept)
    groups = (
        ("地点", _places(asked, kept)),
        ("谁", choices("subject", _containing(kept, "subject"))),
        ("指标", choices("indicator", Counter(row["indicator"] or "none" for row in kept), _indicators(base))),
        ("年份", _years(asked, kept)),
        ("种类", choices("kind", Counter(row["kind"] for row in kept), lambda kind: words.word("kind", kind))),
        ("媒体", choices("outlet", _containing(kept, "outlet"))),
        ("把握", _confidence(asked, kept)),
        ("核对", choices("review", review, lambda state: words.word("review", state))),
    )
    return Facets(len(kept), more, tuple((title, given) for title, given in groups if given))


def _choice(
    asked: Asked, name: str, value: str, word: str, number: int, inner: tuple[Choice, ...] = ()
) -> Choice:  # fmt: skip
    chosen = asked.given.get(name) == value
    return Choice(word, number, asked.address("/find", **{name: None if chosen else value}), inner, chosen)


def _containing(rows: list[Row], column: str) -> Counter[str]:
    """Counts of the most frequent texts. The filter asks what a text contains, and so does the count."""
    exact = Counter(row[column] or "" for row in rows)
    del exact[""]
    frequent = [text for text, _ in exact.most_common(SHOWN)]
    return Counter({text: sum(n for other, n in exact.items() if text in other) for text in frequent})


def _places(asked: Asked, rows: list[Row]) -> tuple[Choice, ...]:
    """Provinces, the most frequent first, each with its cities; cities alone where all lie in one province."""
    provinces: Counter[str] = Counter()
    cities: dict[str, Counter[str]] = {}
    for code in (row["place_code"] for row in rows if row["place_code"]):
        province = province_of(code)
        provinces[province] += 1
        if city := city_of(code):
            cities.setdefault(province, Counter())[city] += 1
    open_ = province_of(asked.given["place"]) if asked.given.get("place", "").isdigit() else None
    return tuple(
        _choice(
            asked, "place", province, name_of(province), number,
            tuple(
                _choice(asked, "place", city, name_of(city), n)
                for city, n in cities.get(province, Counter()).most_common(SHOWN)
            ) if province == open_ or len(provinces) == 1 else (),
        )
        for province, number in provinces.most_common(SHOWN) if name_of(province)
    )  # fmt: skip


def _years(asked: Asked, rows: list[Row]) -> tuple[Choice, ...]:
    """Years that the claims' periods touch, the latest first: as the filter asks."""
    years: Counter[str] = Counter()
    for row in rows:
        first, last = row["period_start"] or row["period_end"], row["period_end"] or row["period_start"]
        if first:
            years.update(str(year) for year in range(int(first[:4]), min(int(last[:4]), int(first[:4]) + 60) + 1))
    frequent = sorted((year for year, _ in years.most_common(2 * SHOWN)), reverse=True)
    return tuple(_choice(asked, "year", year, f"{year}年", years[year]) for year in frequent[: 2 * SHOWN])


def _confidence(asked: Asked, rows: list[Row]) -> tuple[Choice, ...]:
    found = []
    for code, word in words.words("confidence").items():
        if float(code) > 0 and (number := sum(row["confidence"] >= float(code) for row in rows)):
            found.append(_choice(asked, "confidence", code, f"{word}（{float(code):.0%} 以上）", number))
    return tuple(found)


def _indicators(base: FactBase) -> Callable[[str], str]:
    names = indicator_names(base)
    return lambda id: names.get(id, "（没有指标）" if id == "none" else id)


def indicator_names(base: FactBase) -> dict[str, str]:
    """Chinese names of the indicators by id."""
    return dict(base.db.conn.execute("SELECT id, name_zh FROM indicators").fetchall())
