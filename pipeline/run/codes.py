"""All problem codes with what they mean, gathered from the modules that report them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

_ROOMS = ("pipeline.nlp", "pipeline.run", "pipeline.store", "pipeline.text")


def all_codes() -> Iterator[tuple[str, str, str]]:
    """(code, stage, meaning) of every ``CODES`` table, sorted by stage and code."""
    found = {("duplicate-claim", "store", "two facts stand at one place; the more confident one is kept")}
    for room in _ROOMS:
        package = importlib.import_module(room)
        modules = [m.name for m in pkgutil.iter_modules(package.__path__, room + ".")]
        for name in modules:
            module = importlib.import_module(name)
            stage = getattr(module, "STAGE", getattr(module, "_STAGE", name.rpartition(".")[2]))
            for code, meaning in getattr(module, "CODES", {}).items():
                found.add((code, stage, meaning))
    yield from sorted(found, key=lambda x: (x[1], x[0]))
