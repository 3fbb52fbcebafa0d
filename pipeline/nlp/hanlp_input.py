"""What a HanLP model is given of a sentence, and where each of its tokens stands.

Three kinds of models read three things: characters (ours, made by ``unionfacts train --backend hanlp``), the words of
our tokenizer (HanLP's taggers), or the sentence as it is (HanLP's models of several tasks, which cut words themselves).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.borders import Words
from extractors.model import Span

MOST = {"characters": 400, "words": 400, "text": 300}
"""Characters that are read at once; a longer stretch is read in pieces. The encoders of published models take 512."""
_PAUSES = "，；、：。！？ "


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, or a part of a long one.

    Attributes:
        start: offset of its first character in the text.
        text: its characters.
        tokens: half-open ranges of the text, in order; empty where the model cuts words itself.
        fields: what a tagger is given, by the name of the field: a list as long as ``tokens`` each.
    """

    start: int
    text: str
    tokens: tuple[Span, ...]
    fields: dict[str, list[str]]


def pieces(words: Words, sentences: Sequence[Span], units: str) -> Iterator[Piece]:
    """The sentences as a model reads them; those without a character to read are left out.

    Args:
        words: of the text.
        sentences: spans of it.
        units: "characters", "words" or "text".
    """
    for sentence in sentences:
        for span in _stretches(words.text, sentence, MOST[units]):
            piece = _piece(words, span, units)
            if piece.tokens or (units == "text" and piece.text.strip()):
                yield piece


def characters(words: Words, span: Span) -> Piece:
    """A stretch as its characters, white space left out, each with its place in its word and the word's part of speech.

    A digit is 0: names do not depend on figures. Character and word are fields of their own, ``token`` and ``word``.
    """
    tokens: list[Span] = []
    forms: list[str] = []
    places: list[str] = []
    text = words.text
    n = max(words.index(span.start), 0)
    for at in range(*span):
        if text[at].isspace():
            continue
        while n + 1 < len(words.starts) and words.starts[n + 1] <= at:
            n += 1
        first, last = at == words.starts[n], at + 1 == words.ends[n]
        place = "S" if first and last else "B" if first else "E" if last else "I"
        tokens.append(Span(at, at + 1))
        forms.append("0" if text[at].isdigit() else text[at])
        places.append(place + words.tags[n])
    return Piece(span.start, text[span.start : span.end], tuple(tokens), {"token": forms, "word": places})


def align(text: str, tokens: Sequence[str], start: int) -> list[Span] | None:
    """Where tokens that a model cut stand in ``text``; None where it has changed a character, so that nobody can tell.

    Args:
        text: what the model was given.
        tokens: what it made of it; white space may be gone.
        start: offset that all spans are moved by.
    """
    spans, at = [], 0
    for token in tokens:
        while at < len(text) and text[at].isspace() and not token[:1].isspace():
            at += 1
        if not token or not text.startswith(token, at):
            return None
        spans.append(Span(start + at, start + at + len(token)))
        at += len(token)
    return None if text[at:].strip() else spans


def _piece(words: Words, span: Span, units: str) -> Piece:
    if units == "characters":
        return characters(words, span)
    text = words.text[span.start : span.end]
    if units == "text":
        return Piece(span.start, text, (), {})
    tokens = [
        Span(words.starts[n], words.ends[n])
        for n in range(max(words.index(span.start), 0), words.index(span.end - 1) + 1)
        if span.start <= words.starts[n] < span.end and not words.word(n).isspace()
    ]
    return Piece(span.start, text, tuple(tokens), {"token": [words.text[a:b] for a, b in tokens]})


def _stretches(text: str, sentence: Span, most: int) -> Iterator[Span]:
    """The sentence in stretches of at most ``most`` characters, ended at a pause of the second half if there is one."""
    at, end = sentence
    while end - at > most:
        cut = next((p + 1 for c in _PAUSES if (p := text.rfind(c, at + most // 2, at + most)) > 0), at + most)
        yield Span(at, cut)
        at = cut
    yield Span(at, end)
