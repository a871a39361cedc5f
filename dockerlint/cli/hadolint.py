"""hadolint's options and environment variables, where a run has some of them."""

from __future__ import annotations

import os

from dockerlint.config.hadolint import asked, user_configuration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.cli.options import CheckOptions
    from dockerlint.config import ConfigFinder
    from dockerlint.config.hadolint import Asked


def read_asked(options: CheckOptions, finder: ConfigFinder) -> Asked | None:
    """Return what they ask for, None where there are none; the user's own configuration of hadolint then counts."""
    found = asked(options.hadolint, os.environ)
    if found is None:
        return None
    finder.last_resort = user_configuration(os.environ)
    if found.verbose:
        _show(options, finder)
    return found


def _show(options: CheckOptions, finder: ConfigFinder) -> None:
    """Write what governs the first file to standard error."""
    import sys

    from dockerlint.config import ConfigError
    from dockerlint.report.settings import shown_settings

    try:
        settings = finder.load(options.paths[0] if options.paths else "Dockerfile")
    except ConfigError:
        return  # told where the configuration governs a file
    if sys.stderr is not None:
        sys.stderr.write(shown_settings(settings, os.getcwd()))
