"""Which articles are compared, and how alike they are found."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Signature
from pipeline.store import likeness
from pipeline.store.likeness import Keys, contained
from pipeline.text.signature import sign

LETTERS = [chr(code) for code in range(0x4E00, 0x9FA0)]


def body(letters: int, seed: int) -> str:
    return "".join(random.Random(seed).choices(LETTERS, k=letters))


def signed(text: str) -> Signature:
    found = sign(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        (body(1000, 1), body(1000, 1), 1.0),
        (body(1000, 1), body(1000, 2), 0.0),
        (body(1000, 1), body(1000, 1)[:500], 1.0),
        (body(1000, 1), body(1000, 1)[600:], 1.0),
        (body(1000, 1), body(500, 2) + body(1000, 1)[:500], 0.5),
        (body(200, 1), body(3000, 2) + body(200, 1), 1.0),
        (body(100, 1), body(100, 1)[:50] + body(50, 2), 0.5),
    ],
)
def test_share_of_one_text_in_another_is_told(one: str, other: str, share: float) -> None:
    a, b = signed(one), signed(other)
    (found,) = contained([a.sketch], [b.sketch])
    assert found == contained([b.sketch], [a.sketch])[0]
    assert found == pytest.approx(share, abs=0.12)


@given(st.integers(90, 2000), st.floats(0.3, 1.0), st.integers(0, 10_000))
def test_cut_text_is_found_whole_in_its_original_and_shares_keys(letters: int, kept: float, seed: int) -> None:
    text = body(letters, seed)
    part = sign(text[: int(letters * kept)])
    if part is None:
        return
    whole = signed(text)
    assert contained([whole.sketch], [part.sketch])[0] >= 0.99


def keys_of(articles: list[set[int]]) -> Keys:
    flat = np.array([key for keys in articles for key in sorted(keys)], dtype="<u4").tobytes()
    return Keys.of(flat, np.array([len(keys) for keys in articles], dtype=np.int64))


SETS = st.lists(st.sets(st.integers(0, 12), max_size=8), min_size=1, max_size=12)


@given(SETS, st.data(), st.sampled_from([2, 4, 500]), st.sampled_from([3, 4_000_000]))
def test_pairs_are_those_that_share_enough_telling_keys(
    articles: list[set[int]], data: st.DataObject, most: int, at_once: int
) -> None:
    new = np.array(data.draw(st.lists(st.booleans(), min_size=len(articles), max_size=len(articles))))
    holders = {key: sum(key in keys for keys in articles) for key in range(13)}
    expected = [
        [i, j] for i in range(len(articles)) for j in range(i + 1, len(articles))
        if (new[i] or new[j]) and sum(holders[k] <= most for k in articles[i] & articles[j]) >= likeness.SHARED
    ]  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(likeness, "MOST", most)
        patch.setattr(likeness, "_AT_ONCE", at_once)
        keys = keys_of(articles)
        found = [pair for part in keys.pairs(new) for pair in part.tolist()]
        assert sorted(found) == expected
        assert keys.common() == {key for key, n in holders.items() if n > most}
    assert keys.having({3, 5}) == [n for n, one in enumerate(articles) if one & {3, 5}]
