"""Documents read again from their source: found wherever they lie, proven the same, with every place in the bytes."""

from __future__ import annotations

import base64
import gzip
import json
import os
import shutil
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import Settings
from pipeline.errors import StoreError
from pipeline.model import Source
from pipeline.process import process
from pipeline.run import batch
from pipeline.run.original import Original, Remains, ShownClaim, read_original
from pipeline.run.repairs import repairs, runs, used
from pipeline.store import FactBase
from pipeline.text.align import Text

SETTINGS = Settings()
SAMPLE = Path(__file__).parents[2] / "corpus" / "sample"
ARTICLE = """太白县总工会慰问困难职工
2023年1月12日 来源：秦岭日报 作者：王小明
1月10日，太白县总工会投入资金12.5万元，慰问困难职工320户。天气很冷，大家都来了。
县总工会主席赵大力介绍，2022年全县新建工会组织45家，发展会员近6000人。
"""
OTHER = ARTICLE.replace("太白", "眉").replace("320户", "230户")


@pytest.fixture
def read(tmp_path: Path) -> Iterator[Callable[..., Original | Remains]]:
    """Stores what lies at the paths, lets something happen to it, and reads the document of a claim again."""

    def go(*paths: Path, quote: str = "320户", then: Callable[[], object] = lambda: None) -> Original | Remains:
        batch.run([str(path) for path in paths], tmp_path / "out" / "facts.db", SETTINGS, jobs=1, progress=False)
        then()
        with FactBase.open(tmp_path / "out" / "facts.db", readonly=True) as base:
            (claim,) = (row["id"] for row in base.query(all_reports=True) if row["quote"] == quote)
            return read_original(base, claim, SETTINGS)

    (tmp_path / "out").mkdir()
    yield go


def a_file(folder: Path) -> Path:
    (folder / "a.txt").write_text(ARTICLE, encoding="gb18030")
    return folder / "a.txt"


def a_zip(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("报/b.txt", OTHER)
        archive.writestr("报/a.txt", ARTICLE)
    return folder / "a.zip"


def a_tar(folder: Path) -> Path:
    with tarfile.open(folder / "a.tgz", "w:gz") as archive:
        archive.add(a_file(folder), "x/a.txt")
    (folder / "a.txt").unlink()
    return folder / "a.tgz"


def a_gz(folder: Path) -> Path:
    with gzip.open(folder / "a.txt.gz", "wb") as file:
        file.write(ARTICLE.encode())
    return folder / "a.txt.gz"


def a_line(folder: Path) -> Path:
    data = base64.b64encode(ARTICLE.encode("big5", "ignore")).decode()
    lines = [{"text": OTHER, "name": "b"}, {"text": ARTICLE}, {"data": data}]
    (folder / "a.jsonl").write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return folder / "a.jsonl"


def a_named_line(folder: Path) -> Path:
    lines = [{"text": OTHER, "name": "b"}, {"content": ARTICLE, "id": 7}]
    (folder / "a.ndjson").write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return folder / "a.ndjson"


def lines_in_a_zip(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.write(a_named_line(folder), "x/a.ndjson")
    return folder / "a.zip"


def whole(original: Original | Remains) -> tuple[Original, ShownClaim]:
    assert isinstance(original, Original)
    ((article, claim),) = (
        (article, claim) for article in original.articles for claim in article.claims if claim.fact.quote == "320户"
    )
    assert article.text[slice(*claim.span)] == "320户"
    return original, claim


@pytest.mark.parametrize("make", [a_file, a_zip, a_tar, a_gz, a_line, a_named_line, lines_in_a_zip])
def test_a_document_is_read_again_wherever_it_lies(
    read: Callable[..., Original | Remains], make: Callable[[Path], Path], tmp_path: Path
) -> None:
    original, claim = whole(read(make(tmp_path)))
    article = original.articles[0]
    assert claim.stored
    assert original.unread == ()
    assert article.text[slice(*claim.sentence)] == claim.fact.sentence
    assert article.text[slice(*claim.marks["subject"])] == "太白县总工会"
    assert article.text[: article.body_start].startswith("太白县总工会慰问困难职工")
    (stood,) = original.stood(0, claim.span)
    assert original.data[stood.byte_start : stood.byte_end].decode(original.encoding) == stood.text == "320户"


def test_relative_places_are_found_from_beside_the_fact_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_file(tmp_path)
    (tmp_path / "outputs").mkdir()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    batch.run(["a.txt"], Path("outputs/facts.db"), SETTINGS, jobs=1, progress=False)
    monkeypatch.chdir(tmp_path / "elsewhere")
    with FactBase.open(Path("../outputs/facts.db"), readonly=True) as base:
        whole(read_original(base, "a.txt", SETTINGS))


def test_the_second_place_serves_where_the_first_is_gone(
    read: Callable[..., Original | Remains], tmp_path: Path
) -> None:
    first = a_file(tmp_path)
    shutil.copy(first, tmp_path / "copy.txt")
    original, _ = whole(read(first, tmp_path / "copy.txt", then=first.unlink))
    assert original.location == str(tmp_path / "copy.txt")


def test_a_source_that_is_gone_leaves_the_sentences_with_facts(
    read: Callable[..., Original | Remains], tmp_path: Path
) -> None:
    path = a_file(tmp_path)
    remains = read(path, then=path.unlink)
    assert isinstance(remains, Remains)
    assert (remains.lost.why, remains.lost.places) == ("gone", (str(path),))
    assert str(path) in remains.lost.reason
    first, second = remains.articles[0]
    assert (first.text[:6], first.gap, len(first.claims)) == ("1月10日，", 0, 2)
    assert second.text.startswith("县总工会主席")
    assert second.gap >= len("天气很冷，大家都来了。")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda path: path.write_text("别的文章", encoding="utf-8"), "changed"),
        (lambda path: path.write_bytes(b""), "changed"),
        (lambda path: (path.unlink(), path.mkdir()), "gone"),
        (lambda path: (path.unlink(), path.symlink_to(path)), "gone"),
    ],
)
def test_a_changed_source_is_told_and_never_shown(
    read: Callable[..., Original | Remains], tmp_path: Path, spoil: Callable[[Path], object], why: str
) -> None:
    path = a_file(tmp_path)
    remains = read(path, then=lambda: spoil(path))
    assert isinstance(remains, Remains)
    assert remains.lost.why == why
    assert remains.lost.advice


