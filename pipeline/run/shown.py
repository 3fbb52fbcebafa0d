"""One fact with its proof as plain values, for JSON: what ``show`` tells people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pipeline.run.original import Original, Remains, ShownArticle, ShownClaim
from pipeline.run.reasons import Weighed, of_rule
from pipeline.store import marks


def as_json(
    found: Mapping[str, Any], original: Original | Remains | None, weighed: Sequence[Weighed] = ()
) -> dict[str, Any]:
    """All about a claim as one object.

    Args:
        found: of :meth:`pipeline.store.FactBase.claim`, perhaps with ``contradictions`` and ``citation``.
        original: its document read again, what is kept of it, or None where it was not looked for.
        weighed: how its fields were chosen, where that was asked.

    Returns:
        ``found`` with ``marks`` (in the sentence's characters, see :mod:`pipeline.store.marks`), ``why`` (the rule in
        words, and ``weighed``), and ``original``: null, or where it was found, the article's text and the claim's place
        in it, the source as it stood, and repairs; or, with ``lost``, why not, and the sentences that are kept.
    """
    claim = found["claim"]
    return {
        **found,
        "marks": marks.spans(claim),
        "why": {"rule": [asdict(rule) for rule in of_rule(claim["rule"])], "weighed": [asdict(w) for w in weighed]},
        "original": _original(original, claim["id"]),
    }


def _original(original: Original | Remains | None, claim: str) -> dict[str, Any] | None:
    if original is None:
        return None
    if isinstance(original, Remains):
        kept = [{"article": n, **asdict(k)} for n, sentences in original.articles.items() for k in sentences]
        return {"lost": asdict(original.lost), "sentences": kept}
    here = original.find(claim)
    return {
        "location": original.location,
        "encoding": original.encoding,
        "problems": [asdict(problem) for problem in original.problems],
        "unread": original.unread,
        "article": None if here is None else _article(*here),
        "quote": None if here is None else _place(original, here[0].number, here[1].span),
        "sentence": None if here is None else _place(original, here[0].number, here[1].sentence),
    }


def _article(article: ShownArticle, claim: ShownClaim) -> dict[str, Any]:
    return {
        "text": article.text,
        "body_start": article.body_start,
        "span": claim.span,
        "sentence": claim.sentence,
        "marks": dict(claim.marks),
        "claims": [
            {"id": c.fact.id, "span": c.span, "marks": dict(c.marks), "stored": c.stored} for c in article.claims
        ],
    }


def _place(original: Original, article: int, span: tuple[int, int]) -> dict[str, Any]:
    return {
        "stood": [asdict(stood) for stood in original.stood(article, span)],
        "repairs": [asdict(repair) for repair in original.repairs(article, span)],
    }
