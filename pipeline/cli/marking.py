"""Text with its parts marked for a person: colours on a terminal, brackets with labels elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import NamedTuple

import click

from pipeline.cli.output import safe

LABELS = {
    "subject": "谁", "action": "做", "item": "什么", "quantity": "多少", "time": "何时", "place": "何地",
    "speaker": "谁说", "baseline": "比较",
}  # fmt: skip
_ORDER = {name: n for n, name in enumerate(LABELS)}
_COLOURS = {
    "subject": "cyan", "action": "green", "item": "yellow", "time": "magenta", "place": "blue", "speaker": "red",
    "baseline": "white",
}  # fmt: skip


class Tag(NamedTuple):
    """A part of a text, half-open in characters, and its name: one of :data:`LABELS`, or a number (``3``)."""

    start: int
    end: int
    name: str


def wants_colour(asked: bool | None) -> bool:
    """Whether to colour: as asked, else on a terminal that can, unless NO_COLOR is set (https://no-color.org)."""
    if asked is not None:
        return asked
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def legend(colour: bool) -> str:
    """What the colours mean; "" for brackets, which say it themselves."""
    if not colour:
        return ""
    named = " ".join(_styled(f"{label} {name}", name) for name, label in LABELS.items())
    return f"图例 legend   {named}"


def mark(text: str, tags: Iterable[Tag], colour: bool = False) -> str:
    """The text with its tags; line breaks stay, other control characters do not.

    Brackets nest: 【figure】, 〔谁:name〕, and a figure of another claim 【figure】[3]. Of two tags that cross, the
    later is shortened to where the earlier ends. With colours the shorter of two that hold each other is on top.
    """
    whole = [tag for tag in tags if 0 <= tag.start < tag.end <= len(text)]
    return _coloured(text, whole) if colour else _bracketed(text, whole)


def _coloured(text: str, tags: list[Tag]) -> str:
    names = [""] * len(text)
    for tag in sorted(tags, key=lambda tag: (tag.name == "quantity", -(tag.end - tag.start))):
        names[tag.start : tag.end] = [tag.name] * (tag.end - tag.start)
    after = {tag.end: f"[{tag.name}]" for tag in tags if tag.name.isdigit()}
    out: list[str] = []
    at = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or names[i] != names[at] or i in after:
            out.append(_styled(safe(text[at:i]), names[at]))
            out.append(click.style(after[i], dim=True) if i in after else "")
            at = i
    return "".join(out)


def _styled(text: str, name: str) -> str:
    if name == "quantity":
        return click.style(text, bold=True, reverse=True)
    if name.isdigit():
        return click.style(text, bold=True)
    return click.style(text, fg=_COLOURS[name]) if name else text


def _bracketed(text: str, tags: list[Tag]) -> str:
    one_place: dict[tuple[int, int], list[str]] = {}
    for tag in sorted(_nested(tags), key=lambda tag: _ORDER.get(tag.name, 0)):
        one_place.setdefault((tag.start, tag.end), []).append(tag.name)
    out: list[str] = []
    open_: list[tuple[int, str]] = []
    at = 0
    for (start, end), names in sorted(one_place.items(), key=lambda item: (item[0][0], -item[0][1])):
        at = _close(out, open_, text, at, start)
        out.append(safe(text[at:start]))
        at = start
        opening, closing = _brackets(names)
        out.append(opening)
        open_.append((end, closing))
    at = _close(out, open_, text, at, len(text))
    out.append(safe(text[at:]))
    return "".join(out)


def _close(out: list[str], open_: list[tuple[int, str]], text: str, at: int, until: int) -> int:
    """Writes the text up to where brackets close that close before ``until``."""
    while open_ and open_[-1][0] <= until:
        end, closing = open_.pop()
        out.append(safe(text[at:end]) + closing)
        at = end
    return at


def _brackets(names: list[str]) -> tuple[str, str]:
    words = [LABELS[name] for name in names if name in LABELS and name != "quantity"]
    numbers = "".join(f"[{name}]" for name in names if name.isdigit())
    if "quantity" in names or numbers:
        return "【" + (f"{'·'.join(words)}:" if words else ""), "】" + numbers
    return f"〔{'·'.join(words)}:", "〕"


def _nested(tags: list[Tag]) -> list[Tag]:
    """The tags without crossings: a later one begins where the earlier ends, and is gone if nothing is left of it."""
    done: list[Tag] = []
    todo = sorted(tags, key=lambda tag: (tag.start, -tag.end), reverse=True)
    while todo:
        tag = todo.pop()
        over = next((t for t in done if t.start < tag.start < t.end < tag.end), None)
        if over is None:
            done.append(tag)
        else:
            todo.append(tag._replace(start=over.end))
            todo.sort(key=lambda tag: (tag.start, -tag.end), reverse=True)
    return done


__all__ = ["LABELS", "Tag", "legend", "mark", "wants_colour"]
