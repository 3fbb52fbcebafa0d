"""What a claim is about, as one small number: claims that can contradict each other have the same.

A topic is whose figure it is, what it measures, in which unit, for each of what, and up to which day. It is worked out
from the claim and the names in its document alone, so it is the same whatever was stored before. Whether two claims of
one topic really tell of the same thing is asked by :mod:`pipeline.store.sameness`, when somebody wants to know.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import blake2b
from typing import Any

import gazetteers
from pipeline.store.places import code_of

Names = Mapping[str, tuple[str, str | None]]
"""Canonical names of a document's entities: label and code."""

SCHEMA = """
ALTER TABLE claims ADD COLUMN topic INTEGER;
CREATE INDEX claims_topic ON claims (topic) WHERE topic IS NOT NULL;
"""

_BYTES = 6  # a million claims share a number by chance once in some hundred files; the fields are compared anyway
_LEVELS = "省市县区旗州盟镇乡"  # what a name begins with that leaves its place out: 市总工会, 区教育局
_POINTERS = "全本该"
_NAMED = 5  # characters of a name without a code that tells one body from all others
_SPEAK_FOR_PLACES = frozenset(
    {"", "总工会", "各级工会", "·会员", "·工会会员", "·职工", "·工会", "·各级工会", "·全市", "·全县"}
)
_PLACE = re.compile(r".*(?:省|自治区|市|州|盟|地区|区|县|旗|街道|镇|乡)")


def topic_of(claim: Mapping[str, Any], published: str | None, names: Names) -> int | None:
    """The topic of a claim.

    Args:
        claim: columns of ``claims``.
        published: ISO day of its article; a period that was not over then counts up to that day.
        names: of the entities of its document.

    Returns:
        None where the claim cannot contradict any: it has no figure, no definite time, nothing that it measures, or
        nobody that could be told from others.
    """
    if claim["value"] is None or claim["period_kind"] == "vague":
        return None
    whose, what, until = _whose(claim, names), _what(claim), last_day(claim, published)
    if whose is None or what is None or until is None:
        return None
    parts = (whose, what, claim["unit"], claim["per"] or "", until)
    return int.from_bytes(blake2b("\x1f".join(parts).encode(), digest_size=_BYTES).digest())


def last_day(claim: Mapping[str, Any], published: str | None) -> str | None:
    """The ISO day up to which a claim tells: the end of its period, or its article's day where that came before.

    今年 in two articles of May and of November are two stretches. A plan is for the whole of its period.
    """
    end: str | None = claim["period_end"] or claim["period_start"]
    if end is None or published is None or claim["period_kind"] == "planned":
        return end
    return min(end, published)


def _what(claim: Mapping[str, Any]) -> str | None:
    if claim["indicator"] is not None:
        return str(claim["indicator"])
    return f"{claim['action']}|{claim['item']}" if claim["action"] and claim["item"] else None


def _whose(claim: Mapping[str, Any], names: Names) -> str | None:
    """Who or what is measured: by code where it has one, by its name, or by the place where it is one of many."""
    whose = _body(claim, names)
    if whose is not None and claim["indicator"] in _of_places():
        code = whose[: len(whose) - len(whose.lstrip("0123456789"))]
        return code if code and whose[len(code) :] in _SPEAK_FOR_PLACES else whose
    return whose


def _body(claim: Mapping[str, Any], names: Names) -> str | None:
    subject = claim["subject"]
    label, code = names.get(subject, (None, None))
    if subject and subject == claim["place"]:
        label, code = "PLACE", code or claim["place_code"]
    if label in ("UNION", "PLACE") and code:
        return str(code) + _PLACE.sub("", subject)
    general = not subject or subject[0] in _LEVELS + _POINTERS
    if label is not None and not general and len(subject) >= _NAMED:
        return str(subject)
    place = claim["place"]
    if not place or not subject:
        return None
    where = claim["place_code"] or place
    level = subject.lstrip(_POINTERS)
    if level[:1] and level[0] in _LEVELS and place.endswith(level[0]):
        return str(where + _PLACE.sub("", place + level[1:]))  # 市总工会 in 宝鸡市 is 宝鸡市总工会
    return f"{where}·{subject}"


@cache
def _of_places() -> frozenset[str]:
    rows = gazetteers.rows("contradiction_indicators")
    return frozenset(row["indicator"] for row in rows if row["whose"] == "place")


def give(db: sqlite3.Connection, documents: Iterable[str] | None = None) -> None:
    """Give stored claims their topics, within the caller's transaction.

    Args:
        db: the fact base.
        documents: ids; None for all documents.
    """
    ids = [row[0] for row in db.execute("SELECT id FROM documents ORDER BY id")] if documents is None else documents
    for document in ids:
        names = names_of(db, document)
        rows = db.execute(
            "SELECT c.*, a.date AS published FROM claims c JOIN articles a ON a.id = c.article WHERE c.document = ?",
            (document,),
        )
        told = ((topic_of(row, row["published"], names), row) for row in rows.fetchall())
        changed = [(topic, row["id"]) for topic, row in told if topic != row["topic"]]
        db.executemany("UPDATE claims SET topic = ? WHERE id = ?", changed)


def names_of(db: sqlite3.Connection, document: str) -> Names:
    """The names of a stored document."""
    rows = db.execute(
        "SELECT DISTINCT e.id, e.label, e.canonical, e.code FROM mentions m JOIN entities e ON e.id = m.entity"
        " WHERE m.article IN (SELECT id FROM articles WHERE document = ?)",
        (document,),
    )
    return names(row for row in rows)


def names(entities: Iterable[Any]) -> Names:
    """Names from rows of ``entities`` (id, label, canonical, code), in whatever order."""
    found: dict[str, tuple[str, str | None]] = {}
    for _id, label, canonical, code in sorted(tuple(row) for row in entities):
        if label != "PERSON" and (canonical not in found or (code and not found[canonical][1])):
            found[canonical] = (label, code)
    return found


def topic_of_corrected(db: sqlite3.Connection, row: Mapping[str, Any]) -> int | None:
    """The topic of a claim as a person corrected it; a name that a person gave is looked up among all documents."""
    known = dict(names_of(db, row["document"]))
    subject = row["subject"]
    if subject and subject not in known:
        rows = db.execute("SELECT id, label, canonical, code FROM entities WHERE canonical = ?", (subject,))
        known |= names(rows) or {subject: ("ORG", None)}
    code = row["place_code"] or (code_of(row["place"]) if row["place"] else None)
    return topic_of({**row, "place_code": code}, row["published"], known)


__all__ = ["SCHEMA", "give", "last_day", "names", "names_of", "topic_of", "topic_of_corrected"]
