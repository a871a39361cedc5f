"""Images in a registry: sized from the manifest, without pulling a layer.

The distribution API gives the compressed bytes of each layer, the configuration and the history. What the layers hold,
and how large they are unpacked, nobody says. Credentials are those of Docker's own configuration, credential helpers
included. https://github.com/opencontainers/distribution-spec
"""

from __future__ import annotations

import hashlib
import json
import re
from urllib.parse import urlsplit

from dockerlint.knowledge.reference import DEFAULT_REGISTRY, ImageReference, parse_reference
from dockerlint.measure.archive import Image, Layer, default_platform, list_at, mapping_at
from dockerlint.measure.errors import ArchiveError, RegistryError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Final, Self

PREFIX: Final = "docker://"
_HUB: Final = "registry-1.docker.io"
_TYPES: Final = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
_MOST_BYTES: Final = 8 << 20
_MOST_NESTING: Final = 4
_SECONDS: Final = 30


def read_registry(target: str, platform: str | None = None) -> Image:
    """Return what a registry says of `docker://REFERENCE`; its layers have no entries. Raises RegistryError."""
    name = target.removeprefix(PREFIX)
    reference = parse_reference(name)
    if reference is None:
        raise RegistryError(f"`{name}` is no reference of an image")
    with _Registry(reference) as registry:
        try:
            return registry.image(platform)
        except ArchiveError as error:
            raise RegistryError(f"{registry.host}: {error}") from error


class _Registry:
    """A repository of a registry."""

    def __init__(self, reference: ImageReference) -> None:
        import requests

        self._reference = reference
        self.host = _HUB if reference.registry == DEFAULT_REGISTRY else reference.registry
        self._session = requests.Session()
        self._scheme = "https"
        self._authorization: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def image(self, platform: str | None) -> Image:
        name = self._reference.digest or self._reference.tag or "latest"
        manifest = self._manifest(name, platform, 0)
        config = mapping_at(manifest.get("config"), "the manifest")
        settings = self._json(f"blobs/{_digest(config)}", _digest(config), ())
        layers = [mapping_at(one, "the manifest") for one in list_at(manifest.get("layers"), "the manifest")]
        image = Image(settings, [Layer([], _size(one)) for one in layers], [str(self._reference)])
        image.has_contents = False
        return image

    def _manifest(self, name: str, platform: str | None, depth: int) -> Mapping[str, Any]:
        """Return the manifest of the image for a platform, through indexes."""
        document = self._json(f"manifests/{name}", name if ":" in name else None, _TYPES)
        if "layers" in document:
            return document
        if "manifests" not in document:
            raise RegistryError(f"{self.host} has `{self._reference}` in a form too old to tell sizes")
        if depth > _MOST_NESTING:
            raise RegistryError(f"{self.host}: the indexes of `{self._reference}` are nested without end: refused")
        found: list[tuple[str, str]] = []
        for each in list_at(document["manifests"], "the index"):
            entry = mapping_at(each, "the index")
            at = mapping_at(entry.get("platform") or {}, "the index")
            parts = [str(at[key]) for key in ("os", "architecture", "variant") if at.get(key)]
            if "unknown" not in parts:  # those are attestations
                found.append(("/".join(parts), _digest(entry)))
        wanted = platform or default_platform()
        matching = [digest for one, digest in found if one == wanted or one.startswith(wanted + "/")]
        if not matching and len(found) == 1 and not found[0][0]:
            matching = [found[0][1]]
        if not matching:
            known = ", ".join(sorted({one for one, _ in found if one})) or "none that is named"
            raise RegistryError(
                f"{self.host} has no `{self._reference}` for {wanted}, but for {known}: choose with --platform"
            )
        return self._manifest(matching[0], platform, depth + 1)

    def _json(self, path: str, digest: str | None, accept: tuple[str, ...]) -> Mapping[str, Any]:
        data = self._get(path, accept)
        if digest is not None:
            kind, _, value = digest.partition(":")
            if kind not in ("sha256", "sha384", "sha512") or hashlib.new(kind, data).hexdigest() != value:
                raise RegistryError(f"{self.host}: what it sends for `{path}` is something else: damaged")
        try:
            return mapping_at(json.loads(data), path)
        except (ValueError, RecursionError) as error:
            raise RegistryError(f"{self.host}: `{path}` is no JSON") from error

    def _get(self, path: str, accept: tuple[str, ...]) -> bytes:
        import requests

        try:
            response = self._ask(path, accept)
            if response.status_code == 401:
                with response:
                    self._authorization = self._authorize(response.headers.get("WWW-Authenticate", ""))
                response = self._ask(path, accept)
            with response:
                if response.status_code in (401, 403, 404):
                    raise RegistryError(self._refusal(response.status_code))
                if response.status_code != 200:
                    raise RegistryError(f"{self.host} answers {response.status_code} to `{path}`")
                return self._limited(response, path)
        except requests.RequestException as error:
            raise RegistryError(f"{self.host} does not answer: {_short(error)}") from error

    def _refusal(self, status: int) -> str:
        if status == 404:
            return f"{self.host} has no image `{self._reference}`"
        return f"{self.host} does not let anybody read `{self._reference}` without other credentials: docker login"

    def _limited(self, response: Any, path: str) -> bytes:  # noqa: ANN401
        data = bytearray()
        for piece in response.iter_content(1 << 16):
            data += piece
            if len(data) > _MOST_BYTES:
                raise RegistryError(f"{self.host}: `{path}` is larger than {_MOST_BYTES} bytes: refused")
        return bytes(data)

    def _ask(self, path: str, accept: tuple[str, ...]) -> Any:  # noqa: ANN401
        import requests

        headers = {"Accept": ", ".join(accept) or "*/*"}
        if self._authorization is not None:
            headers["Authorization"] = self._authorization
        while True:
            url = f"{self._scheme}://{self.host}/v2/{self._reference.repository}/{path}"
            try:
                return self._session.get(url, headers=headers, stream=True, timeout=_SECONDS, auth=_no_netrc)
            except (requests.exceptions.SSLError, requests.exceptions.ConnectionError):
                # As Docker does: a registry on this machine needs no TLS.
                if self._scheme == "http" or not _is_local(self.host):
                    raise
                self._scheme = "http"

    # Credentials

    def _authorize(self, challenge: str) -> str:
        """Return what a registry asks for in front of an answer."""
        user = self._credentials()
        kind, _, rest = challenge.partition(" ")
        if kind.lower() == "basic":
            if not user or "Password" not in user:
                raise RegistryError(self._refusal(401))
            return _basic(user)
        if kind.lower() != "bearer":
            raise RegistryError(f"{self.host} asks for credentials in a way that is not known: {kind!r}")
        parts = dict(re.findall(r'(\w+)="([^"]*)"', rest))
        realm = parts.get("realm", "")
        place = urlsplit(realm)
        if place.scheme != "https" and not (place.scheme == "http" and _is_local(place.netloc)):
            raise RegistryError(f"{self.host} names no safe place to get a token from: {realm[:200]!r}")
        return "Bearer " + self._token(realm, parts, user)

    def _token(self, realm: str, parts: Mapping[str, str], user: Mapping[str, Any] | None) -> str:
        scope = parts.get("scope") or f"repository:{self._reference.repository}:pull"
        query = {"service": parts.get("service", ""), "scope": scope}
        if user and user.get("IdentityToken"):
            form = {**query, "grant_type": "refresh_token", "client_id": "dockerlint"}
            form["refresh_token"] = user["IdentityToken"]
            response = self._session.post(realm, data=form, stream=True, timeout=_SECONDS, auth=_no_netrc)
        else:
            headers = {"Authorization": _basic(user)} if user and "Password" in user else {}
            response = self._session.get(
                realm, params=query, headers=headers, stream=True, timeout=_SECONDS, auth=_no_netrc
            )
        with response:
            if response.status_code != 200:
                raise RegistryError(self._refusal(401))
            try:
                answer = json.loads(self._limited(response, "token"))
                token = answer.get("token") or answer.get("access_token")
            except (ValueError, AttributeError) as error:
                raise RegistryError(f"{self.host}: the token is no JSON") from error
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise RegistryError(f"{self.host} gives no token")
        return token

    def _credentials(self) -> Mapping[str, Any] | None:
        """Return user and password, or an identity token, by Docker's configuration; None where it has none."""
        import docker.auth
        import docker.errors

        try:
            found: Mapping[str, Any] | None = docker.auth.load_config().resolve_authconfig(self._reference.registry)
        except (docker.errors.DockerException, OSError, ValueError, KeyError) as error:
            raise RegistryError(f"the credentials for {self.host} cannot be read: {_short(error)}") from error
        if not found:
            return None
        names = {"username": "Username", "password": "Password", "identitytoken": "IdentityToken"}
        return {names.get(str(key).lower(), str(key)): value for key, value in found.items()}


