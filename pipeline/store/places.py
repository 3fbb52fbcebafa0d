"""Administrative codes for names of places, so that claims can be found by what they lie within."""

from __future__ import annotations

from functools import lru_cache

from gazetteers.places import index

_TOPS = ("province", "city")


@lru_cache(maxsize=65_536)
def code_of(place: str) -> str | None:
    """The code of a place named in full, also as a chain (长春市南关区幸福乡); None if unknown or not the only one.

    A province or city goes before smaller namesakes (吉林 is the province).
    """
    places = index()
    named = [one for one in places.by_name(place) if one.code]
    if len(named) == 1 or (len(named) > 1 and named[0].level in _TOPS and named[1].level not in _TOPS):
        return named[0].code
    if named:
        return None
    for cut in range(len(place) - 2, 1, -1):
        outer = places.by_code(code_of(place[:cut]) or "")
        if outer is None:
            continue
        inner = [one for one in places.by_name(place[cut:]) if one.code and places.contains(outer, one)]
        if len(inner) == 1:
            return inner[0].code
    return None


def codes_named(place: str) -> frozenset[str]:
    """Codes of all provinces, cities and counties of that name, long or short."""
    chained = code_of(place)
    named = {one.code for one in index().by_name(place) if one.code and one.level in (*_TOPS, "county")}
    return frozenset(named or ({chained} if chained else ()))
