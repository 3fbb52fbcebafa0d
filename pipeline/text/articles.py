"""Articles of a document: headline, credits and body, apart from everything that a page puts around them.

A document is read line by line. Each line is an information line (date, source, authors), a byline, furniture, a
paragraph, or a short line (headline, subheading, link). An article starts at short lines that credits, a byline or a
lead (本报讯) follow; it ends where its page's tail starts (editors, related links, legal notes, replies).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from pipeline.model import Problem
from pipeline.text import columns, furniture, mastheads
from pipeline.text.align import Text
from pipeline.text.lines import Line, read, strip, tidy
from pipeline.text.mastheads import Credits

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


@dataclass(slots=True)
class _Item:
    """A line with what it is: info, page, byline, credit, caption, hint, drop, end, text, head."""

    line: Line
    kind: str
    why: str = ""
    credits: Credits = field(default_factory=Credits)

    @property
    def string(self) -> str:
        return self.line.string


_HEAD_MARK = re.compile(r"\s*[（(](引题|肩题|眉题|主题|正题|副题|副标题)[）)]\s*$")
_TITLE_LABEL = re.compile(r"^(?:主\s*题|标\s*题|题\s*目|原标题|文章标题|新闻标题)\s*[：:]\s*")
_CAPTION = re.compile(r"^(?:▲|△|▼|↑|←|→|图为|图说|图[一二三四五1-9]?[：:]|图片说明|资料图|（图|\(图)|(?:摄|供图|翻摄|资料图片?|提供)[）)]$")
_FORUM = re.compile(r"^(?:UID|级别|威望|积分|在线时间|注册时间|最后登录|发帖|财富|贡献值|精华)\s*[：:]|发表于|楼主|只看该作者|沙发|板凳")
_REPLY = re.compile(r"^(?:\d{1,4}\s*[#楼F]|沙发|板凳|地板|地下室)(?:\s|$|[：:])|^(?:回复|引用)\s*\d*\s*[#楼：:]")
_DATED_REPLY = re.compile(r"^(?:\d{1,4}\s*[#楼F]|沙发|板凳|地板)\s.*\d{4}[-年/]\d{1,2}")
_POSTED = re.compile(r"发表于|^(?:楼主|发信站|发布者|发帖人|发贴人|作者)[：:]")
_NOTE = re.compile(r"^[—－\-\s]*(?:根?据|本文).{2,40}(?:整理|改编|摘编|节选)$")
_SITE_TITLE = re.compile(r"[_＿].*[_＿]|[_－-][\u4e00-\u9fff]{2,8}(?:网|频道|在线)$")
_DANGLING = re.compile(r"(?:是|的|和|与|及|在|把|被|将|对|向|为|让|使|从|于|以|能否|也|就|都|了|等|并|而|但|[0-9])$|[，、]$")
_TAGGED = re.compile(r"^\s*[\[【(（](?:转帖|转载|转贴|原创|分享|讨论|公告|置顶|精华|推荐|图文|组图|图|新闻|资讯)[\]】)）]\s*")
_TITLE_TAIL = re.compile(r"\s*(?:[\[【(（](?:复制链接|发帖|图|组图|图文|转载|多图|转)[\]】)）]|复制链接)\s*$")
_INNER_MARKS = "，。、；：！？）”’》%"
_TELLING = re.compile(r"获悉|了解到|介绍|表示|截至|目前|日前|近日|据悉|[0-9]月[0-9]|[0-9]{4}年|[0-9]日")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_STRONG = frozenset({"legal", "path", "related", "next", "forum", "site", "imprint"})


def split(text: Text) -> tuple[tuple[Piece, ...], tuple[Problem, ...]]:
    """The articles of a document in reading order; what belongs to none is furniture.

    Args:
        text: the whole document after all repairs, simplified, Chinese punctuation full-width.

    Returns:
        The articles, and the problem ``no-article`` if there is none.
    """
    items = _classify(read(text))
    page = next((i.credits for i in items if i.kind == "page"), Credits())
    paper = _is_paper(items)
    if paper:
        _find_fragments(items)
    forum = sum(1 for i in items if i.why == "forum" or _FORUM.search(i.string)) >= 3
    _cut_replies(items, forum)
    pieces = []
    for segment in _segments(items, paper):
        piece = _build(segment, items, page, paper, forum, text[:0])
        if piece is not None:
            pieces.append(piece)
    if not pieces:
        return (), (Problem("no-article", "articles", "no line of the document reads like a paragraph"),)
    return tuple(pieces), ()


def _classify(lines: tuple[Line, ...]) -> list[_Item]:
    items = [_read(line) for line in lines]
    for item, following in zip(items, items[1:], strict=False):
        if item.kind == "hint" and len(item.string) <= 12 and following.kind in ("text", "head"):
            following.kind, following.why = "hint", "box"
    return items


def _read(line: Line) -> _Item:
    text = line.string
    if page := mastheads.read_page_head(text):
        return _Item(line, "page", credits=page)
    lead, taken = mastheads.read_lead(text)
    if taken and (lead or text.startswith("本报")) and len(text) - taken >= 12:
        return _Item(line, "text")
    what = furniture.effect(text)
    prose = furniture.is_prose(text)
    posted = _POSTED.search(text) is not None and mastheads.find_date(text) is not None
    if "。" not in text and not (what and what[1] in _STRONG and not posted):
        info = mastheads.read_line(_posted(text) if posted else text)
        if info and (info.date or info.outlet):
            return _Item(line, "info", credits=info)
        if info and not what:
            return _Item(line, "byline", credits=mastheads.read_byline(text) or info)
    if what:
        return _Item(line, {"drop": "drop", "end": "end", "hint": "hint"}[what[0]], what[1])
    whole = re.fullmatch(r"[（(【〔\[].*[）)】〕\]]", text)
    if whole and _CAPTION.search(text.strip("（()）【】[]")) or (_CAPTION.search(text) and len(text) < 160):
        return _Item(line, "caption", credits=_caption_credits(text))
    if whole:
        closing, at = mastheads.read_end(text)
        if at == 0:
            return _Item(line, "credit", credits=closing)
    if not prose and (byline := mastheads.read_byline(text)):
        return _Item(line, "byline", credits=byline)
    return _Item(line, "text" if prose and not _HEAD_MARK.search(text) else "head")


def _posted(text: str) -> str:
    """A forum's line of who posted when, without the switches around it."""
    after = text[text.index("发表于") :].split("|")[0] if "发表于" in text else text
    return after if mastheads.find_date(after) else text


