"""Measuring against gold: folders of pairs NAME.txt (or .html) and NAME.gold.json, and floors under the figures.

:mod:`pipeline.run.scoring` defines the figures. A floors file holds the figures that must not sink again, with a
digest of the gold they were measured on; it is raised by ``--update-floors`` and lowered only when told to.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.config import Settings
from pipeline.errors import InputError
from pipeline.model import Source
from pipeline.run import breakdown
from pipeline.run.contract import as_json
from pipeline.run.inputs import GOLD
from pipeline.run.one import Process, pipeline
from pipeline.run.scoring import Json, Judged, Scores, score


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came out.

    Attributes:
        figures: as :meth:`Scores.rows` has them.
        errors: every mistake, with its document.
        digest: of all gold files and documents: the same digest is the same test.
        judged: every claim of gold and extraction.
    """

    figures: Json
    errors: list[Json]
    digest: str
    judged: list[Judged]

    def flat(self) -> dict[str, float]:
        """The figures that may have a floor, by dotted names (``claim.F1``, ``slots.time.accuracy``), in per cent."""
        flat: dict[str, float] = {}
        for name in ("detect", "quantity", "claim", "entity", "article"):
            flat |= {f"{name}.{part}": self.figures[name][part] for part in ("P", "R", "F1")}
        flat |= {f"entity.{label}.F1": row["F1"] for label, row in self.figures["entity_by_label"].items()}
        shares = {f"slots.{name}": row for name, row in self.figures["slots"].items()}
        shares |= {f"article.{name}": row for name, row in self.figures["article_fields"].items()}
        shares["union_canonical"] = self.figures["union_canonical"]
        return flat | {f"{k}.accuracy": row["accuracy"] for k, row in shares.items() if row["accuracy"] is not None}


def evaluate(folders: Iterable[Path], settings: Settings, process: Process = pipeline) -> Evaluation:
    """Runs every document that has gold in ``folders`` and compares.

    Args:
        folders: each with pairs of documents and annotations; folders below them are not looked into.
        settings: as for a run.
        process: what turns a source into an extraction; the pipeline itself by default.

    Raises:
        InputError: if a folder has no gold, or an annotation does not fit its document.
    """
    scores, errors, digest = Scores(), [], hashlib.sha256()
    for folder in folders:
        paths = sorted(folder.glob("*" + GOLD))
        if not paths:
            raise InputError(f"no gold in {folder}", f"it has no file that ends with {GOLD}", "corpus/gold/measure")
        for path in paths:
            gold, text, source = _pair(path, digest)
            found = as_json(process(source, settings))
            try:
                errors += score(text, gold, found, scores)
            except (ValueError, KeyError, TypeError) as e:
                raise InputError(f"the annotation {path} does not fit its document", str(e)) from e
    return Evaluation(scores.rows(), errors, digest.hexdigest()[:16], scores.judged)


def _pair(path: Path, digest: Any) -> tuple[Json, str, Source]:
    try:
        raw = path.read_bytes()
        gold = json.loads(raw)
        data = (path.parent / gold["doc"]).read_bytes()
        text = data.decode(gold.get("encoding") or "utf-8-sig")
    except OSError as e:
        raise InputError(f"cannot read {e.filename}", e.strerror or str(e)) from e
    except (ValueError, KeyError, TypeError) as e:
        raise InputError(f"{path} is no annotation", f"{type(e).__name__}: {e}") from e
    digest.update(hashlib.sha256(raw).digest() + hashlib.sha256(data).digest())
    return gold, text, Source(gold["doc"], data)


def everything(evaluation: Evaluation) -> Json:
    """All figures as plain values: those of :class:`Evaluation`, and by construction, shape and confidence."""
    judged = evaluation.judged
    return {
        **evaluation.figures,
        "by_construction": breakdown.by_construction(judged),
        "by_shape": breakdown.by_shape(judged),
        "by_confidence": breakdown.by_confidence(judged),
        "calibration_error": breakdown.calibration_error(judged),
        "gold": evaluation.digest,
    }


