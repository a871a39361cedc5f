from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.shell import Command, commands
from dockerlint.syntax import parse


def read(script: str) -> list[Command]:
    """Return the commands of a RUN; the script may go over several lines."""
    run = parse(f"FROM x\nRUN {script}\n").instructions[1]
    return commands(run)


def shown(script: str) -> list[str]:
    """Return each command as `connector name arguments (context)`."""
    lines = []
    for command in read(script):
        parts = [command.connector, *(word.text for word in (*command.words[:1], *command.words[1:]))]
        if command.context:
            parts.append(f"({' '.join(command.context)})")
        lines.append(" ".join(part for part in parts if part))
    return lines


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("a b && c", ["a b", "&& c"]),
        ("a || b; c | d & e", ["a", "|| b", "; c", "| d", "& e"]),
        ("a 'b c' \"d $e\" f\\ g", ['a b c "d $e" f g']),
        ("a \\\n    b \\\n# comment\n    && c", ["a b", "&& c"]),
        ("a \\\n    # && b\n && c", ["a", "&& c"]),
        ("! a && b", ["a", "&& b"]),
        ("{ a; b; } && c", ["a (group)", "; b (group)", "&& c"]),
        ("x && { a; }", ["x", "&& a (group)"]),
        ("(cd x && a) && b", ["cd x (subshell)", "&& a (subshell)", "&& b"]),
        (
            "if a; then b; elif c; then d; else e; fi; f",
            ["a (condition)", "b (branch)", "c (condition)", "d (branch)", "e (branch)", "; f"],
        ),
        ("for i in a b; do c $i; done && d", ["c $i (loop)", "&& d"]),
        ("for i in $(a b); do c; done", ["a b (substitution)", "c (loop)"]),
        ("while a; do b; done < f", ["a (condition)", "b (loop)", ""]),
        ("until a; do b; done; c", ["a (condition)", "b (loop)", "; c"]),
        ("case $x in a|b) c;; *) d e;; esac; f", ["c (branch)", "d e (branch)", "; f"]),
        ("case $(x) in (a) b ;; esac", ["x (substitution)", "b (branch)"]),
        ("f() { a; }; f", ["a (function)", "; f"]),
        ("function f { a; }; f", ["a (function)", "; f"]),
        ("a $(b | c) d", ["a $(b | c) d", "b (substitution)", "| c (substitution)"]),
        ("a `b c`", ["a `b c`", "b c (substitution)"]),
        ('a "$(b "$(c)")"', ['a "$(b "$(c)")"', 'b "$(c)" (substitution)', "c (substitution substitution)"]),
        ("a $((1 + 2)) ${b:-$(c)}", ["a $((1 + 2)) ${b:-$(c)}", "c (substitution)"]),
        ("diff <(a) >(b)", ["diff <(a) >(b)", "a (substitution)", "b (substitution)"]),
        ("[[ a && b < c ]] && d", ["[[ a b c ]]", "&& d"]),
        ("a=(b c) d", ["d"]),
        ("find . -exec rm {} \\; && a", ["find . -exec rm {} ;", "rm {}", "&& a"]),
        ("a # comment", ["a"]),
        ("a b#c", ["a b#c"]),
        ("echo 'it''s' $'a\\'b' c", ["echo its $'a\\'b' c"]),
    ],
)
def test_structure(script: str, expected: list[str]) -> None:
    assert shown(script) == expected


@pytest.mark.parametrize(
    ("script", "name", "arguments", "wrappers"),
    [
        ("sudo -E -u root apt-get install x", "apt-get", ["install", "x"], ("sudo",)),
        ("env -u A B=c pip install x", "pip", ["install", "x"], ("env",)),
        ("exec nice -n 5 make", "make", [], ("exec", "nice")),
        ("time /usr/bin/apt-get update", "apt-get", ["update"], ("time",)),
        ("gosu user npm ci", "npm", ["ci"], ("gosu",)),
        ("timeout -k 5 30 curl x", "curl", ["x"], ("timeout",)),
        ("xargs -n 1 rm -f", "rm", ["-f"], ("xargs",)),
        ("sudo", "sudo", [], ()),
        ("sudo -u root", "sudo", ["-u", "root"], ()),
    ],
)
def test_wrappers_are_seen_through(script: str, name: str, arguments: list[str], wrappers: tuple[str, ...]) -> None:
    (command,) = read(script)
    assert (command.name, [word.text for word in command.arguments], command.wrappers) == (
        name,
        arguments,
        wrappers,
    )


