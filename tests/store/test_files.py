"""What can go wrong with files: each ends in one clear line, and what was stored stays whole."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.errors import StoreError
from pipeline.store import FactBase, Item
from tests.factories import extraction

ENV = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *filter(None, sys.path)])}


def fill(path: Path, *names: str) -> list[str]:
    """A fact base with a document for each name; returns its canonical dump."""
    with FactBase.open(path) as base:
        run = base.begin_run("run", "1")
        base.write_many([Item(extraction("投入[1元]。", name=name), "fp") for name in names], run)
        return list(base.dump())


def test_open_makes_a_file_and_close_leaves_one_plain_file(path: Path) -> None:
    fill(path, "a.txt")
    assert [file.name for file in path.parent.iterdir()] == ["facts.db"]


def test_open_takes_an_empty_file(path: Path) -> None:
    path.touch()
    assert fill(path, "a.txt")


@pytest.mark.parametrize("name", ["with space.db", "事实 #1?%20&mode=ro.db", "-dash.db"])
def test_open_takes_any_name(tmp_path: Path, name: str) -> None:
    fill(tmp_path / name, "a.txt")
    with FactBase.open(tmp_path / name, readonly=True) as base:
        assert len(list(base.query())) == 1
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_open_of_nothing_to_read(path: Path) -> None:
    with pytest.raises(StoreError, match="there is no such file"):
        FactBase.open(path, readonly=True)
    assert not path.exists()
    path.touch()
    with pytest.raises(StoreError, match="it is empty"):
        FactBase.open(path, readonly=True)


def test_open_of_a_folder_or_in_no_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="it is a folder"):
        FactBase.open(tmp_path)
    with pytest.raises(StoreError, match="there is no folder"):
        FactBase.open(tmp_path / "no" / "facts.db")


@pytest.mark.parametrize("content", [b"just text, long enough to look at\n" * 50, b"PK\x03\x04" + bytes(5000), b"x"])
@pytest.mark.parametrize("readonly", [True, False])
def test_open_of_no_database_leaves_it_alone(path: Path, content: bytes, readonly: bool) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreError, match="it is not a SQLite database"):
        FactBase.open(path, readonly=readonly)
    assert path.read_bytes() == content


@pytest.mark.parametrize("pragma", ["", "PRAGMA application_id = 1", "PRAGMA user_version = 2"])
def test_open_of_a_foreign_database_leaves_it_alone(path: Path, pragma: str) -> None:
    with sqlite3.connect(path) as foreign:
        foreign.execute("CREATE TABLE claims (id)")
        foreign.execute(pragma)
    foreign.close()
    before = path.read_bytes()
    for readonly in (True, False):
        with pytest.raises(StoreError, match="no fact base of unionfacts"):
            FactBase.open(path, readonly=readonly, migrate=True)
    assert path.read_bytes() == before


def test_open_of_a_damaged_file(path: Path) -> None:
    fill(path, *(f"{n}.txt" for n in range(50)))
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(StoreError, match="the file is damaged"), FactBase.open(path) as base:
        list(base.query())


def test_error_of_an_operation_after_close(path: Path) -> None:
    base = FactBase.open(path)
    base.close()
    base.close()
    with pytest.raises(StoreError, match="closed"):
        base.info()


def test_locked_file_waits_and_then_says_so(path: Path) -> None:
    before = fill(path, "a.txt")
    other = sqlite3.connect(path, isolation_level=None)
    with FactBase.open(path, timeout=0.2) as base:
        run = base.begin_run("run", "1")
        other.execute("BEGIN IMMEDIATE")
        start = time.monotonic()
        with pytest.raises(StoreError, match="another process is writing"):
            base.write(extraction("[2元]", name="b.txt"), run)
        assert time.monotonic() - start >= 0.15
        with pytest.raises(StoreError, match="another process is writing"):
            FactBase.open(path, timeout=0.1)
        assert len(list(base.query())) == 1  # reading goes on
        with FactBase.open(path, readonly=True, timeout=0.1) as reader:
            assert list(reader.dump()) == before
        other.execute("ROLLBACK")
        base.write(extraction("[2元]", name="b.txt"), run)
    other.close()


def test_readers_see_a_whole_state_while_another_writes(path: Path) -> None:
    fill(path, "a.txt", "b.txt")
    with FactBase.open(path) as base, FactBase.open(path, readonly=True) as reader:
        rows = reader.query()
        next(rows)
        base.write(extraction("没有了。", name="b.txt"), base.begin_run("x", "1"))
        assert len(list(rows)) == 1
        assert len(list(reader.query())) == 1


def test_readonly_can_not_write(path: Path) -> None:
    fill(path, "a.txt")
    with FactBase.open(path, readonly=True) as base, pytest.raises(StoreError, match="read-only"):
        base.begin_run("x", "1")


def as_nobody(work: Callable[[], object]) -> str:
    """What the work returns or raises, for a user who owns nothing: root may write anywhere."""
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            said = str(work())
        except BaseException as error:
            said = str(error)
        os.write(writes, said.encode())
        os._exit(0)
    os.close(writes)
    os.waitpid(child, 0)
    with os.fdopen(reads, encoding="utf-8") as pipe:
        return pipe.read()


@pytest.fixture
def shared() -> Iterator[Path]:
    """A fact base that others can read and not write, where they can reach it."""
    folder = Path(tempfile.mkdtemp(prefix="unionfacts-"))
    fill(folder / "facts.db", "a.txt")
    (folder / "facts.db").chmod(0o444)
    folder.chmod(0o555)
    yield folder / "facts.db"
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_read_only_folder_can_be_read(shared: Path) -> None:
    def read() -> object:
        with FactBase.open(shared, readonly=True) as base:
            return [row["quote"] for row in base.query()], base.check()

    assert as_nobody(read) == "(['1元'], [])"
    assert [file.name for file in shared.parent.iterdir()] == ["facts.db"]


def test_read_only_folder_with_a_log_that_was_not_folded_back_is_told(shared: Path) -> None:
    shared.with_name("facts.db-wal").write_bytes(b"x" * 100)
    assert "does not let us" in as_nobody(lambda: FactBase.open(shared, readonly=True))


def test_read_only_file_is_told_at_opening(shared: Path) -> None:
    assert re.search("read-only|does not let us", as_nobody(lambda: FactBase.open(shared)))
    shared.parent.chmod(0o777)
    assert "read-only" in as_nobody(lambda: FactBase.open(shared))
    assert as_nobody(lambda: FactBase.open(shared, readonly=True).info()["counts"]["claims"]) == "1"


def test_read_only_folder_is_told_at_making(shared: Path) -> None:
    assert "does not let us" in as_nobody(lambda: FactBase.open(shared.with_name("new.db")))


def test_file_that_may_not_be_read_is_told(shared: Path) -> None:
    shared.chmod(0o000)
    assert "Permission denied" in as_nobody(lambda: FactBase.open(shared, readonly=True))


def test_full_disk_keeps_what_was_stored(path: Path) -> None:
    before = fill(path, "a.txt")
    with FactBase.open(path) as base:
        run = base.begin_run("run", "1")
        pages = base._db.execute("PRAGMA page_count").fetchone()[0]
        base._db.execute(f"PRAGMA max_page_count = {pages + 3}")
        with pytest.raises(StoreError, match=r"disk is full.*make room"):
            base.write_many([Item(extraction("投入[2元]。" * 20, name=f"{n}.txt")) for n in range(200)], run)
        assert base.check() == []
        assert list(base.dump()) == before
        base._db.execute("PRAGMA max_page_count = 1000000")
        base.write(extraction("投入[2元]。", name="b.txt"), run)
        assert len(list(base.query())) == 2


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of one megabyte, where we may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = shutil.which("mount")
    done = mount and subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "none", str(folder)], capture_output=True)
    if not done or done.returncode:
        pytest.skip("may not mount a file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_full_file_system_keeps_what_was_stored(small_disk: Path) -> None:
    path = small_disk / "facts.db"
    stored = 0
    with FactBase.open(path) as base:
        run = base.begin_run("run", "1")
        with pytest.raises(StoreError, match=r"disk is full|does not answer"):
            for n in range(1000):
                base.write_many([Item(extraction("投入[2元]。" * 20, name=f"{n}-{m}.txt")) for m in range(5)], run)
                stored += 5
    assert stored
    with FactBase.open(path, readonly=True) as base:
        assert base.check() == []
        assert base.info()["counts"]["documents"] == stored


_WRITER = """
import sys
from pathlib import Path
from pipeline.store import FactBase, Item
from tests.factories import extraction
with FactBase.open(sys.argv[1]) as base:
    run = base.begin_run("run", "1")
    for n in range(100_000):
        base.write_many([Item(extraction(f"投入[{n}元]，[{n}人]。", name=f"{m}.txt"), "fp") for m in range(20)], run)
        print(n, flush=True)
