"""The net that chooses: numbers of features packed into one add up as they would one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.claims.net import NOTHING, UNIT, Net, net_of, packed, unpacked

NUMBERS = st.integers(-32_000, 32_000)


@st.composite
def nets(draw: st.DrawFn) -> Net:
    hidden = draw(st.integers(1, 5))
    rows = draw(st.lists(st.lists(NUMBERS, min_size=hidden + 1, max_size=hidden + 1), min_size=1, max_size=6))
    out = draw(st.lists(st.floats(-3, 3), min_size=hidden, max_size=hidden))
    return Net([f"f{n}" for n in range(len(rows))], np.array(rows, np.int16), np.array(out))


@given(nets(), st.data())
def test_packed_sums_score_as_sums_of_rows(net: Net, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.lists(st.sampled_from(net.names), unique=True), min_size=1, max_size=4))
    wanted = []
    for names in chosen:
        row = sum((net.table[net.names.index(n)].astype(float) for n in names), np.zeros(1 + len(net.out))) / UNIT
        wanted.append(row[0] + float((np.tanh(row[1:]) * net.out).sum()))
    sums = [sum(net.weighed(names).values()) for names in chosen]
    assert net.scores(sums) == pytest.approx(wanted, abs=1e-9)


@given(nets())
def test_a_net_comes_back_from_its_file(net: Net) -> None:
    again = unpacked(packed({"item": net}))["item"]
    assert list(again.names) == list(net.names)
    assert np.array_equal(again.table, net.table) and np.array_equal(again.out, net.out)


@given(nets())
def test_one_feature_pulls_by_its_weight_and_the_slope_at_where_it_stands(net: Net) -> None:
    name = net.names[0]
    numbers = net.table[0] / UNIT
    slope = (1 - np.tanh(numbers[1:]) ** 2) * net.out
    pulls = net.pulls(net.weighed([name]))
    assert pulls.get(name, 0.0) == pytest.approx(numbers[0] + float(numbers[1:] @ slope), abs=1e-9)


def test_of_unknown_slots_and_features_nothing_is_known() -> None:
    assert net_of("no such slot") is NOTHING
    assert net_of("item").weighed(["no such feature"]) == {}
    assert NOTHING.pulls({}) == {}


def test_the_shipped_nets_are_of_the_three_fields() -> None:
    for slot in ("action", "item", "subject"):
        net = net_of(slot)
        assert list(net.names) == sorted(net.names)
        assert net.table.shape == (len(net.names), 1 + len(net.out))
