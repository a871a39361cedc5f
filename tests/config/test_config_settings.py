from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.config import ConfigFinder, Settings, load
from dockerlint.config.keys import KEYS, OVERRIDABLE
from dockerlint.config.layers import merge, sources

if TYPE_CHECKING:
    from collections.abc import Callable

    Problems = Callable[[dict[str, str]], list[str]]
    Project = Callable[[dict[str, str]], str]


def settings_of(root: str, path: str = "Dockerfile") -> Settings:
    return load(os.path.join(root, path))


def test_every_key_arrives(project: Project) -> None:
    document = """\
select: recommended, DL3008
ignore: [a, 'b, c', a]
extend-select: x
severity: {DL3008: error, y: ignore}
fail-on: warning
rules: {long-run: {most: 3, only: [a, 2]}}
context: ../context
target: 2
build-args: {VERSION: 1.10, DEBUG: true, NAME: "", 3: x}
trusted-registries: docker.io
mirrors: {docker.io: m.example.com/hub}
label-schema: {org.opencontainers.image.title: text}
plugins: [acme]
strict-labels: true
budgets: {image: {bytes: 3}}
smoke: {run: [a, b]}
answers: {q: yes}
baseline: lint/baseline.json
output-format: sarif
exclude: [vendor/]
"""
    root = project({"p/.dockerlint.yaml": document})
    settings = settings_of(root, "p/Dockerfile")
    assert settings.select == ["recommended", "DL3008"]
    assert settings.ignore == ["a", "b", "c"]
    assert settings.extend_select == ["x"]
    assert settings.severity == {"DL3008": "error", "y": "ignore"}
    assert settings.fail_on == "warning"
    assert settings.rules == {"long-run": {"most": 3, "only": ["a", 2]}}
    assert settings.context == os.path.join(root, "context")
    assert settings.target == "2"
    assert settings.build_args == {"VERSION": "1.10", "DEBUG": "true", "NAME": "", "3": "x"}
    assert settings.trusted_registries == ["docker.io"]
    assert settings.mirrors == {"docker.io": "m.example.com/hub"}
    assert settings.label_schema == {"org.opencontainers.image.title": "text"}
    assert settings.strict_labels is True
    assert settings.plugins == ["acme"]
    assert settings.budgets == {"image": {"bytes": 3}}
    assert settings.smoke == {"run": ["a", "b"]}
    assert settings.answers == {"q": "yes"}
    assert settings.baseline == os.path.join(root, "p", "lint", "baseline.json")
    assert settings.output_format == "sarif"
    assert settings.excludes(os.path.join(root, "p", "x", "vendor", "Dockerfile"))
    assert settings.path == os.path.join(root, "p", ".dockerlint.yaml")
    assert settings.kind == "dockerlint"
    assert {key[0] for key in settings.sources} == set(KEYS) - {"extends", "overrides"}
    assert set(settings.sources.values()) == {settings.path}


def test_yaml_and_toml_say_the_same(project: Project) -> None:
    yaml = "build-args: {V: 1.10, D: true}\nrules: {r: {a: 1.5, b: [x]}}\noverrides: [{paths: a/*, target: t}]\n"
    toml = (
        "[tool.dockerlint]\nbuild-args = {V = 1.10, D = true}\n"
        "[tool.dockerlint.rules.r]\na = 1.5\nb = ['x']\n"
        "[[tool.dockerlint.overrides]]\npaths = 'a/*'\ntarget = 't'\n"
    )
    root = project({"y/.dockerlint.yaml": yaml, "t/pyproject.toml": toml})
    for path in ("Dockerfile", "a/Dockerfile"):
        one, other = settings_of(root, "y/" + path), settings_of(root, "t/" + path)
        assert (one.build_args, one.rules, one.target) == (other.build_args, other.rules, other.target)


@pytest.mark.parametrize("document", ["", "# nothing\n", "ignore:\n  # - DL3008\nrules:\n  long-run:\n"])
def test_nothing_set_is_the_default(project: Project, document: str) -> None:
    settings = settings_of(project({".dockerlint.yaml": document}))
    default = Settings()
    unset = set(Settings.__slots__) - {"path", "kind"}
    assert {name: getattr(settings, name) for name in unset} == {name: getattr(default, name) for name in unset}


def test_context_none_is_no_folder(project: Project) -> None:
    assert settings_of(project({".dockerlint.yaml": "context: none"})).context == "none"


