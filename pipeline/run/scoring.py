"""How far one document's extraction agrees with its gold annotation: the definitions behind every figure.

- detect: a claim's span overlaps a gold quantity, one to one, best overlap first.
- quantity: detected, and value, upper end and unit are right.
- claim: quantity, and subject, action and item are right.
- levels: quantity, then one field after the other on top (+modifier, +item, +action, +subject, +time, +place,
  +speaker): a claim counts at a level only where all fields up to it are right.
- slots: right answers to one field, over the required claims whose quantity is right.
- entity: pairs of surface and label, once a document; ``canonical`` over the unions found.
- article: bodies whose spans agree to 0.8 (intersection over union), and the fields of those.

An optional gold claim or entity earns nothing and costs nothing, whether it is found or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

Json = dict[str, Any]
SLOTS = ("kind", "modifier", "per", "subject", "action", "item", "time", "place", "speaker")
ARTICLE_FIELDS = ("title", "date", "source", "authors")
LEVELS = ("modifier", "item", "action", "subject", "time", "place", "speaker")
"""Fields in the order in which the levels add them to the quantity."""
LABELS = ("UNION", "ORG", "PLACE", "PERSON")
_PERSON_UNITS = {"人", "名", "位", "个人"}


@dataclass(slots=True)
class Tally:
    """Found and right, found and wrong, missed."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def add(self, right: bool) -> None:
        """A gold item that was met: right, or wrong (which is both a false find and a miss)."""
        if right:
            self.tp += 1
        else:
            self.fp += 1
            self.fn += 1

    def judge(self, outcome: str, right: bool) -> None:
        """A claim that is missed, false, or in both and then right or wrong; see :class:`Judged`."""
        if outcome == "missed":
            self.fn += 1
        elif outcome == "false":
            self.fp += 1
        else:
            self.add(right)

    def row(self) -> dict[str, float]:
        """Precision, recall and F1 in per cent, 0 where there is nothing to divide by."""
        found, wanted = self.tp + self.fp, self.tp + self.fn
        p = self.tp / found if found else 0.0
        r = self.tp / wanted if wanted else 0.0
        f = 2 * p * r / (p + r) if p + r else 0.0
        return {"P": round(100 * p, 1), "R": round(100 * r, 1), "F1": round(100 * f, 1),
                "tp": self.tp, "fp": self.fp, "fn": self.fn}  # fmt: skip


