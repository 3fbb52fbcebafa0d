"""JSON lines: one object a claim, with null where there is nothing and lists as lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from pipeline.export.claims import Job
from pipeline.export.formats.base import Format
from pipeline.export.package import field_of


def write(job: Job, path: Path) -> tuple[int, list[dict[str, Any]]]:
    """One line a claim."""
    count = 0
    encode = msgspec.json.Encoder().encode
    with path.open("wb") as file:
        for row in job.claims():
            count += 1
            file.write(encode({column.name: row.get(column.name) for column in job.columns}) + b"\n")
    fields = [field_of(c) | ({"type": "array"} if c.name == "authors" else {}) for c in job.columns]
    return count, [{"path": path, "format": "jsonl", "media": "application/jsonl", "fields": fields, "count": count}]


FORMAT = Format("jsonl", "one JSON object a line", write, is_table=True)
