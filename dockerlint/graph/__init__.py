"""Stages, variables, path flow and invalidation."""

from __future__ import annotations

from dockerlint.graph.graph import Graph, build_graph
from dockerlint.graph.references import Use
from dockerlint.graph.stages import Edge, ImageUse, Stage
from dockerlint.graph.variables import Definition

__all__ = ["Definition", "Edge", "Graph", "ImageUse", "Stage", "Use", "build_graph"]
