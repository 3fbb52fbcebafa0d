"""The bytes under a run that a gloss shifted: GBK pairs, readings of characters, and what the run was before.

Used by :mod:`pipeline.text.glosses_shifted`, which finds the runs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import opencc

from pipeline.text.plausible import is_han, log_probability, to_simplified, weight, words

_TONES = frozenset("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ")

_MARGIN = 3.0
"""How much more probable (natural logarithm) a reading must be than the next one to count as proved."""

_LOST_PAIR = 4.0
"""What a reading pays for supposing that two more bytes are lost."""

_LEAST = -10.5
"""Least log probability a character of a restored run; true ones have -5 to -8, wrong pairings under -11."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A restored character, or U+FFFD, and the half-open range of the run's bytes that it was read from."""

    char: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Restored:
    """A run as it was.

    Attributes:
        pieces: its characters in order; U+FFFD where one is lost.
        guessed: whether bytes that nobody can see were filled in by sense, or a character stays doubtful.
    """

    pieces: tuple[Piece, ...]
    guessed: bool


def has_tone(syllable: str) -> bool:
    """Whether the syllable carries a tone mark."""
    return not _TONES.isdisjoint(unicodedata.normalize("NFC", syllable))


@cache
def is_reading(syllable: str, char: str) -> bool:
    """Whether the syllable is one of the character's readings (its simplified form's included)."""
    plain = unicodedata.normalize("NFC", syllable).replace("ɑ", "a").replace("ɡ", "g")
    return plain in _readings(char) or plain in _readings(to_simplified().convert(char))


def _readings(char: str) -> frozenset[str]:
    from pypinyin.constants import PINYIN_DICT  # half a second to import, and needed for glosses only

    known = PINYIN_DICT.get(ord(char), "") if len(char) == 1 else ""
    return frozenset(known.split(","))


@cache
def pair(lead: int, trail: int) -> str:
    """The character of two GBK bytes, or "" where there is none."""
    try:
        char = bytes((lead, trail)).decode("gbk")
    except UnicodeDecodeError:
        return ""
    return char if len(char) == 1 else ""


def gbk(char: str) -> bytes:
    """The GBK bytes of a character, b"" where it has none."""
    try:
        return char.encode("gbk")
    except UnicodeEncodeError:
        return b""


@cache
def _common(lead: int | None, trail: int | None) -> tuple[str, ...]:
    """Common characters with this first or second byte in GBK."""
    leads = range(0x81, 0xFF) if lead is None else (lead,)
    trails = range(0x40, 0xFF) if trail is None else (trail,)
    found = (pair(a, b) for a in leads for b in trails)
    return tuple(c for c in found if c and is_han(c) and _weight(c) > 0)


@cache
def _weight(char: str) -> float:
    return weight(to_simplified().convert(char))


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


@cache
def _standard(char: str) -> bool:
    """Whether the character is common and no odd variant: a tool that glosses knows only such."""
    plain = to_simplified().convert(char)
    return weight(plain) > 0 and char in (plain, _to_traditional().convert(plain))


@cache
def _only_simplified(char: str) -> bool:
    """Whether a traditional text would not have the character."""
    return is_han(char) and str(_to_traditional().convert(char)) != char


def _probability(text: str) -> float:
    return log_probability(to_simplified().convert(text))


def restore(before: str, syllable: str, body: bytes, closing: str | None, last: str, after: str) -> Restored | None:
    """The characters of a run, or None where nothing is proved.

    Args:
        before: some characters in front of the false gloss.
        syllable: the false gloss.
        body: the run's bytes as they stand; the lost first byte is put in front of them here.
        closing: None if the bytes come out even; else what is known of the byte behind the last one, which the
            reader ate: the syllable of the gloss behind it, or "".
        last: syllable of a whole gloss behind the last character, or "".
        after: some characters behind the run.
    """
    tail = gbk(before[-1:])
    if len(tail) != 2:
        return None
    false = [c for trail in range(0x81, 0xFF) if (c := pair(tail[1], trail)) and is_reading(syllable, c)]
    scored: list[tuple[float, Restored]] = []
    for first in {gbk(c)[1] for c in [c for c in false if _standard(c)] or false}:
        found = _read(before, bytes((first,)) + body, closing, last, after)
        if found:
            scored.append((_probability(before + "".join(p.char for p in found.pieces) + after), found))
    scored.sort(key=lambda s: -s[0])
    if not scored or (len(scored) > 1 and scored[0][0] - scored[1][0] < _MARGIN):
        return None
    return scored[0][1]


