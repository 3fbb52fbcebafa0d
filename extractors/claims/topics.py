"""What an article, a paragraph and a sentence are about, for figures whose clause names nobody."""

from __future__ import annotations

import regex

from extractors.claims.clauses import Row
from extractors.claims.elements import words
from extractors.claims.groups import group_at, pointed
from extractors.claims.subjects import Subject
from extractors.homes import Homes
from extractors.model import Mention


class Topic:
    """The running subject of an article, sentence by sentence.

    Chinese news names a body once and then leaves it out until another takes its place, so the last strong subject of
    the paragraph is the best guess; a new paragraph falls back to what its first sentence or the article is about.
    A mere place rules only the rest of its own sentence where a body was named before.
    """

    def __init__(self, article: str) -> None:
        self.article = article
        self.new_paragraph()

    def new_paragraph(self) -> None:
        """Forget the subject of the paragraph before, but keep what the article is about."""
        self.new_section()

    def new_section(self) -> None:
        """一是…, 二是… and the like: a report comes back to the body that it is about."""
        self._now = ""
        self._paragraph = ""
        self._strong = False
        self.new_sentence()

    def new_sentence(self) -> None:
        """What only the sentence before was about is over."""
        self._sentence = ""

    def saw(self, subject: Subject) -> None:
        """A clause has named this subject."""
        self._sentence = subject.name
        if subject.strong or not self._strong:
            self._now = subject.name
            self._strong = subject.strong
        if not self._paragraph:
            self._paragraph = subject.name

    def told_behind(self, row: Row) -> None:
        """The next clause, without figures, begins with a union: 追回欠薪122万元，市总工会为农民工撑腰.

        It rules a sentence that has named nobody before.
        """
        if self._sentence:
            return
        at = next((i for i, e in enumerate(row) if e.text not in _POINTING), len(row))
        mention = row[at].mention if at < len(row) else None
        if mention is not None and mention.label == "UNION" and not row.figures:
            self.saw(Subject(mention.canonical, at, True))

    def place(self, name: str) -> None:
        """A clause has only set the scene: what follows is of this place until a body is named."""
        self._sentence = self._now = name
        self._strong = False

    def current(self) -> str:
        """The subject of a clause that names none, "" where nothing was named yet."""
        return self._sentence or self._now or self._paragraph or self.article


_POINTING = frozenset(("是", "就是", "正是", "也是", "这", "这是", "那", "就", "正", "也"))

# 全市各级工会, 全县工会系统: who a report speaks of that names no union.
_UNIONS = regex.compile(
    r"(?P<place>[全我本][省市县区州])?(?P<unions>(?:各级)?工会(?:组织|系统)|各级工会|(?<=[省市县区州])工会)"
)


def article_topic(text: str, mentions: tuple[Mention, ...], body_start: int, homes: Homes) -> str:
    """What the article is about: the first union of the headline, of the body, else its unions, a body or home."""
    unions = [m for m in mentions if m.label == "UNION"]
    if unions:
        return next((m for m in unions if m.span.start < body_start), unions[0]).canonical
    generic = _UNIONS.search(text)
    if generic:
        return (pointed(generic["place"], generic.start(), homes) if generic["place"] else "") + generic["unions"]
    bodies = [m for m in mentions if m.label == "ORG"]
    if bodies:
        return next((m for m in bodies if m.span.start < body_start), bodies[0]).canonical
    home = homes.home("county") or homes.home("city") or homes.home("province")
    return home.name if home is not None else ""


def this_one(text: str, at: int, mentions: tuple[Mention, ...]) -> str:
    """What 该局工会 or 该中心 stands for: the nearest body before whose name ends so, else the text itself."""
    if not text.startswith(("该", "这个", "这家")):
        return text
    rest = text.removeprefix("该").removeprefix("这个").removeprefix("这家")
    for cut in range(len(rest), 0, -1):
        for m in reversed(mentions):
            if m.span.start < at and m.label in ("ORG", "UNION") and m.canonical.endswith(rest[:cut]):
                return m.canonical + rest[cut:]
    return text


def scene(row: Row, homes: Homes) -> str:
    """The place of a clause that only sets the scene (在平凉市， 放眼全国，), "" for any other clause."""
    told = [i for i, e in enumerate(row) if e.kind != "quote" and e.kind != "time"]
    if not 2 <= len(told) <= 3 or row[told[0]].text not in _SCENES:
        return ""
    e = row[told[1]]
    if e.kind == "name" and e.mention is not None and e.mention.label == "PLACE":
        return e.mention.canonical
    if e.text.startswith("全国"):
        return "全国"
    return group_at(Row.of([row[i] for i in told], [row.starts[i] for i in told], (), ()), 1, homes)[0]


def driving(row: Row) -> Subject | None:
    """The body of a clause that only says by whose doing what follows came (在市总工会推动下)."""
    told = [i for i, e in enumerate(row) if e.kind not in ("quote", "time")]
    if len(told) < 3 or row[told[0]].text != "在":
        return None
    mention = row[told[1]].mention
    if mention is None or mention.label not in ("UNION", "ORG"):
        return None
    rest = "".join([row[i].text for i in told[2:]]).removeprefix("的")
    doing = rest.removesuffix("下").removesuffix("之")
    return Subject(mention.canonical, told[1], True) if rest != doing and doing in words("driving") else None


_SCENES = frozenset(("在", "放眼", "走进", "地处", "而在", "再看", "把眼光放到", "同在"))
