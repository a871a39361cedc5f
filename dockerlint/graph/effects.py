"""The table of well-known commands: one line for each family.

A command that is not here makes what its RUN reads and writes unknown.
"""

from __future__ import annotations

from dockerlint.graph import actions
from dockerlint.graph.actions import fixed, goals, nothing, project, reads, writes
from dockerlint.graph.paths import SYSTEM

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph.actions import Action, Effects
    from dockerlint.shell import Command

_NODE = "/usr/local/lib /usr/local/bin /usr/local/share /usr/lib /usr/bin"
_RUBY = "/usr/local/bundle /usr/local/lib /usr/local/bin /usr/lib /usr/bin /var/lib/gems ~/.bundle ~/.gem"
_PHP = "/usr/local/lib /usr/local/etc /usr/local/include /usr/local/bin /usr/src/php /usr/src/php.tar.xz"
_POETRY = f"{actions.PYTHON} ~/.local ~/.cache ~/.config/pypoetry"
_PDM = f"{actions.PYTHON} ~/.local ~/.cache ~/.config/pdm"
_FETCH = " ".join(f"dependency:{goal}" for goal in ("go-offline", "resolve", "resolve-plugins", "resolve-sources"))

# fmt: off
_FAMILIES: tuple[tuple[str, Action], ...] = (
    # The shell and standard output; `cd` is followed by whoever runs the script.
    (": alias arch basename break cd command continue date declare dirname echo env exit", nothing),
    ("export expr false getconf getopts gpgconf hash hostname id kill let local lsb_release mktemp", nothing),
    ("nproc php-config popd printenv printf pushd pwd read readonly return seq set shift shopt", nothing),
    ("sleep ssh-keyscan sync tr true tty type typeset ulimit umask uname unset wait", nothing),
    ("which whoami yes", nothing),
    ("test [ [[", actions.test),
    (". source", actions.source),
    ("sh bash ash dash", actions.shell),
    # Files
    ("base64 cat cmp cut df diff du file head ldd ls od readlink realpath", reads("-n -c -d -f -k -t")),
    ("rev scanelf sort stat strings tac tail uniq wc", reads("-n -c -d -f -k -t")),
    ("awk gawk mawk jq yq envsubst", reads("-F -v --arg", skip=1)),
    ("grep egrep fgrep zgrep", actions.grep),
    ("md5sum sha1sum sha256sum sha512sum shasum b2sum", actions.checksum),
    ("rm rmdir unlink", actions.deletes),
    ("mkdir mkfifo mknod tee", writes("-m --mode")),
    ("touch truncate", writes("-d -t -r -s --date --reference --size")),
    ("chgrp chmod chown setcap setfacl", writes("-m", skip=1)),
    ("cp install mv", actions.copy),
    ("ln", actions.link),
    ("find", actions.find),
    ("sed", actions.sed),
    ("dd", actions.disk_dump),
    ("strip", writes("-o -R")),
    # Archives and downloads
    ("tar bsdtar", actions.tar),
    ("unzip 7z", actions.unpack),
    ("gzip gunzip bzip2 bunzip2 xz unxz zstd", actions.compress),
    ("curl", actions.curl),
    ("wget", actions.wget),
    ("git", actions.git),
    ("gpg", actions.gpg),
    # Distributions
    ("add-apt-repository apk apt apt-add-repository apt-cache apt-get apt-key apt-mark", actions.system),
    ("aptitude debconf-set-selections dnf dpkg dpkg-architecture dpkg-divert dpkg-query", actions.system),
    ("dpkg-reconfigure fc-cache ldconfig locale-gen localedef microdnf pacman phpdismod", actions.system),
    ("phpenmod rpm tdnf update-alternatives update-ca-certificates update-locale yum", actions.system),
    ("yum-config-manager zypper", actions.system),
    ("addgroup adduser chpasswd deluser groupadd groupmod passwd useradd userdel usermod", actions.accounts),
    ("a2dismod a2dissite a2enconf a2enmod a2ensite", fixed("/etc/apache2 /usr/share/apache2")),
    # Languages
    ("pip pip2 pip3", actions.pip),
    ("python python2 python3", actions.python),
    ("virtualenv", writes("-p --python")),
    ("pipenv", project("install sync lock", "Pipfile Pipfile.lock .env", "Pipfile.lock .venv",
                       home=f"{actions.PYTHON} ~/.local ~/.cache")),
    ("poetry", actions.without_project(
        "--no-root",
        project("install sync", "pyproject.toml poetry.lock poetry.toml", ".venv",
                directory="-C --directory -P --project", home=_POETRY),
        project("install lock export sync", ".", ".", directory="-C --directory", home=_POETRY))),
    ("pdm", actions.without_project(
        "--no-self",
        project("install sync", "pyproject.toml pdm.lock pdm.toml .pdm-python", ".venv .pdm-python .pdm-build",
                directory="-p --project", home=_PDM),
        project("install sync", ".", ".", directory="-p --project", home=_PDM))),
    ("uv", actions.uv),
    ("conda mamba micromamba", actions.conda),
    ("npm", project("ci install i add uninstall update prune dedupe",
                    "package.json package-lock.json npm-shrinkwrap.json .npmrc patches",
                    "node_modules package.json package-lock.json",
                    home="~/.npm ~/.npmrc", installed=_NODE, directory="--prefix -C")),
    ("yarn", project("install add remove", "package.json yarn.lock .yarnrc .yarnrc.yml .yarn .npmrc .pnp.cjs patches",
                     "node_modules package.json yarn.lock .yarn .pnp.cjs", bare=True, installed=_NODE,
                     home="~/.cache ~/.yarnrc ~/.yarn /usr/local/share/.cache", directory="--cwd")),
    ("pnpm", project("install i fetch add prune",
                     "package.json pnpm-lock.yaml pnpm-workspace.yaml .npmrc .pnpmfile.cjs patches",
                     "node_modules package.json pnpm-lock.yaml", home="~/.local ~/.cache ~/.npmrc",
                     installed=f"{_NODE} ~/.local", directory="-C --dir")),
    ("bun", project("install i ci add", "package.json bun.lock bun.lockb bunfig.toml .npmrc patches",
                    "node_modules package.json bun.lock bun.lockb", home="~/.bun ~/.cache", installed=f"{_NODE} ~/.bun",
                    directory="--cwd")),
    ("corepack", fixed("/usr/local/bin /usr/local/lib/node_modules ~/.cache/node")),
    ("go", actions.go),
    ("cargo", project("fetch vendor", "Cargo.toml Cargo.lock .cargo */Cargo.toml", "Cargo.lock vendor",
                      home="/usr/local/cargo ~/.cargo")),
    ("rustup", fixed("/usr/local/rustup /usr/local/cargo ~/.rustup ~/.cargo")),
    ("bundle", project("install lock", "Gemfile Gemfile.lock *.gemspec .bundle .ruby-version",
                       "Gemfile.lock vendor .bundle", bare=True, home=_RUBY)),
    ("gem", fixed(_RUBY)),
    ("composer", project("install update require", "composer.json composer.lock auth.json symfony.lock",
                         "vendor composer.json composer.lock", home="~/.composer ~/.cache",
                         installed="~/.composer", directory="-d --working-dir")),
    ("docker-php-ext-configure docker-php-ext-enable docker-php-ext-install docker-php-source pecl",
     fixed(_PHP, also_reads=SYSTEM)),
    ("mvn mvnw", goals(_FETCH, "pom.xml */pom.xml .mvn mvnw", "target", "~/.m2 /usr/share/maven")),
    ("gradle gradlew", goals("dependencies wrapper", "*.gradle *.gradle.kts */*.gradle */*.gradle.kts "
                             "gradle.properties gradle gradlew buildSrc",
                             ".gradle build */build", "~/.gradle /home/gradle")),
    ("dotnet", actions.dotnet),
    ("mix", project("deps.get local.hex local.rebar", "mix.exs mix.lock config apps", "deps mix.lock",
                    home="~/.mix ~/.hex ~/.cache /opt/mix /opt/hex")),
)
# fmt: on
COMMANDS = {name: action for names, action in _FAMILIES for name in names.split()}
_HARMLESS = ("--version", "-version", "-V", "-v", "--help", "version")


def run(effects: Effects, command: Command) -> None:
    """Add what one command does; its redirects and `cd` are the caller's."""
    effects.command = command
    name = command.name
    # python3.11, pip3.11
    action = COMMANDS.get(name) or COMMANDS.get(name.rstrip("0123456789").rstrip("."))
    if not command.name:
        return
    if "find" in command.wrappers:
        return  # the action of `find` tells what it does
    if action is None or "xargs" in command.wrappers or "chroot" in command.wrappers:
        asks = bool(command.arguments) and all(word.raw in _HARMLESS for word in command.arguments)
        if action is not None or not asks:
            effects.unknown()
    else:
        action(effects)
