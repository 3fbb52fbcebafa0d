"""Importing this module loads all models and tables.

The server from which worker processes are forked imports it once, so that they start at once and share the memory; a
worker that has no such server imports it itself, before its first document, so that loading is on no document's clock.
"""

import gc

from pipeline import config
from pipeline.model import Source
from pipeline.run.readings import Job, read

# towns (某镇) are a table of their own
_TEXT = "某市总工会2024年投入资金12万元，慰问某镇和某某公司职工300人，主席王某说。\n" * 3

gc.set_threshold(50_000, 20, 20)  # as for the command: tables are a million objects that stay
read(Source("warm", _TEXT.encode()), Job(config.load()))
gc.collect()
gc.freeze()  # what is loaded now stays: the collector need not touch it, and forked pages stay shared
