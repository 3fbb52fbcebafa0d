"""What people decide about facts: ``review`` and its verbs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.facts import filter_options
from pipeline.cli.options import db_option, example, open_to_read
from pipeline.cli.output import counted, output_options, shown
from pipeline.cli.review_loop import loop, screen
from pipeline.cli.reviewer import reviewer_options
from pipeline.errors import StoreError

if TYPE_CHECKING:
    from pipeline.store import FactBase

QUEUE = ("id", "doubt", "confidence", "quote", "value", "high", "unit", "subject", "action", "item", "period_text",
         "place", "speaker", "rule", "review", "reasons", "title", "outlet", "published", "name",
         "sentence")  # fmt: skip
LIST = ("at", "by", "decision", "state", "claim", "quote", "corrections", "why", "name", "id")
LEVELS = ("level", "both", "agree", "percent", "kappa", "first_changed", "second_changed")
DISAGREEMENTS = ("claim", "quote", "field", "first", "second")
_FAULTS = 20


@click.group(epilog=example("unionfacts review next", "unionfacts review accept 5c1f0a93d2b47e68-1042"))
def review() -> None:
    """Check facts: accept, correct or reject them, one by one or by a table.

    Reviews are only ever added: the last one on a fact counts, and all outlive every re-run. Where the program reads a
    fact otherwise later, its review is marked stale and comes back to the queue. `query` and `show` give facts as
    reviews left them.
    """


def open_to_review(db: Path) -> FactBase:
    """The fact base for a verb that adds reviews; none is made where there is none."""
    from pipeline.store import FactBase

    if not db.exists():
        raise StoreError(
            f"cannot open {db}", "there is no such file", "run `unionfacts run PATH --db FILE` to make one"
        )
    return FactBase.open(db)


def _claims(base: FactBase, given: tuple[str, ...]) -> list[str]:
    """Whole ids, each once; - stands for the lines of standard input."""
    lines: list[str] = []
    for claim in given:
        lines += [line.strip() for line in sys.stdin if line.strip()] if claim == "-" else [claim]
    return list(dict.fromkeys(base.claim_id(claim) for claim in lines))


@review.command(
    epilog=example(
        "unionfacts review accept 5c1f0a93d2b47e68-1042",
        "unionfacts query --document a.txt --tsv --columns id | tail -n +2 | unionfacts review accept -",
    )
)
@click.argument("claims", nargs=-1, required=True, metavar="CLAIM…")
@db_option
@reviewer_options
def accept(claims: tuple[str, ...], db: Path, by: str, why: str) -> None:
    """Accept facts: all that was read is right.

    CLAIM is an id or the first characters of it; - reads ids from standard input, one a line. All are accepted or, if
    one is not there, none.
    """
    _decide(db, claims, "accepted", by, why)


@review.command(epilog=example("unionfacts review reject 5c1f0a93d2b47e68-1042 --why 是年份，不是数量"))
@click.argument("claims", nargs=-1, required=True, metavar="CLAIM…")
@db_option
@reviewer_options
def reject(claims: tuple[str, ...], db: Path, by: str, why: str) -> None:
    """Reject facts: there is no such fact in the text.

    CLAIM is an id or the first characters of it; - reads ids from standard input, one a line. `query` leaves rejected
    facts out. What is a fact but read wrongly should be corrected instead.
    """
    _decide(db, claims, "rejected", by, why)


def _decide(db: Path, claims: tuple[str, ...], decision: str, by: str, why: str) -> None:
    with open_to_review(db) as base:
        count = len(base.review_all(_claims(base, claims), decision, by, why))
    click.echo(f"{count:,} {decision} by {shown(by)}", err=True)


@review.command(
    epilog=example(
        "unionfacts review correct 5c1f0a93d2b47e68-1042 --set subject=福州市总工会 --set value=1.5亿元",
        "unionfacts review correct 5c1f0a93d2b47e68-1042 --set 何时=2023年上半年 --why 上文说的是上半年",
    )
)
@click.argument("claim")
@db_option
@click.option(
    "--set", "settings", multiple=True, required=True, metavar="FIELD=TEXT", help="A field and its right text."
)
@reviewer_options
def correct(claim: str, db: Path, settings: tuple[str, ...], by: str, why: str) -> None:
    """Correct fields of a fact. What is not given stays as it was read.

    FIELD is value (多少), unit, high, modifier, per, kind, subject (谁), action (做), item (什么), place (何地),
    speaker (谁说), period (何时) or one of its parts period_text, period_start, period_end, period_kind. Figures and
    times are written as people write them: 1.5亿元, 近4.1万人次, 30—50人, 2023年上半年, 去年7月 (counted from the day
    of publication). A figure in another unit than the fact's is refused unless unit is given too. Empty text (place=)
    says that there is none.
    """
    from pipeline.store.corrections import parse

    with open_to_review(db) as base:
        id = base.claim_id(claim)
        right = base.corrections(id, parse(list(settings)))
        base.review(id, "corrected", by, why, right)
    click.echo(f"{id} corrected by {shown(by)}: {_corrections(right)}", err=True)


def _corrections(right: dict[str, str | None]) -> str:
    return ", ".join(f"{field}={shown(text)}" for field, text in right.items())


@review.command(epilog=example("unionfacts review queue --limit 5", "unionfacts review queue --unit 元 --csv --bom"))
@db_option
@filter_options
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, metavar="N", help="At most so many.")
@output_options
def queue(db: Path, limit: int, emit: Callable[..., int], **given: Any) -> None:
    """List what to look at next, each with its sentence, fields, confidence and what speaks against it.

    First the facts of which a review is stale: the program reads them otherwise now. Then those nobody reviewed, by
    doubt: (1 - confidence) times the number of digits of the figure, so that a doubtful 1.5亿 comes before a doubtful
    32. TEXT and filters are as for `query`, and go by what the program read. Of reprinted facts the earliest report
    is listed.
    """
    from pipeline.store import Filters

    with open_to_read(db) as base:
        rows = base.queue(Filters(**given), limit)
    if click.get_current_context().meta["form"] == "table":
        for number, row in enumerate(rows, start=1):
            click.echo("\n".join([*screen(row, f"{number}/{len(rows)}"), ""]))
    else:
        emit(rows, QUEUE)
    click.echo(counted(len(rows), "fact"), err=True)


@review.command("next", epilog=example("unionfacts review next", "unionfacts review next 慰问 --unit 元 --by 林一"))
@db_option
@filter_options
@reviewer_options
def next_(db: Path, by: str, why: str, **given: Any) -> None:
    """Review at the terminal, one fact a screen, in the order of `review queue`.

    Keys: a accept, c correct, r reject, s skip for now, u back to the last decision (a new one replaces it), q quit.
    Each decision is stored at once; Ctrl-C loses none.
    """
    from pipeline.store import Filters

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        why_not = "standard input or output is no terminal"
        raise StoreError(
            "cannot ask", why_not, "list with `review queue`, decide with `review accept`, or import a table"
        )
    with open_to_review(db) as base:
        loop(base, Filters(**given), by, why)


@review.command(
    "list", epilog=example("unionfacts review list --state stale", "unionfacts review list --by 林一 --csv")
)
@db_option
@click.option("--state", type=click.Choice(["current", "stale", "gone"]),
              help="current: read as then; stale: read otherwise now; gone: not there, or not yet.")  # fmt: skip
@click.option("--by", metavar="NAME", help="Only by this reviewer.")
@output_options
def list_(db: Path, state: str | None, by: str | None, emit: Callable[..., int]) -> None:
    """List all reviews, oldest first, with whether they still fit."""
    with open_to_read(db) as base:
        count = emit(_reviews(base, state, by), LIST)
    click.echo(counted(count, "review"), err=True)


def _reviews(base: FactBase, state: str | None, by: str | None) -> Iterator[dict[str, Any]]:
    as_table = click.get_current_context().meta["form"] == "table"
    for row in base.reviews(state=state):
        if by is None or row["by"] == by:
            given = row["corrections"]
            yield {
                **row,
                "quote": row["reading"].get("quote"),
                "corrections": _corrections(given) if as_table else given,
            }


@review.command(epilog=example("unionfacts review export reviews.csv"))
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@db_option
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
def export(file: Path, db: Path, force: bool) -> None:
    """Write all reviews to a CSV file that Excel opens; - is standard output.

    It can be imported elsewhere, edited or not.
    """
    with open_to_read(db) as base:
        if str(file) == "-":
            count = base.export_reviews(sys.stdout)
        else:
            if file.exists() and not force:
                raise StoreError(f"cannot write {file}", "it is there already", "give another name, or --force")
            part = file.with_name(file.name + ".part")
            with part.open("w", encoding="utf-8", newline="") as out:
                count = base.export_reviews(out)
            part.replace(file)
    click.echo(counted(count, "review"), err=True)


@review.command("import", epilog=example("unionfacts review import reviews.csv --db other.db"))
@click.argument("file", type=click.Path(path_type=Path))
@db_option
def import_(file: Path, db: Path) -> int:
    """Add the reviews of a CSV file: all of them, or none if one has a fault.

    What is there already (same fact, reviewer, decision, corrections and time) is skipped; no review is changed. The
    columns are those of `review export`, of which claim, decision and by must be there; corrections may be written as
    value=1.5亿元; subject=福州市总工会. Reviews of facts that this fact base lacks are kept for when their document
    is read.
    """
    with open_to_review(db) as base:
        done = base.import_reviews(file)
    for fault in done.faults[:_FAULTS]:
        click.echo(shown(fault), err=True)
    if done.faults:
        more = len(done.faults) - _FAULTS
        click.echo((f"… and {more:,} more; " if more > 0 else "") + "nothing was imported", err=True)
        return 1
    kept = f" ({done.waiting:,} of facts that are not here)" if done.waiting else ""
    click.echo(f"{counted(done.added, 'review')} added{kept}, {done.known:,} there already", err=True)
    return 0


@review.command(
    epilog=example("unionfacts review agreement --by 林一 --by 王二", "unionfacts review agreement --list --csv")
)
@db_option
@click.option("--by", multiple=True, metavar="NAME", help="A reviewer; twice. Needed where there are more than two.")
@click.option("--list", "as_list", is_flag=True, help="What they disagree on instead, a row for each field.")
@output_options
def agreement(db: Path, by: tuple[str, ...], as_list: bool, emit: Callable[..., int]) -> None:
    """Compare two reviewers on the facts that both judged: per cent of agreement and Cohen's kappa.

    Over decisions (accepted, corrected, rejected), and over each field of the facts that neither rejected: left as
    read, or corrected to some text. Kappa is empty where both gave one and the same answer throughout. Facts that they
    saw in different readings are not compared.
    """
    if len(by) > 2:
        raise click.UsageError("Give --by twice.")
    with open_to_read(db) as base:
        found = base.agreement(*by)
    first, second = shown(found["first"]), shown(found["second"])
    if as_list:
        count = emit(found["disagreements"], DISAGREEMENTS)
        click.echo(f"{counted(count, 'disagreement')}; first: {first}, second: {second}", err=True)
        return
    emit([{"level": name, **level} for name, level in found["levels"].items()], LEVELS)
    told = [
        f"first: {first}, {counted(found['judged'][0], 'fact')}; second: {second}, {found['judged'][1]:,}; "
        f"both: {found['both']:,}, and {found['other_reading']:,} in different readings",
        *(
            f"{x} by first: " + ", ".join(f"{n:,} {y}" for y, n in row.items()) + " by second"
            for x, row in found["decisions"].items()
        ),
        f"{counted(len(found['disagreements']), 'disagreement')}: --list",
    ]
    click.echo("\n".join(told), err=True)


VERBS = (review,)
