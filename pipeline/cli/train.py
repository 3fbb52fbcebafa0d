"""Learning to see names: ``train``."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import click

from pipeline.cli.options import example
from pipeline.cli.output import write

_COLUMNS = ("label", "P", "R", "F1", "tp", "fp", "fn")


@click.command(
    epilog=example(
        "unionfacts train --out outputs/names",
        "unionfacts run articles/ --ner spacy --ner-model outputs/names",
        "unionfacts train --out outputs/names --found more/annotated --device cuda",
        "unionfacts train --backend hanlp --out outputs/hanlp",
    )
)
@click.option("--backend", type=click.Choice(["spacy", "hanlp"]), default="spacy", show_default=True,
              help="Library of the model; hanlp needs the extra [hanlp].")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default="outputs/names", show_default=True, metavar="DIR",
              help="Folder of the model; an older model in it is replaced.")  # fmt: skip
@click.option("--gold", multiple=True, type=click.Path(path_type=Path), metavar="DIR",
              default=("corpus/gold", "corpus/gold/learn"), show_default=True, help="Annotated documents.")  # fmt: skip
@click.option("--found", multiple=True, type=click.Path(path_type=Path), metavar="DIR",
              help="Further annotated documents, beside those of --gold.")  # fmt: skip
@click.option("--tagged", type=click.Path(path_type=Path), metavar="FILE",
              help="A newspaper with tagged words (199801.txt), for more names of persons.")  # fmt: skip
@click.option("--recipe", "recipe_file", type=click.Path(path_type=Path), metavar="FILE",
              help="Sizes and steps of the model; by default those of the shipped one.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, help="Of all chance.")
@click.option("--device", default="cpu", show_default=True, help="cpu, or cuda, cuda:1 … for a GPU.")
def train(
    backend: str, out: Path, gold: tuple[Path, ...], found: tuple[Path, ...], tagged: Path | None,
    recipe_file: Path | None, seed: int, device: str,
) -> None:  # fmt: skip
    """Learn a model that sees names, from annotated documents.

    The documents are the pairs NAME.txt (or .html) and NAME.gold.json of folders. Prints how well a model of four
    fifths of the documents reads the other fifth; the model that is written learned from all. The same documents and
    seed give the same model on one machine.
    """

    def tell(line: str) -> None:
        click.echo(line, err=True)

    if backend == "hanlp":
        if tagged:
            raise click.UsageError("--tagged goes with --backend spacy.")
        train_hanlp(out, [*gold, *found], recipe_file, seed, device, tell)
        return
    from pipeline.run.training import fit, recipe

    recipe.check(out)
    config = fit.recipe(recipe_file)
    fit.use_device(device)
    data = recipe.gather([*gold, *found], tagged, config["fit"]["tagged_every"])
    scores = recipe.held_out_scores(data, seed, config, tell)
    meta = recipe.write(recipe.learn(data, seed, config, tell), out, data, seed, config, scores)
    write(({"label": label, **row} for label, row in scores.items()), _COLUMNS, "table")
    tell(f"model {meta['unionfacts']['model']} written to {out}")


def train_hanlp(
    out: Path, folders: list[Path], recipe_file: Path | None, seed: int, device: str, tell: Callable[[str], None]
) -> None:
    """Learns a HanLP model; see :mod:`pipeline.run.training.hanlp_recipe`."""
    from pipeline.nlp import hanlp_library
    from pipeline.run.training import hanlp_recipe
    from pipeline.run.training.documents import annotated

    hanlp_library.installed()
    hanlp_library.device_number(device)
    hanlp_recipe.check(out)
    recipe = hanlp_recipe.read_recipe(recipe_file)
    documents = annotated(folders)
    with tempfile.TemporaryDirectory() as folder:
        scores = hanlp_recipe.held_out_scores(
            documents, Path(folder) / "held-out", seed=seed, device=device, recipe=recipe, tell=tell
        )
    hanlp_recipe.train(documents, out, seed=seed, device=device, recipe=recipe, tell=tell)
    write(({"label": label, **row} for label, row in scores.items()), _COLUMNS, "table")
    tell(f"model written to {out}")


VERBS = (train,)
