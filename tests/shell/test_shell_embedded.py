"""Texts in other languages: which are found, that they are what the program gets, and that they lead to the file."""

from __future__ import annotations

import json
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dockerlint
from dockerlint.shell.embedded import Embedded, embedded, is_changed_later, language_of, shebang


def texts(instruction: str, variables: dict[str, str] | None = None, escape: str = "") -> list[Embedded]:
    tree = dockerlint.parse(f"{escape}FROM python:3.12\n{instruction}\n")
    node = tree.instructions[1]
    found = embedded(node.inner or node, (variables or {}).get)
    for one in found:
        for index, character in enumerate(one.text):
            if not any(first <= index < last for first, last in one.holes) and not node.is_json and not variables:
                assert tree.text[one.line.offset(index)] == character
    return found


def shown(instruction: str, variables: dict[str, str] | None = None) -> list[tuple[str, str]]:
    return [(one.language, one.text) for one in texts(instruction, variables)]


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        ("RUN python3 -c 'print(1)'", "print(1)"),
        ('RUN python -c "print(1)"', "print(1)"),
        ("RUN python3.11 -c 'print(1)'", "print(1)"),
        ("RUN /usr/bin/python3 -uBc 'print(1)'", "print(1)"),
        ("RUN python3 -c'print(1)'", "print(1)"),
        ("RUN python3 -W ignore -X dev -Wd -c 'print(1)' argument", "print(1)"),
        ("RUN sudo -u app env A=1 python3 -c 'print(1)'", "print(1)"),
        ("RUN a && b || python3 -c 'print(1)' | c", "print(1)"),
        ("RUN X=$(python3 -c 'print(1)')", "print(1)"),
        ("RUN sh -c \"python3 -c 'print(1)'\"", "print(1)"),
        ("CMD python3 -c 'print(1)'", "print(1)"),
        ('ENTRYPOINT ["python3", "-c", "print(\\"\\u0031\\")"]', 'print("1")'),
        ('ENTRYPOINT ["sh", "-c", "python3 -c \'print(1)\'"]', "print(1)"),
        ("HEALTHCHECK --timeout=3s CMD python3 -c 'print(1)'", "print(1)"),
        ('HEALTHCHECK CMD ["python3", "-c", "print(1)"]', "print(1)"),
        ("ONBUILD RUN python3 -c 'print(1)'", "print(1)"),
        ("RUN python3 <<EOF\nprint(1)\nEOF", "print(1)\n"),
        ("RUN python3 - a b <<EOF\nprint(1)\nEOF", "print(1)\n"),
        ("RUN python3 -u - <<'EOF' > /dev/null && b\nprint('$X')\nEOF", "print('$X')\n"),
        ("RUN sudo python3 <<-EOF\n\tif 1:\n\t\tprint(1)\n\t  print(2)\n\tEOF", "if 1:\nprint(1)\n  print(2)\n"),
        ("RUN cat <<EOF | python3\nprint(1)\nEOF", "print(1)\n"),
        ("RUN <<EOF\n#!/usr/bin/env python3\nprint(f'$X')\nEOF", "#!/usr/bin/env python3\nprint(f'$X')\n"),
        ("RUN <<EOF\n#!/usr/bin/env -S python3 -u\nEOF", "#!/usr/bin/env -S python3 -u\n"),
        ("RUN <<EOF\necho\npython3 -c 'print(1)\nprint(2)'\nEOF", "print(1)\nprint(2)"),
        ('RUN <<-EOF\n\tpython3 -c "\n\tprint(1)\n\t"\n\tEOF', "\nprint(1)\n"),
        ("COPY <<EOF /app/main.py\nprint(1)\nEOF", "print(1)\n"),
        ("COPY --chmod=755 <<EOF /bin/main\n#!/usr/bin/python3\nEOF", "#!/usr/bin/python3\n"),
        ("ONBUILD COPY <<EOF /app/main.py\nprint(1)\nEOF", "print(1)\n"),
    ],
)
def test_programs_for_python(instruction: str, expected: str) -> None:
    assert shown(instruction) == [("python", expected)]


