"""One document: Source in, Extraction out. Pure, and the only place that knows the order of the stages."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import replace

from extractors import claims
from extractors.claims.choose import Watch
from extractors.model import Claim, Context, Mention, Span
from pipeline.config import CPU, RULES
from pipeline.model import Article, Decoded, Entity, Extraction, Fact, Problem, Source
from pipeline.text import articles, glosses, html, mojibake, noise, sentences, signature, simplify, width
from pipeline.text.align import Text
from pipeline.text.bytes import ByteMap
from pipeline.text.decode import decode

Trace = Callable[[str, Text], None]
Stage = Callable[[Text], tuple[Text, tuple[Problem, ...]]]


def _silent(change: Callable[[Text], Text]) -> Stage:
    """A stage that sees no problems."""
    return lambda text: (change(text), ())


STAGES: tuple[tuple[str, Stage], ...] = (
    ("mojibake", mojibake.repair),
    ("html", html.main_text),
    ("noise", noise.clean),
    ("glosses", glosses.undo),
    ("width", _silent(width.fold)),
    ("simplify", _silent(simplify.simplify)),
)
"""From decoded source to clean simplified text, in order. Each keeps the map to the source."""


def process(
    source: Source,
    encoding: str | None = None,
    trace: Trace | None = None,
    watch: Watch | None = None,
    ner: str = RULES,
    ner_model: str = "",
    ner_device: str = CPU,
) -> Extraction:
    """All facts of one document.

    Args:
        source: the raw document.
        encoding: codec that the user says it has; None lets the bytes decide.
        trace: called with the name of each stage and the Text it left, for ``explain``.
        watch: sees the candidates of each field of a claim and chooses among them; for telling why one was chosen.
        ner: who finds names, one of :data:`pipeline.config.NER`.
        ner_model: its model; "" for the one that it comes with.
        ner_device: where that computes.

    Returns:
        What was found. Data that cannot be read becomes a Problem, never an exception. The same source gives the
        same extraction, whatever ran before and wherever it runs.

    Raises:
        ConfigError: if library or model of the recogniser is missing.
    """
    decoded, text, problems = _clean(source, encoding, trace)
    pieces, seen = articles.split(text)
    problems.extend(seen)
    places = ByteMap(source.data, decoded)
    out_articles: list[Article] = []
    facts: list[Fact] = []
    entities: list[Entity] = []
    for number, piece in enumerate(pieces):
        whole, body_start = whole_article(piece)
        if trace:
            trace(f"article {number + 1}", whole)
        start, end = piece.body.source_span(0, len(piece.body))
        out_articles.append(
            Article(
                title=piece.title.text.strip(),
                date=piece.date,
                outlet=piece.outlet,
                authors=piece.authors,
                start=start,
                end=end,
                kicker=piece.kicker.text.strip(),
                subtitle=piece.subtitle.text.strip(),
                signature=signature.sign(piece.body.text),
            )
        )
        context = Context(piece.date, piece.outlet or "", body_start, piece.neighbours)
        parts, seen = sentences.parts(whole)
        problems.extend(seen)
        for part in parts:
            claimed, spans, mentions, seen = _read(part, context, watch, ner, ner_model, ner_device)
            problems.extend(seen)
            facts.extend(_facts(source, decoded, places, part, number, claimed, spans))
            for mention in mentions:
                a, b = part.source_span(*mention.span)
                entities.append(Entity(mention, a, b, number))
            context = replace(context, body_start=0, neighbours=f"{whole.text[:body_start]}{piece.neighbours}")
    return Extraction(
        source_id=source.id,
        name=source.name,
        size=len(source.data),
        encoding=decoded.encoding,
        articles=tuple(out_articles),
        facts=tuple(_unique(facts)),
        entities=tuple(entities),
        problems=tuple(problems),
    )


def _clean(source: Source, encoding: str | None, trace: Trace | None) -> tuple[Decoded, Text, list[Problem]]:
    decoded = decode(source.data, encoding)
    problems = list(decoded.problems)
    text = Text.of(decoded.text)
    if trace:
        trace("decode", text)
    for name, stage in STAGES:
        text, seen = stage(text)
        problems.extend(seen)
        if trace:
            trace(name, text)
    return decoded, text, problems


def texts(source: Source, encoding: str | None = None) -> tuple[str, str]:
    """The document in simplified characters, as it was found and after all stages: where to look for a word."""
    decoded, text, _ = _clean(source, encoding, None)
    return simplify.simplify(Text.of(decoded.text)).text, text.text


def whole_article(piece: articles.Piece) -> tuple[Text, int]:
    """Headline lines and body as one Text, and where the body starts in it."""
    heads = [part for part in (piece.kicker, piece.title, piece.subtitle) if part.text.strip()]
    whole = Text.join([*heads, piece.body], "\n")
    return whole, len(whole) - len(piece.body)


def _read(
    whole: Text, context: Context, watch: Watch | None, ner: str, ner_model: str, ner_device: str
) -> tuple[tuple[Claim, ...], tuple[Span, ...], tuple[Mention, ...], tuple[Problem, ...]]:
    from pipeline.nlp import reader  # its tables are slow to load: only documents with an article pay for them

    doc = reader.read(whole.text, context, ner, ner_model, ner_device)
    data = doc.user_data
    figures = data[reader.QUANTITIES]
    spans, seen = sentences.shorten(sentences.split(whole.text), whole, [q.span for q in figures])
    found = claims.find(doc, figures, data[reader.TIMES], data[reader.ENTITIES], spans, context, watch)
    return found, spans, data[reader.ENTITIES].mentions, seen


def _facts(
    source: Source,
    decoded: Decoded,
    places: ByteMap,
    whole: Text,
    article: int,
    found: tuple[Claim, ...],
    spans: tuple[Span, ...],
) -> Iterator[Fact]:
    starts = [s.start for s in spans]
    for claim in found:
        start, end = whole.source_span(*claim.quantity.span)
        byte_start, byte_end = places.byte_span(start, end)
        nearest = spans[max(bisect_right(starts, claim.quantity.span.start) - 1, 0)]
        sentence = nearest if nearest.start <= claim.quantity.span.start < nearest.end else claim.quantity.span
        sentence_start, sentence_end = whole.source_span(*sentence)
        period = claim.period
        yield Fact(
            claim=claim,
            id=f"{source.id[:16]}-{byte_start}",
            start=start,
            end=end,
            byte_start=byte_start,
            byte_end=byte_end,
            quote=decoded.text[start:end],
            article=article,
            sentence=whole.text[sentence.start : sentence.end],
            sentence_start=sentence_start,
            sentence_end=sentence_end,
            period_text=whole.text[period.span.start : period.span.end] if period else "",
            mark=Span(claim.quantity.span.start - sentence.start, claim.quantity.span.end - sentence.start),
        )


def _unique(facts: list[Fact]) -> Iterator[Fact]:
    """Facts in source order; of two at one place (a line that two articles claim) the first stays."""
    seen: set[str] = set()
    for fact in sorted(facts, key=lambda f: (f.start, f.end)):
        if fact.id not in seen:
            seen.add(fact.id)
            yield fact
