"""``review`` as people call it: real processes, a real terminal, two reviewers at once."""

from __future__ import annotations

import codecs
import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline.store import FactBase
from tests.factories import extraction

pty = pytest.importorskip("pty", reason="terminals of this kind are not on every system")
import select  # noqa: E402

ROOT = Path(pipeline.__file__).parent.parent
Call = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(folder: Path, **more: str) -> dict[str, str]:
    given = {"PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(folder / "config"), "LC_ALL": "C.UTF-8", "TERM": "dumb"}
    return os.environ | given | {"COLUMNS": "120"} | more


def command(*args: object) -> list[str]:
    return [sys.executable, "-m", "pipeline", "review", *map(str, args)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a fact base of five claims, the most doubtful first: 80万元, 3000元, 200人, 20家, 7次."""
    with FactBase.open(tmp_path / "facts.db") as base:
        run = base.begin_run("run", "1")
        for n, text in enumerate(["投入[80万元]。", "发放[3000元]。", "慰问[200人]。", "新建[20家]。", "走访[7次]。"]):
            base.write(extraction(text, name=f"{n}.txt", confidence=0.2 + n / 20), run)
    return tmp_path


@pytest.fixture
def call(folder: Path) -> Call:
    def run(*args: object, stdin: str = "", verb: str = "review") -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "pipeline", verb, *map(str, args), "--db", "facts.db"]
        return subprocess.run(
            line, cwd=folder, env=environment(folder), input=stdin, capture_output=True, encoding="utf-8", timeout=120
        )

    return run


def ids(call: Call) -> dict[str, str]:
    done = call("--nl", "--columns", "id,quote", "--as-read", verb="query")
    return {row["quote"]: row["id"] for row in map(json.loads, done.stdout.splitlines())}


def reviews(folder: Path) -> list[tuple[str, str, str]]:
    with FactBase.open(folder / "facts.db", readonly=True) as base:
        return [(row["reading"]["quote"], row["decision"], row["by"]) for row in base.reviews()]


def test_facts_are_accepted_corrected_and_rejected(call: Call, folder: Path) -> None:
    id = ids(call)
    assert call("accept", id["20家"], id["7次"][:14], "--by", "林一").returncode == 0
    done = call("correct", id["80万元"], "--set", "value=1.5亿元", "--set", "谁=福州市總工會", "--by", "林一")
    assert (done.returncode, done.stdout) == (0, "")
    assert "value=150000000, subject=福州市总工会" in done.stderr
    assert call("reject", "-", "--why", "是编号", "--by", "林一", stdin=id["200人"] + "\n").returncode == 0
    assert {q: d for q, d, _ in reviews(folder)} == {
        "20家": "accepted", "7次": "accepted", "80万元": "corrected", "200人": "rejected",
    }  # fmt: skip
    rows = {r["quote"]: r for r in csv.DictReader(io.StringIO(call("--csv", verb="query").stdout))}
    assert list(rows) == ["80万元", "3000元", "20家", "7次"]
    assert (rows["80万元"]["value"], rows["80万元"]["corrected"]) == ("150000000", "value,subject")
    assert "✎ value,subject" in call("--min", "1亿", verb="query").stdout
    assert "200人" in call("--all", verb="query").stdout
    assert [r["quote"] for r in json.loads(call("--review", "rejected", "--json", verb="query").stdout)] == ["200人"]
    assert "800,000 " in call("--as-read", verb="query").stdout
    shown = call(id["80万元"], verb="show").stdout
    assert "✎ 已改 corrected 林一" in shown
    assert "150,000,000 元  ✎ 原读 was read: 800,000 元" in shown
    listed = call("list", "--by", "林一", "--state", "current", "--nl").stdout.splitlines()
    assert [x for line in listed if (x := json.loads(line)["corrections"])] == [
        {"value": "150000000", "subject": "福州市总工会"}
    ]
    assert call("list", "--by", "王二", "--nl").stdout == ""


def test_wrong_calls_store_nothing_and_say_why(call: Call, folder: Path) -> None:
    id = ids(call)
    for args, says in (
        (("accept", id["7次"], "0123456789"), "cannot find the claim"),
        (("correct", id["80万元"], "--set", "value=3户"), "its unit is 户, that of the claim 元"),
        (("correct", id["80万元"], "--set", "kind=cash"), "use one of money"),
        (("correct", id["80万元"], "--set", "subject=青河市总工会"), "reads so already"),
        (("next",), "no terminal"),
        (("agreement",), "it takes two"),
    ):
        done = call(*args)
        assert (done.returncode, done.stdout) == (1, "")
        assert says in done.stderr
        assert done.stderr.count("\n") == 1
    assert call("accept", id["7次"], "--by", " ").returncode == 2
    assert call("accept", id["7次"], "--db", "none.db").returncode in (0, 1)  # the last --db counts
    assert not (folder / "none.db").exists()


def test_a_fact_base_that_is_not_there_is_not_made(folder: Path) -> None:
    line = command("accept", "abcdef", "--db", "none.db")
    done = subprocess.run(line, cwd=folder, env=environment(folder), capture_output=True, timeout=60)
    assert done.returncode == 1
    assert not (folder / "none.db").exists()


def test_the_name_comes_from_settings_then_memory_then_the_system(call: Call, folder: Path) -> None:
    id = ids(call)["7次"]
    (folder / "my.toml").write_text('[review]\nreviewer = "王二"\n', encoding="utf-8")
    assert call("accept", id, "--config", "my.toml").returncode == 0
    (folder / "config" / "unionfacts").mkdir(parents=True)
    (folder / "config" / "unionfacts" / "reviewer").write_text("林一\n", encoding="utf-8")
    assert call("accept", id).returncode == 0
    (folder / "config" / "unionfacts" / "reviewer").unlink()
    done = subprocess.run(
        command("accept", id), cwd=folder, env=environment(folder, LOGNAME="zhao"), capture_output=True, timeout=60
    )
    assert done.returncode == 1  # there is no outputs/facts.db
    done = subprocess.run(
        [*command("accept", id), "--db", "facts.db"], cwd=folder, env=environment(folder, LOGNAME="zhao"), timeout=60
    )
    assert [by for *_, by in reviews(folder)] == ["王二", "林一", "zhao"]


def test_queue_lists_what_to_look_at_with_its_figure_marked(call: Call) -> None:
    done = call("queue", "--limit", "2")
    assert "投入【80万元】。" in done.stdout
    assert "把握 confidence" in done.stdout
    assert "more likely wrong than right (0.20)" in done.stdout
    assert done.stderr == "2 facts\n"
    rows = [json.loads(line) for line in call("queue", "--nl").stdout.splitlines()]
    assert [row["quote"] for row in rows] == ["80万元", "3000元", "200人", "20家", "7次"]
    assert call("queue", "--unit", "次", "--csv", "--bom").stdout.startswith("\ufeffid,doubt,")


def test_reviews_go_out_and_come_in_by_tables(call: Call, folder: Path) -> None:
    id = ids(call)
    call("accept", id["7次"], "--by", "林一")
    call("reject", id["20家"], "--by", "林一", "--why", "=1+1")
    assert call("export", "out.csv").returncode == 0
    data = (folder / "out.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfid,claim,")
    assert call("export", "-").stdout == data.decode().replace("\r\n", "\n")  # as subprocess reads text
    again = call("export", "out.csv")
    assert (again.returncode, "--force" in again.stderr) == (1, True)
    assert call("export", "out.csv", "--force").returncode == 0
    assert call("import", "out.csv").stderr == "0 reviews added, 2 there already\n"
    (folder / "bad.csv").write_text(
        f"claim,decision,by,corrections\n{id['7次']},accepted,王二,\n{id['7次']},corrected,王二,value=9人\n",
        encoding="utf-8",
    )
    bad = call("import", "bad.csv")
    assert (bad.returncode, bad.stderr.splitlines()[-1]) == (1, "nothing was imported")
    assert bad.stderr.startswith("row 3, column corrections: cannot correct value to '9人': its unit is 人")
    assert len(reviews(folder)) == 2


def test_agreement_is_told_in_numbers_and_as_a_list(call: Call) -> None:
    id = ids(call)
    call("accept", id["7次"], id["20家"], id["200人"], "--by", "林一")
    call("accept", id["7次"], id["20家"], "--by", "王二")
    call("correct", id["200人"], "--set", "value=300", "--by", "王二")
    done = call("agreement", "--json")
    levels = {row["level"]: row for row in json.loads(done.stdout)}
    assert (levels["decision"]["both"], levels["decision"]["percent"], levels["decision"]["kappa"]) == (3, 66.7, 0.0)
    assert (levels["value"]["percent"], levels["item"]["percent"], levels["item"]["kappa"]) == (66.7, 100.0, None)
    assert "accepted by first: 2 accepted, 1 corrected, 0 rejected by second" in done.stderr
    rows = list(
        csv.DictReader(io.StringIO(call("agreement", "--by", "王二", "--by", "林一", "--list", "--csv").stdout))
    )
    assert [(row["field"], row["first"], row["second"]) for row in rows] == [
        ("decision", "corrected", "accepted"), ("value", "300", "200"),
    ]  # fmt: skip


class Terminal:
    """A process at a pseudo-terminal; what it writes is read as it comes."""

    def __init__(self, folder: Path, *args: str, **env: str) -> None:
        self.pid, self._fd = pty.fork()
        if not self.pid:
            os.chdir(folder)
            line = [*command("next", "--db", "facts.db"), *args]
            os.execve(line[0], line, environment(folder, **env))
        self.out = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")  # reads may cut a character
        self.seen = 0

    def until(self, words: str, within: float = 45) -> str:
        """What was written since the last call up to the words."""
        end = time.monotonic() + within
        while words not in self.out[self.seen :]:
            assert time.monotonic() < end, f"no {words!r} in {self.out[self.seen :]!r}"
            if not self._read():
                assert words in self.out[self.seen :], self.out[self.seen :]
        at = self.out.index(words, self.seen) + len(words)
        found, self.seen = self.out[self.seen : at], at
        return found

    def type(self, keys: str) -> None:
        os.write(self._fd, keys.encode())

    def end(self, within: float = 45) -> int:
        """The exit status; what is still written is read."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            if not self._read():
                os.close(self._fd)
                return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        raise AssertionError(f"it has not ended: {self.out[self.seen :]!r}")

    def _read(self) -> bool:
        """Take what is there, within a moment; False once the process has ended."""
        if select.select([self._fd], [], [], 0.2)[0]:
            try:
                data = os.read(self._fd, 65536)
            except OSError:
                return False
            self.out += self._decoder.decode(data)
            return bool(data)
        return True


@pytest.fixture
def terminal(folder: Path) -> Iterator[Any]:
    opened: list[Terminal] = []

    def open_(*args: str, **env: str) -> Terminal:
        opened.append(Terminal(folder, *args, **env))
        return opened[-1]

    yield open_
    for one in opened:
        try:
            if os.waitpid(one.pid, os.WNOHANG) == (0, 0):
                os.kill(one.pid, signal.SIGKILL)
                os.waitpid(one.pid, 0)
        except ChildProcessError:
            pass


KEYS = "q 退出 quit"


def test_next_asks_claim_by_claim_and_stores_each_decision_at_once(terminal: Any, folder: Path) -> None:
    t = terminal("--by", "林一")
    assert "【80万元】" in t.until(KEYS)
    t.type("a")
    assert "→ 80万元 对 accepted" in (second := t.until(KEYS))
    assert "【3000元】" in second
    assert reviews(folder) == [("80万元", "accepted", "林一")]
    t.type("r")
    t.until("原因")
    t.type("是编号\n")
    assert "【200人】" in t.until(KEYS)
    t.type("s")
    assert "【20家】" in t.until(KEYS)
    t.type("c")
    t.until("更正")
    t.type("多少=3户\n")
    assert "its unit is 户" in t.until(KEYS)
    t.type("ｃ")  # full width, as an input method gives it
    t.until("更正")
    t.type("多少=30家；谁=白水县总工会\n")
    assert "value=30 subject=白水县总工会" in (fifth := t.until(KEYS))
    assert "【7次】" in fifth
    t.type("u")
    assert "上次 last time: 已改 corrected" in (back := t.until(KEYS))
    assert "【20家】" in back
    t.type("u")
    assert "【3000元】" in t.until(KEYS)
    t.type("a")
    assert "【7次】" in t.until(KEYS)
    t.type("a")
    t.until("没有要看的了")
    assert t.end() == 0
    assert "reviewed by 林一: 4" in t.out
    assert reviews(folder) == [
        ("80万元", "accepted", "林一"), ("3000元", "rejected", "林一"), ("20家", "corrected", "林一"),
        ("3000元", "accepted", "林一"), ("7次", "accepted", "林一"),
    ]  # fmt: skip
    assert "\x1b[" not in t.out


@pytest.mark.parametrize("keys", [["\x03"], ["r", "\x03"], ["c", "\x03"], ["c", "多少=3", "\x03"]])
def test_an_interrupt_at_any_time_loses_no_decision(terminal: Any, folder: Path, keys: list[str]) -> None:
    t = terminal("--by", "林一", TERM="xterm")
    t.until(KEYS)
    t.type("a")
    t.until(KEYS)
    for key in keys:
        t.type(key)
        if key in "rc":
            t.until({"r": "原因", "c": "更正"}[key])
    t.until("Interrupted.")
    assert t.end() == 130
    assert reviews(folder) == [("80万元", "accepted", "林一")]
    assert "reviewed by 林一: 1" in t.out


def test_q_and_the_end_of_input_leave_and_the_name_is_asked_for_once(terminal: Any, folder: Path) -> None:
    t = terminal(LOGNAME="zhao")
    t.until("your name")
    t.until("[zhao]:")
    t.type("林一\n")
    t.until(KEYS)
    t.type("q")
    assert t.end() == 0
    t = terminal()
    assert "your name" not in t.until(KEYS)
    t.type("a")
    t.until(KEYS)
    t.type("\x04")
    assert t.end() == 0
    assert reviews(folder) == [("80万元", "accepted", "林一")]


def test_what_another_reviewer_decides_meanwhile_is_not_asked(terminal: Any, call: Call, folder: Path) -> None:
    t = terminal("--by", "林一")
    t.until(KEYS)
    call("accept", ids(call)["3000元"], "--by", "王二")
    t.type("a")
    assert "【200人】" in t.until(KEYS)


def test_a_claim_read_anew_while_it_is_on_the_screen_is_shown_again(terminal: Any, folder: Path) -> None:
    t = terminal("--by", "林一")
    t.until(KEYS)
    with FactBase.open(folder / "facts.db") as base:
        base.write(extraction("投入[80万元]。", name="0.txt", item="书", confidence=0.2), base.begin_run("better", "2"))
    t.type("a")
    again = t.until(KEYS)
    assert "read anew meanwhile" in again
    assert "什么 item       书" in again
    assert reviews(folder) == []
    t.type("a")
    t.until(KEYS)
    assert reviews(folder) == [("80万元", "accepted", "林一")]


REVIEW_ALL = """
import sys
from pipeline.store import FactBase
with FactBase.open("facts.db", timeout=60) as base:
    for n in range(100):
        for row in list(base.query()):
            base.review(row["id"], "accepted", sys.argv[1], str(n))
"""


def test_two_processes_review_at_the_same_time(folder: Path) -> None:
    both = [
        subprocess.Popen([sys.executable, "-c", REVIEW_ALL, name], cwd=folder, env=environment(folder))
        for name in ("林一", "王二")
    ]
    assert [one.wait(timeout=120) for one in both] == [0, 0]
    found = reviews(folder)
    assert len(found) == len(set(found)) * 100 == 1000
    with FactBase.open(folder / "facts.db", readonly=True) as base:
        for row in base.query():
            mine = base.reviews(row["id"])
            assert len({review["at"] for review in mine}) == 200
            for name in ("林一", "王二"):
                assert [review["why"] for review in mine if review["by"] == name] == list(map(str, range(100)))
        assert base.check() == []
