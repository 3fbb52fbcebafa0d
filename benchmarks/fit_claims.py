"""Learn how to choose among the candidates of a claim's fields, from annotated documents.

    python -m benchmarks.fit_claims GOLD_FOLDER… [--short FOLDER]… [--found FOLDER]… [--test FOLDER]…
                                    [--write] [--plot FILE.svg]

Cross-validates by document: every document is read with nets that never saw it, exactly as the pipeline reads it.
It does so twice. What is chosen for one field is evidence for the next one and for the next figure, so the second turn
learns from the choices of the first, which are wrong as often as those that the nets will meet.
Prints for each slot how often the rules' own choice is right, how often the learned one is and how often any candidate
is, then how well the stated confidence fits. With --write what was learned from all documents goes to
gazetteers/data/claim_choice.npz and the curve of confidence to confidence_curve.tsv. On one machine the same folders
give the same bytes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.calibration import plot
from benchmarks.learning import Examples
from extractors import claims
from extractors.borders import Doc
from extractors.claims.choose import Choice, best
from extractors.claims.net import Net, packed
from extractors.model import Context, Span
from pipeline.nlp import reader
from pipeline.process import STAGES, whole_article
from pipeline.run.breakdown import gap
from pipeline.run.scoring import close, locate, plain
from pipeline.text import articles, sentences
from pipeline.text.align import Text
from pipeline.text.decode import decode

DATA = Path(__file__).parent.parent / "gazetteers/data"
NETS, CURVE = DATA / "claim_choice.npz", DATA / "confidence_curve.tsv"
FOUND = 1.5
"""Weight of an article as it was found, against 1 for one that was written to be annotated."""

OFTEN = 10
"""How often an article as it was found counts for the curve of confidence, which is to hold for such: those that were
written to teach hard cases are read worse than what users have."""

SLOTS = ("action", "item", "subject")
"""In the order in which they are chosen: the later ones see what the earlier ones chose."""

Nets = Mapping[str, Net]
"""What was learned, by slot."""


@dataclass(frozen=True)
class Example:
    """One field of one figure: candidates, what stands around, which are accepted, and which one the rules take."""

    document: str
    start: int
    slot: str
    scored: bool
    candidates: dict[str, frozenset[str]]
    around: frozenset[str]
    right: tuple[float, ...]
    rule: int
    chosen: Choice | None
    weight: float = 1.0


@dataclass(frozen=True)
class Reading:
    """One article of an annotated document, as it stands before claims are looked for.

    Attributes:
        document: its name.
        wanted: required claims of the gold, by where they start in the raw document.
        whole: headline and body, aligned with the raw document.
        context, doc, sentences: as the claim finder takes them.
        weight: how much its examples count in fitting.
    """

    document: str
    wanted: dict[int, dict[str, Any]]
    whole: Text
    context: Context
    doc: Doc
    sentences: tuple[Span, ...]
    weight: float


def readings(folder: Path, weight: float = 1.0) -> Iterator[Reading]:
    """All articles of a gold folder; ``weight``: how much their examples count in fitting."""
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text("utf-8"))
        data = (path.parent / gold["doc"]).read_bytes()
        raw = data.decode(gold.get("encoding") or "utf-8-sig")
        wanted = {}
        for claim in gold["claims"]:
            if claim["status"] == "required":
                wanted[locate(raw, claim)[0]] = claim
        yield from _pieces(gold["doc"], decode(data).text, wanted, weight)


def cleaned(raw: str) -> Iterator[tuple[articles.Piece, Text, int]]:
    """The articles of a document as the pipeline cleans them, each with its whole text and where its body starts."""
    text = Text.of(raw)
    for _, stage in STAGES:
        text, _ = stage(text)
    for piece in articles.split(text)[0]:
        yield piece, *whole_article(piece)


def _pieces(document: str, raw: str, wanted: dict[int, dict[str, Any]], weight: float) -> Iterator[Reading]:
    """The articles of a document, cleaned and tagged as the pipeline does it."""
    for piece, whole, body_start in cleaned(raw):
        context = Context(piece.date, piece.outlet or "", body_start, piece.neighbours)
        doc = reader.read(whole.text, context)
        yield Reading(document, wanted, whole, context, doc, sentences.split(whole.text), weight)


def short_texts(folder: Path) -> Iterator[Reading]:
    """Short texts of which only the three fields are annotated (``corpus/gold/fields``)."""
    for path in sorted(folder.glob("*.tsv")):
        raw = path.with_suffix(".txt").read_text("utf-8")
        rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()[1:]]
        wanted: dict[int, dict[str, Any]] = {}
        for at, _, _, *answers in rows:
            if answers[0] != "-":  # no claim
                wanted[int(at)] = {
                    slot: [a for a in accepted.split("|") if a]
                    for slot, accepted in zip(("subject", "action", "item"), answers, strict=True)
                }
        yield from _pieces(path.with_suffix(".txt").name, raw, wanted, 1.0)


def examples(reading: Reading, nets: Nets | None = None) -> list[Example]:
    """All fields of an article that have a required claim; read with ``nets``, or by the rules' own choices."""
    found: list[Example] = []

    def watch(start: int, slot: str, candidates: Mapping[str, Iterable[str]], around: Iterable[str]) -> Choice | None:
        chosen = best(candidates, around, nets[slot]) if nets else None
        claim = reading.wanted.get(reading.whole.source_span(start, start + 1)[0])
        if claim is not None:
            features = {text: frozenset(fs) for text, fs in candidates.items()}
            right = tuple(_worth(text, claim[slot]) for text in features)
            rule = next((n for n, fs in enumerate(features.values()) if any(f[:9] == "from:rule" for f in fs)), -1)
            scored, place = bool(claim[slot]), frozenset(around)
            found.append(
                Example(reading.document, start, slot, scored, features, place, right, rule, chosen, reading.weight)
            )
        return chosen

    used = reading.doc.user_data
    claims.find(
        reading.doc,
        used[reader.QUANTITIES],
        used[reader.TIMES],
        used[reader.ENTITIES],
        reading.sentences,
        reading.context,
        watch,
    )
    return found


