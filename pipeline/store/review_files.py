"""Reviews as CSV that Excel opens: written whole, and taken in again all or not at all.

``corrections`` and ``reading`` are JSON, exactly as stored; who fills the table by hand may write corrections as people
do (``value=1.5亿元; subject=福州市总工会``) and leave ``id``, ``document``, ``at`` and ``reading`` empty. Excel
runs cells that begin with = + - @ as formulas, so such texts get a ' in front, which is taken away again.
"""

from __future__ import annotations

import csv
import io
import json
import re
import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from pipeline.errors import InputError, StoreError
from pipeline.store import corrections as people
from pipeline.store.connection import transaction
from pipeline.store.reviews import DECISIONS, checked_text
from pipeline.store.views import READING_JSON

COLUMNS = ("id", "claim", "document", "decision", "by", "at", "why", "corrections", "reading")
_NEEDED = ("claim", "decision", "by")
_CLAIM = re.compile(r"[0-9a-f]{12,64}(?:-\d+){1,2}")
_DOCUMENT = re.compile(r"[0-9a-f]{64}")
_REVIEW = re.compile(r"[0-9a-f]{16}")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_REST = "+"  # where cells beyond the header are kept
_LONGEST = 100_000  # characters of a cell
_LARGEST = 2**28  # bytes


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell; ``row`` counts as Excel does, from 1 with the header; column "" is the whole row."""

    row: int
    column: str
    why: str

    def __str__(self) -> str:
        """One line."""
        return f"row {self.row}" + (f", column {self.column}" if self.column else "") + f": {self.why}"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: reviews added, there already, added for claims that are not here; nothing where faults."""

    added: int = 0
    known: int = 0
    waiting: int = 0
    faults: tuple[Fault, ...] = ()


def export(db: sqlite3.Connection, out: TextIO) -> int:
    """Write all reviews, oldest first, after a byte order mark; returns how many. ``out`` must keep line ends."""
    out.write("\ufeff")
    sheet = csv.writer(out, lineterminator="\r\n")
    sheet.writerow(COLUMNS)
    count = 0
    for row in db.execute(f"SELECT {', '.join(COLUMNS)} FROM reviews ORDER BY at, rowid"):
        count += 1
        sheet.writerow(["'" + text if _FORMULA.match(text) else text for text in row])
    return count


def import_(db: sqlite3.Connection, path: Path) -> Imported:
    """Add the reviews of a file that are not there yet: same claim, reviewer, decision, corrections and time.

    A row without a time is made now, unless it is what its reviewer decided on the claim last. A time without a zone
    is of this machine's. One transaction: where one row has a fault nothing is added. What is stored is never changed.
    A review of a claim that is not here is kept too and counts once its document is read.

    Raises:
        InputError: if the file cannot be read or is not a table of reviews.
    """
    rows = list(_rows(path))
    added = known = waiting = 0
    faults: list[Fault] = []
    with transaction(db):
        found = db.execute("SELECT claim, by, decision, corrections, at FROM reviews ORDER BY at, rowid")
        there = dict.fromkeys(map(_key, found))
        last = {key[:2]: key[2:4] for key in there}
        ids = {id for (id,) in db.execute("SELECT id FROM reviews")}
        new: list[tuple[Any, ...]] = []
        for number, cells in rows:
            reader = _Row(db, number, cells)
            review = reader.review()
            faults += reader.faults
            if review is None:
                continue
            key = _key((review["claim"], review["by"], review["decision"], review["corrections"], review["at"]))
            if key in there or (not cells.get("at", "").strip() and last.get(key[:2]) == key[2:4]):
                known += 1
                continue
            if not review["id"] or review["id"] in ids:
                review["id"] = secrets.token_hex(8)
            there[key] = None
            last[key[:2]] = key[2:4]
            ids.add(review["id"])
            added += 1
            waiting += not reader.here
            new.append(tuple(review[name] for name in COLUMNS))
        if not faults:
            db.executemany(f"INSERT INTO reviews ({', '.join(COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", new)
    return Imported(faults=tuple(faults)) if faults else Imported(added, known, waiting)


