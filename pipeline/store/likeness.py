"""Which articles may be reprints of each other, from their signatures alone: many at once, in numpy.

Two articles are compared only where they share a key. A key that more than :data:`MOST` articles share is a standard
phrase or a site's furniture and tells nothing; so an article is compared with a bounded number of others, however many
there are, and a million articles cost twenty times what fifty thousand cost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.text.signature import SKETCH

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

MOST = 500
"""A key of more articles than this is common and no ground for comparing."""
CONTAINED = 0.5
"""Of the wording of the shorter article at least this share stands in the longer one, if they are reprints."""
SHORTER = 0.25
"""The shorter has at least this share of the longer one's letters: a digest is no reprint."""
_AT_ONCE = 4_000_000  # pairs held before doubles are taken out
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
    owner: Numbers
    starts: Numbers
    sizes: Numbers
    values: NDArray[np.uint32]

    @classmethod
    def of(cls, keys: Sequence[bytes]) -> Keys:
        """From each article's keys as :class:`~pipeline.model.Signature` has them."""
        import numpy as np

        flat = np.frombuffer(b"".join(keys), dtype="<u4")
        owner = np.repeat(np.arange(len(keys), dtype=np.int64), [len(k) // 4 for k in keys])
        # key and owner in one number: sorting that is several times faster than sorting places by key
        both = np.sort((flat.astype(np.uint64) << np.uint64(32)) | owner.astype(np.uint64))
        values = (both >> np.uint64(32)).astype(np.uint32)
        new = np.ones(len(values), dtype=np.bool_)
        new[1:] = values[1:] != values[:-1]
        starts = np.flatnonzero(new)
        sizes = np.diff(np.append(starts, len(values)))
        return cls(len(keys), (both & np.uint64(0xFFFFFFFF)).astype(np.int64), starts, sizes, values[starts])

    def common(self) -> set[int]:
        """The keys that tell nothing."""
        return set(self.values[self.sizes > MOST].tolist())

    def having(self, keys: set[int]) -> list[int]:
        """The articles that have any of the keys, ascending."""
        import numpy as np

        if not keys:
            return []
        chosen = np.isin(self.values, np.array(sorted(keys), dtype=np.uint32))
        inside = np.repeat(chosen, self.sizes)
        return [int(n) for n in np.unique(self.owner[inside])]

    def pairs(self, new: NDArray[np.bool_]) -> Numbers:
        """Pairs of articles that share a key that tells something, at least one of them new; each once, ascending.

        Returns:
            An array of shape (pairs, 2), the smaller article first.
        """
        import numpy as np

        fresh = np.add.reduceat(new[self.owner].astype(np.int64), self.starts) > 0 if len(self.starts) else self.starts
        codes, waiting, held = np.empty(0, dtype=np.int64), [], 0
        for size in np.unique(self.sizes):
            if not 2 <= size <= MOST:
                continue
            one, other = np.triu_indices(int(size), 1)
            groups = self.starts[(self.sizes == size) & fresh]
            step = max(1, _AT_ONCE // len(one))
            for at in range(0, len(groups), step):
                members = self.owner[groups[at : at + step, None] + np.arange(size)]
                first, second = members[:, one].ravel(), members[:, other].ravel()
                kept = (new[first] | new[second]) & (first != second)
                waiting.append(first[kept] * self.articles + second[kept])
                held += len(waiting[-1])
                if held > _AT_ONCE:
                    codes, waiting, held = np.unique(np.concatenate([codes, *waiting])), [], 0
        codes = np.unique(np.concatenate([codes, *waiting]))
        return np.stack([codes // max(1, self.articles), codes % max(1, self.articles)], axis=1)


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
    pairs: Numbers, letters: NDArray[np.int64], sketches: Callable[[Numbers], Sequence[bytes]]
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
