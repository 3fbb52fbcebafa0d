"""Other questions for one that found nothing: words read as a place, a year or an indicator, and one filter less.

People type 福建 救助 2023 into the search field, but a sentence that says so seldom has these three words: the place
stands in another sentence, the year is 今年, and the money is called 帮扶金.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from extractors import indicators
from gazetteers.places import index
from pipeline.serve.asked import Asked, read
from pipeline.store import FactBase
from pipeline.store.search import simplified

_YEAR = re.compile(r"((?:19|20)\d\d)年?", re.A)
_TRIED, _SHOWN = 16, 6
MOST = 1000
"""So far claims are counted."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that finds something.

    Attributes:
        told: its filters as pairs of a name and a text, in words.
        address: of its list.
        count: how many claims it finds, up to :data:`MOST`; 0 where they were not counted.
    """

    told: tuple[tuple[str, str], ...]
    address: str
    count: int


def suggestions(base: FactBase, asked: Asked) -> list[Suggestion]:
    """Up to six questions near to one that found nothing, the nearest first; none where nothing near finds any.

    Raises:
        StoreError: as the question itself.
    """
    found: dict[str, Suggestion] = {}
    for given in islice(_near(asked), _TRIED):
        other = read(given, asked.order)
        address = other.address()
        if not other.given or address in found or other.given == asked.given:
            continue
        if count := sum(1 for _ in islice(base.query(replace(other.filters, order="document")), MOST)):
            told = tuple((chip["name"], chip["text"]) for chip in other.chips())
            found[address] = Suggestion(told, address, count)
        if len(found) == _SHOWN:
            break
    return list(found.values())


def otherwise(asked: Asked) -> Suggestion | None:
    """The same question with a place and a year read as such, not counted; None where its words name neither.

    A search for 福建 finds sentences with that word; what is told of Fuzhou without it is found by the place.
    """
    rest = {name: text for name, text in asked.given.items() if name != "q"}
    words, read_as = _split(simplified(asked.given.get("q", "")), rest)
    if not read_as:
        return None
    other = read({**rest, **read_as, "q": " ".join(words)}, asked.order)
    return Suggestion(tuple((chip["name"], chip["text"]) for chip in other.chips()), other.address(), 0)


def _near(asked: Asked) -> Iterator[Mapping[str, str]]:
    """Questions near to one, the nearest first."""
    rest = {name: text for name, text in asked.given.items() if name != "q"}
    words, read_as = _split(simplified(asked.given.get("q", "")), rest)
    if read_as:
        yield {**rest, **read_as, "q": " ".join(words)}
    for word in words:
        others = " ".join(other for other in words if other != word)
        for id in _indicators(word):
            yield {**rest, **read_as, "indicator": id, "q": others}
    if "year" in read_as or "year" in rest:
        yield {**rest, **read_as, "year": "", "q": " ".join(words)}
        for word in words:
            for id in _indicators(word):
                yield {**rest, **read_as, "year": "", "indicator": id, "q": ""}
    for name in rest:
        yield {**asked.given, name: ""}
    if len(words) > 1 or (words and read_as):
        for word in words:
            yield {**rest, **read_as, "q": word}
    for name, text in read_as.items():
        yield {**rest, name: text}


def _split(text: str, rest: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
    """The words of a search that stay words, and what the others are: the first year and the first place."""
    words: list[str] = []
    read_as: dict[str, str] = {}
    for word in text.split():
        year = _YEAR.fullmatch(word)
        if year and "year" not in rest and "year" not in read_as:
            read_as["year"] = year[1]
        elif "place" not in rest and "place" not in read_as and index().by_name(word):
            read_as["place"] = word
        else:
            words.append(word)
    return words, read_as


def _indicators(word: str) -> list[str]:
    """Ids of the indicators whose Chinese names have the word, at most three, the shortest names first."""
    known = sorted((len(row[1]), row[0]) for row in indicators.known() if len(word) > 1 and word in row[1])
    return [id for _, id in known[:3]]
