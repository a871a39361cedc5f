"""What an image does when it is run: how it starts, and what its smoke test says."""

from __future__ import annotations

import re
import time

from dockerlint.verify.containers import Output, quick
from dockerlint.verify.verdict import FAILED, PASSED, SMOKE, START, Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Final

    from dockerlint.verify.containers import Answer, Container, Containers
    from dockerlint.verify.smoke import Smoke

SETTLE_SECONDS: Final = 5.0  # without an end and without a port, it is taken to be up
_STABLE_SECONDS: Final = 1.0
_NOT_RUN: Final = (125, 126, 127)  # the engine's, and the shells', for what cannot be started
_MOST_SHOWN: Final = 12
# Lines of a log that say what was not found: a program that misses a file often goes on without it, or ends as the
# original does for another reason, such as a database that is not there.
_MISSING: Final = re.compile(
    r"no such file|cannot open shared object|modulenotfound|importerror|cannot find (?:module|package)|err_module_not"
    r"|classnotfound|noclassdeffound|not found|enoent|unable to (?:load|locate|access)|cannot load|could not find",
    re.IGNORECASE,
)
_WRONG: Final = re.compile(r"error|exception|fatal|panic|fail|cannot|denied|refused|undefined|missing", re.IGNORECASE)
# What differs from run to run or with the place of a library: numbers, addresses, folders.
_UNSTEADY: Final = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|0x[0-9a-f]+|(?:/[^\s/:'\"]+)+/|\d+")


class Start:
    """How a container started. `code` is the exit code, None while it runs; `health` is empty without a check."""

    __slots__ = ("code", "health", "output", "ports", "seconds")

    def __init__(self, code: int | None, ports: set[tuple[int, bool]], health: str, output: Output) -> None:
        self.code = code
        self.ports = ports
        self.health = health
        self.output = output
        self.seconds = 0.0

    def __str__(self) -> str:
        if self.code is not None:
            return f"exits with {self.code}"
        names = [f"{port}{' (loopback)' if inside else ''}" for port, inside in sorted(self.ports)]
        parts = ["stays up", f"listens on {', '.join(names)}" if names else "listens on nothing"]
        return ", ".join([*parts, *([self.health] if self.health else [])])

    def is_like(self, other: Start) -> bool:
        """Whether both start alike."""
        return (self.code, self.ports, self.health) == (other.code, other.ports, other.health)

    def last_words(self) -> list[str]:
        """The end of the log of one that has failed: what both starts have in common may be all that is known."""
        lines = [line for line in self.output.log.splitlines() if line.strip()]
        return [f"the log ends with: {line.strip()[:200]}" for line in lines[-2:]] if self.code else []

    def complaints(self) -> set[str]:
        """The lines of the log that say what is missing; of one that has failed, all that say what is wrong."""
        found = set()
        for line in self.output.log.splitlines():
            if _MISSING.search(line) or (self.code and _WRONG.search(line)):
                found.add(" ".join(_UNSTEADY.sub("", line).split()))
        return found


class Trial:
    """An image that is tried; `settings` is its configuration."""

    def __init__(self, containers: Containers, image: str, settings: Mapping[str, Any], smoke: Smoke) -> None:
        self._containers = containers
        self._image = image
        self._settings = settings
        self._smoke = smoke

    def start(self, wanted: Start | None = None) -> Start:
        """Start it as it is and watch it; until it is as `wanted`, where that is given, or time is over."""
        container = self._container()
        try:
            return self._watch(container, wanted)
        finally:
            self._containers.remove(container)

    def smoke(self) -> list[tuple[str, Output]]:
        """Run the smoke test; each part with what it gave."""
        smoke = self._smoke
        found = []
        for name, command, replaced in (("command", smoke.command, True), ("arguments", smoke.arguments, False)):
            if command is not None:
                found.append((f"{name} `{_line(command, replaced)}`", self._run(command, replaced=replaced)))
        if smoke.starts:
            container = self._container()
            try:
                start = self._watch(container, None)
                found += [(str(request), self._ask(container, start, at)) for at, request in enumerate(smoke.requests)]
                if smoke.inside is not None:
                    found.append((f"inside `{_line(smoke.inside, True)}`", self._inside(container, smoke.inside)))
                if any(output.code != 0 for _, output in found):
                    # Why there was no answer stands in what the container itself printed.
                    state = container.state
                    found.append(("the container", container.output(None if state["Running"] else state["ExitCode"])))
            finally:
                self._containers.remove(container)
        return found

    def _inside(self, container: Container, command: Sequence[str]) -> Output:
        state = container.state
        if not state["Running"]:
            return Output(1, "", f"the container has ended with {state['ExitCode']}")
        return container.run(command, self._smoke.timeout)

    def _run(self, command: Sequence[str], *, replaced: bool) -> Output:
        smoke = self._smoke
        container = self._containers.create(
            self._image,
            entrypoint=command[:1] if replaced else None,
            command=command[1:] if replaced else command,
            environment=smoke.environment,
            stdin=smoke.stdin is not None,
        )
        try:
            container.start(smoke.stdin)
            return container.output(container.wait(smoke.timeout))
        finally:
            self._containers.remove(container)

    def _container(self) -> Container:
        exposed = [int(name.partition("/")[0]) for name in self._settings.get("ExposedPorts") or {} if _is_tcp(name)]
        asked = [request.port for request in self._smoke.requests if request.port is not None]
        return self._containers.create(
            self._image,
            environment=self._smoke.environment,
            ports=sorted({*exposed, *asked}),
            healthcheck=quick(self._settings.get("Healthcheck")),
        )

    def _watch(self, container: Container, wanted: Start | None) -> Start:
        begin = time.monotonic()
        container.start()
        has_check = quick(self._settings.get("Healthcheck")) is not None
        is_server = bool(self._smoke.requests) or any(map(_is_tcp, self._settings.get("ExposedPorts") or {}))
        ports: set[tuple[int, bool]] = set()
        since = begin
        while True:
            state = container.state
            now = time.monotonic()
            if not state["Running"]:
                return self._started(container, Start(int(state["ExitCode"]), set(), "", Output(None, "", "")), begin)
            found = container.listening()
            if found != ports:
                ports, since = found, now
            health = str((state.get("Health") or {}).get("Status") or "") if has_check else ""
            start = Start(None, ports, health, Output(None, "", ""))
            is_late = now - begin > self._smoke.timeout
            if wanted is not None:
                is_done = start.is_like(wanted) and now - since >= _STABLE_SECONDS
            else:
                # One that should listen is given the whole time for it.
                is_settled = (
                    now - since >= _STABLE_SECONDS if ports else not is_server and now - since >= SETTLE_SECONDS
                )
                is_done = is_settled and health != "starting"
            if is_done or is_late:
                return self._started(container, start, begin)
            time.sleep(0.2)

    def _started(self, container: Container, start: Start, begin: float) -> Start:
        start.seconds = time.monotonic() - begin
        start.output = container.output(start.code)
        return start

    def _ask(self, container: Container, start: Start, at: int) -> Output:
        request = self._smoke.requests[at]
        port = request.port
        if port is None:
            # The one port that is listened on, or that the image names.
            open_ports = [number for number, inside in sorted(start.ports) if not inside]
            exposed = [int(name.partition("/")[0]) for name in self._settings.get("ExposedPorts") or {}]
            port = next((number for number in exposed if number in open_ports), None)
            port = port if port is not None else next(iter(open_ports), None)
        if port is None:
            return Output(1, "", "the container listens on no port that could be asked")
        answer = container.ask(request, port, self._smoke.timeout)
        return _as_output(answer)


def _as_output(answer: Answer) -> Output:
    if answer.error:
        return Output(1, "", answer.error)
    head = f"{answer.status} {answer.kind}".strip()
    return Output(0, f"{head}\n{answer.body.decode('utf-8', 'replace')}", "")


def compare_starts(before: Trial, after: Trial) -> Step:
    """Start both and compare."""
    first = before.start()
    second = after.start(first)
    new = second.complaints() - first.complaints()
    if first.is_like(second) and not new:
        return Step(START, PASSED, str(first), second.last_words())
    # What comes and goes is no difference: the original is asked once more.
    again = before.start()
    new -= again.complaints()
    if (first.is_like(second) or again.is_like(second)) and not new:
        return Step(START, PASSED, str(second), second.last_words())
    if first.is_like(second):
        details = [f"only the rewrite says: {line}" for line in sorted(new)]
        return Step(START, FAILED, f"{first}, but complains of something else", details, second.output.log)
    details = [f"the original: {first}", f"the rewrite: {second}"]
    return Step(START, FAILED, f"{first} -> {second}", details, second.output.log)


def compare_smoke(before: Trial, after: Trial, smoke: Smoke) -> Step:
    """Run the smoke test in both and compare exit code and output."""
    originals = before.smoke()
    for name, output in originals:
        if name == "the container":
            continue
        if output.code is None:
            return Step(SMOKE, FAILED, f"{name}: not done in the original after {smoke.timeout:g} s", log=output.log)
        is_request = not name.startswith(("command", "arguments", "inside"))
        if output.code in _NOT_RUN or (is_request and output.code):
            log = "\n".join(one.log for _, one in originals)
            return Step(SMOKE, FAILED, f"{name}: does not work in the original (exit code {output.code})", log=log)
    rewrites = after.smoke()
    found = dict(rewrites)
    asked = [(name, output) for name, output in originals if name != "the container"]
    unlike = [name for name, output in asked if not _is_same(output, found.get(name), smoke)]
    notes: list[str] = []
    if unlike:
        again = dict(before.smoke())
        by_itself = {name for name, output in asked if name in unlike and not _is_same(output, again.get(name), smoke)}
        for name in sorted(by_itself):
            if _is_same_but_for(dict(asked)[name], again.get(name), found.get(name), smoke):
                unlike.remove(name)
                notes.append(f"{name}: lines that differ from run to run were not compared")
    if not unlike:
        codes = {output.code for _, output in asked if output.code}
        more = f", exit code {', '.join(map(str, sorted(c for c in codes if c)))} in both" if codes else ""
        count = f"{len(asked)} parts" if len(asked) > 1 else "the same output"
        return Step(SMOKE, PASSED, f"{count} alike{more}" if len(asked) > 1 else f"{count}{more}", notes)
    details = []
    for name in unlike:
        details += _difference(name, dict(asked)[name], found.get(name), smoke)
    log = "\n".join(output.log for name, output in rewrites if name in unlike or name == "the container")
    return Step(SMOKE, FAILED, f"{', '.join(unlike)}: not as in the original", details, log)


def _is_same(one: Output, other: Output | None, smoke: Smoke) -> bool:
    return other is not None and _compared(one, smoke) == _compared(other, smoke)


def _compared(output: Output, smoke: Smoke) -> tuple[int | None, str, str]:
    return output.code, smoke.visible(output.stdout), smoke.visible(output.stderr)


def _is_same_but_for(one: Output, again: Output | None, other: Output | None, smoke: Smoke) -> bool:
    """Whether the rewrite differs only in lines in which the original differs from itself."""
    if again is None or other is None or not one.code == again.code == other.code:
        return False
    for stream in ("stdout", "stderr"):
        first, second, third = (smoke.visible(getattr(each, stream)).splitlines() for each in (one, again, other))
        if not len(first) == len(second) == len(third):
            return False
        if any(a == b != c for a, b, c in zip(first, second, third, strict=True)):
            return False
    return True


def _difference(name: str, one: Output, other: Output | None, smoke: Smoke) -> list[str]:
    from difflib import unified_diff

    if other is None:
        return [f"{name}: did not run"]
    found = [f"{name}: exit code {_code(one)} -> {_code(other)}"] if one.code != other.code else []
    for stream in ("stdout", "stderr"):
        old, new = (smoke.visible(getattr(each, stream)).splitlines() for each in (one, other))
        lines = unified_diff(old, new, f"original {stream}", f"rewrite {stream}", lineterm="", n=0)
        found += list(lines)[:_MOST_SHOWN]
    return found


def _code(output: Output) -> str:
    return "none (time is over)" if output.code is None else str(output.code)


def _line(command: Sequence[str], replaced: bool) -> str:
    words: Callable[[Sequence[str]], str] = " ".join
    is_shell = replaced and list(command[:2]) == ["/bin/sh", "-c"]
    text = command[2] if is_shell else words(command)
    return " ".join(text.split())[:100]


def _is_tcp(name: str) -> bool:
    return not name.endswith(("/udp", "/sctp"))
