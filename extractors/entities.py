"""All named things of an article: unions, organisations, persons and places, resolved and not overlapping."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from extractors import organisations, people, places, unions
from extractors.homes import Homes
from extractors.model import Context, Label, Mention

_RANK: dict[Label, int] = {"UNION": 0, "ORG": 1, "PERSON": 2, "PLACE": 3}


@dataclass(frozen=True, slots=True)
class Entities:
    """What :func:`find` found.

    Attributes:
        mentions: in order of the text, no two of them overlapping.
        homes: the places that the article plays in, as they were used to resolve abbreviations.
    """

    mentions: tuple[Mention, ...]
    homes: Homes


def find(doc: Doc, context: Context) -> Entities:
    """All named things in ``doc``.

    Args:
        doc: the article: headline lines and body, with jieba's parts of speech in ``token.tag_``.
        context: what is known of the article beside its text.
    """
    found_places = places.find(doc, context)
    homes = Homes.of(doc.text, found_places, context)
    found = [*unions.find(doc, context, homes), *organisations.find(doc, context, homes)]
    return Entities(tuple(merge([*found, *people.find(doc, context), *found_places])), homes)


def merge(mentions: list[Mention]) -> list[Mention]:
    """Mentions without overlaps: bodies before persons and places, then the longest, then by label and position.

    Of two equally long ones UNION goes before ORG, PERSON and PLACE.
    """
    kept: list[Mention] = []

    def order_of(m: Mention) -> tuple[bool, int, int, int]:
        return m.label in ("PERSON", "PLACE"), m.span.start - m.span.end, _RANK[m.label], m.span.start

    order = sorted(mentions, key=order_of)
    taken = bytearray(max((m.span.end for m in mentions), default=0))
    for mention in order:
        start, end = mention.span
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            kept.append(mention)
    return sorted(kept, key=lambda m: m.span.start)
