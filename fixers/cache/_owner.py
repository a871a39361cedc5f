"""Whose a cache mount must be: BuildKit makes it root's where nothing else is said."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.rules.cache._history import history_of

_SYSTEM = ("apt", "apk", "yum", "dnf", "microdnf", "tdnf", "zypper", "pacman")

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.rules.cache._mounting import Target
    from dockerlint.rules.cache.common import Surroundings


def ownership(surroundings: Surroundings, target: Target) -> str:
    """Return the options that give a mount to the user who runs a call, "" for root."""
    user = surroundings.user
    # Packages of the system are installed by nobody but root.
    if user in ("root", "0") or (not user and target.call.name in _SYSTEM):
        return ""
    if not user:
        raise Refused("the user is not known")
    stage = surroundings.file.graph.stage_of(surroundings.run)
    assert stage is not None  # noqa: S101  # for the type checker
    instruction = history_of(surroundings.file).user(stage, surroundings.run)
    group = instruction.group if instruction is not None else None
    group = surroundings.file.graph.expand(surroundings.run, group) if group else None
    account = history_of(surroundings.file).account(stage, surroundings.run, user)
    if user.isdigit():
        number: str | None = user
    elif account is not None:
        given = account.option_value("-u", "--uid")
        number = given.value if given is not None else None
    else:
        homes = (surroundings.base.settings or {}).get("homes", {})
        number = next((key for key, home in homes.items() if key.isdigit() and home == homes.get(user)), None)
        group = group or number  # these images give user and group the same number
    if number is None or not number.isdigit():
        raise Refused(f"the number of the user `{user}` is not known")
    return f",uid={number}" + (f",gid={group}" if group and group.isdigit() else "")