def _caption_credits(text: str) -> Credits:
    closing, _ = mastheads.read_end(text)
    if closing:
        return closing
    if match := re.search(r"[（(]([^（()）]*(?:摄|供图|提供))[）)]$", text):
        return mastheads.read_byline(match[1]) or Credits()
    return Credits()


def _is_paper(items: list[_Item]) -> bool:
    """Whether the document is a page of a newspaper: a page head, or several pieces with 本报讯 or 本报记者."""
    if any(i.kind == "page" for i in items):
        return True
    own = sum(1 for i in items if i.string.startswith(("本报讯", "本报记者", "本报通讯员")) and i.kind in ("text", "byline"))
    sourced = any(i.kind == "info" and i.credits.outlet for i in items)
    return own >= 2 and not sourced


def _find_fragments(items: list[_Item]) -> None:
    """Short lines of a newspaper page that are no headlines but pieces of a cut paragraph."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        if item.kind != "head" or following is None:
            continue
        if following.kind == "byline" or mastheads.read_lead(following.string)[1]:
            continue
        if _fragment_score(item.string, following.string if following.kind == "text" else "") >= 3:
            item.kind = "text"


def _fragment_score(text: str, following: str) -> int:
    """How much a short line looks like a piece of a sentence rather than a headline: 3 and more means it is one."""
    if text.endswith(("—", "？", "！")):
        return 0
    score = 2 * bool(re.search(r"[。；]", text)) + bool(re.search(r"[？！].", text)) + ("，" in text)
    score += (len(text) >= 22) + (len(text) >= 30 and "、" in text)
    score += bool(re.search(r"近日|日前|获悉|据悉", text) or ("，" in text and _TELLING.search(text)))
    score += 3 * (text.count("“") != text.count("”") or text.count("（") != text.count("）") or text[0] in _INNER_MARKS)
    score += 2 * bool(re.search(r"[，、]", text) and _DANGLING.search(text))
    if following:
        score += 3 * (following[0] in _INNER_MARKS) + (1 + ("，" in text)) * (columns.joint(text, following) >= 2)
    return score


def _cut_replies(items: list[_Item], forum: bool) -> None:
    """Everything from the first reply on is furniture."""
    begun = False
    for n, item in enumerate(items):
        begun = begun or item.kind == "text"
        reply = _REPLY.match(item.string) if forum else _DATED_REPLY.match(item.string)
        if begun and (reply or (forum and item.kind == "info" and "发表于" in item.string)):
            for rest in items[n:]:
                rest.kind, rest.why = "end", "forum"
            return


def _segments(items: list[_Item], paper: bool) -> list[list[_Item]]:
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
            credited = credited or (not begun and bool(mastheads.read_lead(item.string)[0].authors))
            begun = True
            _, at = mastheads.read_end(item.string)
            closed = at < len(item.string)
        elif item.kind in ("credit", "byline") and begun:
            closed = True
        elif item.kind in ("byline", "info"):
            credited = bool(item.credits.authors)
        n += 1
    bounds = [*starts, len(items)]
    segments = [items[a:b] for a, b in zip(bounds, bounds[1:], strict=False)]
    pictures = {k for k, _ in resume}
    out: list[list[_Item]] = []
    for k, segment in enumerate(segments):
        if k - 1 in pictures and k >= 2 and segment and segment[0].kind == "text" and out:
            # the text after a picture continues the article before it
            out[-2 if len(out) >= 2 else -1].extend(segment)
        else:
            out.append(list(segment))
    return out


def _heading_from(items: list[_Item], first: int, last: int) -> int:
    """Where the headline of an article starts in a run of short lines: at most a kicker, a title and a subtitle."""
    at = last
    while at > first and last - at < 2:
        here, before = items[at].string, items[at - 1].string
        if here.startswith("—") or before.endswith("—") or _HEAD_MARK.search(before):
            at -= 1
        elif last - at == 0 and len(_CJK.findall(before)) >= 6:
            at -= 1
            break
        else:
            break
    return at


def _starts_article(items: list[_Item], first: int, last: int, paper: bool, closed: bool) -> bool:
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
    lead, taken = mastheads.read_lead(following.string)
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


def _closes_later(items: list[_Item], first: int, last: int) -> bool:
    """Whether the text under a headline ends with a closing credit, before anything else credits it."""
    if len(_CJK.findall(items[last].string)) < 9:
        return False
    for item in items[last + 1 :]:
        if item.kind in ("byline", "info", "page") or (item.kind == "text" and mastheads.read_lead(item.string)[1]):
            return False
        if item.kind == "text" and mastheads.read_end(item.string)[0].authors:
            return True
    return False


def _picture_end(items: list[_Item], last: int) -> int | None:
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
    segment: list[_Item], items: list[_Item], page: Credits, paper: bool, forum: bool, nothing: Text
) -> Piece | None:
    start = _body_start(segment)
    if start is None:
        return None
    header = segment[:start]
    kicker, title, subtitle, at = _headline(header, forum, nothing)
    credits = _header_credits(header, at)
    while start - 1 > at and segment[start - 1].kind == "head" and not segment[start - 1].string.startswith("—"):
        start -= 1  # a subheading, or a short first line, under headline and byline
    while len(_CJK.findall(segment[start].string)) < 2:
        start += 1
    blocks, tail = _body(segment[start:], paper, forum)
    if not blocks:
        return None
    lead, taken = mastheads.read_lead(blocks[0].text.text)
    if taken:
        rest = strip(blocks[0].text[taken:])
        blocks = [columns.Block(rest), *blocks[1:]] if len(rest) else blocks[1:]
    if not blocks:
        return None
    closing, cut = mastheads.read_end(blocks[-1].text.text)
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
    around = [i.string[:200] for i in items if i.kind == "page" or (i.kind in ("drop", "end") and i.why in ("path", "legal", "imprint", "site"))]
    return Piece(kicker, title, subtitle, body, found.date, found.outlet, found.authors, "\n".join(around))


def _body_start(segment: list[_Item]) -> int | None:
    """Index of the first line of the body: the first paragraph, or a subheading that stands right before it."""
    return next((n for n, item in enumerate(segment) if item.kind == "text"), None)


def _headline(header: list[_Item], forum: bool, nothing: Text) -> tuple[Text, Text, Text, int]:
    """Kicker, title and subtitle of an article, and the index of the title in the header (or its length)."""
    heads = [n for n, i in enumerate(header) if i.kind == "head" and _may_head(i.string)]
    if not heads:
        return nothing, nothing, nothing, len(header)
    marked = {m[1]: n for n in heads if (m := _HEAD_MARK.search(header[n].string))}
    anchors = [n for n, i in enumerate(header) if i.kind in ("info", "byline")]
    group: list[int] = []
    for anchor in anchors:
        group = _run(header, heads, anchor - 1)
        if group:
            break
    labelled = [n for n in heads if re.match(r"^(?:主\s*题|标\s*题)\s*[：:]", header[n].string)]
    if labelled:
        same = [n for n in heads if _key(header[n].string) == _key(header[labelled[0]].string)]
        group = [same[-1]]
    elif forum and (named := _thread(header, heads)) is not None:
        group = [named]
    elif not group or all(_TITLE_LABEL.match(header[n].string) for n in group):
        below = _run(header, heads, len(header) - 1)
        group = below or group or [heads[-1]]
    for role in ("主题", "正题"):
        if role in marked:
            main = marked[role]
            above = next((marked[r] for r in ("引题", "肩题", "眉题") if r in marked), None)
            under = next((marked[r] for r in ("副题", "副标题") if r in marked), None)
            return (
                _title(header[above]) if above is not None else nothing,
                _title(header[main]),
                _title(header[under]) if under is not None else nothing,
                main,
            )
    subtitle = nothing
    if len(group) > 1 and header[group[-1]].string.startswith(("—", "－－", "--")):
        if not _NOTE.match(header[group[-1]].string):
            subtitle = _title(header[group[-1]])
        group = group[:-1]
    main = group[-1]
    if len(group) > 1 and len(_CJK.findall(header[main].string)) <= min(6, len(_CJK.findall(header[group[-2]].string)) - 4):
        group = group[:-1]  # the account or column that published it
        main = group[-1]
    kicker = nothing
    if len(group) > 1 and len(_CJK.findall(header[group[-2]].string)) >= 6:
        above_line = header[group[-2]]
        if _key(above_line.string) != _key(header[main].string):
            kicker = _title(above_line)
    return kicker, _title(header[main]), subtitle, main


def _thread(header: list[_Item], heads: list[int]) -> int | None:
    """The headline of a thread: the line that the path above repeats, else the last one longer than a user's name."""
    paths = "".join(_key(i.string) for i in header if i.why == "path")
    long = [n for n in heads if len(_CJK.findall(header[n].string)) >= 7]
    told = [n for n in long if _key(_title(header[n]).text) in paths]
    return told[-1] if told else long[-1] if long else None


