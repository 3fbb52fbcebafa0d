"""All who could be the subject of a figure, each with what speaks for it.

The rules of :mod:`subjects` name one candidate; a reader weighs several: the body in the clause, the one of the
sentence before, the place, the people counted, what the article is about. Each candidate carries features (strings)
that the chooser weighs; the rules' own choice is one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import regex

from extractors.claims.elements import Element, is_verb, letter
from extractors.claims.memory import Frame, kind_family
from extractors.claims.phrases import noun_runs, text_of
from extractors.claims.subjects import ACTORS, Subject, group_at
from extractors.homes import Homes

Row = tuple[Element, ...]
Features = set[str]


@dataclass(frozen=True, slots=True)
class Seen:
    """A body, place or group that a clause has named.

    Attributes:
        name: resolved.
        label: UNION, ORG, PLACE, PERSON or GROUP.
        clause, sentence, paragraph: running numbers of where it stands.
        at: number of its first element in the clause.
        traits: lead (first in its clause), oblique (in a preposition's phrase), owner (的 follows), verbal (a verb or
            adverb follows), title (a person's title follows), subject (the rules took it as subject).
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
        seen: in order.
        chosen: subjects of the figures so far, with their sentence.
    """

    article: str
    headline: frozenset[str]
    report: bool = False
    clause: int = 0
    sentence: int = 0
    paragraph: int = 0
    opened: int = 1
    seen: list[Seen] = field(default_factory=list)
    chosen: list[tuple[str, int, int]] = field(default_factory=list)

    def new_sentence(self) -> None:
        """What comes next begins a sentence."""
        self.sentence += 1
        self.opened = self.clause + 1

    def read(self, row: Row, homes: Homes, subject: Subject | None) -> None:
        """Take note of all names and groups of a clause."""
        self.clause += 1
        oblique = False
        lead = True
        i = 0
        while i < len(row):
            e = row[i]
            if e.roles & {"preposition"}:
                oblique = e.text not in ("由",)
                i += 1
                continue
            if is_verb(row, i):
                oblique = False
                lead = False
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
                    elif is_verb(row, after) or follower.roles & {"adverb", "auxiliary", "copula", "exist"}:
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
                self.seen.append(Seen(name, label, self.clause, self.sentence, self.paragraph, frozenset(traits), i))
                lead = False
                i = max(after, i + 1)
                continue
            i += 1
        self._nouns(row)

    def _nouns(self, row: Row) -> None:
        """Take note of the common nouns of a clause, of those that can act for longer."""
        for run in noun_runs(row, 0, len(row)):
            first = run.first
            while first < run.last - 1 and row[first].text in ("的", "、", "和", "与"):
                first += 1
            last = run.last
            while last - 1 > first and (row[last - 1].text[0] in "每各" or row[last - 1].text in _EACH):
                last -= 1  # 职工每人只交45元
            leader = row[first - 1] if first else None
            pointed = _THIS.match("".join(e.text for e in row[first:last]))
            text = pointed["thing"] if pointed else text_of(row, first, last)
            if len(text) < 2 or any(s.name == text and s.clause == self.clause for s in self.seen):
                continue
            follower = row[run.last] if run.last < len(row) else None
            traits = {f"next:{letter(follower)}", f"last:{letter(leader)}"}
            if all(e.kind in ("time", "quote") or e.roles & {"adverb", "connective"} for e in row[:first]):
                traits.add("lead")
                if self.clause == self.opened and (follower is None or follower.text != "的"):
                    traits.add("topic")
            if pointed or (leader is not None and leader.text in ("这", "该", "此")):
                traits.add("definite")
            if follower is None and not any(is_verb(row, k) for k in range(run.last)):
                traits.add("alone")
            if leader is not None and leader.kind == "word":
                traits.add(f"after:{leader.text}")
            if any(e.kind == "name" for e in row[first : run.last]):
                traits.add("named")
            label = "ACTOR" if text.endswith(ACTORS) else "NOUN"
            self.seen.append(
                Seen(text, label, self.clause, self.sentence, self.paragraph, frozenset(traits), run.last - 1)
            )


def subjects_of(
    story: Story,
    row: Row,
    i: int,
    frame: Frame,
    named: Iterable[tuple[str, str]],
) -> dict[str, Features]:
    """Candidates for the subject of figure ``i`` of a clause that the story has read.

    Args:
        story: the article so far, this clause included.
        row: the clause.
        i: number of the quantity's element.
        frame: of the figure.
        named: further candidates with where they come from (rule, topic, place, item, rate, noun, article).

    Returns:
        Features by name. Every candidate has at least one feature; the order is that of first mention.
    """
    q = row[i].quantity
    assert q is not None
    context = (frame_group(frame.rule), kind_family(q.kind))
    out: dict[str, Features] = {}

    def add(name: str, *features: str) -> None:
        if name:
            out.setdefault(name, set()).update(features)

    for source, name in named:
        add(name, f"from:{source}", f"from:{source}|{context[0]}", f"from:{source}|{context[1]}")
    recent = [
        s
        for s in story.seen
        if s.clause == story.clause
        or (s.label == "NOUN" and "topic" in s.traits and story.sentence - s.sentence <= 1)
        or (s.label != "NOUN" and (s.paragraph == story.paragraph or story.clause - s.clause <= 4))
    ][-30:]
    pronoun = any(e.text in _PRONOUNS for e in row)
    topic: str | None = None
    own = any(s.clause == story.clause and "lead" in s.traits and s.at < i and s.label in _DOERS for s in recent)
    last_body: str | None = None
    for s in reversed(recent):
        distance = "0" if s.clause == story.clause else "s" if s.sentence == story.sentence else None
        if distance is None:
            gap = story.sentence - s.sentence
            distance = f"{min(gap, 3)}" + ("" if s.paragraph == story.paragraph else "p")
        else:
            distance = "c" + distance
        base = f"{s.label}@{distance}"
        features = {base, f"label:{s.label}", f"{s.label}|{context[0]}", f"{s.label}|{context[1]}"}
        if distance == "c0":
            between = row[min(s.at, i) + 1 : max(s.at, i)]
            side = "before" if s.at < i else "after"
            features.update((f"{side}-figure", f"{side}-figure|{s.label}", f"{side}-figure|{context[0]}"))
            if any(e.kind == "quantity" for e in between):
                features.add(f"{side}-figure:figure-between")
        features.update(f"{base}:{t}" for t in s.traits)
        if "topic" in s.traits:
            features.update((f"topic@{distance}", f"topic@{distance}|{context[0]}", f"topic@{distance}|{context[1]}"))
            if topic is None or topic == s.name:
                topic = s.name
                features.update(("last-topic", f"last-topic|{context[0]}", f"last-topic|{context[1]}"))
        if "definite" in s.traits:
            features.update((f"definite@{distance}", f"definite|{context[1]}"))
        features.add(f"own:{own}|{distance}")
        features.add(f"own:{own}|{s.label}@{distance}")
        if pronoun:
            features.add(f"pronoun|{s.label}@{distance}")
        if s.label in ("UNION", "GROUP", "ORG") and last_body is None:
            last_body = s.name
            features.add("nearest-body")
        add(s.name, *features)
    for name, sentence, clause in story.chosen[-3:]:
        if sentence == story.sentence:
            add(name, "chosen:sentence", "chosen:clause" if clause == story.clause else "chosen:earlier")
        elif story.sentence - sentence == 1:
            add(name, "chosen:before")
    counts = Counter(s.name for s in story.seen)
    opening = next((s.name for s in story.seen if s.paragraph == story.paragraph and s.label in _BODIES), "")
    act = frame.action
    for name, features in out.items():
        sources = {f.partition("|")[0] for f in features if f.startswith(("label:", "from:"))}
        features.update(f"{source}|did:{act}" for source in sources if source in _ACTING)
        features.update(f"{source}|begins:{act[:1]}" for source in sources if source in _ACTING)
        features.add(f"often:{min(counts[name], 4)}")
        features.update((f"head:{name[-2:]}", f"head:{name[-2:]}|{context[1]}", f"head:{name[-2:]}|{context[0]}"))
        if name == opening:
            features.update(("opens-paragraph", f"opens-paragraph|{context[0]}"))
        if story.report and name == story.article:
            features.add("report's own body")
        if name in story.headline:
            features.add("headline")
        if name == story.article:
            features.add("article")
        if name == frame.item:
            features.add(f"is-item|{context[0]}")
            features.add(f"is-item|{context[1]}")
    return out


# 这间理疗室, 该中心: a thing that was named before; its measure word is no part of it.
_THIS = regex.compile(
    r"(?:这|该|此|那)(?:[间座家个支条项份场批位名种类些趟笔处]|一)?(?:的)?(?P<thing>[^的，。“”]{2,12})$"
)
_EACH = frozenset(["人均", "户均", "平均", "自己", "本人", "一起", "共同", "一同", "合计", "全部", "全都", "均"])
_PRONOUNS = frozenset(("他", "她", "我", "他们", "她们", "我们", "自己", "俩人", "两人", "大家"))
_DOERS = frozenset(("ACTOR", "UNION", "ORG", "GROUP", "PERSON"))
_BODIES = ("UNION", "ORG", "GROUP")
_ACTING = frozenset(
    (
        *(f"label:{label}" for label in ("UNION", "ORG", "GROUP", "PLACE", "PERSON", "ACTOR", "NOUN")),
        *(f"from:{source}" for source in ("item", "rule-agent", "speaker")),
    )
)


def frame_group(rule: str) -> str:
    """The family of a frame's case, so that rare cases share what is learned."""
    for group in ("V-de", "V-N", "V-X", "V-Q", "N-V", "Q-N-V", "Q-V", "list", "change", "N-be", "for", "share"):
        if rule.startswith(group):
            return group
    return rule
