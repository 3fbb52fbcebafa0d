"""The fact base as a folder of Parquet files, for archives larger than one SQLite file should hold.

Layout: ``DIR/TABLE/reading=FINGERPRINT/PART.parquet``. A *reading* is all that was read under one fingerprint of code,
settings and gazetteers: other code reads everything anew beside the old, and ``reading`` is a column of its own for
whoever opens the folder with DuckDB or Polars. A *part* has whole documents: its files are written one after the
other, that of ``documents`` last, each under another name first and synced; a part without its ``documents`` does not
count and is taken away by the next run. So a run may be cut off anywhere, and workers write without knowing of each
other.

The columns are those of the SQLite tables, whatever these are, but for what only SQLite needs (the running number of a
sentence, the run). Reprints are found when a folder is loaded into a fact base.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.indicators import indicator
from pipeline.errors import StoreError
from pipeline.model import Extraction
from pipeline.store import migrations
from pipeline.store.rows import CLAIM_COLUMNS, Rows
from pipeline.store.write import Item

if TYPE_CHECKING:
    import pyarrow

TABLES = (
    "articles", "signatures", "sentences", "entities", "mentions", "units", "claims", "problems", "locations",
    "documents",
)  # fmt: skip
"""In the order in which they are written: ``documents`` makes a part count."""
_NOT = {"documents": {"run"}, "sentences": {"number"}, "claims": {"first_run"}, "units": {"description"}}
_TYPES = {"INTEGER": "int64", "REAL": "float64", "TEXT": "string", "BLOB": "binary"}


@cache
def columns(table: str) -> tuple[tuple[str, str], ...]:
    """Names and Arrow types of a table's columns, in order: those of the SQLite schema of this release."""
    db = sqlite3.connect(":memory:")
    try:
        migrations.migrate(db)
        rows = db.execute(f"PRAGMA table_xinfo({table})").fetchall()
    finally:
        db.close()
    return tuple((name, _TYPES[kind]) for _, name, kind, *_ in rows if name not in _NOT.get(table, ()))


def write_part(
    folder: Path, reading: str, items: Sequence[Item], more: Sequence[tuple[str, str]] = (), name: str | None = None
) -> str:
    """Writes documents as one part; returns its name.

    Args:
        folder: the folder of all tables; made where there is none.
        reading: fingerprint that the documents were read under.
        items: documents with their rows.
        more: further places (document, path) of documents of other parts.
        name: of the part; by default made of the documents' ids and the places. A part of that name is replaced.

    Raises:
        StoreError: if pyarrow is not installed or the folder cannot be written to; no part is left half-way.
    """
    if name is None:
        key = "\n".join([*(item.extraction.source_id for item in items), *(f"{id} {path}" for id, path in more)])
        name = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:20]
    tables = _rows_by_table(items)
    tables["locations"] += more
    arrow = _arrow()
    try:
        for table in TABLES:
            shape = columns(table)
            schema = arrow.schema([(column, getattr(arrow, kind)()) for column, kind in shape])
            values = [list(column) for column in zip(*tables[table], strict=True)] or [[] for _ in shape]
            arrays = [arrow.array(v, f.type) for v, f in zip(values, schema, strict=True)]
            _write(arrow.Table.from_arrays(arrays, schema=schema), folder / table / f"reading={reading}", name)
    except OSError as error:
        why = error.strerror or str(error)
        raise StoreError(f"cannot write to {folder}", why, "make room and run again; whole parts stay") from error
    return name


def _rows_by_table(items: Sequence[Item]) -> dict[str, list[tuple[Any, ...]]]:
    tables: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
    names = [name for name, _ in columns("claims")]
    entities: dict[str, tuple[Any, ...]] = {}
    units: dict[str, tuple[Any, ...]] = {}
    for extraction, fingerprint, _, rows in items:
        assert rows is not None
        tables["articles"] += rows.articles
        tables["signatures"] += rows.signatures
        tables["sentences"] += rows.sentences
        tables["mentions"] += rows.mentions.values()
        tables["problems"] += rows.problems
        entities |= rows.entities
        units |= {unit: (unit, kind) for unit, kind in rows.units.items()}
        for claim in rows.claims.values():
            real = {f"{x}_real": None if claim[x] is None else float(claim[x]) for x in ("value", "high")}
            tables["claims"].append(tuple({**claim, **real}[name] for name in names))
        e = extraction
        tables["documents"].append((e.source_id, e.name, e.size, e.encoding, fingerprint or None))
        tables["locations"] += [(e.source_id, path) for path in e.locations]
    tables["entities"] = list(entities.values())
    tables["units"] = list(units.values())
    return tables


def _write(table: pyarrow.Table, folder: Path, name: str) -> None:
    """Under another name first, so that nobody reads half a file; on the disk before it counts."""
    import pyarrow.parquet

    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{name}.{os.getpid()}.tmp"  # DuckDB and Polars pass over hidden files
    pyarrow.parquet.write_table(table, draft, compression="zstd")
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(folder / f"{name}.parquet")


def parts(folder: Path, reading: str) -> list[str]:
    """Names of the whole parts of a reading, sorted."""
    return sorted(file.stem for file in (folder / "documents" / f"reading={reading}").glob("*.parquet"))


def readings(folder: Path) -> list[str]:
    """Fingerprints of all readings in the folder, the latest written last."""
    found = (folder / "documents").glob("reading=*")
    return [path.name.partition("=")[2] for path in sorted(found, key=lambda path: (path.stat().st_mtime_ns, path))]


