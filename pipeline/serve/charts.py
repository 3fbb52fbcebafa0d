"""Charts: figures over years, a ranking of places, and provinces as tiles. Each has its table, and what was left out.

Nothing is added up blindly: reports overlap, a total stands beside its parts and a plan beside what was done. A dot is
one reported figure, and a place is shown by the largest single figure reported of it. Sums stand beside, where the fact
base can tell what counts twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import islice
from statistics import median_low
from typing import Any

from pipeline.serve import plugs, words
from pipeline.serve.asked import Asked, read
from pipeline.serve.facets import indicator_names
from pipeline.serve.geometry import Axis, axis, height_of
from pipeline.serve.pages import Page, Query
from pipeline.serve.places import Tile, city_of, name_of, province_of, tiles
from pipeline.serve.site import Site
from pipeline.store import FactBase

MOST = 4_000
"""Claims that one chart looks at."""
UNSURE = 0.5
"""Claims less likely than this to be right are left out of charts."""
RANKED = 30
LEVELS = {"within": "各省，含省内各地", "province": "各省，只看全省的", "city": "各地市，只看全市的"}
"""What a ranking sets beside each other, and which figures stand for a place."""

Row = dict[str, Any]


def series(site: Site, base: FactBase, query: Query) -> Page:
    """Figures of one indicator or unit over years."""
    asked = read(query)
    made = site.kept(("series", asked.address()), lambda base: _series(base, asked)) if _chosen(asked) else {}
    return Page("uf_series.html", {**_frame(base, asked, "逐年"), **made})


def ranking(site: Site, base: FactBase, query: Query) -> Page:
    """Places by the largest figure reported of each, as bars and, of provinces, as tiles."""
    asked = read(query)
    level = query.get("level", "")
    level = level if level in LEVELS else "within"
    key = ("ranking", level, asked.address())
    made = site.kept(key, lambda base: _ranking(base, asked, level)) if _chosen(asked) else {}
    return Page("uf_ranking.html", {**_frame(base, asked, "各地"), "level": level, "levels": LEVELS, **made})


def _chosen(asked: Asked) -> bool:
    """A chart shows like with like: it needs an indicator, or a unit with words to look for."""
    return bool(asked.given.get("indicator", "none") != "none" or asked.filters.unit)


def _frame(base: FactBase, asked: Asked, what: str) -> dict[str, Any]:
    names = indicator_names(base)
    subject = names.get(asked.given.get("indicator", ""), asked.given.get("unit", ""))
    return {
        "title": f"{what}：{subject}" if subject else what,
        "asked": asked,
        "chosen": _chosen(asked),
        "names": sorted(names.items(), key=lambda pair: pair[1]),
        "subject": subject,
    }


def _fitting(base: FactBase, asked: Asked, fits: Callable[[Row], str]) -> tuple[str, list[Row], Counter[str], bool]:
    """The unit most used, the claims that a chart can show, and how many were left out for which reason.

    Args:
        base: the fact base.
        asked: which claims.
        fits: why a claim with a sure figure cannot be shown, "" if it can.

    Returns:
        Unit, rows, reasons with counts, and whether there were more claims than :data:`MOST`.
    """
    rows = list(islice(base.query(asked.filters), MOST + 1))
    units = Counter(row["unit"] for row in rows[:MOST])
    unit = units.most_common(1)[0][0] if units else ""
    left: Counter[str] = Counter()
    kept = []
    for row in rows[:MOST]:
        if row["unit"] != unit:
            left[f"单位不是「{unit}」"] += 1
        elif row["value"] is None:
            left["原文没有确数（数十、若干）"] += 1
        elif row["per"]:
            left["是比率（每户、每月）"] += 1
        elif row["period_kind"] in ("planned", "compared"):
            left["是计划，或用来比较"] += 1
        elif row["confidence"] < UNSURE:
            left[f"读对的把握不到 {UNSURE:.0%}"] += 1
        elif why := fits(row):
            left[why] += 1
        else:
            kept.append(row)
    return unit, kept, left, len(rows) > MOST


def year_of(row: Row) -> int | None:
    """The one year that a claim's period lies in; None for none or several."""
    start, end = row["period_start"] or row["period_end"], row["period_end"] or row["period_start"]
    return int(start[:4]) if start and start[:4] == end[:4] else None