class TestOverrides:
    DOCUMENT = """\
ignore: [a]
select: [one]
severity: {x: error, y: info}
rules: {r: {p: 1, q: 2}}
overrides:
- paths: [services/]
  ignore: [b]
  select: [two]
  severity: {y: style}
  rules: {r: {q: 3}}
- paths: services/*/Dockerfile.dev
  ignore: [c]
  target: dev
  select: [three]
"""

    @pytest.mark.parametrize(
        ("path", "select", "ignore", "target"),
        [
            ("Dockerfile", ["one"], ["a"], None),
            ("services/x/Dockerfile", ["two"], ["a", "b"], None),
            ("services/x/Dockerfile.dev", ["three"], ["a", "b", "c"], "dev"),
            ("other/services/x/Dockerfile.dev", ["two"], ["a", "b"], None),
        ],
    )
    def test_they_apply_in_order_where_their_paths_match(
        self, project: Project, path: str, select: list[str], ignore: list[str], target: str | None
    ) -> None:
        settings = settings_of(project({".dockerlint.yaml": self.DOCUMENT}), path)
        assert (settings.select, settings.ignore, settings.target) == (select, ignore, target)

    def test_maps_merge(self, project: Project) -> None:
        root = project({".dockerlint.yaml": self.DOCUMENT})
        settings = settings_of(root, "services/Dockerfile")
        assert settings.severity == {"x": "error", "y": "style"}
        assert settings.rules == {"r": {"p": 1, "q": 3}}
        assert settings_of(root).rules == {"r": {"p": 1, "q": 2}}

    def test_they_count_from_the_folder_of_their_file(self, project: Project) -> None:
        root = project({
            "base/lint.yaml": "overrides: [{paths: /x/*, target: anchored}, {paths: '*.dev', fail-on: info}]",
            "base/x/.dockerlint.yaml": "extends: ../lint.yaml",
            "p/.dockerlint.yaml": "extends: ../base/lint.yaml",
        })  # fmt: skip
        assert settings_of(root, "base/x/Dockerfile").target == "anchored"
        assert settings_of(root, "p/x/Dockerfile").target is None
        assert settings_of(root, "p/Dockerfile.dev").fail_on == "info"

    def test_their_values_come_from_the_file_that_holds_them(self, project: Project) -> None:
        base = "target: a\noverrides: [{paths: '*.dev', target: b, ignore: [x]}]"
        root = project({"base.yaml": base, ".dockerlint.yaml": "extends: base.yaml\ntarget: c"})
        finder = ConfigFinder()
        matched, other = (finder.load(os.path.join(root, name)) for name in ("Dockerfile.dev", "Dockerfile"))
        own, extended = (os.path.join(root, name) for name in (".dockerlint.yaml", "base.yaml"))
        assert matched.sources == {("target",): extended, ("ignore", "x"): extended}
        assert other.sources == {("target",): own}
        assert (matched.target, other.target) == ("b", "c")

    def test_every_key_of_one_file_may_stand_in_one(self, project: Project) -> None:
        values: dict[str, Any] = {
            "free": "{}",
            "map": "{}",
            "rules": "{}",
            "severities": "{}",
            "flag": "true",
        }
        lines = [f"  {name}: {values.get(KEYS[name].form, 'error')}\n" for name in OVERRIDABLE]
        root = project({".dockerlint.yaml": "overrides:\n- paths: x\n" + "".join(lines)})
        assert settings_of(root, "x").fail_on == "error"


