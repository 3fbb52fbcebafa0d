"""Document documents as sentences: the names that an annotation lists, found again where they stand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors import people
from extractors.borders import Words, occurrences
from extractors.model import Context, Label, Span
from pipeline.errors import InputError
from pipeline.model import Source
from pipeline.nlp import reader
from pipeline.process import STAGES, whole_article
from pipeline.run.inputs import GOLD
from pipeline.run.training.examples import Named, Sentence, within
from pipeline.text import articles, sentences
from pipeline.text.align import Text
from pipeline.text.decode import decode

MEASURE = "measure"
"""A folder of this name is for measuring: who learns from it has nothing left to measure with."""


@dataclass(frozen=True, slots=True)
class Document:
    """One annotated document.

    Attributes:
        path: of its annotation.
        source: its bytes.
        gold: the annotation.
        sentences: of all its articles.
    """

    path: Path
    source: Source
    gold: dict[str, Any]
    sentences: tuple[Sentence, ...]


def annotated(folders: Iterable[Path], measuring: bool = False) -> list[Document]:
    """All annotated documents of some folders (not of folders below them), in order of folders and names.

    Args:
        folders: where they lie.
        measuring: whether nothing will be learned from them.

    Raises:
        InputError: if a folder has no annotation, is for measuring, or an annotation does not fit its document.
    """
    found = []
    for folder in folders:
        if folder.resolve().name == MEASURE and not measuring:
            why = "it is for measuring, and what a model has seen says nothing of what it has not"
            raise InputError(f"cannot learn from {folder}", why, "corpus/gold/learn")
        paths = sorted(folder.glob("*" + GOLD))
        if not paths:
            raise InputError(f"no gold in {folder}", f"it has no file that ends with {GOLD}", "corpus/gold/learn")
        found += [_read(path) for path in paths]
    return found


def digest(documents: Iterable[Document]) -> str:
    """Hash over documents and annotations, 32 hexadecimal digits, whatever the order they come in."""
    parts = sorted(hashlib.sha256(d.path.read_bytes()).hexdigest() + d.source.id for d in documents)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _read(path: Path) -> Document:
    try:
        gold = json.loads(path.read_bytes())
        source = Source(gold["doc"], (path.parent / gold["doc"]).read_bytes())
        named = {e["surface"]: e["label"] for e in gold["entities"] if e.get("status") != "optional"}
        unsure = {e["surface"] for e in gold["entities"]} - named.keys()
    except OSError as e:
        raise InputError(f"cannot read {e.filename}", e.strerror or str(e)) from e
    except (ValueError, KeyError, TypeError) as e:
        raise InputError(f"{path} is no annotation", f"{type(e).__name__}: {e}") from e
    return Document(path, source, gold, tuple(_sentences(source, named, unsure)))


def _sentences(source: Source, named: dict[str, Label], unsure: set[str]) -> Iterator[Sentence]:
    text = Text.of(decode(source.data).text)
    for _, stage in STAGES:
        text, _ = stage(text)
    nlp: Any = reader.pipeline()
    for piece in articles.split(text)[0]:
        whole, body_start = whole_article(piece)
        for part in sentences.parts(whole)[0]:
            context = Context(piece.date, piece.outlet or "", body_start, piece.neighbours)
            words = Words.of(nlp.tokenizer(part.text, context))
            names, left = _marked(part.text, named, unsure)
            for span in sentences.split(part.text):
                yield within(words, span, names, left)


def _marked(text: str, named: dict[str, Label], unsure: set[str]) -> tuple[list[Named], list[Span]]:
    """Where the surfaces of an annotation stand, the longest first; bylines name persons that it leaves out."""
    names: list[Named] = []
    left = [Span(*span) for span in people.bylines(text)]
    for start, end, surface in occurrences(text, named.keys() | unsure):
        span = Span(start, end)
        if surface in unsure:
            left.append(span)
        elif not any(span.overlaps(byline) for byline in left):
            names.append((span, named[surface]))
    return names, left
