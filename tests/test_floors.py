"""Accuracy does not sink: the annotated documents against the floors that lie beside them."""

from __future__ import annotations

from pathlib import Path

from pipeline import config
from pipeline.run import evaluate

GOLD = Path(__file__).parent.parent / "corpus/gold"
SETS = [GOLD, GOLD / "learn", GOLD / "measure"]


def test_floors_hold_on_the_annotated_documents() -> None:
    evaluation = evaluate.evaluate(SETS, config.load())
    floors = evaluate.read_floors(GOLD / "floors.json")
    assert floors["floors"], "unionfacts evaluate corpus/gold corpus/gold/learn corpus/gold/measure --update-floors"
    assert evaluate.below_floors(evaluation, floors) == []
