"""The table of package managers: its shape, and what its shape alone does not say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml

from dockerlint.knowledge.package_managers import BASE_IMAGES, BY_COMMAND, BY_MODULE, MANAGERS
from dockerlint.shell import commands
from dockerlint.shell.package_calls import package_call
from dockerlint.syntax import parse

if TYPE_CHECKING:
    from dockerlint.knowledge.package_managers import Cache, Manager
    from dockerlint.shell.package_calls import PackageCall

SOURCES = Path(__file__).resolve().parents[2] / "dockerlint" / "knowledge" / "sources"
CACHES = [
    pytest.param(manager, cache, id=f"{name}-{number}")
    for name, manager in MANAGERS.items()
    for number, cache in enumerate(manager["caches"])
]
ENTRIES = [pytest.param(manager, id=name) for name, manager in MANAGERS.items()]
VERBS = ("install", "fetch", "update", "upgrade", "remove", "configure", "asks", "project_install")
# No two of them speak of the same option.
OPTIONS_WITHOUT_VALUE = ("assume_yes", "lean_options", "production_options", "frozen_options", "flags")
EXPECTED = {
    *("apt-get", "apt", "aptitude", "apk", "dnf", "microdnf", "yum", "zypper", "tdnf", "pacman", "emerge"),
    *("pip", "pipx", "uv", "poetry", "pipenv", "pdm", "conda", "mamba", "micromamba"),
    *("npm", "yarn", "pnpm", "bun", "gem", "bundle", "go", "cargo", "composer", "mvn", "gradle", "sbt"),
    *("dotnet", "nuget", "mix", "cabal", "stack"),
}


def call(manager: Manager, verb: str) -> PackageCall:
    """Return the call that does a verb and nothing else."""
    words = [word for word in verb.split() if word[0] != "!"]
    body = " ".join([manager["commands"][0], *words]).replace("*", "anything")
    found = package_call(commands(parse(f"FROM scratch\nRUN {body}\n").instructions[1])[0])
    assert found is not None
    return found


def test_the_source_matches_its_schema() -> None:
    schema = json.loads((SOURCES / "package_managers.schema.json").read_text(encoding="utf-8"))
    source: Any = yaml.safe_load((SOURCES / "package_managers.yaml").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    errors = jsonschema.Draft202012Validator(schema).iter_errors(source)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_each_command_has_one_manager() -> None:
    assert len(BY_COMMAND) == sum(len(manager["commands"]) for manager in MANAGERS.values())
    assert len(BY_MODULE) == sum(len(manager.get("modules", ())) for manager in MANAGERS.values())
    assert BY_COMMAND.keys() >= EXPECTED


@pytest.mark.parametrize(("manager", "cache"), CACHES)
def test_cache(manager: Manager, cache: Cache) -> None:
    # Only the last one may hold where no variable is set.
    assert all(path.startswith("$") for path in cache["paths"][:-1])
    for option in cache.get("options", ()):
        assert option.startswith("-D") or option in manager["valued_options"]
    if "mount" in cache:
        assert cache["paths"][-1].startswith(cache["mount"] + "/")
    assert set(cache.get("elsewhere", ())).isdisjoint(cache["paths"])


@pytest.mark.parametrize(("manager", "cache"), CACHES)
def test_what_cleans_a_cache_does_not_fill_it(manager: Manager, cache: Cache) -> None:
    cleaning = cache.get("cleaned_by", ())
    assert set(cleaning).isdisjoint(cache["filled_by"])
    for verb in cleaning:
        assert call(manager, verb).does(cleaning)
        assert not call(manager, verb).does(cache["filled_by"])
        assert not call(manager, verb).does(manager["install"])
    for verb in cache["filled_by"]:
        assert call(manager, verb).does(cache["filled_by"])
        assert not call(manager, verb).does(cleaning)


@pytest.mark.parametrize("manager", ENTRIES)
def test_what_downloads_fills_a_cache(manager: Manager) -> None:
    filling = [verb for cache in manager["caches"] for verb in cache["filled_by"]]
    for verb in (*manager["install"], *manager.get("update", ()), *manager.get("project_install", ())):
        assert call(manager, verb).does(filling), verb


@pytest.mark.parametrize("manager", ENTRIES)
def test_verbs(manager: Manager) -> None:
    for key in VERBS:
        verbs: tuple[str, ...] = manager.get(key, ())  # type: ignore[assignment]
        assert len(set(verbs)) == len(verbs), key
        assert all(call(manager, verb).does(verbs) for verb in verbs), key
    # What installs does not only update or remove.
    for verb in manager["install"]:
        assert not call(manager, verb).does(manager.get("update", ())), verb
        assert not call(manager, verb).does(manager.get("remove", ())), verb
    for verb in manager.get("remove", ()):
        assert not call(manager, verb).does(manager["install"]), verb
    # A question that cannot be answered from a Dockerfile would be news.
    if "asks" in manager:
        assert "assume_yes" in manager or "assume_yes_variables" in manager or manager is MANAGERS["pipx"]


@pytest.mark.parametrize("manager", ENTRIES)
def test_options(manager: Manager) -> None:
    valued = manager.get("valued_options", ())
    without = [option for key in OPTIONS_WITHOUT_VALUE for option in manager.get(key, ())]  # type: ignore[attr-defined]
    assert len(set(without)) == len(without)
    # `--omit=dev` is `--omit` with a value, `--production` is an option of its own.
    assert {option for option in without if "=" not in option}.isdisjoint(valued)
    assert set(manager.get("root_options", ())) <= {*valued}
    assert set(manager.get("pin_options", ())) <= {*valued}
    assert set(manager.get("no_cache_options", ())).isdisjoint(valued)
    assert set(manager.get("pin", ())).isdisjoint(manager.get("pin_loose", ()))


@pytest.mark.parametrize("image", BASE_IMAGES.values())
def test_base_image(image: dict[str, dict[str, str]]) -> None:
    assert all(home.startswith("/") for home in image.get("homes", {}).values())
    assert all(path.startswith("/") for path in image.get("environment", {}).values())
