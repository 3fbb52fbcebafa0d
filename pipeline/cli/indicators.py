"""What facts measure: ``indicators``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from pipeline.cli.options import db_option, example, open_to_read
from pipeline.cli.output import counted, output_options

COLUMNS = ("indicator", "name_zh", "name_en", "unit", "claims", "documents", "smallest", "largest", "definition_zh",
           "definition_en")  # fmt: skip
_SHORT = COLUMNS[:6]


@click.command(epilog=example("unionfacts indicators", "unionfacts indicators --all --csv --bom > indicators.csv"))
@db_option
@click.option("--all", "all_", is_flag=True, help="Those without facts too.")
@output_options
def indicators(db: Path, all_: bool, emit: Callable[..., int]) -> None:
    """List what facts measure, with how many there are in each unit, the most frequent first.

    Facts of one indicator say the same in whatever words: 发展会员, 吸收入会 and 新增会员 are members_new. Ask for them
    with query --indicator ID. The definitions say what belongs where.
    """
    as_table = click.get_current_context().meta.get("form") == "table"
    with open_to_read(db) as base:
        count = emit(base.indicators(all_), _SHORT if as_table else COLUMNS)
        free = base.uncounted()
    click.echo(f"{counted(count, 'row')}; {counted(free, 'fact has', 'facts have')} no indicator", err=True)


VERBS = (indicators,)
