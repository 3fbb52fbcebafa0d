"""Fitting the entity model: config in, spaCy pipeline out. The same sentences and seed give the same weights."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.training import Example
from spacy.util import load_model_from_config
from thinc.api import Adam, Config, fix_random_seed, require_cpu, require_gpu

from pipeline.errors import ConfigError
from pipeline.run.training.examples import Sentence, examples

LABELS = ("ORG", "PERSON", "PLACE", "UNION")


def recipe(path: Path | None = None) -> Config:
    """The config of the model: the shipped one, or the file at ``path``.

    Raises:
        ConfigError: if it cannot be read.
    """
    source = path or Path(str(resources.files("pipeline.nlp"))) / "models" / "names.cfg"
    try:
        return Config().from_str(source.read_text("utf-8"))
    except (OSError, ValueError) as e:
        raise ConfigError(f"cannot read the recipe {source}", " ".join(str(e).split())) from e


def use_device(device: str) -> None:
    """Computes on "cpu", or on a GPU: "cuda", "cuda:1".

    Raises:
        ConfigError: if there is none that spaCy can use.
    """
    if device == "cpu":
        require_cpu()
        return
    number = device.removeprefix("cuda").removeprefix(":") or "0"
    try:
        if not device.startswith("cuda"):
            raise ValueError("it is neither cpu nor cuda")
        require_gpu(int(number))
    except Exception as e:  # what thinc raises depends on what of CuPy, CUDA and the driver is missing
        why = " ".join(str(e).split())[:200] or type(e).__name__
        raise ConfigError(f"cannot train on {device!r}", why, "--device cpu, or pip install spacy[cuda12x]") from e


def fit(
    sentences: Sequence[Sentence],
    extra: Sequence[Sentence] = (),
    seed: int = 0,
    config: Config | None = None,
    tell: Callable[[str], None] = lambda line: None,
) -> Language:
    """A spaCy pipeline fitted to sentences.

    Args:
        sentences: of annotated documents; every epoch sees all of them.
        extra: of weaker worth; they are spread over the epochs, so that each is seen once.
        seed: of initial weights, order and dropout.
        config: see :func:`recipe`.
        tell: called with one line for each epoch.

    Returns:
        A pipeline whose vocabulary holds no word of the sentences, ready to be written.
    """
    config = config or recipe()
    how = config["fit"]
    fix_random_seed(seed)
    order = random.Random(seed)
    nlp = _blank(config)
    own, more = list(examples(nlp.vocab, sentences)), list(examples(nlp.vocab, extra))
    order.shuffle(more)
    nlp.initialize(lambda: (own or more)[:200])
    step = Adam(how["learn_rate"], beta1=0.9, beta2=0.999, eps=1e-8, L2=0.01, grad_clip=1.0, L2_is_weight_decay=True)
    epochs = how["epochs"]
    for epoch in range(epochs):
        share = more[epoch * len(more) // epochs : (epoch + 1) * len(more) // epochs]
        losses: dict[str, float] = {}
        round_ = [*own, *share]
        order.shuffle(round_)
        for batch in _batches(round_, how["batch_words"]):
            nlp.update(batch, sgd=step, drop=how["dropout"], losses=losses)
        step.learn_rate = how["learn_rate"] * (1 - (epoch + 1) / (epochs + 1))
        tell(f"epoch {epoch + 1} of {epochs}: {len(round_)} sentences, loss {losses['ner']:.0f}")
    with nlp.use_params(step.averages):
        return _bare(nlp, config)


def _batches(rows: list[Example], words: int) -> list[list[Example]]:
    batches: list[list[Example]] = [[]]
    size = 0
    for row in rows:
        if size + len(row.reference) > words and batches[-1]:
            batches.append([])
            size = 0
        batches[-1].append(row)
        size += len(row.reference)
    return batches


def _blank(config: Config) -> Language:
    known = Config({name: part for name, part in config.items() if name != "fit"})
    nlp: Language = load_model_from_config(known, auto_fill=True)
    ner: Any = nlp.get_pipe("ner")
    for label in LABELS:  # in a fixed order: it is that of the classes of the output
        ner.add_label(label)
    return nlp


def _bare(nlp: Language, config: Config) -> Language:
    """The same weights over an empty vocabulary: the words of the documents are not part of the model."""
    bare = _blank(config)
    bare.initialize()
    learned: Any = nlp.get_pipe("ner")
    into: Any = bare.get_pipe("ner")
    into.from_bytes(learned.to_bytes(exclude=["vocab"]), exclude=["vocab"])
    return bare


__all__ = ["LABELS", "fit", "recipe", "use_device"]
