from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.packages.common import VersionRule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.shell import ShellWord
    from dockerlint.shell.package_calls import PackageCall


class GemVersionUnpinned(VersionRule):
    """Gems that are installed in whatever version is current.

    ## What it flags
    `gem install` with names that have no version: neither `rails:8.0.2` nor `--version`. Files, variables and
    Bundler itself are left alone.

    ## Why it is bad
    The image depends on the day on which it is built. A new major version of a gem, or of one that it needs, breaks a
    build that nobody has changed, and installs code that nobody has reviewed.

    ## What to do
    Write `rails:8.0.2`, or install from a `Gemfile.lock` with Bundler.

    ## Options
    - `plain-calls-only`: only `gem install`, under its plain name: not behind `sudo`, by its path, or inside
      `sh -c`. Default: false
    - `every-word`: names in variables, files and Bundler count too. Default: false
    - `index`: files that tell which version of a package to write, for the fix: lines `name version`, a JSON
      object, or a package list of the distribution. Default: none

    ## Sources
    - https://guides.rubygems.org/command-reference/#gem-install
    """

    name = "gem-version-unpinned"
    aliases = (
        "hadolint:DL3028",
        "kics:22cd11f7",
        "dockerfile-doctor:DD030",
        "buddy:ER0016",
        "droast:DF053",
    )
    on = ("$gem",)
    groups = {
        "recommended": {},
        "strict": {},
        "hadolint": {"plain-calls-only": True, "every-word": True},
    }
    managers = ("gem",)
    plain_commands = ("gem",)
    plain_verbs = ("install", "i")
    pinned_as = "name:version"
    examples = Examples(
        bad=(
            Example("FROM ruby:3.4-slim\nRUN gem install rails\n", refused="no version is known: rails"),
            Example(
                "FROM ruby:3.4-slim\nRUN gem install bundler:2.6.9 \\\n    rake --no-document\n",
                lines=(3,),
                refused="no version is known: rake",
            ),
            Example(
                "FROM ruby:3.4-slim\nRUN gem install rails\n",
                files={"Gemfile.lock": "GEM\n  specs:\n    rails (8.0.2)\n      railties (= 8.0.2)\n"},
                fixed="FROM ruby:3.4-slim\nRUN gem install rails:8.0.2\n",
            ),
        ),
        good=(
            "FROM ruby:3.4-slim\nRUN gem install rails:8.0.2 rake:'~> 13.2'\n",
            "FROM ruby:3.4-slim\nRUN gem install rails --version 8.0.2\n",
            "FROM ruby:3.4-slim\nRUN gem install nokogiri:1.18.9 -- --use-system-libraries\n",
            "FROM ruby:3.4-slim\nRUN gem install ./tool.gem $GEMS\n",
            "FROM ruby:3.4-slim\nRUN gem update --system && gem install bundler\n",
        ),
    )

    def packages(self, call: PackageCall) -> list[ShellWord]:
        # Behind `--` stands what the compilation of extensions is told.
        end = next((word.first for word in call.command.arguments if word.text == "--"), None)
        return [word for word in super().packages(call) if end is None or word.first < end]

    def is_no_package(self, text: str) -> bool:
        if self.option["every-word"]:
            return False
        # Bundler runs in the version that Gemfile.lock names, whichever is installed.
        return super().is_no_package(text) or text.endswith(".gem") or text == "bundler"
