"""From characters of the decoded source to its raw bytes."""

from __future__ import annotations

import codecs

from pipeline.model import Decoded

_STEP = 1024
"""Characters between checkpoints: a look-up encodes at most this many."""


class ByteMap:
    """Where each character of a decoded document stands in its bytes.

    Built once for a document. Where the text encodes back to the very bytes, positions are found by encoding from the
    nearest checkpoint; else (bad bytes, codecs with two byte forms of one character) the bytes are walked once, at
    about 1 MB a second.
    """

    __slots__ = ("_checkpoints", "_encoding", "_ends", "_starts", "_text")

    def __init__(self, data: bytes, decoded: Decoded) -> None:
        self._text = decoded.text
        self._encoding = decoded.encoding
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._checkpoints = [decoded.bom]
        for i in range(0, len(self._text), _STEP):
            part = self._encoded(self._text[i : i + _STEP])
            if part is None or not data.startswith(part, self._checkpoints[-1]):
                self._starts, self._ends = _walk(data, decoded)
                break
            self._checkpoints.append(self._checkpoints[-1] + len(part))

    def _encoded(self, part: str) -> bytes | None:
        try:
            return part.encode(self._encoding)
        except UnicodeError:
            return None

    def byte_span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range of raw bytes that ``text[start:end]`` was read from.

        ``data[byte_start:byte_end].decode(encoding) == text[start:end]`` for every span without U+FFFD that does not
        cut a byte sequence that stands for two characters (four of Big5-HKSCS do); such a span is widened to it.
        Positions outside of the text are moved to its ends.
        """
        size = len(self._text)
        start = max(0, min(start, size))
        end = max(start, min(end, size))
        if not self._starts:
            return self._at(start), self._at(end)
        if end > start:
            return self._starts[start], self._ends[end - 1]
        at = self._starts[start] if start < size else self._ends[-1]
        return at, at

    def _at(self, position: int) -> int:
        block = position // _STEP
        part = self._encoded(self._text[block * _STEP : position])
        return self._checkpoints[block] + len(part or b"")


def _walk(data: bytes, decoded: Decoded) -> tuple[list[int], list[int]]:
    """Where the bytes of each character start and end. Neither list ever decreases."""
    starts: list[int] = []
    ends: list[int] = []
    wide = decoded.encoding.startswith(("utf-16", "utf-32"))
    reader = codecs.getincrementaldecoder(decoded.encoding)("replace" if wide else "surrogateescape")
    broken = False
    at = decoded.bom
    for i in range(decoded.bom, len(data) + 1):
        chunk = reader.decode(data[i : i + 1], final=i == len(data))
        if not chunk:
            continue
        until = min(i + 1, len(data))
        escaped = any("\udc80" <= c <= "\udcff" for c in chunk)
        for char in chunk:
            bad = "\udc80" <= char <= "\udcff"
            size = 1 if bad else len(char.encode(decoded.encoding))
            to = at + size if escaped else until
            if bad and broken:  # a run of bad bytes became one U+FFFD
                ends[-1] = to
            else:
                starts.append(at)
                ends.append(to)
            broken = bad
            at = to if escaped else at
        if not escaped:  # else the byte that showed the damage may wait to begin the next character
            at = until
    return starts, ends
