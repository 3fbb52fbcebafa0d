"""All who could be the subject of a figure, each with what speaks for it.

The rules of :mod:`subjects` name one candidate; a reader weighs several: the body in the clause, the one of the
sentence before, the place, the people counted, what the article is about. Each candidate carries features (strings)
that the chooser weighs; the rules' own choice is one of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from extractors.claims.elements import Element
from extractors.claims.memory import Frame, kind_family
from extractors.claims.story import BODIES, Seen, Story

Row = tuple[Element, ...]
Features = set[str]

_PRONOUNS = frozenset(("他", "她", "我", "他们", "她们", "我们", "自己", "俩人", "两人", "大家"))
_DOERS = frozenset(("ACTOR", "UNION", "ORG", "GROUP", "PERSON"))
_ACTING = frozenset(
    (
        *(f"label:{label}" for label in ("UNION", "ORG", "GROUP", "PLACE", "PERSON", "ACTOR", "NOUN")),
        *(f"from:{source}" for source in ("item", "rule-agent", "speaker")),
    )
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
        named: further candidates with where they come from (rule, topic, place, item, rate, noun, article, speaker).

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
    recent = story.recent()
    pronoun = any(e.text in _PRONOUNS for e in row)
    own = any(s.clause == story.clause and "lead" in s.traits and s.at < i and s.label in _DOERS for s in recent)
    topic: str | None = None
    last_body: str | None = None
    for s in reversed(recent):
        distance = story.distance(s)
        features = _of_seen(s, distance, context)
        if distance == "c0":
            features |= _beside(row, i, s, context)
        if "topic" in s.traits and topic in (None, s.name):
            topic = s.name
            features.update(("last-topic", f"last-topic|{context[0]}", f"last-topic|{context[1]}"))
        features.update((f"own:{own}|{distance}", f"own:{own}|{s.label}@{distance}"))
        if pronoun:
            features.add(f"pronoun|{s.label}@{distance}")
        if s.label in BODIES and last_body is None:
            last_body = s.name
            features.add("nearest-body")
        add(s.name, *features)
    for name, sentence, clause in story.chosen[-3:]:
        if sentence == story.sentence:
            add(name, "chosen:sentence", "chosen:clause" if clause == story.clause else "chosen:earlier")
        elif story.sentence - sentence == 1:
            add(name, "chosen:before")
    for name, features in out.items():
        features |= _of_name(name, features, frame, context, story)
    return out


def _of_seen(s: Seen, distance: str, context: tuple[str, str]) -> Features:
    """What a mention says by its kind, its traits and how far back it stands."""
    base = f"{s.label}@{distance}"
    features = {base, f"label:{s.label}", f"{s.label}|{context[0]}", f"{s.label}|{context[1]}"}
    features.update(f"{base}:{t}" for t in s.traits)
    if "topic" in s.traits:
        features.update((f"topic@{distance}", f"topic@{distance}|{context[0]}", f"topic@{distance}|{context[1]}"))
    if "definite" in s.traits:
        features.update((f"definite@{distance}", f"definite|{context[1]}"))
    return features


def _beside(row: Row, i: int, s: Seen, context: tuple[str, str]) -> Features:
    """What a mention in the figure's own clause says by its side of the figure."""
    side = "before" if s.at < i else "after"
    features = {f"{side}-figure", f"{side}-figure|{s.label}", f"{side}-figure|{context[0]}"}
    if any(e.kind == "quantity" for e in row[min(s.at, i) + 1 : max(s.at, i)]):
        features.add(f"{side}-figure:figure-between")
    return features


def _of_name(name: str, seen: Features, frame: Frame, context: tuple[str, str], story: Story) -> Features:
    """What a name says by itself: its end, how often it was named, what it would have done, what it is elsewhere."""
    act = frame.action
    sources = {f.partition("|")[0] for f in seen if f.startswith(("label:", "from:"))} & _ACTING
    features = {f"{source}|did:{act}" for source in sources} | {f"{source}|begins:{act[:1]}" for source in sources}
    features.add(f"often:{min(story.counts[name], 4)}")
    features.update((f"head:{name[-2:]}", f"head:{name[-2:]}|{context[1]}", f"head:{name[-2:]}|{context[0]}"))
    if name == story.opening:
        features.update(("opens-paragraph", f"opens-paragraph|{context[0]}"))
    if story.report and name == story.article:
        features.add("report's own body")
    if name in story.headline:
        features.add("headline")
    if name == story.article:
        features.add("article")
    if name == frame.item:
        features.update((f"is-item|{context[0]}", f"is-item|{context[1]}"))
    return features


def frame_group(rule: str) -> str:
    """The family of a frame's case, so that rare cases share what is learned."""
    for group in ("V-de", "V-N", "V-X", "V-Q", "N-V", "Q-N-V", "Q-V", "list", "change", "N-be", "for", "share"):
        if rule.startswith(group):
            return group
    return rule
