"""Fitting a HanLP recogniser to annotated sentences, from random embeddings.

HanLP's RNN tagger with a CRF over characters: each character with its place in its word and the word's part of speech,
so that our tokenizer's dictionary is not lost to it. On the processor the same sentences and seed give the same
weights. :mod:`pipeline.nlp.hanlp_names` reads with it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from extractors.borders import Words
from extractors.model import Label, Span
from pipeline.config import CPU
from pipeline.errors import InputError
from pipeline.nlp import hanlp_library as library
from pipeline.nlp.hanlp_input import MOST, characters
from pipeline.nlp.hanlp_models import OWN

_EVERY = 10
"""One sentence of so many is held out, to tell after which epoch the weights are best."""
Sample = dict[str, list[str]]
"""A sentence in HanLP's form: values of each field, one a character."""
_PAD, _UNKNOWN = "<pad>", "<unk>"


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence to learn from: its words, and its names as spans of ``words.text``, in order, not overlapping."""

    words: Words
    names: tuple[tuple[Span, Label], ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the recogniser is made.

    Attributes:
        epochs: how often all sentences are seen.
        characters: length of a character's embedding.
        places: length of the embedding of place in word and part of speech.
        hidden: units of the recurrent layer, in each direction.
        dropout: share of units that are left out while learning.
        unknown: share of characters that are made unknown while learning, so that unknown ones are learned too.
        learn_rate: of Adam.
        batch: sentences at once.
        variants: of each sentence with names, variants with other names.
    """

    epochs: int = 6
    characters: int = 64
    places: int = 24
    hidden: int = 96
    dropout: float = 0.5
    unknown: float = 0.03
    learn_rate: float = 0.003
    batch: int = 32
    variants: int = 0


def fit(
    sentences: Sequence[Marked],
    out: Path,
    seed: int = 0,
    device: str = CPU,
    recipe: Recipe | None = None,
    extra: Sequence[Marked] = (),
    about: Mapping[str, Any] | None = None,
    tell: Callable[[str], None] = lambda line: None,
) -> None:
    """Fits a recogniser and writes it to a folder that ``--hanlp-model`` names.

    Args:
        sentences: to learn from; those longer than 400 characters are passed over.
        out: folder, made if need be; what HanLP's files are called there is overwritten.
        seed: of weights, order and dropout.
        device: "cpu", "cuda" or "cuda:N".
        recipe: how; None is the default one.
        extra: more sentences to learn from, of which none is held out.
        about: what else is to be known of the model, written beside it.
        tell: called with one line at the beginning and one at the end.

    Raises:
        ConfigError: if HanLP is not installed or this machine does not have the device.
        InputError: if there are too few sentences to learn from.
    """
    recipe = recipe or Recipe()
    number = library.device_number(device)
    library.need()
    samples, more = _samples(sentences), _samples(extra)
    held, learned = samples[::_EVERY], [*(each for n, each in enumerate(samples) if n % _EVERY), *more]
    if not any(tag != "O" for each in learned for tag in each["tag"]) or not held:
        raise InputError("cannot train", f"there are {len(samples)} sentences and no name in them", "more documents")
    out.mkdir(parents=True, exist_ok=True)
    tell(f"{len(learned)} sentences to learn from, {len(held)} held out, {recipe.epochs} epochs on {device}")
    score = _fit(learned, held, out, seed, number, recipe)
    known = {
        "units": "characters",
        "sentences": len(samples) + len(more),
        "seed": seed,
        "recipe": asdict(recipe),
        "held_out_f1": round(100 * score, 1),
        "versions": {name: metadata.version(name) for name in ("hanlp", "torch")},
        **(about or {}),
    }
    (out / OWN).write_text(json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    tell(f"best F1 on the sentences held out: {100 * score:.1f}")


def _samples(sentences: Sequence[Marked]) -> list[Sample]:
    samples = (sample(each) for each in sentences if len(each.words.text) <= MOST["characters"])
    return [each for each in samples if each["token"]]


def sample(each: Marked) -> Sample:
    """A sentence as HanLP learns from it: fields of :func:`~pipeline.nlp.hanlp_input.characters`, and ``tag`` (BIO).

    BIO, because HanLP's reader of BIOES raises at a sequence that no name fits, and an untrained CRF gives such.
    """
    piece = characters(each.words, Span(0, len(each.words.text)))
    at = {span.start: n for n, span in enumerate(piece.tokens)}
    tags = ["O"] * len(piece.tokens)
    for span, label in each.names:
        inside = [at[i] for i in range(*span) if i in at]
        for n in inside:
            tags[n] = f"I-{label}"
        if inside:
            tags[inside[0]] = f"B-{label}"
    return {**piece.fields, "tag": tags}


def _fit(learned: list[Sample], held: list[Sample], out: Path, seed: int, device: int, how: Recipe) -> float:
    """Trains and saves; F1 on ``held`` of the weights that were kept, 0 to 1."""
    import torch
    from hanlp.components.ner.rnn_ner import RNNNamedEntityRecognizer
    from hanlp.layers.embeddings.embedding import EmbeddingList
    from hanlp.layers.embeddings.word2vec import Word2VecEmbedding

    def embedding(field: str, size: int) -> Any:
        return Word2VecEmbedding(
            field, size, trainable=True, pad=_PAD, unk=_UNKNOWN, word_dropout=how.unknown, extend_vocab=False
        )

    if device >= 0:  # cuBLAS is deterministic only with a workspace of fixed size
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.manual_seed(seed)
    recogniser = RNNNamedEntityRecognizer()
    with library.quiet():
        recogniser.fit(
            learned,
            held,
            str(out),
            batch_size=how.batch,
            epochs=how.epochs,
            embed=EmbeddingList(embedding("token", how.characters), embedding("word", how.places)),
            rnn_hidden=how.hidden,
            drop=how.dropout,
            lr=how.learn_rate,
            crf=True,
            seed=seed,
            devices=device,
            patience=how.epochs,
            tagging_scheme="BIO",
            token_delimiter="",
            logger=library.silent_logger(),
            verbose=False,
        )
        data = recogniser.build_dataloader(held, how.batch, False, recogniser.device)
        _, metric = recogniser.evaluate_dataloader(data, recogniser.build_criterion())
    return float(metric.score)
