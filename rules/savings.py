"""What following a finding's advice is expected to save, for the rules that are about size.

A rule finds; how many bytes that is about is asked only where somebody reads the figure, since it needs tables and the
build context. What is not known is no saving of 0 bytes but none at all.
"""

from __future__ import annotations

from dockerlint.knowledge import sizes
from dockerlint.knowledge.build_tools import COMPILER_PACKAGES
from dockerlint.lint.finding import Saving
from dockerlint.shell.package_calls import PackageCall, package_calls
from dockerlint.syntax.instructions import Add, Copy, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

_DEBIAN = "package sizes of Debian 12"
_CONTEXT = "files of the build context"
# Of official images on Debian: unpacked bytes by bytes to pull. golang, rust, gcc and debian in October 2026.
_UNPACKED = 2.8
_LEAN = ("--no-install-recommends",)


def attach(findings: Sequence[Finding], file: Dockerfile) -> list[str]:
    """Give each finding of a size rule its saving, where that can be known; returns the defects, each named."""
    troubles = []
    for finding in findings:
        estimate = _ESTIMATES.get(finding.rule)
        if estimate is None or finding.saves is not None:
            continue
        try:
            node = _node(finding, file)
            found = estimate(finding, node, file) if node is not None else None
        except Exception as error:  # noqa: BLE001  # a figure that fails must not stop the check
            text = f"{file.path}: the saving of {finding.rule} failed: {type(error).__name__}: {error}"
            troubles.append(f"{text}; please report this")
            continue
        if found is not None and found.bytes > 0:
            finding.saves = found
    return list(dict.fromkeys(troubles))


def _node(finding: Finding, file: Dockerfile) -> Instruction | None:
    for node in file.tree.instructions:
        if node.span[0] <= finding.start < node.span[1]:
            return node
    return None


def _before(node: Instruction, file: Dockerfile) -> list[Run]:
    """Return the RUNs whose work an instruction finds in its file system."""
    stage = file.graph.stage_of(node)
    if stage is None:
        return []
    steps = [step for each in reversed(stage.bases) for step in each.steps if isinstance(step, Run)]
    return [step for step in steps if step.index < node.index]


# apt


def _lists(finding: Finding, node: Instruction, file: Dockerfile) -> Saving | None:
    if any(_leaves_lists(run, file) for run in _before(node, file)):
        return None  # most of them are there already
    return _lists_of(file.graph.stage_of(node))


def _lists_of(stage: Stage | None) -> Saving | None:
    image = stage.base_image if stage is not None else None
    if image is None or not image.distribution or not image.release:
        return None
    size = sizes.APT_LISTS.get((image.distribution, image.release))
    return Saving(size, f"package lists of Debian {image.release}") if size is not None else None


def _leaves_lists(run: Run, file: Dockerfile) -> bool:
    commands = file.commands(run)
    updates = any(call.name == "apt" and call.verb == "update" for call in package_calls(commands))
    return updates and not any(command.name == "rm" and "/apt" in str(command.words) for command in commands)


def _recommends(finding: Finding, node: Instruction, file: Dockerfile) -> Saving | None:
    call = finding.subject
    if not isinstance(call, PackageCall):
        return None
    present = _present(node, file)
    names = _installed(call)
    if present is None or not names:
        return None
    everything = sizes.debian_closure(names, recommends=True, present=present)
    needed = sizes.debian_closure(names, recommends=False, present=present)
    if everything is None or needed is None:
        return None
    return Saving(sizes.debian_bytes(everything - needed), _DEBIAN)


def _build_packages(finding: Finding, node: Instruction, file: Dockerfile) -> Saving | None:
    present = _present(node, file)
    if present is None:
        return None
    call = next((one for one in _apt_calls(node, file) if _covers(one, finding)), None)
    if call is None:
        return None
    names = _installed(call)
    recommends = not call.command.has(*_LEAN)
    everything = sizes.debian_closure(names, recommends=recommends, present=present)
    others = [name for name in names if name not in COMPILER_PACKAGES]
    rest = sizes.debian_closure(others, recommends=recommends, present=present)
    if everything is None or rest is None:
        return None
    return Saving(sizes.debian_bytes(everything - rest), _DEBIAN)


def _covers(call: PackageCall, finding: Finding) -> bool:
    start, end = call.command.span
    return start <= finding.start < end


def _apt_calls(node: Instruction, file: Dockerfile) -> list[PackageCall]:
    calls = package_calls(file.commands(node)) if isinstance(node, Run) else []
    return [call for call in calls if call.name == "apt" and call.verb == "install"]


