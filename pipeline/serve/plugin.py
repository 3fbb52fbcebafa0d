"""Our pages as a plugin of Datasette. It keeps out of every Datasette that :mod:`pipeline.serve.app` did not make."""

from __future__ import annotations

import sqlite3
import sys
from typing import Any
from weakref import WeakKeyDictionary

from datasette import hookimpl
from datasette.plugins import pm

from pipeline.serve import guard, words
from pipeline.serve.routes import View, reviewer, routes
from pipeline.serve.site import Site

NAME = "unionfacts"
_sites: WeakKeyDictionary[Any, Site] = WeakKeyDictionary()


def site_of(datasette: Any) -> Site | None:
    """What a Datasette serves; None for one that is not ours."""
    return _sites.get(datasette)


def attach(datasette: Any, site: Site) -> None:
    """Give a Datasette our pages, before it is started."""
    _sites[datasette] = site
    environment = datasette.jinja_env
    environment.filters.update(grouped=words.grouped, short=words.short)
    environment.globals.update(word=words.word, explained=words.explained)


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, View]]:
    """Our addresses; they go before Datasette's own."""
    return routes(site_of) if site_of(datasette) else []


@hookimpl
def asgi_wrapper(datasette: Any) -> Any:
    """Headers for every answer."""
    site = site_of(datasette)
    return (lambda app: guard.guarded(app, site.hosts)) if site else (lambda app: app)


@hookimpl
def extra_template_vars(datasette: Any, request: Any) -> dict[str, Any]:
    """What every page of ours shows."""
    site = site_of(datasette)
    if site is None or request is None:
        return {}
    return {
        "site_name": site.name,
        "may_review": site.token is not None,
        "reviewer": reviewer(datasette, request) if site.token is not None else "",
        "here": request.path,
    }


@hookimpl
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Any) -> None:
    """Datasette's own connections cannot write either, whatever SQL somebody types."""
    if site_of(datasette) and database == "facts":
        conn.execute("PRAGMA query_only = ON")


def register() -> None:
    """Register the plugin with Datasette, once in a process."""
    if not pm.has_plugin(NAME):
        pm.register(sys.modules[__name__], NAME)
