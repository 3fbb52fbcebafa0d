"""The spaCy component ``hanlp_ner``, for pipelines that people build themselves.

``nlp.add_pipe("hanlp_ner", config={"model": "outputs/hanlp"})``, after this module was imported. The verbs do not need
it: they have the recogniser (``--ner hanlp``), whose proposals are reconciled with what the rules find.
"""

from __future__ import annotations

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from extractors.borders import WORDS, Words
from pipeline.config import CPU
from pipeline.nlp import reader
from pipeline.nlp.hanlp_names import HanlpNames, load
from pipeline.text import sentences

NAME = "hanlp_ner"
SPANS = "hanlp"


@Language.factory(NAME, default_config={"model": "", "device": CPU, "spans_key": SPANS})
def make(nlp: Language, name: str, model: str, device: str, spans_key: str) -> HanlpComponent:
    """The component with a model.

    Args:
        nlp: not used; spaCy gives it to every factory.
        name: of the component, not used.
        model: a folder, or a published name whose model is on this machine.
        device: "cpu", "cuda" or "cuda:N".
        spans_key: where in ``doc.spans`` the names go.

    Raises:
        ConfigError: if HanLP is not installed, or there is no such model or device.
    """
    return HanlpComponent(load(model, device), spans_key)


class HanlpComponent:
    """Puts what the model proposes into ``doc.spans``, widened to whole tokens, with our labels.

    Args:
        names: the recogniser.
        key: of ``doc.spans``.
    """

    def __init__(self, names: HanlpNames, key: str) -> None:
        self._names = names
        self._key = key

    def __call__(self, doc: Doc) -> Doc:
        """The same doc, with ``doc.spans[key]`` in the order of the text."""
        made = doc.user_data.get(WORDS)  # the model learned from the words of our tokenizer: with others it is lost
        nlp: Any = reader.pipeline()
        words = made if isinstance(made, Words) else Words.of(nlp.tokenizer(doc.text))
        found = self._names.propose(words, sentences.split(doc.text))
        spans = (doc.char_span(a, b, label=label, alignment_mode="expand") for (a, b), label, _ in found)
        doc.spans[self._key] = [span for span in spans if span is not None]
        return doc


__all__ = ["NAME", "SPANS", "HanlpComponent", "make"]
