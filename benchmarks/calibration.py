"""The plot of stated against found confidence, as SVG: drawn by hand, for it needs two axes and a few circles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from pipeline.run.breakdown import tenths

SIZE, MARGIN = 360, 50
COLOURS = ("#1f5fa8", "#c0392b", "#2e7d32")


def plot(groups: Mapping[str, Sequence[tuple[float, bool]]]) -> str:
    """One circle for each tenth of stated confidence, as large as it has claims; on the line it would be exact.

    Args:
        groups: by name, the stated confidence (0 to 1) of each claim and whether it is right.
    """

    def at(share: float, vertical: bool) -> float:
        return round(MARGIN + SIZE * ((1 - share) if vertical else share), 1)

    side = SIZE + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" font-family="sans-serif" font-size="12">',
        f'<rect width="{side}" height="{side}" fill="white"/>',
        f'<path d="M{at(0, False)} {at(0, True)}L{at(1, False)} {at(1, True)}" stroke="#888" stroke-dasharray="4"/>',
        f'<path d="M{at(0, False)} {at(1, True)}V{at(0, True)}H{at(1, False)}" fill="none" stroke="black"/>',
        f'<text x="{side / 2}" y="{side - 10}" text-anchor="middle">stated confidence</text>',
        f'<text x="14" y="{side / 2}" text-anchor="middle" transform="rotate(-90 14 {side / 2})">share right</text>',
    ]
    for tick in range(0, 11, 2):
        share = tick / 10
        parts.append(f'<text x="{at(share, False)}" y="{at(0, True) + 16}" text-anchor="middle">{share}</text>')
        parts.append(f'<text x="{at(0, False) - 6}" y="{at(share, True) + 4}" text-anchor="end">{share}</text>')
    for n, (name, pairs) in enumerate(groups.items()):
        colour = COLOURS[n % len(COLOURS)]
        parts.append(
            f'<text x="{at(0.03, False)}" y="{at(0.97 - 0.05 * n, True)}" fill="{colour}">{escape(name)}</text>'
        )
        for part in tenths(pairs).values():
            x = at(sum(p for p, _ in part) / len(part), False)
            y = at(sum(ok for _, ok in part) / len(part), True)
            radius = round(2 + 16 * (len(part) / len(pairs)) ** 0.5, 1)
            parts.append(
                f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}" fill-opacity="0.5">'
                f"<title>{len(part)} claims</title></circle>"
            )
    return "\n".join([*parts, "</svg>"]) + "\n"
