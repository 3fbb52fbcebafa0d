"""What a journalist does, in a real browser against a real process: look, check, take away, review; by keyboard too."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from pipeline.store import FactBase
from tests.serve.conftest import TOKEN

NEEDED = os.environ.get("UNIONFACTS_NEED_BROWSER") == "1"
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing = "Playwright is not installed"
    else:
        missing = "" if CHROMIUM.exists() else f"there is no {CHROMIUM}"
    if missing:
        (pytest.fail if NEEDED else pytest.skip)(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


class Server:
    """`unionfacts serve` as people start it."""

    def __init__(self, db: Path, *options: str) -> None:
        command = [sys.executable, "-m", "pipeline", "serve", str(db), "--port", "0", *options]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8")
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line + self.process.stderr.read()
        self.address = found[0]

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(20)


@pytest.fixture(scope="module")
def server(read_folder: Path) -> Iterator[Server]:
    running = Server(read_folder / "facts.db")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def hostile_server(hostile_db: Path) -> Iterator[Server]:
    running = Server(hostile_db)
    yield running
    running.stop()


@pytest.fixture
def page(chromium: Any, server: Server) -> Iterator[Any]:
    yield from opened(chromium, server.address)


def opened(chromium: Any, address: str, **given: Any) -> Iterator[Any]:
    """A page that may ask this server only, and whose scripts may not fail."""
    context = chromium.new_context(base_url=address, accept_downloads=True, **given)
    found = context.new_page()
    asked: list[str] = []
    faults: list[str] = []
    found.on("request", lambda request: asked.append(request.url))
    found.on("pageerror", lambda error: faults.append(str(error)))
    found.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    found.set_default_timeout(20_000)
    yield found
    context.close()
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {urlsplit(address).netloc}
    assert faults == []


def follow(page: Any, link: Any) -> None:
    """Click what leads to another page, and wait until that is there."""
    with page.expect_navigation():
        link.click()


def test_from_a_word_to_a_figure_its_article_and_a_table(page, read_folder, tmp_path):
    page.goto("/")
    page.get_by_label("找什么？").fill("職工書屋")
    follow(page, page.get_by_role("button", name="搜索"))
    cards = page.locator("article.card")
    assert cards.count() > 0 and "职工书屋" in cards.first.inner_text()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV（Excel 可开）").click()
    table = tmp_path / "table.csv"
    waiting.value.save_as(table)
    with FactBase.open(read_folder / "facts.db", readonly=True) as base:
        wanted = {row["id"] for row in base.query(text="职工书屋", reviewed=True)}
    with table.open(encoding="utf-8-sig", newline="") as file:
        assert {row["id"] for row in csv.DictReader(file)} == wanted
    figure = cards.first.locator(".figure").inner_text()
    follow(page, cards.first.get_by_role("link"))
    assert figure in page.locator("h1").inner_text()
    assert page.locator("blockquote mark.m-quantity").count() == 1
    follow(page, page.get_by_role("link", name="在全文里看"))
    target = page.locator(":target")
    assert target.count() == 1 and target.is_visible()
    target.hover()
    assert page.locator(".figures li.lit").count() == 1
    follow(page, target)
    assert figure in page.locator("h1").inner_text()


def test_narrowing_goes_by_facets_and_the_address_can_be_shared(page, chromium, server):
    page.goto("/find")
    choice = page.locator("details.facet").first.locator("a").first
    promised = int(re.sub(r"\D", "", choice.locator(".n").inner_text()))
    follow(page, choice)
    assert page.locator(".total").inner_text().startswith(f"{promised:,} 条")
    other = chromium.new_context().new_page()
    other.goto(page.url)
    assert other.locator("main").inner_text() == page.locator("main").inner_text()
    other.context.close()
    follow(page, page.get_by_label(re.compile("^去掉条件")).first)
    assert page.locator(".chips").count() == 0


def test_sorting_works_with_and_without_script(chromium, server):
    for script in (True, False):
        for page in opened(chromium, server.address, java_script_enabled=script):
            page.goto("/find?unit=元")
            page.get_by_label("排序").select_option("-value")
            if not script:
                follow(page, page.get_by_role("button", name="排", exact=True))
            page.wait_for_url(re.compile("order=-value"))
            shown = [re.sub(r"[^\d.]", "", text) for text in page.locator(".card .figure").all_inner_texts()]
            figures = [float(text) for text in shown if text]
            assert figures == sorted(figures, reverse=True) and len(figures) > 5


@pytest.mark.parametrize("address", ["/", "/find", "/find?q=职工", "/series?unit=元", "/ranking?unit=元&level=city",
                                     "/about", "/download", "CLAIM", "ARTICLE"])  # fmt: skip
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_the_window(chromium, server, address, width):
    for page in opened(chromium, server.address, viewport={"width": width, "height": 740}):
        if address.isupper():
            page.goto("/find?q=职工")
            follow(page, page.locator(".card h3 a").first)
            if address == "ARTICLE":
                follow(page, page.get_by_role("link", name="在全文里看"))
        else:
            page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = page.evaluate(
            "[...document.querySelectorAll('header a, button:not([hidden])')].filter(e => e.offsetParent &&"
            " e.getBoundingClientRect().height < 24).map(e => e.innerText)"
        )
        assert [text for text in small if text != "退出"] == []


def test_everything_can_be_reached_by_keyboard(page):
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("职工")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/find"))
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('.card') !== null")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/claim/"))
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "top-q"
    page.keyboard.type("jk/")
    assert page.locator("#top-q").input_value() == "jk/"


def test_the_focus_goes_through_the_page_in_the_order_of_reading(page):
    page.goto("/find?q=职工")
    order = []
    for _ in range(60):
        page.keyboard.press("Tab")
        place = page.evaluate(
            "(() => { const b = document.activeElement.getBoundingClientRect(); const side = document.activeElement."
            "closest('header') ? 0 : document.activeElement.closest('.chips') ? 1 : document.activeElement.closest("
            "'aside') ? 2 : document.activeElement.closest('section') ? 3 : 0; return [side, b.width > 0]; })()"
        )
        assert place[1]
        order.append(place[0])
    assert order == sorted(order) and len(set(order)) >= 3


def test_text_of_articles_never_runs(chromium, hostile_server):
    for page in opened(chromium, hostile_server.address):
        page.goto("/find")
        links = page.locator(".card h3 a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        assert len(links) == 3
        addresses = [
            "/",
            "/find",
            links[0],
            "/series?unit=元",
            "/ranking?unit=元",
            "/find?q=<script>window.hit=1</script>",
        ]
        for address in addresses:
            page.goto(address)
            page.mouse.move(200, 200)
            assert page.evaluate("window.hit") is None
        page.goto(links[0])
        assert "<script>window.hit=1</script>" in page.locator("main").inner_text()
        follow(page, page.get_by_role("link", name="在全文里看"))
        assert page.evaluate("window.hit") is None
        assert page.locator("main script, main img, main svg[onload]").count() == 0


def test_a_reviewer_logs_in_decides_and_sees_it(chromium, own, tmp_path):
    token = tmp_path / "token"
    token.write_text(TOKEN + "\n", encoding="utf-8")
    running = Server(own, "--token-file", str(token))
    try:
        for page in opened(chromium, running.address):
            page.goto("/find?unit=元")
            follow(page, page.locator(".card h3 a").first)
            follow(page, page.get_by_role("link", name="登录后核对这一条"))
            page.get_by_label("您的名字").fill("林一")
            page.get_by_label("口令").fill(TOKEN)
            follow(page, page.get_by_role("button", name="进入"))
            page.wait_for_url(re.compile("/claim/"))
            page.keyboard.press("c")
            assert page.evaluate("document.activeElement.name") == "subject"
            page.get_by_label("多少", exact=True).fill("1.5亿元")
            with page.expect_navigation():
                page.keyboard.press("Enter")  # corrects: it must never accept what was about to be changed
            assert "已更正" in page.locator(".said").inner_text()
            assert "150,000,000" in page.locator("h1").inner_text()
            page.goto("/queue")
            follow(page, page.locator(".card h3 a").first)
            page.keyboard.press("a")
            page.wait_for_url(re.compile("said="))
            assert "核对无误" in page.locator(".said").inner_text()
        with FactBase.open(own, readonly=True) as base:
            assert [(row["decision"], row["by"]) for row in base.reviews()] == [
                ("corrected", "林一"),
                ("accepted", "林一"),
            ]
    finally:
        running.stop()
    assert not list(own.parent.glob("*-wal")) or (own.parent / "facts.db-wal").stat().st_size == 0


def test_without_a_token_nothing_invites_to_review(page):
    page.goto("/find")
    follow(page, page.locator(".card h3 a").first)
    assert page.locator("form[method=post]").count() == 0
    assert page.get_by_text("核对", exact=True).count() == 0


def test_a_taken_port_is_one_line(server, read_folder):
    port = server.address.rpartition(":")[2]
    command = [sys.executable, "-m", "pipeline", "serve", str(read_folder / "facts.db"), "--port", port]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 1 and len(done.stderr.strip().splitlines()) == 1 and "cannot listen" in done.stderr
