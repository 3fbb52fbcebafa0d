from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.run.explain import compare, counts, frequent, marked, marked_lines
from pipeline.text.align import Text


def test_each_fate_is_marked():
    before = Text.of("甲會投入１２元 &nbsp;噪噪完")
    after = before.edit([(1, 2, "会"), (4, 6, "12"), (8, 14, " "), (14, 16, ""), (17, 17, "。")])
    assert marked(compare(before, after)) == "甲[-會-]{+会+}投入[-１２-]{+12+}元 [-&nbsp;-]{+ +}[-噪噪-]完{+。+}"


def test_counts_and_frequent_pairs():
    before = Text.of("會員會費x")
    after = before.replace_all("会员会费x").edit([(4, 5, "")])
    pieces = compare(before, after)
    assert counts(pieces) == {"changed": 4, "dropped": 1}
    assert frequent(pieces)[0] == ("會→会", 2)


def test_lines_without_a_change_are_left_out_and_long_ones_cut():
    before = Text.of("one\ntwo\n" + "x" * 500 + "y" + "x" * 500)
    after = before.edit([(5, 6, "W"), (508, 509, "")])
    lines = marked_lines(compare(before, after), 10)
    assert lines[0] == "t[-w-]{+W+}o"
    assert len(lines) == 2
    assert "[-y-]" in lines[1]
    assert len(lines[1]) < 200


def test_pieces_put_in_another_order_are_not_lost():
    before = Text.of("AABBCC")
    after = Text.join([before[4:6], before[0:2]])
    pieces = compare(before, after)
    assert "".join(p.new for p in pieces) == "CCAA"


@given(st.text(max_size=30), st.data())
def test_pieces_hold_exactly_both_texts(source, data):
    before = Text.of(source)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(source)), max_size=8)))
    edits = [(a, b, data.draw(st.text(max_size=3))) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    edits = [e for i, e in enumerate(edits) if i == 0 or e[0] > edits[i - 1][1]]
    after = before.edit(edits)
    pieces = compare(before, after)
    assert "".join(p.old for p in pieces) == before.text
    assert "".join(p.new for p in pieces) == after.text


def test_character_put_in_earlier_is_kept_and_not_put_in_again():
    before = Text.of("甲丙").edit([(1, 1, "乙")])
    after = before.edit([(2, 3, "丁")])
    assert marked(compare(before, after)) == "甲乙[-丙-]{+丁+}"
