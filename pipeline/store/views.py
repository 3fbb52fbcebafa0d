"""Views for the questions people ask. They hold no data and are made anew at every migration."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from pipeline.store import tallies

# What of a claim a review may correct, and what "the machine's reading" means; columns of ``claims``.
READING = (
    "quote", "value", "high", "unit", "kind", "modifier", "per", "subject", "action", "item",
    "period_text", "period_start", "period_end", "period_kind", "place", "speaker",
)  # fmt: skip

# Not among them: a review reads the claim as it was then, and those made before there were baselines stay current.
_BASELINE = "c.baseline_text, c.baseline_start, c.baseline_end, c.baseline_value, c.baseline_unit"

READING_JSON = "json_object(" + ", ".join(f"'{name}', c.{name}" for name in READING) + ")"

# A look-up for each claim, so that the first rows of a large file come at once.
_LAST_REVIEW = """LEFT JOIN reviews r ON r.id =
            (SELECT id FROM reviews x WHERE x.claim = c.id ORDER BY x.at DESC, x.rowid DESC LIMIT 1)"""


# (1 - confidence) times the digits before the decimal point: a doubtful 1.5亿 (9 digits) before a doubtful 32 (2).
# Digits and not the amount itself, or one figure of 亿 would outweigh all doubt; units are not compared.
DOUBT = "(1 - confidence) * length(CAST(CAST(abs(coalesce(value_real, 0)) AS INTEGER) AS TEXT))"
"""How much a claim wants a look, 0 to 19; an index has it, in just these words."""

FREE = "trim(action || ' ' || item)"
"""What a claim without an indicator measures; an index has it, in just these words."""

# Of a claim c with its row w of reports, which only claims have that several articles report.
_REPORTS = "CASE WHEN w.claim IS NULL THEN 1 ELSE (SELECT count(*) FROM reports x WHERE x.reading = w.reading) END"
_DIFFERS = """CASE WHEN w.claim IS NULL THEN 0
                ELSE (SELECT count(*) FROM reports x WHERE x.fact = w.fact AND x.reading <> w.reading) END"""
_REPEATED = "w.reading IS NOT NULL AND w.reading <> c.id"
_FACTS = f"count(*) FILTER (WHERE NOT ({_REPEATED}))"


def _corrected(name: str) -> str:
    """A column with the reviewer's correction where the last review made one; null may be a correction too."""
    path = f"'$.{name}'"
    was_corrected = f"r.decision = 'corrected' AND json_type(r.corrections, {path}) IS NOT NULL"
    return f"CASE WHEN {was_corrected} THEN json_extract(r.corrections, {path}) ELSE c.{name} END"


def _reviewed(name: str) -> str:
    return f"{_corrected(name)} AS {name}"


CLAIM: dict[str, str] = {
    "id": "c.id", "document": "c.document", "name": "d.name", "article": "c.article", "title": "a.title",
    "outlet": "a.outlet", "published": "a.date",
    **{name: f"c.{name}" for name in (
        "quote", "value", "high", "unit", "kind", "modifier", "per", "subject", "action", "item", "period_text",
        "period_start", "period_end", "period_kind", "place", "place_code", "speaker", "confidence",
    )},
    "sentence": "s.text",
    **{name: f"c.{name}" for name in (
        "mark_start", "mark_end", "marks", "start", "end", "byte_start", "byte_end", "rule", "value_real", "high_real",
        "least", "most", "baseline_text", "baseline_start", "baseline_end", "baseline_value", "baseline_unit",
        "indicator",
    )},
    "reports": _REPORTS, "differs": _DIFFERS, "repeated": _REPEATED, "fact": "w.fact", "reading": "w.reading",
    "review": "r.decision", "review_stale": f"r.reading <> {READING_JSON}",
}  # fmt: skip
"""The columns of ``v_claims``, each in terms of the tables that it is joined from."""

_JOINED = {
    "d": "JOIN documents d ON d.id = c.document", "a": "JOIN articles a ON a.id = c.article",
    "s": "JOIN sentences s ON s.id = c.sentence", "w": "LEFT JOIN reports w ON w.claim = c.id", "r": _LAST_REVIEW,
}  # fmt: skip


