"""The formats, one module each, under the names that users call them by."""

from __future__ import annotations

from pipeline.export.formats import brat, cited, conll, csv, docbin, jsonl, labelstudio, parquet, xlsx
from pipeline.export.formats.base import Format

FORMATS: dict[str, Format] = {
    format.name: format
    for format in (
        csv.FORMAT, xlsx.FORMAT, jsonl.FORMAT, parquet.FORMAT, docbin.FORMAT, brat.FORMAT, conll.FORMAT,
        labelstudio.FORMAT, cited.GBT, cited.BIBTEX, cited.CSL,
    )
}  # fmt: skip

__all__ = ["FORMATS", "Format"]
