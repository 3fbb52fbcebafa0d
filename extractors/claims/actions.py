"""All that could be a figure's action, each with what speaks for it; the rules' own choice is one of them."""

from __future__ import annotations

import regex

from extractors.claims.candidates import frame_group
from extractors.claims.elements import Element, is_verb, letter
from extractors.claims.memory import Frame, Memory, kind_family, paired
from extractors.claims.phrases import left_of
from extractors.claims.verbs import action_of, change_verb, link_of, list_verb, verb_after, verb_before

Row = tuple[Element, ...]
Features = set[str]


def actions_of(row: Row, i: int, frame: Frame, memory: Memory, ahead: str = "") -> dict[str, Features]:
    """Candidates for the action of figure ``i``: all words of its clause that could be verbs, and verbs around it.

    Args:
        row: the clause.
        i: number of the quantity's element.
        frame: of the figure, by the rules.
        memory: of the paragraph, before this figure was remembered.
        ahead: the first governing verb of the next clause of the sentence, "" for none.

    Returns:
        Features by candidate, never empty.
    """
    q = row[i].quantity
    assert q is not None
    group, kind = frame_group(frame.rule), kind_family(q.kind)
    out: dict[str, Features] = {}

    ranks = _ranks(row, i)

    def add(text: str, source: str, at: int | None = None) -> None:
        if not text:
            return
        features = out.setdefault(text, set())
        features.update((f"from:{source}", f"from:{source}|{group}", f"from:{source}|{kind}"))
        features.update((f"word:{text}", f"begins:{text[0]}", f"ends:{text[-1]}", f"begins:{text[0]}|{kind}"))
        features.add(f"unit:{q.unit}|{source}")
        if at is not None:
            features.update(_position(row, i, at, ranks[at], group, kind))

    add(frame.action, "rule-" + group, frame.verb if frame.verb is not None and frame.verb < len(row) else None)
    before, left = memory.before, left_of(row, i)
    if before is not None:
        add(before.action, "last")
    for source, at in (
        ("verb-before", verb_before(row, i)),
        ("verb-after", verb_after(row, i + 1)),
        ("change", change_verb(row, i)),
        ("list", list_verb(row, i - 1) if i else None),
        ("relative", left.verb),
    ):
        if at is not None:
            add(action_of(row, at), source, at)
    if left.link is not None:
        add(link_of(row[left.link]), "link", left.link)
    for n, said in enumerate(reversed(memory.actions[-2:])):
        add(said, f"clause-before-{n}")
    partner = paired(row, i, memory)
    if partner is not None:
        add(partner.action, "paired")
    for k, e in enumerate(row):
        if is_verb(row, k) and not e.roles & {"copula"}:
            add(link_of(e) if e.has("exist") else e.text.removesuffix("了"), "any", k)
        elif e.kind == "word" and (hidden := _hidden(row, k)):
            add(hidden, "hidden", k)
        elif (e.has("copula") and e.text != "为") or (e.text == "为" and k == i - 1):
            add(e.text, "copula", k)
        elif abs(k - i) <= 3 and e.kind == "word" and 2 <= len(e.text) <= 4 and not e.roles and e.tag[:1] not in "vtr":
            # 投保, 加码, 缺口: nouns by the word list; 共出动 is a phrase in it
            add(e.text.removeprefix("共"), "loose", k)
    for k in range(len(row) - 1):
        if _makes_verb(row[k], row[k + 1]):
            add(row[k].text + row[k + 1].text, "two", k + 1)
    for hedge in _hedges(row[i]):
        add(hedge, "hedge")
    add(ahead, "clause-after")
    add("有", "default")
    return out


