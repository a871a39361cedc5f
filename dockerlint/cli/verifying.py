"""`optimize --verify`: the options, and the run of the verification."""

from __future__ import annotations

import sys

from dockerlint.cli.checker import OptionError
from dockerlint.cli.terminal import is_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from dockerlint.config import Settings
    from dockerlint.context import Context
    from dockerlint.fixers.pipeline import Optimized
    from dockerlint.verify.verdict import Verdict

_PHASES = {
    "build-original": "building the original",
    "build-rewrite": "building the rewrite",
    "configuration": "comparing the configuration",
    "files": "comparing files",
    "start": "starting both",
    "smoke": "running the smoke test",
    "rebuild": "building after edits",
}


def add_arguments(parser: ArgumentParser) -> None:
    """Define the arguments."""
    group = parser.add_argument_group(
        "verification", "Builds both in a Docker engine and compares what they do; a rewrite that fails is not written."
    )
    group.add_argument("--verify", action="store_true", help="verify the result; exit code 1 where that fails")
    group.add_argument(
        "--smoke",
        metavar="COMMAND",
        help="a command that has to say the same in both (else `smoke` of the configuration)",
    )
    group.add_argument("--edit", metavar="PATH", help="the source that is changed where rebuilds are timed")
    group.add_argument("--rebuilds", type=int, default=3, metavar="N", help="how many edits are timed (default: 3)")
    group.add_argument("--use-cache", action="store_true", help="take steps from the cache: no times of building")
    group.add_argument("--network", metavar="MODE", help="the network of RUN, such as `host`")
    group.add_argument("--timeout", type=float, metavar="SECONDS", help="end a build that takes longer")


def check(options: Namespace) -> None:
    """Refuse options that make no sense together. Raises OptionError."""
    if not options.verify and (
        options.smoke or options.edit or options.use_cache or options.network or options.timeout
    ):
        raise OptionError("`--smoke`, `--edit`, `--use-cache`, `--network` and `--timeout` go with `--verify`")
    if options.rebuilds < 0:
        raise OptionError("`--rebuilds` takes a number, 0 for none")
    if options.timeout is not None and not 0 < options.timeout < 1e7:
        raise OptionError("`--timeout` takes a number of seconds above 0")


def verified(
    done: Optimized, text: str, path: str, context: Context | None, settings: Settings, options: Namespace
) -> Verdict:
    """Verify a result. Raises MeasureError where no engine answers, or the smoke test cannot be read."""
    # The engine's library takes long to import, so only where it is asked.
    from dockerlint.cli.interrupts import Interrupts
    from dockerlint.cli.progress import Progress
    from dockerlint.measure.engine import connect
    from dockerlint.verify.configuration import allowed_by_plan
    from dockerlint.verify.smoke import read_smoke
    from dockerlint.verify.verify import Options, verify

    smoke = read_smoke(options.smoke if options.smoke is not None else settings.smoke)
    how = Options()
    how.target = settings.target
    how.build_args = settings.build_args
    how.network = options.network
    how.timeout = options.timeout
    how.is_cold = not options.use_cache
    how.rebuilds = options.rebuilds
    how.edit = options.edit
    how.after_files = done.other_files
    if done.plan is not None:
        how.allowed = allowed_by_plan(done.plan.changes)
    progress = Progress(shown=is_terminal(sys.stderr))

    def listen(kind: str, line: str) -> None:
        if kind == "phase":
            progress.start(_PHASES.get(line, line))
        else:
            progress.tell(kind, line)

    how.listener = listen
    with Interrupts():
        engine = connect()
        try:
            return verify(text, done.text, path, context, engine, smoke, how)
        finally:
            progress.close()
            engine.close()
