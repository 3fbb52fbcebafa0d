"""Looking facts up: ``query`` and ``search``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import db_option, example, open_to_read
from pipeline.cli.output import counted, grouped, output_options, shown, width

COLUMNS = (
    "id", "quote", "value", "high", "unit", "kind", "modifier", "per", "subject", "action", "item", "indicator",
    "period_text", "period_start", "period_end", "baseline_text", "baseline_start", "baseline_end", "baseline_value",
    "baseline_unit", "place", "speaker", "confidence", "reports", "differs", "title", "outlet", "published", "name",
    "sentence", "review", "review_stale", "corrected",
)  # fmt: skip
_SHORT = ("id", "quote", "value", "unit", "subject", "action", "item", "period_text", "place", "published", "outlet",
          "reports", "differs", "review")  # fmt: skip
_KINDS = ("money", "people", "person_times", "households", "count", "area", "length", "mass", "volume", "duration",
          "age", "percent", "percentage_points", "multiple", "ratio", "other")  # fmt: skip
_ORDERS = ("document", "value", "-value", "period", "-period", "published", "-published", "confidence", "-confidence")

_COUNTED = 100_000  # hits that are counted one by one

if TYPE_CHECKING:
    from pipeline.store import FactBase

    _DecimalType = click.ParamType[Decimal]
else:  # generic since click 8.2 only
    _DecimalType = click.ParamType


class _Number(_DecimalType):
    """A number, also with 万 or 亿."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        if isinstance(value, Decimal):
            return value
        text = str(value).replace(",", "").replace("，", "")
        times = {"万": 10_000, "亿": 100_000_000}.get(text[-1:], 1)
        try:
            number = Decimal(text[:-1] if times > 1 else text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            self.fail(f"{value!r} is no number", param, ctx)
        return number * times


def filter_options(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Adds TEXT and the options that say which claims; the verb gets them by the names of the filters."""
    for option in reversed(_FILTERS):
        verb = option(verb)
    return verb


_FILTERS = (
    click.argument("text", nargs=-1, callback=lambda _, __, words: " ".join(words) or None),
    click.option("--subject", metavar="NAME", help="Part of the subject's name (市总工会)."),
    click.option(
        "--union",
        metavar="NAME",
        help="A union and all below it: 福建省总工会 has 福州市总工会 and the unions of"
        " districts, towns, enterprises and schools there; 中国教科文卫体工会 those of its trade.",
    ),
    click.option("--place", metavar="PLACE", help="Name or code of a place; what lies within it counts."),
    click.option("--kind", type=click.Choice(_KINDS), help="What the unit measures."),
    click.option(
        "--indicator",
        metavar="ID",
        help="What is measured, by id or name (members_new, 新发展会员), or none; see `indicators`.",
    ),
    click.option("--unit", metavar="UNIT", help="Base unit, exact (元, 人次)."),
    click.option(
        "--min",
        "min_value",
        type=_Number(),
        metavar="N",
        help="Surely at least this much (100万, 1e6): 超100万 is, 近100万 is not.",
    ),
    click.option(
        "--max",
        "max_value",
        type=_Number(),
        metavar="N",
        help="Surely at most this much: 近100万 is at most 100万, 超100万 is not.",
    ),
    click.option(
        "--since",
        metavar="DAY",
        help="What is told of touches this day or later (2024-03-04, 2024-03, 2024);"
        " 以来 without an end lasts to publication.",
    ),
    click.option("--until", metavar="DAY", help="What is told of touches this day or earlier; 截至 a day holds on it."),
    click.option("--published-since", metavar="DAY", help="Printed on this day or later."),
    click.option("--published-until", metavar="DAY", help="Printed on this day or earlier."),
    click.option("--outlet", metavar="NAME", help="Part of the name of the paper or site."),
    click.option("--speaker", metavar="NAME", help="Part of the name of who said it."),
    click.option("--document", metavar="DOC", help="Of one document: its id or path."),
    click.option(
        "--min-confidence", type=click.FloatRange(0, 1), metavar="0..1", help="At least this likely to be right."
    ),
    click.option(
        "--max-confidence", type=click.FloatRange(0, 1), metavar="0..1", help="At most this likely to be right."
    ),
)


@click.command(
    epilog=example(
        "unionfacts query --unit 元 --min 100万 --order=-value",
        "unionfacts query 送温暖 --place 福州市 --csv --bom > facts.csv",
    )
)
@db_option
@filter_options
@click.option("--order", type=click.Choice(_ORDERS), default="document", show_default=True, metavar="FIELD",
              help="document, value, period, published or confidence; -FIELD is descending.")  # fmt: skip
@click.option("--limit", type=click.IntRange(0), metavar="N", help="At most so many.")
@click.option("--all-reports", is_flag=True, help="Each report of a fact that reprints repeat, not the earliest alone.")
@click.option("--review", type=click.Choice(["accepted", "corrected", "rejected", "any", "none", "stale"]),
              help="By the last review; stale: the program reads the fact otherwise since.")  # fmt: skip
@click.option("--all", "rejected", is_flag=True, help="Rejected facts too.")
@click.option("--as-read", is_flag=True, help="As the program read them: rejected ones too, corrections not put in.")
@click.option("--columns", metavar="A,B,…", help="Which columns; all is every one of them.")
@output_options
def query(db: Path, as_read: bool, columns: str | None, emit: Callable[..., int], **given: Any) -> None:
    """List facts, all or those that fit.

    TEXT are words that the sentence, the resolved names or the headline must contain, all of them; "in quotes" several
    words are one phrase. All filters may be given in traditional characters, and must all hold. A fact that reprints
    repeat is one row: reports says how many articles give the figure, differs how many give another.

    Facts are as reviews left them (`unionfacts review`). Corrected fields stand in the place of what was read, and
    filters go by them (TEXT does not); corrected names these fields, and in a table ✎ does. Rejected facts are left
    out, unless --all or --review rejected asks for them. What was decided on one report of a figure holds for its
    reprints. After a review has gone stale it still counts, and is marked, until somebody decides anew.
    """
    wanted = _columns(columns)
    as_table = click.get_current_context().meta["form"] == "table"
    with open_to_read(db) as base:
        rows = base.query(reviewed=not as_read, **given)
        count = emit(map(_to_read, rows) if as_table else rows, wanted)
        fitting = _without(base, given) if count == 0 else ()
    click.echo(counted(count, "fact"), err=True)
    if fitting:
        click.echo(f"去掉其中一个就有 there are some without: {' / '.join(fitting)}", err=True)


def quoted(row: Mapping[str, Any]) -> str:
    """What a claim says as people read it: without tags, glosses and the like that its source has there."""
    return str(row["sentence"][row["mark_start"] : row["mark_end"]] or row["quote"])


def _to_read(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **row, "quote": quoted(row), "review": _mark(row), "value": grouped(row["value"]), "high": grouped(row["high"]),
    }  # fmt: skip


def _without(base: FactBase, given: Mapping[str, Any]) -> list[str]:
    """Which filters, each left out alone, stand between the question and an answer, as the command line has them."""
    from pipeline.store import Filters

    fields = [name for name in Filters.__dataclass_fields__ if name not in _NO_FILTERS]
    names = [name for name in fields if given.get(name) is not None]
    if given.get("limit") == 0 or len(names) < 2:
        return []
    rest: dict[str, Any] = {**given, "order": "document", "limit": 1}
    return [_option(name) for name in names if any(base.query(reviewed=True, **{**rest, name: None}))]


_NO_FILTERS = ("order", "limit", "all_reports", "rejected", "reviewed")


def _option(name: str) -> str:
    return "TEXT" if name == "text" else "--" + name.removesuffix("_value").replace("_", "-")


def _mark(row: Mapping[str, Any]) -> str:
    """The last review in a few characters: ✓, ✗ or ✎ with the corrected fields, and whether it is stale."""
    if row["review"] is None:
        return ""
    mark = {"accepted": "✓", "rejected": "✗", "corrected": "✎"}[row["review"]]
    fields = dict.fromkeys(name.removesuffix("_text") for name in (row.get("corrected") or "").split(","))
    of_time = ("period_start", "period_end", "period_kind") if "period" in fields else ()
    told = ",".join(name for name in fields if name not in of_time)
    return " ".join(filter(None, (mark, told, "旧 stale" if row["review_stale"] else "")))


def _columns(columns: str | None) -> tuple[str, ...]:
    if columns is None:
        as_table = click.get_current_context().meta.get("form") == "table"
        return _SHORT if as_table else COLUMNS
    if columns == "all":
        return COLUMNS
    wanted = tuple(c.strip() for c in columns.split(","))
    unknown = [c for c in wanted if c not in COLUMNS]
    if unknown:
        raise click.UsageError(f"no column {', '.join(unknown)}; there are {', '.join(COLUMNS)}")
    return wanted


def fields_told(c: Mapping[str, Any], corrected: Mapping[str, Any] | None = None) -> list[str]:
    """Lines for the fields of a row of ``v_claims``; a corrected one is marked, with what was read behind it."""
    new, old = dict(_pairs(corrected or c)), dict(_pairs(c))
    lines = []
    for name, value in new.items():
        mark = f"  ✎ 原读 was read: {shown(old[name]) or '-'}" if value != old[name] else ""
        if value or mark:
            lines.append(f"{name}{' ' * max(1, 16 - width(name))}{shown(value) or '-'}{mark}")
    return lines


def _pairs(c: Mapping[str, Any]) -> list[tuple[str, str]]:
    period = f"{c['period_start'] or '…'} – {c['period_end'] or '…'}" if c["period_text"] or c["period_start"] else ""
    from pipeline.serve.words import word  # the pages' words for codes; a table, nothing of a server

    value = " – ".join(grouped(x) for x in (c["value"], c["high"]) if x is not None) or "?"
    return [
        ("谁 subject", c["subject"]), ("做 action", c["action"]), ("什么 item", c["item"]),
        ("指标 indicator", c["indicator"]),
        ("多少 value", f"{value} {c['unit']}".strip() + (f" / {c['per']}" if c["per"] else "")),
        ("程度 modifier", _coded(c["modifier"], word("modifier", c["modifier"]))),
        ("种类 kind", _coded(c["kind"], word("kind", c["kind"]))),
        ("何时 time", " ".join(filter(None, (c["period_text"], period)))),
        ("比较 baseline", _compared(c)), ("何地 place", " ".join(filter(None, (c["place"], c["place_code"])))),
        ("谁说 speaker", c["speaker"]),
        ("把握 confidence", f"{c['confidence']:.2f}"),
    ]  # fmt: skip


def _coded(code: str | None, word: str) -> str:
    """A code with its word, unless that is the code itself."""
    return code or "" if word == code else f"{code} {word}"


def _compared(c: Mapping[str, Any]) -> str:
    """What a stored figure is compared with, "" where it is compared with nothing."""
    from pipeline.run.summary import compared_text

    return compared_text(
        c["baseline_text"], c["baseline_start"], c["baseline_end"], c["baseline_value"], c["baseline_unit"]
    )


@click.command(epilog=example("unionfacts search 工会", "unionfacts search '送温暖 困难职工' --limit 5 --json"))
@click.argument("term", nargs=-1, required=True, callback=lambda _, __, words: " ".join(words))
@db_option
@click.option(
    "--limit", type=click.IntRange(0), default=20, show_default=True, metavar="N", help="At most so many sentences."
)
@output_options
def search(term: str, db: Path, limit: int, emit: Callable[..., int]) -> None:
    """Find sentences with facts, best first; one character is enough.

    TERM is one or more words, traditional or simplified; all must occur, and "in quotes" several are one phrase.
    Quantities are marked with 【】. Where very many sentences fit, the best of the first thousands are shown: another
    word makes it exact.
    """
    as_table = click.get_current_context().meta["form"] == "table"
    with open_to_read(db) as base:
        rows = (
            {**row, "sentence": _marked(row), "claims": [c["id"] for c in row["claims"]]}
            for row in base.search(term, limit)
        )
        if as_table:
            rows = ({**row, "claim": _first(row["claims"]), "sentence": _near_mark(row["sentence"])} for row in rows)
            count = emit(rows, ("claim", "date", "outlet", "title", "sentence"))
        else:
            count = emit(rows, ("sentence", "title", "date", "outlet", "name", "claims"))
        hits = base.hits(term, _COUNTED) if count == limit else count
    of = "" if hits == count else f" of more than {hits:,}" if hits == _COUNTED else f" of {hits:,}"
    click.echo(f"{count:,}{of} sentences" if of else counted(count, "sentence"), err=True)


def _marked(row: dict[str, Any]) -> str:
    text: str = row["text"]
    for c in sorted(row["claims"], key=lambda c: -c["mark_start"]):
        text = text[: c["mark_start"]] + "【" + text[c["mark_start"] : c["mark_end"]] + "】" + text[c["mark_end"] :]
    return text


_BEFORE_MARK, _ALONG = 16, 60  # characters


def _near_mark(sentence: str) -> str:
    """The sentence from a little before its first figure on, so that a cut cell still has the figure."""
    at = sentence.find("【")
    return sentence if at <= _ALONG - _BEFORE_MARK else "…" + sentence[at - _BEFORE_MARK :]


def _first(claims: list[str]) -> str:
    """The first id, whole, since `show` takes it; the others counted."""
    return " +".join([*claims[:1], *([str(len(claims) - 1)] if len(claims) > 1 else [])])


VERBS = (query, search)
