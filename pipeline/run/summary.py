"""What a run tells a person at its end, and how a fact is shown in words."""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from heapq import nlargest
from typing import Any

from extractors.model import Baseline
from pipeline.model import Extraction, Fact

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_EXAMPLES, _OF_ONE = 5, 3


@dataclass(frozen=True, slots=True)
class Digest:
    """What a run's summary keeps of one document.

    Attributes:
        articles, claims, mentions: how many were found.
        problems: how often each code came up.
        examples: its best claims, for the eye: rows of texts with ``fullness``, the higher the better.
    """

    articles: int
    claims: int
    mentions: int
    problems: Mapping[str, int]
    examples: tuple[Mapping[str, Any], ...]


def digest(extraction: Extraction) -> Digest:
    """What the summary keeps of a document."""
    examples = tuple(
        # the second best of one document gives way to the best of another
        {**_row(fact, extraction), "fullness": (-rank, *_fullness(fact))}
        for rank, fact in enumerate(nlargest(_OF_ONE, extraction.facts, key=_fullness))
    )
    problems = dict(Counter(p.code for p in extraction.problems))
    return Digest(len(extraction.articles), len(extraction.facts), len(extraction.entities), problems, examples)


@dataclass(slots=True)
class RunSummary:
    """What a run did; filled while it goes on.

    Attributes:
        run: id of the run.
        status: finished, failed or interrupted.
        read: documents that went through the pipeline.
        skipped: documents stored before from the same bytes by the same code, settings and gazetteers.
        kept: documents stored before, which nothing that has changed since in the gazetteers touches.
        new, changed, same: documents read, by what that did to the facts stored of them.
        failed: inputs that could not be read, and documents that the program failed on.
        articles, claims, mentions: found in the documents read.
        problems: how often each problem code came up.
        missing: paths that were asked for and do not exist.
        passed: files in folders with a suffix that is not read, by suffix.
        facts: a few of the claims, for the eye, the fullest of each document first.
        seconds: how long it took.
    """

    run: str = ""
    status: str = "running"
    read: int = 0
    skipped: int = 0
    kept: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    failed: int = 0
    articles: int = 0
    claims: int = 0
    mentions: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)
    facts: list[Mapping[str, Any]] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, read: Digest) -> None:
        """Counts a document that was read. The examples are the same in whatever order documents come."""
        self.articles += read.articles
        self.claims += read.claims
        self.mentions += read.mentions
        self.problems.update(read.problems)
        self.facts += read.examples
        if len(self.facts) > _EXAMPLES:
            self.facts = nlargest(_EXAMPLES, self.facts, key=lambda f: (f["fullness"], f["id"]))

    def counts(self) -> dict[str, Any]:
        """The numbers, for the record of the run."""
        names = ("read", "skipped", "kept", "new", "changed", "same", "failed", "articles", "claims", "mentions")
        return {name: getattr(self, name) for name in names} | {
            "problems": dict(sorted(self.problems.items())),
            "missing": len(self.missing),
            "passed": dict(sorted(self.passed.items())),
            "seconds": round(self.seconds, 3),
        }

    def add_stored(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Shows claims that are stored already, where nothing new was read; rows of the fact base."""
        for row in rows:
            value, high = (None if row[x] is None else Decimal(row[x]) for x in ("value", "high"))
            shown = {"value": f"{value_text(value, high)} {row['unit']}".strip(), "time": row["period_text"]}
            self.facts.append({**row, **shown, "fullness": (row["confidence"],)})


def _fullness(fact: Fact) -> tuple[float, ...]:
    """How well a claim serves as an example: complete, likely right, and not too long to read."""
    claim = fact.claim
    whole = bool(claim.subject and claim.action and claim.item)
    filled = sum(map(bool, (claim.period, claim.place, claim.speaker)))
    return whole, claim.confidence, len(fact.sentence) <= 80, filled, -len(fact.sentence)


def _row(fact: Fact, extraction: Extraction) -> dict[str, Any]:
    article = extraction.articles[fact.article]
    values = {
        "id": fact.id, "quote": fact.quote, "sentence": fact.sentence, "mark_start": fact.mark.start,
        "mark_end": fact.mark.end, "title": article.title, "outlet": article.outlet, "published": article.date,
        "name": extraction.name, "unit": fact.claim.quantity.unit,
    }  # fmt: skip
    return values | dict(fields(fact))


def fields(fact: Fact) -> list[tuple[str, str]]:
    """The filled fields of a claim by name, as text, in the order in which one would say them."""
    claim, quantity, period = fact.claim, fact.claim.quantity, fact.claim.period
    amount = value_text(quantity.value, quantity.high)
    when = ""
    if period is not None:
        days = f"{period.start or '…'} – {period.end or '…'}"
        when = f"{fact.period_text} ({days})" if period.start or period.end else fact.period_text
    pairs = [
        ("subject", claim.subject), ("action", claim.action), ("item", claim.item), ("quote", fact.quote),
        ("value", f"{amount} {quantity.unit}".strip()), ("kind", quantity.kind),
        ("modifier", "" if quantity.modifier == "exact" else quantity.modifier), ("per", quantity.per or ""),
        ("time", when), ("baseline", _compared(claim.baseline)), ("place", claim.place), ("speaker", claim.speaker),
        ("confidence", f"{claim.confidence:.2f}"), ("bytes", f"{fact.byte_start}:{fact.byte_end}"),
        ("rule", claim.rule), ("id", fact.id),
    ]  # fmt: skip
    return [(name, text) for name, text in pairs if text]


def compared_text(text: str, start: object, end: object, value: object = None, unit: str | None = None) -> str:
    """What a figure is compared with, for a person: ``compared with 上年 (2018-01-01 to 2018-12-31)``.

    Args:
        text: as the article has it; "" gives "".
        start, end: first and last day, None where unknown.
        value, unit: the earlier figure, None where the text gives none.
    """
    days = f"{start or '…'} to {end or '…'}" if start or end else ""
    beside = ", ".join(filter(None, (days, f"{value} {unit or ''}".strip() if value is not None else "")))
    return text and f"compared with {text}" + (f" ({beside})" if beside else "")


def _compared(baseline: Baseline | None) -> str:
    if baseline is None:
        return ""
    period, amount = baseline.period, baseline.amount
    value = value_text(amount.value, amount.high) if amount else None
    days = (period.start, period.end) if period else (None, None)
    return compared_text(baseline.text, *days, value, amount.unit if amount else None)


def value_text(value: Any, high: Any = None) -> str:
    """A number, or a range, with thousands separated; "?" where the text names none."""
    if value is None:
        return "?"
    low = f"{value:,f}".rstrip("0").rstrip(".") if value != int(value) else f"{int(value):,}"
    return low if high is None else f"{low}–{value_text(high)}"


def marked_sentence(sentence: str, start: int, end: int) -> str:
    """The sentence with its quantity in 【】."""
    return f"{sentence[:start]}【{sentence[start:end]}】{sentence[end:]}"


def clean(text: object) -> str:
    """One line without control characters: documents of strangers may hold escape sequences."""
    return _CONTROL.sub(" ", "" if text is None else str(text)).strip()


def _label(chinese: str, english: str) -> str:
    return f"{chinese}{' ' * (8 - _width(chinese))}{english:<11}"


def told(summary: RunSummary, db: str, command: str = "unionfacts", is_base: bool = True) -> Iterator[str]:
    """The summary as lines for a person.

    Args:
        summary: of the run.
        db: the fact base, as it was given.
        is_base: False for a folder of Parquet files.
        command: how the user calls the program, so that the lines can be copied.
    """
    s = summary
    how = [f"{n:,} {word}" for n, word in (
        (s.new, "新 new"), (s.changed, "有变 changed"), (s.same, "无变 unchanged"),
        (s.skipped, "已有,跳过 skipped"), (s.kept, "未涉及,保留 kept"),
        (s.failed, "读不了 failed"))
        if n]  # fmt: skip
    yield f"{_label('文档', 'documents')} {s.read + s.skipped + s.kept + s.failed:>8,}" + (
        f"   {', '.join(how)}" if how else ""
    )
    if s.read or not (s.skipped or s.kept):
        yield f"{_label('文章', 'articles')} {s.articles:>8,}"
        yield f"{_label('事实', 'claims')} {s.claims:>8,}"
        yield f"{_label('名称', 'mentions')} {s.mentions:>8,}"
    troubles = "   " + ", ".join(f"{code} {n:,}" for code, n in s.problems.most_common(6)) if s.problems else ""
    yield f"{_label('问题', 'problems')} {s.problems.total():>8,}{troubles}"
    if s.passed:
        kinds = ", ".join(f"{clean(suffix)} {n:,}" for suffix, n in s.passed.most_common(6))
        yield f"{_label('未读', 'not taken')} {s.passed.total():>8,}   {kinds}"
    yield f"{_label('用时', 'seconds')} {s.seconds:>8.1f}"
    if s.facts:
        yield ""
        yield "几条事实  a few of the facts"
        for fact in sorted(s.facts, key=lambda f: f["fullness"], reverse=True):
            yield ""
            yield from _told_fact(fact)
    yield ""
    if not is_base:
        yield f"数据  Parquet files   {clean(db)}"
        yield f"  {command} load {_quoted(db)} --db facts.db   装入事实库  into a fact base"
        return
    yield f"事实库  fact base   {clean(db)}"
    yield from _next(summary, db, command)


def _told_fact(fact: Mapping[str, Any]) -> Iterator[str]:
    yield "  " + clean(marked_sentence(fact["sentence"], fact["mark_start"], fact["mark_end"]))
    said = [("谁", "subject"), ("做", "action"), ("什么", "item"), ("多少", "value"), ("何时", "time"),
            ("何地", "place"), ("谁说", "speaker")]  # fmt: skip
    yield "    " + "  ".join(f"{word} {clean(fact[name])}" for word, name in said if fact.get(name))
    source = " ".join(
        clean(x) for x in (f"《{fact['title']}》" if fact["title"] else "", fact["outlet"], fact["published"]) if x
    )
    yield f"    出处 {source or clean(fact['name'])}   {fact['id']}"


def _next(summary: RunSummary, db: str, command: str) -> Iterator[str]:
    where = "" if db == "outputs/facts.db" else f" --db {_quoted(db)}"
    lines = []
    if summary.facts:
        best = max(summary.facts, key=lambda f: f["fullness"])
        word = best.get("item") or best.get("subject") or best["quote"]
        lines = [
            (f"show {best['id']}{where}", "一条事实的全部与出处  one fact and where it stands"),
            (
                f"query --unit {_quoted(best['unit'] or '元')}{where}",
                "按单位查  facts by unit; --csv takes a table away",
            ),
            (f"search {_quoted(clean(word))}{where}", "全文检索  full-text search"),
        ]
    if summary.problems:
        lines.append((f"problems{where}", "哪些没读好  what was not read well"))
    if lines:
        yield "接下来  next"
        widest = max(_width(line) for line, _ in lines)
        for line, what in lines:
            yield f"  {command} {line}{' ' * (widest - _width(line))}   {what}"


def _quoted(word: str) -> str:
    """For a shell; Chinese needs no quotes."""
    return word if re.fullmatch(r"[\w@%+=:,./-]+", word) else shlex.quote(word)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
