from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.text.decode import CODES, decode

STORY = "市总工会近日为86名职工发放慰问金12.5万元，职工林晓棠说，这笔钱解了燃眉之急。\n" * 3
TRADITIONAL = "市總工會近日為86名職工發放慰問金12.5萬元，職工林曉棠說，這筆錢解了燃眉之急。\n" * 3
HAN = st.text(alphabet="的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动", min_size=8)


@pytest.mark.parametrize(
    ("text", "written", "read"),
    [
        (STORY, "utf-8", "utf-8"),
        (STORY, "gb2312", "gb18030"),
        (STORY, "gbk", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL + "深水埗", "big5hkscs", "big5hkscs"),
        (TRADITIONAL, "gbk", "gb18030"),
        (STORY, "utf-16-le", "utf-16-le"),
        (STORY, "utf-16-be", "utf-16-be"),
        ("plain", "ascii", "utf-8"),
    ],
)
def test_encoding_is_found_without_help(text: str, written: str, read: str) -> None:
    found = decode(text.encode(written))
    assert (found.text, found.encoding, found.bom, found.problems) == (text, read, 0, ())


@pytest.mark.parametrize(("codec", "size"), [("utf-8-sig", 3), ("utf-16", 2), ("utf-32", 4)])
def test_byte_order_mark_is_counted_and_not_in_the_text(codec: str, size: int) -> None:
    found = decode(STORY.encode(codec))
    assert (found.text, found.bom) == (STORY, size)
    assert STORY.encode(codec)[size:].decode(found.encoding) == STORY


def test_encoding_given_is_taken_if_it_fits() -> None:
    assert decode(STORY.encode("gbk"), "GB2312").encoding == "gb18030"
    assert decode("é".encode("latin-1"), "latin-1").text == "é"


@pytest.mark.parametrize("wrong", ["ascii", "no-such-codec", "big5", "base64", "rot13", "unicode_escape", "\x00"])
def test_wrong_encoding_given_is_reported_and_passed_over(wrong: str) -> None:
    found = decode(STORY.encode("utf-8"), wrong)
    assert found.text == STORY
    assert [p.code for p in found.problems] == ["wrong-encoding"]


def test_declared_charset_that_lies_is_not_believed() -> None:
    page = f'<html><head><meta charset="big5"></head><body>{STORY}</body></html>'
    assert decode(page.encode("gbk")).text == page


def test_broken_utf8_keeps_the_rest_and_marks_one_character_a_run() -> None:
    data = STORY.encode("utf-8")
    found = decode(data[:29] + b"\xff\xfe\xff" + data[29:])
    assert found.text.replace("\ufffd", "") == STORY
    assert found.text.count("\ufffd") == 1
    (problem,) = found.problems
    assert problem.code == "undecodable-bytes"
    assert problem.start is not None
    assert found.text[problem.start : problem.end] == "\ufffd"


def test_cut_off_document_is_read_up_to_the_cut() -> None:
    assert decode(STORY.encode("utf-8")[:-3]).text[:-1] == STORY[:-2]
    assert decode(STORY.encode("gbk")[:-2]).text[:-1] == STORY[:-2]


def test_broken_gb18030_is_still_read_as_such() -> None:
    data = STORY.encode("gbk")
    found = decode(data[:40] + b"\xff" + data[40:])
    assert found.encoding == "gb18030"
    assert found.text.replace("\ufffd", "") == STORY


@pytest.mark.parametrize("data", [b"%PDF-1.4", b"\x89PNG\r\n", b"PK\x03\x04zip", bytes(range(256)) * 4, b"\x00" * 50])
def test_binary_data_are_a_problem_and_no_text(data: bytes) -> None:
    found = decode(data)
    assert (found.text, [p.code for p in found.problems]) == ("", ["binary"])


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_nothing_is_a_problem_empty(data: bytes) -> None:
    found = decode(data)
    assert (found.text, [p.code for p in found.problems]) == ("", ["empty"])


def test_mojibake_that_is_good_utf8_stays_utf8() -> None:
    assert decode((STORY + "涓囧厓").encode()).encoding == "utf-8"


def test_a_stray_nul_is_no_binary() -> None:
    text = STORY + "\x00" + STORY
    assert decode(text.encode("utf-8")).text == text
    assert decode(text.encode("gbk")).text == text


def test_many_bad_runs_are_counted_not_listed() -> None:
    found = decode(
        "工会会员工会会员工会会员工会会员".encode() * 200 + "\n".join(["工会会员" * 5] * 200).encode() + b"\xff a" * 150
    )
    assert len(found.problems) == 101


@given(st.binary())
@example(b"\xff\xfe\x00")
@example(b"\xff\xfe\x00\x00\x00\xff\xff\xff")
@example(b"\x84\x31\x95\x33\xff")
def test_never_raises_and_problems_are_known(data: bytes) -> None:
    found = decode(data)
    assert {p.code for p in found.problems} <= set(CODES)
    assert all(0 <= (p.start or 0) <= (p.end or 0) <= len(found.text) for p in found.problems)


@given(HAN, st.sampled_from(["utf-8", "gb18030", "utf-8-sig", "utf-16"]))
def test_encode_then_decode_gives_the_same_text(text: str, codec: str) -> None:
    assert decode(text.encode(codec)).text == text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1))
def test_utf8_is_always_read_as_utf8(text: str) -> None:
    found = decode(text.encode("utf-8"))
    assert found.text == text.removeprefix("\ufeff")
