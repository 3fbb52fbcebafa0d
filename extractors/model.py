"""What extractors find. Frozen values; every span is half-open, in code points of the text the extractor was given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

Kind = Literal[
    "money", "people", "person_times", "households", "count", "area", "length", "mass", "volume",
    "duration", "age", "percent", "percentage_points", "multiple", "ratio", "other",
]  # fmt: skip
Modifier = Literal["exact", "about", "nearly", "over", "under"]
Label = Literal["UNION", "ORG", "PLACE", "PERSON"]


class Span(NamedTuple):
    """A half-open range of code points: ``text[start:end]``."""

    start: int
    end: int

    def overlaps(self, other: tuple[int, int]) -> bool:
        """Whether the two ranges share at least one character."""
        return self.start < other[1] and other[0] < self.end


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity as it stands in the text, and what it means.

    Attributes:
        span: from the first digit or numeral to the end of the unit (3400多万元); inner 多 余 来 几 are inside,
            outer hedges (约 近 超 以上) and denominators (每人) are not.
        outer: ``span`` widened by hedges and denominators that belong to it (近10万元以上, 每人500元).
        value: in base units of ``unit`` (3400多万元: 34000000), or None where the text names no figure (数十, 十几).
        high: upper end of a range (30—50人: 50), else None.
        unit: base unit without multiplier, never converted (元, 人, 人次, 公里, %, 比); names of persons' classifiers
            (名, 位) are all 人.
        kind: the dimension that the unit measures.
        modifier: what the hedges say: exact, about (约, 左右), nearly (近), over (超, 余, 以上), under (不足, 不超过).
        per: denominator of a rate or period of a recurring amount (每户3000元: 户), else None.
    """

    span: Span
    outer: Span
    value: Decimal | None
    high: Decimal | None
    unit: str
    kind: Kind
    modifier: Modifier = "exact"
    per: str | None = None


PeriodKind = Literal["range", "until", "since", "vague", "planned", "compared"]


@dataclass(frozen=True, slots=True)
class Period:
    """A time expression and the closed range of days that it stands for.

    Attributes:
        span: the expression in the text (2021年7月, 去年以来, 截至目前).
        start: first day, or None where it is open or unknown.
        end: last day (inclusive), or None where it is open or unknown.
        kind: range (a definite stretch), until (截至, 目前: open start), since (以来: the end is the day of
            publication), vague (近年来, 日前: both ends unknown), planned (力争到2025年, 明年 as a target),
            compared (比上年, 同比: names what a figure is compared with, so it is not when the claim holds).
    """

    span: Span
    start: date | None
    end: date | None
    kind: PeriodKind = "range"


@dataclass(frozen=True, slots=True)
class Mention:
    """One named thing at one place in the text.

    Attributes:
        label: UNION, ORG, PLACE or PERSON.
        span: where it stands.
        surface: the text at the span, noise removed.
        canonical: the full name as far as the document supports it (市总工会 in a Fuzhou article: 福州市总工会).
        id: administrative code of a place or of the place of a union (350100), else None.
    """

    label: Label
    span: Span
    surface: str
    canonical: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a figure is compared with: an earlier time, another thing, or an earlier figure.

    Attributes:
        span: where it stands in the text.
        text: the characters there (上年, 全市平均水平, 2015年的100家; 同比 where the word of comparison says it all).
        period: where it is a time, that time, resolved against the claim's own (2019年…比上年: 2018); unknown ends are
            None. None where it is no time.
        amount: the earlier figure, where the text gives it (从100家增加到240家: 100家), else None.
    """

    span: Span
    text: str
    period: Period | None = None
    amount: Quantity | None = None


class Marks(NamedTuple):
    """Where the values of a claim stand in the text that it was read from; the figure and its time know it themselves.

    Each is None where the value is empty or stands nowhere (a place that only the table of outlets says). The text
    there may be another form of the value: 市总工会 of 福州市总工会.
    """

    subject: Span | None = None
    action: Span | None = None
    item: Span | None = None
    place: Span | None = None
    speaker: Span | None = None


NOWHERE = Marks()


@dataclass(frozen=True, slots=True)
class Claim:
    """A numeric claim: one quantity with who did what, of what, when, where, said by whom.

    Text fields are resolved (福州市总工会, not 市总工会) and empty where the text gives none.

    Attributes:
        quantity: the figure.
        subject: who does, has or is measured.
        action: verb or verb phrase that governs the quantity.
        item: what is counted or measured, without the number.
        period: when the claim holds, or None.
        place: canonical name of the smallest fitting place.
        speaker: who is quoted or credited.
        confidence: 0 to 1, how likely the whole claim is right.
        rule: names of the rules that filled the fields, for people who ask why.
        baseline: what the figure is compared with, None where the text compares it with nothing.
        marks: where the values stand.
    """

    quantity: Quantity
    subject: str = ""
    action: str = ""
    item: str = ""
    period: Period | None = None
    place: str = ""
    speaker: str = ""
    confidence: float = 0.0
    rule: str = ""
    baseline: Baseline | None = None
    marks: Marks = NOWHERE


@dataclass(frozen=True, slots=True)
class Context:
    """What an extractor may know of the article beside its text.

    Attributes:
        published: publication date, or None.
        outlet: outlet credited (福州日报), or "".
        body_start: offset in the doc where the body starts; before it stand kicker, headline and subtitle, one a line.
        neighbours: text of the same document outside of this article that may say where it plays (masthead,
            navigation path), or "".
    """

    published: date | None = None
    outlet: str = ""
    body_start: int = 0
    neighbours: str = ""
