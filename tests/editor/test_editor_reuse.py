"""The law of incremental checks: after any edits, what is found is what a check of the text alone finds."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlint.config import Settings
from dockerlint.editor.analysis import Analysis
from dockerlint.editor.project import Plan
from dockerlint.editor.reuse import parse_again
from dockerlint.fix.fixer import Fixers, Refused
from dockerlint.graph.references import uses
from dockerlint.lint.api import check, linter_for
from dockerlint.lint.registry import entries
from dockerlint.shell import commands
from dockerlint.shell.vocabulary import Scope
from dockerlint.syntax import parse
from dockerlint.syntax.instructions import Instruction
from dockerlint.syntax.tree import Tree

TEXT = """\
# escape=\\
ARG BASE=debian:11
FROM $BASE AS build
ENV HOME=/root LANG=C
WORKDIR /src
COPY . .
# dockerlint: ignore=apt-recommends-installed -- they are wanted
RUN apt-get update \\
    # the compiler
    && apt-get install -y gcc 'make' "$EXTRA" \\
    && sh -c 'cd /tmp && pip install "flask" requests'
RUN sudo make install; cd /opt && wget https://example.org/a.tar.gz && tar xf a.tar.gz
ONBUILD RUN apt-get install $LANG
RUN <<EOF
pip install numpy
cd /opt
EOF
COPY <<A <<"B" /etc/
{"json": $HOME}
A
second
B

