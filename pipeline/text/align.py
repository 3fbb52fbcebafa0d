"""Characters that know where they came from.

A :class:`Text` carries, for each of its characters, the half-open range of the *source* (the decoded raw document,
byte order mark removed) that the character was read from. Stages never touch the map themselves: they describe what
they change as edits, and :meth:`Text.edit` keeps the map. So any span of any later text leads back to the source.

The design follows ``NormalizedString`` of Hugging Face's tokenizers, with all ranges in code points.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Edit = tuple[int, int, str]
"""(start, end, replacement): put ``replacement`` in the place of ``text[start:end]``."""


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A string with the source range of each character.

    Attributes:
        text: the characters.
        starts: for each character, where its source range starts.
        ends: for each character, where its source range ends (exclusive). Several characters may share one range
            (a ligature that became two), and a range may hold several source characters (``&nbsp;``).

    Within a text that was only edited the map is monotone: both arrays never decrease. A text put together with
    :meth:`join` in reading order (a cut newspaper page) is monotone within each piece.
    """

    text: str
    starts: array[int]
    ends: array[int]

    @classmethod
    def of(cls, source: str) -> Text:
        """The source itself: every character maps to its own place."""
        n = len(source)
        return cls(source, array("I", range(n)), array("I", range(1, n + 1)))

    def __len__(self) -> int:
        return len(self.text)

    def __str__(self) -> str:
        return self.text

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Text)
            and self.text == other.text
            and self.starts == other.starts
            and self.ends == other.ends
        )

    def __hash__(self) -> int:
        return hash(self.text)

    def __getitem__(self, part: slice) -> Text:
        """A piece of the text, with its map. Steps are not supported."""
        if part.step not in (None, 1):
            raise ValueError("a Text is cut without steps")
        return Text(self.text[part], self.starts[part], self.ends[part])

    def edit(self, edits: Iterable[Edit]) -> Text:
        """The text with all edits applied at once.

        Args:
            edits: in any order, not overlapping; positions are of this text. An edit that keeps the length maps
                character to character; any other maps each new character to the whole range it replaces. A pure
                insertion (start == end) gets the empty source range at that point.

        Raises:
            ValueError: if edits overlap or lie outside of the text.
        """
        todo = sorted((s, e, new) for s, e, new in edits)
        if not todo:
            return self
        pieces: list[str] = []
        starts, ends = array("I"), array("I")
        at = 0
        for s, e, new in todo:
            if s < at or e < s or e > len(self.text):
                raise ValueError(f"edits overlap or lie outside of the text at {s}:{e}")
            pieces.append(self.text[at:s])
            starts.extend(self.starts[at:s])
            ends.extend(self.ends[at:s])
            if new:
                pieces.append(new)
                if len(new) == e - s:
                    starts.extend(self.starts[s:e])
                    ends.extend(self.ends[s:e])
                else:
                    a, b = self.source_span(s, e)
                    starts.extend([a] * len(new))
                    ends.extend([b] * len(new))
            at = e
        pieces.append(self.text[at:])
        starts.extend(self.starts[at:])
        ends.extend(self.ends[at:])
        return Text("".join(pieces), starts, ends)

    def splice(self, parts: Iterable[tuple[int, int, Sequence[tuple[str, int, int]]]]) -> Text:
        """The text with some ranges rewritten, each new character mapped by hand.

        Args:
            parts: (start, end, [(character, from, to), ...]): in the place of ``text[start:end]`` stand the
                characters, each read from ``text[from:to]``. In any order, not overlapping. Neither ``from`` nor
                ``to`` may decrease within a part, and both lie within it: then the map stays monotone.

        Raises:
            ValueError: if parts overlap or lie outside of the text.
        """
        pieces: list[str] = []
        starts, ends = array("I"), array("I")
        at = 0
        for s, e, new in sorted(parts, key=lambda part: part[0]):
            if s < at or e < s or e > len(self.text):
                raise ValueError(f"parts overlap or lie outside of the text at {s}:{e}")
            pieces.append(self.text[at:s])
            starts.extend(self.starts[at:s])
            ends.extend(self.ends[at:s])
            for char, a, b in new:
                first, last = self.source_span(a, b)
                pieces.append(char)
                starts.append(first)
                ends.append(last)
            at = e
        if not at:
            return self
        pieces.append(self.text[at:])
        starts.extend(self.starts[at:])
        ends.extend(self.ends[at:])
        return Text("".join(pieces), starts, ends)

    def replace_all(self, new: str) -> Text:
        """The same map under other characters of the same number (case, width, simplification).

        Raises:
            ValueError: if the length differs.
        """
        if len(new) != len(self.text):
            raise ValueError(f"length changed from {len(self.text)} to {len(new)}: use edit()")
        return self if new == self.text else Text(new, self.starts, self.ends)

    @staticmethod
    def join(pieces: Iterable[Text], between: str = "") -> Text:
        """Pieces one after another, in the order given; ``between`` maps to the empty range after its left piece."""
        out: list[str] = []
        starts, ends = array("I"), array("I")
        for i, piece in enumerate(pieces):
            if i and between:
                here = ends[-1] if ends else (piece.starts[0] if len(piece) else 0)
                out.append(between)
                starts.extend([here] * len(between))
                ends.extend([here] * len(between))
            out.append(piece.text)
            starts.extend(piece.starts)
            ends.extend(piece.ends)
        return Text("".join(out), starts, ends)

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open source range that ``text[start:end]`` was read from.

        For an empty span: the empty range at that point (the end of the character before, or the start of the text's
        own range). Over pieces out of source order: the smallest range that holds them all.
        """
        if end <= start:
            at = self.ends[start - 1] if 0 < start <= len(self.ends) else (self.starts[0] if self.starts else 0)
            return at, at
        return min(self.starts[start:end]), max(self.ends[start:end])
