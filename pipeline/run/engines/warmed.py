"""Importing this module loads all models and tables.

The server from which worker processes are forked imports it once, so that they start at once and share the memory; a
worker that has no such server imports it itself, before its first document, so that loading is on no document's clock.
"""

import gc

from pipeline import config
from pipeline.model import Source
from pipeline.run.readings import Job, read

_TEXT = "某市总工会2024年投入资金12万元，慰问职工300人。\n" * 3

read(Source("warm", _TEXT.encode()), Job(config.load()))
gc.collect()
gc.freeze()  # what is loaded now stays: the collector need not touch it, and forked pages stay shared
