"""Building a Dockerfile for measuring: what is sent, what the engine says, and leaving nothing behind.

Both builders are reached through `POST /build` with the context as the body: the classic one, and BuildKit with
`version=2`. Secrets need a session, which the SDK does not have: such files go through the command `docker build`.
"""

from __future__ import annotations

import json
import os
import queue
import re
import secrets as random_names
import threading
import time
from contextlib import suppress

from dockerlint.graph import build_graph
from dockerlint.measure.errors import BuildError, EngineError, MeasureError
from dockerlint.measure.measurement import PLANTED
from dockerlint.measure.trace import Trace
from dockerlint.syntax import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any, Final, Self

    from dockerlint.context import Context
    from dockerlint.graph.stages import Stage
    from dockerlint.measure.engine import Engine
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.tree import Tree

    # Told of `step` (its text), `log` (a line) and `sent` (bytes, as a decimal text).
    Listener = Callable[[str, str], None]

TAG: Final = "dockerlint-measure"
BUILDERS: Final = ("auto", "buildkit", "classic")
_MOST_LOG: Final = 2000  # lines; the last ones are kept
_CANCEL_SECONDS: Final = 10
_CLEANING_SECONDS: Final = 15
# What the front end inside an engine older than 23.0 does not know; 23.0 knows Dockerfile 1.4.
_NEW_FLAGS: Final = frozenset(("link",))
_NEWER_FLAGS: Final = frozenset(("parents", "exclude", "checksum", "keep-git-dir", "security", "device", "unpack"))


class Request:
    """What to build, and how. `context` None is an empty one."""

    __slots__ = (
        "build_args",
        "builder",
        "changed",
        "context",
        "network",
        "no_cache",
        "path",
        "platform",
        "secrets",
        "target",
        "text",
        "timeout",
    )

    def __init__(self, text: str, path: str, context: Context | None) -> None:
        self.text = text
        self.path = path  # of the Dockerfile, for messages and to find it in the context
        self.context = context
        self.target: str | None = None
        self.build_args: Mapping[str, str] = {}
        self.platform: str | None = None
        self.network: str | None = None
        self.builder = "auto"
        self.no_cache = False
        self.secrets: Sequence[str] = ()  # as `docker build --secret` takes them
        self.timeout: float | None = None  # seconds
        self.changed: Mapping[str, bytes] = {}  # what is sent in place of files of the context, by path


class BuildStep:
    """A step that costs something: FROM, RUN, COPY, ADD or WORKDIR. `line` is 0 where it is not known."""

    __slots__ = ("is_cached", "line", "seconds", "text")

    def __init__(self, text: str, line: int, seconds: float, *, is_cached: bool) -> None:
        self.text = text
        self.line = line
        self.seconds = seconds
        self.is_cached = is_cached


class Built:
    """A built image, with the steps in the order in which they began.

    `vertices` is all that BuildKit has told, the export of the image with it: name, whether it came from the cache,
    seconds.
    """

    __slots__ = ("image", "notes", "seconds", "stage", "steps", "vertices")

    def __init__(self, image: str, seconds: float, stage: Stage | None) -> None:
        self.image = image
        self.seconds = seconds
        self.stage = stage
        self.steps: list[BuildStep] = []
        self.vertices: list[tuple[str, bool, float]] = []
        self.notes: list[str] = []


