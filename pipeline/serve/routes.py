"""From an address to an answer: each page is made in a thread, under a time limit, and errors become pages too."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from datasette import Response

from pipeline.errors import UnionfactsError
from pipeline.serve import article, charts, claim, downloads, listing, reviewing, start
from pipeline.serve.asked import read
from pipeline.serve.pages import Maker, NotHereError, Page, Query
from pipeline.serve.site import SECONDS, Site
from pipeline.store import FactBase

_DOWNLOAD_SECONDS = 120.0
View = Callable[..., Awaitable[Response]]


def _of_form(form: str) -> Maker:
    def make(site: Site, base: FactBase, query: Query) -> Page:
        return downloads.download(site, base, {**query, "form": form})

    return make


def about(site: Site, base: FactBase, query: Query) -> Page:
    """What the pages mean, and how to use them."""
    from pipeline.serve import words

    groups = [(of, words.words(of)) for of in ("confidence", "modifier", "period")]
    means = {of: {code: words.explained(of, code) for code in codes} for of, codes in groups}
    return Page("uf_about.html", {"title": "说明", "asked": read({}), "groups": dict(groups), "means": means})


PAGES: tuple[tuple[str, Maker, float], ...] = (
    (r"/$", start.start, SECONDS),
    (r"/find$", listing.find, SECONDS),
    (r"/find\.json$", listing.as_json, SECONDS),
    (r"/find\.csv$", _of_form("csv"), _DOWNLOAD_SECONDS),
    (r"/find\.xlsx$", _of_form("xlsx"), _DOWNLOAD_SECONDS),
    (r"/export$", downloads.download, _DOWNLOAD_SECONDS),
    (r"/download$", downloads.page, SECONDS),
    (r"/claim/(?P<id>[^/.]+)\.json$", claim.as_json, SECONDS),
    (r"/claim/(?P<id>[^/.]+)$", claim.claim, SECONDS),
    (r"/article/(?P<id>[^/]+)$", article.article, SECONDS),
    (r"/series$", charts.series, SECONDS),
    (r"/ranking$", charts.ranking, SECONDS),
    (r"/about$", about, SECONDS),
    (r"/login$", reviewing.login, SECONDS),
    (r"/queue$", reviewing.queue, SECONDS),
)
"""Patterns of addresses, what makes their pages, and for how many seconds SQLite may work on one."""
_NOT_OURS = r"/(?!facts(?:[/.?]|$)|-/|look/|favicon\.ico$).+$"
_FOR_REVIEWERS = {r"/login$", r"/queue$"}


def routes(site_of: Callable[[Any], Site | None]) -> list[tuple[str, View]]:
    """All of our routes, for Datasette."""
    found: list[tuple[str, View]] = [
        (pattern, _view(site_of, make, seconds, pattern in _FOR_REVIEWERS)) for pattern, make, seconds in PAGES
    ]
    # before the pages: the first pattern that fits is taken, and these answer POST alone
    posts = [
        (r"/login/enter$", _login(site_of)), (r"/logout$", _logout(site_of)),
        (r"/claim/(?P<id>[^/.]+)/review$", _decide(site_of)),
    ]  # fmt: skip
    return [*posts, *found, (_NOT_OURS, _nothing)]


async def _nothing(datasette: Any, request: Any) -> Response:
    """Our own page for addresses that nobody has: Datasette would take them for databases."""
    return await _not_here(datasette, request)


def _view(site_of: Callable[[Any], Site | None], make: Maker, seconds: float, for_reviewers: bool) -> View:
    async def view(datasette: Any, request: Any) -> Response:
        site = site_of(datasette)
        if site is None or (for_reviewers and site.token is None):
            return await _not_here(datasette, request)
        if request.method not in ("GET", "HEAD"):
            return Response.text("405: 这个地址只能看", status=405)
        query = {name: request.args.get(name) for name in request.args} | request.url_vars
        return await _answer(datasette, request, await _made(site, make, query, seconds))

    return view


async def _made(site: Site, make: Maker, query: Mapping[str, str], seconds: float) -> Page:
    def in_thread() -> Page:
        try:
            return site.limited(lambda base: make(site, base, query), seconds)
        except NotHereError as error:
            return _sorry(error.what, error.why, error.try_, 404)
        except UnionfactsError as error:
            return _sorry(error.what, error.why, error.try_, 503 if "interrupt" in error.why else 400)
        except sqlite3.OperationalError as error:
            return _sorry("这一页要查的太多，时间到了", str(error), "加一个条件：地点、年份、指标或单位", 503)

    return await asyncio.get_running_loop().run_in_executor(site.threads, in_thread)


def _sorry(what: str, why: str, try_: str, status: int) -> Page:
    if "interrupt" in why:
        what, why, try_ = "这一页要查的太多，时间到了", "", "加一个条件：地点、年份、指标或单位"
    context = {"title": what, "what": what, "why": why, "try_": try_, "asked": read({}), "status": status}
    return Page("uf_sorry.html", context, status)


async def _not_here(datasette: Any, request: Any) -> Response:
    return await _answer(datasette, request, _sorry("没有这一页", "", "从首页搜索", 404))


async def _answer(datasette: Any, request: Any, page: Page) -> Response:
    headers = {"cache-control": "no-cache", **page.headers}
    if page.to:
        return Response.redirect(page.to, status=303, headers=headers)
    if page.body is not None:
        return Response(page.body, status=page.status, headers=headers, content_type=page.kind)
    html = await datasette.render_template(page.template, dict(page.context), request)
    return Response.html(html, status=page.status, headers=headers)


def reviewer(datasette: Any, request: Any) -> str:
    """Who reviews, by the signed cookie; "" for nobody."""
    from itsdangerous import BadSignature

    try:
        signed = datasette.unsign(request.cookies.get(reviewing.COOKIE, ""), reviewing.COOKIE)
        return str(signed["by"])
    except (BadSignature, KeyError, TypeError):
        return ""


def _from_us(request: Any) -> bool:
    """Whether a form was sent from a page of ours: browsers say where a POST comes from."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    return site in (None, "same-origin", "none") and (
        not origin or urlsplit(origin).netloc == request.headers.get("host")
    )


