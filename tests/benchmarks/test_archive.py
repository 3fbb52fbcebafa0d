"""Archives made for benchmarks: reproducible, distinct, decodable, as dense as news, and true about their reprints."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import archive, archive_stock
from benchmarks.archive_shapes import DAMAGE, ENCODINGS, SHAPES
from pipeline import extract
from pipeline.config import Settings
from pipeline.model import Source
from pipeline.run.inputs import find

ROOT = Path(__file__).parent.parent.parent
PLAN = archive.Plan(seed=7, reprints=0.25, changed=0.5, noise=0.2)


@pytest.fixture(scope="module")
def made() -> list[archive.Made]:
    return list(archive.archive(PLAN, 240))


def text(one: archive.Made) -> str:
    return one.data.decode(one.encoding)


def grams(of: str, n: int = 6) -> set[str]:
    han = "".join(re.findall("[一-龥0-9]", of))
    return {han[i : i + n] for i in range(len(han) - n)}


def test_the_same_seed_gives_the_same_bytes_in_another_process(made):
    code = (
        "import hashlib; from benchmarks import archive as a\n"
        f"h = hashlib.sha256(b''.join(m.data for m in a.archive(a.{PLAN!r}, 30))); print(h.hexdigest())"
    )
    told = subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert told.stdout.decode().strip() == hashlib.sha256(b"".join(m.data for m in made[:30])).hexdigest()


def test_another_seed_gives_other_documents(made):
    other = {m.data for m in archive.archive(archive.Plan(seed=8), 20)}
    assert not other & {m.data for m in made}


def test_the_containers_hold_the_same_documents(tmp_path, made):
    found = []
    for target in (tmp_path / "folder", tmp_path / "a.jsonl", tmp_path / "a.zip"):
        archive.write(PLAN, 25, target)
        sources = list(find([str(target)], Settings()))
        assert all(isinstance(s, Source) for s in sources)
        found.append({s.id for s in sources})
    assert found[0] == found[1] == found[2] == {hashlib.sha256(m.data).hexdigest() for m in made[:25]}


def test_archives_are_written_byte_for_byte_the_same(tmp_path):
    for name in ("a.zip", "b.zip"):
        archive.write(PLAN, 10, tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_documents_decode_in_the_encoding_that_they_say(made):
    for one in made:
        assert len(text(one)) > 250
        assert one.encoding in ENCODINGS and one.shape in SHAPES | DAMAGE
    assert {m.encoding for m in made} == set(ENCODINGS)
    assert {m.shape for m in made} == {*SHAPES, *DAMAGE}


def test_the_program_reads_every_document_in_the_right_encoding(made):
    same = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}
    for one in made[:30]:
        found = extract(one.data)
        assert found.encoding == same.get(one.encoding, one.encoding)


def test_documents_are_about_a_thousand_characters_with_some_ten_claims():
    made = list(archive.archive(archive.Plan(seed=1), 120))
    clean = [re.sub(r"(?s)<(script|style).*?</\1>|<[^<>]*>", "", text(m)) for m in made]
    assert 850 <= sum(map(len, clean)) / len(clean) <= 1150
    claims = sum(len(extract(m.data).facts) for m in made)
    assert 8 <= 1000 * claims / sum(map(len, clean)) <= 13


def test_no_two_originals_share_more_than_phrases(made):
    bodies = [grams("".join(archive.article(PLAN.seed, str(n)).paragraphs)) for n in range(90)]
    shares = [len(a & b) / min(len(a), len(b)) for n, a in enumerate(bodies) for b in bodies[:n]]
    assert max(shares) < 0.45  # of the shorter one: two sentences can be a good part of it
    assert sum(shares) / len(shares) < 0.05


def test_planted_truth_is_true(made):
    told = [archive.truth(PLAN, m) for m in made]
    names = {t["name"]: n for n, t in enumerate(told)}
    reprints = [n for n, t in enumerate(told) if t["reprint_of"]]
    assert 0.15 < len(reprints) / len(told) < 0.35
    for n in reprints:
        first = names[told[n]["reprint_of"]]
        assert first < n and told[first]["reprint_of"] is None
        before = archive.article(PLAN.seed, str(first))
        kept = [p for p in before.paragraphs if p in "".join(archive.reprinted(PLAN, n).paragraphs)]
        changed = {c["paragraph"] for c in told[n]["changed"]}
        assert len(kept) >= len(before.paragraphs) - len(changed) - ("end" in told[n]["cut"])
        for change in told[n]["changed"]:
            assert change["before"] != change["after"]
            assert change["before"] in before.paragraphs[change["paragraph"]]
            assert change["after"] in archive.reprinted(PLAN, n).paragraphs[change["paragraph"]]
    assert any(t["changed"] for t in told) and any("headline" in t["cut"] for t in told)


def test_without_reprints_nothing_is_planted():
    plan = archive.Plan(seed=7)
    assert all(m.original is None and not m.changes for m in archive.archive(plan, 50))


def test_a_changed_figure_is_another_fact_for_the_program(made):
    """In undamaged reprints: the value before stands in the original's facts, the one after in the reprint's."""
    seen = 0
    for one in made:
        if not one.changes or one.shape in DAMAGE or "big5" in (one.encoding, made[one.original].encoding):
            continue
        if made[one.original].shape in DAMAGE:
            continue
        before = "".join(f.quote for f in extract(made[one.original].data).facts)
        after = "".join(f.quote for f in extract(one.data).facts)
        seen += 1
        assert one.changes[0].before in before and one.changes[0].after in after
        if seen == 6:
            break
    assert seen == 6


def test_stock_holds_no_text_of_the_set_that_only_measures():
    assert {p.source for p in archive_stock.passages()}
    assert not any("measure" in folder for folder in archive_stock.FOLDERS)


def test_the_command_line_writes_archive_and_truth(tmp_path):
    out, told = tmp_path / "a.jsonl", tmp_path / "truth.jsonl"
    call = [sys.executable, "-W", "ignore", "-m", "benchmarks.archive", "12", str(out), "--reprints", "0.5"]
    subprocess.run([*call, "--truth", str(told)], cwd=ROOT, check=True)
    rows = [json.loads(line) for line in told.read_text("utf-8").splitlines()]
    assert [r["name"] for r in rows] == [json.loads(line)["name"] for line in out.read_text("utf-8").splitlines()]
    assert any(r["reprint_of"] for r in rows)
