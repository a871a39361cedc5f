"""Images in a registry: a small one of our own for what goes wrong, Debian's docker-registry for the truth."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dockerlint.measure.errors import RegistryError
from dockerlint.measure.registry import read_registry
from tests.measure.conftest import EMPTY
from tests.measure.sources import VALIDATOR, compare_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.measure.engine import Engine
    from tests.measure.conftest import Run

OCI = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"


class Registry:
    """A registry with a few answers, and the headers of what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.wants = ""  # the Authorization header without which it answers 401
        self.challenge = ""
        self.asked: list[tuple[str, str]] = []
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                registry.asked.append((self.path, self.headers.get("Authorization", "")))
                status, headers, body = registry.answers.get(self.path.partition("?")[0], (404, {}, b"{}"))
                if registry.wants and self.path.startswith("/v2/") and self.headers["Authorization"] != registry.wants:
                    status, headers, body = 401, {"WWW-Authenticate": registry.challenge}, b"{}"
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def put(self, kind: str, document: object, name: str = "") -> str:
        body = json.dumps(document).encode()
        digest = "sha256:" + hashlib.sha256(body).hexdigest()
        for each in filter(None, (digest, name)):
            self.answers[f"/v2/team/app/{kind}/{each}"] = (200, {}, body)
        return digest

    def put_image(self, name: str = "") -> str:
        config = self.put(
            "blobs",
            {
                "architecture": "amd64",
                "config": {"User": "me"},
                "rootfs": {"diff_ids": ["sha256:1", "sha256:2"]},
                "history": [
                    {"created_by": "COPY a /"},
                    {"created_by": "ENV A=1", "empty_layer": True},
                    {"created_by": "RUN b"},
                ],
            },
        )
        layers = [{"digest": f"sha256:{number}", "size": 1000 * number} for number in (1, 2)]
        return self.put("manifests", {"mediaType": OCI, "config": {"digest": config}, "layers": layers}, name)


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Registry]:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    found = Registry()
    yield found
    found.server.shutdown()
    found.server.server_close()
    found.thread.join()


def sizes(target: str, platform: str | None = None) -> list[int | None]:
    return [layer.compressed for layer in read_registry(target, platform).layers]


def test_a_manifest_gives_sizes_history_and_configuration(registry: Registry, run: Callable[..., Run]) -> None:
    registry.put_image("1")
    result = run(f"docker://{registry.host}/team/app:1", "--json", "--dive-ci", "none")
    assert result.code == 0, result.err
    document = json.loads(result.out)
    VALIDATOR.validate(document)
    image = document["image"]
    assert (image["compressed_bytes"], image["bytes"], image["waste"]) == (3000, None, None)
    assert [(one["compressed_bytes"], one["instruction"]) for one in image["layers"]] == [
        (1000, "COPY a /"),
        (2000, "RUN b"),
    ]
    assert not any("layers" in path or "sha256:1" in path for path, _ in registry.asked)
    text = run(f"docker://{registry.host}/team/app:1", "--dive-ci", "none").out
    assert "3.00 kB to pull in 2 layers" in text
    assert "Nothing was pulled" in text
    both = run(
        f"docker://{registry.host}/team/app:1", "--against", f"docker://{registry.host}/team/app:1", "--dive-ci", "none"
    )
    assert both.code == 0, both.err
    assert "not known of an image in a registry" in both.out


