"""Which lines of a document are page furniture: menus, counters, share bars, related links, legal notes.

The words are data (gazetteer ``furniture_words``); this module only says how a line is held against them.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal

import gazetteers
from gazetteers.automaton import Automaton

Effect = Literal["drop", "end", "hint"]
"""drop: this line alone. end: an article that has begun is over. hint: a summary box starts."""

_ROWS = gazetteers.rows("furniture_words")
_START = {row["word"]: (row["effect"], row["kind"]) for row in _ROWS if row["match"] == "start"}
_ANY = {row["word"]: (row["effect"], row["kind"]) for row in _ROWS if row["match"] == "any"}
_MENU = frozenset(row["word"] for row in _ROWS if row["match"] == "menu")


@cache
def _any_words() -> Automaton:
    return Automaton(_ANY)


@cache
def _menu_words() -> Automaton:
    return Automaton(word for word in _MENU if len(word) > 1)


_LONGEST = max(map(len, _START))
_FIRST = frozenset(word[0] for word in _START)
_BULLETS = re.compile(r"^[\s\u3000■□●▲▼◆◇★☆○◎▌►▶※·•\-—－_*#>》›»|｜\[【〖〈<（(]+")
_SPLIT = re.compile(r"[\s\u3000|｜·•/／,，、\[\]【】〖〗（）()：:>》＞»→\-—_+*]+")
_REPEAT = re.compile(r"^(.{3,20}?)\1{2,}")
_COUNTER = re.compile(
    r"^[\s\u3000]*(?:第?\d+\s*[#楼]\b.*|\d+\s*F\b.*"
    r"|(?:(?:点击|浏览|阅读|人气|回复|评论|查看|点赞|分享)[数量：: ]*\d[\d,，]*\s*)+"
    r"|共\s?\d+\s?[页条].*|\d+/\d+页?|[<《\s]*[\d\s|]+[>》\s]*)$"
)
_SITE = re.compile(r"^(?:https?:|www\.|[\w.-]+@[\w.-]+)\S*$", re.IGNORECASE)
_WRAPPED = re.compile(r"^[【〖\[].{1,12}[】〗\]]$")
_ENDS = re.compile(
    r"(?:[。；…．]|[！？][”’」』]|[。…．！？][”’」』）)]+|[。！？…][”’]?[（(【〔][^（()）]{1,30}[）)】〕]|[:：])$"
)
_STOPS = re.compile(r"[。！？；]")
_WITH_STOP = re.compile(r"[。；…．]")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_FOUR_CJK = re.compile(r"(?:[^\u4e00-\u9fff]*+[\u4e00-\u9fff]){4}")


@lru_cache(maxsize=4096)  # asked by effect() and again by those who sort lines
def is_prose(line: str) -> bool:
    """Whether a line reads like (a part of) a paragraph: it ends like a sentence, or is long with stops inside."""
    text = line.strip(" \u3000")
    if not _FOUR_CJK.match(text):
        return False
    ends = _ENDS.search(text) is not None
    stops = len(_STOPS.findall(text))
    if ends and (len(text) >= 9 or text.endswith("。")) and not text.endswith(("：", ":")):
        return True
    if ends and len(text) >= 25 and re.search(r"[，。；]", text):
        return True
    return (len(text) >= 30 and stops >= 1 and not re.search(r"[！？]$", text)) or len(text) > 64


@lru_cache(maxsize=4096)
def effect(line: str) -> tuple[Effect, str] | None:
    """What a line is as furniture, with its kind; None if it is none.

    Args:
        line: one line, simplified, punctuation full-width after Chinese characters.
    """
    text = line.strip(" \u3000\t\r")
    if not text:
        return None
    bare = _BULLETS.sub("", text)
    prose = is_prose(text) and _WITH_STOP.search(text) is not None
    if not bare:
        return ("drop", "rule")
    lengths = range(min(_LONGEST, len(bare)), 0, -1) if bare[0] in _FIRST else ()
    opening = next((bare[:n] for n in lengths if bare[:n] in _START), "")
    if opening and _start_holds(opening, bare, text, prose):
        found, kind = _START[opening]
        return _as_effect(found), kind
    if len(text) <= 160 and (not prose or _share_of_stops(text) < 2) and (words := _any_words().find(text)):
        found, kind = _ANY[words[0][2]]
        return _as_effect(found), kind
    if not prose:
        if _SITE.match(bare) or (_COUNTER.match(text) and len(_CJK.findall(text)) <= 12):
            return ("drop", "counter")
        if text.count("|") + text.count("｜") >= 3 and _share_of_stops(text) == 0:
            return ("drop", "menu")
        if _is_crumb(text):
            return ("drop", "path")
        if _is_menu(text):
            return ("drop", "menu")
        if _WRAPPED.match(text) and _menu_words().find(text):
            return ("drop", "menu")
    if (match := _REPEAT.match(text)) and match.end() >= 0.8 * len(text):
        return ("drop", "menu")
    if len(text) > 3 and not _CJK.search(text) and not re.search(r"\d", text):
        return ("drop", "latin")
    return None


def _as_effect(word: str) -> Effect:
    return "end" if word == "end" else "hint" if word == "hint" else "drop"


def _share_of_stops(text: str) -> int:
    return len(_STOPS.findall(text))


def _start_holds(word: str, bare: str, text: str, prose: bool) -> bool:
    """Whether a line that begins with a furniture word is furniture, or a sentence that happens to begin so."""
    kind = _START[word][1]
    following = bare[len(word) : len(word) + 1]
    label = word[-1] in "：:(（【[/|｜丨" or following in ("：", ":")
    if prose:
        return (label and kind != "share" and len(word) >= 2) or (kind == "legal" and len(word) >= 3)
    if len(text) > 90 and not label:
        return kind == "legal"
    if not following or label:
        return True
    if _CJK.match(following):
        return len(word) >= 4 and _CJK.match(word) is not None
    return True


def _is_crumb(text: str) -> bool:
    """首页 > 地方 > 台南; 人民网>>工会新闻. The last part may be a whole headline."""
    parts = [p.strip() for p in re.split(r">>|>|＞|»|→|›|&gt;", text)]
    if len(parts) < 2 or _share_of_stops(text):
        return False
    short = sum(1 for p in parts if 0 < len(p) <= 12)
    return short >= len(parts) - 1 and (len(parts) >= 3 or "首页" in text or ">>" in text or "网" in parts[0])


def _is_menu(text: str) -> bool:
    """A line made of menu words: 小字号 分享到人人 QQ空间 微博, 即时新闻｜政治｜社会."""
    tokens = [t for t in _SPLIT.split(text) if t]
    if not tokens:
        return True
    words = sum(1 for t in tokens if t in _MENU)
    other = sum(1 for t in tokens if t not in _MENU and re.fullmatch(r"\d{1,6}|[A-Za-z]\W?", t))
    if words and words + other == len(tokens):
        return True
    if len(tokens) >= 3 and words >= 0.6 * len(tokens):
        return True
    bars = text.count("|") + text.count("｜")
    if bars >= 2 and all(len(t) <= 10 for t in tokens) and _share_of_stops(text) == 0:
        return True
    menu = _menu_words().find(text)
    covered = sum(end - start for start, end, _ in menu)
    return len(menu) >= 4 and covered >= 0.7 * len(re.sub(r"\s", "", text))


__all__ = ["Effect", "effect", "is_prose"]
