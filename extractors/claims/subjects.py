"""Whose figure it is: the subject in the clause, or the one carried over from before."""

from __future__ import annotations

from typing import NamedTuple

import regex

import gazetteers
from extractors.claims.clauses import Row
from extractors.claims.elements import Element, is_verbal, words
from extractors.claims.groups import NO_GROUP, group_at
from extractors.claims.phrases import right_of
from extractors.homes import Homes


class Subject(NamedTuple):
    """A subject found in a clause.

    Attributes:
        name: resolved (全市各级工会 in a Fuzhou article: 福州市各级工会).
        at: number of its first element in the clause.
        strong: a body or a group of bodies, as against a mere place.
    """

    name: str
    at: int
    strong: bool


def in_clause(row: Row, stop: int, homes: Homes) -> Subject | None:
    """The subject that stands in the clause before element ``stop``, or None.

    The first body, group or place that is not inside a prepositional phrase (与X合作, 在X, 向X) and does not merely
    modify a noun (X的经验). 由 opens an agent, so its noun counts. A body beats a place that stands before it. A person
    counts only where nothing is said: of a person who speaks, the body in the title before the name is the subject.
    """
    stop = min(stop, len(row))
    if True not in [e.names for e in row[:stop]]:
        return None
    speaks = _speaks(row)
    place: Subject | None = None
    i = 0
    while i < stop:
        e = row[i]
        if "preposition" in e.roles and e.text not in ("由", "截至", "至", "到", "据"):
            i = _past_phrase(row, i + 1, stop)
            continue
        found, after, strong = group_at(row, i, homes) if e.points else NO_GROUP
        if found:
            follower = row[after] if after < len(row) else None
            if follower is not None and follower.kind == "name" and follower.mention is not None and not strong:
                i = after  # 该区兴泰镇工会: the group only places the name
                continue
            if follower is None or not (
                follower.text == "的" or (not strong and follower.nominal and not is_verbal(row[after]))
            ):
                if strong:
                    return Subject(found, i, True)
                place = place or Subject(found, i, False)
            i = after
            continue
        if e.kind == "name" and e.mention is not None:
            follower = row[i + 1] if i + 1 < len(row) else None
            modifies = follower is not None and (follower.text == "的" or follower.text in ("副", "主席", "党组"))
            compound = _compound(row, i, stop)
            if compound is not None:
                return compound
            if e.mention.label in ("UNION", "ORG"):
                if follower is None or follower.text != "的" or speaks:
                    found_body = _body(row, i, stop)
                    return found_body._replace(name=_parent(found_body.name)) if speaks else found_body
            elif e.mention.label == "PERSON":
                if not modifies and not speaks and place is None:
                    return _body(row, i, stop)._replace(strong=False)
            elif e.mention.label == "PLACE" and place is None and not modifies:
                pair = _places(row, i, stop)
                if pair:
                    return Subject(pair, i, False)
                named = follower is None or not follower.nominal or is_verbal(row[i + 1])
                place = Subject(e.mention.canonical, i, False) if named else place
        i += 1
    return place


def agent_behind(row: Row, i: int) -> Subject | None:
    """The body by whom what stands behind figure ``i`` was done (230万元由市总工会赔付, 90名职工得到市总工会的慰问)."""
    for k in range(i + 1, len(row) - 1):
        if row[k].kind == "quantity":
            return None
        mention = row[k + 1].mention
        if mention is None or mention.label not in ("UNION", "ORG"):
            continue
        owned = k + 2 < len(row) and row[k + 2].text == "的"
        if row[k].text in ("由", "经", "被") and not owned:
            return Subject(mention.canonical, k + 1, True)
        if row[k].text.removesuffix("了") in _RECEIVING and owned:
            return Subject(mention.canonical, k + 1, True)
    return None


def leading(row: Row, homes: Homes) -> Subject | None:
    """The subject before the first verb of a clause, or None; worked out once."""
    if row.leads is ...:
        row.leads = in_clause(row, row.verbs[0] if row.verbs else len(row), homes)
    found: Subject | None = row.leads
    return found


_RECEIVING = words("receiving")
_GROUP = frozenset(("group",))


def _speaks(row: Row) -> bool:
    """Whether somebody says something in the clause."""
    return True in ["speech" in e.roles for e in row]


def _compound(row: Row, i: int, stop: int) -> Subject | None:
    """A facility that begins with a name (牟海波创新工作室, 裕龙岛赛区), None where the name stands alone."""
    mention = row[i].mention
    assert mention is not None
    j = i + 1
    while j < min(stop, i + 8) and row[j].kind == "word" and row[j].nominal and not row[j].verb:
        if row[j].roles and row[j].roles != _GROUP and row[j].text not in ("和", "与"):
            break
        j += 1
    words_ = [e for e in row[i + 1 : j] if e.text not in ("和", "与")]
    if not words_ or mention.label == "UNION" or not row[j - 1].text.endswith(ACTORS):
        return None
    text = mention.surface + "".join(e.text for e in row[i + 1 : j])
    if mention.label == "PLACE" and any(w.text in ("各级", "工会", "职工", "企业") for w in words_):
        return None  # 安徽各级工会 and 惠州企业 are groups
    return Subject(text, i, True)


