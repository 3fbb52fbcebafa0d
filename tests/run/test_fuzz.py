"""Hostile documents: none raises, hangs, is passed over in silence or breaks a promise.

A few hundred of the inputs of ``python -m benchmarks.fuzz``, every family among them, each small; read in this process,
so that a failure is a plain traceback. What bounds the work on huge ones is tested by counts.
"""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import fuzz, mutations
from benchmarks.hostile import FAMILIES
from benchmarks.workers import Outcome, Pool, read
from pipeline import extract
from pipeline.text.sentences import MOST_CHARS, MOST_FIGURES

GOOD = ("facts", "none")


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_is_read_and_keeps_its_promises(name: str) -> None:
    made = FAMILIES[name](150)
    outcome = read(made if isinstance(made, bytes) else made.encode("utf-8", "surrogatepass"))
    assert outcome.what in GOOD, outcome


@pytest.mark.parametrize("number", range(40))
def test_damaged_documents_are_read_and_keep_their_promises(number: int) -> None:
    kind, data = mutations.damaged(random.Random(number), mutations.corpus())
    outcome = read(data[:3000])
    assert outcome.what in GOOD, (kind, outcome)


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda s: s.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_read_and_keep_their_promises(data: bytes) -> None:
    assert read(data).what in GOOD


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(mutations.ODD) | st.sampled_from(["县总工会", "投入", "职工", "，", "。", "\n"]), max_size=40
    )
)
def test_odd_pieces_in_a_report_are_read_and_keep_their_promises(pieces: list[str]) -> None:
    text = "甲县总工会今年投入资金5万元，" + "".join(pieces) + "慰问职工3人。"
    assert read(text.encode("utf-8", "surrogatepass")).what in GOOD


def test_input_of_a_seed_is_always_the_same() -> None:
    corpus = mutations.corpus()
    made = [fuzz.make(n, 7, 500, corpus) for n in range(40)]
    assert made == [fuzz.make(n, 7, 500, corpus) for n in range(40)]
    assert made != [fuzz.make(n, 8, 500, corpus) for n in range(40)]


@pytest.mark.parametrize("name", ["after-money", "after-pauses-figures", "sentences-unmarked", "after-among-figures"])
def test_figures_without_stops_are_all_read_in_short_pieces(name: str) -> None:
    text = FAMILIES[name](3000)
    assert isinstance(text, str)
    found = extract(text.encode())
    wide = [fact for fact in found.facts if len(fact.sentence) > MOST_CHARS]
    assert not wide
    assert (
        max(sum(f.sentence_start == g.sentence_start for g in found.facts) for f in found.facts[::40]) <= MOST_FIGURES
    )
    assert "long-sentence" in {p.code for p in found.problems}
    shorter = extract(text[: len(text) // 2].encode())
    quotes = [fact.quote for fact in shorter.facts[:-2]]
    assert quotes == [fact.quote for fact in found.facts][: len(quotes)]


def test_worker_that_dies_or_hangs_is_told_and_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    def play(data: bytes) -> Outcome:
        if data == b"hang":
            while True:
                pass
        if data == b"die":
            raise SystemExit(3)
        return Outcome("facts", data.decode())

    monkeypatch.setattr("benchmarks.workers.read", play)
    with Pool((), 1, 0.2, 4000) as pool:
        told = dict(pool.each(enumerate([b"one", b"hang", b"die", b"two"])))
    assert [told[n].what for n in range(4)] == ["facts", "hang", "crash", "facts"]
    assert told[2].detail == "the worker died with exit code 3"


def test_failure_is_shrunk_to_the_piece_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.workers.read", lambda data: Outcome("crash" if b"!" in data else "facts"))
    with Pool((), 1, 5.0, 4000) as pool:
        assert fuzz.shrunk(b"a" * 100 + b"!" + b"b" * 100, Outcome("crash"), pool) == b"!"


CRASHED = [
    (b'\xb9\xb4 7 ;t i o n   g o  { l  \x0b i" . d > \n < b o d y > ', "anti-copy strings parted by one odd blank"),
]
"""Inputs that the fuzzer found, shrunk: once each of them ended in an exception."""


@pytest.mark.parametrize(("data", "why"), CRASHED, ids=[why for _, why in CRASHED])
def test_what_once_raised_is_read(data: bytes, why: str) -> None:
    assert read(data).what in GOOD
