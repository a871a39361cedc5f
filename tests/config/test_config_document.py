from __future__ import annotations

import json
import string
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.config.document import Node, place_at, read_yaml, resolve
from dockerlint.config.toml_table import read_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.config.document import Place


def fail(place: Place, message: str) -> None:
    raise AssertionError((place, message))


def plain(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {key: plain(each) for key, each in node.value.items()}
    if isinstance(node.value, list):
        return [plain(each) for each in node.value]
    return node.value


def walk(node: Node) -> Iterator[Node]:
    yield node
    inner = node.value if isinstance(node.value, list) else []
    if isinstance(node.value, dict):
        inner = list(node.value.values())
    for each in inner:
        yield from walk(each)


def places_of_keys(node: Node) -> Iterator[tuple[str, Place]]:
    for each in walk(node):
        yield from each.keys.items()


SCALARS = (
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9) | st.text("aé-\"'# \n=[]{},:.")
)
KEYS = st.text(string.ascii_lowercase + "-é. \"'=]#", min_size=1, max_size=6)
DATA = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def yaml_loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both loaders of PyYAML: the C one is not built everywhere."""
    if request.param == "SafeLoader":
        monkeypatch.delattr(yaml, "CSafeLoader")


@pytest.mark.usefixtures("yaml_loader")
class TestYaml:
    def test_json_means_what_it_means_to_json(self) -> None:
        @given(st.dictionaries(KEYS, DATA), st.sampled_from([None, "\t", 2]))
        def check(data: object, indent: str | int | None) -> None:
            node = read_yaml(json.dumps(data, indent=indent, ensure_ascii=False), fail, is_json=True)
            assert node is not None
            assert plain(node) == data

        check()

    def test_yaml_means_what_it_means_to_its_own_reader(self) -> None:
        @given(st.dictionaries(KEYS, DATA))
        def check(data: object) -> None:
            node = read_yaml(yaml.safe_dump(data, allow_unicode=True), fail)
            assert node is not None
            assert plain(node) == data

        check()

    def test_keys_know_their_places(self) -> None:
        text = "# head\nselect: [a]\nrules:\n  long:\n      most: 3 # here\n  'é': {\"x\": 1, y: 2}\n"
        node = read_yaml(text, fail)
        assert node is not None
        assert dict(places_of_keys(node)) == {
            "select": (2, 1),
            "rules": (3, 1),
            "long": (4, 3),
            "most": (5, 7),
            "é": (6, 3),
            "x": (6, 9),
            "y": (6, 17),
        }

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("a: 1\nb: 2\na: 3\n", ((3, 1), "the key `a` stands in line 1 already")),
            ("a: 1\n---\nb: 2\n", ((2, 1), "a second document: one file holds one configuration")),
            ("a: *b\n", ((1, 4), "the alias `*b` names no value that ends before it")),
            ("a: &b [*b]\n", ((1, 8), "the alias `*b` names no value that ends before it")),
            (
                "a: &b {}\nc:\n  <<: *b\n",
                ((3, 3), "merge keys (`<<`) are not read: repeat the keys, or share them through `extends`"),
            ),
            (
                "a: !!python/name:os.system\n",
                ((1, 4), "the tag `tag:yaml.org,2002:python/name:os.system` is not read"),
            ),
            ("? [a]\n: 1\n", ((1, 3), "a key must be a text")),
            ("a:\n  é\x01\n", ((2, 4), "not valid YAML: a character that YAML does not allow")),
            ("a: " + "[" * 65 + "]" * 65, ((1, 67), "nested deeper than 64 levels")),
        ],
    )
    def test_what_is_refused(self, text: str, problem: tuple[Place, str]) -> None:
        found: list[tuple[Place, str]] = []
        read_yaml(text, lambda place, message: found.append((place, message)))
        assert found == [problem]

    @pytest.mark.parametrize(
        ("text", "line"),
        [("a: 'x\n", 2), ("a: b: c\n", 1), ("a:\n\t- b\n", 2), ("a: [\n", 2), ('a: "\\ud83d"', 1)],
    )
    def test_broken_syntax_is_one_problem_with_its_line(self, text: str, line: int) -> None:
        found: list[tuple[Place, str]] = []
        assert read_yaml(text, lambda place, message: found.append((place, message))) is None
        assert [place[0] for place, _ in found] == [line]

    def test_a_bomb_of_aliases_is_refused_at_the_alias_that_goes_too_far(self) -> None:
        lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
        lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
        found: list[tuple[Place, str]] = []
        assert read_yaml("\n".join(lines), lambda place, message: found.append((place, message))) is None
        assert [(line, message) for (line, _), message in found] == [(4, "aliases repeat more than 10000 values")]

    def test_an_alias_repeats_its_value(self) -> None:
        node = read_yaml("a: &x [1, {b: 2}]\nc: *x\n", fail)
        assert node is not None
        assert plain(node) == {"a": [1, {"b": 2}], "c": [1, {"b": 2}]}

    @pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "\n\n"])
    def test_an_empty_document_has_no_value(self, text: str) -> None:
        node = read_yaml(text, fail)
        assert node is None or node.value is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("2024-01-01", "2024-01-01"),
        ("1_000", "1_000"),
        ("True", True),
        ("~", None),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("0x1_F", "0x1_F"),
        ("-1.5e3", -1500.0),
        ("1.", 1.0),
        (".", "."),
        ("+", "+"),
        ("1.2.3", "1.2.3"),
        ("9" * 5000, "9" * 5000),
        ("inf", "inf"),
    ],
)
def test_plain_scalars_follow_the_core_schema(text: str, value: object) -> None:
    resolved = resolve(text)
    assert (resolved, type(resolved)) == (value, type(value))


def test_numbers_keep_their_spelling() -> None:
    node = read_yaml("a: 1.10\nb: 0x1F\n", fail)
    table = read_toml("[tool.dockerlint]\na = 1.10\nb = 0x1F\n", fail)
    for each in (node, table):
        assert each is not None
        assert isinstance(each.value, dict)
        assert [item.text for item in each.value.values()] == ["1.10", "0x1F"]


class TestToml:
    """The second walk over the text is right if each place that it names holds the thing named."""

    def check(self, text: str) -> Node:
        node = read_toml(text, fail)
        assert node is not None
        places = {place_at(text[:at]): at for at in range(len(text) + 1)}
        for key, place in places_of_keys(node):
            start = places[place]
            rest = text[start : text.find("\n", start) if text[start] != "[" else None]
            ends = [end for end in range(1, len(rest) + 1) if rest[end : end + 1] in (" ", ".", "=", "]")]
            assert any(_is_key(rest[:end], key) for end in ends), (key, place)
        for each in walk(node):
            start = places[each.place]
            if isinstance(each.value, str):
                assert text[start] in "\"'" or text.startswith(each.text, start)
            elif not isinstance(each.value, list | dict):
                assert text.startswith(each.text, start)
                assert tomllib.loads("v = " + each.text)["v"] == each.value
            elif isinstance(each.value, list) and not any(isinstance(item.value, dict) for item in each.value):
                assert text[start] == "["
        return node

    @given(st.data())
    def test_every_place_holds_what_it_names(self, data: st.DataObject) -> None:
        table = data.draw(st.dictionaries(KEYS, DATA.map(_without_none).filter(lambda each: each is not None)))

        def draw(most: int) -> int:
            return data.draw(st.integers(0, most))

        other = "[other]\ndockerlint = '''x\n[tool.dockerlint]\n'''\n" if draw(1) else ""
        text = other + "".join(_toml_table(["tool", "dockerlint"], table, draw))
        assert tomllib.loads(text)["tool"]["dockerlint"] == table
        node = self.check(text)
        assert plain(node) == table

    @pytest.mark.parametrize(
        ("text", "places"),
        [
            ("[tool.dockerlint]\nselect = ['x']\n", {"select": (2, 1)}),
            ("[ tool . dockerlint ]\r\n  select = ['x']\r\n", {"select": (2, 3)}),
            ("[tool]\ndockerlint.select = ['x']\n", {"select": (2, 12)}),
            ("tool.dockerlint = {select = ['x']}\n", {"select": (1, 20)}),
            ("[tool.'dockerlint']\n\"sel\\u0065ct\" = 'x' # dockerlint\n", {"select": (2, 1)}),
            ("[tool.dockerlint.rules.x]\nmost = 3\n", {"rules": (1, 18), "x": (1, 24), "most": (2, 1)}),
            ("[tool.dockerlint]\nrules.x.most = 3\n", {"rules": (2, 1), "x": (2, 7), "most": (2, 9)}),
            (
                "[[tool.dockerlint.overrides]]\n" * 2 + "[tool.dockerlint.overrides.rules]\nx = {}\n",
                {"overrides": (1, 19), "rules": (3, 28), "x": (4, 1)},
            ),
            ('[tool.dockerlint]\na = """\n\\"""x""""\nb = 1\n', {"a": (2, 1), "b": (4, 1)}),
            (
                "[tool.dockerlint]\na = [ # one\n 'x', ] # two\nb = 1979-05-27 07:32:00 # x\n",
                {"a": (2, 1), "b": (4, 1)},
            ),
        ],
    )
    def test_places_of_keys(self, text: str, places: dict[str, Place]) -> None:
        node = read_toml(text, fail)
        assert node is not None
        assert dict(places_of_keys(node)) == places

    def test_a_date_is_the_text_that_it_is(self) -> None:
        node = read_toml("[tool.dockerlint]\nanswers = {since = 1979-05-27 07:32:00, at = 07:32:00}\n", fail)
        assert node is not None
        assert plain(node) == {"answers": {"since": "1979-05-27 07:32:00", "at": "07:32:00"}}

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("[tool.dockerlint]\na = \n", (2, 5)),
            ("[tool.dockerlint]\na = 1\na = 2\n", (3, 6)),
            ("[tool.dockerlint]\na = [1,", (2, 8)),
            ("[tool.dockerlint]\na = " + "9" * 5000, (1, 1)),
            ("[tool.dockerlint]\na = " + "[" * 5000, (1, 1)),
        ],
    )
    def test_broken_toml_is_one_problem_with_its_place(self, text: str, place: Place) -> None:
        found: list[tuple[Place, str]] = []
        assert read_toml(text, lambda place, message: found.append((place, message))) is None
        assert [each for each, _ in found] == [place]

    def test_nesting_by_dots_is_bounded(self) -> None:
        found: list[tuple[Place, str]] = []
        for parts in (80, 500_000):
            text = "[tool.dockerlint]\n" + ".".join(["a"] * parts) + " = 1\n"
            read_toml(text, lambda place, message: found.append((place, message)))
        assert found == [
            ((2, 125), "nested deeper than 64 levels"),
            ((2, 1), "more than 100 dots in one key or text"),
        ]