def _worth(text: str, accepted: list[str]) -> float:
    """1 for the best answer, less for another accepted one and for one that is merely close, 0 for a wrong one."""
    answers = [plain(a) for a in accepted]
    if not answers or plain(text) == answers[0]:
        return 1.0
    if plain(text) in answers:
        return 0.8
    return 0.5 if close(text, accepted) else 0.0


def learnable(data: Iterable[Example], folds: Mapping[str, int] | None = None) -> dict[str, Examples]:
    """The examples that the gold says something of, by slot, laid out for fitting; ``folds``: of each document."""
    by_slot = {slot: Examples() for slot in SLOTS}
    for e in data:
        if e.scored:
            fold = folds[e.document] if folds else 0
            by_slot[e.slot].add(e.candidates, e.around, e.right, e.weight, e.document, fold)
    return by_slot


def fit_all(data: Iterable[Example]) -> dict[str, Net]:
    """Nets of all slots."""
    return {slot: laid.fit() for slot, laid in learnable(data).items()}


@dataclass
class Measured:
    """How the fields of some documents came out when they were read with nets that never saw them.

    Attributes:
        slots: for each slot the figures that the gold asks for, and how many the rules, the nets and any candidate
            have right.
        claims: by document and place, whether all three fields are right, and the product of their probabilities.
    """

    slots: dict[str, list[int]]
    claims: dict[tuple[str, int], tuple[bool, float]]

    def add(self, e: Example) -> None:
        """One field of one figure."""
        names = list(e.candidates)
        chosen = e.chosen or Choice("", 0.3)
        right = chosen.text in names and e.right[names.index(chosen.text)] > 0
        if e.scored:
            row = self.slots.setdefault(e.slot, [0, 0, 0, 0])
            row[0] += 1
            row[1] += e.rule >= 0 and e.right[e.rule] > 0
            row[2] += right
            row[3] += any(e.right)
        before = self.claims.get((e.document, e.start), (True, 1.0))
        ok = right or not e.scored
        self.claims[e.document, e.start] = (before[0] and ok, before[1] * chosen.probability)

    def report(self, name: str) -> None:
        """Print it."""
        for slot, (n, rule, learned, possible) in sorted(self.slots.items()):
            shares = f"rules {rule / n:.3f}  learned {learned / n:.3f}  possible {possible / n:.3f}"
            print(f"{name:16} {slot:8} {n:5} figures  {shares}")
        share = np.mean([ok for ok, _ in self.claims.values()])
        print(f"{name:16} claim    {len(self.claims):5} figures  all three right {share:.3f}")


