"""Package managers and build tools: commands, what they download, where they cache it, how to keep that out.

One plain literal. The shape of an entry is declared below; an absent key means "none". Where a fact depends
on the tool's version, each version's answer is a cache of its own: a Dockerfile seldom tells the version.

A verb is the words that follow the command's name, options left out: `install`, `cache clean`; `""` is the
bare command and `*` any verb. A path is a template: `~` is the home directory, `$NAME` an environment
variable. Of several paths of one cache the first whose variables are all set is the one in force.

Sources: the manual of each tool; for apk `src/database.c` of apk-tools (2.10, 2.12, 2.14, 3.0), for Yarn 1
`src/util/user-home-dir.js`, for pip the topic "Caching", for npm the configuration `cache`, for pnpm
`storeDir`, for Go `go help environment`, for Cargo the chapter "Cargo Home", for Composer the variable
`COMPOSER_CACHE_DIR`; for base images their Dockerfiles in the publishers' repositories.
"""

from __future__ import annotations

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
        elsewhere: NotRequired[tuple[str, ...]]  # where well-known images put it through a variable
        root_home: NotRequired[str]  # what `~` is for the user root where it is not his home
        mount: NotRequired[str]  # the template of a cache mount's target where it is not the directory itself
        sharing: NotRequired[str]  # of that mount where `shared` is wrong

    class Manager(TypedDict):
        """A package manager or build tool."""

        commands: tuple[str, ...]  # a version behind the name (`pip3.12`) is understood
        modules: NotRequired[tuple[str, ...]]  # Python modules that are the same program: `python -m pip`
        install: tuple[str, ...]  # verbs that install packages
        fetch: NotRequired[tuple[str, ...]]  # verbs that download packages without installing them
        update: NotRequired[tuple[str, ...]]  # verbs that download the package index alone
        upgrade: NotRequired[tuple[str, ...]]  # verbs that bring installed packages up to date
        remove: NotRequired[tuple[str, ...]]  # verbs that remove installed packages
        configure: NotRequired[tuple[str, ...]]  # verbs that can move the caches for later calls
        valued_options: NotRequired[tuple[str, ...]]  # options whose value is the next word
        caches: tuple[Cache, ...]
        root_options: NotRequired[tuple[str, ...]]  # options that put another root in front of every path
        configuration_files: NotRequired[tuple[str, ...]]  # that can switch the caches off, by base name
        no_cache_options: NotRequired[tuple[str, ...]]  # keep a call from filling the caches
        no_cache_variables: NotRequired[tuple[str, ...]]  # do so for every call where they are not empty
        home_from_passwd: NotRequired[bool]  # `~` is the home in /etc/passwd, whatever HOME says

    class BaseImage(TypedDict, total=False):
        """What a base image sets."""

        environment: dict[str, str]
        homes: dict[str, str]  # of users, by name or number
        links: dict[str, str]


