"""What images are known to be, on the tags that people really write."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.knowledge.base_images import IMAGES, NAMES, SUITES
from dockerlint.knowledge.images import BaseImage, describe, end_of_life, parse_reference

OFFICIAL_TAGS = Path(__file__).parent / "official_tags.txt"
DIGEST = "sha256:" + "0123456789abcdef" * 4


def known(text: str) -> BaseImage:
    reference = parse_reference(text)
    assert reference is not None
    image = describe(reference)
    assert image is not None
    return image


SOFTWARE = [
    # reference, software, distribution
    ("python:3.7.4-slim-buster", "Python 3.7", "Debian 10"),
    ("python:3.7.4", "Python 3.7", "Debian 10"),
    ("python:3.7.3", "Python 3.7", "Debian 9"),
    ("python:3.7", "Python 3.7", "Debian 12"),
    ("python:3.8.0b4-alpine", "Python 3.8", None),
    ("python:3.6-onbuild", "Python 3.6", None),
    ("python:3", None, None),
    ("python:latest", None, None),
    ("python", None, None),
    ("python:2", "Python 2.7", "Debian 10"),
    ("python:99", None, None),
    (f"python@{DIGEST}", None, None),
    (f"python:3.6-stretch@{DIGEST}", "Python 3.6", "Debian 9"),
    ("node:lts-alpine", None, None),
    ("node:carbon", "Node.js 8", "Debian 9"),
    ("node:carbon-alpine", "Node.js 8", "Alpine 3.11"),
    ("node:0.10", "Node.js 0.10", "Debian 8"),
    ("node:12.18.3-stretch-slim", "Node.js 12", "Debian 9"),
    ("golang:1.13.4-alpine3.10", "Go 1.13", "Alpine 3.10"),
    ("golang:1.13.4", "Go 1.13", "Debian 10"),
    ("golang:1", None, None),
    ("golang:alpine3.12", None, "Alpine 3.12"),
    ("ubuntu:trusty-20190101", "Ubuntu 14.04", "Ubuntu 14.04"),
    ("ubuntu:14.04.5", "Ubuntu 14.04", "Ubuntu 14.04"),
    ("ubuntu:16", None, None),
    ("ubuntu:rolling", None, None),
    ("debian:stable-slim", None, None),
    ("debian:sid", None, None),
    ("debian:buster-20210111-slim", "Debian 10", "Debian 10"),
    ("debian:8.11", "Debian 8", "Debian 8"),
    ("debian:jessie-backports", "Debian 8", "Debian 8"),
    ("alpine:edge", None, None),
    ("alpine:3", None, None),
    ("alpine:2", "Alpine 2.7", "Alpine 2.7"),
    ("alpine:3.9.6", "Alpine 3.9", "Alpine 3.9"),
    ("centos:centos7", "CentOS 7", "CentOS 7"),
    ("centos:centos7.6.1810", "CentOS 7", "CentOS 7"),
    ("centos:7.4.1708", "CentOS 7", "CentOS 7"),
    ("centos", "CentOS 8", "CentOS 8"),
    ("quay.io/centos/centos:stream8", None, "CentOS Stream 8"),
    ("fedora:28", "Fedora 28", "Fedora 28"),
    ("amazonlinux:2018.03.0.20190826", "Amazon Linux 2018.03", "Amazon Linux 2018.03"),
    ("opensuse/leap:15", "openSUSE 15.6", "openSUSE 15.6"),
    ("openjdk:8-jre-alpine", "OpenJDK 8", "Alpine 3.9"),
    ("openjdk:8u131-jdk-slim", "OpenJDK 8", "Debian 9"),
    ("openjdk:8", "OpenJDK 8", "Debian 11"),
    ("openjdk:17", "OpenJDK 17", "Oracle Linux 8"),
    ("openjdk:17-slim", "OpenJDK 17", "Debian 11"),
    ("openjdk:11-jdk-sid", "OpenJDK 11", None),
    ("java:openjdk-8-jdk", "Java 8", "Debian 8"),
    ("eclipse-temurin:17_35-jdk", "Eclipse Temurin 17", "Ubuntu 20.04"),
    ("eclipse-temurin:17.0.5_8-jre-focal", "Eclipse Temurin 17", "Ubuntu 20.04"),
    ("eclipse-temurin:21-jre-alpine-3.21", "Eclipse Temurin 21", "Alpine 3.21"),
    ("php:7.2-fpm-stretch", "PHP 7.2", "Debian 9"),
    ("php:7", "PHP 7.4", "Debian 11"),
    ("php:5-apache", "PHP 5.6", "Debian 9"),
    ("php:8", None, None),
    ("ruby:2.5.1", "Ruby 2.5", "Debian 9"),
    ("rust:1.60-slim-buster", "Rust 1.60", "Debian 10"),
    ("rust:1.60", "Rust 1.60", "Debian 11"),
    ("rust:nightly", None, None),
    ("mcr.microsoft.com/dotnet/core/sdk:3.1-alpine", ".NET 3.1", "Alpine 3.16"),
    ("mcr.microsoft.com/dotnet/core/sdk:3.1.100-alpine", ".NET 3.1", None),
    ("mcr.microsoft.com/dotnet/aspnet:8.0-jammy-chiseled", ".NET 8", "Ubuntu 22.04"),
    ("microsoft/dotnet:2.1-sdk", ".NET 2.1", "Debian 9"),
    ("mcr.microsoft.com/windows/servercore:ltsc2019", "Windows Server 2019", "Windows Server 2019"),
    ("golang:1.13-nanoserver-1809", "Go 1.13", "Windows Server 2019"),
    ("nvidia/cuda:11.0-devel-ubuntu18.04", None, "Ubuntu 18.04"),
    ("nvidia/cuda:9.0-cudnn7-devel", None, "Ubuntu 16.04"),
    ("nvidia/cuda:9.2-devel", None, None),
    ("phusion/baseimage:0.9.18", None, "Ubuntu 14.04"),
    ("phusion/baseimage:bionic-1.0.0", None, "Ubuntu 18.04"),
    ("buildpack-deps:20.04-scm", None, "Ubuntu 20.04"),
    ("ros:kinetic", "ROS kinetic", "Ubuntu 16.04"),
    ("ros:noetic-ros-base-focal", "ROS noetic", "Ubuntu 20.04"),
    ("postgres:9", "PostgreSQL 9.6", "Debian 9"),
    ("mongo:7", "MongoDB 7.0", "Ubuntu 22.04"),
    ("mariadb:10.1", "MariaDB 10.1", "Ubuntu 18.04"),
    ("mariadb:10.1.20", "MariaDB 10.1", None),
    ("tomcat:8-jdk8-slim", "Tomcat 8.5", None),
    ("elasticsearch:7.17.1", "Elasticsearch 7", None),
    ("gcr.io/distroless/base-debian10", None, "Debian 10"),
    ("registry.access.redhat.com/ubi7/ubi:latest", None, "Red Hat Enterprise Linux 7"),
    ("multiarch/debian-debootstrap:armhf-stretch", "Debian 9", "Debian 9"),
    ("lsiobase/alpine:arm32v7-3.9", "Alpine 3.9", "Alpine 3.9"),
    ("hexpm/elixir:1.14.0-erlang-25.1-alpine-3.16.2", "Elixir 1.14", "Alpine 3.16"),
]


@pytest.mark.parametrize(("text", "software", "system"), SOFTWARE)
def test_software_and_distribution(text: str, software: str | None, system: str | None) -> None:
    image = known(text)
    assert (image.software and str(image.software)) == software
    assert (image.system and str(image.system)) == system


@pytest.mark.parametrize(
    ("text", "embedded"),
    [
        ("maven:3.6.3-jdk-11-slim", "OpenJDK 11"),
        ("maven:3-eclipse-temurin-17-alpine", "Eclipse Temurin 17"),
        ("tomcat:9-jdk11-openjdk-slim", "OpenJDK 11"),
        ("tomcat:9-jdk17-temurin-jammy", "Eclipse Temurin 17"),
        ("tomcat:7-jre7", "OpenJDK 7"),
        ("gradle:jdk8-alpine", "Eclipse Temurin 8"),
        ("clojure:openjdk-8-lein", "OpenJDK 8"),
        ("wordpress:5.2-php7.2-fpm-alpine", "PHP 7.2"),
        ("hexpm/elixir:1.14.0-erlang-25.1-debian-bullseye-20220801-slim", "Erlang/OTP 25"),
    ],
)
def test_other_versions_in_a_tag(text: str, embedded: str) -> None:
    assert [str(release) for release in known(text).embedded] == [embedded]


@pytest.mark.parametrize(
    ("text", "libc", "shell", "manager"),
    [
        ("debian:12", "glibc", "dash", "apt-get"),
        ("ubuntu", "glibc", "dash", "apt-get"),
        ("alpine", "musl", "ash", "apk"),
        ("python:3-alpine", "musl", "ash", "apk"),
        ("node", "glibc", "dash", "apt-get"),
        (f"node@{DIGEST}", None, None, None),
        (f"ubuntu@{DIGEST}", "glibc", "dash", "apt-get"),
        ("centos:7", "glibc", "bash", "yum"),
        ("centos:8", "glibc", "bash", "dnf"),
        ("fedora:21", "glibc", "bash", "yum"),
        ("fedora", "glibc", "bash", "dnf"),
        ("amazonlinux:2", "glibc", "bash", "yum"),
        ("amazonlinux:2023", "glibc", "bash", "dnf"),
        ("oraclelinux:7-slim", "glibc", "bash", "yum"),
        ("oraclelinux:8-slim", "glibc", "bash", "microdnf"),
        ("openjdk:17", "glibc", "bash", "microdnf"),
        ("almalinux:9-minimal", "glibc", "bash", "microdnf"),
        ("registry.access.redhat.com/ubi8/ubi-minimal:8.5", "glibc", "bash", "microdnf"),
        ("redhat/ubi9-micro", "glibc", "bash", "none"),
        ("eclipse-temurin:21-jdk-ubi9-minimal", "glibc", "bash", "microdnf"),
        ("mcr.microsoft.com/dotnet/sdk:latest", "glibc", "dash", "apt-get"),
        ("mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled", "glibc", "none", "none"),
        ("gcr.io/distroless/static-debian12", "none", "none", "none"),
        ("gcr.io/distroless/cc", "glibc", "none", "none"),
        ("gcr.io/distroless/cc:debug", "glibc", "ash", "none"),
        ("scratch", "none", "none", "none"),
        ("busybox:musl", None, "ash", "none"),
        ("microsoft/windowsservercore", "none", "cmd", "none"),
        ("frolvlad/alpine-glibc", None, "ash", "apk"),
    ],
)
def test_libc_shell_and_package_manager(text: str, libc: str | None, shell: str | None, manager: str | None) -> None:
    image = known(text)
    assert (image.libc, image.shell, image.package_manager) == (libc, shell, manager)


@pytest.mark.parametrize(
    ("text", "there", "missing"),
    [
        ("python:3.12", "curl git gcc wget python3 ca-certificates tzdata bash", ""),
        ("python:3.12-slim", "ca-certificates tzdata python3 bash", "curl wget gcc git make"),
        ("python:3.12-alpine", "ca-certificates wget python3", ""),
        ("node:22-slim", "bash", "ca-certificates curl wget git"),
        ("golang:1.26-alpine", "ca-certificates wget", "bash gcc git curl"),
        ("debian:12", "bash", "curl wget ca-certificates gcc"),
        ("alpine", "wget unzip", "curl bash git gcc tzdata"),
        ("centos:7", "curl bash ca-certificates", "wget git gcc"),
        ("gcr.io/distroless/static", "ca-certificates tzdata", "bash curl"),
        ("scratch", "", "bash curl ca-certificates tzdata"),
        ("buildpack-deps:bionic-curl", "curl wget ca-certificates", ""),
        ("buildpack-deps:bionic", "gcc make git", ""),
    ],
)
def test_contents(text: str, there: str, missing: str) -> None:
    image = known(text)
    assert [tool for tool in there.split() if image.has(tool) is not True] == []
    assert [tool for tool in missing.split() if image.has(tool) is not False] == []
    assert image.has("no-such-tool") is None


@pytest.mark.parametrize("text", [f"python@{DIGEST}", "acme/debian:8", "python:3.12-windowsservercore-ltsc2022"])
def test_contents_of_the_unknown_are_not_denied(text: str) -> None:
    assert known(text).has("curl") is None


@pytest.mark.parametrize(
    ("text", "runtime"),
    [
        ("golang:1.20", "gcr.io/distroless/static-debian13"),
        ("golang:1.20-alpine3.18", "alpine:3.18"),
        ("golang:alpine", "gcr.io/distroless/static-debian13"),
        ("rust:1.60-buster", "debian:buster-slim"),
        ("rust", "gcr.io/distroless/cc-debian13"),
        ("gcc:12", "debian:bookworm-slim"),
        ("openjdk:11-jdk-slim", "eclipse-temurin:11-jre"),
        ("openjdk:8-alpine", "eclipse-temurin:8-jre-alpine"),
        ("openjdk:13", None),
        ("eclipse-temurin:21", "eclipse-temurin:21-jre"),
        ("maven:3.8-openjdk-17", "eclipse-temurin:17-jre"),
        ("mcr.microsoft.com/dotnet/sdk:8.0", "mcr.microsoft.com/dotnet/aspnet:8.0"),
        ("mcr.microsoft.com/dotnet/sdk:8.0-alpine3.20", "mcr.microsoft.com/dotnet/aspnet:8.0-alpine"),
        ("microsoft/dotnet:2.1-sdk", "mcr.microsoft.com/dotnet/aspnet:2.1"),
        ("nvidia/cuda:11.0-devel-ubuntu18.04", "nvidia/cuda:11.0-runtime-ubuntu18.04"),
        ("buildpack-deps:bionic", "ubuntu:bionic"),
        ("elixir:1.14-alpine", None),
        ("swift:5.9-jammy", "swift:5.9-jammy-slim"),
    ],
)
def test_toolchains_name_an_image_to_run_on(text: str, runtime: str | None) -> None:
    image = known(text)
    assert image.toolchain
    assert image.runtime == runtime


@pytest.mark.parametrize(
    "text",
    [
        "python:3.12",
        "node:22",
        "ruby:3.4",
        "php:8.4-cli",
        "debian:12",
        "openjdk:8-jre-slim",
        "eclipse-temurin:21-jre",
        "nvidia/cuda:11.0-base-ubuntu18.04",
        "mcr.microsoft.com/dotnet/aspnet:8.0",
        "buildpack-deps:bionic-scm",
        "swift:5.9-slim",
    ],
)
def test_what_runs_programs_is_no_toolchain(text: str) -> None:
    image = known(text)
    assert not image.toolchain
    assert image.runtime is None


@pytest.mark.parametrize(
    ("text", "slim", "alpine"),
    [
        ("python:3.9", "python:3.9-slim", "python:3.9-alpine"),
        ("python:3.9-bullseye", "python:3.9-slim-bullseye", "python:3.9-alpine"),
        ("python:3.9-slim-bullseye", None, "python:3.9-alpine"),
        ("python:3.2", "python:3.2-slim", None),
        ("python", "python:slim", "python:alpine"),
        ("python:3-alpine", None, None),
        ("python:3.9-windowsservercore", None, None),
        (f"python:3.9@{DIGEST}", None, None),
        ("docker.io/library/node:14-buster", "node:14-buster-slim", "node:14-alpine"),
        ("node:lts", "node:lts-slim", "node:lts-alpine"),
        ("debian", "debian:stable-slim", None),
        ("debian:jessie", "debian:jessie-slim", None),
        ("debian:jessie-slim", None, None),
        ("golang:1.20", None, "golang:1.20-alpine"),
        ("golang:1.3", None, None),
        ("php:7.4-fpm", None, "php:7.4-fpm-alpine"),
        ("php:7.4-apache", None, None),
        ("eclipse-temurin:21-jre-jammy", None, "eclipse-temurin:21-jre-alpine"),
        ("openjdk:8-jdk", None, None),
        ("public.ecr.aws/docker/library/python:3.9", "public.ecr.aws/docker/library/python:3.9-slim", None),
    ],
)
def test_smaller_siblings(text: str, slim: str | None, alpine: str | None) -> None:
    image = known(text)
    assert image.slim == slim
    if not text.startswith("public"):
        assert image.alpine == alpine


def test_sizes_tell_what_they_were_read_from() -> None:
    full, slim = known("python:3.9-bullseye"), known("python:3.9-slim")
    assert (full.compressed, full.compressed_basis) == (410_900_000, "python:3.12")
    assert (slim.compressed, slim.compressed_basis, slim.compressed_estimated) == (
        43_200_000,
        "python:3.12-slim",
        False,
    )
    assert known("ruby:3.3-alpine").compressed_estimated
    assert known("php:8.4-fpm-alpine3.22").compressed == 39_000_000
    assert known("php:8.4-fpm").compressed is None
    assert known(f"python@{DIGEST}").compressed is None
    assert known("golang:1.26-windowsservercore-ltsc2022").compressed is None


def test_users_and_entry_points() -> None:
    assert known("gcr.io/distroless/base-debian12:nonroot").user == "65532"
    assert known("gcr.io/distroless/base-debian12").user is None
    assert known("cimg/node:18.0").user == "circleci"
    assert known("node:22").entrypoint == "docker-entrypoint.sh"
    assert known("python:3.12").entrypoint is None


def test_images_that_are_built_no_more_name_their_successor() -> None:
    for text, day, successor in [
        ("java:8", "2017-06-08", "eclipse-temurin"),
        ("jenkins:2.60.3", "2018-08-13", "jenkins/jenkins"),
        ("adoptopenjdk:11-jre-hotspot", "2021-10-08", "eclipse-temurin"),
    ]:
        image = known(text)
        assert (image.withdrawn, image.successor) == (day, successor)
    assert known("python:3.12").withdrawn is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("docker.io/library/python:3", "python"),
        ("arm32v7/debian:stretch", "debian"),
        ("mirror.gcr.io/library/python:3", "python"),
        ("public.ecr.aws/docker/library/alpine:3.12", "alpine"),
        ("registry.hub.docker.com/nvidia/cuda:11.0-base", "nvidia/cuda"),
        ("registry.centos.org/centos/centos:7", "centos"),
        ("gcr.io/distroless/java17-debian12", "gcr.io/distroless/java"),
        ("mcr.microsoft.com/windows/nanoserver:1809", "mcr.microsoft.com/windows"),
        ("reg.example.com/python:3.6-buster", None),
    ],
)
def test_images_under_other_addresses(text: str, name: str | None) -> None:
    assert known(text).name == name


@pytest.mark.parametrize(
    ("text", "distribution", "release"),
    [
        ("acme/app:1.2-bionic", "ubuntu", "18.04"),
        ("acme/app:cuda9.0-ubuntu16.04-python3", "ubuntu", "16.04"),
        ("acme/app:debian-9", "debian", "9"),
        ("acme/app:1.0-alpine", "alpine", None),
        ("acme/centos7-java8:1.0", "centos", "7"),
        ("acme/debian-wheezy", "debian", "7"),
        ("acme/debian:8", "debian", "8"),
        ("acme/armhf-ubuntu:14.04", "ubuntu", "14.04"),
        ("reg.example.com:5000/base-ubuntu", "ubuntu", None),
        ("acme/app:ltsc2019", "windows", "2019"),
    ],
)
def test_unlisted_images_give_their_distribution_away(text: str, distribution: str, release: str | None) -> None:
    image = known(text)
    assert (image.name, image.category, image.distribution, image.release) == (
        None,
        None,
        distribution,
        release,
    )


@pytest.mark.parametrize(
    "text",
    [
        "acme/app:1.2",
        "acme/debian-java:8",
        "acme/ubuntu-app:16.04",
        "acme/ros:kinetic-desktop",
        "acme/node:14",
        "acme/app:9f3c2ab",
        "builder",
    ],
)
def test_other_images_are_not_known(text: str) -> None:
    reference = parse_reference(text)
    assert reference is not None
    assert describe(reference) is None
    assert end_of_life(reference, "2030-01-01") == []


@pytest.mark.parametrize(
    ("text", "today", "ended"),
    [
        ("python:3.7-slim-stretch", "2026-11-21", ["Python 3.7", "Debian 9"]),
        ("python:3.7-slim-stretch", "2021-01-01", ["Debian 9"]),
        ("python:3.7-slim-stretch", "2020-07-18", []),
        ("python:3.7-slim-stretch", "2020-07-19", ["Debian 9"]),
        ("debian:bookworm", "2026-11-21", ["Debian 12"]),
        ("ubuntu:18.04", "2026-11-21", ["Ubuntu 18.04"]),
        ("maven:3-jdk-8-alpine", "2026-11-21", ["OpenJDK 8"]),
        ("php:7", "2026-11-21", ["PHP 7.4", "Debian 11"]),
        ("python:3", "2026-11-21", []),
        ("golang:latest", "2026-11-21", []),
        ("centos:latest", "2026-11-21", ["CentOS 8"]),
        ("node:14", "2026-11-21", ["Node.js 14", "Debian 10"]),
        ("golang:1.27", "2099-01-01", ["Debian 13"]),
    ],
)
def test_end_of_life(text: str, today: str, ended: list[str]) -> None:
    reference = parse_reference(text)
    assert reference is not None
    assert [str(release) for release in end_of_life(reference, today)] == ended


def test_debian_lts_is_extended_support() -> None:
    debian = known("debian:12").software
    assert debian is not None
    assert (debian.codename, debian.released, debian.eol, debian.extended) == (
        "bookworm",
        "2023-06-10",
        "2026-07-11",
        "2028-06-30",
    )


def test_shortcuts_speak_of_software_and_system() -> None:
    image = known("python:3.7-buster")
    assert (image.product, image.cycle, image.eol, image.extended) == ("python", "3.7", "2023-06-27", None)
    assert (image.distribution, image.release, image.codename) == ("debian", "10", "buster")
    assert (image.version, image.variant, image.category) == ("3.7", "", "runtime")
    nothing = known("scratch")
    assert (nothing.product, nothing.cycle, nothing.eol, nothing.extended) == (None, None, None, None)
    assert (nothing.distribution, nothing.release, nothing.codename) == (None, None, None)


def test_official_tags_are_never_said_to_stand_on_another_release() -> None:
    wrong, told, lines = [], 0, 0
    for line in OFFICIAL_TAGS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        text, distribution, release = line.split()
        image = known(text)
        lines += 1
        told += image.release is not None
        if image.distribution not in (None, distribution) or image.release not in (None, release):
            wrong.append(f"{line}: {image.distribution} {image.release}")
    assert wrong == []
    # Pre-releases, and older patches of images whose history is not known, are left open.
    assert told > 0.75 * lines


names = st.sampled_from([*IMAGES, "acme/app", "acme/ubuntu", "arm32v7/python", "mirror.gcr.io/library/node", "amd64"])
pieces = st.one_of(
    st.sampled_from(
        [*SUITES, *NAMES["node"], "alpine", "alpine3.9", "ubuntu", "slim", "jdk", "jre8", "windows", "rc1"]
    ),
    st.sampled_from(["latest", "3", "8u212", "17_35", "v2.0", "3.8.0b4", "1.", "..", "9f3c", "20190101", "php7.2"]),
    st.text(alphabet="aZ9._", max_size=4),
)


@given(names, st.lists(pieces, min_size=1, max_size=5).map("-".join), st.sampled_from(["", f"@{DIGEST}"]))
def test_no_tag_breaks_the_reading(name: str, tag: str, digest: str) -> None:
    reference = parse_reference(f"{name}:{tag}{digest}")
    if reference is None:
        return
    image = describe(reference)
    assert image is None or image.name is None or image.category
    for release in end_of_life(reference, "2026-11-21"):
        assert release.eol is not None
        assert release.eol < "2026-11-21"
    if image is not None:
        # What it suggests can be read again, and is what it is said to be.
        for sibling, variant in ((image.slim, "slim"), (image.alpine, "alpine")):
            if sibling is not None:
                assert variant in known(sibling).variant.split("-")
        if image.runtime is not None:
            assert parse_reference(image.runtime) is not None
