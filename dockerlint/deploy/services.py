"""The containers that Compose and Kubernetes files run, with what they say of each, in one shape for both."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.deploy.builds import Build
    from dockerlint.deploy.values import Value


class Setting:
    """Something that a file sets for a container: a name, a text, and where it stands."""

    __slots__ = ("name", "span", "text")

    def __init__(self, name: str, text: str, span: tuple[int, int]) -> None:
        self.name = name
        self.text = text
        self.span = span


class Service:
    """A container that a file runs.

    `image` is its image as written, `reference` with variables replaced (None where one has no value); `build` is
    how the same file, or another of the run, builds that image.
    """

    __slots__ = ("build", "image", "inline", "name", "reference", "value")

    kind = ""

    def __init__(self, name: Value, value: Value, image: Value | None, reference: str | None) -> None:
        self.name = name
        self.value = value
        self.image = image
        self.reference = reference
        self.build: Build | None = None
        self.inline: Value | None = None  # a Dockerfile that the file holds itself

    @property
    def is_built(self) -> bool:
        """Whether the file builds the image, so that `image` names what is made."""
        return False

    @property
    def pull_policy(self) -> Value | None:
        """When the image is pulled."""
        return None

    @property
    def privileged(self) -> Value | None:
        """What gives the container all rights of the host, where something does."""
        return _if_true(self.at("privileged"))

    @property
    def host_namespaces(self) -> list[Setting]:
        """The namespaces of the host that the container shares: `network`, `pid`, `ipc`."""
        return []

    @property
    def host_mounts(self) -> list[Setting]:
        """The paths of the host that are mounted: the container's path by the host's."""
        return []

    @property
    def writable(self) -> list[str]:
        """The container's paths that a mount makes writable."""
        return []

    @property
    def environment(self) -> list[Setting]:
        """The variables that the file gives a value."""
        return []

    @property
    def ports(self) -> list[tuple[int, str, tuple[int, int]]]:
        """The container's ports that the file speaks of: number, protocol, place."""
        return []

    @property
    def capabilities(self) -> list[Value]:
        """The capabilities that are added."""
        return []

    @property
    def user(self) -> Value | None:
        """The user that the container runs as, where the file says so."""
        return None

    @property
    def non_root(self) -> Value | None:
        """What demands that the container does not run as root."""
        return None

    @property
    def read_only(self) -> Value | None:
        """What makes the root file system read-only."""
        return None

    @property
    def entrypoint(self) -> Value | None:
        """What takes the place of the image's ENTRYPOINT."""
        return None

    @property
    def arguments(self) -> Value | None:
        """What takes the place of the image's CMD."""
        return None

    @property
    def probes(self) -> list[Value]:
        """What asks the container for its health."""
        return []

    def at(self, *keys: str) -> Value | None:
        """Return a value of the container's by its keys."""
        return self.value.at(*keys)


class ComposeService(Service):
    """A service of a Compose file: https://docs.docker.com/reference/compose-file/services/."""

    __slots__ = ()

    kind = "compose"

    @property
    def is_built(self) -> bool:
        return self.at("build") is not None

    @property
    def pull_policy(self) -> Value | None:
        return self.at("pull_policy")

    @property
    def host_namespaces(self) -> list[Setting]:
        found = []
        for name, key in (("network", "network_mode"), ("pid", "pid"), ("ipc", "ipc")):
            value = self.at(key)
            if value is not None and value.text == "host":
                found.append(Setting(name, value.text, value.span))
        return found

    @property
    def host_mounts(self) -> list[Setting]:
        return [Setting(target, source, place) for source, target, place in self._mounts() if source[:1] in "/.~"]

    @property
    def writable(self) -> list[str]:
        tmpfs = self.at("tmpfs")
        return [
            *[target for _, target, _ in self._mounts()],
            *[word.partition(":")[0] for word in (tmpfs.words if tmpfs is not None else ())],
        ]

    def _mounts(self) -> Iterator[tuple[str, str, tuple[int, int]]]:
        volumes = self.at("volumes")
        for item in volumes.items if volumes is not None else ():
            if item.is_map:
                source, target = item["source"], item["target"]
                place = (source or item).span
                yield source.text if source is not None else " ", target.text if target is not None else "", place
            else:
                source_text, colon, rest = item.text.partition(":")
                yield (source_text, rest.partition(":")[0], item.span) if colon else (" ", source_text, item.span)

    @property
    def environment(self) -> list[Setting]:
        section = self.at("environment")
        if section is None:
            return []
        found = [Setting(key.text, value.text, key.span) for key, value in section.pairs if value.text]
        for item in section.items:
            name, equals, value = item.text.partition("=")
            if equals and value:
                start, end = item.span
                found.append(Setting(name, value, (start, start + len(name) if end - start >= len(name) else end)))
        return found

    @property
    def ports(self) -> list[tuple[int, str, tuple[int, int]]]:
        section = self.at("ports")
        found = []
        for item in section.items if section is not None else ():
            if item.is_map:
                target, protocol = item["target"], item["protocol"]
                text = f"{target.text if target else ''}/{protocol.text if protocol else 'tcp'}"
                place = (target or item).span
            else:
                text, place = item.text.rpartition(":")[2], item.span
            number, _, kind = text.partition("/")
            if number.isdecimal():
                found.append((int(number), kind.lower() or "tcp", place))
        return found

    @property
    def capabilities(self) -> list[Value]:
        added = self.at("cap_add")
        return added.items if added is not None else []

    @property
    def user(self) -> Value | None:
        return self.at("user")

    @property
    def read_only(self) -> Value | None:
        return _if_true(self.at("read_only"))

    @property
    def entrypoint(self) -> Value | None:
        return self.at("entrypoint")

    @property
    def arguments(self) -> Value | None:
        return self.at("command")

    @property
    def probes(self) -> list[Value]:
        check = self.at("healthcheck")
        return [check] if check is not None else []


