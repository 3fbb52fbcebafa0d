"""Where the mistakes are: the claims of an evaluation by construction, by shape of document and by stated confidence.

Also a test whether a change is more than chance, and the mistakes as a page that a person can read.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pipeline.run.scoring import Judged, Tally

Row = dict[str, Any]

BINS = 10
ROUNDS = 10_000


def by_construction(judged: Iterable[Judged]) -> list[Row]:
    """For each way in which verb, thing and figure stand together: claims with a right quantity, and what is right.

    Returns:
        Rows with ``construction``, ``claims``, and the shares of right claims, subjects, actions and items in per cent
        (None where the gold asks for none); the most frequent first.
    """
    rows = []
    for name, part in _groups(judged, lambda x: x.rule.partition("+")[0] if x.outcome == "met" else "").items():
        row: Row = {"construction": name, "claims": len(part), "right": _share(x.right() for x in part)}
        for slot in ("subject", "action", "item"):
            row[slot] = _share(ok for x in part if (ok := x.answers[slot]) is not None)
        rows.append(row)
    return sorted(rows, key=lambda row: (-row["claims"], row["construction"]))


def by_shape(judged: Iterable[Judged]) -> list[Row]:
    """Precision, recall and F1 of claims for each shape of document; rows with ``shape``, ``documents`` and a tally."""
    rows = []
    for name, part in sorted(_groups(judged, lambda x: x.shape or "unnamed").items()):
        tally = Tally()
        for claim in part:
            tally.judge(claim.outcome, claim.right())
        rows.append({"shape": name, "documents": len({x.doc for x in part}), **tally.row()})
    return rows


def tenths(pairs: Iterable[tuple[float, bool]]) -> dict[int, list[tuple[float, bool]]]:
    """Pairs of stated confidence (0 to 1) and rightness by tenth of confidence (0 to 9), without the empty tenths."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for stated, right in sorted(pairs):
        bins.setdefault(min(BINS - 1, int(stated * BINS)), []).append((stated, right))
    return bins


def gap(pairs: Iterable[tuple[float, bool]]) -> float | None:
    """Expected calibration error, 0 to 1: the gap between stated and found, weighted by claims; None without pairs."""
    bins = tenths(pairs).values()
    total = sum(map(len, bins))
    return sum(abs(sum(p - right for p, right in part)) for part in bins) / total if total else None


def by_confidence(judged: Iterable[Judged]) -> list[Row]:
    """Stated against found: for each tenth of confidence the claims in it, their mean confidence and the share right.

    A claim that the gold does not have counts as wrong.
    """
    rows = []
    for n, part in tenths(_stated(judged)).items():
        rows.append(
            {
                "confidence": f"{n / BINS:.1f} to {(n + 1) / BINS:.1f}",
                "claims": len(part),
                "stated": _share(p for p, _ in part),
                "found": _share(right for _, right in part),
            }
        )
    return rows


def calibration_error(judged: Iterable[Judged]) -> float | None:
    """:func:`gap` of the claims that the extraction has."""
    return gap(_stated(judged))


def _stated(judged: Iterable[Judged]) -> list[tuple[float, bool]]:
    return [(x.confidence, x.right()) for x in judged if x.confidence is not None]


def by_document(judged: Iterable[Judged]) -> dict[str, tuple[int, int]]:
    """Right claims and claims of the gold, by document: what a later evaluation is compared with."""
    groups = _groups(judged, lambda x: "" if x.outcome == "false" else x.doc)
    return {doc: (sum(x.right() for x in part), len(part)) for doc, part in sorted(groups.items())}


def chance(before: Mapping[str, tuple[int, int]], now: Mapping[str, tuple[int, int]]) -> tuple[int, int, float] | None:
    """Whether more claims are right than before, document by document.

    A paired permutation test: were the two programs equally good, each document's difference could as well have the
    other sign. ROUNDS random choices of signs with a fixed seed, two-sided.

    Returns:
        Right claims before, right claims now, and the probability that chance alone makes so large a difference; over
        the documents that both have with the same number of claims. None where there are none.
    """
    both = [doc for doc in sorted(before.keys() & now.keys()) if before[doc][1] == now[doc][1]]
    if not both:
        return None
    differences = [now[doc][0] - before[doc][0] for doc in both]
    signs = random.Random(0)
    seen = abs(sum(differences))
    moved = [abs(x) for x in differences if x]
    extreme = sum(abs(sum(x if signs.random() < 0.5 else -x for x in moved)) >= seen for _ in range(ROUNDS))
    old, new = sum(before[doc][0] for doc in both), sum(now[doc][0] for doc in both)
    return old, new, (extreme + 1) / (ROUNDS + 1)


def page(judged: Iterable[Judged], others: Iterable[Mapping[str, Any]]) -> str:
    """Every mistake as Markdown, document by document: the figure in its words, what was wanted and what was found.

    Args:
        judged: the claims.
        others: mistakes about articles and entities, as :func:`pipeline.run.scoring.score` has them.
    """
    parts: dict[str, list[str]] = {}
    for claim in judged:
        if claim.outcome == "met" and not claim.want:
            continue
        lines = parts.setdefault(claim.doc, [])
        marked = claim.context.replace(claim.quote, f"【{claim.quote}】", 1).replace("\n", "⏎")
        sure = "" if claim.confidence is None else f" (confidence {claim.confidence:.2f}, {claim.rule})"
        kind = {"missed": "missed", "false": "no claim", "quantity wrong": "quantity"}.get(claim.outcome, "wrong")
        lines.append(f"- **{kind}** {marked}{sure}")
        lines += [
            f"  - {name}: found {_text(claim.got[name])}, accepted {_text(want)}" for name, want in claim.want.items()
        ]
    for error in others:
        rest = ", ".join(f"{k} {_text(v)}" for k, v in error.items() if k not in ("doc", "error"))
        parts.setdefault(str(error["doc"]), []).append(f"- **{error['error']}** {rest}")
    return "".join(f"## {doc}\n\n" + "\n".join(lines) + "\n\n" for doc, lines in parts.items())


def _text(value: object) -> str:
    if isinstance(value, dict):
        return f"{value.get('start') or '…'} to {value.get('end') or '…'}"
    if isinstance(value, list):
        return " / ".join(_text(x) for x in value) or "nothing"
    return "nothing" if value in (None, "") else str(value)


def _groups(judged: Iterable[Judged], key: Callable[[Judged], str]) -> dict[str, list[Judged]]:
    groups: dict[str, list[Judged]] = {}
    for claim in judged:
        if name := key(claim):
            groups.setdefault(name, []).append(claim)
    return groups


def _share(values: Iterable[float]) -> float | None:
    """The mean in per cent; None of nothing."""
    found = list(values)
    return round(100 * sum(found) / len(found), 1) if found else None
