"""Which articles may be reprints of each other, from their signatures alone: many at once, in numpy.

Two articles are compared only where they share two keys: one may be a phrase that everybody uses. A key that more than
:data:`MOST` articles share is furniture and tells nothing; so an article meets a bounded number of others, however many
there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.text.signature import SKETCH

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

SHARED = 2
"""Articles that share fewer keys are not compared."""
MOST = 500
"""A key of more articles than this is common and no ground for comparing."""
CONTAINED = 0.5
"""Of the wording of the shorter article at least this share stands in the longer one, if they are reprints."""
SHORTER = 0.25
"""The shorter has at least this share of the longer one's letters: a digest is no reprint."""
_AT_ONCE = 4_000_000  # pairs held at once, on average of the rounds
_PAIRS = 20_000  # compared at once: some 40 MiB
_NONE = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of all articles, sorted, so that articles with one key stand together.

    Attributes:
        articles: number of articles; an article is its place in the list that was given.
        owner: for each key in ascending order, the article that has it.
        starts, sizes: where each distinct key begins in ``owner``, and how many articles have it.
        values: the distinct keys.
    """

    articles: int
    owner: NDArray[np.int32]
    starts: Numbers
    sizes: Numbers
    values: NDArray[np.uint32]

    @classmethod
    def of(cls, keys: bytes | bytearray, counts: Numbers) -> Keys:
        """From the keys of all articles, one after another, and how many each of them has."""
        import numpy as np

        # key and owner in one number: sorting that is several times faster than sorting places by key
        both = np.frombuffer(keys, dtype="<u4").astype(np.uint64)
        both <<= np.uint64(32)
        both |= np.repeat(np.arange(len(counts), dtype=np.uint32), counts)
        both.sort()
        owner = (both & np.uint64(0xFFFFFFFF)).astype(np.int32)
        both >>= np.uint64(32)
        new = np.ones(len(both), dtype=np.bool_)
        new[1:] = both[1:] != both[:-1]
        starts = np.flatnonzero(new)
        return cls(len(counts), owner, starts, np.diff(np.append(starts, len(both))), both[starts].astype(np.uint32))

    def common(self) -> set[int]:
        """The keys that tell nothing."""
        return set(self.values[self.sizes > MOST].tolist())

    def having(self, keys: set[int]) -> list[int]:
        """The articles that have any of the keys, ascending."""
        import numpy as np

        if not keys:
            return []
        chosen = np.isin(self.values, np.array(sorted(keys), dtype=np.uint32))
        return [int(n) for n in np.unique(self.owner[np.repeat(chosen, self.sizes)])]

    def pairs(self, new: NDArray[np.bool_]) -> Iterator[Numbers]:
        """Pairs of articles that share :data:`SHARED` keys that tell something, at least one of the two new.

        Each pair comes once, in arrays of shape (pairs, 2), the smaller article first. Where there are very many, they
        are made in several rounds, each for some of the articles, so that memory stays bounded.
        """
        import numpy as np

        if not len(self.starts):
            return
        fresh = np.add.reduceat(new[self.owner].astype(np.int64), self.starts) > 0
        told = fresh & (self.sizes > 1) & (self.sizes <= MOST)
        rounds = 1 + int((self.sizes[told] * (self.sizes[told] - 1)).sum() // (2 * _AT_ONCE))
        bounds = np.linspace(0, self.articles, rounds + 1).astype(np.int64)
        for low, high in pairwise(bounds.tolist()):
            codes = np.concatenate(
                [
                    np.empty(0, np.int64),
                    *(self._codes(told, int(n), new, low, high) for n in np.unique(self.sizes[told])),
                ]
            )
            codes.sort()
            # a pair that shares so many keys is there so many times, one beside the other
            found = np.unique(codes[SHARED - 1 :][codes[SHARED - 1 :] == codes[: len(codes) - SHARED + 1]])
            del codes
            yield np.stack([found // self.articles, found % self.articles], axis=1)

    def _codes(self, told: NDArray[np.bool_], size: int, new: NDArray[np.bool_], low: int, high: int) -> Numbers:
        """Pairs from all keys of one number of articles, the first article from ``low`` to ``high``, as one number."""
        import numpy as np

        one, other = np.triu_indices(size, 1)
        groups = self.starts[told & (self.sizes == size)]
        codes = [np.empty(0, np.int64)]
        for at in range(0, len(groups), step := max(1, _AT_ONCE // len(one) // 4)):
            members = self.owner[groups[at : at + step, None] + np.arange(size)]
            first, second = members[:, one].ravel(), members[:, other].ravel()
            kept = (new[first] | new[second]) & (first >= low) & (first < high) & (first != second)
            codes.append(first[kept].astype(np.int64) * self.articles + second[kept])
        return np.concatenate(codes)


def contained(one: Sequence[bytes], other: Sequence[bytes]) -> NDArray[np.float64]:
    """About how much of the wording of the shorter of two texts stands in the longer one, from 0 to 1, pair by pair.

    Both sketches of a pair are complete below the smaller of their largest hashes; what lies there is a fair sample of
    both. It is exact for texts of up to as many stretches as a sketch holds; else its standard error is some 0.04.

    Args:
        one, other: as many sketches each, as :class:`~pipeline.model.Signature` has them.
    """
    import numpy as np

    a, b = _table(one), _table(other)
    limit = np.minimum(a[:, -1:], b[:, -1:])
    both = np.sort(np.concatenate([a, b], axis=1), axis=1)
    shared = np.count_nonzero((both[:, 1:] == both[:, :-1]) & (both[:, 1:] != _NONE), axis=1)
    known = [np.count_nonzero((x <= limit) & (x != _NONE), axis=1) for x in (a, b)]
    share: NDArray[np.float64] = shared / np.maximum(1, np.minimum(*known))
    return share


def _table(sketches: Sequence[bytes]) -> NDArray[np.uint32]:
    """One row for each sketch; a text that is known whole has rows filled up with a hash above all."""
    import numpy as np

    filled = b"".join(sketch.ljust(4 * SKETCH, b"\xff") for sketch in sketches)
    return np.frombuffer(filled, dtype="<u4").reshape(-1, SKETCH)


def worded_alike(
    pairs: Numbers, letters: Numbers, sketches: Callable[[Numbers], Sequence[bytes]]
) -> Iterator[tuple[int, int, float]]:
    """Those of the pairs whose wording alone would make one text a reprint, whole or cut, of the other.

    Args:
        pairs: as :meth:`Keys.pairs` gives them.
        letters: of all articles.
        sketches: gives the sketches of articles; asked for some ten thousand at a time.

    Yields:
        The two articles, and how much of the shorter stands in the longer.
    """
    import numpy as np

    lengths = letters[pairs]
    pairs = pairs[lengths.min(axis=1) >= SHORTER * lengths.max(axis=1)]
    for at in range(0, len(pairs), _PAIRS):
        part = pairs[at : at + _PAIRS]
        articles, where = np.unique(part, return_inverse=True)
        known = sketches(articles)
        places = where.reshape(-1, 2).tolist()
        share = contained([known[n] for n, _ in places], [known[n] for _, n in places])
        for n in np.flatnonzero(share >= CONTAINED):
            yield int(part[n, 0]), int(part[n, 1]), float(share[n])


__all__ = ["CONTAINED", "MOST", "SHORTER", "Keys", "contained", "worded_alike"]
