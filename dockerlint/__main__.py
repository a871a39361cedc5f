"""`python -m dockerlint`."""

from dockerlint.cli.main import entry

entry()
