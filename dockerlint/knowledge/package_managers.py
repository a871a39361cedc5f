"""Package managers and build tools: commands, what they download, where they cache it, how to keep that out.

The facts, their notation and their sources are in `sources/package_managers.yaml`; this module says what each key
means. An absent key means "none" or "not known".
"""

from __future__ import annotations

from dockerlint.knowledge.package_manager_table import BASE_IMAGES, BY_COMMAND, BY_MODULE, MANAGERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NotRequired, TypedDict

    class Cache(TypedDict):
        """A directory that a manager fills and a finished image does not need."""

        name: str  # what it holds, as a plural: "package lists"
        paths: tuple[str, ...]  # templates, the strongest first
        filled_by: tuple[str, ...]  # verbs
        options: NotRequired[tuple[str, ...]]  # options whose value is the directory; they beat the paths
        content: NotRequired[str]  # the one entry inside it that matters
        cleaned_by: NotRequired[tuple[str, ...]]  # verbs that empty it, and the options they need
        cleaning_option: NotRequired[str]  # without it these verbs refuse
        elsewhere: NotRequired[tuple[str, ...]]  # where well-known images put it
        root_home: NotRequired[str]  # what `~` is for the user root where it is not his home
        mount: NotRequired[str]  # the template of a cache mount's target where it is not the directory itself
        sharing: NotRequired[str]  # of that mount where `shared` is wrong: two builds at once would meet in it

    class Manager(TypedDict):
        """A package manager or build tool."""

        commands: tuple[str, ...]  # a version behind the name (`pip3.12`) is understood
        modules: NotRequired[tuple[str, ...]]  # Python modules that are the same program: `python -m pip`

        # Verbs
        install: tuple[str, ...]  # install packages
        fetch: NotRequired[tuple[str, ...]]  # download packages without installing them
        update: NotRequired[tuple[str, ...]]  # download the package index alone
        upgrade: NotRequired[tuple[str, ...]]  # bring installed packages up to date
        remove: NotRequired[tuple[str, ...]]  # remove installed packages
        configure: NotRequired[tuple[str, ...]]  # can move the caches for later calls
        asks: NotRequired[tuple[str, ...]]  # may ask before they go on

        # Options
        valued_options: NotRequired[tuple[str, ...]]  # their value is the next word
        assume_yes: NotRequired[tuple[str, ...]]  # answer its questions
        assume_yes_variables: NotRequired[tuple[str, ...]]  # do so for every call where they are `1` or `true`
        lean_options: NotRequired[tuple[str, ...]]  # leave out what is only recommended or optional
        production_options: NotRequired[tuple[str, ...]]  # leave out what only development needs
        frozen_options: NotRequired[tuple[str, ...]]  # keep the lock file as it is
        flags: NotRequired[tuple[str, ...]]  # others without a value
        root_options: NotRequired[tuple[str, ...]]  # put another root in front of every path
        no_cache_options: NotRequired[tuple[str, ...]]  # keep a call from filling the caches
        no_cache_variables: NotRequired[tuple[str, ...]]  # do so for every call where they are not empty

        # Versions: `curl=8.1`, `gem install rails -v 8.0`
        pin: NotRequired[tuple[str, ...]]  # what stands between a package and its version
        pin_loose: NotRequired[tuple[str, ...]]  # the same where it allows more than one version
        pin_options: NotRequired[tuple[str, ...]]  # their value is the version
        pin_prefixes: NotRequired[tuple[str, ...]]  # what stands in front of a package with a version

        # Projects
        manifests: NotRequired[tuple[str, ...]]  # names or patterns of the files that name what a project needs
        lock_files: NotRequired[tuple[str, ...]]  # those that name its versions
        project_install: NotRequired[tuple[str, ...]]  # verbs that alone install what the manifests name

        caches: tuple[Cache, ...]
        configuration_files: NotRequired[tuple[str, ...]]  # that can switch the caches off, by base name
        home_from_passwd: NotRequired[bool]  # `~` is the home in /etc/passwd, whatever HOME says

    class BaseImage(TypedDict, total=False):
        """What a base image sets."""

        environment: dict[str, str]
        homes: dict[str, str]  # of users, by name or number
        links: dict[str, str]


# By name; the name of each command; the name of each Python module; by repository.
__all__ = ["BASE_IMAGES", "BY_COMMAND", "BY_MODULE", "MANAGERS"]
