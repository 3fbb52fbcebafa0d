"""What stands on each line of a document: paragraph, headline, credit or furniture."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.text import bylines, columns, furniture, leads, mastheads
from pipeline.text.bylines import Credits
from pipeline.text.lines import Line


@dataclass(slots=True)
class Item:
    """A line with what it is: info, page, byline, credit, caption, hint, drop, end, text, head."""

    line: Line
    kind: str
    why: str = ""
    credits: Credits = field(default_factory=Credits)

    @property
    def string(self) -> str:
        """The characters of the line."""
        return self.line.string


_CAPTION = re.compile(
    r"^(?:▲|△|▼|↑|←|→|图为|图说|图[一二三四五1-9]?[：:]|图片说明|资料图|（图|\(图)"
    r"|(?:摄|供图|翻摄|资料图片?|提供)[）)]$"
)
_FORUM = re.compile(
    r"^(?:UID|级别|威望|积分|在线时间|注册时间|最后登录|发帖|财富|贡献值|精华)\s*[：:]|发表于|楼主|只看该作者|沙发|板凳"
)
_REPLY = re.compile(r"^(?:\d{1,4}\s*[#楼F]|沙发|板凳|地板|地下室)(?:\s|$|[：:])|^(?:回复|引用)\s*\d*\s*[#楼：:]")
_DATED_REPLY = re.compile(r"^(?:\d{1,4}\s*[#楼F]|沙发|板凳|地板)\s.*\d{4}[-年/]\d{1,2}")
_POSTED = re.compile(r"发表于|^(?:楼主|发信站|发布者|发帖人|发贴人|作者)[：:]")
_DANGLING = re.compile(r"(?:[是的和与及在把被将对向为让使从于以也就都了等并而但0-9，、]|能否)$")
_INNER_MARKS = "，。、；：！？）”’》%"
_TELLING = re.compile(r"获悉|了解到|介绍|表示|截至|目前|日前|近日|据悉|[0-9]月[0-9]|[0-9]{4}年|[0-9]日")
_STRONG = frozenset({"legal", "path", "related", "next", "forum", "site", "imprint"})
_DATED = re.compile(r"(?:日期|时间)：\s*(?:19|20)\d\d")
_ISSUE = re.compile(r"第\s*\d{1,4}\s*期|总第?\s*\d{1,5}\s*期")
_AT_MEETING = re.compile(  # （2022年1月14日在某某工会三届五次全委会上）
    r"日.{0,2}在.{4,40}(?:会议?|大会|全会)上[）)]$|^[（(](?:19|20)\d\d年\d{1,2}月\d{1,2}日[）)]$"
)
_BULLETIN = re.compile(r"[\u4e00-\u9fff]{2,12}(?:简报|快报|工讯|通讯|动态|信息|专报|周刊|月刊)")
_CONTENTS = re.compile(r"(?:本期|本版)?(?:目录|要目|导读|提要)")
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}[.．、]|[一二三四五六七八九十]{1,2}、|[●○◆■·•])\s*")
HEAD_MARK = re.compile(r"(?<!\s)\s*[（(](引题|肩题|眉题|主题|正题|副题|副标题)[）)]\s*$")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_IN_BRACKETS = re.compile(r"[（(【〔\[].*[）)】〕\]]")


def classify(lines: tuple[Line, ...]) -> list[Item]:
    """Each line with what it is, read on its own but for the paragraph of a summary box."""
    items = [_read(line) for line in lines]
    for item, following in pairwise(items):
        if item.kind == "hint" and len(item.string) <= 12 and following.kind in ("text", "head"):
            following.kind, following.why = "hint", "box"
    return items


def _read(line: Line) -> Item:
    text = line.string
    if page := mastheads.read_page_head(text):
        return Item(line, "page", credits=page)
    lead, taken = leads.read_lead(text)
    if taken and (lead or text.startswith("本报")) and len(text) - taken >= 12:
        return Item(line, "text")
    what = furniture.effect(text)
    prose = furniture.is_prose(text)
    posted = _POSTED.search(text) is not None and mastheads.find_date(text) is not None
    dated = what and what[1] == "path" and _DATED.search(text)
    if "。" not in text and not (what and what[1] in _STRONG and not (posted or dated)):
        info = mastheads.read_line(_posted(text) if posted else text)
        if info and (info.date or info.outlet):
            return Item(line, "info", credits=info)
        if info and not what:
            return Item(line, "byline", credits=bylines.read_byline(text) or info)
    if what:
        return Item(line, {"drop": "drop", "end": "end", "hint": "hint"}[what[0]], what[1])
    whole = _IN_BRACKETS.fullmatch(text)
    if (whole and _CAPTION.search(text.strip("（()）【】[]"))) or (_CAPTION.search(text) and len(text) < 160):
        return Item(line, "caption", credits=_caption_credits(text))
    if whole and len(text) <= 50 and _AT_MEETING.search(text) and (said := mastheads.find_date(text)):
        return Item(line, "info", credits=Credits(said[0]))
    if whole:
        closing, at = leads.read_end(text)
        if at == 0:
            return Item(line, "credit", credits=closing)
    if not prose and (byline := bylines.read_byline(text)):
        return Item(line, "byline", credits=byline)
    return Item(line, "text" if prose and not HEAD_MARK.search(text) else "head")


def _posted(text: str) -> str:
    """A forum's line of who posted when, without the switches around it."""
    after = text[text.index("发表于") :].split("|")[0] if "发表于" in text else text
    return after if mastheads.find_date(after) else text


