"""What an article has named so far: the bodies, places, groups and common nouns that a figure could be of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import regex

from extractors.claims.clauses import Row
from extractors.claims.elements import Element, is_verbal, letter, words
from extractors.claims.groups import group_at
from extractors.claims.phrases import noun_runs, text_of
from extractors.claims.subjects import ACTORS, leading
from extractors.homes import Homes

BODIES = ("UNION", "ORG", "GROUP")

# 这间理疗室, 该中心: a thing that was named before; its measure word is no part of it.
_THIS = regex.compile(
    r"(?:这|该|此|那)(?:[间座家个支条项份场批位名种类些趟笔处]|一)?(?:的)?(?P<thing>[^的，。“”]{2,12})$"
)
_OPENING = frozenset(("adverb", "connective"))
_EACH = frozenset(("人均", "户均", "平均", "自己", "本人", "一起", "共同", "一同", "合计", "全部", "全都", "均"))
_CANDIDATES = 30
_BACK, _BACK_PAST_PARAGRAPH = ("", "1", "2", "3"), ("", "1p", "2p", "3p")
_REACH = 150  # so far back names are looked for; a bound, so that a long article costs no more than its length


@dataclass(slots=True, eq=False)
class Told:
    """A clause that was told, and where it stands.

    Attributes:
        row: the clause.
        clause, sentence, paragraph: running numbers.
        opens: whether it is the first of its sentence.
    """

    row: Row
    clause: int
    sentence: int
    paragraph: int
    opens: bool


@dataclass(slots=True, eq=False)
class Seen:
    """A body, place, group or thing that a clause has named.

    Attributes:
        name: resolved.
        label: UNION, ORG, PLACE, PERSON or GROUP; ACTOR for a common noun that can act (合作社, 职工), NOUN for others.
        told: where.
        at: number of its first element in the clause; of a common noun the last.
        first, after: half-open range of its elements; a common noun's without the words before it that only lead to it.
        lead: whether it is the first in its clause.
        topic: and in its sentence.
        definite: of a common noun, whether 这 or 该 stands before it.
        oblique: of a name, whether it stands in a preposition's phrase.
        homes: what the rules read subjects with.
        counted: of a common noun, whether it opens its clause behind a figure.
    """

    name: str
    label: str
    told: Told
    at: int
    first: int
    after: int
    lead: bool
    topic: bool
    definite: bool
    oblique: bool
    homes: Homes
    counted: bool = False
    _traits: frozenset[str] | None = None
    _governs: tuple[str, str] | None = None

    @property
    def traits(self) -> frozenset[str]:
        """How it stands there; worked out when a figure first asks.

        Lead, topic, definite and oblique; ends or alone (nothing after it, no verb before it), owner (的 follows),
        verbal (a verb or adverb follows), title (a person's title follows), subject (the rules took it as subject),
        named (a name in it), next:, last: and after: what stands around it.
        """
        if self._traits is None:
            traits = {
                trait
                for trait, holds in zip(_STANDINGS, (self.lead, self.topic, self.definite, self.oblique), strict=True)
                if holds
            }
            row = self.told.row
            traits.update(_of_noun(self, row) if self.label in _COMMON else _of_name(self, row))
            self._traits = frozenset(traits)
        return self._traits

    @property
    def standing(self) -> str:
        """Where it stands in its clause: first, first but for its own figure, in a preposition's phrase, or inside."""
        return "oblique" if self.oblique else "lead" if self.lead else "counted" if self.counted else "inner"

    @property
    def governs(self) -> tuple[str, str]:
        """What kind of element follows it, and the first verb of its clause behind it, "" for none."""
        if self._governs is None:
            row = self.told.row
            verb = next((row[k].text for k in row.verbs if k >= self.after), "")
            self._governs = (letter(row[self.after] if self.after < len(row) else None), verb)
        return self._governs


_STANDINGS = ("lead", "topic", "definite", "oblique")
_EVENTS = tuple(sorted(words("event")))
_COMMON = frozenset(("ACTOR", "NOUN"))


def _of_name(seen: Seen, row: Row) -> Iterator[str]:
    follower = row[seen.after] if seen.after < len(row) else None
    if follower is None:
        yield "ends"
    elif follower.text == "的":
        yield "owner"
    elif is_verbal(follower):
        yield "verbal"
    elif _is_title(follower):
        yield "title"
    yield f"next:{letter(follower)}"
    subject = leading(row, seen.homes)
    if subject is not None and subject.name == seen.name:
        yield "subject"
    if seen.first and row[seen.first - 1].kind == "word":
        yield f"after:{row[seen.first - 1].text}"


def _is_title(e: Element) -> bool:
    return e.kind == "word" and e.tag.startswith(("n", "b"))


def _of_noun(seen: Seen, row: Row) -> Iterator[str]:
    leader = row[seen.first - 1] if seen.first else None
    follower = row[seen.after] if seen.after < len(row) else None
    yield f"next:{letter(follower)}"
    yield f"last:{letter(leader)}"
    if follower is None and not row.verbs:
        yield "alone"
    if leader is not None and leader.kind == "word":
        yield f"after:{leader.text}"
    if "name" in [e.kind for e in row[seen.first : seen.after]]:
        yield "named"


@dataclass(slots=True)
class Story:
    """What an article has named so far, clause by clause.

    Most clauses are far from any figure, and of those only the names matter, and how often each is named: what was told
    is read when a figure asks.

    Attributes:
        article: what the article is about.
        headline: names in the headline.
        homes: what a mere level or 该市 stands for.
        report: whether the article is a work report, which speaks of its own body throughout.
        clause, sentence, paragraph: running numbers of where reading stands.
        opening: first body of the paragraph, "" before there is one.
        topics: what its sentences begin with, of whatever kind: the first one's, and the last if that is another.
        seen: in order, so far as a figure can still ask for it.
        counts: how often each name was seen.
        chosen: subjects of the figures so far, with their sentence and clause.
    """

    article: str
    headline: frozenset[str]
    homes: Homes
    report: bool = False
    clause: int = 0
    sentence: int = 0
    paragraph: int = 0
    opening: str = ""
    topics: list[str] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    chosen: list[tuple[str, int, int]] = field(default_factory=list)
    _opens: bool = True
    _unread: list[Told] = field(default_factory=list)

    def new_paragraph(self) -> None:
        """What comes next begins a paragraph."""
        self.paragraph += 1
        self.opening = ""
        self.topics = []

    def new_sentence(self) -> None:
        """What comes next begins a sentence."""
        self.sentence += 1
        self._opens = True

    def tell(self, row: Row) -> None:
        """One clause more."""
        self.clause += 1
        self._unread.append(Told(row, self.clause, self.sentence, self.paragraph, self._opens))
        self._opens = False

    def catch_up(self) -> None:
        """Read what was told since a figure last asked: the last clause has one."""
        for told in self._unread:
            self._read(told)
        self._unread.clear()

    def recent(self) -> list[tuple[Seen, str]]:
        """What a figure of the clause being read could be of: this clause, and what the paragraph named before it.

        Returns:
            The last one seen first, each with how far back it is: c0 this clause, cs this sentence, then sentences,
            with p where a paragraph lies between.
        """
        found: list[tuple[Seen, str]] = []
        told: Told | None = None
        here = near = beside = False
        distance = ""
        for s in reversed(self.seen[-_REACH:]):
            if s.told is not told:
                told = s.told
                back = self.sentence - told.sentence
                here, beside = told.clause == self.clause, back <= 1
                near = told.paragraph == self.paragraph or self.clause - told.clause <= 4
                backs = _BACK if told.paragraph == self.paragraph else _BACK_PAST_PARAGRAPH
                distance = "c0" if here else backs[min(back, 3)] if back else "cs"
            if here or ((s.topic and beside) if s.label == "NOUN" else near):
                found.append((s, distance))
                if len(found) == _CANDIDATES:
                    break
            elif not near and not beside:
                break  # all that was seen before is farther away still
        return found

    def _is_far(self, told: Told) -> bool:
        """Whether no figure can be of what a clause names; none that comes later can, either."""
        return told.paragraph != self.paragraph and self.clause - told.clause > 4 and self.sentence - told.sentence > 1

    def _read(self, told: Told) -> None:
        """Take note of all names, groups and common nouns of a clause."""
        here: list[str] = []
        far = self._is_far(told)
        if True in [e.names for e in told.row]:
            for name, label, first, after, lead, oblique in _names(told.row, self.homes):
                here.append(name)
                if far:
                    continue
                topic = lead and not oblique and told.opens
                if topic and after < len(told.row):
                    follower = told.row[after]
                    topic = follower.text != "的" and (is_verbal(follower) or not _is_title(follower))
                self.seen.append(Seen(name, label, told, first, first, after, lead, topic, False, oblique, self.homes))
                if topic and told.paragraph == self.paragraph:
                    self._topic(name)
                if not self.opening and label in BODIES and told.paragraph == self.paragraph:
                    self.opening = name
        for text, first, after, definite in _nouns(told.row):
            if text in here:
                continue
            here.append(text)
            if not far:
                label = "ACTOR" if text.rstrip("”’》").endswith(ACTORS) else "NOUN"
                union = told.row[first].mention
                if union is not None and union.label == "UNION" and text.endswith(_EVENTS):
                    continue  # 市总工会|劳动竞赛: the union is there already
                lead = _leads(told.row, first)
                topic = lead and told.opens and (after == len(told.row) or told.row[after].text != "的")
                if topic and told.paragraph == self.paragraph:
                    self._topic(text)
                self.seen.append(
                    Seen(
                        text,
                        label,
                        told,
                        after - 1,
                        first,
                        after,
                        lead,
                        topic,
                        definite,
                        False,
                        self.homes,
                        not lead and _counted(told.row, first),
                    )
                )
        counts = self.counts
        for name in here:
            counts[name] = counts.get(name, 0) + 1

    def _topic(self, name: str) -> None:
        """A sentence of the paragraph begins with this."""
        self.topics[1:] = [name] if self.topics and self.topics[0] != name else []
        if not self.topics:
            self.topics.append(name)


def _names(row: Row, homes: Homes) -> Iterator[tuple[str, str, int, int, bool, bool]]:
    """Names and groups of a clause.

    Yields:
        Resolved name, label, half-open range of elements, whether it is the first of its clause, whether it stands in a
        preposition's phrase.
    """
    oblique = False
    lead = True
    i = 0
    while i < len(row):
        e = row[i]
        if "preposition" in e.roles:
            oblique = e.text != "由"
            i += 1
            continue
        if e.verb:
            oblique = False
            lead = False
        if e.names:
            name, after, label = "", i, ""
            if e.points:
                name, after, strong = group_at(row, i, homes)
                label = "GROUP" if strong else "PLACE"
            if not name and e.mention is not None:
                name, after, label = e.mention.canonical, i + 1, e.mention.label
            if name:
                yield name, label, i, after, lead, oblique
                lead = False
                i = max(after, i + 1)
                continue
        i += 1


def _nouns(row: Row) -> Iterator[tuple[str, int, int, bool]]:
    """Common nouns of a clause.

    Yields:
        Text, half-open range of elements, and whether 这 or 该 stands before it.
    """
    for run in noun_runs(row):
        first, last = run.first, run.last
        while first < last - 1 and row[first].text in _BETWEEN:
            first += 1
        while last - 1 > first and (row[last - 1].text[0] in "每各" or row[last - 1].text in _EACH):
            last -= 1  # 职工每人只交45元
        if last - first == 1 and len(row[first].text) == 1:
            continue
        pointed = None
        if row[first].text[0] in "这该此那":
            pointed = _THIS.match("".join(e.text for e in row[first:last]))
        text = pointed["thing"] if pointed else text_of(row, first, last)
        union = row[first].mention
        if union is not None and union.label == "UNION" and text.startswith(row[first].text):
            text = union.canonical + text[len(row[first].text) :]  # or one union would stand for election twice
        if len(text) > 1:
            definite = pointed is not None or (first > 0 and row[first - 1].text in ("这", "该", "此"))
            yield text, first, run.last, definite


_BETWEEN = frozenset(("的", "、", "和", "与"))


def _leads(row: Row, first: int) -> bool:
    """Whether a noun that begins at ``first`` opens its clause, or is what a relative clause at its begin leads to.

    总工会援建的“锡海职工书屋”揭牌: 书屋 leads.
    """
    if first and row[first - 1].text == "的":
        return not any("preposition" in e.roles for e in row[:first]) or only_opens(row, first)
    return only_opens(row, first)


def _counted(row: Row, first: int) -> bool:
    """Whether a noun that begins at ``first`` opens its clause behind a figure (206家基层工会响应)."""
    return first > 0 and row[first - 1].kind == "quantity" and only_opens(row, first - 1)


def only_opens(row: Row, first: int) -> bool:
    """Whether nothing but times and words that open a clause stands before an element."""
    for k in range(first):
        e = row[k]
        if e.kind not in ("time", "quote") and not e.roles & _OPENING:
            return False
    return True