class Builds:
    """The builds of one run; on leaving, what they made is removed, however the run ends."""

    def __init__(self, engine: Engine, listener: Listener) -> None:
        self._engine = engine
        self._listener = listener
        self._tags: list[str] = []
        self._before: set[str] | None = None
        self._made: list[str] = []
        self._cancelled = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._clean()

    def build(self, request: Request) -> Built:
        """Build an image. Raises BuildError for a build that fails, EngineError for an engine that does."""
        tree = parse(request.text)
        graph = build_graph(tree, None, target=request.target, build_args=request.build_args)
        if request.target is not None and graph.target is None:
            raise BuildError(f"{request.path}: no stage is called `{request.target}`")
        if self._before is None:
            with self._engine.asking("cannot list its images"):
                self._before = {str(one["Id"]) for one in self._engine.api.images(all=True)}
        tag = f"{TAG}:{random_names.token_hex(8)}"
        self._tags.append(tag)
        notes: list[str] = []
        text = request.text
        is_buildkit = _uses_buildkit(request, self._engine)
        if is_buildkit:
            text, notes = _for_own_front_end(tree, self._engine.release)
        name, planted = _place(request, text)
        kind = _Build
        if request.secrets:
            from dockerlint.measure.command import CommandBuild

            kind = CommandBuild
        run = kind(self._engine, request, tree, tag, name, planted, self._listener)
        run.is_buildkit = is_buildkit
        try:
            image, seconds = run.run()
        except BaseException:
            self._cancelled = True
            raise
        finally:
            self._made += run.made
        built = Built(image, seconds, graph.target)
        built.notes = notes
        built.steps = run.steps()
        built.vertices = [
            (vertex.name, vertex.is_cached, max(0, vertex.completed - vertex.started) / 1e9)
            for vertex in run.trace.vertices.values()
        ]
        return built

    def _clean(self) -> None:
        """Remove the images, and only those, that these builds made: no force, nothing that has another name."""
        for tag in self._tags:
            with suppress(*self._engine.errors):
                self._engine.api.remove_image(tag)
        # The last images of stages and the steps of builds that were cancelled have no name.
        left = list(dict.fromkeys(self._made))[::-1]
        end = time.monotonic() + _CLEANING_SECONDS
        while left:
            left = [image for image in left if not self._is_gone(image)]
            # The engine takes a moment to end the step of a cancelled build, whose container holds its image.
            if not left or not self._cancelled or time.monotonic() > end:
                break
            time.sleep(0.2)
        self._tags, self._made = [], []

    def _is_gone(self, image: str) -> bool:
        """Remove an image; False where something still needs it."""
        import docker.errors

        api = self._engine.api
        try:
            found = api.inspect_image(image)
            if self._before is not None and found["Id"] not in self._before and not found.get("RepoTags"):
                api.remove_image(found["Id"])
        except docker.errors.APIError as error:
            return error.response is None or error.response.status_code != 409
        except self._engine.errors:
            return True  # nobody there any more to be asked
        return True


