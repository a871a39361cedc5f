"""What the typed properties of each instruction say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from dockerlint.syntax import parse
from dockerlint.syntax.instructions import (
    BY_KEYWORD,
    Add,
    Arg,
    Copy,
    Env,
    Expose,
    From,
    Healthcheck,
    Instruction,
    Label,
    Onbuild,
    Run,
    User,
    Volume,
    Workdir,
    csv_fields,
    unquote,
)

if TYPE_CHECKING:
    from dockerlint.syntax.text import Word


def only(text: str) -> Any:
    (instruction,) = parse(text).instructions
    return instruction


def value(word: Word | None) -> str | None:
    return None if word is None else word.value


def values(words: list[Word]) -> list[str]:
    return [word.value for word in words]


@pytest.mark.parametrize("keyword", sorted(BY_KEYWORD))
def test_every_keyword_has_its_class_in_any_case(keyword: str) -> None:
    for written in (keyword, keyword.lower(), keyword.title()):
        instruction = only(f"{written} a=b\n")
        assert type(instruction) is BY_KEYWORD[keyword]
        assert instruction.keyword == keyword
        assert instruction.keyword_word.raw == written


def test_an_unknown_keyword_has_the_common_class() -> None:
    assert type(only("NOPE a b")) is Instruction
    assert only("NOPE a b").value == ("a b",)


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("WOR\u212aDIR /a", "WORKDIR"),  # the Kelvin sign: BuildKit compares in Go's lower case
        ("WORKD\u0130R /a", "WORKDIR"),
        ("u\u017fer a", "U\u017fER"),  # the long s is no s there
        ("ma\u00dfe x", "MA\u00dfE"),
        ("RUN\u00a0x", "RUN\u00a0X"),  # only ASCII blanks end a keyword
    ],
)
def test_keywords_beyond_ascii(text: str, keyword: str) -> None:
    instruction = only(text)
    assert instruction.keyword == keyword
    assert instruction.keyword_word.raw == text.partition(" ")[0]


@pytest.mark.parametrize(
    ("text", "image", "alias", "platform"),
    [
        ("FROM a", "a", None, None),
        ("FROM a:1@sha256:0 AS b", "a:1@sha256:0", "b", None),
        ("from --platform=$BUILDPLATFORM a as B", "a", "B", "$BUILDPLATFORM"),
        ("FROM ${A:-b}", "${A:-b}", None, None),
        ("FROM a \\\n  AS \\\n  # the name\n  b", "a", "b", None),
        ("FROM a AS", "a", None, None),
        ("FROM a WITH b", "a", None, None),
        ("FROM a AS b c", "a", None, None),
        ("FROM", None, None, None),
    ],
)
def test_from(text: str, image: str | None, alias: str | None, platform: str | None) -> None:
    instruction = only(text)
    assert isinstance(instruction, From)
    assert (value(instruction.image), value(instruction.alias)) == (image, alias)
    assert (instruction.platform.value if instruction.platform else None) == platform
    assert (instruction.as_word is None) == (alias is None)


@pytest.mark.parametrize(
    ("text", "sources", "destination", "is_json"),
    [
        ("COPY a /b", ["a"], "/b", False),
        ("COPY a  b\tc /d/", ["a", "b", "c"], "/d/", False),
        ('COPY ["a b", "/c d"]', ["a b"], "/c d", True),
        ('COPY "a b" /c', ['"a', 'b"'], "/c", False),
        ("COPY --from=x --chown=1:2 a /b", ["a"], "/b", False),
        ("COPY <<A <<B /c\nA\nB\n", ["<<A", "<<B"], "/c", False),
        ("COPY a", [], None, False),
        ("COPY", [], None, False),
        ("COPY []", [], None, True),
        ("ADD https://example.org/a.tar /b", ["https://example.org/a.tar"], "/b", False),
    ],
)
def test_copy_and_add(text: str, sources: list[str], destination: str | None, *, is_json: bool) -> None:
    instruction = only(text)
    assert isinstance(instruction, Copy | Add)
    assert values(instruction.sources) == sources
    assert value(instruction.destination) == destination
    assert instruction.is_json is is_json


def test_copy_flags() -> None:
    copy = only("COPY --from=x --chown=a:b --chmod=u+x --link --parents --exclude=a --exclude=b s d")
    assert [(flag.name, flag.value) for flag in copy.flags] == [
        ("from", "x"),
        ("chown", "a:b"),
        ("chmod", "u+x"),
        ("link", None),
        ("parents", None),
        ("exclude", "a"),
        ("exclude", "b"),
    ]
    assert (copy.from_.value, copy.chown.value, copy.chmod.value) == ("x", "a:b", "u+x")
    assert (copy.link, copy.parents) == (True, True)
    assert [flag.value for flag in copy.excludes] == ["a", "b"]
    plain = only("COPY --link=false s d")
    assert (plain.from_, plain.chown, plain.chmod, plain.link, plain.parents, plain.excludes) == (
        None,
        None,
        None,
        False,
        False,
        [],
    )


@pytest.mark.parametrize(
    ("text", "unpack", "keep_git_dir", "checksum"),
    [
        ("ADD a b", None, False, None),
        ("ADD --unpack --keep-git-dir a b", True, True, None),
        ("ADD --unpack=false --keep-git-dir=TRUE --checksum=sha256:0 a b", False, True, "sha256:0"),
    ],
)
def test_add_flags(text: str, unpack: bool | None, keep_git_dir: bool, checksum: str | None) -> None:
    add = only(text)
    assert (add.unpack, add.keep_git_dir) == (unpack, keep_git_dir)
    assert (add.checksum.value if add.checksum else None) == checksum


@pytest.mark.parametrize(
    ("text", "flags", "rest"),
    [
        ("RUN --a --b= --c=d=e f", [("a", None), ("b", ""), ("c", "d=e")], "f"),
        ("RUN --a=\"b c\"' d' e", [("a", "b c d")], "e"),
        ("RUN --a=b\\ c d", [("a", "b c")], "d"),
        ("RUN --a=b \\\n  --c \\\n  # why\n  d", [("a", "b"), ("c", None)], "d"),
        ("RUN -- --a b", [], "--a b"),
        ("RUN --a -b --c", [("a", None)], "-b --c"),
        ("RUN a --b", [], "a --b"),
        ("RUN --a", [("a", None)], None),
        ("RUN --a=\u2003b c", [("a", "\u2003b")], "c"),  # only ASCII blanks end a flag
        ("RUN \u2003--a b", [], "--a b"),
        ("# escape=`\nRUN --a=C:\\b` c d", [("a", "C:\\b c")], "d"),
    ],
)
def test_flags(text: str, flags: list[tuple[str, str | None]], rest: str | None) -> None:
    run = only(text)
    assert [(flag.name, flag.value) for flag in run.flags] == flags
    assert run.value == (() if rest is None else (rest,))


def test_the_last_flag_of_a_name_is_given() -> None:
    run = only("RUN --network=none --network=host x")
    assert run.flag("network").value == run.network == "host"
    assert run.flag("security") is run.security is None
    assert only("RUN --security=insecure x").security == "insecure"
    assert [flag.value for flag in only("RUN --device=a --device=b,required x").devices] == ["a", "b,required"]


@pytest.mark.parametrize(
    ("mount", "expected"),
    [
        # type, target, source, from, id, sharing, read-only
        ("type=cache,target=/a", ("cache", "/a", None, None, None, None, False)),
        (
            "type=cache,dst=/a,id=b,sharing=locked,from=c,source=/d",
            ("cache", "/a", "/d", "c", "b", "locked", False),
        ),
        ("target=/a", ("bind", "/a", None, None, None, None, True)),
        ("type=bind,src=s,destination=/a,rw", ("bind", "/a", "s", None, None, None, False)),
        ("TYPE=Cache,RO,target=/a", ("cache", "/a", None, None, None, None, True)),
        ("type=bind,target=/a,readonly=false", ("bind", "/a", None, None, None, None, False)),
        ("type=cache,target=/a,readwrite=0", ("cache", "/a", None, None, None, None, True)),
        ("target=/a,ro,rw", ("bind", "/a", None, None, None, None, False)),
        ("target=/a,dst=/b,target=/c,target=/d,dst=/e", ("bind", "/e", None, None, None, None, True)),
        ("type=secret,id=t", ("secret", None, None, None, "t", None, True)),
        ("type=tmpfs,target=/a", ("tmpfs", "/a", None, None, None, None, False)),
        ('\'type=cache,"target=/a,b","id=""q"""\'', ("cache", "/a,b", None, None, '"q"', None, False)),
        ('"type=cache,target=/a b"', ("cache", "/a b", None, None, None, None, False)),
        ("type=cache,target=/a\\ b", ("cache", "/a b", None, None, None, None, False)),
    ],
)
def test_run_mounts(mount: str, expected: tuple[object, ...]) -> None:
    (found,) = only(f"RUN --mount={mount} make").mounts
    assert (
        found.type,
        found.target,
        found.source,
        found.from_,
        found.id,
        found.sharing,
        found.read_only,
    ) == expected


