"""Reading documents without a fact base: ``extract`` and ``explain``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import example, settings_options
from pipeline.cli.output import Row, counted, shown, write
from pipeline.config import Settings
from pipeline.errors import InputError, UnionfactsError

if TYPE_CHECKING:
    from pipeline.model import Extraction, Fact, Source
    from pipeline.run.found import Unreadable

COLUMNS = ("doc", "quote", "value", "high", "unit", "subject", "action", "item", "time", "place", "speaker", "sentence")


@click.command(
    epilog=example(
        "unionfacts extract corpus/sample --format jsonl", "curl -s https://example.org/a.html | unionfacts extract -"
    )
)
@click.argument("paths", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(["jsonl", "json", "table"]), default="jsonl", show_default=True,
              help="One JSON object a document, one JSON array, or a table of claims.")  # fmt: skip
@settings_options
def extract(paths: tuple[str, ...], form: str, settings: Settings) -> int:
    """Print what is found in documents, storing nothing.

    PATHS are files, folders, patterns, archives or - for standard input. What cannot be read is named on standard
    error and becomes an object with its problem.
    """
    trouble: list[Unreadable] = []
    objects = _extractions(paths, settings, trouble)
    if form == "table":
        write((row for x in objects for row in _claims(x)), COLUMNS, "table")
    elif form == "json":
        write(objects, _KEYS, "json")
    else:
        for x in objects:
            sys.stdout.write(json.dumps(x, ensure_ascii=False) + "\n")
    return 1 if any(t.asked or t.problem.code == "internal-error" for t in trouble) else 0


_KEYS = ("doc", "id", "encoding", "articles", "claims", "entities", "problems")


def _extractions(paths: tuple[str, ...], settings: Settings, trouble: list[Unreadable]) -> Iterator[dict[str, Any]]:
    from pipeline.model import Source
    from pipeline.run.contract import as_json
    from pipeline.run.inputs import find
    from pipeline.run.one import failed, read_one

    for found in find(paths, settings):
        if isinstance(found, Source):
            extraction, fault = read_one(found, settings)
            if fault:
                trouble.append(fault)
                click.echo(f"{shown(found.name)}: {fault.problem.code}: {shown(fault.problem.detail)}", err=True)
            yield as_json(extraction)
        else:
            trouble.append(found)
            click.echo(f"{shown(found.name)}: {found.problem.code}: {shown(found.problem.detail)}", err=True)
            if not found.asked:
                yield as_json(failed(found))


def _claims(document: dict[str, Any]) -> Iterator[Row]:
    for claim in document["claims"]:
        time = claim["time"] or {}
        yield {"doc": document["doc"], **claim, "time": time.get("text")}


@click.command(
    epilog=example("unionfacts explain corpus/sample/brief.txt", "unionfacts explain --lines 0 - < page.html")
)
@click.argument("path")
@click.option(
    "--lines", default=8, show_default=True, metavar="N", help="Marked lines shown for each stage; 0 shows all."
)
@settings_options
def explain(path: str, lines: int, settings: Settings) -> int:
    """Show what each stage did to a document, then its claims.

    [-text-] was dropped, {+text+} was put in, [-old-]{+new+} was changed. Lines without a change are not shown.
    """
    from pipeline.model import Source
    from pipeline.run.inputs import find

    status = 0
    for found in find([path], settings):
        if isinstance(found, Source):
            _explain(found, settings, lines or sys.maxsize)
        elif found.asked:
            raise InputError(f"cannot read {path}", found.problem.detail, "check the path")
        else:
            click.echo(f"{shown(found.name)}: {found.problem.code}: {shown(found.problem.detail)}", err=True)
            status = 1
    return status


def _explain(source: Source, settings: Settings, most: int) -> None:
    from pipeline.run.explain import Piece, compare, counts, frequent, marked_lines
    from pipeline.run.one import in_one_line, pipeline
    from pipeline.text.align import Text

    last: list[Text] = []
    articles: list[Text] = []

    def tell(stage: str, pieces: list[Piece]) -> None:
        total = counts(pieces)
        told = [f"{total[what]:,} {what}" for what in ("dropped", "added", "changed") if total[what]]
        click.echo(f"── {stage}: {', '.join(told) or 'nothing changed'}")
        if pairs := frequent(pieces):
            click.echo("   " + "  ".join(f"{shown(pair)} ×{n}" for pair, n in pairs))
        for line in marked_lines(pieces, most):
            click.echo("   " + shown(line))

    def trace(stage: str, text: Text) -> None:
        if stage.startswith("article"):
            articles.append(text)
        elif last:
            tell(stage, compare(last[-1], text))
            last[:] = [text]
        else:
            click.echo(f"── {stage}: {counted(len(text), 'character')}")
            last[:] = [text]

    click.echo(f"{shown(source.name)}: {counted(len(source.data), 'byte')}, {source.id[:12]}")
    try:
        extraction = pipeline(source, settings, trace)
    except UnionfactsError:
        raise
    except Exception as e:
        raise UnionfactsError(f"cannot explain {source.name}", in_one_line(e), "please report it") from e
    if last and articles:
        tell(f"articles ({len(articles)})", compare(last[-1], Text.join(articles, "\n")))
    click.echo(f"── found: encoding {extraction.encoding}, {counted(len(extraction.articles), 'article')}, "
               f"{counted(len(extraction.facts), 'claim')}, {counted(len(extraction.entities), 'mention')}, "
               f"{counted(len(extraction.problems), 'problem')}")  # fmt: skip
    for problem in extraction.problems:
        place = "" if problem.start is None else f" at {problem.start}:{problem.end}"
        click.echo(f"   ! {problem.code} ({problem.stage}){place}: {shown(problem.detail)}")
    _tell_claims(extraction)


def _tell_claims(extraction: Extraction) -> None:
    article = -1
    for fact in extraction.facts:
        if fact.article != article:
            article = fact.article
            a = extraction.articles[article]
            click.echo(f"\n《{shown(a.title)}》 {a.date or ''} {shown(a.outlet)}".rstrip())
        click.echo("\n" + told(fact))


def told(fact: Fact) -> str:
    """A claim for a person: its sentence with the quantity in 【】, then its fields, one a line."""
    from pipeline.run.summary import fields, marked_sentence

    lines = ["  " + shown(marked_sentence(fact.sentence, *fact.mark))]
    return "\n".join(lines + [f"    {label:<12} {shown(value)}" for label, value in fields(fact)])


VERBS = (extract, explain)
