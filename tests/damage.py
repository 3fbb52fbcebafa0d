"""Damage that real copies of articles have suffered, done on purpose: for the sample corpus and for property tests.

Every function takes clean text (or what another function gave back) and returns a `Damaged`: the new text and, for each
of its characters, the index of the clean character that it came from, or -1 for a character that was only put in. So a
test can ask not only whether a repair gives the clean text back but also whether the map of the repair is right.

What the functions do not do is choose encodings; encode `Damaged.text` with whatever codec the case wants.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC
from pypinyin import Style, pinyin

# Traditional characters that the glossing tool knew: those which GB2312 lacks and which are frequent in reports about
# unions. About one traditional character in three of running text.
GLOSSED = (
    "會導員進夢標題報聯發業務開動組產場傳協勞區單學對師應戰數條檢權術機濟營級經維總職舉處補記試請誰調議讓"
    "負資貢質賽轉辦這連運過選還鄉銷錄門陽隊際險難領題類顧風飯驗黨體點齊優勵幾劇輪訊"
)
_ASCII_PUNCTUATION = str.maketrans("，：；！？（）", ",:;!?()")


@dataclass(frozen=True, slots=True)
class Damaged:
    """Damaged text with the origin of each character.

    Attributes:
        text: the damaged text.
        origin: as long as text; index into the clean text, or -1 for an inserted character.
    """

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The hull in the damaged text of what came from clean[start:end]."""
        at = [i for i, o in enumerate(self.origin) if start <= o < end]
        return at[0], at[-1] + 1


def whole(text: str | Damaged) -> Damaged:
    """Text as a Damaged without damage."""
    return text if isinstance(text, Damaged) else Damaged(text, tuple(range(len(text))))


def _join(pieces: Iterable[tuple[str, int]]) -> Damaged:
    parts = list(pieces)
    return Damaged("".join(p for p, _ in parts), tuple(o for p, o in parts for _ in p))


def each(text: str | Damaged, change: Callable[[str], str]) -> Damaged:
    """Change every character by itself; what a character becomes keeps its origin."""
    d = whole(text)
    return _join((change(c), o) for c, o in zip(d.text, d.origin, strict=True))


def inserted(text: str | Damaged, at: Sequence[tuple[int, str]]) -> Damaged:
    """Put strings in before the given positions of the damaged text."""
    d = whole(text)
    pieces: list[tuple[str, int]] = []
    last = 0
    for position, string in sorted(at, key=lambda p: p[0]):
        pieces += zip(d.text[last:position], d.origin[last:position], strict=True)
        pieces.append((string, -1))
        last = position
    pieces += zip(d.text[last:], d.origin[last:], strict=True)
    return _join(pieces)


# Script and width


@cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


def traditional(text: str | Damaged, config: str = "s2t") -> Damaged:
    """Simplified to traditional. The configuration must keep the length (s2t does, those with phrases do not)."""
    d = whole(text)
    turned = _converter(config).convert(d.text)
    if len(turned) != len(d.text):
        raise ValueError(f"{config} changed the length of the text")
    return Damaged(turned, d.origin)


def full_width(text: str | Damaged, only: str | None = None) -> Damaged:
    """ASCII signs to their full-width forms, the space included; `only` limits it to the characters named."""

    def wide(c: str) -> str:
        if only is not None and c not in only:
            return c
        return "\u3000" if c == " " else chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c

    return each(text, wide)


def ascii_punctuation(text: str | Damaged) -> Damaged:
    """Chinese punctuation to ASCII as many copies have it, the full stop 。 left as it is."""
    return each(text, lambda c: c.translate(_ASCII_PUNCTUATION))


# Pinyin glosses


@cache
def reading(character: str) -> str:
    """The reading of one character with tone mark: 導 gives dǎo."""
    return str(pinyin(character, style=Style.TONE)[0][0])


def glosses(text: str | Damaged, characters: str = GLOSSED) -> Damaged:
    """A reading in brackets after each of the characters: 導 becomes 導(dǎo). The gloss has its character's origin."""
    known = set(characters)
    return each(text, lambda c: f"{c}({reading(c)})" if c in known else c)


def shifted_glosses(text: str | Damaged, characters: str = GLOSSED) -> Damaged:
    """Glosses as a tool put them in that saw GBK bytes and no characters.

    It replaced, one character after the other, each pair of bytes that spells a known character by the pair and its
    gloss, wherever the pair stood, also where it was the second byte of one character and the first of the next.
    日報 is C8 D5 88 F3; after 報(bào) the pair D5 88, 請, gets its gloss too, in the middle of 報; the halves that are
    left each swallow the bracket behind them and are shown as one question mark: 日?qǐng)?bào).
    Whether a pair across a border is hit depends on the text; a character of GLOSSED that GBK lacks is left out.
    """
    d = whole(text)
    data = bytearray()
    origins: list[int] = []
    for c, o in zip(d.text, d.origin, strict=True):
        encoded = c.encode("gbk", "replace")
        data += encoded
        origins += [o] * len(encoded)
    for character in characters:
        try:
            pair = character.encode("gbk")
        except UnicodeEncodeError:
            continue
        gloss = f"({reading(character)})".encode("gbk")
        start = 0
        while (at := data.find(pair, start)) >= 0:
            end = at + len(pair)
            data[end:end] = gloss
            origins[end:end] = [origins[at]] * len(gloss)
            start = end + len(gloss)
    return _read_as_gbk(bytes(data), origins)


