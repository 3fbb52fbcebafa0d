"""What flows between the stages. Frozen, slotted, picklable; no library's object crosses a border between packages.

All spans are half-open. A span is of the decoded source (byte order mark removed) unless its name says otherwise.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date

from extractors.model import Claim, Mention, Quantity, Span


@dataclass(frozen=True, slots=True)
class Source:
    """A raw document. The id is the SHA-256 of the bytes: the same bytes are the same document wherever they lie."""

    name: str
    data: bytes
    id: str = ""

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", hashlib.sha256(self.data).hexdigest())


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the data that was not as it should be. A problem is a row, never an exception.

    Attributes:
        code: a stable lower-case word with hyphens (lost-bytes, undecodable, no-article); listed in CODES of the
            stage's module with what it means.
        stage: name of the stage that saw it.
        start, end: span of the decoded source, or None where it concerns the whole document.
        detail: one line for a person.
    """

    code: str
    stage: str
    detail: str = ""
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Decoded:
    """The source as characters.

    Attributes:
        text: decoded, without the byte order mark.
        encoding: Python codec name under which the bytes were read ("utf-8", "gb18030", "big5hkscs"); the bytes of
            any quote decode under it. "utf-8-sig" is reported as "utf-8".
        bom: number of bytes of the byte order mark that the text does not have.
        problems: what could not be read.
    """

    text: str
    encoding: str
    bom: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """What the wording of an article is recognised by; see :mod:`pipeline.text.signature`.

    Attributes:
        letters: Chinese letters of the body, numerals not counted.
        keys: 32-bit little-endian numbers; articles that share two may be reprints of each other.
        sketch: ascending 32-bit little-endian hashes: the smallest of all stretches of the body.
    """

    letters: int
    keys: bytes
    sketch: bytes


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a document.

    Attributes:
        title: simplified, noise removed; "" where the document shows none.
        kicker, subtitle: 引题 and 副题, "" where there are none.
        date: publication date, or None where the document shows none.
        outlet: outlet credited (福州日报), or None.
        authors: reporters, correspondents and photographers credited, in order.
        start, end: hull of the body in the source.
        signature: of the body, for finding reprints; None where it is too short to be told from others.
    """

    title: str
    date: date | None
    outlet: str | None
    authors: tuple[str, ...]
    start: int
    end: int
    kicker: str = ""
    subtitle: str = ""
    signature: Signature | None = None


_NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Fact:
    """A claim with its place in the document: what the fact base stores.

    Attributes:
        claim: the claim; its own spans are of the article's clean text, use the fields here for the source.
        id: from document and raw position only, so a better parser updates the same fact.
        start, end: span of the quantity in the decoded source.
        byte_start, byte_end: the same in the raw bytes; ``raw[byte_start:byte_end].decode(encoding) == quote``.
        quote: the quantity as it stands in the source.
        article: index of its article.
        sentence: the clean simplified sentence that it stands in.
        sentence_start, sentence_end: span of that sentence in the source.
        period_text: the time expression as the clean text has it, "" without one.
        mark: half-open span of the quantity in ``sentence``, for highlighting.
    """

    claim: Claim
    id: str
    start: int
    end: int
    byte_start: int
    byte_end: int
    quote: str
    article: int
    sentence: str
    sentence_start: int
    sentence_end: int
    period_text: str = ""
    mark: Span = _NOWHERE


@dataclass(frozen=True, slots=True)
class Entity:
    """A mention with its place in the decoded source and the index of its article."""

    mention: Mention
    start: int
    end: int
    article: int


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that leaves :func:`pipeline.process.process` for one document."""

    source_id: str
    name: str
    size: int
    encoding: str
    articles: tuple[Article, ...] = ()
    facts: tuple[Fact, ...] = ()
    entities: tuple[Entity, ...] = ()
    problems: tuple[Problem, ...] = ()
    locations: tuple[str, ...] = field(default=())


__all__ = [
    "Article", "Claim", "Decoded", "Entity", "Extraction", "Fact", "Mention", "Problem", "Quantity", "Signature",
    "Source", "Span",
]  # fmt: skip
