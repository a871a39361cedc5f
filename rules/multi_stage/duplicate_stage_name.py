from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class DuplicateStageName(Rule):
    """Two stages of one name.

    ## What it flags
    The second and every further stage whose name an earlier one has. Case does not count.

    ## Why it is bad
    The name means the earlier stage in front of the second one, and the later stage behind it. Whoever moves
    a stage or reads `--target` gets the wrong one, without a word from Docker.

    ## What to do
    Give each stage a name of its own.

    The fix puts a number behind the name of the later stage, there and where that stage is used. It is unsafe: who
    builds it with `--target` gets the earlier one. It is refused where a variable or a trigger may name the stage.

    ## Options
    - `case-sensitive`: names that differ in case alone are different. Default: false

    ## Sources
    - https://docs.docker.com/reference/build-checks/duplicate-stage-name/
    """

    name = "duplicate-stage-name"
    aliases = (
        "hadolint:DL3024",
        "buildkit:DuplicateStageName",
        "checkov:CKV_DOCKER_11",
        "trivy:DS-0012",
        "kics:f2daed12",
        "dockerfile-utils:DUPLICATE_BUILD_STAGE_NAME",
        "buddy:EF0002",
        "droast:DF042",
        "dockadvisor:DuplicateStageName",
    )
    severity = "error"
    on = ("@file FROM ~as",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {"case-sensitive": True}, "buildkit": {}}
    options = {"case-sensitive": False}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13 AS build\nFROM golang:1.27 AS Build\nRUN one\n",
                lines=(2,),
                fixed="FROM debian:13 AS build\nFROM golang:1.27 AS Build-2\nRUN one\n",
            ),
            Example(
                "FROM a:1 AS x\nFROM x AS x\nRUN make\nFROM c:1\nCOPY --from=x /a /b\n",
                lines=(2,),
                fixed="FROM a:1 AS x\nFROM x AS x-2\nRUN make\nFROM c:1\nCOPY --from=x-2 /a /b\n",
            ),
            Example("FROM a:1 AS x\nFROM b:1 AS x\nFROM c:1 AS x\n", lines=(2, 3)),
            Example("ARG B=x\nFROM a:1 AS x\nFROM b:1 AS x\nFROM $B\n", lines=(3,), refused="variable"),
        ),
        good=(
            "FROM debian:13 AS tools\nFROM golang:1.27 AS build\nRUN one\n",
            "FROM debian:13\nFROM golang:1.27\nRUN one\n",
            Example("FROM a:1 AS x\nFROM b:1 AS X\n", options={"case-sensitive": True}),
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        seen: dict[str, int] = {}
        for stage in file.stages:
            word = stage.instruction.alias
            if word is None:
                continue
            name = word.value if self.option["case-sensitive"] else stage.name
            if name in seen:
                message = f"the stage in line {seen[name]} has the name `{word.value}` already"
                yield self.at(word, message, subject=stage)
            seen.setdefault(name, stage.instruction.start_line)
