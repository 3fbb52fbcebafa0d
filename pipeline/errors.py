"""Every error that unionfacts raises on purpose has one root, and says what, why and what to try.

Bad *data* is not an error: it becomes a :class:`pipeline.model.Problem` and the run goes on. An error is for what a
person must put right before the work can go on: a path, an option, a database.
"""

from __future__ import annotations


class UnionfactsError(Exception):
    """Root of all errors of this package.

    Args:
        what: what went wrong, in one clause, naming the thing ("cannot open facts.db").
        why: the cause, as far as it is known ("it is not a fact base of unionfacts").
        try_: what the user can do about it ("give another --db, or move the file away").
    """

    def __init__(self, what: str, why: str = "", try_: str = "") -> None:
        self.what, self.why, self.try_ = what, why, try_
        super().__init__(what, why, try_)

    def __str__(self) -> str:
        """One line: what: why (try: ...)."""
        line = self.what + (f": {self.why}" if self.why else "")
        return line + (f" (try: {self.try_})" if self.try_ else "")


class InputError(UnionfactsError):
    """An input path, archive or stream cannot be read."""


class ConfigError(UnionfactsError):
    """A setting is unknown or out of range."""


class StoreError(UnionfactsError):
    """A fact base cannot be opened, read, written or migrated."""


class GazetteerError(UnionfactsError):
    """A gazetteer file does not have the form that its header promises."""
