"""Articles of a document: headline, credits and body, apart from everything that a page puts around them.

A document is read line by line. Each line is an information line (date, source, authors), a byline, furniture, a
paragraph, or a short line (headline, subheading, link). An article starts at short lines that credits, a byline or a
lead (本报讯) follow; it ends where its page's tail starts (editors, related links, legal notes, replies).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from pipeline.model import Problem
from pipeline.text import bylines, columns, leads
from pipeline.text.align import Text
from pipeline.text.bylines import Credits
from pipeline.text.headlines import headline
from pipeline.text.lines import read, strip, tidy
from pipeline.text.reading import (
    HEAD_MARK,
    Item,
    classify,
    cut_replies,
    find_fragments,
    is_forum,
    is_paper,
    read_bulletin_head,
)

CODES = {"no-article": "the document holds no text that reads like an article"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One article as it stands in the document.

    Attributes:
        kicker, title, subtitle: 引题, headline, 副题; empty where there are none. Figures in each count as headline.
        body: paragraphs with one line break between them, without byline, lead credit and closing credit.
        date: publication date, or None where the document shows none.
        outlet: outlet credited, or None.
        authors: reporters, correspondents and photographers credited, in order, each once.
        neighbours: navigation path, page head and imprint around the article, which may say where it plays.
    """

    kicker: Text
    title: Text
    subtitle: Text
    body: Text
    date: date | None
    outlet: str | None
    authors: tuple[str, ...]
    neighbours: str


_CJK = re.compile(r"[\u4e00-\u9fff]")
_AROUND = frozenset({"path", "legal", "imprint", "site"})
"""Kinds of furniture that say whose page it is."""
_OWNER = re.compile(r"^\s*[\u4e00-\u9fff]{3,26}(?:工会|协会|总会|联合会|联会|联盟)\s*$")
"""A line above the headline that is nothing but a union's name: its own page."""


def split(text: Text) -> tuple[tuple[Piece, ...], tuple[Problem, ...]]:
    """The articles of a document in reading order; what belongs to none is furniture.

    Args:
        text: the whole document after all repairs, simplified, Chinese punctuation full-width.

    Returns:
        The articles, and the problem ``no-article`` if there is none.
    """
    items = classify(read(text))
    paper = is_paper(items)
    if paper:
        find_fragments(items)
    forum = is_forum(items)
    read_bulletin_head(items)
    page = next((i.credits for i in items if i.kind == "page" and i.credits), Credits())
    cut_replies(items, forum)
    pieces = []
    for segment in _segments(items, paper):
        piece = _build(segment, items, page, paper, forum, text[:0])
        if piece is not None:
            pieces.append(piece)
    if not pieces:
        return (), (Problem("no-article", "articles", "no line of the document reads like a paragraph"),)
    return tuple(pieces), ()


def _segments(items: list[Item], paper: bool) -> list[list[Item]]:
    """The document cut where articles start. A picture with its own headline inside a cut article is put behind it."""
    starts = [0]
    begun = False  # the current article has a paragraph
    closed = False  # ... and its closing credit
    credited = False  # ... or a credit at its head, so that a closing credit must be another's
    resume: list[tuple[int, int]] = []
    n = 0
    while n < len(items):
        item = items[n]
        if item.kind == "head" and begun:
            group_end = n
            while group_end + 1 < len(items) and items[group_end + 1].kind == "head":
                group_end += 1
            apart = closed or (paper and credited and _closes_later(items, n, group_end))
            if _starts_article(items, n, group_end, paper, apart):
                first = _heading_from(items, n, group_end)
                starts.append(first)
                begun = closed = credited = False
                picture = _picture_end(items, group_end) if paper else None
                if picture is not None:
                    resume.append((len(starts) - 1, picture))
                    if picture < len(items):
                        n = picture
                        begun = True
                        if items[n].kind == "text":
                            starts.append(n)
                        continue
                n = group_end + 1
                continue
            n = group_end + 1
            continue
        if item.kind == "text":
            credited = credited or (not begun and bool(leads.read_lead(item.string)[0].authors))
            begun = True
            _, at = leads.read_end(item.string)
            closed = at < len(item.string)
        elif item.kind in ("credit", "byline") and begun:
            closed = True
        elif item.kind in ("byline", "info"):
            credited = bool(item.credits.authors)
        n += 1
    bounds = [*starts, len(items)]
    segments = [items[a:b] for a, b in pairwise(bounds)]
    pictures = {k for k, _ in resume}
    out: list[list[Item]] = []
    for k, segment in enumerate(segments):
        if k - 1 in pictures and k >= 2 and segment and segment[0].kind == "text" and out:
            # the text after a picture continues the article before it
            out[-2 if len(out) >= 2 else -1].extend(segment)
        else:
            out.append(list(segment))
    return out


