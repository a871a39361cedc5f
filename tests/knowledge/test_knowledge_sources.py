"""The sources of the tables: those of base images well-formed and consistent, and all what the shipped modules say."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from dockerlint.knowledge.base_images import DEFAULTS, DISTRIBUTIONS, IMAGES, PREFIXES, RELEASES, SUITES
from dockerlint.knowledge.images import describe, parse_reference
from dockerlint.knowledge.tags import cycle_of, numbers, split_distribution

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "dockerlint" / "knowledge" / "sources"


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_knowledge", ROOT / "scripts" / "generate_knowledge.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def sources() -> dict[str, Any]:
    load = generator().load
    return {path.stem: load(path.name) for path in sorted(SOURCES.glob("*.yaml"))}


@pytest.mark.parametrize("name", ["base_images.py", "package_manager_table.py", "peer_reasons.py"])
def test_the_modules_are_what_the_sources_say(name: str) -> None:
    module = (ROOT / "dockerlint" / "knowledge" / name).read_text(encoding="utf-8")
    assert generator().MODULES[name]() == module, "run scripts/generate_knowledge.py"


@pytest.mark.parametrize("name", ["default_distributions", "images", "releases"])
def test_sources_match_their_schemas(sources: dict[str, Any], name: str) -> None:
    schema = json.loads((SOURCES / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    errors = jsonschema.Draft202012Validator(schema).iter_errors(sources[name])
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_dates_exist_and_follow_each_other() -> None:
    for product, cycles in RELEASES.items():
        for cycle, (_, *dates) in cycles.items():
            days = [dt.date.fromisoformat(day) for day in dates if day]
            assert days == sorted(days), f"{product} {cycle}"


def test_cycles_are_listed_in_the_order_of_their_numbers() -> None:
    for product, cycles in RELEASES.items():
        listed = [numbers(cycle) for cycle in cycles if numbers(cycle)]
        if product not in ("amazonlinux", "windows"):  # numbered by years and numbers in turn
            assert listed == sorted(listed), product


def test_what_images_refer_to_is_there(sources: dict[str, Any]) -> None:
    for name, entry in sources["images"]["images"].items():
        assert entry.get("product", "python") in RELEASES, name
        assert set(entry.get("embeds", {}).values()) <= RELEASES.keys(), name
        assert entry.get("base", "debian") in DISTRIBUTIONS, name
        assert entry.get("defaults", "python") in DEFAULTS, name
        assert set(entry.get("estimated", [])) <= entry.get("sizes", {}).keys(), name
        if "release" in entry:
            assert entry["release"] in RELEASES[entry["base"]], name
        if "frozen" in entry:
            assert entry["frozen"] in RELEASES[entry["product"]], name
    assert {target for _, target in PREFIXES} <= IMAGES.keys()
    assert set(sources["images"]["aliases"].values()) <= IMAGES.keys()
    assert set(sources["images"]["distribution_words"].values()) <= DISTRIBUTIONS.keys()


def test_images_are_found_under_their_names() -> None:
    for name in IMAGES:
        if name.endswith("*"):
            continue
        reference = parse_reference(name)
        assert reference is not None, name
        assert reference.familiar == name
        image = describe(reference)
        assert image is not None, name
        assert image.name == name


def test_every_default_distribution_is_a_known_release() -> None:
    for table, families in DEFAULTS.items():
        for family, lines in families.items():
            for cycle, line in lines.items():
                first, *changes = line.split()
                for word in (first, *changes[1::2]):
                    suite = word.partition("-")[0]
                    distribution, release = SUITES.get(suite) or split_distribution(suite)
                    assert word in ("unknown", "sid") or cycle_of(distribution, release), f"{table} {cycle} {word}"
                    assert family != "musl" or word == "unknown" or distribution == "alpine", f"{table} {cycle}"
                since = [numbers(version) for version in changes[::2] if version != "last"]
                assert since == sorted(since), f"{table} {cycle}"
                assert all(version[: len(numbers(cycle))] == numbers(cycle) for version in since), f"{table} {cycle}"


@pytest.mark.parametrize("module", ["images", "package_managers"])
def test_importing_loads_nothing_else(module: str) -> None:
    code = f"import sys; old = {{*sys.modules}}; import dockerlint.knowledge.{module}; print(*{{*sys.modules}} - old)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert {name for name in loaded.split() if not name.startswith("dockerlint")} <= {"__future__"}
    assert {name.split(".")[1] for name in loaded.split() if "." in name} == {"knowledge"}
