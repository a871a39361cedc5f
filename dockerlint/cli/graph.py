"""`dockerlint graph`: how stages, instructions and files depend on each other, what a change invalidates."""

from __future__ import annotations

import os
import sys

from dockerlint.cli.checker import OptionError, build_arguments, context_at, read_source
from dockerlint.cli.discovery import STDIN, reason
from dockerlint.cli.terminal import say, wants_color, width_of, write, write_bytes
from dockerlint.cli.troubles import told
from dockerlint.graph import build_graph
from dockerlint.syntax import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from dockerlint.context import Context
    from dockerlint.graph import Graph
    from dockerlint.graph.image_graph import ImageGraph
    from dockerlint.graph.invalidation import Invalidation

FORMATS = ("text", "json", "dot", "mermaid", "svg", "skopeo")
DONE, FINDINGS, TROUBLE = 0, 1, 2


def add_arguments(parser: ArgumentParser) -> None:
    """Define the arguments."""
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="the Dockerfile, or `-` for standard input (default: Dockerfile); with --images files and folders",
    )
    parser.add_argument(
        "--images",
        action="store_true",
        help="show which images the files need, Compose, Bake, Skaffold and Kubernetes files included, and which of "
        "them they build themselves; `--output-format skopeo` lists the others for `skopeo sync`",
    )
    parser.add_argument(
        "--changed",
        action="append",
        default=[],
        metavar="PATH",
        help="show what runs again when this file of the build context changes; may be repeated",
    )
    parser.add_argument(
        "--changed-arg",
        action="append",
        default=[],
        metavar="NAME",
        help="show what runs again when this build argument gets another value; may be repeated",
    )
    parser.add_argument("--output-format", choices=FORMATS, default="text", metavar="FORMAT", help=", ".join(FORMATS))
    parser.add_argument("--output-file", metavar="FILE", help="write the graph there")
    parser.add_argument("--target", metavar="STAGE", help="the stage that is built (default: the last one)")
    parser.add_argument(
        "--build-arg",
        action="append",
        default=[],
        dest="build_args",
        metavar="NAME=VALUE",
        help="the value of a build argument; without =VALUE that of the environment variable",
    )
    parser.add_argument(
        "--context", metavar="DIR", help="the build context, or `none` (default: the folder of the file)"
    )


def run(options: Namespace) -> int:
    """Print the graph of a file; returns the exit code."""
    is_colored = wants_color("auto", sys.stderr)
    if options.images:
        return _run_images(options, is_colored=is_colored)
    options.file = options.files[0] if options.files else "Dockerfile"
    try:
        _refuse_what_images_takes(options)
        source = read_source(options.file)
        context = _context(options)
        graph = _graph(source, context, options)
        changes = _changes(graph, options, is_colored=is_colored)
        text = _render(graph, changes, options)
        _write(text, options)
    except Exception as error:
        if not told(error, options.file, color=is_colored):
            raise
        return TROUBLE
    return DONE


def _refuse_what_images_takes(options: Namespace) -> None:
    if len(options.files) > 1:
        raise OptionError("the graph is of one file: `--images` takes several")
    if options.output_format == "skopeo":
        raise OptionError("the format `skopeo` goes with `--images`")


def _run_images(options: Namespace, *, is_colored: bool) -> int:
    from dockerlint.cli.images import images_of

    graph, troubles = images_of(options.files or [os.curdir])
    try:
        _write(_render_images(graph, options.output_format), options)
    except BrokenPipeError:
        raise
    except OSError as error:
        troubles.append(f"{options.output_file}: {reason(error)}")
    for trouble in dict.fromkeys(troubles):
        say("error", trouble, color=is_colored)
    cycles = graph.cycles()
    for group in cycles:
        say("warning", f"{', '.join(file.path for file in group)}: they need each other's images", color=is_colored)
    return TROUBLE if troubles else FINDINGS if cycles else DONE


def _render_images(graph: ImageGraph, name: str) -> str:
    if name == "json":
        from dockerlint.report.images_json import to_json as render
    elif name == "skopeo":
        from dockerlint.report.images_skopeo import to_skopeo as render
    elif name == "text":
        from dockerlint.report.images_text import to_text as render
    else:
        from dockerlint.report import images_drawn

        render = {"dot": images_drawn.to_dot, "mermaid": images_drawn.to_mermaid, "svg": images_drawn.to_svg}[name]
    return render(graph)


def _context(options: Namespace) -> Context | None:
    root = options.context
    if root not in (None, "none") and not os.path.isdir(root):
        raise OptionError(f"the build context `{root}` is not a folder")
    return context_at(root, options.file, options.file)


def _graph(source: bytes, context: Context | None, options: Namespace) -> Graph:
    build_args = build_arguments(options.build_args)
    graph = build_graph(parse(source), context, target=options.target, build_args=build_args)
    if options.target is not None and graph.target is None:
        raise OptionError(f"{options.file}: no stage is called `{options.target}`")
    return graph


def _changes(graph: Graph, options: Namespace, *, is_colored: bool) -> list[Invalidation] | None:
    """Return what the changes that are asked about invalidate; None where none is asked about."""
    if not options.changed and not options.changed_arg:
        return None
    from dockerlint.graph.invalidation import declares

    for name in options.changed_arg:
        if not declares(graph, name):
            say("warning", f"{options.file}: no ARG declares `{name}`", color=is_colored)
    for path in options.changed:
        if graph.context is not None and graph.context.ignore.excludes(path):
            say("note", f"`{path}` is not sent to the build: the ignore file excludes it", color=is_colored)
    return graph.invalidated(path=options.changed, arg=options.changed_arg)


def _render(graph: Graph, changes: list[Invalidation] | None, options: Namespace) -> str:
    name = "standard input" if options.file == STDIN else options.file
    if options.output_format == "json":
        from dockerlint.report.graph_json import to_json

        return to_json(graph, changes)
    if options.output_format == "dot":
        from dockerlint.report.graph_dot import to_dot

        return to_dot(graph, changes)
    if options.output_format == "mermaid":
        from dockerlint.report.graph_mermaid import to_mermaid

        return to_mermaid(graph, changes)
    if options.output_format == "svg":
        from dockerlint.report.graph_svg import to_svg

        return to_svg(graph, changes, name=name)
    from dockerlint.report.graph_text import to_text

    stream = sys.stdout if options.output_file is None else None
    return to_text(graph, changes, name=name, color=wants_color("auto", stream), width=width_of(stream))


def _write(text: str, options: Namespace) -> None:
    if options.output_file is not None:
        with open(options.output_file, "wb") as file:
            file.write(text.encode("utf-8", "backslashreplace"))
    elif options.output_format == "text":
        write(text)
    else:
        write_bytes(text.encode("utf-8", "backslashreplace"))