def _series(base: FactBase, asked: Asked) -> dict[str, Any]:
    unit, rows, left, more = _fitting(base, asked, lambda row: "" if year_of(row) else "没有年份，或跨了几年")
    by_year: dict[int, list[Row]] = {}
    for row in rows:
        by_year.setdefault(year_of(row) or 0, []).append(row)
    if not by_year:
        return {"unit": unit, "left": left.most_common(), "more": more, "table": []}
    first, last = min(by_year), max(by_year)
    summed = _summed(base, asked, "year", unit)
    totals = {int(one.name): one for one in summed if one.name.isascii() and one.name.isdigit()}
    totals = {year: one for year, one in totals.items() if first <= year <= last}
    scale = axis([row["value_real"] for row in rows] + [float(one.value) for one in totals.values()])
    years = range(first, last + 1)
    dots = [
        {"x": _x(year, first, last), "y": height_of(scale, row["value_real"]), "row": row, "told": _told(row)}
        for year, rows_ in sorted(by_year.items()) for row in rows_
    ]  # fmt: skip
    step = max(1, -(-len(years) // 12))
    return {
        "unit": unit, "left": left.most_common(), "more": more, "scale": scale, "dots": dots,
        "labels": [(_x(year, first, last), year) for year in years if (year - first) % step == 0 or year == last],
        "table": [_line(asked, year, by_year[year]) for year in sorted(by_year, reverse=True)],
        "shown": len(rows), "sums": summed,
        "totals": [
            {"x": _x(year, first, last), "y": height_of(scale, float(one.value)), "told": _sum_told(one, unit)}
            for year, one in sorted(totals.items())
        ],
    }  # fmt: skip


def _summed(base: FactBase, asked: Asked, by: str, unit: str) -> list[plugs.Sum]:
    """Sums of the indicator that was asked for; none where it is no indicator: what has no name is not added here."""
    indicator = asked.given.get("indicator", "none")
    return [] if indicator == "none" else plugs.sums(base, by, indicator, unit, asked.filters)


def _sum_told(one: plugs.Sum, unit: str) -> str:
    return f"{one.name} 合计 {words.grouped(one.value)} {unit}（{one.facts} 条相加）"


def _x(year: int, first: int, last: int) -> float:
    return round(90 + (year - first) * 680 / max(last - first, 1), 1) if last > first else 430.0


def _line(asked: Asked, year: int, rows: list[Row]) -> Row:
    """One year of the table: how many figures, the smallest, the middle and the largest, each one that was reported."""
    ordered = sorted(rows, key=lambda row: row["value_real"])
    middle = median_low(range(len(ordered)))
    picked = [("最小", ordered[0]), ("居中", ordered[middle]), ("最大", ordered[-1])]
    return {
        "year": year, "count": len(rows), "address": asked.address(year=year),
        "figures": [(name, row, words.figure(row)) for name, row in picked],
    }  # fmt: skip


def _ranking(base: FactBase, asked: Asked, level: str) -> dict[str, Any]:
    def own(row: Row) -> str:
        code = row["place_code"]
        if not code:
            return "没有地点"
        if level == "within":
            return ""
        if level == "province":
            return "" if code == province_of(code) else "说的是省以下的地方"
        return "" if code == city_of(code) else "说的不是地市（是省，或县区）"

    unit, rows, left, more = _fitting(base, asked, own)
    best: dict[str, Row] = {}
    counted: Counter[str] = Counter()
    for row in rows:
        code = province_of(row["place_code"]) if level == "within" else row["place_code"]
        counted[code] += 1
        if code not in best or row["value_real"] > best[code]["value_real"]:
            best[code] = row
    ranked = sorted(best.items(), key=lambda pair: (-pair[1]["value_real"], pair[0]))
    top = ranked[0][1]["value_real"] if ranked else 0.0
    table = [
        {
            "name": name_of(code) or row["place"], "code": code, "row": row, "figure": words.figure(row),
            "short": words.short(row["value"]), "count": counted[code], "address": asked.address(place=code),
            "width": round(max(row["value_real"], 0) / top * 420, 1) if top > 0 else 0.0, "told": _told(row),
        }
        for code, row in ranked
    ]  # fmt: skip
    return {
        "unit": unit, "left": left.most_common(), "more": more, "table": table[:RANKED], "hidden": table[RANKED:],
        "tiles": _tiles(table, tiles()) if level != "city" and table else [], "shown": len(rows),
        "sums": _summed(base, asked, "city" if level == "city" else "province", unit),
    }  # fmt: skip


def _tiles(table: list[Row], wanted: Iterable[Tile]) -> list[Row]:
    """The tiles of the map, each with its step from 1 (the lowest fifth of places) to 5, or 0 without a figure."""
    by_code = {line["code"]: (rank, line) for rank, line in enumerate(table)}
    found = []
    for tile in wanted:
        rank, line = by_code.get(tile.code, (0, None))
        step = 0 if line is None else 5 - rank * 5 // len(table)
        found.append({"tile": tile, "x": tile.column * 74, "y": tile.row * 74, "step": step, "line": line})
    return found


def _told(row: Row) -> str:
    parts = (row["place"], row["subject"], row["action"], row["item"], words.figure(row), words.period(row))
    return " ".join(str(part) for part in dict.fromkeys(parts) if part)


__all__ = ["Axis", "ranking", "series", "year_of"]
