"""How news sets one figure against another: the patterns of comparison around a figure, without what they mean.

All functions take one sentence as a string and offsets in it; ``masked`` is the sentence with the words blanked out in
which 比 and 较 compare nothing (比例, 较大), offset by offset the same. The words are those of ``comparison_words``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Literal, NamedTuple

import regex

import gazetteers
from extractors.model import Span


@cache
def _any(role: str) -> str:
    """The words of a role as alternatives, the longest first."""
    words = {row["word"] for row in gazetteers.rows("comparison_words") if row["role"] == role}
    return "|".join(sorted(map(regex.escape, words), key=len, reverse=True))


_HAN = r"[\u4e00-\u9fff]"
_ADVERBS = rf"(?:{_any('adverb')})*"
# 多发放, 少用: what was done more or less; in 多年 and 少数 nothing is
_DONE = rf"[多少](?![年月日天次个家名人户元种项级来为于数]){_HAN}{{1,2}}?"
# the thing between a word of change and its figure (增加会员2万人)
_THING = rf"(?:(?![到至达为是的有占和与后并及将中从由比较]){_HAN}){{0,6}}"
_CHANGE = (
    rf"(?:{_ADVERBS}(?:(?:{_any('amount')}|{_DONE})(?:了|出)?{_THING}"
    rf"|(?:{_any('change')})(?:了|出了?|过|达到?|为|是|到|至)?(?:近)?))"
)
_PART = r"[^，。；：:;！？!?（）()\n]"

GATE = regex.compile("[比较倍于]|[由从相同]|超出|超过|高出|低出|领先|落后|年增|年减|月增|月减")
"""A sentence without any of these compares nothing."""
_NOT = regex.compile(_any("not"))
_CUE = regex.compile(rf"(?<![\d□])(?:{_any('than')})(?:之(?![前后]))?")
_MEASURED = regex.compile(rf"(?P<x>{_PART}{{2,24}}?)(?P<change>{_CHANGE})")
_TOLD = regex.compile(rf"(?P<x>{_PART}{{2,24}}?)(?P<change>{_ADVERBS})")
_NO_NAME = regex.compile(rf"(?:{_any('adverb')}|{_any('change')}|[了出])+|(?:{_any('pointing')})(?![前后]).*")
_BY_TIME = regex.compile(rf"(?:{_any('than-time')})(?P<x>{_PART}{{2,20}}?)(?:{_CHANGE})$")
_PERIODIC = regex.compile(
    rf"(?:(?P<yearly>{_any('yearly')}|(?<=^|[，：；、])(?:{_any('yearly-opening')}))"
    rf"|(?P<previous>{_any('previous')}|(?<=^|[，：；、])(?:{_any('previous-opening')})))(?![例值率])"
    rf"[^，。；：\n\d]{{0,6}}?(?:{_CHANGE}|{_ADVERBS})$"
)
_FRAME = regex.compile(
    rf"(?:{_any('with')})(?P<x>(?:(?!与|和|跟|同(?![期月季类一样行年])){_PART}){{2,24}}?)"
    rf"(?:(?:{_any('closer')})(?P<comma>，)|(?:相比较?|相较)(?!之下))"
)
_FRAME_OF_TIME = regex.compile(
    rf"(?:^|(?<=[，：“\s]))(?:{_any('than')}|{_any('than-time')})(?P<x>{_PART}{{2,16}}?)(?:相比)?，"
)
_CHANGED = regex.compile(rf"(?:{_CHANGE})$")
_ABOVE = regex.compile(rf"(?<!不)(?:{_any('above')})(?P<x>(?:(?!的|部分){_PART}){{2,16}})$")
_STANDARD = regex.compile(rf"(?:{_any('standard')})$")
_SET = regex.compile(rf"(?:{_any('set')})$")
_TIMES = regex.compile(rf"(?:是|为|相当于|达到?了?)(?P<x>{_PART}{{2,20}})的$")
_FROM = regex.compile(rf"(?P<from>[由从]|(?<![\d□])[比较])(?P<x>(?:(?![、由从]){_PART}){{0,18}}?)$")
_BECAME = regex.compile(
    rf"(?:左右|上下|以上|以下|多|元)?(?:{_PART}{{0,6}}?)(?<![组分合构换折])(?:{_any('become')})(?:到了?|至|为|成了?|了)"
    rf"(?P<when>(?:(?!、){_PART}){{1,10}}的)?(?:每{_HAN}{{1,2}}|平均|近|约)?"
)
_TO_NOW = regex.compile(r"(?:多|左右)?(?:到|至)了?(?:如今|现在|目前|眼下|当前|今年|今天)的?")
_RESTATED = regex.compile(
    rf"(?:左右|上下|以上|[多余])?[，、](?:也|约|均)?(?:{_any('restated')})(?:了|出|达到?|为|是|约|近|超过?)*"
)
_LISTED = regex.compile(rf"|(?:[、和与及]|以及)(?:(?:{_any('restated')})了?)?")
_LOOK_BACK = 48  # characters: what a figure is compared with stands in its clause
_REACH = 160  # characters: so far at most a phrase before a comma measures what comes after it
_HALF_WIDTH = regex.compile(r"(?<!\d),|,(?!\d)|;")


def ordered(text: str) -> str:
    """The text with half-width commas and semicolons between words widened, character by character."""
    return _HALF_WIDTH.sub(lambda m: "，" if m[0] == "," else "；", text)


def masked(sentence: str) -> str:
    """The sentence with each word in which 比 or 较 compares nothing blanked out."""
    return _NOT.sub(lambda m: "□" * len(m[0]), sentence)


class Frame(NamedTuple):
    """与2015年相比，…: what all changes of a stretch of the sentence are measured by."""

    named: Span
    reach: Span


def frames(sentence: str, is_time: Callable[[Span], bool]) -> tuple[Frame, ...]:
    """The phrases that measure what comes after them, each up to the next semicolon; without a comma, its clause.

    Args:
        sentence: the sentence.
        is_time: whether a span of it is a time; 较上年，… is such a phrase, 较为… is none.

    Returns:
        In the order in which they begin to reach.
    """
    found = []
    for m in (*_FRAME.finditer(sentence), *_FRAME_OF_TIME.finditer(sentence)):
        if _NO_NAME.fullmatch(m["x"]) or (m.re is _FRAME_OF_TIME and not is_time(Span(*m.span("x")))):
            continue
        far = min(len(sentence), m.end() + _REACH)
        ends = (sentence.find(stop, m.end(), far) for stop in ("；" if m[0].endswith("，") else "，；"))
        reach = Span(m.end(), min((at for at in ends if at >= 0), default=far))
        found.append(Frame(Span(*m.span("x")), reach))
    return tuple(sorted(found, key=lambda f: f.reach))


def clause_start(sentence: str, at: int) -> int:
    """Where the clause of an offset begins, or how far back it is looked at."""
    first = max(0, at - _LOOK_BACK)
    return max(first, *(sentence.rfind(stop, first, at) + 1 for stop in "，；：。！？\n"))


def changed(sentence: str, start: int, at: int) -> bool:
    """Whether a word of change stands right before a figure."""
    return _CHANGED.search(sentence, start, at) is not None


def measured_by(sentence: str, hidden: str, start: int, at: int, told: bool) -> Span | None:
    """What the figure at ``at`` is measured by, named in its clause after 比 or 较 and before a word of change.

    Args:
        sentence, hidden: the sentence, and the same masked.
        start: where to look from.
        at: where the figure begins.
        told: whether the figure says itself that it is a change (翻番).
    """
    for cue in reversed(list(_CUE.finditer(hidden, start, at))):
        m = _MEASURED.fullmatch(hidden, cue.end(), at) or (told and _TOLD.fullmatch(hidden, cue.end(), at)) or None
        if m and not _NO_NAME.fullmatch(m["x"]):
            return Span(*m.span("x"))
    return None


def measured_by_time(sentence: str, start: int, at: int) -> Span | None:
    """The same after 对比 and 相比, which compare only where a time follows."""
    m = _BY_TIME.search(sentence, start, at)
    return Span(*m.span("x")) if m else None


def periodic(sentence: str, start: int, at: int) -> tuple[Literal["yearly", "previous"], Span] | None:
    """同比 or 环比 before a figure: which of them, and where."""
    m = _PERIODIC.search(sentence, start, at)
    if m is None:
        return None
    return ("yearly", Span(*m.span("yearly"))) if m["yearly"] else ("previous", Span(*m.span("previous")))


def above(sentence: str, start: int, at: int) -> Span | None:
    """What the figure lies above or below (高于全市平均水平3个百分点)."""
    m = _ABOVE.search(sentence, start, at)
    return Span(*m.span("x")) if m and not _NO_NAME.fullmatch(m["x"]) else None


def times_of(sentence: str, start: int, at: int) -> Span | None:
    """What the figure is a multiple of (是去年同期的2.2倍)."""
    m = _TIMES.search(sentence, start, at)
    return Span(*m.span("x")) if m else None


def grown_from(sentence: str, hidden: str, first: Span, second: Span) -> Span | None:
    """The earlier figure with what stands before it (2015年的100家), where the later one grew from it.

    Args:
        sentence, hidden: the sentence, and the same masked.
        first, second: outer spans of two figures, one right after the other.
    """
    if not (
        _BECAME.fullmatch(sentence, first.end, second.start) or _TO_NOW.fullmatch(sentence, first.end, second.start)
    ):
        return None
    opened = _FROM.search(hidden, clause_start(sentence, first.start), first.start)
    return Span(opened.start("x"), first.end) if opened else None


def restated(sentence: str, first: Span, second: Span) -> bool:
    """Whether the second figure says the change of the first again (增加412万元，增长23.9%)."""
    return _RESTATED.fullmatch(sentence, first.end, second.start) is not None


def listed(sentence: str, first: Span, second: Span) -> bool:
    """Whether the second figure stands beside the first (增长11.6%和8.9%, 多了137人、68万元)."""
    return _LISTED.fullmatch(sentence, first.end, second.start) is not None


def is_standard(words: str) -> bool:
    """Whether the words end in something that figures are held against (平均水平, 标准)."""
    return _STANDARD.search(words) is not None


def was_set(words: str) -> bool:
    """Whether the words name a goal: a time in them says when it was set."""
    return _SET.search(words) is not None
