"""Adding up: ``sums``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from pipeline.cli.facts import filter_options, quoted
from pipeline.cli.options import db_option, example, open_to_read
from pipeline.cli.output import counted, grouped, output_options

_DIMENSIONS = ("year", "quarter", "month", "province", "city", "place", "union", "subject", "indicator", "outlet")
_SUMS = ("measure", "value", "least", "most", "unit", "per", "adds", "smallest", "median", "largest", "facts",
         "left_out", "reasons", "total", "indicator_zh", "indicator_en")  # fmt: skip
_SHORT_SUMS = ("measure", "value", "least", "most", "unit", "per", "median", "facts", "left_out", "reasons")
_FACTS = ("id", "quote", "value", "high", "unit", "modifier", "per", "subject", "action", "item", "period_text",
          "period_start", "period_end", "place", "confidence", "outlet", "published", "name", "sentence")  # fmt: skip
_LEFT_OUT = ("reason", "why_zh", "why_en", "stands", "stands_quote", "stands_name", *_FACTS)
_SHORT_FACTS = ("measure", "id", "quote", "value", "unit", "subject", "item", "period_text", "place", "name")
_SHORT_LEFT_OUT = (
    "measure",
    "reason",
    "quote",
    "stands_quote",
    "stands",
    "id",
    "subject",
    "item",
    "period_text",
    "why_zh",
)

_WHY_NO_TOTAL = {
    "overlap": "各组互有包含，不合计 its groups overlap: no total",
    "stock": "各时点的存量不能相加 what there is at several days cannot be added: no total",
}


@click.command(
    epilog=example(
        "unionfacts sums --indicator relief_paid --place 福建省 --by year",
        "unionfacts sums --indicator members_new --by province --by year --csv --bom > members.csv",
        "unionfacts sums --indicator relief_paid --by year --left-out",
    )
)
@db_option
@filter_options
@click.option("--by", type=click.Choice(_DIMENSIONS), multiple=True, metavar="WHAT",
              help=f"按什么分组，可给两次: {', '.join(_DIMENSIONS)}; may be given twice.")  # fmt: skip
@click.option("--left-out", "wanted", flag_value="left_out",
              help="没有计入的、原因、由哪条代表: facts left out, why, and which fact stands for each.")  # fmt: skip
@click.option("--facts", "wanted", flag_value="facts", help="计入的事实: the facts counted.")
@output_options
def sums(db: Path, by: tuple[str, ...], wanted: str | None, emit: Callable[..., int], **given: Any) -> None:
    """Add facts up, by year, place, union, … and count nothing twice. 求和：同一笔钱、同一批人只算一次。

    只有同一指标、同一单位的事实才相加。转载、标题里的同一数字、总数中的分项、后来更新过的旧数、计划数、上限和比较用的数
    都不计入；--left-out 逐条列出，并说明由哪条事实代表。

    Only facts of one indicator (or, without one, of one action and item) in one unit are added. Left out are: a
    reprint; repeated (the figure of a headline, a summary, another report); part (of a total that counts); total (of
    parts that count, where these are told apart by whose they are); update (a later report gives a newer figure);
    within (its period lies in that of a fact that counts); stock, plan, limit and baseline (no sum at all); rejected
    by a review; doubt (below --min-confidence); vague (no such time or place); figureless. Each only where what
    stands for it is among the facts asked for.

    least and most are what the sum surely reaches and does not pass, by hedges (超, 近, 余). Rates, averages, ages and
    standards are never added: see smallest, median, largest. A period longer than what is asked for is a row of its
    own (2018–2021; –2023 is all up to 2023). A total follows only where the groups make one up.
    """
    columns: tuple[str, ...]
    as_table = click.get_current_context().meta["form"] == "table"
    with open_to_read(db) as base:
        if wanted == "left_out":
            columns = _SHORT_LEFT_OUT if as_table else ("measure", *_LEFT_OUT)
            count = emit(map(_as_read, base.left_out(by, **given)), (*by, *columns))
            click.echo(f"{counted(count, 'fact')} left out", err=True)
            return
        if wanted == "facts":
            columns = _SHORT_FACTS if as_table else ("measure", *_FACTS)
            count = emit(map(_as_read, base.summed(by, **given)), (*by, *columns))
            click.echo(f"{counted(count, 'fact')} counted", err=True)
            return
        result = base.sums(by, **given)
        rows = [{**row.as_dict(by), "total": False} for row in result.rows]
        for total in result.totals:
            labels = dict.fromkeys(by, "合计 total" if as_table else "")
            last = max(n for n, row in enumerate(rows) if _set_of(row) == (total.measure, total.unit, total.per))
            rows.insert(last + 1, {**total.as_dict(by), **labels, "total": True})
        if as_table:
            rows = [_to_read(row, by) for row in rows]
        emit(rows, (*by, *(_SHORT_SUMS if as_table else _SUMS)))
    facts = sum(row.facts for row in result.rows)
    left_out = sum(sum(row.left_out.values()) for row in result.rows)
    click.echo(f"{counted(facts, 'fact')} counted, {left_out:,} left out (--left-out lists them)", err=True)
    for (measure, unit), why in result.untotalled.items():
        click.echo(f"{measure} {unit}: {_WHY_NO_TOTAL[why]}", err=True)
    if result.waiting:
        waiting = counted(result.waiting, "sum is", "sums are")
        click.echo(f"{waiting} not worked out yet: wait until the run has ended", err=True)


def _as_read(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "quote": quoted(row)}


def _set_of(row: dict[str, Any]) -> tuple[str, str, str | None]:
    return row["measure"], row["unit"], row["per"]


def _to_read(row: dict[str, Any], by: tuple[str, ...]) -> dict[str, Any]:
    unknown = {name: "（不详 unknown）" for name in by if not row[name]}
    numbers = {name: grouped(row[name]) for name in ("value", "least", "most", "median")}
    return {**row, **unknown, **numbers, "reasons": _told(row["reasons"])}


def _told(reasons: dict[str, int]) -> str:
    return " ".join(f"{reason} {count}" for reason, count in reasons.items())


VERBS = (sums,)
