"""Syntax errors in embedded texts: found where they are, and none where a text is right or cannot be known."""

from __future__ import annotations

import json
import string
import sys

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlint.lint.dockerfile import Dockerfile
from dockerlint.lint.engine import Linter
from dockerlint.lint.finding import Finding
from dockerlint.lint.registry import find
from dockerlint.syntax import parse

RULES = ("invalid-python", "invalid-json", "invalid-yaml", "invalid-toml")
LINTER = Linter([(find(rule)[0], {}) for rule in RULES])
PYTHON = "FROM python:3.11\n"


def findings(text: str) -> list[Finding]:
    result = LINTER.check(Dockerfile(parse(text), "Dockerfile"))
    assert result.troubles == []
    return result.findings


def places(text: str) -> list[tuple[str, int, str]]:
    return [(found.rule, found.row, text[found.start : found.end]) for found in findings(text)]


def assert_marked(marked: str) -> None:
    """Check a file in which `«` and `»` stand around what is wrong, or whose texts are right."""
    text = marked.replace("«", "").replace("»", "")
    expected = []
    removed = 0
    for index, character in enumerate(marked):
        if character in "«»":
            if character == "«":
                expected.append(index - removed)
            removed += 1
    assert [found.start for found in findings(text)] == expected
    assert [text[found.start : found.end] for found in findings(text)] == [
        part.partition("»")[0] for part in marked.split("«")[1:]
    ]


# What is wrong stands between the marks.
WRONG = {
    "python": ("import os\nx = «=» 1\n", "py"),
    "json": ('{\n  "a": 1,\n  "b" «2»\n}\n', "json"),
    "yaml": ("a: 1\nb: c«:» d\n", "yaml"),
    "toml": ("a = 1\nb = «c»\n", "toml"),
}


@pytest.mark.parametrize("language", WRONG)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("form", ["copy", "quoted", "add", "cat", "tee", "pipe", "tabs", "backtick", "onbuild"])
def test_the_wrong_character_in_a_file(language: str, end: str, form: str) -> None:
    body, suffix = WRONG[language]
    head = PYTHON
    if form == "tabs":
        body = "".join(f"\t{line}\n" for line in body.splitlines())
    instruction = {
        "copy": f"COPY <<EOF /x.{suffix}\n{body}EOF",
        "quoted": f'COPY --chmod=644 <<"EOF" /x.{suffix}\n{body}EOF',
        "add": f"ADD <<x.{suffix} /\n{body}x.{suffix}",
        "cat": f"RUN true \\\n  && cat <<EOF \\\n  > /x.{suffix}\n{body}EOF",
        "tee": f"RUN sudo tee /x.{suffix} <<'EOF' > /dev/null\n{body}EOF",
        "pipe": f"RUN cat <<EOF | tee /x.{suffix}\n{body}EOF",
        "tabs": f"COPY <<-EOF /x.{suffix}\n{body}\tEOF",
        "backtick": f"RUN true `\n  && cat <<EOF > /x.{suffix}\n{body}EOF",
        "onbuild": f"ONBUILD COPY <<EOF /x.{suffix}\n{body}EOF",
    }[form]
    if form == "backtick":
        head = "# escape=`\n" + head
    assert_marked(f"{head}{instruction}\nRUN true\n".replace("\n", end))


