import pickle
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gazetteers.automaton import SMALL, Automaton

WORDS = st.lists(st.text("甲乙丙丁", min_size=1, max_size=4), max_size=8)


def test_the_longest_word_at_the_leftmost_place_wins():
    assert Automaton(["市", "市总", "市总工会", "工会"]).find("区市总工会、工会") == [
        (1, 5, "市总工会"),
        (6, 8, "工会"),
    ]


def test_the_empty_word_matches_nothing():
    assert Automaton(["", "会"]).find("工会") == [(1, 2, "会")]
    assert Automaton([]).find("工会") == []


def test_it_survives_pickling():
    assert pickle.loads(pickle.dumps(Automaton(["工会"]))).find("工会") == [(0, 2, "工会")]


@given(WORDS, st.text("甲乙丙丁戊", max_size=30))
def test_the_same_is_found_however_the_automaton_is_built(words, text):
    more = [f"己{n}" for n in range(SMALL)]  # too many for a table of all transitions
    found = Automaton(words).find(text)
    assert Automaton(words, once=True).find(text) == Automaton([*words, *more]).find(text) == found


@given(WORDS, st.text("甲乙丙丁戊", max_size=30))
def test_matches_are_words_of_the_list_in_order_and_apart(words, text):
    found = Automaton(words).find(text)
    assert all(text[start:end] == word and word in words for start, end, word in found)
    assert all(a[1] <= b[0] for a, b in pairwise(found))
    covered = {i for start, end, _ in found for i in range(start, end)}
    for word in words:  # nothing findable is left over
        at = text.find(word)
        assert at < 0 or covered.intersection(range(at, at + len(word)))
