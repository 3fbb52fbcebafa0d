"""The tutorials are run, line by line: each command of a page in a folder of its own, in order.

A ``sh`` block holds commands; a ``text`` block right behind it is what the last of them prints, in which a line of
``…`` stands for any lines, and ``…`` within a line for any characters.
"""

from __future__ import annotations

import io
import re
import shlex
import shutil
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from pipeline.cli import call

ROOT = Path(__file__).parent.parent
PAGES = [page for page in sorted((ROOT / "docs").glob("*.md")) if "```sh" in page.read_text(encoding="utf-8")]
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.M | re.S)
NOT_RUN = "<!-- not run -->\n"  # before a block: a cluster, a server


def blocks(page: str) -> list[tuple[list[str], str | None]]:
    """Commands of each sh block, with the text that the last one prints or None."""
    found = list(BLOCK.finditer(page))
    steps: list[tuple[list[str], str | None]] = []
    for block, following in zip(found, [*found[1:], None], strict=True):
        if block[1] != "sh" or page[: block.start()].endswith(NOT_RUN):
            continue
        commands = [line.partition("  #")[0].strip() for line in block[2].replace("\\\n", " ").splitlines()]
        behind = following and following[1] == "text" and not page[block.end() : following.start()].strip()
        steps.append(([c for c in commands if c], following[2] if behind and following else None))
    return steps


def printed_by(command: str) -> str:
    """What a command writes to the two streams; unionfacts is called in this process."""
    program, *args = shlex.split(command)
    out = io.StringIO()
    assert program == "unionfacts", f"a tutorial may only call unionfacts: {command}"
    with redirect_stdout(out), redirect_stderr(out):
        status = call(args)
    assert status == 0, f"{command}\n{out.getvalue()}"
    return out.getvalue()


def pattern(expected: str) -> re.Pattern[str]:
    lines = [r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line).replace("…", ".*") + "\n"
             for line in expected.rstrip("\n").split("\n")]  # fmt: skip
    return re.compile("".join(lines))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_tutorial_does_what_it_says(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "corpus" / "sample", tmp_path / "corpus" / "sample")
    (tmp_path / "outputs").mkdir()
    monkeypatch.chdir(tmp_path)
    for commands, expected in blocks(page.read_text(encoding="utf-8")):
        for command in commands:
            printed = printed_by(command)
        if expected is not None:
            assert pattern(expected).fullmatch(printed), f"{commands[-1]}\n{printed}"


def test_a_page_that_says_something_else_is_noticed() -> None:
    assert pattern("a\n…\nd…\n").fullmatch("a\nb\nc\nd 1\n")
    assert not pattern("a\n…\nd\n").fullmatch("a\nb\nc\nd 1\n")
    page = "```sh\nunionfacts x\n```\n\n```text\n1\n```\n<!-- not run -->\n```sh\nunionfacts y\n```\n"
    assert blocks(page) == [(["unionfacts x"], "1\n")]
