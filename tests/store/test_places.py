from __future__ import annotations

import pytest

from pipeline.store.places import code_of, codes_named


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("福建省", "350000"), ("福州市", "350100"), ("福州市鼓楼区", "350102"), ("福建省福州市鼓楼区", "350102"),
        ("鼓楼区", None), ("长春市朝阳区", "220104"), ("全国", None), ("青河市没有区", None), ("", None), ("甲", None),
    ],
)  # fmt: skip
def test_code_of(place: str, code: str | None) -> None:
    assert code_of(place) == code


def test_codes_named_takes_all_of_a_name() -> None:
    assert "350102" in codes_named("鼓楼区")
    assert len(codes_named("鼓楼区")) > 1
    assert codes_named("福建") == {"350000"}
    assert codes_named("福州市鼓楼区") == {"350102"}
    assert codes_named("没有的地方") == frozenset()
