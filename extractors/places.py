"""Places: divisions of the gazetteer, chains of them as one mention, and unlisted villages, streets and sites.

Two kinds of evidence. The gazetteer knows the divisions down to towns, with regions, countries and zones. Below that
no list is complete: there a name is what stands between a clear left border and a suffix (place_suffixes.tsv).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import regex

import gazetteers
from extractors import name_forms
from extractors.borders import Doc, Match, Words, ground_of
from extractors.model import Context, Mention, Span
from extractors.unlisted_places import Found, with_unlisted
from gazetteers.places import Place, PlaceIndex, index

# A full name whose last character begins another word: 福州市|民 is 福州 and 市民. What is left must be a name itself.
_TAILS: dict[str, regex.Pattern[str]] = {
    "市": regex.compile(r"民(?![政主族间兵营办警])|场(?!监|局)|值|面上|容市"),
    "省": regex.compile(r"会(?!议)|城|份|际|略|心|力"),
    "县": regex.compile(r"[长域]"),
    "区": regex.compile(r"[别分间位]|域(?!性)"),
    "乡": regex.compile(r"[亲村镇愁土情音]"),
    "镇": regex.compile(r"[痛静压定]"),
    "州": regex.compile(r"际"),
}
_GROWS = regex.compile(r"(?<=县)城(?![乡市区镇])|(?<=市)区(?!级|县|[总委两])|(?<=[市县])主?城区|(?<=镇)区(?![域级])")
# A personal name that contains a place: 李|建平. Not where a place stands before (江苏|昆山).
_HAN = regex.compile(r"\p{Han}")


_NO_NAME = frozenset({"v", "d", "p", "c", "r"})


@cache
def _surnames() -> frozenset[str]:
    return frozenset(
        row["surface"]
        for row in gazetteers.rows("surnames")
        if row["kind"] == "single" and not row["word"] and int(row["rank"]) <= 200
    )


@cache
def _all_surnames() -> frozenset[str]:
    return frozenset(row["surface"] for row in gazetteers.rows("surnames") if row["kind"] == "single")


_NO_SURNAME = regex.compile("[在到从往于和与及由区市县省州来自为是]")


def find(doc: Doc, context: Context) -> list[Mention]:
    """All places of an article, those inside names of unions and organisations included, in order.

    A chain (四川省广元市利州区) is one mention. Words such as 全市 or 该县 are none.
    """
    ground = ground_of(doc)
    words = ground.words
    # An unlisted name does not begin with a verb or adverb (发挥|镇); listed places and what grew out of them stay.
    found = [
        item
        for item in _found(words.text, ground.matches)
        if item.places or item.above or not _verb_at(words, item.start)
    ]
    return mentions(words.text, found)


def _verb_at(words: Words, start: int) -> bool:
    """Whether a verb, adverb or the like of several characters, and no place, starts there."""
    i = words.index(start)
    return (
        words.starts[i] == start
        and words.ends[i] - start > 1
        and words.tags[i] in _NO_NAME
        and not index().by_name(words.word(i))
    )


def find_in(text: str) -> list[Found]:
    """The places of ``text`` in order, without overlaps; half-open spans in its code points."""
    return _found(text, index().matches(text))


def _found(text: str, matches: Sequence[Match]) -> list[Found]:
    """:func:`find_in` from what the gazetteer has of the text."""
    places = index()
    found = _chains(text, _listed(text, matches, places), places)
    return with_unlisted(text, found, places)


def mentions(text: str, found: Iterable[Found]) -> list[Mention]:
    """Mentions with canonical names; ambiguous names are resolved by the unambiguous places of the same text."""
    places = index()
    found = list(found)
    context = {p.code for f in found if len(f.places) == 1 for p in places.chain(f.places[0]) if p.code}
    result = []
    for item in found:
        surface = text[item.start : item.end]
        if item.places:
            place = resolve(item.places, context)
            name = canonical(place) if place else surface
            code = place.code or None if place else None
        else:
            name, code = surface.replace("“", "").replace("”", ""), None
        result.append(Mention("PLACE", Span(item.start, item.end), surface.strip("“”"), name, code))
    return result


def resolve(candidates: tuple[Place, ...], context: set[str]) -> Place | None:
    """The one place meant, or None where that stays open.

    Of several, the one that lies in a place of the context; else a province or city before smaller namesakes (吉林
    is the province, 西安 the city, not the district).
    """
    if len(candidates) <= 1:
        return candidates[0] if candidates else None
    places = index()
    inside = [p for p in candidates if any(c.code in context for c in places.chain(p))]
    if inside:
        scores = [sum(c.code in context for c in places.chain(p)) for p in inside]
        best = [p for p, score in zip(inside, scores, strict=True) if score == max(scores)]
        if len(best) == 1:
            return best[0]
        candidates = tuple(best)
    if candidates[0].level != candidates[1].level and candidates[0].level in {"region", "province", "city"}:
        return candidates[0]
    return None


def canonical(place: Place) -> str:
    """Name under which a place is filed: its own (旺苍县), of districts with their city (成都市锦江区)."""
    chain = index().chain(place)
    if (place.code or place.parent).startswith(("81", "82")) and place.level not in ("province", "city"):
        return place.name  # 葵青区: what lies between it and Hong Kong (新界) is no level of its name
    own = place.level == "city" or place.level == "province" or place.level == "region"
    if own or (place.level == "county" and not place.name.endswith("区")):
        return place.name
    first = len(chain) - 1  # up to the nearest county or city, and from a district to its city
    while first and (first == len(chain) - 1 or chain[first].name.endswith("区")):
        first -= 1
        if chain[first].level == "province" and not chain[first].name.endswith("市"):
            return "".join(member.name for member in chain[first + 1 :])
    above = chain[first].short or chain[first].name
    return place.name if place.name.startswith(above) else "".join(member.name for member in chain[first:])


def _listed(text: str, matches: Sequence[Match], places: PlaceIndex) -> list[Found]:
    """Gazetteer matches with their borders put right, doubtful ones where the text vouches for them."""
    out: list[Found] = []
    doubtful: list[Found] = []
    starts = {start for start, *_ in matches}
    for start, end, candidates, sure in matches:
        surface = text[start:end]
        tail = _TAILS.get(surface[-1])
        if tail and end not in starts and tail.match(text, end):  # not in 张掖市|民乐县
            short = places.by_name(surface[:-1])
            if not short or places.usage(surface[:-1]) == "chain":
                continue
            candidates, end = short, end - 1
        joined = bool(out) and out[-1].end == start
        if not joined and end - start == 2 and _other_name(text, end) and candidates[0].level == "county":
            continue
        if not joined and _in_title(text, start, end):
            continue
        if not joined and end - start == 2 and _personal(text, start, end, candidates):
            continue
        (out if sure else doubtful).append(Found(start, end, candidates))
    return sorted([*out, *_vouched(text, out, doubtful, places)], key=lambda item: item.start) if doubtful else out


def _other_name(text: str, end: int) -> bool:
    """Whether the place before ``end`` is only the first half of another name (金沙|湾, 天柱|山, but not 某某|山区)."""
    return text[end : end + 1] in _OTHER_NAME and text[end : end + 2] != "山区"


def _in_title(text: str, start: int, end: int) -> bool:
    """Whether the place opens the title of a document (《青岛市…办法》) or a slogan (“浙江工匠”)."""
    opening = text[start - 1 : start]
    return opening == "《" or (opening == "“" and _SLOGAN.match(text, end) is not None)


_OTHER_NAME = frozenset("湾河江湖岛桥村庄岭滩港山")
"""After a county's short name these begin another name: 金沙湾 is not in 金沙县."""
_SLOGAN = regex.compile(r"[^，。；：！？“”、\n]{1,20}”")
_AMONG = regex.compile(r"[、和与及]")
_SUM = regex.compile(r"等?(?:[0-9]+|[一二两三四五六七八九十]+)?个?(?:县|市|区|州|旗|镇|乡)")


