from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import os
import sys
import tarfile
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline import config
from pipeline.model import Source
from pipeline.run.found import CODES, Unreadable
from pipeline.run.inputs import find, printable

TEXT = "甲县总工会投入12元。"


def names(found) -> list[str]:
    return [f.name for f in found if isinstance(f, Source)]


def codes(found) -> dict[str, str]:
    return {Path(f.name).name: f.problem.code for f in found if isinstance(f, Unreadable)}


def found_in(*paths, **settings):
    found = list(find([str(p) for p in paths], config.load(**settings)))
    assert all(f.problem.code in CODES for f in found if isinstance(f, Unreadable))
    return found


def zipped(members: dict[str, bytes], path: Path | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    if path:
        path.write_bytes(out.getvalue())
    return out.getvalue()


def test_folder_is_walked_in_sorted_order_without_hidden_files_and_gold(tmp_path):
    for name in ("b.txt", "a/2.html", "a/1.TXT", ".hidden.txt", ".git/x.txt", "b.gold.json", "pic.png", "noext"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    passed: Counter[str] = Counter()
    found = list(find([str(tmp_path)], config.load(), passed))
    assert [Path(n).name for n in names(found)] == ["1.TXT", "2.html", "b.txt"]
    assert passed == {".png": 1, "(none)": 1}


def test_file_that_is_named_is_taken_whatever_its_suffix(tmp_path):
    (tmp_path / "x.weird").write_text(TEXT, encoding="utf-8")
    assert len(names(found_in(tmp_path / "x.weird"))) == 1


def test_patterns_and_names_that_look_like_patterns(tmp_path):
    for name in ("1.txt", "2.txt", "[3].txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    assert len(names(found_in(tmp_path / "*.txt"))) == 3
    assert names(found_in(tmp_path / "[3].txt"))[0].endswith("[3].txt")


def test_missing_path_is_told_and_the_next_is_read(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    first, second = found_in(tmp_path / "nosuch", tmp_path / "a.txt")
    assert isinstance(first, Unreadable)
    assert first.asked
    assert isinstance(second, Source)


def test_what_is_no_file_is_told_and_never_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "folder.txt" / "in.txt").write_text(TEXT, encoding="utf-8")
    found = found_in(tmp_path)
    assert codes(found) == {"pipe.txt": "unreadable", "broken.txt": "unreadable"}
    assert len(names(found)) == 1


def test_links_that_lead_round_are_walked_once(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "also-a").symlink_to(tmp_path / "a")
    found = found_in(tmp_path)
    assert codes(found) == {"up": "folder-loop"}
    assert len(names(found)) == 1


def test_folders_deeper_than_any_path_may_be_long_do_not_end_the_walk(tmp_path):
    here = tmp_path
    for _ in range(300):
        here = here / "d"
    here.mkdir(parents=True)
    (here / "x.txt").write_text(TEXT, encoding="utf-8")
    assert len(names(found_in(tmp_path))) == 1


def test_large_file_is_never_read(tmp_path):
    with (tmp_path / "huge.txt").open("wb") as f:
        f.truncate(200 * 2**20)
    assert codes(found_in(tmp_path)) == {"huge.txt": "too-large"}


def test_names_that_are_not_utf8_are_shown_readable(tmp_path):
    raw = os.fsencode(tmp_path) + b"/" + "工会.txt".encode("gbk")
    try:
        with open(raw, "wb") as f:  # noqa: PTH123 - a name in bytes
            f.write(b"x")
    except OSError:
        pytest.skip("this file system takes no such names")
    assert names(found_in(tmp_path))[0].endswith("/工会.txt")
    printable(os.fsdecode(b"\xff\xfe\x81")).encode("utf-8")


def test_zip_members_are_documents_and_chinese_names_are_read(tmp_path):
    raw = zipped({"XXXX.txt": TEXT.encode(), "b/福.txt": b"x", "__MACOSX/._b.txt": b"x", ".DS_Store": b"x"})
    (tmp_path / "a.zip").write_bytes(raw.replace(b"XXXX", "工会".encode("gbk")))  # as Chinese Windows writes it
    assert [n.split("!/")[1] for n in names(found_in(tmp_path))] == ["工会.txt", "b/福.txt"]


@pytest.mark.parametrize(("suffix", "mode"), [("tar", "w"), ("tar.gz", "w:gz"), ("tar.bz2", "w:bz2"), ("txz", "w:xz")])
def test_tar_members_are_documents(tmp_path, suffix, mode):
    with tarfile.open(tmp_path / f"a.{suffix}", mode) as archive:
        for name in ("x/1.txt", "../2.txt"):
            info = tarfile.TarInfo(name)
            info.size = len(TEXT.encode())
            archive.addfile(info, io.BytesIO(TEXT.encode()))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    found = found_in(tmp_path)
    assert [f.data.decode() for f in found if isinstance(f, Source)] == [TEXT, TEXT]


@pytest.mark.parametrize(("suffix", "pack"), [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)])
def test_single_compressed_files_are_documents(tmp_path, suffix, pack):
    (tmp_path / f"a.txt.{suffix}").write_bytes(pack(TEXT.encode()))
    (source,) = found_in(tmp_path)
    assert isinstance(source, Source)
    assert (source.name, source.data) == (str(tmp_path / "a.txt"), TEXT.encode())


def test_bomb_is_met_by_its_ratio_and_the_other_members_are_read(tmp_path):
    zipped({"bomb.txt": b"0" * (20 << 20), "good.txt": TEXT.encode()}, tmp_path / "a.zip")
    found = found_in(tmp_path)
    assert codes(found) == {"bomb.txt": "archive-bomb"}
    assert len(names(found)) == 1


def test_nested_bomb_is_met_by_its_budget(tmp_path):
    inner = zipped({f"{i}.txt": os.urandom(1000) * 500 for i in range(8)})
    outer = zipped({f"{i}.zip": inner for i in range(8)}, tmp_path / "a.zip")
    assert len(outer) < 100 << 10
    found = found_in(tmp_path, max_archive_bytes=2 << 20)
    assert codes(found) == {"a.zip": "archive-bomb"}
    assert sum(len(f.data) for f in found if isinstance(f, Source)) < 2 << 20


def test_archives_in_archives_are_read_to_the_depth_allowed(tmp_path):
    data = TEXT.encode()
    for _ in range(4):
        data = zipped({"x.zip" if data[:2] == b"PK" else "x.txt": data})
    (tmp_path / "a.zip").write_bytes(data)
    assert list(codes(found_in(tmp_path)).values()) == ["archive-too-deep"]
    assert len(names(found_in(tmp_path, max_archive_depth=4))) == 1


@pytest.mark.parametrize(("suffix", "pack"), [("gz", gzip.compress), ("tar.gz", gzip.compress), ("xz", lzma.compress)])
def test_stream_bomb_is_met_while_unpacking(tmp_path, suffix, pack):
    (tmp_path / f"a.txt.{suffix}").write_bytes(pack(b"\0" * (64 << 20)))
    found = found_in(tmp_path)
    assert not names(found)
    assert set(codes(found).values()) <= {"archive-bomb", "too-large", "broken-archive"}


def test_encrypted_member_is_told(tmp_path):
    raw = bytearray(zipped({"a.txt": TEXT.encode()}))
    raw[6] |= 1
    at = raw.index(b"PK\x01\x02")
    raw[at + 8] |= 1
    (tmp_path / "a.zip").write_bytes(raw)
    assert codes(found_in(tmp_path)) == {"a.txt": "encrypted"}


def test_archive_that_is_none_is_told(tmp_path):
    for name in ("a.zip", "b.tar", "c.tar.gz", "d.gz", "e.txz", "f.bz2", "empty.zip", "empty.gz", "empty.tar"):
        (tmp_path / name).write_bytes(b"" if name.startswith("empty") else b"this is no archive at all")
    found = found_in(tmp_path)
    assert set(codes(found).values()) == {"broken-archive"}
    assert {"a.zip", "b.tar", "c.tar.gz", "e.txz", "empty.zip"} <= codes(found).keys()


def test_json_lines_documents_by_text_html_and_data(tmp_path):
    lines = [
        {"id": "x1", "text": TEXT},
        {"name": "页.html", "html": f"<p>{TEXT}</p>"},
        {"content": TEXT},
        {"id": 7, "data": base64.b64encode(TEXT.encode("gbk")).decode()},
    ]
    body = "\ufeff" + "\n\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    (tmp_path / "a.jsonl").write_text(body, encoding="utf-8")
    found = found_in(tmp_path / "a.jsonl")
    assert [n.rpartition("/")[2] for n in names(found)] == ["x1", "页.html", "a.jsonl#5", "7"]
    assert found[3].data == TEXT.encode("gbk")


def test_bad_json_lines_are_told_by_number_and_the_others_are_read(tmp_path):
    good = json.dumps({"text": TEXT}).encode()
    bad = [b"{", b"[1]", b'{"title": "x"}', b'{"data": "%%%"}', b"\xff\xfe", b'{"text": "\\ud800"}', b"[" * 100_000]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join([good, *bad, good]))
    found = found_in(tmp_path)
    assert list(codes(found).values()) == ["bad-json-line"] * len(bad)
    assert [n.rpartition("#")[2] for n in names(found)] == ["1", "9"]


def test_text_that_is_no_json_lines_is_given_up(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b"not json\n" * 100_000)
    assert len(found_in(tmp_path)) < 50


def test_line_without_end_is_not_held_in_memory(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b"x" * 5000 + b"\n" + json.dumps({"text": "a"}).encode())
    found = found_in(tmp_path, max_document_bytes=100)
    assert codes(found) == {"a.jsonl#1": "too-large"}
    assert len(names(found)) == 1


def test_standard_input_is_one_document(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    (source,) = found_in("-")
    assert isinstance(source, Source)
    assert source.data == TEXT.encode()


def test_documents_come_one_by_one(tmp_path):
    for i in range(3):
        (tmp_path / f"{i}.txt").write_text(TEXT, encoding="utf-8")
    found = find([str(tmp_path)], config.load())
    next(found)
    (tmp_path / "1.txt").unlink()
    assert codes(found) == {"1.txt": "unreadable"}


_ARCHIVES = [
    ("zip", zipped({"a.txt": TEXT.encode() * 30, "b.zip": zipped({"c.txt": TEXT.encode()})})),
    ("jsonl.gz", gzip.compress(json.dumps({"text": TEXT}).encode() * 20)),
    ("tar", b""),
]


@given(
    which=st.sampled_from(range(3)),
    cut=st.floats(0, 1),
    flips=st.lists(st.tuples(st.floats(0, 0.9999), st.integers(0, 255)), max_size=6),
)
@hypothesis_settings(max_examples=150, deadline=None)
def test_damaged_archives_never_raise(tmp_path_factory, which, cut, flips):
    suffix, data = _ARCHIVES[which]
    if suffix == "tar":
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as archive:
            info = tarfile.TarInfo("a.txt")
            info.size = len(TEXT.encode())
            archive.addfile(info, io.BytesIO(TEXT.encode()))
        data = out.getvalue()[:2048]
    damaged = bytearray(data)
    for at, value in flips:
        damaged[int(at * len(damaged))] = value
    path = tmp_path_factory.mktemp("damaged") / f"a.{suffix}"
    path.write_bytes(damaged[: int(cut * len(damaged)) + 1])
    found_in(path)
