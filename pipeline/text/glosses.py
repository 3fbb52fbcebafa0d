"""Pinyin glosses that a tool wrote behind characters, 會(huì), are dropped; those that broke characters, undone.

Only a syllable that is a reading of the very character before it is a gloss: (Jīn) behind a name or a mark (A) stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model import Problem
from pipeline.text.align import Text
from pipeline.text.glosses_bytes import has_tone, is_reading
from pipeline.text.glosses_shifted import SYLLABLE, Part, shifted

CODES = {
    "lost-bytes": "a pinyin gloss was written into the middle of a character; what could not be restored is marked",
}
"""Problem codes of this stage."""

_STAGE = "glosses"

_GLOSS = re.compile(rf"(?P<char>[\u3400-\u9fff〇])[(（]\s?(?P<syllable>{SYLLABLE})\s?[)）](?:[(（](?P=syllable)[)）])*")
_TONED = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ\u0300\u0301\u0304\u030c][a-zɡ\u0308]{0,5}[)）]")

_ENOUGH = 3
"""Glosses with a tone that a text must have before (men) without one is taken for a gloss of 們."""


def undo(text: Text) -> tuple[Text, tuple[Problem, ...]]:
    """The text without pinyin glosses, each character mapped to itself and its gloss.

    First, glosses that stand inside a character and shifted what follows by one byte (們?yōu)槿罕娝歪t(yī)) are undone
    as far as the bytes prove it; see :mod:`pipeline.text.glosses_shifted`. What is left of them is a problem
    ``lost-bytes``. Then 會(huì) becomes 會 wherever huì is a reading of 會.
    """
    if not _TONED.search(text.text):
        return text, ()
    # shifted runs first: inside of them a gloss belongs to a false character
    parts: list[Part] = []
    problems: list[Problem] = []
    for part, lost in shifted(text.text):
        if part:
            parts.append(part)
        if lost:
            a, b = text.source_span(lost.start, lost.end)
            problems.append(Problem("lost-bytes", _STAGE, lost.detail, a, b))
    text = text.splice(parts)
    return text.splice(_plain(text.text)), tuple(problems)


def _plain(text: str) -> Iterator[Part]:
    """Glosses behind the character that they read."""
    found = [m for m in _GLOSS.finditer(text) if is_reading(m["syllable"], m["char"])]
    enough = sum(has_tone(m["syllable"]) for m in found) >= _ENOUGH
    for m in found:
        if has_tone(m["syllable"]) or (enough and len(m["syllable"]) > 1):
            yield m.start(), m.end(), [(m["char"], m.start(), m.end())]