def _no_netrc(request: Any) -> Any:  # noqa: ANN401
    """Keep requests from taking credentials out of ~/.netrc: Docker's configuration alone counts."""
    return request


def _basic(user: Mapping[str, Any]) -> str:
    import base64

    text = f"{user.get('Username', '')}:{user.get('Password', '')}"
    return "Basic " + base64.b64encode(text.encode()).decode()


def _is_local(host: str) -> bool:
    name = host.rpartition("@")[2]
    name = name[1 : name.index("]")] if name.startswith("[") and "]" in name else name.partition(":")[0]
    return name in ("localhost", "::1") or re.fullmatch(r"127(\.\d{1,3}){3}", name) is not None


def _digest(entry: Mapping[str, Any]) -> str:
    digest = str(entry.get("digest") or "")
    if not re.fullmatch(r"sha(256|384|512):[0-9a-f]{64,128}", digest):
        raise RegistryError(f"the manifest has {digest[:80]!r} in place of a digest: damaged")
    return digest


def _size(entry: Mapping[str, Any]) -> int:
    size = entry.get("size")
    if not isinstance(size, int) or size < 0:
        raise RegistryError("the manifest has a layer without a size: damaged")
    return size


def _short(error: BaseException) -> str:
    innermost = error
    for _ in range(10):
        below = innermost.__cause__ or innermost.__context__ or next(iter(innermost.args), None)
        if not isinstance(below, BaseException):
            break
        innermost = below
    if isinstance(innermost, OSError) and innermost.strerror:
        return innermost.strerror.lower()
    return " ".join(str(innermost).split())[:300] or type(innermost).__name__
