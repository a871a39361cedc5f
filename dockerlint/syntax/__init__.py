"""Read a Dockerfile without losing a byte."""

from dockerlint.syntax.parser import parse

__all__ = ["parse"]
