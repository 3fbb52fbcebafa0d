"""Names of reporters in credits: Credits, what counts as a name, and lines that hold nothing but names.

Labels (记者, 作者, 文/图) and outlets are data: gazetteers ``masthead_labels`` and ``outlets``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import gazetteers
from gazetteers.places import wider_divisions

_ROWS = gazetteers.rows("masthead_labels")
ROLES = {row["label"]: row["role"] for row in _ROWS if row["role"] != "word"}
"""What each label introduces: outlet, date, author, or skip."""

_NOT_NAMES = frozenset(row["label"] for row in _ROWS)
OUTLETS = {row["name"]: row["place"] for row in gazetteers.rows("outlets")}
"""News outlets with the place that each belongs to."""

LABEL = re.compile(
    r"(?P<label>"
    + "|".join(sorted(map(re.escape, ROLES), key=len, reverse=True))
    + r")\s*(?:[：:]|[/／|丨](?=\s*[\u4e00-\u9fff]))"
)
CREDIT = re.compile(  # labels that need no colon: 记者 王文, 通讯员刘强
    r"(?P<label>(?:[\u4e00-\u9fffA-Za-z—－-]{0,10}?)(?:记者|通讯员|实习生|评论员|报道员))(?![们站称席说获从了在招采])"
)
_MARK = re.compile("[：:/／|丨]")
_REPORTER = re.compile("记者|通讯员|实习生|评论员|报道员")
"""Without one of the first a :data:`LABEL` cannot be, without one of the second no :data:`CREDIT`."""
_NAME = r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{2,8})?"
_WIRED = re.compile(  # 方大海台北1日电: who, where, when
    r"(?:(?P<three>[\u4e00-\u9fff]{3})(?=[\u4e00-\u9fff]{2,6}\d)|(?P<two>[\u4e00-\u9fff]{2}))"
    r"[\u4e00-\u9fff]{2,6}(?:\d{1,2}月)?\d{1,2}日(?:专|综合|外)?电$"
)
_NEVER_LAST = ("报道", "报导", "摄影", "摄", "供图", "日报", "晚报", "新闻", "公司", "市", "县", "省")
_NAME_ONLY = re.compile(_NAME)
_FILED = re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000]+([\u4e00-\u9fff]{2,4})$")
_SEPARATORS = re.compile(r"[\s、，,;；/／|和&]+")
_SPACED = re.compile(  # 杨　青, 方 大 海
    r"(?<![\u4e00-\u9fff·])([\u4e00-\u9fff])[ \u3000]+([\u4e00-\u9fff])(?:[ \u3000]+([\u4e00-\u9fff]))?"
    r"(?![\u4e00-\u9fff·])"
)
BODY = r"(?:总工会|工会|委员会|办公室|宣传部|部|办|处|局|中心|报社|委|社|会|科|院|校|公司|组)"
_BODY_TAIL = re.compile(r"(?:工会|总会|委员会|办公室|宣传部|工作部|中心|公司|报社|通讯社|学校|学院)$")


@dataclass(frozen=True, slots=True)
class Credits:
    """What a line, a lead or a closing bracket credits. Empty fields where it says nothing."""

    date: date | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.date or self.outlet or self.authors)

    def over(self, other: Credits) -> Credits:
        """These credits, filled up from ``other``; authors of both, in order, each once."""
        authors = tuple(dict.fromkeys(self.authors + other.authors))
        return replace(self, date=self.date or other.date, outlet=self.outlet or other.outlet, authors=authors)


@cache
def _surnames() -> frozenset[str]:
    return frozenset(row["surface"] for row in gazetteers.rows("surnames"))


def like_name(token: str) -> bool:
    """Whether a token has the form of a name, whatever it starts with."""
    return bool(_NAME_ONLY.fullmatch(token)) and token not in _NOT_NAMES and token not in OUTLETS and len(token) <= 4


def is_name(token: str) -> bool:
    """Whether a short token can be a reporter's name: two to four characters from a surname on (or with ·)."""
    if "·" in token:
        return bool(_NAME_ONLY.fullmatch(token))
    return (
        2 <= len(token) <= 4
        and token not in _NOT_NAMES
        and token not in OUTLETS
        and bool(_NAME_ONLY.fullmatch(token))
        and (token[0] in _surnames() or token[:2] in _surnames())
        and not (len(token) > 2 and _BODY_TAIL.search(token))
        and not token.endswith(_NEVER_LAST)
    )


