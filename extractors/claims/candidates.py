"""All who could be the subject of a figure, each with what speaks for it.

The rules of :mod:`subjects` name one candidate; a reader weighs several: the body in the clause, the one of the
sentence before, the place, the people counted, what the article is about. Each candidate carries features (strings)
that the chooser weighs; the rules' own choice is one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from extractors.claims.elements import Element, is_verb
from extractors.claims.memory import Frame, kind_family
from extractors.claims.subjects import Subject, group_at
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
    seen: list[Seen] = field(default_factory=list)
    chosen: list[tuple[str, int, int]] = field(default_factory=list)

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
                self.seen.append(Seen(name, label, self.clause, self.sentence, self.paragraph, frozenset(traits), i))
                lead = False
                i = max(after, i + 1)
                continue
            i += 1


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
    recent = [s for s in story.seen if s.paragraph == story.paragraph or story.clause - s.clause <= 4][-24:]
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


_BODIES = ("UNION", "ORG", "GROUP")
_ACTING = frozenset(("label:UNION", "label:ORG", "label:GROUP", "label:PLACE", "from:item", "from:rule-agent"))


def frame_group(rule: str) -> str:
    """The family of a frame's case, so that rare cases share what is learned."""
    for group in ("V-de", "V-N", "V-X", "V-Q", "N-V", "Q-N-V", "Q-V", "list", "change", "N-be", "for", "share"):
        if rule.startswith(group):
            return group
    return rule
