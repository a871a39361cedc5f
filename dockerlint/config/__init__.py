"""Finding, merging and checking configuration."""

from dockerlint.config.discovery import ConfigFinder, Found, load
from dockerlint.config.problems import ConfigError, Problem
from dockerlint.config.settings import Settings

__all__ = ["ConfigError", "ConfigFinder", "Found", "Problem", "Settings", "load"]