def _key(row: Any) -> tuple[str, ...]:
    claim, by, decision, given, at = row
    return claim, by, decision, json.dumps(json.loads(given), sort_keys=True), at


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Number and cells of each row; what Excel does to a file (GB18030, UTF-16, tabs, semicolons) is no obstacle."""
    what = f"cannot import {path}"
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError(what, f"it is larger than {_LARGEST:,} bytes", "import it in parts")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(what, error.strerror or str(error), "check the path") from error
    text = _decoded(data)
    if text is None:
        raise InputError(what, "it is neither UTF-8 nor GB18030 nor UTF-16", "save it as CSV UTF-8")
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    sheet = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        names = [name.strip().lower() for name in next(sheet, [])]
        if missing := [name for name in _NEEDED if name not in names]:
            raise InputError(what, f"it has no column {', '.join(missing)}", "`review export` shows the columns")
        if unknown := [name for name in names if name and name not in COLUMNS]:
            raise InputError(what, f"it has an unknown column {', '.join(unknown)}", f"use {', '.join(COLUMNS)}")
        if len(set(filter(None, names))) != len(list(filter(None, names))):
            raise InputError(what, "it has a column twice", "leave one of them out")
        for number, cells in enumerate(sheet, start=2):
            if any(len(cell) > _LONGEST for cell in cells):  # an open quotation mark; csv's own limit is anybody's
                raise csv.Error(f"field larger than {_LONGEST:,} characters")
            if any(cell.strip() for cell in cells):
                texts = [cell[1:] if _GUARDED.match(cell) else cell for cell in cells]
                row = dict(zip(names, texts + [""] * (len(names) - len(texts)), strict=False))
                rest = "".join(texts[len(names) :]).strip()
                yield number, {**row, _REST: rest} if rest else row
    except csv.Error as error:
        raise InputError(what, f"line {sheet.line_num}: {error}", "save it as CSV UTF-8") from error


def _decoded(data: bytes) -> str | None:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


class _Row:
    """One row on its way to be a review.

    Attributes:
        here: whether the fact base has the claim now.
        faults: what is wrong.
    """

    def __init__(self, db: sqlite3.Connection, number: int, cells: dict[str, str]) -> None:
        self._number, self._cells = number, cells
        self.faults: list[Fault] = []
        claim = self._text("claim")
        self._claim = db.execute(
            f"SELECT c.document, {READING_JSON} AS reading, a.date AS published FROM claims c"
            " JOIN articles a ON a.id = c.article WHERE c.id = ?", (claim,),
        ).fetchone()  # fmt: skip
        self.here = self._claim is not None

    def review(self) -> dict[str, Any] | None:
        """The columns of ``reviews``, or None if there are faults."""
        if _REST in self._cells:
            self._fault("", "it has more cells than the header; a text with commas needs quotes")
        found = {
            "id": self._id(), "claim": self._claim_id(), "document": self._document(), "decision": self._decision(),
            "by": self._by(), "at": self._at(), "why": self._text("why"), "reading": self._reading(),
        }  # fmt: skip
        found["corrections"] = self._corrections(str(found["decision"]), str(found["reading"]))
        return None if self.faults else found

    def _text(self, column: str) -> str:
        return self._cells.get(column, "").strip()

    def _fault(self, column: str, why: str) -> str:
        self.faults.append(Fault(self._number, column, why))
        return ""

    def _id(self) -> str:
        id = self._text("id")
        return (
            id if not id or _REVIEW.fullmatch(id) else self._fault("id", f"{id!r} is no id of a review; leave it empty")
        )

    def _claim_id(self) -> str:
        claim = self._text("claim")
        if self.here or _CLAIM.fullmatch(claim):
            return claim
        return self._fault("claim", f"{claim!r} is no id of a claim, as 5c1f0a93d2b47e68-1042")

    def _document(self) -> str:
        document = self._text("document")
        if self.here:
            mine = str(self._claim["document"])
            return mine if document in ("", mine) else self._fault("document", f"the claim is of the document {mine}")
        claim = self._text("claim")
        if not _CLAIM.fullmatch(claim):
            return ""
        if not _DOCUMENT.fullmatch(document):
            return self._fault(
                "document", "the claim is not in this fact base: its document's id, 64 characters, is needed"
            )
        return (
            document
            if document.startswith(claim.partition("-")[0])
            else self._fault("document", "its claim is of another document")
        )

    def _decision(self) -> str:
        decision = self._text("decision").lower()
        return (
            decision
            if decision in DECISIONS
            else self._fault("decision", f"{decision!r} is none of {', '.join(DECISIONS)}")
        )

    def _by(self) -> str:
        return self._text("by") or self._fault("by", "a review needs the name of who made it")

    def _at(self) -> str:
        text = self._text("at")
        now = datetime.now(UTC)
        try:
            at = datetime.fromisoformat(text).astimezone(UTC) if text else now
        except (ValueError, OverflowError):
            return self._fault("at", f"{text!r} is no time, as 2024-03-04T09:30:00+08:00")
        if at > now + timedelta(days=1):
            return self._fault("at", f"{text} has not come yet")
        return at.isoformat(timespec="milliseconds")

    def _reading(self) -> str:
        text = self._text("reading")
        if not text:
            return str(self._claim["reading"]) if self.here else "{}"
        reading = _object(text)
        if reading is None:
            return self._fault("reading", "it is no JSON object of texts; leave it empty")
        return json.dumps(reading, ensure_ascii=False, separators=(",", ":"))  # as SQLite writes it

    def _corrections(self, decision: str, reading: str) -> str:
        text = self._text("corrections")
        given = _object(text or "{}")
        try:
            if given is None:
                if text.startswith("{"):
                    return self._fault("corrections", "it is no JSON object of texts")
                published = (
                    date.fromisoformat(self._claim["published"]) if self.here and self._claim["published"] else None
                )
                written = people.parse([part for part in re.split(r"[;；\n]", text) if part.strip()])
                given = people.read(written, json.loads(reading or "{}"), published)
            checked = {field: checked_text(field, value) for field, value in given.items()}
        except StoreError as error:
            return self._fault("corrections", str(error))
        if decision and bool(checked) != (decision == "corrected"):
            return self._fault("corrections", "corrected claims have corrections, others none")
        return json.dumps(checked, ensure_ascii=False)


def _object(text: str) -> dict[str, str | None] | None:
    """A JSON object of texts and nulls, or None if it is not one."""
    try:
        found = json.loads(text)
        json.dumps(found, ensure_ascii=False).encode()  # "\\ud800" is JSON, but half a character
    except (ValueError, RecursionError):
        return None
    right = isinstance(found, dict) and all(value is None or isinstance(value, str) for value in found.values())
    return found if right else None


__all__ = ["COLUMNS", "Fault", "Imported", "export", "import_"]
