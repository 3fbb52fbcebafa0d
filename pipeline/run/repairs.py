"""What was done to one stretch of a document on its way from the bytes to the clean text.

Works on the maps of the texts alone, like :mod:`pipeline.run.explain`: no stage has to tell about itself.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.run.explain import What, compare
from pipeline.text.align import Text

Stages = Sequence[tuple[str, Text]]
"""Texts of one document by the stage that left them, the decoded source first, the whole article last."""

LAYOUT = "layout"
"""Name of what putting an article together does: broken lines joined, columns sorted, furniture left out."""


@dataclass(frozen=True, slots=True)
class Repair:
    """One change of one stage.

    Attributes:
        stage: mojibake, html, noise, glosses, width, simplify or layout.
        what: dropped, added or changed.
        before, after: the characters then and now; "" where nothing was or is.
        times: how often the same was done in the stretch.
    """

    stage: str
    what: What
    before: str
    after: str
    times: int = 1


def used(length: int, articles: Sequence[Text]) -> bytearray:
    """For each character of the decoded source whether an article has it."""
    taken = bytearray(length)
    for article in articles:
        for start, end in zip(article.starts, article.ends, strict=True):
            taken[start:end] = b"\x01" * (end - start)
    return taken


def runs(text: Text, start: int, end: int, taken: bytearray) -> tuple[tuple[int, int], ...]:
    """The stretches of the source that ``text[start:end]`` was read from, in source order.

    What lies between two characters and belongs to no article (a gloss, markup, a line break) belongs to the stretch;
    what belongs to other text does not, so a sentence that was cut over two columns has two stretches.
    """
    own = sorted({(a, b) for a, b in zip(text.starts[start:end], text.ends[start:end], strict=True) if a < b})
    out: list[tuple[int, int]] = []
    for a, b in own:
        if out and (a <= out[-1][1] or 1 not in taken[out[-1][1] : a]):
            out[-1] = (out[-1][0], max(b, out[-1][1]))
        else:
            out.append((a, b))
    return tuple(out)


def repairs(stages: Stages, stretches: Sequence[tuple[int, int]]) -> tuple[Repair, ...]:
    """What each stage changed in some stretches of the source, in the order of the stages, equal changes told once.

    Args:
        stages: of the document; of the last one, the article, only the characters of the stretches are looked at.
        stretches: half-open ranges of the decoded source.
    """
    found: dict[tuple[str, What, str, str], int] = {}
    for start, end in stretches:
        now = list(_parts(stages, start, end))
        for (_, before), (stage, after) in pairwise(now):
            for piece in compare(before, after):
                if piece.what != "kept":
                    for old, new in _pairs(piece.old, piece.new):
                        key = (stage, piece.what, old, new)
                        found[key] = found.get(key, 0) + 1
    order = {name: n for n, (name, _) in enumerate(stages)}
    told = sorted(found.items(), key=lambda item: order[item[0][0]])
    return tuple(Repair(*key, times) for key, times in told)


def _pairs(old: str, new: str) -> Iterator[tuple[str, str]]:
    """A change of as many characters as before is one of each character (總會 → 总会 is 總 → 总 and 會 → 会)."""
    if len(old) != len(new):
        yield old, new
        return
    for a, b in zip(old, new, strict=True):
        if a != b:
            yield a, b


def _parts(stages: Stages, start: int, end: int) -> Iterator[tuple[str, Text]]:
    """Of each text what was read from the stretch."""
    last = len(stages) - 1
    for n, (name, text) in enumerate(stages):
        if n < last:  # the stages of a document keep its order, so the stretch is found by its ends
            first, after = bisect_right(text.ends, start), bisect_left(text.starts, end)
            yield name, text[first:after]
        else:
            yield name, _of_article(text, start, end)


def _of_article(text: Text, start: int, end: int) -> Text:
    """The part of an article that lies in a stretch; its columns may stand in any order."""
    held = [i for i, (a, b) in enumerate(zip(text.starts, text.ends, strict=True)) if start <= a < b <= end]
    if not held:
        return text[0:0]
    return text[held[0] : held[-1] + 1]


__all__ = ["LAYOUT", "Repair", "Stages", "repairs", "runs", "used"]
