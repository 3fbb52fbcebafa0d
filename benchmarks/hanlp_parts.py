"""What of HanLP needs no model, against what is in use here: dictionary look-up and sentence borders.

    python -m benchmarks.hanlp_parts [GOLD_FOLDER…]

Looks the places of the gazetteer up in the annotated documents with ``hanlp_trie`` and with our automaton, and splits
the documents with ``hanlp.utils.rules.split_sentence`` and with :mod:`pipeline.text.sentences`. Times are ratios of
processor time within this run. What is right: a look-up is leftmost, and longest at each place; a border of sentences
stands inside of no annotated figure and no annotated name, loses no character, and parts no figure from what it counts.
Needs the extra [hanlp].
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import gazetteers
from extractors.borders import occurrences
from extractors.model import Span
from gazetteers.automaton import Automaton
from pipeline.nlp import hanlp_library
from pipeline.process import STAGES, whole_article
from pipeline.run.scoring import locate
from pipeline.run.training.documents import Document, annotated
from pipeline.text import articles, sentences
from pipeline.text.align import Text
from pipeline.text.decode import decode

FOLDERS = ("corpus/gold", "corpus/gold/learn")
ROUNDS = 3


def bodies(document: Document) -> list[Text]:
    """Headlines and body of each article of a document, as they are split and looked up in."""
    text = Text.of(decode(document.source.data).text)
    for _, stage in STAGES:
        text, _ = stage(text)
    return [whole_article(piece)[0] for piece in articles.split(text)[0]]


def best(work: Callable[[], Any]) -> float:
    """The least processor time of some rounds, in seconds."""
    spent = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


def plain(words: frozenset[str], text: str) -> list[tuple[int, int]]:
    """Leftmost-longest look-up by its definition: at each place the longest word, and on behind it."""
    most = max(map(len, words))
    found, at = [], 0
    while at < len(text):
        size = next((n for n in range(min(most, len(text) - at), 0, -1) if text[at : at + n] in words), 0)
        if size:
            found.append((at, at + size))
        at += size or 1
    return found


def look_up(texts: Sequence[str]) -> None:
    """Prints the comparison of dictionaries."""
    from hanlp_trie import Trie

    words = frozenset(row["name"] for row in gazetteers.rows("divisions") if len(row["name"]) > 1)
    ours, theirs = Automaton(words), Trie(words)
    built = {"ours": best(lambda: Automaton(words)), "hanlp_trie": best(lambda: Trie(words))}
    found = {
        "ours": best(lambda: [ours.find(t) for t in texts]),
        "hanlp_trie": best(lambda: [theirs.parse_longest(t) for t in texts]),
    }
    right = [plain(words, t) for t in texts]
    same = {
        "ours": [[(a, b) for a, b, _ in ours.find(t)] for t in texts],
        "hanlp_trie": [[(a, b) for a, b, _ in theirs.parse_longest(t)] for t in texts],
    }
    matches = sum(map(len, right))
    print(f"look-up of {len(words):,} places in {sum(map(len, texts)):,} characters, {matches:,} matches")
    print(f"{'':12} {'building':>10} {'searching':>10} {'leftmost-longest':>18}")
    for name in ("ours", "hanlp_trie"):
        agree = sum(len(set(a) & set(b)) for a, b in zip(same[name], right, strict=True))
        extra = sum(len(set(a) - set(b)) for a, b in zip(same[name], right, strict=True))
        times = f"{built[name] / built['ours']:9.1f}x {found[name] / found['ours']:9.1f}x"
        print(f"{name:12} {times} {agree:>9,} of {matches:,}, {extra} more")


def hanlp_spans(text: str, split: Callable[[str], Iterable[str]]) -> tuple[list[Span], int]:
    """HanLP's sentences, which are strings, as spans; and how many of them do not stand in the text."""
    spans, at, lost = [], 0, 0
    for sentence in split(text):
        start = text.find(sentence, at)
        if start < 0:
            lost += 1
            continue
        at = start + len(sentence)
        spans.append(Span(start, at))
    return spans, lost


def borders(documents: Sequence[Document]) -> None:
    """Prints the comparison of sentence splitters."""
    with hanlp_library.quiet():
        from hanlp.utils.rules import split_sentence

    counts: dict[str, Counter[str]] = {"ours": Counter(), "hanlp": Counter()}
    differ: Counter[str] = Counter()
    wholes = [(d, whole) for d in documents for whole in bodies(d)]
    for document, whole in wholes:
        theirs, lost = hanlp_spans(whole.text, split_sentence)
        split = {"ours": list(sentences.split(whole.text)), "hanlp": theirs}
        counts["hanlp"]["not of the text"] += lost
        for name, spans in split.items():
            judge(document, whole, spans, counts[name])
        ends = {name: {s.end for s in spans} for name, spans in split.items()}
        for name, other in (("ours", "hanlp"), ("hanlp", "ours")):
            for end in ends[name] - ends[other]:
                before, behind = whole.text[end - 1 : end], whole.text[end : end + 1]
                differ[
                    f"only {name}: after {before!r} before {'a line end' if behind in ('', chr(10)) else 'more'}"
                ] += 1
    texts = [whole.text for _, whole in wholes]
    spent = {
        "ours": best(lambda: [sentences.split(t) for t in texts]),
        "hanlp": best(lambda: [list(split_sentence(t)) for t in texts]),
    }
    print(f"\nsentences of {len(documents)} documents, {sum(map(len, texts)):,} characters")
    rows = ("sentences", "not of the text", "characters lost", "figures cut", "names cut", "claims", "with their item")
    for row in rows:
        print(f"{row:18} " + " ".join(f"{name} {counts[name][row]:>8,}" for name in counts))
    print(f"{'time':18} " + " ".join(f"{name} {spent[name] / spent['ours']:>7.1f}x" for name in counts))
    for what, n in differ.most_common(12):
        print(f"  {n:5} {what}")


def judge(document: Document, whole: Text, spans: Sequence[Span], counts: Counter[str]) -> None:
    """Adds what a way of splitting does to the annotations of a document."""
    covered = {i for span in spans for i in range(*span)}
    counts["sentences"] += len(spans)
    counts["characters lost"] += sum(not c.isspace() and i not in covered for i, c in enumerate(whole.text))
    of = {i: n for n, span in enumerate(spans) for i in range(*span)}
    names = {e["surface"] for e in document.gold["entities"]}
    counts["names cut"] += sum(of.get(a) != of.get(b - 1) for a, b, _ in occurrences(whole.text, names))
    raw = document.source.data.decode(document.gold.get("encoding") or "utf-8-sig")
    at = {start: i for i, start in enumerate(whole.starts)}
    for claim in document.gold["claims"]:
        start, end = locate(raw, claim)
        first, last = at.get(start), at.get(end - 1)
        if first is None or last is None:
            continue
        counts["figures cut"] += of.get(first) != of.get(last)
        span = spans[of[first]] if first in of else Span(first, last + 1)
        items = [item for item in claim["item"] if item and item in whole.text]
        if items:
            counts["claims"] += 1
            counts["with their item"] += any(item in whole.text[span.start : span.end] for item in items)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[Path(f) for f in FOLDERS])
    options = parser.parse_args()
    hanlp_library.need()
    documents = annotated(options.folders)
    look_up([whole.text for d in documents for whole in bodies(d)])
    borders(documents)


if __name__ == "__main__":
    main()
