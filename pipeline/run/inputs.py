"""Finding documents: files, folders, patterns, archives, JSON lines and standard input, one after another.

Nothing here raises for bad input, whatever it is: what cannot be read comes out as an :class:`Unreadable`, in its
place among the documents, and the next path follows. At most one document is in memory at a time.
"""

from __future__ import annotations

import glob
import os
import stat
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.config import Settings
from pipeline.model import Source
from pipeline.run import archives
from pipeline.run.found import Unreadable, bad

GOLD = ".gold.json"


def find(paths: Iterable[str], settings: Settings, passed: Counter[str] | None = None) -> Iterator[Source | Unreadable]:
    """The documents at ``paths``, in the order given; folders are walked in sorted order.

    Args:
        paths: files, folders, patterns (``*``, ``?``, ``[``, ``**``) or ``-`` for standard input.
        settings: limits on size, and the suffixes that are taken from folders.
        passed: counts, by suffix, the files of folders that are not taken, for the summary.
    """
    passed = Counter() if passed is None else passed
    for path in paths:
        if path == "-":
            yield from _stdin(settings)
            continue
        if Path(path).is_dir():
            yield from _folder(path, settings, passed)
        elif os.path.lexists(path):
            yield from read_file(path, settings)
        elif matches := matching(path):
            for match in matches:
                if not Path(match).is_dir():
                    yield from read_file(match, settings)
        else:
            yield bad(printable(path), "missing", "there is no such file or folder", asked=True)


def matching(path: str) -> list[str]:
    """What a pattern stands for, sorted; nothing for a path that is no pattern."""
    if not glob.has_magic(path):
        return []
    return sorted(glob.glob(path, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute patterns


def _stdin(settings: Settings) -> Iterator[Source | Unreadable]:
    data = sys.stdin.buffer.read(settings.max_document_bytes + 1)
    if len(data) > settings.max_document_bytes:
        yield bad("-", "too-large", f"more than {settings.max_document_bytes:,} bytes")
    else:
        yield Source("-", data)


def _folder(top: str, settings: Settings, passed: Counter[str]) -> Iterator[Source | Unreadable]:
    """Walks without recursion of its own, so that no depth of folders can end it; follows links, but never round."""
    seen: set[tuple[int, int]] = set()
    todo: list[tuple[str, frozenset[tuple[int, int]]]] = [(top, frozenset())]
    while todo:
        path, above = todo.pop()
        try:
            if not Path(path).is_dir():
                yield from read_file(path, settings)
                continue
            state = Path(path).stat()
            here = (state.st_dev, state.st_ino)
            if here in above:
                yield bad(printable(path), "folder-loop", "this link leads back to a folder above it")
                continue
            if here in seen:
                continue
            seen.add(here)
            with os.scandir(path) as entries:
                names = sorted(e.name for e in entries)
        except OSError as e:
            yield bad(printable(path), "unreadable", e.strerror or str(e))
            continue
        below = above | {here}
        inside = [name for name in names if not name.startswith(".") and not name.endswith(GOLD)]
        for name in reversed(inside):
            whole = os.path.join(path, name)  # noqa: PTH118 - a Path would normalise names that cannot be decoded
            suffix = Path(name).suffix.lower()
            if suffix in settings.suffixes or Path(whole).is_dir():
                todo.append((whole, below))
            else:
                passed[suffix or "(none)"] += 1


def read_file(path: str, settings: Settings) -> Iterator[Source | Unreadable]:
    """The documents of one file: one, or those inside if it is an archive or JSON lines."""
    name = printable(path)
    try:
        state = Path(path).stat()
        if not stat.S_ISREG(state.st_mode):
            yield bad(name, "unreadable", f"this is {_what(state.st_mode)}, not a file")
            return
        if archives.reader_of(name) is not None:
            with Path(path).open("rb") as stream:
                yield from archives.read(stream, name, state.st_size, settings)
            return
        if state.st_size > settings.max_document_bytes:
            yield bad(name, "too-large", f"{state.st_size:,} bytes, the limit is {settings.max_document_bytes:,}")
            return
        with Path(path).open("rb") as stream:
            data = stream.read(settings.max_document_bytes + 1)
        if len(data) > settings.max_document_bytes:  # it grew, or the file system does not know its size
            yield bad(name, "too-large", f"more than {settings.max_document_bytes:,} bytes")
            return
        yield Source(name, data)
    except (OSError, ValueError) as e:  # ValueError: a NUL in the path
        yield bad(name, "unreadable", getattr(e, "strerror", None) or str(e))


def _what(mode: int) -> str:
    kinds = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))
    return next((word for test, word in kinds if test(mode)), "a device")


def printable(path: str) -> str:
    """The path as characters that can be stored and shown; names in GBK, which old archives unpack to, are read."""
    raw = os.fsencode(path)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")
