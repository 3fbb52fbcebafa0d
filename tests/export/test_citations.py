"""Citations lead to the article and to the bytes, in three forms, and make nothing up."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import bibtexparser
import pytest

import pipeline
from pipeline import __version__
from pipeline.export import citations, export
from pipeline.export.claims import Job
from pipeline.store import Filters

ROOT = Path(pipeline.__file__).parent.parent
BOTH = pytest.mark.parametrize("which", ["base", "harmful"])
ROW: dict[str, Any] = {
    "id": "abc-12", "authors": ["林一"], "title": "青河市总工会走访职工", "outlet": "青河日报",
    "published": "2024-03-04", "quote": "300万元", "name": "a.txt", "path": "news/a.txt", "encoding": "utf-8",
    "document": "0123456789abcdef" * 4, "byte_start": 36, "byte_end": 45,
}  # fmt: skip
WHERE = "原文“300万元”: {}, 字节 36–45, sha256 0123456789abcdef"
PROGRAM = f"unionfacts {__version__} 读出, 编号 abc-12."


@pytest.mark.parametrize(
    ("changed", "start"),
    [
        ({}, "林一. 青河市总工会走访职工[N]. 青河日报, 2024-03-04. "),
        ({"authors": ["甲", "乙", "丙", "丁"]}, "甲, 乙, 丙, 等. 青河市总工会走访职工[N]. 青河日报, 2024-03-04. "),
        ({"authors": []}, "青河市总工会走访职工[N]. 青河日报, 2024-03-04. "),
        ({"outlet": None}, "林一. 青河市总工会走访职工[Z]. 2024-03-04. "),
        ({"outlet": None, "published": None}, "林一. 青河市总工会走访职工[Z]. "),
        ({"title": ""}, "林一. a.txt[N]. 青河日报, 2024-03-04. "),
        ({"path": "https://e.cn/1"}, "林一. 青河市总工会走访职工[N/OL]. 青河日报, 2024-03-04. https://e.cn/1. "),
        ({"path": "https://e.cn/1", "outlet": None, "published": None, "authors": []},
         "青河市总工会走访职工[EB/OL]. https://e.cn/1. "),
    ],
)  # fmt: skip
def test_gbt(changed, start):
    row = {**ROW, **changed}
    assert citations.gbt(row) == f"{start}{WHERE.format(row['path'])}. {PROGRAM}"


@BOTH
def test_each_claim_has_one_numbered_citation_in_one_line(which, request, tmp_path):
    base = request.getfixturevalue(which)
    done = export(base, "gbt", tmp_path / "a.txt")
    lines = (tmp_path / "a.txt").read_bytes().decode().split("\n")
    assert lines.pop() == ""
    assert [int(re.match(r"\[(\d+)\] ", line)[1]) for line in lines] == list(range(1, done.claims + 1))
    for line, row in zip(lines, Job(base, Filters()).claims(), strict=True):
        assert line.endswith(f"编号 {row['id']}.")
        assert f"字节 {row['byte_start']}–{row['byte_end']}" in line


@BOTH
def test_bibtex_is_read_by_a_bibtex_parser(which, request, tmp_path):
    base = request.getfixturevalue(which)
    export(base, "bibtex", tmp_path / "a.bib")
    parser = bibtexparser.bparser.BibTexParser(common_strings=True, ignore_nonstandard_types=False)
    entries = bibtexparser.loads((tmp_path / "a.bib").read_text(encoding="utf-8"), parser).entries
    rows = list(Job(base, Filters()).claims())
    assert [entry["ID"] for entry in entries] == [row["id"] for row in rows]
    for entry, row in zip(entries, rows, strict=True):
        assert entry["ENTRYTYPE"] == ("article" if row["outlet"] else "misc")
        assert entry.get("date") == row["published"]
        assert row["document"][:16] in entry["note"]


def test_bibtex_escapes_what_tex_would_run():
    entry = citations.bibtex({**ROW, "title": r"\input{x} 50% & #1 $a_b^c~"})
    assert r"title = {{\textbackslash{}input\{x\} 50\% \& \#1 \$a\_b\textasciicircum{}c\textasciitilde{}}}" in entry


CSL_NAMES = {"id", "type", "title", "author", "container-title", "issued", "URL", "language", "note", "custom"}
"""Those of the CSL-JSON schema's variables that may be there; the schema allows no others than its own."""


@BOTH
def test_csl_items_have_the_names_and_shapes_of_the_schema(which, request, tmp_path):
    base = request.getfixturevalue(which)
    export(base, "csl", tmp_path / "a.json")
    items = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    rows = list(Job(base, Filters()).claims())
    assert len(items) == len(rows)
    for item, row in zip(items, rows, strict=True):
        assert set(item) <= CSL_NAMES
        assert item["type"] in ("article-newspaper", "webpage", "document")
        assert all(set(author) == {"literal"} for author in item.get("author", ()))
        if row["published"]:
            ((year, month, day),) = item["issued"]["date-parts"]
            assert f"{year:04}-{month:02}-{day:02}" == row["published"]
        else:
            assert "issued" not in item


def test_the_bytes_that_a_citation_names_are_the_quote(base):
    checked = 0
    for row in Job(base, Filters()).claims():
        custom = citations.csl(row)["custom"]
        data = Path(custom["path"]).read_bytes()
        assert data[custom["byte_start"] : custom["byte_end"]].decode(custom["encoding"]) == custom["quote"]
        checked += 1
    assert checked > 300
