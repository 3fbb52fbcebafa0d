"""The clauses of a sentence, with their governing verbs marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, wraps
from inspect import signature
from itertools import count
from typing import Any, TypeVar, TypeVarTuple

import gazetteers
from extractors.borders import LEVELS
from extractors.claims.elements import BE, Element, Laid, words

_T = TypeVar("_T")
_Where = TypeVarTuple("_Where")


class Row(tuple[Element, ...]):
    """The elements of one clause, and what was read off it so far (see :func:`once`).

    Attributes:
        starts: offset in the text at which each element begins.
        figures: numbers of its quantities.
        verbs: numbers of its governing verbs.
        kept: answers of the functions marked with :func:`once`, by number of the function and place.
        leads: the rules' subject of the clause (:func:`extractors.claims.subjects.leading`), ``Ellipsis`` unread.
    """

    starts: Sequence[int]
    figures: Sequence[int]
    verbs: Sequence[int]
    kept: dict[int, Any]
    leads: Any

    @classmethod
    def of(cls, elements: list[Element], starts: Sequence[int], figures: Sequence[int], verbs: Sequence[int]) -> Row:
        """The clause of these elements."""
        row = cls(elements)
        row.starts, row.figures, row.verbs, row.kept = starts, figures, verbs, {}
        row.leads = ...
        return row


EMPTY = Row.of([], (), (), ())
"""A clause of nothing."""

_UNREAD: Any = object()
_NUMBERS = count()
_SHIFT = 26  # bits: more elements than a document has characters


def once(read: Callable[[Row, *_Where], _T]) -> Callable[[Row, *_Where], _T]:
    """A function of a clause and up to two element numbers that is worked out once for each place.

    Frames, actions, items and subjects of all figures of a clause ask the same things of it: the phrase left of a
    figure, the verb before it, the words of a phrase.
    """
    base = next(_NUMBERS) << 2 * _SHIFT
    work: Callable[..., _T] = read

    @wraps(read)
    def kept(row: Row) -> _T:
        found: _T = row.kept.get(base, _UNREAD)
        if found is _UNREAD:
            found = row.kept[base] = work(row)
        return found

    @wraps(read)
    def kept_at(row: Row, at: int) -> _T:
        found: _T = row.kept.get(base + at, _UNREAD)
        if found is _UNREAD:
            found = row.kept[base + at] = work(row, at)
        return found

    @wraps(read)
    def kept_between(row: Row, first: int, last: int) -> _T:
        key = base + (first << _SHIFT) + last
        found: _T = row.kept.get(key, _UNREAD)
        if found is _UNREAD:
            found = row.kept[key] = work(row, first, last)
        return found

    # One wrapper for each number of places: packing and hashing them costs more than what most of the functions do.
    wanted: Any = (kept, kept_at, kept_between)[len(signature(read).parameters) - 1]
    known: Callable[[Row, *_Where], _T] = wanted
    return known


def clauses(laid: Laid) -> list[Row]:
    """The elements between stops.

    What stands in brackets is left out of its clause, so that 高中（中职）生42人 reads through; with a figure in it, it
    is a clause of its own after the one that it interrupts.
    """
    row, starts = laid
    stops = [i for i, e in enumerate(row) if e.kind == "stop"]
    out: list[Row] = []
    now = Laid([], [])
    aside: list[Row] = []
    first = 0  # where what is not yet in the clause begins
    for i in stops:
        if i < first:
            continue  # inside of a bracket
        now.row.extend(row[first:i])
        now.starts.extend(starts[first:i])
        first = i + 1
        close = _closing(row, i) if row[i].text == "（" else None
        if close is None:
            if now.row:
                out.append(_marked(now))
            out.extend(aside)
            now, aside = Laid([], []), []
            continue
        inner = row[i + 1 : close]
        if "quantity" in [e.kind for e in inner]:
            aside.extend(clauses(Laid(inner, starts[i + 1 : close])))
        elif now.row and _is_level(now.row[-1].text) and all(_is_level(e.text) or e.kind == "pause" for e in inner):
            # 22个县（市、区）: the bracket names levels of the same kind
            last = now.row[-1]
            now.row[-1] = replace(last, text=last.text + "（" + "".join(e.text for e in inner) + "）")
        first = close + 1
    now.row.extend(row[first:])
    now.starts.extend(starts[first:])
    if now.row:
        out.append(_marked(now))
    out.extend(aside)
    return out


_LEVELS = LEVELS | {"村", "街道", "社区", "园区", "师", "局"}


def _is_level(text: str) -> bool:
    """Whether a word names a level of divisions (县, 乡镇, 街道)."""
    return text in _LEVELS or (len(text) == 2 and all(ch in _LEVELS for ch in text))


def _closing(row: list[Element], i: int) -> int | None:
    for j in range(i + 1, min(len(row), i + 40)):
        if row[j].text == "）":
            return j
    return None


# After these a new verb begins: 以共建等方式建成驿站.
_MEANS = words("means")


_NO_GOVERNOR = frozenset(("causative", "pivot", "copula", "exist"))
_ASPECTS = frozenset(("了", "过", "着"))


def _marked(laid: Laid) -> Row:
    """The clause with its governing verbs marked.

    Chinese verbs stand inside noun phrases without a sign (权益保护专项合同, 创业帮扶资金). So a verb between two nouns
    counts as one of them when another verb before it can govern the whole phrase.
    """
    row = laid.row
    verbs = [i for i, e in enumerate(row) if e.could and _can_govern(row, i)]
    if len(verbs) > 1:
        verbs = _thinned(row, verbs)
    figures = [i for i, e in enumerate(row) if e.quantity is not None]
    if figures:
        verbs = sorted({*verbs, *_hidden(row, verbs, figures)})
    for i in verbs:
        row[i] = row[i].governing()
    return Row.of(row, laid.starts, figures, verbs)


def _thinned(row: list[Element], verbs: list[int]) -> list[int]:
    """The verbs without those that are a part of the object of the verb before them."""
    out: list[int] = []
    governor = False
    seen = verbs[0]  # what stands before the first verb decides nothing
    for i in verbs:
        e = row[i]
        if governor and True in [x.borders for x in row[seen:i]]:
            governor = False
        seen = i
        if e.borders:
            governor = False
            out.append(i)
            continue
        after = row[i + 1] if i + 1 < len(row) else None
        if (
            out
            and out[-1] == i - 1
            and after is not None
            and (after.nominal or after.kind == "quote")
            and e.text not in _own_verbs()
        ):
            continue  # 发放 防暑 用品: a verb that only jieba knows, behind another, is a part of the object
        if (
            governor
            and after is not None
            and after.nominal
            and after.text not in _ASPECTS
            and row[i - 1].kind == "word"
            and row[i - 1].text not in _MEANS
            and _noun_before(row, i)
        ):
            continue
        out.append(i)
        if not e.roles & _NO_GOVERNOR:
            governor = True
    return out


@cache
def _own_verbs() -> frozenset[str]:
    """Verbs of our own word table: these make chains (走访 慰问 职工), others behind a verb do not."""
    return frozenset(row["word"] for row in gazetteers.rows("words") if row["tag"].startswith("v"))


_HIDING = frozenset(("pivot", "light"))


def _hidden(row: list[Element], verbs: list[int], figures: list[int]) -> Iterator[int]:
    """The verb behind a preposition's phrase where none was found: in 在机械制造等行业组织技能比武31场次.

    A verbal noun after a noun is taken for a part of it; when a figure would be left without a verb, the last one
    between preposition and figure governs.
    """
    begin = 0
    for i in figures:
        opened: int | None = None
        for k in range(begin, i):
            if "preposition" in row[k].roles:
                opened = k
                break
        if opened is not None and not any(k in verbs or row[k].roles & BE for k in range(begin, i)):
            for k in range(i - 1, opened, -1):
                follows = row[k + 1]
                can = row[k].tag in ("vn", "v") and row[k].roles <= _HIDING and row[k - 1].text != "的"
                if can and (follows.nominal or follows.kind in ("name", "quote")):
                    yield k
                    break
        begin = i + 1


_OPENING = frozenset(("adverb", "auxiliary", "connective"))
_LIGHT = frozenset(("light",))


def _can_govern(row: list[Element], i: int) -> bool:
    """Whether a word that could be a verb governs what stands around it."""
    e = row[i]
    before = row[i - 1] if i else None
    after = row[i + 1] if i + 1 < len(row) else None
    if after is not None and after.text in _ASPECTS:
        return True
    if before is not None and before.text[:1] == "每" and after is not None and after.kind == "quantity":
        return True  # 每人 奖励 500元
    if len(e.text) == 1 and not e.roles:
        if after is None:
            return False
        if after.kind == "quantity":
            return True
        if (after.nominal or after.kind == "name") and _after_counted(row, i):
            return True  # 400人 职工 学 一门手艺
        # Verbs of one character are as often a part of a name or a word that jieba does not know (重困, 水改).
        return after.text != "的" and (
            before is None or before.kind in ("time", "name") or not before.roles.isdisjoint(_OPENING)
        )
    if e.tag != "vn":
        return True
    if after is None or not (after.kind in ("name", "quantity", "quote") or after.nominal):
        return False
    if before is None:
        return True
    if before.kind == "time" and i > 1 and row[i - 2].text == "的":
        return False
    if before.kind == "word" and (before.text in ("的", "等") or before.roles & BE or _noun_before(row, i)):
        return False
    if before.kind in ("pause", "quote", "quantity") or before.text in ("和", "与", "及", "以及"):
        return False
    # 开展 培训 班, 发放 创业 资金: behind a verb it begins the object.
    return not (before.could and before.roles <= _LIGHT and _can_govern(row, i - 1))


def _after_counted(row: list[Element], i: int) -> bool:
    """Whether only nouns stand between the figure before and element ``i``."""
    k = i - 1
    while k >= 0 and row[k].kind == "word" and row[k].tag.startswith(("n", "b", "a")):
        k -= 1
    return 0 <= k < i - 1 and row[k].kind == "quantity"


_NO_NOUN = frozenset(("adverb", "preposition", "connective", "auxiliary", "group"))
_BODIES = ("总工会", "公司", "协会", "集团", "联合会", "委员会")


def _noun_before(row: list[Element], i: int) -> bool:
    before = row[i - 1]
    if before.roles & _NO_NOUN:
        return False
    if before.text.endswith(_BODIES):
        return False  # 总工会 慰问 职工: a body acts
    return before.tag.startswith(("n", "b", "j", "l", "a", "q", "m", "vn", "s", "f", "r", "x"))
