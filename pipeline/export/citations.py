"""How the source of a figure is cited: in the style of GB/T 7714—2015, as BibTeX, and as CSL-JSON.

A citation leads to the article as far as it is known, and from there to the bytes that the figure was read from. What
the fact base does not know is left out and never made up: a document without an outlet is cited as ``[Z]`` (other).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pipeline import __version__

Row = Mapping[str, Any]
_URL = re.compile(r"https?://\S+", re.I)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#", "_": r"\_", "$": r"\$",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_MOST_AUTHORS = 3  # GB/T 7714—2015, 8.1.2: the first three, then 等


def gbt(row: Row) -> str:
    """One line in the style of GB/T 7714—2015: ``王小明. 云水县总工会…[N]. 云水日报, 2023-01-12. 原文“12.5万元”…``."""
    authors = list(row["authors"])
    names = ", ".join(authors[:_MOST_AUTHORS]) + (", 等" if len(authors) > _MOST_AUTHORS else "")
    address = url(row)
    kind = ("N" if row["outlet"] else "EB" if address else "Z") + ("/OL" if address else "")
    printed = ", ".join(filter(None, (row["outlet"], row["published"])))
    parts = [names, f"{_title(row)}[{kind}]", printed, address or "", f"原文“{row['quote']}”: {position(row)}"]
    parts.append(f"{_program()}, 编号 {row['id']}")
    return _plain(". ".join(part for part in parts if part) + ".")


def bibtex(row: Row) -> str:
    """One BibTeX entry whose key is the claim's id: @article where the outlet is known, else @misc."""
    published = str(row["published"] or "")
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in row["authors"]),
        "title": f"{{{_tex(_title(row))}}}",
        "journal": _tex(row["outlet"] or ""),
        "date": published,
        "year": published[:4],
        "month": str(int(published[5:7])) if published else "",
        "day": str(int(published[8:10])) if published else "",
        "url": (url(row) or "").replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C"),
        "note": _tex(f"“{row['quote']}”: {position(row)}; {_program()}, {row['id']}"),
        "langid": "chinese",
    }
    kind = "article" if row["outlet"] else "misc"
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value and value != "{}"]
    return "\n".join([f"@{kind}{{{row['id']},", *lines, "}"])


def csl(row: Row) -> dict[str, Any]:
    """One CSL-JSON item; what only this program knows is under ``custom``, as the schema provides."""
    published = str(row["published"] or "")
    item: dict[str, Any] = {
        "id": row["id"],
        "type": "article-newspaper" if row["outlet"] else "webpage" if url(row) else "document",
        "title": _title(row),
        "author": [{"literal": name} for name in row["authors"]],
        "container-title": row["outlet"],
        "issued": {"date-parts": [[int(part) for part in published.split("-")]]} if published else None,
        "URL": url(row),
        "language": "zh-CN",
        "note": _plain(f"“{row['quote']}”: {position(row)}; {_program()}"),
        "custom": {
            "claim": row["id"], "quote": row["quote"], "path": row["path"], "encoding": row["encoding"],
            "sha256": row["document"], "byte_start": row["byte_start"], "byte_end": row["byte_end"],
            "program": "unionfacts", "version": __version__,
        },
    }  # fmt: skip
    return {name: value for name, value in item.items() if value not in (None, [], "")}


def url(row: Row) -> str | None:
    """The address of a document that was read under one (JSON lines may give it as their name), or None."""
    return next((str(row[name]) for name in ("path", "name") if _URL.fullmatch(str(row[name]))), None)


def position(row: Row) -> str:
    """Where the figure stands: path, bytes (from 0, the last not included) and the start of the document's hash."""
    return f"{row['path']}, 字节 {row['byte_start']}–{row['byte_end']}, sha256 {row['document'][:16]}"


def _title(row: Row) -> str:
    return str(row["title"] or row["name"])


def _program() -> str:
    return f"unionfacts {__version__} 读出"


def _plain(text: str) -> str:
    """In one line."""
    return _CONTROL.sub(" ", text)


def _tex(text: str) -> str:
    return "".join(_TEX.get(c, c) for c in _plain(text))
