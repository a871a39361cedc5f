"""What the examples of the base-image rules cannot say: exact spans, severities, options and groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockerlint.lint.api import check
from dockerlint.lint.engine import Linter
from dockerlint.lint.registry import find, select

if TYPE_CHECKING:
    from dockerlint.lint.finding import Finding
    from dockerlint.lint.rule import Option

DIGEST = "sha256:" + "0123456789abcdef" * 4


def findings(
    text: str,
    rule: str,
    options: dict[str, Option] | None = None,
    *,
    path: str = "Dockerfile",
    today: str = "2026-11-21",
) -> list[Finding]:
    linter = Linter([(find(rule)[0], {})], {rule: options or {}})
    _, result = check(text, path, linter, today=today)
    assert result.troubles == []
    return result.findings


def marked(text: str, rule: str, options: dict[str, Option] | None = None) -> list[str]:
    return [text[finding.start : finding.end] for finding in findings(text, rule, options)]


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("FROM --platform=linux/amd64 debian AS base\n", "untagged-base-image", ["debian"]),
        ("from \\\n  debian\n", "untagged-base-image", ["debian"]),
        ("FROM debian\nFROM a/b\n", "untagged-base-image", ["debian", "a/b"]),
        ("FROM scratch\nCOPY --from=nginx / /\n", "untagged-base-image", ["nginx"]),
        (
            "FROM scratch\nRUN --mount=type=bind,from=a/b,target=/b --mount=target=/c,from=c/d b\n",
            "untagged-base-image",
            ["a/b", "c/d"],
        ),
        ("FROM localhost:5000/debian\n", "untagged-base-image", ["localhost:5000/debian"]),
        ("FROM localhost:5000/debian:latest\n", "latest-base-image", ["latest"]),
        ("ARG T=latest\nFROM debian:${T}\n", "latest-base-image", ["${T}"]),
        ("ARG T=latest\nFROM ${B:-debian:latest}\n", "latest-base-image", ["${B:-debian:latest}"]),
        ("FROM scratch\nONBUILD COPY --from=a/b:latest / /\n", "latest-base-image", ["latest"]),
        (f"FROM debian:9@{DIGEST}\n", "end-of-life-base-image", ["9"]),
        (
            "FROM gcr.io/google-appengine/debian9\n",
            "end-of-life-base-image",
            ["gcr.io/google-appengine/debian9"],
        ),
    ],
)
def test_what_is_marked(text: str, rule: str, words: list[str]) -> None:
    assert marked(text, rule) == words


@pytest.mark.parametrize(
    "text",
    [
        "FROM {{ image }}\nFROM BASEIMAGE\nFROM debian:\n",  # no valid references
        "FROM ${A}${B}\nFROM a$B\nFROM $A-b\nFROM a:$B\nFROM a@$B\n",  # unknown at the end
        "FROM debian:13 AS a\nCOPY --from=0 / /\nCOPY --from=$X / /\nCOPY --from=A / /\n",
        "# syntax=docker/dockerfile\nFROM scratch\n",
        "FROM debian:13\nONBUILD FROM debian\n",
        "FROM scratch\nARG BASE=debian\nCOPY --from=$BASE / /\n",
    ],
)
def test_untagged_is_silent(text: str) -> None:
    assert marked(text, "untagged-base-image") == []


@pytest.mark.parametrize(
    ("text", "today", "severity", "told"),
    [
        ("FROM debian:12\n", "2026-07-11", None, ""),
        ("FROM debian:12\n", "2026-07-12", "warning", "left regular support on 2026-07-11"),
        ("FROM debian:12\n", "2028-07-01", "error", "ended 2028-06-30"),
        ("FROM python:3.9-slim-trixie\n", "2025-10-31", None, ""),
        ("FROM python:3.9-slim-trixie\n", "2025-11-01", "error", "Python 3.9 ended 2025-10-31"),
        ("FROM debian:9 AS a\nFROM scratch\n", "2026-11-21", "warning", "Debian 9 ended"),
        ("FROM debian:9 AS a\nFROM a AS b\nFROM b\n", "2026-11-21", "error", "Debian 9 ended"),
        ("FROM node:22\n", "2026-11-21", None, ""),  # its publisher moves it off Debian 12
        ("FROM node:22-bookworm\n", "2026-11-21", "warning", "Debian 12 left regular support"),
        ("FROM rust:1.85-slim-trixie\n", "2025-11-21", None, ""),
        ("FROM rust:1.85-slim-trixie\n", "2026-11-21", "error", "Rust 1.85 ended"),
        (
            "FROM python:3.7-stretch\n",
            "2026-11-21",
            "error",
            "2023-06-27, Debian 9 ended 2022-07-01; use Python 3.14",
        ),
    ],
)
def test_end_of_life(text: str, today: str, severity: str | None, told: str) -> None:
    found = findings(text, "end-of-life-base-image", today=today)
    assert [finding.severity for finding in found] == ([severity] if severity else [])
    assert all(told in finding.message for finding in found)


@pytest.mark.parametrize(
    ("image", "pattern", "trusted"),
    [
        ("debian:13", "docker.io", True),
        ("me/app:1", "docker.io", True),
        ("me/app:1", "docker.io/library", False),
        ("debian:13", "docker.io/library", True),
        ("debian:13", "hub.docker.com", True),
        ("docker.io/debian:13", "quay.io", False),
        ("eu.gcr.io/a/b:1", "*.gcr.io", True),
        ("gcr.io/a/b:1", "*.gcr.io", False),
        ("evilgcr.io/a/b:1", "gcr.io", False),
        ("gcr.io.evil.example/a:1", "gcr.io", False),
        ("quay.io/a/b:1", "quay*", True),
        ("quay.io/a/b:1", "*", True),
        ("registry.example.com:5000/a:1", "registry.example.com", False),
        ("registry.example.com:5000/a:1", "registry.example.com:5000", True),
        ("localhost/a:1", "docker.io", False),
        ("ghcr.io/our-team/a:1", "ghcr.io/our-team/*", True),
        ("ghcr.io/our-team-evil/a:1", "ghcr.io/our-team/*", False),
        ("ghcr.io/our-team-evil/a:1", "ghcr.io/our-team", False),
    ],
)
def test_trusted(image: str, pattern: str, trusted: bool) -> None:
    found = marked(f"FROM {image}\n", "untrusted-registry", {"registries": [pattern]})
    assert found == ([] if trusted else [image])


def test_the_configured_list_adds_to_the_option() -> None:
    from dockerlint.config import Settings

    settings = Settings()
    settings.trusted_registries = ["quay.io"]
    linter = Linter(select(["untrusted-registry"]), {"untrusted-registry": {"registries": ["docker.io"]}})
    text = "FROM quay.io/a/b:1\nFROM debian:13\nFROM ghcr.io/a/b:1\n"
    _, result = check(text, "Dockerfile", linter, settings=settings)
    assert [finding.row for finding in result.findings] == [3]


@pytest.mark.parametrize(
    ("text", "path", "flagged"),
    [
        ('FROM rust:1.98\nENTRYPOINT ["tini", "--", "./target/release/app"]\n', "Dockerfile", True),
        ('FROM rust:1.98\nENTRYPOINT ["tini", "--"]\nCMD ["./target/release/app"]\n', "Dockerfile", True),
        ('FROM rust:1.98\nENTRYPOINT ["/run.sh"]\nCMD ["./target/release/app"]\n', "Dockerfile", False),
        ("FROM rust:1.98\nCMD ./target/release/app\n", "docker/Dockerfile.dev", False),
        ("FROM rust:1.98\nCMD ./target/release/app\nFROM scratch\n", "Dockerfile", False),
        ("FROM golang:1.26\nENTRYPOINT go build && ./app\n", "Dockerfile", False),
        ("FROM golang:1.26\nRUN go build -o bin/app .\nCMD bin/app\n", "Dockerfile", True),
        ("FROM golang:1.26\nRUN go build -o bin/app .\nCMD hack/dind\n", "Dockerfile", False),
        ("FROM golang:1.26\nWORKDIR /src/app\nRUN go build\nCMD ./app\n", "Dockerfile", True),
        ("FROM a AS b\nFROM golang:1.26\nCOPY --from=b /run.sh /\nCMD /run.sh\n", "Dockerfile", False),
        ('FROM mcr.microsoft.com/dotnet/sdk:10.0\nCMD ["dotnet", "app.dll"]\n', "Dockerfile", True),
        ('FROM mcr.microsoft.com/dotnet/sdk:10.0\nCMD ["dotnet", "watch"]\n', "Dockerfile", False),
        ("FROM golang:1.26\nCMD bash\n", "Dockerfile", False),
        ("FROM unknown/golang:1.26\nCMD /go/bin/app\n", "Dockerfile", False),
    ],
)
def test_toolchain(text: str, path: str, flagged: bool) -> None:
    assert bool(findings(text, "toolchain-as-final-stage", path=path)) is flagged
