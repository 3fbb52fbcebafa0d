"""A changed row of a gazetteer redoes the documents in which its words stand, and no others."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import pipeline
from gazetteers import touched
from pipeline import config
from pipeline.run import batch
from pipeline.run import fingerprint as prints
from pipeline.store import FactBase

ROOT = Path(pipeline.__file__).parent.parent
TABLES = {
    "outlets": "name\tplace\tsource\n云水日报\t云水县\town\n", "tag_weights": "0123", "indicator_rules": "89",
}  # fmt: skip


def changed(**tables: str) -> dict[str, str]:
    return TABLES | tables


@pytest.mark.parametrize(("new", "words"), [
    (changed(), []),
    (changed(outlets="# said better\n" + TABLES["outlets"]), []),
    (changed(outlets=TABLES["outlets"].replace("own", "their page")), ["云水县", "云水日报"]),
    (changed(outlets=TABLES["outlets"] + "海田晚报\t\town\n"), ["海田晚报"]),
    (changed(outlets=TABLES["outlets"].replace("云水县", "海田市")), ["云水县", "云水日报", "海田市"]),
    (changed(tag_weights="4567"), None),
    (changed(indicator_rules="x"), []),
    (changed(outlets="name\tsource\n云水日报\town\n"), None),
    (changed(more="x"), None),
], ids=str)  # fmt: skip
def test_words_of_a_change(new, words):
    assert touched.words(TABLES, new) == (None if words is None else frozenset(words))


def test_very_many_changed_words_touch_everything():
    many = TABLES["outlets"] + "".join(f"第{i}报\t\town\n" for i in range(touched.MANY + 1))
    assert touched.words(TABLES, changed(outlets=many)) is None


def test_tables_of_this_release_are_known():
    tables = touched.tables()
    assert set(tables) >= touched.LOCAL
    assert tables["outlets"].startswith("#")
    assert len(tables["divisions"]) == 32


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for i, name in enumerate(("云水日报", "海田晚报", "長嶺時報")):
        (folder / f"{i}.txt").write_text(f"{name}：甲县总工会投入{i + 1}元", encoding="utf-8")
    return folder


def test_next_run_reads_what_the_change_touches_and_keeps_the_rest(corpus, tmp_path, process, monkeypatch):
    db, settings = tmp_path / "facts.db", config.load()

    def go(*, state=None, **more):
        if state:
            monkeypatch.setattr(prints, "state", lambda settings: prints.State("code", "settings", state))
            monkeypatch.setattr(prints, "fingerprint", lambda settings: str(hash(tuple(state.items()))))
        return batch.run([str(corpus)], db, settings, process=process, progress=False, **more)

    assert go(state=TABLES).new == 3
    old = TABLES["outlets"]
    first = go(state=changed(outlets=old + "长岭时报\t\town\n"))
    assert (first.same, first.kept) == (1, 2), "in simplified characters, whatever the document is in"
    assert go(state=changed(outlets=old + "长岭时报\t\town\n")).skipped == 3
    second = go(state=changed(outlets=old), engine="processes", jobs=2)
    assert (second.same, second.kept) == (1, 2), "a row that went touches too"
    assert go(state=changed(outlets=old), force=True).same == 3
    assert go(state=changed(tag_weights="new")).same == 3
    with FactBase.open(db, readonly=True) as base:
        assert len(base.states()) == 1, "only of fingerprints that documents have"
        assert len(list(base.query())) == 3


_EXTRACT = """
import sys, warnings
warnings.filterwarnings("ignore")
from pathlib import Path
from pipeline import extract
import gazetteers
assert gazetteers.__file__.startswith(sys.argv[1]), gazetteers.__file__
for path in sys.argv[2:]:
    print(ascii(extract(Path(path).read_bytes())))
"""


def without(text: str, row: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if line.rstrip("\n") != row)


def test_documents_without_the_words_of_a_changed_row_are_read_the_same(tmp_path):
    """Takes rows out of every such table and puts new ones in, for real: the promise of LOCAL."""
    from pipeline.model import Source
    from pipeline.process import texts

    files = [*sorted((ROOT / "corpus/sample").iterdir()), *sorted((ROOT / "corpus/gold/learn").glob("*.txt"))[:50]]
    found = {file: texts(Source(file.name, file.read_bytes())) for file in files}

    def stands_in(words):
        return {file for file, known in found.items() if any(word in text for word in words for text in known)}

    shutil.copytree(ROOT / "gazetteers", tmp_path / "gazetteers")
    dice, new = random.Random(11), dict(touched.tables())
    for name in sorted(touched.LOCAL):
        text = touched.tables()[name]
        rows = [line for line in text.splitlines() if line and not line.startswith("#")][1:]
        dice.shuffle(rows)
        gone = [row for row in rows[:60] if len(stands_in(touched.words({name: text}, {name: without(text, row)}))) < 4]
        for row in gone[:6]:
            new[name] = without(new[name], row)
        new[name] += "龘" + rows[0] + "\n"  # a row of the same kind for a word that nobody knows
        (tmp_path / "gazetteers" / "data" / f"{name}.tsv").write_text(new[name], encoding="utf-8")
    words = touched.words(touched.tables(), new)
    files = sorted(set(files) - stands_in(words))
    assert len(words) > 80
    assert len(files) > 15
    before, after = (
        subprocess.run(
            [sys.executable, "-c", _EXTRACT, str(top), *map(str, files)], env=os.environ | {"PYTHONPATH": path},
            capture_output=True, check=True, timeout=300, cwd=tmp_path.parent,
        ).stdout.splitlines()
        for top, path in ((ROOT, str(ROOT)), (tmp_path, f"{tmp_path}{os.pathsep}{ROOT}"))
    )  # fmt: skip
    assert [f.name for f, a, b in zip(files, before, after, strict=True) if a != b] == []
