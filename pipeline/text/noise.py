"""Strings that forum software strews into posts against copying, and doubled punctuation.

Discuz and phpwind put short runs of random ASCII (``A{!D7kwTz~``, ``/ v) Y8 h1 {* P``) at line ends, on lines of
their own and, rarely, inside sentences. Such a run is told from real content (12351, TTQS, E-mail, URLs, formulae) by
its mixture: marks that no text has (``{ } ^ ~ \\ |`` …) beside letters and digits. Two clear runs make a document one
that has them; only there are the less clear ones (``zdwr5k``, ``k3 65.nc``) dropped, where a line or a sentence has
ended. Nothing of a document without such runs is touched.
"""

from __future__ import annotations

import re

from pipeline.model import Problem
from pipeline.text.align import Edit, Text

CODES = {"anti-copy": "random strings of forum software were dropped"}

_RUN = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")
_ODD = frozenset("{}[]^~\\|`$#@&*+=<>_;!?\"'%")
_RARE = frozenset("{}^~\\|`")
_DISCUZ = re.compile(r"(?:[\x21-\x7e]{1,2} {1,2}){3,}[\x21-\x7e]{1,2}")
_REAL = re.compile(
    r"""https?: | www\. | \w@\w+\.\w | </?(?:p|br|b|i|a|img|div|span|font|strong|em|td|tr|table|ul|li|h\d)\b[^<>]*>
      | &[a-zA-Z]{2,8}; | &\#\d+; | ^[(\[]?\d[\d,.:/\-+%\s]*[)\]]?$
      | (?<![A-Za-z])[A-Za-z]{2,}\.(?:com|cn|net|org|gov)\b""",
    re.VERBOSE,
)
_WORD = re.compile(r"[A-Za-z][a-z]{4,}|[A-Z]{5,}")
_VOWELS = re.compile(r"[aeiouAEIOU]")
_SENTENCE_END = re.compile(r"[。！？!?…][”’」』）)]*[ \u3000]*$|[”’」』）)][ \u3000]*$")
_NUMBER = re.compile(r"[(\[]?[\d][\d,.:\-/]*[%)\]]?$")
_PIECES = re.compile(
    r"[a-z]\d|\d[a-z]|\.[a-z]|[a-z] \S|[{}\^~\\|`]"
    r"|[A-Za-z0-9][!#$%&'()*+,;:<=>?@\"]+[A-Za-z0-9]|[a-z][A-Z]\w*[a-z][A-Z]"
)
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_DOUBLED = re.compile(r"。。(?!。)(?<!。。。)|，，+|、、+|；；+")


def clean(text: Text) -> tuple[Text, tuple[Problem, ...]]:
    """Drop anti-copy strings and the second of two equal full stops or commas (。。 ，，).

    Three full stops in a row stay: they stand for an ellipsis.
    """
    edits = [(m.start(), m.end(), m.group()[0]) for m in _DOUBLED.finditer(text.text)]
    dropped = _anti_copy(text.text)
    if dropped:
        edits = [e for e in edits if not any(d[0] < e[1] and e[0] < d[1] for d in dropped)] + dropped
        detail = f"{len(dropped)} random strings of forum software dropped"
        start, end = text.source_span(dropped[0][0], dropped[0][1])
        return text.edit(edits), (Problem("anti-copy", "noise", detail, start, end),)
    return text.edit(edits), ()


def _anti_copy(text: str) -> list[Edit]:
    """Edits that drop every anti-copy string; none unless two clear ones stand where lines or sentences end."""
    if not _has_two(text):
        return []
    edits: list[Edit] = []
    at = 0
    for line in text.split("\n"):
        bare = line.rstrip("\r")
        for start, end in _noise_in(bare):
            edits.append((at + start, at + end, ""))
        at += len(line) + 1
    return edits


def _has_two(text: str) -> bool:
    clear = 0
    for line in text.split("\n"):
        own = not _CJK.search(line)
        stop = len(line.rstrip())
        for match in _RUN.finditer(line):
            last = match.end() >= stop
            if (own or last) and is_random(match.group()):
                clear += 1
                if clear >= 2:
                    return True
    return False


