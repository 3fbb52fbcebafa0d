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

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
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
_WEIGHTS = "10.0, 5.0, 1.0"  # a hit in the sentence itself before one in the headline
_BATCH = 5_000


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


def add(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Index the sentences with these numbers, after their claims were stored."""
    for part in _parts(numbers):
        _insert(connection, connection.execute(f"{_COLUMNS} WHERE s.number IN ({part})"))


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


def match_of(term: str) -> str:
    """The FTS5 query for what a person typed: every word (between spaces) must occur, each as a phrase, and so what
    stands in double quotes.

    Traditional characters and full-width forms are folded as the stored text was. Nothing in the term is an operator:
    quotes, ``*``, ``OR`` and the like are plain text, so any input is safe. "" where no token is left (%, ——).
    """
    words = (a or b for a, b in _WORDS.findall(simplified(term)))
    phrases = [tokens(word) for word in words]
    return " AND ".join(f'"{phrase}"' for phrase in phrases if phrase)


def search(connection: sqlite3.Connection, term: str, limit: int | None = 20) -> Iterator[dict[str, Any]]:
    """Sentences that fit the term, best first.

    A term without any letter or digit (%, ￥) is looked for by scanning the sentences.

    Yields:
        Dicts: ``sentence`` (id), ``text``, ``article``, ``title``, ``date``, ``outlet``, ``document``, ``name``,
        ``claims`` (list of dicts with ``id``, ``quote``, ``mark_start``, ``mark_end``).
    """
    select = """
        SELECT s.id AS sentence, s.text, a.id AS article, a.title, a.date, a.outlet, d.id AS document, d.name
        FROM {source} JOIN articles a ON a.id = s.article JOIN documents d ON d.id = a.document
        WHERE {where} ORDER BY {order} LIMIT ?"""
    if match := match_of(term):
        source = "search_index JOIN sentences s ON s.number = search_index.rowid"
        order = f"bm25(search_index, {_WEIGHTS}), s.id"
        sql, first = select.format(source=source, where="search_index MATCH ?", order=order), match
    elif term.strip():
        sql = select.format(source="sentences s", where="instr(s.text, ?)", order="s.id")
        first = unicodedata.normalize("NFKC", term.strip())
    else:
        return
    for row in connection.execute(sql, (first, -1 if limit is None else limit)):
        claims = connection.execute(
            "SELECT id, quote, mark_start, mark_end FROM claims WHERE sentence = ? ORDER BY start", (row["sentence"],)
        )
        yield {**dict(row), "claims": [dict(claim) for claim in claims]}


def check(connection: sqlite3.Connection) -> list[str]:
    """Whether the index knows exactly the sentences that are there; one line if not."""
    indexed = connection.execute("SELECT count(*) FROM search_index").fetchone()[0]
    stored = connection.execute("SELECT count(*) FROM sentences").fetchone()[0]
    return [] if indexed == stored else [f"the search index has {indexed} of {stored} sentences"]
