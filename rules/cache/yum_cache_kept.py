from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.cache._kept import KeptRule


class YumCacheKept(KeptRule):
    """Metadata and packages that yum caches stay in the layer.

    ## What it flags
    `yum install`, `update` and the like in a RUN that neither runs
    `yum clean all` nor deletes the directory afterwards, and has no cache mount there. Stages from which files are
    only copied are left alone.

    ## Why it is bad
    The metadata of the repositories takes up to some 100 MB. Nothing needs it at run time, and it is outdated within
    days. Cleaning in a later RUN hides it, but the layer keeps it.

    ## What to do
    End the same RUN with `yum clean all`, or mount a cache: `RUN --mount=type=cache,target=/var/cache/yum ...`.

    ## Options
    - `plain-calls-only`: only RUNs that call `yum install` by its plain name: not behind `sudo`, by its path, or
      inside `sh -c`. Default: false
    - `any-clean`: any `yum clean`, and any `rm -rf`, is as good as `yum clean all`; nothing else is. Default: false
    - `base-stages`: also raise it in thrown away stages that another stage is built on. Default: false
    - `builder-stages`: also raise it in all stages that are thrown away. Default: false

    ## Sources
    - https://dnf.readthedocs.io/en/latest/command_ref.html#clean-command
    """

    name = "yum-cache-kept"
    aliases = (
        "hadolint:DL3032",
        "trivy:DS-0015",
        "kics:00481784",
        "parfum:yumInstallRmVarCacheYum",
        "dockerfile_lint:no_yum_clean_all",
        "dockerfile-doctor:DD031",
        "droast:DF047",
    )
    on = ("$yum",)
    groups = {
        "recommended": {},
        "strict": {},
        "hadolint": {"plain-calls-only": True, "any-clean": True, "builder-stages": True},
    }
    managers = ("yum",)
    clean = "yum clean all"
    any_removal = True
    examples = Examples(
        bad=(
            Example(
                "FROM rockylinux:9\nRUN yum install -y curl\n",
                fixed="FROM rockylinux:9\nRUN yum install -y curl && yum clean all\n",
            ),
            Example(
                "FROM rockylinux:9\nRUN yum -y update && \\\n    yum install -y curl git\n",
                lines=(3,),
                fixed="FROM rockylinux:9\nRUN yum -y update && \\\n    yum install -y curl git && \\\n"
                "    yum clean all\n",
            ),
            Example(
                "FROM rockylinux:9\nRUN yum install -y curl\nRUN yum clean all\n",
                lines=(2,),
                fixed="FROM rockylinux:9\nRUN yum install -y curl && yum clean all\nRUN yum clean all\n",
            ),
        ),
        good=(
            "FROM rockylinux:9\nRUN yum install -y curl && yum clean all\n",
            "FROM rockylinux:9\nRUN yum install -y curl && rm -rf /var/cache/yum/*\n",
            "FROM rockylinux:9\nRUN yum install -y curl && rm -rf /var/cache/*\n",
            "FROM rockylinux:9\nRUN --mount=type=cache,target=/var/cache/yum yum install -y curl\n",
            "FROM rockylinux:9 AS build\nRUN yum install -y gcc\n\nFROM scratch\nCOPY --from=build /x /x\n",
        ),
    )
