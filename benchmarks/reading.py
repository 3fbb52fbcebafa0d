"""How long each part of reading a document takes, against cutting the same text with jieba.

Usage: python -m benchmarks.reading PATH…

Prints for each part the milliseconds of processor time that 1,000 characters take, and how many times ``jieba.lcut``
that is, the best of five passes over the documents in one run. Claims are left out: it is what goes before them.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import jieba

from extractors import entities, quantities, times
from extractors.model import Context
from pipeline.nlp import reader
from pipeline.nlp.tokenizer import tokenize
from pipeline.process import STAGES, whole_article
from pipeline.text import articles, sentences
from pipeline.text.align import Text
from pipeline.text.decode import decode

PASSES = 5
T = TypeVar("T")


def read(data: bytes, spent: Counter[str]) -> list[str]:
    """Read one document, add the seconds of each part to ``spent``, and return the texts of its articles."""

    def part(name: str, work: Callable[[], T]) -> T:
        began = time.process_time()
        result = work()
        spent[name] += time.process_time() - began  # type: ignore[assignment]  # Counter is typed for whole numbers
        return result

    text = part("decode", lambda: Text.of(decode(data, None).text))
    for name, stage in STAGES:
        text = part(name, lambda stage=stage, text=text: stage(text)[0])  # type: ignore[misc]
    texts = []
    for piece in part("articles", lambda: articles.split(text)[0]):
        whole, body = whole_article(piece)
        context = Context(piece.date, piece.outlet or "", body, piece.neighbours)
        found = part("quantities", lambda: quantities.find(whole.text))  # noqa: B023  # called at once
        periods = part("times", lambda: times.find(whole.text, context.published))  # noqa: B023
        vocab = reader.pipeline().vocab
        protected = reader.protected(found, periods)
        doc = part("words", lambda: tokenize(vocab, whole.text, protected))  # noqa: B023
        part("names", lambda: entities.find(doc, context))  # noqa: B023
        part("sentences", lambda: sentences.split(whole.text))  # noqa: B023
        texts.append(whole.text)
    return texts


def main(paths: list[str]) -> None:
    """Print the table of the documents named."""
    documents = [Path(path).read_bytes() for path in paths]
    texts = [text for data in documents for text in read(data, Counter())]
    size = sum(map(len, texts))
    passes: list[Counter[str]] = []
    cuts: list[float] = []
    for _ in range(PASSES):
        spent: Counter[str] = Counter()
        for data in documents:
            read(data, spent)
        passes.append(spent)
        began = time.process_time()
        for text in texts:
            jieba.lcut(text)
        cuts.append(time.process_time() - began)
    cut = min(cuts)
    print(f"{len(documents)} documents, {size} characters; jieba.lcut {cut / size * 1e6:.2f} ms for 1,000")
    best = {name: min(spent[name] for spent in passes) for name in passes[0]}
    for name, seconds in [*sorted(best.items(), key=lambda item: -item[1]), ("all", sum(best.values()))]:
        print(f"{name:12} {seconds / size * 1e6:7.3f} ms {seconds / cut:6.2f} times")


if __name__ == "__main__":
    jieba.setLogLevel(60)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a document")
    main(parser.parse_args().paths)
