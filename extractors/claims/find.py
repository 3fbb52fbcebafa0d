"""From quantities, times and names to claims, one sentence at a time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import Generic, Protocol, TypeVar

import regex

from extractors import times
from extractors.borders import Doc, Words
from extractors.claims import baselines, confidence, speakers, subjects, topics
from extractors.claims.actions import actions_of
from extractors.claims.candidates import subjects_of
from extractors.claims.choose import Choice, Watch, choose
from extractors.claims.clauses import EMPTY, Row, clauses
from extractors.claims.elements import Element, Tokens, elements
from extractors.claims.evidence import Evidence
from extractors.claims.features import Named
from extractors.claims.frames import frame_of
from extractors.claims.items import items_of
from extractors.claims.memory import Frame, Memory
from extractors.claims.story import Story
from extractors.claims.surroundings import around
from extractors.entities import Entities
from extractors.model import Claim, Context, Marks, Period, Quantity, Span

_SHARES = ("percent", "percentage_points", "ratio")

# 一是… 二是…, （三）…, 第四，… 其五…: the items of a work report.
_REPORT = regex.compile("总结|报告|要点|工作回顾|述职|汇报")
_SECTION_LINE = regex.compile(r"^\s*[一二三四五六七八九十]、", regex.M)
_SECTION = regex.compile(
    r"\s*(?:[一二三四五六七八九十]+(?:是|、|要)|（[一二三四五六七八九十]+）|第[一二三四五六七八九十]+，|其[一二三四五六七八九]|另一方面|一方面)"
)


def find(
    doc: Doc,
    quantities: tuple[Quantity, ...],
    periods: tuple[Period, ...],
    entities: Entities,
    sentences: tuple[Span, ...],
    context: Context,
    watch: Watch | None = None,
) -> tuple[Claim, ...]:
    """One claim for each quantity, in text order.

    Args:
        doc: headline lines and body of one article.
        quantities, periods, entities: what was found in it.
        sentences: half-open spans that cover the doc's text; a headline line is a sentence of its own.
        context: what is known of the article.
        watch: sees the candidates of each field before one is chosen; for fitting the chooser.
    """
    if not quantities:
        return ()
    text = Words.of(doc).text
    counted, named, dated = _Shelf(quantities), _Shelf(entities.mentions), _Shelf(periods)
    asking = _asked(text, sentences, counted)
    tokens = Tokens(doc, asking[-1][0].end if asking else 0)
    reading = _Reading(text, periods, entities, sentences, context, watch)
    out: list[Claim] = []
    for sentence, asked in asking:
        reading.open(sentence)
        rows = [
            row
            for part in (_apart(text, sentence) if sentence.start < context.body_start else (sentence,))
            for row in clauses(elements(tokens, part, counted.within(part), dated.within(part), named.within(part)))
        ]
        if asked:
            for row, ahead in zip(rows, [*rows, EMPTY][1:], strict=True):
                out.extend(reading.clause(row, ahead))
        else:
            for row in rows:
                reading.story.tell(row)
    return baselines.compare(sorted(out, key=lambda c: c.quantity.span), text, periods, sentences)


def _asked(text: str, sentences: tuple[Span, ...], counted: _Shelf[Quantity]) -> list[tuple[Span, bool]]:
    """The sentences up to the last one with a figure, each with whether its paragraph goes on to a figure."""
    out: list[tuple[Span, bool]] = []
    asked = False
    for sentence in reversed(sentences):
        asked = asked or bool(counted.within(sentence))
        if asked or out:
            out.append((sentence, asked))
        if _opens_paragraph(text, sentence):
            asked = False
    return out[::-1]


_GAP = regex.compile(r"(?<=[\p{Han}\d”》）%])[ \u3000]+(?=[\p{Han}\d“《])")


def _apart(text: str, headline: Span) -> list[Span]:
    """The parts of a headline that blanks keep apart, as stops do in a sentence (工会出手 86名农民工讨回欠薪)."""
    parts: list[Span] = []
    start = headline.start
    for gap in _GAP.finditer(text, headline.start, headline.end):
        parts.append(Span(start, gap.start()))
        start = gap.end()
    return [*parts, Span(start, headline.end)]


def _opens_paragraph(text: str, sentence: Span) -> bool:
    return sentence.start == 0 or text[sentence.start - 1 : sentence.start] == "\n"


class _Spanned(Protocol):
    @property
    def span(self) -> Span: ...


_T = TypeVar("_T", bound=_Spanned)


class _Shelf(Generic[_T]):
    """Found things in text order, to be taken sentence by sentence without going through all of them each time."""

    def __init__(self, found: Iterable[_T]) -> None:
        self._found = sorted(found, key=lambda x: x.span.start)
        self._starts = [x.span.start for x in self._found]

    def within(self, span: Span) -> list[_T]:
        """Those that begin inside of the span."""
        return self._found[bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)]


class _Reading:
    """One article being read from its first sentence to its last: who it speaks of, and what it counted so far."""

    def __init__(
        self,
        text: str,
        periods: tuple[Period, ...],
        entities: Entities,
        sentences: tuple[Span, ...],
        context: Context,
        watch: Watch | None,
    ) -> None:
        self.text, self.periods, self.entities, self.watch = text, periods, entities, watch
        self.about = topics.article_topic(text, entities.mentions, context.body_start, entities.homes)
        self.topic = topics.Topic(self.about)
        headline = frozenset(m.canonical for m in entities.mentions if m.span.start < context.body_start)
        report = bool(_REPORT.search(text, 0, context.body_start)) or len(_SECTION_LINE.findall(text)) >= 3
        self.story = Story(self.about, headline, entities.homes, report)
        self.said = speakers.find(text, entities.mentions, sentences)
        self.evidence = Evidence(text, entities.mentions)
        self.said_until = tuple(accumulate((speech.span.end for speech in self.said), max))
        self.reported = times.of_report(periods, text, context.body_start)
        self.sections = times.report_sections(text) if self.reported else ()
        self.memory = Memory()
        self.sentence = Span(0, 0)
        self.paragraph: Span | None = None  # around the sentence; found out when a figure asks for it
        self.ahead = ""  # first governing verb of the next clause
        self.last = ""  # subject of the figure before in this sentence

    def open(self, sentence: Span) -> None:
        """Begin a sentence; a new paragraph or section forgets what only the one before was about."""
        if _opens_paragraph(self.text, sentence):
            self.topic.new_paragraph()
            self.story.new_paragraph()
            self.memory = Memory()
        elif _SECTION.match(self.text, sentence.start):
            self.topic.new_section()
            self.memory = Memory()
        self.sentence, self.paragraph = sentence, None
        self.memory.new_sentence()
        self.topic.new_sentence()
        self.story.new_sentence()
        self.last = ""

    def clause(self, row: Row, ahead: Row) -> list[Claim]:
        """The claims of a clause whose paragraph has figures; one without only tells of whom the next ones are.

        Args:
            row: the clause.
            ahead: the next one of the sentence; empty for the last.
        """
        self.story.tell(row)
        self.memory.new_clause()
        claims: list[Claim] = []
        if row.figures:
            self.ahead = _verb_of(ahead)
            self.story.catch_up()
            if not self.last and True not in [e.names for e in row]:
                self.topic.told_behind(ahead)
            claims = [self._claim(row, i) for i in row.figures]
        elif where := topics.scene(row, self.entities.homes):
            self.topic.place(where)
        elif (named := topics.driving(row) or subjects.leading(row, self.entities.homes)) is not None:
            self.topic.saw(named)
        elif (opening := subjects.opening_noun(row, row.verbs[0] if row.verbs else len(row))) is not None:
            self.topic.saw(opening._replace(strong=opening.name.startswith(("该", "这"))))
        self.memory.read(row)
        return claims

    def _claim(self, row: Row, i: int) -> Claim:
        quantity = row[i].quantity
        assert quantity is not None
        frame, whose, sure = self._frame(row, i, quantity)
        where, named_at = self.entities.homes.placed(quantity.span.start)
        speech = self._speech(quantity.span)
        speaker = speech.speaker if speech is not None else ""
        name, how = _subject(row, i, frame, self.topic, self.entities, where)
        if how in _GUESSED and self.last and quantity.kind in _SHARES and frame.rule in ("change", "list-Q"):
            name, how = self.last, "same"
        if whose and how in _GUESSED:
            name, how = whose, "rate"
        if frame.rule == "N-share-Q" and frame.item:
            name, how = frame.item, "part"
        if frame.owner:
            name, how = frame.owner, "respective"
        self.last = name
        named = (
            ("rule-" + how, name),
            ("topic", self.topic.current()),
            ("place", where),
            ("item", "" if whose else frame.item),
            ("rate", whose),
            ("article", self.about),
            ("noun", _noun(row, i, self.entities)),
            ("speaker", speaker),
            *zip(_TOPICS, self.story.topics, strict=False),
        )
        candidates = subjects_of(self.story, row, i, frame, named, bool(speaker), self.watch is not None)
        certain = 1.0
        if frame.rule != "share" and not frame.owner:  # there the clause itself leaves no choice
            name, certain = self._choose("subject", row, i, candidates, name)
            name = (_aged(row, i) if quantity.kind == "age" else "") or name
        self.story.chosen.append((name, self.story.sentence, self.story.clause))
        return Claim(
            quantity=quantity,
            subject=name,
            action=frame.action,
            item=frame.item,
            period=self._period(quantity.span.start),
            place=where,
            speaker=speaker,
            confidence=confidence.estimate(sure * certain),
            rule=f"{frame.rule}+{how}",
            marks=Marks(
                self.evidence.subject(name, row, i, self.story),
                self.evidence.near(row, i, frame.action, self.sentence),
                self.evidence.near(row, i, frame.item, self.sentence),
                named_at,
                self.evidence.speaker(speech),
            ),
        )

    def _speech(self, span: Span) -> speakers.Speech | None:
        """The last speech that holds a figure, None where nobody says it."""
        n = bisect_right(self.said, span.start, key=lambda speech: speech.span.start) - 1
        while n >= 0 and self.said_until[n] >= span.end:
            if span.end <= self.said[n].span.end:
                return self.said[n]
            n -= 1
        return None

    def _period(self, at: int) -> Period | None:
        if self.paragraph is None:
            self.paragraph = _paragraph(self.text, self.sentence)
        found = times.governing(self.periods, at, self.sentence, self.paragraph, self.text)
        if not self.reported or self._planned():
            return found
        if found is None:
            return self.reported
        return times.of_year_reported(found, self.reported, self.text)

    def _planned(self) -> bool:
        """Whether the sentence stands in a section on what comes next."""
        n = bisect_right(self.sections, (self.sentence.start, True))
        return n > 0 and self.sections[n - 1][1]

    def _frame(self, row: Row, i: int, quantity: Quantity) -> tuple[Frame, str, float]:
        """The figure's frame with the chosen action and item, whose rate it is, and how sure both are together."""
        frame = frame_of(row, i, self.memory)
        whose, item = subjects.owner_of_rate(frame.item) if quantity.kind in _SHARES else ("", frame.item)
        if item != frame.item or not frame.action:
            frame = frame._replace(item=item, action=frame.action or _hedge_verb(self.text, quantity))
        whole = self.watch is not None
        actions = actions_of(row, i, frame, self.memory, self.ahead, whole)
        action, sure = self._choose("action", row, i, actions, frame.action)
        items = items_of(row, i, frame, action, self.memory, whole)
        item, certain = self._choose("item", row, i, items, frame.item)
        if quantity.kind == "age":  # 48岁的刘文胜正教学生: nothing that he does is done to his years
            told = _AGED.search(self.text, max(self.sentence.start, quantity.outer.start - 6), quantity.span.start)
            action, item = (told["verb"] or "", told["item"] or "年龄") if told else ("", "年龄")
        frame = frame._replace(action=action, item=item)
        self.memory.remember(quantity.kind, frame, quantity.unit)
        return frame, whose, sure * certain

    def _choose(self, slot: str, row: Row, i: int, candidates: dict[str, int], otherwise: str) -> Choice:
        where = around(slot, row, i, self.watch is not None)
        if self.watch is None:
            return choose(slot, candidates, otherwise, where)
        quantity = row[i].quantity
        assert quantity is not None
        named = {text: worth.features for text, worth in candidates.items() if isinstance(worth, Named)}
        given = where.features if isinstance(where, Named) else {}
        return self.watch(quantity.span.start, slot, named, given) or Choice(otherwise, 0.5)


