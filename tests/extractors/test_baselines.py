"""What a figure is compared with: cases as data, and what holds for every text."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gazetteers
from extractors import claims
from extractors.model import Baseline, Claim, Context, Period, Span
from extractors.times import earlier
from pipeline.nlp import reader
from pipeline.text import sentences

CASES = Path(__file__).parent / "cases"


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


def read(text: str, published: date | None = date(2024, 5, 6)) -> tuple[Claim, ...]:
    context = Context(published)
    data = (doc := reader.read(text, context)).user_data
    spans = sentences.split(text)
    return claims.find(doc, data[reader.QUANTITIES], data[reader.TIMES], data[reader.ENTITIES], spans, context)


def told(baseline: Baseline | None) -> dict[str, Any] | None:
    if baseline is None:
        return None
    period, amount = baseline.period, baseline.amount
    days = [day and day.isoformat() for day in ((period.start, period.end) if period else (None, None))]
    value = None if amount is None or amount.value is None else float(amount.value)
    return {"text": baseline.text, "start": days[0], "end": days[1], "value": value}


def found(case: dict[str, Any]) -> dict[str, Any] | None:
    at = case["text"].index("【")
    text = case["text"].replace("【", "").replace("】", "")
    published = date.fromisoformat(case["published"])
    (claim,) = (c for c in read(text, published) if c.quantity.outer.start <= at < c.quantity.outer.end)
    return told(claim.baseline)


@pytest.mark.parametrize("case", rows("baselines.jsonl"), ids=lambda case: case["text"])
def test_what_a_figure_is_compared_with(case: dict[str, Any]) -> None:
    assert found(case) == case["want"]


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize("case", rows("baselines_known_failures.jsonl"), ids=lambda case: case["why"])
def test_known_failure(case: dict[str, Any]) -> None:
    assert found(case) == case["want"]
