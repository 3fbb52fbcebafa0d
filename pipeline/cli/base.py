"""The fact base as a file: ``migrate`` and ``info``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from pipeline.cli.options import DB, db_option, example, open_to_read
from pipeline.cli.output import shown
from pipeline.errors import StoreError


@click.command(epilog=example("unionfacts migrate archive.db"))
@click.argument("db", type=click.Path(path_type=Path), default=DB, required=False)
def migrate(db: Path) -> None:
    """Bring a fact base of an older release to this one.

    Facts and reviews stay. Copy the file first: an older release cannot read it afterwards.
    """
    from pipeline.store import FactBase

    if not db.exists():
        raise StoreError(f"cannot open {db}", "there is no such file", "check the path")
    with FactBase.open(db, migrate=True) as base:
        schema = base.info()["schema"]
    click.echo(f"{db}: schema {schema}")


@click.command(epilog=example("unionfacts info", "unionfacts info --settings > my.toml"))
@db_option
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.option("--settings", "settings_", is_flag=True, help="Print the commented default settings instead.")
@click.option("--dictionary", is_flag=True, help="Print what every column, key and code means instead (Markdown).")
@click.option("--check", is_flag=True, help="Check the whole file for damage; exit 1 if there is some.")
def info(db: Path, as_json: bool, settings_: bool, dictionary: bool, check: bool) -> int:
    """Tell what is in a fact base, what the settings are, or what everything means."""
    if settings_:
        from pipeline.config import defaults_text

        click.echo(defaults_text(), nl=False)
        return 0
    if dictionary:
        from pipeline.cli import dictionary as dictionary_

        for line in dictionary_.lines():
            click.echo(line)
        return 0
    with open_to_read(db) as base:
        facts = base.info()
        faults = base.check() if check else []
    if as_json:
        click.echo(json.dumps({**facts, "faults": faults} if check else facts, ensure_ascii=False, default=str))
    else:
        for line in _told(facts):
            click.echo(line)
        for fault in faults:
            click.echo(f"fault      {shown(fault)}")
        if check and not faults:
            click.echo("check      whole")
    return 1 if faults else 0


def _told(facts: dict[str, Any]) -> list[str]:
    last = facts["last_run"]
    lines = [f"file       {shown(facts['path'])}  {facts['size']:,} bytes, schema {facts['schema']}"]
    for name in ("counts", "kinds", "units", "labels", "encodings", "problems"):
        inside = ", ".join(f"{shown(k) or '-'} {v:,}" for k, v in facts[name].items())
        lines.append(f"{name:<10} {inside or '-'}")
    if last:
        lines.append(f"last run   {last['id']} {last['status']}, {shown(last['command'])}")
    return lines


VERBS = (migrate, info)
