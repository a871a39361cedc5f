"""Where the file of a secret mount goes."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.shell import Command

_COPIERS = ("cp", "mv", "install", "ln")


def written_secret(command: Command, places: list[str]) -> str:
    """Return the path to which a command writes one of the files, "" where it does not."""
    words = command.positionals(("-m", "-o", "-g"))
    reads = [word for word in words if word.text in places]
    if command.name in _COPIERS and reads and words[-1] not in reads:
        return "" if command.name == "ln" else words[-1].text
    target = next((one.target.text for one in command.redirects if one.writes), "")
    if target.startswith(("/dev/", "/tmp/", "/run/", "/proc/")):  # noqa: S108
        return ""
    prints = command.name in ("cat", "echo", "printf")
    holds = any(f"cat {place}" in word.raw or f"<{place}" in word.raw for word in command.arguments for place in places)
    return target if target and prints and (holds or (command.name == "cat" and reads)) else ""
