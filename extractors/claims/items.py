"""All that could be a figure's item, each with what speaks for it; the rules' own choice is one of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

import gazetteers
from extractors.claims.candidates import frame_group
from extractors.claims.elements import Element, letter
from extractors.claims.memory import MONEY_NOUNS, Frame, Memory, kind_family, paired
from extractors.claims.phrases import Phrase, is_thing, left_of, noun_runs, right_of, text_of
from extractors.claims.verbs import change_verb, verb_after, verb_before

Row = tuple[Element, ...]
Features = set[str]


def items_of(row: Row, i: int, frame: Frame, memory: Memory) -> dict[str, Features]:
    """Candidates for the item of figure ``i``: the noun phrases around it, and things counted before.

    Arguments and result as of :func:`extractors.claims.actions.actions_of`.
    """
    q = row[i].quantity
    assert q is not None
    group, kind = frame_group(frame.rule), kind_family(q.kind)
    out: dict[str, Features] = {}

    labels = {e.text: e.mention.label for e in row if e.mention is not None}

    def add(text: str, source: str) -> None:
        text = _POINTING.sub("", text)
        if not text or _COUNTING.fullmatch(text):
            return
        features = out.setdefault(text, set())
        features.update((f"from:{source}", f"from:{source}|{group}", f"from:{source}|{kind}"))
        if text in labels:
            features.update((f"is:{labels[text]}", f"is:{labels[text]}|{kind}"))
        elif any(text.startswith(name) for name in labels):
            features.add("begins-with-name")
        features.add(f"length:{min(len(text), 12) // 2}")
        features.update((f"head:{text[-2:]}", f"head:{text[-2:]}|{q.unit}", f"first:{text[0]}"))
        features.update((f"tail:{text[-1]}", f"tail:{text[-1]}|{q.unit}", f"tail:{text[-1]}|{kind}"))
        noun = _noun_kind(text)
        features.add(f"noun:{noun}|{kind}")
        features.update((f"noun:{noun}|unit:{q.unit}", f"noun:{noun}|did:{frame.action}"))
        features.add(f"noun:{noun}|begins:{frame.action[:1]}")
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
    for n, noun in enumerate(reversed(memory.earlier[-3:])):
        add(noun, f"two-clauses-before-{n}")
    add(memory.thing(q.kind, q.unit), "memory")
    add(memory.units.get(q.unit, ""), "unit")
    add(memory.money if q.kind == "money" else "", "money")
    add(_ANY.get(kind, ""), "any")
    if i + 1 < len(row) and (row[i + 1].has("group") or "（" in row[i + 1].text or len(row[i + 1].text) == 1):
        following = row[i + 1]
        if following.kind == "word" and following.tag[:1] not in "pudcvy":
            add(following.text, "level")  # 推广到22个县, 开办的12个班
    if i and row[i - 1].kind == "word" and len(row[i - 1].text) == 2:
        add(row[i - 1].text[1], "end-of-word")  # 开课19场, 办案396件, 配书1000册
    if memory.before is not None:
        same = memory.before_group == kind_family(q.kind)
        add(memory.before.item, "last-same" if same else "last-other")
    # 吨氨耗电由1380降到1325千瓦时: both are of what stands before 由.
    origin = next((k for k in range(i - 1, -1, -1) if row[k].text in ("由", "从")), None)
    ends = {"from": origin, "left": left.last if left else i, "beside": i, "theme-of-change": change, "theme": before}
    for first, last, side in _spans(row, i, ends):
        name = _POINTING.sub("", text_of(row, first, last))
        if not name or not is_thing(row, first, last):
            continue
        add(name, f"span-{side}")
        if name not in out:
            continue
        rule = right if side == "right" else left
        out[name].update(_borders(row, first, last, side, rule))
    partner = paired(row, i, memory)
    if partner is not None:
        add(partner.item, "paired")
    out[""] = {"none", f"none|{group}", f"none|{kind}", f"none|did:{frame.action}", f"none|unit:{q.unit}"}
    return out


def _borders(row: Row, first: int, last: int, side: str, rule: Phrase) -> Features:
    """What stands at the open end of a stretch of words and beyond it, and how much longer it is than the rules' own.

    Args:
        row: the clause.
        first, last: half-open range of element numbers.
        side: where it stands; "right" is open to the right, all others to the left.
        rule: the rules' phrase on that side, empty for none.
    """
    edge, beyond = (row[last - 1], last) if side == "right" else (row[first], first - 1)
    outer = row[beyond] if 0 <= beyond < len(row) else None
    features = {
        f"{side}:tags:{''.join(letter(e) for e in row[first:last])}",
        f"{side}:edge:{letter(edge)}|{letter(outer)}",
        f"{side}:edge-word:{edge.text}",
        f"{side}:beyond:{outer.text if outer is not None and outer.kind == 'word' else letter(outer)}",
        f"{side}:size:{min(last - first, 6)}",
    }
    if rule:
        mine, its = (last, rule.last) if side == "right" else (first, rule.first)
        features.add(f"{side}:vs-rule:{max(-2, min(2, mine - its))}")
    return features


_ANY = {"money": "资金", "people": "职工"}
"""What a figure counts where the text never says: sums are of money, people of workers."""

# Words before a thing that point at it and are no part of it: 这样的驿站, 该会会员.
_POINTING = regex.compile(
    "^(?:这样的?|这(?:些|类|种|个|项|批|份)的?|那(?:些|样的|批)|此类|上述|该(?:会|站|院|局|厂|校|中心|公司|市|省|县|区)的?)(?=..)"
)
# A word that only counts or says how: 头一批, 一处, 全额.
_COUNTING = regex.compile(
    "(?:头|首|第?[一二三四五六七八九十两])+(?:一)?(?:批|处|个|份|期|笔|轮|次|家|名|户)|全额|分批|平均|总数|总计|前前后后|最高|最低"
)


_APART = frozenset(("preposition", "copula"))
"""Roles of words that no noun phrase goes across."""


def _spans(row: Row, i: int, ends: dict[str, int | None]) -> Iterator[tuple[int, int, str]]:
    """Stretches of words directly after figure ``i``, and directly before each of ``ends``, named by it.

    Yields:
        First element, the one after the last, and the name: up to nine words to the right, six to the left.
    """
    start = i + 1
    while start < len(row) and row[start].text in ("的", "左右", "以上", "以下", "以内", "不等", "上下"):
        start += 1
    for end in range(start + 1, min(len(row), start + 9) + 1):
        e = row[end - 1]
        if e.kind in ("quantity", "time", "stop") or e.roles & _APART:
            break
        if e.kind in ("name", "quote") or (e.kind == "word" and e.tag[:1] in "nvbjlaxgi"):
            yield start, end, "right"
    done: set[int] = set()
    for side, stop in ends.items():
        if stop is None or stop in done:
            continue
        done.add(stop)
        if row[stop - 1].kind == "word" and row[stop - 1].tag[:1] in "mdfrqtcup":
            continue
        for start in range(stop - 1, max(-1, stop - 7), -1):
            e = row[start]
            if e.kind in ("quantity", "time", "stop") or e.roles & _APART:
                break
            if e.kind in ("name", "quote") or (e.kind == "word" and e.tag[:1] in "nvbjlaxgim"):
                yield start, stop, side


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
