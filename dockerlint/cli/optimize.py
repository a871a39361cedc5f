"""`dockerlint optimize`: several stages, layer order, caches, clean-up; a plan and a diff, or a new file."""

from __future__ import annotations

import json
import os
import sys

from dockerlint.cli import verifying
from dockerlint.cli.checker import (
    OptionError,
    UnreadableError,
    build_arguments,
    context_at,
    read_source,
    relative,
)
from dockerlint.cli.discovery import STDIN, reason
from dockerlint.cli.replace import replace_file
from dockerlint.cli.rule_names import RuleNames
from dockerlint.cli.terminal import say, wants_color, width_of, write, write_bytes
from dockerlint.cli.troubles import told
from dockerlint.config import ConfigFinder
from dockerlint.deploy import DeployError, is_build_file, read_builds
from dockerlint.fixers.multi_stage.plan import BASES, Answers
from dockerlint.fixers.pipeline import KINDS, optimize
from dockerlint.report import diff
from dockerlint.syntax import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from dockerlint.config import Settings
    from dockerlint.context import Context
    from dockerlint.deploy import Build
    from dockerlint.fixers.pipeline import Optimized
    from dockerlint.verify.verdict import Verdict

DONE, FAILED, TROUBLE = 0, 1, 2
_LISTS = ("artifact", "build-lines", "drop-packages", "keep-packages", "runtime-lines")


def add_arguments(parser: ArgumentParser) -> None:
    """Define the arguments."""
    parser.add_argument(
        "file",
        nargs="?",
        default="Dockerfile",
        metavar="FILE",
        help="the Dockerfile, `-`, or a Compose or Bake file: each build that it describes (default: Dockerfile)",
    )
    parser.add_argument("--write", action="store_true", help="write the file instead of showing what would change")
    parser.add_argument("--json", action="store_true", help="print the plan and the new text for programs")
    parser.add_argument(
        "--only", action="append", default=[], metavar="KINDS", help=f"{', '.join(KINDS)}; several with commas between"
    )
    answers = parser.add_argument_group(
        "answers", "What a plan may have to ask for; `answers` in the configuration too."
    )
    answers.add_argument(
        "--artifact", action="append", default=[], metavar="PATH", help="a path that the program needs of the build"
    )
    answers.add_argument("--runtime-base", metavar="IMAGE", help="the image of the last stage")
    answers.add_argument(
        "--keep-package", action="append", default=[], metavar="NAME", help="a system package that the program needs"
    )
    answers.add_argument("--base", choices=BASES, metavar="KIND", help=f"{', '.join(BASES)} (default: slim)")
    answers.add_argument("--jlink", action="store_true", help="for Java: a run-time image with the modules in use")
    build = parser.add_argument_group("the build")
    build.add_argument(
        "--context", metavar="DIR", help="the build context, or `none` (default: the folder of the file)"
    )
    build.add_argument("--target", metavar="STAGE", help="the stage that is built (default: the last one)")
    build.add_argument("--build-arg", action="append", default=[], dest="build_args", metavar="NAME=VALUE")
    build.add_argument("--config", metavar="FILE", help="take this configuration and look for no other")
    build.add_argument("--isolated", action="store_true", help="take no configuration from files")
    verifying.add_arguments(parser)


def run(options: Namespace) -> int:
    """Print what becomes of a file, or write it; returns the exit code."""
    is_colored = wants_color("auto", sys.stderr)
    try:
        return _run(options)
    except Exception as error:
        if not told(error, options.file, color=is_colored):
            raise
    return TROUBLE


def _run(options: Namespace) -> int:
    verifying.check(options)
    kinds = _kinds(options.only)
    if is_build_file(options.file):
        return _run_builds(options, kinds)
    code, document = _optimize(options, options.file, kinds, _settings(options))
    _print_document(document)
    return code