def select(names: Iterable[str] | None = None, source: str = "claims c", there: str = "", more: str = "") -> str:
    """The SELECT of ``v_claims``, or of some of its columns, which then joins no more than these are made of.

    Args:
        names: columns; all by default. ``more``: SQL of further columns.
        source: the FROM clause, in which claims are ``c``.
        there: letters of the tables that ``source`` has itself.
    """
    columns = CLAIM if names is None else {name: CLAIM[name] for name in names}
    used = set(re.findall(r"\b([daswr])\.", " ".join(columns.values())))
    joins = " ".join(join for letter, join in _JOINED.items() if letter in used and letter not in there)
    listed = ", ".join([f'{sql} AS "{name}"' for name, sql in columns.items()] + ([more] if more else []))
    return f" SELECT {listed} FROM {source} {joins}"


def indicators(counted: str) -> str:
    """The SELECT of ``v_indicators`` from a SELECT of tallies."""
    return f"""
        SELECT i.id AS indicator, i.name_zh, i.name_en, t.unit, coalesce(sum(t.claims - t.repeated), 0) AS claims,
            coalesce(max(t.documents), 0) AS documents, min(t.smallest) AS smallest, max(t.largest) AS largest,
            i.definition_zh, i.definition_en
        FROM indicators i LEFT JOIN ({counted}) t ON t.indicator = i.id
        GROUP BY i.id, t.unit ORDER BY claims DESC, i.id, t.unit"""


