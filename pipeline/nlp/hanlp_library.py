"""HanLP as this project uses it: imported late, quietly, without the network, in one thread, one fault mended.

HanLP and PyTorch are in the extra ``[hanlp]``. Nothing here is imported but by those who ask for a HanLP model.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from pipeline.config import CPU
from pipeline.errors import ConfigError

INSTALL = "pip install 'unionfacts[hanlp]'"


def installed() -> None:
    """Whether HanLP is there at all, told without importing it.

    Raises:
        ConfigError: if it is not; with the line that installs it.
    """
    try:
        missing = [name for name in ("hanlp", "torch") if find_spec(name) is None]
    except ValueError:  # imported and blocked
        missing = ["hanlp"]
    if missing:
        raise ConfigError("cannot use HanLP", f"{' and '.join(missing)} not installed", INSTALL)


def need() -> Any:
    """The module ``hanlp``.

    Raises:
        ConfigError: if it, or PyTorch, is not installed or cannot be imported; with the line that installs it.
    """
    installed()
    os.environ.setdefault("HANLP_VERBOSE", "0")
    try:
        with quiet():
            import hanlp
            import torch
    except ImportError as e:
        raise ConfigError("cannot use HanLP", f"its installation is broken ({e})", INSTALL) from e
    torch.set_num_threads(1)  # sums of several threads come out differently from machine to machine
    mend_crf()
    return hanlp


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Without HanLP's progress, colours and advertisement of newer versions; errors come as exceptions."""
    silence = io.StringIO()
    with contextlib.redirect_stdout(silence), contextlib.redirect_stderr(silence), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        printer = getattr(sys.modules.get("hanlp.utils.log_util"), "_printer", None)
        before = getattr(printer, "out", None)
        if printer is not None:
            printer.out = silence  # it keeps the stream that it found when it was imported
        try:
            yield
        finally:
            if printer is not None:
                printer.out = before


@contextlib.contextmanager
def offline() -> Iterator[None]:
    """HanLP loads what lies on this machine and nothing else; it has no such switch of its own.

    Raises:
        ConfigError: from inside, when something would be downloaded; with its address.
    """
    need()
    from hanlp.utils import component_util, io_util

    def refuse(url: str, *args: Any, **kwargs: Any) -> None:
        why = f"it needs {url}, which is not on this machine"
        raise ConfigError("cannot load the HanLP model", why, "--allow-download")

    def ask_nobody(*args: Any, **kwargs: Any) -> None:
        return None  # after an error it would ask the net whether it is the newest

    kept = io_util.download, component_util.get_latest_info_from_pypi
    hub = {name: os.environ.get(name) for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")}
    os.environ.update(dict.fromkeys(hub, "1"))
    constants = sys.modules.get("huggingface_hub.constants")
    was_offline = getattr(constants, "HF_HUB_OFFLINE", None)
    if constants is not None:
        constants.HF_HUB_OFFLINE = True  # type: ignore[attr-defined]  # read from the environment at import
    io_util.download, component_util.get_latest_info_from_pypi = refuse, ask_nobody
    try:
        yield
    finally:
        io_util.download, component_util.get_latest_info_from_pypi = kept
        for name, value in hub.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        if constants is not None:
            constants.HF_HUB_OFFLINE = was_offline  # type: ignore[attr-defined]


def crf_is_faulty() -> bool:
    """Whether HanLP gives its CRF constraints in the place of ``batch_first`` (it does in 2.1.5).

    The CRF then takes sentences for positions and positions for sentences, and learns nothing.
    """
    from hanlp.components.taggers.rnn.rnntaggingmodel import RNNTaggingModel

    return not RNNTaggingModel(2, None, 2, 3, crf=True).crf.batch_first


def mend_crf() -> None:
    """Puts the CRF of every RNN tagger right that is made from now on; does nothing where HanLP has done so itself."""
    from hanlp.components.taggers.rnn import rnntaggingmodel

    if not crf_is_faulty():
        return
    make = rnntaggingmodel.RNNTaggingModel.__init__

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        make(self, *args, **kwargs)
        if self.crf is not None:
            self.crf.batch_first = True

    rnntaggingmodel.RNNTaggingModel.__init__ = init


def device_number(device: str) -> int:
    """HanLP's number of a device: -1 for "cpu", N for "cuda:N" ("cuda" is the first).

    Raises:
        ConfigError: if it is no device, or this machine does not have it.
    """
    if device == CPU:
        return -1
    kind, _, number = device.partition(":")
    if kind != "cuda" or not (number or "0").isdigit():
        raise ConfigError(f"cannot compute on {device!r}", "there is no such device", "cpu, cuda, cuda:1")
    need()
    import torch

    have = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if int(number or 0) >= have:
        why = f"PyTorch {torch.__version__} sees {have or 'no'} GPU{'s' if have > 1 else ''} on this machine"
        raise ConfigError(f"cannot compute on {device!r}", why, "--device cpu")
    return int(number or 0)


def silent_logger() -> logging.Logger:
    """A logger for HanLP that says nothing and writes no file."""
    logger = logging.Logger("hanlp.silent")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    return logger