def _position(row: Row, i: int, at: int, rank: str, group: str, kind: str) -> Features:
    """Where verb ``at`` stands to figure ``i``, and among which words.

    Args:
        row: the clause.
        i, at: element numbers of the figure and of the verb.
        rank: of the verb, see :func:`_ranks`.
        group: family of the figure's frame.
        kind: family of the figure's kind.
    """
    e = row[at]
    side = "before" if at < i else "after"
    follower, leader = (row[k] if 0 <= k < len(row) else None for k in (at + 1, at - 1))
    features = {
        *(f"role:{r}" for r in e.roles),
        f"tag:{e.tag}",
        f"length:{min(len(e.text), 3)}",
        f"rank:{rank}",
        f"rank:{rank}|{group}",
        f"rank:{rank}|{kind}",
        f"{side}:next:{letter(follower)}",
        f"{side}:last:{letter(leader)}",
        f"{side}:around:{letter(leader)}|{letter(follower)}",
        f"{side}:{min(abs(i - at), 5)}",
        f"{side}|{group}",
    }
    if leader is not None and leader.kind == "word":
        features.add(f"last-word:{leader.text}")
    if follower is not None and follower.kind == "word":
        features.add(f"next-word:{follower.text}")
    for between in row[min(i, at) + 1 : max(i, at)]:
        if between.text == "的":
            features.add("的-between")
        elif between.kind in ("quantity", "pause"):
            features.add({"quantity": "figure-between", "pause": "pause-between"}[between.kind])
    return features


_NO_ACTIONS = frozenset(("adverb", "connective"))

# What a hedge says besides its verb: 最高可获赔, 约占, 已超过.
_HEDGING = regex.compile(
    "^(?:最高|最多|最低|最少|至少|总共|一共|共计|可以|可|能|约|近|将|已经|已|就|也|还|都|仅|只)+|了$"
)


def _hidden(row: Row, k: int) -> str:
    """What a word could say as a verb though it was not taken for one; "" for none.

    A verbal noun, a preposition or auxiliary that is a verb elsewhere (依托, 准备), the verb that a phrase begins with
    (挽回损失), or any word that 了 or 过 follows.
    """
    e = row[k]
    after = row[k + 1] if k + 1 < len(row) else None
    if after is not None and after.text in ("了", "过"):
        return e.text
    if e.roles & _NO_ACTIONS or (e.roles & {"preposition", "auxiliary"} and len(e.text) < 2):
        return ""
    if e.tag.startswith("v"):
        return e.text
    if len(e.text) == 4 and e.tag[:1] in "nlix" and after is not None and after.kind == "quantity":
        return e.text[:2]
    return ""


def _makes_verb(e: Element, after: Element) -> bool:
    """Whether two words of one character could be a verb that the word list lacks (查|改, 开|进, 配|建, 签|约)."""
    return (
        e.kind == after.kind == "word"
        and len(e.text) == len(after.text) == 1
        and e.span.end == after.span.start
        and "v" in (e.tag[:1], after.tag[:1])
        and not (e.roles | after.roles) & {"copula", "exist", "adverb", "connective"}
        and after.text not in ("的", "了", "着", "过")
    )


def _hedges(e: Element) -> list[str]:
    """The verbs in the hedge of a figure (超过 in 超过90%, 获赔 in 最高可获赔5万元), in whole and in part."""
    assert e.quantity is not None
    hedge = e.text[: e.quantity.span.start - e.span.start]
    bare = _HEDGING.sub("", hedge)
    return [text for text in dict.fromkeys((hedge.removesuffix("了"), bare)) if len(text) > 1]


def _ranks(row: Row, i: int) -> dict[int, str]:
    """Where each word that could be a verb stands among them: b0 is the next before figure ``i``, a0 the next after."""
    could = [k for k, e in enumerate(row) if e.kind == "word" and e.tag.startswith("v")]
    before = [k for k in could if k < i]
    after = [k for k in could if k > i]
    found = {k: f"b{min(n, 4)}" for n, k in enumerate(reversed(before))}
    found.update({k: f"a{min(n, 4)}" for n, k in enumerate(after)})
    return {k: found.get(k, "-") for k in range(len(row))}
