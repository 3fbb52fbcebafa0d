"""Learn how to choose among the candidates of a claim's fields, from annotated documents.

    python -m benchmarks.fit_claims GOLD_FOLDER… [--write] [--folds 10]

Prints, for each slot, how often the rules' own choice is right, how often the learned one is (cross-validated by
document, so that no document is judged by weights that saw it), and how often any candidate is right. With --write the
weights learned from all documents go to gazetteers/data/claim_weights.tsv. The same folders give the same bytes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from extractors import claims
from extractors.model import Context
from pipeline.nlp import reader
from pipeline.process import STAGES, whole_article
from pipeline.run.scoring import close, plain
from pipeline.text import articles, sentences
from pipeline.text.align import Text
from pipeline.text.decode import decode

DATA = Path(__file__).parent.parent / "gazetteers/data"
WEIGHTS, CURVE = DATA / "claim_weights.tsv", DATA / "confidence_curve.tsv"


@dataclass(frozen=True)
class Example:
    """One field of one figure: candidates, which of them are accepted, and which one the rules take."""

    document: str
    start: int
    slot: str
    scored: bool
    candidates: dict[str, frozenset[str]]
    right: tuple[float, ...]
    rule: int


def examples(folder: Path) -> Iterator[Example]:
    """All fields of a gold folder that have candidates and accepted answers."""
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text("utf-8"))
        data = (path.parent / gold["doc"]).read_bytes()
        raw = data.decode(gold.get("encoding") or "utf-8-sig")
        wanted = {}
        for claim in gold["claims"]:
            if claim["status"] == "required":
                at = raw.index(claim["context"]) + claim["context"].index(claim["quote"])
                wanted[at] = claim
        text = Text.of(decode(data).text)
        for _, stage in STAGES:
            text, _ = stage(text)
        for piece in articles.split(text)[0]:
            yield from _of_article(piece, gold["doc"], wanted)


def _of_article(piece: articles.Piece, document: str, wanted: dict[int, dict[str, list[str]]]) -> Iterator[Example]:
    whole, body_start = whole_article(piece)
    context = Context(piece.date, piece.outlet or "", body_start, piece.neighbours)
    doc = reader.read(whole.text, context)
    found: list[Example] = []

    def watch(start: int, slot: str, candidates: dict[str, set[str]]) -> None:
        claim = wanted.get(whole.source_span(start, start + 1)[0])
        if claim is None:
            return
        right = tuple(_worth(text, claim[slot]) for text in candidates)
        rule = next((n for n, fs in enumerate(candidates.values()) if any(f.startswith("from:rule") for f in fs)), -1)
        features = {t: frozenset(fs) for t, fs in candidates.items()}
        found.append(Example(document, start, slot, bool(claim[slot]), features, right, rule))

    used = doc.user_data
    claims.find(
        doc,
        used[reader.QUANTITIES],
        used[reader.TIMES],
        used[reader.ENTITIES],
        sentences.split(whole.text),
        context,
        watch,
    )
    yield from found


def _worth(text: str, accepted: list[str]) -> float:
    """1 for the best answer, less for another accepted one and for one that is merely close, 0 for a wrong one."""
    answers = [plain(a) for a in accepted]
    if not answers or plain(text) == answers[0]:
        return 1.0
    if plain(text) in answers:
        return 0.8
    return 0.5 if close(text, accepted) else 0.0


def fit(data: list[Example], strength: float = 1.0, steps: int = 800) -> dict[str, float]:
    """Weights that make the accepted candidates probable: maximum likelihood with an L2 penalty.

    Plain gradient ascent with momentum from zero, in double precision and fixed order, so the result is reproducible.
    """
    names = sorted({f for e in data for fs in e.candidates.values() for f in fs})
    index = {f: n for n, f in enumerate(names)}
    usable = [e for e in data if any(e.right) and min(e.right) < 1]  # the others teach nothing
    rows, columns, starts, right = [], [], [0], []
    for e in usable:
        for text, ok in zip(e.candidates, e.right, strict=True):
            for f in sorted(e.candidates[text]):
                rows.append(len(right))
                columns.append(index[f])
            right.append(ok)
        starts.append(len(right))
    r, c = np.array(rows), np.array(columns)
    good = np.array(right, dtype=float)
    begin = np.array(starts[:-1])
    owner = np.repeat(np.arange(len(usable)), np.diff(starts))
    w = np.zeros(len(names))
    velocity = np.zeros_like(w)
    for _ in range(steps):
        score = np.bincount(r, w[c], len(right))
        score -= np.maximum.reduceat(score, begin)[owner]
        p = np.exp(score)
        all_ = np.add.reduceat(p, begin)[owner]
        ok = np.add.reduceat(p * good, begin)[owner]
        delta = p * good / np.maximum(ok, 1e-300) - p / all_
        gradient = np.bincount(c, delta[r], len(names)) - strength * w
        velocity = 0.9 * velocity + gradient / len(usable)  # the mean: the step must not grow with the documents
        w += 0.5 * velocity
    return {f: round(float(w[index[f]]), 4) for f in names}


def accuracy(data: list[Example], weights: dict[str, float]) -> float:
    """Share of examples whose best candidate is accepted."""
    hits = 0
    for e in data:
        scores = [sum(weights.get(f, 0.0) for f in fs) for fs in e.candidates.values()]
        hits += bool(scores) and e.right[int(np.argmax(scores))] > 0
    return hits / max(1, len(data))


def chances(example: Example, weights: dict[str, float]) -> tuple[bool, float]:
    """Whether the best candidate is right, and its probability; a figure without candidates is wrong for sure."""
    scores = np.array([sum(weights.get(f, 0.0) for f in sorted(fs)) for fs in example.candidates.values()])
    if not len(scores):
        return not example.scored, 0.6
    best = int(np.argmax(scores))
    return example.right[best] > 0, float(1 / np.exp(scores - scores[best]).sum())


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


def calibration_error(pairs: list[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error: mean gap between stated and found share over bins of stated share."""
    total = 0.0
    for n in range(bins):
        part = [(p, ok) for p, ok in pairs if n / bins <= p < (n + 1) / bins or (n == bins - 1 and p == 1)]
        if part:
            total += abs(sum(p for p, _ in part) - sum(ok for _, ok in part))
    return total / max(1, len(pairs))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--test", type=Path, action="append", default=[], help="folders that are only measured")
    parser.add_argument("--strength", type=float, default=2.0)
    options = parser.parse_args()
    data = [e for folder in options.gold for e in examples(folder)]
    tests = {folder.name: list(examples(folder)) for folder in options.test}
    documents = sorted({e.document for e in data})
    lines: list[str] = []
    joint: dict[tuple[str, int], tuple[bool, float]] = {}
    held_joint: dict[str, dict[tuple[str, int], tuple[bool, float]]] = {name: {} for name in tests}
    for slot in ("subject", "action", "item"):
        part = [e for e in data if e.slot == slot]
        hits = 0
        for fold in range(options.folds):
            held = set(documents[fold :: options.folds])
            learned = fit([e for e in part if e.document not in held and e.scored], options.strength)
            for e in part:
                if e.document in held:
                    ok, p = chances(e, learned)
                    hits += ok and e.scored
                    before = joint.get((e.document, e.start), (True, 1.0))
                    joint[e.document, e.start] = (before[0] and ok, before[1] * p)
        scored = [e for e in part if e.scored]
        weights = fit(scored, options.strength)
        _report(slot, scored, hits / max(1, len(scored)))
        for name, unseen in tests.items():
            mine = [e for e in unseen if e.slot == slot]
            _report(f"  {name}", [e for e in mine if e.scored], accuracy([e for e in mine if e.scored], weights))
            for e in mine:
                ok, p = chances(e, weights)
                before = held_joint[name].get((e.document, e.start), (True, 1.0))
                held_joint[name][e.document, e.start] = (before[0] and ok, before[1] * p)
        lines += [f"{slot}\t{f}\t{w}\tbenchmarks.fit_claims" for f, w in weights.items() if abs(w) >= 0.05]
    pairs = [(p, ok) for ok, p in joint.values()]
    points = curve(pairs)
    print(f"claim    cross-validated {np.mean([ok for _, ok in pairs]):.3f} of {len(pairs)}")
    for name, found in [("cross-validated", joint), *held_joint.items()]:
        stated = [(float(np.interp(p, *zip(*points, strict=True))), ok) for ok, p in found.values()]
        print(f"   calibration error {calibration_error(stated):.3f}   {name}")
    if options.write:
        _write(WEIGHTS, "slot\t", lines)
        _write(CURVE, "product\t", [f"{x:.4f}\t{y:.4f}\tbenchmarks.fit_claims" for x, y in points])
        print(f"wrote {len(lines)} weights and {len(points)} points")


def _report(name: str, scored: list[Example], learned: float) -> None:
    rule = sum(e.right[e.rule] > 0 for e in scored if e.rule >= 0) / max(1, len(scored))
    best = sum(any(e.right) for e in scored) / max(1, len(scored))
    print(f"{name:10} {len(scored):5} figures   rules {rule:.3f}   learned {learned:.3f}   possible {best:.3f}")


def _write(path: Path, head: str, lines: list[str]) -> None:
    kept = [x for x in path.read_text("utf-8").splitlines() if x.startswith(("#", head))]
    path.write_text("\n".join([*kept, *sorted(lines)]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
