"""What words before a figure make of it in a sum: each word of the table does what its row says, in its own example."""

from __future__ import annotations

import re

import pytest

import gazetteers
from extractors import quantities
from extractors.roles import Role, holds_all, is_union, role

READ = [row for row in gazetteers.rows("sum_words") if row["role"] not in ("not", "generic", "whole", "union")]
DOES = {
    "part": lambda r: r.part is not None, "resume": lambda r: r.part is None, "total": lambda r: r.total,
    "spread": lambda r: r.spread, "plan": lambda r: r.plan, "plan-near": lambda r: r.plan,
    "plan-verb": lambda r: r.plan, "done": lambda r: not r.plan, "limit": lambda r: r.limit,
    "limit-after": lambda r: r.limit, "limit-money": lambda r: r.limit, "settled": lambda r: r.settled,
}  # fmt: skip
VERB = re.compile("投入|新建|发放|新增|建")


def last(sentence: str) -> Role:
    """The role of the last figure of a sentence, with the last verb before it as its action."""
    figure = quantities.find(sentence)[-1]
    verbs = VERB.findall(sentence[: figure.span.start])
    return role(sentence, *figure.span, verbs[-1] if verbs else "")


@pytest.mark.parametrize("row", [r for r in READ if r["role"] in DOES], ids=lambda r: f"{r['word']}-{r['role']}")
def test_word_does_in_its_example_what_its_row_says(row):
    assert row["word"] in row["example"]
    assert DOES[row["role"]](last(row["example"]))


@pytest.mark.parametrize("row", [r for r in READ if r["role"] == "new"], ids=lambda r: r["word"])
def test_new_things_are_told_from_all_there_are(row):
    first, second = quantities.find(row["example"])
    assert role(row["example"], *first.span).new
    assert not role(row["example"], *second.span).new


@pytest.mark.parametrize("word", sorted({r["word"] for r in gazetteers.rows("sum_words") if r["role"] == "whole"}))
def test_whole_stands_for_all_unions(word):
    assert holds_all(f"福州市{word}")


@pytest.mark.parametrize("sentence", [
    "市总工会将40万元送到职工手中", "实施“求学圆梦”计划，发放助学金40万元", "各级工会投入资金40万元",
    "总工会投入资金40万元",
    "为确保节日祥和，市总工会投入资金40万元", "市总工会共同投入资金40万元", "全市公共服务投入资金40万元",
    "完成“十三五”五年计划投入资金40万元", "争取资金40万元", "社会各界将爱心化为行动，投入资金40万元",
])  # fmt: skip
def test_longer_words_and_other_uses_say_nothing(sentence):
    found = last(sentence)
    assert not (found.plan or found.limit or found.total or found.part)


def test_part_ends_with_the_sentence_and_at_words_that_resume():
    text = "筹资90万元，其中企业工会30万元；发放慰问金20万元"
    figures = quantities.find(text)
    assert [role(text, *f.span).part is not None for f in figures] == [False, True, False]


def test_unions_are_known_by_their_names():
    assert (is_union("福州市总工会"), is_union("某某集团"), is_union("")) == (True, False, False)


@pytest.mark.parametrize(("sentence", "limits"), [
    ("对特困、困难职工分别给予[5000元]、[3000元]救助金", (True, True)),
    ("一、二、三等奖获得者分别奖励[5000元]、[3000元]和[1000元]", (True, True, True)),
    ("按照特困职工[3000元]、困难职工[2000元]的标准发放救助金", (True, True)),
    ("对一等奖奖励[5000元]，二等奖奖励[3000元]", (True, True)),
    ("评出一等奖[3名]、二等奖[5名]", (False, False)),
    ("一等奖共发放奖金[50万元]", (False,)),
    ("向甲县总工会、乙县总工会分别补助[20万元]、[40万元]", (False, False)),
    ("对特困职工和农民工分别救助[300万元]、[200万元]", (False, False)),
    ("两家工会分别投入[5000元]、[3000元]", (False, False)),
])  # fmt: skip
def test_amounts_for_each_of_a_class_are_limits(sentence, limits):
    plain, spans = "", []
    for part in re.split(r"[\[\]]", sentence):
        spans.append((len(plain), len(plain) + len(part)))
        plain += part
    assert tuple(role(plain, *span).limit for span in spans[1::2]) == limits
