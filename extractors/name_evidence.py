"""Evidence for names of persons: which stretches may be names, and the points that each has.

A stretch of two to four characters that starts with a surname at a word border is a candidate. What speaks for it is
said in points: an office or a trade beside it, a verb of speech after it, clause borders, other names in the same
enumeration, the dictionary's own tag, a run of single characters that make no word, the same stretch elsewhere in the
document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import compress

import regex

from extractors import name_forms
from extractors.borders import Words
from extractors.name_lists import (
    compound_surnames,
    element_starts,
    element_words,
    not_names,
    rare,
    role_before,
    single_surnames,
    surnames,
    title_after,
    title_before,
    titles_after,
    wordlike,
)
from gazetteers.places import index

ENOUGH = 4.0
"""Points that make a candidate a name. One strong sign (a title, a verb of speech) with one weak sign are enough."""
ENOUGH_IN_FORM = 3.0
"""The same for three single characters that make no word: the form itself speaks for a name."""
ENOUGH_AFTER_TITLE = 3.25
"""The same for two characters after a title; they may be followed by anything (党员陈超路遇…)."""

ENOUGH_BY_MODEL = 3.2
"""The same where the characters themselves are weighed (name_forms): a likely name between clause borders."""

FUNCTION = (
    "的了着过在是和与及或等被把从向对为将就也都又还以而之其此该各每某所让给由于"
    "不没很更最再只可能会要到说者们这那哪吗呢吧啊"
)
"""Characters that hardly any given name has."""
_ADVERBS = frozenset("都由但那后时应全单代从将可当同因即如")
"""Surnames that nearly always are adverbs, prepositions or verbs, even after a title (职工都说好)."""
_NEVER_LAST = frozenset(FUNCTION + "市县区镇村副总省班队组听看走去拿讲做接送领找问买打吃坐站笑喊跑摄")
_NUMERALS = "一二三四五六七八九十百千万亿两几多余首成"
_CUT = regex.compile("[和说在对向称从与等]|日前")
_WORD_ENDINGS = "感带性费镇湖卡法式品厂区站室院节团县市赛井"
_SPEECH = (
    "说|表示|介绍|告诉|指出|回忆|坦言|透露|认为|强调|感慨|感叹|笑言|直言|谈到|提到|称|解释|补充|回顾|要求|呼吁|"
    "致辞|致词|讲|感谢|希望|建议|讲述|分享|提醒|总结|算|道|笑着|激动|高兴|兴奋|自豪|欣慰"
)
SPOKE = regex.compile(rf"(?:{_SPEECH})")
"""Verbs of speech that stand right behind who speaks."""
_RIGHT = regex.compile(
    rf"(?:{_SPEECH}|（化名）|（[男女]，|（[左右中前后]|等\d*[余多]?[位名人]|口中|一行|一家|夫妇|出席|参加|主持|带队|率|带领|随后|多次|"
    r"[在从向对把被是为和与跟给让将已也就又都曾还则的所等及手]|作为|担任|当选|来到|走进|获|荣获|拿出|接过|赶到|成为)"
)
_LEFT = (*"由让给的和与跟向对像为替是叫把及请找有者", "推选", "推举", "帮助", "指派", "遇到", "见到", "叫做")
_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
CLAUSE = frozenset("，。！？；：、“”‘’（）《》—…" + _SPACE)
"""What a clause begins and ends with."""
KIN = regex.compile(
    r"的(?:妻子|丈夫|爱人|老伴|女儿|儿子|孩子|母亲|父亲|妈妈|爸爸|爷爷|奶奶|家[中里属人]|徒弟|师傅|同事|工友|学生|手|话|脸上|眼)"
)
"""What only persons have."""


def _takes(words: Words, start: int, middle: int, end: int) -> bool:
    """Whether a name may end inside a word of the dictionary: 李泮|祥和 after 副主席, 陈新|海围."""
    text = words.text
    if end - middle != 2:
        return False
    return (bool(_CUT.match(text, end)) and title_before(text, start)) or name_forms.given(text[middle:end]) > 2.0


def _surnames_in(words: Words) -> list[tuple[int, int, int]]:
    """Surnames at the start of words, and compound ones after a title too, as (start, end, its word) in order."""
    text, starts = words.text, words.starts
    known = map(single_surnames().__contains__, map(text.__getitem__, starts))
    found = [(starts[k], starts[k] + 1, k) for k in compress(range(len(starts)), known)]
    doubles = [start for start, _, _ in compound_surnames().find(text)]
    if doubles:
        taken = {start + n for start in doubles for n in (0, 1)}  # 阳 in 欧阳 is none of its own
        found = [item for item in found if item[0] not in taken]
        found += [(at, at + 2, words.index(at)) for at in doubles if at in words.borders or title_before(text, at)]
        found.sort()
    return found


def _candidates(words: Words) -> Iterator[tuple[int, int, int]]:
    """Stretches that may be names, as (start, end, the word at its start)."""
    text, borders, never = words.text, words.borders, not_names()
    starts_element = element_starts()
    size = len(text)
    for start, middle, first in _surnames_in(words):
        if middle == size:
            continue
        char = text[middle]
        if char in starts_element:
            for n in range(4, 1, -1):  # 佟|格日勒: a surname and a name of another language
                if text[middle : middle + n] in element_words() and middle + n in borders:
                    yield start, middle + n, first
        if not "\u3400" <= char <= "\u9fff":
            continue
        word_start, word_end = words.starts[first], words.ends[first]
        behind_title: bool | None = None
        for end in (middle + 1, middle + 2):
            if end > size or text[end - 1] in _NEVER_LAST or not "\u3400" <= text[end - 1] <= "\u9fff":
                continue
            halved = middle < word_end != end and not words.tags[first].startswith("nr")
            if halved and (end - middle == 1 or word_end > end or end not in borders):
                continue  # 关爱|日, 安全|带: the surname is only the first half of a word
            if end not in borders and not _takes(words, start, middle, end):
                continue
            if word_start == start and word_end < end:
                if behind_title is None:
                    behind_title = title_before(text, word_end)
                if behind_title:
                    continue  # 师傅|杨
            if text[start:end] not in never:
                yield start, end, first


def _form(words: Words, start: int, end: int, i: int, title: bool) -> float:
    """Points for what the stretch is made of, 2 at most; ``i`` is its first word, ``title`` what stands before."""
    text = words.text
    tag = words.tags[i] if words.starts[i] == start and words.ends[i] == end else ""
    if text[end - 1] == text[start] or (tag and end - start == 3 and text[end - 1] in _WORD_ENDINGS):
        return -2.5  # 边走边; 幸福感, 安全带 bear the tag of names in the dictionary
    if tag and tag != "x" and not tag.startswith("nr"):
        return -2.5
    penalty = -1.0 if text[start] in wordlike() and not title else 0.0
    if text[start] in _ADVERBS:
        penalty = -2.5
    if index().by_name(text[start:end]):
        penalty -= 3.0  # 伊春, 桂林
    if tag:
        if tag != "x":
            return 2.0 + penalty if penalty < -1.0 else 2.0
        return 0.5 + penalty
    last = words.index(end - 1)
    points = 2.0 if last - i == 2 else 1.5
    for k in range(i, last + 1):
        if words.ends[k] - words.starts[k] > 1 and k > i and not words.tags[k].startswith("nr"):
            points -= 0.5
    for ch in text[start + 1 : end]:
        if ch in FUNCTION:
            points -= 1.0
        elif ch in _NUMERALS:
            points -= 0.5
    for k in range(i + 1, last + 1):
        if words.ends[k] - words.starts[k] == 1 and words.tags[k][:1] in "vpdcurfqm" and words.word(k) not in FUNCTION:
            points -= 0.25
    return points + penalty


def _before(words: Words, start: int) -> tuple[float, bool, bool]:
    """Points for what stands before, whether it is a title, and whether a clause begins there or a title stands."""
    text = words.text
    if title_before(text, start):
        return 3.0, True, True
    clause = start == 0 or text[start - 1] in CLAUSE
    if role_before(words, start):
        return 2.0, False, clause
    if clause:
        return 1.0, False, True
    return (0.5 if text.endswith(_LEFT, 0, start) else -1.5), False, False


def _behind(words: Words, start: int, end: int, points: float, free: bool) -> float:
    """Points for what stands behind, where :func:`_before` gave ``points``; ``free`` is its last value."""
    text = words.text
    if end >= len(text) or text[end] in CLAUSE:
        return 1.0
    if title_after(text, end):
        return 2.0
    if text[end] == "的" and KIN.match(text, end):
        return 1.5
    if m := _RIGHT.match(text, end):
        return (3.0 if free else 2.5 if start and points > 0 else 1.5) if SPOKE.fullmatch(m[0]) else 0.5
    return 0.25 if words.tags[words.index(end)][:1] in "vdpt" or text[end].isascii() else -1.0


_MOST_FORM = 2.0
_MOST_ROOM = 2.55
"""What :func:`_room` adds at most."""
_LEAST = min(ENOUGH, ENOUGH_IN_FORM, ENOUGH_AFTER_TITLE)


@dataclass(slots=True)
class _Candidate:
    """A stretch that may be a name, with its evidence.

    Attributes:
        start, end: where it stands.
        first: its first word.
        title: whether a title stands before.
        around: points for what stands before and behind.
        more: what repetition and names beside it may add at most.
        points: for its form and what is around.
        least: points that it needs.
        model: points where the characters are weighed, -99 where they are not.
    """

    start: int
    end: int
    first: int
    title: bool
    around: float
    more: float = 0.0
    points: float = -99.0
    least: float = 99.0
    model: float = -99.0


def _weighed(words: Words, hidden: bytearray) -> list[_Candidate]:
    """The candidates with what stands around them, in order."""
    found: dict[tuple[int, int], _Candidate] = {}
    at = -1
    points, title, free = 0.0, False, False
    for start, end, first in _candidates(words):
        if not hidden[start]:
            if start != at:
                at = start
                points, title, free = _before(words, start)
            found[start, end] = _Candidate(start, end, first, title, points + _behind(words, start, end, points, free))
    return list(found.values())


def _again(times: int) -> float:
    """Points for a stretch that so many candidates are."""
    return 0.0 if times < 2 else 1.0 if times < 3 else 1.5


def proven(words: Words, hidden: bytearray) -> dict[str, float]:
    """Surfaces that are names, with their points: repeated and enumerated candidates bear each other out.

    Most candidates stand where no name could be proven whatever their form: their form is not looked at.

    Args:
        words: the tokens of the text.
        hidden: for each offset of the text, whether a name that starts there is passed over (in a byline).
    """
    text = words.text
    found = _weighed(words, hidden)
    times = Counter(text[c.start : c.end] for c in found)
    hopeful: set[str] = set()
    for c in found:
        surface = text[c.start : c.end]
        c.more = _again(times[surface])
        c.more += 2.0 * (text[c.start - 1 : c.start] in ("、", "和")) + 2.0 * (text[c.end : c.end + 1] in ("、", "和"))
        if c.around + c.more + _MOST_FORM >= _LEAST:
            hopeful.add(surface)
        c.model = _by_model(words, c)
        if c.model > -99.0:
            hopeful.add(surface)
    found = [c for c in found if text[c.start : c.end] in hopeful]
    for c in found:
        form = _form(words, c.start, c.end, c.first, c.title)
        c.points = form + c.around
        if c.points + c.more >= _LEAST and text[c.start] not in rare():
            c.least = _least(words, c.start, c.end, form)
    seen = Counter(text[c.start : c.end] for c in found if c.points > 0.5)
    best: dict[str, float] = {}
    starts: set[int] = set()
    ends: set[int] = set()
    found = [c for c in found if c.least < 99.0 or c.model > -99.0]
    for _ in range(2):
        for c in found:
            surface = text[c.start : c.end]
            total = c.points + _again(seen[surface])
            if c.start - 1 in ends and text[c.start - 1] in "、和":
                total += 2.0
            if c.end + 1 in starts and text[c.end] in "、和":
                total += 2.0
            enough = total >= c.least or total + (c.model - c.points) >= ENOUGH_BY_MODEL
            if enough and not surface.endswith(titles_after()):
                best[surface] = max(best.get(surface, 0.0), total)
                starts.add(c.start)
                ends.add(c.end)
    return best


def _by_model(words: Words, c: _Candidate) -> float:
    """Points for form and surroundings where the characters are weighed; -99 but for given names of two characters."""
    start, end, around = c.start, c.end, c.around
    size = end - start - 2
    if size != 1 and not (size == 2 and words.text[start : start + 2] in surnames()):
        return -99.0
    needed = max(-0.5, ENOUGH_BY_MODEL - around - c.more - _MOST_ROOM - 0.01)
    form = name_forms.points(words, start, start + size, end, needed)
    if form < needed or index().by_name(words.text[start:end]):
        return -99.0
    return _room(words, c) + form


_FREE_LEFT = frozenset("的和与跟让给由对向位名")


def _room(words: Words, c: _Candidate) -> float:
    """Points for what is around a name that is likely by its characters: what goes on costs less."""
    text, start, end, points = words.text, c.start, c.end, c.around
    runs_on = start and text[start - 1] not in CLAUSE and not text.endswith(_LEFT, 0, start)
    if runs_on and not (c.title or role_before(words, start)):
        points += 1.75 if text[start - 1] in _FREE_LEFT else 0.75  # 山镇的|农秀枝
    tail = words.index(end) if end < len(text) else -1
    goes_on = tail >= 0 and words.starts[tail] == end and words.tags[tail][:1] not in "vdpt"
    if goes_on and not (text[end] in CLAUSE or KIN.match(text, end) or _RIGHT.match(text, end)):
        points += 0.0 if title_after(text, end) else 0.8
    return points


def _least(words: Words, start: int, end: int, form: float) -> float:
    """Points that this candidate needs."""
    first = words.index(start)
    if start + 1 < words.ends[first] < end and not words.tags[first].startswith("nr"):
        return 99.0  # 揭晓|燕: only the characters themselves can tell
    if end - start == 3 and form >= 0.75:
        return ENOUGH_IN_FORM if form >= 1.5 else ENOUGH_IN_FORM + 0.5
    if end - start == 2 and form >= 1.25 and title_before(words.text, start):
        return ENOUGH_AFTER_TITLE
    return ENOUGH if form > -1.0 else 99.0
