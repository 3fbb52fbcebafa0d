"""From an :class:`~pipeline.model.Extraction` to the rows of the fact base. Pure: no database here."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from extractors import indicators
from extractors.model import Quantity
from pipeline.errors import StoreError
from pipeline.model import Extraction, Fact, Problem
from pipeline.store import marks, topics
from pipeline.store.places import code_of

Row = tuple[Any, ...]

CLAIM_COLUMNS = (
    "id", "document", "article", "sentence", "start", "end", "byte_start", "byte_end", "quote", "value", "high",
    "unit", "kind", "modifier", "per", "subject", "action", "item", "period_text", "period_start", "period_end",
    "period_kind", "place", "place_code", "speaker", "confidence", "rule", "mark_start", "mark_end", "least", "most",
    "baseline_text", "baseline_start", "baseline_end", "baseline_value", "baseline_unit", "indicator", "marks", "topic",
)  # fmt: skip
_JSON = json.JSONEncoder(ensure_ascii=False)
_SHORT = 16  # characters of the document's hash in the ids of its parts: 64 bits tell documents apart


@dataclass(slots=True)
class Rows:
    """Rows of one document, by table, in the order of their columns.

    ``claims`` are dicts by column, and ``text``, that of their sentence, behind them. ``sentences`` have no number yet:
    the writer gives it.
    """

    articles: list[Row] = field(default_factory=list)
    signatures: list[Row] = field(default_factory=list)
    sentences: list[Row] = field(default_factory=list)
    claims: dict[str, dict[str, Any]] = field(default_factory=dict)
    entities: dict[str, Row] = field(default_factory=dict)
    mentions: dict[str, Row] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    problems: list[Row] = field(default_factory=list)


def exact(value: Decimal | None) -> str | None:
    """A number as text, exact, without exponent and without zeros that say nothing: 3.40E+7 is "34000000"."""
    if value is None:
        return None
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def bounds(quantity: Quantity) -> tuple[float | None, float | None]:
    """The least and the most that a quantity may stand for, so that filters respect what its hedges say.

    A convention, not arithmetic: *over* reaches up to one more in the last figure that was given (50余 up to 60,
    3400多万 up to 3500万, 超10万 up to 20万), *nearly* starts at nine tenths (近20万 from 18万), *under* at nought.
    *exact* and *about* stand for what they say. Both are None where the text names no figure.
    """
    if quantity.value is None:
        return None, None
    least, most = quantity.value, quantity.value if quantity.high is None else quantity.high
    match quantity.modifier:
        case "exact" | "about":
            pass
        case "over":
            digits = exact(abs(most)) or "0"
            zeros = len(digits) - len(digits.rstrip("0")) if "." not in digits else -len(digits.split(".")[1])
            most += Decimal(1).scaleb(zeros if most else 0)
        case "nearly":
            least *= Decimal("0.9")
        case "under":
            least = min(Decimal(0), least)
    return float(least), float(most)


def rows_of(extraction: Extraction) -> Rows:
    """All rows of one document.

    Two facts under one id cannot both be stored: the more confident one is, and the other becomes a problem
    ``duplicate-claim``.

    Raises:
        StoreError: if a fact or an entity names an article that the extraction does not have.
    """
    document, short = extraction.source_id, extraction.source_id[:_SHORT]
    rows = Rows()
    articles = [f"{short}.{n}" for n in range(len(extraction.articles))]
    for n, article in enumerate(extraction.articles):
        day = None if article.date is None else article.date.isoformat()
        authors = _JSON.encode(article.authors)
        head = (article.title, article.kicker, article.subtitle, day, article.outlet, authors)
        rows.articles.append((articles[n], document, n, *head, article.start, article.end))
        if (signature := article.signature) is not None:
            rows.signatures.append((articles[n], signature.letters, signature.keys, signature.sketch))

    def article_of(index: int) -> str:
        if 0 <= index < len(articles):
            return articles[index]
        raise StoreError(f"cannot store {extraction.name}", f"a fact names article {index} of {len(articles)}")

    codes: dict[str, str] = {}
    for entity in extraction.entities:
        mention = entity.mention
        key = "/".join(filter(None, (mention.label, mention.canonical, mention.id)))
        rows.entities[key] = (key, mention.label, mention.canonical, mention.id)
        id = f"{short}@{entity.start}-{entity.end}-{mention.label}"
        rows.mentions.setdefault(id, (id, key, article_of(entity.article), entity.start, entity.end, mention.surface))
        if mention.label == "PLACE" and mention.id:
            codes.setdefault(mention.canonical, mention.id)

    days = [None if article.date is None else article.date.isoformat() for article in extraction.articles]
    known = topics.names(rows.entities.values())
    problems = list(extraction.problems)
    facts: dict[str, Fact] = {}
    for fact in sorted(extraction.facts, key=lambda fact: (-fact.claim.confidence, fact.start, fact.end)):
        if facts.setdefault(fact.id, fact) is not fact:
            detail = f"{fact.quote}: another claim has its id {fact.id}"
            problems.append(Problem("duplicate-claim", "store", detail, fact.start, fact.end))
    sentences: dict[tuple[int, int, int, str], str] = {}
    taken: set[str] = set()
    for fact in sorted(facts.values(), key=lambda fact: (fact.start, fact.id)):
        home = article_of(fact.article)
        place = (fact.article, fact.sentence_start, fact.sentence_end, fact.sentence)
        if (sentence := sentences.get(place)) is None:
            sentence = f"{short}:{fact.sentence_start}-{fact.sentence_end}"
            while sentence in taken:  # pieces of a cut page may have one hull
                sentence += "+"
            taken.add(sentence)
            sentences[place] = sentence
            rows.sentences.append((sentence, home, fact.sentence_start, fact.sentence_end, fact.sentence))
        claim = _claim(fact, document, home, sentence, codes)
        claim["topic"] = topics.topic_of(claim, days[fact.article], known)
        rows.claims[fact.id] = {**claim, "text": fact.sentence}
        rows.units.setdefault(fact.claim.quantity.unit, fact.claim.quantity.kind)

    for n, problem in enumerate(problems):
        place_ = (problem.code, problem.stage, problem.start, problem.end, problem.detail)
        rows.problems.append((f"{short}!{n}", document, *place_))
    return rows


def _claim(fact: Fact, document: str, article: str, sentence: str, codes: dict[str, str]) -> dict[str, Any]:
    claim, quantity, period = fact.claim, fact.claim.quantity, fact.claim.period
    least, most = bounds(quantity)
    baseline = claim.baseline
    then, amount = (baseline.period, baseline.amount) if baseline else (None, None)
    return {
        "id": fact.id, "document": document, "article": article, "sentence": sentence,
        "start": fact.start, "end": fact.end, "byte_start": fact.byte_start, "byte_end": fact.byte_end,
        "quote": fact.quote, "value": exact(quantity.value), "high": exact(quantity.high),
        "unit": quantity.unit, "kind": quantity.kind, "modifier": quantity.modifier, "per": quantity.per,
        "subject": claim.subject, "action": claim.action, "item": claim.item,
        "period_text": fact.period_text,
        "period_start": None if period is None or period.start is None else period.start.isoformat(),
        "period_end": None if period is None or period.end is None else period.end.isoformat(),
        "period_kind": None if period is None else period.kind,
        "place": claim.place, "place_code": codes.get(claim.place) or code_of(claim.place),
        "speaker": claim.speaker,
        "confidence": float(claim.confidence), "rule": claim.rule,
        "mark_start": fact.mark.start, "mark_end": fact.mark.end, "least": least, "most": most,
        "baseline_text": "" if baseline is None else baseline.text,
        "baseline_start": None if then is None or then.start is None else then.start.isoformat(),
        "baseline_end": None if then is None or then.end is None else then.end.isoformat(),
        "baseline_value": None if amount is None or amount.high is not None else exact(amount.value),
        "baseline_unit": None if amount is None else amount.unit,
        "indicator": indicators.of_claim(claim, fact.sentence, fact.mark), "marks": marks.of_fact(fact),
    }  # fmt: skip
