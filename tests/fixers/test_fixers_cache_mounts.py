"""Cache mounts: what the fixers must not do, and what they owe to the file's own style."""

from __future__ import annotations

import pytest

from dockerlint.fix import fix_file
from dockerlint.lint.engine import Linter
from dockerlint.lint.registry import find

SYNTAX = "# syntax=docker/dockerfile:1\n"


def fixed(rule: str, text: str, **options: object) -> tuple[str, list[str]]:
    linter = Linter([(find(rule)[0], {})], {rule: options})  # type: ignore[dict-item]
    result = fix_file(text, "Dockerfile", linter, unsafe=True)
    assert result.troubles == []
    return result.text, [refusal.reason for refusal in result.refused]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            "FROM debian:13\nRUN apt-get update && apt-get install -y gcc\nRUN apt-get install -y curl\n",
            "package lists",
        ),
        ("FROM python:3.14\nENV PIP_NO_CACHE_DIR=1\nRUN pip install flask\n", "PIP_NO_CACHE_DIR"),
        ("FROM node:24\nRUN npm ci && rm -rf /root/.[!.]*\n", "deletes more"),
        ("FROM node:24\nRUN yarn install --immutable\n", "Yarn 2"),
        ("FROM maven:3\nRUN mvn package\nCMD mvn spring-boot:run\n", "container runs `mvn`"),
        ("FROM golang:1.26\nRUN go mod download\nRUN cp -r /go/pkg/mod /backup\n", "names `/go/pkg/mod`"),
        ("FROM rust:1\nRUN cargo fetch\nRUN cargo build --offline\n", "needs what is cached"),
        ("FROM node:24\nUSER www-data\nRUN npm ci\n", "not known"),
        ("FROM dotnet/sdk AS a\nRUN --mount=type=secret,id=x sudo apt-get install -y a\n", "another user"),
    ],
)
def test_refusals(body: str, reason: str) -> None:
    text, reasons = fixed("cache-mount-missing", SYNTAX + body)
    assert any(reason in one for one in reasons), (reasons, text)


def test_line_ends_and_names_of_the_file() -> None:
    text = "FROM node:24\r\nRUN --mount=type=cache,dst=/x true\r\nRUN npm ci \\\r\n  && true\r\n"
    result, _ = fixed("cache-mount-missing", text)
    assert result == text.replace("RUN npm", "RUN --mount=type=cache,dst=/root/.npm npm")


def test_a_sure_clean_up_of_one_mount_leaves_the_others_words() -> None:
    mount = "--mount=type=cache,target=/var/lib/apt,sharing=locked"
    head = f"FROM debian:13\nRUN {mount} apt-get update && apt-get install -y a"
    result, _ = fixed("cleanup-of-cache-mount", f"{head} && rm -rf /var/lib/apt/lists/* /tmp/x\n")
    assert result == f"{head} && rm -rf /tmp/x\n"


def test_docker_clean_is_deleted_once() -> None:
    text = SYNTAX + "FROM debian:13\nRUN apt-get install -y a\nRUN apt-get install -y b\n"
    result, _ = fixed("cache-mount-missing", text)
    assert result.count("docker-clean") == 1
    assert result.count("--mount=type=cache,target=/var/cache/apt") == 2


def test_two_mounts_of_one_manager_get_different_ids() -> None:
    run = (
        "RUN --mount=type=cache,target=/var/cache/apt,sharing=locked --mount=type=cache,target=/var/lib/apt,"
        "sharing=locked apt-get update && apt-get install -y a\n"
    )
    result, _ = fixed("cache-mount-id-shared", f"FROM debian:13 AS a\n{run}FROM ubuntu:24.04\n{run}")
    assert "id=apt-ubuntu" in result
    assert "id=var-lib-apt-ubuntu" in result
