"""A thousand reviews over a fact base, then other rules: none is lost, and those that no longer fit are marked."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline import config
from pipeline.config import Settings
from pipeline.model import Extraction, Fact, Source
from pipeline.run import batch
from pipeline.store import FactBase

SETTINGS = config.load()
DECISIONS = ("accepted", "corrected", "rejected")


def other_rules(extraction: Extraction) -> tuple[tuple[Fact, ...], dict[str, str]]:
    """The facts as other rules read them, and what became of each: same, changed, less likely, gone or new."""
    facts, fate = [], {}
    for fact in extraction.facts:
        kind = int(fact.quote[:-1]) % 5
        claim = fact.claim
        if kind == 0:
            fate[fact.id] = "gone"
            continue
        if kind == 1:
            claim = replace(claim, subject="乙县总工会")
        elif kind == 2:
            claim = replace(claim, quantity=replace(claim.quantity, value=Decimal(7), high=Decimal(8)))
        elif kind == 3:  # not a reading: reviews stay current
            claim = replace(claim, confidence=0.1, rule="another")
        fate[fact.id] = {1: "changed", 2: "changed"}.get(kind, "same")
        facts.append(replace(fact, claim=claim))
    first = extraction.facts[0]
    facts.append(replace(first, id=f"{extraction.source_id[:16]}-99999"))
    return tuple(facts), fate


def rows(base: FactBase) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in base._db.execute("SELECT * FROM reviews ORDER BY rowid")]


def test_a_thousand_reviews_outlive_a_run_with_other_rules(tmp_path: Path, process: Any) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for i in range(40):
        sentence = "".join(f"投入{10 * i + n + 1}元，慰问{10 * i + n + 2}人，" for n in range(10))
        (folder / f"{i}.txt").write_text(f"甲县总工会{sentence}", encoding="utf-8")
    db = tmp_path / "facts.db"
    batch.run([str(folder)], db, SETTINGS, progress=False, process=process, engine="serial")
    dice = random.Random(20)
    with FactBase.open(db) as base:
        ids = [row["id"] for row in base.query()]
        assert len(ids) == 800
        for n in range(1000):
            decision = dice.choice(DECISIONS)
            right = {"item": f"第{n}", "value": str(n)} if decision == "corrected" else None
            base.review(dice.choice(ids), decision, dice.choice(["Ann", "Bo"]), f"why {n}", right)
        before = rows(base)
        last = {claim: decision for _, claim, _, decision, *_ in sorted(before, key=lambda row: row[5])}
        left = {row["id"]: row["value"] for row in base.query(reviewed=True)}
        assert set(left) == set(ids) - {claim for claim, decision in last.items() if decision == "rejected"}

    fates: dict[str, str] = {}

    def changed(source: Source, settings: Settings) -> Extraction:
        extraction = process(source, settings)
        facts, fate = other_rules(extraction)
        fates.update(fate)
        return replace(extraction, facts=facts)

    batch.run([str(folder)], db, SETTINGS, progress=False, process=changed, engine="serial", force=True)
    with FactBase.open(db) as base:
        assert rows(base) == before
        states = {row["id"]: (row["claim"], row["state"]) for row in base.reviews()}
        assert len(states) == 1000
        expected = {"same": "current", "changed": "stale", "gone": "gone"}
        assert all(state == expected[fates[claim]] for claim, state in states.values())
        assert {state for _, state in states.values()} == {"current", "stale", "gone"}
        now = {row["id"]: row for row in base.query(reviewed=True, rejected=True)}
        for claim, decision in last.items():
            if fates[claim] == "gone":
                assert claim not in now
            else:
                assert (now[claim]["review"], now[claim]["review_stale"]) == (decision, fates[claim] == "changed")
                if decision == "corrected":
                    assert now[claim]["value"] == left[claim]
        queue = base.queue(limit=None)
        stale = {claim for claim in last if fates[claim] == "changed"}
        assert {row["id"] for row in queue[: len(stale)]} == stale
        assert not {row["id"] for row in queue[len(stale) :]} & set(last)

    batch.run([str(folder)], db, SETTINGS, progress=False, process=process, engine="serial", force=True)
    with FactBase.open(db) as base:
        assert rows(base) == before
        assert {row["state"] for row in base.reviews()} == {"current"}
        assert {row["id"]: row["value"] for row in base.query(reviewed=True)} == left
