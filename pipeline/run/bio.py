"""Annotated names in CoNLL form: a token and its tag a line, a blank line between sentences.

Public sets of named entities come in this form, with variations that are told apart here: characters or words as
tokens, tabs or blanks between columns, and the schemes BIO (also IOB1), BIOES, BMES and BILOU.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from extractors.model import Span
from pipeline.errors import InputError

_TAG = re.compile(r"([BIOESMLU])(?:[-_](.+))?")
_COMMENT = re.compile(r"#\s")
_DOCUMENT = "-DOCSTART-"
_SCHEMES = (("BIO", "BIO"), ("BIOES", "BIOES"), ("BMES", "BMESO"), ("BILOU", "BILOU"))
"""Name of each scheme and the first letters of its tags; the first one that has all letters of a file is its scheme."""
_LIKE = {"M": "I", "L": "E", "U": "S"}
"""Letters of other schemes by those of BIOES."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One annotated sentence.

    Attributes:
        text: the tokens put together: as they are where they are Chinese, with a blank between two Latin words.
        names: (span in ``text``, label of the file), in order, not overlapping.
        line: number of its first line in the file, 1 = first.
    """

    text: str
    names: tuple[tuple[Span, str], ...]
    line: int


@dataclass(slots=True)
class Annotated:
    """A file of annotated sentences.

    Attributes:
        sentences: in the order of the file.
        scheme: BIO, IOB1, BIOES, BMES or BILOU; "" where no name is annotated.
        units: "characters" or "words", what the tokens are.
        broken: lines whose tag goes on with a name that does not stand before it; they were read as its beginning.
    """

    sentences: list[Sentence] = field(default_factory=list)
    scheme: str = ""
    units: str = "characters"
    broken: list[int] = field(default_factory=list)


Line = tuple[int, str, str, str]
"""Number of the line, token, letter of the tag as BIOES has it, label ("" with O)."""


def read(path: Path) -> Annotated:
    """The sentences of a file.

    The first column is the token, the last one the tag; columns between them are passed over. Lines ``-DOCSTART-`` and
    comments (``# …`` without a tag) are skipped.

    Raises:
        InputError: with the number of the line, where one has no token or no tag; where the file cannot be read, is not
            UTF-8, mixes schemes, or has no sentence.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as e:
        raise InputError(f"cannot read {path}", e.strerror or str(e), "check the path") from e
    except UnicodeDecodeError as e:
        at = e.object[: e.start].count(b"\n") + 1
        raise InputError(f"{path}:{at} is not UTF-8", e.reason, "convert the file with iconv") from e
    found, letters, single = Annotated(), set[str](), True
    raw: list[list[Line]] = [[]]
    for number, line in enumerate(text.split("\n"), 1):
        parsed = _line(path, number, line.rstrip("\r"))
        if parsed is None:
            raw.append([])
            continue
        letters.add(parsed[2])
        single = single and len(parsed[1]) == 1
        raw[-1].append((number, parsed[1], _LIKE.get(parsed[2], parsed[2]), parsed[3]))
    sentences = [lines for lines in raw if lines]
    if not sentences:
        raise InputError(f"no sentence in {path}", "it has no line with a token and a tag", "人\tB-PERSON")
    found.units = "characters" if single else "words"
    found.scheme = _scheme(path, letters)
    iob1 = found.scheme == "BIO" and _is_iob1(sentences)
    if iob1:
        found.scheme = "IOB1"
    for lines in sentences:
        found.sentences.append(_sentence(lines, found.broken))
    if iob1:
        found.broken.clear()  # there a name begins with I
    return found


def _line(path: Path, number: int, line: str) -> Line | None:
    """Token, letter and label of a line; None for a blank line, a comment and the head of a document."""
    if not line.strip(" \t"):
        return None
    cells = line.split("\t") if "\t" in line else line.strip(" ").split(" ")
    token, tag = cells[0], cells[-1].strip()
    if token == _DOCUMENT:
        return None
    match = _TAG.fullmatch(tag)
    if match is None or len(cells) < 2:
        if _COMMENT.match(line):
            return None
        why = f"{tag!r} is no tag" if len(cells) > 1 else "it has one column"
        raise InputError(f"cannot read line {number} of {path}", why, "a token, a tab and a tag: 人\tB-PERSON")
    letter, label = match[1], match[2] or ""
    if (letter == "O") == bool(label):
        why = f"{tag!r} has no label" if letter != "O" else f"{tag!r} has a label"
        raise InputError(f"cannot read line {number} of {path}", why, "B-PERSON, or O outside of names")
    if not token:
        raise InputError(f"cannot read line {number} of {path}", "it has no token", "a token, a tab and a tag")
    return number, token, letter, label


def _scheme(path: Path, letters: set[str]) -> str:
    if letters <= {"O"}:
        return ""
    for name, known in _SCHEMES:
        if letters <= set(known):
            return name
    why = f"its tags begin with {', '.join(sorted(letters))}"
    raise InputError(f"{path} mixes schemes", why, "BIO, BIOES, BMES or BILOU")


def _is_iob1(sentences: list[list[Line]]) -> bool:
    """Whether B stands only where a name follows right upon another of its label, and elsewhere names begin with I."""
    opened = False
    for lines in sentences:
        before = ("O", "")
        for _, _, letter, label in lines:
            if letter == "B" and before[1] != label:
                return False
            opened = opened or (letter == "I" and before[1] != label)
            before = (letter, label)
    return opened


def _sentence(lines: list[Line], broken: list[int]) -> Sentence:
    starts: list[int] = []
    parts: list[str] = []
    at = 0
    for _, token, _, _ in lines:
        if parts and _is_latin(parts[-1][-1]) and _is_latin(token[0]) and len(parts[-1]) + len(token) > 2:
            parts.append(" ")
            at += 1
        starts.append(at)
        parts.append(token)
        at += len(token)
    names = []
    for first, last, label in _names(lines, broken):
        names.append((Span(starts[first], starts[last] + len(lines[last][1])), label))
    return Sentence("".join(parts), tuple(names), lines[0][0])


def _names(lines: list[Line], broken: list[int]) -> Iterator[tuple[int, int, str]]:
    """First and last token and label of each name, as the CoNLL evaluation script reads tags."""
    first, label = -1, ""
    for n, (number, _, letter, mine) in enumerate(lines):
        if first >= 0 and (letter in "OBS" or mine != label):
            yield first, n - 1, label
            first = -1
        if letter in "BS" or (letter in "IE" and first < 0):
            if letter in "IE":
                broken.append(number)
            first, label = n, mine
        if letter in "ES":
            yield first, n, label
            first = -1
    if first >= 0:
        yield first, len(lines) - 1, label


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
