"""What a format is. A new one is a module beside this with a :class:`Format`, and a row in :data:`..FORMATS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.export.claims import Job
from pipeline.export.files import ExportError


@dataclass(frozen=True, slots=True)
class Format:
    """A form in which claims can be taken away.

    Attributes:
        name: what users call it.
        about: what it is for, in one line.
        write: writes the claims of a job to a path that is free, and returns the number of rows or texts and the
            resources: properties of each file for the data package, with ``path`` (a Path).
        is_folder: whether the path becomes a folder.
        is_text: whether it has texts with annotations, so that ``per`` counts.
        is_table: whether it has columns, so that they can be chosen.
    """

    name: str
    about: str
    write: Callable[[Job, Path], tuple[int, list[dict[str, Any]]]]
    is_folder: bool = False
    is_text: bool = False
    is_table: bool = False


def needs(package: str, extra: str = "export") -> ExportError:
    """The error for a library that is not installed."""
    why = f"the package {package} is not installed"
    return ExportError("cannot write this format", why, f"pip install 'unionfacts[{extra}]'")
