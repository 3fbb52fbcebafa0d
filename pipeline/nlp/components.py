"""The spaCy pipeline of an article: ``spacy.blank("zh")`` with our tokenizer and a component for each family of things.

What a component finds lies in ``doc.spans`` (for spaCy's own tools; spans may overlap) and, with all its fields, in
``doc.user_data``, where :func:`pipeline.nlp.reader.read` leaves it too. Claims are read without spaCy: who wants its
tools (exports, training, a recogniser of his own) begins here.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan

from extractors import entities
from extractors.borders import Words
from extractors.model import Context, Span
from pipeline.nlp.reader import CONTEXT, ENTITIES, QUANTITIES, TIMES, figures, protected
from pipeline.nlp.tokenizer import tokenize


class Tokenizer:
    """Finds numbers and times first, protects them, and lets jieba cut the rest."""

    def __init__(self, nlp: Language) -> None:
        self.vocab = nlp.vocab

    def __call__(self, text: str, context: Context | None = None) -> Doc:
        """A Doc with quantities and times in ``user_data``; ``context`` dates relative times."""
        context = context or Context()
        found, periods = figures(text, context)
        doc = tokenize(self.vocab, text, protected(found, periods))
        doc.user_data[CONTEXT] = context
        doc.user_data[QUANTITIES] = found
        doc.user_data[TIMES] = periods
        return doc


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
