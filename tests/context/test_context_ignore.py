r"""`.dockerignore` has BuildKit's meaning.

The verdicts were checked against moby/patternmatcher and the walk of tonistiigi/fsutil, with which BuildKit
sends a context.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.context import IgnoreFile, parse_ignore

# An ignore file, paths that stay out, paths that get in.
VERDICTS = [
    # Plain names count from the root, and for everything below.
    ("node_modules", "node_modules node_modules/a/b.js", "src/node_modules node_modules2 Node_modules"),
    ("a/b", "a/b a/b/c", "a a/bc x/a/b"),
    ("/a", "a a/b", "x/a"),
    ("//a//b/", "a/b a/b/c", "a b"),
    ("./a/../b/.", "b b/c", "a a/b"),
    ("../a", "", "a x/a"),
    ("/../a", "a", "b"),
    ("a/..", "", "a b"),
    (".", "", "a a/b .a"),
    ("/", "", "a a/b"),
    ("target/", "target target/debug/x", "x/target"),
    # `*` and `?` stay in one component; a match of a parent is a match.
    ("*", "a .a a/b", ""),
    ("*.pyc", "a.pyc .pyc a.pyc/b", "x/a.pyc a.pyc2 a.py"),
    ("*/*.pyc", "x/a.pyc", "a.pyc x/y/a.pyc"),
    ("a?c", "abc axc/d aéc", "ac a/c abbc"),
    ("a*", "a ab/c a.b", "b/a"),
    ("*/temp*", "x/temp x/temperature/y", "temp x/y/temp"),
    # `**` is any number of components, or any end and any start of a path.
    ("**", "a a/b .a", ""),
    ("**/", "a a/b", ""),
    ("**/*", "a a/b", ""),
    ("**/foo", "foo a/foo a/b/foo foo/x a/foo/x", "afoo foob a/foob"),
    ("**foo", "foo a/foo afoo a/bfoo foo/x", "foob"),
    ("foo/**", "foo/a foo/a/b", "foo foob/a x/foo/a"),
    ("foo**", "foo foobar foo/a foobar/b", "afoo x/foo"),
    ("a/**/b", "a/b a/x/b a/x/y/b a/b/c", "ab a/xb"),
    ("a**b", "ab a/b a/x/b ax/b", "axb"),
    ("**/*.log", "a.log x/a.log x/y/.log", "a.log2 log"),
    ("**/a/**", "a/x y/a/x", "a y/a"),
    ("***", "a a/b", ""),
    ("***/a", "xy/a z/xy/a/b", "a"),
    ("**/**/a", "a x/a x/y/a", "xa"),
    # Classes and escapes.
    ("[ab].txt", "a.txt b.txt", "c.txt ab.txt [ab].txt"),
    ("[^a].txt", "b.txt é.txt", "a.txt"),
    ("[!a].txt", "a.txt !.txt", "b.txt"),
    ("[a-c]x", "ax cx", "dx -x"),
    ("[^a]b", "cb -b", "ab x/cb b"),
    ("a[^x]b", "a/b ayb", "axb ab"),
    (r"\*.txt", "*.txt", "a.txt"),
    (r"\[a]", "[a]", "a"),
    (r"\!a", "!a", "a"),
    (r"\#a", "#a", "a"),
    (r"a\/b", "a/b", "ab"),
    (r"[\]]", "]", "[ \\"),
    # What other syntaxes give a meaning has none here.
    ("a.b+(c)$", "a.b+(c)$", "aXb+(c)$ a.bb(c)"),
    ("*.b+(c)$", "x.b+(c)$", "xXb+(c)$ x.bbc"),
    ("*.{js,ts}", "a.{js,ts}", "a.js a.ts"),
    ("{a,b}", "{a,b}", "a b"),
    ("a^b", "a^b", "ab"),
    ("~", "~", "a"),
    # Surprises of the translation to a Go regular expression, which knows no classes.
    ("[*].txt", "].txt [].txt ^[].txt [/].txt", "*.txt a.txt"),
    ("[?].txt", "[].txt ^].txt", "?.txt a.txt"),
    (r"src\d", "src1 src9", "srcd src\\d src/d"),
    (r"src\Debug", "srcDebug src/ebug", "src/Debug src\\Debug"),
    (r"*\bin", "", "bin a/bin srcbin"),
    (r"a\.b", "a.b", "a\\.b axb"),
    (r"a\x41", "aA", "ax41"),
    (r"a\101", "aA", "a101"),
    (r"\Qa*b", "a[^/]*b$ a[^/]*b$c", "a*b axb"),
    ("[[:digit:]]x", "7x", ":x ax"),
    ("[[:^digit:]]x", "ax :x", "7x"),
    ("*.a|b", "x.a x.ab x.ac b xb", "x.c bc a"),
    ("*|", "a a/b", ""),
    ("a?{2}", "abc", "ab a?{2}"),
    (r"[x]\pL", "xé xZ", "x1"),
    ("*^a", "a", "ba *^a"),
    # Comments, blank lines, white space, byte order mark.
    ("#a\nb", "b", "a #a"),
    (" #a", "#a", "a"),
    ("  a  \n\t\n\n b\t", "a b", "c"),
    ("\ufeff#a\nb", "b", "a"),
    ("\ufeffa", "a", "\ufeffa"),
    ("a\r\nb\r\n", "a b", "a\r"),
    ("\xa0a\u2003", "a", "b"),
    ("\x1ca", "\x1ca", "a"),
    ("/ a", "a", "b"),
    ("é/ñ", "é/ñ é/ñ/x", "é"),
    ("", "", "a .dockerignore Dockerfile"),
    # Dockerfile and ignore file are no exceptions for COPY.
    ("Dockerfile\n.dockerignore", "Dockerfile .dockerignore", "x"),
    # Exceptions: the last line that matches decides.
    ("*.md\n!README.md", "a.md", "README.md"),
    ("!README.md\n*.md", "a.md README.md", "x"),
    ("*.md\n!README*.md\nREADME-secret.md", "a.md README-secret.md", "README.md README-x.md"),
    ("a\n!a/b", "a a/c", "a/b a/b/c"),
    ("*\n!src\n!package.json", "a x/src", "src src/a/b package.json"),
    ("*\n!**/*.go", "a.py d d/a.py", "a.go d/a.go d/e/a.go"),
    ("*\n!a\na/b\n!a/b/c", "x a/b a/b/d", "a a/c a/b/c a/b/c/d"),
    ("a/*\n!a/keep", "a/x a/x/keep", "a a/keep a/keep/x"),
    ("a/**\n!a/b/", "a/x", "a a/b a/b/c"),
    ("**/tmp\n!keep/tmp", "tmp x/tmp tmp/x", "keep/tmp keep/tmp/x"),
    ("*\n! a", "x", "a a/b"),
    ("*\n!/a", "x", "a a/b"),
    ("*\n/!a", "x !a", "a"),
    ("*\n!!a", "a x", "!a"),
    ("*\n!.", "a", ""),
    ("*\n!..", "a", ""),
    ("*\n!**", "", "a a/b"),
    # A negation only counts for a directory that is excluded before that line: a walk comes to it first.
    ("a/b\n!a", "a/b a/b/c", "a a/c"),
    ("a\na/b\n!a", "", "a a/b"),
]


@pytest.mark.parametrize(("text", "excluded", "included"), VERDICTS, ids=[repr(row[0]) for row in VERDICTS])
def test_verdict(text: str, excluded: str, included: str) -> None:
    ignore = parse_ignore(text)
    assert ignore.errors == []
    assert [path for path in excluded.split(" ") if path and not ignore.excludes(path)] == []
    assert [path for path in included.split(" ") if path and ignore.excludes(path)] == []


def test_a_space_inside_a_pattern_belongs_to_it() -> None:
    ignore = parse_ignore(" my file.txt \n")
    assert ignore.excludes("my file.txt")
    assert not ignore.excludes("my")


@pytest.mark.parametrize("path", ["a/b", "/a/b", "./a//b/", "x/../a/b", "../a/b", "/../../a/./b"])
def test_paths_are_cleaned_as_copy_cleans_its_sources(path: str) -> None:
    assert parse_ignore("a").excludes(path)


@pytest.mark.parametrize("path", ["", ".", "/", "..", "a/.."])
def test_the_root_is_never_excluded(path: str) -> None:
    assert not parse_ignore("*\n**\n.\n").excludes(path)


def test_bytes_that_are_not_utf8() -> None:
    name = b"caf\xe9".decode("utf-8", "surrogateescape")
    assert parse_ignore(name).excludes(name)
    assert parse_ignore("caf?").excludes(name)
    assert parse_ignore("*\udce9").excludes(name)
    assert not parse_ignore("caf\xe9").excludes(name)


# A line, a word of the message.
ERRORS = [
    ("!", "`!`"),
    ("! ", "`!`"),
    ("!/", "`!`"),
    ("/!", "`!`"),
    ("a\\", "backslash"),
    ("[", "never ends"),
    ("[a", "never ends"),
    ("[]", "empty"),
    ("[]a]", "empty"),
    ("[^]", "empty"),
    ("[a-]", "range"),
    ("[-a]", "`-`"),
    ("[a-b-c]", "`-`"),
    ("[c-a]", "range"),
    ("*[", "never ends"),
    ("a*[", "never ends"),
    ("src\\packages", "class"),
    ("src\\quota", "`\\q`"),
    ("src\\é", "escape"),
    ("src\\1", "escape"),
    ("a\\xyz", "hexadecimal"),
    ("[[:nothing:]]", "class"),
    ("a*{2}", "`{}`"),
    ("a?{1001}", "`{}`"),
    ("a?{3,2}", "`{}`"),
    ("[\udcff]", "UTF-8"),
    ("x" * 65536, "longer"),
    ("é" * 32768, "longer"),
]


@pytest.mark.parametrize(("line", "word"), ERRORS, ids=[repr(row[0][:20]) for row in ERRORS])
def test_what_fails_the_build_is_an_error_and_no_traceback(line: str, word: str) -> None:
    ignore = parse_ignore(f"first\n  {line}\n")
    (error,) = ignore.errors
    assert (error.line, word in error.message) == (2, True), error.message
    assert [pattern.source for pattern in ignore.patterns] == ["first"]


def test_errors_point_at_their_line_and_the_other_patterns_still_count() -> None:
    text = "a\n\t[ \n!\nb\n"
    ignore = parse_ignore(text)
    assert [(error.line, text[slice(*error.span)]) for error in ignore.errors] == [(2, "["), (3, "!")]
    assert ignore.excludes("a")
    assert ignore.excludes("b")


def test_docker_reads_no_further_than_a_line_that_is_too_long() -> None:
    ignore = parse_ignore("a\n" + "x" * 65536 + "\nb\n")
    assert [pattern.text for pattern in ignore.patterns] == ["a"]
    assert parse_ignore("x" * 65535).errors == []


def test_patterns_know_where_and_how_they_were_written() -> None:
    text = "\ufeff# comment\r\n\r\n  /a/./b/ \r\n ! c/../d\t\n"
    first, second = parse_ignore(text).patterns
    assert (first.line, text[slice(*first.span)], first.text, first.negated) == (3, "/a/./b/", "a/b", False)
    assert (second.line, text[slice(*second.span)], second.text, second.negated) == (4, "! c/../d", "d", True)
    assert (first.source, second.source) == ("/a/./b/", "! c/../d")


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("*.log\n**/*.log", "a.log", 1),  # the first that excludes, not the second that would too
        ("*.log\n**/*.log", "x/a.log", 2),
        ("a\n!a/b\na/b/c", "a/b/c/d", 3),
        ("a\n!a/b\na/b/c", "a/b/x", 2),
        ("!b\na", "b", None),  # a negation of what nothing excluded decides nothing
        ("a", "b", None),
        ("*\n*.c\n!x.c\n*", "x.c", 4),
    ],
)
def test_the_pattern_that_decides(text: str, path: str, line: int | None) -> None:
    decided = parse_ignore(text).match(path)
    assert (decided.line if decided else None) == line


def test_one_pattern_alone() -> None:
    (pattern,) = parse_ignore("src/*.c").patterns
    assert pattern.matches("src/a.c")
    assert not pattern.matches("src/a.c/b")
    assert pattern.covers("src/a.c/b")
    assert not pattern.covers("src/b")


@pytest.mark.parametrize(
    ("text", "directory", "expected"),
    [
        ("a", "a", False),
        ("a\n!b", "a", False),
        ("a\n!a", "a", False),
        ("a\n!ab/c", "a", False),
        ("a\n!a/b/c", "a", True),
        ("a\n!a/b/c", "a/b", True),
        ("a\n!a/b/c", "a/x", False),
        ("a\n!b/**", "a", False),
        ("a\n!a/b/**", "a", True),
        ("a\n!a/b/**", "a/b/c/d", True),
        ("a\n!b/*.md", "a", False),
        ("a\n!a/*.md", "a/b", True),
        ("a\n!*.md", "a", True),
        ("a\n!**/x", "a", True),
        ("a\n!**/x?", "a", True),
    ],
)
def test_where_a_negation_may_bring_something_back(text: str, directory: str, *, expected: bool) -> None:
    assert parse_ignore(text).may_include_below(directory) is expected


NAMES = st.sampled_from(["a", "b", "ab", "a.b", "foo", "bar.txt", ".git", "é", "a b"])
PATHS = st.lists(NAMES, min_size=1, max_size=5).map("/".join)
PIECES = st.sampled_from(["*", "**", "?", "a*", "[ab]", "*.txt", "a", "b", "ab", "foo", "bar.txt", "é"])
PATTERNS = st.lists(PIECES, min_size=1, max_size=4).map("/".join)
LINES = st.tuples(st.sampled_from(["", "!", "/", " "]), PATTERNS).map("".join)


@given(st.lists(PATTERNS, max_size=5), PATHS, NAMES)
def test_without_negations_what_is_below_an_excluded_path_is_excluded(
    patterns: list[str], path: str, name: str
) -> None:
    ignore = parse_ignore("\n".join(patterns))
    if ignore.excludes(path):
        assert ignore.excludes(f"{path}/{name}")


@given(st.lists(LINES, max_size=5), PATHS)
def test_a_last_line_with_the_path_itself_settles_it(lines: list[str], path: str) -> None:
    assert parse_ignore("\n".join([*lines, path])).excludes(path)
    assert not parse_ignore("\n".join([*lines, f"!{path}"])).excludes(path)


@given(st.lists(LINES, max_size=6), PATHS)
def test_the_verdict_follows_from_the_deciding_pattern(lines: list[str], path: str) -> None:
    ignore = parse_ignore("\n".join(lines))
    decided = ignore.match(path)
    assert ignore.excludes(path) is (decided is not None and not decided.negated)
    if decided is not None:
        assert decided.covers(path)


@given(st.lists(LINES, max_size=6), PATHS)
def test_a_pattern_that_does_not_cover_the_path_is_of_no_account(lines: list[str], path: str) -> None:
    ignore = parse_ignore("\n".join(lines))
    covering = [pattern.source for pattern in ignore.patterns if pattern.covers(path)]
    assert ignore.excludes(path) == parse_ignore("\n".join(covering)).excludes(path)


@given(st.lists(LINES, max_size=6), PATHS, PATHS)
def test_what_may_not_come_back_does_not(lines: list[str], directory: str, rest: str) -> None:
    ignore = parse_ignore("\n".join(lines))
    if ignore.excludes(directory) and not ignore.may_include_below(directory):
        assert ignore.excludes(f"{directory}/{rest}")


@given(st.text(max_size=200), st.text(max_size=50))
def test_any_text_is_read_and_any_path_is_judged(text: str, path: str) -> None:
    ignore = parse_ignore(text)
    ignore.excludes(path)
    for pattern in ignore.patterns:
        assert text[slice(*pattern.span)] == pattern.source
        assert text.count("\n", 0, pattern.span[0]) + 1 == pattern.line


@given(st.text(alphabet="ab/*?[]^-!\\.{}|0123,:dQEpL\n ", max_size=40), st.text(alphabet="ab/.0", max_size=20))
def test_any_mix_of_special_characters_is_read(text: str, path: str) -> None:
    ignore: IgnoreFile = parse_ignore(text)
    ignore.excludes(path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a" * 200 + "*", "a" * 4000 + "/"),
        ("**/" * 300 + "b*", "a/" * 2000 + "c"),
        ("**a" * 100 + "b?", "ab" * 2000),
        ("?*" * 300 + "[xy]", "z" * 4000),
        ("*a" + "?" * 30 + "[x]", "aab" * 1300),  # 2 ** 30 deterministic states
        ("[ab]{900}" * 20, "ab" * 2000),
    ],
)
def test_no_pattern_takes_more_than_length_times_length(pattern: str, path: str) -> None:
    start = time.process_time()
    assert not parse_ignore(pattern).patterns[0].matches(path)
    assert time.process_time() - start < 2
