"""Files that are there whole or not at all, and that are never overwritten unasked."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import UnionfactsError


class ExportError(UnionfactsError):
    """An export cannot be written."""


@contextmanager
def replacing(path: Path, force: bool, ours: Callable[[Path], bool] = lambda folder: False) -> Iterator[Path]:
    """A path to write to, which becomes ``path`` if all goes well; else nothing of it stays.

    Args:
        path: file or folder to be. Its parents are made.
        force: replace what is there.
        ours: whether a folder that is there may be replaced: one that was exported before. Any other never is.

    Raises:
        ExportError: if something is there, and is not to be replaced.
    """
    check_free(path, force, ours)
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        yield made
        check_free(path, force, ours)  # again: somebody else may have written it meanwhile
        if path.is_dir():
            old = path.with_name(f".{path.name}.{secrets.token_hex(4)}.old")
            path.rename(old)
            made.rename(path)
            shutil.rmtree(old)
        else:
            made.replace(path)
    except BaseException:
        if made.is_dir():
            shutil.rmtree(made, ignore_errors=True)
        else:
            made.unlink(missing_ok=True)
        raise


def check_free(path: Path, force: bool, ours: Callable[[Path], bool] = lambda folder: False) -> None:
    """Raises :class:`ExportError` if ``path`` may not be written."""
    what = f"cannot write {path}"
    if str(path) == "-":
        raise ExportError(
            what, "an export is a file with its description beside it", "give --out FILE; `query --csv` prints a table"
        )
    if path.is_dir():
        if not ours(path):
            raise ExportError(what, "there is a folder of that name, and it is no export", "give another --out")
        if not force:
            raise ExportError(what, "it is there already", "give another --out, or --force to replace it")
    elif os.path.lexists(path) and not force:
        raise ExportError(what, "it is there already", "give another --out, or --force to replace it")


def sha256(path: Path) -> str:
    """Hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
