"""Names by rules alone, and by rules with a HanLP model that was trained here beside them.

    python -m benchmarks.recognisers_hanlp --models DIR [--found DIR] [--measure corpus/gold/measure] [--speed]

As :mod:`benchmarks.recognisers`, whose table it prints: cross-validated by document, each read with a model that never
saw it; the rules saw most of them when they were written, so here they stand near their ceiling. ``--models`` keeps the
models: those of the folds, and with ``--measure`` or ``--speed`` one of all documents. Needs the extra [hanlp].
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.recognisers import FOLDERS, FOLDS, Counts, counts, speed, table
from extractors.model import Span
from pipeline.config import RULES
from pipeline.nlp import hanlp_names
from pipeline.nlp.hanlp_models import OWN
from pipeline.run.training import hanlp_recipe
from pipeline.run.training.documents import Document, annotated
from pipeline.run.training.hanlp_fit import Recipe

NER = "hanlp"


def model_of(documents: Sequence[Document], folder: Path, recipe: Recipe, seed: int) -> Path:
    """The model in ``folder``, learned from ``documents`` where it is not there yet."""
    if not (folder / OWN).is_file():
        start = time.process_time()
        hanlp_recipe.train(documents, folder, seed, recipe=recipe)
        print(f"{folder.name}: {time.process_time() - start:.0f} s of one processor", flush=True)
    return folder


def cross_validated(
    documents: Sequence[Document], models: Path, recipe: Recipe, seed: int
) -> tuple[list[Counts], list[Counts]]:
    """Counts of every document by rules alone and with the model of its fold; prints each model's own figures too."""
    order = list(documents)
    random.Random(seed).shuffle(order)
    alone: list[Counts] = []
    beside: list[Counts] = []
    for n in range(FOLDS):
        held = order[n::FOLDS]
        folder = model_of([d for d in order if d not in held], models / f"fold-{n}", recipe, seed)
        for document in held:
            alone.append(counts(document, RULES))
            beside.append(counts(document, NER, str(folder)))
        rows = hanlp_recipe.scores(folder, held)
        print(
            f"fold {n + 1} of {FOLDS}, the model alone: " + ", ".join(f"{k} {v['F1']}" for k, v in rows.items()),
            flush=True,
        )
    return alone, beside


def sentences_a_second(documents: Sequence[Document], model: Path) -> None:
    """Prints how many sentences the model alone reads in a second of one processor, batched, and one by one."""
    recogniser = hanlp_names.load(str(model))
    every = [s.words for d in documents for s in d.sentences if s.text.strip()][:2000]
    whole = [(words, [Span(0, len(words.text))]) for words in every]
    start = time.process_time()
    for words, spans in whole:
        recogniser.propose(words, spans)
    single = time.process_time() - start
    batches = [d for d in documents if d.sentences]
    count, spent = 0, 0.0
    for document in batches:
        reads = [
            piece
            for s in document.sentences
            for piece in hanlp_names.pieces(s.words, [Span(0, len(s.text))], "characters")
        ]
        start = time.process_time()
        for at in range(0, len(reads), hanlp_names.BATCH):
            list(recogniser.reader(reads[at : at + hanlp_names.BATCH]))
        spent += time.process_time() - start
        count += len(reads)
    print(f"sentences a second: {count / spent:.0f} article by article, {len(whole) / single:.0f} one by one")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, required=True, help="folder for the models")
    parser.add_argument("--found", type=Path, action="append", default=[], help="further annotated documents")
    parser.add_argument("--measure", type=Path, help="folder of documents that nothing has seen: totals only")
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--json", type=Path, help="write the counts of every document there")
    parser.add_argument("--recipe", type=Path, help="TOML file")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    recipe = hanlp_recipe.read_recipe(options.recipe)
    documents = annotated([*map(Path, FOLDERS), *options.found])
    alone, beside = cross_validated(documents, options.models, recipe, options.seed)
    table(alone, beside, NER)
    if options.json:
        options.json.write_text(json.dumps([alone, beside]), "utf-8")
    if options.measure or options.speed:
        whole = model_of(documents, options.models / "all", recipe, options.seed)
    if options.measure:
        unseen = annotated([options.measure], measuring=True)
        table([counts(d, RULES) for d in unseen], [counts(d, NER, str(whole)) for d in unseen], NER)
    if options.speed:
        sentences_a_second(documents, whole)
        speed(NER, str(whole))


if __name__ == "__main__":
    main()