def _heading_from(items: list[Item], first: int, last: int) -> int:
    """Where the headline of an article starts in a run of short lines: at most a kicker, a title and a subtitle."""
    at = last
    while at > first and last - at < 2:
        here, before = items[at].string, items[at - 1].string
        if here.startswith("—") or before.endswith("—") or HEAD_MARK.search(before):
            at -= 1
        elif last - at == 0 and len(_CJK.findall(before)) >= 6:
            at -= 1
            break
        else:
            break
    return at


def _starts_article(items: list[Item], first: int, last: int, paper: bool, closed: bool) -> bool:
    """Whether the short lines ``items[first..last]``, which stand after a paragraph, head a new article."""
    if len(_CJK.findall(items[last].string)) < 4:
        return False
    rest = [i for i in items[last + 1 : last + 6] if i.kind != "drop"]
    if not rest:
        return False
    following = rest[0]
    text_soon = any(i.kind == "text" for i in rest[:4])
    if following.kind == "info":
        return text_soon and (following.credits.date is not None or following.credits.outlet is not None)
    if following.kind == "hint":
        return text_soon
    if following.kind == "byline":
        return text_soon and ("记者" in following.string or "通讯员" in following.string or paper)
    if following.kind != "text":
        return False
    lead, taken = leads.read_lead(following.string)
    if taken and (lead.authors or re.match(r"^本报|.{2,8}(?:讯|电)", following.string[:taken])):
        return True
    if not paper:
        return closed and len(following.string) >= 25 and items[first].line.gap
    if closed:
        return True
    if _picture_end(items, last) is not None:
        return True
    heads = items[first : last + 1]
    if len(heads) >= 2:
        return heads[-2].string.endswith("—") or (heads[-1].line.gap and len(heads[-2].string) >= 8)
    return False


def _closes_later(items: list[Item], first: int, last: int) -> bool:
    """Whether the text under a headline ends with a closing credit, before anything else credits it."""
    if len(_CJK.findall(items[last].string)) < 9:
        return False
    for item in items[last + 1 :]:
        if item.kind in ("byline", "info", "page") or (item.kind == "text" and leads.read_lead(item.string)[1]):
            return False
        if item.kind == "text" and leads.read_end(item.string)[0].authors:
            return True
    return False


def _picture_end(items: list[Item], last: int) -> int | None:
    """Index behind a small picture article (one or two paragraphs and X 摄) that starts after ``last``, or None."""
    n = last + 1
    texts = 0
    while n < len(items) and texts <= 2:
        item = items[n]
        if item.kind == "text":
            texts += 1
            if re.search(r"(?:摄|摄影报道)[）)]?$", item.string):
                return n + 1
        elif item.kind in ("byline", "credit", "caption") and texts and re.search(r"摄", item.string):
            return n + 1
        elif item.kind != "drop":
            return None
        n += 1
    return None


