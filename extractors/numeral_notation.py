"""Figures in the notation of formulae: 2e5, 2^-1, 3/5, 1 4/3, 40k. News about unions has few; none is a claim."""

from __future__ import annotations

import re
from decimal import Decimal

_WIDTH = str.maketrans("０１２３４５６７８９．／－＋", "0123456789./-+")
_D = "0-9０-９"
_NUMBER = rf"[{_D}]+(?:[.．][{_D}]+)?"
_FIGURE = re.compile(_NUMBER)
_SIGNS = frozenset("^eE/／ kKＫM")
"""What follows the first figure of a notation."""
_POWER = re.compile(
    rf"(?P<base>{_NUMBER})(?:\^(?P<power>[+＋\-－]?[{_D}]{{1,4}})|[eE](?P<ten>[+＋\-－]?[{_D}]{{1,3}}))"
    rf"(?![{_D}A-Za-z.])"
)
_SLASH = re.compile(
    rf"(?:(?P<whole>[{_D}]{{1,4}}) )?(?P<top>[{_D}]{{1,6}})[/／](?P<below>[{_D}]{{1,6}})(?![{_D}/／.年月])"
)
_LETTER = re.compile(rf"(?P<n>{_NUMBER})(?: ?(?P<k>[kKＫ])| ?(?P<m>M))(?![A-Za-z0-9])")
_POINT = re.compile(rf"(?<![{_D}.．])[.．][{_D}]+(?![{_D}]*[.．])")


def read(text: str, at: int) -> tuple[Decimal, int] | None:
    """The value of a figure in such notation at ``at``, and where it ends; None if there is none."""
    figure = _FIGURE.match(text, at)
    if figure and text[at] not in ".．" and text[figure.end() : figure.end() + 1] not in _SIGNS:
        return None  # nearly every figure
    if m := _POWER.match(text, at):
        base = Decimal(m["base"].translate(_WIDTH))
        exponent = int((m["power"] or m["ten"]).translate(_WIDTH))
        try:
            value = base**exponent if m["power"] else base.scaleb(exponent)
        except ArithmeticError:
            return None
        return value, m.end()
    if m := _SLASH.match(text, at):
        below = int(m["below"].translate(_WIDTH))
        if below == 0 or text[at - 1 : at] in ("/", "／"):
            return None
        return Decimal(int(m["whole"] or 0)) + Decimal(m["top"].translate(_WIDTH)) / below, m.end()
    if m := _LETTER.match(text, at):
        return Decimal(m["n"].translate(_WIDTH)) * (1000 if m["k"] else 1_000_000), m.end()
    if m := _POINT.match(text, at):
        return Decimal("0" + m[0].translate(_WIDTH)), m.end()
    return None
