"""How likely a claim is right, from how it was found.

A first estimate: each rule's share of right claims on the annotated documents, lowered where a field was carried over
or stayed empty. It orders claims by doubt; it is not yet calibrated.
"""

from __future__ import annotations

import gazetteers

_BASE = 0.55


def estimate(frame_rule: str, subject_rule: str, item: str, subject: str) -> float:
    """0 to 1, two decimals.

    Args:
        frame_rule: name of the frame's case.
        subject_rule: how the subject was found.
        item, subject: the fields; an empty one costs a quarter.
    """
    by_rule = {row["rule"]: float(row["share"]) for row in gazetteers.rows("rule_shares")}
    value = by_rule.get(frame_rule, _BASE) * by_rule.get(subject_rule, 1.0)
    if not subject:
        value *= 0.75
    if not item:
        value *= 0.75
    return round(min(0.99, max(0.05, value)), 2)
