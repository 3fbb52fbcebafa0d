"""Reviews from the browser: nobody without the token, nothing without a form of ours, nothing that was not seen."""

from __future__ import annotations

import re

import pytest
from lxml import html

from pipeline.serve import reviewing
from pipeline.serve.site import Site
from pipeline.store import FactBase
from tests.serve.conftest import TOKEN, Client


def reviews(client: Client) -> list[dict[str, object]]:
    with FactBase.open(client.site.path, readonly=True) as base:
        return base.reviews()


def fields(text: str, action: str) -> dict[str, str]:
    """The fields of a form as a browser would send them, without its buttons."""
    (form,) = html.document_fromstring(text).xpath(f"//form[@action='{action}']")
    return {str(name): value for name, value in form.form_values()}


def log_in(client: Client, token: str = TOKEN, name: str = "林一") -> object:
    form = fields(client.get("/login").text, "/login/enter")
    return client.post("/login/enter", {**form, "name": name, "token": token})


def claim_of(client: Client, address: str = "/find.json?unit=元") -> str:
    return str(client.get(address).json()["claims"][0]["id"])


def decide(client: Client, claim: str, **changes: str) -> object:
    form = fields(client.get(f"/claim/{claim}").text, f"/claim/{claim}/review")
    return client.post(f"/claim/{claim}/review", {**form, **changes})


def test_without_a_token_there_are_no_forms_and_posts_are_refused(client):
    claim = claim_of(client)
    for address in ("/login", "/queue"):
        assert client.get(address).status_code == 404
    assert '<form method="post"' not in client.get(f"/claim/{claim}").text
    for address in (f"/claim/{claim}/review", "/login/enter"):
        assert client.post(address, {"decision": "accept", "token": "", "name": "x"}).status_code == 403
    assert reviews(client) == []


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "0", TOKEN.upper(), "é" * 20])
def test_a_wrong_token_lets_nobody_in(reviewing, token, monkeypatch):
    monkeypatch.setattr("pipeline.serve.reviewing._WAIT", 0.0)
    answer = log_in(reviewing, token)
    assert answer.status_code == 403 and "unionfacts_reviewer" not in reviewing.cookies
    claim = claim_of(reviewing)
    assert reviewing.post(f"/claim/{claim}/review", {"decision": "accept"}).status_code == 403
    assert reviews(reviewing) == []


def test_a_forged_or_foreign_cookie_lets_nobody_in(reviewing, own):
    other = Client(own, TOKEN)
    log_in(other)
    stolen = dict(other.cookies)
    other.close()
    claim = claim_of(reviewing)
    for value in (
        "",
        "林一",
        '{"by":"林一"}',
        stolen["unionfacts_reviewer"],
    ):  # each start signs with a secret of its own
        reviewing.cookies["unionfacts_reviewer"] = value.encode("ascii", "ignore").decode()
        assert reviewing.post(f"/claim/{claim}/review", {"decision": "accept"}).status_code == 403
    assert reviews(reviewing) == []


def test_a_decision_is_stored_with_its_reviewer(reviewing):
    assert log_in(reviewing, name="  林  一 ").status_code == 303
    claim = claim_of(reviewing)
    answer = decide(reviewing, claim, decision="accept", why="对过原文")
    assert answer.status_code == 303 and answer.headers["location"].startswith(f"/claim/{claim}?said=")
    (one,) = reviews(reviewing)
    assert (one["claim"], one["decision"], one["by"], one["why"]) == (claim, "accepted", "林 一", "对过原文")
    page = reviewing.get(f"/claim/{claim}").text
    assert "核对无误" in page and "对过原文" in page


def test_corrections_are_read_as_people_write_them(reviewing):
    log_in(reviewing)
    claim = claim_of(reviewing)
    assert decide(reviewing, claim, decision="correct", value="1.5万元", subject="青河县总工会").status_code == 303
    (one,) = reviews(reviewing)
    assert one["corrections"] == {"value": "15000", "subject": "青河县总工会"}
    page = html.document_fromstring(reviewing.get(f"/claim/{claim}").text)
    assert "15,000" in page.xpath("string(//h1)") and "更正；机器原读" in page.text_content()


@pytest.mark.parametrize(
    ("changes", "word"),
    [({"decision": "correct"}, "没有改动"), ({"decision": "correct", "value": "很多"}, "没有存下"),
     ({"decision": "correct", "value": "3.2万人"}, "没有存下"), ({"decision": "burn"}, "没有说"),
     ({"decision": "accept", "seen_value": "1"}, "重读过")],
)  # fmt: skip
def test_what_cannot_be_decided_is_said_and_not_stored(reviewing, changes, word):
    log_in(reviewing)
    claim = claim_of(reviewing)
    answer = decide(reviewing, claim, **changes)
    assert word in html.document_fromstring(reviewing.get(answer.headers["location"]).text).xpath(
        "string(//p[@class='said'])"
    )
    assert reviews(reviewing) == []


def test_a_form_of_another_site_is_refused(reviewing):
    log_in(reviewing)
    claim = claim_of(reviewing)
    form = fields(reviewing.get(f"/claim/{claim}").text, f"/claim/{claim}/review") | {"decision": "reject"}
    address = f"/claim/{claim}/review"
    bare = {name: value for name, value in form.items() if name != "csrftoken"}
    assert reviewing.post(address, bare).status_code == 403
    assert reviewing.post(address, {**form, "csrftoken": "x"}).status_code == 403
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        assert reviewing.post(address, form, headers=headers).status_code == 403
    assert reviews(reviewing) == []
    assert reviewing.post(address, form, headers={"origin": "http://localhost", "host": "localhost"}).status_code == 303


def test_on_request_the_next_doubtful_claim_follows(reviewing):
    log_in(reviewing)
    queue = html.document_fromstring(reviewing.get("/queue").text).xpath("//h3/a/@href")
    assert len(queue) > 2
    answer = decide(reviewing, queue[0].removeprefix("/claim/"), decision="reject", next="1")
    assert answer.headers["location"].startswith(queue[1] + "?")
    assert queue[0] not in html.document_fromstring(reviewing.get("/queue").text).xpath("//h3/a/@href")


def test_after_leaving_nobody_reviews(reviewing):
    log_in(reviewing)
    claim = claim_of(reviewing)
    form = fields(reviewing.get(f"/claim/{claim}").text, "/logout")
    reviewing.post("/logout", form)
    reviewing.cookies.pop("unionfacts_reviewer", None)
    assert '<form method="post" action="/claim' not in reviewing.get(f"/claim/{claim}").text


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:1", "/a\nb"])
def test_logging_in_leads_to_no_other_site(back):
    assert reviewing._back({"back": back}) == "/queue"


def test_tokens_are_compared_as_hashes_of_one_length(tmp_path):
    site = Site(tmp_path / "x.db", token=TOKEN)
    assert reviewing.may(site, TOKEN)
    assert not reviewing.may(Site(tmp_path / "x.db"), "")
    assert re.fullmatch(r"[0-9a-f]{64}", reviewing._digest("a").hex())
    site.close()