@pytest.mark.parametrize(
    "instruction",
    [
        "RUN python2 -c 'print 1'",
        "RUN python2.7 <<EOF\nprint 1\nEOF",
        "RUN python3 script.py -c 'not mine'",
        "RUN python3 -m this -c 'not mine'",
        "RUN python3 script.py <<EOF\ninput\nEOF",
        "RUN python3 -m json.tool <<EOF\n{}\nEOF",
        "RUN python3 -i <<EOF\nprint(1)\nEOF",
        "RUN python3 < file <<EOF > /dev/null < other\nprint(1)\nEOF",
        "RUN python3 3<<EOF\nprint(1)\nEOF",
        "RUN python3-config -c x",
        "RUN pythonw -c x",
        "RUN python3 -c $'print(\"\\x31\")'",
        "RUN python3 -c print*",
        "RUN python3 -c",
        "RUN xargs -I{} python3 -c 'print({})'",
        "RUN sh -c \"python3 -c 'print($X)'\"",
        "RUN <<EOF\n#!/usr/bin/env python2\nprint 1\nEOF",
        "RUN <<EOF\n#!/bin/sh\nprint 1\nEOF",
        "RUN <<EOF\ncat <<X > run.sh\npython3 -c \"print('\\$1')\"\nX\nEOF",
        'RUN bash <<EOF\npython3 -c "print($X)"\nEOF',
        'COPY ["<<EOF", "/main.py"]',
        "COPY main.py /main.py",
        "RUN cat main.py",
        "RUN cat <<EOF | tr a b | python3\nprint(1)\nEOF",
        "RUN cat <<EOF > x | python3\nprint(1)\nEOF",
    ],
)
def test_what_is_no_program(instruction: str) -> None:
    assert shown(instruction) == []


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        ("COPY <<EOF /etc/a.json\n{}\nEOF", [("json", "{}\n")]),
        ("ADD <<EOF /etc/a.toml\na = 1\nEOF", [("toml", "a = 1\n")]),
        ("COPY <<-EOF /etc/a.yml\n\ta:\n\t  b\n\tEOF", [("yaml", "a:\n  b\n")]),
        ("COPY <<a.json <<b.yaml x <<c.toml /etc/\n{}\na.json\na: 1\nb.yaml\nc = 1\nc.toml", ["json", "yaml", "toml"]),
        ("COPY <<a.json .\n{}\na.json", [("json", "{}\n")]),
        ("COPY <<EOF $DIR/a.json\n{}\nEOF", [("json", "{}\n")]),
        ("RUN cat <<EOF > /etc/a.json\n{}\nEOF", [("json", "{}\n")]),
        ("RUN > a.json cat - <<EOF\n{}\nEOF", [("json", "{}\n")]),
        ("RUN mkdir x && cat > x/a.yaml <<EOF && echo\na: 1\nEOF", [("yaml", "a: 1\n")]),
        ("RUN tee a.toml <<EOF\na = 1\nEOF", [("toml", "a = 1\n")]),
        ("RUN sudo tee /x/a.toml <<EOF > /dev/null\na = 1\nEOF", [("toml", "a = 1\n")]),
        ("RUN cat <<EOF | sudo tee Pipfile\na = 1\nEOF", [("toml", "a = 1\n")]),
        ("RUN cat <<A > a.json && cat <<B > b.yaml\n{}\nA\nb: 1\nB", ["json", "yaml"]),
        ("RUN cat <<EOF > main.py\nprint(1)\nEOF", [("python", "print(1)\n")]),
    ],
)
def test_files(instruction: str, expected: list[tuple[str, str] | str]) -> None:
    found = shown(instruction)
    assert found == expected or [language for language, _ in found] == expected


