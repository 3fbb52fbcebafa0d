"""A fact base in which every text that a page shows tries to become markup or script."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from extractors.model import Span
from pipeline.model import Extraction, Problem, Source
from pipeline.store import FactBase
from tests.factories import article, claim, entity, fact, quantity

ATTACKS = (
    "<script>window.hit=1</script>", '"><img src=x onerror="window.hit=1">', "' onmouseover='window.hit=1",
    "javascript:window.hit=1", "{{ 7*7 }}{% raw %}", "</textarea><script>window.hit=1</script>",
    "</title><svg onload=window.hit=1>", "<!--", "&lt;b&gt;",
)  # fmt: skip
ALL = "".join(ATTACKS)


def write(path: Path) -> Path:
    """Three documents: names, titles, outlets, authors, subjects, sentences and problems are attacks."""
    with FactBase.open(path) as base:
        run = base.begin_run(f"run {ALL}", "0.1.0", "c0ffee", "beef", "{}")
        for number in range(3):
            base.write(_document(number), run)
        base.finish_run(run)
    return path


def _document(number: int) -> Extraction:
    sentence = f"{ALL}投入资金{number + 1}00元{ALL}。"
    quote = f"{number + 1}00元"
    at = sentence.index(quote)
    source = Source(f'{number}"><img src=x onerror=alert(1)>javascript:.txt', f"{number}{sentence}".encode())
    said = claim(
        quantity(100 * (number + 1)), subject=ALL, action="<b>投入</b>", item=ALL, place=ALL, speaker=ALL, rule=ALL
    )
    told = fact(
        said, document=source.id, start=at, quote=quote, sentence=sentence, sentence_start=0,
        sentence_end=len(sentence), mark=Span(at, at + len(quote)), period_text=ALL,
    )  # fmt: skip
    page = article(
        ALL, outlet=ALL, authors=(ALL,), date=date(2024, 3, 4 + number), kicker=ALL, subtitle=ALL, end=len(sentence)
    )
    problem = Problem("lost-bytes", "decode", ALL, 0, len(sentence))
    return Extraction(
        source.id, source.name, len(source.data), "utf-8", (page,), (told,), (entity(ALL),), (problem,),
        locations=(f"/tmp/{ALL}/{source.name}",),
    )  # fmt: skip
