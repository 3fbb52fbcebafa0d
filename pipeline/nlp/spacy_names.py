"""The recogniser "spacy": a small entity model of our own, learned from the annotated documents.

``unionfacts train`` makes it (:mod:`pipeline.run.training`). It reads one sentence at a time, as the words that our
tokenizer cut: what a sentence yields depends on nothing outside of it, so neither batches nor workers change a fact.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any, cast

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractors.borders import Words
from extractors.model import Label, Span
from extractors.proposals import Proposal
from pipeline.errors import ConfigError

MOST_WORDS = 400
"""Longer stretches than this are read in pieces: no sentence that people write is, and the model's memory grows."""

_FIGURES = {"m": "0", "t": "年"}
"""Figures and times are one word each to the model, whatever they say: names do not depend on it."""


def shipped() -> Path:
    """Folder of the model in this package."""
    return Path(str(resources.files("pipeline.nlp"))) / "models" / "names"


def load(model: str = "") -> SpacyNames:
    """The recogniser with the model in folder ``model``; "" is the one of this package.

    Raises:
        ConfigError: if there is no such model, or it was made for another spaCy.
    """
    return SpacyNames(_load(_folder(model)))


def identity(model: str = "") -> str:
    """Hash of the model's files and the versions of the libraries that compute with it."""
    versions = [f"{name} {metadata.version(name)}" for name in ("spacy", "thinc", "numpy")]
    return " ".join([digest(_folder(model)), *versions])


def digest(folder: Path) -> str:
    """Hash of all that a model computes with, 32 hexadecimal digits: every file but the metadata."""
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "meta.json"):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:32]


def _folder(model: str) -> Path:
    folder = Path(model) if model else shipped()
    if not (folder / "meta.json").is_file():
        raise ConfigError(f"no model in {folder}", "it has no meta.json", "unionfacts train --out DIR makes one")
    return folder


@cache
def _load(folder: Path) -> Language:
    try:
        labels = json.loads((folder / "meta.json").read_text("utf-8"))["labels"]["ner"]
        nlp = spacy.load(folder, exclude=["tokenizer"])
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise ConfigError(f"cannot load the model in {folder}", f"{type(e).__name__}: {e}", "train it again") from e
    if not set(labels) <= {"UNION", "ORG", "PLACE", "PERSON"}:
        raise ConfigError(f"the model in {folder} is none of ours", f"its labels are {', '.join(labels)}")
    return nlp


class SpacyNames:
    """Proposes names by a spaCy model with a component ``ner``.

    Args:
        nlp: a pipeline; its tokenizer is not used.
    """

    def __init__(self, nlp: Language) -> None:
        self._vocab = nlp.vocab
        self._ner: Any = nlp.get_pipe("ner")

    def __call__(self, doc: Doc, sentences: Sequence[Span]) -> list[Proposal]:
        """Proposals in ``sentences`` of ``doc``, in order, on borders of words."""
        words = Words.of(doc)
        pieces = [piece for sentence in sentences for piece in _pieces(words, sentence)]
        docs = [sentence_doc(self._vocab, words, first, end) for first, end in pieces]
        if not docs:
            return []
        self._ner.set_annotations(docs, self._ner.predict(docs))
        return [
            Proposal(Span(words.starts[first + e.start], words.ends[first + e.end - 1]), cast(Label, e.label_))
            for (first, _), read in zip(pieces, docs, strict=True)
            for e in read.ents
        ]


def _pieces(words: Words, sentence: Span) -> Iterator[tuple[int, int]]:
    """The words of a sentence as half-open ranges of indices, each of bounded length."""
    first, end = words.index(sentence.start), words.index(sentence.end - 1) + 1
    for at in range(max(first, 0), end, MOST_WORDS):
        yield at, min(at + MOST_WORDS, end)


def sentence_doc(vocab: Vocab, words: Words, first: int, end: int) -> Doc:
    """Words ``first`` to ``end`` (exclusive) as the model sees them.

    Each word is its characters, with its part of speech as ``tag`` and its last character as ``lemma``: spaCy's own
    prefix is the first character, but its suffix is three characters, which are most words of Chinese.
    """
    tags = words.tags[first:end]
    forms = [_FIGURES.get(tags[i - first]) or words.word(i) for i in range(first, end)]
    doc = Doc(vocab, words=forms, spaces=[False] * len(forms))
    columns: Any = np.array(
        [[vocab.strings.add(tag), vocab.strings.add(form[-1])] for tag, form in zip(tags, forms, strict=True)],
        dtype=np.uint64,
    ).reshape(-1, 2)
    doc.from_array(["TAG", "LEMMA"], columns)
    return doc
