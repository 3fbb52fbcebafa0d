from __future__ import annotations

import pytest

from pipeline.run import breakdown
from pipeline.run.scoring import LEVELS, SLOTS, Judged, Scores


def judged(doc="a.txt", outcome="met", rule="V-N-Q+clause", confidence=0.85, wrong=(), shape="news page", **more):
    answers = {name: name not in wrong for name in SLOTS} if outcome == "met" else {}
    want = {name: ["对"] for name in wrong}
    got = dict.fromkeys(wrong, "错")
    return Judged(
        doc, shape, outcome, answers, rule, confidence, quote="12元", context="投入12元，", want=want, got=got, **more
    )


def test_levels_add_one_field_after_the_other():
    scores = Scores()
    for wrong in ((), ("action",), ("speaker",), ("modifier", "subject")):
        scores.judge(judged(wrong=wrong))
    right = {name: tally.tp for name, tally in scores.levels.items()}
    assert list(right) == ["quantity", *LEVELS]
    assert right == {
        "quantity": 4, "modifier": 3, "item": 3, "action": 2, "subject": 2, "time": 2, "place": 2, "speaker": 1,
    }  # fmt: skip
    assert scores.claim.tp == 2


def test_missed_and_false_claims_count_at_every_level():
    scores = Scores()
    scores.judge(judged(outcome="missed", confidence=None))
    scores.judge(judged(outcome="false"))
    scores.judge(judged(outcome="quantity wrong"))
    for tally in (scores.claim, *scores.levels.values()):
        assert (tally.tp, tally.fp, tally.fn) == (0, 2, 2)
    assert (scores.detect.tp, scores.detect.fp, scores.detect.fn) == (1, 1, 1)


def test_by_construction_counts_claims_with_a_right_quantity():
    rows = breakdown.by_construction(
        [judged(), judged(wrong=("item",)), judged(rule="change+place"), judged(outcome="false")]
    )
    assert [(row["construction"], row["claims"], row["right"], row["item"]) for row in rows] == [
        ("V-N-Q", 2, 50.0, 50.0),
        ("change", 1, 100.0, 100.0),
    ]


def test_by_shape_counts_documents_and_what_was_missed():
    claims = [judged(), judged("b.txt"), judged("b.txt", outcome="missed"), judged("c.txt", shape="")]
    rows = {row["shape"]: row for row in breakdown.by_shape(claims)}
    assert rows["news page"] | {"R": None} == {
        "shape": "news page", "documents": 2, "P": 100.0, "R": None, "F1": 80.0, "tp": 2, "fp": 0, "fn": 1,
    }  # fmt: skip
    assert rows["unnamed"]["documents"] == 1


def test_calibration_is_the_gap_between_stated_and_found():
    claims = [judged(confidence=0.9), judged(confidence=0.9, wrong=("subject",)), judged(confidence=1.0)]
    rows = breakdown.by_confidence(claims)
    assert [(row["confidence"], row["claims"], row["stated"], row["found"]) for row in rows] == [
        ("0.9 to 1.0", 3, 93.3, 66.7)
    ]
    assert breakdown.calibration_error(claims) == pytest.approx(0.266, abs=0.001)
    assert breakdown.calibration_error([judged(outcome="missed", confidence=None)]) is None


def test_a_lasting_gain_is_told_from_chance():
    before = {f"{n}.txt": (5, 10) for n in range(20)}
    better = dict.fromkeys(before, (7, 10))
    mixed = {name: (6 if n % 2 else 4, 10) for n, name in enumerate(before)}
    old, new, p = breakdown.chance(before, better)
    assert (old, new) == (100, 140)
    assert p < 0.001
    assert breakdown.chance(before, mixed)[2] > 0.5
    assert breakdown.chance(before, before)[2] == 1.0
    assert breakdown.chance(before, {"other.txt": (1, 2)}) is None
    assert breakdown.chance(before, dict.fromkeys(before, (7, 11))) is None


def test_page_shows_the_figure_in_its_words_with_want_and_got():
    text = breakdown.page(
        [judged(), judged("b.txt", wrong=("item",)), judged("b.txt", outcome="missed", confidence=None)],
        [{"doc": "b.txt", "error": "entity missed", "surface": "甲县总工会"}],
    )
    assert text.startswith("## b.txt\n")
    assert "- **wrong** 投入【12元】， (confidence 0.85, V-N-Q+clause)\n  - item: found 错, accepted 对" in text
    assert "- **missed** 投入【12元】，\n" in text
    assert "- **entity missed** surface 甲县总工会" in text
