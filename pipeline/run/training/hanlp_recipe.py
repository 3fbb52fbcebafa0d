"""The recipe of a HanLP recogniser: annotated documents in, a folder with a model and what is known of it out."""

from __future__ import annotations

import shutil
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from extractors.borders import occurrences
from extractors.model import Span
from pipeline.config import CPU
from pipeline.errors import ConfigError
from pipeline.nlp import hanlp_names
from pipeline.nlp.hanlp_models import OWN
from pipeline.run.scoring import LABELS, Tally
from pipeline.run.training import documents as gold
from pipeline.run.training.examples import Sentence
from pipeline.run.training.hanlp_fit import Marked, Recipe, fit
from pipeline.run.training.variants import variants

LICENCE = "Apache-2.0"


def train(
    documents: Sequence[gold.Document],
    out: Path,
    seed: int = 0,
    device: str = CPU,
    recipe: Recipe | None = None,
    tell: Callable[[str], None] = lambda line: None,
) -> None:
    """Learns from documents, and from variants of their sentences with other names, and writes the model to ``out``.

    An older model in that folder is replaced.

    Raises:
        ConfigError: if ``out`` holds something other than a model, HanLP is not installed, or the device is missing.
        InputError: if there is too little to learn from.
    """
    recipe, out = recipe or Recipe(), out.resolve()
    check(out)
    own = [m for d in documents for m in marked(d)]
    made = [_marked(s) for s in variants([s for d in documents for s in d.sentences], recipe.variants, seed)]
    counts = Counter(label for m in own for _, label in m.names)
    tell(f"{len(documents)} documents, {len(own)} sentences, {len(made)} variants")
    about = {
        "licence": LICENCE,
        "data": {"documents": gold.digest(documents)},
        "documents": len(documents),
        "names": dict(sorted(counts.items())),
        "variants": len(made),
    }
    making = out.with_name(out.name + ".making")  # an interrupted training leaves the older model as it is
    shutil.rmtree(making, ignore_errors=True)
    fit(own, making, seed, device, recipe, made, about, tell)
    if out.exists():
        shutil.rmtree(out)
    making.rename(out)


def check(folder: Path) -> None:
    """Nothing but a model is ever replaced by a model.

    Raises:
        ConfigError: if ``folder`` is a file, or holds something else.
    """
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir()) and not (folder / OWN).is_file()):
        raise ConfigError(f"cannot write the model to {folder}", "it holds something else", "--out and a new folder")


def read_recipe(path: Path | None) -> Recipe:
    """The recipe with what a TOML file changes of it; the default one for None.

    Raises:
        ConfigError: if the file cannot be read, or has a key or value that the recipe does not.
    """
    if path is None:
        return Recipe()
    try:
        given = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as e:
        raise ConfigError(f"cannot read the recipe {path}", " ".join(str(e).split())) from e
    known: dict[str, type[int | float]] = {f.name: type(getattr(Recipe(), f.name)) for f in fields(Recipe)}
    for name, value in given.items():
        if name not in known:
            near = get_close_matches(name, known, 1, 0.5)
            raise ConfigError(f"unknown key {name!r} in {path}", "", near[0] if near else ", ".join(known))
        like = getattr(Recipe(), name)
        if isinstance(value, bool) or not isinstance(value, (known[name], int)) or not value >= 0:
            raise ConfigError(f"{name} = {value!r} in {path}", f"it must be of the kind of {like!r}")
    return Recipe(**given)


def marked(document: gold.Document) -> Iterator[Marked]:
    """The sentences of a document with their names as spans of characters.

    Over characters names need not end where words do, so those are marked too that a model over words cannot learn.
    Sentences with something unsure (an optional name, a byline) are left out.
    """
    named = {e["surface"]: e["label"] for e in document.gold["entities"] if e.get("status") != "optional"}
    unsure = {e["surface"] for e in document.gold["entities"]} - named.keys()
    for each in document.sentences:
        found = occurrences(each.text, named.keys() | unsure)
        if any(surface in unsure for _, _, surface in found):
            continue
        names = tuple((Span(start, end), named[surface]) for start, end, surface in found)
        starts, ends = each.words.starts, each.words.ends
        open_ = [Span(starts[a], ends[min(b, len(ends)) - 1]) for a, b in each.unsure if a < len(starts)]
        if all(any(span.overlaps(name) for name, _ in names) for span in open_):
            yield Marked(each.words, names)


def scores(model: Path, documents: Iterable[gold.Document], device: str = CPU) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 of a model alone by label, in per cent, over the sentences of documents."""
    recogniser = hanlp_names.load(str(model), device)
    tallies = {label: Tally() for label in sorted(LABELS)}
    for document in documents:
        for each in marked(document):
            got = {(p.span, p.label) for p in recogniser.propose(each.words, [Span(0, len(each.words.text))])}
            for span, label in got | set(each.names):
                tally = tallies[label]
                tally.tp += (span, label) in got and (span, label) in each.names
                tally.fp += (span, label) not in each.names
                tally.fn += (span, label) not in got
    return {label: tally.row() for label, tally in tallies.items()}


def held_out_scores(documents: Sequence[gold.Document], folder: Path, **how: Any) -> dict[str, dict[str, float]]:
    """:func:`scores` on every fifth document, of a model in ``folder`` that learned from the others; {} for under five.

    Args:
        documents: all of them.
        folder: for that model.
        how: as for :func:`train`.
    """
    if len(documents) < 5:
        return {}
    train([d for n, d in enumerate(documents) if n % 5], folder, **how)
    return scores(folder, documents[::5], how.get("device", CPU))


def _marked(each: Sentence) -> Marked:
    starts, ends = each.words.starts, each.words.ends
    return Marked(each.words, tuple((Span(starts[a], ends[b - 1]), label) for (a, b), label in each.names))