def test_run_without_and_with_many_mounts() -> None:
    assert only("RUN make").mounts == []
    run = only("RUN --mount=type=ssh --network=none --mount=type=secret,id=a,required make")
    assert [mount.type for mount in run.mounts] == ["ssh", "secret"]
    assert run.mounts[1].options == {"type": "secret", "id": "a", "required": "true"}
    assert run.mounts is run.mounts


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("", []),
        ("a", ["a"]),
        ("a,b", ["a", "b"]),
        ("a,,b,", ["a", "b"]),
        ('"a,b",c', ["a,b", "c"]),
        ('"a""b"', ['a"b']),
        ('a"b,c', ['a"b', "c"]),
        ('"open,a', ["open,a"]),
    ],
)
def test_csv_fields(text: str, fields: list[str]) -> None:
    assert csv_fields(text) == fields


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("ENV A=1 B=2", [("A", "1", False), ("B", "2", False)]),
        ("ENV A b  c ", [("A", "b  c", True)]),
        ("ENV A b=c", [("A", "b=c", True)]),
        ("ENV A= B=", [("A", "", False), ("B", "", False)]),
        ("ENV A=\"b c\" B='d e' C=f\\ g", [("A", '"b c"', False), ("B", "'d e'", False), ("C", "f\\ g", False)]),
        ("ENV A=b=c", [("A", "b=c", False)]),
        ("ENV A=1 \\\n  # why\n  B=2", [("A", "1", False), ("B", "2", False)]),
        ("ENV A=1\\\n2", [("A", "12", False)]),
        ("ENV", []),
        ('LABEL "a b"="c"', [('"a b"', '"c"', False)]),
        ("LABEL a b", [("a", "b", True)]),
        ("ARG A", [("A", None, False)]),
        ('ARG A B=1 C="d e"', [("A", None, False), ("B", "1", False), ("C", '"d e"', False)]),
        ("ARG A=", [("A", "", False)]),
        ("ARG", []),
        ("# escape=`\nENV A=C:\\b` c B=d", [("A", "C:\\b` c", False), ("B", "d", False)]),
        ('# escape=`\nENV A=\\"b c"', [("A", '\\"b c"', False)]),
    ],
)
def test_pairs(text: str, pairs: list[tuple[str, str | None, bool]]) -> None:
    instruction = only(text)
    assert isinstance(instruction, Env | Label | Arg)
    assert [(pair.key.value, value(pair.value), pair.legacy) for pair in instruction.pairs] == pairs


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("ENV A=1 B='2 3'", ["A=1", "B='2 3'"]),
        ("ENV A  b c", ["A  b c"]),
        ("ENV A=\\\n  B=2", ["A=", "B=2"]),
        ("ARG A B=1", ["A", "B=1"]),
        ("LABEL a=1 \\\n  b=2\\\n3", ["a=1", "b=2\\\n3"]),
    ],
)
def test_span_of_a_pair(text: str, spans: list[str]) -> None:
    tree = parse(text)
    instruction = tree.instructions[0]
    assert isinstance(instruction, Env | Label | Arg)
    assert [tree.text[slice(*pair.span)] for pair in instruction.pairs] == spans


