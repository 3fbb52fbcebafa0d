"""Where findings of other parts of the program come onto the pages: one function each, empty where they are silent."""

from __future__ import annotations

from typing import Any

from pipeline.store import FactBase


def contradictions(base: FactBase, claim: str) -> list[dict[str, Any]]:
    """Reports that contradict a claim: rows with ``other_claim``, ``other_quote``, ``other_outlet``, ``reprint`` …

    Empty on releases that do not look for them.
    """
    find = getattr(base, "contradictions_of", None)
    return list(find(claim)) if find else []
