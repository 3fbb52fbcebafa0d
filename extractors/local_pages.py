"""Whether a page is from Taiwan, Hong Kong or Macao, where words mean other things than on the mainland.

There a bare 元 is other money, 工联会 and 全总 are other bodies, and 高市 is a city. What shows a page to be from there
stands in ``local_signs.tsv``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from typing import Literal

import gazetteers
from extractors.model import Context
from gazetteers.automaton import Automaton

Region = Literal["台湾", "香港", "澳门"]

CODES: dict[Region, str] = {"台湾": "710000", "香港": "810000", "澳门": "820000"}
"""The region's code in the gazetteer of places."""

_MAINLAND = re.compile(r"人民币|RMB|CNY|省总工会|自治区总工会|全总|中华全国总工会|[省市县区]委书记")
_NAMED: dict[Region, re.Pattern[str]] = {
    "台湾": re.compile(
        r"新台币|台币|NT\$|民国(?:[6-9][0-9]|1[0-3][0-9]|[六七八九]十[一二三四五六七八九]?|一[百○〇]|百)[^，。]{0,3}年"
    ),
    "香港": re.compile(r"港元|港币|HK\$"),
    "澳门": re.compile(r"澳门元|澳门币|葡币|MOP"),
}
"""Its money by its name, or its calendar."""
_PLAIN: dict[Region, int] = {"台湾": 5, "香港": 4, "澳门": 4}
"""So many different signs say where a page is from that names no money. Fewer are of a visit there."""


@cache
def _signs() -> dict[str, tuple[Region, ...]]:
    out: dict[str, tuple[Region, ...]] = {}
    for row in gazetteers.rows("local_signs"):
        region: Region = row["region"]  # type: ignore[assignment]  # the table's own test checks the three names
        out[row["sign"]] = (*out.get(row["sign"], ()), region)
    return out


@cache
def _automaton() -> Automaton:
    return Automaton(_signs())


@lru_cache(maxsize=4)
def region_of(text: str) -> Region | None:
    """台湾, 香港 or 澳门 if the text is from there, else None.

    The money or the calendar of the place must be named, and at least three signs stand there; where neither is, four
    or five different ones must. A text that names bodies or the money of the mainland is from none of them.
    """
    hits: dict[Region, list[str]] = defaultdict(list)
    for _, _, sign in _automaton().find(text):
        for region in _signs()[sign]:
            hits[region].append(sign)
    best: tuple[int, Region] | None = None
    for region, signs in hits.items():
        if len(signs) < 3:
            continue
        enough = len(set(signs)) >= _PLAIN[region] or _NAMED[region].search(text) is not None
        if enough and (best is None or len(signs) > best[0]):
            best = len(signs), region
    return best[1] if best is not None and not _MAINLAND.search(text) else None


def region_in(text: str, context: Context) -> Region | None:
    """:func:`region_of` an article and of what else of its page says where it is from (masthead, navigation path)."""
    return region_of(f"{text}\n{context.neighbours}")
