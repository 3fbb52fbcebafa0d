"""A sentence as the claim grammar sees it: a row of elements.

Quantities, times and names are one element each; everything else is a word of the tokenizer. All spans are of the
doc's text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from operator import add, attrgetter
from typing import Literal, NamedTuple

from spacy.tokens import Doc

import gazetteers
from extractors.model import Mention, Period, Quantity, Span

ElementKind = Literal["quantity", "time", "name", "word", "stop", "pause", "quote"]

STOPS = frozenset("，；：。！？…\n（）()—!?;")
PAUSES = frozenset("、")
QUOTES = frozenset("“”‘’「」《》〈〉\"'")
_NOMINAL = ("n", "b", "j", "l", "i", "s", "f", "an", "k", "g", "eng", "x", "q", "m", "r", "a", "z", "h")


# 现有 says when, but it is also the verb of its clause.
_VERBAL_TIMES = frozenset(("现有", "现", "已有"))

BE = frozenset(("copula", "exist"))
"""Roles of words that say only that something is or is there."""


@cache
def roles() -> dict[str, frozenset[str]]:
    """Roles of a word in the claim grammar (gazetteer ``claim_words``)."""
    found: dict[str, set[str]] = {}
    for row in gazetteers.rows("claim_words"):
        found.setdefault(row["word"], set()).add(row["role"])
    return {word: frozenset(parts) for word, parts in found.items()}


@cache
def words(name: str) -> frozenset[str]:
    """One list of the gazetteer ``claim_lists``."""
    return frozenset(row["word"] for row in gazetteers.rows("claim_lists") if row["list"] == name)


_NONE: frozenset[str] = frozenset()


@dataclass(slots=True)
class Element:
    """One element of a clause. It is written once, by :func:`elements` and then :func:`clauses`, and only read after.

    Attributes:
        kind: quantity, time, name; word; stop (ends a clause), pause (、), quote (a quotation mark or 《》).
        span: in the doc; of a quantity its outer span, with hedges.
        text: the characters at the span.
        tag: jieba's part of speech of a word, else "".
        roles: the word's roles in ``claim_words``.
        nominal: whether the word can stand inside a noun phrase (of a verbal noun ``verb`` decides).
        thing: whether it can name a thing that is counted: it is a noun and no mere pointer.
        points: whether a group of bodies or a pointing place could begin with it (全市各级工会, 该县).
        letter: what it is, in a letter or two: its tag, V for a governing verb, N for a name, Q a figure, T a time.
        quantity, period, mention: what the element stands for, by kind.
        verb: whether it governs something in its clause, and is no verbal noun (技能培训, 服务项目) or auxiliary.
    """

    kind: ElementKind
    span: Span
    text: str
    tag: str = ""
    roles: frozenset[str] = _NONE
    nominal: bool = False
    thing: bool = False
    points: bool = False
    letter: str = "?"
    quantity: Quantity | None = None
    period: Period | None = None
    mention: Mention | None = None
    verb: bool = False

    def has(self, role: str) -> bool:
        """Whether the word plays the role."""
        return role in self.roles


class _Nature(NamedTuple):
    """What a word is by itself, wherever it stands; see :class:`Element`."""

    kind: ElementKind
    tag: str
    roles: frozenset[str]
    nominal: bool
    thing: bool
    points: bool
    letter: str


# A word that does one of these is called by its role, not by its tag.
LETTERED = frozenset(("preposition", "adverb", "copula", "exist", "connective", "auxiliary"))
_NO_THING = frozenset(("adverb", "connective", "auxiliary", "group"))
_POINTERS = words("pointer")


@lru_cache(maxsize=1 << 15)
def _nature(word: str, tag: str, plays: bool = True) -> _Nature:
    """The nature of a word with that tag; with ``plays`` false, of one that has no role of its own."""
    if all(ch in STOPS for ch in word):
        return _Nature("stop", "", _NONE, False, False, False, "?")
    if word in PAUSES:
        return _Nature("pause", "", _NONE, False, False, False, ",")
    if word in QUOTES:
        return _Nature("quote", "", _NONE, False, word not in _POINTERS, False, "“")
    its = roles().get(word, _NONE) if plays else _NONE
    thing = tag[:1] in "nvbjlgexai" and tag != "vd" and word not in _POINTERS and not its & _NO_THING
    letter = "vn" if tag == "vn" else tag[:1]
    if its & LETTERED:
        letter = "p" if "preposition" in its else "d"
    return _Nature(
        "word",
        tag,
        its,
        tag.startswith(_NOMINAL) or tag in ("vn", "v", "vi"),
        thing,
        word[0] in "全该本我各两三省市县区州镇乡" or "group" in its,
        letter,
    )


class Tokens:
    """The tokens of a doc as parallel lists: reading them off the doc one by one is what costs.

    Attributes:
        text: of the doc.
        starts, ends: half-open offsets of each token.
        tags: jieba's part of speech of each token.
    """

    __slots__ = ("ends", "starts", "tags", "text")

    def __init__(self, doc: Doc) -> None:
        strings = doc.vocab.strings
        words, spaces, tags = (doc.to_array(name).tolist() for name in ("ORTH", "SPACY", "TAG"))
        texts = {word: strings[word] for word in set(words)}
        names = {tag: strings[tag] if tag else "" for tag in set(tags)}
        parts = [texts[word] for word in words]
        self.starts = list(accumulate(map(add, map(len, parts), spaces), initial=0))[:-1]
        self.ends = list(map(add, self.starts, map(len, parts)))
        self.tags = [names[tag] for tag in tags]
        self.text = "".join([part + " " if space else part for part, space in zip(parts, spaces, strict=True)])


def elements(
    tokens: Tokens,
    span: Span,
    quantities: Iterable[Quantity],
    periods: Iterable[Period],
    mentions: Iterable[Mention],
) -> list[Element]:
    """The elements of ``text[span.start:span.end]`` in order; spaces are left out.

    Where found things overlap, a quantity wins over a time, and a time over a name; a name inside a quantity's
    denominators (每户) is dropped with it.
    """
    text = tokens.text
    found = _found(text, span, quantities, periods, mentions)
    out: list[Element] = []
    at, number = 0, len(found)
    starts, ends, tags = tokens.starts, tokens.ends, tokens.tags
    begin, stop = span
    for k in range(bisect_right(ends, begin), bisect_left(starts, stop)):
        start, end = starts[k], ends[k]
        if start < begin or end > stop:
            start, end = max(start, begin), min(end, stop)
        while at < number and found[at].span.start <= start:
            out.append(found[at])
            at += 1
        if at < number and found[at].span.start < end:
            # A token that only begins or ends inside of a found span: keep what sticks out of it.
            before = found[at].span.start
            if start < before:
                out.append(_word(text, start, before, "x"))
            continue
        if at and (after := found[at - 1].span.end) > start:
            if after < end:
                out.append(_word(text, after, end, "x"))
            continue
        word = text[start:end]
        if not word.isspace() or "\n" in word:
            kind, tag, its, nominal, thing, points, letter = _nature(word, tags[k])
            out.append(Element(kind, Span(start, end), word, tag, its, nominal, thing, points, letter))
    out.extend(found[at:])
    out.sort(key=_BY_SPAN)
    return _joined(out)


_BY_SPAN = attrgetter("span")


def _found(
    text: str, span: Span, quantities: Iterable[Quantity], periods: Iterable[Period], mentions: Iterable[Mention]
) -> list[Element]:
    """Quantities, times and names that lie within the span, in order, without overlaps."""
    found: list[Element] = []
    begin, stop = span

    def free(s: Span) -> bool:
        start, end = s
        if start < begin or end > stop:
            return False
        for e in found:  # noqa: SIM110  # most are free, so all are looked at: a generator costs more than the loop
            if start < e.span[1] and e.span[0] < end:
                return False
        return True

    for q in quantities:
        outer = q.outer if free(q.outer) else q.span
        if free(outer):
            found.append(Element("quantity", outer, text[outer.start : outer.end], letter="Q", quantity=q))
    for p in periods:
        if free(p.span) and text[p.span.start : p.span.end] not in _VERBAL_TIMES:
            found.append(Element("time", p.span, text[p.span.start : p.span.end], letter="T", period=p))
    for m in mentions:
        if free(m.span):
            name = text[m.span.start : m.span.end]
            place = m.label == "PLACE"
            thing = name not in _POINTERS
            found.append(Element("name", m.span, name, thing=thing, points=place, letter="N", mention=m))
    found.sort(key=_BY_SPAN)
    return found


def _word(text: str, start: int, end: int, tag: str, plays: bool = True) -> Element:
    word = text[start:end]
    kind, tag, its, nominal, thing, points, letter = _nature(word, tag, plays)
    return Element(kind, Span(start, end), word, tag, its, nominal, thing, points, letter)


# Complements that make one word with the verb of one character before them (捧+回, 送+进, 减+到).
_COMPLEMENTS = words("complement")


# Ends that make a noun of the verb before them (签订+数, 参与+率, 受助+者).
_NOUN_ENDS = words("noun_end")
_JOINED = _COMPLEMENTS | _NOUN_ENDS
_NO_STEM = frozenset(("preposition", "auxiliary", "adverb", "copula", "exist"))
_NO_NOUN_STEM = frozenset(("copula", "exist", "preposition"))


def _joined(row: list[Element]) -> list[Element]:
    """Verbs of one character joined with their complement, which jieba leaves apart where it does not know them."""
    out: list[Element] = []
    for e in row:
        if e.text in _JOINED and e.kind == "word" and out and out[-1].tag in ("v", "vn"):
            tag = _joint(out[-1], e)
            if tag:
                last = out[-1]
                text = last.text + e.text
                nature = _nature(text, tag, False)
                out[-1] = Element(nature.kind, Span(last.span.start, e.span.end), text, *nature[1:])
                continue
        out.append(e)
    return out


def _joint(last: Element, e: Element) -> str:
    """What a verb makes together with the word right behind it: a verb (v), a noun (n), or nothing ("")."""
    if last.span.end != e.span.start:
        return ""
    size = len(last.text)
    if (
        e.text in _COMPLEMENTS
        and ((size == 1 and last.tag == "v") or (size == 2 and e.text in "起出到至成给回入为"))
        and not last.roles & _NO_STEM
    ):
        return "v"
    return "n" if e.text in _NOUN_ENDS and size > 1 and not last.roles & _NO_NOUN_STEM else ""


def letter(e: Element | None) -> str:
    """The element's letter; $ for the clause's end."""
    return "$" if e is None else e.letter


__all__ = ["BE", "LETTERED", "Element", "Tokens", "elements", "letter", "roles", "words"]