def _caption_credits(text: str) -> Credits:
    closing, _ = leads.read_end(text)
    if closing:
        return closing
    if match := re.search(r"[（(]([^（()）]*(?:摄|供图|提供))[）)]$", text):
        return bylines.read_byline(match[1]) or Credits()
    return Credits()


def is_forum(items: list[Item]) -> bool:
    """Whether the document is a thread of a forum: several lines hold statistics of users or posts."""
    return sum(1 for i in items if i.why == "forum" or _FORUM.search(i.string)) >= 3


def is_paper(items: list[Item]) -> bool:
    """Whether the document is a page of a newspaper: a page head, or several pieces with 本报讯 or 本报记者."""
    if any(i.kind == "page" for i in items):
        return True
    marks = ("本报讯", "本报记者", "本报通讯员")
    own = sum(1 for i in items if i.string.startswith(marks) and i.kind in ("text", "byline"))
    sourced = any(i.kind == "info" and i.credits.outlet for i in items)
    return own >= 2 and not sourced


def read_bulletin_head(items: list[Item]) -> None:
    """The head of a bulletin (某某简报, 第31期, who issues it and when, its contents) is about all articles below.

    It becomes a page head; lines of the table of contents are furniture.
    """
    n = next((n for n, i in enumerate(items[:6]) if i.kind == "text" or _ISSUE.search(i.string)), None)
    if n is None or items[n].kind == "text":
        return
    dated = next((k for k, i in enumerate(items[:8]) if i.kind in ("info", "page") and i.credits.date), None)
    if dated is None or any(i.kind == "text" for i in items[:dated]):
        return
    name = next((i.string.strip() for i in items[: n + 1] if _BULLETIN.fullmatch(i.string.strip())), None)
    for item in items[: max(dated, n) + 1]:
        item.kind = "page"
    items[dated].credits = items[dated].credits.over(Credits(outlet=name))
    contents = next((k for k, i in enumerate(items[:10]) if _CONTENTS.fullmatch(i.string.strip("【】[] "))), None)
    if contents is None:
        return
    later = {i.string.strip() for i in items[contents + 1 :]}
    items[contents].kind, items[contents].why = "drop", "menu"
    for item in items[contents + 1 :]:
        if item.kind != "head" or not _NUMBERED.match(item.string) or _NUMBERED.sub("", item.string) not in later:
            break
        item.kind, item.why = "drop", "menu"


def find_fragments(items: list[Item]) -> None:
    """Short lines of a newspaper page that are no headlines but pieces of a cut paragraph."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        if item.kind != "head" or following is None:
            continue
        if following.kind == "byline" or leads.read_lead(following.string)[1]:
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
    balanced = text.count("“") == text.count("”") and text.count("（") == text.count("）")
    score += 3 * (not balanced or text[0] in _INNER_MARKS)
    score += 2 * bool(re.search(r"[，、]", text) and _DANGLING.search(text))
    if following:
        score += 3 * (following[0] in _INNER_MARKS) + (1 + ("，" in text)) * (columns.joint(text, following) >= 2)
    return score


def cut_replies(items: list[Item], forum: bool) -> None:
    """Everything from the first reply on is furniture."""
    begun = False
    for n, item in enumerate(items):
        begun = begun or item.kind == "text"
        reply = _REPLY.match(item.string) if forum else _DATED_REPLY.match(item.string)
        if begun and (reply or (forum and item.kind == "info" and "发表于" in item.string)):
            for rest in items[n:]:
                rest.kind, rest.why = "end", "forum"
            return


__all__ = ["HEAD_MARK", "Item", "classify", "cut_replies", "find_fragments", "is_forum", "is_paper"]