def _vouched(text: str, sure: list[Found], doubtful: list[Found], places: PlaceIndex) -> list[Found]:
    """Names that are common words too (大同, 山上), where they stand in a list with kin or were named in full.

    官田、六甲、大内、山上等四区: all lie in one city. 路桥 where 路桥区 stands elsewhere in the text.
    """
    full = {p for item in sure if len(item.places) == 1 for p in places.chain(item.places[0])}
    ends = {item.end: item for item in sure}
    starts = {item.start: item for item in sure}
    taken: list[Found] = []
    changed = True
    while changed:
        changed = False
        for item in doubtful:
            if item.start in starts:
                continue
            left = ends.get(item.start - 1) if _AMONG.match(text, item.start - 1) else None
            right = starts.get(item.end + 1) if _AMONG.match(text, item.end) else None
            parents = {p.parent for other in (left, right) if other for p in other.places if p.parent}
            kin = tuple(p for p in item.places if p.parent in parents)
            if not kin and _plain_left(text, item.start):
                kin = tuple(p for p in item.places if p in full and p.name in text)
            if kin:
                found = Found(item.start, item.end, kin)
                taken.append(found)
                ends[item.end] = starts[item.start] = found
                changed = True
    return [*taken, *_summed(text, [item for item in doubtful if item.start not in starts])]


