"""Articles that several outlets printed: ``reprints``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from pipeline.cli.options import db_option, example, open_to_read
from pipeline.cli.output import counted, output_options

CLUSTERS = ("original", "title", "published", "outlet", "articles", "outlets", "first_published", "last_published",
            "changed", "name")  # fmt: skip
ARTICLES = ("original", "article", "title", "published", "outlet", "letters", "name")
CHANGED = ("fact", "claim", "quote", "value", "high", "unit", "modifier", "reports", "differs", "outlet",
           "first_published", "subject", "action", "item", "name", "sentence")  # fmt: skip


@click.command(epilog=example("unionfacts reprints --limit 10", "unionfacts reprints --changed --csv"))
@db_option
@click.option("--articles", "wanted", flag_value="articles", help="Every article of each, the original first.")
@click.option("--changed", "wanted", flag_value="changed",
              help="Facts for which reprints give different figures, a row for each figure.")  # fmt: skip
@click.option("--document", metavar="DOC", help="Only those that this document is in (id or path).")
@click.option("--limit", type=click.IntRange(0), metavar="N", help="At most so many rows.")
@output_options
def reprints(
    db: Path, wanted: str | None, document: str | None, limit: int | None, emit: Callable[..., int]
) -> None:  # fmt: skip
    """List articles that were printed more than once, the most often printed first.

    Reprints say the same in the same words and name the same, whole or cut, under whatever headline, in whatever
    encoding. The original is the earliest dated; of several, the longest.
    """
    with open_to_read(db) as base:
        if wanted == "changed":
            count = emit(base.changed(document, limit), CHANGED)
            click.echo(counted(count, "figure"), err=True)
        elif wanted == "articles":
            count = emit(base.reprinted(document, limit), ARTICLES)
            click.echo(counted(count, "article"), err=True)
        else:
            count = emit(base.reprints(document, limit), CLUSTERS)
            click.echo(counted(count, "article with reprints", "articles with reprints"), err=True)


VERBS = (reprints,)
