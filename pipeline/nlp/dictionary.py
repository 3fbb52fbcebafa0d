"""The word dictionary: jieba's, with our own words laid over it, parsed only as far as texts need it.

jieba's dictionary lists its 349,000 words by their first character. To parse all of it takes longer than to read most
documents, so the file is only indexed, and the words under a character are parsed when a text first has it. That needs
no cache file, which could be stale, damaged, another user's or impossible to write.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from math import log
from pathlib import Path

_GROUP = re.compile(rb"^([^\n\x80-\xff]|[\xc0-\xff][\x80-\xbf]+).*\n(?:\1.*\n)*", re.MULTILINE)
_COUNT = re.compile(rb" (\d+) ")

_CUT = re.compile(r"([\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]+)")
_BLANK = re.compile(r"(\r\n|\s)")
"""What jieba 0.42.1 looks up in its dictionary, and what it keeps whole of the rest."""

_TOTALS = {0x1394096D: 60101967}
"""Sum of all counts by CRC-32 of the file, so that the dictionary of jieba 0.42.1 need not be summed at each start."""


class Dictionary:
    """Words with how often they occur and their part of speech.

    Both mappings hold only words whose first character was given to :meth:`meet`: call it with every text before words
    of it are looked up. They grow and never change what they hold.

    Attributes:
        counts: occurrences of each word in jieba's corpus, 1 and more; 0 for what only begins longer words.
        tags: part of speech of each word in jieba's tag set ("n", "v", "vn", "nr" …).
        total: sum of the counts of all words, met or not; at least 1.
    """

    def __init__(self, data: bytes, own: Mapping[str, str] | None = None) -> None:
        """Index a dictionary.

        Args:
            data: in the form of jieba's ``dict.txt``: UTF-8 lines of word, count and tag between single spaces.
            own: further words with their tags, which go before those of ``data``. A word that ``data`` has too keeps
                its count there, so that words beside it (发展出) are cut as before; any other gets the least count
                with which it is not cut apart, as jieba's ``add_word`` gives it.
        """
        self.counts: dict[str, int] = {}
        self.tags: dict[str, str] = {}
        self._data = b"\n" + data if data.endswith(b"\n") else b"\n" + data + b"\n"
        self._met: set[str] = set()
        self._places: dict[str, list[tuple[int, int]]] = {}
        for group in _GROUP.finditer(self._data):
            self._places.setdefault(group[1].decode(), []).append(group.span())
        known = _TOTALS.get(zlib.crc32(data))
        self.total = known or max(1, sum(map(int, _COUNT.findall(self._data))))
        self._own: dict[str, list[tuple[str, str, int]]] = {}
        for word, tag in (own or {}).items():
            count = 0 if len(word) == 1 or self._count(word) else self._added(word)
            self._own.setdefault(word[0], []).append((word, tag, count))

    def meet(self, text: str) -> None:
        """Make all words of a text known: those that begin with one of its characters."""
        if not self._met.issuperset(text):
            for char in set(text) - self._met:
                self._parse(char)
                self._met.add(char)

    def cut(self, text: str) -> Iterator[str]:
        """The words of a text as ``jieba.cut(text, HMM=False)`` gives them; joined they give it back."""
        self.meet(text)
        for number, block in enumerate(_CUT.split(text)):
            if number % 2:
                yield from self._words(block)
            else:
                for nr, rest in enumerate(_BLANK.split(block)):
                    yield from (rest,) if nr % 2 else rest

    def _words(self, block: str) -> Iterator[str]:
        letters = ""
        for word in _most_probable(block, self.counts, self.total):
            if len(word) == 1 and word.isascii() and word.isalnum():
                letters += word  # of a Latin word or a number that the dictionary does not have
                continue
            if letters:
                yield letters
                letters = ""
            yield word
        if letters:
            yield letters

    def _parse(self, char: str) -> None:
        counts, tags = self.counts, self.tags
        for start, end in self._places.get(char, ()):
            for line in self._data[start:end].decode().splitlines():
                word, count, tag = line.split(" ")
                counts[word] = int(count)
                tags[word] = tag
                for n in range(1, len(word)):
                    counts.setdefault(word[:n], 0)
        for word, tag, added in self._own.get(char, ()):
            tags[word] = tag
            if added:
                counts[word] = added
                for n in range(1, len(word)):
                    counts.setdefault(word[:n], 0)

    def _count(self, word: str) -> int:
        """Count of a word in the file, 0 where it is none, without parsing its group."""
        for start, end in self._places.get(word[0], ()):
            line = b"\n" + word.encode() + b" "
            at = self._data.find(line, start - 1, end)
            if at >= 0:
                return int(self._data[at + len(line) : self._data.index(b" ", at + len(line))])
        return 0

    def _added(self, word: str) -> int:
        """The count that keeps a word whole, which is added to the total."""
        parts = {word[i:j] for i in range(len(word)) for j in range(i + 1, len(word) + 1)}
        counts = {part: self._own_count(part) or self._count(part) for part in parts}
        share = 1.0
        for part in _most_probable(word, counts, self.total):
            share *= (counts[part] or (0 if part in self._places else 1)) / float(self.total)
        count = int(share * self.total) + 1
        self.total += count
        return count

    def _own_count(self, word: str) -> int:
        return next((count for own, _, count in self._own.get(word[0], ()) if own == word), 0)


def _most_probable(text: str, counts: Mapping[str, int], total: int) -> Iterator[str]:
    """The cut with the highest product of frequencies; of equal ones the one whose first word is longest.

    ``counts`` has all beginnings of its words; a character that is no word stands alone.
    """
    size, whole = len(text), log(total)
    best: list[tuple[float, int]] = [(0.0, 0)] * (size + 1)
    for start in range(size - 1, -1, -1):
        top: tuple[float, int] | None = None
        for end in range(start + 1, size + 1):
            count = counts.get(text[start:end])
            if count is None:
                break
            if count:
                score = log(count) - whole + best[end][0]  # in jieba's order, as sums of floats depend on it
                if top is None or score >= top[0]:
                    top = (score, end)
        best[start] = top or (log(1) - whole + best[start + 1][0], start + 1)
    at = 0
    while at < size:
        end = best[at][1]
        yield text[at:end]
        at = end


def shipped(own: Iterable[tuple[str, str]]) -> Dictionary:
    """The dictionary that comes with jieba, with ``own`` words and their tags over it.

    Raises:
        FileNotFoundError: if jieba is not installed.
    """
    spec = find_spec("jieba")  # not imported: that alone takes longer than to index its dictionary
    if spec is None or not spec.origin:
        raise FileNotFoundError("jieba and its dictionary are not installed")
    return Dictionary((Path(spec.origin).parent / "dict.txt").read_bytes(), dict(own))
