"""``evaluate --bio``: names measured on a set in CoNLL form."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pipeline.cli.output import counted, shown, write
from pipeline.config import Settings

_MOST_IGNORED = 12


def evaluate_bio(
    files: tuple[Path, ...], maps: tuple[str, ...], settings: Settings, as_json: bool, errors: Path | None
) -> int:
    """Prints how well names are found in ``files``; see :func:`pipeline.run.names.evaluate`."""
    from pipeline.run import names as measuring

    names = measuring.evaluate(files, measuring.label_map(maps), measuring.finder(settings))
    rows = names.rows()
    if as_json:
        whole = {"sentences": names.sentences, "files": names.schemes, "labels": rows, "ignored": dict(names.ignored)}
        click.echo(json.dumps(whole, ensure_ascii=False))
    else:
        of = shown("; ".join(names.schemes))
        click.echo(f"{counted(names.sentences, 'sentence')} of {of}; names by {settings.ner}")
        write(rows, tuple(rows[0]), "table")
        most = names.ignored.most_common(_MOST_IGNORED)
        rest = len(names.ignored) - len(most)
        told = ", ".join(f"{shown(label)} {n:,}" for label, n in most)
        told += f" and {counted(rest, 'more label')}" if rest else ""
        click.echo(f"passed over, as no label of ours: {told or 'nothing'}")
    if names.broken:
        file, line = names.broken[0]
        where = f"first: {shown(file)}:{line}"
        click.echo(
            f"{counted(len(names.broken), 'tag goes', 'tags go')} on with a name that does not stand before ({where});"
            " each was read as the beginning of one",
            err=True,
        )
    if errors:
        with click.open_file(str(errors), "w", encoding="utf-8") as out:
            out.writelines(json.dumps(e, ensure_ascii=False) + "\n" for e in names.errors)
    return 0