def _aged(row: Row, i: int) -> str:
    """The person whose years figure ``i`` gives: the next one named, else the last before, or ""."""
    people = [
        (k, e.mention.canonical) for k, e in enumerate(row) if e.mention is not None and e.mention.label == "PERSON"
    ]
    behind = [name for k, name in people if k > i]
    before = [name for k, name in people if k < i]
    return behind[0] if behind else before[-1] if before else ""


_AGED = regex.compile("(?:(?P<item>平均年龄|年龄)[^，。；]{0,4}|(?P<verb>年满|年过|年逾|年近|已满|未满))$")
"""What a person's years are said with."""

_TOPICS = ("paragraph-topic", "second-topic")
_GUESSED = ("carried", "article", "place")


def _subject(clause: Row, i: int, frame: Frame, topic: topics.Topic, entities: Entities, where: str) -> tuple[str, str]:
    """The subject of a figure and how it was found: in its clause, carried over, or the article's topic."""
    if frame.rule == "share":
        mention = clause[i - 1].mention
        return (mention.canonical if mention is not None else ""), "clause"
    stop = min(x for x in (i, frame.verb, frame.item_first) if x is not None)
    named = subjects.in_clause(clause, max(stop, 0), entities.homes)
    if named is None and frame.verb is not None:
        named = subjects.in_clause(clause, min(i, frame.verb), entities.homes)
    named = named or subjects.agent_behind(clause, i)
    if named is not None:
        topic.saw(named)
        return named.name, "clause"
    if frame.rule.startswith("V") and frame.verb is not None:
        opening = subjects.opening_noun(clause, min(frame.verb, i))
        if opening is not None:
            at = clause.starts[opening.at]
            opening = opening._replace(name=topics.this_one(opening.name, at, entities.mentions))
            topic.saw(opening)
            return opening.name, "noun"
    if frame.agent and frame.item and _acts(clause[i], frame):
        return frame.item, "agent"
    q = clause[i].quantity
    assert q is not None
    if where and (
        q.kind in ("percent", "percentage_points", "ratio") or (frame.rule == "N-be-Q" and q.kind != "money")
    ):
        # Rates and stocks are of a place more often than of the body named last.
        return where, "place"
    carried = topic.current()
    return carried, "carried" if carried != topic.article else "article"