def is_random(run: str) -> bool:
    """Whether a run of ASCII is clearly no text: its marks and their mixture are those of a generator.

    Needs at least four characters; words, URLs, addresses, numbers, entities and tags are text.
    """
    odd = {c for c in run if c in _ODD}
    if len(run) < 4 or _REAL.search(run) or _words(run) > bool(odd & _RARE):
        return False
    letters = any(c.isalpha() for c in run)
    if _DISCUZ.fullmatch(run) and letters:
        return len(odd) >= 1 or sum(c.isdigit() for c in run) >= 2
    if not letters:
        return len(odd) >= 3 and bool(odd & _RARE)
    digits = any(c.isdigit() for c in run)
    mixed = bool(re.search(r"[a-z][A-Z]|[A-Z][a-z]*[A-Z]", run))
    if len(odd) >= 2:
        return bool(odd & _RARE) or digits or mixed or len(odd) >= 3
    return bool(odd & _RARE) and (digits or mixed)


def _words(run: str) -> int:
    """How many pieces of a run look like words of a language."""
    return sum(1 for word in _WORD.findall(run) if len(_VOWELS.findall(word)) >= 2)


def _may_be_random(run: str) -> bool:
    """The looser test, for places where a line or a sentence has ended in a document that has such strings."""
    odd = any(c in _ODD for c in run)
    if len(run) > 40 or _REAL.search(run) or _NUMBER.fullmatch(run) or _words(run) > any(c in _RARE for c in run):
        return False
    letters = any(c.isalpha() for c in run)
    if odd or (letters and any(c.isdigit() for c in run)) or " " in run:
        return True
    shape = re.search(r"[a-z][A-Z]", run) or not _VOWELS.search(run)
    return letters and len(run) >= 4 and not run.isupper() and shape is not None


def _noise_in(line: str) -> list[tuple[int, int]]:
    """Spans of a line that are anti-copy strings, with the white space at a line's end."""
    found: list[tuple[int, int]] = []
    first, last = len(line) - len(line.lstrip()), len(line.rstrip())
    for match in _RUN.finditer(line):
        start, end, run = match.start(), match.end(), match.group()
        if end >= last:
            at = _noise_at_end(line[:start], run)
            if at is not None:
                done = found[-1][1] if found else 0  # a string before may have taken the blank that parts them
                found.append((max(done, len(line[: start + at].rstrip())), len(line)))
            continue
        if start <= first:
            continue
        # inside of a sentence: set off by blanks; numbers at either side stay
        keep = _leading_content(run)
        stop = len(run) - _trailing_content(run[keep:])
        middle = run[keep:stop]
        opened = keep > 0 or line[start - 1 : start].isspace()
        ended = stop < len(run) or line[end : end + 1].isspace()
        if opened and ended and len(middle.strip()) >= 4 and is_random(middle.strip()):
            found.append((start + keep, start + stop + (1 if stop == len(run) and keep else 0)))
    return found


def _noise_at_end(before: str, run: str) -> int | None:
    """Where in a run at a line's end the anti-copy string starts; None if the run is text."""
    if not before.strip():
        return 0 if len(run) >= 3 and (is_random(run) or _may_be_random(run)) else None
    if _SENTENCE_END.search(before) and (is_random(run) or _may_be_random(run)):
        return 0
    keep = _leading_content(run)
    if not before[-1:].isspace() and not _SENTENCE_END.search(before):
        # the sentence's own mark, in ASCII, stands right before: 整理如下:K2 d..
        mark = re.match(r"[)\]}.,:;!?%\"']+ ?", run)
        keep = max(keep, mark.end()) if mark and len(run) - mark.end() >= 4 else keep
    rest = run[keep:].strip()
    set_off = before[-1:].isspace() and _may_be_random(rest) and _PIECES.search(rest) is not None
    return keep if len(rest) >= 4 and (is_random(rest) or set_off) else None


def _leading_content(run: str) -> int:
    """Length of the numbers and punctuation that a run begins with before its first odd piece (1000 A{!D7)."""
    if _DISCUZ.fullmatch(run):
        match = re.match(r"\d[\d,.:\-/]{2,}%? +", run)
    else:
        match = re.match(r"(?:[,.;:!?]+ |\d[\d,.:\-/]*%? +|[A-Z]{3,6} +|[)\]}\"'”]+[,.;:]? +)+", run)
    return match.end() if match else 0


def _trailing_content(run: str) -> int:
    """Length of the number that a run ends with, where a Chinese unit follows it (?v2+$& 2011年)."""
    match = re.search(r" [(\[“\"]?\d[\d,.:\-/]*%?$| [A-Z]{3,6}$", run)
    return len(run) - match.start() - 1 if match else 0


__all__ = ["CODES", "clean", "is_random"]
