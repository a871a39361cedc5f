"""Laws of the fixers that change only how a file is written: BuildKit's own parser reads the same instructions."""

from __future__ import annotations

import dockerfile as buildkit
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlint.fix import fix_file
from dockerlint.lint.engine import Linter
from dockerlint.lint.registry import entries
from dockerlint.syntax import parse
from dockerlint.syntax.expansion import ExpansionError, expand
from dockerlint.syntax.instructions import Env

ENTRIES = {entry.name: entry for entry in entries()}

keywords = st.sampled_from(
    ["run", "RUN", "Run", "env", "ENV", "label", "Label", "copy", "COPY", "workdir", "onbuild run"]
)
breaks = st.sampled_from([" ", "  ", " \\\n  ", " \\\n\n  ", " \\\n# comment\n\t"])
line_ends = st.sampled_from(["\n", "\r\n"])
# What means something to the reading of a value: blanks, quotes, escapes, variables.
values = st.text(alphabet="ab=1 \t'\"\\$#{}:-", min_size=1, max_size=14)


def fixed(text: str, *rules: str) -> str:
    """Return what the fixers of some rules make of a text, with a check that they make it once."""
    linter = Linter([(ENTRIES[rule], {}) for rule in rules])
    result = fix_file(text, "Dockerfile", linter)
    assert result.troubles == []
    assert fix_file(result.text, "Dockerfile", linter).text == result.text
    return result.text


def instructions(text: str) -> list[tuple[object, ...]]:
    """Return the instructions as BuildKit's parser reads them, AS in one case."""
    return [
        (
            one.cmd.lower(),
            (one.sub_cmd or "").lower(),
            one.json,
            one.flags,
            tuple(word.upper() if word.lower() == "as" and one.cmd.lower() == "from" else word for word in one.value),
        )
        for one in buildkit.parse_string(text)
    ]


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.tuples(keywords, breaks), max_size=6),
    st.sampled_from(["from x as y", "FROM x As y", "FROM x"]),
    line_ends,
)
def test_casing_reads_the_same(parts: list[tuple[str, str]], first: str, end: str) -> None:
    text = first + "\n" + "".join(f"{keyword}{blank}A=1{blank}B=2\n" for keyword, blank in parts)
    text = text.replace("\n", end)
    rules = ("inconsistent-instruction-casing", "from-as-casing", "empty-continuation-line")
    after = fixed(text, *rules)
    assert instructions(after) == instructions(text)
    written = [node.keyword_word.value for node in parse(after).instructions]
    assert all(map(str.isupper, written)) or all(map(str.islower, written))
    assert after.count("# comment") == text.count("# comment")


@settings(deadline=None, max_examples=400)
@given(values, breaks, st.sampled_from(["ENV", "LABEL"]))
def test_legacy_pairs_mean_the_same(value: str, blank: str, keyword: str) -> None:
    text = f"FROM x\n{keyword} NAME{blank}{value}\n{keyword} OTHER=1\n"
    tree = parse(text)
    if tree.errors or len(tree.instructions) != 3:
        return
    after = fixed(text, "legacy-key-value-format")
    if after == text:
        return
    assert [word for one in instructions(after)[2:] for word in one] == [
        word for one in instructions(text)[2:] for word in one
    ]
    # BuildKit's parser gives name and value as they are written; what its expansion makes of them must not differ.
    (old_name, old), (new_name, new) = (buildkit.parse_string(one)[1].value[:2] for one in (text, after))
    assert old_name == new_name
    for lookup in (lambda name: f"<{name}>", lambda _: None):
        assert expand(old, lookup) == expand(new, lookup)
    assert after.count("# comment") == text.count("# comment")


def test_legacy_pairs_that_are_refused_are_those_that_fail() -> None:
    """A plain value is never refused: letters, blanks, balanced quotes, escapes, variables."""
    for value in (
        "a",
        "a b",
        "'a b' c",
        '"a b"c',
        r"a\ b",
        r"a\"b c",
        "$A ${B} c",
        "${A:-x y} z",
        "a=b c=d",
        r"C:\x y",
    ):
        after = fixed(f"FROM x\nENV NAME {value}\n", "legacy-key-value-format")
        node = parse(after).instructions[1]
        assert isinstance(node, Env)
        assert not node.pairs[0].legacy, value
        assert len(node.pairs) == 1
        try:
            wanted = expand(value, lambda name: f"<{name}>")
        except ExpansionError:
            continue
        assert node.pairs[0].value is not None
        assert expand(node.pairs[0].value.value, lambda name: f"<{name}>") == wanted