@pytest.mark.parametrize(
    "text",
    [
        "FROM x\nRUN sh -c 'apt-get update && pip install y'\n",
        'FROM x\nRUN bash -exc "apt-get update && pip install y"\n',
        'FROM x\nRUN ["sh", "-c", "apt-get update && pip install y"]\n',
        'FROM x\nCMD ["/bin/bash", "-o", "pipefail", "-c", "apt-get update && pip install y"]\n',
        "FROM x\nHEALTHCHECK CMD apt-get update && pip install y\n",
        "FROM x\nRUN <<EOF\napt-get update\npip install y\nEOF\n",
        "FROM x\nRUN <<-EOF bash\n\tapt-get update && \\\n\t  pip install y\n\tEOF\n",
        "FROM x\nRUN bash <<'EOF'\n#!/bin/bash\napt-get update # comment\npip install y\nEOF\n",
        "FROM x\nRUN bash -eo pipefail <<EOF\napt-get update\npip install y\nEOF\n",
        "FROM x\nRUN sh -s -- word <<EOF\napt-get update\npip install y\nEOF\n",
        "FROM x\nRUN sh -c 'apt-get update \\\n   && pip install y'\n",
    ],
)
def test_scripts_inside_are_read_at_their_place(text: str) -> None:
    found = {command.name: command for command in commands(parse(text).instructions[1])}
    assert text[slice(*found["apt-get"].span)] == "apt-get update"
    assert text[slice(*found["pip"].span)] == "pip install y"


def test_escapes_in_json_keep_spans_exact() -> None:
    text = 'FROM x\nRUN ["sh", "-c", "echo \\"a b\\" \\u00e9 \\ud83d\\ude00 && rm\\t-rf /x"]\n'
    found = {command.name: command for command in commands(parse(text).instructions[1])}
    assert [word.value for word in found["echo"].arguments] == ["a b", "é", "😀"]
    assert text[slice(*found["rm"].arguments[1].span)] == "/x"
    assert text[slice(*found["rm"].arguments[0].span)] == "-rf"


@pytest.mark.parametrize(
    "text",
    [
        "FROM x\nRUN <<EOF\n#!/usr/bin/env python3\nprint('apt-get update')\nEOF\n",
        "FROM x\nRUN cat <<EOF > /x\napt-get update\nEOF\n",
        "FROM x\nRUN bash /script <<EOF\napt-get update\nEOF\n",
        "FROM x\nRUN python3 <<EOF\napt-get\nEOF\n",
    ],
)
def test_other_heredocs_are_no_script(text: str) -> None:
    assert "apt-get" not in [command.name for command in commands(parse(text).instructions[1])]


def test_redirects_and_assignments() -> None:
    (command,) = read('A=b C="$d" cmd x > out 2>&1 < in <<< word &> both')
    assert [(one.name, one.value) for one in command.assignments] == [("A", "b"), ("C", None)]
    assert [(one.operator, one.descriptor, one.target.text, one.writes) for one in command.redirects] == [
        (">", "", "out", True),
        (">&", "2", "1", False),
        ("<", "", "in", False),
        ("<<<", "", "word", False),
        ("&>", "", "both", True),
    ]


def test_options() -> None:
    (command,) = read("apt-get -qqy install --no-install-recommends -o Dpkg::Use-Pty=0 -t=stable --target dir curl")
    assert command.has("-y")
    assert command.has("-q", "--quiet")
    assert command.has("--no-install-recommends")
    assert not command.has("-z", "--no-install")
    assert not command.has("--yes")
    target = command.option_value("--target")
    assert target is not None
    assert target.text == "dir"
    valued = ("-o", "-t", "--target")
    assert [word.text for word in command.positionals(valued)] == ["install", "curl"]
    assert command.subcommand(valued) == "install"


@pytest.mark.parametrize(
    ("option", "script"),
    [("--target", "x --target=dir"), ("--target", "x --target dir"), ("-d", "x -d dir"), ("-d", "x -ddir")],
)
def test_option_values(option: str, script: str) -> None:
    (command,) = read(script)
    value = command.option_value(option)
    assert value is not None
    assert value.text == "dir"


PLAIN = st.text(st.sampled_from("ab1-_./:@%+,=\\'\" \t"), min_size=1, max_size=30)


@given(PLAIN)
def test_simple_commands_agree_with_shlex(text: str) -> None:
    try:
        expected = shlex.split(text)
    except ValueError:
        return
    run = parse(f"FROM x\nRUN :  {text}  :\n").instructions[1]
    if run.is_json or run.end_line != 2:
        return
    (command,) = commands(run)
    try:
        expected = shlex.split(run.value[0])
    except ValueError:
        return
    assert [word.value for word in command.words] == expected


