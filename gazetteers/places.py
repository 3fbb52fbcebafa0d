"""Places known beforehand: the divisions of China down to towns, older names, zones, regions and countries."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from gazetteers import rows
from gazetteers.automaton import Automaton

#: Levels from the widest to the narrowest. A zone (两江新区) and a region (长三角, 美国) are no divisions.
LEVELS = ("region", "province", "city", "county", "zone", "town")
_RANK = {level: rank for rank, level in enumerate(LEVELS)}
_TOWN_ENDS = ("街道", "镇", "乡", "苏木")
"""How every name of a town ends that is looked up. A text without any of these mentions no town, and nine of ten
divisions are towns: they are loaded when a text first has one."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place.

    Attributes:
        code: division code (6 digits, 9 for towns); "" for a zone or region, which has none.
        name: official name at its own level (利州区).
        short: name without suffix (利州), "" where there is none that could stand for it.
        level: one of :data:`LEVELS`.
        parent: code of the division that it lies in, "" for provinces and regions.
    """

    code: str
    name: str
    short: str
    level: str
    parent: str


class PlaceIndex:
    """Look-up by code, by name and in text. Get it from :func:`index`, which builds it once."""

    def __init__(self, places: list[Place], aliases: list[tuple[str, Place]], usage: dict[str, str]) -> None:
        """Build the index; ``places`` are all but towns, ``aliases`` further names, ``usage`` as :meth:`usage`."""
        self._by_code = {place.code: place for place in places if place.code}
        names: dict[str, list[Place]] = defaultdict(list)
        for place in places:
            for surface in _surfaces(place):
                names[surface].append(place)
        for surface, place in aliases:
            if place not in names[surface]:
                names[surface].append(place)
        self._names = {
            surface: tuple(found) if len(found) == 1 else tuple(sorted(found, key=lambda p: (_RANK[p.level], p.code)))
            for surface, found in names.items()
        }
        self._usage = usage
        self._wide = {
            surface: found
            for surface, found in self._names.items()
            if len(surface) == 2 and found[0].level == "province"
        }
        self._chains: dict[Place, tuple[Place, ...]] = {}
        self._blocked = {word for word, use in usage.items() if use == "block"}
        self._never = {word for word, use in usage.items() if use == "never"}
        self._automaton = Automaton((set(self._names) | self._blocked) - self._never)
        self.generic = frozenset(word for word, use in usage.items() if use in {"generic", "block"})
        self._with_towns: Automaton | None = None

    def _candidates(self, surface: str) -> tuple[Place, ...]:
        found = self._names.get(surface, ())
        if not surface.endswith(_TOWN_ENDS):
            return found
        # Towns are the narrowest, so they stand last.
        return found + tuple(town for town in towns().by_name(surface) if town not in found)

    def _matches(self, text: str) -> list[tuple[int, int, str]]:
        if not any(end in text for end in _TOWN_ENDS):
            return self._automaton.find(text)
        if self._with_towns is None:
            self._with_towns = Automaton((set(self._names) | set(towns().names) | self._blocked) - self._never)
        return self._with_towns.find(text)

    def find(self, text: str) -> list[tuple[int, int, tuple[Place, ...]]]:
        """Places in ``text``, leftmost-longest, as (start, end, candidates): all places of that name.

        Names that are common words as well (和平, 建设) are found only directly after a place that contains them
        (福州鼓楼); common words that merely contain a name (北京时间) hide it.
        """
        return [(start, end, candidates) for start, end, candidates, sure in self.matches(text) if sure]

    def matches(self, text: str) -> list[tuple[int, int, tuple[Place, ...], bool]]:
        """As :meth:`find`, with the names too that want more evidence; the last field says which are sure."""
        found: list[tuple[int, int, tuple[Place, ...], bool]] = []
        for start, end, surface in self._matches(text):
            use = self._usage.get(surface)
            if use == "block":
                continue
            candidates = self._candidates(surface)
            if found and found[-1][1] == start:
                inside = tuple(p for p in candidates if any(self.contains(outer, p) for outer in found[-1][2]))
                if inside:
                    found.append((start, end, inside, found[-1][3]))
                    continue
            if len(surface) == 2 and candidates[0].level == "county":
                wider = self._wide.get(text[end - 1 : end + 1])
                if wider and surface[-1] != "县":  # 近年|来安徽: the province, not the county 来安
                    found.append((end - 1, end + 1, wider, True))
                    continue
            found.append((start, end, candidates, use != "chain" and self._sure(text, start, surface, candidates)))
        return found

    @staticmethod
    def _sure(text: str, start: int, surface: str, candidates: tuple[Place, ...]) -> bool:
        """Whether a name that is no common word may stand alone."""
        if candidates[0].short == surface and candidates[0].level == "county":
            # A short name that several districts share, or of a district of Taiwan (善化), needs what is above it.
            districts = all(p.level == "county" and p.name.endswith("区") for p in candidates)
            return not (districts and len(candidates) > 1) and candidates[0].code[:2] != "71"
        if len(surface) == 2 and surface[1] == "县" and start:
            # 费县, 范县: 工会经费|县, 示范|县. The left border must be plain.
            return not "\u4e00" <= text[start - 1] <= "\u9fff" or text[start - 1] in "在从到往至赴与和由省市、"
        return True

    def by_code(self, code: str) -> Place | None:
        """The division with that code, or None."""
        found = self._by_code.get(code)
        return towns().by_code(code) if found is None and len(code) > 6 else found

    def by_name(self, surface: str) -> tuple[Place, ...]:
        """All places of that full name, short name or alias, widest level first; () if there is none."""
        return self._candidates(surface)

    def names_within(self, codes: tuple[str, ...]) -> frozenset[str]:
        """Full names, short names and aliases of all divisions but towns whose code begins with one of ``codes``."""
        return frozenset(name for name, found in self._names.items() if any(p.code.startswith(codes) for p in found))

    def usage(self, surface: str) -> str:
        """How a name that is a common word may be used: "chain", "block", "generic", "never" or, for all others, ""."""
        return self._usage.get(surface, "")

    def chain(self, place: Place) -> tuple[Place, ...]:
        """The place and all that contain it, from the province down."""
        chain = self._chains.get(place)
        if chain is None:
            parent = self.by_code(place.parent)
            chain = self._chains[place] = (*self.chain(parent), place) if parent else (place,)
        return chain

    def at_level(self, place: Place, level: str) -> Place | None:
        """The place itself or what contains it at that level.

        A municipality (北京市) is also its own city; a zone (天津经开区) counts as a county.
        """
        chain = self.chain(place)
        for member in chain:
            if member.level == level or (member.level == "zone" and level == "county"):
                return member
        if level == "city" and chain[0].level == "province" and chain[0].name.endswith("市"):
            return chain[0]
        return None

    def province(self, place: Place) -> Place | None:
        """The province that the place is or lies in; None for regions and countries."""
        return self.at_level(place, "province")

    def full(self, place: Place) -> str:
        """Name with all that contains it: 四川省广元市利州区."""
        return "".join(member.name for member in self.chain(place))

    def contains(self, outer: Place, inner: Place) -> bool:
        """Whether ``inner`` lies in ``outer``; no place contains itself."""
        return bool(outer.code) and any(p.code == outer.code for p in self.chain(inner)[:-1])


class Towns:
    """Towns by name and by code. There are 41,000, of which few are ever asked for: places are made when they are.

    Attributes:
        names: the code and full name of each town by the name under which it is looked up (without 办事处).
    """

    def __init__(self) -> None:
        rows = _TOWN.findall(_divisions_text())
        self._rows = {code: (name, parent) for code, name, parent in rows}
        self.names: dict[str, list[str]] = defaultdict(list)
        for code, name, _ in rows:
            surface = name.removesuffix("办事处")
            if len(surface) > 2 and surface.endswith(_TOWN_ENDS):
                self.names[surface].append(code)
        self._found: dict[str, tuple[Place, ...]] = {}

    def of(self, code: str) -> Place:
        """The town with that code.

        Raises:
            KeyError: if there is none.
        """
        name, parent = self._rows[code]
        return Place(code, name, "", "town", parent)

    def by_code(self, code: str) -> Place | None:
        """The town with that code, or None."""
        return self.of(code) if code in self._rows else None

    def by_name(self, surface: str) -> tuple[Place, ...]:
        """All towns of that name, sorted by code; () if there is none."""
        found = self._found.get(surface)
        if found is None:
            found = self._found[surface] = tuple(map(self.of, sorted(self.names.get(surface, ()))))
        return found


@cache
def towns() -> Towns:
    """All towns, loaded at the first call and then shared."""
    return Towns()


_TOWN = re.compile(r"^(\d{9})\t([^\t\n]*)\t[^\t\n]*\ttown\t([^\t\n]*)", re.MULTILINE)
_WIDER = re.compile(r"^(\d{6})\t([^\t\n]*)\t([^\t\n]*)\t([^\t\n]*)\t([^\t\n]*)", re.MULTILINE)


def _surfaces(place: Place) -> list[str]:
    """The names under which a place is looked up: full, short, and the everyday forms of long names."""
    found = [place.name]
    if place.short:
        found.append(place.short)
        for suffix, everyday in (("自治县", "县"), ("自治州", "州"), ("自治旗", "旗")):
            if place.name.endswith(suffix):
                found += [place.short + everyday, place.short + suffix]  # 前郭县, 恩施州; 彭水自治县
    return found


@cache
def letters() -> dict[str, Place]:
    """One-character abbreviations of the provinces (粤, 鄂); too short to be looked up in text without context."""
    places = index()
    found = ((row["surface"], places.by_code(row["code"])) for row in rows("place_aliases") if row["kind"] == "letter")
    return {letter: place for letter, place in found if place}


def _divisions_text() -> str:
    # Read without rows(): 45,000 mappings would take longer than the whole rest of the loading.
    return (resources.files("gazetteers") / "data" / "divisions.tsv").read_text(encoding="utf-8")


@cache
def wider_divisions() -> tuple[Place, ...]:
    """All provinces, cities and counties, in the order of the table."""
    return tuple(Place(*cells) for cells in _WIDER.findall(_divisions_text()))


@cache
def index() -> PlaceIndex:
    """The index of all places of the tables, built at the first call and then shared."""
    places = list(wider_divisions())
    by_code = {place.code: place for place in places}
    aliases: list[tuple[str, Place]] = []
    for row in rows("place_aliases"):
        if row["kind"] == "zone":
            places.append(Place("", row["surface"], "", "zone", row["code"]))
        elif row["kind"] != "letter":
            place = by_code.get(row["code"]) or towns().of(row["code"])
            if row["kind"] == "former" and row["surface"].endswith(("县", "市", "区")):
                # A text of its time means the place under its name then: 永年县, not 永年区.
                place = replace(place, name=row["surface"], short="")
            aliases.append((row["surface"], place))
    zones = {place.name: place for place in places if place.level == "zone"}
    for row in rows("regions"):
        place = zones.setdefault(row["canonical"], Place("", row["canonical"], "", "region", ""))
        aliases.append((row["surface"], place))
    usage = {row["surface"]: row["use"] for row in rows("common_word_places")}
    return PlaceIndex(places, aliases, usage)
