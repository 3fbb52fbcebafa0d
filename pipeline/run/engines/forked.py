"""The server from which workers of this machine are forked: it has loaded the models, so workers start with them.

They are not forked from this process: its threads (progress bar, SQLite) may hold locks that no fork would release.
"""

from __future__ import annotations

import multiprocessing
import sys
from typing import Any

_MODELS = "pipeline.run.engines.warmed"


def context(*also: str) -> Any:
    """The context to make workers in. Where there is no such server (Windows) each worker loads its own models.

    Args:
        also: modules that the server imports besides, unless it runs already: there is one for each process.
    """
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload([_MODELS, *also])
    return made


def method(*also: str) -> str:
    """As :func:`context`, the name of its start method; the server is at work on its imports when this returns."""
    made = context(*also)
    if made.get_start_method() == "forkserver":
        from multiprocessing.forkserver import ensure_running

        ensure_running()
    return str(made.get_start_method())


__all__ = ["context", "method"]