def _installed(call: PackageCall) -> list[str]:
    words = [word.value if word.value is not None else "?" for word in call.words[1:]]
    return [word.partition("=")[0].partition(":")[0].partition("/")[0] for word in words]


def _present(node: Instruction, file: Dockerfile) -> set[str] | None:
    """Return what apt has installed before; None for a base of which that is not known."""
    stage = file.graph.stage_of(node)
    image = stage.base_image if stage is not None else None
    if image is None or image.distribution not in ("debian", "ubuntu") or image.has("gcc") is True:
        return None
    found: set[str] = set()
    for run in _before(node, file):
        for call in _apt_calls(run, file):
            more = sizes.debian_closure(_installed(call), recommends=not call.command.has(*_LEAN), present=found)
            if more is None:
                return None
            found |= more
    return found


# pip and npm


def _pip(finding: Finding, node: Instruction, file: Dockerfile) -> Saving | None:
    size = _pip_cache(node, file)
    return Saving(size, "wheels that pip downloads") if size else None


def _pip_cache(node: Instruction, file: Dockerfile) -> int | None:
    names: list[str] = []
    for call in package_calls(file.commands(node)):
        if call.name == "pip" and call.verb in ("install", "download", "wheel"):
            more = _requirements(call, file, node)
            if more is None:
                return None
            names += more
    return sizes.pip_bytes(names) if names else None


def _requirements(call: PackageCall, file: Dockerfile, node: Instruction) -> list[str] | None:
    """Return the names of what a call of pip installs, those in requirements files too; None where one is not known."""
    names = []
    lists = _values(call.command, "-r", "--requirement")
    for word in call.words[1:]:
        if word.text in lists:
            continue
        if word.value is None or "/" in word.text or word.text.startswith("."):
            return None
        names.append(_project(word.text))
    for path in lists:
        source = _in_context(path, node, file)
        text = file.context.text(source) if source is not None and file.context is not None else None
        if text is None:
            return None
        for line in text.splitlines():
            requirement = line.partition("#")[0].strip()
            if requirement.startswith("-") or "/" in requirement:
                return None
            if requirement:
                names.append(_project(requirement))
    return names


def _values(command: Command, *options: str) -> list[str]:
    """Return all values of an option that may stand more than once."""
    found, words = [], [word.text for word in command.arguments]
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word in options:
            found.append(following)
        else:
            found += [word[len(option) :].removeprefix("=") for option in options if word.startswith(option)]
    return found


def _project(text: str) -> str:
    for mark in "=<>~![; ":
        text = text.partition(mark)[0]
    return text.strip("\"'")


def _npm(finding: Finding, node: Instruction, file: Dockerfile) -> Saving | None:
    size, basis = 0, ""
    for call in package_calls(file.commands(node)):
        if call.name != "npm" or not call.does(call.manager["caches"][0]["filled_by"]):
            continue
        names = [word.text for word in call.words[1:]]
        if names:
            plain = [name if "@" not in name[1:] else name[: name.index("@", 1)] for name in names]
            more, basis = sizes.npm_cache_bytes(plain), "npm's cache after it installed these packages"
        else:
            more, basis = _of_lock(call, node, file)
        if more is None:
            return None
        size += more
    return Saving(size, basis) if size else None


def _of_lock(call: PackageCall, node: Instruction, file: Dockerfile) -> tuple[int | None, str]:
    import json

    source = _in_context("package-lock.json", node, file)
    text = file.context.text(source) if source is not None and file.context is not None else None
    if text is None:
        return None, ""
    try:
        packages = json.loads(text).get("packages") or {}
        lean = call.command.has("--omit", "--production", "--only", "--omit=dev")
        names = [
            path.rpartition("node_modules/")[2]
            for path, one in packages.items()
            if path and not (lean and one.get("dev")) and not one.get("link")
        ]
    except (ValueError, AttributeError, RecursionError):
        return None, ""
    found = sizes.npm_archive_bytes(names)
    if found is None:
        return None, ""
    return found[0], f"archives of the {len(names)} packages in package-lock.json, {found[1]} of them known"


def _in_context(path: str, node: Instruction, file: Dockerfile) -> str | None:
    """Return where in the context a file is from that a command of a RUN reads by its name."""
    name = path.rpartition("/")[2]
    if file.context is None:
        return None
    stage = file.graph.stage_of(node)
    steps = [step for each in stage.bases for step in each.steps] if stage is not None else []
    for step in steps:
        if isinstance(step, (Copy, Add)) and step.index < node.index and not (isinstance(step, Copy) and step.from_):
            for source in file.graph.flow(step).context_reads:
                for place in (source, f"{source}/{name}", f"{source}/{path}"):
                    if place.rpartition("/")[2] == name and file.context.exists(place):
                        return place.removeprefix("./")
    return None


