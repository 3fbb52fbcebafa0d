"""The recogniser "hanlp": names by a model of HanLP, one that was trained here or one that HanLP publishes.

Needs the extra ``[hanlp]``. A folder is loaded without the network; see :mod:`pipeline.nlp.hanlp_models`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import metadata
from typing import Any, Protocol

import gazetteers
from extractors.borders import Doc, Words
from extractors.model import Label, Span
from extractors.proposals import Proposal
from pipeline.config import CPU
from pipeline.errors import ConfigError
from pipeline.nlp import hanlp_library as library
from pipeline.nlp import hanlp_models
from pipeline.nlp.hanlp_input import Piece, align, pieces

BATCH = 64
"""Sentences that are read at once."""
_TASKS = ("ner/msra", "ner/pku", "ner/ontonotes", "ner")
"""Tasks of a model of several that find names, the best for news first."""

Found = tuple[Span, str]
"""A name that a model sees: its span in the text, and the model's own label."""


def load(model: str, device: str = CPU) -> HanlpNames:
    """The recogniser with a model.

    Args:
        model: a folder, or a name of the table ``hanlp_models`` whose model is on this machine.
        device: "cpu", "cuda" or "cuda:N".

    Raises:
        ConfigError: if HanLP is not installed, there is no such model or device, or the model cannot be loaded.
    """
    library.installed()
    path = hanlp_models.folder(model)
    number = library.device_number(device)
    hanlp = library.need()
    try:
        with library.quiet(), library.offline():
            component = hanlp.load(str(path), devices=number, verbose=False)
    except ConfigError:
        raise
    except Exception as e:  # what is wrong with a model's files shows in many ways
        why = f"{type(e).__name__}: {' '.join(str(e).split())}"[:200]
        raise ConfigError(f"cannot load the HanLP model in {path}", why, "download or train it again") from e
    return HanlpNames(_reader(component, hanlp_models.units(path), bool(hanlp_models.own(path))))


def identity(model: str, device: str = CPU) -> str:
    """What proposals depend on: a hash of the model's files, and the versions of the libraries that read them.

    Raises:
        ConfigError: if HanLP is not installed or there is no such model.
    """
    library.installed()
    versions = [f"{name} {metadata.version(name)}" for name in ("hanlp", "torch")]
    return " ".join([_digest(hanlp_models.folder(model).as_posix()), *versions, device])


@cache
def _digest(path: str) -> str:
    from pathlib import Path

    total = hashlib.sha256()
    for file in sorted(p for p in Path(path).rglob("*") if p.is_file() and p.suffix != ".log"):
        total.update(file.relative_to(path).as_posix().encode() + b"\0")
        with file.open("rb") as data:
            total.update(hashlib.file_digest(data, "sha256").digest())
    return total.hexdigest()[:32]


@cache
def labels() -> Mapping[str, Label]:
    """Labels of HanLP's tag sets to ours; those that name nothing of ours are left out."""
    ours: dict[str, Label] = {"UNION": "UNION", "ORG": "ORG", "PLACE": "PLACE", "PERSON": "PERSON"}
    return {row["label"]: ours[row["ours"]] for row in gazetteers.rows("name_labels") if row["ours"]}


class Reader(Protocol):
    """A model as this module uses it."""

    units: str

    def __call__(self, batch: Sequence[Piece]) -> Iterator[list[Found]]:
        """The names in each piece, in any order."""


class HanlpNames:
    """Proposes names by a HanLP model.

    Args:
        reader: the model.
    """

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def __call__(self, doc: Doc, sentences: Sequence[Span]) -> list[Proposal]:
        """Proposals in ``sentences`` of ``doc``, in the order of the text, whatever order the model gives them in."""
        return self.propose(Words.of(doc), sentences)

    def propose(self, words: Words, sentences: Sequence[Span]) -> list[Proposal]:
        """The same, of a text as its words."""
        known = labels()
        todo = list(pieces(words, sentences, self.reader.units))
        found = set[Proposal]()
        for at in range(0, len(todo), BATCH):
            for names in self.reader(todo[at : at + BATCH]):
                found.update(Proposal(span, known[label]) for span, label in names if label in known)
        return sorted(found)


class Tagger:
    """HanLP's RNN tagger. Its tags are read here: HanLP raises where a sequence of tags is broken."""

    def __init__(self, component: Any, units: str, own: bool) -> None:
        self.units = units
        self._component = component
        if own:  # HanLP makes a sample of tokens alone; ours have several fields
            component.build_samples = lambda data, **_: [dict(fields) for fields in data]
        self._own = own

    def __call__(self, batch: Sequence[Piece]) -> Iterator[list[Found]]:
        """The names in each piece."""
        import torch
        from hanlp.components.taggers.rnn_tagger import RNNTagger

        data = [piece.fields if self._own else piece.fields["token"] for piece in batch]
        with torch.no_grad(), library.quiet():
            tagged = RNNTagger.predict_data(self._component, data, BATCH)
        for piece, tags in zip(batch, tagged, strict=True):
            yield [(Span(piece.tokens[a].start, piece.tokens[b].end), label) for a, b, label in spans_of(tags)]


class Spans:
    """Any other HanLP component that gives names of tokenized sentences as (surface, label, first, end)."""

    def __init__(self, component: Any) -> None:
        self.units = "words"
        self._component = component

    def __call__(self, batch: Sequence[Piece]) -> Iterator[list[Found]]:
        """The names in each piece."""
        with library.quiet():
            read = self._component([piece.fields["token"] for piece in batch], batch_size=BATCH)
        for piece, names in zip(batch, read, strict=True):
            yield [(Span(piece.tokens[a].start, piece.tokens[b - 1].end), label) for _, label, a, b in names]


class Tasks:
    """HanLP's model of several tasks, which cuts words itself.

    Raises:
        ConfigError: if none of its tasks finds names.
    """

    def __init__(self, component: Any) -> None:
        self.units = "text"
        self._component = component
        self._task = next((task for task in _TASKS if task in component.tasks), "")
        if not self._task:
            raise ConfigError("the HanLP model finds no names", f"its tasks are {', '.join(component.tasks)}")

    def __call__(self, batch: Sequence[Piece]) -> Iterator[list[Found]]:
        """The names in each piece; none in one whose characters the model changed."""
        with library.quiet():
            read = self._component([piece.text for piece in batch], tasks=self._task)
        key = next(key for key in read if key.startswith("tok"))
        for piece, tokens, names in zip(batch, read[key], read[self._task], strict=True):
            at = align(piece.text, tokens, piece.start)
            yield [(Span(at[a].start, at[b - 1].end), label) for _, label, a, b in names] if at else []


def spans_of(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """First and last token and label of each name that tags of any scheme tell; a broken sequence tells what it can."""
    found: list[tuple[int, int, str]] = []
    first, label = -1, ""
    for n, tag in enumerate([*tags, "O"]):
        letter, _, mine = tag.partition("-")
        if first >= 0 and (letter in "OBSU" or mine != label):
            found.append((first, n - 1, label))
            first = -1
        if letter != "O" and first < 0:
            first, label = n, mine
        if letter in "ESLU":
            found.append((first, n, label))
            first = -1
    return found


def _reader(component: Any, units: str, own: bool) -> Reader:
    if hasattr(component, "tasks"):
        return Tasks(component)
    if hasattr(component, "predict_data") and any(c.__name__ == "RNNTagger" for c in type(component).__mro__):
        return Tagger(component, units, own)
    return Spans(component)
