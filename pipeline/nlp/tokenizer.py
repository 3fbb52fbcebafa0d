"""Words: jieba between protected spans, as a spaCy ``Doc``.

jieba cuts ``1623.2`` and ``1,234`` apart and joins names wrongly, so numbers, times and gazetteer names are protected
first and jieba cuts only the gaps. It is unmaintained and pure Python: this module is the only one that knows it.
"""

from __future__ import annotations

import io
import logging
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import jieba
from spacy.tokens import Doc
from spacy.vocab import Vocab

import gazetteers
from extractors.model import Span
from pipeline.nlp.tagger import tagger

jieba.setLogLevel(logging.WARNING)


class Segmenter:
    """Our own jieba tokenizer: its dictionary, our words, its own cache file, and parts of speech.

    Attributes:
        tags: part of speech of each dictionary word in jieba's tag set ("n", "v", "vn", "nr" …). A word that is not
            listed has no tag ("x").
    """

    def __init__(self, words: Iterable[tuple[str, str]]) -> None:
        self._jieba = jieba.Tokenizer()
        # The default cache file lies in the shared temporary folder under a fixed name, where another user or
        # another jieba version may have put a different one.
        self._jieba.tmp_dir = str(_cache_folder())
        self._jieba.cache_file = "unionfacts-jieba.cache"
        self._jieba.initialize()
        self.tags = _tags(self._jieba)
        self._own = dict(words)
        for word, tag in self._own.items():
            self.tags[word] = tag
            if len(word) > 1 and not self._jieba.FREQ.get(word):
                # A word jieba knows keeps its frequency, so that 发展出 and the like are cut as before.
                self._jieba.add_word(word)

    def cut(self, text: str) -> list[str]:
        """Words of ``text``; joined they give it back.

        jieba's dictionary has phrases of verb and object as words (筹集资金, 获得补助): where our own table knows both
        halves, they are cut apart, because the verb governs figures and the object is what they count.
        """
        out: list[str] = []
        for word in self._jieba.cut(text, HMM=False):
            if (
                len(word) == 4
                and word not in self._own
                and self._own.get(word[:2], "")[:1] == "v"
                and word[2:] in self._own
            ):
                out += (word[:2], word[2:])
            else:
                out.append(word)
        return out


def _cache_folder() -> Path:
    """A private folder for jieba's cache; a fresh temporary one where the home directory cannot be written."""
    try:
        folder = Path.home() / ".cache" / "unionfacts"
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    except (OSError, RuntimeError):
        return Path(tempfile.mkdtemp(prefix="unionfacts-"))


def _tags(tokenizer: jieba.Tokenizer) -> dict[str, str]:
    tags: dict[str, str] = {}
    with io.TextIOWrapper(tokenizer.get_dict_file(), encoding="utf-8") as lines:
        for line in lines:
            word, _, rest = line.partition(" ")
            tags[word] = rest.rsplit(" ", 1)[-1].strip()
    return tags


@cache
def segmenter() -> Segmenter:
    """The segmenter of this process, made at first use (about half a second)."""
    return Segmenter((row["word"], row["tag"]) for row in gazetteers.rows("words"))


def tokenize(vocab: Vocab, text: str, protected: Iterable[tuple[Span, str]] = ()) -> Doc:
    """A Doc over ``text`` whose protected spans are one token each.

    Args:
        vocab: of the pipeline.
        text: any text; ``doc.text == text`` holds.
        protected: spans with a tag, not overlapping, in any order ("m" for numbers, "t" for times, "nt" for names).

    Returns:
        A Doc with ``token.tag_`` set to the part of speech in its context ("x" where none is known). White space is
        kept as tokens of its own but for single spaces, which spaCy stores on the token before.
    """
    known = segmenter()
    words: list[str] = []
    spaces: list[bool] = []
    tags: list[str] = []

    def add(word: str, tag: str) -> None:
        if word == " " and words and not spaces[-1] and not words[-1].isspace():
            spaces[-1] = True
            return
        words.append(word)
        spaces.append(False)
        tags.append(tag)

    at = 0
    for span, tag in sorted(protected):
        if span.start < at or span.end <= span.start:
            continue
        for word in known.cut(text[at : span.start]):
            add(word, known.tags.get(word, "x"))
        add(text[span.start : span.end], tag)
        at = span.end
    for word in known.cut(text[at:]):
        add(word, known.tags.get(word, "x"))
    doc = Doc(vocab, words=words, spaces=spaces)
    strings = vocab.strings
    for token, tag in zip(doc, tagger().retag(words, tags), strict=True):
        token.tag = strings.add(tag)
    return doc
