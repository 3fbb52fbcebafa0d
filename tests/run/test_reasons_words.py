"""The words for what speaks for a choice, against the table of weights."""

from __future__ import annotations

import pytest

from extractors.claims.net import learned
from pipeline.run import reasons


@pytest.mark.parametrize(
    "feature, words",
    [
        ("from:any", "小句里的动词"),
        ("from:any|V-N", "小句里的动词（V-N）"),
        ("ends:助", "末字（助）"),
        ("before:next:u", "在数字前，隔几个词或邻着（next:u）"),
        ("nearest-body", "最近说到的单位"),
        ("PLACE@cs:lead", "地方，所在（cs:lead）"),
        ("own:False|c0", "小句没有主语（c0）"),
        ("a-release-to-come", "a-release-to-come"),
        ("nonesuch|x", "nonesuch|x"),
    ],
)
def test_features_are_told_in_words(feature: str, words: str) -> None:
    assert reasons.in_words(feature) == words


def test_rows_stand_for_features_that_have_a_weight() -> None:
    """But for a few: which rare features have a weight changes each time they are learned."""
    known = _features()
    words = reasons._feature_words()
    used = {name for name in words for feature in known if reasons.known_as(feature) == name}
    assert len(set(words) - used) <= 3, sorted(set(words) - used)


def test_most_features_with_a_weight_have_words() -> None:
    known = _features()
    assert sum(reasons.known_as(feature) is not None for feature in known) > 0.8 * len(known)


def _features() -> set[str]:
    """All that a candidate can carry; what stands around a figure is not told as a reason."""
    return {name for net in learned().values() for name in net.names if not name.startswith("ctx:")}
