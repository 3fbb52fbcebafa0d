"""Full-text search that works in Chinese, for words of one and two characters too (工会, 万, 元).

SQLite's own tokenizers either take a run of Chinese for one word or need three characters. Here the application makes
the tokens: every Chinese character is one, every run of ASCII letters (lower case) or of digits is one; the
rest separates. A word is then looked up as a phrase of its characters.

The index (``search_index``, FTS5) is contentless: it keeps no second copy of the sentences. Its rowid is
``sentences.number``, a column of its own because VACUUM may renumber the hidden rowids of tables with text keys. As it
cannot read the old text back, a sentence must be taken out with exactly the columns it was put in with: all writing
goes through :func:`add` and :func:`drop`.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import islice
from typing import Any

# Letters and digits in another dress (㎡, ①, Ａ), the only ones that NFKC changes; most sentences have none, and asking
# is ten times faster than folding.
_DRESSED = re.compile(r"[\u00a8-\u00be\u2070-\u2fdf\u3200-\u33ff\uf900-\ufb06\uff10-\uff5a\uff66-\uffdc]")
_TOKEN = re.compile(r"[0-9]+|[a-z]+|[^\W_]")
_WORDS = re.compile(r'["“]([^"“”]+)["”](?=\s|$)|(\S+)')
_BETWEEN = " ¶ "  # a token that no text gives, so that no phrase runs from one field into the next

# What one sentence is found by: itself, what its claims were resolved to (福州市总工会 where it says 市总工会), and the
# headline of its article. Ordered by claim position, so that dropping sees the very text that adding saw.
_COLUMNS = """
SELECT s.number, s.text,
    coalesce((SELECT group_concat(c, char(10)) FROM (
        SELECT subject || char(10) || action || char(10) || item || char(10) || place || char(10) || speaker AS c
        FROM claims WHERE claims.sentence = s.id ORDER BY claims.start, claims.id)), ''),
    a.title
FROM sentences s JOIN articles a ON a.id = s.article
"""
_RESOLVED = ("subject", "action", "item", "place", "speaker")
_WEIGHTS = "10.0, 5.0, 1.0"  # a hit in the sentence itself before one in the headline
_BATCH = 5_000
RANKED = 3_000
"""Of so many hits at most each is ranked with what is known of the whole file."""


def tokens(text: str) -> str:
    """The tokens of a text, with spaces between; "" where it has none."""
    if _DRESSED.search(text):
        text = unicodedata.normalize("NFKC", text)
    return " ".join(_TOKEN.findall(text.lower()))


def create_index(connection: sqlite3.Connection) -> None:
    """Make the index and fill it from the sentences that are already there."""
    connection.execute(
        "CREATE VIRTUAL TABLE search_index USING fts5(sentence, resolved, title, content='', tokenize='ascii')"
    )
    rows = connection.execute(_COLUMNS)
    while batch := list(islice(rows, _BATCH)):
        _insert(connection, batch)


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the index anew, for a file whose rows were edited by other tools."""
    connection.execute("DROP TABLE search_index")
    create_index(connection)


def add(connection: sqlite3.Connection, rows: Iterable[tuple[int, str, str, str]]) -> None:
    """Index sentences that were just stored.

    Args:
        connection: of the fact base.
        rows: number, text, :func:`resolved` of its claims, and headline of each.
    """
    _insert(connection, rows)


def resolved(claims: Iterable[Mapping[str, Any]]) -> str:
    """What the claims of one sentence were resolved to, as :func:`drop` will read it back from the fact base."""
    ordered = sorted(claims, key=lambda claim: (claim["start"], claim["id"]))
    return "\n".join(claim[name] for claim in ordered for name in _RESOLVED)


