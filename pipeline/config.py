"""Settings: frozen values, with their defaults in ``defaults.toml`` beside this file.

A user's file is laid over the defaults; options of the command line are laid over both. An unknown key is an error
that names the nearest known one, and every value is checked against its range before any document is read.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from difflib import get_close_matches
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError

RULES = "rules"
CPU = "cpu"
NER = (RULES, "spacy", "hanlp")
"""Who finds names: rules and gazetteers alone, or these and a learned model."""


@cache
def defaults_text() -> str:
    """The shipped ``defaults.toml``, with its comments: what every setting means."""
    return (resources.files("pipeline") / "defaults.toml").read_text(encoding="utf-8")


@cache
def _defaults() -> dict[str, dict[str, Any]]:
    return tomllib.loads(defaults_text())


def _from(section: str, key: str) -> Callable[[], Any]:
    def default() -> Any:
        value = _defaults()[section][key]
        return tuple(value) if isinstance(value, list) else value

    return default


def _setting(section: str, key: str, low: float | None = None, high: float | None = None, facts: bool = False) -> Any:
    """A field whose default stands in the TOML; ``facts`` marks what may change the facts that are read."""
    meta = {"section": section, "low": low, "high": high, "facts": facts}
    return field(default_factory=_from(section, key), metadata=meta)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. ``defaults.toml`` says in full what each of them does.

    Attributes:
        suffixes: of the files taken from a folder, lower case, with the dot.
        max_document_bytes: larger documents are not read.
        max_archive_bytes: what one archive may unpack to.
        max_archive_ratio: unpacked to packed size that is taken for a bomb.
        max_archive_depth: how many archives may lie inside one another.
        max_seconds: a document that takes longer is given up.
        max_worker_bytes: a worker process that has grown beyond it makes room for a fresh one after its document.
        encoding: of every document, or "" to find it out.
        ner: who finds names, one of :data:`NER`.
        ner_model: model of that recogniser, a name or a folder; "" for the one that it comes with.
        ner_device: where that model computes: cpu, cuda or cuda:N.
        min_confidence: claims below it are left out, 0 to 1.
        reviewer: who reviews, or "" for the name given before or that of the system's user.

    Raises:
        ConfigError: when a value has the wrong type or lies out of its range.
    """

    suffixes: tuple[str, ...] = _setting("input", "suffixes")
    max_document_bytes: int = _setting("input", "max_document_bytes", 1, 2**31)
    max_archive_bytes: int = _setting("input", "max_archive_bytes", 1, 2**50)
    max_archive_ratio: float = _setting("input", "max_archive_ratio", 2, 1e6)
    max_archive_depth: int = _setting("input", "max_archive_depth", 0, 10)
    max_seconds: float = _setting("read", "max_seconds", 0.1, 1e6)
    max_worker_bytes: int = _setting("read", "max_worker_bytes", 2**26, 2**50)
    encoding: str = _setting("read", "encoding", facts=True)
    ner: str = _setting("names", "ner", facts=True)
    ner_model: str = _setting("names", "ner_model", facts=True)
    ner_device: str = _setting("names", "ner_device", facts=True)
    min_confidence: float = _setting("claims", "min_confidence", 0, 1, facts=True)
    reviewer: str = _setting("review", "reviewer")

    def __post_init__(self) -> None:
        for f in fields(self):
            value, low, high = getattr(self, f.name), f.metadata["low"], f.metadata["high"]
            _check_type(f.name, value, _from(f.metadata["section"], f.name)())
            if low is not None and not low <= value <= high:
                raise ConfigError(f"{f.name} = {value}", f"it must lie between {low:g} and {high:g}")
        if self.ner not in NER:
            near = get_close_matches(self.ner, NER, 1, 0.5)
            raise ConfigError(f"ner = {self.ner!r}", "there is no such recogniser", near[0] if near else ", ".join(NER))
        if self.encoding:
            try:
                "a".encode(self.encoding)
            except (LookupError, ValueError) as e:
                why = "Python knows no text encoding of that name"
                raise ConfigError(f"encoding = {self.encoding!r}", why, "gb18030, big5, utf-8") from e

    def fingerprint(self) -> str:
        """Hash of the settings that can change the facts of a document; limits on reading are not among them."""
        of_facts = {f.name: getattr(self, f.name) for f in fields(self) if f.metadata["facts"]}
        return hashlib.sha256(json.dumps(of_facts, sort_keys=True).encode()).hexdigest()[:16]

    def as_dict(self) -> dict[str, Any]:
        """All settings by name, as plain values."""
        return asdict(self)


def _check_type(name: str, value: object, like: object) -> None:
    right = isinstance(value, (int, float)) if isinstance(like, float) else isinstance(value, type(like))
    if isinstance(value, bool) or not right or value != value:
        raise ConfigError(f"{name} = {value!r}", f"it must be of the kind of {like!r}")
    if isinstance(value, tuple) and not all(isinstance(x, str) and x.startswith(".") for x in value):
        raise ConfigError(f"{name} = {list(value)!r}", "each must be a suffix with its dot", '".txt"')


def load(path: Path | None = None, **overrides: Any) -> Settings:
    """The defaults, the user's file laid over them, then ``overrides`` by the names of the settings.

    Overrides that are None count as not given.

    Raises:
        ConfigError: when the file cannot be read, a key is unknown, or a value is out of range.
    """
    values = _read(path) if path else {}
    values |= {name: value for name, value in overrides.items() if value is not None}
    known = [f.name for f in fields(Settings)]
    for name in values:
        if name not in known:
            raise _unknown(name, known, "setting")
    return Settings(**values)


def _read(path: Path) -> dict[str, Any]:
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as e:
        raise ConfigError(f"cannot read {path}", e.strerror or str(e)) from e
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise ConfigError(
            f"{path} is not TOML", str(e), "unionfacts info --settings prints a file to start from"
        ) from e
    values: dict[str, Any] = {}
    for section, content in tree.items():
        if section not in _defaults():
            raise _unknown(section, list(_defaults()), "section", path)
        if not isinstance(content, Mapping):
            raise ConfigError(f"{section} in {path}", "it is a section, not a value", f"[{section}]")
        for name, value in content.items():
            if name not in _defaults()[section]:
                raise _unknown(name, list(_defaults()[section]), f"setting of [{section}]", path)
            values[name] = tuple(value) if isinstance(value, list) else value
    return values


def _unknown(name: str, known: list[str], kind: str, path: Path | None = None) -> ConfigError:
    near = get_close_matches(name, known, 1, 0.5)
    where = f" in {path}" if path else ""
    return ConfigError(f"unknown {kind} {name!r}{where}", "", near[0] if near else ", ".join(known))


__all__ = ["Settings", "defaults_text", "load"]
