"""Image references: the grammar of the names behind `FROM`, `COPY --from` and `RUN --mount from=`.

The grammar is that of the distribution project's reference package, which Docker and BuildKit use: a registry
(`docker.io` where none is written), a repository (below `library/` where it has one component only), a tag
and a digest. One pass over the text, no regular expressions.
"""

from __future__ import annotations

DEFAULT_REGISTRY = "docker.io"
_OFFICIAL = "library/"
# Longest repository and tag that a registry takes, in characters.
_REPOSITORY_LENGTH = 255
_TAG_LENGTH = 128
# Digest algorithms and the length of their hexadecimal form.
_DIGESTS = {"sha256": 64, "sha384": 96, "sha512": 128}

_LOWER = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_ALPHANUMERIC = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_HOST = _ALPHANUMERIC | {"-"}
_TAG_START = _ALPHANUMERIC | {"_"}
_TAG = _TAG_START | {".", "-"}
_HEX = frozenset("0123456789abcdef")
_ADDRESS = frozenset("0123456789abcdefABCDEF:")
_DIGITS = frozenset("0123456789")


class ImageReference:
    """A well-formed image reference.

    `registry` is never empty, `repository` has its `library/`; `tag` and `digest` (`sha256:…`) are None where
    the text has none. References are equal if they name an image in the same way, however it was spelled.
    """

    __slots__ = ("digest", "registry", "repository", "tag")

    def __init__(self, registry: str, repository: str, tag: str | None = None, digest: str | None = None) -> None:
        self.registry = registry
        self.repository = repository
        self.tag = tag
        self.digest = digest

    @property
    def name(self) -> str:
        """Registry and repository in full: `docker.io/library/python`."""
        return f"{self.registry}/{self.repository}"

    @property
    def familiar(self) -> str:
        """Registry and repository as short as people write them: `python`."""
        if self.registry != DEFAULT_REGISTRY:
            return self.name
        short = self.repository
        if short.startswith(_OFFICIAL) and "/" not in short[len(_OFFICIAL) :]:
            short = short[len(_OFFICIAL) :]
        first, slash, _ = short.partition("/")
        # A short form that would be read as something else stays long.
        if (slash and _is_registry(first)) or (not slash and _is_identifier(short)):
            return self.name
        return short

    def with_tag(self, tag: str) -> ImageReference:
        """Return the same repository under another tag, without a digest."""
        return ImageReference(self.registry, self.repository, tag)

    def __str__(self) -> str:
        tag = "" if self.tag is None else f":{self.tag}"
        digest = "" if self.digest is None else f"@{self.digest}"
        return f"{self.familiar}{tag}{digest}"

    def __repr__(self) -> str:
        return f"ImageReference({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ImageReference):
            return NotImplemented
        return (self.registry, self.repository, self.tag, self.digest) == (
            other.registry,
            other.repository,
            other.tag,
            other.digest,
        )

    def __hash__(self) -> int:
        return hash((self.registry, self.repository, self.tag, self.digest))


_KNOWN: dict[str, ImageReference | None] = {}
_MOST_KNOWN = 1000


def parse_reference(text: str) -> ImageReference | None:
    """Return the reference that a text spells, or None where it is none, as with a variable in it.

    The name of a build stage, its number, and `scratch` look like references: whoever asks must know stages.
    """
    # Several rules ask about each image, and few images make most files.
    if text not in _KNOWN:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[text] = _parse(text)
    return _KNOWN[text]


def _parse(text: str) -> ImageReference | None:
    named, at, digest = text.partition("@")
    if at and not _is_digest(digest):
        return None
    tag: str | None = None
    colon = named.rfind(":")
    if colon > named.rfind("/"):
        named, tag = named[:colon], named[colon + 1 :]
        if not _is_tag(tag):
            return None
    if not at and tag is None and _is_identifier(named):
        return None
    first, slash, rest = named.partition("/")
    if slash and _is_registry(first):
        registry, repository = first, rest
        if not _is_host(registry):
            return None
        if registry == "index.docker.io":
            registry = DEFAULT_REGISTRY
    else:
        registry, repository = DEFAULT_REGISTRY, named
    if registry == DEFAULT_REGISTRY and "/" not in repository:
        repository = _OFFICIAL + repository
    if len(repository) > _REPOSITORY_LENGTH or not all(map(_is_component, repository.split("/"))):
        return None
    return ImageReference(registry, repository, tag, digest if at else None)


def _is_registry(component: str) -> bool:
    """Whether the first component of a name is read as a registry."""
    return "." in component or ":" in component or component == "localhost" or component.lower() != component


def _is_host(text: str) -> bool:
    """Whether a text is a host name or an address in brackets, with an optional port."""
    if text.startswith("["):
        address, bracket, port = text[1:].partition("]")
        if not bracket or not address or not _ADDRESS.issuperset(address):
            return False
        return not port or (port[0] == ":" and len(port) > 1 and _DIGITS.issuperset(port[1:]))
    host, colon, port = text.partition(":")
    if colon and not (port and _DIGITS.issuperset(port)):
        return False
    return all(label and _HOST.issuperset(label) and label[0] != "-" and label[-1] != "-" for label in host.split("."))


def _is_component(text: str) -> bool:
    """Whether a text is one component of a repository: runs of a-z0-9 joined by `.`, `_`, `__` or dashes."""
    separator = "."  # as if one stood in front: a component begins with a letter or digit
    for character in text:
        if character in _LOWER:
            separator = ""
        elif separator == "" and character in "._-":
            separator = character
        elif (character == "-" and separator[0] == "-") or (character == "_" and separator == "_"):
            separator += character
        else:
            return False
    return separator == ""


def _is_tag(text: str) -> bool:
    return 0 < len(text) <= _TAG_LENGTH and text[0] in _TAG_START and _TAG.issuperset(text)


def _is_digest(text: str) -> bool:
    algorithm, _, value = text.partition(":")
    return _DIGESTS.get(algorithm) == len(value) and _HEX.issuperset(value)


def _is_identifier(text: str) -> bool:
    """Whether a text is the full id of an image, which no repository may be called."""
    return len(text) == _DIGESTS["sha256"] and _HEX.issuperset(text)