class Container(Service):
    """A container of a Kubernetes object: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/."""

    __slots__ = ("is_main", "pod")

    kind = "kubernetes"

    def __init__(
        self, name: Value, value: Value, image: Value | None, reference: str | None, pod: Value, *, is_main: bool
    ) -> None:
        super().__init__(name, value, image, reference)
        self.pod = pod
        self.is_main = is_main  # no init container

    @property
    def pull_policy(self) -> Value | None:
        return self.at("imagePullPolicy")

    @property
    def privileged(self) -> Value | None:
        return _if_true(self.at("securityContext", "privileged"))

    @property
    def host_namespaces(self) -> list[Setting]:
        found = []
        for name, key in (("network", "hostNetwork"), ("pid", "hostPID"), ("ipc", "hostIPC")):
            value = self.pod[key]
            if value is not None and value.is_true:
                found.append(Setting(name, key, value.span))
        return found

    @property
    def host_mounts(self) -> list[Setting]:
        found = []
        volumes = self.pod["volumes"]
        mounted = dict(self._mounts())
        for volume in volumes.items if volumes is not None else ():
            path, name = volume.at("hostPath", "path"), volume["name"]
            if path is not None and name is not None and name.text in mounted:
                found.append(Setting(mounted[name.text], path.text, path.span))
        return found

    @property
    def writable(self) -> list[str]:
        return [path for _, path in self._mounts()]

    def _mounts(self) -> Iterator[tuple[str, str]]:
        mounts = self.at("volumeMounts")
        for mount in mounts.items if mounts is not None else ():
            name, path = mount["name"], mount["mountPath"]
            if name is not None and path is not None:
                yield name.text, path.text

    @property
    def environment(self) -> list[Setting]:
        section = self.at("env")
        found = []
        for item in section.items if section is not None else ():
            name, value = item["name"], item["value"]
            if name is not None and value is not None and value.text:
                found.append(Setting(name.text, value.text, name.span))
        return found

    @property
    def ports(self) -> list[tuple[int, str, tuple[int, int]]]:
        section = self.at("ports")
        found = []
        for item in section.items if section is not None else ():
            port, protocol = item["containerPort"], item["protocol"]
            if port is not None and port.number is not None:
                found.append((port.number, protocol.text.lower() if protocol is not None else "tcp", port.span))
        return found

    @property
    def capabilities(self) -> list[Value]:
        added = self.at("securityContext", "capabilities", "add")
        return added.items if added is not None else []

    @property
    def user(self) -> Value | None:
        return self.at("securityContext", "runAsUser") or self.pod.at("securityContext", "runAsUser")

    @property
    def non_root(self) -> Value | None:
        return _if_true(self.at("securityContext", "runAsNonRoot") or self.pod.at("securityContext", "runAsNonRoot"))

    @property
    def read_only(self) -> Value | None:
        return _if_true(self.at("securityContext", "readOnlyRootFilesystem"))

    @property
    def entrypoint(self) -> Value | None:
        return self.at("command")

    @property
    def arguments(self) -> Value | None:
        return self.at("args")

    @property
    def probes(self) -> list[Value]:
        found = [self.at(key) for key in ("livenessProbe", "readinessProbe", "startupProbe")]
        return [probe for probe in found if probe is not None]


def _if_true(value: Value | None) -> Value | None:
    return value if value is not None and value.is_true else None
