"""Making and running the server: Datasette over one fact base, with our pages on it."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

from pipeline.serve.errors import ServeError
from pipeline.serve.site import Site
from pipeline.store import FactBase

SETTINGS = {
    "sql_time_limit_ms": 3_000, "max_returned_rows": 1_000, "default_page_size": 50, "num_sql_threads": 2,
    "suggest_facets": False, "facet_time_limit_ms": 500, "allow_download": False, "max_csv_mb": 50,
    "default_cache_ttl": 0, "truncate_cells_html": 400,
}  # fmt: skip
"""Of Datasette: what a question may cost. Facets are not suggested: that asks every column of a large file."""
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def application(site: Site) -> Any:
    """A Datasette over the fact base.

    Raises:
        ServeError: if Datasette is not installed.
        StoreError: if the fact base cannot be opened.
    """
    try:
        from datasette.app import Datasette
        from datasette.database import Database
    except ImportError as error:
        raise ServeError(
            "cannot serve", f"Datasette is not there ({error})", "pip install 'unionfacts[serve]'"
        ) from error
    from pipeline.serve import metadata, plugin

    with FactBase.open(site.path, readonly=True) as base:
        about = metadata.metadata(base.descriptions(), site.name)
    files = resources.files("pipeline.serve")
    plugin.register()
    made = Datasette(
        [], metadata=about, settings=SETTINGS, template_dir=str(files / "templates"),
        static_mounts=[("look", str(files / "static"))],
    )  # fmt: skip
    made.remove_database("_memory")
    made.add_database(Database(made, path=str(site.path), is_mutable=True), name=metadata.DATABASE)
    plugin.attach(made, site)
    made.client.app = made.app()  # it was made without our routes
    return made


def hosts_of(host: str) -> frozenset[str]:
    """The names that a server on this address answers to; empty (all) where it is open to others."""
    return frozenset({"127.0.0.1", "localhost", "[::1]"}) if host in _LOOPBACK else frozenset()


def token_of(file: Path | None, reviews: bool) -> str | None:
    """The token of reviewers: of a file, made anew, or none.

    Raises:
        ServeError: if the file cannot be read or the token is too short.
    """
    from pipeline.serve.reviewing import SHORTEST

    if file is None:
        return secrets.token_urlsafe(18) if reviews else None
    try:
        token = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise ServeError(f"cannot read {file}", why, "write a token of your own into it") from error
    if len(token) < SHORTEST:
        raise ServeError(
            f"cannot use the token in {file}", f"it has fewer than {SHORTEST} characters", "make it longer"
        )
    return token


def serve(
    db: Path, host: str, port: int, token: str | None, ready: Callable[[str], None] = lambda address: None
) -> None:
    """Serve until interrupted.

    Args:
        db: the fact base.
        host, port: where to listen; port 0 takes a free one.
        token: of reviewers, None for no reviews.
        ready: called with the address as soon as it answers.

    Raises:
        ServeError: if a library is missing or the address is taken.
        StoreError: if the fact base cannot be opened.
    """
    site = Site(db, token=token, hosts=hosts_of(host))
    made = application(site)
    import uvicorn

    taken = _listen(host, port)
    address = f"http://{'[' + host + ']' if ':' in host else host}:{taken.getsockname()[1]}/"
    config = uvicorn.Config(made.app(), log_level="warning", access_log=False, server_header=False)

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready(address)
            from pipeline.serve.start import overview

            site.threads.submit(site.kept, "overview", overview)  # so that the first visitor need not wait for it
            site.soon("", _warm, 0.0)

    try:
        Server(config).run([taken])
    finally:
        taken.close()
        made.get_database("facts").close()
        site.close()


def _warm(base: FactBase) -> None:
    """Load what reading articles needs: it takes longer than a page may."""
    from pipeline.model import Source
    from pipeline.process import process

    process(Source("warm", "某县总工会投入资金12万元。".encode()))


def _listen(host: str, port: int) -> socket.socket:
    what = f"cannot listen on {host}:{port}"
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        found = socket.socket(family)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ServeError(what, why, "give another --port; 0 takes a free one") from error
    return found
