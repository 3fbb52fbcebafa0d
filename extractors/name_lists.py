"""What the tables say about names of persons: surnames, parts of names, offices and trades beside a name."""

from __future__ import annotations

from functools import cache

import regex

import gazetteers
from extractors.borders import Words


@cache
def surnames() -> frozenset[str]:
    """All surnames, single and compound."""
    return frozenset(row["surface"] for row in gazetteers.rows("surnames"))


@cache
def wordlike() -> frozenset[str]:
    """Surnames whose character is as frequent as a word (于, 任, 和), so that they prove little."""
    return frozenset(row["surface"] for row in gazetteers.rows("surnames") if row["word"] == "yes")


@cache
def rare() -> frozenset[str]:
    """Surnames of few people: the characters of the whole name must bear them out."""
    rows = gazetteers.rows("surnames")
    return frozenset(row["surface"] for row in rows if row["kind"] == "single" and int(row["rank"]) > 500)


@cache
def surname_pattern() -> regex.Pattern[str]:
    """Matches one surname, a compound one first."""
    singles = "".join(sorted(s for s in surnames() if len(s) == 1))
    doubles = "|".join(sorted(s for s in surnames() if len(s) == 2))
    return regex.compile(rf"(?:{doubles})|[{singles}]" if doubles else rf"[{singles}]")


@cache
def titles_after() -> tuple[str, ...]:
    """Titles and forms of address that stand after names."""
    return tuple(row["title"] for row in gazetteers.rows("titles") if row["side"] == "after")


@cache
def _before_by_end() -> dict[str, frozenset[str]]:
    """Titles that stand before names, by their last two characters (the whole title where it is shorter)."""
    out: dict[str, set[str]] = {}
    for row in gazetteers.rows("titles"):
        if row["side"] == "before":
            out.setdefault(row["title"][-1], set()).add(row["title"])
    return {key: frozenset(value) for key, value in out.items()}


_ROLE = regex.compile(
    r"(?:[\p{Han}][员工师农匠娘嫂]|[牧渔村居彝苗藏侗侨]民|[病工家牌酒战校老车票室网]友|[选歌棋射猎枪水炮舵旗]手|[学考男女高初新医][生]"
    r"|(?:劳动|作|读|患|学|记|笔|消费|供|从业|爱好|创业|打工|参训|参赛)者|老伴|同桌|评委|嘉宾|作者|绣娘|名叫)$"
)
_NO_ROLE = regex.compile(
    r"(?:动员|职工|手工|加工|开工|完工|竣工|复工|招工|民工|罢工|停工|分工|"
    r"化工|军工|施工|出师|拜师|会师|三农|支农|涉农|惠农|助农|兴农|人员|成员|全员|超员)$"
)
"""Words that end like a role; those of them that are one (成员, 职工) are in the table of titles."""


def title_before(text: str, at: int) -> bool:
    """Whether an office, a trade or kinship stands right before ``at`` (副主席, 椒农, 妻子)."""
    if at and text[at - 1] == " ":
        at -= 1
    if not at:
        return False
    known = _before_by_end().get(text[at - 1], ())
    return any(text.endswith(title, 0, at) for title in known)


def role_before(words: Words, at: int) -> bool:
    """Whether a word that ends like a trade stands right before ``at`` (椒农, 铆工): less sure than a known one."""
    if at not in words.borders:
        return False
    tail = words.text[max(0, at - 4) : at]
    return bool(_ROLE.search(tail)) and not _NO_ROLE.search(tail)


@cache
def not_names() -> frozenset[str]:
    """Words that look like names and are none."""
    return frozenset(row["word"] for row in gazetteers.rows("not_names"))
