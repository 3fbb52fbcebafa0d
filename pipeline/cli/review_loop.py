"""``review next``: one fact a screen, one key a decision. No colours; Chinese first."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.facts import fields_told
from pipeline.cli.output import shown
from pipeline.errors import UnionfactsError

if TYPE_CHECKING:
    from pipeline.store import FactBase, Filters

_BATCH = 100  # the queue of a large file is worked out anew for each batch
_KEYS = "a 对 accept  c 改 correct  r 不是 reject  s 跳过 skip  u 上一条 back  q 退出 quit"
_DECISIONS = {"accepted": "对 accepted", "corrected": "已改 corrected", "rejected": "不是 rejected"}


def screen(row: Mapping[str, Any], title: str) -> list[str]:
    """Lines that show a row of the queue: sentence with the figure marked, fields, what speaks against it, source."""
    from pipeline.run.summary import marked_sentence

    article = f"《{row['title']}》" if row["title"] else ""
    source = " ".join(shown(x) for x in (article, row["outlet"], row["published"], row["name"], row["id"]) if x)
    return [
        f"── {title} {'─' * 40}",
        shown(marked_sentence(row["sentence"], row["mark_start"], row["mark_end"])),
        "",
        *fields_told(row),
        *(f"{'疑点 doubt':<14} {shown(reason)}" for reason in row["reasons"]),
        f"{'规则 rule':<14} {shown(row['rule'])}",
        f"{'出处 source':<14} {source}",
    ]


class _Reviewing:
    """One sitting of one reviewer.

    Attributes:
        skipped: claims that are not to come again today.
        decided: claims decided in this sitting, in order; each once.
        batch: ids that come next.
    """

    def __init__(self, base: FactBase, filters: Filters, by: str, why: str) -> None:
        self.base, self.filters, self.by, self.why = base, filters, by, why
        self.skipped: set[str] = set()
        self.decided: list[str] = []
        self.batch: list[str] = []

    def following(self) -> Mapping[str, Any] | None:
        """What to look at next; None when nothing is left. Others may be reviewing too, so each is asked for anew."""
        while True:
            if not self.batch:
                self.batch = [row["id"] for row in self.base.queue(self.filters, _BATCH, self.skipped)]
                if not self.batch:
                    return None
            row = self.base.waiting(self.batch.pop(0))
            if row is not None:
                return row

    def decide(self, row: Mapping[str, Any], key: str) -> str:
        """Store what the key says of the claim, and tell it; "" if nothing was stored."""
        id, why = row["id"], self.why
        right: dict[str, str | None] = {}
        if key == "c":
            from pipeline.store.corrections import parse

            click.echo("如 as: 多少=1.5亿元；谁=福州市总工会  (空行返回 empty: back)")
            line = _asked("更正")
            if not line:
                return ""
            right = self.base.corrections(id, parse([x for x in re.split("[;；]", line) if x.strip()]))
        elif key == "r" and not why:
            click.echo("为什么？可空 why? may be empty")
            why = _asked("原因")
        decision = {"a": "accepted", "c": "corrected", "r": "rejected"}[key]
        self.base.review(id, decision, self.by, why, right, seen=row)
        self.decided = [*(x for x in self.decided if x != id), id]
        return f"→ {row['quote']} {_told(decision, right)}"


def loop(base: FactBase, filters: Filters, by: str, why: str = "") -> None:
    """Ask about one claim after the other until nothing is left or the person quits; each decision is stored at once.

    Raises:
        KeyboardInterrupt: on Ctrl-C; what was decided is stored.
    """
    sitting = _Reviewing(base, filters, by, why)
    try:
        _ask_on(sitting)
    finally:
        click.echo(f"\n本次复核 reviewed by {shown(by)}: {len(sitting.decided):,}")


def _ask_on(sitting: _Reviewing) -> None:
    row = sitting.following()
    note = ""
    while row is not None:
        if os.environ.get("TERM", "dumb") != "dumb":
            click.clear()
        done = f"已看 done {len(sitting.decided):,}"
        lines = ["", *([note] if note else []), *screen(row, done), "", _KEYS]
        note, here = "", row["id"]
        try:
            key = unicodedata.normalize("NFKC", _key("\n".join(lines))).lower()  # an input method may give ａ
            if key in ("q", "\x1b"):
                return
            if key == "s":
                sitting.skipped.add(row["id"])
                row = sitting.following()
            elif key == "u":
                row, note = _back(sitting, row)
            elif key in ("a", "c", "r"):
                note = sitting.decide(row, key)
                row = sitting.following() if note else row
        except EOFError:
            return
        except UnionfactsError as error:
            note = f"! {shown(error)}"
            row = sitting.base.waiting(here, decided=True) or sitting.following()
    click.echo("\n".join(["", *([note] if note else []), "没有要看的了 nothing is left to review"]))


def _back(sitting: _Reviewing, row: Mapping[str, Any]) -> tuple[Mapping[str, Any] | None, str]:
    """The claim decided last before this one, to decide it anew; where there is none, the same again."""
    before = [id for id in sitting.decided if id != row["id"]]
    if row["id"] in sitting.decided:
        before = sitting.decided[: sitting.decided.index(row["id"])]
    elif row["id"] not in sitting.skipped:
        sitting.batch.insert(0, row["id"])
    last = sitting.base.waiting(before[-1], decided=True) if before else None
    if last is None:
        if row["id"] in sitting.batch:
            sitting.batch.remove(row["id"])
        return row, "! 没有上一条 there is none before"
    review = sitting.base.reviews(last["id"])[-1]
    told = _told(review["decision"], review["corrections"])
    return last, f"上次 last time: {told}；再定一次即取代 a new decision replaces it, s keeps it"


def _key(text: str) -> str:
    """Show the text and wait for a key. What was typed before it was shown is dropped: it was meant for another claim.

    Raises:
        EOFError: at the end of input.
    """
    try:
        import termios
        import tty
    except ImportError:  # Windows
        click.echo(text)
        return click.getchar()
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal, termios.TCSAFLUSH)  # not raw: Ctrl-C stays a signal
        click.echo(text)
        got = os.read(terminal, 64)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
    if got in (b"", b"\x04"):
        raise EOFError
    return got.decode("utf-8", "replace")


def _told(decision: str, corrections: Mapping[str, str | None]) -> str:
    return " ".join([_DECISIONS[decision], *(f"{field}={shown(text) or '-'}" for field, text in corrections.items())])


def _asked(question: str) -> str:
    """A line from the terminal; not by readline, which a Ctrl-C that comes too early does not interrupt.

    Raises:
        EOFError: at the end of input.
    """
    click.echo(f"{question}: ", nl=False)
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError as error:
        raise UnionfactsError(
            "cannot read the line", f"it is no {error.encoding}", "set the terminal to UTF-8"
        ) from error
    if not line:
        raise EOFError
    return line.strip()
