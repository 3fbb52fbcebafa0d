"""A worker process: reads what comes down its pipe and sends back the readings.

The parent talks to each worker over a pipe of its own. Nothing is shared between workers, so none of them can leave a
lock behind when it is killed (with shared queues, as in ``concurrent.futures`` and in Pebble, the whole pool ends
when a worker dies at the wrong moment: measured with Pebble 5.2, after some dozen kills).
"""

from __future__ import annotations

import queue
import signal
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path

from pipeline.errors import UnionfactsError
from pipeline.model import Source
from pipeline.run.readings import Job, read

READY, DONE, SAFE, BROKEN = "ready", "done", "safe", "broken"
"""Kinds of message to the parent: ready (None), done (a document is read; the readings that are safe now), safe (the
same, after the parent asked with None), broken (an error that every document would meet)."""


def main(pipe: Connection, job: Job) -> None:
    """Reads documents until the pipe ends: the parent has no more, or is no more."""
    for number in (signal.SIGINT, signal.SIGTERM):  # requests to the parent, which lets us finish what is in hand
        signal.signal(number, signal.SIG_IGN)
    waiting: queue.SimpleQueue[Source | type[EOFError] | None] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(pipe, waiting), daemon=True).start()
    try:
        from pipeline.run.engines import warmed  # noqa: F401 - loaded already where we were forked from the server

        outlet = job.outlet()
        pipe.send((READY, None))
        while (source := waiting.get()) is not EOFError:
            if source is None:
                pipe.send((SAFE, outlet.flush()))
                continue
            assert isinstance(source, Source)
            pipe.send((DONE, outlet.put(read(source, job))))
            if resident() > job.settings.max_worker_bytes:
                pipe.send((SAFE, outlet.flush()))
                return
    except UnionfactsError as error:
        pipe.send((BROKEN, error))
    except (BrokenPipeError, ConnectionResetError):
        return  # the parent is no more


def _listen(pipe: Connection, waiting: queue.SimpleQueue[Source | type[EOFError] | None]) -> None:
    """Empties the pipe as it fills, so that the parent never waits for a worker that waits for the parent."""
    try:
        while True:
            waiting.put(pipe.recv())
    except (EOFError, OSError):
        waiting.put(EOFError)


def resident() -> int:
    """Bytes of memory that this process holds now; where the system does not tell, the most that it ever held."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
    except (OSError, ValueError, IndexError):
        pass
    try:
        import resource
    except ImportError:  # Windows
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