SHELL = st.lists(
    st.sampled_from("ab $(){}[]<>|&;'\"`\\\n#!=*?~-0")
    | st.sampled_from(["if ", "fi", " do ", "case x in ", "${", "$("]),
    max_size=60,
).map("".join)


@given(SHELL)
def test_any_text_is_read_and_spans_stay_inside(script: str) -> None:
    text = f"FROM x\nRUN <<'END'\n{script}\nEND\n"
    run = parse(text).instructions[1]
    for command in commands(run):
        assert run.start <= command.start <= command.end <= run.end
        for word in command.words:
            assert command.start <= word.start <= word.end


@given(
    st.lists(
        st.sampled_from(["a", "b c", "\\\n", "\\\n# comment\n", "&& ", "'q r'", '"s"', "\\\n\\\n", " ", "$x", "> f "]),
        max_size=20,
    )
)
def test_words_cut_out_of_the_file_are_their_raw_text(parts: list[str]) -> None:
    text = "FROM x\nRUN z " + "".join(parts) + " z\n"
    run = parse(text).instructions[1]
    for command in commands(run):
        for word in command.words:
            cut = text[word.start : word.end]
            lines = [line for line in cut.split("\n") if not line.lstrip().startswith("#")]
            joined = "".join(
                line.rstrip(" ")[:-1] if line.rstrip(" ").endswith("\\") and line is not lines[-1] else line
                for line in lines
            )
            assert joined == word.raw


@pytest.mark.parametrize(
    "piece",
    [
        "$(",
        '"$(',
        "`",
        "'",
        '"',
        "{ ",
        "(",
        "${",
        "if ",
        "case x in ",
        "\\",
        "((",
        "<(",
        "a; ",
        "$((",
        "f() { ",
    ],
)
def test_depth_and_length_are_no_matter(piece: str) -> None:
    # Deep nesting must neither recurse without end nor read again and again: this would run for hours.
    run = parse(f"FROM x\nRUN <<'END'\n{piece * (200_000 // len(piece))}\nEND\n").instructions[1]
    assert isinstance(commands(run), list)


@pytest.mark.parametrize(
    ("script", "name", "wrappers", "elsewhere"),
    [
        ("su -c 'a b' web", "a", ("su",), False),
        ("su web -c 'a b'", "a", ("su",), False),
        ("su - web -s /bin/bash -c 'a b'", "a", ("su",), True),
        ("su --command='a b' --login web", "a", ("su",), True),
        ("su -lc 'a b' web", "a", ("su",), True),
        ("runuser -l web -c 'a b'", "a", ("runuser",), True),
        ("runuser -u web -- a b", "a", ("runuser",), False),
        ("setpriv --reuid web --init-groups a b", "a", ("setpriv",), False),
        ("setpriv --reuid=web a b", "a", ("setpriv",), False),
        ("doas -u web a b", "a", ("doas",), False),
        ("busybox sh -c 'a b'", "a", ("busybox",), False),
        ("sudo -Hu web a b", "a", ("sudo",), False),
        ("sudo -i a b", "a", ("sudo",), True),
        ("sudo -u web sh -c 'a b'", "a", ("sudo",), False),
        ("env -C /x a b", "a", ("env",), True),
        ("chroot /mnt a b", "a", ("chroot",), True),
        ("xargs -I{} sh -c 'a {}'", "a", ("xargs",), False),
        ("find . -name x -exec a {} +", "a", ("find",), False),
        ("find . -execdir a {} \\;", "a", ("find",), True),
        ("find . -exec sh -c 'a {}' \\;", "a", ("find",), False),
        ("sudo find . -exec sudo a {} \\;", "a", ("sudo", "find", "sudo"), False),
    ],
)
def test_what_runs_a_command(script: str, name: str, wrappers: tuple[str, ...], elsewhere: bool) -> None:
    command = next(one for one in read(script) if one.name == name)
    assert command.wrappers == wrappers
    assert command.elsewhere == elsewhere
    assert command.as_other_user == (wrappers[0] not in ("busybox", "env", "xargs", "find"))


@pytest.mark.parametrize(
    "script", ["su web", "su web script", "find . -exec", "find . -exec \\;", "runuser -l web", "su -c"]
)
def test_what_runs_nothing(script: str) -> None:
    assert len(read(script)) == 1


def test_words_of_find_and_su_stand_at_their_place() -> None:
    text = 'FROM x\nRUN ["find", ".", "-exec", "su", "-c", "rm \\"a b\\" c", ";"]\n'
    command = next(one for one in commands(parse(text).instructions[1]) if one.name == "rm")
    assert text[slice(*command.span)] == 'rm \\"a b\\" c'
