"""Bytes to characters: a ladder of strict readings, and what to do when none of them holds.

The order: byte order mark; the encoding that the user names; UTF-8; UTF-8 with a few bad bytes; then every encoding
of Chinese that the bytes fit (the one that the page declares first), judged by how much the result reads like Chinese;
GB18030 and Big5 with a few bad bytes; charset-normalizer last. Nothing here raises, whatever the bytes.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from pipeline.model import Decoded, Problem
from pipeline.text.plausible import mean_weight

CODES = {
    "empty": "the document has no bytes, or only a byte order mark",
    "binary": "the bytes are no text (an image, an archive, a PDF, ...); nothing was read",
    "wrong-encoding": "the encoding given by the user is unknown or does not fit the bytes; another was taken",
    "undecodable-bytes": "bytes that the encoding does not allow; U+FFFD stands in their place",
    "guessed-encoding": "no encoding of Chinese fits; the reading is a statistical guess",
}
"""Problem codes of this stage."""

_STAGE = "decode"

_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)  # UTF-32 before UTF-16: its mark begins with the other's

_MAGIC = (
    b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08",
    b"Rar!\x1a",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"7z\xbc\xaf\x27\x1c", b"BZh", b"\xfd7zXZ", b"\x7fELF", b"SQLite format 3\x00",
)  # fmt: skip

_FAMILY = {
    "gb2312": ("gb18030",), "gbk": ("gb18030",), "cp936": ("gb18030",), "gb18030": ("gb18030",),
    "big5": ("big5", "cp950", "big5hkscs"), "cp950": ("big5", "cp950", "big5hkscs"),
    "big5hkscs": ("big5", "big5hkscs"), "utf-8-sig": ("utf-8",),
    "utf-16": ("utf-16-le", "utf-16-be"), "utf-32": ("utf-32-le", "utf-32-be"),
}  # fmt: skip
"""Codec named -> codecs to try. Pages that say gb2312 mean all of GB18030; a narrower codec is taken where it holds."""

_NO_CHARSET = frozenset(("unicode-escape", "raw-unicode-escape", "utf-7", "idna", "punycode", "undefined", "mbcs"))

_DECLARED = re.compile(
    rb"""(?i)(?:<meta[^<>]{0,200}?charset|<\?xml[^<>]{0,100}?encoding)\s*=\s*["']?\s*([a-z0-9_-]{2,20})"""
)

_BAD = re.compile("[\udc80-\udcff]+")
_LONG = re.compile("[\u0800-\ud7ff\ue001-\U0010ffff]")
"""Characters that UTF-8 writes in three bytes and more."""

_NUL_SHARE = 100
"""More than one NUL in so many bytes or characters is no text in that encoding."""

_MOST_PROBLEMS = 100
"""Runs of bad bytes that are reported one by one; the rest are counted in one problem."""

_GOOD_ENOUGH = 3.0
"""Least mean weight at which a reading counts as Chinese. Gold documents have 5 and more, wrong readings under 2."""

_DECLARED_BONUS = 1.0
"""What a declaration adds to its encoding's weight: enough to break ties, not enough to make rubbish readable."""


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """The characters of a raw document, the codec under which they were read, and what was wrong with the bytes.

    Args:
        data: the raw document.
        encoding: the codec that the user says it is in, or None. One that is unknown or does not fit the bytes
            strictly is passed over, with a problem ``wrong-encoding``.

    Returns:
        Never raises for any bytes. The GB family is reported as ``gb18030``; Big5 as ``big5``, or as ``cp950`` or
        ``big5hkscs`` where plain Big5 does not hold; UTF-16 as ``utf-16-le`` or ``utf-16-be``. Bytes that fit nowhere
        become one U+FFFD a run. Binary data give an empty text.
    """
    if not data:
        return Decoded("", "utf-8", 0, (Problem("empty", _STAGE, CODES["empty"]),))
    problems: tuple[Problem, ...] = ()
    if encoding:
        for codec in _codecs(encoding):
            body = _skip_mark(data, codec)
            text = _strictly(data[body:], codec)
            if text is not None:
                return Decoded(text, codec, body)
        problems = (Problem("wrong-encoding", _STAGE, f"the document does not read as {encoding}: chosen otherwise"),)
    marked = next(((mark, codec) for mark, codec in _MARKS if data.startswith(mark)), None)
    if marked:
        mark, codec = marked
        if len(data) == len(mark):
            return Decoded("", codec, len(mark), (*problems, Problem("empty", _STAGE, CODES["empty"])))
        return _unless_controls(_tolerantly(data, codec, len(mark), problems))
    if data.startswith(_MAGIC):
        return _binary(problems)
    return _by_reading(data, problems)


def _by_reading(data: bytes, problems: tuple[Problem, ...]) -> Decoded:
    """The rungs below the byte order mark."""
    nuls = data.count(0) * _NUL_SHARE > len(data)  # a stray one is no sign of binary data
    text = _strictly(data, "utf-8")
    if text is not None and not nuls:
        return _unless_controls(Decoded(text, "utf-8", 0, problems))
    if text is None and not nuls and _nearly_utf8(data):
        return _tolerantly(data, "utf-8", 0, problems)
    best = max(_readings(data, nuls), default=None, key=lambda r: r[0])
    if best and best[0] >= _GOOD_ENOUGH:
        return Decoded(best[2], best[1], 0, problems)
    if nuls:
        return _binary(problems)
    damaged = [(_damaged_weight(data, codec), codec) for codec in ("gb18030", "big5", "utf-8")]
    score, codec = max(damaged)
    if score >= _GOOD_ENOUGH or score > max(0.5, best[0] if best else 0.0):
        return _unless_controls(_tolerantly(data, codec, 0, problems))
    return _unless_controls(_guessed(data, best, problems))


