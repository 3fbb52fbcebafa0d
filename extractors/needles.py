"""Words of which one must stand in every text that a pattern is found in: most patterns need not be tried at all.

Looking for some hundred words at once costs less than one search with a pattern that begins with a gap.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"(?P<group>\(\?:)|(?P<look>\(\?[=!<][=!]?)|(?P<close>\))|(?P<bar>\|)|(?P<set>\[\^?\]?[^\]]*\])"
    r"|(?P<many>[?*+]\??|\{\d*,?\d*\}\??)|(?P<edge>[\^$.]|\\[AZbBdDsSwW])|(?P<char>\\?.)"
)
Words = frozenset[str]


def needles(pattern: str, common: str = "#") -> Words | None:
    """Words of which each text with a match has at least one.

    Args:
        pattern: a regular expression without flags, back references and groups that capture.
        common: characters that stand in every text, and so tell nothing by themselves.

    Returns:
        The words, or None where the pattern says of none that it must be there.
    """
    tokens = [(match.lastgroup or "", match[0]) for match in _TOKEN.finditer(pattern)]
    return _either(tokens, 0, common)[0]


def _either(tokens: list[tuple[str, str]], at: int, common: str) -> tuple[Words | None, int]:
    """Alternatives up to a closing bracket: words of all of them, None if one has none; and where they end."""
    found: list[Words | None] = []
    while True:
        words, at = _sequence(tokens, at, common)
        found.append(words)
        if at >= len(tokens) or tokens[at][0] != "bar":
            break
        at += 1
    known = [words for words in found if words is not None]
    return (frozenset().union(*known) if len(known) == len(found) else None), at


def _sequence(tokens: list[tuple[str, str]], at: int, common: str) -> tuple[Words | None, int]:
    """One alternative: of all that must stand in it the words that are longest."""
    best: Words | None = None
    run = ""

    def better(words: Words | None) -> Words | None:
        if words is None or any(not word.strip(common) for word in words):
            return best
        return words if best is None or _worth(words) > _worth(best) else best

    while at < len(tokens) and tokens[at][0] not in ("bar", "close"):
        kind, text = tokens[at]
        inner: Words | None = None
        if kind in ("group", "look"):
            inner, at = _either(tokens, at + 1, common)
        at += 1
        many = tokens[at][1] if at < len(tokens) and tokens[at][0] == "many" else ""
        at += bool(many)
        if kind == "char" and not many:
            run += text[-1]
            continue
        best = better(frozenset({run}) if run else None)
        run = ""
        if kind == "set" and text[1] != "^" and "-" not in text and "\\" not in text:
            inner = frozenset(text[1:-1])
        if kind in ("group", "set") and many[:1] not in ("?", "*") and not many.startswith(("{0", "{,")):
            best = better(inner)
    return better(frozenset({run}) if run else None), at


def _worth(words: Words) -> tuple[int, int]:
    return min(map(len, words)), -len(words)
