"""`optimize --verify`: a file and its rewrite built on the engine and compared, with the progress shown."""

from __future__ import annotations

import sys

from dockerlint.cli.checker import OptionError
from dockerlint.cli.measure import Interrupts, Progress
from dockerlint.cli.terminal import is_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from dockerlint.config import Settings
    from dockerlint.context import Context
    from dockerlint.fixers.pipeline import Optimized
    from dockerlint.verify.smoke import Smoke
    from dockerlint.verify.verdict import Verdict


def add_arguments(parser: ArgumentParser) -> None:
    """Define the arguments."""
    group = parser.add_argument_group(
        "verification", "Builds both versions on a Docker engine; a rewrite that fails a step is not written."
    )
    group.add_argument("--verify", action="store_true", help="build, run and compare both, and measure the gain")
    group.add_argument(
        "--smoke",
        metavar="COMMAND",
        help="what shows that the image works, run in both (default: `smoke` of the configuration)",
    )
    group.add_argument("--network", metavar="MODE", help="the network of RUN, such as `host`")
    group.add_argument("--timeout", type=float, metavar="SECONDS", help="end a build that takes longer")


def verified(
    options: Namespace, settings: Settings, done: Optimized, path: str, text: str, context: Context | None
) -> Verdict:
    """Return the verdict on a rewrite. Raises MeasureError where nothing can be said."""
    from dockerlint.measure.engine import connect
    from dockerlint.verify.configuration import allowed_by_plan
    from dockerlint.verify.verify import Options, verify

    if context is None:
        raise OptionError("`--verify` builds, and that needs a build context: `--context DIR`")
    if options.timeout is not None and not 0 < options.timeout < 1e7:
        raise OptionError("`--timeout` takes a number of seconds above 0")
    smoke = _smoke(options, settings)
    progress = Progress(shown=is_terminal(sys.stderr))
    chosen = Options()
    chosen.target = settings.target
    chosen.build_args = dict(settings.build_args or {})
    chosen.network = options.network
    chosen.timeout = options.timeout
    chosen.after_files = done.other_files
    if done.plan is not None:
        chosen.allowed = allowed_by_plan(done.plan.changes)

    def listen(kind: str, line: str) -> None:
        progress.start(line) if kind == "phase" else progress.tell(kind, line)

    chosen.listener = listen
    with Interrupts():
        engine = connect()
        try:
            return verify(text, done.text, path, context, engine, smoke, chosen)
        finally:
            progress.close()
            engine.close()


def _smoke(options: Namespace, settings: Settings) -> Smoke:
    from dockerlint.verify.smoke import read_smoke

    configured: object = settings.smoke  # a map, or the command alone
    if options.smoke is None:
        return read_smoke(configured)
    rest = dict(configured) if isinstance(configured, dict) else {}
    rest.pop("arguments", None)
    return read_smoke({**rest, "command": options.smoke})
