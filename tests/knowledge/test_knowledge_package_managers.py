"""The table of package managers: what its shape alone does not say."""

from __future__ import annotations

import pytest

from dockerlint.knowledge.package_managers import BASE_IMAGES, BY_COMMAND, MANAGERS

CACHES = [
    pytest.param(manager, cache, id=f"{name}-{number}")
    for name, manager in MANAGERS.items()
    for number, cache in enumerate(manager["caches"])
]


def test_each_command_has_one_manager() -> None:
    assert len(BY_COMMAND) == sum(len(manager["commands"]) for manager in MANAGERS.values())


@pytest.mark.parametrize(("manager", "cache"), CACHES)
def test_cache(manager: dict, cache: dict) -> None:
    assert manager["caches"]
    assert cache["filled_by"]
    assert set(cache["filled_by"]).isdisjoint(cache.get("cleaned_by", ()))
    assert all(path.startswith(("/", "~/", "$")) for path in cache["paths"])
    # Only the last one may hold where no variable is set.
    assert all(path.startswith("$") for path in cache["paths"][:-1])
    for option in cache.get("options", ()):
        assert option.startswith("-D") or option in manager["valued_options"]
    if "mount" in cache:
        assert cache["paths"][-1].startswith(cache["mount"] + "/")


@pytest.mark.parametrize("name", MANAGERS)
def test_install_verbs_fill_a_cache(name: str) -> None:
    manager = MANAGERS[name]
    filling = {verb.partition(" ")[0] for cache in manager["caches"] for verb in cache["filled_by"]}
    if "*" not in filling:
        assert {verb.partition(" ")[0] for verb in manager["install"]} <= filling


@pytest.mark.parametrize("image", BASE_IMAGES.values())
def test_base_image(image: dict) -> None:
    assert all(home.startswith("/") for home in image.get("homes", {}).values())
    assert all(path.startswith("/") for path in image.get("environment", {}).values())
