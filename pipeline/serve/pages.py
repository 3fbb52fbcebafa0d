"""What a page is before Datasette sends it: a template with what it shows, or the bytes of a download."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.serve.errors import ServeError
from pipeline.serve.site import Site
from pipeline.store import FactBase

Query = Mapping[str, str]
"""The query string and the named parts of the path, each once, as text."""


class NotHereError(ServeError):
    """There is no such page, claim or article: HTTP status 404."""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer.

    Attributes:
        template: of :mod:`pipeline.serve.templates`; "" if ``body`` or ``to`` is the answer.
        context: what the template shows; everything in it is escaped there.
        status: of HTTP.
        body: bytes of a download or of JSON.
        kind: content type of ``body``.
        to: an address of ours to go to instead (303).
        headers: further headers.
    """

    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    body: bytes | None = None
    kind: str = "text/html; charset=utf-8"
    to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


Maker = Callable[[Site, FactBase, Query], Page]
