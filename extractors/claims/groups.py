"""Groups of bodies and places that are only pointed at: 全市各级工会, 该市工会系统, 我省."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.claims.clauses import Row
from extractors.claims.elements import Element, is_verbal
from extractors.homes import Homes

_LEVEL_OF = {
    "省": "province",
    "市": "city",
    "县": "county",
    "区": "county",
    "州": "city",
    "镇": "town",
    "乡": "town",
    "旗": "county",
}

NO_GROUP = ("", 0, False)


def group_at(row: Row, i: int, homes: Homes) -> tuple[str, int, bool]:
    """A group of bodies or a pointing place that begins at element ``i``.

    Returns:
        Its resolved name, the element after it, and whether it names bodies (全市各级工会, 该市工会系统, 各级工会,
        安徽各级工会) rather than a place (我省, 该县). ("", i, False) where there is none.
    """
    e = row[i]
    if e.kind == "name" and e.mention is not None and e.mention.label == "PLACE":
        tail, after = _tail(row, i + 1)
        return (e.mention.canonical + tail, after, True) if tail else ("", i, False)
    if e.kind != "word" or not e.points:
        return "", i, False
    text, at = e.text, row.starts[i]
    j = i + 1
    if text in ("该", "本", "我", "全") and j < len(row) and row[j].text[:1] in _LEVEL_OF:
        text += row[j].text
        j += 1
    if len(text) >= 2 and text[0] in "全该本我" and text[1] in _LEVEL_OF:
        tail, after = _tail(row, j)
        name = pointed(text, at, homes)
        return name + text[2:] + tail, after, bool(tail or "工会" in text)
    if text in ("省里", "市里", "县里", "区里", "州里", "镇里", "乡里"):
        return pointed("本" + text[0], at, homes), j, False
    if text in ("全国", "我国"):
        tail, after = _tail(row, j)
        if tail:
            return "全国" + tail, after, True
        return ("全国", j, False) if j < len(row) and is_verbal(row[j]) else ("", i, False)
    if text in ("各级", "各级工会", "两级", "两级工会", "市县", "市县两级"):
        tail, after = _tail(row, i)
        place = homes.home("city") or homes.home("province") if tail else None
        return ((place.name if place is not None else "") + tail, after, True) if tail else ("", i, False)
    return "", i, False


def pointed(text: str, at: int, homes: Homes) -> str:
    """The place that 该市, 全省, 我县 points at; the words themselves where the text does not say."""
    place = homes.at(at, _LEVEL_OF[text[1]])
    return place.name if place is not None else text[:2]


_TAIL = frozenset((
    "各级", "各", "工会", "工会组织", "系统", "工会系统", "基层工会", "基层",
    "两级", "市县", "各级工会", "职工", "企业",
))  # fmt: skip


def _tail(row: Sequence[Element], j: int) -> tuple[str, int]:
    text = ""
    while j < len(row) and row[j].text in _TAIL and row[j].kind == "word":
        text += row[j].text
        j += 1
    return (text, j) if "工会" in text or "系统" in text else ("", j)