class TestExtends:
    def test_later_beats_earlier_and_the_file_beats_both(self, project: Project) -> None:
        one = "target: a\nselect: a\nignore: [a]\ntrusted-registries: [a]\nseverity: {x: error, y: error}"
        two = "target: b\nignore: [b]\ntrusted-registries: [b]\nseverity: {y: info, z: info}"
        own = "extends: [a.yaml, b.yaml]\nignore: [c]\nseverity: {z: style}\nfail-on: error"
        root = project({"a.yaml": one, "b.yaml": two, ".dockerlint.yaml": own})
        settings = settings_of(root)
        assert (settings.target, settings.select, settings.fail_on) == ("b", ["a"], "error")
        assert settings.ignore == ["a", "b", "c"]
        assert settings.trusted_registries == ["a", "b"]
        assert settings.severity == {"x": "error", "y": "info", "z": "style"}
        origins = {key: os.path.basename(path) for key, path in settings.sources.items()}
        assert origins["target",] == "b.yaml"
        assert origins["select",] == "a.yaml"
        assert origins["ignore", "a"] == "a.yaml"
        assert origins["severity", "y"] == "b.yaml"
        assert origins["severity", "z"] == ".dockerlint.yaml"

    def test_paths_count_from_the_file_that_holds_them(self, project: Project) -> None:
        root = project({
            "x/y/c.yaml": "context: ..\nbaseline: b",
            "x/b.yaml": "extends: y/c.yaml",
            "p/.dockerlint.yaml": "extends: ../x/b.yaml\nexclude: [/q]",
        })  # fmt: skip
        settings = settings_of(root, "p/Dockerfile")
        assert settings.context == os.path.join(root, "x")
        assert settings.baseline == os.path.join(root, "x", "y", "b")
        assert settings.excludes(os.path.join(root, "p", "q"))

    def test_parents_join_only_so(self, project: Project) -> None:
        root = project({".dockerlint.yaml": "target: parent", "p/.dockerlint.yaml": "select: a"})
        assert settings_of(root, "p/Dockerfile").target is None

    def test_a_diamond_counts_its_base_where_it_is_strongest(self, project: Project) -> None:
        root = project({
            "base.yaml": "target: base\nselect: base\nignore: [base]",
            "left.yaml": "extends: base.yaml\ntarget: left\nignore: [left]",
            "right.yaml": "extends: base.yaml\nselect: right\nignore: [right]",
            ".dockerlint.yaml": "extends: [left.yaml, right.yaml]",
        })  # fmt: skip
        settings = settings_of(root)
        # The later entry beats the earlier with all that it extends.
        assert (settings.target, settings.select) == ("base", ["right"])
        assert sorted(settings.ignore) == ["base", "left", "right"]

    def test_a_tower_of_diamonds_costs_one_reading_of_each_file(self, project: Project) -> None:
        files = {f"{side}{n}.yaml": f"extends: [a{n + 1}.yaml, b{n + 1}.yaml]" for n in range(30) for side in "ab"}
        root = project(
            {
                **files,
                "a30.yaml": "target: a",
                "b30.yaml": "target: b",
                ".dockerlint.yaml": "extends: a0.yaml",
            }
        )
        assert settings_of(root).target == "b"

    def test_yaml_and_pyproject_extend_each_other(self, project: Project) -> None:
        root = project({
            "a/pyproject.toml": "[tool.dockerlint]\nextends = '../b/.dockerlint.yaml'\ntarget = 'a'\n",
            "b/.dockerlint.yaml": "extends: ../c/pyproject.toml\nselect: b\n",
            "c/pyproject.toml": "[tool.dockerlint]\nignore = ['c']\n",
        })  # fmt: skip
        settings = settings_of(root, "a/Dockerfile")
        assert (settings.target, settings.select, settings.ignore) == ("a", ["b"], ["c"])

    @pytest.mark.parametrize(
        ("files", "problems"),
        [
            (
                {".dockerlint.yaml": "target: x\nextends:\n  - none.yaml\n"},
                [".dockerlint.yaml:3:5: cannot read `none.yaml`: no such file or directory"],
            ),
            (
                {".dockerlint.yaml": "extends: sub", "sub/x": ""},
                [".dockerlint.yaml:1:10: cannot read `sub`: is a directory"],
            ),
            (
                {".dockerlint.yaml": "extends: .dockerlint.yaml"},
                [".dockerlint.yaml:1:10: `extends` goes in a circle: `.dockerlint.yaml -> .dockerlint.yaml`"],
            ),
            (
                {
                    ".dockerlint.yaml": "extends: a.yaml",
                    "a.yaml": "extends: [b.yaml]",
                    "b.yaml": "extends: ./a.yaml",
                },
                ["b.yaml:1:10: `extends` goes in a circle: `a.yaml -> b.yaml -> ./a.yaml`"],
            ),
            (
                {".dockerlint.yaml": "extends: pyproject.toml", "pyproject.toml": "[tool.x]\n"},
                [".dockerlint.yaml:1:10: `pyproject.toml` has no table `[tool.dockerlint]`"],
            ),
            (
                {".dockerlint.yaml": "extends: [a.yaml, b.yaml]\nx: 1", "a.yaml": "\ny: 1", "b.yaml": "z: 1"},
                [
                    ".dockerlint.yaml:2:1: unknown key `x`",
                    "a.yaml:2:1: unknown key `y`",
                    "b.yaml:1:1: unknown key `z`",
                ],
            ),
            (
                {
                    ".dockerlint.yaml": "extends: 0.yaml",
                    **{f"{n}.yaml": f"extends: {n + 1}.yaml" for n in range(40)},
                },
                ["30.yaml:1:10: `extends` leads through more than 32 files"],
            ),
        ],
    )
    def test_what_is_wrong_with_it(self, problems_of: Problems, files: dict[str, str], problems: list[str]) -> None:
        assert problems_of(files) == problems


