"""Documents of the corpus damaged at random: what copying, cutting and reading under the wrong name do to bytes."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).parent.parent / "corpus"
_FOLDERS = ("sample", "gold", "gold/learn")
_CODECS = ("utf-8", "gb18030", "big5hkscs", "utf-16", "utf-16-be", "utf-32", "latin-1", "cp1252", "shift_jis", "euc_kr")

ODD = (
    "\0", "\x1a", "\x1b[0m", "\ufeff", "\ufffe", "\uffff", "\ue000", "\U000f0000", "\U0010ffff", "\u202e",
    "\u2066", "\u200b", "\u200d", "\u2060", "\u0301" * 30, "\u0e49" * 20, "\ufe0f", "\U000e0100", "\u0378", "𠀀",
    "😀", "👨‍👩‍👧", "🇨🇳", "①", "㎡", "㈠", "Ⅳ", "½", "٣", "१२", "𝟙𝟚", "１２３", "〸", "㊀", "\u2028", "\x85", "\x0b",
    "\x0c", "\r", "\u3000" * 9, "ﷺ", "ß", "İ", "ſ", "ﬁ", "\u1160", "\u3164", "⼀", "㍿", "零", "〇", "卅", "廿", "两",
    "%%%", "1" * 99, "一" * 50, "亿亿亿", "9" * 400 + "亿", "1,2,3,4,", "0.0.0", "-5", "—5人", "５％", "100％％",
    "2021年2月30日", "13月45日", "0年", "99999年", "25:99",
    "第第第", "、、、", "其中其中", "分别", "（（（", "」」", "【", "“", "”",
    "<p", "<!--", "</div>", "&#x110000;", "&#0;", "&nbsp", "<![CDATA[", "\n" * 40, "\r\r\n", "\t" * 20,
    "1\n2\n3", "人", "元", "万元", "每人每月", "至", "以上", "多", "余",
)  # fmt: skip
"""Pieces that are put into texts."""


@cache
def corpus() -> tuple[bytes, ...]:
    """All documents that may be damaged: samples and annotated ones, not those that only measure."""
    paths = sorted(p for folder in _FOLDERS for p in (_ROOT / folder).iterdir() if p.suffix in (".txt", ".html"))
    return tuple(path.read_bytes() for path in paths)


def _bytes_flipped(rng: random.Random, data: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(rng.choice((1, 3, 20, 200))):
        if out:
            out[rng.randrange(len(out))] = rng.randrange(256)
    return bytes(out)


def _bytes_lost(rng: random.Random, data: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(rng.choice((1, 3, 20))):
        if out:
            at = rng.randrange(len(out))
            del out[at : at + rng.choice((1, 1, 2, 50))]
    return bytes(out)


def _cut(rng: random.Random, data: bytes) -> bytes:
    start = rng.randrange(len(data) + 1)
    return data[start : rng.randrange(start, len(data) + 1)]


def _repeated(rng: random.Random, data: bytes) -> bytes:
    start = rng.randrange(len(data) + 1)
    piece = data[start : start + rng.choice((1, 2, 3, 7, 40, 300))]
    return data[:start] + piece * rng.choice((2, 9, 60)) + data[start:]


def _bits(rng: random.Random, data: bytes) -> bytes:
    mask = rng.choice((0x7F, 0xFE, 0xDF))
    return bytes(b & mask for b in data)  # mail gateways of old cut the eighth bit


def _text(rng: random.Random, data: bytes) -> str:
    """The bytes under a codec that reads them, or under one that does not."""
    for codec in ("utf-8", "gb18030", "big5hkscs", "utf-16"):
        try:
            return data.decode(codec)
        except UnicodeError:
            continue
    return data.decode(rng.choice(("latin-1", "gb18030")), "replace")


def _of_text(change: Callable[[random.Random, str], str]) -> Callable[[random.Random, bytes], bytes]:
    def mutate(rng: random.Random, data: bytes) -> bytes:
        return change(rng, _text(rng, data)).encode("utf-8", "surrogatepass")

    return mutate


def _with_odd(rng: random.Random, text: str) -> str:
    parts = list(text)
    for _ in range(rng.choice((1, 5, 40))):
        parts.insert(rng.randrange(len(parts) + 1), rng.choice(ODD))
    return "".join(parts)


def _with_any(rng: random.Random, text: str) -> str:
    parts = list(text)
    for _ in range(rng.choice((1, 10, 100))):
        parts.insert(rng.randrange(len(parts) + 1), chr(rng.choice((rng.randrange(0x110000), rng.randrange(0x3000)))))
    return "".join(parts)


def _shuffled(rng: random.Random, text: str) -> str:
    mark = rng.choice(("\n", "。", "，", "、"))
    parts = text.split(mark)
    rng.shuffle(parts)
    return mark.join(parts)


def _without(rng: random.Random, text: str) -> str:
    for char in rng.sample("\n。，、 （）“”：；　", rng.choice((1, 3, 6))):
        text = text.replace(char, rng.choice(("", "", " ", "、")))
    return text


def _figures(rng: random.Random, text: str) -> str:
    return "".join(rng.choice("0123456789一亿.,%年") if c.isdigit() and rng.random() < 0.5 else c for c in text)


def _wide(_: random.Random, text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _wrapped(rng: random.Random, text: str) -> str:
    width = rng.choice((1, 2, 7, 20, 38))
    return rng.choice(("\n", "\r", "\r\n", "\n\n")).join(text[i : i + width] for i in range(0, len(text), width))


def _spaced(rng: random.Random, text: str) -> str:
    return rng.choice((" ", "\u3000", "\u200b", "\0", "\u0301")).join(text)


def _marked_up(rng: random.Random, text: str) -> str:
    tags = (
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<b>",
        "<br/>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        '<a href="',
        "<td>",
    )
    out = "".join(c + (rng.choice(tags) if rng.random() < 0.05 else "") for c in text)
    return "<html><body>" + out


def _misread(rng: random.Random, data: bytes) -> bytes:
    """Read under one name and written under another, once or twice."""
    for _ in range(rng.choice((1, 1, 2, 3))):
        data = data.decode(rng.choice(_CODECS), rng.choice(("replace", "ignore"))).encode(
            rng.choice(_CODECS), "replace"
        )
    return data


def _mojibake(rng: random.Random, data: bytes) -> bytes:
    text = _text(rng, data)
    for _ in range(rng.choice((1, 2, 2, 3))):
        text = text.encode("utf-8", "surrogatepass").decode(rng.choice(("gb18030", "cp1252", "latin-1")), "replace")
        if len(text) > 60_000:
            break
    return text.encode("utf-8", "surrogatepass")


def _surrogates(rng: random.Random, data: bytes) -> bytes:
    parts = list(_text(rng, data))
    for _ in range(10):
        parts.insert(rng.randrange(len(parts) + 1), chr(rng.randrange(0xD800, 0xE000)))
    return "".join(parts).encode(rng.choice(("utf-8", "utf-16-le", "utf-32-le")), "surrogatepass")


MUTATIONS: dict[str, Callable[[random.Random, bytes], bytes]] = {
    "flipped": _bytes_flipped,
    "lost": _bytes_lost,
    "cut": _cut,
    "repeated": _repeated,
    "bits": _bits,
    "misread": _misread,
    "mojibake": _mojibake,
    "surrogates": _surrogates,
    **{
        change.__name__.strip("_"): _of_text(change)
        for change in (_with_odd, _with_any, _shuffled, _without, _figures, _wide, _wrapped, _spaced, _marked_up)
    },
}
"""Name to what is done; each takes a random generator and a document."""


def damaged(rng: random.Random, documents: tuple[bytes, ...]) -> tuple[str, bytes]:
    """A document, or the halves of two, damaged in one to four ways; and what was done, in words."""
    data = rng.choice(documents)
    done = []
    if rng.random() < 0.2:
        other = rng.choice(documents)
        data = data[: rng.randrange(len(data) + 1)] + other[rng.randrange(len(other) + 1) :]
        done.append("spliced")
    for name in rng.sample(list(MUTATIONS), rng.choice((1, 1, 2, 3, 4))):
        data = MUTATIONS[name](rng, data)[:100_000]
        done.append(name)
    return "+".join(done), data
