"""What is known beforehand: ``gazetteers list``, ``show`` and ``check``."""

from __future__ import annotations

from collections.abc import Callable

import click

from pipeline.cli.options import example
from pipeline.cli.output import counted, output_options


@click.group(epilog=example("unionfacts gazetteers list", "unionfacts gazetteers show units"))
def gazetteers() -> None:
    """The tables of what is known beforehand: words, units, places.

    Each is a TSV file whose first lines say what its columns mean. They can be corrected without programming.
    """


@gazetteers.command("list", epilog=example("unionfacts gazetteers list"))
@output_options
def list_(emit: Callable[..., int]) -> None:
    """List the tables."""
    from pipeline.run import tables

    emit(tables.listed(), ("name", "rows", "columns", "about"))


@gazetteers.command(epilog=example("unionfacts gazetteers show units --csv"))
@click.argument("name")
@output_options
def show(name: str, emit: Callable[..., int]) -> None:
    """Print one table."""
    from pipeline.run import tables

    table = tables.read(name)
    click.echo(table.header, err=True)
    emit(table.rows, table.columns)


@gazetteers.command(epilog=example("unionfacts gazetteers check"))
def check() -> int:
    """Check the form of all tables: exit 1 if one is not as its header says."""
    from pipeline.run import tables

    faults = tables.check()
    for fault in faults:
        click.echo(fault)
    click.echo(f"{counted(len(faults), 'fault')} in {counted(len(tables.names()), 'table')}", err=True)
    return 1 if faults else 0


VERBS = (gazetteers,)
