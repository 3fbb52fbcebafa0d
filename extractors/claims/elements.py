"""A sentence as the claim grammar sees it: a row of elements.

Quantities, times and names are one element each; everything else is a word of the tokenizer. All spans are of the
doc's text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from operator import itemgetter
from typing import Literal, NamedTuple

import gazetteers
from extractors.borders import Doc, Words
from extractors.claims.features import Kept
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

# Complements that make one word with the verb of one character before them (捧+回, 送+进, 减+到).
_COMPLEMENTS = words("complement")
# Ends that make a noun of the verb before them (签订+数, 参与+率, 受助+者).
_NOUN_ENDS = words("noun_end")
_JOINED = _COMPLEMENTS | _NOUN_ENDS

# A word that does one of these is called by its role, not by its tag.
LETTERED = frozenset(("preposition", "adverb", "copula", "exist", "connective", "auxiliary"))
_BORDERS = frozenset(("preposition", "connective"))
_UNGOVERNING = frozenset(("auxiliary", "preposition", "adverb", "connective"))


@dataclass(slots=True, eq=False)
class Element:
    """What stands in a clause, wherever it stands: words of one kind and tag are all the same element.

    Where it stands is known to its clause (:class:`extractors.claims.clauses.Row`). Elements are never written to; a
    word that governs its clause is another element, its :meth:`governing` one.

    Attributes:
        kind: quantity, time, name; word; stop (ends a clause), pause (、), quote (a quotation mark or 《》).
        text: its characters; of a quantity those of its outer span, with hedges.
        tag: jieba's part of speech of a word, else "".
        roles: the word's roles in ``claim_words``.
        nominal: whether the word can stand inside a noun phrase (of a verbal noun ``verb`` decides).
        thing: whether it can name a thing that is counted: it is a noun and no mere pointer.
        points: whether a group of bodies or a pointing place could begin with it (全市各级工会, 该县).
        letter: what it is, in a letter or two: its tag, V for a governing verb, N for a name, Q a figure, T a time.
        quantity, period, mention: what the element stands for, by kind.
        verb: whether it governs something in its clause, and is no verbal noun (技能培训, 服务项目) or auxiliary.
        noun: whether it stands in a stretch of nouns: a noun, name or quotation mark.
        names: whether it is a name, or ``points``.
        could: whether it could govern a clause, by its tag and roles.
        borders: whether the object of a verb ends before it: at figures, times, prepositions and the like.
        joins: whether it could make one word with the verb before it.
    """

    kind: ElementKind
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
    noun: bool = field(init=False)
    names: bool = field(init=False)
    could: bool = field(init=False)
    borders: bool = field(init=False)
    joins: bool = field(init=False)
    _governing: Element | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.noun = ((self.nominal and not self.verb) or self.kind in ("name", "quote")) and not self.roles & LETTERED
        self.names = self.points or self.kind == "name"
        self.could = self.tag[:1] == "v" and self.tag != "vd" and not self.roles & _UNGOVERNING
        self.borders = (
            self.kind in ("quantity", "pause", "time")
            or not _BORDERS.isdisjoint(self.roles)
            or self.text in ("了", "过")
        )
        self.joins = self.kind == "word" and self.text in _JOINED

    def has(self, role: str) -> bool:
        """Whether the word plays the role."""
        return role in self.roles

    def governing(self) -> Element:
        """The same word where it governs its clause."""
        if self._governing is None:
            self._governing = replace(self, verb=True, letter=self.letter if self.roles & LETTERED else "V")
        return self._governing


_NO_THING = frozenset(("adverb", "connective", "auxiliary", "group"))
_POINTERS = words("pointer")


def _word(word: str, tag: str, plays: bool = True) -> Element:
    """The element that a word with that tag is; with ``plays`` false, of one that has no role of its own."""
    if all(ch in STOPS for ch in word):
        return Element("stop", word)
    if word in PAUSES:
        return Element("pause", word, letter=",")
    if word in QUOTES:
        return Element("quote", word, thing=word not in _POINTERS, letter="“")
    its = roles().get(word, _NONE) if plays else _NONE
    thing = tag[:1] in "nvbjlgexai" and tag != "vd" and word not in _POINTERS and not its & _NO_THING
    letter = "vn" if tag == "vn" else tag[:1]
    if its & LETTERED:
        letter = "p" if "preposition" in its else "d"
    nominal = tag.startswith(_NOMINAL) or tag in ("vn", "v", "vi")
    points = word[0] in "全该本我各两三省市县区州镇乡" or "group" in its
    return Element("word", word, tag, its, nominal, thing, points, letter)


_WORDS: Kept[tuple[str, str], Element] = Kept(lambda key: _word(*key), 1 << 15)
_JOINTS: Kept[tuple[str, str], Element] = Kept(lambda key: _word(*key, plays=False))


class Tokens:
    """The words of a doc as elements, to be read sentence by sentence.

    Attributes:
        text: of the doc.
        starts, ends: half-open offsets of each token.
        tags: part of speech of each token.
        words: the element that each token is by itself.
        spaced: whether there are tokens of white space, which are no elements.
    """

    __slots__ = ("ends", "spaced", "starts", "tags", "text", "words")

    def __init__(self, doc: Doc, until: int) -> None:
        """Those of the tokens that begin before an offset."""
        known = Words.of(doc)
        last = bisect_left(known.starts, until)
        self.text, self.starts, self.ends, self.tags = known.text, known.starts[:last], known.ends[:last], known.tags
        parts = list(map(self.text.__getitem__, map(slice, self.starts, self.ends)))
        self.words = list(map(_WORDS.__getitem__, zip(parts, self.tags)))  # noqa: B905  # not all tags are asked for
        self.spaced = any(map(_is_space, set(parts)))


def _is_space(word: str) -> bool:
    return word.isspace() and "\n" not in word


class Laid(NamedTuple):
    """Elements in the order of the text, and the offset at which each begins."""

    row: list[Element]
    starts: list[int]

    def add(self, element: Element, start: int) -> None:
        """One more element behind the others."""
        self.row.append(element)
        self.starts.append(start)


def elements(
    tokens: Tokens,
    span: Span,
    quantities: Iterable[Quantity],
    periods: Iterable[Period],
    mentions: Iterable[Mention],
) -> Laid:
    """The elements of ``text[span.start:span.end]``; spaces are left out.

    Where found things overlap, a quantity wins over a time, and a time over a name; a name inside a quantity's
    denominators (每户) is dropped with it.
    """
    text, starts, ends = tokens.text, tokens.starts, tokens.ends
    found = _found(text, span, quantities, periods, mentions)
    out = Laid([], [])
    begin, stop = span
    k, last = bisect_right(ends, begin), bisect_left(starts, stop)
    n = 0  # found things that stand in ``out``
    while k < last:
        start = starts[k]
        if start >= begin and (n == 0 or start >= found[n - 1][1]):
            # All tokens that end before the next found thing are elements as they are.
            clear = bisect_right(ends, found[n][0] if n < len(found) else stop, k, last)
            if clear > k:
                _lay(tokens, k, clear, out)
                k = clear
                continue
        start, end = max(start, begin), min(ends[k], stop)
        tag = tokens.tags[k]
        k += 1
        while n < len(found) and found[n][0] <= start:
            out.add(found[n][2], found[n][0])
            n += 1
        # A token that only begins or ends inside of a found span: keep what sticks out of it.
        if n < len(found) and found[n][0] < end:
            if start < found[n][0]:
                out.add(_WORDS[text[start : found[n][0]], "x"], start)
        elif n and (after := found[n - 1][1]) > start:
            if after < end:
                out.add(_WORDS[text[after:end], "x"], after)
        elif not _is_space(text[start:end]):
            out.add(_WORDS[text[start:end], tag], start)
    for start, _, element in found[n:]:
        out.add(element, start)
    return _joined(out) if True in [e.joins for e in out.row] else out


def _lay(tokens: Tokens, first: int, last: int, out: Laid) -> None:
    """Tokens ``first`` to ``last`` (exclusive) behind what there is."""
    if tokens.spaced:
        for k in range(first, last):
            if not _is_space(tokens.words[k].text):
                out.add(tokens.words[k], tokens.starts[k])
    else:
        out.row.extend(tokens.words[first:last])
        out.starts.extend(tokens.starts[first:last])


def _found(
    text: str, span: Span, quantities: Iterable[Quantity], periods: Iterable[Period], mentions: Iterable[Mention]
) -> list[tuple[int, int, Element]]:
    """Quantities, times and names that lie within the span, with their offsets, in order, without overlaps."""
    found: list[tuple[int, int, Element]] = []
    begin, stop = span

    def free(s: Span) -> bool:
        start, end = s
        if start < begin or end > stop:
            return False
        for here, after, _ in found:  # noqa: SIM110  # most are free, so all are looked at: a generator costs more
            if start < after and here < end:
                return False
        return True

    for q in quantities:
        start, end = outer = q.outer if free(q.outer) else q.span
        if free(outer):
            found.append((start, end, Element("quantity", text[start:end], letter="Q", quantity=q)))
    for p in periods:
        start, end = p.span
        if free(p.span) and text[start:end] not in _VERBAL_TIMES:
            found.append((start, end, Element("time", text[start:end], letter="T", period=p)))
    for m in mentions:
        if free(m.span):
            start, end = m.span
            name = text[start:end]
            place, thing = m.label == "PLACE", name not in _POINTERS
            found.append((start, end, Element("name", name, thing=thing, points=place, letter="N", mention=m)))
    found.sort(key=_START)
    return found


_START = itemgetter(0)

_NO_STEM = frozenset(("preposition", "auxiliary", "adverb", "copula", "exist"))
_NO_NOUN_STEM = frozenset(("copula", "exist", "preposition"))


def _joined(laid: Laid) -> Laid:
    """Verbs of one character joined with their complement, which jieba leaves apart where it does not know them."""
    out = Laid([], [])
    for e, start in zip(laid.row, laid.starts, strict=True):
        if e.joins and out.row and out.row[-1].tag in ("v", "vn"):
            last = out.row[-1]
            tag = _joint(last, e) if out.starts[-1] + len(last.text) == start else ""
            if tag:
                out.row[-1] = _JOINTS[last.text + e.text, tag]
                continue
        out.add(e, start)
    return out


def _joint(last: Element, e: Element) -> str:
    """What a verb makes together with the word right behind it: a verb (v), a noun (n), or nothing ("")."""
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


_VERBAL = frozenset(("adverb", "auxiliary", "copula", "exist"))


def is_verbal(e: Element) -> bool:
    """Whether it is a verb, or a word that stands before verbs only."""
    return e.verb or not e.roles.isdisjoint(_VERBAL)


__all__ = ["BE", "LETTERED", "Element", "Laid", "Tokens", "elements", "is_verbal", "letter", "roles", "words"]
