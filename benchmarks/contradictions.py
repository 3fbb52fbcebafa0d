"""How many planted contradictions are found, and what is taken for one that is none.

Usage: ``python -m benchmarks.contradictions [--count 2000] [--seed 0] [--jobs 2] [--set SET] [--misses] [--db FILE]``
makes articles (:mod:`benchmarks.contradictions_plants`, :mod:`benchmarks.contradictions_pairs`), reads them into a
fresh fact base and compares what contradicts what with what was planted. ``--db`` keeps the fact base and, where it is
there already, reads nothing again.

Goals: at least 95 % of the planted contradictions are found; none between figures that hedges, rounding, parts, plans,
times or places keep apart. The columns ``held`` are of sentences that were written before the rules and first looked
at when these were done (98 % found, 3 of 154 falsely); ``fresh`` of others, written then and looked at later.
``third`` to ``seventh`` are pairs of wordings, each written blind, ``fifth`` with longer sentences. When first read,
before anything was mended with them, 92 of 151, 116 of 152, 40 of 55, 81 of 103 and 80 of 101 contradictions were
found, 12 of 163, 6 of 145, 3 of 65, 2 of 102 and 3 of 100 look-alikes taken for one; only that tells of wordings that
nobody has seen. *alike* counts the plants of which both figures were read, and of the same body, indicator, unit and
time: the others were lost before anything could be compared. *other alarms* are between figures that stand there by
chance; ``--misses`` prints them, and only a reader can judge them.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks import contradictions_pairs
from benchmarks.contradictions_plants import CONTRADICTING, Plant, plants
from pipeline import config
from pipeline.run.batch import run
from pipeline.store import FactBase

Row = dict[str, Any]
Planted = Iterable[tuple[Plant | None, list[tuple[str, str]]]]
SETS = ("dev", "held", "fresh")


def read(made: Planted, db: Path, jobs: int) -> list[Plant]:
    """Write the articles and read them, unless the fact base is there; the plants."""
    found: list[Plant] = []
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "articles.jsonl"
        with source.open("w", encoding="utf-8") as out:
            for plant, documents in made:
                found += [plant] if plant else []
                for name, text in documents:
                    out.write(json.dumps({"name": name, "text": text}, ensure_ascii=False) + "\n")
        if not db.exists():
            run([str(source)], db, config.load(), engine="processes" if jobs > 1 else "serial", jobs=jobs)
    return found


def alike(base: FactBase, plant: Plant) -> bool:
    """Whether both figures were read, as of one topic: of the same body, indicator, unit and time."""
    topics = []
    for name, figure, sentence in zip(plant.names, plant.figures, plant.sentences, strict=True):
        rows = base.query(document=_id(base, name), all_reports=True)
        if (row := next((row for row in rows if _in(row, figure, sentence)), None)) is None:
            return False
        topics.append(base._db.execute("SELECT topic FROM claims WHERE id = ?", (row["id"],)).fetchone()[0])
    return topics[0] is not None and topics[0] == topics[1]


def _id(base: FactBase, name: str) -> str:
    row = base._db.execute("SELECT id FROM documents WHERE name LIKE ?", (f"%{name}",)).fetchone()
    return str(row[0])


def _in(row: Row, figure: str, sentence: str, side: str = "") -> bool:
    text = row[f"{side}sentence"]
    quote = _plain(text[row[f"{side}mark_start"] : row[f"{side}mark_end"]])
    if row[f"{side}name"].rsplit("/")[-1].startswith(contradictions_pairs.SETS):  # there figures stand without units
        planted, stored = _plain(sentence).rstrip("。"), _plain(text).rstrip("。")
        return (planted in stored or stored in planted) and quote.startswith(_plain(figure))
    return sentence.rstrip("。") in text and quote == _plain(figure)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(str.maketrans("", "", "超过将近约左右余逾接突破,"))


def main(args: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000, help="articles (2000)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2, help="worker processes (2)")
    parser.add_argument("--db", type=Path, help="keep the fact base in this file, or take it from there")
    parser.add_argument("--set", choices=(*SETS, *contradictions_pairs.SETS), help="only plants of this set")
    parser.add_argument("--misses", action="store_true", help="print every miss and every other alarm")
    options = parser.parse_args(args)
    with tempfile.TemporaryDirectory() as folder:
        db = options.db or Path(folder) / "facts.db"
        planted = read(_made(options), db, options.jobs)
        with FactBase.open(db, readonly=True) as base:
            lines = report(base, planted, options.set, options.misses)
    print(*lines, sep="\n")


def _made(options: argparse.Namespace) -> Planted:
    if options.set not in contradictions_pairs.SETS:
        yield from plants(options.seed, options.count)
    for which in contradictions_pairs.SETS:
        if options.set in (None, which):
            yield from contradictions_pairs.pairs(options.seed, which)


def report(base: FactBase, planted: Sequence[Plant], only: str | None, misses: bool) -> list[str]:
    """The tables, and with ``misses`` what they count against the rules."""
    shown, others = _shown(base, planted, only)
    count: Counter[tuple[str, str, str]] = Counter()
    missed: list[str] = []
    for plant in (p for p in planted if only in (None, p.set)):
        key = (plant.set, plant.how)
        found = plant.names in shown
        count[*key, "planted"] += 1
        count[*key, "shown"] += found
        both = alike(base, plant)
        count[*key, "alike"] += both
        if _contradicts(plant) != found:
            state = "" if both else " (read otherwise)"
            missed.append(f"{plant.set} {plant.how}{state}: {' / '.join(plant.sentences)} {plant.names}")
    lines: list[str] = []
    for sets in (SETS, contradictions_pairs.SETS):
        held = tuple(s for s in sets if any(key[0] == s for key in count))
        if held:
            lines += table(count, held, CONTRADICTING if sets is SETS else contradictions_pairs.CONTRADICTING)
    lines.append(f"other alarms: {len(others)}")
    return lines + (missed + others if misses else [])


def table(count: Counter[tuple[str, str, str]], sets: Sequence[str], contradicting: Sequence[str]) -> Iterator[str]:
    """Counts by set and by how the two sentences of a plant differ."""
    columns = [(s, w) for s in sets for w in ("planted", "alike", "shown")]
    yield f"{'':20}" + "".join(f"{s + ' ' + w:>15}" for s, w in columns)
    allowed = list(dict.fromkeys(how for s, how, _ in count if s in sets and how not in contradicting))
    for title, ways in (("contradictions", contradicting), ("none", allowed)):
        for how in (*ways, "all"):
            cells = [sum(count[s, h, w] for h in (ways if how == "all" else (how,))) for s, w in columns]
            yield f"{how if how != 'all' else title + ', all':20}" + "".join(f"{n:>15,}" for n in cells)


def _contradicts(plant: Plant) -> bool:
    pairs = plant.set in contradictions_pairs.SETS
    return plant.how in (contradictions_pairs.CONTRADICTING if pairs else CONTRADICTING)


def _shown(base: FactBase, planted: Sequence[Plant], only: str | None) -> tuple[set[tuple[str, str]], list[str]]:
    """The plants that are shown as contradictions, by their names, and what else is, told."""
    by_names = {plant.names: plant for plant in planted}
    found: set[tuple[str, str]] = set()
    others: list[str] = []
    for pair in base.contradictions():
        names = sorted(Path(str(pair[f"{side}_name"])).name for side in ("one", "other"))
        plant = by_names.get((names[0], names[1]))
        sides = ("one_", "other_") if str(pair["one_name"]).endswith(names[0]) else ("other_", "one_")
        if plant and all(
            _in(pair, f, s, side) for f, s, side in zip(plant.figures, plant.sentences, sides, strict=True)
        ):
            found.add(plant.names)
        elif plant is None or only in (None, plant.set):
            others.append(_told(pair))
    return found, others


def _told(pair: Row) -> str:
    sides = (
        f"{pair[f'{s}_name']} {pair[f'{s}_quote']} {pair[f'{s}_subject']} {pair[f'{s}_sentence']}"
        for s in ("one", "other")
    )
    return f"other ({pair['indicator']}, {pair['period_start']}–{pair['period_end']}): " + "\n    ".join(sides)


if __name__ == "__main__":
    main()