def _login(site_of: Callable[[Any], Site | None]) -> View:
    async def login(datasette: Any, request: Any) -> Response:
        site = site_of(datasette)
        if site is None or site.token is None or request.method != "POST" or not _from_us(request):
            return Response.text("403: 这里不能核对", status=403)
        form = await request.post_vars()
        loop = asyncio.get_running_loop()
        name, page = await loop.run_in_executor(site.threads, reviewing.check, site, form)
        response = await _answer(datasette, request, page)
        if name:
            signed = datasette.sign({"by": name}, reviewing.COOKIE)
            response.set_cookie(reviewing.COOKIE, signed, httponly=True, samesite="strict")
        return response

    return login


def _logout(site_of: Callable[[Any], Site | None]) -> View:
    async def logout(datasette: Any, request: Any) -> Response:
        if site_of(datasette) is None or request.method != "POST" or not _from_us(request):
            return Response.text("403: 这里不能核对", status=403)
        response = Response.redirect("/", status=303)
        response.set_cookie(reviewing.COOKIE, "", max_age=0, httponly=True, samesite="strict")
        return response

    return logout


def _decide(site_of: Callable[[Any], Site | None]) -> View:
    async def decide(datasette: Any, request: Any) -> Response:
        site = site_of(datasette)
        by = reviewer(datasette, request) if site is not None and site.token is not None else ""
        if site is None or request.method != "POST" or not by or not _from_us(request):
            return Response.text("403: 没有登录，或这里不能核对", status=403)
        form = await request.post_vars()
        loop = asyncio.get_running_loop()
        page = await loop.run_in_executor(site.threads, reviewing.decide, site, request.url_vars["id"], by, form)
        return await _answer(datasette, request, page)

    return decide
