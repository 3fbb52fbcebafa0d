"""The first page: what is in the fact base, and where one might begin."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

from pipeline.serve import words
from pipeline.serve.asked import Asked, read
from pipeline.serve.listing import card
from pipeline.serve.pages import Page, Query
from pipeline.serve.places import name_of
from pipeline.serve.site import Site
from pipeline.store import FactBase

_MANY = 16
_FIGURES = 5
_SURE = 0.85  # of figures that are shown off: the largest are where misreadings gather


def start(site: Site, base: FactBase, query: Query) -> Page:
    """The first page."""
    return Page("uf_start.html", {"title": "首页", "asked": read({}), **site.kept("overview", overview)})


def overview(base: FactBase) -> dict[str, Any]:
    """Counts of the whole fact base, and its biggest and newest figures.

    Returns:
        ``counts`` (documents, articles, claims, unions, places, outlets), ``read`` (the last run that read something,
        or None), ``years``, ``provinces``, ``outlets``, ``indicators`` and ``kinds`` as dicts of name, count, address,
        ``biggest`` and ``newest`` as cards, ``reviews`` (how many claims were looked at), ``problems`` (how many).
    """
    db = base.db.conn

    def one(sql: str) -> int:
        return int(db.execute(sql).fetchone()[0])

    def top(sql: str) -> list[tuple[str, int]]:
        return [(str(name), number) for name, number in db.execute(sql)]

    place = Asked({}, read({}).filters, "document", 1, ())
    provinces = top(
        "SELECT substr(place_code, 1, 2) || '0000' AS province, count(*) AS n FROM claims WHERE place_code IS NOT NULL"
        " GROUP BY province ORDER BY n DESC"
    )
    years = top(
        "SELECT substr(coalesce(period_end, period_start), 1, 4) AS year, count(*) FROM claims"
        " WHERE coalesce(period_end, period_start) IS NOT NULL GROUP BY year ORDER BY year DESC"
    )
    outlets = top("SELECT outlet, count(*) AS n FROM articles WHERE outlet > '' GROUP BY outlet ORDER BY n DESC")
    indicators = db.execute(
        "SELECT i.id, i.name_zh, c.n, i.definition_zh FROM indicators i JOIN"
        " (SELECT indicator, count(*) AS n FROM claims WHERE indicator IS NOT NULL GROUP BY indicator) c"
        " ON c.indicator = i.id ORDER BY c.n DESC, i.id"
    ).fetchall()
    run = db.execute(
        "SELECT started, ended, status, counts FROM runs r WHERE EXISTS (SELECT 1 FROM documents WHERE run = r.id)"
        " ORDER BY started DESC LIMIT 1"
    ).fetchone()
    return {
        "counts": {
            "documents": one("SELECT count(*) FROM documents"), "articles": one("SELECT count(*) FROM articles"),
            "claims": one("SELECT count(*) FROM claims"),
            "unions": one("SELECT count(*) FROM entities WHERE label = 'UNION'"),
            "provinces": len(provinces), "outlets": len(outlets), "years": len(years),
        },
        "read": None if run is None else {**dict(run), "counts": json.loads(run["counts"])},
        "years": [{"name": f"{year}年", "count": n, "address": place.address(year=year)} for year, n in years],
        "provinces": [
            {"name": name_of(code) or code, "count": n, "address": place.address(place=code)} for code, n in provinces
        ],
        "outlets": [{"name": name, "count": n, "address": place.address(outlet=name)} for name, n in outlets[:_MANY]],
        "indicators": [
            {"name": name, "count": n, "address": place.address(indicator=id), "definition": definition, "id": id}
            for id, name, n, definition in indicators
        ],
        "kinds": [
            {"name": words.word("kind", kind), "count": n, "address": place.address(kind=kind)}
            for kind, n in top("SELECT kind, count(*) AS n FROM claims GROUP BY kind ORDER BY n DESC")
        ],
        "biggest": [
            {"name": name, "address": place.address(unit=unit, order="-value"), "cards": _biggest(base, unit)}
            for name, unit in (("金额", "元"), ("人次", "人次"), ("人数", "人"))
        ],
        "newest": _newest(base),
        "reviews": one("SELECT count(DISTINCT claim) FROM reviews"),
        "problems": one("SELECT count(*) FROM problems"),
        "sure": f"{_SURE:.0%}",
    }  # fmt: skip


def _biggest(base: FactBase, unit: str) -> list[dict[str, Any]]:
    rows = base.query(unit=unit, order="-value", min_confidence=_SURE, reviewed=True)
    return [card(row) for row in islice(rows, _FIGURES)]


def _newest(base: FactBase) -> list[dict[str, Any]]:
    """One figure of each of the articles last printed: the most certain."""
    articles = base.db.conn.execute(
        "SELECT id FROM articles WHERE date IS NOT NULL AND date <= date('now', '+1 day') ORDER BY date DESC, id"
    )
    found: list[dict[str, Any]] = []
    for (article,) in articles:
        best = base.db.conn.execute(
            "SELECT * FROM v_claims WHERE article = ? AND review IS NOT 'rejected' AND NOT repeated AND value IS NOT"
            " NULL ORDER BY confidence DESC, start LIMIT 1",
            (article,),
        ).fetchone()
        if best is not None:
            found.append(card(dict(best)))
        if len(found) == _FIGURES:
            break
    return found
