"""Takes the pictures of the pages of `unionfacts serve` for the documentation, from the sample articles.

    python -m benchmarks.pictures [--out docs/pictures] [--chromium /usr/bin/chromium]

Reads corpus/sample into a fact base of its own, serves it, and drives a browser with Playwright. The same articles give
the same pictures but for fonts: Noto's Chinese ones (Debian: fonts-noto-cjk) are what the committed ones show.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from contextlib import chdir
from pathlib import Path
from typing import Any

from pipeline.cli import call
from pipeline.store import FactBase

SAMPLE = Path(__file__).absolute().parent.parent / "corpus" / "sample"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
WIDE, NARROW = {"width": 900, "height": 640}, {"width": 360, "height": 740}


def pages(base: FactBase) -> dict[str, tuple[str, dict[str, int], str]]:
    """Name, address, window and colour scheme of each picture."""
    best = next(iter(base.query(text="职工书屋", order="-confidence", unit="家")))
    return {
        "start": ("/", WIDE, "light"),
        "find": ("/find?q=职工", WIDE, "light"),
        "claim": (f"/claim/{best['id']}", WIDE, "light"),
        "article": (f"/article/{best['article']}", WIDE, "light"),
        "nothing": ("/find?q=汉中 补贴 2018", WIDE, "light"),
        "sums": ("/series?indicator=subsidies", {"width": 900, "height": 1250}, "light"),
        "series": ("/series?unit=元", WIDE, "light"),
        "map": ("/ranking?unit=人次", WIDE, "light"),
        "phone": (f"/claim/{best['id']}", NARROW, "light"),
    }


def take(out: Path, chromium: str) -> None:
    """Write all pictures into a folder."""
    from playwright.sync_api import sync_playwright

    out = out.absolute()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chdir(folder):  # so that pages show paths that all have
        shutil.copytree(SAMPLE, "sample")
        db = Path("facts.db")
        if call(["run", "sample", "--db", str(db), "--jobs", "1"]):
            raise SystemExit("the sample could not be read")
        with FactBase.open(db, readonly=True) as base:
            wanted = pages(base)
        command = [sys.executable, "-m", "pipeline", "serve", str(db), "--port", "0"]
        server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8")
        try:
            assert server.stderr is not None
            address = next(word for word in server.stderr.readline().split() if word.startswith("http"))
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
                for name, (path, window, scheme) in wanted.items():
                    _shoot(browser, address.rstrip("/") + path, window, scheme, out / f"{name}.png")
                browser.close()
        finally:
            server.terminate()
            server.wait(20)


def _shoot(browser: Any, address: str, window: dict[str, int], scheme: str, file: Path) -> None:
    page = browser.new_page(viewport=window, color_scheme=scheme, locale="zh-CN")
    page.goto(address)
    while page.get_by_text("正在重读").count():  # the article is read in the background
        page.wait_for_timeout(500)
        page.reload()
    page.screenshot(path=str(file))
    page.close()
    print(f"{file.name}  {file.stat().st_size:,} bytes")


def main(args: list[str] | None = None) -> None:
    """Entry point."""
    assert __doc__
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("docs/pictures"))
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    given = parser.parse_args(args)
    take(given.out, given.chromium)


if __name__ == "__main__":
    main()
