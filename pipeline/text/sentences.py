"""Where sentences end.

A sentence ends after 。！？… (with the quotes and brackets that close behind it) and at a line break. A quotation that
holds several sentences is split at its inner full stops: a claim needs the smallest stretch that says it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from extractors.model import Span
from pipeline.model import Problem
from pipeline.text.align import Text

CODES = {
    "long-article": "an article is longer than a book; it was read in parts, and what one part says the others forget",
    "long-sentence": "a sentence is longer or fuller of figures than any that people write; it was read in pieces",
}
"""Problem codes of this stage."""

MOST_CHARS, MOST_FIGURES = 1000, 40
"""Above these a sentence is read in pieces. The longest of the annotated documents has 211 characters, 12 figures."""

MOST_OF_ARTICLE = 400_000
"""Characters of an article that are read at once: its words and names take some 400 bytes of memory for each."""

_MOST_PROBLEMS = 20
"""Long sentences that are reported one by one; the rest are counted in one problem."""

_END = re.compile(
    r"""
    (?: [。！？!?]+ | …+ | ．(?!\d) | (?<=[\u4e00-\u9fff”’）%])\.(?![A-Za-z0-9.]) )   # . after Chinese, not in 12.5
    [。！？!?…]*
    [”’」』）)》】\]]*                                                          # what closes stays with its sentence
    """,
    re.VERBOSE,
)
_FIGURE_ALONE = re.compile(r"[“\"]?(?:超|近|约|逾|突破|共)?\d[\d.,]*[万亿千百]{0,2}[多余]?[\u4e00-\u9fff]{1,2}[！!]")
"""973万元！某市总工会发放救助金: what the figure is of stands behind it."""
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
            if marks[0] in "！!" and rest.strip() and _FIGURE_ALONE.fullmatch(text[start:end].strip()):
                continue
            _add(spans, text, start, end)
            start = end
        _add(spans, text, start, at + len(line))
        at += len(line) + 1
    return tuple(spans)


def shorten(
    spans: Iterable[Span], whole: Text, figures: Sequence[Span]
) -> tuple[tuple[Span, ...], tuple[Problem, ...]]:
    """The same sentences, those without measure cut into pieces, so that reading one takes a bounded time.

    Who does what is sought all over a sentence, for each of its figures: without stops (a table that lost its lines,
    a text without punctuation) that grows with the square of the length. A piece ends at a pause if there is one, and
    never inside of a figure, so no fact is lost; what a figure has beyond its piece is.

    Args:
        spans: of :func:`split`.
        whole: the text that they are of.
        figures: spans of its quantities, in order, not overlapping.

    Returns:
        The spans, and a problem ``long-sentence`` for each that was cut.
    """
    text = whole.text
    starts = [f.start for f in figures]
    out: list[Span] = []
    problems: list[Problem] = []
    for span in spans:
        first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
        if span.end - span.start <= MOST_CHARS and last - first <= MOST_FIGURES:
            out.append(span)
            continue
        for piece in _pieces(span, text, figures[first:last], starts[first:last]):
            _add(out, text, *piece)
        detail = f"{span.end - span.start} characters and {last - first} figures without a stop: read in pieces"
        problems.append(Problem("long-sentence", "sentences", detail, *whole.source_span(*span)))
    if len(problems) > _MOST_PROBLEMS:
        rest = Problem("long-sentence", "sentences", f"and {len(problems) - _MOST_PROBLEMS} more")
        problems = [*problems[:_MOST_PROBLEMS], rest]
    return tuple(out), tuple(problems)


def parts(whole: Text) -> tuple[tuple[Text, ...], tuple[Problem, ...]]:
    """An article in parts of at most :data:`MOST_OF_ARTICLE` characters, so that reading one takes a bounded memory.

    A part ends at a line's end in its second half, else at a full stop, else at a pause, else where the limit is.

    Returns:
        The parts, which joined are the article; and a problem ``long-article`` if there is more than one.
    """
    out: list[Text] = []
    at, size = 0, len(whole)
    while size - at > MOST_OF_ARTICLE:
        end = at + MOST_OF_ARTICLE
        middle = at + MOST_OF_ARTICLE // 2
        end = next((p + 1 for c in "\n。" + _PAUSES if (p := whole.text.rfind(c, middle, end)) > 0), end)
        out.append(whole[at:end])
        at = end
    if not out:
        return (whole,), ()
    out.append(whole[at:])
    detail = f"{size} characters, read in {len(out)} parts"
    return tuple(out), (Problem("long-article", "sentences", detail, *whole.source_span(0, size)),)


_PAUSES = "；;，,、：: \u3000"


def _pieces(span: Span, text: str, figures: Sequence[Span], starts: Sequence[int]) -> Iterator[Span]:
    at = span.start
    while at < span.end:
        over = bisect_left(starts, at) + MOST_FIGURES  # the first figure too many
        end = min(at + MOST_CHARS, span.end, starts[over] if over < len(starts) else span.end)
        if end < span.end:
            # the last pause of the second half, of the strongest kind that it has
            middle = (at + end) // 2
            end = next((p + 1 for c in _PAUSES if (p := text.rfind(c, middle, end)) > 0), end)
            n = bisect_right(starts, end) - 1
            if n >= 0 and starts[n] < end < figures[n].end:  # a figure is never cut
                end = starts[n] if starts[n] > at else figures[n].end
        yield Span(at, end)
        at = end


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    """Add ``text[start:end]`` without the white space around it, if anything is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append(Span(start, end))


__all__ = ["CODES", "MOST_CHARS", "MOST_FIGURES", "MOST_OF_ARTICLE", "parts", "shorten", "split"]