@pytest.mark.parametrize(
    ("text", "name"),
    [('ENV "A"=b', "A"), ("ENV A\\ B=c", "A B"), ("ENV 'A'=b", "A"), ('# escape=`\nENV A`"\\n=b', 'A"\\n')],
)
def test_name_of_a_pair(text: str, name: str) -> None:
    assert only(text).pairs[0].name == name


@pytest.mark.parametrize(
    ("text", "kind", "command", "is_json"),
    [
        ("HEALTHCHECK NONE", "NONE", [], False),
        ("HEALTHCHECK CMD a  b", "CMD", ["a  b"], False),
        ('HEALTHCHECK --interval=1s cmd ["a", "b"]', "cmd", ["a", "b"], True),
        ("HEALTHCHECK CMD", "CMD", [], False),
        ("HEALTHCHECK CMD [a]", "CMD", ["[a]"], False),
        ("HEALTHCHECK --retries=1", None, [], False),
        ("HEALTHCHECK CMD\u2003a", "CMD\u2003a", [], False),
    ],
)
def test_healthcheck(text: str, kind: str | None, command: list[str], *, is_json: bool) -> None:
    healthcheck = only(text)
    assert isinstance(healthcheck, Healthcheck)
    assert value(healthcheck.type) == kind
    assert values(healthcheck.command) == command
    assert healthcheck.is_json is is_json
    assert healthcheck.value == (() if kind is None else (kind, *command))


