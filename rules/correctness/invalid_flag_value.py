from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class InvalidFlagValue(Rule):
    """A flag with a value that Docker refuses.

    ## What it flags
    Flags without their value, durations that are none or shorter than a millisecond, `--retries` that is no number
    of at least one, switches that are neither true nor false, and values of `--network`, `--security` and
    `--mount=type=` that there are not. HEALTHCHECK, `--network` and `--security` take no variables.

    ## Why it is bad
    The build stops there. Where nothing stands behind the equals sign, Docker acts as if the flag were not there.

    ## What to do
    Correct the value. Durations have a unit: `30s`, `1m30s`.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "invalid-flag-value"
    aliases = (
        "dockerfile-utils:FLAG_MISSING_VALUE",
        "dockerfile-utils:FLAG_INVALID_DURATION",
        "dockerfile-utils:FLAG_MISSING_DURATION",
        "dockerfile-utils:FLAG_LESS_THAN_1MS",
        "dockerfile-utils:FLAG_UNKNOWN_UNIT",
        "dockerfile-utils:FLAG_AT_LEAST_ONE",
        "dockerfile-utils:FLAG_EXPECTED_BOOLEAN_VALUE",
        "dockerfile-utils:INVALID_SYNTAX",
        "dockerfile-utils:FLAG_INVALID_LINK_VALUE",
        "dockerfilelint:healthcheck_options_missing_args",
        "dockadvisor:RunInvalidNetworkFlag",
        "dockadvisor:RunInvalidSecurityFlag",
    )
    severity = "error"
    on = ("ADD --*", "COPY --*", "FROM --*", "HEALTHCHECK --*", "RUN --*")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nHEALTHCHECK --interval=30 CMD true\n",
            "FROM debian:13-slim\nHEALTHCHECK --timeout=1us --retries=0 CMD true\n",
            "FROM debian:13-slim\nARG PERIOD=5s\nHEALTHCHECK --interval=$PERIOD --retries=many CMD true\n",
            "FROM debian:13-slim\nCOPY --chown a /b\nCOPY --chown= a /b\n",
            "FROM debian:13-slim\nCOPY --link=1 a /b\n",
            "FROM debian:13-slim\nRUN --network=bridge make\n",
            "FROM debian:13-slim\nRUN --mount=type=volume,target=/x make\n",
        ),
        good=(
            (
                "FROM debian:13-slim\n"
                "HEALTHCHECK --interval=1m30s --timeout=0.5s --start-period=0s --retries=+3 CMD true\n"
            ),
            "FROM debian:13-slim\nCOPY --link=TRUE a /b\nHEALTHCHECK CMD --unknown\n",
            "FROM debian:13-slim\nCOPY --link --parents=false --chown=$OWNER a /b\n",
            "FROM debian:13-slim\nRUN --mount=type=secret,id=x --mount=target=/y make\n",
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        for flag in node.flags:
            problem = _problem(node.keyword, flag.name, flag.value) if flag.name in _VALUES[node.keyword] else ""
            if problem:
                yield self.at(flag, f"`--{flag.name}` {problem}", subject=(node, flag))


_SWITCHES = ("link", "parents", "keep-git-dir", "unpack")
_DURATIONS = ("interval", "timeout", "start-period", "start-interval")
_CHOICES = {"network": ("default", "none", "host"), "security": ("sandbox", "insecure")}
_VALUES: dict[str, tuple[str, ...]] = {
    "ADD": (*_SWITCHES, "chown", "chmod", "checksum", "exclude"),
    "COPY": (*_SWITCHES, "chown", "chmod", "from", "exclude"),
    "FROM": ("platform",),
    "HEALTHCHECK": (*_DURATIONS, "retries"),
    "RUN": ("mount", *_CHOICES, "device"),
}
_MOST_RETRIES = 2**31 - 1
_MOUNTS = ("bind", "cache", "tmpfs", "secret", "ssh")
_UNITS = {"ns": 1e-6, "us": 1e-3, "µs": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4, "h": 3.6e6}


def _problem(keyword: str, name: str, value: str | None) -> str:
    if name in _SWITCHES:
        return "" if value is None or value.lower() in ("true", "false") else "is true or false"
    if value is None:
        return "needs a value"
    if not value:
        return "has an empty value: Docker acts as if it were not there"
    if keyword == "HEALTHCHECK" and name in _DURATIONS:
        return _duration(value)
    if keyword == "HEALTHCHECK":
        digits = value.removeprefix("+")
        return "" if digits.isdigit() and 0 < int(digits) <= _MOST_RETRIES else "is a number of at least one"
    if keyword == "RUN" and name in _CHOICES:
        return "" if value in _CHOICES[name] else f"is one of {', '.join(_CHOICES[name])}"
    if keyword == "RUN" and name == "mount" and "$" not in value:
        kind = next((part.partition("=")[2] for part in value.split(",") if part.startswith("type=")), "bind")
        return "" if kind.lower() in _MOUNTS else f"has a type: one of {', '.join(_MOUNTS)}"
    return ""


def _duration(text: str) -> str:
    """Return what is wrong with a duration as Go writes it: `1h30m`, `1.5s`."""
    total = 0.0
    rest = text.lstrip("+-")
    if rest == "0":
        return ""
    while rest:
        digits = len(rest) - len(rest.lstrip("0123456789."))
        number, rest = rest[:digits], rest[digits:]
        unit = next((one for one in ("ns", "us", "µs", "ms", "s", "m", "h") if rest.startswith(one)), "")
        if not number.strip(".") or number.count(".") > 1 or not unit:
            return "needs a unit: `30s`, `1m30s`" if not rest and number else "is no duration"
        rest = rest[len(unit) :]
        total += float(number) * _UNITS[unit]
    if text.startswith("-"):
        return "cannot be negative"
    return "is at least one millisecond" if 0 < total < 1 else ""
