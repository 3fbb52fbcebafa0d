"""What the facts of a document depend on beside its bytes, as short hashes.

A document whose bytes and fingerprint are stored is not read again, so the fingerprint must change whenever the
result might: with the code that reads, the gazetteers, the settings and the libraries that cut and convert text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable

from gazetteers import touched
from pipeline import __version__
from pipeline.config import RULES, Settings

_LIBRARIES = ("jieba", "lxml", "opencc", "regex", "rjieba", "trafilatura")  # a recogniser tells its own
_READING = ("model.py", "process.py", "nlp", "text")  # of pipeline; runs, store and command line change no fact


def fingerprint(settings: Settings) -> str:
    """Hash over code, gazetteers, libraries and the settings that can change facts; 32 hexadecimal digits."""
    parts = (code_hash(), gazetteer_hash(), of_settings(settings))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def of_settings(settings: Settings) -> str:
    """Hash of the settings that can change facts, and of the model where one is asked to find names.

    Raises:
        ConfigError: if that model is missing.
    """
    if settings.ner == RULES:
        return settings.fingerprint()
    from pipeline.nlp.recognisers import identity  # imports spaCy

    return _hash([settings.fingerprint(), identity(settings.ner, settings.ner_model, settings.ner_device)], [])


@cache
def code_hash() -> str:
    """Hash of the version, of the code that reads documents, and of the versions of the libraries it reads with."""
    own = resources.files("pipeline")
    files = [*_walk(resources.files("extractors"), ".py")]
    for part in _READING:
        files += _walk(own / part, ".py")
    versions = [f"{name} {_version(name)}" for name in _LIBRARIES]
    return _hash([__version__, *versions], files)


@dataclass(frozen=True, slots=True)
class State:
    """What a fingerprint was made of, kept in the fact base, so that a later run can tell what has changed since.

    Attributes:
        code: :func:`code_hash` and the code that reads the gazetteers.
        settings: :func:`of_settings`.
        tables: the gazetteers by name, as :func:`gazetteers.touched.tables` gives them.
    """

    code: str
    settings: str
    tables: Mapping[str, str]


def state(settings: Settings) -> State:
    """The state that :func:`fingerprint` stands for now."""
    loaders = _hash([], _walk(resources.files("gazetteers"), ".py"))
    return State(f"{code_hash()} {loaders}", of_settings(settings), touched.tables())


def words_between(old: State, new: State) -> frozenset[str] | None:
    """The words whose documents must be read again; None if that is all documents."""
    if (old.code, old.settings) != (new.code, new.settings):
        return None
    return touched.words(old.tables, new.tables)


@cache
def gazetteer_hash() -> str:
    """Hash of all gazetteer files and of the code that reads them."""
    top = resources.files("gazetteers")
    return _hash([], [file for suffix in (".tsv", ".npz", ".py") for file in _walk(top, suffix)])


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "-"


def _walk(top: Traversable, suffix: str) -> Iterable[Traversable]:
    if top.is_file():
        return [top] if top.name.endswith(suffix) else []
    if not top.is_dir():
        return []
    return [file for inner in sorted(top.iterdir(), key=lambda t: t.name) for file in _walk(inner, suffix)]


def _hash(words: Iterable[str], files: Iterable[Traversable]) -> str:
    total = hashlib.sha256("\n".join(words).encode())
    for file in files:
        total.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()[:16]
