"""Parquet: typed columns for DuckDB, Polars, pandas and R; exact numbers are text beside a column of floats."""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.export.claims import Job
from pipeline.export.formats.base import Format, needs
from pipeline.export.package import field_of

_ROWS = 10_000  # of a row group: what is in memory at once


def write(job: Job, path: Path) -> tuple[int, list[dict[str, Any]]]:
    """One row a claim; each column's description and Chinese name are in the file's schema."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise needs("pyarrow") from error

    types = {
        "string": pyarrow.string(), "number": pyarrow.float64(), "integer": pyarrow.int64(), "boolean": pyarrow.bool_(),
        "date": pyarrow.date32(), "datetime": pyarrow.timestamp("s", "UTC"),
    }  # fmt: skip
    schema = pyarrow.schema(
        [
            pyarrow.field(
                c.name,
                pyarrow.list_(pyarrow.string()) if c.name == "authors" else types[c.type],
                metadata={"description": c.meaning, "title": c.chinese},
            )
            for c in job.columns
        ],
        metadata={"unionfacts": __version__},
    )
    count = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        claims = job.claims()
        while rows := list(islice(claims, _ROWS)):
            count += len(rows)
            arrays = [
                pyarrow.array([_value(row.get(c.name), c.type) for row in rows], type=schema.field(c.name).type)
                for c in job.columns
            ]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
    fields = [field_of(c) | ({"type": "array"} if c.name == "authors" else {}) for c in job.columns]
    media = "application/vnd.apache.parquet"
    return count, [{"path": path, "format": "parquet", "media": media, "fields": fields, "count": count}]


def _value(value: Any, type_: str) -> Any:
    if value is None:
        return None
    if type_ == "date":
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if type_ == "datetime" else value


FORMAT = Format("parquet", "typed columns for DuckDB, Polars, pandas and R", write, is_table=True)
