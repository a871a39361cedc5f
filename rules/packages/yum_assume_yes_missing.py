from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.packages.common import PromptRule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.shell.package_calls import PackageCall


class YumAssumeYesMissing(PromptRule):
    """A call of yum that waits for an answer.

    ## What it flags
    `yum install`, `update`, `remove` and the like without `-y`, where nothing else answers: `yes |`, or
    `assumeyes` in the configuration.

    ## Why it is bad
    A build has no terminal: the question gets no answer, yum takes that for a no, and the build fails.

    ## What to do
    Write `yum install -y`.

    ## Options
    - `plain-calls-only`: only installations under the plain name of the program: not behind `sudo`, by its path, or
      inside `sh -c`; what is piped in does not count as an answer. Default: false

    ## Sources
    - https://dnf.readthedocs.io/en/latest/command_ref.html#options
    """

    name = "yum-assume-yes-missing"
    aliases = (
        "hadolint:DL3030",
        "kics:6e19193a",
        "parfum:yumInstallForceYes",
        "semgrep:missing-yum-assume-yes-switch",
        "droast:DF027",
    )
    on = ("$yum",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {"plain-calls-only": True}}
    managers = ("yum",)
    advice = "-y"
    plain_commands = ("yum",)
    setting = ("assumeyes", "yum.conf")
    examples = Examples(
        bad=(
            Example("FROM rockylinux:9\nRUN yum install curl\n", fixed="FROM rockylinux:9\nRUN yum install -y curl\n"),
            Example(
                "FROM rockylinux:9\nRUN yum -q makecache && \\\n    yum update\n",
                lines=(3,),
                fixed="FROM rockylinux:9\nRUN yum -q makecache && \\\n    yum update -y\n",
            ),
            Example(
                "FROM rockylinux:9\nRUN yum groupinstall 'Development Tools'\n",
                fixed="FROM rockylinux:9\nRUN yum groupinstall -y 'Development Tools'\n",
            ),
        ),
        good=(
            "FROM rockylinux:9\nRUN yum -y install curl && yum install -yq git && yum --assumeyes update\n",
            "FROM rockylinux:9\nRUN yes | yum install curl\n",
            "FROM rockylinux:9\nRUN echo assumeyes=1 >> /etc/yum.conf && yum install curl\n",
            "FROM rockylinux:9\nRUN yum list installed && yum clean all\n",
        ),
    )

    def answers(self, call: PackageCall) -> bool:
        return super().answers(call) or (not self.option["plain-calls-only"] and call.command.has("--assumeno"))
