"""All who could be the subject of a figure, each with what speaks for it.

The rules of :mod:`subjects` name one candidate; a reader weighs several: the body in the clause, the one of the
sentence before, the place, the people counted, what the article is about. Each candidate carries features (see
:mod:`features`) that the chooser weighs; the rules' own choice is one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from extractors.claims.clauses import Row
from extractors.claims.features import Language, Layer, family, layer
from extractors.claims.memory import Frame, kind_family
from extractors.claims.story import BODIES, Seen, Story

_PRONOUNS = frozenset(("他", "她", "我", "他们", "她们", "我们", "自己", "俩人", "两人", "大家"))
_DOERS = frozenset(("ACTOR", "UNION", "ORG", "GROUP", "PERSON"))
_LABELS = {label: f"label:{label}" for label in ("UNION", "ORG", "GROUP", "PLACE", "PERSON", "ACTOR", "NOUN")}
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

    @layer
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

    @layer
    def traits(self, label: str, distance: str, traits: frozenset[str]) -> Iterator[str]:
        """How it stood there."""
        for trait in traits:
            yield f"{label}@{distance}:{trait}"

    @layer
    def topic(self, distance: str, group: str, kind: str, last: bool) -> Iterator[str]:
        """It opened its sentence, and no other opened one since."""
        yield f"topic@{distance}"
        yield f"topic@{distance}|{group}"
        yield f"topic@{distance}|{kind}"
        if last:
            yield "last-topic"
            yield f"last-topic|{group}"
            yield f"last-topic|{kind}"

    @layer
    def definite(self, distance: str, kind: str) -> Iterator[str]:
        """It was pointed at (这, 该)."""
        yield f"definite@{distance}"
        yield f"definite|{kind}"

    @layer
    def beside(self, side: str, label: str, group: str, between: bool) -> Iterator[str]:
        """On which side of the figure it stands in its clause, and whether another figure stands between them."""
        yield f"{side}-figure"
        yield f"{side}-figure|{label}"
        yield f"{side}-figure|{group}"
        if between:
            yield f"{side}-figure:figure-between"

    @family
    def nearest_body(self, _: bool = True) -> Iterator[str]:
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
        """How often it was named; from four times on all are alike."""
        yield f"often:{count}"

    @family
    def standing(
        self, opens: bool, article: bool, report: bool, headline: bool, item: bool, group: str, kind: str
    ) -> Iterator[str]:
        """Whether it is the first body of the paragraph, what the article is about (which is a work report or not), in
        the headline, what is counted.
        """
        if opens:
            yield "opens-paragraph"
            yield f"opens-paragraph|{group}"
        if article:
            yield "article"
            if report:
                yield "report's own body"
        if headline:
            yield "headline"
        if item:
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
) -> dict[str, int]:
    """Candidates for the subject of figure ``i`` of a clause that the story has read.

    Args:
        story: the article so far, this clause included.
        row: the clause.
        i: number of the quantity's element.
        frame: of the figure.
        named: further candidates with where they come from (rule, topic, place, item, rate, noun, article, speaker).
        whole: whether the names of all features are wanted, as sums that remember them
            (:class:`extractors.claims.features.Named`).

    Returns:
        What speaks for each name, in ten-thousandths; the order is that of first mention.
    """
    q = row[i].quantity
    assert q is not None
    say = _WHOLE if whole else _WEIGHED
    group, kind, act = frame_group(frame.rule), kind_family(q.kind), frame.action
    out: dict[str, int] = {}
    acting: set[tuple[str, str]] = set()  # each name with the sources that tell what it may have done
    for source, name in named:
        if name:
            out[name] = out.get(name, 0) + say.source[source, group, kind]
            if source in _ACTING_SOURCES:
                acting.add((name, "from:" + source))
    recent = story.recent()
    names = [s.name for s, _ in recent]
    # What is said of a name that was seen more than once may be the same, and then it counts once.
    again = {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else _NO_NAMES
    layers: dict[str, list[Layer]] = {name: [] for name in again}
    pronoun = _has_pronoun(row)
    own = _own_doer(recent, i)
    topic: str | None = None
    body_seen = False
    all_seen, all_traits, all_acting = say.seen, say.traits, say.acting
    for s, distance in recent:
        name, label = s.name, s.label
        said = [all_seen[label, distance, own, pronoun, group, kind], all_traits[label, distance, s.traits]]
        if s.topic:
            topic = name if topic is None else topic
            said.append(say.topic[distance, group, kind, topic == name])
        if s.definite:
            said.append(say.definite[distance, kind])
        if distance == "c0":
            side, first, last = ("before", s.at, i) if s.at < i else ("after", i, s.at)
            said.append(say.beside[side, label, group, _figures(row, first, last)])
        worth = 0
        if name in again:
            layers[name] += said
            acting.add((name, _LABELS[label]))
        else:
            worth = all_acting[_LABELS[label], act]
            for layer in said:
                worth += layer.worth
        if not body_seen and label in BODIES:
            body_seen = True
            worth += say.nearest_body[True]
        out[name] = out.get(name, 0) + worth
    for name, said in layers.items():
        out[name] += say.together(said, apart=False)
    chosen: set[tuple[str, str]] = set()
    for name, sentence, clause in story.chosen[-3:]:
        back = story.sentence - sentence
        if name and back <= 1:
            out.setdefault(name, 0)
            chosen.add((name, "before" if back else "sentence"))
            if not back:
                chosen.add((name, "clause" if clause == story.clause else "earlier"))
    for name, source in acting:
        out[name] += all_acting[source, act]
    for name, where in chosen:
        out[name] += say.chosen[where]
    counts, special = story.counts, {story.opening, story.article, frame.item, *story.headline}
    heads, often = say.head, say.often
    for name, worth in out.items():
        worth += heads[name[-2:], group, kind] + often[min(counts.get(name, 0), 4)]
        if name in special:
            worth += say.standing[
                name == story.opening,
                name == story.article,
                story.report,
                name in story.headline,
                name == frame.item,
                group,
                kind,
            ]
        out[name] = worth
    return out


_NO_NAMES: frozenset[str] = frozenset()


def _own_doer(recent: Iterable[tuple[Seen, str]], i: int) -> bool:
    """Whether a body, person or acting noun leads the clause of figure ``i`` and stands before it."""
    for s, distance in recent:
        if distance != "c0":
            break
        if s.at < i and s.lead and s.label in _DOERS:
            return True
    return False


def _has_pronoun(row: Row) -> bool:
    return not _PRONOUNS.isdisjoint([e.text for e in row])


def _figures(row: Row, first: int, last: int) -> bool:
    """Whether figures stand between two elements."""
    return any(first < k < last for k in row.figures) if len(row.figures) > 1 else False


@lru_cache(maxsize=1 << 10)
def frame_group(rule: str) -> str:
    """The family of a frame's case, so that rare cases share what is learned."""
    for group in ("V-de", "V-N", "V-X", "V-Q", "N-V", "Q-N-V", "Q-V", "list", "change", "N-be", "for", "share"):
        if rule.startswith(group):
            return group
    return rule
