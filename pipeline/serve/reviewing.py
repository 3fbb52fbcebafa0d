"""Reviews from the browser: only who knows the token may decide, and every decision is a row of its own."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from pipeline.errors import UnionfactsError
from pipeline.serve import words
from pipeline.serve.asked import read
from pipeline.serve.listing import card
from pipeline.serve.pages import Page, Query
from pipeline.serve.site import Site
from pipeline.store import FactBase

COOKIE = "unionfacts_reviewer"
SHORTEST = 16
"""Characters of a token at least: fewer could be tried out."""
FIELDS = (
    ("subject", "谁"), ("action", "做"), ("item", "什么"), ("value", "多少"), ("unit", "单位"), ("period", "何时"),
    ("place", "何地"), ("speaker", "谁说"),
)  # fmt: skip
_DECISIONS = {"accept": "accepted", "correct": "corrected", "reject": "rejected"}
_WAIT = 0.5  # seconds that a wrong token costs
_QUEUE = 20


def may(site: Site, given: str) -> bool:
    """Whether a text is the token; takes as long for a wrong one, wherever it differs."""
    if site.token is None:
        return False
    right = hmac.compare_digest(_digest(given), _digest(site.token))
    if not right:
        time.sleep(_WAIT)
    return right


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def login(site: Site, base: FactBase, query: Query) -> Page:
    """Where a reviewer gives name and token."""
    return Page("uf_login.html", {"title": "核对登录", "asked": read({}), "wrong": "", "back": _back(query)})


def check(site: Site, form: Mapping[str, str]) -> tuple[str, Page]:
    """The name of a reviewer who gave the right token, and where to go on; "" and the page again otherwise."""
    name = " ".join(form.get("name", "").split())[:80]
    back = _back(form)
    if name and may(site, form.get("token", "").strip()):
        return name, Page(to=back)
    wrong = "请写上名字：核对记录要注明是谁做的。" if not name else "口令不对。启动 unionfacts serve 的人知道口令。"
    return "", Page("uf_login.html", {"title": "核对登录", "asked": read({}), "wrong": wrong, "back": back}, 403)


def _back(query: Mapping[str, str]) -> str:
    """Where to go after logging in: a path of ours, never another site."""
    back = query.get("back", "")
    return back if back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable() else "/queue"


def queue(site: Site, base: FactBase, query: Query) -> Page:
    """What should be looked at next: stale reviews, then claims by doubt."""
    asked = read(query)
    rows = base.queue(asked.filters, limit=_QUEUE)
    cards = [{**card(row), "reasons": row["reasons"]} for row in rows]
    return Page("uf_queue.html", {"title": "待核对", "asked": asked, "cards": cards})


def decide(site: Site, claim: str, by: str, form: Mapping[str, str]) -> Page:
    """Store one decision and go back to the claim, or on to the next.

    Args:
        site: what is served.
        claim: id.
        by: the reviewer.
        form: ``decision`` (accept, correct, reject), ``why``, the fields of :data:`FIELDS` as corrected, ``seen_…`` as
            the page showed them, and ``next`` to go on to the next claim in the queue.
    """
    decision = _DECISIONS.get(form.get("decision", ""))
    if decision is None:
        return _refused(claim, "没有说是对、改还是错。")
    with FactBase.open(site.path) as base:
        try:
            row = base.claim(claim)["claim"]
            now = as_shown(row)
            if any(form.get(f"seen_{name}", now[name]) != now[name] for name, _ in FIELDS):
                return _refused(claim, "这条事实刚刚被重读过，读出来的和您看到的不一样：请再看一次。")
            corrections: Mapping[str, str | None] = {}
            if decision == "corrected":
                given = {
                    name: form[name].strip() for name, _ in FIELDS if form.get(name, now[name]).strip() != now[name]
                }
                if not given:
                    return _refused(claim, "没有改动任何一栏。要是都对，请按「对」。")
                corrections = base.corrections(claim, given)
            base.review(claim, decision, by, form.get("why", "")[:500], corrections, row)
            onward = base.queue(limit=1) if form.get("next") else []
        except UnionfactsError as error:
            return _refused(claim, f"没有存下：{error.why or error.what}" + (f"（{error.try_}）" if error.try_ else ""))
    site.forget()
    said = quote(f"已存：{words.word('review', decision)}")
    return Page(to=f"/claim/{quote(onward[0]['id'] if onward else claim)}?said={said}")


def as_shown(row: Mapping[str, Any]) -> dict[str, str]:
    """The fields of :data:`FIELDS` as the form shows them; a figure is exact and plain, a time as the text has it."""
    shown = {name: str(row.get("period_text" if name == "period" else name) or "") for name, _ in FIELDS}
    if row.get("high"):
        shown["value"] = f"{row['value']}—{row['high']}"
    return shown


def _refused(claim: str, why: str) -> Page:
    return Page(to=f"/claim/{quote(claim)}?said={quote(why)}#review")
