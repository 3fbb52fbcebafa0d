"""unionfacts: numeric facts out of Chinese news about trade unions, each traceable to its bytes.

>>> from pipeline import extract
>>> extraction = extract("某县总工会投入资金12万元。".encode())
>>> [fact.quote for fact in extraction.facts]
['12万元']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.model import Extraction
    from pipeline.store import FactBase

__all__ = ["FactBase", "__version__", "extract"]


def extract(document: bytes | Path | str, name: str = "") -> Extraction:
    """Read one document and return all that was found in it; nothing is stored.

    Args:
        document: the raw bytes, or the path of a file.
        name: shown as the document's name; the file name where a path was given.

    Raises:
        InputError: if the path cannot be read.
    """
    from pathlib import Path

    from pipeline.errors import InputError
    from pipeline.model import Source
    from pipeline.process import process

    if isinstance(document, bytes):
        return process(Source(name or "document", document))
    path = Path(document)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path}", error.strerror or str(error), "check the path") from error
    return process(Source(name or path.name, data))


def __getattr__(name: str) -> Any:
    # FactBase is looked up late, so that extracting from bytes never imports the database layer.
    if name == "FactBase":
        from pipeline.store import FactBase

        return FactBase
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