class TestMergeLaws:
    NAMES = st.sampled_from("abc")
    VALUES = st.fixed_dictionaries(
        {},
        optional={
            "select": st.lists(NAMES),
            "ignore": st.lists(NAMES, unique=True),
            "trusted-registries": st.lists(NAMES, unique=True),
            "severity": st.dictionaries(NAMES, st.sampled_from(["error", "info"])),
            "rules": st.dictionaries(NAMES, st.dictionaries(NAMES, st.integers(0, 3))),
            "budgets": st.dictionaries(NAMES, st.integers(0, 3) | st.dictionaries(NAMES, st.integers(0, 3))),
            "target": NAMES,
        },
    )

    @given(VALUES, VALUES, VALUES)
    def test_associative(self, one: Any, two: Any, three: Any) -> None:
        assert merge(merge(one, two), three) == merge(one, merge(two, three))

    @given(VALUES)
    def test_nothing_changes_nothing_and_itself_neither(self, one: Any) -> None:
        assert merge({}, one) == merge(one, {}) == merge(one, one) == one

    @given(VALUES, VALUES)
    def test_what_adds_loses_nothing_and_the_rest_is_from_above(self, one: Any, two: Any) -> None:
        merged: Any = merge(one, two)
        for key in ("ignore", "trusted-registries"):
            assert set(merged.get(key, [])) == {*one.get(key, []), *two.get(key, [])}
        for key in ("severity", "budgets"):
            below, above = one.get(key, {}), two.get(key, {})
            assert merged.get(key, {}) == {name: above.get(name, below.get(name)) for name in {*below, *above}}
        for key in ("select", "target"):
            assert merged.get(key) == two.get(key, one.get(key))
        for rule, options in two.get("rules", {}).items():
            assert merged["rules"][rule] == one.get("rules", {}).get(rule, {}) | options

    @given(VALUES, VALUES)
    def test_merging_changes_neither(self, one: Any, two: Any) -> None:
        before = repr((one, two))
        merge(one, two)
        assert repr((one, two)) == before

    @given(VALUES, VALUES)
    def test_every_value_has_a_source(self, one: Any, two: Any) -> None:
        assert set(sources(merge(one, two))) <= {*sources(one), *sources(two)}


class TestCommandLine:
    @pytest.fixture
    def configured(self, project: Project) -> Settings:
        selection = "select: [a]\nextend-select: [b]\nignore: [c]\n"
        document = selection + "build-args: {A: 1, B: 1}\ntarget: t\n"
        return settings_of(project({".dockerlint.yaml": document}))

    def test_select_replaces_the_selection_but_not_what_is_ignored(self, configured: Settings) -> None:
        settings = configured.with_command_line(select=["x,y", "z"])
        assert (settings.select, settings.extend_select, settings.ignore) == (["x", "y", "z"], [], ["c"])
        assert settings.sources["select",] == "command line"
        assert ("extend-select",) not in settings.sources

    def test_the_others_add(self, configured: Settings) -> None:
        settings = configured.with_command_line(ignore=["d", "c"], extend_select=["e"], build_args={"B": "2"})
        assert (settings.select, settings.extend_select, settings.ignore) == (["a"], ["b", "e"], ["c", "d"])
        assert settings.build_args == {"A": "1", "B": "2"}
        assert settings.sources["ignore", "d"] == settings.sources["build-args", "B"] == "command line"

    def test_single_values_replace(self, configured: Settings) -> None:
        settings = configured.with_command_line(fail_on="info", context="c", output_format="json", exit_zero=True)
        assert (settings.fail_on, settings.context, settings.output_format) == ("info", "c", "json")
        assert (settings.target, settings.exit_zero) == ("t", True)

    def test_the_configuration_stays_as_it_is(self, configured: Settings) -> None:
        before = {name: repr(getattr(configured, name)) for name in Settings.__slots__}
        configured.with_command_line(select=["x"], ignore=["y"], extend_select=["z"], build_args={"C": "3"}, target="u")
        assert {name: repr(getattr(configured, name)) for name in Settings.__slots__} == before
