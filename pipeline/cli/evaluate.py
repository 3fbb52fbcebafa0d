"""Measuring against gold: ``evaluate``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import example, settings_options
from pipeline.cli.output import counted, write
from pipeline.config import Settings

if TYPE_CHECKING:
    from pipeline.run.evaluate import Evaluation


TABLES = ("figures", "construction", "shape", "confidence")


@click.command(
    epilog=example(
        "unionfacts evaluate corpus/gold/measure",
        "unionfacts evaluate corpus/gold/measure --by figures --by shape --misses misses.md",
        "unionfacts evaluate corpus/gold/measure --floors corpus/gold/floors.json",
        "unionfacts evaluate --bio test.txt --map nr=PERSON --map ns=PLACE --map nt=ORG",
    )
)
@click.argument("gold", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--bio",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Measure names in this set instead: a token and a tag a line (BIO, IOB1, BIOES, BMES, BILOU).",
)
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="LABEL=OURS",
    help="What a label of that set is to us: PERSON, ORG, PLACE, UNION or nothing (gazetteers show name_labels).",
)
@click.option("--json", "as_json", is_flag=True, help="All figures as one JSON object.")
@click.option(
    "--by",
    multiple=True,
    type=click.Choice(TABLES),
    help="Only this table (more than once: these); by default all four.",
)
@click.option(
    "--misses",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write every mistake there as Markdown: the figure in its words, what was accepted and what was found.",
)
@click.option(
    "--errors",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write every mistake there, one JSON object a line (- is standard output).",
)
@click.option(
    "--floors",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Exit with 1 if a figure is below its floor in this file.",
)
@click.option(
    "--update-floors", is_flag=True, help="Raise the floors in --floors FILE to these figures, where they are higher."
)
@click.option("--allow-lower", is_flag=True, help="Let --update-floors lower them too.")
@settings_options
def evaluate(
    gold: tuple[Path, ...], bio: tuple[Path, ...], maps: tuple[str, ...], as_json: bool, by: tuple[str, ...],
    misses: Path | None, errors: Path | None,
    floors: Path | None, update_floors: bool, allow_lower: bool, settings: Settings,
) -> int:  # fmt: skip
    """Measure precision, recall and F1 against gold folders, or of names alone against a set in CoNLL form (--bio).

    GOLD are folders with pairs NAME.txt (or .html) and NAME.gold.json.
    """
    if bool(gold) == bool(bio):
        raise click.UsageError("Give gold folders, or a set of names with --bio FILE.")
    if bio:
        if by or misses or floors or update_floors or allow_lower:
            raise click.UsageError("--bio goes with --map, --ner, --json and --errors alone.")
        from pipeline.cli.evaluate_bio import evaluate_bio

        return evaluate_bio(bio, maps, settings, as_json, errors)
    if maps:
        raise click.UsageError("--map goes with --bio FILE.")
    from pipeline.run import evaluate as measuring

    if (update_floors or allow_lower) and floors is None:
        raise click.UsageError("--update-floors and --allow-lower need --floors FILE.")
    if allow_lower and not update_floors:
        raise click.UsageError("--allow-lower goes with --update-floors.")
    evaluation = measuring.evaluate(gold, settings)
    if as_json:
        click.echo(json.dumps(measuring.everything(evaluation), ensure_ascii=False))
    else:
        _print(evaluation, by or TABLES)
    if misses:
        with click.open_file(str(misses), "w", encoding="utf-8") as out:
            out.write(measuring.misses(evaluation))
    if errors:
        lines = "".join(json.dumps(e, ensure_ascii=False) + "\n" for e in evaluation.errors)
        with click.open_file(str(errors), "w", encoding="utf-8") as out:
            out.write(lines)
    return _floors(evaluation, floors, update_floors, allow_lower) if floors else 0


def _print(evaluation: Evaluation, tables: tuple[str, ...]) -> None:
    from pipeline.run import breakdown
    from pipeline.run import evaluate as measuring

    breakdowns = {
        "construction": breakdown.by_construction,
        "shape": breakdown.by_shape,
        "confidence": breakdown.by_confidence,
    }
    click.echo(f"{counted(evaluation.figures['documents'], 'document')}, gold {evaluation.digest}")
    for n, name in enumerate(tables):
        if n:
            click.echo()
        if name == "figures":
            columns = ("level", "P", "R", "F1", "counts")
            write((dict(zip(columns, row, strict=True)) for row in measuring.table(evaluation)), columns, "table")
            taken = ", ".join(f"{why} {n}" for why, n in evaluation.figures["decoys_taken"].items()) or "none"
            click.echo(
                f"decoys taken: {taken}; claims outside of every article: {evaluation.figures['furniture_taken']}"
            )
            continue
        rows = breakdowns[name](evaluation.judged)
        if rows:
            write(rows, tuple(rows[0]), "table")
        error = breakdown.calibration_error(evaluation.judged)
        if name == "confidence" and error is not None:
            click.echo(f"expected calibration error {error:.3f}")


def _floors(evaluation: Evaluation, path: Path, update: bool, allow_lower: bool) -> int:
    from pipeline.run import evaluate as measuring

    floors = measuring.read_floors(path)
    line = measuring.compared(evaluation, floors)
    if line:
        click.echo(line, err=True)
    if update:
        new = measuring.raised(evaluation, floors, allow_lower)
        path.write_text(json.dumps(new, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        click.echo(f"floors written to {path}", err=True)
        floors = new
    below = measuring.below_floors(evaluation, floors)
    for line in below:
        click.echo(f"Error: {line}", err=True)
    if not below:
        click.echo(f"all {len(floors['floors'])} floors hold", err=True)
    return 1 if below else 0


VERBS = (evaluate,)
