"""All who could be the subject of a figure, each with what speaks for it.

The rules of :mod:`subjects` name one candidate; a reader weighs several: the body in the clause, the one of the
sentence before, the place, the people counted, what the article is about. Each candidate carries features (see
:mod:`features`) that the chooser weighs; the rules' own choice is one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from extractors.claims.clauses import Row, once
from extractors.claims.features import Features, Language, family
from extractors.claims.memory import Frame, kind_family
from extractors.claims.story import BODIES, Story

_PRONOUNS = frozenset(("他", "她", "我", "他们", "她们", "我们", "自己", "俩人", "两人", "大家"))
_DOERS = frozenset(("ACTOR", "UNION", "ORG", "GROUP", "PERSON"))
_ACTING_SOURCES = frozenset(("item", "rule-agent", "speaker"))
"""Sources that tell, as a label does, who would have acted."""


class _Subjects(Language):
    """What speaks for a subject. ``group`` is the family of the figure's frame, ``kind`` that of its kind."""

    @family
    def source(self, source: str, group: str, kind: str) -> Iterator[str]:
        """Where it was found."""
        yield f"from:{source}"
        yield f"from:{source}|{group}"
        yield f"from:{source}|{kind}"

    @family
    def seen(self, label: str, distance: str, own: bool, pronoun: bool, group: str, kind: str) -> Iterator[str]:
        """What was named so far back; whether the clause has a doer of its own, and a pronoun."""
        yield f"{label}@{distance}"
        yield f"label:{label}"
        yield f"{label}|{group}"
        yield f"{label}|{kind}"
        yield f"own:{own}|{distance}"
        yield f"own:{own}|{label}@{distance}"
        if pronoun:
            yield f"pronoun|{label}@{distance}"

    @family
    def traits(self, label: str, distance: str, traits: frozenset[str]) -> Iterator[str]:
        """How it stood there."""
        for trait in traits:
            yield f"{label}@{distance}:{trait}"

    @family
    def topic(self, distance: str, group: str, kind: str) -> Iterator[str]:
        """It opened its sentence."""
        yield f"topic@{distance}"
        yield f"topic@{distance}|{group}"
        yield f"topic@{distance}|{kind}"

    @family
    def definite(self, distance: str, kind: str) -> Iterator[str]:
        """It was pointed at (这, 该)."""
        yield f"definite@{distance}"
        yield f"definite|{kind}"

    @family
    def beside(self, side: str, label: str, group: str, between: bool) -> Iterator[str]:
        """On which side of the figure it stands in its clause, and whether another figure stands between them."""
        yield f"{side}-figure"
        yield f"{side}-figure|{label}"
        yield f"{side}-figure|{group}"
        if between:
            yield f"{side}-figure:figure-between"

    @family
    def last_topic(self, group: str, kind: str) -> Iterator[str]:
        """No other opened a sentence since."""
        yield "last-topic"
        yield f"last-topic|{group}"
        yield f"last-topic|{kind}"

    @family
    def nearest_body(self) -> Iterator[str]:
        """No other body was named since."""
        yield "nearest-body"

    @family
    def chosen(self, where: str) -> Iterator[str]:
        """A figure shortly before has it as its subject."""
        yield f"chosen:{where}"

    @family
    def acting(self, source: str, act: str) -> Iterator[str]:
        """What it would have done, by its label or source."""
        yield f"{source}|did:{act}"
        yield f"{source}|begins:{act[:1]}"

    @family
    def head(self, head: str, group: str, kind: str) -> Iterator[str]:
        """The last two characters of its name."""
        yield f"head:{head}"
        yield f"head:{head}|{kind}"
        yield f"head:{head}|{group}"

    @family
    def often(self, count: int) -> Iterator[str]:
        """How often it was named so far."""
        yield f"often:{min(count, 4)}"

    @family
    def opens(self, group: str) -> Iterator[str]:
        """It is the first body of its paragraph."""
        yield "opens-paragraph"
        yield f"opens-paragraph|{group}"

    @family
    def article(self, report: bool) -> Iterator[str]:
        """The article is about it, and is a work report or not."""
        yield "article"
        if report:
            yield "report's own body"

    @family
    def headline(self) -> Iterator[str]:
        """The headline names it."""
        yield "headline"

    @family
    def is_item(self, group: str, kind: str) -> Iterator[str]:
        """It is what is counted."""
        yield f"is-item|{group}"
        yield f"is-item|{kind}"


