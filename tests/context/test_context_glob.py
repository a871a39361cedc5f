"""Wildcards of COPY sources mean what they mean to Go's `filepath.Match`, which confirmed the verdicts."""

from __future__ import annotations

import fnmatch
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.context.glob import Glob
from dockerlint.context.paths import has_wildcard

# A pattern, names that it matches, names that it does not.
MATCHES = [
    ("go.mod", "go.mod", "go.mo go.mods Go.mod go-mod"),
    ("*", "go.mod .env", "src/a"),
    ("*.json", "package.json .json", "src/package.json package.json5"),
    ("req*", "req requirements.txt", "src/req require/x unreq"),
    ("src*/main", "src/main src-1/main", "src/mains src/x/main srcmain"),
    ("s*c*/*.g*", "src/a.go spec/x.g", "src/a/b.go sr/a.go"),
    ("*-*-*", "a-b-c a--", "a-b a/b-c-d"),
    ("**", "go.mod", "src/a"),
    ("**/a", "src/a", "a src/b/a"),
    ("?o.mo?", "go.mod no.mop", "o.mod /o.mod"),
    ("*?x", "ax aax xx", "x a/x"),
    ("v[123].txt", "v1.txt v3.txt", "v4.txt v12.txt"),
    ("v[^123]x", "v4x v/x vvx", "v1x vx"),
    ("[f-k][f-k]", "fk gh", "ef f"),
    ("[k-f]", "", "f g k"),
    (r"[\-\]]", "- ]", "\\ a"),
    (r"*\*", "a* *", "a *a"),
    (r"\\", "\\", "\\\\"),
    ("[!a]", "a !", "b"),
    ("[[:alpha:]]", ":] a] [] l]", "b] a b"),
    ("[*]", "*", "a"),
    ("[a/]b", "ab /b", "b"),
    ("é?[à-ï]", "éaé ééê", "eaé éaa"),
    ("]", "]", "["),
    ("{a,b}", "{a,b}", "a b"),
    ("a|b", "a|b", "a b"),
]
MALFORMED = [
    "[",
    "[]",
    "[]a]",
    "[^]",
    "[^",
    "[a",
    "[a-",
    "[a-]",
    "[-a]",
    "[a-b-c]",
    "a\\",
    "a[\\",
    "*[",
    "b*[a",
]


@pytest.mark.parametrize(("pattern", "yes", "no"), MATCHES)
def test_match(pattern: str, yes: str, no: str) -> None:
    glob = Glob(pattern)
    assert [name for name in yes.split() if not glob.matches(name)] == []
    assert [name for name in no.split() if glob.matches(name)] == []


@pytest.mark.parametrize("pattern", MALFORMED)
def test_malformed(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"class|backslash"):
        Glob(pattern)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/b", False),
        ("a*", True),
        ("a?", True),
        ("[a", True),
        (r"a\*", False),
        (r"a\\*", True),
        ("a\\", False),
    ],
)
def test_wildcards_behind_a_backslash_are_none(path: str, *, expected: bool) -> None:
    assert has_wildcard(path) is expected


@pytest.mark.parametrize(("pattern", "count"), [("a*/b", 0), ("[a-z]", 0), ("[^a]x[^b]", 2), ("[.-0]", 1)])
def test_classes_that_match_a_slash(pattern: str, count: int) -> None:
    assert Glob(pattern).slash_classes == count


@given(st.text(alphabet="ab*?.", max_size=12), st.text(alphabet="ab.", max_size=16))
def test_without_slashes_and_classes_it_is_the_shell_s_match(pattern: str, name: str) -> None:
    assert Glob(pattern).matches(name) == fnmatch.fnmatchcase(name, pattern)


@given(st.text(max_size=20))
def test_an_escaped_name_matches_itself(name: str) -> None:
    assert Glob("".join(f"\\{character}" for character in name)).matches(name)


def test_many_stars_take_no_exponential_time() -> None:
    start = time.process_time()
    assert not Glob("*a" * 100 + "b").matches("a" * 10_000)
    assert time.process_time() - start < 2
