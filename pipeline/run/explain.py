"""What each stage did to one document, from the maps of its texts alone: no stage has to tell about itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline.text.align import Text

What = Literal["kept", "dropped", "added", "changed"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters that met the same fate.

    Attributes:
        what: kept, dropped, added (read from nowhere in the source), or changed.
        old: characters before the stage, "" where added.
        new: characters after it, "" where dropped.
    """

    what: What
    old: str
    new: str


def compare(before: Text, after: Text) -> list[Piece]:
    """The pieces that lead from one text to a later one of the same source, in the order of the later text.

    Characters belong together where their source ranges meet; a dropped piece stands where it stood before.
    """
    same: dict[tuple[int, int], list[int]] = {}  # characters by their very range, also where ranges overlap
    at: dict[int, int] = {}  # source position -> index in `before` of the character read from it
    for i, (s, e) in enumerate(zip(before.starts, before.ends, strict=True)):
        same.setdefault((s, e), []).append(i)
        for position in range(s, e):
            at.setdefault(position, i)
    pieces: list[Piece] = []
    done = 0  # characters of `before` that have been told of
    seen: set[int] = set()
    for (start, end), new in _by_range(after):
        here = set(same.get((start, end)) or (at[p] for p in range(start, end) if p in at))
        inside = sorted(here - seen)
        seen.update(inside)
        if inside:
            first = inside[0]
            if first > done:
                gone = "".join(before.text[i] for i in range(done, first) if i not in seen)
                _add(pieces, "dropped", gone, "")
            done = max(done, inside[-1] + 1)
        old = "".join(before.text[i] for i in inside)
        if not old:
            what: What = "added"
        else:
            what = "kept" if old == new else "changed"
        _add(pieces, what, old, new)
        seen.update(range(done))
    _add(pieces, "dropped", before.text[done:], "")
    return pieces


def _by_range(text: Text) -> Iterator[tuple[tuple[int, int], str]]:
    """Runs of characters that share one source range."""
    i = 0
    while i < len(text.text):
        j = i + 1
        while j < len(text.text) and text.starts[j] == text.starts[i] and text.ends[j] == text.ends[i]:
            j += 1
        yield (text.starts[i], text.ends[i]), text.text[i:j]
        i = j


def _add(pieces: list[Piece], what: What, old: str, new: str) -> None:
    if not old and not new:
        return
    if pieces and pieces[-1].what == what:
        last = pieces[-1]
        pieces[-1] = Piece(what, last.old + old, last.new + new)
    else:
        pieces.append(Piece(what, old, new))


def counts(pieces: list[Piece]) -> Counter[str]:
    """Characters by fate: dropped and changed of the old text, added of the new."""
    total: Counter[str] = Counter()
    for p in pieces:
        total[p.what] += len(p.old) or len(p.new)
    return total


def marked(pieces: list[Piece]) -> str:
    """The text with its changes marked: ``[-dropped-]``, ``{+added+}``, ``[-old-]{+new+}``; kept text as it is."""
    out = []
    for p in pieces:
        if p.what == "kept":
            out.append(p.new)
            continue
        # a line break inside a mark would tear the mark apart
        old, new = p.old.replace("\n", "⏎"), p.new.replace("\n", "⏎")
        out.append((f"[-{old}-]" if old else "") + (f"{{+{new}+}}" if new else ""))
    return "".join(out)


def marked_lines(pieces: list[Piece], most: int, longest: int = 160) -> list[str]:
    """Lines with at least one change, marked up.

    Args:
        pieces: from :func:`compare`.
        most: how many lines at most.
        longest: longer lines are shortened around their first change, in characters.
    """
    found = []
    for line in marked(pieces).split("\n"):
        first = min((i for i in (line.find("[-"), line.find("{+")) if i >= 0), default=-1)
        if first < 0:
            continue
        begin = max(0, first - longest // 4)
        cut = line[begin : begin + longest]
        found.append(("…" if begin else "") + cut + ("…" if begin + longest < len(line) else ""))
        if len(found) >= most:
            break
    return found


def frequent(pieces: list[Piece], most: int = 10) -> list[tuple[str, int]]:
    """The commonest changes of single characters (``會→会``), for stages that change the same ones all over."""
    pairs: Counter[str] = Counter()
    for p in pieces:
        if p.what == "changed" and len(p.old) == len(p.new):
            pairs.update(f"{a}→{b}" for a, b in zip(p.old, p.new, strict=True) if a != b)
    return pairs.most_common(most)
