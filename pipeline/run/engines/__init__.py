"""Where documents are read: in this process, in worker processes of this machine, or on a Dask cluster.

The facts are the same whatever the engine, the number of workers and the order in which documents come back.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from types import TracebackType
from typing import Protocol

from pipeline.errors import InputError
from pipeline.model import Source
from pipeline.run.readings import Job, Reading

ENGINES = ("serial", "processes", "dask")
_MOST = 8  # workers by default: each has its own models in memory


class Engine(Protocol):
    """Reads documents. A context manager: what it holds (processes, connections) is released at the end."""

    def read(self, source: Source) -> Iterator[Reading]:
        """Hands in a document; gives the readings that are ready, of this document or of earlier ones.

        Waits only while too many documents are on their way, so memory stays bounded.
        """
        ...

    def rest(self) -> Iterator[Reading]:
        """The readings that are still to come, until none is."""
        ...

    def __enter__(self) -> Engine: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None: ...


def usable_cores() -> int:
    """Processors that this process may use; a container's limit counts where the system tells it."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS, Windows
        return os.cpu_count() or 1


def chosen(name: str | None = None, jobs: int | None = None, scheduler: str | None = None) -> Callable[[Job], Engine]:
    """The engine that a run asks for, still without its job: so that a wrong choice is told before anything is made.

    Args:
        name: one of :data:`ENGINES`; None takes ``dask`` where a scheduler is named, else ``serial`` for one job and
            ``processes`` for more.
        jobs: workers; None is as many as there are processors, at most 8.
        scheduler: address of a Dask scheduler that stands (tcp://host:8786).

    Raises:
        InputError: if the choices do not go together, or Dask is not installed.
    """
    if jobs is not None and jobs < 1:
        raise InputError(f"cannot read with {jobs} workers", "it takes one at least", "--jobs 1")
    if scheduler and name not in (None, "dask"):
        raise InputError(f"cannot use a scheduler with the engine {name}", "only dask has one", "--engine dask")
    number = jobs or min(usable_cores(), _MOST)
    if name is None:
        name = "dask" if scheduler else "serial" if number == 1 else "processes"
    if name == "serial":
        from pipeline.run.engines.serial import Serial

        return Serial
    if name == "processes":
        from pipeline.run.engines.processes import Processes

        return partial(Processes, jobs=number)
    if name == "dask":
        if find_spec("distributed") is None:
            why = "distributed is not installed"
            raise InputError("cannot use the engine dask", why, "pip install 'unionfacts[dask]'")
        from pipeline.run.engines.dask import Dask

        return partial(Dask, jobs=number if jobs or not scheduler else None, scheduler=scheduler)
    raise InputError(f"there is no engine {name!r}", "", ", ".join(ENGINES))
