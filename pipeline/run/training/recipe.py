"""The whole recipe: documents, variants and newspaper in, a folder with a model and what is known of it out."""

from __future__ import annotations

import json
import platform
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from spacy.language import Language
from thinc.api import Config

from pipeline import __version__
from pipeline.errors import ConfigError
from pipeline.nlp import spacy_names
from pipeline.run.scoring import Tally
from pipeline.run.training import documents as gold
from pipeline.run.training import fit, newspaper
from pipeline.run.training.examples import Sentence, doc_of
from pipeline.run.training.variants import variants

LICENCE = "Apache-2.0"


@dataclass(frozen=True, slots=True)
class Data:
    """What a model learns from.

    Attributes:
        documents: annotated documents; variants are made of their sentences.
        tagged: sentences of a tagged newspaper, may be empty.
        hashes: of both, for the metadata.
    """

    documents: tuple[gold.Document, ...]
    tagged: tuple[Sentence, ...]
    hashes: dict[str, str]

    def without(self, held_out: Iterable[gold.Document]) -> Data:
        """The same without some of the documents, for cross-validation."""
        out = {d.path for d in held_out}
        return Data(tuple(d for d in self.documents if d.path not in out), self.tagged, {})


def gather(folders: Iterable[Path], tagged: Path | None = None, every: int = 1) -> Data:
    """All that there is to learn from.

    Args:
        folders: of annotated documents.
        tagged: a newspaper whose words are tagged, see :mod:`pipeline.run.training.newspaper`.
        every: how much of it is read, see there.

    Raises:
        InputError: if a folder or the newspaper cannot be read.
    """
    found = tuple(gold.annotated(folders))
    hashes = {"documents": gold.digest(found)}
    news: tuple[Sentence, ...] = ()
    if tagged is not None:
        news = tuple(newspaper.newspaper(tagged, every))
        hashes["tagged"] = newspaper.digest(tagged)
    return Data(found, news, hashes)


def learn(
    data: Data, seed: int = 0, config: Config | None = None, tell: Callable[[str], None] = lambda line: None
) -> Language:
    """A pipeline fitted to ``data``; arguments as of :func:`fit.fit`."""
    config = config or fit.recipe()
    own = [s for d in data.documents for s in d.sentences]
    made = list(variants(own, config["fit"]["variants"], seed))
    tell(f"{len(data.documents)} documents, {len(own)} sentences, {len(made)} variants, {len(data.tagged)} tagged")
    return fit.fit(own, [*made, *data.tagged], seed, config, tell)


def check(folder: Path) -> None:
    """Nothing but a model is ever replaced by a model.

    Raises:
        ConfigError: if ``folder`` is a file, or holds something else.
    """
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir()) and not (folder / "meta.json").is_file()):
        raise ConfigError(f"cannot write the model to {folder}", "it holds something else", "--out and a new folder")


def write(nlp: Language, folder: Path, data: Data, seed: int, config: Config, scores: dict[str, Any]) -> dict[str, Any]:
    """Writes the model to ``folder``, in place of an older one, and returns its metadata (``meta.json`` there).

    Raises:
        ConfigError: if ``folder`` holds something other than a model.
    """
    check(folder)
    if folder.exists():
        shutil.rmtree(folder)
    names = Counter(label for d in data.documents for s in d.sentences for _, label in s.names)
    nlp.meta.update(
        name="unionfacts_names",
        version=__version__,
        license=LICENCE,
        description="Names in Chinese reports about trade unions, over the words of unionfacts",
        author="unionfacts",
    )
    folder.parent.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(folder, exclude=["tokenizer"])
    meta: dict[str, Any] = json.loads((folder / "meta.json").read_text("utf-8"))
    meta["performance"] = scores
    meta["unionfacts"] = {
        "model": spacy_names.digest(folder),
        "data": data.hashes,
        "documents": len(data.documents),
        "names": dict(sorted(names.items())),
        "tagged_sentences": len(data.tagged),
        "seed": seed,
        "fit": dict(config["fit"]),
        "made_with": {name: metadata.version(name) for name in ("spacy", "thinc", "numpy", "blis")},
        "machine": platform.machine(),
    }
    (folder / "meta.json").write_text(json.dumps(meta, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return meta


def held_out_scores(data: Data, seed: int, config: Config, tell: Callable[[str], None]) -> dict[str, Any]:
    """:func:`scores` on every fifth document, of a model that learned from the others; {} for fewer than five."""
    held = data.documents[::5]
    if len(data.documents) < 5:
        return {}
    return scores(learn(data.without(held), seed, config, tell), [s for d in held for s in d.sentences])


def scores(nlp: Language, sentences: Sequence[Sentence]) -> dict[str, Any]:
    """Precision, recall and F1 of the model alone by label, in per cent, over sentences with their spans.

    Spans that touch what is unsure count neither way.
    """
    tallies = {label: Tally() for label in fit.LABELS}
    docs = [doc_of(nlp.vocab, s) for s in sentences if s.words.starts]
    kept = [s for s in sentences if s.words.starts]
    for each, doc in zip(kept, nlp.get_pipe("ner").pipe(docs), strict=True):  # type: ignore[attr-defined]
        unsure = {i for span in each.unsure for i in range(*span)}
        want = {(tuple(span), label) for span, label in each.names}
        got = {((e.start, e.end), e.label_) for e in doc.ents if unsure.isdisjoint(range(e.start, e.end))}
        for span, label in want | got:
            tally = tallies[label]
            tally.tp += (span, label) in want & got
            tally.fp += (span, label) in got - want
            tally.fn += (span, label) in want - got
    return {label: tally.row() for label, tally in tallies.items()}
