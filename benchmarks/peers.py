"""How the numerals of unionfacts read the public test cases of Microsoft's Recognizers-Text (MIT).

Usage: ``python benchmarks/peers.py FOLDER [--misses]`` where FOLDER holds ``Number/NumberModel.json`` and
``Number/PercentModel.json`` from the project's ``Specs/Number/Chinese``. The data are not part of this repository.

Conventions are mapped, not copied: positions are compared, not width-folded text; inner spaces, which news does not
have, are taken out first; hedges are dropped; values are compared with a relative tolerance of 1e-9; their 个百分点 is
a percentage. Every case counts, those that no other build of theirs supports too.
"""

from __future__ import annotations

import argparse
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractors import numerals, quantity_masks

_GAP = re.compile(
    r"(?<=[^\x00-\x7f０-９])[ ]+(?=[^\x00-\x7f]|[0-9])"
    r"|(?<=[0-9０-９])[ ]+(?=[^\x00-\x7f０-９])|(?<=[0-9０-９]) +(?=[kKM]\b)"
)
Found = tuple[int, int, Decimal]


def squeeze(text: str) -> tuple[str, list[int]]:
    """The text without the spaces inside numerals, and where each character stood."""
    drop = {i for m in _GAP.finditer(text) for i in range(*m.span())}
    kept = [i for i in range(len(text)) if i not in drop]
    return "".join(text[i] for i in kept), [*kept, len(text)]


def numbers(text: str) -> list[Found]:
    """What NumberModel would list: plain numbers, and the inner figure of a percentage."""
    out = []
    for n in numerals.find(text):
        if n.value is None or n.form in ("half", "ratio"):
            continue
        start, end = n.span
        if n.form == "percent" and "分之" in text[start:end]:
            start = text.index("分之", start) + 2
        if n.form in ("tenths", "discount") or text[end - 1] in "%％" or not text[start:end].strip("百千万亿萬億"):
            continue
        if text[end : end + 2] in ("美元", "美刀"):  # theirs leave these to CurrencyModel
            continue
        if n.chinese and quantity_masks.in_idiom(text, start, end):
            continue
        if text[end - 1] in "多余餘":
            end -= 1
        out.append((start, end, n.value))
    return out


def percentages(text: str) -> list[Found]:
    """What PercentModel would list."""
    out = []
    for n in numerals.find(text):
        if n.value is None or n.high is not None:
            if n.high is not None and n.form == "percent" and text[n.span.end - 1] in "%％":  # 5-20%: theirs is 20%
                inner = numerals.find(text[n.span.start : n.span.end].split("-")[-1])
                out.append((n.span.end - inner[0].span.end, n.span.end, n.high))
            continue
        end = n.span.end
        if n.form in ("percent", "tenths", "discount"):
            out.append((n.span.start, end, n.value))
        elif m := re.match(r"个百分点|個百分點", text[end:]):
            out.append((n.span.start, end + m.end(), n.value))
    return out


def same(got: list[Found], case: dict[str, Any], places: list[int]) -> bool:
    """Whether positions and values are those of the case."""
    want: list[tuple[int | None, int | None, Decimal, str]] = []
    for result in case["Results"]:
        figure = str(result.get("Resolution", {}).get("value", "")).rstrip("%")
        want.append((result.get("Start"), result.get("End"), Decimal(figure), result["Text"]))
    if len(want) != len(got):
        return False
    for (start, end, value, surface), (s, e, v) in zip(want, got, strict=True):
        if abs(v - value) > abs(value) * Decimal("1e-9") + Decimal("1e-15"):
            return False
        if start is not None and (places[s] != start or places[e - 1] != end):
            return False
        if start is None and len(surface.replace(" ", "")) != e - s:
            return False
    return True


def main() -> None:
    """Print the share of cases that come out the same."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("folder", type=Path)
    ap.add_argument("--misses", action="store_true", help="print every case that differs")
    args = ap.parse_args()
    for name, read in (("NumberModel", numbers), ("PercentModel", percentages)):
        path = args.folder / "Number" / f"{name}.json"
        if not path.is_file():
            ap.error(f"{path} is not there: FOLDER is the one that holds Number/{name}.json of Recognizers-Text")
        cases = json.loads(path.read_text(encoding="utf-8-sig"))
        right = 0
        for case in cases:
            text, places = squeeze(case["Input"])
            got = read(text)
            if same(got, case, places):
                right += 1
            elif args.misses:
                want = [(r["Text"], r.get("Resolution", {}).get("value")) for r in case["Results"]]
                print(name, repr(case["Input"]), "want", want, "got", [(text[s:e], str(v)) for s, e, v in got])
        print(f"{name}: {right} of {len(cases)}, {100 * right / len(cases):.1f} %")


if __name__ == "__main__":
    main()
