"""How rules are tried: looking words up at once tells the same as trying each pattern, and each rule has a case."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gazetteers
from extractors import indicator_rules, indicators
from extractors.indicator_rules import Column
from extractors.needles import needles
from tests.extractors.test_indicators import EXAMPLES, FIELDS, words

CONTEXTS = gazetteers.rows("indicator_contexts")
PATTERNS = sorted({
    cell
    for table in (gazetteers.rows("indicator_rules"), CONTEXTS)
    for row in table
    for name in ("subject", "action", "item", "words", "without", "figure", "around")
    if (cell := row.get(name, ""))
})  # fmt: skip
TEXTS = sorted({row[name] for row in EXAMPLES for name in ("subject", "action", "item", "sentence")})


def filled(pattern: str) -> str:
    shared = {row["name"]: row["pattern"] for row in gazetteers.rows("indicator_words")}
    return re.sub(r"\{([a-z]+)\}", lambda m: f"(?:{shared[m[1]]})", pattern)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_column_holds_what_its_pattern_finds(pattern):
    column = Column()
    column.add(filled(pattern), 1)
    for text in TEXTS:
        assert bool(column.holding(text)) == bool(re.search(filled(pattern), text)), text


@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_text_with_a_match_lacks_all_needles(pattern):
    known = needles(filled(pattern), common="")
    for text in TEXTS:
        if known is not None and re.search(filled(pattern), text):
            assert any(word in text for word in known), text


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("慰问|送温暖", {"慰问", "送温暖"}),
        ("[由从](?:[^，]{0,3})#a?bc|x(?:提高|涨)了?到#", {"bc", "到#"}),
        ("(?:帮助?|助)[^，]{0,4}#", {"帮", "助"}),
        ("(?:好的)?#", None),
        ("^(?!.*工资)", None),
        ("慰问|.", None),
        ("(?<!结业)证", {"证"}),
        (r"a\.b", {"a.b"}),
    ],
)
def test_needles_are_the_longest_words_that_must_stand(pattern, expected):
    assert needles(pattern) == (None if expected is None else frozenset(expected))


SMALL = st.recursive(
    st.sampled_from(["a", "b", "#", "[ab]", "[^a]", ".", "ab", "^a", "b$", "", "a|", "^$"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{0,2}", "{1,2}"])).map(lambda p: f"(?:{p[0]}){p[1]}"),
    ),
    max_leaves=6,
)


@given(SMALL, st.text(alphabet="ab#c", max_size=8))
def test_needles_and_columns_agree_with_the_pattern_on_any_text(pattern, text):
    found = re.search(pattern, text)
    known = needles(pattern)
    assert known is None or not found or any(word in text for word in known)
    column = Column()
    column.add(pattern, 1)
    assert bool(column.holding(text)) == bool(found)


def deciding(row) -> str | None:
    """The rule on words around a figure that decides a claim, as its key and number; None if none does."""
    told = indicators.indicator(*(row[name] for name in FIELDS)) or "none"
    key = f"{row['kind']} {told}"
    if not row["sentence"] or (rules := indicator_rules.rules().get(key)) is None:
        return None
    texts = words(row)
    for n in indicator_rules.one_by_one(indicator_rules.of_fields(rules, key, *(row[name] for name in FIELDS[1:]))):
        if all(p is None or p.search(t) for p, t in zip((rules.figures[n], rules.surroundings[n]), texts, strict=True)):
            return f"{key} {n}"
    return None


def test_each_rule_on_words_around_a_figure_decides_an_example():
    numbers: dict[str, int] = {}
    of_row: dict[int, set[str]] = {}
    required = {row.id: row.kinds for row in indicators.known()}
    for place, row in enumerate(sorted(CONTEXTS, key=lambda row: int(row["priority"]))):
        for told in row["of"].split(","):
            for kind in row["kinds"].split(","):
                if told == "none" or kind in required[told]:
                    key = f"{kind} {told}"
                    of_row.setdefault(place, set()).add(f"{key} {numbers.setdefault(key, 0)}")
                    numbers[key] += 1
    assert numbers == {key: len(rules.outcomes) for key, rules in indicator_rules.rules().items() if " " in key}
    decided = {deciding(row) for row in EXAMPLES}
    assert [place for place, those in of_row.items() if not those & decided] == []


def test_sets_of_rules_leave_room_for_those_of_words():
    assert max(len(rules.outcomes) for rules in indicator_rules.rules().values()) < indicator_rules.WORDS
    assert 2 * indicator_rules.WORDS <= indicator_rules.WITHOUT