def _places(row: Row, i: int, stop: int) -> str:
    """Several places that share a figure (赞皇、平山两县, 阜阳、亳州等地), "" for one place alone."""
    j = i
    while j + 2 < len(row) and row[j + 1].kind == "pause" and row[j + 2].kind == "name":
        j += 2
    if j == i or j + 1 >= len(row):
        return ""
    tail = row[j + 1].text
    if tail[:1] in "两三四五六" or tail in ("等", "等地"):
        end = j + 2
        if end < len(row) and row[end].text[:1] in "地县市区省州镇" and len(row[end].text) == 1:
            end += 1
        return "".join(e.text for e in row[i:end])
    return ""


def _parent(name: str) -> str:
    """The union of a department whose officer speaks: 常德市总工会权益保障部 speaks of 常德市总工会's figures."""
    cut = name.find("总工会")
    return name[: cut + 3] if cut > 0 and name[cut + 3 :].endswith(("部", "处", "室", "中心", "委员会")) else name


def _body(row: Row, i: int, stop: int) -> Subject:
    """The body at element ``i``, or the enumeration that it opens (甲、乙等12家单位), or the union of the same person.

    In 市人大常委会副主任、市总工会主席温祥华 the union is what the person acts for.
    """
    mention = row[i].mention
    assert mention is not None
    last = i
    j = i + 1
    while j < stop and (row[j].kind in ("pause", "name") or row[j].text in ("和", "与", "及", "以及")):
        if row[j].kind == "name":
            last = j
        j += 1
    if j + 1 < len(row) and row[j].text == "等" and row[j + 1].kind == "quantity":
        thing = right_of(row, j + 1)
        if thing:
            return Subject("".join(e.text for e in row[i : thing.last]), i, True)
    if last > i:
        listed = mention.canonical + "".join(e.text for e in row[i + 1 : last + 1])
        return Subject(listed, i, True)
    if mention.label == "ORG" and i + 1 < stop and row[i + 1].kind == "word" and row[i + 1].tag.startswith(("n", "b")):
        for k in range(i + 2, min(stop, i + 8)):
            other = row[k].mention
            if other is not None and other.label == "UNION":
                return Subject(other.canonical, k, True)
            if row[k].verb:
                break
    return Subject(mention.canonical, i, True)


_OPENING = frozenset(("connective", "adverb"))


def opening_noun(row: Row, stop: int) -> Subject | None:
    """A common noun phrase that opens the clause and can act (该中心, 全省创新工作室, 集体协商制度).

    Used where no name stands in the clause; None where the phrase is a time, a place or a circumstance.
    """
    i = 0
    while i < stop and (row[i].kind == "time" or row[i].roles & _OPENING):
        i += 1
    first = i
    while (
        i < stop
        and row[i].kind in ("word", "quote", "pause", "name")
        and not (row[i].roles and row[i].roles != _GROUP)
        and not row[i].verb
    ):
        i += 1
    text = _NUMBER.sub("", "".join(_resolved(e) for e in row[first:i]).strip("“”、"))
    owner, _, rest = text.partition("的")
    text = owner if rest and owner.endswith(ACTORS) else text
    if not 2 <= len(text) <= 24 or text.endswith(_CIRCUMSTANCES) or text.startswith(("其", "的", "这些", "一")):
        return None
    if not text.endswith(ACTORS):
        return None
    union = row[first].mention
    if union is not None and union.label == "UNION" and i > first + 1 and not text.endswith(_OFFICES):
        return None  # 市总工会|劳动竞赛, 市总工会|在档困难职工: the union's, not a body
    return Subject(text, first, True)


def _resolved(e: Element) -> str:
    """Text of an element; the full name of a union (区总工会女职工: 鼓楼区总工会女职工)."""
    return e.mention.canonical if e.mention is not None and e.mention.label == "UNION" else e.text


# 2.北苑街道总工会, ✅办证窗口: what numbers the items of a list is no part of a name.
_NUMBER = regex.compile(r"^(?:[0-9]{1,2}[.．、）)]|[^\w“‘《（])+")


def owner_of_rate(item: str) -> tuple[str, str]:
    """Whose rate it is and which: 百人以上建会企业集体协商建制率 is 百人以上建会企业 and 集体协商建制率.

    ("", item) where the phrase has no owner or is too short to part with it (职工入会率).
    """
    if not item.endswith(("率", "面", "比例", "比重", "程度", "度")):
        return "", item
    cut = max((item.rfind(noun) + len(noun) for noun in _OWNERS if noun in item[:-2]), default=0)
    owner, rate = item[:cut], item[cut:].lstrip("的")
    return (owner, rate) if cut >= 4 and len(rate) >= 3 else ("", item)


_OWNERS = tuple(sorted(words("owner")))

_CIRCUMSTANCES = tuple(sorted(words("circumstance")))
_OFFICES = tuple(sorted(words("office")))
ACTORS = tuple(row["suffix"] for row in gazetteers.rows("actor_nouns"))


def _past_phrase(row: Row, i: int, stop: int) -> int:
    """The element after the noun phrase of a preposition: up to its first name's end, a locative or a verb."""
    seen = False
    while i < min(stop, len(row)):
        e = row[i]
        if e.kind == "name":
            seen = True
            i += 1
            if i < len(row) and (row[i].kind == "pause" or row[i].text in ("和", "与", "等", "及")):
                i += 1
                continue
            if i < len(row) and (row[i].kind == "name" or row[i].text == "的" or (row[i].nominal and not row[i].verb)):
                continue
            return i
        if row[i].verb or e.kind in ("quantity",):
            return i
        if seen and "adverb" in e.roles:
            return i
        i += 1
    return i
