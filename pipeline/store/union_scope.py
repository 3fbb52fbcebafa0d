"""A union and everything below it, told by names and administrative codes.

The federation of a place (福建省总工会) has below it the unions of all places within it, their departments, and
the unions of enterprises, offices, schools, streets and villages there. An industrial union (中国教科文卫体工会) has
those of the same trade in the provinces below it, any other union those whose name begins with its own body's.
Names whose place cannot be told (市总工会, a district of which there are several) are left out: a wrong union under
another one would be worse than a missing one.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import gazetteers
from gazetteers.places import index
from pipeline.store.places import code_of

_ALL = ("中华全国总工会", "全国总工会", "全总")
_TAIL = re.compile(r"(?:总工会|工会联合会|联合工会|工会工作委员会|工会委员会|工会|(?<=[省市县区])总)(?:委员会|机关)?$")
_FULL = re.compile(r"(?:[省市县区旗盟州镇乡]|街道|苏木|兵团)$")
_AFTER_SHORT = re.compile(r"(?:总工会|工会|市|县|区|州|各级|全)")
_FIRM = re.compile(
    r"(?:公司|集团|厂|矿|电站|银行|商场|超市|酒店|宾馆|医院|学校|大学|学院|中学|小学|幼儿园|街道|社区|镇|乡|村|园区|开发区"
    r"|局|院|所|站|队|段|中心|联合会|行业|党校|法院|报社|电视台|机场|港|码头)(?:联合|总)?工会"
)
_ABROAD = ("71", "81", "82")  # Taiwan, Hong Kong, Macao: their unions belong to no federation of ours
_BEGINNING = 2  # characters of a name of a place: the shortest have no more
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Scope:
    """What lies below a union; one of the three is given, beside the name.

    Attributes:
        name: the union as asked for, in simplified characters, with the tail that its full name has.
        codes: prefixes of administrative codes, for the federation of a place.
        everything: the national federation.
        endings: names of the trade's unions, for an industrial union.
        stem: the name without 工会, for any other.
    """

    name: str
    codes: tuple[str, ...] = ()
    everything: bool = False
    endings: tuple[str, ...] = ()
    stem: str = ""

    def takes_in(self, subject: str, code: str | None = None) -> bool:
        """Whether a subject is the union or below it; ``code``: of the union's place, where a document told it."""
        if not subject:
            return False
        if subject.startswith(self.name):
            return True
        if "工会" not in subject and "工联" not in subject:
            return False
        if self.everything:
            return not subject.startswith(_others()) and not _abroad(subject, code)
        if self.endings:
            return _TAIL.sub("工会", subject).endswith(self.endings)
        if self.codes:
            if subject.startswith(("中国", "全国", "中华")):
                return False
            return (place_code(subject) or code or "").startswith(self.codes)
        return bool(self.stem) and subject.startswith(self.stem)


def scope_of(db: sqlite3.Connection, name: str) -> Scope:
    """The scope of a union by its name in simplified characters, full or as usual (福州总工会, 福建省总, 全总)."""
    if name in _ALL:
        return Scope(_ALL[0], everything=True)
    industry = _industries()
    if name in industry:
        return Scope(name, endings=tuple(sorted(s for s, full in industry.items() if full == industry[name])))
    stem = _TAIL.sub("", name)
    if stem != name and "联合" not in name[len(stem) :]:
        sql = "SELECT DISTINCT code FROM entities WHERE canonical = ? AND label = 'UNION' AND code > ''"
        told = {row[0] for row in db.execute(sql, (stem + "总工会",))} | {row[0] for row in db.execute(sql, (name,))}
        code = code_of(stem)
        place = index().by_code(code or "")
        if code is not None and place is not None:
            full = stem if _FULL.search(stem) else place.name
            return Scope(full + "总工会", codes=(prefix(code),))
        if told and _FULL.search(stem):
            return Scope(stem + "总工会", codes=tuple(sorted(map(prefix, told))))
    return Scope(name, stem=stem if stem != name else name)


def subjects(db: sqlite3.Connection, scope: Scope) -> list[str]:
    """The subjects of stored claims, and of people's corrections, that are in a scope; sorted."""
    found = {name for name, code in _candidates(db, scope) if scope.takes_in(name, code)}
    corrected = "SELECT DISTINCT json_extract(corrections, '$.subject') FROM reviews WHERE decision = 'corrected'"
    found |= {row[0] for row in db.execute(corrected) if row[0] and scope.takes_in(row[0])}
    return sorted(found)


