"""Taking facts away: ``export``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.cli import facts
from pipeline.cli.options import db_option, example, open_to_read
from pipeline.cli.output import counted, shown

_FORMATS = ("csv", "xlsx", "jsonl", "parquet", "docbin", "brat", "conll", "labelstudio", "gbt", "bibtex", "csl")

_NOT_FILTERS = {"db", "columns", "form", "bom", "as_read"}


@click.command(
    epilog=example(
        "unionfacts export --format xlsx --out facts.xlsx --unit 元 --min 100万",
        "unionfacts export --format csl --out sources.json --place 福州市",
    )
)
@db_option
@click.option("--format", "format_", type=click.Choice(_FORMATS), required=True, metavar="FORMAT",
              help=f"{', '.join(_FORMATS[:-1])} or {_FORMATS[-1]}.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="PATH",
              help="The file to write; a folder for docbin and brat.")  # fmt: skip
@click.option("--columns", metavar="A,B,…", help="Which columns of a table; by default all.")
@click.option("--bom", is_flag=True, help="CSV for Excel: a byte order mark, and no text that is taken for a formula.")
@click.option("--per", type=click.Choice(["sentence", "article", "document"]), default="sentence", show_default=True,
              metavar="UNIT", help="What one text of docbin, conll and labelstudio is.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace an earlier export.")
def export(
    db: Path, format_: str, out: Path, columns: str | None, bom: bool, per: str, force: bool,
    **given: Any,
) -> None:  # fmt: skip
    """Write facts to a file: a table, annotated texts or citations.

    TEXT are words that the sentence, the resolved names or the headline must contain; it and the filters are those of
    query. Values are as people corrected them, and rejected facts stay behind (--all takes them along). A
    datapackage.json beside says what each column means and how the file came about. What is there already is not
    overwritten.
    """
    from pipeline.export import export as write
    from pipeline.store import Filters

    wanted = None if columns is None else [name.strip() for name in columns.split(",")]
    with open_to_read(db) as base:
        done = write(base, format_, out, Filters(**given), columns=wanted, bom=bom, per=per, force=force)
    for what, count in sorted(done.notes.items()):
        click.echo(f"{count:,} {what}", err=True)
    click.echo(f"{counted(done.claims, 'fact')} → {shown(done.path)} ({shown(done.package)} describes it)", err=True)


def _with_filters() -> list[click.Parameter]:
    """The parameters with the filters of ``query``, whatever they are: what that verb lists, this one takes away."""
    filters = [param for param in facts.query.params if param.name not in _NOT_FILTERS]
    named = {param.name for param in filters}
    return [*filters, *(param for param in export.params if param.name not in named)]


export.params = _with_filters()
VERBS = (export,)
