"""Which verb governs a figure: before it, after it, or before the list that it closes."""

from __future__ import annotations

from extractors.claims.clauses import Row, once
from extractors.claims.elements import BE, Element, words

JOINTS = ("和", "及", "与", "以及")
"""Words that join the members of an enumeration."""

_CHANGES = words("change")
_EMPTY_VERBS = frozenset(("copula", "exist", "causative"))
_BORDERS = frozenset(("preposition", "connective"))


@once
def change_verb(row: Row, i: int) -> int | None:
    """A verb of change directly before the figure (增长 提高 下降 上浮)."""
    j = i - 1
    while j >= 0 and (row[j].text in ("了", "到", "至", "近", "约") or "adverb" in row[j].roles):
        j -= 1
    if j >= 0 and row[j].kind == "word" and row[j].text.rstrip("了到至") in _CHANGES:
        return j
    return None


def opener(row: Row, i: int) -> int | None:
    """The word before a figure and its modifiers: a preposition there makes the thing an oblique (为1000家单位)."""
    j = i - 1
    while j >= 0 and (
        row[j].kind in ("name", "quote")
        or row[j].text == "的"
        or row[j].has("group")
        or (row[j].nominal and not row[j].verb and not row[j].roles)
    ):
        j -= 1
    return j if j >= 0 and row[j].kind == "word" else None


@once
def verb_before(row: Row, i: int) -> int | None:
    """The verb that governs a figure standing right behind it, particles and adverbs between them aside."""
    j = i - 1
    while j >= 0:
        e = row[j]
        if e.kind == "word" and (
            e.text in ("了", "过", "着", "出", "到", "在", "至", "于")
            or ("adverb" in e.roles and "copula" not in e.roles)
        ):
            j -= 1
            continue
        break
    if j >= 0 and (row[j].verb or row[j].roles & _EMPTY_VERBS):
        return j
    # A name or a modifier between verb and figure: 组织辖区内2000名儿童, 统筹甲、乙等十余个单位
    listed = row[i - 1].text == "等" if i else False
    k = j
    while k >= 0 and (
        (row[k].nominal and not row[k].verb and "preposition" not in row[k].roles)
        or row[k].kind in ("name", "quote")
        or (listed and (row[k].kind == "pause" or row[k].text in ("等", *JOINTS)))
        or row[k].text == "的"
    ):
        k -= 1
    if 0 <= k < j and row[k].verb and not row[k].roles & BE:
        return k
    return None


@once
def verb_after(row: Row, j: int) -> int | None:
    """The next governing verb at or after ``j`` in the clause; one inside a relative clause only where no other is."""
    spare: int | None = None
    if j < len(row) and "preposition" in row[j].roles and row[j].text not in ("为", "将", "把"):
        # 30名在启动仪式现场领取, 66户经协调被列为对象: the verb comes after the preposition's phrase, so the last one.
        for k in range(len(row) - 1, j, -1):
            if row[k].kind == "quantity":
                spare = None
            elif row[k].verb and not row[k].roles & BE and not (k + 1 < len(row) and row[k + 1].text == "的"):
                spare = k if spare is None else spare
        if spare is not None:
            return spare
    for k in range(j, len(row)):
        e = row[k]
        owns = e.has("exist") and k + 1 < len(row) and row[k + 1].text == "了"  # 劳动者有了娘家
        if owns or (row[k].verb and not e.roles & _EMPTY_VERBS):
            if k + 1 < len(row) and row[k + 1].text == "的":
                continue
            if _inside_relative(row, k):
                spare = k if spare is None else spare
                continue
            return k
    return spare


def _inside_relative(row: Row, k: int) -> bool:
    for j in range(k + 1, min(len(row), k + 7)):
        if row[j].kind == "quantity" or row[j].verb:
            return False
        if row[j].text == "的":
            return j + 1 < len(row) and row[j + 1].nominal
    return False


def action_of(row: Row, k: int) -> str:
    """The verb as text; of a light verb (给予奖励) with its object, of a chain (走访慰问) both verbs."""
    verb = row[k].text
    if row[k].has("light") and k + 1 < len(row):
        j = k + 1
        while j < len(row) and row[j].text in ("了", "一次性"):
            j += 1
        if j < len(row) and row[j].tag in ("vn", "v") and (j + 1 == len(row) or not row[j + 1].nominal):
            return verb + row[j].text
    after = row[k + 1] if k + 1 < len(row) else None
    if after is not None and row[k + 1].verb and not after.roles and len(after.text) > 1 and len(verb) > 1:
        return verb + after.text
    if k and row[k - 1].verb and not row[k - 1].roles and len(row[k - 1].text) > 1 and len(verb) > 1:
        return row[k - 1].text + verb
    return verb.removesuffix("了")


def link_of(e: Element) -> str:
    """The copula as an action; every way to say that there is something is 有."""
    return "有" if e.has("exist") else e.text.removesuffix("了")


def list_verb(row: Row, pause: int) -> int | None:
    """The verb before an enumeration whose last members stand behind element ``pause``: the first of its stretch."""
    found: int | None = None
    for k in range(pause, -1, -1):
        e = row[k]
        if e.kind in ("quantity", "time") or e.roles & _BORDERS:
            break
        if row[k].verb and not e.roles & BE:
            found = k
    return found
