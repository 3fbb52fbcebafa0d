"""The fact base as one object: a thin face over the plain functions of this package."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TextIO

from pipeline.model import Extraction
from pipeline.store import (
    agreement,
    bulk,
    clusters,
    descriptions,
    dump,
    indicators,
    queries,
    reprints,
    review_queue,
    reviews,
    runs,
    search,
    sources,
    tallies,
    write,
)
from pipeline.store.connection import connect, explained, transaction
from pipeline.store.contradictory import Contradictory
from pipeline.store.diff import Change
from pipeline.store.filters import Filters, filters_of
from pipeline.store.opening import judge
from pipeline.store.summing import Summing
from pipeline.store.write import Item

if TYPE_CHECKING:
    import sqlite_utils

    from pipeline.store import review_files

Row = dict[str, Any]


class FactBase(Contradictory, Summing):
    """A SQLite file of numeric claims. Open it with :meth:`open`; it is a context manager.

    All errors of SQLite leave as :class:`~pipeline.errors.StoreError`. One object belongs to one thread. Methods that
    return iterators read while you iterate; finish them before you write.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db = connection
        self.path = path

    @classmethod
    def open(
        cls, path: str | Path, *, migrate: bool = False, readonly: bool = False, timeout: float = 10.0
    ) -> FactBase:
        """Open a fact base; a file that is not there, or is empty, becomes one unless ``readonly``.

        Args:
            path: the file.
            migrate: bring an older file to this release's schema.
            readonly: only look; works on files and in folders that may not be written to.
            timeout: seconds to wait while another process writes.

        Raises:
            StoreError: if the file is no fact base, is of an older release (and not to be migrated) or a newer one, is
                locked, missing, damaged or read-only.
        """
        path = Path(path)
        connection = connect(path, readonly=readonly, timeout=timeout)
        try:
            with explained(path, "open"):
                judge(connection, path, migrate=migrate, readonly=readonly, timeout=timeout)
        except BaseException:
            connection.close()
            raise
        return cls(connection, path)

    def close(self) -> None:
        """Close the file; the write-ahead log is folded back into it."""
        self._settle_reviews()
        self._db.close()

    def __enter__(self) -> FactBase:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def db(self) -> sqlite_utils.Database:
        """The same file as a sqlite-utils database, for people who explore it."""
        import sqlite_utils  # it imports numpy, which no verb needs to look something up

        return sqlite_utils.Database(self._db)

    # Writing

    def begin_run(
        self, command: str, version: str, config_hash: str = "", gazetteer_hash: str = "", settings: str = ""
    ) -> str:
        """Record that a run starts; returns its id. Runs of dead processes become ``interrupted``.

        Args:
            command: what was called, for people ("run archive/ --db facts.db").
            version: of unionfacts.
            config_hash: of the settings.
            gazetteer_hash: of the gazetteers.
            settings: the settings themselves, as text, so that the run can be cited and repeated.
        """
        with explained(self.path, "write to"):
            with transaction(self._db):
                descriptions.fill(self._db)
            bulk.begin(self._db)
            return runs.begin(self._db, command, version, config_hash, gazetteer_hash, settings)

    def finish_run(self, run: str, counts: Mapping[str, Any] | None = None, status: str = "finished") -> None:
        """Record how a run ended: finished, failed or interrupted, with whatever counts the caller kept.

        What the run brought is compared with all articles, so that reprints are told from new facts; after a failure
        that is left to the next run.
        """
        with explained(self.path, "write to"):
            if status != "failed":
                bulk.end(self._db)
                reprints.link(self._db)
                self._settle()
                with transaction(self._db):
                    tallies.renew(self._db)
            runs.finish(self._db, run, counts or {}, status)

    def write(self, extraction: Extraction, run: str, fingerprint: str = "", seconds: float | None = None) -> Change:
        """Replace what is stored of one document by its new reading, in one transaction, and say what changed."""
        return self.write_many([Item(extraction, fingerprint, seconds)], run)[0]

    def write_many(self, items: Iterable[Item], run: str) -> tuple[Change, ...]:
        """Like :meth:`write` for several documents, all in one transaction; much faster for small documents.

        A few hundred documents a call are enough; ``items`` is read to its end before the file is locked.
        """
        with explained(self.path, "write to"):
            return write.write_many(self._db, items, run)

    def compare(self, extraction: Extraction) -> Change:
        """What :meth:`write` would change, without writing."""
        with explained(self.path, "read"):
            return write.compare(self._db, extraction)

    def record(
        self, run: str, document: str, status: str, *, name: str = "", size: int = 0, fingerprint: str = "",
        detail: str = "", seconds: float | None = None,
    ) -> None:  # fmt: skip
        """Note that a run met a document and wrote nothing of it: ``skipped`` or ``failed`` (with why in ``detail``).

        The facts that an earlier run stored of the document stay.
        """
        with explained(self.path, "write to"):
            write.record(
                self._db, run, document, status,
                name=name, size=size, fingerprint=fingerprint, detail=detail, seconds=seconds,
            )  # fmt: skip

    def add_locations(self, met: Iterable[tuple[str, str]]) -> None:
        """Note further paths, as pairs of document and path, under which stored documents were met."""
        with explained(self.path, "write to"), transaction(self._db):
            self._db.executemany("INSERT OR IGNORE INTO locations VALUES (?, ?)", met)

    def keep(self, documents: Iterable[str], fingerprint: str) -> None:
        """Note that the facts stored of documents are those that would be read under another fingerprint too.

        What they measure follows from their fields, so it is told anew; that is no change of a reading.
        """
        with explained(self.path, "write to"):
            write.keep(self._db, list(documents), fingerprint)

    def note_state(self, fingerprint: str, state: Mapping[str, Any]) -> None:
        """Keep what a fingerprint stands for (JSON values), so that later runs can tell what has changed since."""
        packed = zlib.compress(json.dumps(state, ensure_ascii=False, sort_keys=True).encode())
        with explained(self.path, "write to"), transaction(self._db):
            self._db.execute("INSERT OR IGNORE INTO states VALUES (?, ?)", (fingerprint, packed))

    def states(self) -> dict[str, dict[str, Any]]:
        """The states of all fingerprints that documents are stored under, by fingerprint."""
        with explained(self.path, "read"):
            rows = self._db.execute(
                "SELECT fingerprint, state FROM states"
                " WHERE fingerprint IN (SELECT DISTINCT fingerprint FROM documents)"
            )
            return {fingerprint: json.loads(zlib.decompress(packed)) for fingerprint, packed in rows}

    def has_location(self, document: str, path: str) -> bool:
        """Whether the document is known to have been met under this path."""
        with explained(self.path, "read"):
            found = self._db.execute("SELECT 1 FROM locations WHERE document = ? AND path = ?", (document, path))
            return found.fetchone() is not None

    def review(
        self, claim: str, decision: str, by: str, why: str = "", corrections: Mapping[str, str | None] | None = None,
        seen: Mapping[str, Any] | None = None,
    ) -> str:  # fmt: skip
        """Add a review (accepted, corrected, rejected) to a claim; returns the review's id. Nothing is overwritten.

        Args:
            claim: id of a claim that is there now.
            decision: accepted, corrected or rejected.
            by: who decided.
            why: the reason, for others.
            corrections: for ``corrected``: field to right text; None where the field should be NULL. Numbers are plain
                and in base units ("34000000"), days ISO ("2024-03-04"); see :meth:`corrections` for other forms.
            seen: the row that was decided on; if the claim reads otherwise now, nothing is stored.
        """
        with explained(self.path, "write to"):
            self._reviewed = True
            return reviews.add(self._db, [claim], decision, by, why, corrections or {}, seen)[0]

    def review_all(self, claims: Sequence[str], decision: str, by: str, why: str = "") -> tuple[str, ...]:
        """Accept or reject several claims, all or, if one is not there, none; returns the ids of the reviews."""
        with explained(self.path, "write to"):
            self._reviewed = True
            return reviews.add(self._db, claims, decision, by, why, {})

    def import_reviews(self, path: Path) -> review_files.Imported:
        """Add the reviews of a CSV file that are not there yet; see :func:`pipeline.store.review_files.import_`."""
        from pipeline.store import review_files  # it brings OpenCC, which no verb needs to look something up

        with explained(self.path, "write to"):
            self._reviewed = True
            return review_files.import_(self._db, path)

    # Reading

    def fingerprint_of(self, document: str) -> str | None:
        """Under which fingerprint the stored facts of a document were read; None if it must be read."""
        with explained(self.path, "read"):
            row = self._db.execute("SELECT fingerprint FROM documents WHERE id = ?", (document,)).fetchone()
            return None if row is None else row[0]

    def query(self, filters: Filters | None = None, after: str | None = None, **given: Any) -> Iterator[Row]:
        """Claims as rows of ``v_claims``, by :class:`Filters` or by its fields as keywords; ``after``: the id of a
        claim, only those that come after it in their order.
        """
        filters = filters_of(filters, given, "cannot query")
        with explained(self.path, "read"):
            return self._rows(queries.query(self._db, filters, after))

    def reprints(self, document: str | None = None, limit: int | None = None) -> Iterator[Row]:
        """Clusters of reprints as rows of ``v_reprints``, the largest first; ``document`` is in them."""
        with explained(self.path, "read"):
            return self._rows(clusters.reprints(self._db, self._id_of(document), limit))

    def reprinted(self, document: str | None = None, limit: int | None = None) -> Iterator[Row]:
        """Articles of clusters, those of one cluster together, its original first."""
        with explained(self.path, "read"):
            return self._rows(clusters.reprinted(self._db, self._id_of(document), limit))

    def changed(self, document: str | None = None, limit: int | None = None) -> Iterator[Row]:
        """Facts for which reprints give different figures: each figure with who gave it first, as ``v_reports``."""
        with explained(self.path, "read"):
            return self._rows(clusters.changed(self._db, self._id_of(document), limit))

    def uncounted(self) -> int:
        """How many claims have no indicator."""
        with explained(self.path, "read"):
            return tallies.without_indicator(self._db)

    def hits(self, term: str, most: int | None = None) -> int:
        """How many sentences fit a term of :meth:`search`, counted up to ``most``."""
        with explained(self.path, "search"):
            return search.hits(self._db, term, most)

    def search(self, term: str, limit: int | None = 20) -> Iterator[Row]:
        """Sentences that contain every word of the term, best first; see :func:`pipeline.store.search.search`."""
        with explained(self.path, "search"):
            yield from search.search(self._db, term, limit)

    def claim(self, reference: str) -> Row:
        """One claim with all around it; see :func:`pipeline.store.queries.claim`."""
        with explained(self.path, "read"):
            return queries.claim(self._db, reference)

    def document(self, reference: str) -> Row:
        """One document with its locations, by id, start of the id, name or path."""
        with explained(self.path, "read"):
            return queries.document(self._db, reference)

    def source_of(self, article: str) -> Row:
        """An article's credits and where it lies; see :func:`pipeline.store.sources.source_of`."""
        with explained(self.path, "read"):
            return sources.source_of(self._db, article)

    def sentences(self, document: str) -> list[Row]:
        """Sentences of a document (its whole id) with claims and names: :func:`pipeline.store.sources.sentences`."""
        with explained(self.path, "read"):
            return sources.sentences(self._db, document)

    def problems(self, code: str | None = None, document: str | None = None, limit: int | None = None) -> Iterator[Row]:
        """Problems in the data of the current readings."""
        with explained(self.path, "read"):
            return self._rows(queries.problems(self._db, code=code, document_=document, limit=limit))

    def indicators(self, all: bool = False) -> Iterator[Row]:
        """What claims measure, as rows of ``v_indicators``, the most frequent first; ``all`` has those without too."""
        with explained(self.path, "read"):
            return self._rows(indicators.counted(self._db, all))

    def reviews(self, claim: str | None = None, state: str | None = None) -> list[Row]:
        """Reviews, oldest first; ``state`` is current, stale or gone."""
        with explained(self.path, "read"):
            return queries.reviews(self._db, claim=claim, state=state)

    def corrections(self, claim: str, given: Mapping[str, str]) -> dict[str, str | None]:
        """What corrections as people write them (1.5亿元, 2023年上半年) mean for a claim, for :meth:`review`."""
        from pipeline.store import corrections  # it brings OpenCC

        with explained(self.path, "read"):
            row = queries.claim_row(self._db, claim)
            return corrections.read(given, dict(row), row["published"] and date.fromisoformat(row["published"]))

    def claim_id(self, reference: str) -> str:
        """The whole id of a claim from its first characters (6 or more)."""
        with explained(self.path, "read"):
            return str(queries.claim_row(self._db, reference)["id"])

    def queue(self, filters: Filters | None = None, limit: int | None = 20, skip: Collection[str] = ()) -> list[Row]:
        """Claims that a person should look at next; see :func:`pipeline.store.review_queue.queue`."""
        with explained(self.path, "read"):
            return review_queue.queue(self._db, filters or Filters(), limit, skip)

    def waiting(self, claim: str, decided: bool = False) -> Row | None:
        """The claim as :meth:`queue` gives it, or None if it is gone or, unless ``decided``, waits for no review."""
        with explained(self.path, "read"):
            return review_queue.waiting(self._db, claim, decided)

    def export_reviews(self, out: TextIO) -> int:
        """Write all reviews as CSV; returns how many. See :func:`pipeline.store.review_files.export`."""
        from pipeline.store import review_files

        with explained(self.path, "read"):
            return review_files.export(self._db, out)

    def agreement(self, first: str | None = None, second: str | None = None) -> Row:
        """How far two reviewers agree; see :func:`pipeline.store.agreement.agreement`."""
        with explained(self.path, "read"):
            return agreement.agreement(self._db, first, second)

    def runs(self, limit: int | None = None) -> list[Row]:
        """Runs, newest first."""
        with explained(self.path, "read"):
            return queries.runs(self._db, limit)

    def _id_of(self, document: str | None) -> str | None:
        return None if document is None else str(queries.document(self._db, document)["id"])

    def _rows(self, rows: Iterator[Row]) -> Iterator[Row]:
        with explained(self.path, "read"):
            yield from rows

    def info(self) -> Row:
        """Size, schema, counts, encodings, units, kinds, last run."""
        with explained(self.path, "read"):
            return queries.info(self._db, self.path)

    def descriptions(self) -> list[tuple[str, str, str]]:
        """``(table, column, text)`` for every table, view and column; the column is "" for the table itself."""
        with explained(self.path, "read"):
            return [tuple(row) for row in self._db.execute("SELECT table_name, column_name, text FROM descriptions")]

    def dump(self, canonical: bool = True) -> Iterator[str]:
        """All rows as text; ``canonical`` leaves out what differs between two runs over the same documents."""
        with explained(self.path, "read"):
            yield from dump.dump(self._db, canonical=canonical)

    def check(self) -> list[str]:
        """What is wrong with the file; empty when it is whole."""
        with explained(self.path, "check"):
            return dump.check(self._db)


__all__ = ["Change", "FactBase", "Filters", "Item"]
