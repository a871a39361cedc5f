"""`dockerlint graph --images`: which images many files need, and which of them they build themselves."""

from __future__ import annotations

import os

from dockerlint.cli.checker import read_source
from dockerlint.cli.discovery import Discovery, reason
from dockerlint.config import ConfigFinder
from dockerlint.deploy.builds import is_build_file
from dockerlint.deploy.manifests import manifest_kind, read_services
from dockerlint.deploy.values import YamlError
from dockerlint.graph.image_graph import ImageGraph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def images_of(paths: Sequence[str]) -> tuple[ImageGraph, list[str]]:
    """Return the graph of the files below paths, those of Compose, Bake, Skaffold and Kubernetes too; and troubles."""
    discovery = Discovery(paths, ConfigFinder(isolated=True), with_deployments=True)
    graph = ImageGraph()
    troubles = list(discovery.troubles)
    for path in discovery.files:
        try:
            source = read_source(path)
        except (OSError, ValueError) as error:
            troubles.append(f"{path}: {reason(error)}")
            continue
        text = source.decode("utf-8", "surrogateescape")
        kind = manifest_kind(path, text)
        if kind:
            try:
                graph.add_services(path, text, kind, read_services(text, kind, os.path.dirname(path), os.environ))
            except YamlError:
                continue  # a template, or no YAML: what it runs nobody knows
        elif not path.lower().endswith((".yaml", ".yml")) and not is_build_file(path):
            graph.add_dockerfile(path, source, discovery.builds.get(os.path.abspath(path), ()))
    graph.join()
    return graph, troubles