def misses(evaluation: Evaluation) -> str:
    """Every mistake as Markdown, see :func:`breakdown.page`; those about claims are told by the judged claims."""
    return breakdown.page(evaluation.judged, (e for e in evaluation.errors if "context" not in e))


def read_floors(path: Path) -> Json:
    """The floors file, empty where there is none yet.

    ``{"gold": digest, "floors": {name: per cent}, "claims": {document: [right, all]}}``; the last, which the test of
    significance needs, may be absent.

    Raises:
        InputError: if the file is something else.
    """
    if not path.exists():
        return {"gold": "", "floors": {}, "claims": {}}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if set(content) <= {"gold", "floors", "claims"} and all(
            isinstance(x, (int, float)) for x in content["floors"].values()
        ):
            return {"gold": content["gold"], "floors": content["floors"], "claims": dict(content.get("claims", {}))}
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        pass
    raise InputError(f"{path} is no floors file", 'it must hold {"gold": "...", "floors": {"claim.F1": 70.0}}')


def below_floors(evaluation: Evaluation, floors: Json) -> list[str]:
    """One line for each figure that sank below its floor, and one if the gold is not what the floors are of."""
    lines = []
    if floors["gold"] != evaluation.digest:
        lines.append(
            f"the floors were measured on other gold ({floors['gold'] or 'none'}, this is {evaluation.digest})"
        )
    flat = evaluation.flat()
    for name, floor in sorted(floors["floors"].items()):
        got = flat.get(name)
        if got is None or got < floor:
            lines.append(f"{name}: {'not measured' if got is None else got} is below its floor {floor}")
    return lines


def raised(evaluation: Evaluation, floors: Json, allow_lower: bool = False) -> Json:
    """New floors: each the higher of floor and figure, or the figure itself where lowering is allowed."""
    flat, old = evaluation.flat(), floors["floors"]
    new = flat if allow_lower else old | {name: max(got, old.get(name, got)) for name, got in flat.items()}
    claims = {doc: list(counts) for doc, counts in breakdown.by_document(evaluation.judged).items()}
    return {"gold": evaluation.digest, "floors": dict(sorted(new.items())), "claims": claims}


def compared(evaluation: Evaluation, floors: Json) -> str:
    """One line on how the claims stand against those that the floors were set by, "" where nothing can be compared."""
    before = {doc: (right, of) for doc, (right, of) in floors["claims"].items()}
    result = breakdown.chance(before, breakdown.by_document(evaluation.judged))
    if result is None:
        return ""
    old, new, p = result
    chance = "no more than chance would make of it" if p >= 0.05 else "more than chance would make of it"
    return f"claims right: {new}, {old} when the floors were set; {chance} (p = {p:.4f}, paired by document)"


def table(evaluation: Evaluation) -> list[tuple[str, str, str, str, str]]:
    """The figures as rows (level, P, R, F1 or accuracy, counts) for a person to read."""
    rows = []
    figures = evaluation.figures
    levels = [(name, figures[name]) for name in ("detect", "quantity")]
    levels += [(f"+ {name}", row) for name, row in figures["levels"].items() if name != "quantity"]
    levels += [(name, figures[name]) for name in ("claim", "entity")]
    levels += [(f"entity {label}", row) for label, row in figures["entity_by_label"].items()]
    levels += [("article", figures["article"])]
    for name, row in levels:
        counts = f"{row['tp']} right, {row['fp']} false, {row['fn']} missed"
        rows.append((name, f"{row['P']:.1f}", f"{row['R']:.1f}", f"{row['F1']:.1f}", counts))
    shares = [(f"slot {name}", row) for name, row in figures["slots"].items()]
    shares += [("union canonical", figures["union_canonical"])]
    shares += [(f"article {name}", row) for name, row in figures["article_fields"].items()]
    for name, row in shares:
        accuracy = "-" if row["accuracy"] is None else f"{row['accuracy']:.1f}"
        rows.append((name, "", "", accuracy, f"{row['right']} of {row['of']}"))
    return rows
