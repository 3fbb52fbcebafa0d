"""A newspaper whose words were tagged by hand, as sentences: many names of persons in other words than reports use.

The corpus is the one that :mod:`benchmarks.fit_tagger` learns parts of speech from: the People's Daily of January 1998,
one paragraph a line, ``word/tag`` parted by spaces. It marks persons (``nr``) whole; around names of places (``ns``)
and bodies (``nt``) it draws other borders than we do, so for these the rules' own mentions are taken, and where the
two disagree nothing is learned.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from extractors import people
from extractors.borders import Words
from extractors.model import Context, Span
from extractors.name_lists import surnames
from pipeline.errors import InputError
from pipeline.nlp import reader
from pipeline.run.training.examples import Named, Sentence, within
from pipeline.text import sentences

_BODIES_AND_PLACES = frozenset(("nt", "ns", "nz"))
_LINES_AT_ONCE = 40
_TAGGED = re.compile(r"\S+/[A-Za-z]+(?:\s+\S+/[A-Za-z]+)*")


def newspaper(path: Path, every: int = 1) -> Iterator[Sentence]:
    """Sentences of the tagged corpus at ``path``.

    Args:
        path: the corpus, UTF-8.
        every: of its blocks of forty lines only every n-th is read.

    Raises:
        InputError: if it cannot be read or is no such corpus.
    """
    try:
        lines = [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as e:
        raise InputError(f"cannot read {path}", str(e)) from e
    if not lines or not _TAGGED.fullmatch(lines[0]):
        raise InputError(f"{path} is no tagged corpus", "its first line is not word/tag word/tag …")
    for first in range(0, len(lines), _LINES_AT_ONCE * every):
        yield from _block(lines[first : first + _LINES_AT_ONCE])


def digest(path: Path) -> str:
    """Hash of the corpus, 32 hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:32]


def _block(lines: list[str]) -> Iterator[Sentence]:
    text = ""
    persons: list[Span] = []
    other: list[Span] = []
    for line in lines:
        before = ""  # a surname that waits for its given name
        for part in line.split():
            word, _, tag = part.rpartition("/")
            word = unicodedata.normalize("NFKC", word) if not word.isalpha() or word.isascii() else word
            span = Span(len(text), len(text) + len(word))
            text += word
            if tag == "nr" and before:
                persons[-1] = Span(persons[-1].start, span.end)
            elif tag == "nr":
                persons.append(span)
            elif tag in _BODIES_AND_PLACES:
                other.append(span)
            before = word if tag == "nr" and not before and word in surnames() else ""
        text += "\n"
    text = text.replace(",", "，").replace(":", "：").replace(";", "；").replace("(", "（").replace(")", "）")
    doc = reader.read(text, Context())
    mentions = [m for m in doc.user_data[reader.ENTITIES].mentions if m.label != "PERSON"]
    names: list[Named] = [(span, "PERSON") for span in persons if span.end - span.start > 1]
    taken = {i for span, _ in names for i in range(*span)}
    bodies = {i for span in other for i in range(*span)}
    for m in mentions:
        # 企业集团 is a name to the rules here and there; with a proper name inside, it is one to both
        if taken.isdisjoint(range(*m.span)) and not bodies.isdisjoint(range(*m.span)):
            names.append((m.span, m.label))
    taken.update(i for span, _ in names for i in range(*span))
    unsure = [*people.bylines(text), *(s for s in persons if s.end - s.start == 1)]
    unsure += [m.span for m in mentions if not taken.issuperset(range(*m.span))]
    unsure += [span for span in other if not taken.issuperset(range(*span))]
    hidden = {i for span in unsure for i in range(*span)}
    kept = [(span, label) for span, label in names if hidden.isdisjoint(range(*span))]
    words = Words.of(doc)
    for span in sentences.split(text):
        yield within(words, span, kept, unsure)
