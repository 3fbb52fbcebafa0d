"""A stored document read again from its source, for showing: articles with all claims marked, and what each stage did.

The fact base keeps the sentences with facts and nothing else of a document. Here its bytes are looked for where they
were met, proven to be the same by their SHA-256, and read again. Where they cannot be had, what the fact base keeps is
given in their place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from extractors.model import Span
from pipeline.config import Settings
from pipeline.errors import StoreError, UnionfactsError
from pipeline.model import Article, Entity, Extraction, Fact, Problem, Source
from pipeline.run.again import Lost, find_again
from pipeline.run.one import in_one_line, pipeline
from pipeline.run.repairs import LAYOUT, Repair, Stages, repairs, runs, used
from pipeline.store import FactBase
from pipeline.text import sentences
from pipeline.text.align import Text
from pipeline.text.bytes import ByteMap
from pipeline.text.decode import decode


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A claim as it is read now, with its places in the article's clean text (half-open, in characters).

    Attributes:
        fact: as read now; its ``id`` is that of the fact base.
        span: of the quantity.
        sentence: the one that it stands in.
        marks: by name (subject, action, item, time, place, speaker, baseline), for values that stand somewhere.
        stored: whether the fact base has it; not so after a change of code or gazetteers.
    """

    fact: Fact
    span: Span
    sentence: Span
    marks: Mapping[str, Span]
    stored: bool


@dataclass(frozen=True, slots=True)
class ShownMention:
    """A name with its place in the article's clean text."""

    entity: Entity
    span: Span


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """One article as clean text with all that was found in it.

    Attributes:
        number: in its document, from 0.
        article: title, date, outlet, authors.
        text: headline lines and body, simplified and repaired.
        body_start: where the body begins in it.
        sentences: half-open spans; a headline line is one.
        claims, mentions: in text order.
    """

    number: int
    article: Article
    text: str
    body_start: int
    sentences: tuple[Span, ...]
    claims: tuple[ShownClaim, ...]
    mentions: tuple[ShownMention, ...]

    def around(self, span: tuple[int, int], count: int) -> Span:
        """The sentences that a span touches with up to ``count`` before and after, within the article."""
        touched = [n for n, s in enumerate(self.sentences) if s.start < span[1] and span[0] < s.end]
        if not touched:
            return Span(*span)
        first, last = max(touched[0] - count, 0), min(touched[-1] + count, len(self.sentences) - 1)
        return Span(self.sentences[first].start, self.sentences[last].end)


class Undecodable(NamedTuple):
    """Bytes that are no characters: their half-open range in the document, and themselves in hexadecimal."""

    start: int
    end: int
    hex: str


@dataclass(frozen=True, slots=True)
class Stood:
    """A stretch of the source as it stood.

    Attributes:
        start, end: in characters of the decoded document.
        byte_start, byte_end: in its raw bytes.
        text: the characters; U+FFFD for each run of bytes that are none.
        undecodable: those runs.
    """

    start: int
    end: int
    byte_start: int
    byte_end: int
    text: str
    undecodable: tuple[Undecodable, ...] = ()


@dataclass(frozen=True)
class Original:
    """A document read again from the very bytes that its facts were read from.

    Attributes:
        document: its id.
        location: where the bytes were found.
        encoding: as which they were read.
        articles: in the order of the document.
        problems: that reading met.
        unread: ids of stored claims that reading does not find any more.
        data: the raw bytes.
        stages: text after each stage.
    """

    document: str
    location: str
    encoding: str
    articles: tuple[ShownArticle, ...]
    problems: tuple[Problem, ...]
    unread: tuple[str, ...]
    data: bytes = field(repr=False)
    stages: Stages = field(repr=False)
    texts: tuple[Text, ...] = field(repr=False)

    def find(self, claim: str) -> tuple[ShownArticle, ShownClaim] | None:
        """A claim by its whole id, with its article; None where reading does not find it any more."""
        for article in self.articles:
            for shown in article.claims:
                if shown.fact.id == claim:
                    return article, shown
        return None

    def stood(self, article: int, span: tuple[int, int]) -> tuple[Stood, ...]:
        """The stretches of the source that a span of an article's clean text was read from, in source order."""
        return tuple(self._stood(a, b) for a, b in runs(self.texts[article], *span, self._used))

    def repairs(self, article: int, span: tuple[int, int]) -> tuple[Repair, ...]:
        """What each stage changed in what a span of an article's clean text was read from."""
        text = self.texts[article]
        return repairs([*self.stages, (LAYOUT, text)], runs(text, *span, self._used))

    def _stood(self, start: int, end: int) -> Stood:
        text = self.stages[0][1].text[start:end]
        byte_start, byte_end = self._bytes.byte_span(start, end)
        bad = [self._bytes.byte_span(start + i, start + i + 1) for i, ch in enumerate(text) if ch == "\ufffd"]
        lost = tuple(Undecodable(a, b, self.data[a:b].hex(" ")) for a, b in bad)
        return Stood(start, end, byte_start, byte_end, text, lost)

    @cached_property
    def _used(self) -> bytearray:
        return used(len(self.stages[0][1]), self.texts)

    @cached_property
    def _bytes(self) -> ByteMap:
        decoded = decode(self.data)
        if decoded.text != self.stages[0][1].text:  # the user told the encoding
            decoded = decode(self.data, self.encoding)
        return ByteMap(self.data, decoded)