# fmt: off
MANAGERS: dict[str, Manager] = {
    "apt": {
        "commands": ("apt-get", "apt", "aptitude"),
        "install": ("install", "reinstall", "build-dep", "satisfy"),
        "fetch": ("download", "source"),
        "update": ("update",),
        "upgrade": ("upgrade", "dist-upgrade", "full-upgrade", "safe-upgrade", "dselect-upgrade"),
        "remove": ("remove", "purge", "autoremove", "auto-remove", "autopurge"),
        "valued_options": (
            "-a", "-c", "-o", "-t", "--config-file", "--default-release", "--host-architecture", "--option",
            "--target-release",
        ),
        "caches": (
            {
                "name": "package lists",
                "paths": ("/var/lib/apt/lists",),
                "filled_by": ("update",),
                "cleaned_by": ("distclean", "dist-clean"),
                "mount": "/var/lib/apt",
                "sharing": "locked",
            },
            {
                "name": "packages",
                "paths": ("/var/cache/apt",),
                "filled_by": (
                    "install", "reinstall", "build-dep", "satisfy", "upgrade", "dist-upgrade", "full-upgrade",
                    "safe-upgrade", "dselect-upgrade",
                ),
                "content": "archives",
                "cleaned_by": ("clean", "distclean", "dist-clean"),
                "sharing": "locked",
            },
        ),
    },
    "apk": {
        "commands": ("apk",),
        "install": ("add",),
        "fetch": ("fetch",),
        "update": ("update",),
        "upgrade": ("upgrade",),
        "remove": ("del",),
        "valued_options": (
            "-p", "-t", "-X", "--arch", "--cache-dir", "--cache-max-age", "--keys-dir", "--progress-fd",
            "--repositories-file", "--repository", "--root", "--timeout", "--virtual", "--wait",
        ),
        "caches": (
            {
                # Every call that writes refreshes it when it is missing or older than four hours (Alpine 3.8
                # and later); `apk cache clean` keeps it.
                "name": "package index",
                "paths": ("/var/cache/apk",),
                "filled_by": ("update", "add", "upgrade", "fix"),
                "options": ("--cache-dir",),
                "sharing": "locked",
            },
            {
                # Packages are kept only where this directory, or a link to one, exists.
                "name": "packages",
                "paths": ("/etc/apk/cache",),
                "filled_by": ("add", "upgrade", "fix"),
                "options": ("--cache-dir",),
                "sharing": "locked",
            },
        ),
        "root_options": ("--root", "-p"),
        "no_cache_options": ("--no-cache",),
    },
    "yum": {
        "commands": ("yum",),
        "install": ("install", "localinstall", "groupinstall", "group install", "reinstall", "downgrade"),
        "update": ("makecache",),
        "upgrade": ("update", "upgrade", "distro-sync"),
        "remove": ("remove", "erase", "autoremove"),
        "valued_options": (
            "-c", "-d", "-e", "-R", "-x", "--config", "--disablerepo", "--enablerepo", "--exclude", "--installroot",
            "--releasever", "--repo", "--repoid", "--setopt",
        ),
        "caches": (
            {
                # yum 3
                "name": "metadata and packages",
                "paths": ("/var/cache/yum",),
                "filled_by": (
                    "install", "localinstall", "groupinstall", "group", "reinstall", "downgrade", "makecache",
                    "update", "upgrade", "distro-sync",
                ),
                "cleaned_by": ("clean all",),
                "sharing": "locked",
            },
            {
                # where it is another name of dnf
                "name": "metadata and packages",
                "paths": ("/var/cache/dnf",),
                "filled_by": (
                    "install", "localinstall", "groupinstall", "group", "reinstall", "downgrade", "makecache",
                    "update", "upgrade", "distro-sync",
                ),
                "cleaned_by": ("clean all",),
                "sharing": "locked",
            },
        ),
        "root_options": ("--installroot",),
    },
    "dnf": {
        "commands": ("dnf", "microdnf"),
        "install": ("install", "localinstall", "groupinstall", "group install", "builddep", "reinstall", "downgrade"),
        "update": ("makecache",),
        "upgrade": ("update", "upgrade", "distro-sync"),
        "remove": ("remove", "erase", "autoremove"),
        "valued_options": (
            "-c", "-d", "-e", "-x", "--config", "--disablerepo", "--enablerepo", "--exclude", "--forcearch",
            "--installroot", "--releasever", "--repo", "--repofrompath", "--repoid", "--setopt",
        ),
        "caches": (
            {
                # dnf 4
                "name": "metadata and packages",
                "paths": ("/var/cache/dnf",),
                "filled_by": (
                    "install", "localinstall", "groupinstall", "group", "builddep", "reinstall", "downgrade",
                    "makecache", "update", "upgrade", "distro-sync",
                ),
                "cleaned_by": ("clean all",),
                "sharing": "locked",
            },
            {
                # dnf 5
                "name": "metadata and packages",
                "paths": ("/var/cache/libdnf5",),
                "filled_by": (
                    "install", "localinstall", "groupinstall", "group", "builddep", "reinstall", "downgrade",
                    "makecache", "update", "upgrade", "distro-sync",
                ),
                "cleaned_by": ("clean all",),
                "sharing": "locked",
            },
        ),
        "root_options": ("--installroot",),
    },
    "zypper": {
        "commands": ("zypper",),
        "install": ("install", "in"),
        "update": ("refresh", "ref"),
        "upgrade": ("update", "up", "dist-upgrade", "dup", "patch"),
        "remove": ("remove", "rm"),
        "valued_options": (
            "-p", "-r", "-R", "-t", "--from", "--installroot", "--plus-repo", "--releasever", "--repo", "--root",
            "--type",
        ),
        "caches": (
            {
                "name": "metadata and packages",
                "paths": ("/var/cache/zypp",),
                "filled_by": ("refresh", "ref", "install", "in", "update", "up", "dist-upgrade", "dup", "patch"),
                "cleaned_by": ("clean --all", "clean -a", "cc -a", "cc --all"),
                "sharing": "locked",
            },
        ),
        "root_options": ("--root", "-R", "--installroot"),
    },
    "pip": {
        "commands": ("pip",),
        "modules": ("pip",),
        "install": ("install",),
        "fetch": ("download", "wheel"),
        "configure": ("config",),
        "valued_options": (
            "-b", "-c", "-C", "-d", "-e", "-f", "-i", "-r", "-t", "-w", "--abi", "--build",
            "--build-constraint", "--cache-dir", "--cert", "--client-cert", "--config-settings",
            "--constraint", "--dest", "--editable", "--exists-action", "--extra-index-url", "--find-links",
            "--global-option", "--implementation", "--index-url", "--install-option", "--log", "--no-binary",
            "--only-binary", "--platform", "--prefix", "--progress-bar", "--proxy", "--python",
            "--python-version", "--report", "--requirement", "--retries", "--root", "--src", "--target",
            "--timeout", "--trusted-host", "--upgrade-strategy", "--use-feature", "--wheel-dir",
        ),
        "caches": (
            {
                "name": "downloads and wheels",
                "paths": ("$PIP_CACHE_DIR", "$XDG_CACHE_HOME/pip", "~/.cache/pip"),
                "filled_by": ("install", "download", "wheel"),
                "options": ("--cache-dir",),
                "cleaned_by": ("cache purge",),
            },
        ),
        "configuration_files": ("pip.conf", "pip.ini", ".pip", "pip"),
        # An unambiguous beginning of a long option is understood.
        "no_cache_options": ("--no-cache-dir", "--no-cache"),
        # Any value counts, `0`, `off` and `false` too.
        "no_cache_variables": ("PIP_NO_CACHE_DIR",),
    },
    "uv": {
        "commands": ("uv",),
        "modules": ("uv",),
        "install": ("sync", "add", "pip install", "pip sync", "tool install"),
        "fetch": ("lock", "pip compile"),
        "valued_options": (
            "-C", "-c", "-f", "-i", "-p", "-r", "--cache-dir", "--config-file", "--constraint",
            "--default-index", "--directory", "--extra", "--find-links", "--group", "--index", "--index-url",
            "--no-group", "--only-group", "--project", "--python", "--requirements", "--target",
        ),
        "caches": (
            {
                "name": "downloads and wheels",
                "paths": ("$UV_CACHE_DIR", "$XDG_CACHE_HOME/uv", "~/.cache/uv"),
                "filled_by": ("sync", "add", "lock", "run", "build", "pip", "tool", "venv"),
                "options": ("--cache-dir",),
                "cleaned_by": ("cache clean", "clean"),
            },
        ),
        "no_cache_options": ("--no-cache", "--no-cache-dir", "-n"),
        "no_cache_variables": ("UV_NO_CACHE",),
    },
    "poetry": {
        "commands": ("poetry",),
        "modules": ("poetry",),
        "install": ("install", "add", "sync", "update"),
        "fetch": ("lock",),
        "configure": ("config",),
        "valued_options": (
            "-C", "-E", "-P", "--directory", "--extras", "--only", "--project", "--with", "--without",
        ),
        "caches": (
            {
                "name": "downloads and virtual environments",
                "paths": ("$POETRY_CACHE_DIR", "$XDG_CACHE_HOME/pypoetry", "~/.cache/pypoetry"),
                "filled_by": ("install", "add", "sync", "update", "lock"),
            },
        ),
        "no_cache_options": ("--no-cache",),
    },
    "npm": {
        "commands": ("npm",),
        "install": (
            "install", "i", "in", "ins", "inst", "insta", "instal", "isnt", "isnta", "isntal", "isntall",
            "add", "ci", "clean-install", "ic", "install-clean", "install-test", "it", "install-ci-test",
            "cit",
        ),
        "upgrade": ("update", "up", "upgrade", "udpate"),
        "configure": ("config", "c", "set"),
        "valued_options": (
            "-C", "-w", "--cache", "--cafile", "--cpu", "--include", "--libc", "--location", "--loglevel",
            "--omit", "--only", "--os", "--prefix", "--registry", "--tag", "--userconfig", "--workspace",
        ),
        "caches": (
            {
                "name": "downloads",
                "paths": ("$npm_config_cache", "$NPM_CONFIG_CACHE", "~/.npm"),
                "filled_by": (
                    "install", "i", "in", "ins", "inst", "insta", "instal", "isnt", "isnta", "isntal",
                    "isntall", "add", "ci", "clean-install", "ic", "install-clean", "install-test", "it",
                    "install-ci-test", "cit", "update", "up", "upgrade", "udpate",
                ),
                "options": ("--cache",),
                "content": "_cacache",
                "cleaned_by": ("cache clean", "cache clear", "cache rm"),
                "cleaning_option": "--force",  # since npm 5
            },
        ),
    },
    "yarn": {
        "commands": ("yarn", "yarnpkg"),
        "install": ("", "install", "add", "global add", "workspaces focus"),
        "upgrade": ("upgrade", "up"),
        "configure": ("config",),
        "valued_options": ("--cache-folder", "--cwd", "--modules-folder", "--network-timeout", "--registry"),
        "caches": (
            {
                # Yarn 1
                "name": "downloads",
                "paths": ("$YARN_CACHE_FOLDER", "$XDG_CACHE_HOME/yarn", "~/.cache/yarn"),
                "filled_by": ("", "install", "add", "global add", "upgrade"),
                "options": ("--cache-folder",),
                "cleaned_by": ("cache clean",),
                "elsewhere": ("/usr/local/share/.cache/yarn",),
                "root_home": "/usr/local/share",
            },
            {
                # Yarn 2 and later with the global cache, the default since Yarn 4.
                "name": "downloads",
                "paths": ("$YARN_CACHE_FOLDER", "$YARN_GLOBAL_FOLDER/cache", "~/.yarn/berry/cache"),
                "filled_by": ("", "install", "add", "workspaces focus", "up"),
                "cleaned_by": ("cache clean --all", "cache clean --mirror"),
            },
        ),
    },
    "pnpm": {
        "commands": ("pnpm",),
        "install": ("install", "i", "add", "ci"),
        "fetch": ("fetch",),
        "upgrade": ("update", "up", "upgrade"),
        "configure": ("config", "c", "set"),
        "valued_options": ("-C", "-F", "--dir", "--filter", "--registry", "--store-dir"),
        "caches": (
            {
                "name": "downloads",
                "paths": (
                    "$npm_config_store_dir", "$NPM_CONFIG_STORE_DIR", "$pnpm_config_store_dir",
                    "$PNPM_HOME/store", "$XDG_DATA_HOME/pnpm/store", "~/.local/share/pnpm/store",
                ),
                "filled_by": ("install", "i", "add", "ci", "fetch", "update", "up", "upgrade"),
                "options": ("--store-dir",),
            },
        ),
    },
    "go": {
        "commands": ("go",),
        "install": ("install", "get"),
        "fetch": ("mod download", "mod tidy", "mod vendor"),
        "configure": ("env",),
        "caches": (
            {
                "name": "modules",
                "paths": ("$GOMODCACHE", "$GOPATH/pkg/mod", "~/go/pkg/mod"),
                "filled_by": ("mod", "get", "install", "build", "test", "run", "generate", "vet", "list"),
                "cleaned_by": ("clean -modcache",),
                "elsewhere": ("/go/pkg/mod",),
            },
            {
                "name": "compiled packages",
                "paths": ("$GOCACHE", "$XDG_CACHE_HOME/go-build", "~/.cache/go-build"),
                "filled_by": ("get", "install", "build", "test", "run", "generate", "vet"),
                "cleaned_by": ("clean -cache",),
            },
        ),
    },
    "cargo": {
        "commands": ("cargo",),
        "install": ("install",),
        "fetch": ("fetch", "vendor"),
        "caches": (
            {
                "name": "crates",
                "paths": ("$CARGO_HOME/registry", "~/.cargo/registry"),
                "filled_by": ("*",),
                "elsewhere": ("/usr/local/cargo/registry",),
            },
            {
                "name": "git checkouts",
                "paths": ("$CARGO_HOME/git", "~/.cargo/git"),
                "filled_by": ("*",),
                "elsewhere": ("/usr/local/cargo/git",),
            },
        ),
    },
    "maven": {
        "commands": ("mvn", "mvnw", "mvnd"),
        "install": (),
        "fetch": ("dependency:go-offline", "dependency:resolve"),
        "valued_options": (
            "-f", "-s", "-gs", "-P", "-pl", "-T", "-l", "--file", "--settings", "--projects", "--threads",
        ),
        "caches": (
            {
                "name": "artefacts",
                "paths": ("~/.m2/repository",),
                "filled_by": ("*",),
                "options": ("-Dmaven.repo.local",),
                "mount": "~/.m2",
            },
        ),
        "home_from_passwd": True,
    },
    "gradle": {
        "commands": ("gradle", "gradlew"),
        "install": (),
        "valued_options": ("-b", "-g", "-I", "-p", "-x", "--gradle-user-home", "--project-dir"),
        "caches": (
            {
                "name": "artefacts",
                "paths": ("$GRADLE_USER_HOME", "~/.gradle"),
                "filled_by": ("*",),
                "options": ("-g", "--gradle-user-home", "-Dgradle.user.home"),
            },
        ),
        "home_from_passwd": True,
    },
    "composer": {
        "commands": ("composer", "composer.phar"),
        "install": ("install", "i", "require", "r", "create-project", "global require", "global install"),
        "upgrade": ("update", "u", "upgrade", "global update"),
        "configure": ("config",),
        "valued_options": ("-d", "--working-dir"),
        "caches": (
            {
                # Where no XDG variable and no /etc/xdg exists the home is ~/.composer.
                "name": "downloads",
                "paths": ("$COMPOSER_CACHE_DIR", "$COMPOSER_HOME/cache", "~/.composer/cache"),
                "filled_by": (
                    "install", "i", "require", "r", "create-project", "global", "update", "u", "upgrade",
                ),
                "cleaned_by": ("clear-cache", "clearcache", "cc"),
            },
            {
                "name": "downloads",
                "paths": (
                    "$COMPOSER_CACHE_DIR", "$COMPOSER_HOME/cache", "$XDG_CACHE_HOME/composer",
                    "~/.cache/composer",
                ),
                "filled_by": (
                    "install", "i", "require", "r", "create-project", "global", "update", "u", "upgrade",
                ),
                "cleaned_by": ("clear-cache", "clearcache", "cc"),
            },
        ),
        "no_cache_options": ("--no-cache",),
    },
    "bundler": {
        "commands": ("bundle", "bundler"),
        "install": ("", "install"),
        "upgrade": ("update",),
        "configure": ("config",),
        "caches": (
            {
                "name": "indexes and git checkouts",
                "paths": ("$BUNDLE_USER_CACHE", "$BUNDLE_USER_HOME/cache", "~/.bundle/cache"),
                "filled_by": ("", "install", "update"),
            },
            {
                "name": "gems",
                "paths": ("$GEM_HOME/cache",),
                "filled_by": ("", "install", "update"),
                "elsewhere": ("/usr/local/bundle/cache",),
            },
        ),
    },
    "nuget": {
        "commands": ("dotnet", "nuget"),
        "install": ("restore", "add package", "tool install", "tool restore"),
        "valued_options": (
            "-a", "-c", "-f", "-o", "-p", "-r", "-s", "--arch", "--configfile", "--configuration", "--framework",
            "--os", "--output", "--packages", "--project", "--runtime", "--source", "--tool-path", "--version",
        ),
        "caches": (
            {
                "name": "packages",
                "paths": ("$NUGET_PACKAGES", "~/.nuget/packages"),
                "filled_by": (
                    "restore", "build", "publish", "test", "pack", "add", "tool", "run", "workload",
                ),
                "options": ("--packages",),
                "cleaned_by": ("nuget locals all --clear", "nuget locals global-packages --clear"),
            },
        ),
    },
    "ccache": {
        "commands": ("ccache",),
        "install": (),
        "caches": (
            {
                # ccache 4
                "name": "compiler output",
                "paths": ("$CCACHE_DIR", "$XDG_CACHE_HOME/ccache", "~/.cache/ccache"),
                "filled_by": ("*",),
                "cleaned_by": ("-C", "--clear"),
            },
            {
                # ccache 3; later versions still use it where it exists
                "name": "compiler output",
                "paths": ("$CCACHE_DIR", "~/.ccache"),
                "filled_by": ("*",),
                "cleaned_by": ("-C", "--clear"),
            },
        ),
    },
}
# fmt: on