def _run(header: list[_Item], heads: list[int], last: int) -> list[int]:
    """The run of headline lines that ends at ``last`` or right above it (furniture and captions do not count)."""
    n = last
    while n >= 0 and n not in heads:
        if header[n].kind in ("text",):
            return []
        if header[n].kind in ("info", "byline") and n != last:
            return []
        if header[n].kind == "head":
            n -= 1
            continue
        n -= 1
    group: list[int] = []
    while n in heads and len(group) < 3:
        group.insert(0, n)
        n -= 1
    return group


def _may_head(text: str) -> bool:
    return len(_CJK.findall(text)) >= 4 and not _SITE_TITLE.search(text) and text not in mastheads.OUTLETS


def _key(text: str) -> str:
    return "".join(c for c in _TITLE_LABEL.sub("", text) if c.isalnum())


def _title(item: _Item) -> Text:
    """The line without labels (原标题：), markers (（引题）) and dashes around it."""
    text = item.line.text
    if match := _TITLE_LABEL.match(text.text):
        text = text[match.end() :]
    if match := _HEAD_MARK.search(text.text):
        text = text[: match.start()]
    if match := _TAGGED.match(text.text):
        text = text[match.end() :]
    if match := _TITLE_TAIL.search(text.text):
        text = text[: match.start()]
    start = len(text.text) - len(text.text.lstrip("—－- ■□●▲◆★☆\u3000"))
    return strip(text[start:])


