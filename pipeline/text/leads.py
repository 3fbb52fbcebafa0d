"""Credits inside of paragraphs: the lead of the first (本报讯（记者卢翔）) and the bracket that closes the last."""

from __future__ import annotations

import re

from pipeline.text.bylines import BODY, OUTLETS, Credits, agency, authors_in, is_name, like_name
from pipeline.text.mastheads import OUTLET_TAIL, clean_outlet

_LEAD = re.compile(
    r"""^[\s\u3000]*(?:
      [【〔\[（]\s*(?P<box>[^】〕\]）。]{2,40})\s*[】〕\]）]\s*
      (?P<after>(?:记者|通讯员)[ \u3000]*[\u4e00-\u9fff 、\u3000]{2,20}?[ \u3000]*(?:报道|报导|摄)?[：:])?
    | (?P<who>本报|本网|本刊|本台|[\u4e00-\u9fffA-Za-z—－\-]{2,14}?)
      (?P<where>[\u4e00-\u9fff]{0,10}?(?:\d{4}年)?\d{1,2}(?:月\d{1,2})?日(?:综合)?)?\s*(?P<kind>讯|电|消息)
      (?=[\s\u3000（(〔\[【]|记者|通讯员|$)[\s\u3000]*(?P<paren>[（(〔\[【][^）)〕\]】]{2,60}[）)〕\]】])?
      (?P<loose>[\s\u3000]*(?:全媒体)?记者[ \u3000]+[\u4e00-\u9fff]{2,4}(?:[ \u3000、]+[\u4e00-\u9fff]{2,4}){0,2}
        [ \u3000]*(?:报道|报导)[：: \u3000])?
    | [（(〔\[](?P<only>[^）)〕\]]{0,20}(?:记者|通讯员)[^）)〕\]]{2,50})[）)〕\]]
    | (?P<plain>(?:[\u4e00-\u9fffA-Za-z]{0,8})记者[ \u3000]?[\u4e00-\u9fff 、\u3000]{2,14}[／/]
        [\u4e00-\u9fff]{2,6}(?:报导|报道|综合报导)
      | 记者[ \u3000]?[\u4e00-\u9fff]{2,4}[ \u3000]?(?:报导|报道)[：:])
    )[\s\u3000：:]*""",
    re.VERBOSE,
)


def read_lead(paragraph: str) -> tuple[Credits, int]:
    """Credits of the lead of a first paragraph, and how many characters the lead takes (0 without one).

    本报讯（记者卢翔） …; 中工网讯（工人日报-中工网记者康劲） …; 新华社北京2月17日电（记者 王敏） …;
    【香港商报网讯】记者 朱开芝 报道：…; 〔记者洪瑞琴／台南报导〕 ….
    """
    match = _LEAD.match(paragraph)
    if not match:
        return Credits(), 0
    head = match.group()
    if match["box"] is not None:
        box = match["box"]
        if not re.search(r"记者|通讯员|讯$|电$|报导|报道|[文图][/／]", box):
            return Credits(), 0
        outlet = re.sub(r"(?:讯|电)$", "", box) if re.search(r"(?:讯|电)$", box) else None
        if outlet in ("本报", "本网") or (outlet and outlet not in OUTLETS and not OUTLET_TAIL.search(outlet)):
            outlet = None
        return Credits(None, outlet or agency(box), authors_in(head)), match.end()
    if match["kind"]:
        who = match["who"]
        own = who in ("本报", "本网", "本刊", "本台") or who.startswith(("本报", "本网"))
        outlet = None
        if not own:
            name = re.split(r"\d", who + (match["where"] or ""))[0]
            outlet = next((name[:n] for n in range(len(name), 1, -1) if name[:n] in OUTLETS), None)
            if outlet is None and not (OUTLET_TAIL.search(who) and (match["paren"] or match["where"])):
                return Credits(), 0
            outlet = outlet or who
        return Credits(None, outlet, authors_in(head)), match.end()
    authors = authors_in(head)
    return (Credits(None, agency(head), authors), match.end()) if authors else (Credits(), 0)


# No white space before the white space: from inside of a long run of blanks nothing new is tried.
_END = re.compile(r"(?<!\s)[\s\u3000]*[（(〔【\[](?P<in>[^（()）〔〕【】\[\]]{1,60})[）)〕】\]][\s\u3000]*$")
_EDITORS = re.compile(
    r"(?<!\s)[\s\u3000]*[（(【](?:责任编辑|责编|编辑|译者|核稿|校对|编审)[：:/／][^）)】]{1,30}[）)】][\s\d]*$"
)
_END_PLAIN = re.compile(
    r"(?<=[。！？”])[\s\u3000]*(?P<in>(?:本报|[\u4e00-\u9fff]{2,4}社|本网)?(?:记者|通讯员)[\s\u3000]*"
    r"[\u4e00-\u9fff、 \u3000]{2,24}?(?:[\s\u3000]*(?:摄|摄影|报道|文/图))?)$"
)
_FLOW = re.compile(r"(?:下转|上接|未完|待续|转第|紧接)|^(?:完|图|略|全文|待续)$")


def read_end(paragraph: str) -> tuple[Credits, int]:
    """Credits of the bracket that closes a paragraph (（记者 王文）, （邢生祥）, （完）), and where it starts.

    Returns the paragraph's length as the second value where nothing closes it.
    """
    match = None
    if _bracket_closes(paragraph):
        if editors := _EDITORS.search(paragraph):
            return Credits(), editors.start()
        match = _END.search(paragraph)
    if match is None and ("记者" in paragraph or "通讯员" in paragraph):
        match = _END_PLAIN.search(paragraph)
    if not match:
        return Credits(), len(paragraph)
    inner = match["in"].strip(" \u3000")
    before = paragraph[: match.start()].rstrip()
    closed = not before or before[-1] in "。！？…”’．"
    if _FLOW.search(inner):
        return Credits(), match.start()
    if re.search(r"(?:摄|供图|翻摄|图[/／])", inner) and not closed:
        return Credits(), len(paragraph)
    authors = authors_in(inner)
    source = re.match(r"(?:来源|稿源|据|摘自|转自|原载)[：: ]?(.+?)(?:报道|电|消息)?$", inner)
    if not authors and source and len(source[1]) <= 20 and closed:
        return Credits(None, clean_outlet(source[1])), match.start()
    if not authors and closed:
        tokens = [t for t in re.split(r"[\s、，,\u3000]+", inner) if t]
        alone = len(tokens) == 1 and 2 <= len(tokens[0]) <= 3 and like_name(tokens[0])
        if alone or (tokens and all(_credit_token(t) for t in tokens) and len(tokens) <= 6):
            authors = tuple(tokens)
    if not authors and re.search(r"供稿|供图|提供|整理|记者|通讯员", inner) and len(inner) <= 30 and closed:
        return Credits(), match.start()
    if not authors or not closed:
        return Credits(), len(paragraph)
    return Credits(None, agency(inner), authors), match.start()


def _bracket_closes(paragraph: str) -> bool:
    """Whether a bracket ends the paragraph, blanks and digits behind it apart."""
    end = len(paragraph)
    while end and (paragraph[end - 1].isspace() or paragraph[end - 1].isdecimal()):
        end -= 1
    return end > 0 and paragraph[end - 1] in "）)〕】]"


def _credit_token(token: str) -> bool:
    """A name, or the office that sent an article in (市总网法社部)."""
    return is_name(token) or (4 <= len(token) <= 20 and bool(re.fullmatch(r"[\u4e00-\u9fff]+" + BODY, token)))


__all__ = ["read_end", "read_lead"]
