"""Where words begin and end: the token borders of a Doc by character offset, as evidence for the borders of names."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Protocol

import regex

import gazetteers
from gazetteers.automaton import Automaton
from gazetteers.places import Place, index

Match = tuple[int, int, tuple[Place, ...], bool]
"""A place of the gazetteer in a text: its span, its candidates, and whether it needs no more evidence."""

WORDS = "words"
"""Key of a Doc's :class:`Words` in its ``user_data``."""


class Doc(Protocol):
    """What extractors ask of a text that was cut into words; a spaCy ``Doc`` has it, a :class:`Plain` has no more."""

    @property
    def text(self) -> str:
        """The characters."""

    @property
    def user_data(self) -> dict[Any, Any]:
        """What was found in them so far; its :class:`Words` under :data:`WORDS`."""

    def __hash__(self) -> int:
        """One that tells this text from others."""


@dataclass(frozen=True, slots=True, eq=False)
class Plain:
    """A text cut into words, without spaCy: to import that takes longer than to read a document.

    Attributes:
        text: the characters.
        user_data: as of a spaCy ``Doc``.
    """

    text: str
    user_data: dict[Any, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of a Doc as parallel tuples, found by character offset.

    Attributes:
        text: text of the Doc; all offsets are code points of it.
        starts: offset where each token starts.
        ends: offset where each token ends (exclusive, white space after it not counted).
        tags: part of speech of each token in jieba's tag set ("x" where the dictionary does not know the word).
        borders: all offsets at which a token starts or ends.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    tags: tuple[str, ...]
    borders: frozenset[int]

    @classmethod
    def of(cls, doc: Doc) -> Words:
        """The tokens of ``doc``: in ``user_data`` where our own tokenizer made them, else those of a spaCy ``Doc``."""
        made = doc.user_data.get(WORDS)
        if isinstance(made, Words):
            return made
        tokens: Any = doc
        rows = [(token.idx, len(token), token.tag_ or "x") for token in tokens]  # one pass: making tokens is what costs
        starts = tuple(start for start, _, _ in rows)
        ends = tuple(start + size for start, size, _ in rows)
        tags = tuple(tag for _, _, tag in rows)
        return cls(doc.text, starts, ends, tags, frozenset(starts).union(ends))

    def index(self, offset: int) -> int:
        """Index of the token that holds the character at ``offset`` (-1 before the first token)."""
        return bisect_right(self.starts, offset) - 1

    def tag(self, start: int, end: int) -> str:
        """Tag of the token that is exactly ``text[start:end]``, or "" if there is none."""
        i = self.index(start)
        return self.tags[i] if i >= 0 and self.starts[i] == start and self.ends[i] == end else ""

    def word(self, i: int) -> str:
        """Characters of the token with index ``i``."""
        return self.text[self.starts[i] : self.ends[i]]


_FEW = 40


def occurrences(text: str, names: Collection[str]) -> list[tuple[int, int, str]]:
    """Where the names that a text yielded stand in it: as :meth:`Automaton.find`, leftmost first, the longest of each.

    An automaton takes longer to build than a few names take to be searched for one after the other.
    """
    if len(names) > _FEW:
        return Automaton(names, once=True).find(text)
    found: list[tuple[int, int, str]] = []
    for name in names:
        at = text.find(name) if name else -1
        while at >= 0:
            found.append((at, -len(name), name))
            at = text.find(name, at + 1)
    found.sort()
    out: list[tuple[int, int, str]] = []
    end = 0
    for start, size, name in found:
        if start >= end:
            end = start - size
            out.append((start, end, name))
    return out


LEVELS = frozenset("省市县区州盟旗镇乡")
"""Characters that name the level of a body's own place (市总工会, 县茶叶协会)."""

_UNION_VERBS = (
    "帮扶", "资助", "服务", "联合", "组织", "支持", "推广", "培育", "孵化", "同", "采购", "投资", "学习",
    "运营", "创建",
)  # fmt: skip
"""Verbs that may stand inside a name, but not right after a union (市总工会|联合|培训机构)."""

_UNION_UNITS = regex.compile(r"(?:帮扶|服务|资助|学习|培育|孵化|采购)(?:救助)?(?:中心|基金|基地|站|队|部|处)")
"""The same verbs as parts of the name of what a union keeps (总工会帮扶中心)."""

_NAMING = {"n", "x", "j", "b", "a", "g", "i", "l", "s", "z", "f"}
"""First letters of tags that may stand inside a name; verbs only where the stop list does not have them."""


@cache
def _stopwords() -> dict[str, str]:
    return {row["word"]: row["use"] for row in gazetteers.rows("organisation_stopwords")}


@cache
def prefixes() -> tuple[str, ...]:
    """Words before a place with which a company's name begins: 中铁, 国网, 社团法人."""
    return tuple(row["name"] for row in gazetteers.rows("known_organisations") if row["use"] == "prefix")


@cache
def _known() -> Automaton:
    return Automaton(row["name"] for row in gazetteers.rows("known_organisations") if row["use"] == "name")


def _plausible(text: str, start: int, end: int) -> bool:
    """Whether a place of the gazetteer is meant as one: 会同县 after a verb mostly is 会同|县委."""
    surface = text[start:end]
    if is_stop(surface):
        return False
    if surface[-1] in LEVELS and is_stop(surface[:-1]):
        return text.find(surface, text.find(surface) + len(surface)) >= 0
    return True


def _whole(text: str, start: int, end: int, candidates: tuple[Place, ...]) -> int:
    """End of the place's full name where the text has it, though the look-up stopped at the short one."""
    for place in candidates:
        if len(place.name) > end - start and text.startswith(place.name, start):
            return start + len(place.name)
    return end


def is_common(word: str) -> bool:
    """Whether the word before an ending makes a common noun (大型 in 大型企业)."""
    return _stopwords().get(word) == "common"


def more_endings() -> frozenset[str]:
    """Endings beside those of the table of suffixes; only a proper word or a place before them makes a name."""
    return frozenset(word for word, use in _stopwords().items() if use == "ending")


def not_endings() -> frozenset[str]:
    """Endings of the table of suffixes that show no organisation by themselves."""
    return frozenset(word for word, use in _stopwords().items() if use == "no ending")


def is_stop(word: str) -> bool:
    """Whether no name of an organisation contains that word."""
    return _stopwords().get(word) == "stop"


@dataclass(frozen=True, slots=True)
class Ground:
    """A text with its words and the gazetteer's places: what all finders of names stand on.

    Attributes:
        words: the tokens.
        matches: what the gazetteer of places has of the text, doubtful names included.
        places: the gazetteer's places in order, as (start, end, candidates).
        by_end: for each offset at which places end, the start of the longest.
        by_start: for each offset at which places start, the end of the longest.
        known: for each offset at which a well-known organisation ends, its start.
    """

    words: Words
    matches: tuple[Match, ...]
    places: tuple[tuple[int, int, tuple[Place, ...]], ...]
    by_end: dict[int, int]
    by_start: dict[int, int]
    known: dict[int, int]

    @classmethod
    def of(cls, doc: Doc) -> Ground:
        """Words and places of ``doc``."""
        words = Words.of(doc)
        text = words.text
        matches = tuple(index().matches(text))
        places = ((s, _whole(text, s, e, found), found) for s, e, found, sure in matches if sure)
        found = tuple(p for p in places if _plausible(text, p[0], p[1]))
        by_end: dict[int, int] = {}
        by_start: dict[int, int] = {}
        for start, end, _ in found:
            by_end[end] = min(start, by_end.get(end, start))
            by_start[start] = max(end, by_start.get(start, end))
        known = {end: start for start, end, _ in _known().find(text)}
        return cls(words, matches, found, by_end, by_start, known)

    def chain_start(self, end: int) -> int:
        """Start of the run of places that ends at ``end`` without a gap (广东省|深圳市); ``end`` if there is none."""
        at = end
        while (start := self.by_end.get(at)) is not None and start < at:
            at = start
        return at

    def name_start(self, end: int, limit: int = 26) -> int:
        """Where the name that goes on at ``end`` begins: to the left until a word that no name contains.

        A name starts at its outermost place if there is one; common words before that place are not part of it.
        """
        words = self.words
        text = words.text
        at = end
        first_place = -1
        for inside in (1, 2):  # 桃园|市政府 where 桃园市 is the place
            if self.by_end.get(end + inside, end) < end:
                at = first_place = self.chain_start(end + inside)
        while at > 0 and end - at < limit:
            chain = self.chain_start(at)
            if chain < at:
                if at < first_place and first_place - at > 6:
                    break  # a second place far off belongs to something else
                at = first_place = chain
                continue
            if at in self.known and self.known[at] in words.borders:
                at = self.known[at]
                continue
            i = words.index(at - 1)
            start = words.starts[i]
            if words.ends[i] < at:
                break
            word = text[start:at]
            if not _naming(word, words.tags[i]):
                break
            if (at == first_place or text[at] in LEVELS) and _stopwords().get(word) == "inside":
                break  # 联合|省家电协会, 同|省妇联: before a place or level these are verbs and prepositions
            if word.endswith("工会") and text.startswith(_UNION_VERBS, at) and not _UNION_UNITS.match(text, at):
                break
            at = start
        if first_place >= 0 and at < first_place and not self._prefix(at, first_place):
            at = first_place
        return at

    def _prefix(self, start: int, end: int) -> bool:
        """Whether ``text[start:end]`` before a place belongs to the name: 中铁, 国网, 大宇; no common word does."""
        words = self.words
        if words.text.startswith(prefixes(), start, end):
            return True
        i, last = words.index(start), words.index(end - 1)
        if end - start > 6 or (last == i and end - start > 3):
            return False
        if any(_stopwords().get(words.word(k)) in ("stop", "common") for k in range(i, last + 1)):
            return False
        if last > i and all(words.ends[k] - words.starts[k] == 1 for k in (i, i + 1)):
            return True
        return words.tags[i] in ("x", "nz", "nt", "nrt") and words.ends[i] - words.starts[i] > 1


def _naming(word: str, tag: str) -> bool:
    """Whether a word may stand inside the name of an organisation."""
    if not word or not all(ch.isalnum() or ch == "·" for ch in word):
        return False
    use = _stopwords().get(word)
    if use in ("stop", "inside"):
        return use == "inside"
    if word.isdigit():
        return False
    if tag == "m":
        return word.startswith("第") or len(word) == 1 or all(ch in "〇一二三四五六七八九十" for ch in word)
    if tag == "t" and len(word) > 1:
        return False
    return tag[:1] in _NAMING or tag in ("vn", "v", "eng", "t", "q") or len(word) == 1


@lru_cache(maxsize=1)
def ground_of(doc: Doc) -> Ground:
    """:meth:`Ground.of`, kept for the finders that follow one another on the same Doc."""
    return Ground.of(doc)
