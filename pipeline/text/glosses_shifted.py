"""Pinyin glosses written into the middle of characters, and the run of wrong characters that each leaves behind.

The tool that wrote the glosses replaced pairs of GBK *bytes*. Where the second byte of one character and the first of
the next happened to be one of its characters, the gloss fell between them:

    們    為    群   眾    送   醫              bytes 82 83 | 9E E9 | C8 BA | B1 8A | CB CD | E1 74
    82 [83 9E] E9 ...                           83 9E is 優, so (yōu) is put behind 9E
    們 ? yōu) 槿 罕 娝 歪 t(yī)                 read again: 9E and ( are no character: "?", and all that follows
                                                is paired one byte late until an ASCII byte takes the odd one up

The reading names the false character, its first byte is the last one of the character before, and so its second byte
is the lost one. With it in front, the run read in pairs again is the text. A run ends where a byte of ASCII from 40 to
7E became the second half of a character (t above), or at the next gloss, whose bracket was eaten (``鐣?huì)`` is 會),
or at any other "?". Pairs that GBK does not define were dropped by the reader: two bytes are then lost for good, and
come back only if one pair of characters fits far better than all others. See :mod:`pipeline.text.glosses_bytes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.text.glosses_bytes import Restored, gbk, has_tone, restore

SYLLABLE = "[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜêɑɡńňǹḿ\u0300\u0301\u0304\u0308\u030c]{1,8}"
"""Pattern of one syllable of pinyin, tone mark or not."""

Part = tuple[int, int, Sequence[tuple[str, int, int]]]
"""What :meth:`pipeline.text.align.Text.splice` takes."""

_OPENING = re.compile(rf"(?P<eaten>[?？\ufffd])(?P<bracket>[(（]?)(?P<syllable>{SYLLABLE})[)）]")
_GLOSS = re.compile(rf"[(（](?P<syllable>{SYLLABLE})[)）]")
_EATEN_GLOSS = re.compile(rf"[?？\ufffd](?P<syllable>{SYLLABLE})[)）]")

_MOST_RUNS = 300
"""Runs of one document that are worked on; a page of news has a dozen at most."""

_LONGEST = 60
"""Characters after which a run is given up: real ones end at the next gloss or line, some dozen characters on."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A stretch of the text where bytes are lost for good: half-open span, and what is known."""

    start: int
    end: int
    detail: str


@dataclass(frozen=True, slots=True)
class Run:
    """What stands between a false gloss and the point where the pairs are right again.

    Attributes:
        tokens: (bytes, from, to) of each character of the run, in order.
        end: where the run ends in the text.
        closing: syllable of the gloss that ends it with an eaten bracket (the trail byte is lost too), or "".
        dangling: whether the last byte has no partner.
        after: syllable of a gloss behind the last character, whose own bracket is whole, or "".
    """

    tokens: tuple[tuple[bytes, int, int], ...]
    end: int
    closing: str
    dangling: bool
    after: str


def shifted(text: str) -> Iterator[tuple[Part | None, Lost | None]]:
    """Each false gloss with its run: what to put in its place (None: leave it), and what is lost in it (or None)."""
    done, tried = 0, 0
    restored = ""  # what came out of the run that ends at ``done``
    for opening in _OPENING.finditer(text):
        if opening.start() < done or not _is_gloss(opening):
            continue
        tried += 1
        if tried > _MOST_RUNS:
            return
        run = _run(text, opening.end())
        found = restore(
            (restored + _before(text[max(done, opening.start() - 60) : opening.start()]))[-4:],
            opening["syllable"],
            b"".join(raw for raw, _, _ in run.tokens),
            run.closing if run.dangling else None,
            run.after,
            text[run.end : run.end + 4],
        )
        if found is None:
            if not opening["bracket"]:  # ?(yōu) with both brackets may be a question and a word of pinyin
                yield None, Lost(opening.start(), run.end, f"a gloss ({opening['syllable']}) inside a character")
                done, restored = run.end, ""
            continue
        placed = _placed(found, opening.start(), run)
        gone = [p for p in placed if p[0] == "\ufffd"]
        lost = None
        if gone:
            lost = Lost(gone[0][1], gone[-1][2], "bytes of characters behind a shifted gloss are lost")
        elif found.guessed:
            chars = "".join(p[0] for p in placed)
            lost = Lost(opening.start(), run.end, f"bytes may be lost; restored by sense as {chars}")
        yield (opening.start(), run.end, placed), lost
        done, restored = run.end, "".join(p[0] for p in placed)


def _is_gloss(opening: re.Match[str]) -> bool:
    """A syllable with a tone; or one of two letters and more without (men) if its bracket was eaten."""
    syllable = opening["syllable"]
    return has_tone(syllable) or (not opening["bracket"] and 2 <= len(syllable) <= 6)


def _before(text: str) -> str:
    """The last four characters of a stretch, glosses of their own passed over (當(dāng)?shù))."""
    return _GLOSS.sub("", text[-40:])[-4:]


def _run(text: str, at: int) -> Run:
    """The run of wrongly paired characters that starts at ``at``."""
    tokens: list[tuple[bytes, int, int]] = []
    while at < len(text) and len(tokens) < _LONGEST:
        gloss = _GLOSS.match(text, at)
        if gloss and tokens and has_tone(gloss["syllable"]):  # of a false character inside of the run
            raw, start, _ = tokens[-1]
            tokens[-1] = (raw, start, gloss.end())
            at = gloss.end()
            continue
        eaten = _EATEN_GLOSS.match(text, at)
        if eaten:
            return Run(tuple(tokens), eaten.end(), eaten["syllable"], True, "")
        char = text[at]
        if char in "?\ufffd":
            return Run(tuple(tokens), at + 1, "", True, "")
        raw = gbk(char)
        if len(raw) == 1 and 0x40 <= raw[0] <= 0x7E:
            tokens.append((raw, at, at + 1))
            gloss = _GLOSS.match(text, at + 1)
            if gloss and has_tone(gloss["syllable"]):
                return Run(tuple(tokens), gloss.end(), "", False, gloss["syllable"])
            return Run(tuple(tokens), at + 1, "", False, "")
        if len(raw) != 2:
            break
        tokens.append((raw, at, at + 1))
        at += 1
    return Run(tuple(tokens), at, "", True, "")


def _placed(found: Restored, start: int, run: Run) -> list[tuple[str, int, int]]:
    """Each restored character with the range of the text that holds its bytes; the first one's begins at the gloss."""
    holds = [(start, start)]  # of each byte: the character of the text that it stands in
    for raw, a, b in run.tokens:
        holds += [(a, b)] * len(raw)
    holds.append((run.end, run.end))
    placed = [(p.char, holds[p.start][0], max(holds[p.end - 1][1], holds[p.start][1])) for p in found.pieces]
    char, a, _ = placed[-1]
    placed[-1] = (char, a, run.end)
    return placed
