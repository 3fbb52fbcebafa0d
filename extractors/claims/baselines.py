"""What a figure is compared with: an earlier time, another place or an earlier figure that the text sets it against.

A figure is read backwards from where it stands: a word of change right before it (增长, 多出), and before that what it
is measured by (比上年, 较去年同期, 同比, 与上年相比，). 由100家增加到240家 sets one figure against another; a figure
inside of what is compared with has no baseline itself. Only what the text says is taken: 增长12% alone is compared
with nothing. The patterns are in :mod:`extractors.claims.comparisons`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractors.claims import comparisons
from extractors.model import Baseline, Claim, Period, Span
from extractors.times import earlier

_SHARES = ("percent", "ratio")
_RELATIVE = (*_SHARES, "percentage_points", "multiple")
_NEAR = 3  # phrases: so many back one is looked for that still reaches the figure


def compare(
    claims: Sequence[Claim], text: str, periods: Sequence[Period], sentences: Iterable[Span]
) -> tuple[Claim, ...]:
    """The claims, each with what its figure is compared with.

    Args:
        claims: of one article, in text order, with their periods.
        text: headline lines and body; all spans are of it.
        periods: time expressions of it, in order.
        sentences: spans that cover it.
    """
    starts = [c.quantity.span.start for c in claims]
    times = [p.span.start for p in periods]
    out: list[Claim] = []
    for sentence in sentences:
        here = claims[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        if here and comparisons.GATE.search(text, sentence.start, sentence.end):
            dated = periods[bisect_left(times, sentence.start) : bisect_left(times, sentence.end)]
            here = _Sentence(text[sentence.start : sentence.end], sentence.start, dated).read(here)
        out.extend(here)
    return tuple(out)


class _Sentence:
    """One sentence, figure by figure; offsets are of it, until a baseline leaves with those of the article."""

    def __init__(self, text: str, at: int, periods: Sequence[Period]) -> None:
        self.text, self.at = comparisons.ordered(text), at
        self.periods = periods
        self.ends = [p.span.end - at for p in periods]
        self.masked = comparisons.masked(self.text)
        self.frames = comparisons.frames(self.text, self._is_time)
        self.reaches = [f.reach.start for f in self.frames]

    def read(self, claims: Sequence[Claim]) -> list[Claim]:
        """The claims of the sentence with their baselines."""
        out: list[Claim] = []
        for claim in claims:
            last = out[-1] if out else None
            found = (
                (last and self._against(claim, last)) or self._named(claim, last) or (last and self._over(claim, last))
            )
            out.append(replace(claim, baseline=found) if found else claim)
        return out

    def _outer(self, claim: Claim) -> Span:
        start, end = claim.quantity.outer
        return Span(start - self.at, end - self.at)

    def _against(self, claim: Claim, last: Claim) -> Baseline | None:
        """The figure before, where this one grew from it; a phrase that measures the clause says when that was."""
        q, p = claim.quantity, last.quantity
        if q.unit != p.unit and q.kind != p.kind:
            return None
        grown = comparisons.grown_from(self.text, self.masked, self._outer(last), self._outer(claim))
        if grown is None:
            return None
        when = Span(grown.start, self._outer(last).start)
        frame = self._frame(self._outer(last).start)
        if frame is not None and self._time_in(when) is None:
            return replace(self._baseline(frame, claim), amount=p)
        return replace(self._baseline(grown, claim, when), amount=p)

    def _named(self, claim: Claim, last: Claim | None) -> Baseline | None:
        """What the clause of the figure, or the phrase before it, says that it is measured by."""
        q, at = claim.quantity, self._outer(claim).start
        clause = comparisons.clause_start(self.text, at)
        told = self.text.startswith("翻", at)
        named = comparisons.measured_by(self.text, self.masked, clause, at, told)
        if named is None:
            named = comparisons.measured_by_time(self.text, clause, at)
            named = named if named and self._time_in(named) else None
        if named is not None:
            held = last is not None and self._outer(last).end == named.end  # 比上年的100家多20家
            return replace(self._baseline(named, claim), amount=last.quantity if last and held else None)
        periodic = comparisons.periodic(self.text, clause, at)
        if periodic is not None:
            which, span = periodic
            days = earlier.year_before(claim.period) if which == "yearly" else earlier.stretch_before(claim.period)
            here = self._span(span)
            return Baseline(here, self._words(span), Period(here, *days, "compared"))
        named = comparisons.above(self.text, clause, at)
        if named is not None and (q.kind == "percentage_points" or self._is_time(named) or self._is_standard(named)):
            return self._baseline(named, claim)
        named = comparisons.times_of(self.text, clause, at)
        if named is not None and (q.kind == "multiple" or (q.kind in _SHARES and self._is_time(named))):
            return self._baseline(named, claim)
        frame = self._frame(at)
        return self._baseline(frame, claim) if frame and comparisons.changed(self.text, clause, at) else None

    def _over(self, claim: Claim, last: Claim) -> Baseline | None:
        """What the figure before is compared with, where this one stands in a list with it or says the same change."""
        if last.baseline is None:
            return None
        first, second = self._outer(last), self._outer(claim)
        q, p = claim.quantity, last.quantity
        if q.kind in _RELATIVE and q.kind != p.kind and comparisons.restated(self.text, first, second):
            return last.baseline
        plain = last.baseline.amount is None and p.kind != "multiple"
        return last.baseline if plain and comparisons.listed(self.text, first, second) else None

    def _frame(self, at: int) -> Span | None:
        n = bisect_right(self.reaches, at)
        return next((f.named for f in reversed(self.frames[max(0, n - _NEAR) : n]) if at < f.reach.end), None)

    def _time_in(self, words: Span) -> Period | None:
        """The first time expression that the words share a character with, or None."""
        n = bisect_right(self.ends, words.start)
        return self.periods[n] if n < len(self.periods) and self.periods[n].span.start - self.at < words.end else None

    def _is_time(self, words: Span) -> bool:
        """Whether the words are a time and nothing else."""
        time = self._time_in(words)
        return time is not None and time.span.start <= words.start + self.at and words.end + self.at <= time.span.end

    def _is_standard(self, words: Span) -> bool:
        return comparisons.is_standard(self._words(words))

    def _words(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def _span(self, span: Span) -> Span:
        return Span(span.start + self.at, span.end + self.at)

    def _baseline(self, words: Span, claim: Claim, when: Span | None = None) -> Baseline:
        """A baseline of words of the sentence; its time stands in ``when`` where that is less than all of them."""
        text = self._words(words)
        time = None if comparisons.was_set(text) else self._time_in(when or words)
        if time is not None and when is not None and time.span.end > when.end + self.at:
            time = None  # 从过去的45天缩短到6天: how long it took, not when
        period = None
        if time is not None:
            days = earlier.compared_with(self._words(when or words), time, claim.period)
            period = Period(self._span(when or words), *days, "compared")
        return Baseline(self._span(words), text, period)
