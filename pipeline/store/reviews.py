"""Reviews: what people decided about claims. Append-only, keyed by claim id, they outlive every re-run."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, get_args

from extractors.model import Kind, Modifier, PeriodKind
from pipeline.errors import StoreError
from pipeline.store.connection import transaction
from pipeline.store.rows import exact
from pipeline.store.views import READING, READING_JSON

DECISIONS = ("accepted", "corrected", "rejected")
FIELDS = tuple(name for name in READING if name != "quote")  # what the source says cannot be corrected
_MAY_BE_NULL = ("value", "high", "per", "period_start", "period_end", "period_kind")
_WORDS: dict[str, tuple[str, ...]] = {
    "kind": get_args(Kind), "modifier": get_args(Modifier), "period_kind": get_args(PeriodKind),
}  # fmt: skip


def add(
    db: sqlite3.Connection, claims: Sequence[str], decision: str, by: str, why: str,
    corrections: Mapping[str, str | None], seen: Mapping[str, Any] | None = None,
) -> tuple[str, ...]:  # fmt: skip
    """Store the same review of each claim, with the machine's reading of it at this moment; all or none.

    Args:
        db: the fact base.
        claims: ids.
        decision, by, why, corrections: see :meth:`pipeline.store.FactBase.review`.
        seen: the reading that was decided on, by field; the claims must still read so. None does not ask.

    Returns:
        The ids of the reviews.

    Raises:
        StoreError: if there is no such claim, no name, an unknown decision or field, a correction in the wrong form, or
            corrections that do not go with the decision; or if a claim does not read as ``seen``.
    """
    what = f"cannot review {', '.join(claims)}"
    if decision not in DECISIONS:
        raise StoreError(f"cannot review as {decision!r}", "", f"use one of {', '.join(DECISIONS)}")
    if not by.strip():
        raise StoreError(what, "a review needs the name of who made it", "give a name")
    checked = {field: checked_text(field, value) for field, value in corrections.items()}
    if bool(corrections) != (decision == "corrected"):
        why_not = "only a corrected claim has corrections, and it has at least one"
        raise StoreError(f"{what} as {decision}", why_not, "give --set FIELD=VALUE with corrected")
    added = []
    with transaction(db):
        for claim in claims:
            row = db.execute(f"SELECT c.document, {READING_JSON} FROM claims c WHERE c.id = ?", (claim,)).fetchone()
            if row is None:
                raise StoreError(f"cannot review {claim}", "there is no such claim now", "look it up with `query`")
            if seen is not None and any(seen.get(field) != value for field, value in json.loads(row[1]).items()):
                raise StoreError(f"cannot review {claim}", "it was read anew meanwhile, otherwise", "look at it again")
            added.append(secrets.token_hex(8))
            given = json.dumps(checked, ensure_ascii=False)
            values: tuple[Any, ...] = (
                added[-1], claim, row[0], decision, by.strip(), _moment(db, claim), why.strip(), given, row[1],
            )  # fmt: skip
            db.execute("INSERT INTO reviews VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    return tuple(added)


def _moment(db: sqlite3.Connection, claim: str) -> str:
    """Now, but later than all reviews of the claim: two in one millisecond, or a clock set back, keep their order."""
    now = datetime.now(UTC)
    (last,) = db.execute("SELECT max(at) FROM reviews WHERE claim = ?", (claim,)).fetchone()
    if last is not None:
        now = max(now, datetime.fromisoformat(last) + timedelta(milliseconds=1))
    return now.isoformat(timespec="milliseconds")


def checked_text(field: str, value: str | None) -> str | None:
    """The right text of a field in the form that the fact base keeps it in."""
    what = f"cannot correct {field}" + ("" if value is None else f" to {value!r}")
    if field not in FIELDS:
        raise StoreError(what, "it is no field that a review corrects", f"use one of {', '.join(FIELDS)}")
    if value is None:
        if field not in _MAY_BE_NULL:
            raise StoreError(what, "it cannot be null", "give a text; the empty text means that there is none")
        return None
    if field in _WORDS and value not in _WORDS[field]:
        raise StoreError(what, "there is no such word", f"use one of {', '.join(_WORDS[field])}")
    try:
        if field in ("value", "high"):
            number = Decimal(value)
            if not number.is_finite():
                raise ValueError
            return exact(number)
        if field in ("period_start", "period_end"):
            return date.fromisoformat(value).isoformat()
    except (ValueError, InvalidOperation) as error:
        form = "a plain number in base units, as 34000000" if field in ("value", "high") else "a day, as 2024-03-04"
        raise StoreError(what, "it is not in the right form", f"write {form}") from error
    return value