@dataclass(frozen=True, slots=True)
class Kept:
    """A sentence with facts, as the fact base keeps it.

    Attributes:
        text: clean and simplified.
        gap: characters of the source between it and the sentence before, of which nothing is kept.
        claims: ids.
    """

    text: str
    gap: int
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remains:
    """What the fact base keeps of a document whose bytes cannot be had or read.

    Attributes:
        document: its id.
        lost: why, and what to try.
        articles: the sentences with facts of each article, by its number, in order.
    """

    document: str
    lost: Lost
    articles: Mapping[int, tuple[Kept, ...]]


def read_original(base: FactBase, reference: str, settings: Settings) -> Original | Remains:
    """A stored document read again from its source, or what is kept of it.

    Args:
        base: the fact base.
        reference: a document's or a claim's id or its first characters, a document's name or path.
        settings: limits and, where one was given, the encoding.

    Returns:
        The original where the same bytes are still at one of the document's locations; else the remains. A source that
        is gone, changed or broken never raises.

    Raises:
        StoreError: if the fact base has neither such a document nor such a claim.
    """
    stored = base.document(_document_of(base, reference))
    document: str = stored["id"]
    found = find_again(document, stored["locations"] or [stored["name"]], settings, base.path)
    if isinstance(found, Lost):
        return Remains(document, found, _kept(base, document))
    try:
        return _read(base, found, settings, stored["encoding"] or "")
    except UnionfactsError:
        raise
    except Exception as error:
        fault = Lost("fault", (found.name,), f"reading it failed: {in_one_line(error)}", "please report it")
        return Remains(document, fault, _kept(base, document))


def _document_of(base: FactBase, reference: str) -> str:
    """The id of the document, whatever of it is given: ids of claims have a hyphen behind that of their document."""
    try:
        return base.claim_id(reference).partition("-")[0] if "-" in reference else reference
    except StoreError:  # a document's path may have hyphens too
        return reference


def _read(base: FactBase, source: Source, settings: Settings, encoding: str) -> Original:
    stages: list[tuple[str, Text]] = []
    texts: list[Text] = []

    def trace(stage: str, text: Text) -> None:
        (texts.append(text) if stage.startswith("article ") else stages.append((stage, text)))

    read = pipeline(source, settings, trace)
    if encoding and read.encoding != encoding:  # it was read under another --encoding then
        stages.clear()
        texts.clear()
        read = pipeline(source, Settings(encoding=encoding), trace)
    have = {claim["id"] for sentence in base.sentences(source.id) for claim in sentence["claims"]}
    articles = tuple(_article(read, n, text, have) for n, text in enumerate(texts))
    now = {fact.id for fact in read.facts}
    return Original(
        source.id, source.name, read.encoding, articles, read.problems, tuple(sorted(have - now)), source.data,
        stages, tuple(texts),
    )  # fmt: skip


def _article(read: Extraction, number: int, text: Text, have: set[str]) -> ShownArticle:
    article = read.articles[number]
    starts = [0]
    for part in sentences.parts(text)[0]:
        starts.append(starts[-1] + len(part))
    claims = [
        ShownClaim(
            fact,
            Span(at + fact.claim.quantity.span.start, at + fact.claim.quantity.span.end),
            Span(begin := at + fact.claim.quantity.span.start - fact.mark.start, begin + len(fact.sentence)),
            {name: Span(at + start, at + end) for name, (start, end) in _marks(fact)},
            fact.id in have,
        )
        for fact in read.facts
        if fact.article == number
        for at in _offset(text, starts, fact.claim.quantity.span, (fact.start, fact.end))
    ]
    mentions = [
        ShownMention(e, Span(at + e.mention.span.start, at + e.mention.span.end))
        for e in read.entities
        if e.article == number
        for at in _offset(text, starts, e.mention.span, (e.start, e.end))
    ]
    return ShownArticle(
        number, article, text.text, _body_start(text.text, article), sentences.split(text.text),
        tuple(sorted(claims, key=lambda c: c.span)), tuple(sorted(mentions, key=lambda m: m.span)),
    )  # fmt: skip


def _marks(fact: Fact) -> Iterator[tuple[str, tuple[int, int]]]:
    claim = fact.claim
    for name, span in zip(claim.marks._fields, claim.marks, strict=True):
        if span is not None:
            yield name, span
    if claim.period is not None:
        yield "time", claim.period.span
    if claim.baseline is not None:
        yield "baseline", claim.baseline.span


def _offset(text: Text, starts: list[int], span: Span, source: tuple[int, int]) -> tuple[int, ...]:
    """Where the part of a long article begins that a span is of: the one at which the span leads to its source."""
    for at in starts:
        if at + span.end <= len(text) and text.source_span(at + span.start, at + span.end) == source:
            return (at,)
    return ()


def _body_start(text: str, article: Article) -> int:
    at = 0
    for head in (article.kicker, article.title, article.subtitle):
        if head:
            found = text.find(head, at)
            at = text.find("\n", found + len(head)) + 1 if found >= 0 else at
    return at


def _kept(base: FactBase, document: str) -> dict[int, tuple[Kept, ...]]:
    out: dict[int, list[Kept]] = {}
    ends: dict[int, int] = {}
    for row in base.sentences(document):
        n: int = row["position"]
        gap = max(0, row["start"] - ends[n]) if n in ends else 0
        ends[n] = max(row["end"], ends.get(n, 0))
        out.setdefault(n, []).append(Kept(row["text"], gap, tuple(claim["id"] for claim in row["claims"])))
    return {n: tuple(kept) for n, kept in out.items()}


__all__ = [
    "Kept",
    "Original",
    "Remains",
    "ShownArticle",
    "ShownClaim",
    "ShownMention",
    "Stood",
    "Undecodable",
    "read_original",
]
