"""An article's text, read: its words, quantities, times and names, without spaCy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from extractors import entities, proposals, quantities, times
from extractors.borders import WORDS, Doc, Plain
from extractors.model import Context, Period, Quantity, Span
from pipeline.config import CPU, RULES
from pipeline.nlp.recognisers import recogniser
from pipeline.nlp.tokenizer import cut
from pipeline.text import sentences

if TYPE_CHECKING:
    from spacy.language import Language

CONTEXT, QUANTITIES, TIMES, ENTITIES = "context", "quantities", "times", "entities"


def figures(text: str, context: Context) -> tuple[tuple[Quantity, ...], tuple[Period, ...]]:
    """The quantities and times of a text; ``context`` dates relative times and says whose money 元 is."""
    found = quantities.localise(quantities.find(text), f"{text}\n{context.neighbours}")
    return found, times.find(text, context.published)


def protected(found: tuple[Quantity, ...], periods: tuple[Period, ...]) -> list[tuple[Span, str]]:
    """The spans that are one word each, with their tags: all quantities, and times that overlap with none."""
    spans = [(q.span, "m") for q in found]
    spans.extend((p.span, "t") for p in periods if not any(p.span.overlaps(q.span) for q in found))
    return spans


def pipeline() -> Language:
    """The spaCy pipeline of this process (:func:`pipeline.nlp.components.pipeline`), for spaCy's own tools."""
    from pipeline.nlp import components

    return components.pipeline()


def read(text: str, context: Context, ner: str = RULES, ner_model: str = "", ner_device: str = CPU) -> Doc:
    """One article, headline lines and body, with all that is found in its ``user_data``.

    It is no spaCy ``Doc``: spaCy's tools need one, claims do not, and to import spaCy takes as long as to read a
    document. Who wants one gives the text to :func:`pipeline`.

    Args:
        text: clean simplified text.
        context: publication date, outlet, and where the body starts.
        ner: who finds names, one of :data:`pipeline.config.NER`.
        ner_model: its model; "" for the one that it comes with.
        ner_device: where that computes.

    Raises:
        ConfigError: if library or model of the recogniser is missing.
    """
    numbers, periods = figures(text, context)
    words, _, _ = cut(text, protected(numbers, periods))
    doc = Plain(text, {WORDS: words, CONTEXT: context, QUANTITIES: numbers, TIMES: periods})
    found = entities.find(doc, context)
    if learned := recogniser(ner, ner_model, ner_device):
        spans = proposals.uncertain(sentences.split(text), found.mentions, doc)
        mentions = proposals.reconcile(found.mentions, learned(doc, spans), doc)
        found = replace(found, mentions=tuple(mentions))
    doc.user_data[ENTITIES] = found
    return doc
