"""Containers of Compose and Kubernetes files, with their places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.deploy.manifests import manifest_kind, read_services
from dockerlint.deploy.values import YamlError, read_documents

COMPOSE = """\
x-base: &base
  image: "nginx:${TAG:-1.29}"
  user: "101"
services:
  web:
    <<: *base
    ports: ["127.0.0.1:8080:80", { target: 443, protocol: tcp }, "53:53/udp"]
    volumes:
      - ./site:/site:ro
      - /var/run/docker.sock:/s
      - { type: volume, source: data, target: /data }
    environment:
      - A=1
      - B
    tmpfs: /run
  built:
    image: ours:1
    build: { context: app, target: t, args: [X=1] }
    environment: { C: 2, D: }
  none: 3
"""
PODS = """\
apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      hostNetwork: true
      securityContext: { runAsUser: 7 }
      volumes: [{ name: s, hostPath: { path: /run/docker.sock } }]
      initContainers:
        - { name: init, image: 'busybox:1' }
      containers:
        - name: a
          image: a:1
          ports: [{ containerPort: 80 }]
          volumeMounts: [{ name: s, mountPath: /s }]
---
apiVersion: v1
kind: List
items:
  - kind: CronJob
    spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name: b, image: "b" }] } } } } }
"""


def test_compose() -> None:
    web, built = read_services(COMPOSE, "compose", "", {})
    assert (web.name.text, web.reference, web.user and web.user.text) == ("web", "nginx:1.29", "101")
    assert web.image is not None
    assert COMPOSE[slice(*web.image.span)] == "nginx:${TAG:-1.29}"
    assert [(port, kind) for port, kind, _ in web.ports] == [(80, "tcp"), (443, "tcp"), (53, "udp")]
    assert [(one.text, one.name) for one in web.host_mounts] == [("./site", "/site"), ("/var/run/docker.sock", "/s")]
    assert web.writable == ["/site", "/s", "/data", "/run"]
    assert [(one.name, one.text) for one in web.environment] == [("A", "1")]
    assert built.is_built
    assert built.build is not None
    assert (built.build.dockerfile, built.build.target, built.build.args, built.build.images) == (
        "app/Dockerfile",
        "t",
        {"X": "1"},
        ["ours:1"],
    )
    assert [(one.name, one.text) for one in built.environment] == [("C", "2")]


def test_kubernetes() -> None:
    first, second, third = sorted(read_services(PODS, "kubernetes", "", {}), key=lambda one: one.name.text)
    assert [one.name.text for one in (first, second, third)] == ["a", "b", "init"]
    assert [(one.name, one.text) for one in first.host_mounts] == [("/s", "/run/docker.sock")]
    assert [one.name for one in first.host_namespaces] == ["network"]
    assert first.user is not None
    assert first.user.text == "7"
    assert first.ports[0][0] == 80
    assert second.image is not None
    assert PODS[slice(*second.image.span)] == "b"


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("compose.prod.yaml", "", "compose"),
        ("a/pod.yml", "kind: Pod\napiVersion: v1\n", "kubernetes"),
        ("values.yaml", "kind: x\n", ""),
        ("Dockerfile", "apiVersion: v1\nkind: Pod\n", ""),
    ],
)
def test_kinds(path: str, text: str, expected: str) -> None:
    assert manifest_kind(path, text) == expected


def test_trouble_has_a_place() -> None:
    with pytest.raises(YamlError) as caught:
        read_documents("a: 1\nb: [\nc: }\n")
    assert caught.value.offset > 5


def test_a_byte_order_mark_and_characters_of_any_width() -> None:
    text = "\ufeffservices:\n  a: # \U0001f600 é\n    image: ñ:1\n"
    (service,) = read_services(text, "compose", "", {})
    assert service.image is not None
    assert text[slice(*service.image.span)] == "ñ:1"


def test_aliases_that_lead_to_themselves() -> None:
    text = "services: &a\n  x: &b\n    <<: *b\n    self: *a\n    image: c\n"
    assert [service.reference for service in read_services(text, "compose", "", {})] == ["c"]


@given(st.text(alphabet="ab:-[]{}&*|>'\"\n #!?%@`,.$", max_size=60))
def test_no_text_crashes(text: str) -> None:
    for kind in ("compose", "kubernetes"):
        try:
            services = read_services(f"services:\n  a:\n    {text}", kind, "", {})
        except YamlError:
            continue
        for service in services:
            for name in (
                "ports",
                "environment",
                "host_mounts",
                "writable",
                "capabilities",
                "probes",
                "host_namespaces",
            ):
                getattr(service, name)
