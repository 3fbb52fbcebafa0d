"""What a signature sees of a body, and what it does not."""

from __future__ import annotations

import os
import random
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text import signature
from pipeline.text.signature import sign

LETTERS = [chr(code) for code in range(0x4E00, 0x9FA0)]
BODY = "".join(random.Random(1).choices(LETTERS, k=400))
ASIDE = st.text(alphabet="0123456789.,%一二三十百千万亿零两 \n，。；“”（）abcXYZ!#【】", max_size=6)


def test_short_bodies_have_none() -> None:
    letters = signature.letters_of(BODY)
    assert sign(letters[: signature.SHORTEST]) is None
    assert sign("") is None
    assert sign("12345，。" * 100) is None
    found = sign(letters[: signature.SHORTEST + 1])
    assert found is not None
    assert found.letters == signature.SHORTEST + 1


@given(st.lists(st.tuples(st.integers(0, len(BODY)), ASIDE), max_size=8))
def test_figures_punctuation_and_noise_are_not_seen(asides: list[tuple[int, str]]) -> None:
    text = BODY
    for at, aside in sorted(asides, reverse=True):
        text = text[:at] + aside + text[at:]
    assert sign(text) == sign(BODY)
    assert signature.letters_of(text) == signature.letters_of(BODY)


@given(st.text(min_size=81, max_size=300))
def test_any_text_can_be_signed_and_letters_agree(text: str) -> None:
    found = sign(text)
    letters = signature.letters_of(text)
    assert (found is None) == (len(letters) <= signature.SHORTEST)
    assert found is None or found.letters == len(letters)


def test_half_a_surrogate_pair_is_no_error() -> None:
    assert sign(BODY + "\ud800") == sign(BODY)


def test_sketch_is_ascending_bounded_and_of_distinct_hashes() -> None:
    for body in (BODY, BODY[:120], BODY[:90] * 10, "工" * 500):
        found = sign(body)
        assert found is not None
        sketch = np.frombuffer(found.sketch, dtype="<u4")
        assert 0 < len(sketch) <= signature.SKETCH
        assert (np.diff(sketch.astype(np.int64)) > 0).all()
        assert 0 < len(found.keys) // 4 <= signature.KEYS


@pytest.mark.parametrize("seed", ["0", "1", "random"])
def test_the_same_in_every_process(seed: str) -> None:
    code = "import sys; from pipeline.text.signature import sign; print(sign(sys.argv[1]).sketch.hex())"
    here = {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code, BODY], env=os.environ | here, capture_output=True, text=True, timeout=60
    )
    expected = sign(BODY)
    assert expected is not None
    assert done.stdout.strip() == expected.sketch.hex(), done.stderr
