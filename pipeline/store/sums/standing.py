"""Of the claims that were asked for, which count and which are left out, by whom: relations applied to one query.

A relation only holds where the claim that stands for another is among those asked for and may count itself; where it
is not, whatever stands for it in turn is looked at. So a city's figure counts where its province was not asked for,
and an earlier report where the later one is not trusted enough.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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


Known = dict[str, list[Link]]
Itself = dict[str, tuple[str, str | None]]
_READ = "SELECT r.claim, r.reason, r.stands, r.complete FROM"
_OF_BLOCK = "r.measure = ? AND r.unit = ?"


def relations(db: sqlite3.Connection, block: Sequence[str]) -> tuple[Known, Itself]:
    """All relations between claims of a block (measure, unit), and its claims that are left out for what they are, each
    with the reason and, for what it is compared with, the claim that says so."""
    return _told_apart(tuple(row) for row in db.execute(f"{_READ} relations r WHERE {_OF_BLOCK}", block))


def relations_of(db: sqlite3.Connection, block: Sequence[str], claims: Sequence[str]) -> tuple[Known, Itself]:
    """The same as far as it concerns some claims: what stands for them, in turn, and the parts of totals among them."""
    those = "json_each(?) few CROSS JOIN relations r ON"
    parts = f"{_READ} {those} r.stands = few.value WHERE {_OF_BLOCK} AND r.complete"
    theirs = f"{_READ} {those} r.claim = few.value WHERE {_OF_BLOCK}"
    found = {tuple(row) for row in db.execute(parts, (json.dumps(claims), *block))}
    seen, waiting = set(claims), list(claims)
    while waiting:
        rows = [tuple(row) for row in db.execute(theirs, (json.dumps(waiting), *block))]
        found.update(rows)
        waiting = list({row[2] for row in rows if row[2] is not None} - seen)
        seen.update(waiting)
    return _told_apart(sorted(found, key=lambda row: row[:2]))  # as the table has them


def _told_apart(rows: Iterable[tuple[str, str, str | None, int]]) -> tuple[Known, Itself]:
    rows = list(rows)
    itself: Itself = {row[0]: (row[1], row[2]) for row in rows if row[2] is None or row[1] == "baseline"}
    return links(row for row in rows if row[1] != "baseline"), itself


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


__all__ = ["Link", "Place", "again", "left_out", "links", "relations", "relations_of"]
