"""All that could be a figure's action, each with what speaks for it; the rules' own choice is one of them."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from extractors.claims.candidates import frame_group
from extractors.claims.clauses import Row
from extractors.claims.elements import letter
from extractors.claims.features import Kept, Language, Layer, family, layer
from extractors.claims.memory import Frame, Memory, kind_family, paired
from extractors.claims.phrases import left_of
from extractors.claims.verbs import action_of, change_verb, link_of, list_verb, verb_after, verb_before


class _Actions(Language):
    """What speaks for an action."""

    @family
    def source(self, source: str, group: str, kind: str, unit: str) -> Iterator[str]:
        """Where it was found, in which frame, for what figure."""
        yield f"from:{source}"
        yield f"from:{source}|{group}"
        yield f"from:{source}|{kind}"
        yield f"unit:{unit}|{source}"

    @family
    def text(self, text: str, kind: str, unit: str) -> Iterator[str]:
        """The words themselves."""
        yield f"word:{text}"
        yield f"word:{text}|{kind}"
        yield f"word:{text}|{unit}"
        yield f"begins:{text[0]}"
        yield f"ends:{text[-1]}"
        yield f"begins:{text[0]}|{kind}"

    @layer
    def manner(self, roles: frozenset[str], tag: str, length: int, rank: str, group: str, kind: str) -> Iterator[str]:
        """What the verb is by itself, and which of the verbs before or after the figure (see :func:`_ranks`)."""
        for role in roles:
            yield f"role:{role}"
        yield f"tag:{tag}"
        yield f"length:{min(length, 3)}"
        yield f"rank:{rank}"
        yield f"rank:{rank}|{group}"
        yield f"rank:{rank}|{kind}"

    @layer
    def place(self, side: str, distance: int, group: str, between: tuple[str, ...]) -> Iterator[str]:
        """On which side of the figure it stands, how many elements off, and what stands between (的, figure, pause)."""
        yield f"{side}:{min(distance, 5)}"
        yield f"{side}|{group}"
        for what in between:
            yield f"{what}-between"

    @layer
    def around(self, side: str, leader: str, follower: str) -> Iterator[str]:
        """Letters of the elements before and after it."""
        yield f"{side}:next:{follower}"
        yield f"{side}:last:{leader}"
        yield f"{side}:around:{leader}|{follower}"

    @layer
    def last_word(self, word: str) -> Iterator[str]:
        """The word before it."""
        yield f"last-word:{word}"

    @layer
    def next_word(self, word: str) -> Iterator[str]:
        """The word after it."""
        yield f"next-word:{word}"


_WEIGHED, _WHOLE = _Actions("action"), _Actions("action", whole=True)


def actions_of(row: Row, i: int, frame: Frame, memory: Memory, ahead: str = "", whole: bool = False) -> dict[str, int]:
    """Candidates for the action of figure ``i``: all words of its clause that could be verbs, and verbs around it.

    Args:
        row: the clause.
        i: number of the quantity's element.
        frame: of the figure, by the rules.
        memory: of the paragraph, before this figure was remembered.
        ahead: the first governing verb of the next clause of the sentence, "" for none.
        whole: whether the names of all features are wanted, as sums that remember them
            (:class:`extractors.claims.features.Named`).

    Returns:
        What speaks for each candidate, as packed sums (:mod:`extractors.claims.net`); never empty.
    """
    q = row[i].quantity
    assert q is not None
    say = _WHOLE if whole else _WEIGHED
    group, kind, unit = frame_group(frame.rule), kind_family(q.kind), q.unit
    sources, texts = say.source, say.text
    out: dict[str, int] = {}
    said: set[tuple[str, str]] = set()
    places: dict[str, dict[int, None]] = {}

    def add(text: str, source: str, at: int | None = None) -> None:
        if not text:
            return
        if (text, source) not in said:
            said.add((text, source))
            worth = sources[source, group, kind, unit]
            out[text] = out[text] + worth if text in out else texts[text, kind, unit] + worth
        if at is not None:
            places.setdefault(text, {})[at] = None

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
    for n, earlier in enumerate(reversed(memory.actions[-2:])):
        add(earlier, "clause-before-1" if n else "clause-before-0")
    partner = paired(row, i, memory)
    if partner is not None:
        add(partner.action, "paired")
    for text, source, k in _said(row):
        if source == "copula":
            if text != "为" or k == i - 1:
                add(text, source, k)
        elif source != "loose" or -3 <= k - i <= 3:
            add(text, source, k)
    for text, k in _doubles(row):
        add(text, "two", k)
    for hedge in _hedges(row, i):
        add(hedge, "hedge")
    add(ahead, "clause-after")
    add("有", "default")
    ranks = _ranks(row, i)
    stands: dict[int, list[Layer]] = {}
    for text, ats in places.items():
        for k in ats:
            if k not in stands:
                stands[k] = _position(say, row, i, k, ranks.get(k, "-"), group, kind)
        # A verb that stands in the clause twice: what is said of both places counts once.
        layers = stands[k] if len(ats) == 1 else [layer for k in ats for layer in stands[k]]
        out[text] += say.together(layers, apart=len(ats) == 1)
    return out


def _said(row: Row) -> list[tuple[str, str, int]]:
    """Words of a clause that could be an action, each with the name of its source and the number of its element."""
    out: list[tuple[str, str, int]] = []
    for k, e in enumerate(row):
        if e.kind != "word":
            continue
        roles = e.roles
        if e.verb and "copula" not in roles:
            out.append((link_of(e) if "exist" in roles else e.text.removesuffix("了"), "any", k))
        elif hidden := _hidden(row, k):
            out.append((hidden, "hidden", k))
        elif "copula" in roles or e.text == "为":
            out.append((e.text, "copula", k))
        elif 2 <= len(e.text) <= 4 and not roles and e.tag[:1] not in "vtr":
            # 投保, 加码, 缺口: nouns by the word list; 共出动 is a phrase in it
            out.append((e.text.removeprefix("共"), "loose", k))
    return out


def _doubles(row: Row) -> list[tuple[str, int]]:
    """Pairs of one-character words that could be a verb, each with the number of the second."""
    return [(row[k].text + row[k + 1].text, k + 1) for k in range(len(row) - 1) if _makes_verb(row, k)]


def _position(say: _Actions, row: Row, i: int, at: int, rank: str, group: str, kind: str) -> list[Layer]:
    """Where verb ``at`` stands to figure ``i``, and among which words.

    Args:
        say: names the features.
        row: the clause.
        i, at: element numbers of the figure and of the verb.
        rank: of the verb, see :func:`_ranks`.
        group: family of the figure's frame.
        kind: family of the figure's kind.
    """
    e = row[at]
    side, distance = ("before", i - at) if at < i else ("after", at - i)
    leader = row[at - 1] if at else None
    follower = row[at + 1] if at + 1 < len(row) else None
    layers = [
        say.manner[e.roles, e.tag, len(e.text), rank, group, kind],
        say.place[side, distance, group, _between(row, i, at) if distance > 1 else ()],
        say.around[side, letter(leader), letter(follower)],
    ]
    if leader is not None and leader.kind == "word":
        layers.append(say.last_word[leader.text])
    if follower is not None and follower.kind == "word":
        layers.append(say.next_word[follower.text])
    return layers


def _between(row: Row, i: int, at: int) -> tuple[str, ...]:
    """Which of 的, figures and pauses stand between two elements."""
    found: list[str] = []
    for e in row[min(i, at) + 1 : max(i, at)]:
        if e.text == "的":
            found.append("的")
        elif e.kind == "quantity":
            found.append("figure")
        elif e.kind == "pause":
            found.append("pause")
    return tuple(dict.fromkeys(found))


_NO_ACTIONS = frozenset(("adverb", "connective"))
_SERVING = frozenset(("preposition", "auxiliary"))

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
    if e.roles & _NO_ACTIONS or (len(e.text) < 2 and e.roles & _SERVING):
        return ""
    if e.tag.startswith("v"):
        return e.text
    if len(e.text) == 4 and e.tag[:1] in "nlix" and after is not None and after.kind == "quantity":
        return e.text[:2]
    return ""


_PARTICLES = frozenset("的地得了着过")
_SINGLE = frozenset(("copula", "exist", "adverb", "connective"))


def _makes_verb(row: Row, k: int) -> bool:
    """Whether two words of one character could be a verb that the word list lacks (查|改, 开|进, 配|建, 签|约)."""
    e, after = row[k], row[k + 1]
    return (
        len(e.text) == len(after.text) == 1
        and e.kind == after.kind == "word"
        and row.starts[k] + 1 == row.starts[k + 1]
        and "v" in (e.tag[:1], after.tag[:1])
        and not e.roles & _SINGLE
        and not after.roles & _SINGLE
        and e.text not in _PARTICLES
        and after.text not in _PARTICLES
    )


def _hedges(row: Row, i: int) -> tuple[str, ...]:
    """The verbs in the hedge of a figure (超过 in 超过90%, 获赔 in 最高可获赔5万元), in whole and in part."""
    q = row[i].quantity
    assert q is not None
    hedge = row[i].text[: q.span.start - row.starts[i]]
    return _HEDGE_VERBS[hedge] if hedge else ()


def _verbs_of_hedge(hedge: str) -> tuple[str, ...]:
    bare = _HEDGING.sub("", hedge)
    text = bare or hedge.removesuffix("了")
    return (text,) if len(text) > 1 or text in _BARE else ()


_BARE = frozenset("占达奖领赔补给省超逾满需获")
"""Verbs of one character that a hedge holds (约占, 最高可领); others are parts of words."""

_HEDGE_VERBS = Kept(_verbs_of_hedge)


def _ranks(row: Row, i: int) -> dict[int, str]:
    """Where each word that could be a verb stands among them: b0 is the next before figure ``i``, a0 the next after."""
    could = [k for k, e in enumerate(row) if e.tag[:1] == "v"]
    before = [k for k in could if k < i]
    after = [k for k in could if k > i]
    found = {k: f"b{min(n, 4)}" for n, k in enumerate(reversed(before))}
    found.update({k: f"a{min(n, 4)}" for n, k in enumerate(after)})
    return found
