"""Taking a view away: the claims of a list as a file, made by the exports."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from pipeline.export import FORMATS, export
from pipeline.serve.asked import Asked, read
from pipeline.serve.pages import NotHereError, Page, Query
from pipeline.serve.site import Site
from pipeline.store import FactBase

MOST = 50_000
"""Claims in one download: a workbook of so many takes twenty seconds, and a browser waits all that time without a byte.
More are taken with `unionfacts export`; a workbook then holds what Excel does, 1,048,575 claims, and needs no more
memory for them.
"""
NAMES = {
    "csv": "CSV，表格，Excel 可直接打开", "xlsx": "Excel 工作簿，每栏有说明", "jsonl": "JSON 行，给程序用",
    "parquet": "Parquet，给 DuckDB、Polars", "conll": "CoNLL，逐字标注", "labelstudio": "Label Studio 标注任务",
    "gbt": "引用，GB/T 7714 格式", "bibtex": "引用，BibTeX", "csl": "引用，CSL-JSON（Zotero）",
}  # fmt: skip
_KINDS = {
    "csv": "text/csv; charset=utf-8", "gbt": "text/plain; charset=utf-8", "bibtex": "text/plain; charset=utf-8",
    "conll": "text/plain; charset=utf-8", "jsonl": "application/x-ndjson",
    "csl": "application/json; charset=utf-8", "labelstudio": "application/json; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
_SUFFIXES = {"labelstudio": "json", "csl": "json", "gbt": "txt", "bibtex": "bib"}


def page(site: Site, base: FactBase, query: Query) -> Page:
    """The page that offers all forms of a list."""
    asked = read(query)
    forms = [(form, zh, asked.address("/export", form=form), MOST) for form, zh in NAMES.items()]
    return Page("uf_download.html", {"title": "下载", "asked": asked, "forms": forms})


def download(site: Site, base: FactBase, query: Query) -> Page:
    """A file with the claims of a list, at most :data:`MOST`.

    Raises:
        NotHereError: if there is no such form.
        ExportError: if the export cannot be made.
    """
    form = query.get("form", "")
    if form not in NAMES or form not in FORMATS:
        raise NotHereError(f"没有「{form[:30]}」这种下载", "", f"用其中一种：{'、'.join(NAMES)}")
    asked = read(query, "-published")
    return _file(base, asked, form)


def _file(base: FactBase, asked: Asked, form: str) -> Page:
    name = f"unionfacts.{_SUFFIXES.get(form, form)}"
    with tempfile.TemporaryDirectory(prefix="unionfacts-") as folder:
        path = Path(folder) / name
        done = export(base, form, path, replace(asked.filters, limit=MOST), bom=form == "csv")
        body = path.read_bytes()
    headers = {
        "Content-Disposition": f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(_title(asked, name))}",
        "X-Unionfacts-Claims": str(done.claims),
    }
    if done.claims >= MOST:
        headers["X-Unionfacts-Cut"] = f"the first {MOST} claims"
    return Page(body=body, kind=_KINDS.get(form, "application/octet-stream"), headers=headers)


def _title(asked: Asked, name: str) -> str:
    """A file name that says what was asked for."""
    told = "-".join(chip["text"] for chip in asked.chips())
    kept = "".join(c if c.isalnum() or c in "-_" else "_" for c in told)[:60]
    return f"工会事实-{kept}.{name.rpartition('.')[2]}" if kept else name
