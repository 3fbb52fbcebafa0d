"""Mojibake inside a text that decoded well: UTF-8 that someone once read as GBK (涓囧厓 is 万元) or as Windows-1252.

Whole pages and single runs in good sentences look the same from here: a run begins at a character whose bytes could
begin a UTF-8 sequence, and goes on as long as the bytes are good UTF-8. It is repaired only if what comes out reads
like Chinese and what stands there does not. Bytes that an earlier reader could not show are U+FFFD or "?" by now:
a character is restored without them only if a single one fits (or one far better than the rest); else what is known is
kept, and a problem says where. (ftfy, which mends the Windows-1252 half of this, knows nothing of GBK.)
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache
from itertools import groupby, product

from pipeline.model import Problem
from pipeline.text.align import Text
from pipeline.text.mojibake_runs import LATIN_BYTE, Slot, gbk_starts, read_gbk, read_latin
from pipeline.text.plausible import is_han, log_probability, to_simplified, weight

CODES = {
    "damaged-run": "mojibake of which bytes are lost: a character is marked, left, or restored by what fits best",
    "replacement-character": "U+FFFD or 锟斤拷 in the source: characters lost before the document was saved",
}
"""Problem codes of this stage."""

_STAGE = "mojibake"

_MARGIN = 2.5
"""How much more probable (natural logarithm) one candidate must be than the next to be taken."""

_GAIN = 8.0
"""How much more probable a repaired run must read than the run as it stands: e⁸ is about 3000 times."""

_AFTER_FIGURE = (
    "年月日万人元个名多余亿家项次户件场号位岁时天级期届条份点分倍平公台吨亩辆套间座所"
    "支批只本册张块处起笔来几千百十床至季"
)
"""What follows a figure in news, the most frequent first: a lost character there is taken by its rank."""

_LONG = 60
"""Characters of a rejected run from which its inside is not tried any more."""

_RANK_RATIO = 3
"""How many times lower in :data:`_AFTER_FIGURE` the next candidate must stand for the first to be taken."""

_FIGURE = re.compile(r"[\d余多万亿]$")

_MOST = 2000
"""Combinations of candidates that are weighed at most; more of them prove nothing anyway."""

_LATIN_START = re.compile("[ÂâãäåæçèéïÃ](?=[" + "".join(re.escape(c) for c in LATIN_BYTE) + "\ufffd ])")
_HALF = re.compile("[\u0080-\u00ff]")
_LOST = re.compile("(?:锟斤拷)+|\ufffd+")

_Piece = tuple[str, int, int]


@cache
def _gbk_start() -> re.Pattern[str]:
    return re.compile("[" + "".join(map(re.escape, gbk_starts())) + "]")


def repair(text: Text) -> tuple[Text, tuple[Problem, ...]]:
    """The text with mojibake repaired, each character mapped to the smallest range that holds its bytes.

    A mark of punctuation of which the last byte is lost (锛? may be ， ： ； ！ ？) becomes U+FFFD, so that it can
    still end a sentence; so does 锟斤拷. Both are reported, and so is every character restored by likelihood.
    """
    parts: list[tuple[int, int, Sequence[_Piece]]] = []
    problems: list[Problem] = []
    done = 0
    starts = [(m.start(), read_gbk) for m in _gbk_start().finditer(text.text)]
    starts += [(m.start(), read_latin) for m in _LATIN_START.finditer(text.text)]
    for start, read in sorted(starts, key=lambda s: s[0]):
        if start < done:
            continue
        slots = read(text.text, start)
        if not slots:
            continue
        end = slots[-1].end
        pieces, notes = _resolved(text.text, slots)
        before = text.text[max(0, start - 2) : start]
        if pieces and _better(text.text[start:end], before, pieces, slots, latin=read is read_latin):
            parts.append((start, end, pieces))
            for a, b, detail in notes:
                problems.append(Problem("damaged-run", _STAGE, detail, *text.source_span(a, b)))
            done = end
        elif end - start > _LONG:
            done = end  # so long a run is not tried again from each of its characters
    marked = {(p.start, p.end) for p in problems}
    mended = text.splice(parts)
    mended = mended.edit((m.start(), m.end(), "\ufffd") for m in _LOST.finditer(mended.text) if "锟" in m[0])
    for m in _LOST.finditer(mended.text):
        span = mended.source_span(m.start(), m.end())
        if span not in marked:
            problems.append(Problem("replacement-character", _STAGE, f"{m.end() - m.start()} lost", *span))
    return mended, tuple(sorted(problems, key=lambda p: p.start or 0))


def _resolved(text: str, slots: Sequence[Slot]) -> tuple[list[_Piece], list[tuple[int, int, str]]]:
    """The pieces of a run (what is not proved stays, or is U+FFFD if only a mark fits), and notes on the damage."""
    pieces: list[_Piece] = []
    notes: list[tuple[int, int, str]] = []
    before = text[max(0, slots[0].start - 4) : slots[0].start]
    seen = 0
    for open_, group in groupby(slots, key=lambda s: not s.whole and not s.mark):
        some = list(group)
        seen += len(some)
        if not open_:
            for slot in some:
                if slot.mark and "。" in slot.chars and _starts_line(text, slots[0].start, pieces):
                    pieces.append(("\u3000", slot.start, slot.end))
                    continue
                pieces.append((slot.chars if len(slot.chars) == 1 else "\ufffd", slot.start, slot.end))
                if len(slot.chars) > 1:
                    notes.append((slot.start, slot.end, f"a mark lost its last byte: one of {slot.chars}"))
            continue
        left = (before + "".join(c for c, _, _ in pieces[-4:]))[-4:]
        right = "".join(s.chars if s.whole else "，" for s in slots[seen : seen + 3]) or text[slots[-1].end :][:3]
        likely = _likeliest([s.chars for s in some], left, right, eaten="?" in text[some[0].start : some[-1].end])
        for i, slot in enumerate(some):
            if likely:
                pieces.append((likely[i], slot.start, slot.end))
            else:
                kept = range(max(slot.start, pieces[-1][2] if pieces else 0), slot.end)
                pieces += [(text[k], k, k + 1) for k in kept]
            if not likely or len(slot.chars) > 1:
                verdict = f"{likely[i]} fits best" if likely else "undecided"
                notes.append((slot.start, slot.end, f"bytes lost, {verdict} of {slot.chars[:12] or 'none'}"))
    return pieces, notes


def _starts_line(text: str, start: int, pieces: Sequence[_Piece]) -> bool:
    """Whether nothing but spaces stands before this place of its line: then 銆 and a lost byte are an indent."""
    new = "".join(char for char, _, _ in pieces)
    line = text[:start].rpartition("\n")[2] + new
    return not line.strip(" \u3000\r")


def _likeliest(choices: Sequence[str], left: str, right: str, *, eaten: bool) -> str:
    """The one combination that fits its neighbours far better than the others, or ""."""
    margin = _MARGIN * 2 if eaten else _MARGIN
    if len(choices) == 1 and _FIGURE.search(left):
        ranked = [c for c in _AFTER_FIGURE if c in choices[0]]
        first, second = (_AFTER_FIGURE.index(c) + 1 for c in [*ranked, "", ""][:2])
        if ranked:
            sure = not eaten and (len(ranked) == 1 or second >= _RANK_RATIO * first)
            return ranked[0] if sure else ""
    if math.prod(map(len, choices)) > _MOST or not all(choices):
        return ""
    combinations = list(map("".join, product(*choices)))
    if len(combinations) == 1:
        return combinations[0]  # of Windows-1252 so few bytes are lost that ” is often the only one left
    convert = to_simplified().convert
    scored = sorted(((log_probability(convert(left + c + right)), c) for c in combinations), reverse=True)
    if not all(map(is_han, scored[0][1])):
        return ""  # which mark it was changes little, and is never proved
    return scored[0][1] if scored[0][0] - scored[1][0] >= margin else ""


def _better(old: str, before: str, pieces: Sequence[_Piece], slots: Sequence[Slot], *, latin: bool) -> bool:
    """Whether the repaired run reads like Chinese and the old one does not."""
    new = "".join(char for char, _, _ in pieces)
    if set(new) <= {"\ufffd"}:
        return True
    resolved = len(pieces) == len(slots) and not _HALF.search(new)
    if latin:  # bytes that form UTF-8 of Chinese are no accident in Latin letters
        return resolved or any(s.whole or s.mark for s in slots)
    if not any(s.whole for s in slots):
        # a rare character before lost bytes: only a mark, or a measure word behind a figure, is sure enough
        return slots[0].mark or (resolved and len(slots) == 1 and new in _AFTER_FIGURE and bool(_FIGURE.search(before)))
    convert = to_simplified().convert
    plain = convert(new.replace("\ufffd", ""))
    if not plain or sum(map(weight, plain)) / len(plain) < (2.5 if len(slots) > 3 else 4.0):
        return False
    return log_probability(convert(before) + plain) - log_probability(convert(before + old)) >= _GAIN
