from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.security._option import OptionRule


class RpmPackagesWithoutSignatureCheck(OptionRule):
    """yum, dnf or zypper that install packages without checking signatures.

    ## What it flags
    `--nogpgcheck` of yum, dnf, microdnf and tdnf, `--setopt=gpgcheck=0`, and `--no-gpg-checks` of zypper.

    ## Why it is bad
    The packages may come from anybody who answers in place of the repository.

    ## What to do
    Import the repository's key (`rpm --import`) and leave the option out.

    ## Sources
    - https://dnf.readthedocs.io/en/latest/command_ref.html
    """

    name = "rpm-packages-without-signature-check"
    aliases = ("checkov:CKV2_DOCKER_9",)
    severity = "error"
    on = ("$yum", "$dnf", "$microdnf", "$tdnf", "$zypper", "$dnf5")
    groups = {"recommended": {}, "strict": {}}
    switches = ("--nogpgcheck", "--no-gpgcheck", "--no-gpg-checks", "--no-gpg-check", "--setopt=gpgcheck=0")
    effect = "installs packages without checking who has signed them"
    examples = Examples(
        bad=(
            Example(
                "FROM rockylinux:9\nRUN yum install -y --nogpgcheck curl\n",
                fixed="FROM rockylinux:9\nRUN yum install -y curl\n",
            ),
            "FROM opensuse/leap:15.6\nRUN zypper --no-gpg-checks install -y curl\n",
            "FROM fedora:43\nRUN dnf install -y --setopt=gpgcheck=0 curl\n",
        ),
        good=(
            "FROM rockylinux:9\nRUN yum install -y curl\n",
            ("FROM rockylinux:9\nRUN rpm --import https://example.com/key && yum install -y nogpgcheck\n"),
        ),
    )