VIEWS: dict[str, str] = {
    "v_claims": select(),
    "v_reviewed": f"""
        SELECT c.id, c.document, {", ".join(map(_reviewed, READING))}, {_BASELINE}, c.confidence,
            CAST({_corrected("value")} AS REAL) AS value_real, CAST({_corrected("high")} AS REAL) AS high_real,
            r.decision AS review, r.reading <> {READING_JSON} AS review_stale,
            r.by AS reviewer, r.at AS reviewed, r.why
        FROM claims c {_LAST_REVIEW}
        WHERE r.decision IS NOT 'rejected'""",
    "v_reviews": f"""
        SELECT r.id, r.claim, r.document, d.name, r.decision, r.by, r.at, r.why, r.corrections, r.reading,
            CASE WHEN c.id IS NULL THEN 'gone' WHEN r.reading <> {READING_JSON} THEN 'stale' ELSE 'current' END AS state
        FROM reviews r LEFT JOIN claims c ON c.id = r.claim LEFT JOIN documents d ON d.id = r.document""",
    "v_by_union": f"""
        SELECT c.subject AS "union", c.kind, c.unit, {_FACTS} AS claims, count(DISTINCT c.document) AS documents,
            min(c.value_real) AS smallest, max(coalesce(c.high_real, c.value_real)) AS largest,
            min(c.period_start) AS first_day, max(c.period_end) AS last_day
        FROM claims c LEFT JOIN reports w ON w.claim = c.id
        WHERE c.subject IN (SELECT canonical FROM entities WHERE label = 'UNION')
        GROUP BY c.subject, c.kind, c.unit ORDER BY claims DESC, c.subject""",
    "v_by_place": f"""
        SELECT c.place, c.place_code, c.kind, c.unit, {_FACTS} AS claims, count(DISTINCT c.document) AS documents,
            min(c.value_real) AS smallest, max(coalesce(c.high_real, c.value_real)) AS largest
        FROM claims c LEFT JOIN reports w ON w.claim = c.id WHERE c.place <> ''
        GROUP BY c.place, c.place_code, c.kind, c.unit ORDER BY claims DESC, c.place""",
    "v_indicators": indicators(tallies.FRESH),
    "v_money": f"""
        SELECT c.id, c.value_real AS amount, c.high_real AS amount_high, c.unit AS currency, c.modifier, c.per,
            c.subject, c.action, c.item, c.period_start, c.period_end, c.place, c.quote, s.text AS sentence,
            a.outlet, a.date AS published, c.document, c.confidence, {_REPEATED} AS repeated
        FROM claims c JOIN articles a ON a.id = c.article JOIN sentences s ON s.id = c.sentence
            LEFT JOIN reports w ON w.claim = c.id
        WHERE c.kind = 'money'""",
    "v_people": f"""
        SELECT c.id, c.value_real AS people, c.high_real AS people_high, c.unit, c.modifier, c.subject, c.action,
            c.item, c.period_start, c.period_end, c.place, c.quote, s.text AS sentence, a.outlet,
            a.date AS published, c.document, c.confidence, {_REPEATED} AS repeated
        FROM claims c JOIN articles a ON a.id = c.article JOIN sentences s ON s.id = c.sentence
            LEFT JOIN reports w ON w.claim = c.id
        WHERE c.kind IN ('people', 'person_times', 'households')""",
    "v_by_outlet": """
        SELECT a.outlet, count(DISTINCT a.id) AS articles, count(c.id) AS claims, min(a.date) AS first_published,
            max(a.date) AS last_published
        FROM articles a LEFT JOIN claims c ON c.article = a.id GROUP BY a.outlet ORDER BY articles DESC""",
    "v_by_year": f"""
        SELECT substr(coalesce(c.period_end, c.period_start), 1, 4) AS year, c.kind, c.unit, {_FACTS} AS claims,
            min(c.value_real) AS smallest, max(coalesce(c.high_real, c.value_real)) AS largest
        FROM claims c LEFT JOIN reports w ON w.claim = c.id WHERE coalesce(c.period_end, c.period_start) IS NOT NULL
        GROUP BY year, c.kind, c.unit ORDER BY year, claims DESC""",
    "v_reprints": """
        SELECT g.original, o.title, o.date AS published, o.outlet, g.articles, g.outlets, g.first_published,
            g.last_published, g.changed, d.id AS document, d.name
        FROM (SELECT r.original, count(*) AS articles, count(DISTINCT a.outlet) AS outlets,
                min(a.date) AS first_published, max(a.date) AS last_published,
                (SELECT count(DISTINCT x.fact) FROM reprints y JOIN claims c ON c.article = y.article
                    JOIN reports x ON x.claim = c.id
                    WHERE y.original = r.original AND x.fact <> x.reading) AS changed
            FROM reprints r JOIN articles a ON a.id = r.article GROUP BY r.original) g
            JOIN articles o ON o.id = g.original JOIN documents d ON d.id = o.document""",
    "v_reports": """
        SELECT g.fact, g.reading AS claim, c.quote, c.value, c.high, c.unit, c.modifier, c.subject, c.action, c.item,
            c.period_text, g.reports, g.outlets, g.fact <> g.reading AS differs, g.first_published, g.last_published,
            a.title, a.outlet, d.id AS document, d.name, s.text AS sentence, z.original
        FROM (SELECT w.fact, w.reading, count(*) AS reports, count(DISTINCT a.outlet) AS outlets,
                min(a.date) AS first_published, max(a.date) AS last_published
            FROM reports w JOIN claims c ON c.id = w.claim JOIN articles a ON a.id = c.article
            GROUP BY w.fact, w.reading) g
            JOIN claims c ON c.id = g.reading JOIN articles a ON a.id = c.article
            JOIN documents d ON d.id = c.document JOIN sentences s ON s.id = c.sentence
            JOIN reprints z ON z.article = c.article""",
    "v_mentions": """
        SELECT m.id, e.label, e.canonical, e.code, m.surface, m.start, m."end", a.title, a.document, d.name
        FROM mentions m JOIN entities e ON e.id = m.entity JOIN articles a ON a.id = m.article
            JOIN documents d ON d.id = a.document""",
    "v_problems_by_code": """
        SELECT p.code, p.stage, count(*) AS problems, count(DISTINCT p.document) AS documents, min(p.detail) AS example
        FROM problems p GROUP BY p.code, p.stage ORDER BY problems DESC, p.code""",
    "v_runs": """
        SELECT r.id, r.command, r.version, r.started, r.ended, r.status,
            count(x.document) AS documents, coalesce(sum(x.claims), 0) AS claims,
            coalesce(sum(x.problems), 0) AS problems, coalesce(sum(x.came), 0) AS came,
            coalesce(sum(x.went), 0) AS went, coalesce(sum(x.changed), 0) AS changed,
            coalesce(sum(x.status = 'failed'), 0) AS failed, r.counts
        FROM runs r LEFT JOIN run_documents x ON x.run = r.id GROUP BY r.id ORDER BY r.started DESC, r.id DESC""",
    "v_changes": """
        SELECT h.run, r.started, h.document, d.name, h.claim, h.what, h.field, h.old, h.new
        FROM changes h JOIN runs r ON r.id = h.run JOIN documents d ON d.id = h.document""",
}


def create(connection: sqlite3.Connection) -> None:
    """Make all views anew, dropping those of ours that are no more."""
    found = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'view' AND name LIKE 'v\\_%' ESCAPE '\\'")
    for (name,) in found.fetchall():
        connection.execute(f'DROP VIEW "{name}"')
    for name, select in VIEWS.items():
        connection.execute(f"CREATE VIEW {name} AS{select}")