def _run_builds(options: Namespace, kinds: tuple[str, ...]) -> int:
    """Go through the builds of a Compose or Bake file, each with its own context, target and arguments."""
    builds = _builds(options)
    codes: list[int] = []
    documents = []
    for build in builds:
        name = relative(os.path.abspath(build.dockerfile))
        if not options.json:
            target = f", target {build.target}" if build.target else ""
            write(f"{build.name}: {name}{target}\n")
        try:
            code, document = _optimize(options, name, kinds, _settings(options, build))
        except (OSError, UnreadableError) as error:
            if isinstance(error, BrokenPipeError):
                raise
            say("error", f"{options.file}: `{build.name}` is built from {name}: {reason(error)}")
            code, document = TROUBLE, None
        codes.append(code)
        if document is not None:
            plan = json.loads(document)
            documents.append({"name": build.name, "dockerfile": name, "target": build.target, "result": plan})
    if options.json:
        _print_document(json.dumps({"builds": documents}, indent=2, ensure_ascii=False) + "\n")
    return max(codes, default=DONE)


def _builds(options: Namespace) -> list[Build]:
    """Return the builds of a Compose or Bake file, those that are alike once."""
    try:
        builds = read_builds(options.file, os.environ)
    except DeployError as error:
        raise OptionError(f"{options.file}: {error}") from None
    if not builds:
        say("note", f"{options.file}: builds no Dockerfile of this machine")
    known: dict[tuple[object, ...], Build] = {}
    for build in builds:
        key = (os.path.abspath(build.dockerfile), build.context, build.target, *sorted(build.args.items()))
        known.setdefault(key, build)
    if options.write:
        names: dict[str, list[Build]] = {}
        for build in known.values():
            names.setdefault(os.path.abspath(build.dockerfile), []).append(build)
        for path, several in names.items():
            if len(several) > 1:
                # What is right for one of them may be wrong for another.
                named = ", ".join(build.name for build in several)
                raise OptionError(
                    f"{relative(path)} is built in several ways ({named}): write it with "
                    f"`dockerlint optimize --write {relative(path)}` and the `--target` that counts"
                )
    return list(known.values())


def _print_document(document: str | None) -> None:
    if document is not None:
        write_bytes(document.encode("utf-8", "backslashreplace"))


def _optimize(options: Namespace, path: str, kinds: tuple[str, ...], settings: Settings) -> tuple[int, str | None]:
    """Show what becomes of one file, or write it; returns the exit code, and the document for programs if asked."""
    source = read_source(path)
    context = _context(settings, path)
    text = parse(source).text
    done = optimize(text, path, kinds=kinds, answers=_answers(options, settings), settings=settings, context=context)
    for trouble in done.troubles:
        say("error", f"{path}: {trouble}; please report this")
    others = _others(done, context)
    verdict = None
    if options.verify and (done.text != text or others):
        verdict = verifying.verified(done, text, path, context, settings, options)
    has_failed = verdict is not None and not verdict.passed
    document = None
    if options.json:
        from dockerlint.report.optimize_json import to_json

        document = to_json(done, None if verdict is None else verdict.as_json())
    else:
        _show(done, path, text, others, options, asked="multi-stage" in kinds, verdict=verdict)
    if has_failed:
        say("error", f"{path}: the rewrite has failed its verification; nothing is written")
        return FAILED, document
    if options.write:
        _write(done, path, source, text, others)
    return DONE, document


def _kinds(only: list[str]) -> tuple[str, ...]:
    names = [name.strip() for text in only for name in text.split(",") if name.strip()]
    for name in names:
        if name not in KINDS:
            raise OptionError(f"`--only {name}`: it is none of {', '.join(KINDS)}")
    return tuple(kind for kind in KINDS if kind in names) if names else KINDS


def _settings(options: Namespace, build: Build | None = None) -> Settings:
    """Return the settings for a file; the command line beats what a Compose or Bake file says of a build."""
    finder = ConfigFinder(explicit=options.config, isolated=options.isolated, rules=RuleNames())  # type: ignore[arg-type]
    args = build_arguments(options.build_args)
    if build is None:
        return finder.load(options.file).with_command_line(
            context=options.context, target=options.target, build_args=args
        )
    return finder.load(build.dockerfile).with_command_line(
        context=options.context or build.context,
        target=options.target or build.target,
        build_args={**build.args, **(args or {})},
    )


