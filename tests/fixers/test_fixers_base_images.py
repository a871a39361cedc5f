"""Base images: tags that exist, in the same variant, or a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockerlint.fix import fix_file
from dockerlint.lint.engine import Linter
from dockerlint.lint.registry import find

if TYPE_CHECKING:
    from pathlib import Path


def fixed(rule: str, text: str, **options: object) -> tuple[str, str]:
    linter = Linter([(find(rule)[0], {})], {rule: options})  # type: ignore[dict-item]
    result = fix_file(text, "Dockerfile", linter, unsafe=True)
    assert result.troubles == []
    return result.text, "; ".join(refusal.reason for refusal in result.refused)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795651200")  # 2026-11-26


@pytest.mark.parametrize(
    ("image", "successor"),
    [
        ("ubuntu:bionic", "ubuntu:jammy"),
        ("ubuntu:19.10", "ubuntu:22.04"),
        ("debian:9", "debian:13"),
        ("python:3.8-slim-buster", "python:3.11-slim-trixie"),
        ("python:3.7.4-alpine3.10", "python:3.11-alpine3.24"),
        ("golang:1.20.5-alpine", "golang:1.26-alpine"),
        ("node:14-slim", "node:22-slim"),
    ],
)
def test_the_nearest_supported_release(image: str, successor: str) -> None:
    assert fixed("end-of-life-base-image", f"FROM {image}\n") == (f"FROM {successor}\n", "")


@pytest.mark.parametrize(
    ("image", "reason"),
    [
        ("ubuntu:xenial-20170619", "of a day"),
        ("i386/ubuntu:18.04", "publisher"),
        ("centos:7", "another image"),
        ("debian:9@sha256:" + "0" * 64, "digest"),
    ],
)
def test_refusals(image: str, reason: str) -> None:
    text, reasons = fixed("end-of-life-base-image", f"FROM {image}\n")
    assert text == f"FROM {image}\n"
    assert reason in reasons


def test_a_major_version_is_only_shown() -> None:
    assert fixed("end-of-life-base-image", "FROM php:7.4-fpm\n") == ("FROM php:7.4-fpm\n", "")


@pytest.mark.parametrize("content", ["# ours\ndocker.io/library/debian 13-slim\n", '{"debian": "13-slim"}'])
def test_an_index_tells_the_tag(content: str, tmp_path: Path) -> None:
    index = tmp_path / "index"
    index.write_text(content)
    assert fixed("untagged-base-image", "FROM debian\n", index=[str(index)])[0] == "FROM debian:13-slim\n"
    assert fixed("latest-base-image", "FROM debian:latest\n", index=[str(index)])[0] == "FROM debian:13-slim\n"


def test_two_releases_in_the_file_tell_nothing() -> None:
    text = "FROM node:22 AS a\nFROM node:24 AS b\nFROM node\nCOPY --from=a / /\nCOPY --from=b / /\n"
    assert "several releases" in fixed("untagged-base-image", text)[1]
