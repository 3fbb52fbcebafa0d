"""All named things of an article: unions, organisations, persons and places, resolved and not overlapping."""

from __future__ import annotations

from dataclasses import dataclass

from extractors import local_names, organisations, people, places, unions
from extractors.borders import Doc, ground_of
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
    persons = people.find(doc, context)
    named = {at for person in persons for at in range(*person.span)}
    # 建平 inside 高建平 is no place, and must not lead the abbreviations astray either.
    found_places = [place for place in places.find(doc, context) if not named.issuperset(range(*place.span))]
    found_places.extend(local_names.places(doc, context))
    homes = Homes.of(ground_of(doc).words.text, found_places, context)
    local = local_names.bodies(doc, context)  # first, so that of two readings of one span theirs is kept
    bodies = [*local, *unions.find(doc, context, homes), *organisations.find(doc, context, homes)]
    bodies.extend(local_names.later(doc, context, bodies))
    return Entities(tuple(merge([*bodies, *persons, *found_places])), homes)


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