"""


@pytest.mark.parametrize("attempt", range(3))
def test_kill_while_writing_leaves_a_whole_base(path: Path, attempt: int) -> None:
    fill(path, "kept.txt")
    writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(path)], stdout=subprocess.PIPE, text=True, env=ENV)
    assert writer.stdout is not None
    for _ in range(2 + attempt):
        assert writer.stdout.readline()
    time.sleep(0.003 * attempt)  # somewhere within the next transaction
    writer.send_signal(signal.SIGKILL)
    said = [line for line in writer.stdout.read().split() if line]
    writer.wait()
    writer.stdout.close()
    committed = int(said[-1]) if said else 1 + attempt
    with FactBase.open(path, timeout=1) as base:
        assert base.check() == []
        values = {row["value"] for row in base.query() if row["name"] != "kept.txt"}
        assert len(values) == 1  # all of one transaction, none of the next
        assert int(values.pop()) in (committed, committed + 1)
        assert len(list(base.query())) == 41
        assert base.runs()[0]["status"] == "running"
        base.begin_run("next", "1")
        assert {row["status"] for row in base.runs()} == {"running", "interrupted"}


_HALF = """
import os, sys
from pipeline.store import FactBase, Item, write
from tests.factories import extraction
insert = write._insert
def die(*given):
    insert(*given)
    base._db.execute("PRAGMA cache_spill = 1")
    os.kill(os.getpid(), 9)
write._insert = die
base = FactBase.open(sys.argv[1])
run = base.begin_run("run", "1")
base.write_many([Item(extraction("投入[7元]。" * 40, name=f"{n}.txt")) for n in range(100)], run)
"""


def test_kill_in_the_middle_of_a_transaction_leaves_nothing_of_it(path: Path) -> None:
    before = fill(path, "0.txt")
    done = subprocess.run([sys.executable, "-c", _HALF, str(path)], env=ENV, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    with FactBase.open(path) as base:
        assert list(base.dump()) == before
        assert base.check() == []


def test_two_writers_take_turns(path: Path) -> None:
    program = _WRITER.replace("100_000", "15").replace('f"{m}.txt"', 'f"{sys.argv[2]}-{m}.txt"')
    writers = [
        subprocess.Popen([sys.executable, "-c", program, str(path), name], stdout=subprocess.DEVNULL, env=ENV)
        for name in "ab"
    ]
    assert [writer.wait() for writer in writers] == [0, 0]
    with FactBase.open(path) as base:
        assert base.info()["counts"]["documents"] == 40
        assert base.check() == []
