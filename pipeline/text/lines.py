"""Lines of a document: what stands on each, and hard-wrapped lines put back together."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.text.align import Text

_BREAK = re.compile(r"\r\n|\r|\n|\u2028|\u2029|\x0b|\x0c")
_SPACE = " \t\u3000\xa0\u200b\u2003\u2002\ufeff"
_NOT_PLAINLY_WIDE = re.compile(r"[^\u4e00-\u9fff，。、；：！？（）“”\u3000]")
_STOP = re.compile(r"[。！？…；：．:][”’」』）)]*$")
_SPELLED = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?:[ \u3000][\u4e00-\u9fff]){3,}(?![\u4e00-\u9fff])")
_NUMBER_GAP = re.compile(
    r"(?<=[0-9%])[ \u3000\xa0](?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])[ \u3000\xa0](?=[0-9])"
    r"|(?<=[，。；：、])[ \u3000\xa0]+"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text.

    Attributes:
        text: the line without white space around it.
        indent: display columns of white space before it (a Chinese blank counts two).
        gap: whether an empty line stands before it.
    """

    text: Text
    indent: int
    gap: bool

    @property
    def string(self) -> str:
        """The characters of the line."""
        return self.text.text


def width(text: str) -> int:
    """Display columns of a string: Chinese characters and full-width marks take two."""
    others = _NOT_PLAINLY_WIDE.findall(text)
    return 2 * (len(text) - len(others)) + sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in others)


def strip(text: Text) -> Text:
    """The text without white space at its ends."""
    start, end = _without_space(text.text, 0, len(text))
    return text if start == 0 and end == len(text) else text[start:end]


def _without_space(text: str, start: int, end: int) -> tuple[int, int]:
    """Start and end of what is left of ``text[start:end]`` without white space at its ends."""
    while start < end and (text[start] in _SPACE or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _SPACE or text[end - 1].isspace()):
        end -= 1
    return start, end


def read(text: Text) -> tuple[Line, ...]:
    """The lines of a text that are not empty, hard-wrapped ones joined."""
    lines: list[Line] = []
    gap = False
    at = 0
    for match in [*_BREAK.finditer(text.text), None]:
        end = match.start() if match else len(text)
        first, last = _without_space(text.text, at, end)
        if first == last:
            gap = True
        else:
            raw = text.text[at:last]
            lead = raw[: len(raw) - len(raw.lstrip(_SPACE))]
            lines.append(Line(text[first:last], width(lead) if lead else 0, gap))
            gap = False
        at = match.end() if match else end
    return _unwrap(lines)


def wrap_width(lines: list[Line], measure: Callable[[str], int] = width) -> int:
    """Width at which the text was hard-wrapped, or 0 if it was not.

    A wrapped text has many lines of nearly one width that do not end like sentences, and none much longer.

    Args:
        lines: the lines of the document.
        measure: how wide a line is: display columns, or characters where a program counted those.
    """
    if len(lines) < 5:
        return 0
    widths = [_span(line, measure) for line in lines]
    long = [w for w in widths if w >= measure("　" * 12)]
    if len(long) < 5:
        return 0
    counts = Counter(long)
    best = max(counts, key=lambda w: (sum(counts[v] for v in range(w - 3, w + 1)), w))
    near = [i for i, w in enumerate(widths) if best - 3 <= w <= best]
    open_ends = sum(1 for i in near if not _STOP.search(lines[i].string))
    longer = sum(1 for w in widths if w > best + 2)
    usual = len(near) >= 5 and len(near) >= 0.45 * len(long)
    return best if usual and open_ends >= 0.6 * len(near) and longer <= 0.1 * len(long) + 2 else 0


def _span(line: Line, measure: Callable[[str], int]) -> int:
    """Width of a line with its indentation (two display columns are one blank of full width)."""
    return measure(line.string) + (line.indent if measure is width else line.indent // 2)


def _unwrap(lines: list[Line]) -> tuple[Line, ...]:
    measure: Callable[[str], int] = width
    limit = wrap_width(lines)
    if not limit:
        measure = len
        limit = wrap_width(lines, measure)
    if not limit:
        return _whole_numbers(lines)
    indented = sum(1 for line in lines if line.indent >= 2) >= 2
    out: list[Line] = []
    full = False
    for line in lines:
        goes_on = full and not line.gap and not (indented and line.indent >= 2)
        if goes_on and out:
            last = out.pop()
            out.append(Line(glue([last.text, line.text]), last.indent, last.gap))
        else:
            out.append(line)
        full = _span(line, measure) >= (0.6 * limit if indented else limit - 5)
    return tuple(out)


def _whole_numbers(lines: list[Line]) -> tuple[Line, ...]:
    """Lines of a text without a wrap width, but no number cut by a line end: 培训职工1 | 153人次 would read as 153."""
    out: list[Line] = []
    for line in lines:
        last = out[-1] if out else None
        if last is not None and not line.gap and _cut_number(last.string) and _GOES_ON.match(line.string):
            out[-1] = Line(glue([last.text, line.text]), last.indent, last.gap)
        else:
            out.append(line)
    return tuple(out)


def _cut_number(line: str) -> bool:
    """Whether a long line of prose ends in the middle of a figure."""
    return (line[-1:].isdecimal() or line.endswith(".")) and _PROSE.search(line, 0, len(line) - 1) is not None


_PROSE = re.compile(r"[，。；、].{10}")
# How a figure goes on.
_GOES_ON = re.compile(r"[\d.%万亿千百余多个名人家件项户次场期元年月日]")


def glue(pieces: list[Text]) -> Text:
    """Pieces of one paragraph joined: nothing between Chinese characters and digits, a blank between Latin words."""
    joined = pieces[0]
    for piece in pieces[1:]:
        left, right = joined.text[-1:], piece.text[:1]
        latin = left.isascii() and left.isalpha() and right.isascii() and right.isalpha()
        joined = Text.join([joined, piece], " " if latin else "")
    return joined


def tidy(text: Text) -> Text:
    """A paragraph without blanks that only the layout put there.

    Between a number and a Chinese character, and in words spelled out with blanks (职 工 群 众). A blank between two
    words stays: it parts names and slogans.
    """
    edits = [(m.start(), m.end(), "") for m in _NUMBER_GAP.finditer(text.text)]
    for match in _SPELLED.finditer(text.text):
        edits += [(i, i + 1, "") for i in range(match.start(), match.end()) if text.text[i] in " \u3000"]
    taken = set()
    unique = []
    for edit in edits:
        if edit[0] not in taken:
            taken.add(edit[0])
            unique.append(edit)
    return text.edit(unique)


__all__ = ["Line", "glue", "read", "strip", "tidy", "width", "wrap_width"]
