"""The command line: thin verbs over plain functions of the same name.

Data goes to standard output, talk to standard error. Exit status: 0 fine, 1 an error, 2 a wrong call, 130 interrupted.
Modules of this package import nothing heavy at the top, so that ``unionfacts -h`` answers at once.
"""

from __future__ import annotations

import gc
import os
import sys
import warnings
from typing import Any

import click

from pipeline import __version__
from pipeline.cli import (
    base,
    contradictions,
    evaluate,
    export,
    extract,
    facts,
    gazetteers,
    indicators,
    reprints,
    review,
    runs,
    serve,
    show,
    sums,
    train,
)
from pipeline.cli.options import example
from pipeline.errors import UnionfactsError

_EXIT_INTERRUPTED = 130


class _Verbs(click.Group):
    """A group that lists its verbs in the order of work, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """The verb; a reader that has enough (head, less) is no error."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except BrokenPipeError:
            # Python would complain at exit when it flushes: give it nothing to flush
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0


@click.group(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog=example("unionfacts run corpus/sample", "unionfacts query --unit 元 --csv"),
)
@click.version_option(__version__, "--version", prog_name="unionfacts")
def cli() -> None:
    """Reads numeric facts out of Chinese news about trade unions (工会).

    Who did what, how much of what, when, where, said by whom: each fact traceable to the bytes it was read from.

    从工会报道里读出数字事实，每条都能回到原句。先用 run 读入，再用 query、search、sums 查，用 show 看原句。
    """


_CHINESE = {
    "run": "读入报道", "load": "装入 Parquet", "rerun": "重读一篇", "runs": "读过几次", "problems": "没读好的",
    "extract": "只读不存", "explain": "每一步做了什么", "query": "查事实", "search": "搜句子", "show": "看一条的证明",
    "export": "写成文件", "serve": "在浏览器里查", "indicators": "量的是什么", "sums": "求和，不重复计",
    "reprints": "转载", "contradictions": "互相矛盾的", "review": "核对", "evaluate": "测准确率", "train": "学模型",
    "gazetteers": "词表", "migrate": "升级旧库", "info": "库里有什么",
}  # fmt: skip

for _module in (
    runs,
    extract,
    facts,
    show,
    export,
    serve,
    indicators,
    sums,
    reprints,
    contradictions,
    review,
    evaluate,
    train,
    gazetteers,
    base,
):
    for _verb in _module.VERBS:
        _verb.short_help = f"{_CHINESE[str(_verb.name)]}  {_verb.get_short_help_str(90)}"
        cli.add_command(_verb)


def collect_rarely() -> None:
    """Imports and tables make a million objects that stay: by default Python looks through them dozens of times."""
    gc.set_threshold(50_000, 20, 20)


def main(args: list[str] | None = None) -> None:
    """Entry point of the command ``unionfacts``."""
    collect_rarely()
    status = call(args)
    gc.freeze()  # nor would it help to look for what could be freed, now that the process ends
    sys.exit(status)


def call(args: list[str] | None = None) -> int:
    """Runs one verb and returns the exit status; every error that a person can put right is one line."""
    _speak_utf8()
    # jieba 0.42.1 is unmaintained: its warnings are for its authors, not for those who call a verb
    warnings.filterwarnings("ignore", message="pkg_resources is deprecated")
    warnings.filterwarnings("ignore", message="invalid escape sequence")
    try:
        result: Any = cli.main(args, prog_name="unionfacts", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as e:
        return int(e.exit_code)
    except click.ClickException as e:
        e.show()
        return e.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted.", err=True)
        return _EXIT_INTERRUPTED
    except UnionfactsError as e:
        click.echo(f"Error: {e}", err=True)
        return 1
    except OSError as e:
        click.echo(f"Error: {e.filename or 'output'}: {e.strerror or e}", err=True)
        return 1


def _speak_utf8() -> None:
    """Files and pipes get UTF-8 on every system; a terminal keeps its encoding and shows ? for what it lacks."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=stream.encoding if stream.isatty() else "utf-8", errors="replace")
