"""Who reviews: a name that every review carries, asked for once."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from pipeline import config


def reviewer_options(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --by, --why and --config; the verb gets the name as ``by`` and the reason as ``why``."""

    @click.option("--by", metavar="NAME", help="Who decides; by default as in the settings, or as given before.")
    @click.option("--why", metavar="TEXT", default="", help="The reason, for others.")
    @click.option("--config", "config_file", type=click.Path(path_type=Path), metavar="FILE",
                  help="Settings laid over the defaults (reviewer is in [review]).")  # fmt: skip
    @wraps(verb)
    def with_reviewer(*args: Any, by: str | None, config_file: Path | None, **kwargs: Any) -> Any:
        return verb(*args, by=name_of(by, config_file), **kwargs)

    return with_reviewer


def name_of(given: str | None, config_file: Path | None = None) -> str:
    """The reviewer's name: as given, in the settings, remembered, or else the system's user.

    At a terminal, where no name is known, it is asked for and remembered; elsewhere the system's user name is taken.

    Raises:
        click.UsageError: if there is no name at all.
    """
    name = (config.load(config_file).reviewer if given is None else given).strip()
    if name or given is not None:
        return _named(name)
    memory = Path(click.get_app_dir("unionfacts")) / "reviewer"
    try:
        name = memory.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        name = ""
    if name:
        return _named(name)
    try:
        name = getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container's user without an entry
        name = ""
    if sys.stdin.isatty() and sys.stderr.isatty():
        name = click.prompt("复核人 your name, for the reviews", default=name or None, err=True).strip()
        try:
            memory.parent.mkdir(parents=True, exist_ok=True)
            memory.write_text(name + "\n", encoding="utf-8")
        except OSError:
            click.echo(f"{memory} cannot be written: give --by next time", err=True)
    return _named(name)


def _named(name: str) -> str:
    if not name.strip():
        raise click.UsageError("A review needs the name of who made it: give --by NAME.")
    return name
