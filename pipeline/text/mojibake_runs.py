"""The bytes behind a run of mojibake, read again as UTF-8: what each sequence can be, with bytes known or lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.text.plausible import is_han, weight

_LEADS = frozenset((*range(0xE2, 0xEA), 0xEF))
"""First bytes of the three-byte sequences that Chinese text needs: marks, characters, full-width forms."""

_CONTINUATION = range(0x80, 0xC0)

_LONGEST = 1500
"""Characters of a run that are read at once; a longer one is repaired in pieces."""

_LATIN_LOST = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
"""The bytes that Windows-1252 does not define: only these turn into U+FFFD there."""

_MARK_PREFIXES = frozenset(((0xEF, 0xBC), (0xE3, 0x80), (0xE2, 0x80)))
"""First two bytes that only punctuation (and full-width letters) shares."""

_MARKS = {(0xEF, 0xBC): "，：；！？（）", (0xE3, 0x80): "。、《》【】「」『』", (0xE2, 0x80): "“”‘’—…"}


def _latin_bytes() -> dict[str, int]:
    table = {chr(code): code for code in range(0x80, 0x100)}
    for code in range(0x80, 0xA0):
        if code not in _LATIN_LOST:
            table[bytes((code,)).decode("cp1252")] = code
    return table


LATIN_BYTE = _latin_bytes()
"""Character -> byte, for Windows-1252 and the Latin-1 controls that sloppy readers leave."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One UTF-8 sequence of a run.

    Attributes:
        chars: the characters it can be: one if ``whole``, else those that its known bytes allow, common ones only.
        start, end: half-open range of the text that holds its bytes; neighbours may share a character.
        whole: whether all of its bytes are known.
        mark: whether its known bytes allow only punctuation.
    """

    chars: str
    start: int
    end: int
    whole: bool
    mark: bool = False


_Byte = tuple[int, int]
"""(value, position of its character in the text); -1 where the byte is lost."""


def _lost_here(phase: int, following: Sequence[int], char: str) -> int:
    """How many bytes one U+FFFD or "?" stands for: 1 or 2, as the bytes that follow demand; 0 where it is no damage.

    Readers differ: some show one sign for the bad byte alone, some one for the pair that it was tried in.
    """
    if phase == 0:
        return 0
    if phase == 2:
        return 1
    if not following:  # the end of the run, or more damage
        return 1 if char == "\ufffd" else 2
    return 2 if following[0] in _LEADS else 1


@cache
def _gbk(char: str) -> tuple[int, ...]:
    """The two GBK bytes of a character that can stand in a run, or ()."""
    if char <= "\x7f" or char == "\ufffd":
        return ()
    if char == "€":
        return (0x80,)
    try:
        raw = char.encode("gb18030")
    except UnicodeEncodeError:
        return ()
    fits = len(raw) == 2 and all(b in _CONTINUATION or b in _LEADS for b in raw)
    return tuple(raw) if fits else ()


@cache
def _is_gbk(lead: int, trail: int) -> bool:
    try:
        bytes((lead, trail)).decode("gbk")
    except UnicodeDecodeError:
        return False
    return True


@cache
def gbk_starts() -> str:
    """All characters with which a run of UTF-8 read as GBK can begin."""
    pairs = (bytes((lead, trail)) for lead in sorted(_LEADS) for trail in _CONTINUATION if trail != 0x7F)
    found = (pair.decode("gb18030", "ignore") for pair in pairs)
    return "".join(c for c in found if len(c) == 1)


def read_gbk(text: str, start: int) -> list[Slot]:
    """The run of UTF-8 read as GBK that begins at ``start``; [] if not even one sequence begins there."""
    stream: list[_Byte] = []
    at = start
    while at < min(len(text), start + _LONGEST):
        char = text[at]
        if char in "?\ufffd":
            lost = _lost_here(len(stream) % 3, _gbk(text[at + 1 : at + 2]), char)
            if not lost:
                break
            stream += [(-1, at)] * lost
        elif raw := _gbk(char):
            phases = [(len(stream) + i) % 3 for i in range(len(raw))]
            stream += [(b, at) for b in raw]
            if any((b in _LEADS) != (phase == 0) for b, phase in zip(raw, phases, strict=True)):
                break  # so that a text of false starts costs no more than its length
        else:
            break
        at += 1
    slots = _sequences(stream, tuple(_CONTINUATION), gbk=True)
    swallowed = _swallowed(text, stream, slots, at)
    if swallowed:
        return [*slots, *swallowed]
    used = sum(len(slot.chars.encode("utf-8")) if slot.whole else 3 for slot in slots)
    while slots and used < len(stream) and stream[used][1] == stream[used - 1][1]:
        used -= 3  # the run ends with a whole character of GBK: half a one means that it went too far
        slots.pop()
    return slots


def _swallowed(text: str, stream: Sequence[_Byte], slots: Sequence[Slot], at: int) -> list[Slot]:
    """The last character of a run whose last byte made a pair with an ASCII letter, and that letter; else []."""
    rest = stream[3 * len(slots) :]
    if at >= len(text) or len(rest) != 2 or rest[0][0] not in _LEADS or rest[1][0] not in _CONTINUATION:
        return []
    raw = text[at].encode("gb18030", "ignore")
    if len(raw) != 2 or raw[0] not in _CONTINUATION or not 0x40 <= raw[1] <= 0x7E:
        return []
    char = bytes((rest[0][0], rest[1][0], raw[0])).decode("utf-8", "ignore")
    if weight(char) <= 0 or not slots:
        return []
    return [Slot(char, rest[0][1], at + 1, True), Slot(chr(raw[1]), at, at + 1, True)]


def read_latin(text: str, start: int) -> list[Slot]:
    """The run of UTF-8 read as Windows-1252 that begins at ``start``; [] if not even one sequence is there."""
    stream: list[_Byte] = []
    for at in range(start, len(text)):
        char = text[at]
        if at - start == 3 and len(_sequences(stream, _LATIN_LOST, gbk=False)) == 0:
            break  # not even one sequence: no need to read on
        if at - start == _LONGEST:
            break
        if char == "\ufffd":
            stream.append((-1, at))
        elif char == " " and stream and stream[-1][0] == 0xC2:  # a no-break space that became a plain one
            stream.append((0xA0, at))
        elif char in LATIN_BYTE:
            stream.append((LATIN_BYTE[char], at))
        else:
            break
    return _sequences(stream, _LATIN_LOST, gbk=False)


def _sequences(stream: Sequence[_Byte], lost: Sequence[int], *, gbk: bool) -> list[Slot]:
    """The stream cut into UTF-8 sequences, up to the first place that cannot be one."""
    slots: list[Slot] = []
    at = 0
    while at < len(stream):
        lead, start = stream[at]
        size = 3 if lead in _LEADS else 2 if lead in (0xC2, 0xC3) and not gbk else 0
        tail = stream[at + 1 : at + size]
        if not size or any(b != -1 and b not in _CONTINUATION for b, _ in tail):
            break
        if len(tail) < size - 1:
            break
        values = [b for b, _ in tail]
        end = tail[-1][1] + 1
        if -1 not in values:
            try:
                char = bytes((lead, *values)).decode("utf-8")
            except UnicodeDecodeError:
                break
            if weight(char) < -2.0 and char != "\ufffd" and char not in "\u200b\ufeff\u3000":
                break
            slots.append(Slot(char, start, end, True))
        else:
            following = stream[at + size][0] if at + size < len(stream) else -1
            if following not in _LEADS or tail[0] == tail[-1]:  # eaten with the lost byte, or the run ends here
                following = -1
            slots.append(_partial(lead, values, start, end, lost, following, gbk=gbk))
        at += size
    return slots


def _partial(
    lead: int, values: Sequence[int], start: int, end: int, lost: Sequence[int], following: int, *, gbk: bool
) -> Slot:
    """A sequence with lost bytes: every common character that the rest allows.

    A byte that GBK lost at the start of a pair cannot have formed a pair with the byte that follows it.
    """
    chars: list[str] = []
    firsts = lost if values[0] == -1 else (values[0],)
    for first in firsts:
        lasts = (lost if values[1] == -1 else (values[1],)) if len(values) == 2 else (None,)
        for last in lasts:
            if gbk and last is not None:
                if values[0] == -1 and _is_gbk(first, last):
                    continue
                if values[1] == -1 and following >= 0x40 and _is_gbk(last, following):
                    continue
            raw = bytes((lead, first)) if last is None else bytes((lead, first, last))
            try:
                char = raw.decode("utf-8")
            except UnicodeDecodeError:
                continue
            if weight(char) > 0 and (is_han(char) or (lead, first) in _MARK_PREFIXES):
                chars.append(char)
    prefix = (lead, values[0])
    if prefix in _MARK_PREFIXES and gbk:
        return Slot(_MARKS[prefix], start, end, False, True)
    return Slot("".join(chars), start, end, False, prefix in _MARK_PREFIXES)
