"""Sentences with their names marked: what a model learns from, whatever it was made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan
from spacy.training import Example
from spacy.vocab import Vocab

from extractors.borders import Words
from extractors.model import Label, Span
from pipeline.nlp import reader
from pipeline.nlp.spacy_names import sentence_doc

Named = tuple[Span, Label]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as a model learns from it.

    Attributes:
        words: its words.
        names: half-open ranges of word indices with their labels, in order, not overlapping.
        unsure: ranges of word indices of which nothing is to be learned.
        text: the sentence.
    """

    words: Words
    names: tuple[Named, ...]
    unsure: tuple[Span, ...] = ()

    @property
    def text(self) -> str:
        """The sentence as it reads."""
        return self.words.text


def sentence(text: str, names: Iterable[Named], unsure: Iterable[Span] = ()) -> Sentence:
    """A sentence from its text.

    Args:
        text: one sentence.
        names: spans of code points with their labels, not overlapping.
        unsure: spans of which nothing is to be learned.
    """
    return within(Words.of(reader.pipeline().tokenizer(text)), Span(0, len(text)), names, unsure)


def within(words: Words, span: Span, names: Iterable[Named], unsure: Iterable[Span] = ()) -> Sentence:
    """The sentence at ``span`` of a longer text, with the words as they were cut there.

    A name that does not begin and end with words is nothing that a model over words could find: it becomes unsure.
    """
    first, end = max(words.index(span.start), 0), words.index(span.end - 1) + 1
    shift = words.starts[first] if first < len(words.starts) else 0
    own = Words(
        words.text[shift : words.ends[end - 1]] if end > first else "",
        tuple(s - shift for s in words.starts[first:end]),
        tuple(e - shift for e in words.ends[first:end]),
        words.tags[first:end],
        frozenset(b - shift for b in words.borders if shift <= b <= span.end),
    )
    marked: list[Named] = []
    left: list[Span] = []
    for (start, stop), label in sorted(names):
        if start < span.start or stop > span.end:
            continue
        at = Span(words.index(start) - first, words.index(stop - 1) + 1 - first)
        if start in words.borders and stop in words.borders:
            marked.append((at, label))
        else:
            left.append(at)
    for start, stop in unsure:
        if start < span.end and span.start < stop:
            a, b = max(start, span.start), min(stop, span.end)
            left.append(Span(max(words.index(a) - first, 0), words.index(b - 1) + 1 - first))
    return Sentence(own, tuple(marked), tuple(left))


def examples(vocab: Vocab, sentences: Sequence[Sentence]) -> Iterator[Example]:
    """The sentences as spaCy learns from them; what is unsure has missing tags."""
    for each in sentences:
        size = len(each.words.starts)
        if not size:
            continue
        seen, right = (sentence_doc(vocab, each.words, 0, size) for _ in range(2))
        taken = {i for (start, end), _ in each.names for i in range(start, end)}
        missing = [
            SpacySpan(right, i, i + 1) for i in sorted({i for s in each.unsure for i in range(*s)} - taken) if i < size
        ]
        right.set_ents([SpacySpan(right, *at, label=label) for at, label in each.names], missing=missing)
        yield Example(seen, right)


def doc_of(vocab: Vocab, each: Sentence) -> Doc:
    """The words of a sentence without its names."""
    return sentence_doc(vocab, each.words, 0, len(each.words.starts))