def _read_as_gbk(data: bytes, origins: Sequence[int], lost: str = "?") -> Damaged:
    """Decode as a browser would: a lead byte and the byte behind it that make no character are one `lost` sign."""
    pieces: list[tuple[str, int]] = []
    i = 0
    while i < len(data):
        width = 1 if data[i] < 0x80 else 2
        chunk = data[i : i + width]
        try:
            pieces.append((chunk.decode("gbk"), origins[i]))
        except UnicodeDecodeError:
            pieces.append((lost, origins[i]))
        i += width
    return _join(pieces)


# Mojibake


def _run(text: str | Damaged, start: int, end: int | None, read: Callable[[bytes, list[int]], Damaged]) -> Damaged:
    d = whole(text)
    end = len(d.text) if end is None else end
    data = bytearray()
    origins: list[int] = []
    for c, o in zip(d.text[start:end], d.origin[start:end], strict=True):
        encoded = c.encode("utf-8")
        data += encoded
        origins += [o] * len(encoded)
    spoilt = read(bytes(data), origins)
    return Damaged(d.text[:start] + spoilt.text + d.text[end:], d.origin[:start] + spoilt.origin + d.origin[end:])


def mojibake_gbk(text: str | Damaged, start: int = 0, end: int | None = None, lost: str = "?") -> Damaged:
    """UTF-8 read as GBK, for the run [start, end): 首页 becomes 棣栭〉. A byte left over becomes `lost`."""
    return _run(text, start, end, lambda data, origins: _read_as_gbk(data, origins, lost))


def mojibake_cp1252(text: str | Damaged, start: int = 0, end: int | None = None) -> Damaged:
    """UTF-8 read as Windows-1252, for the run [start, end): “ becomes â€œ. Bytes it lacks become U+FFFD."""

    def read(data: bytes, origins: list[int]) -> Damaged:
        return Damaged(data.decode("cp1252", "replace"), tuple(origins))

    return _run(text, start, end, read)


# Noise against copying

_JAMMER = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!@#$%^&*(){}[]|;:',.?/~`_+-="


def _discuz(rng: random.Random) -> str:
    return " ".join(
        "".join(rng.choice(_JAMMER) for _ in range(rng.choice((1, 1, 2)))) for _ in range(rng.randint(6, 12))
    )


def _phpwind(rng: random.Random) -> str:
    return "".join(rng.choice(_JAMMER) for _ in range(rng.randint(6, 12)))


def noise(text: str | Damaged, seed: int = 0, style: str = "discuz", inside: int = 0) -> Damaged:
    """Anti-copy strings as boards put in: behind each line, on a line of their own behind each paragraph, in sentences.

    Args:
        text: the post.
        seed: of the random signs; the same seed gives the same noise.
        style: "discuz" (short tokens with spaces) or "phpwind" (one word).
        inside: how many strings to put behind a Chinese comma inside a sentence.
    """
    d = whole(text)
    rng = random.Random(seed)
    make = _discuz if style == "discuz" else _phpwind
    places: list[tuple[int, str]] = []
    for m in re.finditer(r"(?<=[^\n])(?=\n|\Z)", d.text):
        own_line = "\n" + make(rng) if rng.random() < 0.6 else ""
        places.append((m.start(), " " + make(rng) + " " + own_line))
    commas = [m.end() for m in re.finditer("，", d.text)]
    places += [(at, f" {make(rng)} ") for at in rng.sample(commas, min(inside, len(commas)))]
    return inserted(d, places)


# Lines


def hard_wrap(text: str | Damaged, width: int = 38) -> Damaged:
    """Break every line after `width` characters wherever that falls, a number included. Line breaks have origin -1."""
    d = whole(text)
    places: list[tuple[int, str]] = []
    column = 0
    for i, c in enumerate(d.text):
        if c == "\n":
            column = 0
            continue
        if column == width:
            places.append((i, "\n"))
            column = 0
        column += 1
    return inserted(d, places)


def column_cuts(text: str | Damaged, positions: Sequence[int], gap: str = "\n\n") -> Damaged:
    """Cut text at the given positions as the columns of a newspaper page do: also in the middle of a word."""
    return inserted(text, [(p, gap) for p in positions])


def lose_bytes(text: str | Damaged, positions: Sequence[int], sign: str = "\ufffd") -> Damaged:
    """Replace the characters at the positions by the sign for what could not be decoded."""
    d = whole(text)
    gone = set(positions)
    return Damaged("".join(sign if i in gone else c for i, c in enumerate(d.text)), d.origin)