class _Build:
    """One build through the engine's API, in a thread of its own so that it can be ended at any time."""

    def __init__(
        self,
        engine: Engine,
        request: Request,
        tree: Tree,
        tag: str,
        name: str,
        planted: bytes | None,
        listener: Listener,
    ) -> None:
        self.engine = engine
        self.request = request
        self.tree = tree
        self.tag = tag
        self.name = name
        self.planted = planted
        self.listener = listener
        self.is_buildkit = False
        self.trace = Trace()
        self.made: list[str] = []  # ids of images, of the classic builder
        self._log: list[str] = []
        self._image = ""
        self._step = 0
        self._classic: list[BuildStep] = []
        self._began = 0.0
        self._partial = ""
        self._error = ""
        self._told: set[bytes] = set()
        self._response: Any = None
        self._build_id = tag.rpartition(":")[2]
        self._events: queue.Queue[dict[str, Any] | BaseException | None] = queue.Queue(1000)
        self._is_over = threading.Event()

    def run(self) -> tuple[str, float]:
        """Build; return the image's id and the seconds it took."""
        start = time.monotonic()
        deadline = None if self.request.timeout is None else start + self.request.timeout
        thread = threading.Thread(target=self._work, name="build", daemon=True)
        thread.start()
        try:
            self._follow(deadline)
        except BaseException:
            self.cancel()
            thread.join(_CANCEL_SECONDS)
            raise
        thread.join(_CANCEL_SECONDS)
        seconds = time.monotonic() - start
        if self._error:
            raise self.failure(self._error)
        if not self._image:
            raise EngineError(f"the engine at {self.engine.host} ended the build without a word: has it been stopped?")
        return self._image, seconds

    def _follow(self, deadline: float | None) -> None:
        while True:
            wait = None if deadline is None else deadline - time.monotonic()
            if wait is not None and wait <= 0:
                raise self._too_long()
            try:
                # Not without end: Windows cannot interrupt a wait.
                event = self._events.get(timeout=1.0 if wait is None else min(wait, 1.0))
            except queue.Empty:
                continue
            if event is None:
                return
            if isinstance(event, BaseException):
                if isinstance(event, MeasureError):
                    raise event
                raise self._broken(event)
            self.take(event)

    def _too_long(self) -> BuildError:
        failure = self.failure(f"not done after {self.request.timeout:g} s: ended (--timeout)")
        failure.log = "\n".join(self._log)
        return failure

    def _broken(self, error: BaseException) -> Exception:
        from dockerlint.measure.engine import _short

        status = getattr(getattr(error, "response", None), "status_code", 0)
        if 400 <= status < 500:  # the classic builder's parse errors
            return self.failure(_short(error))
        return EngineError(f"the engine at {self.engine.host} ended the build early: {_short(error)}")

    def cancel(self) -> None:
        """End the build on the engine."""
        self._is_over.set()
        if self.is_buildkit:
            with suppress(Exception):
                self.engine.api._post(self.engine.api._url("/build/cancel"), params={"id": self._build_id})  # noqa: SLF001
        response = self._response
        if response is not None:
            import socket

            with suppress(Exception):
                # close() alone would wait for the thread that reads.
                raw = self.engine.api._get_raw_response_socket(response)  # noqa: SLF001
                getattr(raw, "_sock", raw).shutdown(socket.SHUT_RDWR)
            with suppress(Exception):
                response.close()

    def _work(self) -> None:
        """Ask for the build and pass on what comes; runs in the thread."""
        try:
            for event in self.events():
                self._put(event)
                if self._is_over.is_set():
                    return
            self._put(None)
        except BaseException as error:  # noqa: BLE001  # told where somebody listens
            self._put(error)

    def _put(self, event: dict[str, Any] | BaseException | None) -> None:
        while not self._is_over.is_set():
            with suppress(queue.Full):
                self._events.put(event, timeout=1)
                return

    def events(self) -> Iterator[dict[str, Any]]:
        """Yield the messages of the build."""
        api, request = self.engine.api, self.request
        arguments = {**_proxies(api), **request.build_args}
        parameters: dict[str, str] = {"t": self.tag, "dockerfile": self.name, "buildargs": json.dumps(arguments)}
        if self.is_buildkit:
            parameters |= {"version": "2", "buildid": self._build_id}
        else:
            parameters |= {"rm": "1", "forcerm": "1"}
        if request.network:
            parameters["networkmode"] = request.network
        if request.target:
            parameters["target"] = request.target
        if request.platform:
            parameters["platform"] = request.platform
        if request.no_cache:
            parameters["nocache"] = "1"
        headers = {"Content-Type": "application/x-tar"}
        api._set_auth_headers(headers)  # noqa: SLF001  # for base images of private registries
        self._response = api._post(  # noqa: SLF001  # build() knows no version
            api._url("/build"),  # noqa: SLF001
            data=self.body(),
            params=parameters,
            headers=headers,
            stream=True,
            timeout=None,
        )
        with self._response:
            api._raise_for_status(self._response)  # noqa: SLF001
            yield from api._stream_helper(self._response, decode=True)  # noqa: SLF001

    def body(self) -> Iterator[bytes]:
        """Yield the context as a tar archive."""
        sent = 0
        for piece in context_archive(self.request.context, self.name, self.planted, self.request.changed):
            if self._is_over.is_set():
                return
            sent += len(piece)
            self.listener("sent", str(sent))
            yield piece

    def take(self, event: dict[str, Any]) -> None:
        """Take one message of the engine."""
        if event.get("error"):
            detail = event.get("errorDetail")
            self._error = str(detail.get("message") if isinstance(detail, dict) else "") or str(event["error"])
        elif event.get("id") == "moby.buildkit.trace":
            vertices, logs = self.trace.read(str(event.get("aux", "")))
            for vertex in vertices:
                if vertex.started and vertex.digest not in self._told and not vertex.name.startswith("[internal]"):
                    self._told.add(vertex.digest)
                    self._say("step", vertex.name)
            for _, message in logs:
                self._print(message.decode("utf-8", "replace"))
        elif isinstance(event.get("aux"), dict):
            image = str(event["aux"].get("ID", ""))
            if image:
                self._image = image
                if not self.is_buildkit:
                    self.made.append(image)
        elif isinstance(event.get("stream"), str):
            self._stream(event["stream"])

    def _stream(self, text: str) -> None:
        step = re.match(r"Step (\d+)/\d+ : (.*)", text, re.DOTALL)
        if step:
            self._end_step()
            self._step = int(step.group(1))
            name = " ".join(step.group(2).split())
            instruction = self._instruction_at(self._step)
            line = instruction.start_line if instruction is not None else 0
            self._classic.append(BuildStep(name, line, 0.0, is_cached=False))
            self._say("step", name)
            return
        if text.startswith(" ---> Using cache") and self._classic:
            self._classic[-1].is_cached = True
        made = re.match(r" ---> ([0-9a-f]{12,64})\s*$", text)
        if made:
            self.made.append(made.group(1))
            return
        is_news = text.startswith((" ---> ", "Removing intermediate container")) or (text == "\n" and not self._partial)
        if not is_news:
            self._print(text)

    def _end_step(self) -> None:
        now = time.monotonic()
        if self._classic:
            self._classic[-1].seconds = now - self._began
        self._began = now

    def steps(self) -> list[BuildStep]:
        """Return the steps of the build, once it is over. The classic builder says no times: these are of arrival."""
        if not self.is_buildkit:
            self._end_step()
            return [one for one in self._classic if one.text.partition(" ")[0].upper() in ("FROM", *_VERTICES)]
        stages = build_graph(self.tree, None).stages
        found = []
        told = [one for one in self.trace.vertices.values() if _STEP.match(one.name)]
        for vertex in sorted(told, key=lambda one: one.started):
            instruction = instruction_of(vertex.name, stages)
            text = one_line(instruction) if instruction is not None else vertex.name.partition("] ")[2]
            line = instruction.start_line if instruction is not None else 0
            seconds = max(0, vertex.completed - vertex.started) / 1e9
            found.append(BuildStep(text, line, seconds, is_cached=vertex.is_cached))
        return found

    def _print(self, text: str) -> None:
        lines = (self._partial + text).split("\n")
        self._partial = lines.pop()[-10_000:]
        for line in lines:
            self._say("log", _plain(line))

    def _say(self, kind: str, text: str) -> None:
        self._log.append(text if kind == "log" else f"> {text}")
        if len(self._log) > 2 * _MOST_LOG:
            del self._log[:_MOST_LOG]
        self.listener(kind, text)

    def failure(self, message: str) -> BuildError:
        """Return the error of a build, with the line of the instruction that failed."""
        if self._partial:
            self._say("log", _plain(self._partial))
            self._partial = ""
        message = " ".join(message.split()).removeprefix("failed to solve with frontend dockerfile.v0: ")
        message = message.removeprefix("failed to create LLB definition: ")
        instruction = self._failed()
        line = instruction.start_line if instruction is not None else 0
        parse_error = re.search(r"parse error (?:on )?line (\d+)", message)
        if parse_error:
            line, instruction = int(parse_error.group(1)), None
        where = f"{self.request.path}:{line}" if line else self.request.path
        text = one_line(instruction) if instruction is not None else self.tree.line(line).strip() if line else ""
        return BuildError(f"{where}: {message}", line=line, instruction=text, log="\n".join(self._log[-_MOST_LOG:]))

    def _failed(self) -> Instruction | None:
        if not self.is_buildkit:
            return self._instruction_at(self._step)
        running = None
        for vertex in self.trace.vertices.values():
            if vertex.error:
                running = vertex
                break
            if vertex.started and not vertex.completed:
                running = vertex
        return instruction_of(running.name, build_graph(self.tree, None).stages) if running is not None else None

    def _instruction_at(self, step: int) -> Instruction | None:
        """Return the instruction that is a step of the classic builder, which counts them all."""
        return self.tree.instructions[step - 1] if 0 < step <= len(self.tree.instructions) else None