def clear_up(folder: Path, reading: str) -> int:
    """Takes away what an interrupted run left half-way; returns how many files that were.

    Only for the one process that writes: another one's drafts would go too.
    """
    whole, gone = set(parts(folder, reading)), 0
    for table in TABLES:
        for file in (folder / table / f"reading={reading}").glob("*"):
            if file.suffix != ".parquet" or file.stem not in whole:
                file.unlink(missing_ok=True)
                gone += 1
    return gone


def mend(folder: Path, reading: str, besides: str = "") -> int:
    """Takes out documents that are in two parts; returns how many that were.

    A worker that dies after it wrote a part and before it could say so leaves documents that are read again. Both
    readings are the same. The part that is left is written before the old one goes.

    Args:
        folder: of all tables.
        reading: of which parts.
        besides: name of a part that is not looked at.
    """
    seen: set[bytes] = set()
    double = 0
    for part in parts(folder, reading):
        if part == besides:
            continue
        ids = [bytes.fromhex(row["id"])[:16] for row in rows(folder, reading, part, "documents")]
        twice = {id for id in ids if id in seen}
        seen.update(ids)
        if twice:
            double += len(twice)
            left = [i for i in items(folder, reading, part) if bytes.fromhex(i.extraction.source_id)[:16] not in twice]
            if left:
                write_part(folder, reading, left)
            for table in reversed(TABLES):
                (folder / table / f"reading={reading}" / f"{part}.parquet").unlink(missing_ok=True)
    return double


def remove(folder: Path, reading: str) -> None:
    """Takes a whole reading away, ``documents`` first, so that no part counts any more when the rest goes."""
    for table in reversed(TABLES):
        shutil.rmtree(folder / table / f"reading={reading}", ignore_errors=True)


def rows(folder: Path, reading: str, part: str, table: str) -> list[dict[str, Any]]:
    """The rows of one table in one part, in the order written."""
    import pyarrow.parquet

    file = folder / table / f"reading={reading}" / f"{part}.parquet"
    try:
        read = pyarrow.parquet.ParquetFile(file).read()
    except (OSError, _arrow().ArrowInvalid) as error:
        raise StoreError(f"cannot read {file}", str(error), "read the archive again with --parquet") from error
    return read.to_pylist()  # type: ignore[no-any-return]


def items(folder: Path, reading: str, part: str) -> Iterator[Item]:
    """The documents of a part as they were written, for :meth:`pipeline.store.FactBase.write_many`."""
    of = {table: rows(folder, reading, part, table) for table in TABLES}
    home = {row["id"]: row["document"] for row in of["articles"]}
    kinds = {row["unit"]: row["kind"] for row in of["units"]}
    entities = {row["id"]: tuple(row.values()) for row in of["entities"]}
    sentences = {row["id"]: row["text"] for row in of["sentences"]}
    made: dict[str, Rows] = {row["id"]: Rows() for row in of["documents"]}
    for row in of["articles"]:
        made[row["document"]].articles.append(tuple(row.values()))
    for row in of["signatures"]:
        made[home[row["article"]]].signatures.append(tuple(row.values()))
    for row in of["sentences"]:
        made[home[row["article"]]].sentences.append(tuple(row.values()))
    for row in of["mentions"]:
        target = made[home[row["article"]]]
        target.mentions[row["id"]] = tuple(row.values())
        target.entities[row["entity"]] = entities[row["entity"]]
    for row in of["claims"]:
        target = made[row["document"]]
        if "indicator" not in row:  # written by a release that knew of none
            row["indicator"] = indicator(*(row[name] for name in ("kind", "unit", "per", "subject", "action", "item")))
        row.setdefault("marks", "{}")
        target.claims[row["id"]] = {**{name: row[name] for name in CLAIM_COLUMNS}, "text": sentences[row["sentence"]]}
        target.units.setdefault(row["unit"], kinds[row["unit"]])
    for row in of["problems"]:
        made[row["document"]].problems.append(tuple(row.values()))
    paths: dict[str, list[str]] = {}
    for row in of["locations"]:  # also of documents of other parts: see :func:`locations`
        paths.setdefault(row["document"], []).append(row["path"])
    for row in of["documents"]:
        head = Extraction(
            row["id"], row["name"], row["size"], row["encoding"], locations=tuple(paths.get(row["id"], ()))
        )
        yield Item(head, row["fingerprint"] or "", None, made[row["id"]])


def documents(folder: Path, reading: str) -> Iterator[tuple[str, str | None]]:
    """Id and fingerprint of each document of a reading; the fingerprint is None where reading it failed."""
    for part in parts(folder, reading):
        for row in rows(folder, reading, part, "documents"):
            yield row["id"], row["fingerprint"]


def locations(folder: Path, reading: str) -> Iterator[tuple[str, str]]:
    """Document and path of each place where one was met, those of repeated bytes included."""
    for file in sorted((folder / "locations" / f"reading={reading}").glob("*.parquet")):
        for row in rows(folder, reading, file.stem, "locations"):
            yield row["document"], row["path"]


def _arrow() -> Any:
    try:
        import pyarrow
    except ImportError as error:
        why = "pyarrow is not installed"
        raise StoreError("cannot use Parquet", why, "pip install 'unionfacts[parquet]'") from error
    return pyarrow


__all__ = [
    "TABLES", "clear_up", "columns", "documents", "items", "locations", "mend", "parts", "readings", "remove", "rows",
    "write_part",
]  # fmt: skip