@pytest.mark.parametrize(
    "instruction",
    [
        "RUN python3 <<EOF\nx = «=» 1\nEOF",
        "RUN python3 - <<-EOF\n\tif x:\n\t  x = «=» 1\n\tEOF",
        "RUN <<EOF\n#!/usr/bin/env python3\nx = «=» 1\nEOF",
        "RUN <<EOF\nset -e\npython3 -c 'import os\nx = «=» 1'\nEOF",
        "RUN cat <<EOF | python3\nx = «=» 1\nEOF",
        "RUN python -c 'x = «=» 1'",
        'RUN python -c "print(\\"a\\"); x = «=» 1"',
        "RUN true && sudo env A=1 python3 -uc 'x = «=» 1' && true",
        "RUN python -c 'import os; \\\n  # a comment\n    x = «=» 1'",
        'RUN python -c "import os\\«n»print(1)"',
        "RUN python -c 'x = 1' && python -c 'print«(»'",
        'CMD ["python", "-c", "x = «=» 1"]',
        'CMD ["python", "-c", "s = \\"\\u00e9\\"; x = «=» 1"]',
        'ENTRYPOINT ["/bin/sh", "-c", "python -c \'x = «=» 1\'"]',
        "HEALTHCHECK CMD python -c 'x = «=» 1'",
        'HEALTHCHECK --retries=1 CMD ["python", "-c", "x = «=» 1"]',
        "ONBUILD RUN python -c 'x = «=» 1'",
        "ONBUILD RUN python <<EOF\nx = «=» 1\nEOF",
        "RUN python -c '«return 1»'",
        "RUN python <<EOF\nif x:\n«y»\nEOF",
        "RUN python <<EOF\nx\n  «y»\nEOF",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_the_wrong_character_in_a_program(instruction: str, end: str) -> None:
    assert_marked(f"{PYTHON}{instruction}\n".replace("\n", end))


@pytest.mark.parametrize(
    ("body", "suffix"),
    [
        ("«'»a'", "json"),
        ('{"a": «"»b}', "json"),
        ('{"a": "«\\»d"}', "json"),
        ('{"a": [1, 2«}»', "json"),
        ("{} «{»", "json"),
        ("a:\n\t«b»: 1", "yaml"),
        ("a: [1, 2\nb«:» 1", "yaml"),
        ("a: «'»b", "yaml"),
        ("a: «`»b`", "yaml"),
        ("a: 1\n---\nb: c«:» d", "yaml"),
        ("a = «b»", "toml"),
        ("a = 1 «b» = 2", "toml"),
        ('a = "«\\»d"', "toml"),
        ("a = 1\n«a» = 2", "toml"),
        ("[a]\n«[»a]", "toml"),
        ("«é» = 1", "toml"),
    ],
)
def test_kinds_of_errors(body: str, suffix: str) -> None:
    assert_marked(f'FROM x\nCOPY <<"EOF" /x.{suffix}\n{body}\nEOF\n')


@pytest.mark.parametrize(
    "text",
    [
        # JSON
        'COPY <<EOF /x.json\n{"$schema": "a", "b": "\\\\n"}\nEOF',
        'COPY <<"EOF" /x.json\n{"port": ${PORT}}\nEOF',
        'COPY <<EOF /x.json\n{"port": @PORT@}\nEOF',
        'COPY <<EOF /x.json\n{"port": __PORT__}\nEOF',
        'COPY <<EOF /x.json\n{"a": 1}\n{"a": 2}\nEOF',
        'COPY <<EOF /x.json\n{"a": 1 // one\n}\nEOF',
        "COPY <<EOF /x.json\n$CONFIG\nEOF",
        'COPY <<EOF /x.json\n{"a": $A, "b": 1,}\nEOF',
        "COPY <<EOF /x.json\n\nEOF",
        'COPY <<EOF /x.json\n{"a": ' + "1" * 5000 + "}\nEOF",
        "COPY <<EOF /x.json\n" + "[" * 90_000 + "]" * 90_000 + "\nEOF",
        "RUN cat <<EOF > /x.json\n{a: 1}\nEOF\nRUN sed -i 's/a/\"a\"/' /x.json",
        "RUN cat <<EOF > /x.json\n{\nEOF\nRUN echo } >> /x.json",
        # YAML
        "COPY <<EOF /x.yaml\na: !b c\nd: *e\nf: !g!h i\nEOF",
        "COPY <<EOF /x.yaml\na: $A\nb: c: d\nEOF",
        "COPY <<EOF /x.yaml\na: @A@\nEOF",
        "COPY <<EOF /x.yaml\na:\tb\nEOF",
        "COPY <<EOF /x.yaml\n" + "[" * 500 + "]" * 500 + "\nEOF",
        # TOML
        "COPY <<EOF /x.toml\na = $A\nEOF",
        "COPY <<EOF /x.toml\na = { b = 1, }\nc = {\n d = 1 }\nEOF",
        'COPY <<"EOF" /x.toml\na = "\\e\\x41"\nb = 07:32\nEOF',
        "COPY <<EOF /x.toml\na = " + "[" * 5000 + "]" * 5000 + "\nEOF",
        # Python
        "RUN python <<EOF\nprint($X)\nx = = 1\nEOF",
        "RUN python <<EOF\nf(\n$X\nEOF",
        "RUN python <<EOF\nf([\n$X\nEOF",
        "RUN python <<EOF\nx = ['''\n$X\nEOF",
        'RUN python -c "$CODE"',
        'RUN python -c "import $X; print(${Y:-1})"',
        'RUN python -c "print(\'$X\', \\"$(date)\\")"',
        "RUN python2 -c 'print 1'",
        "RUN python3 <<EOF\n" + "(" * 500 + "\nEOF",
        "RUN python3 <<EOF\nx = " + "-" * 5000 + "= 1\nEOF",
        "RUN python3 <<EOF\nx = 1\0\nEOF",
        'SHELL ["pwsh", "-Command"]\nRUN python -c \'x = = 1\'',
    ],
)
def test_silence(text: str) -> None:
    assert places(f"FROM python:3.11\n{text}\n") == []


@pytest.mark.parametrize(
    "text",
    [
        'COPY <<EOF /x.json\n{"a": 1,«,»\n"b": $B}\nEOF',
        'COPY <<EOF /x.json\n{"a": "$A", «]»}\nEOF',
        'ENV A=1\nCOPY <<EOF /x.json\n{"a": $A «2»}\nEOF',
        "RUN python <<EOF\nx = «=» 1\nprint($X)\nEOF",
        "RUN python <<EOF\nprint('$X' «]»\nEOF",
        "RUN cat <<EOF > /x.yaml\na: c«:» d\nb: $B\nEOF",
        "RUN cat <<EOF > /x.toml\na = «b»\nb = $B\nEOF",
        'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN python -c \'x = «=» 1\'',
    ],
)
def test_errors_that_are_not_the_variables(text: str) -> None:
    assert_marked(f"FROM python:3.11\n{text}\n")


def test_a_last_comma() -> None:
    # Which of the two characters is wrong, newer releases of json see otherwise.
    ((rule, row, place),) = places('FROM x\nCOPY <<EOF /x.json\n{"a": 1,}\nEOF\n')
    assert (rule, row) == ("invalid-json", 3)
    assert place in (",", "}")


def test_backslashes_that_docker_takes() -> None:
    text = 'FROM x\nCOPY <<EOF /x.json\n{"a": "\\"b\\""}\nEOF\n'
    (found,) = findings(text)
    assert found.message.endswith("; quote `EOF`, or Docker takes the backslashes away")
    assert findings(text.replace("<<EOF", "<<'EOF'")) == []
    assert findings(text.replace("COPY <<EOF /x.json", "RUN cat <<EOF > /x.json")) == []


@pytest.mark.parametrize(
    ("base", "instruction", "flagged"),
    [
        ("python:2.7", "RUN python -c 'print 1'", False),
        ("python:2", "RUN python -c 'print 1'", False),
        ("ubuntu:14.04", "RUN python -c 'print 1'", False),
        ("ubuntu:14.04", "RUN python -c 'print(('", True),
        ("ubuntu:14.04", "RUN python3 -c 'print 1'", True),
        ("$BASE", "RUN python -c 'print 1'", False),
        ("python:3.12", "RUN python -c 'print 1'", True),
        ("python", "RUN python -c 'print 1'", True),
        ("python:3.12", "COPY <<EOF /x.py\nprint 1\nEOF", True),
        ("debian", "COPY <<EOF /x.py\nprint 1\nEOF", False),
        ("debian", "RUN <<EOF\n#!/usr/bin/python3\nprint 1\nEOF", True),
        ("mcr.microsoft.com/windows/servercore:ltsc2022", "RUN python3 -c 'x = = 1'", False),
        ("mcr.microsoft.com/windows/servercore:ltsc2022", 'CMD ["python3", "-c", "x = = 1"]', True),
    ],
)
def test_which_python(base: str, instruction: str, flagged: bool) -> None:
    assert bool(findings(f"FROM {base}\n{instruction}\n")) is flagged


# Each with the first release that takes it, and what is pointed at.
NEWER = [
    ("print((y «:=» 1))", 8, "assignment expressions"),
    ("def f(a, «/»): pass", 8, "positional-only parameters"),
    ("print(f'{1«=»}')", 8, "f-strings with `=`"),
    ("with («open(a) as b», c as d): pass", 9, "parenthesized context managers"),
    ("«match» x:\n  case 1: pass", 10, "match statements"),
    ("try: pass\nexcept«*» E: pass", 11, "exception groups"),
    ("«type» X = int", 12, "type statements"),
    ("def f«[T]»(): pass", 12, "type parameters"),
    ("print(f'«{x['a']}»')", 12, "quotes, backslashes and line feeds inside f-string expressions"),
    ("print(f'«{'\\n'.join(x)}»')", 12, "quotes, backslashes and line feeds inside f-string expressions"),
    ("try: pass\nexcept «A, B»: pass", 14, "several exceptions without parentheses"),
    ("x = «t'{x}'»", 14, "template strings"),
]


@pytest.mark.parametrize(("code", "needed", "what"), NEWER)
@pytest.mark.parametrize("minor", [7, 8, 9, 10, 11, 12, 13, 14])
def test_syntax_of_a_later_python(code: str, needed: int, what: str, minor: int) -> None:
    marked = f"FROM python:3.{minor}-slim\nRUN python3 <<'EOF'\n{code}\nEOF\n"
    if minor >= needed:
        assert_marked(marked.replace("«", "").replace("»", ""))
        return
    assert_marked(marked)
    (found,) = findings(marked.replace("«", "").replace("»", ""))
    assert found.message == f"invalid Python: {what} need Python 3.{needed}, and this is 3.{minor}"


@pytest.mark.parametrize("code", [code for code, _, _ in NEWER])
def test_syntax_of_any_python_passes_where_none_is_known(code: str) -> None:
    code = code.replace("«", "").replace("»", "")
    assert places(f"FROM ubuntu\nRUN python3 <<'EOF'\n{code}\nEOF\n") == []
    assert places(f"FROM python:3.7\nRUN conda create -n x && python3 <<'EOF'\n{code}\nEOF\n") == []
    assert places(f"FROM python:3.7\nRUN /usr/bin/python3 <<'EOF'\n{code}\nEOF\n") == []


def test_an_error_behind_newer_syntax() -> None:
    assert_marked("FROM python:3.14\nRUN python3 <<'EOF'\nx = t'{x}'\ntype X = int\ny = «=» 1\nEOF\n")


def test_indented_argument() -> None:
    # Python 3.14 takes common indentation away.
    assert places("FROM python:3.13\nRUN python -c ' x = 1'\n") == [("invalid-python", 2, "x")]
    assert places("FROM python:3.14\nRUN python -c ' x = 1'\n") == []
    assert places("FROM ubuntu\nRUN python3 -c ' x = 1'\n") == []
    assert_marked("FROM ubuntu\nRUN <<EOF\npython3 -c '\n  x = 1\n\n  y = «=» 2'\nEOF\n")


def test_nothing_is_loaded_without_need() -> None:
    import subprocess

    program = (
        "import sys; from dockerlint.lint.api import check_text; check_text(sys.argv[1])\n"
        "print(*sorted(set(sys.modules) & {'json', 'yaml', 'tomllib', 'libcst', 'dockerlint.shell.embedded'}))"
    )

    def loaded(text: str) -> str:
        command = [sys.executable, "-c", program, text]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    assert loaded("FROM debian:13\nRUN a\nCOPY a b\nCMD b\n") == ""
    assert loaded("FROM python:3.14\nRUN python -c 'x = 1'\n") == "dockerlint.shell.embedded"
    assert loaded("FROM debian:13\nCOPY <<EOF x.toml\na = 1\nEOF\n") == "dockerlint.shell.embedded tomllib"


# Laws: what is right is never flagged, however it is written down; what is wrong is flagged inside the text.

TEXTS = st.text(st.sampled_from(string.ascii_letters + " .,:;#'\"\\$`{}[]=|&!é😀\n\t"), max_size=12)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))
FLAT = st.booleans() | st.integers(-(2**53), 2**53) | TEXTS
TABLES = st.dictionaries(st.text(string.ascii_lowercase, min_size=1, max_size=8), FLAT | st.lists(FLAT, max_size=3))