def one_line(instruction: Instruction) -> str:
    """Return an instruction with its continuations joined."""
    return " ".join(instruction.line.text[instruction.keyword_start :].split())


def instruction_of(name: str, stages: Sequence[Stage]) -> Instruction | None:
    """Return the instruction that a step of BuildKit (`[build 2/5] RUN …`) is."""
    if name.startswith(_METADATA):
        image = name.removeprefix(_METADATA)
        return next((one.instruction for one in stages if one.image and image.endswith(one.image)), None)
    found = re.match(r"\[(?:(.*) )?(\d+)/\d+\] (\S+)", name)
    if not found:
        return None
    label = (found.group(1) or "").rpartition(" ")[2].lower()
    number = re.fullmatch(r"stage-(\d+)", label)
    for stage in stages:
        if stage.name == label or (number and int(number.group(1)) == stage.index) or (not label and len(stages) == 1):
            steps = [stage.instruction, *(one for one in stage.instructions if one.keyword in _VERTICES)]
            at = int(found.group(2)) - 1
            if at < len(steps) and steps[at].keyword == found.group(3).upper():
                return steps[at]
            same = [step for step in steps if step.keyword == found.group(3).upper()]
            return same[-1] if len(same) == 1 else None
    return None


_METADATA: Final = "[internal] load metadata for "
_VERTICES: Final = ("RUN", "COPY", "ADD", "WORKDIR")
_STEP: Final = re.compile(r"\[(?:.* )?\d+/\d+\] ")


