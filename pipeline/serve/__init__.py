"""The fact base in a browser: pages for people in a hurry, on top of Datasette.

Our pages are a Datasette plugin; Datasette's own pages of tables stay below ``/facts``. Nothing is written but reviews,
and those only with a token. Needs ``pip install 'unionfacts[serve]'``.
"""

from __future__ import annotations

from pipeline.serve.errors import ServeError

__all__ = ["ServeError"]
