"""Citations, one for each claim, in three forms; see :mod:`pipeline.export.citations`."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.export import citations
from pipeline.export.claims import Job, Row
from pipeline.export.formats.base import Format


def _lines(form: Callable[[Row], str], name: str, media: str, job: Job, path: Path) -> tuple[int, list[dict[str, Any]]]:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in job.claims():
            count += 1
            file.write(form(row) + "\n")
    return count, [{"path": path, "format": name, "media": media, "count": count}]


def _csl(job: Job, path: Path) -> tuple[int, list[dict[str, Any]]]:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("[")
        for row in job.claims():
            file.write(",\n " if count else "\n ")
            file.write(json.dumps(citations.csl(row), ensure_ascii=False))
            count += 1
        file.write("\n]\n" if count else "]\n")
    media = "application/vnd.citationstyles.csl+json"
    return count, [{"path": path, "format": "json", "media": media, "count": count}]


def _numbered(job: Job, path: Path) -> tuple[int, list[dict[str, Any]]]:
    number = 0

    def line(row: Row) -> str:
        nonlocal number
        number += 1
        return f"[{number}] {citations.gbt(row)}"

    return _lines(line, "txt", "text/plain", job, path)


GBT = Format("gbt", "a citation for each claim in the style of GB/T 7714", _numbered)
BIBTEX = Format("bibtex", "a BibTeX entry for each claim", partial(_lines, citations.bibtex, "bib", "text/x-bibtex"))
CSL = Format("csl", "CSL-JSON for Zotero and Pandoc, an item for each claim", _csl)