@dataclass(slots=True)
class Share:
    """Right answers out of all that were asked."""

    right: int = 0
    of: int = 0

    def add(self, right: bool | None) -> None:
        """One answer; None: the gold does not ask."""
        if right is not None:
            self.of += 1
            self.right += right

    def row(self) -> dict[str, float | None]:
        """Accuracy in per cent, None where nothing was asked."""
        return {
            "accuracy": round(100 * self.right / self.of, 1) if self.of else None, "right": self.right, "of": self.of,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """One claim of the gold, of the extraction, or of both, and what is right about it.

    Attributes:
        doc: name of the document.
        shape: of the document, as its annotation names it.
        outcome: "met" (the quantity is right), "quantity wrong", "missed" or "false" (no such claim in the gold).
        answers: of a claim that is met, whether each field is right; None where the gold leaves it open.
        rule: of the extraction's claim, "" for a missed one.
        confidence: of the extraction's claim, 0 to 1; None for a missed one.
        quote: the quantity as it stands.
        context: characters around it that hold the quote once.
        want, got: what the gold accepts and what was found, by field, where they differ.
    """

    doc: str
    shape: str
    outcome: str
    answers: dict[str, bool | None] = field(default_factory=dict)
    rule: str = ""
    confidence: float | None = None
    quote: str = ""
    context: str = ""
    want: Json = field(default_factory=dict)
    got: Json = field(default_factory=dict)

    def right(self, fields: Iterable[str] = ("subject", "action", "item")) -> bool:
        """Whether the quantity and all these fields are right, or left open by the gold."""
        return self.outcome == "met" and all(self.answers[name] is not False for name in fields)


@dataclass(slots=True)
class Scores:
    """All tallies of an evaluation, filled document by document."""

    documents: int = 0
    detect: Tally = field(default_factory=Tally)
    quantity: Tally = field(default_factory=Tally)
    claim: Tally = field(default_factory=Tally)
    slots: dict[str, Share] = field(default_factory=lambda: {s: Share() for s in SLOTS})
    entities: dict[str, Tally] = field(default_factory=lambda: {x: Tally() for x in LABELS})
    canonical: Share = field(default_factory=Share)
    article: Tally = field(default_factory=Tally)
    article_fields: dict[str, Share] = field(default_factory=lambda: {f: Share() for f in ARTICLE_FIELDS})
    decoys: dict[str, int] = field(default_factory=dict)
    furniture: int = 0
    levels: dict[str, Tally] = field(default_factory=lambda: {x: Tally() for x in ("quantity", *LEVELS)})
    judged: list[Judged] = field(default_factory=list)

    def judge(self, claim: Judged) -> None:
        """Takes a claim into the tallies of detection, of the claim and of all levels."""
        self.judged.append(claim)
        tallies = [(self.claim, claim.right()), (self.levels["quantity"], claim.right(()))]
        tallies += [(self.levels[x], claim.right(LEVELS[: n + 1])) for n, x in enumerate(LEVELS)]
        for tally, right in [
            (self.detect, claim.outcome in ("met", "quantity wrong")),
            (self.quantity, claim.right(())),
            *tallies,
        ]:
            tally.judge(claim.outcome, right)

    def rows(self) -> Json:
        """All figures as plain values, entities of all labels together under ``entity``."""
        every = Tally(*(sum(getattr(t, part) for t in self.entities.values()) for part in ("tp", "fp", "fn")))
        return {
            "documents": self.documents,
            "detect": self.detect.row(),
            "quantity": self.quantity.row(),
            "claim": self.claim.row(),
            "levels": {name: tally.row() for name, tally in self.levels.items()},
            "slots": {name: share.row() for name, share in self.slots.items()},
            "entity": every.row(),
            "entity_by_label": {x: t.row() for x, t in self.entities.items() if t.tp + t.fp + t.fn},
            "union_canonical": self.canonical.row(),
            "article": self.article.row(),
            "article_fields": {name: share.row() for name, share in self.article_fields.items()},
            "decoys_taken": dict(sorted(self.decoys.items())),
            "furniture_taken": self.furniture,
        }


def score(text: str, gold: Json, found: Json, scores: Scores) -> list[Json]:
    """Adds one document to ``scores`` and returns what was wrong, one entry a mistake.

    Args:
        text: the decoded raw document that all offsets are of.
        gold: its annotation.
        found: its extraction in the form of the contract.
        scores: tallies to add to.

    Raises:
        ValueError: if the annotation quotes what the document does not have.
    """
    scores.documents += 1
    bodies = [(text.index(a["first"]), text.index(a["last"]) + len(a["last"])) for a in gold["articles"]]
    errors = [
        *_articles(bodies, gold["articles"], found["articles"], scores),
        *_claims(text, bodies, gold, found["claims"], scores),
        *_entities(gold["entities"], found["entities"], scores),
    ]
    return [{"doc": gold["doc"], **e} for e in errors]


def shape_of(gold: Json) -> str:
    """What kind of document it is: ``shape`` in the annotation, else the number that its name begins with, else "".

    Annotated sets number the shapes of documents in their names (07-….txt is a newspaper page in all of ours).
    """
    named = str(gold.get("shape") or "")
    head = str(gold["doc"]).partition("-")[0]
    return named or (head if head.isdigit() else "")


def plain(value: object) -> str:
    """Only letters and digits: punctuation and blanks never decide."""
    return "".join(c for c in str(value or "") if c.isalnum())


def close(got: object, accepted: Iterable[object], least: float = 0.8) -> bool:
    """Whether ``got`` equals an accepted answer or nearly does: F1 over the common characters in order."""
    mine = plain(got)
    for other in map(plain, accepted):
        if mine == other:
            return True
        if mine and other:
            common = sum(m.size for m in SequenceMatcher(None, mine, other, autojunk=False).get_matching_blocks())
            if 2 * common >= least * (len(mine) + len(other)):
                return True
    return False


def _shared(a: tuple[int, int], b: tuple[int, int]) -> int:
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def _pairs(left: list[tuple[int, int]], right: list[tuple[int, int]]) -> dict[int, int]:
    """One-to-one pairs of overlapping spans, the best agreement first."""
    candidates = sorted(
        ((_shared(a, b) / (max(a[1], b[1]) - min(a[0], b[0])), i, j)
         for i, a in enumerate(left) for j, b in enumerate(right) if _shared(a, b)),
        reverse=True,
    )  # fmt: skip
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in candidates:
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def _articles(bodies: list[tuple[int, int]], want: list[Json], got: list[Json], scores: Scores) -> Iterator[Json]:
    used: set[int] = set()
    for body, article in zip(bodies, want, strict=True):
        best, at = max(
            ((_shared(body, span) / max(1, max(body[1], span[1]) - min(body[0], span[0])), i)
             for i, span in enumerate((a["start"], a["end"]) for a in got) if i not in used),
            default=(0.0, -1),
        )  # fmt: skip
        if best < 0.8:
            scores.article.fn += 1
            yield {"error": "article missed", "title": article["title"]}
            continue
        used.add(at)
        scores.article.tp += 1
        mine = got[at]
        authors = {plain(a) for a in mine["authors"]} == {plain(a) for a in article["authors"]}
        right = {
            "title": close(mine["title"], [article["title"]], 0.9) if article["title"] else None,
            "date": (mine["date"] or None) == article["date"],
            "source": plain(mine["source"]) == plain(article["source"]),
            "authors": authors,
        }
        for name, ok in right.items():
            scores.article_fields[name].add(ok)
            if ok is False:
                yield {"error": f"article {name} wrong", "want": article[name], "got": mine[name]}
    scores.article.fp += len(got) - len(used)
    for i, mine in enumerate(got):
        if i not in used:
            yield {"error": "false article", "title": mine["title"]}


def _claims(text: str, bodies: list[tuple[int, int]], gold: Json, got: list[Json], scores: Scores) -> Iterator[Json]:
    want: list[Json] = gold["claims"]
    places = [locate(text, c) for c in want]
    spans = [(c["start"], c["end"]) for c in got]
    pairs = _pairs(places, spans)
    about: Json = {"doc": gold["doc"], "shape": shape_of(gold)}
    for i, claim in enumerate(want):
        if claim["status"] != "required":
            continue
        where = {"quote": claim["quote"], "context": claim["context"]}
        if i not in pairs:
            scores.judge(Judged(**about, **where, outcome="missed"))
            yield {"error": "claim missed", **where}
            continue
        mine = got[pairs[i]]
        how: Json = {"rule": mine["rule"], "confidence": mine["confidence"]}
        if not _same_quantity(mine, claim):
            fields = ("value", "high", "unit")
            differ: Json = {"want": {f: claim[f] for f in fields}, "got": {f: mine[f] for f in fields}}
            scores.judge(Judged(**about, **where, **how, **differ, outcome="quantity wrong"))
            yield {"error": "quantity wrong", "context": claim["context"],
                   "want": [claim[f] for f in fields], "got": [mine[f] for f in fields]}  # fmt: skip
            continue
        answers = {name: slot(name, mine, claim) for name in SLOTS}
        wrong = [name for name, ok in answers.items() if ok is False]
        differ = {"want": {name: claim[name] for name in wrong}, "got": {name: mine[name] for name in wrong}}
        scores.judge(Judged(**about, **where, **how, **differ, outcome="met", answers=answers))
        for name, ok in answers.items():
            scores.slots[name].add(ok)
        for name in wrong:
            yield {"error": f"{name} wrong", **where, "want": claim[name], "got": mine[name]}
    matched = set(pairs.values())
    optional = [place for place, c in zip(places, want, strict=True) if c["status"] == "optional"]
    decoys = [(locate(text, d), d["why"]) for d in gold["decoys"]]
    for j, span in enumerate(spans):
        if j in matched or any(_shared(span, place) for place in optional):
            continue
        why = next((why for place, why in decoys if _shared(span, place)), None)
        if why:
            scores.decoys[why] = scores.decoys.get(why, 0) + 1
        outside = not any(_shared(span, body) for body in bodies)
        scores.furniture += outside
        around = text[max(0, span[0] - 12) : span[1] + 12]
        scores.judge(
            Judged(
                **about,
                outcome="false",
                rule=got[j]["rule"],
                confidence=got[j]["confidence"],
                quote=text[span[0] : span[1]],
                context=around,
            )
        )
        yield {"error": "false claim", "context": around, "decoy": why, "furniture": outside}


def locate(text: str, quoted: Json) -> tuple[int, int]:
    """Where an annotation's quote stands in the decoded raw document, half-open.

    Raises:
        ValueError: if the document does not have it.
    """
    at = text.index(quoted["context"]) + quoted["context"].index(quoted["quote"])
    return at, at + len(quoted["quote"])


def _same_number(a: float | None, b: float | None, unit: str) -> bool:
    if a is None or b is None:
        return a is b
    tolerance = 1e-3 if unit == "比" else 1e-9  # a share such as 三分之一 may be rounded
    return abs(float(a) - float(b)) <= tolerance * max(1.0, abs(float(b)))


def _same_quantity(mine: Json, gold: Json) -> bool:
    units = {str(x["unit"] or "").strip() for x in (mine, gold)}
    return (
        (len(units) == 1 or units <= _PERSON_UNITS)
        and _same_number(mine["value"], gold["value"], gold["unit"])
        and _same_number(mine["high"], gold["high"], gold["unit"])
    )


def slot(name: str, mine: Json, gold: Json) -> bool | None:
    """Whether one field is right; None where the gold leaves it open."""
    want, got = gold[name], mine[name]
    if name in ("subject", "action", "item", "place", "speaker"):
        if want:
            return close(got, want)
        return not got if name == "speaker" else None
    if name == "time":
        ends = (got["start"], got["end"]) if got else (None, None)
        if not want:
            return ends == (None, None)
        return any(ends == (w["start"], w["end"]) for w in [want, *want.get("also", [])])
    if name == "modifier":
        return (got or "exact") in want
    if name == "per":
        return plain(got) == plain(want)
    return bool(got == want)


def _entities(want: list[Json], got: list[Json], scores: Scores) -> Iterator[Json]:
    names: dict[tuple[str, str], list[str]] = {}
    for e in want:
        if e.get("status") != "optional":
            accepted = e["canonical"] if isinstance(e["canonical"], list) else [e["canonical"]]
            names.setdefault((plain(e["surface"]), e["label"]), []).extend(map(plain, accepted))
    optional = {plain(e["surface"]) for e in want if e.get("status") == "optional"}
    mine = {
        (plain(e["surface"]), e["label"]): plain(e["canonical"] or e["surface"])
        for e in got
        if e["label"] in LABELS and plain(e["surface"]) not in optional
    }
    for key in sorted(names.keys() | mine.keys()):
        tally = scores.entities[key[1]]
        if key not in mine:
            tally.fn += 1
            yield {"error": "entity missed", "surface": key[0], "label": key[1]}
        elif key not in names:
            tally.fp += 1
            yield {"error": "false entity", "surface": key[0], "label": key[1]}
        else:
            tally.tp += 1
            if key[1] == "UNION":
                scores.canonical.add(mine[key] in names[key])
                if mine[key] not in names[key]:
                    yield {"error": "canonical wrong", "surface": key[0], "want": names[key], "got": mine[key]}
