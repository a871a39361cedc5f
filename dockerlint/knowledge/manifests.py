"""Dependency installation by project: which call reads which manifest and lock file.

A verb is written as in `package_managers`. A manifest or lock with a wildcard is a pattern of file names.

Sources: the manual of each tool, the chapters on lock files.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NotRequired, TypedDict

    class Ecosystem(TypedDict):
        """A tool that installs what a project's manifest names."""

        manifests: tuple[str, ...]
        locks: NotRequired[tuple[str, ...]]
        install: tuple[str, ...]  # verbs that install the project's dependencies


# By command.
ECOSYSTEMS: dict[str, Ecosystem] = {
    "npm": {
        "manifests": ("package.json",),
        "locks": ("package-lock.json", "npm-shrinkwrap.json"),
        "install": ("ci", "install", "i", "clean-install", "install-clean"),
    },
    "yarn": {"manifests": ("package.json",), "locks": ("yarn.lock",), "install": ("", "install")},
    "pnpm": {
        "manifests": ("package.json",),
        "locks": ("pnpm-lock.yaml",),
        "install": ("install", "i", "ci", "fetch"),
    },
    "bun": {"manifests": ("package.json",), "locks": ("bun.lock", "bun.lockb"), "install": ("install", "ci")},
    "pip": {"manifests": ("requirements*.txt",), "install": ("install",)},
    "poetry": {"manifests": ("pyproject.toml",), "locks": ("poetry.lock",), "install": ("install", "sync")},
    "uv": {"manifests": ("pyproject.toml",), "locks": ("uv.lock",), "install": ("sync",)},
    "pdm": {"manifests": ("pyproject.toml",), "locks": ("pdm.lock",), "install": ("install", "sync")},
    "pipenv": {"manifests": ("Pipfile",), "locks": ("Pipfile.lock",), "install": ("install", "sync")},
    "bundle": {"manifests": ("Gemfile",), "locks": ("Gemfile.lock",), "install": ("", "install")},
    "composer": {"manifests": ("composer.json",), "locks": ("composer.lock",), "install": ("install", "i")},
    "go": {"manifests": ("go.mod",), "locks": ("go.sum",), "install": ("mod download",)},
    "cargo": {"manifests": ("Cargo.toml",), "locks": ("Cargo.lock",), "install": ("fetch",)},
    "mix": {"manifests": ("mix.exs",), "locks": ("mix.lock",), "install": ("deps.get",)},
    "mvn": {"manifests": ("pom.xml",), "install": ("dependency:go-offline", "dependency:resolve")},
    "dotnet": {"manifests": ("*.csproj", "*.sln"), "locks": ("packages.lock.json",), "install": ("restore",)},
}
