from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class MaintainerInstruction(Rule):
    """MAINTAINER, which has been deprecated since 2017.

    ## What it flags
    Every MAINTAINER.

    ## Why it is bad
    It sets a field of the image that nothing but `docker inspect` shows. Labels can be searched, and tools know the
    one for authors.

    ## What to do
    Write `LABEL org.opencontainers.image.authors="..."`.

    The fix does that. It is safe: label and author field are the only differences. A dollar sign is escaped, because
    LABEL replaces variables and MAINTAINER does not. Where the stage has that label already, there is none.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#maintainer-deprecated
    - https://docs.docker.com/reference/build-checks/maintainer-deprecated/
    - https://specs.opencontainers.org/image-spec/annotations/
    """

    name = "maintainer-instruction"
    aliases = (
        "hadolint:DL4000",
        "buildkit:MaintainerDeprecated",
        "checkov:CKV_DOCKER_6",
        "trivy:DS-0022",
        "kics:99614418",
        "dockerfile-utils:DEPRECATED_MAINTAINER",
        "dockerfilelint:deprecated_in_1.13",
        "dockerfile_lint:maintainer_deprecated",
        "slim:ID.20008",
        "sonar:S6586",
        "dockerfile-doctor:DD017",
        "buddy:EI0003",
        "semgrep:maintainer-is-deprecated",
        "droast:DF019",
    )
    on = ("MAINTAINER",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {}, "buildkit": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nMAINTAINER Jo Doe <jo@example.com>\n",
                lines=(2,),
                fixed='FROM debian:13-slim\nLABEL org.opencontainers.image.authors="Jo Doe <jo@example.com>"\n',
            ),
            Example(
                'from debian:13-slim\nmaintainer "Jo \\"$X\\" Doe"\n',
                fixed='from debian:13-slim\nlabel org.opencontainers.image.authors="Jo \\\\\\"\\$X\\\\\\" Doe"\n',
            ),
            Example(
                'FROM debian:13-slim\nLABEL org.opencontainers.image.authors="Jo"\nMAINTAINER Jo\n',
                refused="has that label",
            ),
            Example(
                "FROM debian:13-slim\nMAINTAINER Jo\nMAINTAINER Al\n",
                lines=(2, 3),
                fixed='FROM debian:13-slim\nLABEL org.opencontainers.image.authors="Al"\n',
            ),
        ),
        good=(
            'FROM debian:13-slim\nLABEL org.opencontainers.image.authors="Jo Doe"\n',
            'FROM debian:13-slim\nLABEL MAINTAINER="Jo Doe"\n',
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        message = "MAINTAINER is deprecated: use the label `org.opencontainers.image.authors`"
        yield self.at(node.keyword_word, message, subject=node)
