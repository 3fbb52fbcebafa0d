"""Make an archive of invented union news, as large as wanted, to measure the whole program on.

    python -m benchmarks.archive N FOLDER|FILE.jsonl|FILE.zip [--seed S] [--reprints SHARE] [--truth FILE] …

The same options give the same bytes, and the first documents of a large archive are those of a small one; all three
containers hold the same documents. A document has about 1,000 characters (300 to 3,000), in UTF-8, GB18030, Big5 or
UTF-16, as text, HTML, newspaper page, post or with the damage that --noise asks for.

An article is put together from sentences of our own articles, with other figures, dates, people, places and unions,
and from templates without figures (benchmarks/data), which have other words each time: two articles share no more than
set phrases and single sentences, so nothing that a program keeps from one document serves for the next. Our articles
are far denser in figures than news is; in the mixture the program finds about 10 claims in 1,000 characters of a
document, markup not counted (7 to 10 in the five reports of others that this was held against).

--reprints SHARE plants reprints: an article that another outlet took over, with other furniture, often in another shape
or encoding, at times without its last paragraph or with its headline cut, in --changed of them with one figure changed.
--truth FILE says for each document, as a line of JSON: name, id (SHA-256 of the bytes), encoding, shape, number of
articles on it, and for a reprint the name of the document that had the article first, what was cut, and which figure
was changed to what. Only the first article of a document is ever reprinted.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.archive_articles import Article, Change, article, reprint
from benchmarks.archive_shapes import DAMAGE, ENCODINGS, SHAPES, document, pick

_DAY = (2020, 1, 1, 0, 0, 0)  # of the members of a zip: their bytes must not depend on the clock
_FOLDER = 1000


@dataclass(frozen=True, slots=True)
class Plan:
    """What an archive is to be like.

    Attributes:
        seed: of everything.
        reprints: share of documents that are reprints of an earlier one, 0 to 1.
        changed: share of the reprints in which a figure is another one (where the article has any).
        noise: share of documents that are damaged.
    """

    seed: int = 0
    reprints: float = 0.0
    changed: float = 0.3
    noise: float = 0.15


@dataclass(frozen=True, slots=True)
class Made:
    """One document, and the truth about it.

    Attributes:
        name: path in the archive, with the suffix of its shape.
        data: its bytes.
        encoding: Python codec that they are in.
        shape: a key of SHAPES or DAMAGE.
        articles: how many stand in it.
        original: number of the document that had the article first, or None.
        cut: "headline", "end", both with a blank between, or nothing.
        changes: figures that are not those of the original.
    """

    name: str
    data: bytes
    encoding: str
    shape: str
    articles: int
    original: int | None
    cut: str
    changes: tuple[Change, ...]


def original_of(plan: Plan, number: int) -> int | None:
    """The document that this one reprints, always itself no reprint; None if it is no reprint."""
    rng = random.Random(f"{plan.seed}/{number}/reprint")
    if number == 0 or rng.random() >= plan.reprints:
        return None
    earlier = rng.randrange(number)
    before = original_of(plan, earlier)
    return earlier if before is None else before


def shape_of(plan: Plan, number: int) -> str:
    """The shape of this document."""
    rng = random.Random(f"{plan.seed}/{number}/shape")
    return pick(rng, DAMAGE if rng.random() < plan.noise else SHAPES)


def make(plan: Plan, number: int) -> Made:
    """The document of this number."""
    rng = random.Random(f"{plan.seed}/{number}/document")
    shape = shape_of(plan, number)
    encoding = pick(rng, ENCODINGS) if shape not in ("glossed", "lost", "mojibake") else "utf-8"
    original = original_of(plan, number)
    of, cut, changes = _article(plan, number, original)

    def more(n: int) -> Article:
        return article(plan.seed, f"{number}.{n}")

    data, encoding, articles = document(of, rng, shape, encoding, more)
    return Made(name_of(number, shape), data, encoding, shape, articles, original, cut, changes)


def _article(plan: Plan, number: int, original: int | None) -> tuple[Article, str, tuple[Change, ...]]:
    of = article(plan.seed, str(number if original is None else original))
    if original is None:
        return of, "", ()
    rng = random.Random(f"{plan.seed}/{number}/cut")
    return reprint(of, rng, rng.random() < plan.changed)


def reprinted(plan: Plan, number: int) -> Article:
    """The first article of this document, before it became a page."""
    return _article(plan, number, original_of(plan, number))[0]


def name_of(number: int, shape: str) -> str:
    """Path of a document in its archive; a thousand share a folder."""
    return f"{number // _FOLDER:04}/{number:07}.{'html' if shape == 'html' else 'txt'}"


def truth(plan: Plan, made: Made) -> dict[str, object]:
    """What the truth file says about a document."""
    first = None if made.original is None else name_of(made.original, shape_of(plan, made.original))
    return {
        "name": made.name, "id": hashlib.sha256(made.data).hexdigest(), "encoding": made.encoding, "shape": made.shape,
        "articles": made.articles, "reprint_of": first, "cut": made.cut.split(),
        "changed": [asdict(change) for change in made.changes],
    }  # fmt: skip


def archive(plan: Plan, count: int) -> Iterator[Made]:
    """All documents, one after another."""
    return (make(plan, number) for number in range(count))


def write(plan: Plan, count: int, target: Path, truth_file: Path | None = None) -> None:
    """Writes the archive: JSON lines or a zip by the suffix of ``target``, else a folder."""
    with ExitStack() as stack:
        add = _writer(target, stack)
        told = stack.enter_context(truth_file.open("w", encoding="utf-8")) if truth_file else None
        for made in archive(plan, count):
            add(made)
            if told:
                told.write(json.dumps(truth(plan, made), ensure_ascii=False) + "\n")


def _writer(target: Path, stack: ExitStack) -> Callable[[Made], None]:
    if target.suffix == ".jsonl":
        lines = stack.enter_context(target.open("w", encoding="utf-8"))

        def line(made: Made) -> None:
            data = base64.b64encode(made.data).decode("ascii")
            lines.write(json.dumps({"name": made.name, "data": data}) + "\n")

        return line
    if target.suffix == ".zip":
        packed = stack.enter_context(zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED))
        return lambda made: packed.writestr(zipfile.ZipInfo(made.name, _DAY), made.data, zipfile.ZIP_DEFLATED)
    folders: set[Path] = set()

    def file(made: Made) -> None:
        path = target / made.name
        if path.parent not in folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            folders.add(path.parent)
        path.write_bytes(made.data)

    return file


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError("a share is a number from 0 to 1")
    return share


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, metavar="N", help="how many documents")
    parser.add_argument("target", type=Path, help="a folder, or a file that ends in .jsonl or .zip")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--reprints", type=_share, default=0.0, help="share of documents that are reprints (0)")
    parser.add_argument("--changed", type=_share, default=0.3, help="share of reprints with a changed figure (0.3)")
    parser.add_argument("--noise", type=_share, default=0.15, help="share of documents with damage (0.15)")
    parser.add_argument(
        "--truth", type=Path, metavar="FILE", help="write there what is a reprint of what, as JSON lines"
    )
    options = parser.parse_args()
    plan = Plan(options.seed, options.reprints, options.changed, options.noise)
    write(plan, options.count, options.target, options.truth)


if __name__ == "__main__":
    main()