def context_archive(
    context: Context | None, name: str, planted: bytes | None, changed: Mapping[str, bytes]
) -> Iterator[bytes]:
    """Yield what a build sends as a tar archive; `planted` is the Dockerfile where the context does not hold it so.

    `changed` has other contents for some of its files. As with the docker command, everything belongs to root.
    """
    import tarfile

    if planted is not None:
        yield from _content(name, 0o644, planted)
    root = str(getattr(context, "root", "") or "")
    # What stands in the context only by word: `Context.show`.
    shown = dict(context.shown) if context is not None and root else {}
    for entry in context.entries() if context is not None and root else ():
        path = os.path.join(root, entry.path)
        info = tarfile.TarInfo(entry.path)
        if entry.path in shown:
            data = shown.pop(entry.path)
            yield from _content(entry.path, entry.mode, changed.get(entry.path, data))
            continue
        info.mode = entry.mode & 0o7777
        with suppress(OSError):
            info.mtime = int(os.lstat(path).st_mtime)
        if entry.is_directory:
            info.type = tarfile.DIRTYPE
        elif entry.target is not None:
            info.type, info.linkname = tarfile.SYMTYPE, entry.target
        elif not entry.is_file:
            continue  # sockets and the like are not sent
        elif entry.path in changed:
            data = changed[entry.path]
            info.size = len(data)
            yield info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")
            yield data + bytes(-len(data) % 512)
            continue
        else:
            yield from _file(path, info)
            continue
        yield info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")
    for name_shown, data in shown.items():
        if context is not None and not context.ignore.excludes(name_shown):
            yield from _content(name_shown, 0o644, data)
    yield bytes(1024)


def _content(name: str, mode: int, data: bytes) -> Iterator[bytes]:
    """Yield header and content of a file that is not on the disk."""
    import tarfile

    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = len(data), mode & 0o7777, 0
    yield info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")
    yield data + bytes(-len(data) % 512)


