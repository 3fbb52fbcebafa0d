import pytest

from gazetteers import check

GOOD = "# Words.\n# word    the word\n# source  where from\nword\tsource\na\tx\nb\tx\n"


@pytest.mark.parametrize("table", check.names())
def test_every_table_has_the_form_that_its_readers_rely_on(table):
    assert [str(fault) for fault in check.check(table)] == []


def test_a_good_table_has_no_faults():
    assert list(check.faults_of("t", GOOD)) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (GOOD.replace("a\tx\n", "c\tx\n"), "sorts before"),
        (GOOD + "b\tx\n", "the same as line 6"),
        (GOOD + "c\n", "1 cells where 2"),
        (GOOD + "c\t\n", "no source"),
        (GOOD + " c\tx\n", "white space"),
        (GOOD[:-1], "line break"),
        (GOOD.replace("# source  where from\n", ""), "does not explain the column source"),
        (GOOD.replace("source", "origin"), "no column named source"),
        ("word\tsource\na\tx\n", "no prose header"),
        ("# nothing\n", "no line of column names"),
    ],
)
def test_a_fault_is_named_with_its_remedy(text, what):
    assert any(what in str(fault) for fault in check.faults_of("t", text))


def test_an_unknown_table_is_an_error():
    with pytest.raises(FileNotFoundError):
        check.check("no-such-table")
