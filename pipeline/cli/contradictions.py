"""Reports that contradict each other: ``contradictions``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from pipeline.cli.facts import filter_options, quoted
from pipeline.cli.options import db_option, example, open_to_read
from pipeline.cli.output import counted, output_options, shown

_SHARED = ("indicator", "unit", "kind", "period_start", "period_end", "difference", "times", "reprint")
_SIDE = ("claim", "quote", "value", "high", "modifier", "subject", "action", "item", "place", "outlet", "published",
         "title", "name", "reports", "confidence", "review", "corrected", "speaker", "favoured",
         "sentence")  # fmt: skip
COLUMNS = (*_SHARED, *(f"one_{name}" for name in _SIDE), *(f"other_{name}" for name in _SIDE))


@click.command(
    epilog=example(
        "unionfacts contradictions --indicator members_new", "unionfacts contradictions 送温暖 --csv --bom > apart.csv"
    )
)
@db_option
@filter_options
@click.option("--limit", type=click.IntRange(0), metavar="N", help="At most so many.")
@output_options
def contradictions(db: Path, emit: Callable[..., int], limit: int | None, **given: Any) -> None:
    """List pairs of reports that say different things of the same: the same body, indicator (or action and thing),
    unit and time, with figures that cannot both be right.

    Hedges and rounding are respected: 超10万 and 12万 agree, 1.6亿 and 15832万 too, 10万 and 12万 do not. A part and
    its total, a plan and its result, and a figure that grew are no contradictions. A pair is listed if one of the two
    fits the filters. Facts are as reviews left them: corrected ones count as corrected, rejected ones not at all.

    The program does not decide who is right. favoured says what speaks for a side: reviewed, reports (more articles
    give the figure), later, confidence (read more surely), precise (no hedge). reprint is 1 where one article is a
    reprint of the other.
    """
    as_table = click.get_current_context().meta["form"] == "table"
    with open_to_read(db) as base:
        pairs = base.contradictions(limit=limit, **given)
        count = _read(pairs) if as_table else emit(pairs, COLUMNS)
    click.echo(counted(count, "contradiction"), err=True)


def _read(pairs: Iterable[Mapping[str, Any]]) -> int:
    """Print pairs for reading; how many there were."""
    number = 0
    for number, pair in enumerate(pairs, start=1):  # noqa: B007 the last number is wanted
        click.echo("\n".join(told(pair)) + "\n")
    return number


def told(pair: Mapping[str, Any]) -> Iterator[str]:
    """Lines about one pair for reading: what is told, then each side with its sentence, the figure marked."""
    days = f"{pair['period_start'] or '…'} – {pair['period_end'] or '…'}"
    what = pair["indicator"] or f"{pair['one_action']} {pair['one_item']}".strip()
    times = f", ×{pair['times']:g}" if pair["times"] else ""
    reprint = "  转载改动 changed by a reprint" if pair["reprint"] else ""
    yield shown(f"{pair['one_subject']}  {what}  {days}  ≠ {pair['difference']} {pair['unit']}{times}{reprint}")
    for side in ("one", "other"):
        yield from side_told(pair, side)


def side_told(pair: Mapping[str, Any], side: str) -> Iterator[str]:
    """Two lines about one side of a pair: ``one`` or ``other``."""
    at = {name: pair[f"{side}_{name}"] for name in (*_SIDE, "mark_start", "mark_end")}
    title = f"《{at['title']}》" if at["title"] else ""
    source = " ".join(filter(None, (at["published"], at["outlet"], title or at["name"], at["claim"])))
    marks = [f"把握 confidence {at['confidence']:.2f}"]
    marks += [f"{at['reports']} 篇 reports"] if at["reports"] > 1 else []
    marks += [f"复核 {at['review']}"] if at["review"] else []
    marks += [f"+ {at['favoured']}"] if at["favoured"] else []
    yield "  " + shown(f"{quoted(at)}  {source}  ({', '.join(marks)})")
    text = at["sentence"]
    yield "    " + shown(
        f"{text[: at['mark_start']]}【{text[at['mark_start'] : at['mark_end']]}】{text[at['mark_end'] :]}"
    )


VERBS = (contradictions,)