def drop(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Take the sentences with these numbers out of the index, before their rows or claims change."""
    for part in _parts(numbers):
        connection.executemany(
            "INSERT INTO search_index (search_index, rowid, sentence, resolved, title) VALUES ('delete', ?, ?, ?, ?)",
            [_entry(*row) for row in connection.execute(f"{_COLUMNS} WHERE s.number IN ({part})")],
        )


def _insert(connection: sqlite3.Connection, rows: Iterable[Any]) -> None:
    connection.executemany(
        "INSERT INTO search_index (rowid, sentence, resolved, title) VALUES (?, ?, ?, ?)",
        [_entry(*row) for row in rows],
    )


def _entry(number: int, text: str, resolved: str, title: str) -> tuple[int, str, str, str]:
    """The row of the index. What the sentence says itself need not be indexed a second time as resolved."""
    fields = {field: None for field in resolved.split("\n") if field not in text}
    return number, tokens(text), _BETWEEN.join(map(tokens, fields)), _title(title)


@lru_cache(maxsize=1024)
def _title(title: str) -> str:
    return tokens(title)


def _parts(numbers: Iterable[int]) -> Iterator[str]:
    left = iter(numbers)
    while part := list(islice(left, _BATCH)):
        yield ",".join(map(str, map(int, part)))


@cache
def _simplifier() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """What a person typed, in simplified characters as the stored text is."""
    return text if text.isascii() else str(_simplifier().convert(text))


def forms(text: str) -> tuple[str, ...]:
    """What a person typed, as stored text may have it: as it stands first, then folded as traditional text was.

    Most words have one form. 乾, 於 and others are traditional for 干, 于, and simplified in names (乾安县, 於潜镇).
    """
    folded = simplified(text)
    if folded == text:
        return (text,)
    from pipeline.text.simplify import plain

    return tuple(dict.fromkeys((plain(text), folded)))


def match_of(term: str) -> str:
    """The FTS5 query for what a person typed: every word (between spaces) must occur, each as a phrase, and so what
    stands in double quotes.

    Traditional characters and full-width forms are folded as the stored text was, and words that may be meant as they
    stand are looked for so too. Nothing in the term is an operator: quotes, ``*``, ``OR`` and the like are plain text,
    so any input is safe. "" where no token is left (%, ——).
    """
    words = (a or b for a, b in _WORDS.findall(term))
    each = (dict.fromkeys(tokens(form) for form in forms(word)) for word in words)
    alternatives = (" OR ".join(f'"{phrase}"' for phrase in some if phrase) for some in each)
    return " AND ".join(f"({some})" if " OR " in some else some for some in alternatives if some)


def hits(connection: sqlite3.Connection, term: str, most: int | None = None) -> int:
    """How many sentences fit the term, counted up to ``most``; None counts all."""
    limit = -1 if most is None else most
    if match := match_of(term):
        sql, given = "SELECT rowid FROM search_index WHERE search_index MATCH ? LIMIT ?", match
    elif term.strip():
        sql, given = "SELECT rowid FROM sentences WHERE instr(text, ?) LIMIT ?", _plain(term)
    else:
        return 0
    return int(connection.execute(f"SELECT count(*) FROM ({sql})", (given, limit)).fetchone()[0])


def _plain(term: str) -> str:
    return unicodedata.normalize("NFKC", term.strip())


def search(connection: sqlite3.Connection, term: str, limit: int | None = 20) -> Iterator[dict[str, Any]]:
    """Sentences that fit the term, best first.

    A term without any letter or digit (%, ￥) is looked for by scanning the sentences. Ranking asks how often each word
    occurs in the whole file; where more than :data:`RANKED` sentences fit, that takes long and tells little, so the
    first so many by number are ranked by where they have the words and how short they are, and the others follow.

    Yields:
        Dicts: ``sentence`` (id), ``text``, ``article``, ``title``, ``date``, ``outlet``, ``document``, ``name``,
        ``claims`` (list of dicts with ``id``, ``quote``, ``mark_start``, ``mark_end``).
    """
    whole = -1 if limit is None else limit
    if match := match_of(term):
        ranked = _ranked(connection, match, whole)
    elif term.strip():
        sql = "SELECT number FROM sentences WHERE instr(text, ?) ORDER BY id LIMIT ?"
        ranked = (row[0] for row in connection.execute(sql, (_plain(term), whole)))
    else:
        return
    for number in ranked:
        row = connection.execute(_FOUND, (number,)).fetchone()
        claims = connection.execute(
            "SELECT id, quote, mark_start, mark_end FROM claims WHERE sentence = ? ORDER BY start", (row["sentence"],)
        )
        yield {**dict(row), "claims": [dict(claim) for claim in claims]}


_FOUND = """SELECT s.id AS sentence, s.text, a.id AS article, a.title, a.date, a.outlet, d.id AS document, d.name
    FROM sentences s JOIN articles a ON a.id = s.article JOIN documents d ON d.id = a.document WHERE s.number = ?"""


def _ranked(connection: sqlite3.Connection, match: str, limit: int) -> Iterator[int]:
    """Numbers of the sentences that match, best first."""
    get = "SELECT rowid FROM search_index WHERE search_index MATCH ?"
    first = [row[0] for row in connection.execute(f"{get} ORDER BY rowid LIMIT {RANKED + 1}", (match,))]
    if len(first) <= RANKED:
        sql = (
            "SELECT s.number FROM search_index JOIN sentences s ON s.number = search_index.rowid"
            f" WHERE search_index MATCH ? ORDER BY bm25(search_index, {_WEIGHTS}), s.id LIMIT ?"
        )
        yield from (row[0] for row in connection.execute(sql, (match, limit)))
        return
    # words in the sentence itself before such in resolved names or the headline, short sentences before long ones
    own = f"{get} AND rowid <= ?"
    in_text = {row[0] for row in connection.execute(own, (f"{{sentence}} : ({match})", first[-1]))}
    sql = "SELECT number, id, length(text) FROM sentences WHERE number IN (SELECT value FROM json_each(?))"
    rows = connection.execute(sql, (json.dumps(first[:RANKED]),)).fetchall()
    rows.sort(key=lambda row: (row[0] not in in_text, row[2], row[1]))
    yield from (row[0] for row in (rows if limit < 0 else rows[:limit]))
    if limit < 0 or limit > RANKED:
        more = f"{get} AND rowid >= ? ORDER BY rowid LIMIT ?"
        yield from (row[0] for row in connection.execute(more, (match, first[-1], max(-1, limit - RANKED))))


def check(connection: sqlite3.Connection) -> list[str]:
    """Whether the index knows exactly the sentences that are there; one line if not."""
    indexed = connection.execute("SELECT count(*) FROM search_index").fetchone()[0]
    stored = connection.execute("SELECT count(*) FROM sentences").fetchone()[0]
    return [] if indexed == stored else [f"the search index has {indexed} of {stored} sentences"]
