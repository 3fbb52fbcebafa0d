"""Kicker, headline and subtitle of an article, out of the lines above its body."""

from __future__ import annotations

import re

from pipeline.text import bylines
from pipeline.text.align import Text
from pipeline.text.lines import strip
from pipeline.text.reading import HEAD_MARK, Item

_TITLE_LABEL = re.compile(r"^(?:主\s*题|标\s*题|题\s*目|原标题|文章标题|新闻标题)\s*[：:]\s*")
_NOTE = re.compile(r"^[—－\-\s]*(?:根?据|本文).{2,40}(?:整理|改编|摘编|节选)$")
_SITE_TITLE = re.compile(r"[_＿].*[_＿]|[_－-][\u4e00-\u9fff]{2,8}(?:网|频道|在线)$")
_TAGGED = re.compile(
    r"^\s*(?:\[[\u4e00-\u9fff]{2,6}\](?=\s*\S{6})|[\[【(（](?:转帖|转载|转贴|原创|分享|讨论|公告|置顶|精华|推荐|图文|组图|图|新闻|资讯)[\]】)）])\s*"
)
_TITLE_TAIL = re.compile(r"(?<!\s)\s*(?:[\[【(（](?:复制链接|发帖|图|组图|图文|转载|多图|转)[\]】)）]|复制链接)\s*$")
_PAPER = re.compile(r"[\u4e00-\u9fff]{2,7}(?:日报|晚报|时报|周刊|周报|月刊|简报|通讯社|新闻网|电子报)")
_CJK = re.compile(r"[\u4e00-\u9fff]")


def headline(header: list[Item], forum: bool, nothing: Text) -> tuple[Text, Text, Text, int]:
    """Kicker, title and subtitle of an article, and the index of the title in the header (or its length)."""
    heads = [n for n, i in enumerate(header) if i.kind == "head" and _may_head(i.string)]
    heads = [n for n in heads if not _PAPER.fullmatch(header[n].string.strip())] or heads
    if not heads:
        return nothing, nothing, nothing, len(header)
    marked = {m[1]: n for n in heads if (m := HEAD_MARK.search(header[n].string))}
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
    if len(group) > 1 and _size(header[main]) <= min(6, _size(header[group[-2]]) - 4):
        group = group[:-1]  # the account or column that published it
        main = group[-1]
    kicker = nothing
    if len(group) > 1 and len(_CJK.findall(header[group[-2]].string)) >= 6:
        above_line = header[group[-2]]
        if _key(above_line.string) != _key(header[main].string):
            kicker = _title(above_line)
    return kicker, _title(header[main]), subtitle, main


def _thread(header: list[Item], heads: list[int]) -> int | None:
    """The headline of a thread: the line that the path above repeats, else the last one longer than a user's name."""
    paths = "".join(_key(i.string) for i in header if i.why == "path")
    long = [n for n in heads if len(_CJK.findall(header[n].string)) >= 7]
    told = [n for n in long if _key(_title(header[n]).text) in paths]
    return told[-1] if told else long[-1] if long else None


def _run(header: list[Item], heads: list[int], last: int) -> list[int]:
    """The run of headline lines that ends at ``last`` or right above it (furniture and captions do not count)."""
    n = last
    among = set(heads)
    while n >= 0 and n not in among:
        if header[n].kind in ("text",):
            return []
        if header[n].kind in ("info", "byline") and n != last:
            return []
        if header[n].kind == "head":
            n -= 1
            continue
        n -= 1
    group: list[int] = []
    while n in among and len(group) < 3:
        group.insert(0, n)
        n -= 1
    return group


def _size(item: Item) -> int:
    return len(_CJK.findall(item.string))


def _may_head(text: str) -> bool:
    if len(_CJK.findall(text)) < 4 or text[-1] in "：，；、":
        return False
    return not _SITE_TITLE.search(text) and text not in bylines.OUTLETS


def _key(text: str) -> str:
    return "".join(c for c in _TITLE_LABEL.sub("", text) if c.isalnum())


def _title(item: Item) -> Text:
    """The line without labels (原标题：), markers (（引题）) and dashes around it."""
    text = item.line.text
    if match := _TITLE_LABEL.match(text.text):
        text = text[match.end() :]
    if match := HEAD_MARK.search(text.text):
        text = text[: match.start()]
    if match := _TAGGED.match(text.text):
        text = text[match.end() :]
    if match := _TITLE_TAIL.search(text.text):
        text = text[: match.start()]
    start = len(text.text) - len(text.text.lstrip("—－- ■□●▲◆★☆\u3000"))
    return strip(text[start:])


__all__ = ["headline"]
