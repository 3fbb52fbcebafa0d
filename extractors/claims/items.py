"""All that could be a figure's item, each with what speaks for it; the rules' own choice is one of them."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from extractors.claims.candidates import frame_group
from extractors.claims.clauses import Row, once
from extractors.claims.elements import letter
from extractors.claims.features import Kept, Language, Layer, family, layer
from extractors.claims.memory import Frame, Memory, kind_family, paired
from extractors.claims.nouns import NOUN_KIND
from extractors.claims.phrases import Phrase, is_thing, left_of, noun_runs, right_of, text_of
from extractors.claims.story import only_opens
from extractors.claims.verbs import change_verb, verb_after, verb_before


class _Items(Language):
    """What speaks for an item."""

    @family
    def source(self, source: str, group: str, kind: str) -> Iterator[str]:
        """Where it was found, in which frame, for what kind of figure."""
        yield f"from:{source}"
        yield f"from:{source}|{group}"
        yield f"from:{source}|{kind}"

    @family
    def text(self, text: str) -> Iterator[str]:
        """Its words by themselves."""
        yield f"length:{min(len(text), 12) // 2}"
        yield f"head:{text[-2:]}"
        yield f"first:{text[0]}"
        yield f"tail:{text[-1]}"
        if "的" in text:
            yield "的"
        if "、" in text or "和" in text:
            yield "list"

    @family
    def counted(self, head: str, unit: str, kind: str, act: str) -> Iterator[str]:
        """Its last two characters with the unit and kind of the figure and what was done."""
        yield f"head:{head}|did:{act}"
        yield f"head:{head}|{unit}"
        yield f"tail:{head[-1]}|{unit}"
        yield f"tail:{head[-1]}|{kind}"

    @family
    def noun(self, noun: str, kind: str, unit: str, act: str) -> Iterator[str]:
        """The kind of its noun with the figure and what was done."""
        yield f"noun:{noun}|{kind}"
        yield f"noun:{noun}|unit:{unit}"
        yield f"noun:{noun}|did:{act}"
        yield f"noun:{noun}|begins:{act[:1]}"

    @family
    def named(self, label: str, kind: str) -> Iterator[str]:
        """It is a name of that label, or ("") begins with one."""
        if label:
            yield f"is:{label}"
            yield f"is:{label}|{kind}"
        else:
            yield "begins-with-name"

    @layer
    def stretch(self, side: str, tags: str, size: int, longer: int | None) -> Iterator[str]:
        """Which words it is, of so many elements, on which side, and how much longer than the rules' own (if any)."""
        yield f"{side}:tags:{tags}"
        yield f"{side}:size:{min(size, 6)}"
        if longer is not None:
            yield f"{side}:vs-rule:{max(-2, min(2, longer))}"

    @layer
    def edge(self, side: str, edge: str, outer: str) -> Iterator[str]:
        """Letters of the element at its open end and of what stands beyond."""
        yield f"{side}:edge:{edge}|{outer}"

    @layer
    def edge_word(self, side: str, word: str) -> Iterator[str]:
        """The word at its open end."""
        yield f"{side}:edge-word:{word}"

    @layer
    def beyond(self, side: str, beyond: str) -> Iterator[str]:
        """What stands beyond its open end: a word, or else its letter."""
        yield f"{side}:beyond:{beyond}"

    @family
    def stood(
        self, back: int, leader: str, verb: str, follower: str, leads: bool, group: str, kind: str, act: str
    ) -> Iterator[str]:
        """How it stood in a clause before: what leads to it and follows it, and whether it opens its clause."""
        yield f"stood:{back}:last:{leader}"
        yield f"stood:{back}:last:{leader}|{group}"
        yield f"stood:{back}:next:{follower}"
        yield f"stood:{back}:next:{follower}|{group}"
        yield f"stood:{back}:last:{leader}|next:{follower}"
        yield f"stood:{back}:leads:{leads}|{group}"
        yield f"stood:{back}:leads:{leads}|{kind}"
        yield f"stood:{back}:leads:{leads}|did:{act}"
        if verb:
            yield f"stood:{back}:of:{verb}"
            yield f"stood:{back}:of:{verb}|did:{act}"

    @family
    def none(self, group: str, kind: str, act: str, unit: str) -> Iterator[str]:
        """Nothing is counted at all."""
        yield "none"
        yield f"none|{group}"
        yield f"none|{kind}"
        yield f"none|did:{act}"
        yield f"none|unit:{unit}"


_WEIGHED, _WHOLE = _Items("item"), _Items("item", whole=True)


