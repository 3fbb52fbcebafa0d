"""What every answer is sent with, whoever made it: no foreign script, site or name, no large body."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
App = Callable[[Scope, Callable[..., Any], Callable[..., Any]], Awaitable[None]]

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{more}; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
_HEADERS = (
    (b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"same-origin"), (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"), (b"cross-origin-resource-policy", b"same-origin"),
)  # fmt: skip
LARGEST = 65_536
"""Bytes of a form."""


def policy(path: str) -> str:
    """The Content-Security-Policy of a path. Datasette's own pages carry styles inside; scripts never run so."""
    ours = not path.startswith(("/facts", "/-/"))
    return _POLICY.format(more="" if ours else " 'unsafe-inline'")


def guarded(app: App, hosts: frozenset[str]) -> App:
    """An ASGI application with our headers.

    Args:
        app: the application.
        hosts: names that a browser may ask for, without port; empty for all.
    """

    async def asgi(scope: Scope, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        headers = dict(scope.get("headers") or [])
        if hosts and _name(headers.get(b"host", b"").decode("latin-1")) not in hosts:
            await _refuse(send, 421, "这个名字下没有页面：请用启动时显示的地址")
            return
        if scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            length = headers.get(b"content-length", b"")
            if not length.isdigit():
                await _refuse(send, 411, "要说明长度")
                return
            if int(length) > LARGEST:
                await _refuse(send, 413, "太长了")
                return

        async def with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in _OURS]
                given = (b"content-security-policy", policy(scope["path"]).encode())
                message = {**message, "headers": [*kept, given, *_HEADERS]}
            await send(message)

        await app(scope, receive, with_headers)

    return asgi


_OURS = frozenset({b"content-security-policy", *(name for name, _ in _HEADERS)})


def _name(host: str) -> str:
    """A host without its port; of an IPv6 address the brackets stay."""
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].lower()


async def _refuse(send: Callable[..., Any], status: int, why: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *_HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{status}: {why}\n".encode()})
