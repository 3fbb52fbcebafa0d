"""Who finds names beside the rules: one small interface for every learned recogniser.

A recogniser is a function from a Doc and the sentences of it that are to be read to *proposals*: labelled spans of the
Doc's text. It decides nothing: :mod:`extractors.proposals` reconciles what it proposes with what rules and gazetteers
found. A recogniser is a module with two functions, named in :data:`MODULES` and imported only when it is asked for:

``load(model: str) -> Recogniser``
    the recogniser with the model of that name or folder; "" is the one that it comes with. Raises
    :class:`~pipeline.errors.ConfigError` where library or model is missing.
``identity(model: str) -> str``
    what the proposals depend on beside the text: a hash of the model and the versions of libraries. It goes into the
    fingerprint of a run, and must not load the model.

One that can compute elsewhere than on the processor (:data:`ON_DEVICES`) takes the device as a second argument of both.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Any, Protocol

from extractors.borders import Doc
from extractors.model import Span
from extractors.proposals import Proposal
from pipeline.config import CPU, RULES
from pipeline.errors import ConfigError

MODULES = {"spacy": "pipeline.nlp.spacy_names", "hanlp": "pipeline.nlp.hanlp_names"}
"""Module of each recogniser, by the value of the setting ``ner``."""


ON_DEVICES = frozenset({"hanlp"})
"""Recognisers that can compute on a GPU."""


class Recogniser(Protocol):
    """Proposes names in some sentences of a Doc."""

    def __call__(self, doc: Doc, sentences: Sequence[Span]) -> list[Proposal]:
        """Proposals in the order of the text; spans are code points of ``doc.text``.

        The same sentences give the same proposals, whatever else is read with them or was before.

        Args:
            doc: made by our tokenizer: its words and their parts of speech are there.
            sentences: spans of ``doc.text`` that are to be read, in order, not overlapping. One may be long.
        """


def _module(name: str) -> Any:
    try:
        return import_module(MODULES[name])
    except ImportError as e:
        raise ConfigError(
            f"ner = {name!r}", f"its library is not installed ({e})", f"pip install 'unionfacts[{name}]'"
        ) from e


@cache
def recogniser(name: str, model: str = "", device: str = CPU) -> Recogniser | None:
    """The recogniser of this process by the value of the setting ``ner``, loaded at first use; None for the rules.

    Raises:
        ConfigError: where its library or model is missing, or the device.
    """
    if name == RULES:
        return None
    loaded: Recogniser = _module(name).load(*_arguments(name, model, device))
    return loaded


@cache
def identity(name: str, model: str = "", device: str = CPU) -> str:
    """What the proposals of a recogniser depend on, for fingerprints; "" for the rules."""
    return "" if name == RULES else f"{name} {_module(name).identity(*_arguments(name, model, device))}"


def _arguments(name: str, model: str, device: str) -> tuple[str, ...]:
    if name in ON_DEVICES:
        return model, device
    if device != CPU:
        why = f"the recogniser {name} computes on the processor alone"
        raise ConfigError(f"ner_device = {device!r}", why, "ner = hanlp, or ner_device = cpu")
    return (model,)
