"""Persons' names (PERSON): surname and given name, borne out by what stands around them.

A Chinese name has no mark of its own, and most of its characters are words too. So every stretch of two to four
characters that starts with a surname at a word border is a candidate, and points are given for what speaks for it
(:mod:`extractors.name_evidence`). A candidate that reaches enough points once is found everywhere in the text.

Bylines and picture credits are the authors' and are left out, unless the name stands elsewhere too.
"""

from __future__ import annotations

from functools import cache

import regex

import gazetteers
from extractors import name_forms
from extractors.borders import Doc, Words, ground_of, occurrences
from extractors.model import Context, Mention, Span
from extractors.name_evidence import CLAUSE, ENOUGH, FUNCTION, KIN, SPOKE, proven
from extractors.name_lists import element_words, role_before, surnames, title_before
from gazetteers.automaton import Automaton

_HAN = r"\p{Han}"
_IN_BRACKETS = r"（[^（）\n]{0,60}?(?:记者|通讯员|摄影|供图|撰文|摄|文/|图/|编辑|作者)[^（）\n]{0,80}）"
_OWN_LINE = (
    r"(?<=\n|^)[ \u3000]*(?:(?:本报|见习|实习|特约|首席|全媒体)*(?:记者|通讯员)|文/|图/|摄影|编辑|责编|作者|供稿)"
    r"[^\n，。！？；]{1,40}(?=\n|$)"
)
_REPORTER = rf"(?:本报|本网|见习|实习|特约|全媒体)(?:记者|通讯员)[ ：:]?{_HAN}{{2,4}}(?:[ 、]{_HAN}{{2,4}})*"
_AFTER_SPACE = r"[^\n，。！？；（）：]{2,24}[ ](?:摄|文|图)(?:影)?(?=\n|$|）|。)"
_ONLY_NAMES = rf"（{_HAN}{{2,3}}(?:[ 、]{_HAN}{{2,3}})*）(?=\s*(?:\n|$))"
_BYLINE = regex.compile(rf"(?:(?=[（本见实特全])|(?<=\n|^))(?:{_IN_BRACKETS}|{_OWN_LINE}|{_REPORTER}|{_ONLY_NAMES})")
_SPACED = regex.compile("[ ][摄文图]")
_BYLINE_SPACED = regex.compile("|".join((_IN_BRACKETS, _OWN_LINE, _REPORTER, _AFTER_SPACE, _ONLY_NAMES)))
"""The same with 某某某 摄, which may begin at any character and is slow to look for."""
_SOUNDS = (
    "不孜合阿艾爱安巴班彼波卜布才次措达丹旦德迪丁都顿多尔恩法菲夫嘎格根古哈赫胡吉加江杰卡喀凯康克肯库拉莱兰朗乐雷勒里力丽利林龙鲁伦罗洛玛马买麦曼"
    "毛梅美门米米姆木纳乃南尼努诺欧帕皮平普其恰强琼曲热仁日荣瑞若萨塞桑色沙山珊尚舍什斯松苏索塔泰坦特提廷图吐托瓦旺维温翁乌西希锡夏肖辛逊"
    "汗地娅菲妮别娜丝赛迈祖白佐"
    "雅亚央扬耶伊依英永尤于玉云扎泽扎哲珍治孜卓孟那仓措"
)
_MINORITY = regex.compile(rf"(?<![{_SOUNDS}·])[{_SOUNDS}]{{2,6}}+(?:·[{_SOUNDS}]{{2,7}})+(?!·)")


def bylines(text: str) -> list[Span]:
    """Spans that credit authors and photographers: （记者 …）, lines that start with 记者, … 摄."""
    pattern = _BYLINE_SPACED if _SPACED.search(text) else _BYLINE
    return [Span(*m.span()) for m in pattern.finditer(text)]


def find(doc: Doc, context: Context) -> list[Mention]:
    """All mentions of persons in ``doc``, in order, not overlapping.

    Args:
        doc: the article, with jieba's parts of speech in ``token.tag_``.
        context: not used yet but for its place in the family's signature.
    """
    words = ground_of(doc).words
    text = words.text
    masked = bylines(text)
    hidden = bytearray(len(text) + 1)
    for span in masked:
        hidden[span.start : span.end] = b"\x01" * (span.end - span.start)
    names = _settle(proven(words, hidden), text)
    names.update(_without_surname(words))
    names.update(_after_title(words))
    for m in _MINORITY.finditer(text) if "·" in text else ():
        if not hidden[m.start()]:
            names[m[0]] = ENOUGH
    return _everywhere(names, words, hidden)


@cache
def _elements() -> Automaton:
    return Automaton(element_words())


def _without_surname(words: Words) -> dict[str, float]:
    """Names of Tibetans, Mongols and Uyghurs: two known elements (次仁卓玛), or one after a title."""
    text = words.text
    runs: list[list[int]] = []  # start, end, number of elements
    for start, end, _ in _elements().find(text):
        if runs and runs[-1][1] == start and runs[-1][2] < 3:
            runs[-1][1:] = end, runs[-1][2] + 1
        else:
            runs.append([start, end, 1])
    out: dict[str, float] = {}
    for start, end, _ in runs:
        if end not in words.borders:
            continue
        name = text[start:end]
        before = title_before(text, start) or role_before(words, start) or bool(KIN.match(text, end))
        if before or (len(name) >= 4 and start in words.borders and sum(e in name for e in element_words()) >= 2):
            out[name] = ENOUGH
    return out


@cache
def _title_automaton() -> Automaton:
    return Automaton(row["title"] for row in gazetteers.rows("titles") if row["side"] == "before")


def _after_title(words: Words) -> dict[str, float]:
    """Names with a rare surname: two or three single characters between a title and a border or verb of speech."""
    text = words.text
    out: dict[str, float] = {}
    for _, at, _ in _title_automaton().find(text):
        if at not in words.borders or text[at : at + 1] in surnames() or text[at : at + 2] in surnames():
            continue
        first = words.index(at)
        for n in (2, 3):
            run = range(first, min(first + n, len(words.starts)))
            end = at + n
            single = [k for k in run if words.ends[k] - words.starts[k] == 1 and words.tags[k][0] not in "vpdcurfqmkyo"]
            if len(single) != n or any(not "\u3400" <= ch <= "\u9fff" or ch in FUNCTION for ch in text[at:end]):
                break
            if text[end : end + 1] in CLAUSE or SPOKE.match(text, end):
                out[text[at:end]] = ENOUGH
    return out


def _settle(names: dict[str, float], text: str) -> dict[str, float]:
    """Of two names where one starts with the other, the better borne out; the longer one on a draw."""
    out = dict(names)
    for name in sorted(names, key=len, reverse=True):
        shorter = name[:-1]
        if shorter in out and name in out:
            whole = len(name) > 2 and name_forms.given(name[-2:]) > 0.0
            if text.count(shorter) > text.count(name) or (out[shorter] > out[name] and not whole):
                del out[name]
            else:
                del out[shorter]
    return out


def _everywhere(names: dict[str, float], words: Words, hidden: bytearray) -> list[Mention]:
    """Mentions of the names in all of the text; two characters count only where a word begins with them."""
    if not names:
        return []
    return [
        Mention("PERSON", Span(start, end), name, name)
        for start, end, name in occurrences(words.text, names)
        if not hidden[start] and (len(name) > 2 or start in words.borders)
    ]
