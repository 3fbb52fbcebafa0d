"""The fact base in a browser: ``serve``."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.options import DB, example


@click.command(epilog=example("unionfacts serve --open", "unionfacts serve archive.db --port 8080 --reviews"))
@click.argument("db", type=click.Path(path_type=Path), default=DB, required=False)
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, metavar="N",
              help="Port to listen on; 0 takes a free one.")  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
              help="Address to listen on; 0.0.0.0 lets other machines look too.")  # fmt: skip
@click.option("--open", "open_", is_flag=True, help="Open a browser on it.")
@click.option("--reviews", is_flag=True, help="Let people review who know the token that is printed.")
@click.option("--token-file", type=click.Path(path_type=Path), metavar="FILE",
              help="Reviews with the token in this file instead of a new one.")  # fmt: skip
def serve(db: Path, port: int, host: str, open_: bool, reviews: bool, token_file: Path | None) -> None:
    """Look facts up in a browser: search, each fact marked in its article, charts, downloads.

    Pages are in Chinese and need no network. DB is opened read-only, and a run may write to it meanwhile; only reviews
    are written, and only by who knows the token. Below /facts are the tables themselves, by Datasette.
    """
    from pipeline.serve.app import serve as run
    from pipeline.serve.app import token_of

    token = token_of(token_file, reviews)

    def ready(address: str) -> None:
        click.echo(f"事实库在此  fact base at   {address}   （Ctrl-C 结束 ends）", err=True)
        if token is not None:
            where = f"口令 token: {token}" if token_file is None else f"口令在 token in {token_file}"
            click.echo(f"核对  reviews at   {address}login   {where}", err=True)
        if open_:
            import webbrowser  # it looks for browsers, which no other verb needs

            webbrowser.open(address)

    run(db, host, port, token, ready)


VERBS = (serve,)