def test_onbuild_holds_an_instruction() -> None:
    onbuild = only('ONBUILD COPY --from=x --link ["a", "b"]')
    assert isinstance(onbuild, Onbuild)
    inner = onbuild.inner
    assert isinstance(inner, Copy)
    assert (inner.keyword, inner.value, inner.is_json, inner.link) == ("COPY", ("a", "b"), True, True)
    assert (onbuild.value, onbuild.is_json, onbuild.flags) == (("a", "b"), True, [])


def test_onbuild_holds_heredocs() -> None:
    onbuild = only("ONBUILD RUN <<A\nx\nA\n")
    assert [heredoc.content for heredoc in onbuild.heredocs] == ["x\n"]
    assert onbuild.inner.heredocs == onbuild.heredocs


def test_onbuild_does_not_nest() -> None:
    outer = only("ONBUILD ONBUILD ENV a")
    assert outer.inner.keyword == "ONBUILD"
    assert outer.inner.inner is None
    assert outer.value == ()
    assert only("ONBUILD").inner is None


@pytest.mark.parametrize(
    ("text", "is_json", "expected"),
    [
        ('RUN ["a", "b c"]', True, ("a", "b c")),
        ("RUN []", True, ()),
        ('RUN  [ "a" ,\t"b" ] ', True, ("a", "b")),
        (r'CMD ["\u00e9\ud83d\ude00\n\"\\\/"]', True, ('\u00e9\U0001f600\n"\\/',)),
        (r'CMD ["\ud800"]', True, ("\ufffd",)),
        (r'CMD ["\udc00\ud800"]', True, ("\ufffd\ufffd",)),
        ('CMD ["a"] # text behind', True, ("a",)),
        ("CMD ['a']", False, ("['a']",)),
        ('CMD ["a",]', False, ('["a",]',)),
        ('CMD ["a" "b"]', False, ('["a" "b"]',)),
        (r'CMD ["\x"]', False, (r'["\x"]',)),
        (r'CMD ["\u12"]', False, (r'["\u12"]',)),
        ("CMD [a]", False, ("[a]",)),
        ("CMD [01]", False, ("[01]",)),
        ("CMD [-]", False, ("[-]",)),
        ("CMD [1.]", False, ("[1.]",)),
        ("CMD [1e]", False, ("[1e]",)),
        ("CMD [1e999]", False, ("[1e999]",)),  # Go cannot hold the number: shell form, not an error
        ('CMD [{"a" 1}]', False, ('[{"a" 1}]',)),
        ("CMD [{1: 2}]", False, ("[{1: 2}]",)),
        ("CMD [tru]", False, ("[tru]",)),
        ("CMD [", False, ("[",)),
        ("CMD " + "[" * 10_001 + "]" * 10_001, False, ("[" * 10_001 + "]" * 10_001,)),
        ("EXPOSE [80]", False, ("[80]",)),
        ('USER ["a"]', False, ('["a"]',)),
        ('VOLUME ["/a"]', True, ("/a",)),
        ("VOLUME [/a b]", False, ("[/a", "b]")),
        ('SHELL ["sh", "-c"]', True, ("sh", "-c")),
        ('RUN --network=none ["a"]', True, ("a",)),
    ],
)
def test_json_form(text: str, is_json: bool, expected: tuple[str, ...]) -> None:
    instruction = only(text)
    assert (instruction.is_json, instruction.value) == (is_json, expected)


