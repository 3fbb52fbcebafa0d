"""The bytes of a stored document once more, from any of the places where it was met, archives and JSON lines too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.config import Settings
from pipeline.model import Source
from pipeline.run import archives
from pipeline.run.inputs import find

INSIDE = "!/"
"""Between an archive and what lies in it, in a location."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Why the bytes of a document cannot be had.

    Attributes:
        why: changed (other bytes are there now), gone (nothing is there) or stdin (it came through a pipe).
        places: the locations that it was looked for at.
        reason: one line for a person.
        advice: what to try.
    """

    why: str
    places: tuple[str, ...]
    reason: str
    advice: str


def find_again(document: str, locations: Sequence[str], settings: Settings, near: Path | None = None) -> Source | Lost:
    """The document whose SHA-256 is its id, from the first of its locations that still has it.

    Args:
        document: whole id.
        locations: as stored: ``a.txt``, ``a.zip!/b.txt``, ``a.jsonl#3``, ``a.jsonl!/label``.
        settings: limits on what is unpacked.
        near: the fact base. Relative locations are looked for from the working folder and, as a run may have been
            started elsewhere, from the fact base's folder and the one above.

    Returns:
        The source under the location that it was found at, or why there is none. Nothing is raised for missing,
        changed or broken files.
    """
    changed: list[str] = []
    for location in locations:
        for root in _roots(location, near):
            path = _file_of(root / location)
            if path is None:
                continue
            for found in _candidates(path, str(root / location), settings):
                if found.id == document:
                    return replace(found, name=location)
            changed.append(location)
    places = tuple(locations)
    if changed:
        there = ", ".join(dict.fromkeys(changed))
        advice = "unionfacts run takes them in as a new document"
        return Lost("changed", places, f"other bytes are at {there} now", advice)
    if all(location == "-" for location in locations):
        return Lost("stdin", places, "it came through standard input, which is not kept", "read it from a file")
    advice = "put the file back, or call from the folder that the run was started in"
    return Lost("gone", places, f"it is no more at {', '.join(locations)}", advice)


def _roots(location: str, near: Path | None) -> Iterable[Path]:
    if near is None or Path(location).is_absolute():
        return (Path(),)
    home = near.absolute().parent
    return dict.fromkeys((Path(), home, home.parent))


def _file_of(location: Path) -> Path | None:
    """The file that a location is in, or None where no such file is there."""
    whole = str(location)
    file = whole.split(INSIDE)[0]
    for path in (whole, file, file.rpartition("#")[0]):
        for packed in ("", ".gz", ".bz2", ".xz"):  # what a.txt.gz holds was met as a.txt
            try:
                if path and Path(path + packed).is_file():
                    return Path(path + packed)
            except (OSError, ValueError):  # a name too long, or with a NUL
                continue
    return None


def _candidates(path: Path, location: str, settings: Settings) -> Iterable[Source]:
    """The documents of the file, the one of the location first where the archive can be opened at it."""
    member = location.removeprefix(str(path)).removeprefix(INSIDE)
    if member and member != location and path.suffix.lower() == ".zip":
        yield from archives.zip_member(path, member, settings)
    for found in find([str(path)], settings):
        if isinstance(found, Source):
            yield found
