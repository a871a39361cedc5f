"""RUNs merged: what the shell does stays the same, and the result looks as the file does."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dockerlint.fix import fix_file
from dockerlint.fix.fixer import Refused
from dockerlint.fix.merge import merge
from dockerlint.fix.style import apply_edits
from dockerlint.lint.dockerfile import Dockerfile
from dockerlint.lint.engine import Linter
from dockerlint.lint.registry import select
from dockerlint.shell.chains import chain_operators
from dockerlint.syntax import parse
from dockerlint.syntax.instructions import Run

if TYPE_CHECKING:
    from pathlib import Path


def merged(text: str) -> str:
    """Return a file with all its RUNs merged, or why they are not."""
    tree = parse(text)
    file = Dockerfile(tree, "Dockerfile")
    runs = [node for node in tree.instructions if isinstance(node, Run)]
    try:
        edits, _ = merge(runs, file)
    except Refused as refusal:
        return str(refusal)
    return apply_edits(tree.text, edits)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("FROM a\nRUN x\nRUN y\n", "FROM a\nRUN x \\\n    && y\n"),
        ("FROM a\nRUN x\nRUN y", "FROM a\nRUN x \\\n    && y"),
        ("\ufeffFROM a\nRUN x\nRUN y\n", "\ufeffFROM a\nRUN x \\\n    && y\n"),
        ("FROM a\r\nRUN x\r\nRUN y\r\n", "FROM a\r\nRUN x \\\r\n    && y\r\n"),
        (
            '# escape=`\nFROM a\nSHELL ["/bin/sh", "-c"]\nRUN x\nRUN y\n',
            '# escape=`\nFROM a\nSHELL ["/bin/sh", "-c"]\nRUN x `\n    && y\n',
        ),
        ("FROM a\nrun x\nrun y\n", "FROM a\nrun x \\\n    && y\n"),
        ("FROM a\nRUN x && \\\n  y\nRUN z\n", "FROM a\nRUN x && \\\n  y && \\\n  z\n"),
        ("FROM a\nRUN x \\\n\t&& y\nRUN z  \n", "FROM a\nRUN x \\\n\t&& y \\\n\t&& z  \n"),
        ("FROM a\nRUN x;\n\n\nRUN y;\n", "FROM a\nRUN x \\\n    && y;\n"),
        ("FROM a\nRUN x\n# why\n\n  # and how\nRUN y\n", "FROM a\nRUN x \\\n    # why\n    # and how\n    && y\n"),
        ("FROM a\nRUN x \\\n  # inside\n  && y\nRUN z\n", "FROM a\nRUN x \\\n  # inside\n  && y \\\n  && z\n"),
        ("FROM a\nRUN cd /b && x\nRUN y\n", "FROM a\nRUN (cd /b && x) \\\n    && y\n"),
        ("FROM a\nRUN cd /b && x\nRUN cd /c && y\n", "FROM a\nRUN cd /b && x \\\n    && cd /c && y\n"),
        ("FROM a\nRUN x\nRUN y; z\n", "FROM a\nRUN x \\\n    && (y; z)\n"),
        ("FROM a\nRUN x || y\nRUN z || w\n", "FROM a\nRUN x || y \\\n    && (z || w)\n"),
        ("FROM a\nRUN set -ex; x; y\nRUN set -ex; z\n", "FROM a\nRUN set -ex; x; y; \\\n    z\n"),
        ("FROM a\nRUN --network=none x\nRUN --network=none y\n", "FROM a\nRUN --network=none x \\\n    && y\n"),
    ],
)
def test_style(text: str, result: str) -> None:
    assert merged(text) == result


@pytest.mark.parametrize(
    ("runs", "reason"),
    [
        ("RUN export A=1\nRUN y\n", "`export` changes the shell"),
        ("RUN . ./env && x\nRUN y\n", "`.` changes the shell"),
        ("RUN A=1; x\nRUN y $A\n", "`A` would be set"),
        ("RUN umask 077\nRUN y\n", "`umask` changes the shell"),
        ("RUN set -u; x\nRUN y\n", "`set` would hold"),
        ("RUN set -e; x\nRUN for i in 1 2; do y; z; done\n", "`set` would hold"),
        ("RUN set -e; for i in 1 2; do x; z; done\nRUN y\n", "`set -e` would not hold"),
        ('SHELL ["/bin/sh", "-ec"]\nRUN x\nRUN y; z\nRUN w\n', "`set -e` would not hold"),
        ("RUN x || exit 0\nRUN y\n", "`exit` changes the shell"),
        ("RUN f() { x; }; f\nRUN y\n", "not understood"),
        ("RUN x &\nRUN y\n", "leave a process running"),
        ("RUN service a start\nRUN y\n", "leave a process running"),
        ("RUN x # why\nRUN y\n", "a comment stands in it"),
        ("RUN x\nRUN y # why\n", "a comment stands in it"),
        ("RUN x &&\nRUN y\n", "not understood"),
        ("RUN echo 'x\nRUN y\n", "not understood"),
        ('RUN ["x"]\nRUN y\n', "exec form"),
        ("RUN <<EOF\nx\nEOF\nRUN y\n", "here-document"),
        ("RUN --network=none x\nRUN y\n", "different flags"),
        ("RUN --mount=type=tmpfs,target=/t x\nRUN --mount=type=tmpfs,target=/t y\n", "mount"),
        ("RUN x\n# hadolint ignore=DL3008\nRUN y\n", "silences findings"),
        ("RUN x\n# RUN z\nRUN y\n", "commented out"),
        ("RUN echo 1.2.3.4 a >> /etc/hosts\nRUN y\n", "every RUN gets anew"),
        ("RUN ln -sf /bin/bash /bin/sh\nRUN y\n", "replace the shell"),
        ("RUN pip install -U pip\nRUN pip install x\n", "the `pip` that the first replaces"),
        ('SHELL ["pwsh", "-c"]\nRUN x\nRUN y\n', "no plain POSIX shell"),
        ('SHELL ["/bin/bash", "-lc"]\nRUN x\nRUN y\n', "reads profiles"),
    ],
)
def test_refusal(runs: str, reason: str) -> None:
    assert reason in merged(f"FROM a\n{runs}")


@pytest.mark.parametrize(
    ("script", "operators"),
    [
        ("a && b || c", ["&&", "||"]),
        ("a; (b; c) && { d; e; }", [";", "&&"]),
        ("if a; then b; fi; c", [";"]),
        ("for i in 1 2; do a && b; done", []),
        ("case $x in a) b;; *) c; d;; esac && e", ["&&"]),
        ("a '; b' \"; c $(d; e)\" `f; g` \\; h", []),
        ("a > b 2>&1 && c <<< d &> e", ["&&"]),
        ("[[ a && b ]] || c", ["||"]),
        ("a <(b; c) | d", ["|"]),
    ],
)
def test_operators(script: str, operators: list[str]) -> None:
    assert [operator for operator, _ in chain_operators(script) or ()] == operators


@pytest.mark.parametrize(
    "script", ["a &&", "(a", "a)", "a 'b", "a # b", "f() { a; }", "a <<E", "if a; then b", "a; ; b", ""]
)
def test_not_understood(script: str) -> None:
    assert chain_operators(script) is None


ATOMS = st.sampled_from(
    (
        *("echo 1", "true", "false", "pwd", "cd sub", "mkdir sub", "mkdir -p sub/sub", "! false", "test -d sub"),
        *(
            # Parts of a pipeline run side by side: what they do to the folder depends on which is first.
            *("echo 7 | cat", "false | cat", "cat sub | false"),
            "(cd sub; pwd)",
            "{ echo 2; false; }",
            "if test -d sub; then echo 3; fi",
            "for i in 4 5; do echo $i; false; done",
        ),
        *("set -e", "set -ex", "X=1", "export X=2", "echo x$X", "exit 0", "exit 1", "echo $(false; echo 6)"),
    )
)
SCRIPTS = st.lists(st.tuples(ATOMS, st.sampled_from(("&&", "&&", "||", ";"))), min_size=1, max_size=4).map(
    lambda parts: " ".join(f"{atom} {operator}" for atom, operator in parts).rsplit(" ", 1)[0]
)


def run_all(text: str, folder: Path) -> tuple[bool, str]:
    """Run the RUNs of a file as Docker does, each in a shell of its own, and return what became of it."""
    folder.mkdir()
    log = ""
    for node in parse(text).instructions:
        if isinstance(node, Run):
            done = subprocess.run(
                ["/bin/sh", "-c", node.value[0]], cwd=folder, capture_output=True, text=True, check=False
            )
            log += done.stdout.replace(str(folder), "")
            if done.returncode:
                return False, log
    return True, log + str(sorted(str(path.relative_to(folder)) for path in folder.rglob("*")))


@settings(max_examples=150)
@given(scripts=st.lists(SCRIPTS, min_size=2, max_size=4))
def test_the_shell_does_the_same(scripts: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    # What the shell does not take at all fails together as it fails apart, but sooner.
    checks = [subprocess.run(["/bin/sh", "-nc", script], check=False, capture_output=True) for script in scripts]
    assume(not any(done.returncode for done in checks))
    text = "FROM a\n" + "".join(f"RUN {script}\n" for script in scripts)
    linter = Linter(select(("consecutive-runs",)), {"consecutive-runs": {"max-commands": 99}})
    result = fix_file(text, "Dockerfile", linter, unsafe=True)
    assert not result.troubles
    if result.text == text:
        return
    folder = tmp_path_factory.mktemp("runs")
    assert run_all(result.text, folder / "after") == run_all(text, folder / "before")
