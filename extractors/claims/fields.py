"""All that could be a figure's action or item, each with what speaks for it; the rules' own choice is one of them."""

from __future__ import annotations

from functools import cache

import gazetteers
from extractors.claims.candidates import frame_group
from extractors.claims.elements import Element, is_verb
from extractors.claims.memory import MONEY_NOUNS, Frame, Memory, kind_family
from extractors.claims.phrases import Phrase, is_thing, left_of, right_of, text_of
from extractors.claims.verbs import action_of, change_verb, link_of, list_verb, verb_after, verb_before

Row = tuple[Element, ...]
Features = set[str]


def actions_of(row: Row, i: int, frame: Frame, memory: Memory) -> dict[str, Features]:
    """Candidates for the action of figure ``i``: the verbs of its clause, and the one of the figure before.

    Args:
        row: the clause.
        i: number of the quantity's element.
        frame: of the figure, by the rules.
        memory: of the paragraph, before this figure was remembered.

    Returns:
        Features by candidate; empty where the clause has no verb and the rules found none.
    """
    q = row[i].quantity
    assert q is not None
    group, kind = frame_group(frame.rule), kind_family(q.kind)
    out: dict[str, Features] = {}

    def add(text: str, source: str, at: int | None = None) -> None:
        if not text:
            return
        features = out.setdefault(text, set())
        features.update((f"from:{source}", f"from:{source}|{group}", f"from:{source}|{kind}"))
        features.add(f"word:{text}")
        features.add(f"unit:{q.unit}|{source}")
        if at is not None:
            e = row[at]
            features.update(f"role:{r}" for r in e.roles)
            features.add(f"tag:{e.tag}")
            features.add(f"length:{min(len(e.text), 3)}")
            gap = abs(i - at)
            features.add(("before:" if at < i else "after:") + str(min(gap, 5)))
            features.add(f"{'before' if at < i else 'after'}|{group}")
            between = row[min(i, at) + 1 : max(i, at)]
            if any(e.kind == "quantity" for e in between):
                features.add("figure-between")
            if any(e.text == "的" for e in between):
                features.add("的-between")
            if any(e.kind == "pause" for e in between):
                features.add("pause-between")

    add(frame.action, "rule-" + group, frame.verb if frame.verb is not None and frame.verb < len(row) else None)
    before = memory.before
    if before is not None:
        add(before.action, "last")
    for source, at in (
        ("verb-before", verb_before(row, i)),
        ("verb-after", verb_after(row, i + 1)),
        ("change", change_verb(row, i)),
        ("list", list_verb(row, i - 1) if i else None),
        ("relative", left_of(row, i).verb),
    ):
        if at is not None:
            add(action_of(row, at), source, at)
    link = left_of(row, i).link
    if link is not None:
        add(link_of(row[link]), "link", link)
    for k, e in enumerate(row):
        if e.kind == "word" and e.tag.startswith("v") and not is_verb(row, k) and not e.roles:
            add(e.text, "hidden", k)
        if is_verb(row, k) and not e.roles & {"copula"}:
            add(link_of(e) if e.has("exist") else e.text.removesuffix("了"), "any", k)
    return out