@pytest.mark.parametrize(
    "instruction",
    [
        "COPY <<EOF /etc/a.conf\n{}\nEOF",
        "COPY <<EOF /etc/a.json.j2\n{}\nEOF",
        "COPY <<EOF /etc/a.tmpl.json\n{}\nEOF",
        "COPY <<EOF /chart/templates/a.yaml\na: 1\nEOF",
        "COPY <<EOF /etc/a.yaml\na: {{ b }}\nEOF",
        "COPY <<EOF /app/tsconfig.json\n{}\nEOF",
        "COPY <<EOF /app/tsconfig.build.json\n{}\nEOF",
        "COPY <<EOF /app/.eslintrc.json\n{}\nEOF",
        "COPY <<EOF /app/a.jsonc\n{}\nEOF",
        "RUN cat <<EOF >> a.json\n{}\nEOF",
        "RUN tee -a a.json <<EOF\n{}\nEOF",
        "RUN cat -n <<EOF > a.json\n{}\nEOF",
        "RUN cat - x <<EOF > a.json\n{}\nEOF",
        "RUN envsubst <<EOF > a.json\n{}\nEOF",
        "RUN cat <<EOF 2> a.json\n{}\nEOF",
        "RUN cat < x > a.json",
        "RUN echo > a.json <<EOF\n{}\nEOF",
    ],
)
def test_what_is_no_file(instruction: str) -> None:
    assert shown(instruction) == []


@pytest.mark.parametrize(
    ("path", "language"),
    [("A.JSON", "json"), ("x/composer.lock", "json"), ("uv.lock", "toml"), ("yarn.lock", ""), ("json", ""), ("", "")],
)
def test_language_of_a_name(path: str, language: str) -> None:
    assert language_of(path) == language


@pytest.mark.parametrize(
    ("text", "program"),
    [("#!/bin/sh -e\n", "/bin/sh"), ("#! /usr/bin/env -i A=1 python3", "python3"), ("#!", ""), ("x", "")],
)
def test_shebang(text: str, program: str) -> None:
    assert shebang(text) == program


@pytest.mark.parametrize(
    ("instruction", "expected", "holes"),
    [
        ('RUN python3 -c "print(\\"a\\", \\$x, \\`, \\n, \\\\)"', 'print("a", $x, `, \\n, \\)', []),
        ('RUN python3 -c \'a "$x" \\"\'', 'a "$x" \\"', []),
        ("RUN python3 -c 'a'\"'\"'b'\\'c\\ d", "a'b'c d", []),
        ('RUN python3 -c "a $x b"', "a xx b", ["$x"]),
        ('RUN python3 -c "a ${x:-b c} $(d "e)") `f` $1 $ $"', "a xxxxxxxxx xxxxxxxxx xxx xx $ $", None),
        ("RUN python3 <<EOF\na \\$b \\` \\n \\\\ $c\\\nd\nEOF", "a $b ` \\n \\ xxd\n", ["$c"]),
        ("RUN python3 <<'EOF'\na \\$b $c\nEOF", "a \\$b $c\n", []),
        ('COPY <<EOF a.json\n\\n \\" \\$b \\\\ ` $c$(d)\nEOF', 'n " $b \\ ` xx$(d)\n', ["$c"]),
        ("COPY <<'EOF' a.json\n\\n $c\nEOF", "\\n $c\n", []),
        ('COPY <<"EOF" a.json\n\\n ${c}\nEOF', "\\n ${c}\n", []),
    ],
)
def test_quotes_escapes_and_variables(instruction: str, expected: str, holes: list[str] | None) -> None:
    (one,) = texts(instruction)
    assert one.text == expected
    if holes is not None:
        source = f"FROM python:3.12\n{instruction}\n"
        assert [source[one.line.offset(first) : one.line.end(last)] for first, last in one.holes] == holes


