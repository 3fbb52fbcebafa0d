"""Where a HanLP model lies: a folder, or a published name that stands for one.

Nothing is downloaded but by :func:`fetch`, which the command line calls where the user says ``--allow-download``. The
table ``hanlp_models`` has the names with size and licence, so that nothing need be imported or asked to tell them.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, cast

import gazetteers
from pipeline.errors import ConfigError
from pipeline.nlp import hanlp_library as library

Units = Literal["characters", "words", "text"]
"""What a model reads: a sentence as its characters, as the words of our tokenizer, or as it is."""

OWN = "unionfacts.json"
"""File beside a model that ``unionfacts train`` made: what it reads, and what it was learned from."""
_PREFIX = "https://file.hankcs.com/hanlp/"
_TRAIN = "unionfacts train --backend hanlp makes one; gazetteers show hanlp_models lists published ones"


def published(name: str) -> Mapping[str, str] | None:
    """The row of a published model in the table ``hanlp_models``, None where there is none of that name."""
    return next((row for row in gazetteers.rows("hanlp_models") if row["name"] == name), None)


def address(row: Mapping[str, str]) -> str:
    """Where a published model would be downloaded from; HANLP_URL names another server that has the same files."""
    return os.environ.get("HANLP_URL", _PREFIX) + row["path"]


def home() -> Path:
    """The folder in which HanLP keeps what it downloads: HANLP_HOME, or its own default."""
    default = Path(os.environ.get("APPDATA", "~")) / "hanlp" if sys.platform == "win32" else Path("~/.hanlp")
    return Path(os.environ.get("HANLP_HOME") or default).expanduser()


def folder(model: str) -> Path:
    """The folder of a model that is on this machine.

    Args:
        model: a folder, or a name of the table ``hanlp_models``.

    Raises:
        ConfigError: if there is none; for a published one with what would be downloaded.
    """
    if not model:
        raise ConfigError("no HanLP model is named", "none comes with unionfacts", f"--hanlp-model DIR; {_TRAIN}")
    if (row := published(model)) is not None:
        local = _local(row)
        if (local / "config.json").is_file():
            return local
        what = f"it would be downloaded from {address(row)}: about {row['megabytes']} MB, licence {row['licence']}"
        raise ConfigError(f"the HanLP model {model} is not on this machine", what, "--allow-download, or a folder")
    path = Path(model)
    if (path / "config.json").is_file():
        return path
    if path.is_dir():
        raise ConfigError(f"no HanLP model in {model}", "it has no config.json", _TRAIN)
    near = get_close_matches(model.upper(), [row["name"] for row in gazetteers.rows("hanlp_models")], 1, 0.5)
    raise ConfigError(
        f"no HanLP model {model}", "it is neither a folder nor a published name", near[0] if near else _TRAIN
    )


def fetch(model: str) -> Path:
    """The folder of a model, downloaded where it is not on this machine yet, with all that it is built on.

    Raises:
        ConfigError: if there is no such model, HanLP is not installed, or the download fails.
    """
    library.installed()
    row = published(model)
    wanted = address(row) if row else str(folder(model))
    hanlp = library.need()
    try:
        with library.quiet():
            hanlp.load(wanted, devices=-1, verbose=False)
    except Exception as e:  # whatever network, archive and library come up with
        why = f"{type(e).__name__}: {' '.join(str(e).split())}"[:200]
        raise ConfigError(
            f"cannot get the HanLP model {model}", why, "download it elsewhere and name its folder"
        ) from e
    return folder(model)


def units(path: Path) -> Units:
    """What the model in a folder reads.

    One of ours says so itself. Of the others those with several tasks cut words themselves, a tagger whose vocabulary
    is of single characters reads characters, and all else words, as HanLP's documentation of them has it.
    """
    told = own(path).get("units")
    if told in ("characters", "words", "text"):
        return cast(Units, told)
    if "multi_task" in str(_json(path / "config.json").get("classpath", "")):
        return "text"
    vocabularies = _json(path / "vocabs.json")
    tokens = (vocabularies.get("token") or {}).get("idx_to_token") or []
    known = [token for token in tokens if token and not token.startswith("<")]
    return "characters" if known and all(len(token) == 1 for token in known) else "words"


def own(path: Path) -> Mapping[str, Any]:
    """What ``unionfacts train`` wrote of a model; empty for a model of others."""
    return _json(path / OWN)


def _local(row: Mapping[str, str]) -> Path:
    return home() / row["path"].removesuffix(".zip")


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as e:
        raise ConfigError(f"cannot read {path}", f"{type(e).__name__}: {e}", "download or train the model again") from e
    if not isinstance(content, dict):
        raise ConfigError(f"cannot read {path}", "it is no JSON object", "download or train the model again")
    return content
