"""What is weighed where no rule is sure whether a span of time measures something (采茶26年, 罢工17天, 三年间).

The clues are the characters on both sides within the clause, the unit and the way the figure is written. What each
weighs was learned from the annotated documents and stands in ``duration_weights.tsv``, made by
``python -m benchmarks.fit_durations``: the log odds of a measure are the sum of the weights of its clues.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from gazetteers import rows

LEAST = 1.0
"""Log odds above which a span measures: almost 3 to 1, as a wrong fact is worse than a missing one."""
LEAST_SAID = 0.0
"""The same where a word before the figure says so (历时三年): as likely as not will do."""

_BORDERS = frozenset("，。；：！？、“”‘’（）()《》【】[]「」『』…—|·•\n\t \u3000")
_EDGE = "|"
"""Stands for the border of the clause in a clue."""
_LEFT, _NEAR, _RIGHT = 8, 6, 20


def beside(text: str, at: int, start: int, stop: int, unit: str) -> list[str]:
    """The clues that characters, figure and unit give.

    Args:
        text: width-folded and simplified.
        at: where the hedge before the figure starts, ``start`` where there is none.
        start, stop: the span of time, from the first digit to the end of its unit.
        unit: its base unit.

    Returns:
        Clues by the names that ``duration_weights.tsv`` explains, each once, in an order of its own.
    """
    begin = at
    while begin > max(0, at - _LEFT) and text[begin - 1] not in _BORDERS:
        begin -= 1
    end = stop
    while end < min(len(text), stop + _RIGHT) and text[end] not in _BORDERS:
        end += 1
    clause, rest, figure = text[begin:at], text[stop:end], text[start:stop]
    left, right = (_EDGE + clause)[-2:], (rest + _EDGE)[:2]
    seen = [
        "any",
        f"unit={unit}",
        f"left={left[-1]}",
        f"left2={left}",
        f"left-unit={left[-1]}{unit}",
        f"right={right[0]}",
        f"right2={right}",
        f"unit-right={unit}{right[0]}",
        *(f"near={c}" for c in dict.fromkeys(clause[-_NEAR:])),
    ]
    digits = len(figure) - len(figure.lstrip("0123456789"))
    if digits:
        seen.append(f"digits={min(digits, 3)}{unit}")
    seen.append("form=decimal" if "." in figure else "form=digits" if digits else "form=words")
    if any(c.isdecimal() for c in rest):
        seen.append("figure-right")
    return seen


def weigh(seen: Iterable[str]) -> float:
    """Log odds that a span of time with these clues measures something."""
    known = _weights()
    return sum(known.get(clue, 0.0) for clue in seen)


@cache
def _weights() -> dict[str, float]:
    return {row["clue"]: float(row["weight"]) for row in rows("duration_weights")}
