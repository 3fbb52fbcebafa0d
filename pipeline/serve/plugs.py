"""Where what other parts of the program find out comes onto the pages: one function each, empty where they are silent."""

from __future__ import annotations

from typing import Any

from pipeline.store import FactBase


def contradictions(base: FactBase, claim: str) -> list[dict[str, Any]]:
    """Reports that contradict a claim, as rows with ``id``, ``quote``, ``outlet``, ``published``, ``title``, ``why``."""
    return []
