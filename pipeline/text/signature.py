"""What an article is recognised by when it stands elsewhere: signs of its wording, figures aside.

Of the clean body only the Chinese letters count, numerals left out: so neither white space, punctuation and left-over
noise nor a changed figure changes the signature. All stretches of eight letters are hashed; the smallest hashes are a
fair sample of the wording (a bottom-k MinHash), from which the share of one text in another is told, also when one of
them was cut. The smallest hashes of stretches of sixteen letters, which two articles hardly have in common by chance,
are the keys under which articles that may be reprints are found.

One hash for each stretch does for all this. Signatures of many permutations cost as much and know the likeness of two
whole texts only; these know of a cut one how much of it stands in the other, and of a short one all there is to know.
Nothing depends on Python's hash seed or on the machine.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.model import Signature

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]

SKETCH = 128
"""At most so many hashes stand for the wording; a body with fewer stretches is known whole."""
KEYS = 24
"""At most so many keys an article is found by: of two that have a quarter of their stretches in common (one was cut to
a quarter), 99 % share two of them."""
SHORTEST = 80
"""Bodies of at most so many letters have no signature: what short pieces share is furniture."""
_BASE = 0x9E3779B97F4A7C15  # odd, so that no letter of a stretch is lost; the golden ratio's bits, as in splitmix64
_NUMERALS = "〇零一二三四五六七八九十百千万亿两廿卅壹贰叁肆伍陆柒捌玖拾佰仟"


def sign(body: str) -> Signature | None:
    """The signature of a clean simplified body, or None where it is too short to be told from others."""
    import numpy as np  # comes with spaCy, and like it only documents with an article pay for it

    codes = np.frombuffer(body.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    letters = codes[_counted()[codes]].astype(np.uint64)
    if len(letters) <= SHORTEST:
        return None
    eight = _longer(_longer(_longer(letters, 1), 2), 4)
    sixteen = _longer(eight, 8)
    sketch = _smallest((_mixed(eight) >> np.uint64(32)).astype("<u4"), SKETCH)
    # the smallest, told apart by their lower halves: the upper ones are all small
    keys = _smallest(_mixed(sixteen), KEYS).astype("<u4")
    return Signature(len(letters), keys.tobytes(), sketch.tobytes())


def letters_of(text: str) -> str:
    """What of a text the signature sees: Chinese characters without numerals."""
    return text.translate(_unseen())


def _longer(stretches: Hashes, by: int) -> Hashes:
    """From hashes of all stretches of ``by`` letters those of all stretches of twice as many."""
    import numpy as np

    power = np.uint64(pow(_BASE, by, 2**64))
    return stretches[:-by] * power + stretches[by:]


def _smallest(hashes: NDArray[Any], most: int) -> NDArray[Any]:
    """The smallest distinct hashes, ascending, at most so many."""
    import numpy as np

    hashes.sort()
    fresh = np.empty(len(hashes), dtype=np.bool_)
    fresh[:1] = True
    np.not_equal(hashes[1:], hashes[:-1], out=fresh[1:])
    return hashes[fresh][:most]


def _mixed(hashes: Hashes) -> Hashes:
    """Every bit of the outcome depends on every bit of the hash (the end of splitmix64)."""
    import numpy as np

    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))


@cache
def _counted() -> NDArray[np.bool_]:
    """For every UTF-16 unit whether it counts as a letter."""
    import numpy as np

    counted = np.zeros(1 << 16, dtype=np.bool_)
    counted[0x4E00:0xA000] = True
    counted[[ord(c) for c in _NUMERALS]] = False
    return counted


class _Unseen(dict[int, int | None]):
    """A translation that drops every character but counted letters, made as characters come up."""

    def __missing__(self, code: int) -> int | None:
        kept = 0x4E00 <= code < 0xA000 and chr(code) not in _NUMERALS
        self[code] = code if kept else None
        return self[code]


@cache
def _unseen() -> _Unseen:
    return _Unseen()


__all__ = ["KEYS", "SHORTEST", "SKETCH", "letters_of", "sign"]
