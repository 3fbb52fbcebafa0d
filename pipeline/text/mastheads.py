"""Lines that say who published an article and when: information lines and page heads.

2024-03-04 10:37 来源：福州日报 作者：李白蕾; 信息来源：中工网; 大众日报 2018年1月29日 03版 要闻.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from gazetteers.places import wider_divisions
from pipeline.text.bylines import CREDIT, LABEL, OUTLETS, ROLES, Credits, authors_in, is_name, names

_CN_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "Ｏ": "0", "O": "0"}
_DATE = re.compile(
    r"(?<![\d.])(?:(?P<y>(?:19|20)\d\d)\s?[-/.年]\s?/?(?P<m>\d{1,2})\s?[-/.月]\s?/?(?P<d>\d{1,2})(?!\d(?![\d:]*:))日?"
    r"|(?:民国|中华民国)\s?(?P<ry>\d{2,3}|[一二三四五六七八九十百]{1,5})年\s?(?P<rm>\d{1,2})月\s?(?P<rd>\d{1,2})日"
    r"|(?P<cy>[一二][〇○零OＯ一二三四五六七八九]{3})年"
    r"(?P<cm>[一二三四五六七八九十]{1,2})月(?P<cd>[一二三四五六七八九十]{1,3})日)"
)
_MAYBE_DATE = re.compile(r"[\d年]")
_TIME = re.compile(r"\s*(?:[上下]午)?\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\s*[AP]M)?|\s*\d{1,2}时\d{1,2}分")
_BBS_DATE = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s+([A-Z][a-z]{2})\s+(\d{1,2})\s+[\d:]{8}\s+(\d{4})")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WEEKDAY = re.compile(r"(?:星期|周|礼拜)[一二三四五六日天]")

OUTLET_TAIL = re.compile(r"(?:报|网|社|台|刊|杂志|客户端|新闻|在线|公众号|频道|电视|广播|通讯|新媒体|微信|融媒体中心)$")


def _cn(text: str) -> int:
    """十二 → 12, 二十 → 20, 二〇一六 → 2016, 12 → 12."""
    if text.isdigit():
        return int(text)
    if "十" in text:
        left, _, right = text.partition("十")
        return int(_CN_DIGITS.get(left, "1")) * 10 + int(_CN_DIGITS.get(right, "0"))
    return int("".join(_CN_DIGITS[c] for c in text))


def find_date(line: str) -> tuple[date, int, int] | None:
    """The first full date of a line and where it stands; years of the Republic count from 1911. None without one."""
    if not _MAYBE_DATE.search(line):
        return None
    for match in _DATE.finditer(line):
        if match["y"]:
            year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
        elif match["ry"]:
            year, month, day = 1911 + _cn(match["ry"]), int(match["rm"]), int(match["rd"])
        else:
            year, month, day = _cn(match["cy"]), _cn(match["cm"]), _cn(match["cd"])
        try:
            return date(year, month, day), match.start(), match.end()
        except ValueError:
            continue
    if (bbs := _BBS_DATE.search(line)) and bbs[1] in _MONTHS:
        try:
            return date(int(bbs[3]), _MONTHS.index(bbs[1]) + 1, int(bbs[2])), bbs.start(), bbs.end()
        except ValueError:
            return None
    return None


_NO_OUTLET = frozenset(("本站", "本网", "原创", "网络", "互联网", "本站原创", "本网原创", "未知", "不详", "转载"))


def clean_outlet(value: str) -> str | None:
    """The outlet as the line has it, without book-title marks around it; None if nothing is left.

    A dash between site and paper stays (中工网-工人日报), names of people after a blank do not.
    """
    value = value.strip(" \u3000\t|｜，,。；;：:-_")
    value = re.sub(r"^[\[【（(]+|[\]】）)]+$", "", value).strip()
    if value.startswith("《") and value.endswith("》") and value.count("《") == 1:
        value = value[1:-1]
    if not value or len(value) > 40 or re.fullmatch(r"[\W\d_]*", value):
        return None
    return None if value in _NO_OUTLET else value


def _is_outlet(token: str) -> bool:
    return token in OUTLETS or OUTLET_TAIL.search(token) is not None


def _outlet_and_names(value: str) -> tuple[str | None, tuple[str, ...]]:
    """Split what follows 来源：, where names may follow without a label (福州日报 李白蕾)."""
    value = re.split(r"[|｜【\[〖]|\s{3,}|\u3000{2,}", value.strip(" \u3000"))[0].strip(" \u3000")
    tokens = re.split(r"[ \u3000]+", value)
    if len(tokens) > 1:
        keep = 1
        while keep < len(tokens) and not is_name(tokens[keep]) and _is_outlet(tokens[keep]):
            keep += 1
        rest = tuple(t for t in tokens[keep:] if is_name(t))
        return clean_outlet(" ".join(tokens[:keep])), rest
    return clean_outlet(value), ()


def read_line(line: str) -> Credits | None:
    """What an information line credits, or None if the line is none.

    An information line is short and made of labelled values, a date, outlets and names; a sentence is none.
    """
    text = _WEEKDAY.sub(" ", line.strip(" \u3000\t"))
    if not text or len(text) > 160:
        return None
    if post := _read_post(text):
        return post
    when: date | None = None
    if found := find_date(text):
        when, start, end = found
        time = _TIME.match(text, end)
        text = text[:start] + "  " + text[time.end() if time else end :]
    marks = list(LABEL.finditer(text))
    left = text[: marks[0].start()] if marks else text
    if re.search(r"[。！？]", left):
        return None
    unlabelled = authors_in(left)
    if not (when or marks or unlabelled):
        return None
    credits = Credits(when)
    for i, mark in enumerate(marks):
        stop = marks[i + 1].start() if i + 1 < len(marks) else len(text)
        credits = credits.over(_labelled(mark["label"], text[mark.end() : stop]))
    outlet, others, unexplained = _loose(left, bool(when or unlabelled or marks), bool(when or unlabelled))
    credits = Credits(authors=unlabelled).over(credits).over(Credits(outlet=outlet))
    if not credits.authors and (when or credits.outlet):
        credits = credits.over(Credits(authors=others))
    else:
        unexplained += sum(len(name) for name in others)
    return credits if unexplained <= (18 if when and marks else 14 if when else 10 if marks else 6) else None


_POST = re.compile(  # 原创 方大海 沿海职工之声 2024-09-06 18:30 福建
    r"(?P<own>原创)?\s*(?P<who>[^\d:：。，！？]{2,30}?)\s*(?P<when>(?:19|20)\d\d\D.{4,20}?)(?:\s+(?:发表于\s*)?(?P<where>[\u4e00-\u9fff]{2,4}))?"
)


_ACCOUNT = re.compile(r"(?!发表|发布|来源|时间|日期|更新|编辑|记者|作者)[\u4e00-\u9fff]{3,8}")


def _read_post(text: str) -> Credits | None:
    """What the line under the headline of a public account's post credits, or None if the line is no such line.

    Author (only after 原创), account, date, time, and the province that it was posted from, between blanks.
    """
    match = _POST.fullmatch(text.strip())
    if not match or (match["where"] and match["where"] not in _provinces()):
        return None
    found = find_date(match["when"])
    time = _TIME.fullmatch(match["when"], found[2]) if found else None
    if not found or not (time or found[2] == len(match["when"])):
        return None
    *people, account = match["who"].split()
    if not match["where"] and (
        people or not time or (len(account) < 4 and is_name(account)) or not _ACCOUNT.fullmatch(account)
    ):
        return None  # without the province it is a post's line only where nothing but account, date and time stand
    authors = tuple(name for name in people if is_name(name)) if match["own"] else ()
    return Credits(found[0], clean_outlet(account), authors)


@cache
def _provinces() -> frozenset[str]:
    return frozenset(place.short for place in wider_divisions() if place.level == "province")


def _labelled(label: str, value: str) -> Credits:
    """What the value behind a label credits; reporters may follow in it without a label of their own colon."""
    role = ROLES[label]
    credit = CREDIT.search(value)
    own = value[: credit.start("label")] if credit else value
    more = authors_in(value[credit.start() :]) if credit else ()
    if role == "outlet":
        outlet, people = _outlet_and_names(own if own.strip(" \u3000") else value)
        return Credits(outlet=outlet, authors=people + more)
    if role == "author":
        return Credits(authors=names(own, bodies=label.endswith("作者")) + more)
    if role == "date" and (found := find_date(value)):
        return Credits(found[0])
    return Credits()


def _loose(left: str, known: bool, sure: bool) -> tuple[str | None, tuple[str, ...], int]:
    """Outlet and names that stand without labels, and how many Chinese characters nothing explains.

    Args:
        left: what stands before the first label.
        known: whether the line has a date, a label or a byline, so that an outlet of the gazetteer counts.
        sure: whether it has a date or a byline, so that a word that ends like an outlet's name counts.
    """
    credit = CREDIT.search(left)
    bare = left[: credit.start("label")] if credit else left
    tokens = [t.strip("《》【】[]（）()■□●▲◆★☆") for t in re.split(r"[\s|｜·/／，,\-—]+", bare)]
    outlet = next((t for t in tokens if t in OUTLETS), None) if known else None
    if outlet is None and sure:
        outlet = next((t for t in tokens if OUTLET_TAIL.search(t) and 3 <= len(t) <= 14 and "www" not in t), None)
    people = tuple(t for t in tokens if is_name(t) and t != outlet)
    rest = "".join(t for t in tokens if t != outlet and t not in people and t not in OUTLETS)
    return outlet, people, len(re.findall(r"[\u4e00-\u9fff]", rest))


_PAGE = re.compile(r"(?:第?\s*[A-Z]?\d{1,3}\s*版|版面|星期[一二三四五六日天]|责任编辑|责编|新闻热线|农历)")


def read_page_head(line: str) -> Credits | None:
    """Date and outlet of a newspaper page's head or foot (大众日报 2018年1月29日 03版 要闻), or None."""
    text = line.strip(" \u3000")
    if len(text) > 120 or not _PAGE.search(text) or re.search(r"[。！？]", text):
        return None
    found = find_date(text)
    if not found or re.search(r"来源|作者|发布|时间", text):
        return None
    rest = text[: found[1]] + " " + text[found[2] :]
    tokens = [t.strip("《》【】[]") for t in re.split(r"[\s\u3000|｜·，,/]+", rest) if t]
    outlet = next((t for t in tokens if t in OUTLETS), None)
    if outlet is None:
        outlet = next((t for t in tokens if re.fullmatch(r"[\u4e00-\u9fff]{2,10}(?:报|周刊)", t)), None)
    return Credits(found[0], outlet)


__all__ = ["OUTLET_TAIL", "clean_outlet", "find_date", "read_line", "read_page_head"]
