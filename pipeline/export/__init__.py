"""Taking claims away: tables, annotated texts and citations, each with a data package that says what it is.

>>> from pipeline.export import export
>>> export(base, "xlsx", "facts.xlsx", Filters(unit="元"))          # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.export import package
from pipeline.export.claims import Job
from pipeline.export.columns import Column, columns
from pipeline.export.files import ExportError, check_free, replacing
from pipeline.export.formats import FORMATS, Format
from pipeline.export.passages import PER
from pipeline.store import FactBase, Filters


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        path: the file or folder.
        package: its ``datapackage.json``.
        claims: how many claims.
        count: how many rows, texts or citations.
        notes: counts of what was left out or cut, by what it is.
    """

    path: Path
    package: Path
    claims: int
    count: int
    notes: Mapping[str, int]


def export(
    base: FactBase, format: str, out: str | Path, filters: Filters | None = None, *,
    columns: Sequence[str] | None = None, rejected: bool = False, bom: bool = False, per: str = "sentence",
    force: bool = False,
) -> Exported:  # fmt: skip
    """Write the claims that satisfy the filters, as people corrected them, and a ``datapackage.json`` beside.

    Memory does not grow with the number of claims. What is written is there whole or not at all.

    Args:
        base: the fact base.
        format: one of :data:`FORMATS`.
        out: the file to be, or the folder for docbin and brat.
        filters: which claims; all where not given. They look at what was read, not at corrections.
        columns: of tables, in order; all where not given.
        rejected: also claims that the last review rejected.
        bom: CSV for Excel: with a byte order mark, and an apostrophe before text that would be a formula.
        per: what one text of docbin, conll and labelstudio is: sentence, article or document (brat: always document).
        force: replace an earlier export.

    Raises:
        ExportError: if the format, a column or ``per`` is unknown, something is there already, a library is missing, or
            a workbook would need more rows than it has.
        StoreError: if the fact base cannot be read, or the filters are wrong.
    """
    form = _chosen(format, per, bom)
    path = Path(out)
    job = Job(base, filters or Filters(), _columns(base, columns, form), rejected, bom, per)
    ours = package.is_export if form.is_folder else lambda folder: False
    check_free(path, force, ours)  # before the folder's package, so that the nearer reason is told
    if not form.is_folder and path.parent.is_dir():
        package.check_writable(path.parent)
    with replacing(path, force, ours) as made:
        count, files = form.write(job, made)
        if form.is_folder:
            package.write(made, [_described(job, file, Path(file["path"])) for file in files])
    if not form.is_folder:
        package.write(path.parent, [_described(job, file, path) for file in files])
    home = path if form.is_folder else path.parent
    return Exported(path, home / package.NAME, sum(job.outlets.values()), count, dict(job.notes))


def _chosen(format: str, per: str, bom: bool) -> Format:
    if format not in FORMATS:
        raise ExportError(f"cannot export as {format!r}", "there is no such format", f"use one of {', '.join(FORMATS)}")
    if per not in PER:
        raise ExportError(f"cannot export texts per {per!r}", "", f"use one of {', '.join(PER)}")
    if bom and format != "csv":
        raise ExportError(f"cannot begin {format} with a byte order mark", "only CSV has one", "leave --bom out")
    return FORMATS[format]


def _columns(base: FactBase, wanted: Sequence[str] | None, form: Format) -> tuple[Column, ...]:
    every = columns(base.descriptions())
    if wanted is None:
        return every
    if not form.is_table:
        raise ExportError(f"cannot choose columns of {form.name}", "it is no table", "leave the columns out")
    known = {column.name: column for column in every}
    if unknown := [name for name in wanted if name not in known]:
        raise ExportError(f"cannot export the column {', '.join(unknown)}", "there is none", f"use {', '.join(known)}")
    return tuple(known[name] for name in dict.fromkeys(wanted))


def _described(job: Job, file: Mapping[str, object], path: Path) -> dict[str, object]:
    return package.resource(path, job, **{name: value for name, value in file.items() if name != "path"})  # type: ignore[arg-type]


__all__ = ["FORMATS", "ExportError", "Exported", "export"]
