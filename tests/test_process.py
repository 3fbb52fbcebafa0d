"""The whole path: positions that hold, purity, and damage that comes out again."""

from __future__ import annotations

import pickle
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import extract
from pipeline.model import Extraction, Source
from pipeline.process import process
from tests import damage

SAMPLE = sorted(p for p in (Path(__file__).parent.parent / "corpus/sample").iterdir() if p.suffix != ".md")
CLEAN = (
    "南乐县总工会送清凉\n"
    "2024-07-15 来源：南乐日报\n\n"
    "　　7月12日，南乐县总工会走访慰问一线职工1260名，发放慰问金31.5万元。今年以来，全县各级工会筹集资金近200万元，"
    "举办技能培训班17期，培训职工1153人次，建会率达到96%。\n"
    "　　“职工需要什么，我们就办什么。”县总工会主席陈远航说，下半年还将新建爱心驿站20个，每个补助3万元。\n"
)


def facts(extraction: Extraction) -> list[tuple[object, ...]]:
    return [
        (f.claim.quantity.value, f.claim.quantity.unit, f.claim.subject, f.claim.action, f.claim.item)
        for f in extraction.facts
    ]


@pytest.mark.parametrize("path", SAMPLE, ids=lambda p: p.name)
def test_process_bytes_of_every_claim_are_its_quote(path: Path) -> None:
    source = Source(path.name, path.read_bytes())
    extraction = process(source)
    for fact in extraction.facts:
        assert source.data[fact.byte_start : fact.byte_end].decode(extraction.encoding) == fact.quote
        assert fact.sentence[slice(*fact.mark)].strip()
    assert len({f.id for f in extraction.facts}) == len(extraction.facts)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    st.lists(st.sampled_from(["traditional", "glosses", "full_width", "noise", "hard_wrap"]), max_size=2, unique=True),
    st.integers(0, 50),
)
def test_process_positions_hold_whatever_was_done_to_the_text(encoding: str, harms: list[str], seed: int) -> None:
    text: damage.Damaged | str = CLEAN
    for harm in harms:
        text = damage.noise(text, seed) if harm == "noise" else getattr(damage, harm)(text)
    raw = damage.whole(text).text
    data = raw.encode(encoding, "replace")
    extraction = process(Source("x", data))
    for fact in extraction.facts:
        assert data[fact.byte_start : fact.byte_end].decode(extraction.encoding) == fact.quote


@pytest.mark.parametrize("harm", ["traditional", "glosses", "full_width", "hard_wrap", "noise"])
def test_process_damaged_text_gives_the_facts_of_the_clean_text(harm: str) -> None:
    clean = process(Source("clean", CLEAN.encode()))
    text = damage.traditional(CLEAN) if harm == "glosses" else CLEAN
    damaged = (damage.hard_wrap(text, 24) if harm == "hard_wrap" else getattr(damage, harm)(text)).text
    assert facts(process(Source("damaged", damaged.encode()))) == facts(clean)
    assert len(clean.facts) == 8


@pytest.mark.parametrize("encoding", ["gb18030", "big5hkscs", "utf-16", "utf-8-sig"])
def test_process_encoding_changes_no_fact(encoding: str) -> None:
    text = damage.traditional(CLEAN).text if encoding == "big5hkscs" else CLEAN
    assert facts(process(Source("x", text.encode(encoding)))) == facts(process(Source("x", text.encode())))


def test_process_is_pure_whatever_came_before() -> None:
    sources = [Source(p.name, p.read_bytes()) for p in SAMPLE]
    first = [process(s) for s in sources]
    random.Random(3).shuffle(sources)
    again = {s.id: process(s) for s in sources}
    assert [again[e.source_id] for e in first] == first


def test_process_extraction_can_be_sent_to_another_process() -> None:
    extraction = process(Source("clean", CLEAN.encode()))
    assert pickle.loads(pickle.dumps(extraction)) == extraction


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01\x02\xff\xfe" * 50, b"%PDF-1.7\n" + bytes(range(256)) * 4, b"\xff" * 999]
)
def test_process_of_what_is_no_text_is_a_problem_and_no_fact(data: bytes) -> None:
    extraction = process(Source("x", data))
    assert extraction.problems
    assert not extraction.facts


def test_process_truncated_bytes_lose_only_what_was_cut() -> None:
    data = CLEAN.encode()[:-100]
    while data[-1] & 0xC0 != 0x80:
        data = data[:-1]
    whole, cut = process(Source("a", CLEAN.encode())), process(Source("b", data[:-1]))
    assert facts(cut)[:6] == facts(whole)[:6]
    assert any(p.code == "undecodable-bytes" for p in cut.problems)


def test_extract_reads_bytes_and_paths(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(CLEAN, "utf-8")
    assert facts(extract(path)) == facts(extract(CLEAN.encode()))
    assert extract(path).name == "a.txt"


def test_process_article_without_end_is_read_in_parts_with_every_fact_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "甲县总工会送清凉\n" + "".join(f"甲县总工会今年投入慰问资金{n}万元。\n" for n in range(11, 71))
    whole = process(Source("x", text.encode()))
    monkeypatch.setattr("pipeline.text.sentences.MOST_OF_ARTICLE", 300)
    parts = process(Source("x", text.encode()))
    assert [f.quote for f in parts.facts] == [f.quote for f in whole.facts]
    assert [f.id for f in parts.facts] == [f.id for f in whole.facts]
    assert [p.code for p in parts.problems] == ["long-article"]