def enterprises(db: sqlite3.Connection, scope: Scope, code: str) -> list[str]:
    """Subjects of claims from within a code that are unions of enterprises, offices or streets and tell no place.

    They are below the federation of the place that their claims name.
    """
    # grouped as the index has them, and only what may be one at all: half of what lies within a province is none
    sql = (
        "SELECT subject FROM claims WHERE place_code >= ? AND place_code < ? AND instr(subject, '工会')"
        " GROUP BY place_code, subject"
    )
    names = {row[0] for row in db.execute(sql, (code, code + ":"))}
    return sorted(name for name in names if not scope.takes_in(name) and _is_firm(name))


@lru_cache(maxsize=65_536)
def _is_firm(name: str) -> bool:
    return bool(_FIRM.search(name)) and not name.startswith(("中国", "全国", "中华")) and place_code(name) is None


def _candidates(db: sqlite3.Connection, scope: Scope) -> Iterator[tuple[str, str | None]]:
    """Names that may be in the scope with the codes that documents told, without reading all claims."""
    starts: tuple[str, ...]
    named = "SELECT DISTINCT subject FROM claims WHERE subject >= ? AND subject < ?"
    if scope.everything or scope.endings:
        yield from (
            (row[0], row[1]) for row in db.execute("SELECT canonical, code FROM entities WHERE label = 'UNION'")
        )
        starts = ("各级工会", "全国")
    elif scope.codes:
        sql = "SELECT canonical, code FROM entities WHERE label = 'UNION' AND code >= ? AND code < ?"
        for code in scope.codes:
            yield from ((row[0], row[1]) for row in db.execute(sql, (code, code + ":")))
        starts = tuple(_names_within(scope.codes))
    else:
        starts = (scope.stem,)
    for start in _shortest({*starts, scope.name}):
        yield from ((row[0], None) for row in db.execute(named, (start, start + _LAST)))


def _shortest(starts: set[str]) -> Iterator[str]:
    """Of beginnings of names those that begin with no other one: what begins with 福州市 begins with 福州."""
    last = ""
    for start in sorted(starts):
        if not last or not start.startswith(last):
            last = start
            yield start


@lru_cache(maxsize=64)
def _names_within(codes: tuple[str, ...]) -> frozenset[str]:
    """Names with which those of unions there begin: of provinces, cities and counties, in full and for short."""
    from gazetteers.places import wider_divisions

    inside = [place for place in wider_divisions() if place.code.startswith(codes)]
    outside = [above for place in inside[:1] for above in index().chain(place)]
    names = {place.name for place in (*inside, *outside)}
    return frozenset(names | {place.short for place in (*inside, *outside) if place.short})


@lru_cache(maxsize=65_536)
def place_code(subject: str) -> str | None:
    """The code of the place that a union's name begins with, as narrow as it goes; None where it tells none surely."""
    for cut in range(min(len(subject), 24), 1, -1):
        head = subject[:cut]
        if (_FULL.search(head) or _AFTER_SHORT.match(subject, cut)) and (code := code_of(head)):
            return code
    return None


def _abroad(subject: str, code: str | None) -> bool:
    """Whether a union's place is abroad. Its place is only looked for where its name begins as one of those there:
    all unions of a large fact base are asked for."""
    if subject[:_BEGINNING] not in _beginnings_abroad() and not (code or "").startswith(_ABROAD):
        return False
    return (place_code(subject) or code or "").startswith(_ABROAD)


@cache
def _beginnings_abroad() -> frozenset[str]:
    return frozenset(name[:_BEGINNING] for name in index().names_within(_ABROAD))


def prefix(code: str) -> str:
    """The part of a code that all places within share (350100: 3501)."""
    while len(code) > 2 and len(code) % 2 == 0 and code.endswith("00"):
        code = code[:-2]
    return code


@cache
def _industries() -> dict[str, str]:
    """The trade of each industrial union by the forms of its name."""
    return {row["surface"]: row["full"] for row in gazetteers.rows("industrial_unions") if row["full"]}


@cache
def _others() -> tuple[str, ...]:
    """Beginnings of names of other systems."""
    rows = gazetteers.rows("union_system")
    return tuple(row["surface"] for row in rows if row["kind"] == "other system" and not row["full"].startswith("{"))


def listed(names: list[str]) -> str:
    """Names as a JSON array, for ``json_each``."""
    return json.dumps(names, ensure_ascii=False)


__all__ = ["Scope", "enterprises", "listed", "place_code", "prefix", "scope_of", "subjects"]