def toml_value(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(toml_value(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def as_toml(tables: list[dict[str, object]]) -> str:
    parts = []
    for number, table in enumerate(tables):
        parts.append(f"[t{number}]\n" + "".join(f"{key} = {toml_value(value)}\n" for key, value in table.items()))
    return "".join(parts)


def as_python(value: object) -> str:
    return f"import os\nif True:\n    x = {value!r}\ndef f(a=x):\n    return [a, {value!r}]\n"


BODIES = st.one_of(
    st.tuples(st.just("json"), st.builds(json.dumps, VALUES, indent=st.sampled_from([None, 2]))),
    st.tuples(st.just("yaml"), st.builds(yaml.safe_dump, VALUES, allow_unicode=st.booleans())),
    st.tuples(st.just("toml"), st.builds(as_toml, st.lists(TABLES, max_size=3))),
    st.tuples(st.just("py"), st.builds(as_python, VALUES)),
)
WAYS = st.sampled_from(["copy", "copy-quoted", "copy-tabs", "cat", "cat-quoted", "tee-tabs", "stdin", "exec", "script"])


def embed(suffix: str, body: str, way: str) -> str:
    """Return a Dockerfile that hands the body over unchanged."""
    body = body if body.endswith("\n") else body + "\n"
    for_docker = body.replace("\\", "\\\\").replace("$", "\\$")
    for_shell = for_docker.replace("`", "\\`")
    tabbed = "".join(f"\t\t{line}\n" for line in body.split("\n")[:-1])
    if suffix != "py" and way in ("stdin", "exec", "script"):
        way = "copy"
    if way.endswith("tabs") and "\n\t" in "\n" + body:
        way = "copy"
    quoted = "'" + body.replace("'", "'\"'\"'") + "'"
    instruction = {
        "copy": f"COPY <<E_O_F /x.{suffix}\n{for_docker}E_O_F",
        "copy-quoted": f"COPY <<'E_O_F' /x.{suffix}\n{body}E_O_F",
        "copy-tabs": f"COPY <<-'E_O_F' /x.{suffix}\n{tabbed}\tE_O_F",
        "cat": f"RUN cat <<E_O_F > /x.{suffix}\n{for_shell}E_O_F",
        "cat-quoted": f"RUN cat <<'E_O_F' > /x.{suffix}\n{body}E_O_F",
        "tee-tabs": f"RUN tee /x.{suffix} <<-'E_O_F'\n{tabbed}\tE_O_F",
        "stdin": f"RUN python3 <<E_O_F\n{for_shell}E_O_F",
        "exec": "CMD " + json.dumps(["python3", "-c", body]),
        "script": f"RUN <<E_O_F\npython3 -c {quoted}\nE_O_F",
    }[way]
    return f"FROM python:3.12\n{instruction}\n"


@settings(max_examples=200)
@given(BODIES, WAYS)
def test_what_is_right_is_never_flagged(body: tuple[str, str], way: str) -> None:
    assert places(embed(*body, way)) == []


BREAKS = {"json": "]", "yaml": "]: [", "toml": "= 1", "py": ") = 1"}


@settings(max_examples=200)
@given(BODIES, WAYS)
def test_what_is_wrong_is_flagged_inside_the_text(body: tuple[str, str], way: str) -> None:
    suffix, text = body
    broken = text.rstrip("\n") + "\n" + BREAKS[suffix] + "\n"
    source = embed(suffix, broken, way)
    templated = suffix != "py" or way not in ("stdin", "exec", "script")
    if templated and any(mark in source for mark in ("{{", "{%", "<%")):
        return
    if way == "script" and suffix == "py" and "<<" in text:
        return
    (found,) = findings(source)
    start = source.index("\n", source.index("\n") + 1) if way != "exec" or suffix != "py" else source.index("CMD")
    assert start < found.start < found.end <= len(source)
    if suffix != "yaml":
        # Nothing before is wrong.
        assert source[found.start] == BREAKS[suffix][0]
        assert source[found.start :].startswith(BREAKS[suffix])
