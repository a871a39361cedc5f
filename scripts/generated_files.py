"""Small Dockerfiles at random: the spellings that linters take for one another, in every place where they may stand.

    python scripts/generated_files.py FOLDER [--count 1000] [--seed 0] [--without-from 0.05]

What is written is for `scripts/agreement.py` (hadolint as the oracle), `scripts/compare_parsers.py` (BuildKit's
parser) and `scripts/fix_folder.py` (the laws of `fix`); the same seed gives the same files. Many of the files are
wrong, and none is meant to be built.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

# What is written as lines of words: one line is one choice, `|` separates them on a line.
PACKAGES = """
foo|foo=1.0|foo=1.*|foo=$V|$FOO|${FOO}|"foo"|'foo=1.0'|./foo.deb|/tmp/foo.apk|foo/stable|foo:amd64|foo-|foo*|$(cat p)
https://x.y/foo.rpm|-- foo|foo~1.0|foo>1.0|foo<2|@grp|foo-1.2.3|foo-1.2.3.x86_64|--virtual .d foo|-t .d foo=1|'foo<2'
foo==1.0|foo@1.0|foo bar|foo=1.0 bar
"""
APT_OPTIONS = """
-y|-qq|-q|-yq|-qqy|--yes|--assume-yes|--no-install-recommends|-o Dpkg::Use-Pty=0|-o APT::Install-Recommends=false
-t bookworm|-f|--allow-downgrades|--quiet|-q=2|-d
"""
APT = "apt-get|apt-get|apt-get|apt|aptitude|sudo apt-get|DEBIAN_FRONTEND=noninteractive apt-get|/usr/bin/apt-get"
APT_VERBS = "install|install|install|update|upgrade|dist-upgrade|remove|purge|autoremove|clean|build-dep|source"
APT_CLEANERS = """
rm -rf /var/lib/apt/lists/*|rm -rf /var/lib/apt/lists|rm -r /var/lib/apt/lists/*|rm /var/lib/apt/lists/* -rf
rm -rf /var/lib/apt/*|rm -rf /var/cache/apt/*|rm -rf /tmp/* /var/lib/apt/lists/*|sudo rm -rf /var/lib/apt/lists/*
rm -R -f /var/lib/apt/lists/*|rm -rf '/var/lib/apt/lists/*'|find /var/lib/apt/lists -delete|apt-get clean|rm -rf /x
rm -rf /var/lib/{apt,dpkg}|rm -vrf /var/lib/apt/lists/*
"""
APK = "apk|apk|sudo apk|apk -U|apk --no-cache|apk --update|apk -q"
APK_VERBS = "add|add|add|update|upgrade|del|fix|info"
APK_OPTIONS = "--no-cache|--update|-U|-q|--virtual .b|-t .b|--repository http://x|-X http://x|--no-progress|--root /x"
APK_CLEANERS = "rm -rf /var/cache/apk/*|rm /var/cache/apk/*|rm -r /var/cache/apk|rm -rf /tmp/x|apk cache clean"
RPM = "yum|dnf|microdnf|zypper|dnf5|sudo yum|zypper -n|zypper --non-interactive|yum -y|dnf -y|microdnf -y"
RPM_VERBS = """
install|install|in|update|upgrade|up|localinstall|groupinstall|module install|module enable|clean all|remove|dup|ref
makecache|reinstall|builddep
"""
RPM_OPTIONS = "-y|-q|--nodocs|--assumeyes|--no-confirm|--no-recommends|-l|--disablerepo=x|--setopt=tsflags=nodocs"
RPM_CLEANERS = """
yum clean all|yum clean metadata|dnf clean all|dnf clean packages|microdnf clean all|zypper clean|zypper clean -a
zypper cc|rm -rf /var/cache/yum|rm -rf /var/cache/dnf|rm -rf /var/cache/libdnf5*|rm -rf /var/cache/zypp/*|dnf5 clean all
"""
PIP = "pip|pip3|pip3.12|python -m pip|python3 -m pip|/venv/bin/pip|sudo pip|PIP_NO_CACHE_DIR=1 pip|pipx|uv pip|pip -q"
PIP_VERBS = "install|install|install|download|wheel|uninstall|cache purge"
PIP_OPTIONS = """
--no-cache-dir|--no-cache-dir|-q|-r requirements.txt|--requirement req.txt|-c cons.txt|-e .|-U|--upgrade|-i http://x
--index-url http://x|--extra-index-url=http://x|--user|-t /x|--no-deps|--pre|--trusted-host x|--prefix /x|-f x
"""
PIP_WORDS = """
foo|foo==1.0|foo>=1.0|'foo<2'|foo~=1.0|foo===1|foo[extra]|foo[extra]==1|.|./x|git+https://x/y.git|git+https://x/y@v1
https://x/y.whl|x.whl|*.whl|$X|${X}|$(cat r)|foo.tar.gz|foo!=1|svn+http://x|/x/foo.whl
"""
NODE = "npm|npm|npm|yarn|pnpm|sudo npm|npm --silent|bun"
NODE_VERBS = "install|install|i|add|ci|cache clean --force|global add|update|run build|cache clean"
NODE_OPTIONS = "-g|--global|--save|--save-dev|--production|--silent|--registry http://x|--unsafe-perm|--frozen-lockfile"
NODE_WORDS = """
foo|foo@1.0|@s/foo|@s/foo@1|foo@latest|foo@^1|.|./x|git://x/y.git|git+ssh://x/y#v1|https://x/y.tgz|x/y|github:x/y|$X
foo@$V|file:x
"""
GEM = "gem install foo|gem install foo:1.0|gem install foo -v 1.0|gem install --version 1.0 foo|gem i foo"
GO = """
go install github.com/x/y|go install github.com/x/y@v1|go get github.com/x/y@latest|go install ./...|go get -u x/y
go build -o /x .|go mod download|go run github.com/x/y@main
"""
DOWNLOADS = """
wget http://x/y|wget -q http://x/y|wget -O x $URL|wget --progress=dot:giga http://x|wget -o l http://x|curl -fsSL http://x
curl -O http://x/y|curl http://x -o y|sudo wget x|apt-get install -y wget|apk add curl|which wget|echo curl
"""
OTHERS = """
cd /x|cd x && make|cd $X|(cd /x && make)|pushd /x|make|sudo make|ssh x|vim x|ps aux|shutdown|service x start|free|kill 1
ln -s /bin/bash /bin/sh|ln -sf bash /bin/sh|useradd x|useradd -u 123456 x|useradd -l -u 1234567 x|useradd -u $U x|a | b
set -o pipefail && a | b|set -e; a | b|bash -c 'a | b'|echo 'a | b'|x=$(a | b)|a | b || true|{ a | b; }|(a|b)|! a | b
for i in x; do a | b; done|if a | b; then c; fi|tar xf x.tar|tar -xzf x.tgz|unzip x.zip|gunzip x.gz|tar cf x.tar y|true
conda install foo|conda install -y foo=1|yarn cache clean|yarn install && yarn cache clean|chmod +x /y|chown -R x /y
echo ${A}|echo $A|export A=b|composer install|cargo install x|mvn package|add-apt-repository ppa:x|dpkg -i x.deb
"""
MOUNTS = """
--mount=type=cache,target=/var/cache/apt|--mount=type=cache,target=/root/.cache/pip|--mount=type=cache,target=/root/.npm
--mount=type=cache,target=/var/lib/apt/lists|--mount=type=cache,target=/var/cache/apk|--mount=type=secret,id=x
--mount=type=tmpfs,target=/var/lib/apt/lists|--mount=type=bind,target=/x|--network=none|--security=insecure
"""
IMAGES = """
debian|debian:12|debian:latest|debian@sha256:aaaa|$B|${B}|${B:-debian}|debian:$V|scratch|alpine|alpine:3.19|ghcr.io/x/y:1
localhost:5000/x|x/y:latest|docker.io/library/debian|busybox:1|$R/x|a|b|0|node:20|python:3.12|Debian:12
"""
STAGES = "a|b|builder|A|0|build-1|stage_1|x.y"
KEYS = """
maintainer|org.opencontainers.image.created|org.opencontainers.image.licenses|a|a.b|A|a_b|a--b|a..b|-a|a-|com.docker.x
1a|$X|a b
"""
VALUES = "x|2020-01-01T00:00:00Z|MIT|http://x.y|1.0.0||$X|x y|me <a@b>"
PORTS = "80|8080/tcp|53/udp|80/foo|65536|$P|${P}/tcp|0|-1|abc|80:80|80-90|80-70000|'80'"
SOURCES = "x|y|x.tar|x.tar.gz|*.tar|http://x/y|https://x/y.tar.gz|.|./x|x.zip|$X|/x|git@github.com:x/y.git|'x y'|x?|x/"
DESTINATIONS = '/y|/y/|y|y/|.|./|$X|/$X|"/y/"|..|C:\\y|/y.tar'
TRANSFER_OPTIONS = "--chown=a:b|--chmod=755|--link|--checksum=sha256:x"
DIRECTORIES = '/x1|x1|./x|$X1|${X}/y|/x/$Y|"/x"|\'/x1\'|"x1"|C:\\x|~/x|..|x y'
USERS = 'root|0|0:0|root:root|x|x:y|1000|$U|"root"|0:x|nobody:root|00'
VARIABLES = """
A=b|A b|A=$A|A=b B=$A|A=b B=${A}|B=$A A=b|A="$A"|A='$A'|A=${A:-x}|A=|PATH=$PATH:x|PIP_NO_CACHE_DIR=1
PIP_NO_CACHE_DIR=off|DEBIAN_FRONTEND=noninteractive|PASSWORD=x|A="b c" D='e'
"""
ARGUMENTS = "A|A=b|A=$B|A=b C=d|B=debian|V=12|PIP_NO_CACHE_DIR=1|A=${A}|TARGETPLATFORM"
COMMANDS = """
x|["x"]|["x","y"]|['x']|x | y|exec x|[]|["x" "y"]|["x",]|sh -c x|["sh","-c","a | b"]|./x $A|x && y|x; y|["x"] y
"""
PROBES = 'NONE|CMD x|CMD ["x"]|CMD curl x || exit 1|none|CMD sudo x|CMD cd /x'
SHELLS = """
["/bin/bash","-c"]|["/bin/bash","-o","pipefail","-c"]|["/bin/bash","-eo","pipefail","-c"]|["/bin/sh","-c"]|/bin/bash
["/bin/ash","-eo","pipefail","-c"]|["/bin/bash"]|["pwsh","-c"]
"""
HEREDOCS = """
<<EOF\n{}\nEOF|<<'EOF'\n{}\nEOF|<<-EOF\n\t{}\nEOF|<<EOF\n#!/bin/bash\n{}\nEOF|<<EOF bash\n{}\nEOF|bash <<EOF\n{}\nEOF
"""
COMMENTS = "# hadolint ignore=DL3008|# hadolint ignore=DL3018,DL3019|# hadolint shell=/bin/bash|# c|"
FIRST = "ARG B=debian|ARG V=12|ARG B|# hadolint global ignore=DL3008,DL3059|# syntax=docker/dockerfile:1|# escape=`"
CONNECTORS = [" && ", " && ", " && ", " && \\\n  ", "; ", " || ", " | ", "\\\n && ", " && \\\n# c\n "]
AROUND = ["( {} )", "{{ {}; }}", "if true; then {}; fi", "for i in a b; do {}; done", "set -ex; {}", "sh -c '{}'"]


class Writer:
    """Writes files; one generator of random numbers decides everything."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # nothing to do with secrets

    def one(self, table: str) -> str:
        """Return one of a table's choices."""
        # `x | y` and `||` are choices, and no separators.
        bare = table.strip("\n").replace(" | ", "\0").replace("||", "\1").replace("(a|b)", "(a\2b)").replace("\n", "|")
        choice = self.random.choice(bare.split("|"))
        return choice.replace("\0", " | ").replace("\1", "||").replace("\2", "|")

    def some(self, table: str, most: int = 2) -> str:
        """Return none to `most` of a table's choices."""
        return " ".join(self.one(table) for _ in range(self.random.randint(0, most)))

    def maybe(self, chance: float, text: str) -> str:
        """Return a text, or nothing."""
        return text if self.random.random() < chance else ""

    def command(self) -> str:
        """Return a command of a RUN."""
        kind = self.random.randint(0, 15)
        if kind <= 2:
            verb = self.one(APT_VERBS)
            words = self.one(PACKAGES) if verb in ("install", "remove", "purge", "build-dep") else ""
            return _joined(self.one(APT), self.some(APT_OPTIONS), verb, self.some(APT_OPTIONS), words)
        if kind <= 4:
            return _joined(self.one(APK), self.one(APK_VERBS), self.some(APK_OPTIONS), self.some(PACKAGES))
        if kind <= 6:
            return _joined(self.one(RPM), self.one(RPM_VERBS), self.some(RPM_OPTIONS), self.some(PACKAGES))
        if kind <= 8:
            return _joined(self.one(PIP), self.one(PIP_VERBS), self.some(PIP_OPTIONS), self.some(PIP_WORDS))
        if kind <= 10:
            return _joined(self.one(NODE), self.one(NODE_VERBS), self.some(NODE_OPTIONS), self.some(NODE_WORDS))
        if kind <= 12:
            return self.one(self.random.choice((APT_CLEANERS, APK_CLEANERS, RPM_CLEANERS)))
        return self.one(self.random.choice((GEM, GO, DOWNLOADS, OTHERS, OTHERS, OTHERS)))

    def script(self) -> str:
        """Return the body of a RUN in shell form."""
        text = self.command()
        for _ in range(self.random.choice((0, 0, 0, 1, 1, 2, 3))):
            text += self.random.choice(CONNECTORS) + self.command()
        return self.random.choice(AROUND).format(text) if self.random.random() < 0.06 else text

    def run(self) -> str:
        """Return a RUN."""
        kind = self.random.random()
        if kind < 0.06:
            body = json.dumps(self.random.choice((self.command().split(), ["sh", "-c", self.command()])))
        elif kind < 0.1:
            script = self.script().replace("\\\n# c\n", "").replace("\\\n", "")
            body = self.one(HEREDOCS.strip("\n").replace("\n", "\3")).replace("\3", "\n").format(script)
        else:
            body = self.script()
        return _joined(self.maybe(0.03, "ONBUILD"), "RUN", self.maybe(0.15, self.one(MOUNTS)), body)

    def stage(self) -> str:
        """Return a FROM."""
        platform = self.maybe(0.1, self.random.choice(("--platform=linux/amd64", "--platform=$BUILDPLATFORM")))
        name = self.maybe(0.5, self.random.choice(("AS ", "as ")) + self.one(STAGES))
        return _joined(self.random.choice(("FROM", "FROM", "FROM", "from")), platform, self.one(IMAGES), name)

    def transfer(self) -> str:
        """Return a COPY or an ADD."""
        keyword = self.random.choice(("COPY", "COPY", "ADD"))
        if self.random.random() < 0.1:
            return f"{keyword} {json.dumps([self.one(SOURCES), self.one(DESTINATIONS)])}"
        stage = self.maybe(0.2, "--from=" + self.one(self.random.choice((STAGES, IMAGES))) if keyword == "COPY" else "")
        sources = _joined(self.one(SOURCES), self.some(SOURCES, 1))
        return _joined(keyword, stage, self.maybe(0.1, self.one(TRANSFER_OPTIONS)), sources, self.one(DESTINATIONS))

    def label(self) -> str:
        """Return a LABEL."""
        pairs = []
        for _ in range(self.random.choice((1, 1, 2))):
            quoted = [self.random.choice(("{}", '"{}"', "'{}'")).format(self.one(table)) for table in (KEYS, VALUES)]
            pairs.append("=".join(quoted))
        return "LABEL " + " ".join(pairs)

    def other(self) -> str:
        """Return an instruction that is no RUN."""
        kind = self.random.randint(0, 15)
        plain = {
            0: ("EXPOSE", PORTS),
            1: ("WORKDIR", DIRECTORIES),
            2: ("USER", USERS),
            3: ("ENV", VARIABLES),
            4: ("ARG", ARGUMENTS),
            5: ("CMD", COMMANDS),
            6: ("ENTRYPOINT", COMMANDS),
            7: ("HEALTHCHECK", PROBES),
            8: ("SHELL", SHELLS),
        }
        if kind in plain:
            keyword, table = plain[kind]
            return f"{keyword} {self.one(table)}"
        if kind == 9:
            return self.label()
        if kind == 10:
            return self.random.choice(("MAINTAINER x", "VOLUME /x", 'VOLUME ["/x"]', "STOPSIGNAL 9", "FOO x", "RUN"))
        if kind == 11:
            return "ONBUILD " + self.random.choice((self.run, self.transfer, self.label))()
        if kind == 12:
            return self.one(COMMENTS)
        return self.transfer() if kind == 13 else self.stage()

    def file(self, without_from: float) -> str:
        """Return a whole file; some have no FROM."""
        lines = [self.one(FIRST)] if self.random.random() < 0.12 else []
        if self.random.random() >= without_from:
            lines.append(self.stage())
        for _ in range(self.random.choice((1, 1, 2, 2, 3, 4, 6))):
            kind = self.run if self.random.random() < 0.55 else self.other
            lines.append(kind())
        return "\n".join(lines) + self.maybe(0.9, "\n")


def _joined(*words: str) -> str:
    return " ".join(word for word in words if word)


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where they go")
    parser.add_argument("--count", type=int, default=1000, help="how many (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="which ones (default: %(default)s)")
    parser.add_argument("--without-from", type=float, default=0.05, help="share without FROM (default: %(default)s)")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    writer = Writer(options.seed)
    for number in range(options.count):
        path = options.folder / f"{number:05}.Dockerfile"
        path.write_text(writer.file(options.without_from), encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
