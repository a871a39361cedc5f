"""hadolint itself is the oracle: small files and parts of files, judged by both, with what differs on purpose."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from dockerlint.config import Settings
from dockerlint.lint.api import check_text
from dockerlint.lint.registry import entries

if TYPE_CHECKING:
    from pathlib import Path

HADOLINT = shutil.which("hadolint", path=os.path.dirname(sys.executable)) or shutil.which("hadolint")
pytestmark = pytest.mark.skipif(HADOLINT is None, reason="hadolint is not installed")

# Parts of a Dockerfile, without FROM.
PARTS = """\
RUN apt-get install -y python
RUN apt-get update && apt-get install -y foo=1 --no-install-recommends
RUN apt-get update\\nRUN apt-get install -y foo
RUN apk add foo
RUN yum install -y foo
RUN zypper install -y foo
RUN dnf install -y foo
RUN pip install foo
RUN pip3.8 install foo
RUN yarn install
RUN npm install foo
RUN gem install foo
RUN go install x/y@latest
RUN one\\nRUN two
RUN one | two
SHELL ["/bin/bash", "-c"]\\nRUN one | two
SHELL ["/bin/bash", "-o", "pipefail", "-c"]\\nRUN one | two
RUN sudo x
RUN cd /x
RUN kill 1
RUN ["kill", "1"]
RUN wget http://x
RUN wget x && curl y
RUN useradd -u 123456 x
RUN ln -s /bin/bash /bin/sh
RUN apt install x
ONBUILD RUN apt-get install foo
CMD x
CMD x\\nCMD y
ENTRYPOINT x\\nENTRYPOINT y
HEALTHCHECK CMD x\\nHEALTHCHECK CMD y
USER root
USER root:x
COPY --from=foo x /y
COPY x y
WORKDIR xyz
ADD x /y
LABEL a=b
ENV A=$A
EXPOSE 80000
MAINTAINER x
"""
# What stands behind `FROM debian:12`.
RUNS = """\
RUN <<EOF\\n#!/bin/bash\\napt-get install wget\\nEOF
RUN <<EOF bash\\napt-get install wget\\nEOF
RUN bash <<EOF\\napt-get install wget\\nEOF
RUN <<EOF\\none && apt-get install wget\\nEOF
RUN ["apt-get", "install", "x"]
RUN ["ps"]
RUN "ps"
RUN /bin/ps
RUN pip install $X
RUN pip install ./x
RUN pip install x.whl
RUN pip install git+http://x/y
RUN pip install git+http://x/y@v1
RUN pip install svn+http://x/y
RUN pip install foo -r req.txt
RUN pip install -cc.txt foo
RUN pip install foo==1 bar
RUN python -m pip install foo==1
RUN pipx install foo
RUN pipx install foo==1
RUN yum module install foo
RUN yum module install -y foo:1 && yum clean all
RUN yum module enable foo
RUN yum groupinstall foo
RUN dnf module install foo
RUN dnf module -y install foo:1 bar && dnf clean all
RUN dnf in foo
RUN dnf up
RUN dnf update
RUN dnf upgrade-minimal foo
RUN dnf downgrade foo
RUN microdnf install foo
RUN zypper in foo
RUN zypper dup
RUN zypper rm x
RUN apk add 'foo<2'
RUN useradd -u x y
RUN useradd -u $U y
RUN useradd -u ${USERID} y
RUN useradd -u 12345 y
RUN npm install git+ssh://x/y
RUN npm install x/y
USER root:x
USER 0:0
"""
# Codes that differ, and why ours is right.
DIFFERENT = {
    "RUN pip install foo .": {"DL3013"},  # a folder beside it gives `foo` no version
    "RUN pip install foo.zip": {"DL3013"},  # a file
    "RUN npm install git@github.com:x/y": {"DL3016"},  # no version: the `@` belongs to the user
    'RUN one\\nRUN ["two"]': {"DL3059"},  # an exec form cannot be joined
    "RUN sh -c 'ps'": set(),
}


def test_agrees(tmp_path: Path) -> None:
    texts = [line.replace("\\n", "\n") + "\n" for line in PARTS.splitlines()]
    texts += ["FROM debian:12\n" + line.replace("\\n", "\n") + "\n" for line in RUNS.splitlines()]
    ours, theirs = _codes(texts), _hadolint(texts, tmp_path)
    assert {text: codes for text, codes in ours.items() if codes != theirs[text]} == {
        text: codes for text, codes in theirs.items() if codes != ours[text]
    }


def test_differs_where_it_says_so(tmp_path: Path) -> None:
    texts = {"FROM debian:12\n" + line.replace("\\n", "\n") + "\n": codes for line, codes in DIFFERENT.items()}
    ours, theirs = _codes(list(texts)), _hadolint(list(texts), tmp_path)
    assert {text: ours[text] ^ theirs[text] for text in texts} == texts


def _codes(texts: list[str]) -> dict[str, set[str]]:
    """Return the codes of hadolint's own rules that ours say, by text."""
    settings = Settings().with_command_line(select=["hadolint"])
    names: dict[str, list[str]] = {
        entry.name: [alias.removeprefix("hadolint:") for alias in entry.aliases if alias.startswith("hadolint:")]
        for entry in entries()
    }
    return {text: {code for one in check_text(text, config=settings) for code in names[one.rule]} for text in texts}


def _hadolint(texts: list[str], folder: Path) -> dict[str, set[str]]:
    """Return the codes that hadolint says, ShellCheck's left out, by text."""
    paths = {}
    for number, text in enumerate(texts):
        path = folder / f"{number}.Dockerfile"
        path.write_text(text, encoding="utf-8")
        paths[str(path)] = text
    output = subprocess.run(
        [str(HADOLINT), "--no-fail", "--format", "json", *paths], capture_output=True, check=True, cwd=folder
    ).stdout
    codes: dict[str, set[str]] = {text: set() for text in texts}
    for found in json.loads(output):
        if found["code"].startswith("DL"):
            codes[paths[found["file"]]].add(found["code"])
    return codes
