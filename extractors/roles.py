"""What the words before a figure say of its part in a sum: a part of another figure, a total, a plan, a limit.

The words are the table ``sum_words``. Sentences are simplified and clean; spans are half-open, in code points.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

import gazetteers

_STOP = frozenset("，,；;。！!？?：:")  # ends of clauses
_FULL = frozenset("；;。！!？?")  # ... of which these also end what a word before them says
_QUOTES = frozenset("”’》」』")
_AHEAD = 4  # code points between 将 and the verb that it makes a plan (将于年内投入)
_AFTER = 3  # between a figure and a word behind it that makes it a limit (2000元（以内）)


class Role(NamedTuple):
    """What a figure is in its sentence.

    Attributes:
        plan: intended, not done.
        limit: a limit, a price or an amount for each case.
        part: where the word stands that makes it part of a figure before that word; None where none does.
        opens: whether that word opens the sentence, so that the figure it speaks of is in the one before.
        total: its clause says that it sums up others.
        new: its clause says that they came anew (新增, 新建).
        settled: its clause says how many of the cases or projects before it got further (办结, 完成).
        spread: its clause, or the one before, says that figures one after the other make up the one before them.
    """

    plan: bool = False
    limit: bool = False
    part: int | None = None
    opens: bool = False
    total: bool = False
    spread: bool = False
    new: bool = False
    settled: bool = False


class _Word(NamedTuple):
    start: int
    end: int
    roles: frozenset[str]


def role(sentence: str, start: int, end: int, action: str = "") -> Role:
    """The role of the figure at ``sentence[start:end]``.

    Args:
        sentence: as stored.
        start, end: span of the quantity in it.
        action: verb of its claim, "" where there is none.
    """
    words = [word for word in _words(sentence) if word.end <= start]
    clause = _clause_start(sentence, start)
    money = sentence[start:end].endswith("元")
    total = any("total" in word.roles for word in words if word.start >= clause)
    scope = max(sentence.rfind(stop, 0, start) for stop in _FULL) + 1
    own = [word for word in words if word.start >= clause]
    part = _last(words, "part", scope)
    if part is not None and any("resume" in word.roles for word in words if word.start >= part.end):
        part = None
    return Role(
        _planned(sentence, words, clause, scope, start, action),
        any("limit" in word.roles for word in own) or _limited_behind(sentence, end)
        or (money and not total and (any("limit-money" in word.roles for word in own)
                                     or _for_classes(sentence, clause, start, end))),
        None if part is None else part.start,
        part is not None and not sentence[:part.start].strip("　 “\"（(，,"),
        total,
        _last(words, "spread", scope) is not None,
        any("new" in word.roles for word in own),
        any("settled" in word.roles for word in own),
    )  # fmt: skip


@lru_cache(maxsize=4096)
def holds_all(subject: str) -> bool:
    """Whether a subject stands for all unions of a place (福州市各级工会), not for one of them."""
    return any(word in subject for word in _by_role("whole"))


@lru_cache(maxsize=4096)
def is_union(subject: str) -> bool:
    """Whether a subject is called a union, or several."""
    return any(word in subject for word in _by_role("union"))


def _planned(sentence: str, words: list[_Word], clause: int, scope: int, start: int, action: str) -> bool:
    """Whether a word of plan reaches the figure: no word of done stands between, in a later clause or behind it."""
    for word in reversed(words):
        if word.start < scope or "done" in word.roles:
            return False
        if "plan" in word.roles and _governs(sentence, word, start):
            return True
        if "plan-near" in word.roles and word.start >= clause and _governs(sentence, word, start):
            return True
        if "plan-verb" in word.roles and action and word.start >= clause:
            ahead = sentence[word.end : start]
            if 0 <= ahead.find(action[:2]) <= _AHEAD:
                return True
    return False


def _governs(sentence: str, word: _Word, start: int) -> bool:
    """A plan that has a name (“求学”计划) or ends its clause is a noun."""
    before, after = sentence[word.start - 1 : word.start], sentence[word.end : word.end + 1]
    return (
        before not in _QUOTES and after not in _QUOTES and (after not in _STOP or word.end == start) and after != "的"
    )


_ROW = re.compile(r"(?:[、和及或至][^，,；;。！!？?、]{0,12}?\d[\d.]*[万千百]{0,2}元(?:/[人户])?)+")
_BEFORE_ROW = re.compile(r"(?:\d[\d.]*[万千百]{0,2}元(?:/[人户])?[、和及])+$")
_EACH = re.compile(
    r"(?P<whose>.*)分别(?:给予|予以|奖励|奖补|奖|补助|补贴|资助|救助|慰问|享受|领取|获得?|按照?|为)[^\d、]{0,8}$"
)
_NAMED = re.compile(r"[县市区镇乡省州旗盟](?:级)?(?:总?工会|职工)|公司|集团|[大中小]学|学院|医院|工厂")
_SUM = re.compile(r"(?:\d{6,}|\d{2,}(?:\.\d+)?万|亿)")  # 100,000 and more: no one of a class gets so much


def _for_classes(sentence: str, clause: int, start: int, end: int) -> bool:
    """对特困、困难职工分别给予5000元、3000元: what each of a class gets, and not what was given in all. Bodies
    that have names of their own (甲县总工会、乙县总工会) are no classes."""
    before = sentence[clause:start]
    row = _BEFORE_ROW.search(before)
    found = _EACH.match(before[: row.start()] if row else before)
    return found is not None and not _NAMED.search(found["whose"]) and not _SUM.search(sentence[start:end])


def _limited_behind(sentence: str, end: int) -> bool:
    row = _ROW.match(sentence, end)
    end = row.end() if row else end
    return _behind().match(sentence, end, end + _AFTER + 4) is not None


@cache
def _behind() -> re.Pattern[str]:
    words = "|".join(map(re.escape, _by_role("limit-after")))
    return re.compile(f"[^{''.join(sorted(_STOP))}]{{0,{_AFTER}}}?(?:{words})")


def _clause_start(sentence: str, at: int) -> int:
    return max(sentence.rfind(stop, 0, at) for stop in _STOP) + 1


def _last(words: list[_Word], role: str, scope: int) -> _Word | None:
    return next((word for word in reversed(words) if word.start >= scope and role in word.roles), None)


@lru_cache(maxsize=256)
def _words(sentence: str) -> tuple[_Word, ...]:
    """The words of the table in a sentence, from left to right, the longest where several begin."""
    roles = _roles()
    return tuple(_Word(m.start(), m.end(), roles[m[0]]) for m in _pattern().finditer(sentence))


@cache
def _roles() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in gazetteers.rows("sum_words"):
        if row["role"] not in ("whole", "union", "limit-after", "generic"):  # these are not looked for in running text
            found.setdefault(row["word"], set()).add(row["role"])
    return {word: frozenset(roles) for word, roles in found.items()}


@cache
def _by_role(role: str) -> tuple[str, ...]:
    return tuple(row["word"] for row in gazetteers.rows("sum_words") if row["role"] == role)


@cache
def _pattern() -> re.Pattern[str]:
    words = sorted(_roles(), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, words)))


__all__ = ["Role", "holds_all", "is_union", "role"]