# Files


def _trace_bytes(trace: object, file: Dockerfile) -> int | None:
    """Return the bytes in the context of what COPY brought; None for whatever something else made."""
    source, node = getattr(trace, "source", None), getattr(trace, "instruction", None)
    if source is None or file.context is None or (isinstance(node, Copy) and node.from_ is not None):
        return None
    written = file.graph.expand(node, source.value) or source.value if node is not None else source.value
    places = [written]
    path = getattr(trace, "path", "")
    # A part of a folder that was copied as a whole.
    whole = sorted(file.graph.flow(node).writes, key=len) if node is not None else []
    target = whole[0].rstrip("/") if whole else ""
    if target and path.startswith(target + "/") and file.context.is_directory(written):
        inside = path[len(target) + 1 :]
        if file.context.exists(f"{written}/{inside}"):
            places = [f"{written}/{inside}"]
    found = [place for each in places for place in file.context.glob(each)]
    if not found:
        return None
    return sum(entry.size for place in found for entry in file.context.files(place))


def _copied(finding: Finding, node: Instruction, file: Dockerfile) -> Saving | None:
    size = _trace_bytes(finding.subject, file)
    return Saving(size, _CONTEXT) if size else None


def _changed(finding: Finding, node: Instruction, file: Dockerfile) -> Saving | None:
    subject = finding.subject
    size = _trace_bytes(subject[2], file) if isinstance(subject, tuple) else None
    return Saving(size, _CONTEXT) if size else None


def _removed(finding: Finding, node: Instruction, file: Dockerfile) -> Saving | None:
    subject = finding.subject
    if not isinstance(subject, tuple):
        return None
    _, removal, trace = subject
    if trace is not None:
        size = _trace_bytes(trace, file)
        return Saving(size, _CONTEXT) if size else None
    earlier: Instruction = removal.instruction
    if removal.manager == "apt":
        return _lists_of(file.graph.stage_of(earlier))
    if removal.manager == "pip":
        return _pip(finding, earlier, file)
    if removal.manager == "npm":
        return _npm(finding, earlier, file)
    return _packages_removed(finding, node, earlier, file) if not removal.manager else None


def _packages_removed(finding: Finding, node: Instruction, earlier: Instruction, file: Dockerfile) -> Saving | None:
    present = _present(earlier, file)
    call = next((one for one in package_calls(file.commands(node)) if _covers(one, finding)), None)
    if present is None or call is None or call.name != "apt":
        return None
    removed = set(_installed(call))
    # With --auto-remove everything goes that nothing else needs; without, what was named.
    with_needs = call.command.has("--auto-remove", "--autoremove") or call.verb == "autoremove"
    found: set[str] = set()
    for one in _apt_calls(earlier, file):
        names = _installed(one)
        recommends = not one.command.has(*_LEAN)
        everything = sizes.debian_closure(names, recommends=recommends, present=present)
        rest = sizes.debian_closure(
            [name for name in names if name not in removed], recommends=recommends, present=present
        )
        if everything is None or rest is None:
            return None
        found |= everything - rest if with_needs else everything & removed
    return Saving(sizes.debian_bytes(found), _DEBIAN)


# Base images


def _base_image(finding: Finding, node: Instruction, file: Dockerfile) -> Saving | None:
    from dockerlint.knowledge.images import describe_name

    stage = file.graph.target
    image = stage.base_image if stage is not None else None
    if image is None or not image.compressed or not image.runtime:
        return None
    other = describe_name(image.runtime)
    lean = other.compressed if other is not None and other.compressed else 0
    return Saving(
        round((image.compressed - lean) * _UNPACKED),
        f"sizes to pull of the image and of {image.runtime}, times {_UNPACKED:g} for unpacking",
    )


if TYPE_CHECKING:
    Estimate = Callable[[Finding, Instruction, Dockerfile], Saving | None]

_ESTIMATES: dict[str, Estimate] = {
    "apt-lists-left-behind": _lists,
    "apt-recommends-installed": _recommends,
    "archive-copied-then-unpacked": _copied,
    "build-dependencies-left": _build_packages,
    "npm-cache-kept": _npm,
    "pip-cache-kept": _pip,
    "recursive-chown-in-later-layer": _changed,
    "removed-in-later-layer": _removed,
    "toolchain-as-final-stage": _base_image,
}
# The rules about size, those that see for themselves what the context holds among them.
RULES = frozenset((
    *_ESTIMATES, "dockerignore-incomplete", "dockerignore-missing",
    *("apk-cache-kept", "dnf-cache-kept", "yum-cache-kept", "zypper-cache-kept", "yarn-cache-kept"),
))  # fmt: skip