# The manager of each command, and of each Python module that is one.
BY_COMMAND: dict[str, str] = {command: name for name, manager in MANAGERS.items() for command in manager["commands"]}
BY_MODULE: dict[str, str] = {
    module: name for name, manager in MANAGERS.items() for module in manager.get("modules", ())
}

# What base images set that bears on caches, by repository: variables, users' homes, and links between places.
# All of them run as root. An image that is not here may set anything.
# fmt: off
BASE_IMAGES: dict[str, BaseImage] = {
    "golang": {"environment": {"GOPATH": "/go"}},
    "rust": {"environment": {"CARGO_HOME": "/usr/local/cargo"}},
    "ruby": {"environment": {"GEM_HOME": "/usr/local/bundle"}},
    "composer": {"environment": {"COMPOSER_HOME": "/tmp"}},  # noqa: S108  # the image sets it
    "node": {"homes": {"node": "/home/node", "1000": "/home/node"}},
    "gradle": {
        "homes": {"gradle": "/home/gradle", "1000": "/home/gradle"},
        "links": {"/root/.gradle": "/home/gradle/.gradle"},
    },
    "oven/bun": {"homes": {"bun": "/home/bun", "1000": "/home/bun"}},
    "ubuntu": {"homes": {"ubuntu": "/home/ubuntu"}},
    "dotnet/sdk": {"homes": {"app": "/home/app", "1654": "/home/app"}},
    "debian": {}, "alpine": {}, "fedora": {}, "almalinux": {}, "rockylinux": {}, "amazonlinux": {},
    "oraclelinux": {}, "centos": {}, "buildpack-deps": {}, "gcc": {}, "python": {}, "pypy": {}, "php": {},
    "perl": {}, "maven": {}, "openjdk": {}, "eclipse-temurin": {}, "amazoncorretto": {}, "sapmachine": {},
    "ibm-semeru-runtimes": {}, "elixir": {}, "erlang": {}, "swift": {}, "julia": {}, "nginx": {}, "httpd": {},
}
# fmt: on
