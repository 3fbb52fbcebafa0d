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
from extractors.claims.nouns import NOUN_KIND
from extractors.claims.story import BODIES, Seen, Story

_PRONOUNS = {
    **dict.fromkeys(("他", "她", "自己", "本人"), "one"),
    **dict.fromkeys(("他们", "她们", "大家", "俩人", "两人"), "they"),
    **dict.fromkeys(("我", "俺"), "I"),
    **dict.fromkeys(("我们", "咱们", "咱"), "we"),
}
_IN_NO_NAME = frozenset("由帮给让为被把在的了是我你他她这那有将从向对与和、“")
_DOERS = frozenset(("ACTOR", "UNION", "ORG", "GROUP", "PERSON"))
_LEADING = frozenset(("lead", "counted"))
"""Standings of what leads its clause."""
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
    def seen(
        self, label: str, distance: str, own: bool, pronoun: str, said: bool, group: str, kind: str
    ) -> Iterator[str]:
        """What was named so far back; whether the clause has a doer of its own, which pronoun, and is said by one."""
        yield f"{label}@{distance}"
        yield f"label:{label}"
        yield f"{label}|{group}"
        yield f"{label}|{kind}"
        yield f"own:{own}|{distance}"
        yield f"own:{own}|{label}@{distance}"
        if pronoun:
            yield f"pronoun:{pronoun}|{label}@{distance}"
        if said:
            yield f"said|{label}@{distance}"

    @layer
    def order(self, label: str, before: int, distance: str) -> Iterator[str]:
        """How many others of its label were named since; from three on all are alike."""
        yield f"nth:{label}:{before}"
        yield f"nth:{label}:{before}@{distance}"

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
    def leading(
        self, label: str, distance: str, lead: str, since: int, own: str, back: int, group: str
    ) -> Iterator[str]:
        """Whether it leads its clause, how many others have led one since, what leads the figure's, how far back."""
        yield f"lead:{lead}|since:{since}"
        yield f"lead:{lead}|since:{since}|{label}"
        yield f"lead:{lead}|since:{since}|{distance}"
        yield f"lead:{lead}|since:{since}|own:{own}"
        yield f"own-lead:{own}|{label}@{distance}"
        yield f"own-lead:{own}|{group}|{label}"
        yield f"back:{back}|{label}"
        yield f"back:{back}|lead:{lead}"
        yield f"back:{back}|lead:{lead}|{group}"

    @layer
    def governs(self, standing: str, follower: str, verb: str, label: str, same: bool, distance: str) -> Iterator[str]:
        """What follows it in its clause, the first verb behind it, and whether that is what was done."""
        yield f"{standing}:next:{follower}|{label}"
        yield f"{standing}:verb:{verb}"
        yield f"{standing}:verb:{verb}|{distance}"
        yield f"{standing}:same-verb:{same}|{distance}"
        yield f"{standing}:same-verb:{same}|{label}@{distance}"

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
    def noun(self, noun: str, counted: str, group: str, kind: str, unit: str) -> Iterator[str]:
        """The kind of its noun with that of the thing counted, and with the figure."""
        yield f"noun:{noun}"
        yield f"noun:{noun}|of:{counted}"
        yield f"noun:{noun}|{group}"
        yield f"noun:{noun}|{kind}"
        yield f"noun:{noun}|unit:{unit}"

    @family
    def noun_did(self, noun: str, act: str) -> Iterator[str]:
        """The kind of its noun with what was done."""
        yield f"noun:{noun}|did:{act}"

    @family
    def head_did(self, head: str, act: str) -> Iterator[str]:
        """The last two characters of its name with what was done."""
        yield f"head:{head}|did:{act}"

    @family
    def form(self, name: str) -> Iterator[str]:
        """Its characters: long ones, and those with words that no name has, are stretches and no names."""
        yield f"length:{min(len(name), 16) // 2}"
        for char in _IN_NO_NAME.intersection(name):
            yield f"holds:{char}"

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
    said: bool = False,
    whole: bool = False,
) -> dict[str, int]:
    """Candidates for the subject of figure ``i`` of a clause that the story has read.

    Args:
        story: the article so far, this clause included.
        row: the clause.
        i: number of the quantity's element.
        frame: of the figure.
        named: further candidates with where they come from (rule, topic, place, item, rate, noun, article, speaker).
        said: whether somebody is quoted or credited with the figure.
        whole: whether the names of all features are wanted, as sums that remember them
            (:class:`extractors.claims.features.Named`).

    Returns:
        What speaks for each name, as packed sums (:mod:`extractors.claims.net`); the order is that of first mention.
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
    pronoun = _pronoun(row)
    before: dict[str, dict[str, int]] = {}  # names of each label, with how many of it were named since
    own = _own_doer(recent, i)
    topic: str | None = None
    body_seen = False
    leads, own_lead, clause = 0, _own_lead(recent, i), story.clause
    all_seen, all_traits, all_acting = say.seen, say.traits, say.acting
    for s, distance in recent:
        name, label = s.name, s.label
        standing = s.standing
        kin = before.setdefault(label, {})
        told = [
            all_seen[label, distance, own, pronoun, said, group, kind],
            all_traits[label, distance, s.traits],
            say.order[label, kin.setdefault(name, min(len(kin), 3)), distance],
            say.leading[label, distance, standing, leads, own_lead, min(clause - s.told.clause, 5), group],
        ]
        follower, verb = s.governs
        told.append(say.governs[standing, follower, verb, label, verb == act, distance])
        if leads < 3 and standing in _LEADING:
            leads += 1
        if s.topic:
            topic = name if topic is None else topic
            told.append(say.topic[distance, group, kind, topic == name])
        if s.definite:
            told.append(say.definite[distance, kind])
        if distance == "c0":
            side, first, last = ("before", s.at, i) if s.at < i else ("after", i, s.at)
            told.append(say.beside[side, label, group, _figures(row, first, last)])
        worth = 0
        if name in again:
            layers[name] += told
            acting.add((name, _LABELS[label]))
        else:
            worth = all_acting[_LABELS[label], act]
            for layer in told:
                worth += layer.worth
        if not body_seen and label in BODIES:
            body_seen = True
            worth += say.nearest_body[True]
        out[name] = out.get(name, 0) + worth
    for name, told in layers.items():
        out[name] += say.together(told, apart=False)
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
    heads, often, nouns, forms, counted = say.head, say.often, say.noun, say.form, NOUN_KIND[frame.item]
    noun_did, head_did, unit = say.noun_did, say.head_did, q.unit
    for name, worth in out.items():
        head, noun = name[-2:], NOUN_KIND[name]
        worth += heads[head, group, kind] + often[min(counts.get(name, 0), 4)] + forms[name]
        worth += nouns[noun, counted, group, kind, unit] + noun_did[noun, act] + head_did[head, act]
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


def _own_lead(recent: Iterable[tuple[Seen, str]], i: int) -> str:
    """Label of what leads the clause of figure ``i`` before it, with Q where a figure counts it; "" for none."""
    found = ""
    for s, distance in recent:
        if distance != "c0":
            break
        if s.at < i and s.standing in _LEADING:
            found = ("Q" if s.counted else "") + s.label
    return found


def _pronoun(row: Row) -> str:
    """Which person the clause's first pronoun is (one, they, I, we), "" for none."""
    return next((_PRONOUNS[e.text] for e in row if e.text in _PRONOUNS), "")


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
