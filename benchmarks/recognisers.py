"""Names by rules alone, and by rules with a learned model beside them: figures, intervals, and what it costs.

    python -m benchmarks.recognisers --found DIR --tagged 199801.txt --models DIR    # cross-validated by document
    python -m benchmarks.recognisers --measure corpus/gold/measure                   # the shipped model, totals only
    python -m benchmarks.recognisers --speed                                         # what reading with it costs

In cross-validation each document is read with a model that never saw it; the rules saw most of them when they were
written, so here they stand near their ceiling. The documents of ``corpus/gold/measure`` neither has seen. Intervals
are of 95 %, by drawing documents anew. ``--models`` keeps the model of each fold, for a
second look with another policy.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from extractors import proposals
from extractors.model import Context
from pipeline.config import RULES
from pipeline.model import Source
from pipeline.nlp import reader, recognisers
from pipeline.process import process
from pipeline.run.contract import as_json
from pipeline.run.scoring import Scores, Tally, score
from pipeline.run.training import fit, recipe
from pipeline.run.training.documents import Document, annotated
from pipeline.text import sentences

FOLDERS = ("corpus/gold", "corpus/gold/learn")
ROWS = ("UNION", "ORG", "PLACE", "PERSON", "entity", "claim")
FOLDS, DRAWS = 3, 2000

Counts = dict[str, tuple[int, int, int]]
"""Right, false and missed of one document, by row."""


def counts(document: Document, ner: str, model: str = "") -> Counts:
    """What a recogniser gets right in a document."""
    found = as_json(process(document.source, ner=ner, ner_model=model))
    text = document.source.data.decode(document.gold.get("encoding") or "utf-8-sig")
    scores = Scores()
    score(text, document.gold, found, scores)
    tallies: dict[str, Tally] = {**scores.entities, "claim": scores.claim}
    rows = {name: (t.tp, t.fp, t.fn) for name, t in tallies.items()}
    every = [(t.tp, t.fp, t.fn) for t in scores.entities.values()]
    return {**rows, "entity": (sum(t[0] for t in every), sum(t[1] for t in every), sum(t[2] for t in every))}


def cross_validated(data: recipe.Data, ner: str, models: Path, seed: int) -> tuple[list[Counts], list[Counts]]:
    """Counts of every document by rules alone and with the model of its fold, in the same order."""
    order = list(data.documents)
    random.Random(seed).shuffle(order)
    alone, beside = [], []
    for n in range(FOLDS):
        held = order[n::FOLDS]
        folder = models / f"fold-{n}"
        if not (folder / "meta.json").is_file():
            rest, config = data.without(held), fit.recipe()
            nlp = recipe.learn(rest, seed, config)
            unseen = [s for d in held for s in d.sentences]
            recipe.write(nlp, folder, rest, seed, config, recipe.scores(nlp, unseen))
        for document in held:
            alone.append(counts(document, RULES))
            beside.append(counts(document, ner, str(folder)))
        print(f"fold {n + 1} of {FOLDS}: {len(held)} documents", flush=True)
    return alone, beside


def total(documents: Iterable[Counts], row: str) -> Tally:
    """The counts of a row over documents."""
    tally = Tally()
    for each in documents:
        tp, fp, fn = each[row]
        tally.tp, tally.fp, tally.fn = tally.tp + tp, tally.fp + fp, tally.fn + fn
    return tally


def interval(documents: Sequence[Counts], figure: Callable[[Sequence[int]], float]) -> tuple[float, float]:
    """Where a figure of the documents lies with 95 %, when as many documents are drawn anew."""
    draw = random.Random(0)
    size = len(documents)
    drawn = sorted(figure([draw.randrange(size) for _ in range(size)]) for _ in range(DRAWS))
    return drawn[round(DRAWS * 0.025)], drawn[round(DRAWS * 0.975) - 1]


def table(alone: Sequence[Counts], beside: Sequence[Counts], name: str) -> None:
    """Prints each row: P, R, F1 of both with intervals, and the difference of F1 with its own, paired by document."""
    print(f"{len(alone)} documents")
    print(f"{'':8} {'rules':>31}   {'rules + ' + name:>31}   difference of F1")
    for row in ROWS:
        line = f"{row:8}"
        for arm in (alone, beside):
            r = total(arm, row).row()

            def f1(which: Sequence[int], arm: Sequence[Counts] = arm, row: str = row) -> float:
                return total((arm[i] for i in which), row).row()["F1"]

            low, high = interval(arm, f1)
            line += f"  P {r['P']:5.1f} R {r['R']:5.1f} F1 {r['F1']:5.1f} ({low:.1f} to {high:.1f})"

        def gain(which: Sequence[int], row: str = row) -> float:
            return (
                total((beside[i] for i in which), row).row()["F1"] - total((alone[i] for i in which), row).row()["F1"]
            )

        low, high = interval(alone, gain)
        print(f"{line}  {gain(range(len(alone))):+.1f} ({low:+.1f} to {high:+.1f})", flush=True)


def speed(ner: str, model: str, rounds: int = 5) -> None:
    """Prints what reading costs with and without the model, times the time of ``jieba.lcut`` on the same text.

    And how many sentences the model reads in a second of processor time, and what share of all sentences it is given.
    """
    import jieba

    from benchmarks.archive import Plan, archive
    from benchmarks.ratios_rounds import visible

    sources = [Source(made.name, made.data) for made in archive(Plan(), 60)]
    texts = [visible(made.data.decode(made.encoding)) for made in archive(Plan(), 60)]
    text = "\n".join(texts)
    jieba.lcut(text[:100])
    learned = recognisers.recogniser(ner, model)
    best: dict[str, float] = {}
    arms: dict[str, Callable[[], Any]] = {
        "jieba.lcut": lambda: jieba.lcut(text),
        RULES: lambda: [process(s) for s in sources],
        f"{RULES} + {ner}": lambda: [process(s, ner=ner, ner_model=model) for s in sources],
    }
    for _ in range(rounds):
        for arm, work in arms.items():
            start = time.process_time()
            work()
            best[arm] = min(best.get(arm, 1e9), time.process_time() - start)
    for arm, spent in best.items():
        print(f"{arm:16} {spent / best['jieba.lcut']:5.1f} times jieba.lcut")
    if learned:
        docs = [reader.read(each, Context()) for each in texts]
        every = [sentences.split(each) for each in texts]
        given = [
            proposals.uncertain(spans, doc.user_data[reader.ENTITIES].mentions, doc)
            for spans, doc in zip(every, docs, strict=True)
        ]
        start = time.process_time()
        for doc, spans in zip(docs, given, strict=True):
            learned(doc, spans)
        spent = time.process_time() - start
        read, of = sum(map(len, given)), sum(map(len, every))
        print(f"{ner}: {read} of {of} sentences are given to it; {read / spent:.0f} a second")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ner", default="spacy")
    parser.add_argument("--model", default="", help="folder of a model, by default the shipped one")
    parser.add_argument("--found", type=Path, action="append", default=[], help="further annotated documents")
    parser.add_argument("--tagged", type=Path, help="newspaper whose words are tagged")
    parser.add_argument("--models", type=Path, help="folder for the models of the folds: cross-validate")
    parser.add_argument("--measure", type=Path, help="folder of documents that nothing has seen: totals only")
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--json", type=Path, help="write the counts of every document there")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.models:
        data = recipe.gather([*map(Path, FOLDERS), *options.found], options.tagged, fit.recipe()["fit"]["tagged_every"])
        alone, beside = cross_validated(data, options.ner, options.models, options.seed)
        table(alone, beside, options.ner)
        if options.json:
            options.json.write_text(json.dumps([alone, beside]), "utf-8")
    if options.measure:
        unseen = annotated([options.measure], measuring=True)
        table(
            [counts(d, RULES) for d in unseen],
            [counts(d, options.ner, options.model) for d in unseen],
            options.ner,
        )
    if options.speed:
        speed(options.ner, options.model)


if __name__ == "__main__":
    main()
