"""Documents inside files: zip, tar, single compressed files and JSON lines, read as streams under limits.

Sizes that an archive declares are only believed when they are too large; the true limit is a budget that counts
every byte as it is unpacked, for the archive and all archives inside it together.
"""

from __future__ import annotations

import base64
import binascii
import bz2
import gzip
import io
import json
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from pipeline.config import Settings
from pipeline.model import Source
from pipeline.run.found import Unreadable, bad

Found = Iterator[Source | Unreadable]
_SMALL = 1 << 20
_SPOOL = 8 << 20
_BROKEN = (zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, zlib.error, EOFError, OSError, ValueError)
_INSIDE = "!/"


class _BombError(Exception):
    """The budget of an archive is spent."""


class _Budget:
    """Counts what an archive unpacks to, with all archives inside it."""

    def __init__(self, packed: int, settings: Settings) -> None:
        self.settings, self.packed, self.spent = settings, packed, 0

    def spend(self, n: int) -> None:
        self.spent += n
        if self.spent > self.settings.max_archive_bytes:
            raise _BombError(f"unpacks to more than {self.settings.max_archive_bytes:,} bytes")
        if self.spent > max(_SMALL, self.packed * self.settings.max_archive_ratio):
            raise _BombError(f"unpacks to more than {self.settings.max_archive_ratio:g} times its size")


class _Counted(io.RawIOBase):
    """A stream that spends a budget as it is read."""

    def __init__(self, inner: IO[bytes], budget: _Budget) -> None:
        self._inner, self._budget = inner, budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._inner.read(len(buffer))
        self._budget.spend(len(data))
        buffer[: len(data)] = data
        return len(data)


def reader_of(name: str) -> Callable[..., Found] | None:
    """The reader for a file of this name, or None where the file is a document itself."""
    lower = name.lower()
    return next((reader for suffixes, reader in _READERS if lower.endswith(suffixes)), None)


def read(stream: IO[bytes], name: str, size: int, settings: Settings) -> Found:
    """The documents inside one open archive or JSON lines file of ``size`` bytes."""
    yield from _read(stream, name, _Budget(size, settings), 1)


def _read(stream: IO[bytes], name: str, budget: _Budget, depth: int) -> Found:
    reader = reader_of(name)
    assert reader is not None
    if depth > budget.settings.max_archive_depth and reader is not _lines:
        yield bad(name, "archive-too-deep", f"the limit is {budget.settings.max_archive_depth}")
        return
    try:
        yield from reader(stream, name, budget, depth)
    except _BombError as e:
        if depth > 1:
            raise
        yield bad(name, "archive-bomb", str(e))
    except NotImplementedError as e:
        yield bad(name, "unknown-compression", str(e))
    except _BROKEN as e:
        yield bad(name, "broken-archive", str(e) or type(e).__name__)


def _zip(stream: IO[bytes], name: str, budget: _Budget, depth: int) -> Found:
    with zipfile.ZipFile(stream) as archive:
        for info in archive.infolist():
            member = name + _INSIDE + _zip_name(info)
            if info.is_dir() or _unwanted(member):
                continue
            if info.flag_bits & 1:
                yield bad(member, "encrypted", "unpack it with its password first")
                continue
            if info.file_size > _SMALL and info.file_size > info.compress_size * budget.settings.max_archive_ratio:
                ratio = info.file_size / max(1, info.compress_size)
                yield bad(member, "archive-bomb", f"packed 1 to {ratio:,.0f}")
                continue
            try:
                with archive.open(info) as part:
                    yield from _member(part, member, info.file_size, budget, depth)
            except NotImplementedError as e:
                yield bad(member, "unknown-compression", str(e))
            except _BROKEN as e:
                yield bad(member, "broken-archive", str(e) or type(e).__name__)


