"""An extraction as one JSON object: the form that ``unionfacts extract --format jsonl`` prints and others build on.

Keys are never taken away or renamed within a major version. Offsets are half-open and of the decoded raw document,
byte order mark removed; ``byte_start`` and ``byte_end`` are of the raw bytes. Text fields are simplified characters.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import PurePosixPath
from typing import Any

from extractors import indicators
from extractors.model import Baseline
from pipeline.model import Article, Entity, Extraction, Fact, Problem


def described() -> tuple[tuple[str, str, str], ...]:
    """``(key, type, meaning)`` of everything that :func:`as_json` gives, in order; ``[]`` leads into a list."""
    text = (resources.files("pipeline.run") / "contract.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple((key, kind, meaning) for key, kind, meaning in rows)


def as_json(extraction: Extraction) -> dict[str, Any]:
    """The whole extraction as plain values, ready for ``json.dumps``."""
    return {
        "doc": PurePosixPath(extraction.name).name or extraction.name,
        "id": extraction.source_id,
        "encoding": extraction.encoding,
        "articles": [_article(a) for a in extraction.articles],
        "claims": [claim_json(f) for f in extraction.facts],
        "entities": [_entity(e) for e in extraction.entities],
        "problems": [_problem(p) for p in extraction.problems],
    }


def claim_json(fact: Fact) -> dict[str, Any]:
    """One claim, with its place in the raw document."""
    claim, quantity = fact.claim, fact.claim.quantity
    period = claim.period
    return {
        "start": fact.start,
        "end": fact.end,
        "byte_start": fact.byte_start,
        "byte_end": fact.byte_end,
        "quote": fact.quote,
        "value": number(quantity.value),
        "high": number(quantity.high),
        "unit": quantity.unit,
        "kind": quantity.kind,
        "modifier": quantity.modifier,
        "per": quantity.per,
        "subject": claim.subject,
        "action": claim.action,
        "item": claim.item,
        "indicator": indicators.of_claim(claim, fact.sentence, fact.mark),
        "time": period and {"text": fact.period_text, "start": _day(period.start), "end": _day(period.end)},
        "baseline": claim.baseline and _baseline(claim.baseline),
        "place": claim.place,
        "speaker": claim.speaker,
        "article": fact.article,
        "confidence": round(claim.confidence, 4),
        "sentence": fact.sentence,
        "rule": claim.rule,
    }


def _baseline(baseline: Baseline) -> dict[str, Any]:
    """What a figure is compared with; ``value`` is null where the text gives no figure for it, or a range."""
    period, amount = baseline.period, baseline.amount
    return {
        "text": baseline.text,
        "start": _day(period.start) if period else None,
        "end": _day(period.end) if period else None,
        "value": number(amount.value) if amount and amount.high is None else None,
        "unit": amount.unit if amount else None,
    }


def number(value: Decimal | None) -> int | float | None:
    """A whole number as int, any other as float, None as None."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _article(article: Article) -> dict[str, Any]:
    return {
        "title": f"{article.title} {article.subtitle}".rstrip(),
        "date": _day(article.date),
        "source": article.outlet,
        "authors": list(article.authors),
        "start": article.start,
        "end": article.end,
    }


def _entity(entity: Entity) -> dict[str, Any]:
    mention = entity.mention
    return {
        "start": entity.start,
        "end": entity.end,
        "surface": mention.surface,
        "label": mention.label,
        "canonical": mention.canonical,
        "id": mention.id,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "stage": problem.stage,
        "start": problem.start,
        "end": problem.end,
        "detail": problem.detail,
    }
