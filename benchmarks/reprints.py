"""How well reprints are found among generated articles, and what finding them costs.

Usage: ``python -m benchmarks.reprints [--count 5000] [--share 0.3] [--seed 0] [--jobs 2]`` makes an archive
(:mod:`benchmarks.archive`), reads it into a fresh fact base and compares what is linked with what was planted;
``--db FILE --truth FILE`` compares a fact base that was made before. ``--signatures 50000`` measures the linking alone,
with made-up articles of which three in ten are reprints, against half as many; and the signing of text against
``jieba.lcut`` of the same text, each in one run.

Goals: of the planted pairs (a reprint and the document that had the article first) at least 98 % are in one cluster; of
all pairs of documents in one cluster at most 0.5 % have no article in common; every planted change of a figure that was
read on both sides is shown as another figure for the same fact.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Score:
    """What was found; all counts of pairs of documents or of figures."""

    planted: int = 0
    found: int = 0
    linked: int = 0
    false: int = 0
    changed: int = 0
    read: int = 0
    shown: int = 0
    unasked: int = 0


def score(db: Path, truth: Path) -> tuple[Score, list[str]]:
    """The score of a fact base against what an archive says was planted, and a line about each miss."""
    told = {row["id"]: row for row in map(json.loads, truth.read_text(encoding="utf-8").splitlines())}
    by_name = {row["name"]: row["id"] for row in told.values()}
    base = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
    clusters: defaultdict[str, set[str]] = defaultdict(set)
    for original, document in base.execute(
        "SELECT r.original, a.document FROM reprints r JOIN articles a ON a.id = r.article"
    ):
        clusters[original].add(document)
    home: defaultdict[str, set[str]] = defaultdict(set)
    for original, documents in clusters.items():
        for document in documents:
            home[document].add(original)
    out, misses = Score(), []
    for id, row in told.items():
        if row["reprint_of"] is None:
            continue
        first = by_name[row["reprint_of"]]
        out.planted += 1
        if first == id or home[id] & home[first]:
            out.found += 1
        else:
            misses.append(f"not linked: {row['name']} ({row['shape']}, {row['cut']}) and {row['reprint_of']}")
        for change in row["changed"]:
            out.changed += 1
            before, after = (_claims(base, d, change[x]) for d, x in ((first, "before"), (id, "after")))
            if before and after and home[id] & home[first]:
                out.read += 1
                if any(_shown(base, claim) for claim in after):
                    out.shown += 1
                else:
                    misses.append(f"not shown: {change['before']} that became {change['after']} in {row['name']}")
    family = {id: by_name[row["reprint_of"]] if row["reprint_of"] else id for id, row in told.items()}
    for documents in clusters.values():
        for one, other in combinations(sorted(documents), 2):
            out.linked += 1
            if family[one] != family[other]:
                out.false += 1
                misses.append(f"falsely linked: {told[one]['name']} and {told[other]['name']}")
    known = {(id, _bare(change["after"])) for id, row in told.items() for change in row["changed"]}
    for document, quote, first in base.execute(
        "SELECT c.document, substr(s.text, c.mark_start + 1, c.mark_end - c.mark_start), w.fact FROM reports w"
        " JOIN claims c ON c.id = w.claim JOIN sentences s ON s.id = c.sentence WHERE w.claim = w.reading"
        " AND w.fact <> w.reading"
    ):
        origin = base.execute("SELECT document FROM claims WHERE id = ?", (first,)).fetchone()[0]
        changes = {change["after"] for change in told[origin]["changed"]}
        if (document, _bare(quote)) not in known and not changes:
            out.unasked += 1
            misses.append(f"shown as another figure: {quote} in {told[document]['name']} and {told[origin]['name']}")
    return out, misses


def _claims(base: sqlite3.Connection, document: str, quote: str) -> list[str]:
    """Claims of a document whose clean quote holds this one (万 may have come with it)."""
    rows = base.execute(
        "SELECT c.id, substr(s.text, c.mark_start + 1, c.mark_end - c.mark_start) FROM claims c"
        " JOIN sentences s ON s.id = c.sentence WHERE c.document = ?",
        (document,),
    )
    wanted = _bare(quote)
    return [id for id, text in rows if _bare(text) == wanted]


def _bare(quote: str) -> str:
    return quote.replace(",", "").replace("，", "").replace(" ", "")


def _shown(base: sqlite3.Connection, claim: str) -> bool:
    sql = (
        "SELECT count(*) FROM reports w JOIN reports x ON x.fact = w.fact WHERE w.claim = ? AND x.reading <> w.reading"
    )
    return bool(base.execute(sql, (claim,)).fetchone()[0])


def signatures(count: int, seed: int = 0) -> Iterable[tuple[str, Any]]:
    """Made-up bodies and their signatures: ``(name, signature)``; of ten, three repeat another, half of them cut."""
    from pipeline.text.signature import sign

    rng = random.Random(seed)
    letters = [chr(code) for code in range(0x4E00, 0x9FA0)]
    stock = ["".join(rng.choices(letters, k=rng.randint(6, 24))) for _ in range(2_000)]  # everybody's phrases
    bodies: list[str] = []
    for n in range(count):
        if bodies and rng.random() < 0.3:
            body = rng.choice(bodies)
            body = body[: len(body) // 2] if rng.random() < 0.5 else body
        else:
            own = ["".join(rng.choices(letters, k=rng.randint(10, 80))) for _ in range(rng.randint(5, 30))]
            parts = own + rng.choices(stock, k=len(own) // 2)
            rng.shuffle(parts)
            body = "".join(parts)
            if len(bodies) < 5000:
                bodies.append(body)
        yield f"{n:08}.txt", sign(body)


def linking(count: int) -> float:
    """Processor seconds that linking so many articles takes, all of them new."""
    from pipeline.model import Article, Extraction
    from pipeline.store import FactBase, reprints

    with tempfile.TemporaryDirectory() as folder, FactBase.open(Path(folder) / "x.db") as base:
        run = base.begin_run("benchmark", "0")
        made = Article("", None, None, (), 0, 1)
        waiting: list[Extraction] = []
        for n, (name, signature) in enumerate(signatures(count)):
            one = (replace(made, signature=signature),)
            waiting.append(Extraction(f"{n:064x}"[::-1], name, 1, "utf-8", articles=one))
            if len(waiting) == 1000 or n == count - 1:
                base.write_many([_item(e) for e in waiting], run)
                waiting.clear()
        began = time.process_time()
        reprints.link(base._db)
        took = time.process_time() - began
        base.write(Extraction("f" * 64, "one more.txt", 1, "utf-8", articles=one), run)
        began = time.process_time()
        reprints.link(base._db)
        print(f"linking {count:,} new articles: {took:.2f} s, one more: {time.process_time() - began:.2f} s;"
              f" {base._db.execute('SELECT count(*) FROM reprints').fetchone()[0]:,} in clusters")  # fmt: skip
    return took


def _item(extraction: Any) -> Any:
    from pipeline.store import Item

    return Item(extraction)


def signing(text: str) -> float:
    """How many times as long cutting the text into words with jieba takes as signing it."""
    import jieba

    from pipeline.text.signature import sign

    parts = [text[i : i + 1000] for i in range(0, len(text), 1000)]
    jieba.lcut(parts[0])
    sign(parts[0])
    times: dict[Any, float] = {}
    for work in (jieba.lcut, sign):
        began = time.process_time()
        for _ in range(5):
            for part in parts:
                work(part)
        times[work] = (time.process_time() - began) / 5 / len(parts)
    print(
        f"signing 1,000 characters: {1e3 * times[sign]:.3f} ms, 1 / {times[jieba.lcut] / times[sign]:.0f} of jieba.lcut"
    )
    return times[jieba.lcut] / times[sign]


def _made(options: argparse.Namespace, folder: Path) -> tuple[Path, Path]:
    from benchmarks import archive
    from pipeline import config
    from pipeline.run.batch import run

    truth, db = folder / "truth.jsonl", folder / "facts.db"
    plan = archive.Plan(options.seed, options.share)
    archive.write(plan, options.count, folder / "archive.jsonl", truth)
    engine = "processes" if options.jobs > 1 else "serial"
    run([str(folder / "archive.jsonl")], db, config.load(), engine=engine, jobs=options.jobs)
    return db, truth


def main(args: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=5000, help="documents of the archive (5000)")
    parser.add_argument("--share", type=float, default=0.3, help="share of reprints among them (0.3)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2, help="worker processes (2)")
    parser.add_argument("--db", type=Path, help="a fact base that an archive was read into")
    parser.add_argument("--truth", type=Path, help="what the archive says was planted")
    parser.add_argument("--signatures", type=int, metavar="N", help="measure linking of N made-up articles instead")
    parser.add_argument("--misses", action="store_true", help="print every miss")
    options = parser.parse_args(args)
    if options.signatures:
        half, whole = linking(options.signatures // 2), linking(options.signatures)
        print(f"twice as many articles take {whole / half:.1f} times as long")
        signing(
            "".join(p.read_text(encoding="utf-8", errors="replace") for p in Path("corpus/gold/learn").glob("*.txt"))
        )
        return
    with tempfile.TemporaryDirectory() as folder:
        db, truth = (options.db, options.truth) if options.db else _made(options, Path(folder))
        s, misses = score(db, truth)
    print(f"planted pairs found   {s.found} of {s.planted}, {100 * s.found / max(1, s.planted):.2f} %")
    print(f"false among linked    {s.false} of {s.linked}, {100 * s.false / max(1, s.linked):.2f} %")
    print(f"changed figures shown {s.shown} of {s.read} read on both sides, of {s.changed} planted")
    print(f"differences shown that were not planted: {s.unasked}")
    if options.misses:
        print(*misses, sep="\n")


if __name__ == "__main__":
    main()