def _context(settings: Settings, path: str) -> Context | None:
    root = settings.context
    if root not in (None, "none") and not os.path.isdir(root):
        raise OptionError(f"the build context `{root}` is not a folder")
    if root is None and path != STDIN:
        root = os.path.dirname(path) or os.curdir  # `optimize` looks into it, so it counts as given
    return context_at(root, path, path)


def _answers(options: Namespace, settings: Settings) -> Answers:
    """Return what the configuration answers, with the command line on top."""
    found = settings.answers
    known = (*_LISTS, "base", "jlink", "runtime-base")
    for key in found:
        if key not in known:
            raise OptionError(f"`answers` of the configuration has no `{key}`: it takes {', '.join(sorted(known))}")
    lists = {key: _listed(found.get(key), key) for key in _LISTS}
    try:
        build_lines = [int(text) for text in lists["build-lines"]]
        runtime_lines = [int(text) for text in lists["runtime-lines"]]
    except ValueError:
        raise OptionError("`build-lines` and `runtime-lines` of `answers` are numbers of lines") from None
    base = options.base or str(found.get("base") or "")
    if base and base not in BASES:
        raise OptionError(f"`answers.base` is none of {', '.join(BASES)}")
    return Answers(
        artifacts=[*lists["artifact"], *options.artifact],
        runtime_base=options.runtime_base or str(found.get("runtime-base") or ""),
        base=base,
        keep_packages=[*lists["keep-packages"], *options.keep_package],
        drop_packages=lists["drop-packages"],
        build_lines=build_lines,
        runtime_lines=runtime_lines,
        jlink=options.jlink or bool(found.get("jlink")),
    )


def _listed(value: object, key: str) -> list[str]:
    if value is None:
        return []
    if isinstance(value, (str, int)):
        return [str(value)]
    if isinstance(value, list) and all(isinstance(one, (str, int)) for one in value):
        return [str(one) for one in value]
    raise OptionError(f"`answers.{key}` is a list")


def _others(done: Optimized, context: Context | None) -> dict[str, tuple[str | None, str]]:
    """Return the other files that change: path to the text before, None for a new file, and after."""
    found: dict[str, tuple[str | None, str]] = {}
    root = getattr(context, "root", None)
    for place, text in done.other_files.items():
        if root is None:
            continue
        path = os.path.normpath(os.path.join(root, place))
        before = read_source(path).decode("utf-8", "surrogateescape") if os.path.exists(path) else None
        if before != text:
            found[path] = before, text
    return found


def _show(
    done: Optimized,
    path: str,
    text: str,
    others: dict[str, tuple[str | None, str]],
    options: Namespace,
    *,
    asked: bool,
    verdict: Verdict | None,
) -> None:
    from dockerlint.report.optimize_text import to_text

    name = "standard input" if path == STDIN else path
    colored = wants_color("auto", sys.stdout)
    write(to_text(name, done, asked=asked, verdict=verdict, color=colored, width=width_of(sys.stdout)))
    if options.write and (verdict is None or verdict.passed):
        write(f"{name}: written\n" if done.text != text or others else f"{name}: nothing to change\n")
        return
    if done.text != text:
        write_bytes(_encoded(diff.render(name, text, done.text)))
    for other, (before, after) in others.items():
        write_bytes(_encoded(diff.render(other, before, after)))
    if done.text == text and not others:
        write(f"{name}: nothing to change\n")


def _write(done: Optimized, path: str, source: bytes, text: str, others: dict[str, tuple[str | None, str]]) -> None:
    if path == STDIN:
        raise OptionError("standard input cannot be written: leave out `--write`")
    for other, (_, after) in others.items():
        replace_file(other, None, _encoded(after))
    if done.text != text:
        replace_file(path, source, _encoded(done.text))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
