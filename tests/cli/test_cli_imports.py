"""What a check of one file loads: start-up is most of its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Mapping

    Process = Callable[..., subprocess.CompletedProcess[bytes]]
    Project = Callable[[Mapping[str, str | bytes]], None]

PROGRAM = """
import sys
before = set(sys.modules)
from dockerlint.cli.main import main
main()
print(*sorted(set(sys.modules) - before), file=sys.stderr)
"""
STANDARD = {
    *("__future__", "_bisect", "_json", "bisect", "gc", "itertools", "time", "unicodedata"),
    *("importlib", "importlib._bootstrap", "importlib._bootstrap_external", "warnings", "_warnings"),
}
CLI = ("check", "checker", "discovery", "main", "options", "rule_names", "terminal")
TYPICAL = """\
FROM example/app:1.0 AS build
ARG VERSION=1
ENV PATH=/opt/bin:$PATH
WORKDIR /src
COPY package.json .
RUN apt-get update && apt-get install -y --no-install-recommends curl \\
    && rm -rf /var/lib/apt/lists/*
RUN --mount=type=cache,target=/root/.npm npm ci
FROM debian
COPY --from=build /src /src
ENTRYPOINT ["/src/app"]
"""


def loaded(process: Process, *arguments: str) -> set[str]:
    done = process(*arguments, program=PROGRAM)
    assert b"Traceback" not in done.stderr
    return set(done.stderr.decode().splitlines()[-1].split())


SHELLCHECK = {"shell.shellcheck", "shell.comment_cache", "lint.shellcheck"}


@pytest.mark.parametrize("shellcheck", ["on", "off"])
@pytest.mark.parametrize("output_format", ["text", "concise", "json"])
def test_a_check_of_a_file_loads_no_more_than_it_needs(
    output_format: str, shellcheck: str, project: Project, process: Process
) -> None:
    project({"Dockerfile": TYPICAL})
    modules = loaded(process, "check", "Dockerfile", "--output-format", output_format, "--shellcheck", shellcheck)
    ours = {name for name in modules if name.partition(".")[0] == "dockerlint"}
    assert modules - ours <= STANDARD | ({"_blake2"} if shellcheck == "on" else set())
    assert {name for name in SHELLCHECK if f"dockerlint.{name}" in ours} == (
        SHELLCHECK if shellcheck == "on" else set()
    )
    by_room: dict[str, set[str]] = {}
    for name in ours:
        _, room, module = (*name.split(".", 2), "", "")[:3]
        by_room.setdefault(room, set()).add(module)
    assert by_room.pop("cli") == {"", *CLI}
    assert by_room.pop("config") == {"", "discovery", "problems", "settings"}
    assert by_room.pop("report") == {"", "wording", output_format}
    # The fixes that a report for programs carries are made, and not applied.
    made = {"fix": {"", "fixer", "style", "contract"}, "fixers": by_room.get("fixers", set())}
    for room, modules in made.items():
        assert by_room.pop(room, set()) <= (modules if output_format == "json" else set())
    assert set(by_room) <= {"", "syntax", "knowledge", "shell", "context", "graph", "lint", "rules"}


def test_the_version_costs_nothing(process: Process) -> None:
    assert {name for name in loaded(process, "--version") if name.startswith("dockerlint.")} <= {
        *("dockerlint.cli", "dockerlint.cli.main", "dockerlint.cli.terminal"),
        *("dockerlint.report", "dockerlint.report.wording"),
    }


def test_importing_the_package_loads_nothing(process: Process) -> None:
    program = "import sys; before = set(sys.modules); import dockerlint; print(set(sys.modules) - before)"
    assert set(eval(process(program=program).stdout)) <= {"dockerlint", "__future__"}  # noqa: S307  # our own output
