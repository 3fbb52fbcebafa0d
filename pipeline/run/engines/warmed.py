"""Importing this module loads all models. The server from which worker processes are forked imports it, nobody else."""

from pipeline.run.engines.worker import warm

warm()