def items_of(row: Row, i: int, frame: Frame, memory: Memory) -> dict[str, Features]:
    """Candidates for the item of figure ``i``: the noun phrases around it, and things counted before.

    Arguments and result as of :func:`actions_of`.
    """
    q = row[i].quantity
    assert q is not None
    group, kind = frame_group(frame.rule), kind_family(q.kind)
    out: dict[str, Features] = {}

    labels = {e.text: e.mention.label for e in row if e.mention is not None}

    def add(text: str, source: str) -> None:
        if not text:
            return
        features = out.setdefault(text, set())
        features.update((f"from:{source}", f"from:{source}|{group}", f"from:{source}|{kind}"))
        if text in labels:
            features.update((f"is:{labels[text]}", f"is:{labels[text]}|{kind}"))
        elif any(text.startswith(name) for name in labels):
            features.add("begins-with-name")
        features.add(f"length:{min(len(text), 12) // 2}")
        features.update((f"head:{text[-2:]}", f"head:{text[-2:]}|{q.unit}", f"first:{text[0]}"))
        noun = _noun_kind(text)
        features.add(f"noun:{noun}|{kind}")
        features.update((f"noun:{noun}|unit:{q.unit}", f"noun:{noun}|did:{frame.action}"))
        if "的" in text:
            features.add("的")
        if "、" in text or "和" in text:
            features.add("list")

    def phrase(p: Phrase, source: str) -> None:
        whole = [k for k in range(p.first, p.last - 1) if row[k].text in ("中", "里", "当中", "之中")]
        p = Phrase(whole[-1] + 1, p.last) if whole else p  # 受援者中农民工: the part, not the whole
        if not p or not is_thing(row, p.first, p.last):
            return
        add(text_of(row, p.first, p.last), source)
        cuts = [k for k in range(p.first, p.last - 1) if row[k].text == "的"]
        if cuts:
            add(text_of(row, cuts[-1] + 1, p.last), source + "-head")
        words = [k for k in range(p.first, p.last) if row[k].kind == "word"]
        if len(words) >= 3:
            add(text_of(row, words[-2], p.last), source + "-end")
        if len(words) >= 2 and row[words[0]].tag in ("v", "vn"):
            add(text_of(row, words[1], p.last), source + "-rest")

    add(frame.item, "rule-" + group)
    right, left = right_of(row, i), left_of(row, i)
    phrase(right, "right")
    phrase(left, "left")
    if left.verb is not None:
        phrase(left_of(row, left.verb), "theme-of-relative")
        phrase(Phrase(left.verb + 1, max(left.verb + 1, left.first - 1)), "object-of-relative")
    before = verb_before(row, i)
    if before is not None:
        phrase(left_of(row, before), "theme")
        phrase(Phrase(before + 1, i), "object")
    after = verb_after(row, i + 1)
    if after is not None:
        phrase(right_of(row, after), "object-after")
    change = change_verb(row, i)
    if change is not None:
        phrase(left_of(row, change), "theme-of-change")
    for n, run in enumerate(reversed(noun_runs(row, 0, i))):
        phrase(run, f"run-left-{min(n, 2)}")
    for n, run in enumerate(noun_runs(row, i + 1, len(row))[:2]):
        phrase(run, f"run-right-{n}")
    for n, noun in enumerate(reversed(memory.nouns[-3:])):
        add(noun, f"clause-before-{n}")
    add(memory.thing(q.kind, q.unit), "memory")
    add(memory.units.get(q.unit, ""), "unit")
    add(memory.money if q.kind == "money" else "", "money")
    add("资金" if q.kind == "money" else "", "any-money")
    if memory.before is not None:
        same = memory.before_group == kind_family(q.kind)
        add(memory.before.item, "last-same" if same else "last-other")
    out[""] = {"none", f"none|{group}", f"none|{kind}", f"none|did:{frame.action}", f"none|unit:{q.unit}"}
    return out


_BORDERS = frozenset(("preposition", "adverb", "connective", "auxiliary", "copula", "exist"))


def noun_runs(row: Row, start: int, stop: int) -> list[Phrase]:
    """All stretches of nouns between two elements, verbs, figures, times and prepositions being the borders."""
    out: list[Phrase] = []
    first: int | None = None
    for k in range(start, stop + 1):
        e = row[k] if k < stop else None
        inside = (
            e is not None
            and (
                e.kind in ("name", "quote")
                or (e.nominal and not is_verb(row, k))
                or (e.text == "的" and first is not None)
            )
            and not e.roles & {"preposition", "adverb", "connective", "auxiliary", "copula", "exist"}
        )
        if inside:
            first = k if first is None else first
        elif first is not None:
            out.append(Phrase(first, k))
            first = None
    return [p for p in out if is_thing(row, p.first, p.last)]


@cache
def _nouns() -> dict[str, str]:
    """Class of each noun; of a noun with two the first."""
    classes: dict[str, str] = {}
    for row in gazetteers.rows("counted_nouns"):
        classes.setdefault(row["noun"], row["class"])
    return classes


@cache
def _longest_noun() -> int:
    return max(map(len, _nouns()))


def _noun_kind(text: str) -> str:
    """What kind of noun a phrase ends in: money, person, household, firm, rate, verbal …; other where none is known."""
    if text.endswith(("率", "比例", "比重", "面", "占比")):
        return "rate"
    if text.endswith(MONEY_NOUNS):
        return "money"
    ends = (text[-length:] for length in range(min(_longest_noun(), len(text)), 0, -1))
    return next((_nouns()[end] for end in ends if end in _nouns()), "other")
