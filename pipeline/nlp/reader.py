"""Text to Doc: the spaCy pipeline of an article.

``spacy.blank("zh")`` with our tokenizer and one component for each family of things. What a component finds lies in
``doc.spans`` (for spaCy's own tools; spans may overlap) and, with all its fields, in ``doc.user_data``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan

from extractors import entities, proposals, quantities, times
from extractors.borders import Words
from extractors.model import Context, Period, Quantity, Span
from pipeline.config import CPU, RULES
from pipeline.nlp.recognisers import recogniser
from pipeline.nlp.tokenizer import tokenize
from pipeline.text import sentences

CONTEXT, QUANTITIES, TIMES, ENTITIES = "context", "quantities", "times", "entities"


class Tokenizer:
    """Finds numbers and times first, protects them, and lets jieba cut the rest."""

    def __init__(self, nlp: Language) -> None:
        self.vocab = nlp.vocab

    def __call__(self, text: str, context: Context | None = None) -> Doc:
        """A Doc with quantities and times in ``user_data``; ``context`` dates relative times."""
        context = context or Context()
        found = quantities.localise(quantities.find(text), f"{text}\n{context.neighbours}")
        periods = times.find(text, context.published)
        doc = tokenize(self.vocab, text, protected(found, periods))
        doc.user_data[CONTEXT] = context
        doc.user_data[QUANTITIES] = found
        doc.user_data[TIMES] = periods
        return doc


def protected(found: tuple[Quantity, ...], periods: tuple[Period, ...]) -> list[tuple[Span, str]]:
    """The spans that are one word each, with their tags: all quantities, and times that overlap with none."""
    spans = [(q.span, "m") for q in found]
    spans.extend((p.span, "t") for p in periods if not any(p.span.overlaps(q.span) for q in found))
    return spans


@Language.component("unionfacts_numbers")
def numbers(doc: Doc) -> Doc:
    """Shows quantities and times as ``doc.spans["quantities"]`` (labelled by kind) and ``doc.spans["times"]``."""
    doc.spans[QUANTITIES] = _spans(doc, ((q.span, q.kind) for q in doc.user_data[QUANTITIES]))
    doc.spans[TIMES] = _spans(doc, ((p.span, p.kind) for p in doc.user_data[TIMES]))
    return doc


@Language.component("unionfacts_entities")
def names(doc: Doc) -> Doc:
    """Finds unions, organisations, places and people: ``doc.spans["entities"]`` and ``doc.user_data["entities"]``."""
    found = doc.user_data[ENTITIES] = entities.find(doc, doc.user_data[CONTEXT])
    spans: list[tuple[Span, str]] = [(m.span, m.label) for m in found.mentions]
    spans.extend((q.span, "MONEY") for q in doc.user_data[QUANTITIES] if q.kind == "money")
    doc.spans[ENTITIES] = _spans(doc, spans)
    return doc


def _spans(doc: Doc, found: Iterable[tuple[Span, str]]) -> list[SpacySpan]:
    """The spans as spaCy's, widened to whole tokens (``doc.char_span`` does the same, by a search for each)."""
    words = Words.of(doc)
    return [SpacySpan(doc, words.index(start), words.index(end - 1) + 1, label=label) for (start, end), label in found]


@cache
def pipeline() -> Language:
    """The spaCy pipeline of this process, made at first use."""
    nlp = spacy.blank("zh")
    nlp.tokenizer = Tokenizer(nlp)
    nlp.add_pipe("unionfacts_numbers")
    nlp.add_pipe("unionfacts_entities")
    return nlp


def read(text: str, context: Context, ner: str = RULES, ner_model: str = "", ner_device: str = CPU) -> Doc:
    """The Doc of one article: headline lines and body, with all that is found in its ``user_data``.

    ``doc.spans`` is left empty: spaCy's tools need it, claims do not, and making its spans takes time. Who wants them
    gives the text to :func:`pipeline`.

    Args:
        text: clean simplified text.
        context: publication date, outlet, and where the body starts.
        ner: who finds names, one of :data:`pipeline.config.NER`.
        ner_model: its model; "" for the one that it comes with.
        ner_device: where that computes.

    Raises:
        ConfigError: if library or model of the recogniser is missing.
    """
    nlp: Any = pipeline()
    doc: Doc = nlp.tokenizer(text, context)
    found = entities.find(doc, context)
    if learned := recogniser(ner, ner_model, ner_device):
        spans = proposals.uncertain(sentences.split(text), found.mentions, doc)
        mentions = proposals.reconcile(found.mentions, learned(doc, spans), doc)
        found = replace(found, mentions=tuple(mentions))
    doc.user_data[ENTITIES] = found
    return doc
