"""Options that several verbs share, and what they stand for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline import config

if TYPE_CHECKING:
    from pipeline.store import FactBase

DB = "outputs/facts.db"


def settings_options(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that change settings of reading; the verb gets one ``settings`` instead of them."""

    @click.option("--config", "config_file", type=click.Path(path_type=Path), metavar="FILE",
                  help="Settings laid over the defaults (info --settings prints those).")  # fmt: skip
    @click.option(
        "--encoding", metavar="NAME", help="Encoding of every document (gb18030, big5); found out by default."
    )
    @click.option("--ner", type=click.Choice(config.NER), help="Who finds names: rules, or rules and a learned model.")
    @click.option("--ner-model", "--hanlp-model", "ner_model", metavar="DIR",
                  help="Its model: a folder, or a name that HanLP publishes; by default its own.")  # fmt: skip
    @click.option("--device", "ner_device", metavar="DEVICE", help="Where a HanLP model computes: cpu, cuda or cuda:N.")
    @click.option("--allow-download", is_flag=True, help="Let a HanLP model be downloaded that is not here yet.")
    @click.option("--min-confidence", type=float, metavar="0..1", help="Leave out claims less likely to be right.")
    @wraps(verb)
    def with_settings(
        *args: Any, config_file: Path | None, encoding: str | None, ner: str | None, ner_model: str | None,
        ner_device: str | None, allow_download: bool, min_confidence: float | None, **kwargs: Any,
    ) -> Any:  # fmt: skip
        settings = config.load(
            config_file, encoding=encoding, ner=ner, ner_model=ner_model, ner_device=ner_device,
            min_confidence=min_confidence,
        )  # fmt: skip
        if allow_download:
            _download(settings)
        return verb(*args, settings=settings, **kwargs)

    return with_settings


def _download(settings: config.Settings) -> None:
    """Gets the model before any document is read: workers find it where it then lies."""
    if settings.ner != "hanlp":
        raise click.UsageError("--allow-download goes with --ner hanlp.")
    from pipeline.nlp.hanlp_models import fetch

    click.echo(f"HanLP model in {fetch(settings.ner_model)}", err=True)


def engine_options(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --jobs, --engine, --scheduler and --progress; the verb gets one mapping ``where`` for the first three."""

    @click.option("--jobs", type=int, metavar="N", help="Workers; by default as many as there are processors, up to 8.")
    @click.option("--engine", type=click.Choice(["serial", "processes", "dask"]),
                  help="Where documents are read; by default serial for one job, else processes.")  # fmt: skip
    @click.option("--scheduler", metavar="ADDRESS", help="Dask scheduler that stands (tcp://host:8786); implies dask.")
    @click.option("--progress/--no-progress", default=None, help="A bar on standard error; by default at a terminal.")
    @wraps(verb)
    def with_engine(*args: Any, jobs: int | None, engine: str | None, scheduler: str | None, **kwargs: Any) -> Any:
        return verb(*args, where={"jobs": jobs, "engine": engine, "scheduler": scheduler}, **kwargs)

    return with_engine


def db_option(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --db, the fact base to work on."""
    return click.option(
        "--db", type=click.Path(path_type=Path), default=DB, show_default=True, metavar="FILE", help="The fact base."
    )(verb)


def open_to_read(db: Path) -> FactBase:
    """The fact base for a verb that changes nothing."""
    from pipeline.store import FactBase

    return FactBase.open(db, readonly=True)


def example(*lines: str) -> str:
    """The closing paragraph of a verb's help."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)
