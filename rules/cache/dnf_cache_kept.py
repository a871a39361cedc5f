from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.cache._kept import KeptRule


class DnfCacheKept(KeptRule):
    """Metadata and packages that dnf caches stay in the layer.

    ## What it flags
    `dnf install`, `upgrade` and the like (also of microdnf) in a RUN that neither runs
    `dnf clean all` nor deletes the directory afterwards, and has no cache mount there. Stages from which files are
    only copied are left alone.

    ## Why it is bad
    The metadata of the repositories takes up to some 100 MB. Nothing needs it at run time, and it is outdated within
    days. Cleaning in a later RUN hides it, but the layer keeps it.

    ## What to do
    End the same RUN with `dnf clean all`, or mount a cache: `RUN --mount=type=cache,target=/var/cache/libdnf5 ...`.

    ## Options
    - `plain-calls-only`: only RUNs that call `dnf install` by its plain name: not behind `sudo`, by its path, or
      inside `sh -c`. Default: false
    - `any-clean`: any `dnf clean`, and any `rm -rf`, is as good as `dnf clean all`; nothing else is. Default: false
    - `base-stages`: also raise it in thrown away stages that another stage is built on. Default: false
    - `builder-stages`: also raise it in all stages that are thrown away. Default: false

    ## Sources
    - https://dnf.readthedocs.io/en/latest/command_ref.html#clean-command
    """

    name = "dnf-cache-kept"
    aliases = (
        "hadolint:DL3040",
        "trivy:DS-0019",
        "trivy:DS-0027",
        "kics:295acb63",
        "dockerfile_lint:no_dnf_clean_all",
        "dockerfile-doctor:DD033",
        "semgrep:missing-dnf-clean-all",
        "droast:DF046",
    )
    on = ("$dnf", "$dnf5", "$microdnf")
    groups = {
        "recommended": {},
        "strict": {},
        "hadolint": {"plain-calls-only": True, "any-clean": True, "builder-stages": True},
    }
    managers = ("dnf", "microdnf")
    clean = "dnf clean all"
    plain_verbs = ("install", "in", "reinstall", "rei", "upgrade", "up", "upgrade-minimal")
    any_removal = True
    examples = Examples(
        bad=(
            Example(
                "FROM fedora:43\nRUN dnf install -y curl\n",
                fixed="FROM fedora:43\nRUN dnf install -y curl && dnf clean all\n",
            ),
            Example(
                "FROM fedora:43\nRUN dnf -y update && \\\n    dnf install -y curl git\n",
                lines=(3,),
                fixed="FROM fedora:43\nRUN dnf -y update && \\\n    dnf install -y curl git && \\\n    dnf clean all\n",
            ),
            Example(
                "FROM fedora:43\nRUN dnf install -y curl\nRUN dnf clean all\n",
                lines=(2,),
                fixed="FROM fedora:43\nRUN dnf install -y curl && dnf clean all\nRUN dnf clean all\n",
            ),
        ),
        good=(
            "FROM fedora:43\nRUN dnf install -y curl && dnf clean all\n",
            "FROM fedora:43\nRUN dnf install -y curl && rm -rf /var/cache/libdnf5/*\n",
            "FROM fedora:43\nRUN dnf install -y curl && rm -rf /var/cache/*\n",
            "FROM fedora:43\nRUN --mount=type=cache,target=/var/cache/libdnf5 dnf install -y curl\n",
            "FROM fedora:43 AS build\nRUN dnf install -y gcc\n\nFROM scratch\nCOPY --from=build /x /x\n",
        ),
    )
