"""A stand-in for the pipeline: finds 12元 and 3人 in UTF-8 text, so that runs can be tested without the real one.

A module of its own, so that worker processes can import it. Some words in a text make it misbehave: 崩溃 raises,
绝路 kills the process, 死循环 never ends, 慢 takes a while, 等到〈path〉 waits until that file is there.
"""

from __future__ import annotations

import os
import re
import signal
import time
from decimal import Decimal
from pathlib import Path

from extractors.model import Claim, Mention, Quantity, Span
from pipeline.config import Settings
from pipeline.model import Article, Entity, Extraction, Fact, Problem, Source

_FIGURE = re.compile(r"(\d+)(元|人)")


def fake_process(source: Source, settings: Settings) -> Extraction:
    text = source.data.decode("utf-8", "replace")
    if "崩溃" in text:
        raise RuntimeError("this document\nbreaks the pipeline")
    if "绝路" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    while "死循环" in text:
        time.sleep(0.01)
    if "慢" in text:
        time.sleep(0.02)
    for gate in re.findall("等到〈(.+?)〉", text):
        while not Path(gate).exists():
            time.sleep(0.01)
    facts = []
    for m in _FIGURE.finditer(text):
        span = Span(*m.span())
        unit = m.group(2)
        quantity = Quantity(span, span, Decimal(m.group(1)), None, unit, "money" if unit == "元" else "people")
        claim = Claim(quantity, subject="甲县总工会", action="投入", item="资金", confidence=0.8, rule="test")
        at = len(text[: m.start()].encode())
        facts.append(
            Fact(
                claim,
                f"{source.id[:16]}-{at}",
                *m.span(),
                at,
                at + len(m.group().encode()),
                m.group(),
                0,
                text,
                0,
                len(text),
                mark=span,
            )
        )
    mention = Mention("UNION", Span(0, 1), "甲县总工会", "甲县总工会", "999999")
    return Extraction(
        source.id, source.name, len(source.data), "utf-8",
        articles=(Article("标题", None, "某报", ("王某",), 0, len(text)),),
        facts=tuple(facts),
        entities=(Entity(mention, 0, 1, 0),) if facts else (),
        problems=(Problem("lost-bytes", "decode"),) if "�" in text else (),
    )  # fmt: skip
