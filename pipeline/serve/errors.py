"""The one error of this package; it imports nothing, so that it can be raised before Datasette is found missing."""

from __future__ import annotations

from pipeline.errors import UnionfactsError


class ServeError(UnionfactsError):
    """The fact base cannot be served: a library, a port, a token or a page is not there."""
