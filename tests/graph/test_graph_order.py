"""Which instructions may change places, who reads a path later, and who may have written it."""

from __future__ import annotations

import pytest

from dockerlint.graph import Graph, build_graph
from dockerlint.graph.order import independent
from dockerlint.syntax import parse


def graph(text: str) -> Graph:
    return build_graph(parse(text))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("RUN make", "RUN make", False),
        ("RUN make", "CMD x", True),
        ("RUN make", "EXPOSE 80", True),
        ("RUN make", "LABEL a=b", True),
        ("RUN make", "STOPSIGNAL SIGTERM", True),
        ("RUN make", "VOLUME /x", False),
        ("RUN make", "COPY a.txt /x", False),
        ("RUN make", "WORKDIR /x", False),
        ("RUN make", "ENV A=1", False),
        ("RUN make", "ARG A", False),
        ("RUN make", "USER x", False),
        ("RUN make", "ONBUILD RUN x", True),
        ("RUN apt-get install -y curl", "COPY . /app", True),
        ("RUN apt-get install -y curl", "COPY . /usr/src/app", True),
        ("RUN apt-get install -y curl", "COPY x.conf /etc/x.conf", False),
        ("RUN apt-get install -y curl", "COPY run.sh /usr/local/bin/", False),
        ("RUN apt-get install -y curl", "RUN apt-get install -y git", False),
        ("RUN apt-get install -y curl", "RUN mkdir /app", True),
        ("RUN apt-get install -y curl", "RUN mkdir app", False),
        ("RUN apt-get install -y curl", "RUN mkdir /etc/app", False),
        ("RUN apt-get install -y curl", "RUN chown www-data /app", False),
        ("RUN apt-get install -y curl", "WORKDIR /app", True),
        ("RUN apt-get install -y ./a.deb", "WORKDIR /app", False),
        ("RUN mkdir app", "WORKDIR /app", False),
        ("RUN mkdir /app", "ENV A=1", True),
        ("RUN mkdir /app/$A", "ENV A=1", False),
        ("RUN mkdir /app", "ENV PATH=/x", False),
        ("RUN apt-get install -y curl", "ENV ACCEPT_EULA=y", False),
        ("RUN mkdir /app", "COPY a.txt /app", False),
        ("RUN rm /app/x", "COPY . /app", False),
        ("RUN cat /app/x", "COPY . /app", False),
        ("RUN touch /a", "RUN touch /b", True),
        ("RUN touch /a", "RUN rm -rf /a", False),
        ("RUN pip install -r /req/r.txt", "COPY . /app", True),
        ("RUN pip install -r /app/r.txt", "COPY . /app", False),
        ("COPY a.txt /x/", "COPY b.txt /x/", True),
        ("COPY a.txt /x/", "COPY a.txt /x/", False),
        ("COPY a /x/", "COPY b /x/", False),
        ("COPY a.txt /x/", "COPY . /x", False),
        ("COPY a.txt /x/", "WORKDIR /y", True),
        ("COPY a.txt x/", "WORKDIR /y", False),
        ("COPY a.txt /x/", "ENV A=1", True),
        ("COPY $A /x/", "ENV A=1", False),
        ("COPY $A.txt /x/", "ARG A", False),
        ("COPY --chown=$A a.txt /x/", "ENV A=1", False),
        ("COPY --chown=app a.txt /x/", "RUN useradd app", False),
        ("COPY --chown=1 a.txt /x/", "RUN useradd app", True),
        ("COPY a.txt /x/", "USER x", True),
        ("COPY a.txt /x/", "VOLUME /x", False),
        ("COPY a.txt /x/", "VOLUME $V", False),
        ("COPY a.txt /x/", "CMD x", True),
        ("ENV A=1", "ENV B=2", True),
        ("ENV A=1", "ENV A=2", False),
        ("ENV A=1", "ENV B=$A", False),
        ("ENV A=1", "ARG A", False),
        ("ENV A=1", "LABEL x=$A", False),
        ("ENV A=1", "LABEL x=$B", True),
        ("ENV A=1", "CMD echo $A", True),
        ("ENV A=1", "EXPOSE $A", False),
        ("LABEL a=1", "LABEL b=1", True),
        ("LABEL a=1", "LABEL a=2", False),
        ("CMD x", "CMD y", False),
        ("CMD x", "ENTRYPOINT y", True),
        ("CMD x", 'SHELL ["bash", "-c"]', False),
        ("RUN touch /a", 'SHELL ["bash", "-c"]', False),
        ("EXPOSE 1", "EXPOSE 2", True),
        ("USER a", "USER b", False),
        ("USER a", "WORKDIR /x", False),
        ("WORKDIR /x", "WORKDIR /y", False),
        ("ONBUILD RUN x", "ONBUILD RUN y", False),
        ("HEALTHCHECK NONE", "HEALTHCHECK CMD x", False),
        ("VOLUME /x", "VOLUME /y", True),
        ("MYSTERY x", "CMD y", False),
    ],
)
def test_independent(first: str, second: str, expected: bool) -> None:
    found = graph(f"FROM debian\n{first}\n{second}")
    one, other = found.tree.instructions[1:]
    assert found.independent(one, other) is expected
    assert found.independent(other, one) is expected
    assert not found.independent(one, one)