def _is_key(spelled: str, key: str) -> bool:
    try:
        return tomllib.loads(spelled + " = 1") == {key: 1}
    except tomllib.TOMLDecodeError:
        return False


def _without_none(data: object) -> object:
    if isinstance(data, dict):
        return {key: _without_none(each) for key, each in data.items() if each is not None}
    if isinstance(data, list):
        return [_without_none(each) for each in data if each is not None]
    return data


def _toml_table(path: list[str], table: dict[str, Any], draw: Callable[[int], int], brackets: int = 1) -> Iterator[str]:
    """The table in TOML's many ways: headers, dotted keys, inline tables, arrays of tables, comments."""
    headers = []
    yield "[" * brackets + ".".join(map(_toml_key, path)) + "]" * brackets + " # [x] = 'y'" * draw(1) + "\n"
    for key, value in table.items():
        is_tables = isinstance(value, list) and value and all(isinstance(each, dict) for each in value)
        if (isinstance(value, dict) or is_tables) and draw(1):
            headers.append((key, value))
        elif isinstance(value, dict) and value and draw(1):
            for name, inner in value.items():
                yield f"{_toml_key(key)} . {_toml_key(name)}={_toml_value(inner, draw)}\n"
        else:
            yield "\n" * draw(1) + " " * draw(2) + f"{_toml_key(key)} = {_toml_value(value, draw)} # end\n"
    for key, value in headers:
        if isinstance(value, dict):
            yield from _toml_table([*path, key], value, draw)
        else:
            for item in value:
                yield from _toml_table([*path, key], item, draw, brackets=2)


def _toml_key(key: str) -> str:
    return key if key.isascii() and key.replace("-", "").isalnum() else json.dumps(key, ensure_ascii=False)


def _toml_value(value: object, draw: Callable[[int], int]) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml_key(key)} = {_toml_value(each, draw)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        space = "\n  # , ]\n" if draw(1) else ""
        return "[" + ",".join(space + _toml_value(each, draw) for each in value) + space + "]"
    if isinstance(value, str):
        if draw(1) and "'" not in value:
            return f"'''{value}'''" if value[:1] != "\n" else f"'''\n{value}'''"
        return json.dumps(value, ensure_ascii=False)
    return json.dumps(value)