_WEIGHED, _WHOLE = _Subjects("subject"), _Subjects("subject", whole=True)


def subjects_of(
    story: Story,
    row: Row,
    i: int,
    frame: Frame,
    named: Iterable[tuple[str, str]],
    whole: bool = False,
) -> dict[str, Features]:
    """Candidates for the subject of figure ``i`` of a clause that the story has read.

    Args:
        story: the article so far, this clause included.
        row: the clause.
        i: number of the quantity's element.
        frame: of the figure.
        named: further candidates with where they come from (rule, topic, place, item, rate, noun, article, speaker).
        whole: whether features without a weight are wanted too.

    Returns:
        Features by name; the order is that of first mention.
    """
    q = row[i].quantity
    assert q is not None
    say = _WHOLE if whole else _WEIGHED
    group, kind = frame_group(frame.rule), kind_family(q.kind)
    out: dict[str, Features] = {}
    acting: dict[str, dict[str, None]] = {}

    def candidate(name: str) -> Features:
        features = out.get(name)
        if features is None:
            features = out[name] = {}
            acting[name] = {}
        return features

    for source, name in named:
        if name:
            candidate(name).update(say.source(source, group, kind))
            if source in _ACTING_SOURCES:
                acting[name]["from:" + source] = None
    recent = story.recent()
    pronoun = _has_pronoun(row)
    own = False
    for s in recent:
        if s.clause != story.clause:
            break
        if s.at < i and "lead" in s.traits and s.label in _DOERS:
            own = True
            break
    topic: str | None = None
    body_seen = False
    for s in recent:
        features, label, traits = candidate(s.name), s.label, s.traits
        acting[s.name]["label:" + label] = None
        distance = story.distance(s)
        features.update(say.seen(label, distance, own, pronoun, group, kind))
        features.update(say.traits(label, distance, traits))
        if "topic" in traits:
            features.update(say.topic(distance, group, kind))
            if topic is None or topic == s.name:
                topic = s.name
                features.update(say.last_topic(group, kind))
        if "definite" in traits:
            features.update(say.definite(distance, kind))
        if distance == "c0":
            side = "before" if s.at < i else "after"
            features.update(say.beside(side, label, group, _figure_between(row, min(s.at, i), max(s.at, i))))
        if not body_seen and label in BODIES:
            body_seen = True
            features.update(say.nearest_body())
    for name, sentence, clause in story.chosen[-3:]:
        if name and sentence == story.sentence:
            candidate(name).update(say.chosen("sentence"))
            out[name].update(say.chosen("clause" if clause == story.clause else "earlier"))
        elif name and story.sentence - sentence == 1:
            candidate(name).update(say.chosen("before"))
    for name, features in out.items():
        for source in acting[name]:
            features.update(say.acting(source, frame.action))
        features.update(say.often(story.counts[name]))
        features.update(say.head(name[-2:], group, kind))
        if name == story.opening:
            features.update(say.opens(group))
        if name == story.article:
            features.update(say.article(story.report))
        if name in story.headline:
            features.update(say.headline())
        if name == frame.item:
            features.update(say.is_item(group, kind))
    return out


@once
def _has_pronoun(row: Row) -> bool:
    return any(e.text in _PRONOUNS for e in row)


@once
def _figure_between(row: Row, first: int, last: int) -> bool:
    return any(e.kind == "quantity" for e in row[first + 1 : last])


@lru_cache(maxsize=1 << 10)
def frame_group(rule: str) -> str:
    """The family of a frame's case, so that rare cases share what is learned."""
    for group in ("V-de", "V-N", "V-X", "V-Q", "N-V", "Q-N-V", "Q-V", "list", "change", "N-be", "for", "share"):
        if rule.startswith(group):
            return group
    return rule