def _file(path: str, info: Any) -> Iterator[bytes]:  # noqa: ANN401
    """Yield header and content of a file; one that changes meanwhile is cut, or filled up with zeros."""
    import tarfile

    try:
        file = open(path, "rb")  # noqa: SIM115  # closed below; what cannot be opened is told by its name
    except OSError as error:
        raise MeasureError(f"{path}: cannot be sent to the build: {error.strerror or error}") from error
    with file:
        info.size = os.fstat(file.fileno()).st_size
        yield info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")
        left = info.size
        while left:
            data = file.read(min(left, 1 << 18))
            if not data:
                data = bytes(min(left, 1 << 18))
            left -= len(data)
            yield data
        if info.size % 512:
            yield bytes(-info.size % 512)


def _place(request: Request, text: str) -> tuple[str, bytes | None]:
    """Return the name of the Dockerfile in the archive, and its content where it has to be added.

    A file that is in the context and is built as it stands is sent as part of it. Any other is added under a name that
    is left out of the measuring: `COPY . .` copies it too.
    """
    data = text.encode("utf-8", "surrogateescape")
    root = getattr(request.context, "root", None)
    if root is not None and request.context is not None:
        inside = os.path.relpath(os.path.realpath(request.path), os.path.realpath(root)).replace(os.sep, "/")
        if not inside.startswith("../") and request.context.read(inside) == data:
            return inside, None
    return PLANTED, data


def _uses_buildkit(request: Request, engine: Engine) -> bool:
    if request.secrets:
        return True
    if request.builder != "auto":
        return request.builder == "buildkit"
    # Podman's builder knows everything, and its service nothing of versions. BuildKit builds no Windows images.
    return not engine.is_podman and engine.release >= (18, 9) and str(engine.version.get("Os", "linux")) != "windows"


def _for_own_front_end(tree: Tree, release: tuple[int, int]) -> tuple[str, list[str]]:
    """Return the text to build, without `# syntax=` where the engine itself knows all that the file uses.

    With the line it would fetch its front end from a registry, even where the one that it has built in would do.
    """
    syntax = next((one for one in tree.directives if one.name == "syntax"), None)
    if syntax is None or not _is_standard(syntax.value):
        return tree.text, []
    if _newest_needs(tree) > release:
        return tree.text, []
    line = syntax.full_text
    start = syntax.full_start
    # A comment would end the directives, so what takes its place stands behind the last of them.
    end = max(one.full_end for one in tree.directives)
    rest = tree.text[start + len(line) : end]
    text = tree.text[:start] + rest + "#" + line[len(line.rstrip("\r\n")) :] + tree.text[end:]
    if not line.endswith("\n"):
        text = tree.text[:start] + "#"
    return text, ["built by the front end that the engine has built in; `# syntax=` was left out"]


def _is_standard(value: str) -> bool:
    name = value.strip().partition("@")[0].rpartition(":")[0] or value.strip()
    return name.removeprefix("docker.io/") in ("docker/dockerfile", "docker/dockerfile-upstream")


def _newest_needs(tree: Tree) -> tuple[int, int]:
    needed = (18, 9)
    for outer in tree.instructions:
        instruction = outer.inner or outer
        names = {flag.name for flag in instruction.flags}
        if names & _NEWER_FLAGS:
            return (99, 0)
        if instruction.heredocs or names & _NEW_FLAGS or (instruction.keyword == "RUN" and "network" in names):
            needed = (23, 0)
    return needed


def _proxies(api: Any) -> dict[str, str]:  # noqa: ANN401
    """Return the proxies of Docker's own configuration, which every build gets as arguments."""
    configured = getattr(api, "_proxy_configs", None)
    found = configured.get_environment() if configured else None
    return dict(found or {})


def _plain(text: str) -> str:
    """Leave out colours, and what a progress bar has written over."""
    return re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text.rstrip("\r").rpartition("\r")[2])
