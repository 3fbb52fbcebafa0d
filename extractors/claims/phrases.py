"""Noun phrases around a quantity: what is counted, to its right or to its left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extractors.claims.clauses import Row, once
from extractors.claims.elements import BE, LETTERED, Element, words

_PARTICLES = frozenset(("了", "过", "着", "得", "地"))
_JOINTS = frozenset(("、", "和", "与", "及", "以及", "或"))
# Words that qualify a count and are no part of what is counted.
_FILLERS = words("filler")


class Phrase(NamedTuple):
    """A noun phrase: elements ``first`` to ``last`` (exclusive) of a clause.

    Attributes:
        first, last: half-open range of element numbers.
        verb: number of the verb of a relative clause before the noun (送出 in 送出的慰问金), or None.
        link: number of a copula or existential between the phrase and the quantity (达 in 慰问金达), or None.
    """

    first: int
    last: int
    verb: int | None = None
    link: int | None = None

    def __bool__(self) -> bool:
        return self.last > self.first


# Where the thing is, not what it is: 送到5.7万名职工身边.
_PLACES = words("locative")
_ENDS = _FILLERS | _PLACES | _JOINTS

_POSSESSORS = frozenset(("他", "她", "我", "我们", "他们", "其"))


@once
def text_of(row: Row, first: int, last: int) -> str:
    """The characters of a range of elements, without the quantities and fillers at its ends."""
    while first < last and (
        row[first].text in _FILLERS
        or row[first].kind in ("pause", "quantity")
        or (row[first].tag == "f" and last - first > 1)
    ):
        first += 1
    while last - first > 2 and row[first].text in _POSSESSORS and row[first + 1].text == "的":
        first += 2
    while last - first > 1 and row[first].text[0] == "每" and row[first].kind == "word":
        first += 1
        if row[first].text in ("个", "名", "户", "家", "年", "月", "人") and last - first > 1:
            first += 1
    while first < last:
        e = row[last - 1]
        if not (
            e.text in _ENDS
            or e.kind in ("pause", "quantity", "time")
            or (e.kind == "quote" and e.text in "“‘《")
            or (last - first > 1 and _is_setting(e))
        ):
            break
        last -= 1
    return row[first].text if last - first == 1 else "".join([e.text for e in row[first:last]])


def _is_setting(e: Element) -> bool:
    """Whether a word behind a noun says where or how long, and is no part of its name (工作室|全市, 律师|一天)."""
    return e.text in _SCOPES or (e.tag == "m" and e.text[-1] in "天年月多日") or (e.tag == "f" and e.text in "前后间")


_SCOPES = frozenset(
    ("全市", "全省", "全县", "全区", "全国", "全州", "全厂", "全公司", "全系统", "全行业", "全集团", "全校")
)


def is_thing(row: Sequence[Element], first: int, last: int) -> bool:
    """Whether a range of elements can name a thing that is counted: it has a noun that is no mere pointer."""
    for k in range(first, last):  # noqa: SIM110  # a generator costs more than the one or two elements
        if row[k].thing:
            return True
    return False


# No phrase goes on over one of these, but a relative clause may begin with it.
_HEADS = frozenset(("preposition", "copula", "exist", "causative"))
_OUTSIDE = frozenset(("adverb", "auxiliary", "connective"))


@once
def right_of(row: Row, i: int) -> Phrase:
    """The noun phrase that begins directly after quantity ``i`` (15个社会组织示范基地); empty where none does."""
    first = j = i + 1
    relative = False
    size = len(row)
    while j < size:
        e = row[j]
        if e.kind == "quote":
            j = _past_quote(row, j)
            continue
        if e.kind == "quantity" or e.kind == "time":
            break
        if e.kind == "pause" or e.text in _JOINTS:
            if j == first or not _noun_follows(row, j + 1):
                break
            j += 1
            continue
        if e.kind == "name":
            j += 1
            continue
        if e.text == "的" or e.text == "等":
            j += 1
            continue
        if e.text == "不" and j == first and j + 1 < size and row[j + 1].text == "等":
            j += 2
            first = j
            continue
        if j == first and e.text in ("左右", "以上", "以下", "以内", "不等", "上下", "多", "余"):
            j += 1
            first = j
            continue
        if e.verb or e.roles & _HEADS:
            if j == first or relative or row[j - 1].text == "的":
                head = _relative_end(row, j)
                if head is not None and not e.roles & BE:
                    relative = True
                    j = head
                    continue
            break
        if not e.nominal or e.roles & _OUTSIDE:
            break
        if e.tag == "v" and j > first and len(e.text) == 1:
            break
        j += 1
    while j > first and (row[j - 1].text in _JOINTS or row[j - 1].text in ("的", "等")):
        j -= 1
    return Phrase(first, j)


def _past_quote(row: Row, j: int) -> int:
    if row[j].text in "“‘《「〈":
        close = {"“": "”", "‘": "’", "《": "》", "「": "」", "〈": "〉"}[row[j].text]
        for k in range(j + 1, len(row)):
            if row[k].text == close:
                return k + 1
    return j + 1


def _noun_follows(row: Row, j: int) -> bool:
    """Whether an enumeration goes on with a noun, and not with a noun that has its own figure (大专生83人)."""
    k = j
    while k < len(row) and ((row[k].nominal and not row[k].verb) or row[k].kind == "name" or row[k].text == "的"):
        k += 1
    return k > j and not (k < len(row) and row[k].kind == "quantity")


def _relative_end(row: Row, j: int) -> int | None:
    """For a verb at ``j``: the element after the 的 that closes its relative clause, if a noun follows it."""
    for k in range(j + 1, min(len(row), j + 14)):
        e = row[k]
        if e.kind == "quantity":
            return None
        if (
            e.text == "的"
            and k + 1 < len(row)
            and ((row[k + 1].nominal and not row[k + 1].verb) or row[k + 1].kind in ("name", "quote"))
        ):
            return k + 1
    return None


_LINKS = words("link")
_BEFORE = words("earlier")
_MANNER = frozenset(("adverb", "auxiliary"))
_NO_NOUNS = frozenset(("preposition", "copula", "exist", "causative", "adverb", "connective"))
_NO_PARTS = frozenset(("auxiliary", "group"))


@once
def left_of(row: Row, i: int) -> Phrase:
    """The noun phrase before quantity ``i`` (社会组织服务项目270个, 慰问金达396.2万元); empty where there is none."""
    j = i - 1
    link: int | None = None
    while j >= 0:
        e = row[j]
        if e.kind == "time" or (e.text[0] == "每" and e.kind == "word"):
            j -= 1
            continue
        if e.text == "的" and j and (row[j - 1].kind == "time" or row[j - 1].text in _BEFORE):
            j -= 1  # 由2019年的超过2万户
            continue
        if (e.text in ("由", "从") and j + 1 < i) or e.text in _BEFORE:
            j -= 1
            continue
        if e.roles & BE or e.text in _PARTICLES or (e.kind == "word" and e.text in _LINKS):
            if link is None and (e.roles & BE or e.text in _LINKS):
                link = j
        elif (e.tag != "d" and not e.roles & _OUTSIDE) or ("preposition" in e.roles and not e.roles & _MANNER):
            break
        j -= 1
    last = j + 1
    while j >= 0:
        e = row[j]
        if e.kind in ("quantity", "time"):
            break
        if e.kind == "quote":
            if e.text in "”’》」〉":
                open_at = _open_quote(row, j)
                if open_at is None:
                    break
                j = open_at - 1
                continue
            break
        if e.kind == "pause" or e.text in _JOINTS:
            if j == 0 or row[j - 1].kind == "quantity" or j + 1 == last:
                break
            j -= 1
            continue
        if e.kind == "name":
            # A body directly before its figure is whose figure it is (其中甘井子区312家), unless a verb or quotation
            # marks make it a thing; inside a longer phrase it is a part of it.
            if (
                j + 1 == last
                and j
                and (row[j - 1].verb or row[j - 1].text == "“")
                and e.mention is not None
                and e.mention.label in ("ORG", "PLACE")
            ):
                j -= 1
                continue
            if j + 1 == last or (e.mention is not None and e.mention.label in ("UNION", "PERSON")):
                break
            if e.mention is not None and e.mention.label in ("PLACE", "ORG") and j and row[j - 1].text != "的":
                break
            j -= 1
            continue
        if e.text == "的":
            verb = _relative_verb(row, j)
            if verb is not None:
                return Phrase(j + 1, last, verb, link)
            if j + 1 == last:
                verb = _relative_verb(row, j)
                return Phrase(j, j, verb, link)
            j -= 1
            continue
        if e.text in ("等", "之"):
            j -= 1
            continue
        if e.verb or e.roles & _NO_NOUNS:
            break
        if not e.nominal or e.roles & _NO_PARTS or e.text[0] == "每":
            break
        j -= 1
    first = j + 1
    while first < last and (row[first].kind == "pause" or row[first].text in _JOINTS or row[first].text == "的"):
        first += 1
    return Phrase(first, last, None, link)


def _open_quote(row: Row, j: int) -> int | None:
    pairs = {"”": "“", "’": "‘", "》": "《", "」": "「", "〉": "〈"}
    for k in range(j - 1, -1, -1):
        if row[k].text == pairs[row[j].text]:
            return k
    return None


_CLAUSE_BORDERS = frozenset(("adverb", "preposition", "connective", "group"))


def _relative_verb(row: Row, de: int) -> int | None:
    """The verb of the relative clause that 的 at ``de`` closes: its first verb, for what follows is its object.

    签了女职工权益保护专项合同的企业: 签. The clause begins after a figure, a stop, a preposition's phrase or a body.
    """
    found: int | None = None
    for k in range(de - 1, -1, -1):
        e = row[k]
        if e.kind == "quantity":
            break
        if e.kind == "pause" and found is not None:
            break
        if e.verb and not e.roles & BE:
            found = k
        elif (e.kind == "name" and e.mention is not None and e.mention.label == "UNION") or (
            found is not None and (e.kind == "time" or e.roles & _CLAUSE_BORDERS)
        ):
            break
    if found is None and de and row[de - 1].tag in ("v", "vn") and not row[de - 1].roles:
        return de - 1  # 返还的经费, 受资助的
    return found


@once
def noun_runs(row: Row) -> list[Phrase]:
    """All stretches of nouns in a clause, verbs, figures, times and prepositions being the borders."""
    out: list[Phrase] = []
    first: int | None = None
    for k, e in enumerate(row):
        if e.noun:
            first = k if first is None else first
        elif first is not None and not (e.text == "的" and e.roles.isdisjoint(LETTERED)):
            out.append(Phrase(first, k))
            first = None
    if first is not None:
        out.append(Phrase(first, len(row)))
    return [p for p in out if is_thing(row, p.first, p.last)]
