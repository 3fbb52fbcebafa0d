"""Where sentences end.

A sentence ends after 。！？… (with the quotes and brackets that close behind it) and at a line break. A quotation that
holds several sentences is split at its inner full stops: a claim needs the smallest stretch that says it.
"""

from __future__ import annotations

import re

from extractors.model import Span

_END = re.compile(
    r"""
    (?: [。！？!?]+ | …+ | ．(?!\d) | (?<=[\u4e00-\u9fff”’）%])\.(?![A-Za-z0-9.]) )   # . after Chinese, not in 12.5
    [。！？!?…]*
    [”’」』）)》】\]]*                                                          # what closes stays with its sentence
    """,
    re.VERBOSE,
)
_GOES_ON = re.compile(r"[，,；;、：:）)]|(?:等|的|地|得|之|和|与|及|中|里|后|是|为)(?![。！？])")


def split(text: str) -> tuple[Span, ...]:
    """Sentences of a body as half-open spans.

    Every character that is not white space lies in exactly one span; spans neither start nor end in white space.

    A closing mark inside of a quotation or in brackets that is followed by a comma or a particle (“怎么办？”的问题)
    does not end the sentence around it.
    """
    spans: list[Span] = []
    at = 0
    for line in text.split("\n"):
        start = at
        for match in _END.finditer(line):
            end = at + match.end()
            marks = match.group().rstrip("”’」』）)》】]")
            rest = line[match.end() :]
            closes = len(marks) < len(match.group())
            if rest and ((closes and _GOES_ON.match(rest)) or (marks[0] == "…" and _GOES_ON.match(rest))):
                continue
            _add(spans, text, start, end)
            start = end
        _add(spans, text, start, at + len(line))
        at += len(line) + 1
    return tuple(spans)


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    """Add ``text[start:end]`` without the white space around it, if anything is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append(Span(start, end))


__all__ = ["split"]
