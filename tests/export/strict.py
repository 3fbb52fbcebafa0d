"""Readers of brat standoff and CoNLL that refuse whatever the formats do not allow; written from their definitions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

_ANNOTATION = {
    "T": re.compile(r"(T[1-9]\d*)\t([A-Za-z_-]+) (\d+) (\d+)\t([^\t]*)"),
    "A": re.compile(r"(A[1-9]\d*)\t([A-Za-z_-]+) (T[1-9]\d*) (\S+)"),
    "R": re.compile(r"(R[1-9]\d*)\t([A-Za-z_-]+) Arg1:(T[1-9]\d*) Arg2:(T[1-9]\d*)"),
    "#": re.compile(r"(#[1-9]\d*)\t(AnnotatorNotes) (T[1-9]\d*)\t([^\t]+)"),
}


class Standoff(NamedTuple):
    """T: id to (label, start, end, text); A: (name, T, value); R: (label, T, T); notes: T to text."""

    texts: dict[str, tuple[str, int, int, str]]
    attributes: list[tuple[str, str, str]]
    relations: list[tuple[str, str, str]]
    notes: dict[str, str]


def configuration(path: Path) -> dict[str, dict[str, list[str]]]:
    """Sections of annotation.conf: names with what stands behind them, split at commas and bars."""
    sections: dict[str, dict[str, list[str]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if found := re.fullmatch(r"\[(\w+)\]", line):
            section = sections.setdefault(found[1], {})
        elif line:
            name, _, rest = line.partition("\t")
            section[name] = re.split(r"[,|:] ?", rest) if rest else []
    assert set(sections) == {"entities", "relations", "events", "attributes"}
    return sections


def standoff(text_file: Path, allowed: dict[str, dict[str, list[str]]]) -> Standoff:
    """The annotations of a text; AssertionError where the pair of files breaks a rule of the format."""
    text = text_file.read_bytes().decode("utf-8")
    raw = text_file.with_suffix(".ann").read_bytes().decode("utf-8")
    assert not raw or raw.endswith("\n")
    out = Standoff({}, [], [], {})
    seen: set[str] = set()
    for line in raw.split("\n")[:-1]:
        found = _ANNOTATION[line[0]].fullmatch(line)
        assert found, line
        assert found[1] not in seen, "ids are unique"
        seen.add(found[1])
        match line[0]:
            case "T":
                start, end = int(found[3]), int(found[4])
                assert found[2] in allowed["entities"]
                assert 0 <= start < end <= len(text)
                assert text[start:end] == found[5]
                assert not re.search(r"[\n\r]", found[5]), "a span lies in one line"
                out.texts[found[1]] = (found[2], start, end, found[5])
            case "A":
                assert found[4] in allowed["attributes"][found[2]]
                out.attributes.append((found[2], found[3], found[4]))
            case "R":
                out.relations.append((found[2], found[3], found[4]))
            case "#":
                out.notes[found[3]] = found[4]
    for name, first, second in out.relations:
        arguments = allowed["relations"][name]
        assert out.texts[first][0] in arguments[: arguments.index("Arg2")]
        assert out.texts[second][0] in arguments[arguments.index("Arg2") :]
    assert {target for _, target, _ in out.attributes} | set(out.notes) <= set(out.texts)
    assert len({(name, target) for name, target, _ in out.attributes}) == len(out.attributes)
    return out


def conll(path: Path) -> list[dict[str, Any]]:
    """Blocks with ``sent_id``, ``text``, ``claims``, ``words`` and the spans of both BIO columns as word ranges."""
    raw = path.read_bytes().decode("utf-8")
    assert not raw or raw.endswith("\n\n")
    assert "\r" not in raw
    blocks = []
    for part in raw.split("\n\n")[:-1]:
        lines = part.split("\n")
        head = [line for line in lines if "\t" not in line]
        assert lines[: len(head)] == head, "comments stand before the words"
        assert all(line.startswith("# ") for line in head)
        rows = [line.split("\t") for line in lines[len(head) :]]
        assert rows
        assert all(len(row) == 4 and all(cell and cell == cell.strip() for cell in row) for row in rows)
        fields = [line[2:].split(" = ", 1) for line in head]
        (sent_id,) = [value for name, value in fields if name == "sent_id"]
        (text,) = [value for name, value in fields if name == "text"]
        claims = [value.split(" ") for name, value in fields if name == "claim"]
        spans = [_spans([row[column] for row in rows]) for column in (2, 3)]
        words = [row[0] for row in rows]
        assert "".join("".join(words).split()) == "".join(text.split()), "the words are the text"
        blocks.append({"id": sent_id, "text": text, "claims": claims, "words": words, "figures": spans[0],
                       "names": spans[1]})  # fmt: skip
    return blocks


def _spans(tags: list[str]) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    before = "O"
    for n, tag in enumerate(tags):
        assert re.fullmatch(r"O|[BI]-[A-Z]+", tag)
        if tag[0] == "B":
            found.append((n, n + 1, tag[2:]))
        elif tag[0] == "I":
            assert before[1:] == tag[1:], "I follows B or I of its label"
            found[-1] = (found[-1][0], n + 1, tag[2:])
        before = tag
    return found
