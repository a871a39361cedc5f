"""What the cleanup family's shared code must tell apart: what a layer holds, and what a later RUN does to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.lint.api import check
from dockerlint.lint.engine import Linter
from dockerlint.lint.registry import find
from dockerlint.rules.cleanup._sizes import is_bulky
from dockerlint.rules.cleanup.common import wipes

ZIP = "https://example.com/a.zip"


def lines(rule: str, text: str, **options: object) -> list[int]:
    linter = Linter([(find(rule)[0], {})], {rule: options})
    _, result = check(text, "Dockerfile", linter)
    assert result.troubles == []
    return [finding.row for finding in result.findings]


def too_late(*body: str) -> bool:
    """Whether the last line removes what the others have left."""
    text = "\n".join(("FROM debian:13", *body))
    found = lines("removed-in-later-layer", text)
    assert all(line == len(body) + 1 for line in found)
    return bool(found)


@pytest.mark.parametrize(
    "body",
    [
        (f"RUN curl -o /tmp/a.zip {ZIP}", "RUN rm /tmp/a.zip"),
        (f"RUN cd /tmp && curl -LO {ZIP}", "RUN rm -f /tmp/*.zip"),
        (f"RUN wget -P /tmp {ZIP}", "RUN cd /tmp && rm a.zip"),
        (f"RUN wget -qO /tmp/a {ZIP}", "RUN rm -rf /tmp/*"),
        (f"ADD {ZIP} /tmp/", "RUN rm /tmp/a.zip"),
        ("COPY a.deb /", "RUN dpkg -i /a.deb && rm /a.deb"),
        ("COPY a.deb b.deb /tmp", "RUN rm -f /tmp/a.deb"),
        ('COPY ["with space.deb", "/tmp/"]', 'RUN rm "/tmp/with space.deb"'),
        ("COPY wheels /w", "RUN sh -c 'pip install /w/* && rm -r /w'"),
        ("COPY --from=build /out/rpms /rpms", 'RUN ["rm", "-rf", "/rpms"]'),
        ("RUN git clone https://example.com/a.git /src && rm -rf /src/.git", "RUN rm -rf /src"),
        ("RUN cd /srv && npm ci", "RUN rm -rf /srv/node_modules"),
        ("ARG DIR=/opt/x", f"RUN curl -o $DIR/a.zip {ZIP}", "RUN rm ${DIR}/a.zip"),
        ("RUN dnf -y install gcc", "RUN yum clean all"),
        ("RUN yum -y install gcc", "RUN rm -rf /var/cache/yum"),
        ("RUN zypper -n install gcc", "RUN zypper clean --all"),
        ("RUN apt-get update", "RUN sudo rm -rf /var/lib/{apt,dpkg}/lists/*"),
        ("RUN apt-get install -y gcc=4:14.2 git", "RUN apt-get purge -y --auto-remove gcc"),
        ("RUN apk add --virtual=.deps gcc", "RUN apk del .deps"),
    ],
    ids=lambda body: body[-1],
)
def test_removed_too_late(body: tuple[str, ...]) -> None:
    assert too_late(*body)


@pytest.mark.parametrize(
    "body",
    [
        (f"RUN curl -o /tmp/a.zip {ZIP}", "RUN rm /tmp/b.zip"),
        (f"RUN curl -o /tmp/a.zip {ZIP} && unzip /tmp/a.zip -d /x && rm /tmp/*", "RUN rm -rf /tmp/*"),
        (f"RUN cd /tmp && wget {ZIP}?v=`date` && rm a.zip", "RUN rm -rf /tmp/*"),
        (f"RUN if test $X; then curl -o /tmp/a.zip {ZIP}; fi", "RUN rm -f /tmp/a.zip"),
        (f"RUN curl -o /tmp/a.zip {ZIP}", 'RUN if [ "$X" ]; then rm /tmp/a.zip; fi'),
        (f"RUN curl -o /tmp/a.zip {ZIP} && ./cleanup.sh", "RUN rm -f /tmp/a.zip"),
        (f"RUN curl -o /tmp/a.zip {ZIP} && rm -rf $UNKNOWN", "RUN rm -f /tmp/a.zip"),
        (f"RUN curl -o /tmp/a.zip {ZIP} && mv /tmp/a.zip /opt/", "RUN rm -f /tmp/a.zip"),
        (f"RUN curl -o /tmp/a.zip {ZIP} && find /tmp -delete", "RUN rm -rf /tmp/a.zip"),
        (f"RUN curl {ZIP} | funzip > /dev/null", "RUN rm -rf /tmp/*"),
        ("RUN apt-get install -y nginx", "RUN rm /etc/nginx/sites-enabled/default"),
        (
            "RUN echo deb http://example.com x main > /etc/apt/sources.list.d/x.list",
            "RUN rm /etc/apt/sources.list.d/x.list",
        ),
        ("RUN mkdir -p /var/run/app && touch /var/run/app/x", "RUN rm -rf /var/run/app"),
        ("COPY . /app", "RUN rm -rf /app/tests"),
        ("COPY requirements.txt /tmp/", "RUN rm /tmp/*"),
        ("COPY a.tgz /tmp/", "RUN tar xf /tmp/a.tgz && rm /tmp/a.tgz"),
        ("ADD a.tgz /tmp/", "RUN rm -f /tmp/a.tgz"),
        ("ONBUILD COPY rpms /rpms", "ONBUILD RUN rm -rf /rpms"),
        ("RUN apt-get update", "RUN apt-get clean"),
        ("RUN apt-get update && rm -rf /var/lib/apt/lists/*", "RUN rm -rf /var/lib/apt/lists/*"),
        ("RUN --mount=type=cache,target=/var/lib/apt apt-get update", "RUN rm -rf /var/lib/apt/lists/*"),
        ("RUN apk add --no-cache gcc", "RUN rm -rf /var/cache/apk/*"),
        ("RUN apk add -t .d gcc && apk del .d", "RUN apk add -t .d g++ && apk del .d"),
        ("RUN apt-get install -y gcc && apt-get purge -y --auto-remove $X", "RUN apt-get purge -y gcc"),
        ("RUN dnf -y install gcc && dnf clean all", "RUN dnf clean all"),
        ("RUN pip install --no-cache-dir flask", "RUN pip cache purge"),
    ],
    ids=lambda body: body[0] + " ... " + body[-1],
)
def test_nothing_removed_too_late(body: tuple[str, ...]) -> None:
    assert not too_late(*body)


def test_a_file_is_removed_too_late_once() -> None:
    text = f"FROM debian:13\nRUN curl -o /tmp/a.zip {ZIP}\nRUN rm -rf /tmp/*\nRUN rm -rf /tmp/*\n"
    assert lines("removed-in-later-layer", text) == [3]


@pytest.mark.parametrize(
    ("copy", "run", "remedy"),
    [
        ("COPY a.tgz /tmp/", "tar xf /tmp/a.tgz -C /srv", "ADD"),
        ("COPY a.tgz /tmp/", "tar -C /srv --extract --file=/tmp/a.tgz && rm /tmp/a.tgz", "ADD"),
        ("COPY a.tgz /tmp", "tar xf /tmp/a.tgz -C /srv && rm -rf /var/lib/apt/lists/*", "ADD"),
        ("COPY a.tgz /tmp/", "tar xf /tmp/a.tgz -C /srv only/this", "mount"),
        ("COPY a.tgz /tmp/", "tar xf /tmp/a.tgz --strip-components=1", "mount"),
        ("COPY a.tgz /tmp/", "cd /tmp && tar xf a.tgz && make -C a && rm -rf a", "mount"),
        ("COPY a.tgz /tmp/", "if test -e /x; then tar xf /tmp/a.tgz; fi", "mount"),
        ("COPY a.zip /tmp/", "unzip /tmp/a.zip", "mount"),
        ("COPY --from=alpine /a.tgz /", "tar xf /a.tgz", "mount"),
        ("ADD https://example.com/a.tgz /", "tar x < /a.tgz", "fetch"),
        ("ADD $URL /a.tgz", "tar xf /a.tgz", "fetch"),
    ],
)
def test_remedy_for_an_archive(copy: str, run: str, remedy: str) -> None:
    linter = Linter([(find("archive-copied-then-unpacked")[0], {})])
    _, result = check(f"FROM debian:13\n{copy}\nRUN {run}\n", "Dockerfile", linter)
    assert [(finding.row, remedy in finding.message) for finding in result.findings] == [(2, True)]


@pytest.mark.parametrize(
    ("names", "folder", "expected"),
    [
        (["/opt/app"], True, True),
        (["/opt/app"], False, False),
        (["/opt/app.tar.gz"], False, True),
        (["/opt/run.sh"], True, False),
        (["/opt", "hive-scripts/"], True, False),
        (["/opt", "conf/*"], True, False),
        (["/root/.vimrc"], True, False),
        (["/etc/nginx"], True, False),
        (["/opt", "Makefile.inc"], True, False),
    ],
)
def test_size_by_name(names: list[str], folder: bool, expected: bool) -> None:
    assert is_bulky(names, None, folder=folder) is expected


PATHS = st.lists(st.sampled_from(["a", "b", "a.zip"]), min_size=1, max_size=3).map(lambda parts: "/" + "/".join(parts))


@given(PATHS, PATHS)
def test_deleting_a_path_deletes_what_is_below(path: str, other: str) -> None:
    below = other == path or other.startswith(path + "/")
    assert wipes(path, other) is below
    assert wipes(path + "/*", other) is below


def test_layers_are_followed_as_far_as_an_image_may_have_some() -> None:
    found = lines("recursive-chown-in-later-layer", "FROM debian:13\n" + "COPY a /x/a\nRUN chown -R u /x\n" * 1_000)
    assert 3 in found
    assert 200 < len(found) < 1_000


STEPS = [
    "COPY a.zip /tmp/",
    "FROM base",
    "FROM debian:13",
    "RUN apt-get install gcc",
    "RUN apt-get purge gcc",
    "RUN apt-get update",
    "RUN chown -R app /tmp",
    "RUN curl -o /tmp/b.zip https://x/b",
    "RUN make && rm -rf $X",
    "RUN rm *.zip",
    "RUN rm -rf /tmp/*",
    "RUN rm -rf /var/lib/apt/lists/*",
    "RUN unzip a.zip",
    "WORKDIR /tmp",
]


@given(st.lists(st.sampled_from(STEPS)))
def test_nothing_is_too_late_without_something_before(steps: list[str]) -> None:
    text = "FROM debian:13 AS base\n" + "\n".join(steps)
    for rule in ("removed-in-later-layer", "recursive-chown-in-later-layer"):
        for row in lines(rule, text, **{"small-files": True}):
            assert row > 2
            # What went before the line alone makes it wrong; what comes behind does not matter.
            upto = "\n".join(text.split("\n")[:row])
            if "FROM" not in "".join(steps[row - 1 :]):
                assert row in lines(rule, upto, **{"small-files": True})
