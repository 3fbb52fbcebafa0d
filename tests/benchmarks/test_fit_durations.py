"""What is learned of spans of time: weights that the examples bear out, the same ones again, and no single words."""

from __future__ import annotations

import pytest

from benchmarks.fit_durations import Example, fit, found, spans_of_time
from extractors.quantity_duration_weights import beside, weigh
from gazetteers import rows

DATA = [
    *(Example(f"m{n}", ("any", "left=茶", "unit=年"), True) for n in range(8)),
    *(Example(f"o{n}", ("any", "right=来", "unit=年"), False) for n in range(8)),
    Example("m0", ("any", "left=蹬", "unit=年"), True),
]


def test_what_marks_a_measure_is_weighed_for_it() -> None:
    weights = fit(DATA)
    assert weights["left=茶"] > 0.5 > -0.5 > weights["right=来"]
    assert [found(e, weights) for e in DATA[:16]] == [True] * 8 + [False] * 8


def test_a_clue_of_one_document_is_left_out() -> None:
    assert "left=蹬" not in fit(DATA)


def test_the_order_of_the_examples_does_not_matter() -> None:
    assert fit(DATA) == fit(DATA[::-1])


def test_only_spans_that_no_rule_is_sure_of_are_examples() -> None:
    text = "每班8课时，停工20日，采茶26年，成立了3年。"
    assert [text[start : start + 2] for start, _ in spans_of_time(text)] == ["26"]


@pytest.mark.parametrize("text", ["，3年，", "3年", "她采茶近３年", "\n3年\n"])
def test_clues_end_at_the_borders_of_the_clause(text: str) -> None:
    start = next(i for i, c in enumerate(text) if c.isdecimal())
    seen = beside(text, start, start, start + 2, "年")
    assert len(seen) == len(set(seen))
    assert not any(c in clue for clue in seen for c in "，\n")


def test_every_weight_belongs_to_a_clue_that_can_be_seen() -> None:
    kinds = {
        "any", "unit", "left", "left2", "left-unit", "right", "right2", "unit-right", "near", "digits", "form",
        "figure-right", "hedge", "said", "placed",
    }  # fmt: skip
    assert {row["clue"].split("=")[0] for row in rows("duration_weights")} <= kinds
    assert weigh(["no such clue"]) == 0