def _header_credits(header: list[_Item], title: int) -> Credits:
    """Credits above the body; lines under the headline before those above it."""
    near = [i for i in header[title:] if i.kind in ("info", "byline", "caption", "credit")]
    far = [i for i in header[:title] if i.kind in ("info", "byline")]
    out = Credits()
    for item in [*near, *far]:
        out = out.over(item.credits)
    return out


def _body(segment: list[_Item], paper: bool, forum: bool) -> tuple[list[columns.Block], Credits]:
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


def _goes_on(rest: list[_Item], blocks: list[columns.Block], item: _Item, forum: bool) -> bool:
    """Whether an article goes on behind a line that looks like its end (a share bar or an editor's box in between)."""
    if forum or item.why in ("related", "legal", "comment"):
        return False
    ahead = 0
    for other in rest[1:]:
        if other.kind == "end" and other.why in ("related", "legal", "comment", "forum"):
            break
        if other.kind == "text":
            ahead += len(other.string)
    return ahead >= 200 and ahead >= 0.5 * sum(len(b.text) for b in blocks)


def _captions_in(blocks: list[columns.Block]) -> tuple[str, ...]:
    """Photographers credited at the end of captions inside the body (裴怡文 摄)."""
    found: list[str] = []
    for block in blocks:
        if match := re.search(r"[。）”]\s*([\u4e00-\u9fff 、]{2,16}\s*(?:摄|摄影))$", block.text.text):
            byline = mastheads.read_byline(match[1])
            found += byline.authors if byline else ()
    return tuple(dict.fromkeys(found))


__all__ = ["CODES", "Piece", "split"]
