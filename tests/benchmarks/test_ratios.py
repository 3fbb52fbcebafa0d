"""The table of ratios: what it says of goals, and where a peer or an engine is missing. Nothing is timed."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks.archive import Plan, archive
from benchmarks.ratios import Row, long_rows, projection, speed
from benchmarks.ratios_processes import ENGINES, Long, engines, long_run
from benchmarks.ratios_rounds import INSTALL, Peers, Round, into_facts, visible
from pipeline import extract

ROUND = Round(0.03, 0.01, 0.008, {"jionlp": 0.06}, {"jionlp": 0.03}, 10.0, 1000)


def peers_that(tmp_path: Path, code: str) -> str:
    """A Python that, whatever it is asked to run, runs this."""
    fake = tmp_path / "python"
    fake.write_text(f"#!{sys.executable}\nimport json, sys\n{code}\n", encoding="utf-8")
    fake.chmod(0o755)
    return str(fake)


@pytest.mark.parametrize(
    ("values", "most", "least", "met"),
    [
        ([1, 2, 9], 2.5, None, True),
        ([1, 3, 9], 2.5, None, False),
        ([1, 3, 9], None, 3, True),
        ([1, 3], None, None, None),
    ],
)
def test_a_goal_is_held_against_the_median(values, most, least, met):
    row = Row.of("a", "x", values, most=most, least=least)
    assert row.met is met
    assert (row.low, row.high) == (min(values), max(values))
    assert row.line().count("|") == 6


def test_rows_take_ratios_within_rounds_and_say_which_peer_is_missing():
    peers = Peers(versions={"jionlp": "jionlp 1"}, missing={"recognizers": "not measured: do this"})
    a, seen, jionlp, recognizers = speed([ROUND], peers)
    assert a.value == pytest.approx(3.0) and a.met is False
    assert seen.value == pytest.approx(3.75)
    assert jionlp.value == pytest.approx(2.0) and jionlp.met
    assert recognizers.value is None and "do this" in recognizers.line()
    assert [row.key for row in speed([ROUND], Peers())] == ["a", "a"]  # no peer was asked for


def test_a_million_articles_are_projected_from_the_rounds():
    assert projection([ROUND], None).value == pytest.approx(15_000)
    assert projection([ROUND], 1.5).value == pytest.approx(20_000)


@pytest.mark.parametrize(
    "code",
    ["print(json.dumps({'error': 'ModuleNotFoundError: no'}))", "", "sys.exit(3)"],
    ids=["says", "ends", "fails"],
)
def test_a_peer_that_is_missing_is_a_line_that_says_how_to_install_it(tmp_path, code):
    peers = Peers()
    with ExitStack() as stack:
        peers.start(peers_that(tmp_path, code), stack)
    assert not peers.versions
    assert all(INSTALL[name] in why for name, why in peers.missing.items())
    assert set(peers.missing) == set(INSTALL)


def test_no_python_for_the_peers_and_one_that_is_not_there(tmp_path):
    for python in (None, str(tmp_path / "nothing")):
        peers = Peers()
        with ExitStack() as stack:
            peers.start(python, stack)
        assert set(peers.missing) == set(INSTALL)


def test_a_peer_is_given_the_texts_and_its_seconds_are_taken(tmp_path):
    code = """print(json.dumps({'peer': 'fake 1'}), flush=True)
for line in sys.stdin:
    print(json.dumps({'seconds': sum(map(len, json.loads(line))), 'failed': 1}), flush=True)"""
    peers = Peers()
    with ExitStack() as stack:
        peers.start(peers_that(tmp_path, code), stack)
        assert peers.seconds("jionlp", ["工会", "一\n行"]) == 5.0
        assert peers.seconds("recognizers", []) == 0.0
    assert peers.failed == {"jionlp": 1, "recognizers": 1}


def test_markup_is_not_visible():
    assert visible("<p>工会<b>3</b>家</p><script>var a='<i>';</script>") == "工会3家"


def test_a_round_stores_every_claim_of_its_documents(tmp_path):
    documents = list(archive(Plan(3), 6))
    seconds, claims = into_facts(documents, tmp_path)
    assert seconds > 0
    assert claims == sum(len(extract(made.data).facts) for made in documents) > 0


def test_an_engine_that_cannot_be_had_is_skipped_with_a_reason():
    seconds, missing = engines(2, 1, 0)
    assert seconds.keys() | missing.keys() == ENGINES.keys() and not seconds.keys() & missing.keys()
    assert all(why.startswith("skipped: ") and len(why) > 12 for why in missing.values())


def test_a_long_run_tells_rate_and_memory():
    run = long_run(20, 1, 3)
    assert not run.failure
    assert len(run.tenths) == 10 and min(run.tenths) > 0
    assert run.memory and all(parent > 2**20 for _, _, parent, _ in run.memory)


def test_growth_is_that_of_the_last_tenth_over_the_second():
    looks = [(float(n), n, 100 if n < 50 else 150, (7, n)) for n in range(100)]
    run = Long(100, 100.0, [9.0, 2.0, *[1.0] * 7, 3.0], looks)
    assert run.growth(lambda parent, workers: parent) == pytest.approx(1.5)
    assert run.rates() == pytest.approx((1.5, 1.0))
    assert [row.met for row in long_rows(run, 2)] == [False, True, False, False]


def test_a_long_run_that_failed_says_so():
    (row,) = long_rows(Long(5, failure="Error: no room"), 1)
    assert row.value is None and "no room" in row.line()
