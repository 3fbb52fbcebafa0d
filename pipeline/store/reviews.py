"""Reviews: what people decided about claims. Append-only, keyed by claim id, they outlive every re-run."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pipeline.errors import StoreError
from pipeline.store.connection import transaction
from pipeline.store.views import READING, READING_JSON

DECISIONS = ("accepted", "corrected", "rejected")


def add(
    db: sqlite3.Connection, claim: str, decision: str, by: str, why: str, corrections: Mapping[str, str | None]
) -> str:
    """Store one review, with the machine's reading of the claim at this moment.

    Returns:
        The id of the review.

    Raises:
        StoreError: if there is no such claim, no name, an unknown decision or field, or corrections that do not go
            with the decision.
    """
    if decision not in DECISIONS:
        raise StoreError(f"cannot review as {decision!r}", "", f"use one of {', '.join(DECISIONS)}")
    if not by.strip():
        raise StoreError(f"cannot review {claim}", "a review needs the name of who made it", "give a name")
    if unknown := sorted(set(corrections) - set(READING)):
        fields = ", ".join(READING)
        raise StoreError(f"cannot correct {', '.join(unknown)}", "a claim has no such field", f"use one of {fields}")
    if bool(corrections) != (decision == "corrected"):
        why_not = "only a corrected claim has corrections, and it has at least one"
        raise StoreError(f"cannot review {claim} as {decision}", why_not, "give --set FIELD=VALUE with corrected")
    with transaction(db):
        row = db.execute(f"SELECT c.document, {READING_JSON} FROM claims c WHERE c.id = ?", (claim,)).fetchone()
        if row is None:
            raise StoreError(f"cannot review {claim}", "there is no such claim now", "look it up with `query`")
        review = secrets.token_hex(8)
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        given = json.dumps(dict(corrections), ensure_ascii=False)
        values: tuple[Any, ...] = (review, claim, row[0], decision, by.strip(), at, why.strip(), given, row[1])
        db.execute("INSERT INTO reviews VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    return review
