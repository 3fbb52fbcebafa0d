"""``datapackage.json`` beside every export: what the file is, what its columns mean, and how it came about.

A `Frictionless data package <https://datapackage.org>`_ in which each export of a folder is one resource. Everything
but the field ``created`` follows from the fact base and the call, so that the same export gives the same package.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.export.claims import Job
from pipeline.export.columns import Column
from pipeline.export.files import ExportError, replacing, sha256

NAME = "datapackage.json"
_MARK = "unionfacts"
_SOURCES = 1000
RIGHTS = (
    "Headlines, quotes and sentences are from the articles cited, whose rights are with their owners: ask them before"
    " you publish more than quotations. No licence is granted here for the figures, which unionfacts only read."
)


def is_export(folder: Path) -> bool:
    """Whether a folder was written by an export, so that --force may replace it."""
    try:
        return _MARK in _load(folder / NAME)
    except (OSError, ExportError):
        return False


def check_writable(folder: Path) -> None:
    """Raises :class:`ExportError` if the folder has a data package of something else, which would be lost."""
    package = folder / NAME
    if package.exists() and _MARK not in _load(package):
        raise ExportError(
            f"cannot write {package}", "it is there, and not of unionfacts", "give --out in another folder"
        )


def resource(
    path: Path, job: Job, *, format: str, media: str, count: int, fields: list[dict[str, Any]] | None = None,
    **more: Any,
) -> dict[str, Any]:  # fmt: skip
    """The description of one file.

    Args:
        path: of the file, as it now lies; the description has its name.
        job: the export, finished.
        format: csv, xlsx, jsonl, …
        media: media type.
        count: rows or texts.
        fields: columns, as :func:`field_of` gives them; None for what is no table.
        more: further properties.
    """
    described: dict[str, Any] = {
        "name": re.sub(r"[^a-z0-9._-]+", "-", path.name.lower()).strip("-") or "claims",
        "path": path.name, "format": format, "mediatype": media, "encoding": "utf-8",
        "bytes": path.stat().st_size, "hash": f"sha256:{sha256(path)}",
    }  # fmt: skip
    if fields is None:
        described["type"] = "file"
    else:
        described |= {"type": "table", "schema": {"fields": fields, "missingValues": [""]}}
    filters = {name: _plain(value) for name, value in asdict(job.filters).items() if value not in (None, False)}
    return {
        **described,
        "sources": [
            {"title": outlet or "(no outlet credited)", "claims": claims}
            for outlet, claims in sorted(job.outlets.items(), key=lambda pair: (-pair[1], pair[0]))[:_SOURCES]
        ],
        "rights": RIGHTS,
        _MARK: {
            "version": __version__, "fingerprints": sorted(job.fingerprints), "filters": filters,
            "rejected": job.rejected or job.filters.rejected, "claims": sum(job.outlets.values()), "count": count,
            "left_out": dict(sorted(job.notes.items())),
        },
        **more,
    }  # fmt: skip


def field_of(column: Column, name: str | None = None) -> dict[str, Any]:
    """A column as a field of a Frictionless schema; ``name`` where the file calls it otherwise."""
    field = {"name": name or column.name, "type": column.type, "title": column.chinese, "description": column.meaning}
    return field | ({"constraints": {"required": True, "unique": True}} if column.name == "id" else {})


def write(folder: Path, resources: list[dict[str, Any]]) -> Path:
    """Put resources into the folder's package, in place of those of the same files; others stay if their files do."""
    check_writable(folder)
    path = folder / NAME
    known = {r["path"]: r for r in _load(path)["resources"]} if path.exists() else {}
    known = {name: r for name, r in known.items() if (folder / name).exists()} | {r["path"]: r for r in resources}
    package = {
        "profile": "data-package",
        "name": "unionfacts-claims",
        "title": "工会报道中的数字事实 Numeric facts from reports about trade unions",
        "description": "Read by unionfacts from the articles; each fact leads back to the bytes that it was read from.",
        "created": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        _MARK: {"version": __version__},
        "resources": [known[name] for name in sorted(known)],
    }
    with replacing(path, force=True) as made:
        made.write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _load(path: Path) -> dict[str, Any]:
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ExportError(f"cannot read {path}", "it is no JSON", "move it away") from error
    well = isinstance(package, Mapping) and isinstance(package.get("resources"), list)
    return dict(package) if well else {}


def _plain(value: Any) -> Any:
    return format(value, "f") if isinstance(value, Decimal) else value.isoformat() if isinstance(value, date) else value
