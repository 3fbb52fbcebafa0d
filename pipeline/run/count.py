"""How many documents there are at some paths, without reading them: for a progress bar."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable
from pathlib import Path
from threading import Event

from pipeline.config import Settings
from pipeline.run.inputs import GOLD, matching

_LINES = (".jsonl", ".ndjson")
_PACKED = (".tar", ".tgz", ".tbz2", ".txz", ".gz", ".bz2", ".xz")


def count(paths: Iterable[str], settings: Settings, stop: Event | None = None) -> int | None:
    """The number of documents, or None where only unpacking would tell, or ``stop`` was set.

    An estimate: a file that changes meanwhile, or a link, may make it wrong by a few. Raises nothing.
    """
    total = 0
    for path in paths:
        for file in _files(path, settings):
            if stop is not None and stop.is_set():
                return None
            number = _in_file(file)
            if number is None:
                return None
            total += number
    return total


def _files(path: str, settings: Settings) -> Iterable[str]:
    if path == "-":
        yield path
    elif os.path.isdir(path):  # noqa: PTH112 - half the time of Path for a million files
        for folder, folders, names in os.walk(path):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in names:
                low = name.lower()
                if low.endswith(settings.suffixes) and not name.startswith(".") and not low.endswith(GOLD):
                    yield f"{folder}/{name}"
    elif os.path.lexists(path):
        yield path
    else:
        yield from (match for match in matching(path) if not Path(match).is_dir())


def _in_file(file: str) -> int | None:
    low = file.lower()
    try:
        if file == "-" or low.endswith(_PACKED):
            return None
        if low.endswith(".zip"):
            with zipfile.ZipFile(file) as archive:
                names = [info.filename.lower() for info in archive.infolist() if not info.is_dir()]
            return None if any(n.endswith((".zip", *_LINES, *_PACKED)) for n in names) else len(names)
        if low.endswith(_LINES):
            with open(file, "rb") as lines:  # noqa: PTH123
                return sum(block.count(b"\n") for block in iter(lambda: lines.read(1 << 20), b"")) or 1
    except (OSError, zipfile.BadZipFile, ValueError):
        return 1  # a problem row, in the run
    return 1