def test_a_variable_that_nobody_hears() -> None:
    found = graph("FROM debian\nARG SHA\nRUN pip install x\nRUN pip install $SHA\nRUN make\nCOPY $SHA /x")
    argument, *others = found.tree.instructions[1:]
    assert [independent(found, argument, other, ("SHA",)) for other in others] == [True, False, False, False]
    assert not any(independent(found, argument, other, ("OTHER",)) for other in others)


def test_only_instructions_of_one_stage_are_independent() -> None:
    found = graph("ARG A\nFROM a\nCMD x\nFROM b\nEXPOSE 1")
    for one in found.tree.instructions:
        for other in found.tree.instructions:
            assert not found.independent(one, other)


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("FROM a\nRUN touch /x/a\nRUN cat /x/a\nRUN cat /y\nRUN make", "/x", [3, 5]),
        ("FROM a\nRUN touch /x\nFROM b\nRUN make", "/x", []),
        ("FROM a AS b\nRUN touch /x\nFROM b\nRUN cat /x", "/x", [4]),
        ("FROM a AS b\nRUN touch /x\nFROM c\nCOPY --from=b /x /y\nCOPY --from=b /z /y", "/x", [4]),
        ("FROM a AS b\nRUN touch /x\nFROM b AS c\nFROM d\nCOPY --from=c / /y", "/x", [5]),
        ("FROM a AS b\nRUN touch /x\nFROM d\nRUN --mount=from=b,target=/y cat /y/x", "/x", [4]),
        ("FROM a\nRUN touch /usr/bin/x\nRUN touch /y\nCOPY a /z", "/usr/bin/x", [3]),
        ("FROM a\nRUN touch /x\nCMD cat /x", "/x", []),
        ("FROM a\nRUN cat /x\nRUN touch /x", "/x", []),
    ],
)
def test_readers(text: str, path: str, expected: list[int]) -> None:
    found = graph(text)
    first = found.tree.instructions[1]
    assert [reader.start_line for reader in found.readers(first, path)] == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/x/a", [2, 6]), ("/y", [4, 6]), ("/z", [6]), ("/app/a.txt", [6, 7])],
)
def test_writers(path: str, expected: list[int]) -> None:
    text = "FROM a AS b\nRUN touch /x/a\nFROM b\nRUN touch /y\nRUN cat /z\nRUN make\nCOPY . /app"
    found = graph(text)
    assert [writer.start_line for writer in found.writers(found.stages[1], path)] == expected
