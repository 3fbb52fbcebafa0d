"""Traditional characters to simplified ones, character for character: words of Taiwan and Hong Kong stay as they are.

OpenCC's ``t2s`` is made for traditional text. In text that is simplified already it would change characters that are
right there (郭振乾, 於 as a surname, 宫商角徵羽): so there only characters that simplified text never has are changed.
"""

from __future__ import annotations

import re
from functools import cache

import opencc

from pipeline.text.align import Text

_TRADITIONAL_SHARE = 0.05
"""Share of traditional-only characters among the Chinese ones from which a text counts as traditional.

Genuine traditional text has 0.3 or more, pages half converted by a tool about 0.2, simplified ones under 0.01.
"""

_HAN = re.compile(r"[\u4e00-\u9fff]")


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _traditional_only() -> dict[int, str]:
    """Code point of a character that GB2312, the set of simplified text, does not have -> its simplified form."""
    han = "".join(map(chr, range(0x4E00, 0xA000)))
    simplified = frozenset(han.encode("gb2312", "ignore").decode("gb2312"))
    # all in one call, one a line so that no two make a phrase: a call for each takes several times as long
    plain = _converter().convert("\n".join(han)).split("\n")
    pairs = zip(han, plain, strict=True)
    return {ord(a): b for a, b in pairs if a != b and len(b) == 1 and a not in simplified and b <= "\uffff"}


@cache
def _finder() -> re.Pattern[str]:
    return re.compile("[" + "".join(map(chr, _traditional_only())) + "]")


def plain(text: str) -> str:
    """A few words as simplified text has them: only characters that it never has are changed (乾安縣: 乾安县)."""
    return text if text.isascii() else text.translate(_traditional_only())


def simplify(text: Text) -> Text:
    """The text in simplified characters, one for one.

    A text that is traditional as a whole goes through OpenCC with its phrases (乾隆 stays, 乾杯 becomes 干杯). In any
    other each line is looked at alone, and in a simplified line only characters that GB2312 does not have change.
    The downside: 乾 or 後 in a name in traditional text becomes 干, 后.
    """
    found = len(_finder().findall(text.text))
    if not found:
        return text
    if found >= _TRADITIONAL_SHARE * len(_HAN.findall(text.text)):
        return text.replace_all(_by_phrases(text.text))
    return text.replace_all("".join(map(_line, text.text.splitlines(keepends=True))))


def _line(line: str) -> str:
    found = len(_finder().findall(line))
    if found > 3 and found >= 3 * _TRADITIONAL_SHARE * len(_HAN.findall(line)):
        return _by_phrases(line)
    return line.translate(_traditional_only()) if found else line


def _by_phrases(text: str) -> str:
    simple: str = _converter().convert(text)
    if len(simple) == len(text):
        return simple
    return "".join(new if len(new := _converter().convert(char)) == 1 else char for char in text)
