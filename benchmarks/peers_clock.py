"""The clock in the Python of a peer: how much processor time it takes for the texts that it is given.

Called by ratios.py with the Python in which the peer is installed; stands alone, since nothing of this project need be
installed there. Usage: PYTHON benchmarks/peers_clock.py jionlp|recognizers

Says {"peer": version} when it is ready, or {"error": why}; then reads a line, a JSON list of texts, and answers with
a line {"seconds": processor time, "found": how many, "failed": texts at which the peer raised}, until there is no more.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from importlib.metadata import version

Reader = Callable[[str], int]


def jionlp() -> Reader:
    """Times with JioNLP, as its documentation calls it."""
    import jionlp  # type: ignore[import-not-found,unused-ignore]

    extract, now = jionlp.ner.extract_time, time.time()
    return lambda text: len(extract(text, time_base=now))


def recognizers() -> Reader:
    """Numbers with a unit (age, currency, dimension, temperature), and dates and times, of Recognizers-Text."""
    from recognizers_date_time import DateTimeRecognizer  # type: ignore[import-not-found,unused-ignore]
    from recognizers_number_with_unit import NumberWithUnitRecognizer  # type: ignore[import-not-found,unused-ignore]
    from recognizers_suite import Culture  # type: ignore[import-not-found,unused-ignore]

    units = NumberWithUnitRecognizer(Culture.Chinese)
    models = [
        units.get_age_model(),
        units.get_currency_model(),
        units.get_dimension_model(),
        units.get_temperature_model(),
        DateTimeRecognizer(Culture.Chinese).get_datetime_model(),
    ]
    return lambda text: sum(len(model.parse(text)) for model in models)


PEERS: dict[str, tuple[str, Callable[[], Reader]]] = {
    "jionlp": ("jionlp", jionlp),
    "recognizers": ("recognizers-text-suite", recognizers),
}


def main() -> int:
    """Serve until there is no more input."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # JioNLP greets on standard output
    package, make = PEERS[sys.argv[1]]
    try:
        read = make()
        read("2021年3月5日，某市总工会投入资金12万元。")  # what they load at the first call is not counted
        hello = {"peer": f"{package} {version(package)}"}
    except Exception as error:
        hello = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(hello), file=answers, flush=True)
    if "error" in hello:
        return 1
    for line in sys.stdin:
        found = failed = 0
        began = time.process_time()
        for text in json.loads(line):
            try:
                found += read(text)
            except Exception:
                failed += 1
        answer = {"seconds": time.process_time() - began, "found": found, "failed": failed}
        print(json.dumps(answer), file=answers, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