def zip_member(path: Path, member: str, settings: Settings) -> Iterator[Source]:
    """The document of that name in a zip file, without unpacking what lies before it; nothing where that fails."""
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if _zip_name(info) == member and info.file_size <= settings.max_document_bytes:
                    with archive.open(info) as part:
                        yield Source(f"{path}{_INSIDE}{member}", part.read(settings.max_document_bytes + 1))
    except (*_BROKEN, NotImplementedError, RuntimeError):  # RuntimeError: encrypted
        return


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name in the encoding it was written in: archives made on Chinese Windows name no encoding and use GBK."""
    if info.flag_bits & 0x800:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _tar(stream: IO[bytes], name: str, budget: _Budget, depth: int) -> Found:
    unpack = _unpacker(name)
    unpacked = unpack(stream) if unpack else stream
    counted = io.BufferedReader(_Counted(unpacked, budget))
    with tarfile.open(fileobj=counted, mode="r|", errors="replace") as archive:
        for info in archive:
            member = name + _INSIDE + info.name
            if not info.isfile() or _unwanted(member):
                continue
            part = archive.extractfile(info)
            if part is not None:
                yield from _member(part, member, info.size, budget, depth, counted=True)


def _single(stream: IO[bytes], name: str, budget: _Budget, depth: int) -> Found:
    unpack = _unpacker(name)
    assert unpack is not None
    yield from _member(unpack(stream), name[: name.rindex(".")], 0, budget, depth)


def _unpacker(name: str) -> Callable[[IO[bytes]], IO[bytes]] | None:
    ways: dict[str, Callable[[IO[bytes]], Any]] = {
        "gz": lambda s: gzip.GzipFile(fileobj=s), "bz2": bz2.BZ2File, "xz": lzma.LZMAFile,
    }  # fmt: skip
    return next((way for end, way in ways.items() if name.lower().endswith(end)), None)


def _member(part: IO[bytes], name: str, size: int, budget: _Budget, depth: int, counted: bool = False) -> Found:
    """One part of an archive: a document, or an archive again. ``counted``: the stream spends the budget itself."""
    reader, limit = reader_of(name), budget.settings.max_document_bytes
    if reader is None and size > limit:
        yield bad(name, "too-large", f"{size:,} bytes, the limit is {limit:,}")
    elif reader is None:
        data = part.read(limit + 1)
        if not counted:
            budget.spend(len(data))
        if len(data) > limit:
            yield bad(name, "too-large", f"more than {limit:,} bytes")
        else:
            yield Source(name, data)
    elif reader is _lines:
        yield from _read(part if counted else _buffered(part, budget), name, budget, depth)
    elif depth >= budget.settings.max_archive_depth:
        yield bad(name, "archive-too-deep", f"the limit is {budget.settings.max_archive_depth}")
    else:
        with tempfile.SpooledTemporaryFile(max_size=_SPOOL) as spool:  # zip needs to seek
            while chunk := part.read(_SMALL):
                if not counted:
                    budget.spend(len(chunk))
                spool.write(chunk)
            spool.seek(0)
            yield from _read(spool, name, budget, depth + 1)


def _buffered(part: IO[bytes], budget: _Budget) -> IO[bytes]:
    return io.BufferedReader(_Counted(part, budget))


def _lines(stream: IO[bytes], name: str, budget: _Budget, depth: int) -> Found:
    """JSON lines: each line an object with ``text`` (or ``content``, ``html``) or base64 ``data``.

    ``name`` or ``id`` names the document; without them its line does. Text is taken as if it lay in a file in
    UTF-8, or in the encoding of the settings.
    """
    settings = budget.settings
    limit, failed, read_any = 2 * settings.max_document_bytes, 0, False
    number = 0
    while line := stream.readline(limit):
        number += 1
        here = f"{name}#{number}"
        if len(line) >= limit and not line.endswith(b"\n"):
            while (rest := stream.readline(limit)) and not rest.endswith(b"\n"):
                pass
            yield bad(here, "too-large", f"a line of more than {limit:,} bytes")
            continue
        if not line.strip(b" \t\r\n\xef\xbb\xbf"):
            continue
        try:
            source = _document(line, name, here, settings)
        except (ValueError, TypeError, RecursionError, binascii.Error) as e:
            failed += 1
            yield bad(here, "bad-json-line", " ".join(str(e).split())[:200])
            if failed >= _HOPELESS and not read_any:
                yield bad(name, "bad-json-line", f"none of the first {failed} lines is one; the rest was not read")
                return
            continue
        read_any = True
        if len(source.data) > settings.max_document_bytes:
            yield bad(source.name, "too-large", f"{len(source.data):,} bytes")
        else:
            yield source


_HOPELESS = 20


def _document(line: bytes, path: str, here: str, settings: Settings) -> Source:
    record = json.loads(line.decode("utf-8-sig"))
    if not isinstance(record, dict):
        raise ValueError("the line is not a JSON object")
    label = record.get("name") or record.get("id")
    name = f"{path}{_INSIDE}{label}" if isinstance(label, (str, int)) and label else here
    if isinstance(record.get("data"), str):
        return Source(name, base64.b64decode(record["data"], validate=True))
    for key in ("html", "text", "content"):
        if isinstance(record.get(key), str):
            return Source(name, record[key].encode(settings.encoding or "utf-8"))
    raise ValueError("no text, content, html or data in it")


def _unwanted(member: str) -> bool:
    """Hidden files, what macOS puts into archives, and gold annotations."""
    parts = member.rsplit(_INSIDE, 1)[-1].split("/")
    return any(p.startswith((".", "__MACOSX")) for p in parts if p not in (".", "..")) or member.endswith(".gold.json")


_READERS: tuple[tuple[tuple[str, ...], Callable[..., Found]], ...] = (
    ((".zip",), _zip),
    ((".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz"), _tar),
    ((".gz", ".bz2", ".xz"), _single),
    ((".jsonl", ".ndjson"), _lines),
)