def test_known_values_of_copied_files() -> None:
    (one,) = texts("COPY <<EOF a.json\n[$A, ${A}, $B]\nEOF", {"A": "12"})
    assert one.text == "[12, 12, xx]\n"
    assert [one.line.offset(index) - one.line.offset(0) for index in (1, 2, 3, 5, 6, 9)] == [1, 1, 3, 5, 5, 11]
    assert one.holes == [(9, 11)]


def test_an_unreadable_expansion_hides_the_text() -> None:
    assert shown("COPY <<EOF a.json\n{ ${A\nEOF") == []
    assert shown("RUN python3 <<EOF\n$(case x in a) b;; esac)\nEOF") == []


@pytest.mark.parametrize("escape", ["", "# escape=`\n"])
def test_continuations(escape: str) -> None:
    sign = "`" if escape else "\\"
    (one,) = texts(f"RUN python3 -c 'a{sign}\n  # comment\n b; {sign}\n c'", escape=escape)
    assert one.text == "a b;  c"


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ("RUN echo x >> /etc/a.json", True),
        ("RUN x | tee -a a.json", True),
        ("RUN sed -i s/x/y/ /etc/a.json", True),
        ("RUN envsubst < a.json > b.json", True),
        ("RUN cat a.json", False),
        ("RUN sed -i s/x/y/ b.json", False),
        ("COPY a.json /", False),
    ],
)
def test_files_that_change_later(later: str, expected: bool) -> None:
    tree = dockerlint.parse(f"FROM x\n{later}\n")
    assert is_changed_later("/etc/a.json", tree.instructions) is expected


def test_long_texts_are_left_alone() -> None:
    assert shown("COPY <<EOF a.json\n" + "[\n" * 100_001 + "EOF") == []


# The shell itself is the oracle.

CHARACTERS = st.text(st.sampled_from("ab \\\"'$`(){}\n\t#;&|<>*~!"), max_size=12)


def from_sh(script: str, shell: str = "sh") -> str | None:
    done = subprocess.run([shell, "-c", script], capture_output=True, text=True, env={}, timeout=10, check=False)
    return None if done.returncode or done.stderr else done.stdout


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from("'\""), CHARACTERS), min_size=1, max_size=3))
def test_a_word_is_what_the_shell_gives(pieces: list[tuple[str, str]]) -> None:
    word = ""
    for quote, text in pieces:
        inner = text.replace("'", "") if quote == "'" else text.replace("\\", "\\\\").replace('"', '\\"')
        word += quote + (inner if quote == "'" else inner.replace("`", "\\`").replace("$", "\\$")) + quote
    script = f"python3 -c {word}"
    if "\n" in word:
        instruction = f"RUN <<EOF_\n{script}\nEOF_"
    else:
        instruction = f"RUN {script}"
        tree = dockerlint.parse("FROM x\n" + instruction)
        if len(tree.instructions) != 2 or tree.instructions[1].heredocs:
            return
    found = texts(instruction)
    if "<<" in word and "\n" in word and not found:
        return
    assert [one.text for one in found] == [from_sh(f"printf %s {word}") or ""]


@settings(max_examples=60)
@given(st.text(st.sampled_from("ab \\\"'$`\n\t"), max_size=15), st.booleans())
def test_a_heredoc_is_what_the_shell_gives(content: str, strip: bool) -> None:
    dash = "-" if strip else ""
    # An escaped line feed may join a line with the delimiter.
    content = content.rstrip("\\") + "\n"
    script = f"cat <<{dash}EOF_\n{content}EOF_\n"
    expected = from_sh(script)
    if expected != from_sh(script, "bash"):
        return  # dash leaves an escaped line feed alone that stands right behind the tabs of `<<-`
    found = texts(f"RUN python3 <<{dash}EOF_\n{content}EOF_")
    if expected is not None and found and not found[0].holes:
        assert found[0].text == expected


@given(st.text(max_size=30))
def test_exec_form_is_decoded(code: str) -> None:
    (one,) = texts("CMD " + json.dumps(["python3", "-c", code])) or [None]
    assert one is None or one.text == code
