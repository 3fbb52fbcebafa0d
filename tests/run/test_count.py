from __future__ import annotations

import gzip
import json
import zipfile
from threading import Event

import pytest

from pipeline import config
from pipeline.model import Source
from pipeline.run.count import count
from pipeline.run.inputs import find

SETTINGS = config.load()


@pytest.fixture
def folder(tmp_path):
    for name in ("a.txt", "b.html", "sub/c.TXT", ".hidden/d.txt", "e.gold.json", "f.pdf", ".g.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("投入1元", encoding="utf-8")
    lines = [json.dumps({"text": f"投入{i}元"}) for i in range(5)]
    (tmp_path / "h.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "i.zip", "w") as archive:
        for i in range(4):
            archive.writestr(f"x/{i}.txt", "投入1元")
    return tmp_path


def test_counts_what_a_run_would_find(folder):
    found = [f for f in find([str(folder)], SETTINGS) if isinstance(f, Source)]
    assert count([str(folder)], SETTINGS) == len(found) == 12
    assert count([str(folder / "*.txt"), str(folder / "h.jsonl")], SETTINGS) == 6


def test_does_not_guess_what_only_unpacking_would_tell(folder):
    assert count(["-"], SETTINGS) is None
    (folder / "j.txt.gz").write_bytes(gzip.compress(b"x"))
    assert count([str(folder)], SETTINGS) is None
    stop = Event()
    stop.set()
    assert count([str(folder / "sub")], SETTINGS, stop) is None


def test_bad_inputs_count_as_one(folder):
    (folder / "i.zip").write_bytes(b"PK broken")
    assert count([str(folder / "i.zip"), str(folder / "nosuch")], SETTINGS) == 1
