from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Env


class DebugModeOn(Rule):
    """A framework's debug mode set for the container.

    ## What it flags
    ENV in the image's own stage that switches a framework's debug mode on: `FLASK_DEBUG=1`,
    `FLASK_ENV=development`, `APP_DEBUG=true`, `DJANGO_DEBUG`, `RAILS_ENV=development`,
    `ASPNETCORE_ENVIRONMENT=Development`.

    ## Why it is bad
    In debug mode frameworks show source text, settings and variables to whoever makes a request fail; some let him
    run code.

    ## What to do
    Leave it out, and set it for the container on the developer's machine.

    ## Sources
    - https://flask.palletsprojects.com/en/stable/debugging/
    """

    name = "debug-mode-on"
    aliases = ("sonar:S4507",)
    on = ("ENV ~_debug", "ENV ~_env")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nENV FLASK_DEBUG=1\n",
            "FROM debian:13-slim\nENV A=b APP_DEBUG=true\n",
            "FROM debian:13-slim\nENV ASPNETCORE_ENVIRONMENT=Development\n",
        ),
        good=(
            "FROM debian:13-slim\nENV FLASK_DEBUG=0\n",
            "FROM debian:13-slim\nENV RAILS_ENV=production\n",
            "FROM debian:13-slim AS dev\nENV FLASK_DEBUG=1\nFROM debian:13-slim\nCMD serve\n",
        ),
    )

    def instruction(self, node: Env, file: Dockerfile) -> Findings:  # type: ignore[override]
        for pair in node.pairs:
            off = _MODES.get(pair.name)
            value = pair.value.value.strip("\"'").lower() if pair.value is not None else ""
            if off is not None and value in off and file.graph.stage_of(node) in file.graph.shipped:
                yield self.at(
                    pair,
                    f"`{pair.name}={value}` shows the inside to whoever makes a request fail",
                    subject=(node, pair),
                )


_ON = ("1", "true", "on", "yes")
_MODES = {
    "APP_DEBUG": _ON,
    "ASPNETCORE_ENVIRONMENT": ("development",),
    "DJANGO_DEBUG": _ON,
    "DOTNET_ENVIRONMENT": ("development",),
    "FLASK_DEBUG": _ON,
    "FLASK_ENV": ("development",),
    "RACK_ENV": ("development",),
    "RAILS_ENV": ("development",),
    "SYMFONY_DEBUG": _ON,
    "WERKZEUG_DEBUG_PIN": ("off",),
}
