"""Whether search finds what a scan of all sentences finds, no more and no less.

    python -m benchmarks.searches DB [--fragments 40] [--seed 0]

DB is a fact base (``python -m benchmarks.storing … --documents 10000 --db DB`` makes one of 100,000 claims). Looked for
are common words, words in traditional characters, several words, and fragments of two to four characters drawn from the
sentences. The scan knows nothing of the index: it reads each sentence, its claims' names and its headline with a
regular expression that has any separators between the characters. Exit status 1 if any answer differs.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
import unicodedata
from pathlib import Path

from pipeline.store import FactBase

TERMS = (
    "工会",
    "万元",
    "劳模疗休养",
    "送温暖",
    "送溫暖",
    "元",
    "会员",
    "困难 职工",
    "福建省总工会",
    "乾安县",
    "没有这个词",
)
_SENTENCES = """SELECT s.id, s.text, a.title, coalesce((SELECT group_concat(c.subject || char(10) || c.action ||
    char(10) || c.item || char(10) || c.place || char(10) || c.speaker, char(10)) FROM claims c
    WHERE c.sentence = s.id), '') FROM sentences s JOIN articles a ON a.id = s.article"""
_HAN = re.compile(r"[\u4e00-\u9fff]")


def plain(text: str) -> str:
    """As people type it: full-width forms and capitals make no difference."""
    return unicodedata.normalize("NFKC", text).lower()


def fields(base: FactBase) -> dict[str, tuple[str, ...]]:
    """What each sentence is found by, by its id."""
    rows = base.db.conn.execute(_SENTENCES)
    return {id: (plain(text), plain(title), *map(plain, set(names.split("\n")))) for id, text, title, names in rows}


def scanned(of: dict[str, tuple[str, ...]], words: tuple[str, ...]) -> set[str]:
    """Ids of sentences of which each word stands in some field."""
    patterns = [re.compile(r"[\W_]*".join(map(re.escape, word))) for word in words]
    return {
        id for id, some in of.items()
        if all(any(pattern.search(field) for field in some) for pattern in patterns)
    }  # fmt: skip


def drawn(of: dict[str, tuple[str, ...]], count: int, seed: int) -> list[str]:
    """Fragments of sentences, of Chinese characters alone."""
    rng = random.Random(seed)
    sentences = [some[0] for some in of.values()]
    found: list[str] = []
    while len(found) < count:
        text, length = rng.choice(sentences), rng.randint(2, 4)
        at = rng.randrange(max(1, len(text) - length))
        if len(fragment := "".join(_HAN.findall(text[at : at + length]))) == length:
            found.append(fragment)
    return found


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("db", type=Path)
    parser.add_argument("--fragments", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    wrong = 0
    with FactBase.open(options.db, readonly=True) as base:
        of = fields(base)
        print(f"{len(of):,} sentences\n")
        print(f"| term | search | scan | missed | too many | ms, processor, first 20 |\n|{'---|' * 6}")
        for term in (*TERMS, *drawn(of, options.fragments, options.seed)):
            words = tuple("送温暖" if word == "送溫暖" else word for word in term.split())
            found, there = {row["sentence"] for row in base.search(term, limit=None)}, scanned(of, words)
            began = time.process_time()
            list(base.search(term))
            took = 1e3 * (time.process_time() - began)
            missed, more = len(there - found), len(found - there)
            wrong += bool(missed or more) or base.hits(term) != len(there)
            print(f"| {term} | {len(found):,} | {len(there):,} | {missed} | {more} | {took:.1f} |", flush=True)
    print(f"\n{wrong} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
