from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Decoded
from pipeline.text.bytes import ByteMap
from pipeline.text.decode import decode

CODECS = ["utf-8", "gb18030", "big5", "big5hkscs", "cp950", "utf-16-le", "utf-16-be", "utf-32-le"]


def spans(size: int) -> st.SearchStrategy[tuple[int, int]]:
    point = st.integers(0, size)
    return st.tuples(point, point).map(lambda p: (min(p), max(p)))


@pytest.mark.parametrize("codec", CODECS)
@given(data=st.data())
def test_bytes_of_every_span_decode_to_it(codec: str, data: st.DataObject) -> None:
    alphabet = st.characters(codec=codec, exclude_categories=["Cs"], exclude_characters="\u00ca\u00ea\u0304\u030c")
    text = data.draw(st.text(alphabet, max_size=60)) * data.draw(st.sampled_from([1, 1, 40]))
    raw = text.encode(codec)
    decoded = Decoded(raw.decode(codec), codec)
    a, b = data.draw(spans(len(decoded.text)))
    start, end = ByteMap(raw, decoded).byte_span(a, b)
    assert raw[start:end].decode(codec) == decoded.text[a:b]


GBK = st.binary(max_size=40).map(lambda junk: "工会会员".encode("gbk") * 9 + junk + "职工".encode("gbk") * 9)
PIECES = [char.encode() for char in "工会３２a１，"] + [b"\xef", b"\xe5\xb7", b"\xbc", b"\xff", "\ufffd".encode()]
UTF8 = st.lists(st.sampled_from(PIECES), max_size=30).map(lambda pieces: "工会会员".encode() * 9 + b"".join(pieces))
BROKEN = st.one_of(GBK, UTF8)


@given(raw=BROKEN, data=st.data())
def test_spans_without_damage_hold_in_broken_documents(raw: bytes, data: st.DataObject) -> None:
    decoded = decode(raw)
    a, b = data.draw(spans(len(decoded.text)))
    start, end = ByteMap(raw, decoded).byte_span(a, b)
    assert 0 <= start <= end <= len(raw)
    if "\ufffd" not in decoded.text[a:b]:
        assert raw[start:end].decode(decoded.encoding) == decoded.text[a:b]


def test_lead_byte_that_shows_the_damage_before_it_begins_the_next_character() -> None:
    raw = "工会".encode() * 9 + b"\xef" + "３２名".encode()
    decoded = decode(raw)
    at = decoded.text.index("３２")
    assert ByteMap(raw, decoded).byte_span(at, at + 2) == (55, 61)


def test_byte_order_mark_is_counted() -> None:
    raw = "工会".encode("utf-8-sig")
    assert ByteMap(raw, decode(raw)).byte_span(1, 2) == (6, 9)


def test_one_sequence_that_is_two_characters_is_widened() -> None:
    raw = "甲".encode("big5hkscs") + b"\x88\x62" + "乙".encode("big5hkscs")
    decoded = Decoded(raw.decode("big5hkscs"), "big5hkscs")
    assert len(decoded.text) == 4
    assert ByteMap(raw, decoded).byte_span(1, 2) == (2, 4)
    assert ByteMap(raw, decoded).byte_span(3, 4) == (4, 6)


def test_two_byte_forms_of_one_character() -> None:
    raw = b"\xa1\xc3\xa4\x40\xa1\xc5"  # Big5 has two forms of some marks; only one is written back
    decoded = Decoded(raw.decode("big5"), "big5")
    table = ByteMap(raw, decoded)
    assert [table.byte_span(i, i + 1) for i in range(3)] == [(0, 2), (2, 4), (4, 6)]


def test_positions_outside_are_moved_to_the_ends() -> None:
    raw = "工会".encode()
    assert ByteMap(raw, decode(raw)).byte_span(-5, 99) == (0, 6)