def _read(before: str, raw: bytes, closing: str | None, last: str, after: str) -> Restored | None:
    """One reading of the bytes in pairs, with what is lost filled in or marked; None if it is no Chinese."""
    if (len(raw) % 2 == 0) != (closing is None):
        return None
    pieces = [Piece(pair(raw[i], raw[i + 1]), i, i + 2) for i in range(0, len(raw) - 1, 2)]
    guessed = False
    if closing is not None:
        context = (before + "".join(p.char for p in pieces))[-4:]
        ends = _last(context, raw[-1], closing, after)
        pieces += [Piece(c, len(raw) - 1, len(raw)) for c in ends]
    for _ in range(4):  # two pairs of a run may be lost, hardly more
        fix = _lost_pair(before, raw, pieces, after)
        if not fix:
            break
        at, chars = fix
        start, end = pieces[at].start, pieces[at].end
        middle = min(start + 1, end)
        pieces[at : at + 1] = [Piece(chars[0], start, middle), Piece(chars[1], middle, end)]
        guessed = True
    guessed = guessed or any(_doubtful(before, pieces, at, after) for at in range(len(pieces)))
    text = "".join(p.char for p in pieces)
    if last and not is_reading(last, text[-1:]):
        return None
    if not all(p.char for p in pieces) or any(_weight(c) <= 0 for c in text if c != "\ufffd"):
        return None
    known = before + text.replace("\ufffd", "")
    if len(text) > 1 and _probability(known) / len(known) < _LEAST:
        return None
    return Restored(tuple(pieces), guessed)


def _doubtful(before: str, pieces: list[Piece], at: int, after: str) -> bool:
    """Whether a character is neither frequent nor part of a word: it may be two between which bytes are lost."""
    char = pieces[at].char
    left = (before + "".join(p.char for p in pieces[:at]))[-1:]
    right = ("".join(p.char for p in pieces[at + 1 :]) + after)[:1]
    return is_han(char) and _weight(char) < 6.5 and not _in_word(left, char, right)


def _last(context: str, lead: int, closing: str, after: str) -> str:
    """The character whose second byte was eaten; U+FFFD where it is not proved.

    Without a gloss an ASCII character was eaten with the byte: U+FFFD stands for it behind the character, but not at
    the end of a line, where it may have been the line end.
    """
    fits = [c for c in _common(lead, None) if not closing or is_reading(closing, c)]
    if closing and not fits:  # two bytes more are lost: the gloss is of the next character but one
        ends = [c for c in _common(None, None) if is_reading(closing, c)]
        fits = [x + y for x in _common(lead, None) for y in ends if not pair(gbk(x)[1], gbk(y)[0])]
        fits = [xy for xy in fits if _in_word(context, xy[0], xy[1:]) or to_simplified().convert(xy) in words()]
    eaten = "" if closing or not after.strip("\r\n") else "\ufffd"
    behind = after if closing else "，"
    scored = sorted(((_probability(context + c + behind), c) for c in fits), reverse=True)
    sure = bool(scored) and (len(scored) == 1 or scored[0][0] - scored[1][0] >= _MARGIN)
    return (scored[0][1] if sure else "\ufffd") + eaten


def _lost_pair(before: str, raw: bytes, pieces: list[Piece], after: str) -> tuple[int, str] | None:
    """The piece that is better read as two characters between which two bytes are lost, and these two.

    The lost bytes are a pair that GBK does not define. Two characters are U+FFFD where the piece cannot be right but
    none of those that it can be is proved.
    """
    text = [p.char or "\ufffd" for p in pieces]
    best: tuple[float, int, str] | None = None
    for at, piece in enumerate(pieces):
        whole = piece.end - piece.start == 2
        left = (before + "".join(text[:at]))[-3:]
        right = ("".join(text[at + 1 :]) + after)[:3]
        if not whole or (piece.char and _in_word(left, piece.char, right)):
            continue
        now = _probability(left + text[at] + right) - (_LOST_PAIR * 3 if _only_simplified(piece.char) else 0.0)
        candidates = _pairs(left, raw[piece.start], raw[piece.start + 1], right)
        scored = sorted(((_probability(left + xy + right), xy) for xy in candidates), reverse=True)
        if not scored:
            continue
        gain = scored[0][0] - now
        sure = gain > _LOST_PAIR and (len(scored) == 1 or scored[0][0] - scored[1][0] >= _MARGIN)
        if gain > 0 and (best is None or gain > best[0]):
            best = (gain, at, scored[0][1] if sure else "\ufffd\ufffd")
    if best:
        return best[1], best[2]
    bad = next((at for at, p in enumerate(pieces) if not p.char), None)
    return None if bad is None else (bad, "\ufffd\ufffd")


def _in_word(left: str, char: str, right: str) -> bool:
    """Whether the character makes a word with one of its neighbours."""
    convert = to_simplified().convert
    return convert(left[-1:] + char) in words() or convert(char + right[:1]) in words()


def _pairs(left: str, lead: int, trail: int, right: str) -> Iterator[str]:
    """Two characters with this first byte of the one and second byte of the other, that make a word with something."""
    convert = to_simplified().convert
    before = [convert(left[-n:]) for n in (1, 2) if len(left) >= n]
    behind = [convert(right[:n]) for n in (1, 2) if len(right) >= n]
    table = words()
    ys = [(y, convert(y)) for y in (*_common(None, trail), *(m for m in "。、”’》" if gbk(m)[1] == trail))]
    for x in _common(lead, None):
        plain = convert(x)
        linked = any(w + plain in table for w in before)
        for y, plain_y in ys:
            if pair(gbk(x)[1], gbk(y)[0]):
                continue
            if linked or plain + plain_y in table or any(plain_y + w in table for w in behind):
                yield x + y
