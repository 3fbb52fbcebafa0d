"""The rules of the tables ``indicator_rules`` and ``indicator_contexts``, made so that many claims are told fast.

A rule asks for patterns in columns: the fields of a claim, its unit and denominator, its figure and the words around
it. Most patterns are lists of words, which one automaton finds in a field at once. Actions, items and subjects come
again and again, so which rules they satisfy is remembered; only the words around a figure are always others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property, lru_cache

from ahocorasick_rs import AhoCorasick

import gazetteers
from extractors.needles import needles

START, END = "\x02", "\x03"
"""Stand before and behind a text, so that a word with ^ or $ is a word like others."""

WORDS, WITHOUT = 512, 1024
"""By so many bits the sets of rules are shifted whose ``words`` are found in a field, or what they are ``without``."""

_WORD = re.compile(r"\^?[^\\^$.|?*+()\[\]{}]*\$?")
_GROUP = re.compile(r"\(\?:([^()]*)\)")


class Column:
    """What rules ask of one column. Sets of rules are integers with a bit for each."""

    def __init__(self) -> None:
        self._words: dict[str, int] = {}
        self._patterns: dict[str, int] = {}
        #: Rules that ask nothing of the column.
        self.free = 0

    def add(self, pattern: str, bit: int) -> None:
        """A rule asks for a pattern, or for nothing if it is empty."""
        if not pattern:
            self.free |= bit
        for part in _alternatives(pattern) if pattern else ():
            if not part:
                self.free |= bit  # nothing stands everywhere
            elif _WORD.fullmatch(part):
                word = part.replace("^", START).replace("$", END)
                self._words[word] = self._words.get(word, 0) | bit
            else:
                self._patterns[part] = self._patterns.get(part, 0) | bit

    def hint(self, words: frozenset[str] | None, bit: int) -> None:
        """A rule need not be tried where none of some words stands; None where no words are known."""
        if words is None:
            self.free |= bit
        for word in words or ():
            self._words[word] = self._words.get(word, 0) | bit

    @cached_property
    def _machine(self) -> tuple[AhoCorasick, list[int], list[int], list[tuple[re.Pattern[str], int]], int]:
        """One automaton of all words, and for each of them: the rules it satisfies, the patterns it calls for."""
        called: dict[str, int] = {}
        patterns, always = [], 0
        for n, (pattern, asking) in enumerate(self._patterns.items()):
            patterns.append((re.compile(pattern), asking))
            if (words := needles(pattern, common="")) is None:
                always |= 1 << n
            for word in words or ():
                called[word] = called.get(word, 0) | 1 << n
        every = [*self._words, *(word for word in called if word not in self._words)]
        satisfied = [self._words.get(word, 0) for word in every]
        return AhoCorasick(every), satisfied, [called.get(word, 0) for word in every], patterns, always

    def holding(self, text: str) -> int:
        """The rules that a text satisfies, those that ask nothing among them."""
        found = self.free
        machine, satisfied, called, patterns, tried = self._machine
        if satisfied:
            for word, _, _ in machine.find_matches_as_indexes(f"{START}{text}{END}", overlapping=True):
                found |= satisfied[word]
                tried |= called[word]
        for n in one_by_one(tried):
            pattern, rules = patterns[n]
            if rules & ~found and pattern.search(text):
                found |= rules
        return found


class Rules:
    """Rules that are tried together; the first of which all conditions hold decides.

    Attributes:
        outcomes: what each tells: the id of an indicator, or None for those that leave a claim free.
        figures, surroundings: of each rule the pattern in the figure and in the words around it, None without one.
    """

    def __init__(self) -> None:
        self.outcomes: list[str | None] = []
        self.figures: list[re.Pattern[str] | None] = []
        self.surroundings: list[re.Pattern[str] | None] = []
        self.subject, self.action, self.item, self.hints = Column(), Column(), Column(), Column()
        #: Whether no rule asks for anything in action or item.
        self.plain = True
        self._whole: list[tuple[re.Pattern[str], re.Pattern[str]]] = []

    def add(self, outcome: str, row: Mapping[str, str], needs: Mapping[str, str]) -> None:
        """Another rule, to be tried after the others.

        Args:
            outcome: the id of an indicator, or "".
            row: of the table.
            needs: of the indicator: ``units`` and ``per``, which unit and denominator must match as a whole.
        """
        bit = 1 << len(self.outcomes)
        self.outcomes.append(outcome or None)
        self.subject.add(_filled(row["subject"]), bit)
        for name, column in (("action", self.action), ("item", self.item)):
            column.add(_filled(row[name]), bit)
            column.add(_filled(row["words"]), bit << WORDS)
            if row["without"]:
                column.add(_filled(row["without"]), bit << WITHOUT)
        self.plain &= not any(row[name] for name in ("action", "item", "words", "without"))
        per = rf"(?=(?:{row['per']})\Z)" if row.get("per") else ""
        self._whole.append((re.compile(needs["units"] or ".*"), re.compile(f"{per}(?:{needs['per'] or '.*'})")))
        self.figures.append(_compiled(row.get("figure", "")))
        self.surroundings.append(_compiled(row.get("around", "")))
        self.hints.hint(needles(_filled(row["around"])) if row.get("around") else None, bit)

    def of_unit(self, unit: str, per: str) -> int:
        """The rules whose indicator may have this unit and denominator."""
        fitting = (units.fullmatch(unit) and pers.fullmatch(per) for units, pers in self._whole)
        return sum(1 << n for n, fits in enumerate(fitting) if fits)


def of_fields(tried: Rules, key: str, unit: str, per: str, subject: str, action: str, item: str) -> int:
    """The rules of a key of :func:`rules` of which all conditions on the fields hold, as a set."""
    fitting = _of_unit(key, unit, per)
    if fitting and not tried.plain:
        of_action, of_item = _of_action(key, action), _of_item(key, item)
        either = of_action | of_item
        fitting &= of_action & of_item & (either >> WORDS) & ~(either >> WITHOUT)
    if fitting & ~tried.subject.free:
        fitting &= _of_subject(key, subject)
    return fitting


def first(those: int) -> int:
    """The number of the rule of a set that is to be tried first; the set is not empty."""
    return (those & -those).bit_length() - 1


def one_by_one(those: int) -> Iterator[int]:
    """The numbers of the rules of a set, the first to be tried first."""
    while those:
        lowest = those & -those
        yield lowest.bit_length() - 1
        those ^= lowest


@lru_cache(maxsize=1 << 14)
def _of_action(key: str, action: str) -> int:
    return rules()[key].action.holding(action.replace("\n", " "))


@lru_cache(maxsize=1 << 14)
def _of_item(key: str, item: str) -> int:
    return rules()[key].item.holding(item.replace("\n", " "))


@lru_cache(maxsize=1 << 14)
def _of_subject(key: str, subject: str) -> int:
    return rules()[key].subject.holding(subject.replace("\n", " "))


@lru_cache(maxsize=1 << 12)
def _of_unit(key: str, unit: str, per: str) -> int:
    return rules()[key].of_unit(unit, per)


_NOTHING = {"kinds": "", "units": "", "per": ""}


@cache
def rules() -> dict[str, Rules]:
    """Rules by key, in the order of priority.

    Returns:
        By kind (money) those that the fields tell; by kind and indicator (``money subsidies``; ``money none``) those
        on the words around a figure, tried where the fields told that indicator or none.
    """
    required = {row["id"]: row for row in gazetteers.rows("indicators")}
    found: dict[str, Rules] = {}
    for row in sorted(gazetteers.rows("indicator_rules"), key=lambda row: int(row["priority"])):
        needs = required.get(row["indicator"], _NOTHING)
        for kind in (row["kinds"] or needs["kinds"]).split(","):
            found.setdefault(kind, Rules()).add(row["indicator"], row, needs)
    for row in sorted(gazetteers.rows("indicator_contexts"), key=lambda row: int(row["priority"])):
        needs = required.get(row["becomes"], _NOTHING)
        for told in row["of"].split(","):
            kinds = (row["kinds"] or needs["kinds"]).split(",")
            for kind in kinds:
                if told == "none" or kind in required[told]["kinds"].split(","):
                    found.setdefault(f"{kind} {told}", Rules()).add(row["becomes"], row, needs)
    return found


def _alternatives(pattern: str) -> Iterator[str]:
    """The parts of a pattern between the | outside of all brackets; those of a group that is a whole part too."""
    depth, parts, escaped = 0, [""], False
    for char in pattern:
        if char == "|" and not depth and not escaped:
            parts.append("")
            continue
        if not escaped:
            depth += (char in "([") - (char in ")]")
        escaped = char == "\\" and not escaped
        parts[-1] += char
    for part in parts:
        if inner := _GROUP.fullmatch(part):
            yield from _alternatives(inner[1])
        else:
            yield part


@cache
def _words() -> dict[str, str]:
    return {row["name"]: row["pattern"] for row in gazetteers.rows("indicator_words")}


def _filled(cell: str) -> str:
    """A pattern with the words that it names."""
    return re.sub(r"\{([a-z]+)\}", lambda m: f"(?:{_words()[m[1]]})", cell)


def _compiled(cell: str) -> re.Pattern[str] | None:
    return re.compile(_filled(cell)) if cell else None
