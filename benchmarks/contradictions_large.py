"""How fast contradictions are found in a large fact base, and how much memory it takes to list them all.

Usage: ``python -m benchmarks.contradictions_large [--claims 1000000] [--db FILE]`` writes made-up claims straight into
a fact base (no text is read; three figures an article, of 2,000 unions, 60 indicators and 12 years, with a body that
has very many claims and one figure in fifty changed) and asks for single claims, an indicator and everything.
``--db`` keeps it, or takes one that is there. Goals: under 100 ms for one claim; memory that does not grow with the
number of claims.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from extractors.model import Claim, Mention, Period, Quantity, Span
from pipeline.model import Article, Entity, Extraction, Fact, Source
from pipeline.store import FactBase, Item

_PER_ARTICLE = 3
_SAYINGS = (
    ("发展", "会员", "人", "people"), ("新建", "职工书屋", "家", "count"), ("投入", "资金", "元", "money"),
    ("发放", "慰问金", "元", "money"), ("追回", "工资", "元", "money"), ("培训", "职工", "人次", "person_times"),
    ("举办", "招聘会", "场", "count"), ("提出", "合理化建议", "条", "count"), ("新建", "基层工会", "家", "count"),
    ("资助", "困难学生", "人", "people"), ("朗诵", "诗", "首", "count"), ("签订", "集体合同", "份", "count"),
)  # fmt: skip


def extractions(claims: int, seed: int = 0) -> Iterator[Extraction]:
    """Documents of one article with three claims each, until there are so many claims."""
    rng = random.Random(seed)
    unions = [f"青河{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{n}号纺织厂工会" for n in range(2000)]
    for number in range(claims // _PER_ARTICLE):
        union = unions[0] if rng.random() < 0.05 else unions[min(int(rng.paretovariate(0.6)), 1999)]
        year = rng.randrange(2010, 2022)
        text = ""
        facts = []
        source = Source(f"{number:08}.txt", f"{number} {seed}".encode())
        for _ in range(_PER_ARTICLE):
            action, item, unit, kind = rng.choice(_SAYINGS)
            base = random.Random(f"{union}{year}{action}{item}").randrange(100, 90_000)
            value = base if rng.random() < 0.98 else base + rng.randrange(base // 3, base)
            start = len(text)
            sentence = f"{year}年，{union}{action}{item}{value}{unit}。"
            at = start + sentence.index(str(value))
            end = at + len(f"{value}{unit}")
            text += sentence
            quantity = Quantity(Span(at, end), Span(at, end), Decimal(value), None, unit, kind)  # type: ignore[arg-type]
            period = Period(Span(0, 5), date(year, 1, 1), date(year, 12, 31))
            claim = Claim(quantity, union, action, item, period, confidence=0.9)
            mark = Span(at - start, end - start)
            facts.append(
                Fact(
                    claim, id=f"{source.id[:16]}-{at}", start=at, end=end, byte_start=at, byte_end=end,
                    quote=f"{value}{unit}", article=0, sentence=sentence, sentence_start=start,
                    sentence_end=start + len(sentence), mark=mark, period_text=f"{year}年",
                )
            )  # fmt: skip
        entity = Entity(Mention("UNION", Span(6, 6 + len(union)), union, union), 6, 6 + len(union), 0)
        article = Article("简讯", date(year + 1, 1, 1 + number % 28), "青河日报", (), 0, len(text))
        yield Extraction(source.id, source.name, len(text), "utf-8", (article,), tuple(facts), (entity,))


def fill(db: Path, claims: int) -> None:
    """Write the claims."""
    with FactBase.open(db) as base:
        run = base.begin_run("benchmark", "0")
        batch: list[Item] = []
        for extraction in extractions(claims):
            batch.append(Item(extraction))
            if len(batch) == 2000:
                base.write_many(batch, run)
                batch.clear()
        base.write_many(batch, run)
        base.finish_run(run)


def main(args: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--db", type=Path)
    options = parser.parse_args(args)
    with tempfile.TemporaryDirectory() as folder:
        db = options.db or Path(folder) / "facts.db"
        if not db.exists():
            fill(db, options.claims)
        ask(db)


def ask(db: Path) -> None:
    """Ask, and print how long it took (processor time)."""
    with FactBase.open(db, readonly=True) as base:
        total, keyed = base._db.execute("SELECT count(*), count(topic) FROM claims").fetchone()
        size = base._db.execute("SELECT sum(pgsize) FROM dbstat WHERE name = 'claims_topic'").fetchone()[0] / 2**20
        print(f"{total:,} claims, {keyed:,} with a topic")
        print(f"the index takes {size:.0f} MiB of {db.stat().st_size / 2**20:,.0f}")
        times = []
        for row in base._db.execute("SELECT id FROM claims ORDER BY id LIMIT 200").fetchall():
            began = time.process_time()
            base.contradictions_of(row[0])
            times.append(1e3 * (time.process_time() - began))
        times.sort()
        print(f"one claim: median {times[100]:.1f} ms, 95 of 100 within {times[190]:.1f} ms, most {times[-1]:.1f} ms")
        for name, given in (
            ("of one indicator", {"indicator": "members_new"}),
            ("all, the first 100,000", {"limit": 100_000}),
        ):
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            began = time.process_time()
            count = sum(1 for _ in base.contradictions(**given))
            took = time.process_time() - began
            grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
            print(f"{name}: {count:,} pairs in {took:.1f} s, {grown / 1024:.0f} MiB more memory at the most")


if __name__ == "__main__":
    main()
