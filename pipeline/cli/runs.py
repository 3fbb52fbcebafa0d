"""Runs: ``run``, ``rerun``, ``runs`` and ``problems``."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import DB, db_option, engine_options, example, open_to_read, settings_options
from pipeline.cli.output import counted, output_options, shown
from pipeline.config import Settings

if TYPE_CHECKING:
    from pipeline.store import Change

_INTERRUPTED = 130


@click.command(epilog=example("unionfacts run corpus/sample", "unionfacts run archive/ news.zip --db archive.db"))
@click.argument("paths", nargs=-1, required=True)
@db_option
@click.option("--force", is_flag=True, help="Read documents again that are stored already.")
@click.option("--parquet", type=click.Path(path_type=Path), metavar="DIR",
              help="Write Parquet files below DIR instead of a fact base (see load).")  # fmt: skip
@engine_options
@settings_options
def run(
    paths: tuple[str, ...], db: Path, force: bool, parquet: Path | None, settings: Settings, progress: bool | None,
    where: Mapping[str, Any],
) -> int:  # fmt: skip
    """Read documents into a fact base.

    PATHS are files, folders, patterns, archives (zip, tar, gz, bz2, xz), JSON lines or - for standard input.
    A document that is stored already, from the same bytes by the same code, is not read again: call the same
    command again to go on after an interruption. The facts are the same whatever the engine and the number of jobs.
    """
    from pipeline.run import batch
    from pipeline.run import parquet as files
    from pipeline.run.summary import told

    if parquet:
        summary = files.run(paths, parquet, settings, force=force, progress=progress, tell=_between_bars, **where)
    else:
        if db == Path(DB):
            db.parent.mkdir(exist_ok=True)
        summary = batch.run(paths, db, settings, force=force, progress=progress, tell=_between_bars, **where)
    for line in told(summary, str(parquet or db), _as_called(), is_base=not parquet):
        click.echo(line)
    if summary.status == "interrupted":
        click.echo("Interrupted; what was read is stored. Call the same command again to go on.", err=True)
        return _INTERRUPTED
    for name in summary.missing:
        click.echo(f"Error: cannot read {shown(name)}: there is no such file or folder", err=True)
    return 1 if summary.missing or summary.problems["internal-error"] else 0


@click.command(epilog=example("unionfacts load facts/ --db facts.db"))
@click.argument("folder", type=click.Path(path_type=Path))
@db_option
@click.option("--reading", metavar="FINGERPRINT", help="Which reading (or how it starts); by default the latest.")
def load(folder: Path, db: Path, reading: str | None) -> None:
    """Load what `run --parquet FOLDER` wrote into a fact base.

    The fact base is then as if the documents had been read into it.
    """
    from pipeline.run.parquet import load as load_files

    if db == Path(DB):
        db.parent.mkdir(exist_ok=True)
    done = load_files(folder, db, reading=reading)
    what = f"{counted(done.documents, 'document')}, {counted(done.claims, 'claim')}"
    click.echo(f"{what} of reading {done.reading[:12]} → {db}", err=True)


def _between_bars(line: str) -> None:
    from tqdm import tqdm

    tqdm.write(shown(line), file=sys.stderr)


def _as_called() -> str:
    """How the user can call this program again: by its name where that is found, else by its path."""
    called = Path(sys.argv[0])
    if called.name != "unionfacts":
        return "unionfacts"
    on_path = shutil.which("unionfacts")
    if on_path and Path(on_path).resolve() == called.resolve():
        return "unionfacts"
    here = Path.cwd()
    return str(called.absolute().relative_to(here)) if called.absolute().is_relative_to(here) else str(called)


@click.command(epilog=example("unionfacts rerun corpus/sample/brief.txt", "unionfacts rerun 1f0c9a --dry-run"))
@click.argument("document")
@db_option
@click.option("--dry-run", "dry", is_flag=True, help="Only say what would change.")
@settings_options
def rerun(document: str, db: Path, dry: bool, settings: Settings) -> int:
    """Read one stored document again and show what came (+), went (-) and changed (~).

    DOCUMENT is its id, the first characters of its id, or its path. Only its own facts are replaced.
    """
    from pipeline.run.batch import rerun as rerun_document

    source, change = rerun_document(document, db, settings, dry=dry)
    _tell_change(change)
    counts = f"+{len(change.came)} -{len(change.went)} ~{len({c.id for c in change.changed})}"
    stands = f"{counted(change.claims, 'claim')} {'would stand' if dry else 'now'}"
    click.echo(f"{shown(source.name)}: {counts}; {stands}", err=True)
    return 0


def _tell_change(change: Change) -> None:
    for sign, moved in [("+", m) for m in change.came] + [("-", m) for m in change.went]:
        click.echo(f"{sign} {moved.id}  {shown(moved.quote)}  {shown(moved.sentence)}")
    for field in change.changed:
        old, new = ("(none)" if x in (None, "") else shown(x) for x in (field.old, field.new))
        click.echo(f"~ {field.id}  {field.field}: {old} → {new}")


@click.command(epilog=example("unionfacts runs", "unionfacts runs --json"))
@db_option
@click.option(
    "--limit", type=int, default=20, show_default=True, metavar="N", help="At most so many, the newest first."
)
@output_options
def runs(db: Path, limit: int, emit: Callable[..., int]) -> None:
    """List the runs that filled a fact base."""
    with open_to_read(db) as base:
        columns = ("id", "status", "started", "ended", "version", "documents", "claims", "problems",
                   "came", "went", "changed", "failed", "command")  # fmt: skip
        emit(base.runs(limit), columns)


@click.command(epilog=example("unionfacts problems --code lost-bytes", "unionfacts problems --codes"))
@db_option
@click.option("--code", metavar="CODE", help="Only problems of this kind.")
@click.option("--document", metavar="DOC", help="Only problems of this document (id or path).")
@click.option("--limit", type=int, default=None, metavar="N", help="At most so many.")
@click.option("--codes", is_flag=True, help="List what each code means; needs no fact base.")
@output_options
def problems(
    db: Path, code: str | None, document: str | None, limit: int | None, codes: bool, emit: Callable[..., int]
) -> None:
    """List what was not as it should be in the documents.

    A problem never ends a run: what could be read was read.
    """
    if codes:
        from pipeline.run.codes import all_codes

        emit(({"code": c, "stage": s, "meaning": m} for c, s, m in all_codes()), ("code", "stage", "meaning"))
        return
    with open_to_read(db) as base:
        emit(base.problems(code, document, limit), ("name", "code", "stage", "start", "end", "detail", "document"))


VERBS = (run, load, rerun, runs, problems)
