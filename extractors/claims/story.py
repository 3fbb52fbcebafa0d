"""What an article has named so far: the bodies, places, groups and common nouns that a figure could be of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import regex

from extractors.claims.clauses import Row
from extractors.claims.elements import letter
from extractors.claims.phrases import Phrase, text_of
from extractors.claims.subjects import ACTORS, Subject, group_at
from extractors.homes import Homes

BODIES = ("UNION", "ORG", "GROUP")

# 这间理疗室, 该中心: a thing that was named before; its measure word is no part of it.
_THIS = regex.compile(
    r"(?:这|该|此|那)(?:[间座家个支条项份场批位名种类些趟笔处]|一)?(?:的)?(?P<thing>[^的，。“”]{2,12})$"
)
_VERBAL = frozenset(("adverb", "auxiliary", "copula", "exist"))
_OPENING = frozenset(("adverb", "connective"))
_EACH = frozenset(("人均", "户均", "平均", "自己", "本人", "一起", "共同", "一同", "合计", "全部", "全都", "均"))
_CANDIDATES = 30
_BACK, _BACK_PAST_PARAGRAPH = ("", "1", "2", "3"), ("", "1p", "2p", "3p")
_REACH = 150  # so far back names are looked for; a bound, so that a long article costs no more than its length


@dataclass(slots=True)
class Seen:
    """A body, place, group or thing that a clause has named.

    Attributes:
        name: resolved.
        label: UNION, ORG, PLACE, PERSON or GROUP; ACTOR for a common noun that can act (合作社, 职工), NOUN for others.
        clause, sentence, paragraph: running numbers of where it stands.
        at: number of its first element in the clause; of a common noun the last.
        traits: lead (first in its clause), topic (and in its sentence), ends or alone (nothing after it, no verb before
            it), oblique (in a preposition's phrase), owner (的 follows), verbal (a verb or adverb follows), title (a
            person's title follows), subject (the rules took it as subject), definite (这, 该 before it), named (a name
            in it), next:, last: and after: what stands around it.
    """

    name: str
    label: str
    clause: int
    sentence: int
    paragraph: int
    traits: frozenset[str]
    at: int = 0


@dataclass(slots=True)
class Story:
    """What an article has named so far, clause by clause.

    Attributes:
        article: what the article is about.
        headline: names in the headline.
        report: whether the article is a work report, which speaks of its own body throughout.
        clause, sentence, paragraph: running numbers of where reading stands.
        opened: number of the sentence's first clause.
        opening: first body of the paragraph, "" before there is one.
        seen: in order.
        counts: how often each name was seen.
        chosen: subjects of the figures so far, with their sentence and clause.
    """

    article: str
    headline: frozenset[str]
    report: bool = False
    clause: int = 0
    sentence: int = 0
    paragraph: int = 0
    opened: int = 1
    opening: str = ""
    seen: list[Seen] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    chosen: list[tuple[str, int, int]] = field(default_factory=list)

    def new_paragraph(self) -> None:
        """What comes next begins a paragraph."""
        self.paragraph += 1
        self.opening = ""

    def new_sentence(self) -> None:
        """What comes next begins a sentence."""
        self.sentence += 1
        self.opened = self.clause + 1

    def recent(self) -> list[Seen]:
        """What a figure of the clause being read could be of: this clause, and what the paragraph named before it.

        The last one seen comes first.
        """
        clause, sentence, paragraph = self.clause, self.sentence, self.paragraph
        found: list[Seen] = []
        for s in reversed(self.seen[-_REACH:]):
            if s.clause == clause or (
                ("topic" in s.traits and sentence - s.sentence <= 1)
                if s.label == "NOUN"
                else (s.paragraph == paragraph or clause - s.clause <= 4)
            ):
                found.append(s)
                if len(found) == _CANDIDATES:
                    break
            elif s.paragraph != paragraph and clause - s.clause > 4 and sentence - s.sentence > 1:
                break  # all that was seen before is farther away still
        return found

    def distance(self, seen: Seen) -> str:
        """How far back: c0 this clause, cs this sentence, then sentences, with p where a paragraph lies between."""
        if seen.clause == self.clause:
            return "c0"
        back = self.sentence - seen.sentence
        if not back:
            return "cs"
        return (_BACK if seen.paragraph == self.paragraph else _BACK_PAST_PARAGRAPH)[back if back < 3 else 3]

    def _note(self, name: str, label: str, traits: set[str], at: int) -> None:
        self.seen.append(Seen(name, label, self.clause, self.sentence, self.paragraph, frozenset(traits), at))
        self.counts[name] += 1
        if not self.opening and label in BODIES:
            self.opening = name

    def read(self, row: Row, homes: Homes, subject: Subject | None, runs: Iterable[Phrase]) -> None:
        """Take note of all names, groups and common nouns of a clause.

        Args:
            row: the clause.
            homes: what a mere level or 该市 stands for.
            subject: the rules' subject of the clause, None where they find none.
            runs: its stretches of nouns.
        """
        self.clause += 1
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
            name, after, label = "", i, ""
            if e.points:
                name, after, strong = group_at(row, i, homes)
                label = "GROUP" if strong else "PLACE"
            if not name and e.kind == "name" and e.mention is not None:
                name, after, label = e.mention.canonical, i + 1, e.mention.label
            if name:
                traits = set()
                if lead:
                    traits.add("lead")
                if oblique:
                    traits.add("oblique")
                if after < len(row):
                    follower = row[after]
                    if follower.text == "的":
                        traits.add("owner")
                    elif follower.verb or follower.roles & _VERBAL:
                        traits.add("verbal")
                    elif follower.kind == "word" and follower.tag.startswith(("n", "b")):
                        traits.add("title")
                if subject is not None and subject.name == name:
                    traits.add("subject")
                if after >= len(row):
                    traits.add("ends")
                traits.add(f"next:{letter(row[after] if after < len(row) else None)}")
                if i and row[i - 1].kind == "word":
                    traits.add(f"after:{row[i - 1].text}")
                if lead and not oblique and self.clause == self.opened and not traits & {"owner", "title"}:
                    traits.add("topic")
                self._note(name, label, traits, i)
                lead = False
                i = max(after, i + 1)
                continue
            i += 1
        self._nouns(row, runs)

    def _nouns(self, row: Row, runs: Iterable[Phrase]) -> None:
        """Take note of the common nouns of a clause, of those that can act for longer."""
        here = {s.name for s in self.seen[-len(row) :] if s.clause == self.clause}
        for run in runs:
            first = run.first
            while first < run.last - 1 and row[first].text in ("的", "、", "和", "与"):
                first += 1
            last = run.last
            while last - 1 > first and (row[last - 1].text[0] in "每各" or row[last - 1].text in _EACH):
                last -= 1  # 职工每人只交45元
            leader = row[first - 1] if first else None
            pointed = None
            if row[first].text[0] in "这该此那":
                pointed = _THIS.match("".join(e.text for e in row[first:last]))
            text = pointed["thing"] if pointed else text_of(row, first, last)
            if len(text) < 2 or text in here:
                continue
            here.add(text)
            follower = row[run.last] if run.last < len(row) else None
            traits = {f"next:{letter(follower)}", f"last:{letter(leader)}"}
            if _leads(row, first):
                traits.add("lead")
                if self.clause == self.opened and (follower is None or follower.text != "的"):
                    traits.add("topic")
            if pointed or (leader is not None and leader.text in ("这", "该", "此")):
                traits.add("definite")
            if follower is None and True not in [e.verb for e in row]:
                traits.add("alone")
            if leader is not None and leader.kind == "word":
                traits.add(f"after:{leader.text}")
            if "name" in [e.kind for e in row[first : run.last]]:
                traits.add("named")
            label = "ACTOR" if text.rstrip("”’》").endswith(ACTORS) else "NOUN"
            self._note(text, label, traits, run.last - 1)


def _leads(row: Row, first: int) -> bool:
    """Whether a noun that begins at ``first`` opens its clause, or is what a relative clause at its begin leads to.

    总工会援建的“锡海职工书屋”揭牌: 书屋 leads.
    """
    if first and row[first - 1].text == "的":
        return not any("preposition" in e.roles for e in row[:first]) or _only_opens(row, first)
    return _only_opens(row, first)


def _only_opens(row: Row, first: int) -> bool:
    for k in range(first):
        e = row[k]
        if e.kind not in ("time", "quote") and not e.roles & _OPENING:
            return False
    return True