def _build(
    segment: list[Item], items: list[Item], page: Credits, paper: bool, forum: bool, nothing: Text
) -> Piece | None:
    start = _body_start(segment)
    if start is None:
        return None
    header = segment[:start]
    kicker, title, subtitle, at = headline(header, forum, nothing)
    credits = _header_credits(header, at)
    while start - 1 > at and segment[start - 1].kind == "head" and not segment[start - 1].string.startswith("—"):
        start -= 1  # a subheading, or a short first line, under headline and byline
    while len(_CJK.findall(segment[start].string)) < 2:
        start += 1
    blocks, tail = _body(segment[start:], paper, forum)
    if not blocks:
        return None
    lead, taken = leads.read_lead(blocks[0].text.text)
    if taken:
        rest = strip(blocks[0].text[taken:])
        blocks = [columns.Block(rest), *blocks[1:]] if len(rest) else blocks[1:]
    if not blocks:
        return None
    closing, cut = leads.read_end(blocks[-1].text.text)
    if cut < len(blocks[-1].text):
        rest = strip(blocks[-1].text[:cut])
        blocks = [*blocks[:-1], columns.Block(rest, blocks[-1].heading)] if len(rest) else blocks[:-1]
    if not blocks:
        return None
    inner = Credits(authors=_captions_in(blocks))
    found = credits.over(Credits(authors=lead.authors)).over(tail).over(Credits(lead.date, lead.outlet)).over(closing)
    found = found.over(inner).over(Credits(page.date, page.outlet))
    paragraphs = columns.in_order(blocks) if paper else [b.text for b in blocks]
    body = Text.join([tidy(p) for p in paragraphs], "\n")
    used = (kicker.text.strip(), title.text.strip(), subtitle.text.strip())
    owner = [i.string for i in header if i.kind == "head" and _OWNER.search(i.string) and i.string.strip() not in used]
    around = [i.string[:200] for i in items if i.kind == "page" or (i.kind in ("drop", "end") and i.why in _AROUND)]
    return Piece(kicker, title, subtitle, body, found.date, found.outlet, found.authors, "\n".join([*owner, *around]))


def _body_start(segment: list[Item]) -> int | None:
    """Index of the first line of the body: the first paragraph, or a subheading that stands right before it."""
    return next((n for n, item in enumerate(segment) if item.kind == "text"), None)


def _header_credits(header: list[Item], title: int) -> Credits:
    """Credits above the body; lines under the headline before those above it."""
    near = [i for i in header[title:] if i.kind in ("info", "byline", "caption", "credit")]
    far = [i for i in header[:title] if i.kind in ("info", "byline")]
    out = Credits()
    for item in [*near, *far]:
        out = out.over(item.credits)
    return out


def _body(segment: list[Item], paper: bool, forum: bool) -> tuple[list[columns.Block], Credits]:
    """Blocks of the body and the credits that stand behind it."""
    blocks: list[columns.Block] = []
    credits = Credits()
    last = 0
    for n, item in enumerate(segment):
        if item.kind == "end":
            if (paper and item.why != "related") or _goes_on(segment[n:], blocks, item, forum):
                continue
            for rest in segment[n:]:
                if rest.kind == "info" and rest.credits.outlet and not rest.credits.date:
                    credits = credits.over(Credits(outlet=rest.credits.outlet))
            break
        if item.kind in ("info", "byline", "credit"):
            credits = credits.over(item.credits)
        elif item.kind == "caption":
            credits = credits.over(Credits(authors=item.credits.authors))
            if not re.match(r"[（(【\[]", item.string) and len(item.string) > 12:
                blocks.append(columns.Block(item.line.text))
                last = len(blocks)
        elif item.kind == "text":
            blocks.append(columns.Block(item.line.text))
            last = len(blocks)
        elif item.kind == "head":
            blocks.append(columns.Block(item.line.text, heading=True))
            if len(item.string) >= 25 and "，" in item.string and not any(i.kind == "end" for i in segment[n:]):
                last = len(blocks)
    return blocks[:last], credits


def _goes_on(rest: list[Item], blocks: list[columns.Block], item: Item, forum: bool) -> bool:
    """Whether an article goes on behind a line that looks like its end (a share bar or an editor's box in between)."""
    if forum or item.why in ("related", "legal", "comment"):
        return False
    ahead = 0
    for other in rest[1:]:
        if other.kind == "end" and other.why in ("related", "legal", "comment", "forum"):
            break
        if other.kind == "text":
            ahead += len(other.string)
    return ahead >= 80 and ahead >= 0.5 * sum(len(b.text) for b in blocks)


def _captions_in(blocks: list[columns.Block]) -> tuple[str, ...]:
    """Photographers credited at the end of captions inside the body (裴怡文 摄)."""
    found: list[str] = []
    for block in blocks:
        if match := re.search(r"[。）”]\s*([\u4e00-\u9fff 、]{2,16}\s*(?:摄|摄影))$", block.text.text):
            byline = bylines.read_byline(match[1])
            found += byline.authors if byline else ()
    return tuple(dict.fromkeys(found))


__all__ = ["CODES", "Piece", "split"]