def names(value: str, *, bodies: bool = False, labelled: bool = False) -> tuple[str, ...]:
    """Names of a list (罗敏 黄美脉; 杨　青).

    Args:
        value: the list, without its label.
        bodies: offices and other bodies count too (作者：市总网法社部).
        labelled: a label such as 记者 says that a name comes first, so that its surname need not be known.
    """
    value = re.sub(r"[（(【〔\[].*?[）)】〕\]]", " ", value)
    value = _SPACED.sub(r"\1\2\3", value)
    found: list[str] = []
    for token in _SEPARATORS.split(value.strip()):
        token = token.strip("：:，。.·-—－_~「」“”《》【】[]()（）■□●▲◆★☆○◎")
        if not token or token in _NOT_NAMES:
            continue
        token = re.sub(r"(?<=[\u4e00-\u9fff]{2})(?:翻摄|摄影|摄|供图|报道|报导|撰文)$", "", token)
        first = labelled and not found and like_name(token)
        body = bodies and (like_name(token) or (len(token) <= 20 and re.search(BODY + "$", token)))
        if is_name(token) or first or body:
            found.append(token)
        else:
            break
    return tuple(found)


@cache
def _places() -> frozenset[str]:
    return frozenset(place.short for place in wider_divisions() if place.short)


def _unless_place(match: re.Match[str]) -> str:
    """记者 方大海 深圳报道: the last word is where the report was filed."""
    return "" if match[1] in _places() else match.group()


def authors_in(text: str) -> tuple[str, ...]:
    """Authors credited in a stretch of text by 记者, 通讯员, 文/图 … with or without a colon."""
    found: list[str] = []
    labels = list(LABEL.finditer(text)) if _MARK.search(text) else []
    plain = list(CREDIT.finditer(text)) if _REPORTER.search(text) else []
    if not (labels or plain):
        return ()
    ends = sorted([m.end() for m in labels if ROLES[m["label"]] == "author"] + [m.end() for m in plain])
    stops = sorted({m.start() for m in [*labels, *plain]} | {len(text)})
    for end in ends:
        stop = next((s for s in stops if s >= end), len(text))
        value = text[end:stop].lstrip("：:/／ \u3000")
        value = re.split(r"[｜|。；;）)】〕\]]|\s{3,}", value)[0]
        value, reported = re.subn(r"(?:现场|综合|实习)?(?:报道|报导)$", "", value.strip())
        if reported:
            value = _FILED.sub(_unless_place, value)
        if wired := _WIRED.match(value):
            value = wired["three"] or wired["two"]
        if "／" in value or "/" in value:
            value = re.split(r"[／/]", value)[0]
        found.extend(names(value, labelled=True))
    return tuple(dict.fromkeys(found))


_BYLINE = re.compile(
    r"^(?:文[/／|]图|图[/／|]文|文[/／|]|图[/／|])?\s*[\u4e00-\u9fffA-Za-z—－\-·]{0,12}?"
    r"(?:记者|通讯员|实习生|评论员)[\s：:/／]*[^。！？]{2,60}$"
)
_SIGNED = re.compile(rf"(?:{_NAME} ?[/／] ?(?:文图|图文|文|图|摄影|摄|撰文)[\s、，]*){{1,3}}")  # 方大海/文 林小满/图
_PHOTO = re.compile(
    rf"(?:图[/／：:]?|摄影[：:/／]?)?\s*((?:{_NAME}[\s、]*){{1,4}})(?:摄影|摄|文/图|图/文|供图|翻摄)(?:影|影报道|报道)?"
)


def read_byline(line: str) -> Credits | None:
    """Authors of a line that holds nothing but them (本报记者 李娜; □记　者　张春晓; 张玺 程志会), or None.

    新华社记者 X 摄 credits the agency too.
    """
    text = line.strip(" \u3000\t■□●▲◆★☆○◎▌|（）()〔〕【】[]")
    if not text or len(text) > 70 or re.search(r"[。！？；]", text):
        return None
    text = re.sub(r"记[ \u3000]+者", "记者", text)
    text = re.sub(r"通[ \u3000]*讯[ \u3000]*员", "通讯员", text)
    if _BYLINE.match(text):
        authors = authors_in(text)
        left = CREDIT.split(text)[0]
        rest = re.sub(r"[\s、，,：:/／|]|记者|通讯员|摄影|摄|报道|报导|文|图|实习生", "", text)
        for name in authors:
            rest = rest.replace(name, "", 1)
        if authors and len(rest) <= 12 and len(left) <= 12:
            return Credits(None, agency(text), authors)
    if _SIGNED.fullmatch(text):
        return Credits(None, None, tuple(dict.fromkeys(re.findall(rf"({_NAME})[ ]?[/／]", text))))
    tail = _PHOTO.fullmatch(text)
    if tail and (people := names(tail[1])):
        return Credits(None, None, people)
    tokens = [t for t in re.split(r"[\s、]+", _SPACED.sub(r"\1\2\3", text)) if t]
    if 1 <= len(tokens) <= 5 and all(is_name(t) and len(t) <= 3 for t in tokens):
        return Credits(None, None, tuple(tokens))
    return None


def agency(text: str) -> str | None:
    """The news agency named in a byline (新华社记者 徐昱 摄), or None."""
    match = re.search(r"(新华社|中新社|中央社|中国新闻社)", text)
    return match[1] if match else None


__all__ = [
    "BODY", "CREDIT", "LABEL", "OUTLETS", "ROLES", "Credits", "agency", "authors_in", "is_name", "like_name",
    "names", "read_byline",
]  # fmt: skip