def _readings(data: bytes, nuls: bool) -> Iterator[tuple[float, str, str]]:
    """(weight, codec, text) for every codec that reads the bytes strictly."""
    declared = _DECLARED.search(data[:4096])
    named = _codecs(declared[1].decode("ascii")) if declared else ()
    families: list[tuple[str, ...]] = [("utf-16-le",), ("utf-16-be",)]
    if not nuls:
        families += [("gb18030",), ("big5", "cp950", "big5hkscs")]
        if named and not any(named[0] in family for family in families):
            families.append(named)
    for family in families:
        for codec in family:
            text = _strictly(data, codec)
            if text is not None and text.count("\x00") * _NUL_SHARE <= len(text):
                yield mean_weight(text) + (_DECLARED_BONUS if codec in named else 0.0), codec, text
                break


def _codecs(name: str) -> tuple[str, ...]:
    """Codecs to try for a name of an encoding; none where Python knows no such text encoding."""
    try:
        info = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        return ()
    if not getattr(info, "_is_text_encoding", True) or info.name.replace("_", "-") in _NO_CHARSET:
        return ()
    return _FAMILY.get(info.name, (info.name,))


def _skip_mark(data: bytes, codec: str) -> int:
    """Length of the byte order mark of this codec at the start of the data."""
    return next((len(mark) for mark, of in _MARKS if of == codec and data.startswith(mark)), 0)


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError, LookupError):
        return None


def _nearly_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8 but for a few: at least ten good sequences for each bad byte, or a cut at the end.

    GBK read as UTF-8 has nearly no good sequence of three bytes, so the two do not meet.
    """
    read = data.decode("utf-8", "surrogateescape")
    bad = sum(len(run) for run in _BAD.findall(read))
    good = len(_LONG.findall(read))
    return good >= 10 * bad or (good >= 2 and bad <= 3 and bool(_BAD.search(read[-3:])))


def _damaged_weight(data: bytes, codec: str) -> float:
    """Mean weight of the reading with bad bytes left out, less a toll for each of them."""
    read = data.decode(codec, "surrogateescape")
    runs = len(_BAD.findall(read))
    wide = sum(1 for c in read if c > "\x7f")
    if not wide or runs > wide * 0.2:
        return -1.0
    return mean_weight(_BAD.sub("", read)) - 10.0 * runs / wide


def _tolerantly(data: bytes, codec: str, bom: int, problems: tuple[Problem, ...]) -> Decoded:
    """Decoded with one U+FFFD for each run of bytes that the codec does not allow, and a problem for each run."""
    body = data[bom:]
    text = _strictly(body, codec)
    if text is not None:
        return Decoded(text, codec, bom, problems)
    try:
        read = body.decode(codec, "surrogateescape")
    except UnicodeError:  # UTF-16 and UTF-32 have no way to escape a bad byte
        text = body.decode(codec, "replace")
        at = [i for i, c in enumerate(text) if c == "\ufffd"]
        detail = f"{len(body)} bytes do not all read as {codec}"
        bad = [Problem("undecodable-bytes", _STAGE, detail, i, i + 1) for i in at]
        return Decoded(text, codec, bom, problems + _few(bad))
    found: list[Problem] = []
    shrunk = 0
    for run in _BAD.finditer(read):
        at_char = run.start() - shrunk
        shrunk += len(run[0]) - 1
        raw = run[0].encode("ascii", "surrogateescape").hex(" ")
        found.append(Problem("undecodable-bytes", _STAGE, f"no {codec}: {raw[:60]}", at_char, at_char + 1))
    return Decoded(_BAD.sub("\ufffd", read), codec, bom, problems + _few(found))


def _few(problems: list[Problem]) -> tuple[Problem, ...]:
    """The first of many problems, and one that counts the others."""
    rest = len(problems) - _MOST_PROBLEMS
    if rest <= 0:
        return tuple(problems)
    return (*problems[:_MOST_PROBLEMS], Problem("undecodable-bytes", _STAGE, f"and {rest} more"))


def _guessed(data: bytes, best: tuple[float, str, str] | None, problems: tuple[Problem, ...]) -> Decoded:
    """The last rung: charset-normalizer, or the best of the strict readings, or Latin-1, which reads anything."""
    import charset_normalizer  # the last resort, so most documents never import it

    guess = charset_normalizer.from_bytes(data[:200_000]).best()
    for codec in (*(_codecs(guess.encoding) if guess else ()), *((best[1],) if best else ()), "latin-1"):
        text = _strictly(data, codec)
        if text is not None:
            note = Problem("guessed-encoding", _STAGE, f"no encoding of Chinese fits; read as {codec}")
            return Decoded(text, codec, 0, (*problems, note))
    return _binary(problems)


_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f]")


def _unless_controls(decoded: Decoded) -> Decoded:
    """The same, or a problem ``binary`` where more than one character in thirty is a control."""
    sample = decoded.text[:20_000]
    controls = len(_CONTROL.findall(sample))
    if controls * 30 <= len(sample):
        return decoded
    return _binary(tuple(p for p in decoded.problems if p.code == "wrong-encoding"))


def _binary(problems: tuple[Problem, ...]) -> Decoded:
    """No text at all; the encoding is then Latin-1, which promises nothing."""
    return Decoded("", "latin-1", 0, (*problems, Problem("binary", _STAGE, CODES["binary"])))
