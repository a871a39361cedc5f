"""Laws of re-ordering, on random files: what holds whatever stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from dockerlint.context import MemoryContext
from dockerlint.fix.contract import contract
from dockerlint.fix.style import comment_lines
from dockerlint.fixers.layer_order._brought import Brought
from dockerlint.fixers.layer_order._manifests import Manifests
from dockerlint.fixers.layer_order._moves import unheard
from dockerlint.fixers.layer_order.reorder import reorder
from dockerlint.graph.order import independent
from dockerlint.lint.dockerfile import Dockerfile
from dockerlint.syntax import parse
from dockerlint.syntax.instructions import Add, Copy, Run

if TYPE_CHECKING:
    from dockerlint.syntax.instructions import Instruction

FILES = {
    "package.json": '{"scripts": {"build": "x"}}',
    "package-lock.json": "{}",
    "requirements.txt": "-r req/base.txt\n",
    "req/base.txt": "flask\n",
    "go.mod": "",
    "go.sum": "",
    "Makefile": "",
    "src/a.py": "",
    "web/package.json": "{}",
    "web/package-lock.json": "{}",
}
# Each once, so that what stands where afterwards can be told by the text.
INSTRUCTIONS = (
    "COPY . .",
    "COPY . /app",
    "COPY src /app/src",
    "COPY requirements.txt /app/",
    "COPY package.json package-lock.json ./",
    "COPY --chown=node web/ ./web",
    "COPY --from=0 /a /b",
    "ADD . /srv/",
    "WORKDIR /app",
    "WORKDIR web",
    "USER node",
    "ENV PATH=/app/bin:$PATH",
    "ENV A=1",
    "ENV REVISION=$GIT_SHA",
    "ARG GIT_SHA",
    "ARG VERSION",
    "LABEL revision=$GIT_SHA",
    "EXPOSE 80",
    "VOLUME /data",
    "RUN apt-get update && apt-get install -y curl",
    "RUN apt-get update",
    "RUN npm ci",
    "RUN npm ci && npm run build",
    "RUN cd web && npm ci \\\n    # inside\n && echo done && npm run build",
    "RUN pip install -r requirements.txt",
    "RUN pip install -r /app/requirements.txt && rm -rf /root/.cache",
    "RUN pip install flask",
    "RUN go build -o /a .",
    "RUN go mod download",
    "RUN mkdir -p /data && chown node /data",
    "RUN make",
    "RUN useradd node",
    "RUN echo $GIT_SHA > /version",
    "RUN --mount=type=cache,target=/root/.npm npm install -g yarn",
    'SHELL ["/bin/bash", "-c"]',
    'CMD ["x"]',
    "ENTRYPOINT x",
    "HEALTHCHECK CMD x",
    "ONBUILD COPY . /o",
)


@st.composite
def dockerfiles(draw: st.DrawFn) -> str:
    stages = []
    chosen = draw(st.lists(st.sampled_from(INSTRUCTIONS), min_size=3, max_size=14, unique=True))
    cut = draw(st.integers(0, len(chosen)))
    for number, part in enumerate((chosen[:cut], chosen[cut:])):
        lines = [f"FROM debian:1{number}" + (" AS build" if number == 0 else "")]
        for instruction in part:
            before = draw(st.sampled_from(("", "", "\n", "# about it\n", "\n# about it\n", "# head\n\n")))
            lines.append(before + instruction)
        stages.append("\n".join(lines))
    text = "\n".join(stages) + draw(st.sampled_from(("", "\n")))
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


def read(text: str, *, known: bool) -> Dockerfile:
    return Dockerfile(parse(text), "Dockerfile", context=MemoryContext(FILES) if known else None)


@given(dockerfiles(), st.booleans(), st.sampled_from(("none", "sure", "all")))
def test_laws(text: str, known: bool, fetch: str) -> None:
    before = read(text, known=known)
    result = reorder(before, fetch=fetch)
    after = read(result.text, known=known)
    assert not after.tree.errors
    assert sorted(comment_lines(after.tree)) == sorted(comment_lines(before.tree))
    assert contract(after.graph) == contract(before.graph)
    assert result.cost_after <= result.cost_before
    assert (result.text == text) == (not result.changes)
    assert reorder(read(result.text, known=known), fetch=fetch).text == result.text
    assert result.text.count("\r\n") == (result.text.count("\n") if "\r\n" in text else 0)
    assert result.text.endswith("\n") == text.endswith("\n")
    assert_moves(before, after, {change.kind for change in result.changes})


def reads_nothing(run: Instruction, copy: Copy | Add, file: Dockerfile) -> bool:
    if independent(file.graph, copy, run, unheard(file)):
        return True
    if not isinstance(run, Run):
        return False
    manifests, brought = Manifests(run, file), Brought(copy, file)
    manifests.allow(brought)  # raises
    return not manifests.of(brought)


def assert_moves(before: Dockerfile, after: Dockerfile, kinds: set[str]) -> None:
    """Every instruction is there, and two that have changed places are independent.

    Of a COPY that was split, a RUN reads what was copied before; or it reads nothing of what the COPY brings.
    """
    names = unheard(before)
    for old, new in zip(before.graph.stages, after.graph.stages, strict=True):
        texts = [node.text for node in new.instructions]
        for node in old.instructions:
            assert node.text in texts or (node.keyword == "RUN" and "parted" in kinds)
        kept = [node for node in old.instructions if node.text in texts]
        for place, first in enumerate(kept):
            for second in kept[place + 1 :]:
                if texts.index(first.text) < texts.index(second.text):
                    continue
                if isinstance(first, (Copy, Add)) and second.keyword in ("RUN", "WORKDIR") and before.context:
                    assert "split" in kinds or reads_nothing(second, first, before), (first.text, second.text)
                    continue
                assert independent(before.graph, first, second, names), (first.text, second.text)
