"""spaCy's DocBin: a folder of ``.spacy`` files that load, and train, without a line of our code.

Each Doc has ``doc.spans["claims"]`` (figures; label: kind, id: the claim's id), ``doc.spans["entities"]`` (label UNION,
ORG, PLACE or PERSON; knowledge base id: canonical name), ``doc.ents`` (those that do not overlap) and the part of
speech as ``token.tag_``. ``doc.user_data["claims"]`` has the fields of the claims, in the order of their spans, and
``doc.user_data["id"]`` the passage. DocBin cannot be written piece by piece, so there is a file for each thousand Docs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.export.claims import Job
from pipeline.export.formats.base import Format
from pipeline.export.passages import Passage, passages
from pipeline.export.tokens import tokens

_DOCS = 1000  # of a file
_ATTRIBUTES = ("TAG", "SPACY", "SENT_START", "ENT_TYPE", "ENT_IOB")


def write(job: Job, path: Path) -> tuple[int, list[dict[str, Any]]]:
    """One Doc a passage, in ``00000.spacy``, ``00001.spacy`` …; a base without claims gives one file without Docs."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    path.mkdir()
    files: list[dict[str, Any]] = []
    count = 0
    box, vocab = DocBin(attrs=_ATTRIBUTES, store_user_data=True), Vocab()

    def close() -> None:
        file = path / f"{len(files):05}.spacy"
        box.to_disk(file)
        media = "application/octet-stream"
        files.append({"path": file, "format": "spacy", "media": media, "count": len(box)})

    for passage in passages(job):
        count += 1
        box.add(doc_of(passage, vocab))
        if len(box) == _DOCS:
            close()
            box, vocab = DocBin(attrs=_ATTRIBUTES, store_user_data=True), Vocab()
    if len(box) or not files:
        close()
    return count, files


def doc_of(passage: Passage, vocab: Any) -> Any:
    """A passage as spaCy's ``Doc``."""
    from spacy.tokens import Doc, Span
    from spacy.util import filter_spans

    words = tokens(passage)
    begins = {start for start, _ in passage.sentences}
    doc = Doc(
        vocab,
        words=[passage.text[t.start : t.end] for t in words],
        spaces=[t.space for t in words],
        tags=[t.tag for t in words],
        sent_starts=[t.start in begins for t in words],
    )
    starts = {t.start: n for n, t in enumerate(words)}
    ends = {t.end: n + 1 for n, t in enumerate(words)}
    doc.spans["claims"] = [
        Span(doc, starts[m.start], ends[m.end], label=m.row["kind"], span_id=m.row["id"]) for m in passage.claims
    ]
    names = [Span(doc, starts[n.start], ends[n.end], label=n.label, kb_id=n.canonical) for n in passage.names]
    doc.spans["entities"] = names
    doc.ents = filter_spans(names)
    doc.user_data = {
        "id": passage.id,
        "program": f"unionfacts {__version__}",
        "claims": [mark.fields() for mark in passage.claims],
        "entities": [{"label": n.label, "canonical": n.canonical, "code": n.code} for n in passage.names],
    }
    return doc


FORMAT = Format("docbin", "spaCy Docs with spans, to train on", write, is_folder=True, is_text=True)
