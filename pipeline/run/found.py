"""What finding documents yields beside documents, and the codes of what can be wrong with an input."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Problem

STAGE = "input"

CODES = {
    "missing": "a path that was asked for does not exist",
    "unreadable": "the file cannot be read: no permission, a broken link, a device or pipe, a fault of the disk",
    "folder-loop": "a link leads back to a folder above it; the folder is read once",
    "too-large": "the document is larger than max_document_bytes and was not read",
    "broken-archive": "the archive is cut off or damaged; what could be read before the damage was",
    "encrypted": "this part of the archive needs a password",
    "archive-bomb": "the archive unpacks to more than max_archive_bytes, or packs tighter than max_archive_ratio",
    "archive-too-deep": "archives lie inside one another deeper than max_archive_depth",
    "unknown-compression": "the archive is packed in a way that Python cannot unpack",
    "bad-json-line": "a line of JSON lines is not an object with text, content, html or data",
    "over-time": "reading took longer than max_seconds and was given up; the next run tries again",
    "worker-died": "the process that read this document died more than once: out of memory, or killed from outside",
    "internal-error": "a fault of this program met this document; the others are not touched. Please report it",
}

OF_READING = frozenset({"over-time", "worker-died", "internal-error"})
"""Codes of what went wrong while a document was read; the others are of inputs that did not become documents."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An input that did not become a document.

    Attributes:
        name: the path, as far as it can be shown; parts of archives as ``a.zip!/b.txt``.
        problem: what is wrong with it.
        asked: whether a path that the user gave does not exist, which is an error of the call and not of the data.
    """

    name: str
    problem: Problem
    asked: bool = False


def bad(name: str, code: str, detail: str, asked: bool = False) -> Unreadable:
    """An input with a problem of this module's :data:`CODES`."""
    return Unreadable(name, Problem(code, STAGE, detail), asked)
