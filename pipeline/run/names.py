"""How well names are found in a set that is annotated in CoNLL form: precision, recall and F1 by label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import gazetteers
from extractors.model import Context, Span
from pipeline.config import RULES, Settings
from pipeline.errors import InputError
from pipeline.run import bio
from pipeline.run.intervals import Intervals, of_counts
from pipeline.run.scoring import LABELS, Tally
from pipeline.text import simplify, width
from pipeline.text.align import Text

Finder = Callable[[str], Iterable[tuple[Span, str]]]
"""Names in a sentence: spans of it, each with one of :data:`LABELS`."""


@dataclass(slots=True)
class Names:
    """What came out.

    Attributes:
        tallies: for each of our labels that the map leads to, and "all".
        intervals: of the same, by resampling sentences.
        sentences: how many were read.
        ignored: names of the file whose label leads to none of ours, counted by label.
        schemes: scheme and units of each file, in words.
        broken: file and line of tags that continue nothing.
        errors: every mistake: file, line of the sentence, label, the name, and "missed" or "false".
    """

    tallies: dict[str, Tally]
    intervals: dict[str, Intervals] = field(default_factory=dict)
    sentences: int = 0
    ignored: Counter[str] = field(default_factory=Counter)
    schemes: list[str] = field(default_factory=list)
    broken: list[tuple[str, int]] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)

    def rows(self) -> list[dict[str, Any]]:
        """One row a label, per cent with their intervals, all of them together last."""
        rows: list[dict[str, Any]] = []
        for label, tally in self.tallies.items():
            row = tally.row()
            spread = self.intervals[label]
            rows.append(
                {
                    "label": label,
                    **{part: row[part] for part in ("P", "R", "F1")},
                    **{f"{part} 95 %": str(getattr(spread, part)) for part in ("P", "R", "F1")},
                    "counts": f"{tally.tp} right, {tally.fp} false, {tally.fn} missed",
                }
            )
        return rows


def label_map(given: Iterable[str]) -> dict[str, str]:
    """Labels of a set to ours: the table ``name_labels``, and over it what the user gives.

    Args:
        given: ``LABEL=OURS``, several of them with commas between; ``LABEL=`` ignores a label.

    Raises:
        InputError: if one is no pair, or the right side none of our labels.
    """
    mapped = {row["label"]: row["ours"] for row in gazetteers.rows("name_labels") if row["ours"]}
    for pair in (part.strip() for text in given for part in text.split(",")):
        label, sign, ours = pair.partition("=")
        if not sign or not label:
            raise InputError(f"cannot read --map {pair!r}", "it is no pair of labels", "--map person=PERSON")
        if not ours:
            mapped.pop(label, None)
            continue
        if ours.upper() not in LABELS:
            near = get_close_matches(ours.upper(), LABELS, 1, 0.5)
            raise InputError(f"cannot map {label} to {ours!r}", f"labels are {', '.join(LABELS)}", *near)
        mapped[label] = ours.upper()
    return mapped


def evaluate(files: Iterable[Path], mapped: Mapping[str, str], find: Finder) -> Names:
    """Reads every sentence of ``files`` and compares; a name is right if its borders and its label are.

    Where no label leads to UNION, a union that was found counts as the ORG that it is to such a set. Labels that the
    map does not lead to are not measured.

    Args:
        files: in CoNLL form, see :mod:`pipeline.run.bio`.
        mapped: labels of the files to ours.
        find: who finds names.

    Raises:
        InputError: if a file cannot be read, or none of its labels is mapped.
    """
    sets = [(path, bio.read(path)) for path in files]
    present = {label for _, one in sets for s in one.sentences for _, label in s.names}
    measured = [label for label in LABELS if label in {mapped.get(x) for x in present}]
    if not measured:
        found = ", ".join(sorted(present)) or "none"
        raise InputError("nothing to measure", f"no label of the file is one of ours; it has {found}", "--map X=PERSON")
    names = Names({label: Tally() for label in [*measured, "all"]})
    counts: dict[str, list[tuple[int, int, int]]] = {label: [] for label in names.tallies}
    for path, one in sets:
        names.schemes.append(f"{path.name}: {one.scheme}, {one.units}")
        names.broken += [(path.name, line) for line in one.broken]
        for sentence in one.sentences:
            names.sentences += 1
            names.ignored.update(label for _, label in sentence.names if label not in mapped)
            want = {(span, mapped[label]) for span, label in sentence.names if label in mapped}
            got = {(span, _as_measured(label, measured)) for span, label in find(sentence.text)}
            _compare(sentence, path.name, want, {x for x in got if x[1] in measured}, names, counts)
    names.intervals = {label: of_counts(counts[label]) for label in names.tallies}
    return names


def _as_measured(label: str, measured: list[str]) -> str:
    return "ORG" if label == "UNION" and "UNION" not in measured else label


def _compare(
    sentence: bio.Sentence,
    file: str,
    want: set[tuple[Span, str]],
    got: set[tuple[Span, str]],
    names: Names,
    counts: Mapping[str, list[tuple[int, int, int]]],
) -> None:
    for label in names.tallies:
        mine = {x for x in want if label in (x[1], "all")}
        found = {x for x in got if label in (x[1], "all")}
        row = len(mine & found), len(found - mine), len(mine - found)
        counts[label].append(row)
        tally = names.tallies[label]
        tally.tp, tally.fp, tally.fn = tally.tp + row[0], tally.fp + row[1], tally.fn + row[2]
    wrong = [("missed", x) for x in want - got] + [("false", x) for x in got - want]
    for error, (span, label) in sorted(wrong, key=lambda w: (w[1], w[0])):
        surface = sentence.text[span.start : span.end]
        names.errors.append(
            {"file": file, "line": sentence.line, "error": error, "label": label, "name": surface, "start": span.start,
             "text": sentence.text}
        )  # fmt: skip


def finder(settings: Settings) -> Finder:
    """Who finds names under ``settings``: each sentence is read as an article of its own.

    Traditional characters and full-width forms are read as in documents; spans are of the sentence as it was given.

    Raises:
        ConfigError: if library or model of the recogniser is missing.
    """
    from pipeline.nlp import reader  # loads tables

    def find(sentence: str) -> Iterator[tuple[Span, str]]:
        clean = simplify.simplify(width.fold(Text.of(sentence)))
        doc = reader.read(clean.text, Context(), settings.ner, settings.ner_model, settings.ner_device)
        for mention in doc.user_data[reader.ENTITIES].mentions:
            yield Span(*clean.source_span(*mention.span)), mention.label

    if settings.ner != RULES:  # a missing model is told before the file is read
        from pipeline.nlp.recognisers import recogniser

        recogniser(settings.ner, settings.ner_model, settings.ner_device)
    return find