@pytest.mark.parametrize("spoilt", [b"PK no archive", b""])
def test_a_broken_archive_is_a_changed_source(
    read: Callable[..., Original | Remains], tmp_path: Path, spoilt: bytes
) -> None:
    path = a_zip(tmp_path)
    remains = read(path, then=lambda: path.write_bytes(spoilt))
    assert isinstance(remains, Remains)
    assert remains.lost.why == "changed"


def test_a_member_that_changed_is_not_taken_for_the_document(
    read: Callable[..., Original | Remains], tmp_path: Path
) -> None:
    path = a_zip(tmp_path)

    def other() -> None:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("报/a.txt", ARTICLE + "。")

    remains = read(path, then=other)
    assert isinstance(remains, Remains)
    assert remains.lost.why == "changed"


def test_an_unknown_document_is_an_error_of_the_call(read: Callable[..., Original | Remains], tmp_path: Path) -> None:
    read(a_file(tmp_path))
    with FactBase.open(tmp_path / "out" / "facts.db", readonly=True) as base:
        for reference in ("no-such", "0123456789abcdef-12"):
            with pytest.raises(StoreError, match="cannot find the document"):
                read_original(base, reference, SETTINGS)


def test_a_document_read_under_a_told_encoding_is_read_under_it_again(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    told = Settings(encoding="gb18030")
    batch.run([str(path)], tmp_path / "f.db", told, jobs=1, progress=False)
    with FactBase.open(tmp_path / "f.db") as base:
        base._db.execute("UPDATE documents SET encoding = 'cp936'")
        original = read_original(base, str(path), SETTINGS)
    assert isinstance(original, Original)
    assert original.articles[0].claims


@pytest.mark.parametrize("path", sorted(SAMPLE.glob("0*.*")) + sorted(SAMPLE.glob("1*.*")), ids=lambda path: path.name)
def test_every_shape_of_sample_leads_back_to_its_bytes(path: Path, tmp_path: Path) -> None:
    """For each claim: its sentence is in the article, its stretches decode, and marks are a form of the values."""
    with FactBase.open(tmp_path / "f.db") as base:
        source = Source(os.fspath(path), path.read_bytes())
        base.write(process(source), base.begin_run("run", "0"))
        original = read_original(base, source.id, SETTINGS)
    assert isinstance(original, Original)
    assert original.unread == ()
    marked = filled = 0
    for article in original.articles:
        assert article.text[article.body_start :].strip()
        for claim in article.claims:
            fact = claim.fact
            assert article.text[slice(*claim.sentence)] == fact.sentence
            assert article.around(claim.sentence, 2).start <= claim.sentence.start
            for stood in original.stood(article.number, claim.sentence):
                raw = original.data[stood.byte_start : stood.byte_end]
                assert "\ufffd" in stood.text or raw.decode(original.encoding) == stood.text
            for name in ("action", "item"):
                value, span = getattr(fact.claim, name), claim.marks.get(name)
                filled += bool(value)
                marked += span is not None and set(article.text[slice(*span)]) >= set(value)
    assert marked >= 0.9 * filled


def told(before: str, after: Text) -> set[tuple[str, str, str]]:
    text = Text.of(before)
    stages = [("decode", text), ("glosses", after), ("layout", after)]
    stretches = runs(after, 0, len(after), used(len(text), [after]))
    return {(r.stage, r.before, r.after) for r in repairs(stages, stretches)}


def test_repairs_tell_what_was_dropped_put_in_and_changed() -> None:
    text = Text.of("會(huì)议12萬")
    assert told(text.text, text.edit([(1, 6, ""), (9, 10, "万")])) == {
        ("glosses", "(huì)", ""),
        ("glosses", "萬", "万"),
    }


def test_text_of_another_article_is_no_part_of_a_stretch() -> None:
    page = Text.of("甲甲乙乙甲甲")
    first, second = Text.join([page[0:2], page[4:6]]), page[2:4]
    assert runs(first, 0, 4, used(6, [first, second])) == ((0, 2), (4, 6))
    assert runs(first, 0, 4, used(6, [first])) == ((0, 6),)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["总工会", "(huì)", "萬", "<b>", "１２", "\n", "x "]), max_size=12).map("".join),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3), st.sampled_from(["", "万", "会议"])), max_size=5),
)
def test_stretches_lie_in_the_source_in_order_and_hold_each_character(
    source: str, edits: list[tuple[int, int, str]]
) -> None:
    text = Text.of(source)
    at, kept = 0, []
    for start, size, new in sorted(edits):
        if start >= at and start + size <= len(source):
            kept.append((start, start + size, new))
            at = start + size + 1
    after = text.edit(kept)
    found = runs(after, 0, len(after), used(len(source), [after]))
    assert list(found) == sorted(found)
    assert all(0 <= a < b <= len(source) for a, b in found)
    for start, end in zip(after.starts, after.ends, strict=True):
        assert start == end or any(a <= start and end <= b for a, b in found)
    for repair in repairs([("decode", text), ("edit", after), ("layout", after)], found):
        assert repair.before != repair.after
