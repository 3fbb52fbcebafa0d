"""Of the claims that were asked for, which count and which are left out, by whom: relations applied to one query.

A relation only holds where the claim that stands for another is among those asked for and may count itself; where it
is not, whatever stands for it in turn is looked at. So a city's figure counts where its province was not asked for,
and an earlier report where the later one is not trusted enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

Labels = tuple[object, ...]


class Place(NamedTuple):
    """Where a claim that may count stands: its group, and what of it must be alike for another to stand for it.

    Attributes:
        group: all labels.
        time: those of time.
        thing: all but the outlet.
    """

    group: Labels
    time: Labels
    thing: Labels


class Link(NamedTuple):
    """One relation of a claim."""

    reason: str
    stands: str
    complete: bool


_SAME = {"reprint": 0, "repeated": 1, "baseline": 5, "update": 2, "within": 3, "part": 4}


def links(rows: Iterable[tuple[str, str, str | None, int]]) -> dict[str, list[Link]]:
    """Relations ``(claim, reason, stands, complete)`` by claim, those that say the very same first."""
    found: defaultdict[str, list[Link]] = defaultdict(list)
    for claim, reason, stands, complete in rows:
        if stands is not None:
            found[claim].append(Link(reason, stands, bool(complete)))
    for some in found.values():
        some.sort(key=lambda link: _SAME.get(link.reason, 9))
    return dict(found)


def left_out(
    places: Mapping[str, Place], known: Mapping[str, list[Link]], by_owner: bool
) -> dict[str, tuple[str, str]]:
    """Reason and claim that stands for it, for each claim of ``places`` that another one stands for.

    Args:
        places: claims that were asked for and are not left out for what they are themselves.
        known: relations of all claims of the measure.
        by_owner: whether groups tell owners apart: then the parts of a complete list count, and not their total.
    """
    turned = _turned(places, known) if by_owner else {}
    out: dict[str, tuple[str, str]] = {}
    for claim in places:
        if claim in turned:
            out[claim] = ("total", turned[claim])
        elif claim in known and (found := _stands(claim, places, known, turned)):
            out[claim] = found
    return {claim: (reason, _final(stands, out)) for claim, (reason, stands) in out.items()}


def again(claim: str, places: Mapping[str, Place], known: Mapping[str, list[Link]]) -> tuple[str, str] | None:
    """Reason and claim, where a claim that says no group only says again what one of ``places`` says."""
    for link in known.get(claim, ()):
        if link.reason in ("reprint", "repeated"):
            if link.stands in places:
                return link.reason, link.stands
            if found := again(link.stands, places, known):
                return link.reason, found[1]
    return None


def _turned(places: Mapping[str, Place], known: Mapping[str, list[Link]]) -> dict[str, str]:
    """Totals whose parts are all there, under several owners: the first part, by total."""
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for claim, some in known.items():
        for link in some:
            if link.complete:
                parts[link.stands].append(claim)
    return {
        total: min(some) for total, some in parts.items()
        if total in places and all(part in places for part in some)
        and len({places[part].group for part in some}) > 1
    }  # fmt: skip


def _stands(
    claim: str, places: Mapping[str, Place], known: Mapping[str, list[Link]], turned: Mapping[str, str]
) -> tuple[str, str] | None:
    here = places[claim]
    seen = {claim}
    waiting = [(claim, "")]
    while waiting:
        at, reason = waiting.pop(0)
        for link in known.get(at, ()):
            why = reason or link.reason
            if link.stands in seen or (link.complete and link.stands in turned):
                continue
            seen.add(link.stands)
            there = places.get(link.stands)
            if there is not None and _alike(link.reason, here, there):
                return (why if link.reason in ("reprint", "repeated") else link.reason), link.stands
            waiting.append((link.stands, "" if link.reason not in ("reprint", "repeated") else why))
    return None


def _alike(reason: str, here: Place, there: Place) -> bool:
    """Whether a relation of this kind reaches from one group to another: the same figure is counted once anywhere, a
    part only where its whole is in the same group."""
    if reason in ("reprint", "repeated", "baseline"):
        return True
    if reason in ("update", "within"):
        return here.time == there.time
    return here.thing == there.thing


def _final(claim: str, out: Mapping[str, tuple[str, str]]) -> str:
    """The claim that counts at the end of all that stand for each other."""
    seen = {claim}
    while claim in out and out[claim][1] not in seen:
        claim = out[claim][1]
        seen.add(claim)
    return claim


__all__ = ["Link", "Place", "again", "left_out", "links"]
