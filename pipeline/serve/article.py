"""The page of an article: its text with every claim and name marked, and the list of claims beside it.

The text is read again from its source, whose bytes must still be those that the facts were read from. Where the source
is gone, the sentences that are stored stand alone, and the gaps between them are shown as gaps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.run.original import Original
from pipeline.serve import original, words
from pipeline.serve.asked import read
from pipeline.serve.marks import Mark, Piece, pieces
from pipeline.serve.pages import NotHereError, Page, Query
from pipeline.serve.site import Site
from pipeline.store import FactBase


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or what is left of it.

    Attributes:
        pieces: its text with marks.
        gap: whether text before it is missing here.
        head: whether it is a headline.
    """

    pieces: list[Piece]
    gap: bool = False
    head: bool = False


def article(site: Site, base: FactBase, query: Query) -> Page:
    """The page of one article.

    Raises:
        NotHereError: if there is none of that id.
    """
    db = base.db.conn
    found = db.execute(
        "SELECT a.*, d.name, d.encoding FROM articles a JOIN documents d ON d.id = a.document WHERE a.id = ?",
        (query["id"],),
    ).fetchone()
    if found is None:
        raise NotHereError(f"没有编号为 {query['id'][:60]} 的文章", "它可能在重读之后没有了", "从首页搜索")
    row = dict(found)
    claims = [
        dict(one) for one in db.execute("SELECT * FROM v_claims WHERE article = ? ORDER BY start, id", (row["id"],))
    ]
    paragraphs, why_not = _paragraphs(site, base, row, claims)
    others = db.execute(
        "SELECT a.id, a.title FROM articles a WHERE a.document = ? AND a.id <> ? ORDER BY a.position LIMIT 60",
        (row["document"], row["id"]),
    )
    labels = {role for paragraph in paragraphs for piece in paragraph.pieces for role in piece.roles}
    return Page(
        "uf_article.html",
        {
            "title": row["title"] or row["name"],
            "asked": read({}),
            "row": row,
            "source": base.source_of(row["id"]),
            "paragraphs": paragraphs,
            "whole": not why_not,
            "why_not": why_not,
            "claims": [
                {"row": one, "figure": words.figure(one), "confidence": words.confidence(one["confidence"])[0],
                 "review": words.word("review", one["review"])}
                for one in claims
            ],
            "labels": [(code.lower(), word) for code, word in words.words("label").items() if code.lower() in labels],
            "others": [dict(other) for other in others],
        },
    )  # fmt: skip


def _paragraphs(
    site: Site, base: FactBase, row: Mapping[str, Any], claims: list[dict[str, Any]]
) -> tuple[list[Paragraph], str]:
    """The article as it stands in its source, or what is stored of it, and then why."""
    read_again = original.original(site, row["document"], original.WAIT_LONGER)
    if isinstance(read_again, Original) and row["position"] < len(read_again.articles):
        told = {one["id"]: told_of(one) for one in claims}
        lines = original.lines(read_again.articles[row["position"]], told)
        return [Paragraph(pieces_, head=head) for pieces_, head in lines], ""
    why = "原文正在重读，稍后刷新就能看到全文。" if read_again is None else "原文件不在手边，或内容已经变了。"
    return stored(base, row, claims), f"{why}下面只有含数字的句子，「……」处有没存下的文字。"


def stored(base: FactBase, article: Mapping[str, Any], claims: list[dict[str, Any]]) -> list[Paragraph]:
    """The sentences of an article that hold claims, each a paragraph; what lies between them is a gap."""
    told = {one["id"]: told_of(one) for one in claims}
    paragraphs = []
    last = article["start"]
    for sentence in base.sentences(article["document"]):
        if sentence["article"] != article["id"]:
            continue
        marks = [
            Mark(one["mark_start"], one["mark_end"], "quantity", one["id"], told.get(one["id"], ""))
            for one in sentence["claims"]
        ]
        marks += names(sentence["text"], sentence["mentions"])
        paragraphs.append(Paragraph(pieces(sentence["text"], marks), gap=sentence["start"] > last + 1))
        last = sentence["end"]
    return paragraphs


def names(text: str, mentions: list[dict[str, Any]]) -> list[Mark]:
    """Marks of the names in a sentence, found in the order in which they stand."""
    found: list[Mark] = []
    at = 0
    for mention in mentions:
        start = text.find(mention["surface"], at)
        if start < 0:
            continue
        title = f"{words.word('label', mention['label'])}：{mention['canonical']}"
        found.append(Mark(start, start + len(mention["surface"]), mention["label"].lower(), "", title))
        at = start
    return found


def told_of(row: Mapping[str, Any]) -> str:
    """A claim in one line, for who points at its mark."""
    parts = (row["subject"], row["action"], row["item"], words.figure(dict(row)), words.period(dict(row)))
    return " ".join(part for part in parts if part)


def beside(base: FactBase, row: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The stored sentences before and after that of a claim, two at most on either side."""
    sentences = [one for one in base.sentences(row["document"]) if one["article"] == row["article"]]
    index = next((n for n, one in enumerate(sentences) if any(c["id"] == row["id"] for c in one["claims"])), None)
    if index is None:
        return [], []
    texts = [one["text"] for one in sentences]
    return texts[max(index - 2, 0) : index], texts[index + 1 : index + 3]