def items_of(row: Row, i: int, frame: Frame, act: str, memory: Memory, whole: bool = False) -> dict[str, int]:
    """Candidates for the item of figure ``i``: the noun phrases around it, and things counted before.

    ``act`` is the action that was chosen; other arguments and the result are as of
    :func:`extractors.claims.actions.actions_of`.
    """
    q = row[i].quantity
    assert q is not None
    say = _WHOLE if whole else _WEIGHED
    group, kind, unit = frame_group(frame.rule), kind_family(q.kind), q.unit
    out: dict[str, int] = {}
    said: set[tuple[str, str]] = set()
    borders: dict[str, list[Layer]] = {}
    labels, names = _labels(row)
    sources, texts, counted, nouns = say.source, say.text, say.counted, say.noun

    def add(text: str, source: str) -> None:
        text = _PLAIN[text]
        if not text or (text, source) in said:
            return
        said.add((text, source))
        worth = sources[source, group, kind]
        if text in out:
            out[text] += worth
            return
        worth += texts[text] + counted[text[-2:], unit, kind, act] + nouns[NOUN_KIND[text], kind, unit, act]
        if text in labels:
            worth += say.named[labels[text], kind]
        elif names and text.startswith(names):
            worth += say.named["", kind]
        out[text] = worth

    def phrase(p: Phrase, source: str) -> None:
        if p.last > p.first:
            for text, part in _parts(row, p.first, p.last):
                add(text, source + part)

    add(frame.item, "rule-" + group)
    right, left = right_of(row, i), left_of(row, i)
    phrase(right, "right")
    phrase(left, "left")
    if left.verb is not None:
        phrase(left_of(row, left.verb), "theme-of-relative")
        phrase(Phrase(left.verb + 1, left.first - 1), "object-of-relative")
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
    runs = noun_runs(row)
    for n, run in enumerate([run for run in reversed(runs) if run.last <= i]):
        phrase(run, _RUNS_LEFT[min(n, 2)])
    for n, run in enumerate([run for run in runs if run.first > i][:2]):
        phrase(run, _RUNS_RIGHT[n])
    for back, sources_ in enumerate((_CLAUSE_BEFORE, _TWO_CLAUSES_BEFORE)):
        if back < len(memory.clauses):
            placed: set[str] = set()
            for n, (noun, place) in enumerate(reversed(_stood(memory.clauses[back])[-3:])):
                add(noun, sources_[n])
                noun = _PLAIN[noun]
                if noun and noun not in placed:
                    placed.add(noun)
                    out[noun] += say.stood[back, *place, group, kind, act]
    add(memory.thing(q.kind, unit), "memory")
    add(memory.units.get(unit, ""), "unit")
    add(unit, "own-unit")  # 一天要跑50多单
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
    for n, told in enumerate(memory.counted(kind)):
        add(told, _TOLD[n])
    ends = {"from": _origin(row, i), "left": left.last if left else i, "beside": i, "theme-of-change": change}
    if i > 1 and row[i - 1].kind == "word" and row[i - 1].tag[:1] == "v":
        ends["trim"] = i - 1  # 奖金兑付21.4万元: the verb behind its thing
    for first, last, side in _spans(row, i, {**ends, "theme": before}):
        name = _PLAIN[text_of(row, first, last)] if is_thing(row, first, last) else ""
        if not name:
            continue
        add(name, "span-" + side)
        if name in out:  # not where a second pointing word was taken off
            rule = right if side == "right" else left
            borders.setdefault(name, []).extend(_borders(say, row, first, last, side, rule))
    for n, name in enumerate(_words(row, i)):
        add(name, _WORDS[min(n, 3)])
    for clause, names_ in zip(memory.clauses, _WORDS_BEFORE, strict=False):
        for n, name in enumerate(_words(clause, len(clause))):
            add(name, names_[min(n, 3)])
    partner = paired(row, i, memory)
    if partner is not None:
        add(partner.item, "paired")
    for name, layers in borders.items():
        out[name] += say.together(layers, apart=len(layers) == _BORDERS)
    out[""] = say.none[group, kind, act, unit]
    return out


@once
def _stood(row: Row) -> list[tuple[str, tuple[str, str, str, bool]]]:
    """Noun phrases of a clause: what leads to each, the verb if it is one, what follows, whether it opens it."""
    found = []
    for p in noun_runs(row):
        leader = row[p.first - 1] if p.first else None
        follower = row[p.last] if p.last < len(row) else None
        verb = leader.text if leader is not None and leader.verb else ""
        found.append(
            (text_of(row, p.first, p.last), (letter(leader), verb, letter(follower), only_opens(row, p.first)))
        )
    return found


