"""What lies below the national federation: all unions but those of other systems and of Taiwan, Hong Kong and Macao."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteers.places import index
from pipeline.store import union_scope

ABROAD = ("71", "81", "82")
NATIONAL = union_scope.scope_of(sqlite3.connect(":memory:"), "全总")
PLACES = sorted(index().names_within(("71", "81", "82", "35", "61")))


@given(
    st.lists(st.sampled_from(PLACES), max_size=2).map("".join),
    st.sampled_from(("", "大", "县", "市")),
    st.sampled_from(("总工会", "职业工会", "教育工会", "工会联合会")),
    st.sampled_from((None, "350100", "710000", "820000")),
)
def test_a_union_is_below_the_national_one_unless_its_place_is_abroad(place, level, kind, code):
    name = f"{place}{level}{kind}"
    told = union_scope.place_code(name) or code or ""
    assert NATIONAL.takes_in(name, code) == (not told.startswith(ABROAD)), name


@pytest.mark.parametrize(
    ("name", "below"),
    [
        ("福州市总工会", True),
        ("中华全国总工会", True),
        ("市总工会", True),
        ("台北市产业总工会", False),
        ("澳门工会联合总会", False),
        ("香港工会联合会", False),
        ("某某有限公司", False),
    ],
)
def test_what_is_below_the_national_federation(name, below):
    assert NATIONAL.takes_in(name) == below
