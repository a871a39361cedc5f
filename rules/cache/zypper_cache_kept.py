from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.cache._kept import KeptRule


class ZypperCacheKept(KeptRule):
    """Metadata that zypper caches stays in the layer.

    ## What it flags
    `zypper install`, `refresh`, `update` and the like in a RUN that neither runs `zypper clean --all` nor deletes
    `/var/cache/zypp` afterwards, and has no cache mount there. Stages from which files are only copied are left
    alone.

    ## Why it is bad
    The metadata of the repositories takes some 50 MB. Nothing needs it at run time, and it is outdated within days.
    Cleaning in a later RUN hides it, but the layer keeps it; without `--all` only packages are deleted.

    ## What to do
    End the same RUN with `zypper clean --all`, or mount a cache: `RUN --mount=type=cache,target=/var/cache/zypp ...`.

    ## Options
    - `plain-calls-only`: only RUNs that call `zypper install` by its plain name: not behind `sudo`, by its path, or
      inside `sh -c`. Default: false
    - `any-clean`: any `zypper clean` is as good as `zypper clean --all`; nothing else is. Default: false
    - `base-stages`: also raise it in thrown away stages that another stage is built on. Default: false
    - `builder-stages`: also raise it in all stages that are thrown away. Default: false

    ## Sources
    - https://en.opensuse.org/SDB:Zypper_manual
    """

    name = "zypper-cache-kept"
    aliases = (
        "hadolint:DL3036",
        "trivy:DS-0020",
        "kics:38300d1a",
        "dockerfile-doctor:DD034",
        "semgrep:missing-zypper-clean",
        "droast:DF045",
    )
    on = ("$zypper",)
    groups = {
        "recommended": {},
        "strict": {},
        "hadolint": {"plain-calls-only": True, "any-clean": True, "builder-stages": True},
    }
    managers = ("zypper",)
    clean = "zypper clean --all"
    plain_verbs = ("install", "in")
    examples = Examples(
        bad=(
            Example(
                "FROM opensuse/leap:16.0\nRUN zypper -n install curl\n",
                fixed="FROM opensuse/leap:16.0\nRUN zypper -n install curl && zypper clean --all\n",
            ),
            Example(
                "FROM opensuse/leap:16.0\nRUN zypper ref && \\\n    zypper -n in curl && zypper clean\n",
                lines=(3,),
                fixed="FROM opensuse/leap:16.0\nRUN zypper ref && \\\n    zypper -n in curl && zypper clean && \\\n"
                "    zypper clean --all\n",
            ),
            Example(
                "FROM opensuse/leap:16.0\nRUN zypper -n in curl && find / ( -name x ) && zypper clean\n",
                options={"plain-calls-only": True, "any-clean": True},
            ),
        ),
        good=(
            "FROM opensuse/leap:16.0\nRUN zypper -n install curl && zypper clean -a\n",
            "FROM opensuse/leap:16.0\nRUN zypper -n install curl && rm -rf /var/cache/zypp/*\n",
            "FROM opensuse/leap:16.0\nRUN --mount=type=cache,target=/var/cache/zypp zypper -n install curl\n",
            Example("FROM opensuse/leap:16.0\nRUN zypper -n in curl && zypper clean\n", options={"any-clean": True}),
        ),
    )
