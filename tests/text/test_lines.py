"""Lines and how wide they are."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.lines import width


@given(st.text(st.characters() | st.sampled_from("工会，。“”（）12ab\u3000 ·—")))
def test_width_is_two_for_each_wide_character(text):
    assert width(text) == sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)