def _acts(element: Element, frame: Frame) -> bool:
    """Whether what is counted can itself act: persons, households, or bodies counted with 家."""
    q = element.quantity
    assert q is not None
    if frame.rule not in ("Q-N-V", "N-Q-V", "Q-V-O"):
        return False
    if frame.rule == "Q-V-O" and not frame.item.endswith(subjects.ACTORS):
        return False
    return q.kind in ("people", "households") or q.unit == "家" or frame.item.endswith(subjects.ACTORS)


_HEDGE_VERB = regex.compile("不?超过|不低于|不少于|接近|突破|多达|高达|达到?|不到")


def _hedge_verb(text: str, quantity: Quantity) -> str:
    """The hedge that is the only verb of a figure (标准不超过1500元), "" where the hedge is no verb."""
    hit = _HEDGE_VERB.search(text, quantity.outer.start, quantity.span.start)
    return hit[0] if hit else ""


def _noun(clause: Row, i: int, entities: Entities) -> str:
    """The common noun phrase that opens the clause of figure ``i``, "" where none does."""
    opening = subjects.opening_noun(clause, i)
    if opening is None:
        return ""
    return topics.this_one(opening.name, clause.starts[opening.at], entities.mentions)


def _verb_of(clause: Row) -> str:
    """The first governing verb of a clause, "" for none."""
    for i in clause.verbs:
        if not clause[i].has("copula"):
            return clause[i].text
    return ""


def _paragraph(text: str, sentence: Span) -> Span:
    start = text.rfind("\n", 0, sentence.start) + 1
    end = text.find("\n", sentence.end - 1)
    return Span(start, end if end >= 0 else len(text))


__all__ = ["find"]
