"""Which money a bare 元 is: the page's own, where the page shows that it is from Taiwan, Hong Kong or Macao."""

from __future__ import annotations

from extractors.local_pages import Region, region_of

_MONEY: dict[Region, str] = {"台湾": "新台币元", "香港": "港元", "澳门": "澳门元"}


def local_unit(text: str) -> str | None:
    """新台币元, 港元 or 澳门元 if the text is from there (see :func:`extractors.local_pages.region_of`), else None."""
    region = region_of(text)
    return None if region is None else _MONEY[region]
