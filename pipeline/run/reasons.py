"""Why a claim reads as it does: its rule in words, and what spoke for and against each chosen field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from extractors.claims.choose import Choice, choose
from extractors.claims.net import net_of
from pipeline.model import Fact, Source
from pipeline.text.align import Text


@dataclass(frozen=True, slots=True)
class Rule:
    """What one half of a claim's rule means.

    Attributes:
        part: frame or subject.
        name: V-Q-N, clause …
        chinese, english: in words.
        example: Chinese words with such a figure, "" where none is needed.
    """

    part: str
    name: str
    chinese: str
    english: str
    example: str


@cache
def rules() -> dict[tuple[str, str], Rule]:
    """All rules by part and name, from ``rules.tsv`` beside."""
    text = (resources.files("pipeline.run") / "rules.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {(row[0], row[1]): Rule(*row) for row in lines[1:]}


def of_rule(rule: str) -> tuple[Rule, ...]:
    """What a claim's rule (``V-Q-N+clause``) means; halves that are not known (an older release's) are left out."""
    frame, _, subject = rule.partition("+")
    known = rules()
    return tuple(known[key] for key in (("frame", frame), ("subject", subject)) if key in known)


@cache
def _feature_words() -> dict[str, str]:
    text = (resources.files("pipeline.run") / "feature_words.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {row[0]: row[1] for row in lines[1:]}


def known_as(feature: str) -> str | None:
    """The longest start of a feature's name that there are words for; None for none."""
    words, name = _feature_words(), feature.partition("|")[0]
    for n in range(len(name), 0, -1):
        # a word ends where the name does, or where the name has a joint
        if name[:n] in words and (n == len(name) or name[n - 1] in ":@-" or name[n] in ":@-"):
            return name[:n]
    return None


def in_words(feature: str) -> str:
    """A feature's name in Chinese words, with what they leave open in brackets; the name itself where none are known.

    ``from:any|V-N`` is 小句里的动词（V-N）, ``ends:助`` 末字（助）.
    """
    known = known_as(feature)
    if known is None:
        return feature
    name, _, circumstances = feature.partition("|")
    rest = " ".join(filter(None, (name[len(known) :], circumstances)))
    return _feature_words()[known] + (f"（{rest}）" if rest else "")


@dataclass(frozen=True, slots=True)
class Weighed:
    """How one field was chosen.

    Attributes:
        slot: subject, action or item.
        chosen: the text; "" where nothing was likely enough.
        probability: of it among all candidates, 0 to 1.
        rival: the next likely candidate, "" for none.
        pulls: features of the two, with what each does for the chosen one more than for the other (natural logarithms;
            where features speak together, to first order); the largest first.
    """

    slot: str
    chosen: str
    probability: float
    rival: str
    pulls: tuple[tuple[str, float], ...]


@dataclass(slots=True)
class _Scales:
    """Sees the candidates of one figure as they are weighed, and chooses as the shipped weights do."""

    article: int
    start: int
    now: int = -1
    seen: list[Weighed] = field(default_factory=list)

    def trace(self, stage: str, _: Text) -> None:
        if stage.startswith("article "):
            self.now += 1

    def __call__(self, start: int, slot: str, candidates: Mapping[str, Iterable[str]], around: Iterable[str]) -> Choice:
        features = {text: _packed(given) for text, given in candidates.items()}
        where = _packed(around)
        common = sum(where.values())
        totals = {text: sum(given.values()) for text, given in features.items()}
        choice = choose(slot, totals, "", common)
        if (self.now, start) == (self.article, self.start):
            self.seen.append(_weighed(slot, choice, features, where))
        return choice


def _packed(given: Iterable[str]) -> Mapping[str, int]:
    return given if isinstance(given, Mapping) else dict.fromkeys(given, 0)


def _weighed(slot: str, choice: Choice, features: Mapping[str, Mapping[str, int]], where: Mapping[str, int]) -> Weighed:
    net, common = net_of(slot), sum(where.values())
    scores = dict(zip(features, net.scores([sum(f.values()) + common for f in features.values()]), strict=True))
    best = choice.text if choice.text in scores else max(scores, key=scores.__getitem__, default="")
    rival = max((text for text in scores if text != best), key=scores.__getitem__, default="")
    ours, theirs = (net.pulls({**features.get(text, {}), **where}) for text in (best, rival))
    names = {**features.get(best, {}), **features.get(rival, {})}
    pulls = {name: round(ours.get(name, 0.0) - theirs.get(name, 0.0), 4) for name in names}
    told = sorted(((name, worth) for name, worth in pulls.items() if worth), key=lambda pull: -abs(pull[1]))
    return Weighed(slot, choice.text, choice.probability, rival, tuple(told))


def weigh(source: Source, fact: Fact, encoding: str | None = None) -> tuple[Weighed, ...]:
    """How the fields of a fact that was just read from a document were chosen: reads it once more.

    Args:
        source: the document.
        fact: of its reading.
        encoding: under which it was read, None where that was found out.

    Returns:
        Action, item and subject, in the order of their choice; without the subject where a frame leaves no choice.
        Empty for a document of more than one part or a fact that is not read this time.
    """
    from pipeline.process import process

    scales = _Scales(fact.article, fact.claim.quantity.span.start)
    process(source, encoding, scales.trace, scales)
    return tuple(scales.seen[:3])


__all__ = ["Rule", "Weighed", "in_words", "known_as", "of_rule", "rules", "weigh"]
