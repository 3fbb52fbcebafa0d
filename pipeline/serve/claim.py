"""The page of one claim: its sentence with every part marked, where it stands, and what speaks for and against it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pipeline.export import citations
from pipeline.export.columns import columns
from pipeline.run.original import Original
from pipeline.run.reasons import of_rule
from pipeline.serve import original, reviewing, words
from pipeline.serve.article import beside
from pipeline.serve.asked import read
from pipeline.serve.facets import indicator_names
from pipeline.serve.marks import ROLES, Mark, of_claim, pieces
from pipeline.serve.pages import NotHereError, Page, Query
from pipeline.serve.plugs import WITH_UNIONS, contradictions
from pipeline.serve.site import Site
from pipeline.store import FactBase
from pipeline.store.review_queue import reasons

_FIELDS = (
    ("谁", "subject"), ("做", "action"), ("什么", "item"), ("何地", "place"), ("谁说", "speaker"),
)  # fmt: skip


def claim(site: Site, base: FactBase, query: Query) -> Page:
    """The page of one claim.

    Raises:
        NotHereError: if there is none of that id.
    """
    found = _found(base, query)
    row: dict[str, Any] = found["corrected"] or found["claim"]
    read_as: Mapping[str, Any] = found["claim"]
    marks, stored = of_claim(base, read_as)
    read_again = original.original(site, read_as["document"], original.WAIT)
    around = original.around(read_again, read_as["id"]) if isinstance(read_again, Original) else None
    shown = [*around.before, *around.sentence, *around.after] if around else pieces(read_as["sentence"], marks)
    before, after = ([], []) if around else beside(base, read_as)
    source = base.source_of(read_as["article"])
    word, sentence = words.confidence(read_as["confidence"])
    cited = {**row, **source}
    return Page(
        "uf_claim.html",
        {
            "title": f"{row['subject'] or '—'}{row['action']}{row['item']}：{words.figure(row)}",
            "asked": read({}),
            "row": row,
            "read_as": read_as,
            "changed": {name: read_as.get(name) for name in (found["corrected"] or {}).get("corrected", "").split(",")},
            "found": found,
            "source": source,
            "pieces": around.sentence if around else shown,
            "roles": [(role, words.word("role", role)) for role in ROLES if any(role in one.roles for one in shown)],
            "marks_stored": stored or around is not None,
            "around": around,
            "waiting": read_again is None,
            "before": before,
            "after": after,
            "figure": words.figure(row),
            "short": words.short(row["value"]),
            "period": words.period(row),
            "period_kind": words.word("period", row["period_kind"]),
            "period_means": words.explained("period", row["period_kind"]),
            "baseline": _baseline(row),
            "modifier": words.word("modifier", row["modifier"]),
            "modifier_means": words.explained("modifier", row["modifier"]),
            "kind": words.word("kind", row["kind"]),
            "confidence": word,
            "confidence_means": sentence,
            "rules": of_rule(row["rule"]),
            "indicator": indicator_names(base).get(row["indicator"] or ""),
            "fields": [(zh, name, row[name]) for zh, name in _FIELDS],
            "with_unions": WITH_UNIONS,
            "doubts": reasons(base.db.conn, read_as) if read_as["review"] is None or read_as["review_stale"] else [],
            "citation": citations.gbt(cited),
            "url": citations.url(cited),
            "neighbours": [(other, words.figure(other)) for other in found["neighbours"]],
            "reports": [(other, words.figure(other)) for other in found["reports"]],
            "contradictions": [
                (
                    one,
                    pieces(one.row["sentence"], [Mark(one.row["mark_start"], one.row["mark_end"], "quantity", one.id)]),
                )
                for one in contradictions(base, read_as["id"])
            ],
            "reviews": [{**one, "word": words.word("review", one["decision"])} for one in found["reviews"]],
            "columns": {column.name: column.chinese for column in columns(base.descriptions())},
            "said": query.get("said", "")[:300],
            "review_fields": reviewing.FIELDS,
            "shown": reviewing.as_shown(read_as),
            "query_next": bool(query.get("next")),
        },
    )


def as_json(site: Site, base: FactBase, query: Query) -> Page:
    """The same as ``unionfacts show --json`` gives it."""
    text = json.dumps(_found(base, query), ensure_ascii=False, default=str)
    return Page(body=text.encode(), kind="application/json; charset=utf-8")


def _found(base: FactBase, query: Query) -> dict[str, Any]:
    from pipeline.errors import StoreError

    try:
        return base.claim(query["id"])
    except StoreError as error:
        raise NotHereError(f"没有编号为 {query['id'][:60]} 的事实", "它可能在重读之后没有了", "从首页搜索") from error


def _baseline(row: Mapping[str, Any]) -> str:
    """What the figure is compared with, in one phrase; "" for nothing."""
    if not row["baseline_text"]:
        return ""
    days = words.period({"period_start": row["baseline_start"], "period_end": row["baseline_end"]})
    value = f"{words.grouped(row['baseline_value'])} {row['baseline_unit']}" if row["baseline_value"] else ""
    rest = "，".join(part for part in (days, value) if part and part != row["baseline_text"])
    return f"「{row['baseline_text']}」" + (f"（{rest}）" if rest else "")
