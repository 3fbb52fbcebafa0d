"""What the tables say about names of persons: surnames, parts of names, offices and trades beside a name."""

from __future__ import annotations

from functools import cache

import regex

import gazetteers
from extractors.borders import Words
from gazetteers.automaton import Automaton


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
def single_surnames() -> frozenset[str]:
    """Surnames of one character."""
    return frozenset(s for s in surnames() if len(s) == 1)


@cache
def compound_surnames() -> Automaton:
    """Finds surnames of two characters."""
    return Automaton(s for s in surnames() if len(s) == 2)


@cache
def titles_after() -> tuple[str, ...]:
    """Titles and forms of address that stand after names."""
    return tuple(row["title"] for row in gazetteers.rows("titles") if row["side"] == "after")


@cache
def _after_by_start() -> dict[str, tuple[str, ...]]:
    """Titles that stand after names, by their first character."""
    out: dict[str, tuple[str, ...]] = {}
    for title in titles_after():
        out[title[0]] = (*out.get(title[0], ()), title)
    return out


@cache
def _before_by_end() -> dict[str, tuple[str, ...]]:
    """Titles that stand before names, by their last character."""
    out: dict[str, tuple[str, ...]] = {}
    for row in gazetteers.rows("titles"):
        if row["side"] == "before":
            out[row["title"][-1]] = (*out.get(row["title"][-1], ()), row["title"])
    return out


_ROLE = regex.compile(
    r"(?:[\p{Han}][员工师农匠娘嫂]|[牧渔村居彝苗藏侗侨]民|[病工家牌酒战校老车票室网]友|[选歌棋射猎枪水炮舵旗]手|[学考男女高初新医][生]"
    r"|(?:劳动|作|读|患|学|记|笔|消费|供|从业|爱好|创业|打工|参训|参赛)者|老伴|同桌|评委|嘉宾|作者|绣娘|名叫)$"
)
_NO_ROLE = regex.compile(
    r"(?:动员|职工|手工|加工|开工|完工|竣工|复工|招工|民工|罢工|停工|分工|"
    r"化工|军工|施工|出师|拜师|会师|三农|支农|涉农|惠农|助农|兴农|人员|成员|全员|超员)$"
)
"""Words that end like a role; those of them that are one (成员, 职工) are in the table of titles."""
_ROLE_ENDS = frozenset("员工师农匠娘嫂民友手生者伴桌委宾叫\n")
"""What every role ends with (a line break behind it does no harm)."""


def title_before(text: str, at: int) -> bool:
    """Whether an office, a trade or kinship stands right before ``at`` (副主席, 椒农, 妻子)."""
    if at and text[at - 1] == " ":
        at -= 1
    if not at:
        return False
    return text.endswith(_before_by_end().get(text[at - 1], ()), 0, at)


def title_after(text: str, at: int) -> bool:
    """Whether an office or form of address stands right behind ``at`` (主席, 师傅)."""
    return text.startswith(_after_by_start().get(text[at : at + 1], ()), at)


def role_before(words: Words, at: int) -> bool:
    """Whether a word that ends like a trade stands right before ``at`` (椒农, 铆工): less sure than a known one."""
    if words.text[at - 1 : at] not in _ROLE_ENDS or at not in words.borders:
        return False
    tail = words.text[max(0, at - 4) : at]
    return bool(_ROLE.search(tail)) and not _NO_ROLE.search(tail)


@cache
def not_names() -> frozenset[str]:
    """Words that look like names and are none."""
    return frozenset(row["word"] for row in gazetteers.rows("not_names"))


@cache
def element_words() -> frozenset[str]:
    """Parts of Tibetan, Mongol and Uyghur names (次仁, 格日勒)."""
    return frozenset(row["element"] for row in gazetteers.rows("name_elements"))


@cache
def element_starts() -> frozenset[str]:
    """First characters of :func:`element_words`."""
    return frozenset(word[0] for word in element_words())
