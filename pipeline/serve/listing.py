"""The list of claims: one page of those that fit, ready for the template and for ``.json``."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from itertools import islice
from typing import Any

from pipeline.errors import StoreError
from pipeline.serve import words
from pipeline.serve.asked import LAST_PAGE, PAGE, Asked, read
from pipeline.serve.facets import SAMPLE, count
from pipeline.serve.marks import Mark, pieces
from pipeline.serve.pages import NotHereError, Page, Query
from pipeline.serve.site import Site
from pipeline.serve.suggest import MOST, otherwise, suggestions
from pipeline.store import FactBase

SORTING = 1.0
"""Seconds that sorting may take; longer, and the list comes unsorted and says so."""
DOWNLOADS = (("csv", "CSV（Excel 可开）"), ("xlsx", "Excel"), ("json", "JSON（这一页）"))


def find(site: Site, base: FactBase, query: Query) -> Page:
    """The page of a list."""
    asked = read(query, "-published")
    rows, more, unsorted = sorted_page(site, base, asked)
    facets = site.kept(("facets", asked.address()), lambda base: count(base, asked))
    exact = not facets.more and "q" not in asked.given
    return Page(
        "uf_find.html",
        {
            "title": _title(asked),
            "asked": asked,
            "cards": [card(row) for row in rows],
            "facets": facets,
            "sample": SAMPLE,
            "exact": exact,
            "orders": words.words("order"),
            "kinds": words.words("kind"),
            "unsorted": unsorted,
            "page": asked.page,
            "before": _before(asked),
            "after": _next(asked, "/find", rows, unsorted) if more else None,
            "first": (asked.page - 1) * PAGE + 1,
            "start": asked.address(order=asked.order) if asked.page > 2 else None,
            "suggestions": [] if rows else suggestions(base, asked),
            "most": MOST,
            "otherwise": otherwise(asked) if rows else None,
            "downloads": [(name, asked.address(f"/find.{form}")) for form, name in DOWNLOADS],
        },
    )


def as_json(site: Site, base: FactBase, query: Query) -> Page:
    """The same page of the same list as JSON: rows as ``query --json`` gives them, and the address of the next page."""
    asked = read(query, "-published")
    rows, more, unsorted = sorted_page(site, base, asked)
    found = {
        "address": asked.address(page=asked.page if asked.page > 1 else None, after=asked.after),
        "filters": dict(asked.given),
        "order": "document" if unsorted else asked.order,
        "page": asked.page,
        "not_understood": [list(pair) for pair in asked.unread],
        "claims": rows,
        "next": _next(asked, "/find.json", rows, unsorted) if more else None,
    }
    return Page(body=json.dumps(found, ensure_ascii=False).encode(), kind="application/json; charset=utf-8")


def sorted_page(site: Site, base: FactBase, asked: Asked) -> tuple[list[dict[str, Any]], bool, bool]:
    """One page of a list, unsorted where sorting takes longer than people wait.

    Returns:
        Rows, whether another page follows, and whether they come in the order of documents instead.
    """
    key = ("slow", asked.address(order=asked.order))
    if not site.knows(key):
        try:
            return (*site.limited(lambda base: page_of(base, asked), SORTING), False)
        except (StoreError, sqlite3.OperationalError) as error:
            if asked.order == "document" or "interrupt" not in str(error):
                raise
            site.kept(key, lambda base: True)
    unsorted = replace(asked, order="document", filters=replace(asked.filters, order="document"))
    return (*page_of(base, unsorted), True)


def page_of(base: FactBase, asked: Asked) -> tuple[list[dict[str, Any]], bool]:
    """The rows of one page, and whether another page follows.

    Raises:
        NotHereError: if the claim after which it begins is not there any more.
    """
    if asked.after:
        try:
            base.claim(asked.after)
        except StoreError as error:
            raise NotHereError("找不到接着往下看的地方", "上一页的最后一条已经不在库里了", "从第一页看起") from error
    start = 0 if asked.after else (asked.page - 1) * PAGE
    rows = list(islice(base.query(asked.filters, asked.after or None), start, start + PAGE + 1))
    return rows[:PAGE], len(rows) > PAGE


def _next(asked: Asked, path: str, rows: list[dict[str, Any]], unsorted: bool) -> str:
    """The address of the page that goes on after these rows; in the order that they really have."""
    order = "document" if unsorted else asked.order
    return asked.address(path, order=order, page=asked.page + 1, after=rows[-1]["id"])


def _before(asked: Asked) -> str | None:
    """The address of the page before, where its number tells it."""
    return asked.address(order=asked.order, page=asked.page - 1) if 1 < asked.page <= LAST_PAGE + 1 else None


def card(row: dict[str, Any]) -> dict[str, Any]:
    """A claim as lists show it: its row, the sentence in pieces, and words for codes."""
    return {
        "row": row,
        "pieces": pieces(row["sentence"], [Mark(row["mark_start"], row["mark_end"], "quantity", row["id"])]),
        "figure": words.figure(row),
        "period": words.period(row),
        "confidence": words.confidence(row["confidence"])[0],
        "review": words.word("review", row["review"]) if row["review"] else "",
    }


def _title(asked: Asked) -> str:
    return "、".join(f"{chip['name']}：{chip['text']}" for chip in asked.chips()) or "全部事实"