@once
def _words(row: Row, stop: int) -> list[str]:
    """Single nouns and what could be one before an element, and each noun with such a word behind it; the last first.

    Phrases take too much where a verb is no verb (技能补贴) or a noun no noun (户接受培训); words by themselves do not.
    """
    found: list[str] = []
    for k in range(stop - 1, max(-1, stop - _WORDS_FAR), -1):
        e = row[k]
        if e.kind != "word" or len(e.text) < 2 or e.roles or e.tag[:1] not in "njlv":
            continue
        if e.tag[:1] != "v" and k + 1 < stop:
            follower = row[k + 1]
            if follower.kind == "word" and follower.tag[:1] == "v" and len(follower.text) > 1:
                found.append(e.text + follower.text)
        if e.tag[:1] != "v" or e.tag in ("v", "vn"):
            found.append(e.text)
    return found[:8]


_WORDS_FAR = 12  # elements
_WORDS = ("word-0", "word-1", "word-2", "word-3")
_WORDS_BEFORE = tuple(tuple(f"word-before-{back}-{n}" for n in range(4)) for back in range(2))
_TOLD = ("told-0", "told-1", "told-2")
_RUNS_LEFT = ("run-left-0", "run-left-1", "run-left-2")
_RUNS_RIGHT = ("run-right-0", "run-right-1")
_CLAUSE_BEFORE = ("clause-before-0", "clause-before-1", "clause-before-2")
_TWO_CLAUSES_BEFORE = ("two-clauses-before-0", "two-clauses-before-1", "two-clauses-before-2")


def _labels(row: Row) -> tuple[dict[str, str], tuple[str, ...]]:
    """Label of each name in the clause, and the names alone."""
    labels: dict[str, str] = {e.text: e.mention.label for e in row if e.mention is not None}
    return labels, tuple(labels)


def _origin(row: Row, i: int) -> int | None:
    """The 由 before figure ``i``: in 吨氨耗电由1380降到1325千瓦时 both figures are of what stands before it."""
    for k in range(i - 1, -1, -1):
        if row[k].text in ("由", "从"):
            return k
    return None


@once
def _parts(row: Row, first: int, last: int) -> list[tuple[str, str]]:
    """What a phrase could name, as a whole and in part, each with the end of its source's name."""
    for k in range(last - 2, first - 1, -1):
        if row[k].text in ("中", "里", "当中", "之中"):
            first = k + 1  # 受援者中农民工: the part, not the whole
            break
    if not is_thing(row, first, last):
        return []
    out = [(text_of(row, first, last), "")]
    for k in range(last - 2, first - 1, -1):
        if row[k].text == "的":
            out.append((text_of(row, k + 1, last), "-head"))
            break
    if last - first >= 2:
        words = [k for k in range(first, last) if row[k].kind == "word"]
        if len(words) >= 3:
            out.append((text_of(row, words[-2], last), "-end"))
        if len(words) >= 2 and row[words[0]].tag in ("v", "vn"):
            out.append((text_of(row, words[1], last), "-rest"))
    return out


_BORDERS = 4
"""Layers of a stretch; a candidate with more is several stretches."""


def _borders(
    say: _Items, row: Row, first: int, last: int, side: str, rule: Phrase
) -> tuple[Layer, Layer, Layer, Layer]:
    """What stands at the open end of a stretch of words and beyond it, and how it compares with the rules' own.

    Args:
        say: names the features.
        row: the clause.
        first, last: half-open range of element numbers.
        side: where it stands; "right" is open to the right, all others to the left.
        rule: the rules' phrase on that side, empty for none.
    """
    edge, beyond = (row[last - 1], last) if side == "right" else (row[first], first - 1)
    outer = row[beyond] if 0 <= beyond < len(row) else None
    sign = letter(outer)
    longer = None
    if rule:
        longer = last - rule.last if side == "right" else first - rule.first
    return (
        say.stretch[side, "".join([e.letter for e in row[first:last]]), last - first, longer],
        say.edge[side, edge.letter, sign],
        say.edge_word[side, edge.text],
        say.beyond[side, outer.text if outer is not None and outer.kind == "word" else sign],
    )


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


def _plain(text: str) -> str:
    """The text without words that only point at it; "" where it only counts or says how."""
    text = _POINTING.sub("", text)
    if ("“" in text) != ("”" in text):  # only one end of a quotation
        text = text.strip("“”")
    return "" if _COUNTING.fullmatch(text) else text


_PLAIN = Kept(_plain)


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
