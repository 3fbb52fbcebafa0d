"""Which figures of one article count what another figure of it counts already.

All are of one measure in one unit. A relation says which claim need not be counted, why, and which claim stands for
it; nothing is decided here: whether the other claim counts depends on what is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from extractors.roles import holds_all, is_union
from pipeline.store.sums.figures import Figure, digits

_MOST_ADDENDS = 60
_KNOWN = 3  # digits that make a figure the same one whoever is said to have done it
_NEAR = 200  # characters between a sentence that opens with 其中 and the figure that it speaks of
_ALIKE = 0.5  # of the pairs of letters of the shorter clause, that the longer one has too
_FREELY = Decimal("0.2")  # of a hedged headline, that the figure in the body may be off
_ROUND = Decimal("0.01")  # a hedged total may differ from its parts by so much


class Relation(NamedTuple):
    """A claim that need not be counted where another one is.

    Attributes:
        claim: which.
        reason: of :data:`pipeline.store.sums.model.REASONS`.
        stands: the claim that counts in its place; None where it is left out for what it is itself.
        complete: with reason part: all parts of that total are given, and make it up.
    """

    claim: str
    reason: str
    stands: str | None
    complete: bool = False


def relations(figures: Sequence[Figure], adds: bool) -> list[Relation]:
    """Relations between the figures of one article, in the order of the claims left out.

    Args:
        figures: in the order in which they stand; without plans, limits and what else never counts.
        adds: whether such figures are added; of others only repetitions matter.
    """
    found: dict[str, Relation] = {}
    for n, figure in enumerate(figures):
        if other := _repeats(figure, figures[:n]):
            out, kept = (other, figure) if other.head and not figure.head else (figure, other)
            if out.id not in found:
                found[out.id] = Relation(out.id, "repeated", kept.id)
    if adds:
        once = [figure for figure in figures if figure.id not in found]
        for relation in _parts(once):
            found.setdefault(relation.claim, relation)
    return [found[id] for id in sorted(found)]


def _repeats(figure: Figure, before: Sequence[Figure]) -> Figure | None:
    """The figure that it says again, the nearest of those that give it most exactly."""
    fits = [other for other in before if _same(figure, other)]
    return min(fits, key=lambda f: (f.head, not f.same_value(figure), f.start), default=None)


def _same(figure: Figure, other: Figure) -> bool:
    if figure.sentence == other.sentence or not figure.touches(other):
        return False
    head = figure.head or other.head
    if not (figure.agrees(other) or (head and (_rounded(figure, other) or _roughly(figure, other)))):
        return False
    if head:
        return True
    telling = min(digits(figure.value), digits(other.value))
    if figure.subject and other.subject and figure.subject != other.subject and telling < _KNOWN:
        return False
    if not (figure.holds_place(other) or other.holds_place(figure) or not figure.place or not other.place):
        return False
    if not (figure.holds_item(other) or other.holds_item(figure)):
        return False
    if telling > 1 and figure.same_value(other):
        return True  # 一年来 and 2018年 need not be the very same days
    if figure.dated and other.dated and not (figure.covers(other) or other.covers(figure)):
        return False
    # a round figure may be given twice and mean two things: only the same words make it the same
    return _alike(figure.clause, other.clause) >= _ALIKE


def _rounded(one: Figure, other: Figure) -> bool:
    """Whether a headline gives a figure of the body in fewer digits (105万 for 105.3万)."""
    short, long = sorted((one, other), key=lambda f: digits(f.value))
    if not short.head or short.high is not None or long.high is not None or digits(short.value) < 2:
        return False
    step = Decimal(1).scaleb(short.value.normalize().as_tuple().exponent)  # type: ignore[arg-type]
    return 0 <= long.value - short.value < step or abs(long.value - short.value) * 2 <= step


def _roughly(one: Figure, other: Figure) -> bool:
    """Whether a headline gives a figure of the body with a hedge, more freely than hedges allow (近40万 for 34万)."""
    for head, body in ((one, other), (other, one)):
        if head.head and not head.exact and head.high is None and body.high is None:
            return abs(body.value - head.value) <= _FREELY * head.value
    return False


def _alike(one: str, other: str) -> float:
    pairs = [{text[n : n + 2] for n in range(len(text) - 1)} for text in (one, other)]
    fewer = min(map(len, pairs))
    return len(pairs[0] & pairs[1]) / fewer if fewer else 0.0


def _parts(figures: Sequence[Figure]) -> list[Relation]:
    """Parts by the words before them, by sums that come out, and by their place."""
    found: dict[str, Relation] = {}
    for n, figure in enumerate(figures):
        if whole := _said_part(figure, figures[:n]):
            found[figure.id] = Relation(figure.id, "part", whole.id)
    for n, total in enumerate(figures):
        if total.id in found:
            continue
        free = [f for f in figures if f.id not in found or found[f.id].stands == total.id]
        place = free.index(total)
        parts = _making_up(total, free[place - 1 :: -1] if place else [], total.role.total)
        if not parts:
            parts = _making_up(total, free[place + 1 :], True)
        for part in parts:
            found[part.id] = Relation(part.id, "part", total.id, complete=True)
        if not parts:
            if _is_stock(total, figures):
                found[total.id] = Relation(total.id, "stock", None)
                continue
            for part in _so_far(total, figures):
                found.setdefault(part.id, Relation(part.id, "part", total.id))
            for part in _settled(total, figures[n + 1 :]):
                found.setdefault(part.id, Relation(part.id, "part", total.id))
            for part in _spread(total, figures[n + 1 :]):
                found.setdefault(part.id, Relation(part.id, "part", total.id))
    for figure in figures:
        if figure.id not in found and (whole := _home(figure, figures, found)):
            found[figure.id] = Relation(figure.id, "part", whole.id)
    return list(found.values())


def _said_part(figure: Figure, before: Sequence[Figure]) -> Figure | None:
    """The figure that 其中 and its like speak of."""
    if figure.role.part is None:
        return None
    for other in reversed(before):
        if other.sentence == figure.sentence:
            if other.end <= figure.role.part:
                return other if other.value >= figure.value else None
        elif figure.role.opens and not other.head and figure.start - other.start <= _NEAR:
            return other if other.value >= figure.value else None
        elif not figure.role.opens:
            return None
    return None


def _making_up(total: Figure, others: Sequence[Figure], said: bool) -> list[Figure]:
    """Figures next to a total, two and more, that make it up."""
    if not said:
        return []
    taken: list[Figure] = []
    amount = Decimal(0)
    for other in others[:_MOST_ADDENDS]:
        if other.head or other.value <= 0 or other.high is not None:
            break
        if total.dated and other.dated and not total.covers(other):
            break
        taken.append(other)
        amount += other.value
        if len(taken) > 1 and _comes_to(total, amount):
            return taken
        if amount > total.value and not total.most > float(amount):
            break
    return []


def _comes_to(total: Figure, amount: Decimal) -> bool:
    if total.exact or total.high is not None:
        return amount == total.value
    low, high = Decimal(repr(total.least)), Decimal(repr(total.most))
    near = abs(amount - total.value) <= _ROUND * total.value
    return near or (low <= amount <= high and abs(amount - total.value) <= _ROUND * 10 * total.value)


def _spread(total: Figure, behind: Sequence[Figure]) -> list[Figure]:
    """Figures after 分别 in the sentence of a total, though they do not make it up (…等)."""
    parts = [f for f in behind if f.sentence == total.sentence and f.role.spread and not total.role.spread]
    return parts if sum((f.value for f in parts), Decimal(0)) <= total.value else []


def _so_far(total: Figure, figures: Sequence[Figure]) -> list[Figure]:
    """What was done of the same in the same time, where elsewhere 累计 or 共 gives more: that holds it."""
    if not total.role.total:
        return []
    return [
        f for f in figures
        if f.narrow == total.narrow and not f.role.total and (f.since, f.until) == (total.since, total.until)
        and f.value < total.value and f.place == total.place
        and (f.end <= total.begin if f.sentence == total.sentence else f.subject == total.subject)
    ]  # fmt: skip


def _is_stock(total: Figure, figures: Sequence[Figure]) -> bool:
    """Whether it says what there is in all, behind what is new: 新增两个，累计11个."""
    return total.role.total and any(
        f.role.new and f.sentence == total.sentence and f.end <= total.begin and f.value < total.value
        and not total.role.new for f in figures
    )  # fmt: skip


def _settled(total: Figure, behind: Sequence[Figure]) -> list[Figure]:
    """Those of the cases, projects, … of a sentence that got further: 受理164起，办结151起."""
    return [
        f for f in behind
        if f.sentence == total.sentence and f.role.settled and not total.role.settled and f.value <= total.value
    ]  # fmt: skip


def _home(figure: Figure, figures: Sequence[Figure], found: dict[str, Relation]) -> Figure | None:
    """The figure of the whole place, or of all unions of it, that holds that of a smaller one."""
    wholes = [
        other for other in figures
        if other is not figure and other.id not in found and other.value >= figure.value and holds(other, figure)
        and (not other.dated or not figure.dated or other.covers(figure))
    ]  # fmt: skip
    return min(wholes, key=lambda f: (-len(f.code or ""), f.start), default=None)


def holds(whole: Figure, part: Figure) -> bool:
    """Whether a figure is of a larger place, or of all unions of the same place, and counts what the other counts."""
    if whole.code is None or part.code is None or not whole.holds_item(part):
        return False
    if is_union(whole.subject) and part.subject and part.subject != part.place and not is_union(part.subject):
        return False  # what a firm gives is no part of what the unions of its city gave
    if whole.code != part.code:
        return part.code.startswith(whole.code)
    return whole.subject != part.subject and _all_of(whole) and not _all_of(part)


def _all_of(figure: Figure) -> bool:
    return holds_all(figure.subject) or figure.subject == figure.place


__all__ = ["Relation", "holds", "relations"]
