"""What looks like a quantity and is none: dates, clock times, ordinals, numbers of phones, names and idioms."""

from __future__ import annotations

import re
from functools import cache

from extractors.model import Span
from extractors.quantity_durations import days_measure
from gazetteers import rows

_CN = "〇○零一二三四五六七八九十"
_DATES = re.compile(
    rf"""
    (?=[0-9A-Za-z{_CN}(._\-民公大初第排位名前“‘《〔\[［])(?:  # what the forms begin with: most characters do not
    # 2015年, 2023—2025年
    (?<![0-9.])(?:19|20)[0-9]{{2}}\s?(?:[-—–~～至到]\s?(?:19|20)?[0-9]{{2}}\s?)?(?:学?年度?|届|级(?!以)|版)
    | (?<![0-9.])(?:19|20)[0-9]{{2}}\s?[-—–~～]\s?(?:19|20)[0-9]{{2}}(?![0-9])
    | (?<![0-9.])[0-9]{{4}}(?P<d>[-/.])[0-9]{{1,2}}(?P=d)[0-9]{{1,2}}(?![0-9])
    | (?:民国|公元)[0-9{_CN}]{{1,4}}年
    | (?<![0-9.])[0-9]{{1,3}}年(?:度|第|[0-9{_CN}]{{1,2}}月)
    | [一二][{_CN}]{{3}}年(?:度)?
    | (?<![0-9.])[0-9]{{1,2}}(?:\s?[-—–~～至到、]\s?[0-9]{{1,2}})?\s?月(?:份|\s?[0-9]{{1,2}}\s?[日号])?
    | [{_CN}]{{1,3}}月(?:份|[{_CN}]{{1,3}}[日号])?
    | (?<![0-9.])(?:3[01]|[12][0-9]|0?[0-9])[日号](?!照|子)
    | (?<![0-9:∶比例按])(?<!比为)(?<!比达)[0-9]{{1,2}}[:：][0-9]{{2}}(?:[:：][0-9]{{2}})?
      (?![0-9:∶]|\s?的?(?:比例|配比|配套|匹配|比率|补助|配备|扶持))
    | (?<![0-9])[0-9]{{1,2}}[时点](?:[0-9]{{1,2}}分|半|整|许)?
    | (?<![0-9])\(?0[0-9]{{2,3}}\)?\s?[-—–－]?\s?[0-9]{{7,8}}(?![0-9])
    | (?<![0-9])[0-9]{{3,4}}-[0-9]{{3,4}}-[0-9]{{3,4}}(?![0-9])
    | (?<![0-9])1[3-9][0-9]{{9}}(?![0-9])
    | (?<![0-9.])[0-9]+(?:[.·•][0-9]+){{2,}}
    | [0-9{_CN}]{{1,2}}[·•][0-9{_CN}]{{1,2}}
    | (?<![0-9])[0-9]+\s?(?:[+＋×xX*]\s?[0-9A-Za-zN]+)+
    | (?<![A-Za-z])[A-Za-z]{{1,10}}://[!-~]+ | www\.[!-~]+ | (?<![A-Za-z0-9._-])[A-Za-z0-9._-]{{1,64}}@[A-Za-z0-9.-]+
    | (?:大年)?初[{_CN}](?![中高])
    | [0-9{_CN}]{{1,3}}届\s?[0-9{_CN}]{{1,3}}次
    | [第](?:\s?[0-9]+|[{_CN}百千]+)(?:[、至—-](?:第)?(?:[0-9]+|[{_CN}百千]+))*
    | (?:排名|位列|位居|名列|排在|前)(?:[0-9]+|[{_CN}]+)[位名强]
    | [“‘][^“”‘’，。；：！？\n0-9]{{0,2}}[{_CN}两百千万]+[^“”‘’，。；：！？\n0-9]{{0,8}}[”’]
    | 《[^《》\n]{{1,40}}》
    | “[^“”，。；：！？\n]{{0,10}}”
      (?=[^“”，。；：！？\n]{{0,2}}(?:模式|机制|行动|工程|工作法|活动|计划|战略|体系|格局|服务圈|平台|品牌|职业))
    | 〔[0-9]+〕\s?[0-9]*号? | [\[［][0-9]+[\]］]
    )
    """,
    re.X,
)
_RATIO_NAMED = re.compile(r"比[例率][^，。；：！？\n0-9]{0,10}$")
_LEFT_NO = re.compile(
    r"[A-Za-z_#@\\+=＋/\ufffd&^*{}|<>;?!%`]$|第\s?$|[A-Za-z]-$|[·•]$|[0-9][  ]$"
    r"|[0-9%％][—–~～－-]{1,2}$|[0-9][,.．。]$|(?<![0-9])[0-9]{1,3}(?:[,，][0-9]{3})+[,，]$"
    # what a broken figure leaves (12,34,5人; 30—20人)
)

_RIGHT_NO = re.compile(r"\ufffd|(?<=[%％])[A-Za-z0-9\]})]")


def dates_and_names(text: str) -> list[Span]:
    """Spans of dates, times, ordinals, phone numbers, addresses, sums and quoted names; in order, not overlapping."""
    return [Span(*m.span()) for m in _DATES.finditer(text) if not _none_after_all(text, m)]


def _none_after_all(text: str, m: re.Match[str]) -> bool:
    """Whether what looks like a date is a length (停工20日，) or a ratio (比例降到1:20)."""
    if text[m.end() - 1] == "日":
        return days_measure(text, m.start())
    return text.startswith(("1:", "1："), m.start()) and names_ratio(text, m.start())


def names_ratio(text: str, at: int) -> bool:
    """Whether a ratio is spoken of right before ``at`` (比例中位数为1:29)."""
    return _RATIO_NAMED.search(text, max(0, at - 14), at) is not None


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the figure at ``text[start:end]`` is whole: no letter, sign or lost character cuts it."""
    left = text[start - 1 : start]
    if not ("\u4e00" <= left <= "\u9fff" and left != "第") and _LEFT_NO.search(text, max(0, start - 16), start):
        return False  # behind any other Chinese character nothing of the kind stands
    return _RIGHT_NO.match(text, end) is None


_FIGURE = frozenset("零〇一二两三四五六七八九十百千万亿")


_ANY_DIGIT = "一二两三四五六七八九十"


@cache
def _idioms() -> dict[str, re.Pattern[str]]:
    """By first character, the idioms that begin with it, the longest first."""
    words = sorted((row["pattern"] for row in rows("number_idioms")), key=lambda w: (-len(w), w))
    by_first: dict[str, list[str]] = {}
    for word in words:
        for first in _ANY_DIGIT if word[0] == "N" else word[0]:
            by_first.setdefault(first, []).append(re.escape(word).replace("N", f"[{_ANY_DIGIT}]"))
    return {first: re.compile("|".join(patterns)) for first, patterns in by_first.items()}


def in_idiom(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` overlaps an idiom, slogan or name of ``number_idioms.tsv``."""
    idioms = _idioms()
    at = max(0, start - 6)
    while at < min(end, len(text)):
        idiom = idioms.get(text[at])
        m = idiom.match(text, at, end + 6) if idiom else None
        if m is None:
            at += 1
            continue
        cuts_left = at > 0 and text[at - 1] in _FIGURE and text[at] in _FIGURE
        at = m.end()
        cuts_right = at < len(text) and text[at] in _FIGURE and text[at - 1] in _FIGURE
        if start < at and not cuts_left and not cuts_right:  # 十一 is no name in 二十一
            return True
    return False
