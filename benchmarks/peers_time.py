"""How our time expressions fare on the public test cases of JioNLP and Microsoft Recognizers-Text.

Usage: python benchmarks/peers_time.py FOLDER [--errors]

FOLDER holds ``jionlp_time_place.jsonl`` (one case a line: kind, input, expected, time_base) and
``recognizers/DateTime/DateTimeModel.json`` (the specification file of Recognizers-Text for Chinese).

Their conventions are mapped onto ours before comparing; each mapping is counted by name:
  day        clock times are compared at day level; ranges become closed days, "now" is the day of the base
  底 is until  we read 年底 and 6月底 like 截至: only the end is compared
  初 is open   we leave the end of 年初 open: only the start is compared
  day          (Recognizers) also where a range that ends with 2018年 or 11月 stops at its first day for them
  rough is vague  what they call blur and say with 多 or 几 (三个多月以来) has no ends for us
  blur         what they call blur may differ by up to a month: we count lengths by days, they by months
  looks back   a month or day without a year is the most recent one for us, and of the base's own year for them
Cases that mean a length of time (七年半) or a recurrence (每周三) are no times for us and counted as not applicable.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from extractors import times
from extractors.model import Period

Range = tuple[date | None, date | None]


def base_of(case: dict) -> date:
    """The "now" of a JioNLP case: an ISO string, a mapping of year, month and day, or NOW."""
    base = case.get("time_base")
    if isinstance(base, str) and base[:1].isdigit():
        return date.fromisoformat(base[:10])
    if isinstance(base, dict):
        return date(base["year"], base.get("month") or 1, base.get("day") or 1)
    return date(2021, 6, 14)


def same(ours: Range, theirs: Range, base: date) -> str | None:
    """Name of the mapping under which both agree ("day" where none is needed), or None."""
    if ours == theirs:
        return "day"
    if ours[0] is None and ours[1] is not None and ours[1] == theirs[1]:
        return "底 is until"
    if ours[1] is None and ours[0] is not None and ours[0] == theirs[0]:
        return "初 is open"
    if all((*ours, *theirs)) and ours[1] <= base < theirs[0]:  # type: ignore[operator]
        a, b = ours, theirs
        if all((x.month, x.day) == (y.month, y.day) and y.year == x.year + 1 for x, y in zip(a, b, strict=True)):  # type: ignore[union-attr]
            return "looks back"
        if all(x.day == y.day for x, y in zip(a, b, strict=True)):  # type: ignore[union-attr]
            return "looks back"
    return None


def blurred(got: Period, theirs: Range, text: str) -> str | None:
    """Name of the mapping for a case that its authors call blur, or None."""
    if got.kind == "vague" and any(c in text for c in "多几"):
        return "rough is vague"
    ends = [(a, b) for a, b in zip((got.start, got.end), theirs, strict=True) if (a, b) != (None, None)]
    if ends and all(a and b and abs((a - b).days) <= 31 for a, b in ends):
        return "blur"
    return None


def read(text: str, base: date) -> Period | None:
    """The expression as a whole, else the first one found in it."""
    return times.resolve(text, base) or next(iter(times.find(text, base)), None)


def jionlp(path: Path) -> tuple[Counter[str], list[str]]:
    """Counts by outcome, and a line for each case that differs."""
    count: Counter[str] = Counter()
    wrong = []
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if case["kind"] != "parse_time":
            continue
        expected = case["expected"]
        if expected["type"] not in ("time_point", "time_span"):
            count[f"not applicable: {expected['type']}"] += 1
            continue
        base = base_of(case)
        theirs = tuple(None if "inf" in t else date.fromisoformat(t[:10]) for t in expected["time"])
        got = read(case["input"], base)
        how = same((got.start, got.end), theirs, base) if got else None  # type: ignore[arg-type]
        if how is None and got and expected["definition"] == "blur":
            how = blurred(got, theirs, case["input"])
        count[f"right ({how})" if how else "wrong" if got and (got.start or got.end) else "not read"] += 1
        if not how:
            shown = f"{got.start}..{got.end} {got.kind}" if got else "nothing"
            wrong.append(f"{case['input']}  (now {base})  theirs {theirs[0]}..{theirs[1]}  ours {shown}")
    return count, wrong


def recognizers(path: Path) -> tuple[Counter[str], list[str]]:
    """The same for the dates and ranges of days of Recognizers-Text; their ranges are half-open."""
    count: Counter[str] = Counter()
    wrong = []
    for case in json.loads(path.read_text(encoding="utf-8-sig")):
        base = date.fromisoformat(case.get("Context", {}).get("ReferenceDateTime", "2017-03-22")[:10])
        for result in case["Results"]:
            kind = result["TypeName"].removeprefix("datetimeV2.")
            if kind not in ("date", "daterange"):
                count[f"not applicable: {kind}"] += 1
                continue
            accepted: list[Range] = []
            for value in result["Resolution"]["values"]:
                if "value" in value and value["value"][:1].isdigit():
                    accepted.append((date.fromisoformat(value["value"]),) * 2)
                elif "value" not in value:
                    start, end = (date.fromisoformat(value[k]) if k in value else None for k in ("start", "end"))
                    accepted += [(start, end and end - timedelta(days=1)), (start, end)]
                    if end and start and end.day == 1:  # 2015年至2018年 ends for them where 2018 begins
                        last = date(end.year, 12, 31) if end.month == 1 and start.month == 1 else None
                        accepted += [
                            (start, last),
                            (start, (end + timedelta(days=31)).replace(day=1) - timedelta(days=1)),
                        ]
                    if end is None:
                        accepted += [(start, base)]
            got = read(case["Input"] if len(case["Results"]) == 1 else result["Text"], base)
            ours = (got.start, got.end) if got else (None, None)
            how = next((h for a in accepted if (h := same(ours, a, base))), None)
            if not accepted:
                how = "day" if got is None or ours == (None, None) else None
            count[f"right ({how})" if how else "wrong" if any(ours) else "not read"] += 1
            if not how:
                wrong.append(f"{case['Input']}  (now {base})  theirs {accepted[:1]}  ours {ours[0]}..{ours[1]}")
    return count, wrong


def main(arguments: list[str]) -> int:
    """Print one table for each peer."""
    folder = Path(arguments[0])
    for name, (count, wrong) in {
        "JioNLP parse_time": jionlp(folder / "jionlp_time_place.jsonl"),
        "Recognizers-Text DateTime": recognizers(folder / "recognizers" / "DateTime" / "DateTimeModel.json"),
    }.items():
        right = sum(n for k, n in count.items() if k.startswith("right"))
        all_ = sum(n for k, n in count.items() if not k.startswith("not applicable"))
        print(f"{name}: {right}/{all_} = {100 * right / all_:.1f} %")
        for key, n in sorted(count.items()):
            print(f"  {n:4}  {key}")
        if "--errors" in arguments:
            print(*(f"    {line}" for line in wrong), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
