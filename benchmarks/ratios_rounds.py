"""Rounds in which the whole program, jieba and the peers take turns on the same documents, none of which comes twice.

Processor time is what is measured, so that a busy machine disturbs little; ratios are taken within a round.
"""

from __future__ import annotations

import io
import json
import logging
import re
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.archive import Made, Plan, make

CLOCK = Path(__file__).with_name("peers_clock.py")
INSTALL = {"jionlp": "pip install jionlp", "recognizers": "pip install recognizers-text-suite 'emoji<2'"}
"""How to get each peer; Recognizers-Text needs an older emoji than it asks for."""

SLOW = {"recognizers": 20}
"""Of these only one document in so many is given to the peer."""

_MARKUP = re.compile(r"(?s)<(script|style).*?</\1>|<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Round:
    """Processor seconds for 1,000 characters that can be seen (without markup), of one round.

    Attributes:
        ours: bytes to committed rows of a fresh fact base.
        jieba: ``jieba.lcut`` of the decoded text, markup included, as the program meets it.
        seen: ``jieba.lcut`` of the text without markup.
        peers: by name; of the text without markup.
        paired: our own time for the documents that the peer was given, by its name.
        claims: for 1,000 characters.
        characters: without markup.
    """

    ours: float
    jieba: float
    seen: float
    peers: dict[str, float]
    paired: dict[str, float]
    claims: float
    characters: int


@dataclass
class Peers:
    """The peers that could be started.

    Attributes:
        versions: of those that could, by name.
        missing: why the others could not, and what to do.
        failed: texts at which a peer raised.
    """

    versions: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    failed: Counter[str] = field(default_factory=Counter)
    _running: dict[str, subprocess.Popen[str]] = field(default_factory=dict)

    def start(self, python: str | None, stack: ExitStack) -> None:
        """Starts them with this Python; they end with ``stack``."""
        for name, how in INSTALL.items():
            if python is None:
                self.missing[name] = f"not measured: {how} elsewhere, then --peers PYTHON"
                continue
            call = [python, "-W", "ignore", str(CLOCK), name]
            try:
                p = subprocess.Popen(call, stdin=-1, stdout=-1, stderr=subprocess.DEVNULL, text=True, encoding="utf-8")
            except OSError as e:
                self.missing[name] = f"not measured: {python} cannot be run ({e.strerror}); {how}"
                continue
            assert p.stdout and p.stdin
            stack.callback(p.wait)
            stack.callback(p.stdin.close)
            hello = json.loads(p.stdout.readline() or '{"error": "it ended at once"}')
            if "error" in hello:
                self.missing[name] = f"not measured ({hello['error']}): {python} -m {how}"
            else:
                self.versions[name], self._running[name] = hello["peer"], p

    def seconds(self, name: str, texts: Sequence[str]) -> float:
        """Processor seconds of a peer for the texts."""
        p = self._running[name]
        assert p.stdout and p.stdin
        print(json.dumps(list(texts)), file=p.stdin, flush=True)
        answer = json.loads(p.stdout.readline())
        self.failed[name] += answer["failed"]
        return float(answer["seconds"])


def visible(text: str) -> str:
    """The text without markup."""
    return _MARKUP.sub("", text)


def into_facts(documents: Sequence[Made], folder: Path) -> tuple[float, int]:
    """Processor seconds from the files of the documents to a fact base of their own, and how many claims it has."""
    from pipeline.cli import call, cli
    from pipeline.store import FactBase

    for made in documents:
        path = folder / made.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made.data)
    command = ["run", str(folder), "--db", str(folder / "facts.db")]
    if any("--jobs" in option.opts for option in cli.commands["run"].params):
        command += ["--jobs", "1"]
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        began = time.process_time()
        status = call(command)
        seconds = time.process_time() - began
    if status:
        raise RuntimeError(said.getvalue())
    with FactBase.open(folder / "facts.db", readonly=True) as base:
        return seconds, sum(1 for _ in base.query())


def _cut(texts: Sequence[str]) -> float:
    import jieba

    began = time.process_time()
    for text in texts:
        jieba.lcut(text)
    return time.process_time() - began


def rounds(count: int, size: int, peers: Peers, seed: int) -> Iterator[Round]:
    """As many rounds of ``size`` documents each, after one that only warms up."""
    import jieba

    from pipeline.cli import collect_rarely

    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    collect_rarely()  # as the command does before it calls a verb; jieba, in the same process, gains from it too
    plan = Plan(seed)
    for n in range(-1, count):
        documents = [make(plan, (n + 1) * size + k) for k in range(size if n >= 0 else min(size, 20))]
        texts = [made.data.decode(made.encoding) for made in documents]
        seen = [visible(text) for text in texts]
        length = sum(map(len, seen)) / 1000
        with tempfile.TemporaryDirectory() as folder:
            ours, claims = into_facts(documents, Path(folder))
        cut, cut_seen = _cut(texts), _cut(seen)
        theirs, paired = {}, {}
        for name in peers.versions:
            step = SLOW.get(name, 1)
            sample = seen[::step]
            paired[name] = ours / length
            if step > 1:  # a sample may have more figures than the rest: our own time is of the same documents
                with tempfile.TemporaryDirectory() as folder:
                    paired[name] = into_facts(documents[::step], Path(folder))[0] / (sum(map(len, sample)) / 1000)
            theirs[name] = peers.seconds(name, sample) / (sum(map(len, sample)) / 1000)
        if n >= 0:
            yield Round(
                ours / length, cut / length, cut_seen / length, theirs, paired, claims / length, int(length * 1000)
            )