def curve(pairs: list[tuple[float, bool]], points: int = 12) -> list[tuple[float, float]]:
    """A rising curve from product to share of right claims: pool-adjacent-violators over equally filled bins."""
    pairs = sorted(pairs)
    blocks = [list(part) for part in np.array_split(np.array(pairs, dtype=float), points) if len(part)]
    pooled: list[list[float]] = []  # mean product, mean share, number
    for block in blocks:
        pooled.append([float(np.mean([b[0] for b in block])), float(np.mean([b[1] for b in block])), len(block)])
        while len(pooled) > 1 and pooled[-2][1] > pooled[-1][1]:
            (x, y, n), (u, v, m) = pooled[-2], pooled[-1]
            pooled[-2:] = [[(x * n + u * m) / (n + m), (y * n + v * m) / (n + m), n + m]]
    return [(x, y) for x, y, _ in pooled]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument(
        "--found", type=Path, action="append", default=[],
        help="folders of articles as they were found: these count half as much again as those written for this",
    )  # fmt: skip
    parser.add_argument(
        "--short", type=Path, action="append", default=[], help="folders of short texts with the three fields alone"
    )
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--plot", type=Path, help="write the plot of stated against found confidence there (SVG)")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument(
        "--turns", type=int, default=2,
        help="1: learn from articles read with the rules' choices; 2: then once more, from articles read with choices"
        " learned from others, which are what the nets will meet",
    )  # fmt: skip
    parser.add_argument("--test", type=Path, action="append", default=[], help="folders that are only measured")
    options = parser.parse_args()
    read = [r for folder in options.gold for r in readings(folder)]
    read += [r for folder in options.found for r in readings(folder, FOUND)]
    short = [r for folder in options.short for r in short_texts(folder)]
    briefly = {r.document for r in short}
    read += short
    fold = {document: n % options.folds for n, document in enumerate(sorted({r.document for r in read}))}
    laid = learnable((e for r in read for e in examples(r)), fold)
    for turn in range(options.turns):
        unseen, unseen_short = Measured({}, {}), Measured({}, {})
        again = {slot: Examples() for slot in SLOTS}
        for k in range(options.folds):
            learned = {slot: laid[slot].fit(without=k) for slot in SLOTS}
            for r in read:
                if fold[r.document] == k:
                    for e in examples(r, learned):
                        (unseen_short if e.document in briefly else unseen).add(e)
                        if e.scored:
                            again[e.slot].add(e.candidates, e.around, e.right, e.weight, e.document, k)
        unseen.report(f"cross-validated {turn + 1}")
        if briefly:
            unseen_short.report(f"short texts {turn + 1}")
        laid = again if turn + 1 < options.turns else laid
    nets = {slot: laid[slot].fit() for slot in SLOTS}
    found = {r.document for r in read if r.weight > 1}
    times = {document: OFTEN if document in found else 1 for document in fold}
    points = curve([(p, ok) for (document, _), (ok, p) in unseen.claims.items() for _ in range(times[document])])
    x, y = zip(*points, strict=True)
    groups = {"cross-validated": unseen}
    for folder in options.test:
        groups[folder.name] = Measured({}, {})
        for r in readings(folder):
            for e in examples(r, nets):
                groups[folder.name].add(e)
        groups[folder.name].report(folder.name)
    stated = {
        name: [(float(np.interp(p, x, y)), ok) for ok, p in group.claims.values()] for name, group in groups.items()
    }
    for name, pairs in stated.items():
        print(f"{name:16} calibration error {gap(pairs):.3f}")
    if options.plot:
        options.plot.write_text(plot(stated), "utf-8")
    if options.write:
        with NETS.open("wb") as file:
            np.savez_compressed(file, **packed(nets))
        _write(CURVE, "product\t", [f"{a:.4f}\t{b:.4f}\tbenchmarks.fit_claims" for a, b in points])
        print(f"wrote {sum(len(net.names) for net in nets.values())} features and {len(points)} points")


def _write(path: Path, head: str, lines: list[str]) -> None:
    kept = [x for x in path.read_text("utf-8").splitlines() if x.startswith(("#", head))]
    path.write_text("\n".join([*kept, *sorted(lines)]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
