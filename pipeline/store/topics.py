"""What a claim is about, as one small number: claims that can contradict each other have the same.

A topic is whose figure it is, what it measures, in which unit, for each of what, and up to which day. It is worked out
from the claim and the names in its document alone, so it is the same whatever was stored before. Whether two claims of
one topic really tell of the same thing is asked by :mod:`pipeline.store.sameness`, when somebody wants to know.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

from pipeline.store import synonyms
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
_SPEAK_FOR_PLACES = frozenset((
    "", "总工会", "工会", "各级工会", "基层工会", "工会组织", "基层工会组织", "会员", "工会会员", "职工",
    "全市", "全县", "全区", "全省",
))  # fmt: skip
_BODY = re.compile("工会|公司|集团|厂|院|校|局|中心|委员会|协会|学会|队|站|所|部|处|办")
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
    whose, what, until = _whose(claim, names), synonyms.measured(claim), last_day(claim, published)
    if whose is None or what is None or until is None:
        return None
    parts = (whose, what, synonyms.unit(claim["unit"]), claim["per"] or "", until)
    return int.from_bytes(blake2b("\x1f".join(parts).encode(), digest_size=_BYTES).digest())


def last_day(claim: Mapping[str, Any], published: str | None) -> str | None:
    """The ISO day up to which a claim tells: the end of its period, or its article's day where that came before.

    今年 in two articles of May and of November are two stretches. A plan is for the whole of its period.
    """
    end: str | None = claim["period_end"] or claim["period_start"]
    if end is None or published is None or claim["period_kind"] == "planned":
        return end
    return min(end, published)


def _whose(claim: Mapping[str, Any], names: Names) -> str | None:
    """Who or what is measured: by code where it has one, by its name, or by the place where it is one of many.

    A place, its general union and people who are counted there have one key; which of them a figure is of is asked
    when figures are compared.
    """
    subject = claim["subject"]
    label, code = names.get(subject, (None, None))
    if subject and subject == claim["place"]:
        label, code = "PLACE", code or claim["place_code"]
    if code is None and subject:
        known = max((n for n in names if subject.startswith(n) and names[n][1]), key=len, default="")
        rest = subject[len(known) :]
        no_other = rest in synonyms.organs() or (label is None and not _BODY.search(rest))
        if known and names[known][0] in ("UNION", "PLACE") and no_other:
            label, code = names[known]  # 烟台市总工会|在档困难职工
            subject = known
    if label in ("UNION", "PLACE") and code:
        return str(code) + _own_name(_PLACE.sub("", subject))
    place = claim["place"]
    where = claim["place_code"] or place
    if label is None and no_body(claim):
        return str(where) if place else None
    if place and subject.removeprefix(place) != subject and not _own_name(subject.removeprefix(place)):
        return str(where)  # 福州市总工会劳动争议调解委员会 in an article that names the union nowhere else
    general = not subject or subject[0] in _LEVELS + _POINTERS
    if label is not None and not general and len(subject) >= _NAMED:
        return str(subject)
    if not place or not subject:
        return None
    level = subject.lstrip(_POINTERS)
    if level[:1] and level[0] in _LEVELS and place.endswith(level[0]):
        return str(where) + _own_name(_PLACE.sub("", place + level[1:]))  # 市总工会 in 宝鸡市 is 宝鸡市总工会
    return f"{where}·{subject}" if _BODY.search(subject) else str(where)


def _own_name(name: str) -> str:
    """What of a name tells a body from the place that it is named after; "" for the general union and its organs."""
    return "" if name in _SPEAK_FOR_PLACES or name.removeprefix("总工会") in synonyms.organs() else name


def no_body(claim: Mapping[str, Any]) -> bool:
    """Whether the subject is no body, so that it does not say whose figure it is: 3000名职工参加…, 劳动竞赛创造…."""
    subject = claim["subject"]
    return bool(subject) and subject != claim["place"] and not _BODY.search(subject) and subject[0] not in _POINTERS


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


__all__ = ["SCHEMA", "give", "last_day", "names", "names_of", "no_body", "topic_of", "topic_of_corrected"]
