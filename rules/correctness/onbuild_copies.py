from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.syntax.instructions import Add, Copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Onbuild


class OnbuildCopies(Rule):
    """ONBUILD that copies files of another project.

    ## What it flags
    ADD and COPY from the build context behind ONBUILD.

    ## Why it is bad
    The build of every image on this one fails where its context has no such files.

    ## What to do
    Leave the COPY to those who build on the image, and say in its name that it has triggers (`app:1-onbuild`).

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#onbuild
    """

    name = "onbuild-copies"
    aliases = ("redcoolbeans:onbuild_copyadd",)
    severity = "info"
    on = ("ONBUILD",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nONBUILD COPY . /srv\n",
            "FROM debian:13-slim\nONBUILD ADD package.json /srv/\n",
        ),
        good=(
            "FROM debian:13-slim\nONBUILD RUN make\n",
            "FROM debian:13-slim\nONBUILD COPY --from=tools /a /b\n",
            "FROM debian:13-slim\nCOPY . /srv\n",
        ),
    )

    def instruction(self, node: Onbuild, file: Dockerfile) -> Findings:  # type: ignore[override]
        inner = node.inner
        if isinstance(inner, (Copy, Add)) and inner.from_ is None:
            yield self.at(
                inner.keyword_word, f"every build on this image needs what this {inner.keyword} names", subject=node
            )