FROM alpine
COPY --from=build /src /src
RUN apk add curl && rm -rf /var/cache/apk/* /src
RUN ["sh", "-c", "apk add bash"]
HEALTHCHECK CMD curl -f http://localhost/ || exit 1
USER root
CMD app $HOME
"""
SCRIPT = """\
FROM debian
RUN set -eux; \\
    export A=1 B="$(uname -m)"; C=2; \\
    if [ "$A" = x ] && ! grep -q y /etc/z 2>/dev/null; then \\
        apt-get install -y gcc; \\
    else \\
        sudo -u app env D=3 make install > /dev/null; \\
    fi; \\
    # comments, too
    for one in a b; do (cd "$one" && tar xf c.tar.gz) || exit 1; done; \\
    clean() { rm -rf /var/lib/apt/lists/* "$1"; }; \\
    case "$A" in 1) echo $((A + 1)) | tee /x;; *) false;; esac; \\
    sh -c 'cd /x && ls'; find / -name '*.pyc' -exec rm {} +; \\
    clean /tmp
"""
PIECES = (
    *(
        "\\\n",
        "\n",
        "\r\n",
        "#",
        " && ",
        "'",
        '"',
        "$",
        "${HOME}",
        "EOF",
        "<<EOF",
        "é😀",
        "\ufeff",
        "`",
        "x",
        " ",
        "=",
        "|",
    ),
    *("RUN apt-get install curl\n", "FROM scratch\n", "ENV A=b\n", "USER app\n", "# hadolint ignore=DL3008\n"),
    *("if x; then ", "fi; ", "; ", "$(", ")", "(", "}", "A=2 ", "sudo ", "! ", ";;", "done"),
    *("ARG LANG=1\n", "rm -rf /src\n", 'SHELL ["bash"]\n', "ONBUILD ", "# escape=`\n"),
)
LINTER = linter_for(None)
STRICT = Settings()
STRICT.select = ["ALL"]
STRICT_LINTER = linter_for(STRICT)
FIXERS = Fixers(entries())

edits = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from((0, 0, 1, 2, 10, 60)), st.sampled_from((*PIECES, "", ""))),
    min_size=1,
    max_size=12,
)


def seen(findings: list) -> list[tuple]:
    return [
        (one.rule, one.message, one.start, one.end, one.row, one.column, one.end_row, one.end_column)
        for one in findings
    ]


def fixes(findings: list, file: object) -> list[object]:
    found: list[object] = []
    for finding in findings:
        try:
            fix = FIXERS.fix(finding, file)
        except Refused as refusal:
            found.append(str(refusal))
            continue
        found.append(fix and (fix.title, [(one.start, one.end, one.text) for one in fix.edits]))
    return found


def hold(first: str, changes: list[tuple[float, int, str]]) -> None:
    analysis = Analysis(None, "Dockerfile", "utf-16")
    plan = Plan(STRICT, STRICT_LINTER, None, None)
    text = first
    for place, length, piece in [(0.0, 0, ""), *changes]:
        start = round(place * len(text))
        text = text[:start] + piece + text[start + length :]
        findings = analysis.check(text, plan)
        file, whole = check(text, "Dockerfile", STRICT_LINTER, settings=STRICT)
        assert seen(findings) == seen(whole.findings)
        assert analysis.result is not None
        assert analysis.result.troubles == whole.troubles == []
        assert fixes(findings, analysis.file) == fixes(whole.findings, file)
        tree = analysis.file.tree if analysis.file is not None else parse("")
        places = [(item.kind, item.span, item.full_start, item.full_end, item.start_line) for item in tree.items]
        assert places == [
            (item.kind, item.span, item.full_start, item.full_end, item.start_line) for item in file.tree.items
        ]


@given(edits)
@settings(max_examples=60)
def test_edits_of_a_file_find_what_a_check_finds(changes: list[tuple[float, int, str]]) -> None:
    hold(TEXT, changes)


@given(edits)
@settings(max_examples=30)
def test_edits_of_a_part_without_from_find_what_a_check_finds(changes: list[tuple[float, int, str]]) -> None:
    hold(TEXT[TEXT.index("RUN ") : TEXT.index("FROM alpine")], changes)


def test_what_was_said_of_a_part_without_from_is_forgotten_with_the_text() -> None:
    text = "RUN apt-get update && apt-get install -y curl\nRUN rm -rf /var/lib/apt/lists/*\n"
    hold(text, [(text.index("curl") / len(text), 0, "x")])


def parts(tree: Tree) -> list[object]:
    """Return all that a tree says, its places too."""
    found: list[object] = [(error.code, error.message, error.start, error.end) for error in tree.errors]
    for item in tree.items:
        found.append((item.kind, item.text, item.span, item.full_start, item.full_end, item.start_line, item.end_line))
        if not isinstance(item, Instruction):
            continue
        for node in (item, item.inner or item):
            found.append((node.index, node.start, node.start_line, node.empty_lines))
            found += [comment.span for comment in (*node.comments, *node.inner_comments)]
            found += [(word.value, word.span) for word in node.words]
            found += [(one.name, one.operator, one.start, one.end, one.terminator) for one in node.heredocs]
            found += [(use.name, use.span) for use in uses(node)]
            for command in commands(node):
                found += [(word.raw, word.span) for word in command.words]
                found += [(one.name, one.value, one.word.span) for one in command.assignments]
                found += [(one.operator, one.descriptor, one.target.span) for one in command.redirects]
                found.append((command.name, command.connector, command.follower, command.negated, command.context))
                found.append((command.wrappers, command.elsewhere, scopes(command.scope)))
    return found


def scopes(scope: Scope | None) -> list[tuple[str, str]]:
    return [] if scope is None else [(scope.kind, scope.name), *scopes(scope.outer)]


@given(edits)
@settings(max_examples=60)
def test_a_tree_read_again_is_that_of_the_text(changes: list[tuple[float, int, str]]) -> None:
    text = TEXT
    tree = parse(text)
    for place, length, piece in changes:
        parts(tree)  # what is known by then is moved
        start = round(place * len(text))
        text = text[:start] + piece + text[start + length :]
        tree = parse_again(text, tree)
        assert parts(tree) == parts(parse(text))


@given(edits)
@settings(max_examples=60)
def test_a_script_read_again_is_that_of_the_text(changes: list[tuple[float, int, str]]) -> None:
    text = SCRIPT
    tree = parse(text)
    for place, length, piece in [(0.5, 0, "x"), *changes]:
        parts(tree)
        start = 12 + round(place * (len(text) - 12))
        text = text[:start] + piece + text[start + length :]
        tree = parse_again(text, tree)
        assert parts(tree) == parts(parse(text))


def corpus() -> list[str]:
    folder = Path(__file__).resolve().parents[2] / "corpus"
    return [path.read_text(encoding="utf-8", errors="surrogateescape") for path in sorted(folder.rglob("Dockerfile*"))]


@given(st.sampled_from(corpus()), edits)
@settings(max_examples=40)
def test_edits_of_sample_projects_find_what_a_check_finds(text: str, changes: list[tuple[float, int, str]]) -> None:
    hold(text, changes)


def test_moving_an_instruction_keeps_its_commands() -> None:
    analysis = Analysis(None, "Dockerfile", "utf-16")
    plan = Plan(STRICT, STRICT_LINTER, None, None)
    analysis.check(TEXT, plan)
    assert analysis.file is not None
    before = {node.text: node for node in analysis.file.tree.instructions}
    analysis.check("# a line more\n" + TEXT.replace("USER root", "USER app"), plan)
    after = {node.text: node for node in analysis.file.tree.instructions}
    assert [text for text, node in after.items() if before.get(text) is not node] == ["USER app"]
