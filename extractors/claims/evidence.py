"""Where the values of a claim stand in its article: what a reader is shown as proof.

A field is chosen by its text, and several places may speak for the same text at once; so none of them is *the* one that
it was read from. What is told here is the place of the chosen value that is nearest to its figure, within reach of what
could choose it: names by what the story has seen, verbs and things by the clause and, failing that, by the paragraph.
A value that stands nowhere (a place that a table says, 有 where the text has no verb) has no place.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice

from extractors.claims.clauses import Row
from extractors.claims.speakers import Speech
from extractors.claims.story import Seen, Story
from extractors.model import Mention, Span

_REACH = 150  # names that the story has seen; farther ones are looked for among the article's mentions
_BACK = 4000  # characters; a bound, so that a long article costs no more than its length
_GAP = 6  # characters between the parts of a value (给予了一次性奖励: 给予奖励)


class Evidence:
    """The places of one article's values.

    Args:
        text: of the article.
        mentions: named things in it, in text order.
    """

    __slots__ = ("_mentions", "_names", "_said", "text")

    def __init__(self, text: str, mentions: tuple[Mention, ...]) -> None:
        self.text, self._mentions = text, mentions
        self._names: dict[str, list[Span]] | None = None
        self._said: dict[tuple[str, Span], Span | None] = {}

    @property
    def _by_name(self) -> dict[str, list[Span]]:
        """Where each name stands; put together when first asked for, which few articles do."""
        if self._names is None:
            self._names = {}
            for m in self._mentions:
                self._names.setdefault(m.canonical, []).append(m.span)
        return self._names

    def near(self, row: Row, i: int, value: str, sentence: Span) -> Span | None:
        """Where a verb or a thing stands: in the clause of figure ``i``, before it in its paragraph, or right after.

        Args:
            row: the clause.
            i: number of the figure's element.
            value: the chosen action or item; "" stands nowhere.
            sentence: half-open span of the sentence around the clause.
        """
        if not value:
            return None
        text = self.text
        start, stop = row.starts[0], row.starts[-1] + len(row[-1].text)
        found = self._in_clause(row, i, value, start, stop) or _apart(text, row, value)
        if found is not None:
            return found
        at = text.rfind(value, text.rfind("\n", 0, start) + 1, start)
        if at < 0:
            at = text.find(value, stop, sentence.end)
        return Span(at, at + len(value)) if at >= 0 else None

    def _in_clause(self, row: Row, i: int, value: str, start: int, stop: int) -> Span | None:
        """The occurrence nearest to the figure; one at the begin of a word beats any other."""
        text = self.text
        at = text.find(value, start, stop)
        if at < 0:
            return None
        quantity = row[i].quantity
        assert quantity is not None
        (first, after), size = quantity.span, len(value)
        best, least = -1, (2, 0)
        while at >= 0:
            inside = at < after and first < at + size
            far = (2 if inside else at not in row.starts, at - after if at >= after else first - at - size)
            if best < 0 or far < least:
                best, least = at, far
            at = text.find(value, at + 1, stop)
        return Span(best, best + size)

    def subject(self, name: str, row: Row, i: int, story: Story) -> Span | None:
        """Where a subject was named: the last time up to figure ``i``, else after it in its clause."""
        if not name:
            return None
        after: Span | None = None
        for s in islice(reversed(story.seen), _REACH):
            if s.name == name:
                span = self._seen(s)
                if s.told.row is not row or s.at < i:
                    return span
                after = after or span
        if after is not None:
            return after
        at = row.starts[i]
        if (spans := self._by_name.get(name)) is not None:
            return _nearest(spans, at)
        start = self.text.rfind(name, max(0, at - _BACK), at)
        if start < 0:
            start = self.text.find(name, at, row.starts[-1] + len(row[-1].text))
        if start >= 0:
            return Span(start, start + len(name))
        # 常德市总工会 of 常德市总工会权益保障部, and the enumeration 甲、乙 that begins with a shorter form of a name
        akin = [s for known, spans in self._by_name.items() if known.startswith(name) for s in spans]
        akin = akin or [s for known, spans in self._by_name.items() if name.startswith(known) for s in spans]
        return _nearest(sorted(akin), at) if akin else None

    def _seen(self, s: Seen) -> Span:
        row = s.told.row
        start, end = row.starts[s.first], row.starts[s.after - 1] + len(row[s.after - 1].text)
        at = self.text.find(s.name, start, end)
        return Span(at, at + len(s.name)) if at >= 0 else Span(start, min(end, len(self.text)))

    def speaker(self, speech: Speech | None) -> Span | None:
        """Where the speaker of a stretch of speech is named: nearest to it from outside."""
        if speech is None or not speech.speaker:
            return None
        key = (speech.speaker, speech.span)
        if key not in self._said:
            self._said[key] = self._speaker(speech.speaker, speech.span)
        return self._said[key]

    def _speaker(self, name: str, said: Span) -> Span | None:
        if (spans := self._by_name.get(name)) is not None:
            return min(spans, key=lambda s: said.start - s.end if s.start < said.start else abs(s.start - said.end))
        at = self.text.rfind(name, max(0, said.start - _BACK), said.start)
        if at >= 0:
            return Span(at, at + len(name))
        for body, spans in self._by_name.items():
            if name.startswith(body):  # the unnamed officer of a body
                span, officer = _nearest(spans, said.start), name[len(body) :]
                at = self.text.find(officer, span.end, span.end + 20 + len(officer))
                return Span(span.start, at + len(officer)) if at >= 0 else span
        return None


def _apart(text: str, row: Row, value: str) -> Span | None:
    """A value whose characters do not stand side by side: 有 for any word that says so, 给予奖励 for 给予了奖励."""
    if value == "有":
        for k in range(len(row) - 1, -1, -1):
            if "exist" in row[k].roles:
                return Span(row.starts[k], row.starts[k] + len(row[k].text))
        return None
    words = "".join([e.text for e in row])  # without spaces, and without brackets that interrupt the clause
    at = words.find(value)
    if at >= 0:
        places = [start + n for e, start in zip(row, row.starts, strict=True) for n in range(len(e.text))]
        return Span(places[at], places[at + len(value) - 1] + 1)
    for e, start in zip(row, row.starts, strict=True):
        rest = value.removeprefix(e.text)
        if rest and rest != value:
            at = text.find(rest, start + len(e.text), start + len(e.text) + _GAP + len(rest))
            if at >= 0:
                return Span(start, at + len(rest))
    return None


def _nearest(spans: list[Span], at: int) -> Span:
    """The last that begins before an offset, else the first."""
    return spans[max(bisect_left(spans, (at, 0)) - 1, 0)]