def test_budgets_that_lie_about_are_not_judged_and_those_asked_for_are_trouble(
    registry: Registry, run: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    registry.put_image("1")
    target = f"docker://{registry.host}/team/app:1"
    (tmp_path / ".dive-ci").write_text("rules:\n  lowestEfficiency: 0.99\n")
    result = run(target)
    assert (result.code, result.err) == (0, "")
    words = " ".join(result.out.split())
    assert "Note: budgets not judged, those of .dive-ci: what is unpacked is not known of" in words
    assert "not judged" not in run(target, "--dive-ci", "none").out
    document = json.loads(run(target, "--json").out)
    VALIDATOR.validate(document)
    assert document["failed"] == []
    assert any("not judged, those of .dive-ci" in note for note in document["image"]["notes"])
    for option in (("--max-size", "1kB"), ("--min-efficiency", "1%"), ("--max-wasted", "0"), ("--dive-ci", ".dive-ci")):
        result = run(target, *option)
        assert (result.code, result.out) == (2, "")
        assert f"`{option[0]}` is about unpacked files" in result.err


def test_an_index_is_a_choice_of_platforms(registry: Registry) -> None:
    digest = registry.put_image()
    entries = [
        {"digest": digest, "platform": {"os": "linux", "architecture": "arm64", "variant": "v8"}},
        {"digest": "sha256:" + "0" * 64, "platform": {"os": "unknown", "architecture": "unknown"}},
    ]
    registry.put("manifests", {"mediaType": INDEX, "manifests": entries}, "latest")
    assert sizes(f"docker://{registry.host}/team/app", "linux/arm64") == [1000, 2000]
    with pytest.raises(RegistryError, match=r"for linux/s390x, but for linux/arm64/v8: choose with --platform"):
        sizes(f"docker://{registry.host}/team/app", "linux/s390x")


def test_a_token_is_asked_for_with_the_credentials_of_docker(registry: Registry, tmp_path: Path) -> None:
    registry.put_image("1")
    secret = base64.b64encode(b"erika:pass").decode()
    registry.wants = "Bearer abc"
    registry.challenge = f'Bearer realm="http://{registry.host}/token",service="s",scope="repository:team/app:pull"'
    registry.answers["/token"] = (200, {}, b'{"token": "abc"}')
    assert sizes(f"docker://{registry.host}/team/app:1") == [1000, 2000]
    assert registry.asked[1][1] == ""
    (tmp_path / "config.json").write_text(json.dumps({"auths": {registry.host: {"auth": secret}}}))
    registry.asked.clear()
    assert sizes(f"docker://{registry.host}/team/app:1") == [1000, 2000]
    assert registry.asked[1] == ("/token?service=s&scope=repository%3Ateam%2Fapp%3Apull", f"Basic {secret}")


def test_basic_credentials_come_from_a_helper_too(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.put_image("1")
    registry.wants = "Basic " + base64.b64encode(b"max:word").decode()
    registry.challenge = 'Basic realm="x"'
    with pytest.raises(RegistryError, match="without other credentials: docker login"):
        sizes(f"docker://{registry.host}/team/app:1")
    helper = tmp_path / "docker-credential-test"
    helper.write_text('#!/bin/sh\necho \'{"Username": "max", "Secret": "word"}\'\n')
    helper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    (tmp_path / "config.json").write_text(json.dumps({"credHelpers": {registry.host: "test"}}))
    assert sizes(f"docker://{registry.host}/team/app:1") == [1000, 2000]


def test_what_is_wrong_is_told(registry: Registry) -> None:
    registry.put_image("1")
    target = f"docker://{registry.host}/team/app"
    with pytest.raises(RegistryError, match="has no image"):
        sizes(f"{target}:2")
    with pytest.raises(RegistryError, match="is no reference"):
        sizes("docker://NO IMAGE")
    registry.answers["/v2/team/app/manifests/old"] = (200, {}, b'{"schemaVersion": 1}')
    with pytest.raises(RegistryError, match="too old"):
        sizes(f"{target}:old")
    digest = next(path for path in registry.answers if "/blobs/" in path)
    registry.answers[digest] = (200, {}, b"{}")
    with pytest.raises(RegistryError, match="damaged"):
        sizes(f"{target}:1")
    registry.answers[digest] = (200, {}, bytes(9 << 20))
    with pytest.raises(RegistryError, match="refused"):
        sizes(f"{target}:1")
    registry.wants, registry.challenge = "Bearer a", 'Bearer realm="http://example.com/token"'
    with pytest.raises(RegistryError, match="no safe place"):
        sizes(f"{target}:1")
    registry.server.shutdown()
    registry.server.server_close()
    with pytest.raises(RegistryError, match="does not answer"):
        sizes(f"{target}:1")


def test_four_sources_of_one_image_give_one_report(
    docker_registry: str, engine: Engine, tmp_path: Path, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    tag = f"dockerlint-measure-sources:{tmp_path.name.lower()}"
    text = f"FROM {EMPTY}\nRUN mkdir /d && echo 1 > /d/a && ln /d/a /d/b\nRUN rm -r /d && echo 2 > /e\nUSER 5\n"
    subprocess.run(["docker", "build", "-q", "-t", tag, "-"], input=text.encode(), check=True, capture_output=True)
    try:
        report = compare_sources(tag, docker_registry, tmp_path, run)
    finally:
        engine.api.remove_image(tag)
    assert report["user"] == "5"
