"""Path flow: what each instruction reads, writes and deletes."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from dockerlint.context import MemoryContext
from dockerlint.graph import Graph, build_graph
from dockerlint.graph.effects import COMMANDS
from dockerlint.graph.flow import Flow
from dockerlint.graph.paths import SYSTEM, covers
from dockerlint.syntax import parse


def graph(text: str, files: list[str] | None = None) -> Graph:
    context = None if files is None else MemoryContext(dict.fromkeys(files, ""))
    return build_graph(parse(text), context)


def last_flow(text: str, files: list[str] | None = None) -> Flow:
    found = graph(text, files)
    return found.flow(found.tree.instructions[-1])


def show(flow: Flow) -> str:
    """`R` reads, `W` writes, `D` deletes, `C` context reads, `S` stage reads, `?R` and `?W` unknown ones."""

    def listed(paths: tuple[str, ...]) -> str:
        rest = [path for path in paths if path not in SYSTEM]
        return " ".join([*rest, "SYSTEM"] if len(rest) < len(paths) else rest)

    parts = [
        f"{letter} {listed(paths)}"
        for letter, paths in (("R", flow.reads), ("W", flow.writes), ("D", flow.deletes))
        if paths
    ]
    if flow.context_reads:
        parts.append(f"C {' '.join(path or '.' for path in flow.context_reads)}")
    if flow.stage_reads:
        parts.append("S " + " ".join(f"{stage.label}:{path}" for stage, path in flow.stage_reads))
    parts += ["?R"] * flow.unknown_reads + ["?W"] * flow.unknown_writes
    return "; ".join(parts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WORKDIR /app", "W /app"),
        ("WORKDIR app", "W ./app"),
        ("WORKDIR /a\nWORKDIR b", "W /a/b"),
        ("ENV D=/srv\nWORKDIR $D/x", "W /srv/x"),
        ("ARG D=/srv\nWORKDIR ${D}", "W /srv"),
        ("WORKDIR $D", "?W"),
        ("WORKDIR $D\nWORKDIR x", "?W"),
        ("WORKDIR $D\nWORKDIR /x", "W /x"),
        ("CMD x", ""),
        ("ONBUILD COPY a b", ""),
    ],
)
def test_working_directory(text: str, expected: str) -> None:
    assert show(last_flow(f"FROM a\n{text}")) == expected


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        ("COPY package.json .", "W /app/package.json; C package.json"),
        ("COPY package.json ./", "W /app/package.json; C package.json"),
        ("COPY package.json /srv/", "W /srv/package.json; C package.json"),
        ("COPY package.json /srv/p.json", "W /srv/p.json; C package.json"),
        ("COPY package.json /app", "W /app/package.json; C package.json"),  # known to be a directory
        ("COPY package.json /srv", "W /srv; C package.json"),
        ("COPY a.json b.json /srv", "W /srv/a.json /srv/b.json; C a.json b.json"),
        ("COPY . .", "W /app; C ."),
        ("COPY / /x", "W /x; C ."),
        ("COPY src/ lib", "W /app/lib; C src"),
        ("COPY src lib/", "W /app/lib; C src"),  # perhaps a directory, whose contents are copied
        ("COPY ./a/../b.txt /x/", "W /x/b.txt; C b.txt"),
        ("COPY *.txt /x/", "W /x/*.txt; C *.txt"),
        ("COPY src* /x/", "W /x; C src*"),
        ('COPY ["a b.txt", "/x y/"]', "W /x y/a b.txt; C a b.txt"),
        ("COPY $N.txt /x/", "W /x; C ."),
        ("COPY a.txt $N", "C a.txt; ?W"),
        ("COPY a.txt $D/", "W /srv/a.txt; C a.txt"),
        ("COPY --chown=app a.txt /x", "R /etc/passwd /etc/group; W /x; C a.txt"),
        ("COPY --chown=1000:1000 a.txt /x", "W /x; C a.txt"),
        ("COPY --parents a/b.txt ./c/./d/*.py /x/", "W /x/a/b.txt /x/d/*.py; C a/b.txt c/d/*.py"),
        ("COPY --parents a/**/b.txt /x/", "W /x/a; C a/**/b.txt"),
        ("COPY <<a.txt <<b.txt /x/\na.txt\nb.txt", "W /x/a.txt /x/b.txt"),
        ("COPY <<EOF /x\nEOF", "W /x"),
        ("COPY --from=build /out/a.txt /x/", "W /x/a.txt; S build:/out/a.txt"),
        ("COPY --from=build out/ /x/", "W /x; S build:/out"),
        ("COPY --from=nginx:1 /etc/a.conf /x/", "W /x/a.conf"),
        ("COPY --from=nobody$X /a.txt /x/", "W /x/a.txt"),
        ("ADD https://example.com/a.tgz?x=1 /x/", "W /x/a.tgz"),
        ("ADD https://example.com/a.tgz /x", "W /x"),
        ("ADD https://example.com/a.git /x/", "W /x"),
        ("ADD a.tar.gz /x/", "W /x; C a.tar.gz"),
        ("ADD a.json /x/", "W /x/a.json; C a.json"),
        ("COPY a.txt C:\\\\x\\\\", "W /x/a.txt; C a.txt"),
    ],
)
def test_copy(instruction: str, expected: str) -> None:
    text = f"FROM a AS build\nFROM b\nENV D=/srv\nWORKDIR /app\n{instruction}"
    assert show(last_flow(text)) == expected


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        ("COPY src /x/", "W /x; C src"),
        ("COPY Licence /x/", "W /x/Licence; C Licence"),
        ("COPY conf.json /x/", "W /x; C conf.json"),  # a directory in spite of its name
        ("COPY gone.json /x/", "W /x/gone.json; C gone.json"),
    ],
)
def test_the_context_tells_files_from_directories(instruction: str, expected: str) -> None:
    files = ["src/a.py", "Licence", "conf.json/x"]
    assert show(last_flow(f"FROM a\n{instruction}", files)) == expected


def test_a_stage_carries_on_where_its_base_ends() -> None:
    text = "FROM a AS b\nWORKDIR /app\nONBUILD WORKDIR x\nFROM b\nCOPY a.txt ./\nFROM a\nCOPY a.txt ./"
    found = graph(text)
    flows = [show(found.flow(instruction)) for instruction in found.tree.instructions if instruction.keyword == "COPY"]
    assert flows == ["W /app/x/a.txt; C a.txt", "W ./a.txt; C a.txt"]
    directories = [found.working_directory(instruction) for instruction in found.stages[1].instructions]
    assert directories == ["/app/x"]
    assert show(last_flow("FROM scratch\nCOPY a.txt ./")) == "W /a.txt; C a.txt"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("echo hi", ""),
        ("echo hi > out && cat < in >> /log 2>/dev/null", "R /app/in; W /app/out /log"),
        ("mkdir -p /a/b -m 755 c", "W /a/b /app/c"),
        ("mkdir -p /a/{b,c}", "W /a"),
        ("rm -rf /var/lib/apt/lists/* x", "D /var/lib/apt/lists/* /app/x"),
        ("touch /a && rm /a", "D /a"),
        ("rm -f /a; touch /a", "W /a; D /a"),
        ("test -e /a && rm /a || true", "R /a; W /a"),
        ("if [ ! -f a ]; then rm /a; fi", "R /app/a; W /a"),
        ("if true; then rm /a; fi", "W /a"),
        ("for f in a b; do rm $f; done", "?W"),
        ("cd /b && touch c", "W /b/c"),
        ("(cd /b && touch c) && touch d", "W /b/c /app/d"),
        ("(cd /b; touch c); (cd e; touch d)", "W /b/c /app/e/d"),
        ("cd /b || cd /c; touch d", "?W"),
        ("cd $X && touch d", "?W"),
        ("cd - && touch d", "?W"),
        ("cd && touch d", "W ~/d"),
        ("X=/b; touch $X/c", "W /b/c"),
        ("X=$(mktemp -d) && touch $X/c", "?W"),
        ("touch $D/c '$D' \"${D}/e\"", "W /srv/c /app/$D /srv/e"),
        ("export D=/q && touch $D/c", "?W"),
        ("touch $HOME/a ~/b $PWD/c $(pwd)/d", "W ~/a ~/b /app/c /app/d"),
        ("HOME=/h touch $HOME/a", "?W"),
        ("cp a b", "R /app/a; W /app/b"),
        ("cp -r a b c/", "R /app/a /app/b; W /app/c/a /app/c/b"),
        ("cp -t /x a b", "R /app/a /app/b; W /x/a /x/b"),
        ("cp -r src/. /x/", "R /app/src; W /x"),
        ("mv a /x/", "R /app/a; W /x/a; D /app/a"),
        ("install -m 755 -o root a /usr/local/bin/b", "R /app/a; W /usr/local/bin/b"),
        ("install -d /x /y", "W /x /y"),
        ("ln -s /a/b /c && ln -s /d/e", "R /a/b; W /c /app/e"),
        ("chmod +x /a && chown -R app:app /b", "W /a /b"),
        ("sed -i 's/a/b/' /x /y", "R /x /y; W /x /y"),
        ("sed -e 's/a/b/' -i /x", "R /x; W /x"),
        ("sed -n 1p /x", "R /x"),
        ("echo a | tee -a /x", "W /x"),
        ("dd if=/a of=/b bs=1", "R /a; W /b"),
        ("find /x -name '*.pyc' -delete", "R /x; W /x"),
        ("find /x -type f -exec rm {} +", "R /x; W /x"),
        ("find /x -exec mystery {} \\;", "R /x; W /x; ?R; ?W"),
        ("grep -q a /x && awk '{print}' /y", "R /x /y"),
        ("tar -xzf a.tgz -C /x", "R /app/a.tgz; W /x"),
        ("tar xf a.tgz", "R /app/a.tgz; W /app"),
        ("tar -czf /b.tgz -C /x .", "R /x; W /b.tgz"),
        ("tar --extract --file a.tgz --directory /x", "R /app/a.tgz; W /x"),
        ("unzip -q a.zip -d /x", "R /app/a.zip; W /x"),
        ("gunzip a.gz", "R /app/a.gz; W /app/a*"),
        ("curl -fsSLo /x https://e.com/a", "W /x"),
        ("curl -o /x -L https://e.com/a && cat /x && rm /x", "D /x"),
        ("curl -LO https://e.com/a.tgz", "W /app/a.tgz"),
        ("curl https://e.com/a", ""),
        ("curl https://e.com/a | tar xz -C /x", "W /x"),
        ("wget https://e.com/d/a.tgz?b", "W /app/a.tgz"),
        ("wget -qO- https://e.com/a | sh", "?R; ?W"),
        ("wget -q -O /x https://e.com/a", "W /x"),
        ("wget -P /x https://e.com/$V.tgz", "W /x"),
        ("git clone --depth 1 -b v1 https://e.com/a/b.git", "R ~/.gitconfig /etc/gitconfig; W /app/b"),
        ("git clone https://e.com/a/b.git /x && cd /x && git checkout v1", "R ~/.gitconfig /etc/gitconfig; W /x"),
        ("git init && git apply /a.patch", "R ~/.gitconfig /etc/gitconfig /app /a.patch; W /app"),
        ("for p in /p/*; do git apply $p; done", "R ~/.gitconfig /etc/gitconfig /app; W /app; ?R"),
        ("echo 'x  f' | sha256sum -c -", "R /app"),
        ("apt-get update && apt-get install -y curl", "R SYSTEM; W /opt /srv /usr/src/linux* SYSTEM"),
        ("apt-get install -y ./a.deb", "R /app/a.deb SYSTEM; W /opt /srv /usr/src/linux* SYSTEM"),
        ("useradd -m -d /data app", "R SYSTEM; W /home /var/spool/mail /data SYSTEM"),
        (
            "pip install flask",
            "R /usr/local/lib /usr/local/bin SYSTEM; W /usr/local/lib /usr/local/bin ~/.local ~/.cache SYSTEM",
        ),
        ("pip3 install --target /x -r requirements.txt", "R /app/requirements.txt …; W /x ~/.cache"),
        ("python3 -m pip install -c /c.txt -e '.[dev]'", "R /c.txt /app …; W /app …"),
        ("pip install '.[server]'", "R /app …; W /app …"),
        ("pip install 'x @ file:///src/x' \"./sub[y]\"", "R /src/x /app/sub …; W …"),
        ("python -m venv /venv", "W /venv"),
        ("/venv/bin/pip install x", "R /venv …; W /venv …"),
        ("npm ci", "R /app/package.json /app/package-lock.json …; W /app/node_modules ~/.npm …"),
        ("cd x && npm install", "R /app/x/package.json …; W …"),
        ("npm --prefix /x ci", "R /x/package.json …; W …"),
        ("npm run build", "?R; ?W"),
        ("yarn", "R /app/package.json /app/yarn.lock …; W …"),
        ("pnpm install", "R /app/package.json /app/pnpm-lock.yaml …; W …"),
        ("go mod download", "R /app/go.mod /app/go.sum …; W …"),
        ("go build -o /out ./cmd", "R /app /go …; W /out …"),
        ("go test ./...", "?R; ?W"),
        ("cargo fetch", "R /app/Cargo.toml /app/Cargo.lock …; W …"),
        ("bundle install", "R /app/Gemfile /app/Gemfile.lock …; W …"),
        ("composer install --no-dev", "R /app/composer.json /app/composer.lock …; W …"),
        ("mvn -B dependency:go-offline", "R /app/pom.xml …; W …"),
        ("mvn package", "R /app/pom.xml …; W …; ?R; ?W"),
        ("dotnet restore", "R /app/*.sln …; W /app/obj …"),
        ("dotnet restore ../x", "R /app/*.sln …; W /app/obj …; ?R"),
        ("dotnet publish", "?R; ?W"),
        ("poetry install --no-root", "R /app/pyproject.toml …; W /app/.venv …"),
        ("pdm install --no-self", "R /app/pyproject.toml …; W /app/.venv …"),
        ("bun install", "R /app/package.json …; W /app/node_modules …"),
        ("mix deps.get", "R /app/mix.exs …; W /app/deps …"),
        ("uv sync --no-install-project", "R /app/pyproject.toml /app/uv.lock …; W …"),
        ("poetry install", "R /app; W /app …"),
        ("make", "?R; ?W"),
        ("./configure", "?R; ?W"),
        ("mystery --version", ""),
        ("echo a | xargs rm", "?R; ?W"),
        ("sh -c 'touch /a'", "W /a"),
        ("sh script.sh", "?R; ?W"),
        ("sudo rm /a", "D /a"),
        (". /etc/os-release && touch /a", "R /etc/os-release; W /a"),
        (". ./env.sh", "R /app/env.sh; ?R; ?W"),
        ("<<EOF\ntouch /a\ncd /b\ntouch c\nEOF", "W /a /b/c"),
        ("<<EOF\n#!/usr/bin/env python3\nEOF", "?R; ?W"),
        ("cat <<EOF > /a\ntext\nEOF", "W /a"),
        ("bash <<EOF\ntouch /a\nEOF", "W /a"),
        ('["touch", "/a"]', "W /a"),
        ('["make"]', "?R; ?W"),
    ],
)
def test_run(body: str, expected: str) -> None:
    """`…` stands for paths that do not matter."""
    shown = show(last_flow(f"FROM a\nENV D=/srv\nWORKDIR /app\nRUN {body}"))
    assert shown.count(";") == expected.count(";"), shown
    for part, wanted in zip(shown.split("; "), expected.split("; "), strict=True):
        if wanted.endswith("…"):
            assert set(wanted.split(" ")[:-1]) <= set(part.split(" ")), shown
        else:
            assert part == wanted, shown


@pytest.mark.parametrize(
    ("mount", "expected"),
    [
        ("type=cache,target=/root/.cache", "W /app/x; D /app/z"),
        ("type=bind,source=src,target=/src", "W /app/x; D /app/z; C src"),
        ("target=/app", "C ."),
        ("target=.", "C ."),
        ("type=tmpfs,target=/app", ""),
        ("type=bind,from=build,source=/out,target=/in", "W /app/x; D /app/z; S build:/out"),
        ("type=bind,from=img,target=/in", "W /app/x; D /app/z"),
        ("type=secret,id=a,target=/app/x", "D /app/z"),
        ("type=bind,source=$N,target=/in", "W /app/x; D /app/z; C ."),
    ],
)
def test_mounts_keep_what_happens_on_them(mount: str, expected: str) -> None:
    text = f"FROM a AS build\nFROM b\nWORKDIR /app\nRUN --mount={mount} touch x && rm z"
    assert show(last_flow(text)) == expected


@pytest.mark.parametrize(
    ("shell", "expected"),
    [
        ('SHELL ["/bin/bash", "-o", "pipefail", "-c"]', "W /a"),
        ('SHELL ["powershell", "-Command"]', "?R; ?W"),
        ('SHELL ["powershell"]\nSHELL ["/bin/sh", "-c"]', "W /a"),
    ],
)
def test_only_posix_shells_are_understood(shell: str, expected: str) -> None:
    assert show(last_flow(f"FROM a\n{shell}\nRUN touch /a")) == expected
    assert show(last_flow("# escape=`\nFROM a\nRUN mkdir C:\\a")) == "?R; ?W"


def test_the_environment_tells_homes() -> None:
    assert show(last_flow("FROM a\nENV HOME=/h\nRUN touch ~/a $HOME/b")) == "W /h/a /h/b"
    for line in ('ENV PATH="/venv/bin:$PATH"', "ENV VIRTUAL_ENV=/venv", "ENV V=/venv\nENV PATH=$V/bin:$PATH"):
        assert "/venv" in last_flow(f"FROM a\n{line}\nRUN pip install x").writes


def test_every_family_takes_any_arguments() -> None:
    arguments = [
        "",
        "-",
        "--",
        "a",
        "-x",
        "--b=c",
        "-abc d",
        "a b c",
        "$X",
        "'",
        "-o",
        "-f",
        "-C",
        "-r",
        "clone",
        "-m pip",
    ]
    for name in COMMANDS:
        for argument in arguments:
            last_flow(f"FROM a\nRUN {name} {argument}")
            last_flow(f"FROM a\nWORKDIR $X\nRUN cd $Y; {name} {argument}")


# A real shell as the oracle: whatever it changes must be foretold.

SCRIPTS = [
    "mkdir -p d/e && touch d/e/f",
    "touch a1 && rm f1",
    "rm -rf dir1",
    "rm -f dir1/*.txt",
    "cp f1 new",
    "cp f1 dir1",
    "cp f1 dir1/",
    "cp -r dir1 dir2",
    "cp -r dir1 new",
    "cp -r dir1/. new",
    "cp f1 f2 dir1",
    "mv f1 new",
    "mv f1 dir2",
    "mv dir1 dir2/",
    "mv f1 f2 dir1",
    "ln -s f1 link",
    "ln -s ../f1 dir1/link",
    "ln -s dir1/a.txt",
    "echo hi > new",
    "echo hi >> f1",
    "echo hi | tee new > /dev/null",
    "cat f1 > dir1/new",
    "chmod 600 f1",
    "find dir1 -name '*.txt' -delete",
    "find dir1 -type f -exec rm {} +",
    "cd dir1 && touch new && cd .. && touch other",
    "(cd dir1 && touch new); touch other",
    "(cd dir1 && touch n1); (cd dir2 && touch n2)",
    "tar -czf a.tgz dir1 && rm -rf dir1",
    "tar -cf a.tar -C dir1 . && mkdir new && tar -xf a.tar -C new",
    "tar cf a.tar dir1 && cd dir2 && tar xf ../a.tar",
    "gzip f1",
    "gzip f1 && gunzip f1.gz",
    "X=dir1; touch $X/new",
    'X=dir1; rm -r "$X"',
    "test -e nothing && touch new || touch other",
    "test -e nothing && rm f1; touch new",
    "test -e f1 && exit 0; rm f2",
    "set -e; test -e nothing && rm f1; rm f2",
    "touch a && for f in x; do touch $f; done && rm -r dir1",
    "if test -e f1; then rm f1; else touch new; fi",
    "for f in a b; do touch $f; done",
    "for f in f1 f2; do rm $f; done",
    "sed 's/x/y/' f1 > new && mv new f1",
    "dd if=f1 of=new 2>/dev/null",
    "cat <<EOF > new\ntext\nEOF",
    "sh -c 'touch new; rm f1'",
    "mkdir new && cd new && touch a && rm a",
    "{ touch a; cd dir1; }; touch b",
    "f() { touch new; }; f",
    "true || touch never; touch $(echo new)",
    "touch 'a b' c\\ d \"e\"",
    "mkdir -p x/y/z; rmdir x/y/z; rm -r x",
    "touch ~+/new; cp f1 ~/home",
]


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_shell_changes_nothing_that_is_not_foretold(script: str, tmp_path: Path) -> None:
    root = tmp_path.resolve()
    for name in ("dir1/a.txt", "dir1/sub/b.txt", "dir2/c", "f1", "f2"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x\n")
    before = snapshot(root)
    environment = {"PATH": os.environ["PATH"], "HOME": str(root)}
    subprocess.run(["sh", "-c", script], cwd=root, env=environment, check=True, timeout=20)
    after = snapshot(root)
    body = f"<<SCRIPT\n{script}\nSCRIPT"
    flow = last_flow(f"FROM a\nENV HOME={root}\nWORKDIR {root}\nRUN {body}")
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    foretold = [*flow.writes, *flow.deletes]
    for path in changed:
        if any(each.startswith(f"{path}/") for each in flow.writes):
            continue  # a directory that has been made for what is in it
        assert flow.unknown_writes or any(covers(each, path) for each in foretold), (path, flow)
    for path in after:
        # A deletion is certain, unless the path has come back.
        gone = [each for each in flow.deletes if covers(each, path)]
        assert not gone or any(covers(each, path) for each in flow.writes), (path, flow)


def snapshot(root: Path) -> dict[str, tuple[int, str]]:
    found = {}
    for path in root.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            found[str(path)] = (path.stat().st_mode, "")
        elif path.is_symlink():
            found[str(path)] = (0, str(path.readlink()))
        else:
            found[str(path)] = (path.stat().st_mode, path.read_bytes().decode("latin-1"))
    return found
