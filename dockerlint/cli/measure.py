"""`dockerlint measure`: an image, layer by layer; two of them beside each other; budgets for CI."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress

from dockerlint.cli.check import CLEAN, FINDINGS, TROUBLE
from dockerlint.cli.checker import OptionError, build_arguments, context_at, read_source
from dockerlint.cli.discovery import STDIN
from dockerlint.cli.interrupts import Interrupts
from dockerlint.cli.options import COLORS
from dockerlint.cli.progress import Progress
from dockerlint.cli.rule_names import RuleNames
from dockerlint.cli.terminal import is_terminal, say, wants_color, width_of, write, write_bytes
from dockerlint.cli.troubles import told
from dockerlint.config import ConfigFinder
from dockerlint.measure.errors import BuildError
from dockerlint.report.wording import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Mapping
    from typing import Self

    from dockerlint.config import Settings
    from dockerlint.context import Context
    from dockerlint.graph.stages import Stage
    from dockerlint.measure.archive import Image
    from dockerlint.measure.build import Builds, Request
    from dockerlint.measure.compare import Comparison
    from dockerlint.measure.engine import Engine
    from dockerlint.measure.gates import Budgets, Failure
    from dockerlint.measure.measurement import Measurement
    from dockerlint.measure.predictions import Prediction
    from dockerlint.syntax.tree import Tree

_DIVE_FILE = ".dive-ci"
_MOST_LOG_LINES = 40
_REWRITES = ("fixed", "optimized")
_ARCHIVE_ENDINGS = (".tar", ".tar.gz", ".tgz", ".tar.zst")
_BUDGETS = ("max-size", "max-wasted", "min-efficiency")


def add_arguments(parser: ArgumentParser) -> None:
    """Define the arguments."""
    parser.add_argument(
        "image",
        nargs="?",
        default=os.curdir,
        metavar="TARGET",
        help="an archive (docker save, OCI), an OCI layout, the name of an image, one in a registry as docker://NAME, "
        "a Dockerfile or its folder, which is built, or `-` for an archive on standard input (default: the current "
        "folder)",
    )
    parser.add_argument(
        "--against",
        metavar="OTHER",
        help="compare with another target, or with what `fix` or `optimize` makes of the Dockerfile: `fixed`, "
        "`optimized`",
    )
    parser.add_argument("--unsafe", action="store_true", help="with `--against fixed`: apply unsafe fixes too")
    parser.add_argument(
        "--predictions",
        action="store_true",
        help="with `--against fixed`: fix each finding of a size rule alone and build, and compare what that saves "
        "with what was predicted",
    )
    parser.add_argument(
        "--file", metavar="FILE", help="the Dockerfile in a folder, or the one that an image or archive was built from"
    )
    parser.add_argument("--image", dest="name", metavar="NAME", help="which of several images of an archive")
    parser.add_argument("--platform", metavar="OS/ARCH", help="the platform to build for, or to choose from a layout")

    build = parser.add_argument_group("the build")
    build.add_argument(
        "--context", metavar="DIR", help="the build context, or `none` (default: the Dockerfile's folder)"
    )
    build.add_argument("--target", metavar="STAGE", help="the stage that is built (default: the last one)")
    build.add_argument(
        "--build-arg",
        action="append",
        default=[],
        dest="build_args",
        metavar="NAME=VALUE",
        help="the value of a build argument; without =VALUE that of the environment variable",
    )
    build.add_argument(
        "--secret",
        action="append",
        default=[],
        dest="secrets",
        metavar="SECRET",
        help="a secret, as `docker build --secret` takes it (needs the docker command)",
    )
    build.add_argument("--network", metavar="MODE", help="the network of RUN, such as `host`")
    build.add_argument(
        "--builder",
        choices=("auto", "buildkit", "classic"),
        default="auto",
        metavar="BUILDER",
        help="auto, buildkit or classic (default: auto, BuildKit where the engine has it)",
    )
    build.add_argument("--no-cache", action="store_true", help="run every step; comparisons of two builds always do")
    build.add_argument(
        "--use-cache", action="store_true", help="let comparisons take steps from the cache: no build times"
    )
    build.add_argument(
        "--rebuild",
        nargs="?",
        const="",
        metavar="PATH",
        help="change a file of the build context (what is sent, never the file itself), build again, and say which "
        "steps ran and how long; comparisons of two builds do it of themselves (default: the source file that "
        "changes most in the git history of the context)",
    )
    build.add_argument("--no-rebuild", action="store_true", help="compare two builds without it")
    build.add_argument("--timeout", type=float, metavar="SECONDS", help="end a build that takes longer")

    budgets = parser.add_argument_group(
        "budgets", "Exit code 1 where one is exceeded, with the layer and line to blame."
    )
    budgets.add_argument("--max-size", metavar="SIZE", help="of all layers, such as 250MB")
    budgets.add_argument(
        "--max-wasted", metavar="SIZE", help="of the bytes that no container sees, such as 20MB or 5%%"
    )
    budgets.add_argument("--min-efficiency", metavar="SHARE", help="by dive's formula, such as 0.95 or 95%%")
    budgets.add_argument(
        "--dive-ci",
        metavar="FILE",
        help="dive's budgets, or `none` (default: .dive-ci in the current folder, where there is one)",
    )

    output = parser.add_argument_group("output")
    output.add_argument("--json", action="store_true", help="print JSON (docs/schemas/measure.schema.json)")
    output.add_argument(
        "--html",
        metavar="FILE",
        help="also write a page: treemaps of bytes by layer and path, before and after (needs dockerlint[html])",
    )
    output.add_argument("--output-file", metavar="FILE", help="write the report there")
    output.add_argument("--color", choices=COLORS, default="auto", metavar="WHEN", help="auto, always or never")
    output.add_argument("--config", metavar="FILE", help="take this configuration and look for no other")
    output.add_argument("--isolated", action="store_true", help="take no configuration from files")


def run(options: Namespace) -> int:
    """Measure what the options name, write the report, return the exit code."""
    colored = wants_color(options.color, sys.stderr)
    try:
        library = _drawing_library() if options.html is not None else ""
        with Interrupts(), _Session(options) as session:
            image, comparison = session.measure()
            failures = session.judge(image)
            session.keep(image)
        if options.html is not None:
            from dockerlint.report.measure_html import to_html

            text = to_html(image, comparison, failures, library=library)
            _put(options.html, text.encode("utf-8", "backslashreplace"))
        _write(_render(image, comparison, failures, options), options)
    except BuildError as error:
        _show_failure(error, color=colored)
        return TROUBLE
    except Exception as error:
        if not told(error, options.image, color=colored):
            raise
        return TROUBLE
    if options.json or options.output_file:
        for failure in failures:
            line = f" (line {failure.line})" if failure.line else ""
            where = "" if failure.layer is None else f"; layer {failure.layer + 1}{line}: {failure.blame}"
            say("error", f"{failure.budget}: {failure.message}{where}", color=colored)
    return FINDINGS if failures else CLEAN


class _Session:
    """The targets of one run. What was made for them is gone when it is left."""

    def __init__(self, options: Namespace) -> None:
        self._options = options
        self._engine: Engine | None = None
        self._builds: Builds | None = None
        self._progress = Progress(shown=is_terminal(sys.stderr))
        self._finder = ConfigFinder(
            explicit=options.config,
            isolated=options.isolated,
            rules=RuleNames(),  # type: ignore[arg-type]  # it has the same attributes and is cheaper to import
        )
        self._requests: list[tuple[Request, Measurement]] = []
        self._built_image = ""  # the id of the last one
        self._settings: Settings | None = None
        self._target: str | None = None
        self._dockerfile: tuple[str, Tree] | None = None  # what the target was built from, where that is known
        self._budgets = self._read_budgets()
        if options.timeout is not None and not 0 < options.timeout < 1e7:
            raise OptionError("`--timeout` takes a number of seconds above 0")
        if options.unsafe and options.against != "fixed":
            raise OptionError("`--unsafe` goes with `--against fixed`")
        if options.predictions and options.against != "fixed":
            raise OptionError("`--predictions` goes with `--against fixed`")
        if options.rebuild is not None and options.no_rebuild:
            raise OptionError("`--rebuild` and `--no-rebuild` exclude each other")
        if options.rebuild is not None and not _is_dockerfile(options.image):
            raise OptionError("`--rebuild` needs a Dockerfile, or the folder of one")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.close()
        if self._builds is not None:
            self._builds.__exit__(None, None, None)
        if self._engine is not None:
            self._engine.close()

    def measure(self) -> tuple[Measurement, Comparison | None]:
        """Measure the target, and what it is compared with."""
        options = self._options
        against = options.against
        is_file = _is_dockerfile(options.image)
        is_rewrite = against in _REWRITES
        if is_rewrite and not is_file:
            raise OptionError(f"`--against {against}` needs a Dockerfile, or the folder of one")
        is_cold = options.no_cache or (
            not options.use_cache and is_file and against is not None and (is_rewrite or _is_dockerfile(against))
        )
        image = self._one(options.image, is_cold=is_cold, options_file=options.file)
        if against is None:
            if options.rebuild is not None:
                self._rebuild()
            return image, None
        from dockerlint.measure.compare import Comparison

        if is_rewrite:
            other = self._rewritten(image, against, is_cold=is_cold)
        else:
            other = self._one(against, is_cold=is_cold, options_file=None)
        if options.rebuild is not None or (is_cold and len(self._requests) == 2 and not options.no_rebuild):
            self._rebuild()
        return image, Comparison(image, other)

    def judge(self, image: Measurement) -> list[Failure]:
        """Return the budgets that the target exceeds."""
        from dockerlint.measure.gates import judge

        budgets = self._configured(self._budgets)
        if image.has_contents:
            return judge(image, budgets)
        # Whoever asks for a gate by name must not take silence for a pass; one that only lies about is told of.
        for name in (*_BUDGETS, "dive-ci"):
            if getattr(self._options, name.replace("-", "_")) not in (None, "none"):
                raise OptionError(f"`--{name}` is about unpacked files, not known of an image in a registry: pull it")
        if budgets.is_any:
            where = budgets.dive_source or "the configuration"
            if budgets.dive_source and self._settings is not None and self._settings.budgets:
                where += " and the configuration"
            image.notes.append(
                f"budgets not judged, those of {where}: what is unpacked is not known of an image in a registry"
            )
        return []

    def keep(self, image: Measurement) -> None:
        """Keep what was measured of a Dockerfile for its editor."""
        if self._dockerfile is not None:
            from json import loads

            from dockerlint.measure.last import keep
            from dockerlint.report.measure_json import to_json

            keep(*self._dockerfile, self._target, loads(to_json(image))["image"])

    def _one(self, target: str, *, is_cold: bool, options_file: str | None) -> Measurement:
        if _is_dockerfile(target):
            path = target
            if os.path.isdir(target):
                path = options_file or _in_folder(target)
            return self._build(path, target if os.path.isdir(target) else None, is_cold=is_cold)
        stage = self._stage(options_file) if options_file else None
        return self._measured(self._read(target), target, stage)

    def _read(self, target: str) -> Image:
        from dockerlint.measure import archive

        name, platform = self._options.name, self._options.platform
        with self._progress.task(f"reading {visible(target)}") as advance:
            if target == STDIN:
                if sys.stdin is None:
                    raise OptionError("standard input is closed")
                return archive.read_stream(
                    sys.stdin.buffer, "standard input", name=name, platform=platform, progress=advance
                )
            if os.path.isdir(target):
                return archive.read_folder(target, name=name, platform=platform, progress=advance)
            if target.startswith("docker://"):
                from dockerlint.measure.registry import read_registry

                return read_registry(target, platform)
            if os.path.exists(target):
                return archive.read_file(target, name=name, platform=platform, progress=advance)
            if _is_path(target):
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), target)
            return self._ask().image(target, progress=advance)

    def _measured(self, image: Image, name: str, stage: Stage | None) -> Measurement:
        from dockerlint.measure.measurement import Measurement

        with self._progress.task(f"weighing {visible(name)}"):
            return Measurement(image, name, stage)

    def _ask(self) -> Engine:
        if self._engine is None:
            from dockerlint.measure.engine import connect

            self._engine = connect()
        return self._engine

    def _build(self, path: str, folder: str | None, *, is_cold: bool) -> Measurement:
        text = _text(read_source(path))
        request = self._request(path, folder, text, is_cold=is_cold)
        return self._built(request, path)

    def _rewritten(self, image: Measurement, rewrite: str, *, is_cold: bool) -> Measurement:
        """Build what a command makes of the Dockerfile."""
        target = self._options.image
        folder = target if os.path.isdir(target) else None
        path = (self._options.file or _in_folder(target)) if folder else target
        text = _text(read_source(path))
        request = self._request(path, folder, text, is_cold=is_cold)
        made = self._fixed(request, image) if rewrite == "fixed" else self._optimized(request)
        files = {name: content for name, content in made.files.items() if name != path}
        root = getattr(request.context, "root", None)
        if made.text == text and not files:
            image.notes += made.notes or [f"`{made.command}` changes nothing in {path}"]
            return image
        request.text = made.text
        if files and root is not None:
            from dockerlint.context import BuildContext

            # The files are shown to the build, not written: `.dockerignore`, mostly.
            context = BuildContext(root, path)
            context.show(files)
            request.context = context
            made.notes.append(f"changed for this build alone: {', '.join(sorted(files))}")
        try:
            other = self._built(request, f"{path} ({rewrite})")
        except BuildError as error:
            # The line that is shown stands in no file of the user's.
            error.args = (f"what `{made.command}` makes of {path} does not build: {error}",)
            raise
        other.notes += made.notes
        return other

    def _fixed(self, request: Request, image: Measurement) -> _Rewrite:
        from dockerlint.fix.api import fix_file
        from dockerlint.lint.api import linter_for

        settings = self._settings
        image.predictions = self._predictions(request, settings)
        with self._progress.task(f"fixing {visible(request.path)}"):
            fixed = fix_file(
                request.text,
                request.path,
                linter_for(settings),
                unsafe=self._options.unsafe,
                settings=settings,
                context=request.context,
            )
        titles = dict.fromkeys(one.fix.title for one in fixed.applied)
        return _Rewrite("fix", fixed.text, fixed.other_files, [f"fixed: {title}" for title in titles])

    def _optimized(self, request: Request) -> _Rewrite:
        from dockerlint.fixers.pipeline import optimize

        context = request.context
        if context is not None:
            from dockerlint.context import BuildContext

            context = BuildContext(str(getattr(context, "root", os.curdir)), request.path)
        with self._progress.task(f"optimizing {visible(request.path)}"):
            done = optimize(request.text, request.path, settings=self._settings, context=context)
        notes = [f"optimized: {title}" for title in dict.fromkeys(str(one.title) for one in done.changes)]
        if done.refusal is not None:
            notes.append(f"not split into stages: {done.refusal}")
        return _Rewrite("optimize", done.text, done.other_files, notes)

    def _predictions(self, request: Request, settings: Settings | None) -> list[Prediction]:
        from dockerlint.measure.predictions import measure, predict

        predictions, requests = predict(request, settings)
        if self._options.predictions and self._builds is not None and self._built_image:
            with self._progress.task("building with each finding fixed alone"):
                measure(predictions, requests, self._built_image, self._builds, self._ask())
        else:
            for one in predictions:
                one.reason = one.reason or "not asked for (--predictions)"
        return predictions

    def _rebuild(self) -> None:
        """Build everything that was built again, with one file changed."""
        from dockerlint.measure.rebuild import choose, given, rebuild

        first, image = self._requests[0]
        if self._options.rebuild:
            choice = given(self._options.rebuild, first.context)
        else:
            found = choose(first.text, first.context, first.target)
            if found is None:
                image.notes.append("no rebuild: the build reads no source file of its context")
                return
            choice = found
        for request, measured in self._requests:
            if self._builds is None:
                break
            with self._progress.task(f"building {visible(measured.name)} with another {visible(choice.path)}"):
                measured.rebuild = rebuild(self._builds, request, choice)
            if measured.rebuild is None:
                measured.notes.append(f"no rebuild: `{choice.path}` is not in the context of {measured.name}")

    def _request(self, path: str, folder: str | None, text: str, *, is_cold: bool) -> Request:
        from dockerlint.measure.build import Request
        from dockerlint.syntax import parse

        options = self._options
        root = options.context if options.context is not None else folder
        if root not in (None, "none") and not os.path.isdir(root):
            raise OptionError(f"the build context `{root}` is not a folder")
        settings = self._finder.load(path).with_command_line(
            context=root, target=options.target, build_args=build_arguments(options.build_args)
        )
        if self._settings is None:
            self._settings = settings
            self._target = settings.target
            self._dockerfile = path, parse(text)
        context: Context | None = context_at(settings.context, path, path)
        request = Request(text, path, context)
        request.target = settings.target
        request.build_args = settings.build_args
        request.platform = options.platform
        request.network = options.network
        request.builder = options.builder
        request.no_cache = is_cold
        request.secrets = options.secrets
        request.timeout = options.timeout
        return request

    def _built(self, request: Request, name: str) -> Measurement:
        from dockerlint.measure.build import Builds

        engine = self._ask()
        if self._builds is None:
            self._builds = Builds(engine, self._progress.tell)
        with self._progress.task(f"building {visible(name)}"):
            built = self._builds.build(request)
        with self._progress.task(f"reading {visible(name)}") as advance:
            image = engine.image(built.image, progress=advance)
        image.names = []
        measured = self._measured(image, name, built.stage)
        measured.build_seconds = built.seconds
        self._requests.append((request, measured))
        self._built_image = built.image
        measured.notes += built.notes
        return measured

    def _stage(self, path: str) -> Stage | None:
        from dockerlint.graph import build_graph
        from dockerlint.syntax import parse

        options = self._options
        settings = self._finder.load(path).with_command_line(target=options.target)
        self._settings, self._target = settings, settings.target
        tree = parse(read_source(path))
        self._dockerfile = path, tree
        graph = build_graph(tree, None, target=settings.target)
        if graph.target is None:
            raise OptionError(
                f"{path}: no stage is called `{settings.target}`" if settings.target else f"{path}: no FROM"
            )
        return graph.target

    def _read_budgets(self) -> Budgets:
        from dockerlint.measure.gates import Budgets, read_dive

        options = self._options
        budgets = Budgets()
        for name, value in (
            ("max-size", options.max_size),
            ("max-wasted", options.max_wasted),
            ("min-efficiency", options.min_efficiency),
        ):
            if value is not None:
                _set_budget(budgets, name, value, f"--{name}")
        path = options.dive_ci
        if path is None and os.path.isfile(_DIVE_FILE):
            path = _DIVE_FILE
        if path is not None and path != "none":
            read_dive(path, budgets)
        return budgets

    def _configured(self, budgets: Budgets) -> Budgets:
        """Add what the configuration of the Dockerfile says: for its target, else for all."""
        settings = self._settings
        if settings is None or not settings.budgets:
            return budgets
        found = dict(settings.budgets)
        targets = found.pop("targets", None)
        if targets is not None and not isinstance(targets, dict):
            raise OptionError("`budgets`: `targets` is a map from stages to budgets")
        own = (targets or {}).get(self._target) if self._target else None
        if isinstance(own, dict):
            found.update(own)
        for name, value in found.items():
            if name not in _BUDGETS:
                raise OptionError(f"`budgets` knows {', '.join(_BUDGETS)} and targets, not `{name}`")
            attribute = name.replace("-", "_")
            if getattr(self._options, attribute) is None:  # the command line wins
                _set_budget(budgets, name, str(value), f"`budgets`: {name}")
        return budgets


class _Rewrite:
    """What a command makes of a Dockerfile: the text, files beside it by their paths in the context, and its words."""

    def __init__(self, command: str, text: str, files: Mapping[str, str], notes: list[str]) -> None:
        self.command = command
        self.text = text
        self.files = files
        self.notes = notes


def _drawing_library() -> str:
    """Return the text of plotly.js, asked for before anything is built."""
    try:
        from plotly.offline import get_plotlyjs
    except ImportError as error:
        raise OptionError(f"`--html` needs the package plotly: pip install dockerlint[html] ({error})") from None
    return str(get_plotlyjs())


def _set_budget(budgets: Budgets, name: str, text: str, where: str) -> None:
    from dockerlint.measure.gates import parse_share, parse_size

    try:
        if name == "max-size":
            budgets.max_size = parse_size(text)
        elif name == "min-efficiency":
            budgets.min_efficiency = parse_share(text)
        elif text.endswith("%"):
            budgets.max_wasted_share = parse_share(text)
        else:
            budgets.max_wasted = parse_size(text)
    except ValueError as error:
        raise OptionError(f"{where}: {error}") from None


def _is_dockerfile(target: str) -> bool:
    """Whether a target is something to build: a file that is no archive, or a folder that is no layout."""
    from dockerlint.measure.archive import is_archive, is_layout

    if target == STDIN or not os.path.exists(target):
        return False
    if os.path.isdir(target):
        return not is_layout(target)
    if not os.path.isfile(target):
        return False  # a pipe
    with open(target, "rb") as file:
        return not is_archive(file.read(512))


def _is_path(target: str) -> bool:
    """Whether a name can only be meant for a file: no image is called so."""
    if target.startswith((".", "/", "~")) or "\\" in target or target.endswith(_ARCHIVE_ENDINGS):
        return True
    return target.rpartition("/")[2].rpartition(".")[2] in ("Dockerfile", "Containerfile")


def _in_folder(folder: str) -> str:
    for name in ("Dockerfile", "Containerfile"):
        path = os.path.join(folder, name) if folder != os.curdir else name
        if os.path.isfile(path):
            return path
    raise OptionError(f"{folder}: there is no Dockerfile in it, and it is no OCI layout")


def _text(source: bytes) -> str:
    from dockerlint.syntax import parse

    return parse(source).text


def _render(image: Measurement, comparison: Comparison | None, failures: list[Failure], options: Namespace) -> str:
    if options.json:
        from dockerlint.report.measure_json import to_json

        return to_json(image, comparison, failures)
    from dockerlint.report.measure_text import to_text

    stream = sys.stdout if options.output_file is None else None
    return to_text(
        image,
        comparison,
        failures,
        color=wants_color(options.color, stream),
        width=width_of(stream),
        encoding=getattr(stream, "encoding", None) or "utf-8",
    )


def _write(text: str, options: Namespace) -> None:
    if options.output_file is not None:
        _put(options.output_file, text.encode("utf-8", "backslashreplace"))
        return
    try:
        if options.json:
            write_bytes(text.encode("utf-8", "backslashreplace"))
        else:
            write(text)
    except OSError as error:
        error.filename = "standard output"
        raise


def _put(path: str, data: bytes) -> None:
    """Write a file; where it does not fit on the disk, nothing of it is left."""
    is_new = not os.path.lexists(path)
    try:
        with open(path, "wb") as file:
            file.write(data)
    except OSError as error:
        if is_new:
            with suppress(OSError):
                os.unlink(path)
        error.filename = path
        raise


def _show_failure(error: BuildError, *, color: bool) -> None:
    """Show a failed build: the end of its log, the instruction, and what the engine said."""
    lines = error.log.splitlines()
    stream = sys.stderr
    if lines and stream is not None:
        shown = lines[-_MOST_LOG_LINES:]
        if len(lines) > len(shown):
            stream.write(f"... {len(lines) - len(shown)} lines of the build log before\n")
        encoding = stream.encoding or "ascii"
        for line in shown:
            stream.write(visible(line).encode(encoding, "backslashreplace").decode(encoding) + "\n")
    say("error", str(error), color=color)
    if error.instruction and stream is not None:
        encoding = stream.encoding or "ascii"
        text = f"{error.line:>5} | {visible(error.instruction)}\n"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