@pytest.mark.parametrize(
    "element", ["1", "-1.5e+3", "null", "true", "false", "[]", "{}", '{"a": [1, {"b": "c"}], "d": ""}']
)
@pytest.mark.parametrize("array", ["[{}]", '["a", {}]', '[{}, "a"]'])
def test_a_json_array_of_other_things_is_refused(element: str, array: str) -> None:
    tree = parse("CMD " + array.replace("{}", element, 1))
    assert [error.code for error in tree.errors] == ["invalid-arguments"]
    assert tree.instructions == []


def test_text_behind_a_json_array_is_seen() -> None:
    cmd = only('CMD ["a"] b')
    assert cmd.line.text[cmd.json_end : cmd.last] == " b"


def test_words_of_the_rest() -> None:
    assert isinstance(only("EXPOSE 80 53/udp"), Expose)
    assert values(only("EXPOSE 80 53/udp").ports) == ["80", "53/udp"]
    assert isinstance(only("VOLUME /a /b"), Volume)
    assert values(only("VOLUME /a /b").paths) == ["/a", "/b"]
    assert isinstance(only("WORKDIR /a b"), Workdir)
    assert only("WORKDIR  /a b ").path.value == "/a b"
    assert isinstance(only("USER a:b"), User)
    assert (only("USER a:b").user, only("USER a:b").group) == ("a", "b")
    assert (only("USER 1").user, only("USER 1").group) == ("1", None)
    assert (only("USER a:").user, only("USER a:").group) == ("a", "")
    assert only("STOPSIGNAL 9").value == ("9",)
    assert only("MAINTAINER a b <c>").value == ("a b <c>",)
    assert isinstance(only("RUN a"), Run)


def test_spans_lines() -> None:
    tree = parse("RUN a\nRUN b \\\n c\nRUN <<E\nE\n")
    assert [instruction.spans_lines() for instruction in tree.instructions] == [False, True, True]


@pytest.mark.parametrize(
    ("text", "escape", "plain"),
    [
        ("a", "\\", "a"),
        ("\"a b\"'c d'", "\\", "a bc d"),
        (r"\"a\ b", "\\", '"a b'),
        (r'"\"\$\\\a"', "\\", r'"$\\a'),
        (r"'\a'", "\\", r"\a"),
        ('"`"`\\"', "`", '"`\\'),
        ("C:\\a", "`", "C:\\a"),
        ("a\\", "\\", "a"),
        ("${a}", "\\", "${a}"),
    ],
)
def test_unquote(text: str, escape: str, plain: str) -> None:
    assert unquote(text, escape) == plain
