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
from pipeline.run.scoring import close
from pipeline.text import articles, sentences
from pipeline.text.align import Text
from pipeline.text.decode import decode

WEIGHTS = Path(__file__).parent.parent / "gazetteers/data/claim_weights.tsv"


@dataclass(frozen=True)
class Example:
    """One field of one figure: candidates, which of them are accepted, and which one the rules take."""

    document: str
    slot: str
    candidates: dict[str, frozenset[str]]
    right: tuple[bool, ...]
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
        if claim is None or not claim[slot]:
            return
        right = tuple(close(text, claim[slot]) for text in candidates)
        rule = next((n for n, fs in enumerate(candidates.values()) if any(f.startswith("from:rule") for f in fs)), -1)
        found.append(Example(document, slot, {t: frozenset(fs) for t, fs in candidates.items()}, right, rule))

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


def fit(data: list[Example], strength: float = 1.0, steps: int = 400) -> dict[str, float]:
    """Weights that make the accepted candidates probable: maximum likelihood with an L2 penalty.

    Plain gradient ascent with momentum from zero, in double precision and fixed order, so the result is reproducible.
    """
    names = sorted({f for e in data for fs in e.candidates.values() for f in fs})
    index = {f: n for n, f in enumerate(names)}
    usable = [e for e in data if any(e.right) and not all(e.right)]
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
        velocity = 0.9 * velocity + gradient
        w += 0.01 * velocity
    return {f: round(float(w[index[f]]), 4) for f in names}


def accuracy(data: list[Example], weights: dict[str, float]) -> float:
    """Share of examples whose best candidate is accepted."""
    hits = 0
    for e in data:
        scores = [sum(weights.get(f, 0.0) for f in fs) for fs in e.candidates.values()]
        hits += e.right[int(np.argmax(scores))]
    return hits / max(1, len(data))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--test", type=Path, action="append", default=[], help="folders that are only measured")
    parser.add_argument("--strength", type=float, default=1.0)
    options = parser.parse_args()
    data = [e for folder in options.gold for e in examples(folder)]
    documents = sorted({e.document for e in data})
    lines = []
    for slot in ("subject", "action", "item"):
        part = [e for e in data if e.slot == slot]
        if not part:
            continue
        hits = 0.0
        for fold in range(options.folds):
            held = set(documents[fold :: options.folds])
            learned = fit([e for e in part if e.document not in held], options.strength)
            test = [e for e in part if e.document in held]
            hits += accuracy(test, learned) * len(test)
        rule = sum(e.right[e.rule] for e in part if e.rule >= 0) / len(part)
        best = sum(any(e.right) for e in part) / len(part)
        learned_share = hits / len(part)
        print(f"{slot:8} {len(part):5} figures   rules {rule:.3f}   learned {learned_share:.3f}   possible {best:.3f}")
        weights = fit(part, options.strength)
        for folder in options.test:
            held_out = [e for e in examples(folder) if e.slot == slot]
            rule = sum(e.right[e.rule] for e in held_out if e.rule >= 0) / max(1, len(held_out))
            share = accuracy(held_out, weights)
            print(f"   {folder.name}: rules {rule:.3f}   learned {share:.3f}   of {len(held_out)}")
        lines += [f"{slot}\t{f}\t{w}\tbenchmarks.fit_claims" for f, w in weights.items() if abs(w) >= 0.05]
    if options.write:
        head = [x for x in WEIGHTS.read_text("utf-8").splitlines() if x.startswith(("#", "slot\t"))]
        WEIGHTS.write_text("\n".join([*head, *sorted(lines)]) + "\n", "utf-8")
        print(f"wrote {len(lines)} weights to {WEIGHTS.name}")


if __name__ == "__main__":
    main()