def _summed(text: str, doubtful: list[Found]) -> list[Found]:
    """Runs of doubtful names with 、 between them that 等四区 or the like closes, all in one place."""
    out: list[Found] = []
    run: list[Found] = []
    for item in doubtful:
        run = [*run, item] if run and run[-1].end + 1 == item.start and text[item.start - 1] == "、" else [item]
        if len(run) > 1 and _SUM.match(text, item.end) and text[item.end] != "、":
            common = set.intersection(*({p.parent for p in member.places} for member in run))
            if common:
                out.extend(Found(m.start, m.end, tuple(p for p in m.places if p.parent in common)) for m in run)
    return out


def _plain_left(text: str, start: int) -> bool:
    return start == 0 or not _HAN.match(text, start - 1) or text[start - 1] in "在从到往至赴与和由于"


def _personal(text: str, start: int, end: int, candidates: tuple[Place, ...]) -> bool:
    """Whether a two-character short name after a surname is rather a given name (李|建平)."""
    if not start:
        return False
    if text[start - 1] not in _surnames():
        # 练|建平: a rarer surname, and a short name that is a likely given name
        rarer = candidates[0].level == "county" and text[start - 1] in _all_surnames()
        if not rarer or name_forms.given(text[start:end]) <= 2.0 or _NO_SURNAME.match(text, start - 1):
            return False
    if candidates[0].name == text[start:end] or candidates[0].level in {"province", "region"}:
        return False
    return text[end : end + 1] not in set("市县区州省总")


def _chains(text: str, found: list[Found], places: PlaceIndex) -> list[Found]:
    """Neighbours of which one contains the next, joined (四川省|广元市|利州区)."""
    out: list[Found] = []
    for item in found:
        if out and out[-1].end == item.start:
            inside = tuple(
                inner
                for inner in item.places
                if any(places.contains(outer, inner) or _moved(outer, inner, places) for outer in out[-1].places)
            )
            if inside:
                out[-1] = Found(out[-1].start, item.end, inside)
                continue
        out.append(item)
    grown = []
    for item in out:
        more = _GROWS.match(text, item.end)
        if more and text[item.end - 1] in "市县镇":
            grown.append(Found(item.start, more.end(), (), item.places))
        else:
            grown.append(item)
    return grown


def _moved(outer: Place, inner: Place, places: PlaceIndex) -> bool:
    """Whether a town stands after a district of its city that it belonged to before (余杭区塘栖镇, now of 临平区)."""
    if inner.level != "town" or outer.level != "county":
        return False
    above = places.by_code(inner.parent)
    return above is not None and above.parent == outer.parent
