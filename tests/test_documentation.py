"""What the documentation shows is what the program prints, and links lead somewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
# End-of-life dates are compared with this day: 2026-11-21.
ENVIRONMENT = {**os.environ, "SOURCE_DATE_EPOCH": "1795219200", "COLUMNS": "120"}


def run(*arguments: str) -> str:
    command = [sys.executable, "-m", "dockerlint", *arguments]
    return subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False).stdout


def test_the_picture_of_the_terminal_is_what_the_check_prints() -> None:
    from scripts.generate_picture import PICTURE, picture, printed

    assert PICTURE.read_text(encoding="utf-8") == picture(printed()), "run python scripts/generate_picture.py"
    assert PICTURE.relative_to(ROOT).as_posix() in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_tour_shows_what_its_commands_print() -> None:
    from scripts.run_docs import replayed

    page = (ROOT / "docs/tour.md").read_text(encoding="utf-8")
    assert page == replayed(page), "run python scripts/run_docs.py --write docs/tour.md"


def test_the_readme_shows_the_graph_that_is_drawn() -> None:
    drawn = run("graph", "corpus/multi-stage/Dockerfile", "--changed", "main.go", "--output-format", "svg")
    assert drawn == (ROOT / "docs" / "images" / "graph.svg").read_text(encoding="utf-8")


def test_the_pages_of_the_rules_say_what_the_rules_say() -> None:
    from scripts.generate_pages import PAGES as RULE_PAGES
    from scripts.generate_pages import pages

    wanted = pages()
    assert set(wanted) == set(RULE_PAGES.rglob("*.md")), "run python scripts/generate_pages.py"
    for path, text in wanted.items():
        assert path.read_text(encoding="utf-8") == text, "run python scripts/generate_pages.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_to_files_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), target


def commands(page: Path) -> list[str]:
    """The lines of a page's shell blocks that call dockerlint."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    lines = [line for block in blocks for line in block.splitlines()]
    return [line.partition("  #")[0].strip() for line in lines if line.startswith("dockerlint ")]


CALLS = [pytest.param(line, id=f"{page.name}: {line}") for page in PAGES for line in commands(page)]
# What cannot be run here, and why; its options are read all the same.
NEEDS_MORE = {"measure": "an image or an engine"}
FILES = {
    "Dockerfile": "FROM debian:13-slim AS build\nCOPY src/ /src/\nRUN make\nFROM debian:13-slim\nUSER 1\n",
    "docker/Dockerfile": "FROM debian:13-slim\nCOPY src/ /src/\n",
    "path/to/Dockerfile": "FROM debian:13-slim\n",
    "app/Dockerfile": "FROM debian:13-slim\n",
    "src/main.go": "package main\n",
    ".hadolint.yaml": "ignored: [DL3008]\n",
    "compose.yaml": "services: { app: { build: . } }\n",
    "docker-bake.hcl": 'target "app" { context = "." }\n',
}


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A project with the files that the pages name, and `dockerlint` on the path."""
    from scripts.run_docs import environment

    folder = tmp_path_factory.mktemp("sandbox")
    variables = environment(folder)
    for name in (".local/share/bash-completion/completions", ".zfunc", ".config/fish/completions"):
        (folder / name).mkdir(parents=True)
    for name, text in FILES.items():
        path = folder / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "project", variables


@pytest.mark.parametrize("line", CALLS)
def test_every_command_of_every_page_runs(line: str, sandbox: tuple[Path, dict[str, str]]) -> None:
    folder, variables = sandbox
    command = line.split()[1]
    if command in NEEDS_MORE:
        from dockerlint.cli.parser import parser_of

        parser_of(command).parse_args(line.split()[2:])
        return
    if "--baseline" in line:
        subprocess.run(["dockerlint", "check", "--write-baseline", "known.json"], cwd=folder, env=variables, check=True)
    done = subprocess.run(["bash", "-c", line], cwd=folder, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    assert "error: " not in done.stderr


# Commands of other programs: those that are run here, with what stands in for the reader's own things …
OTHERS = {
    "python scripts/reorder_folder.py FOLDER --diff --refusals": "the page's folder is a project with one Dockerfile",
    "hadolint -t warning --ignore DL3008 Dockerfile": "hadolint is among the tests' packages",
    ".venv/bin/pre-commit install": "in a repository of its own",
}
# … and those that are not, with the reason, and what runs instead.
ELSEWHERE = {
    "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/dockerlint check corpus": "as .ci/run, with a wheel",
    "python3 -m venv .venv && .venv/bin/pip install -e '.[dev]' && .venv/bin/pytest": (
        ".ci/run runs this very line of the README"
    ),
    "docker build --tag dockerlint https://github.com/dockerlint/dockerlint.git": (
        "tests/engine builds the same Dockerfile of this tree"
    ),
    'docker run --rm --network none --volume "$PWD:/work:ro" dockerlint check .': (
        "tests/engine runs the image it has built"
    ),
    "pip install 'dockerlint[editor]'": "the extra is checked below; no index has the package",
    "apt-get install -y debootstrap": ".ci/run does it",
    "export DOCKER_HOST=$(tests/engine/ensure_engine)": ".ci/run does it",
    "tests/engine/make_bases --set ci": ".ci/run does it",
    "tests/engine/ensure_tools": ".ci/run does it",
    "DOCKERLINT_REQUIRE_ENGINE=1 python -m pytest tests/engine": ".ci/run does it with all other tests",
    "python scripts/build_pairs.py --json pairs.json --markdown docs/results-fixes.md": (
        "hours; tests/engine builds some pairs"
    ),
    "tests/engine/ensure_engine --stop": "CI's machine goes away with its engine",
    "tests/engine/make_bases": "12 minutes; CI makes a part of them",
    "python scripts/projects.py": "an hour; tests/engine builds one project of each ecosystem",
    "python scripts/projects.py --verify --json out.json": "hours; tests/engine verifies rewrites of its own",
    "python3 -m venv .venv": ".ci/run does it for wheel and sdist",
    ".venv/bin/pip install '.[shellcheck]'": "the extra is checked below; tests/engine installs it in the image",
    "python scripts/build_reordered.py FOLDER --nearest": (
        "needs an engine and a folder of contexts; tests/engine reorders some"
    ),
    "python scripts/optimize_folder.py FOLDER --table contexts.tsv --kind single": (
        "the page's folder is a project with one Dockerfile; tests/fixers holds the laws"
    ),
    "python scripts/build_contexts.py FOLDER --table contexts.tsv --json result.json": (
        "needs an engine and a folder of contexts; tests/engine verifies rewrites of its own"
    ),
    "docker save app | dockerlint measure -": "tests/measure feeds archives of real images",
}


def other_commands() -> set[str]:
    found = set()
    for page in PAGES:
        for block in re.findall(r"^```sh\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE):
            lines = [line.partition("  #")[0].strip() for line in block.splitlines()]
            found.update(line for line in lines if line and not line.startswith(("dockerlint ", "#")))
    return found


def test_every_command_of_another_program_is_run_or_listed_with_the_reason() -> None:
    assert other_commands() == {*OTHERS, *ELSEWHERE}


def test_the_extras_that_commands_name_exist() -> None:
    import tomllib

    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    named = {name for command in other_commands() for name in re.findall(r"\[(\w+)\]'", command)}
    assert named
    assert named <= set(known)


@pytest.mark.parametrize("command", OTHERS)
def test_commands_of_other_programs(command: str, sandbox: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    folder, variables = sandbox
    program = command.partition(" ")[0].rpartition("/")[2]
    if program != "python" and not Path(sys.executable).with_name(program).exists():
        pytest.skip(f"needs {program}")
    line = command.replace("FOLDER", ".").replace(".venv/bin/", "")
    line = line.replace("python scripts/", f"{sys.executable} {ROOT}/scripts/")
    environment = {**variables, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{variables['PATH']}"}
    if program == "pre-commit":
        folder = tmp_path
        subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
        (folder / ".pre-commit-config.yaml").write_text("repos: []\n", encoding="utf-8")
    done = subprocess.run(
        ["bash", "-c", line], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode in ((0, 1) if program == "hadolint" else (0,)), done.stdout + done.stderr


def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    for name in ("docs", "mkdocs.yml"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--clean"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    pages = {path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*.html")}
    assert {"index.html", "tour.html", "rules/cache/apt-lists-left-behind.html"} <= pages
    for page in sorted(pages):
        text = (tmp_path / "site" / page).read_text(encoding="utf-8")
        for target in re.findall(r'<a [^>]*href="([^"#:]+)(?:#[^"]*)?"', text):
            path = (tmp_path / "site" / page).parent / target
            assert path.exists() or page == "404.html", f"{page}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_headings_that_links_name_exist(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", page.read_text(encoding="utf-8")):
        text = ((page.parent / target) if target else page).read_text(encoding="utf-8")
        headings = {
            re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-")
            for head in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
        }
        assert anchor in headings, f"{target}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_name_files_and_options_that_exist(page: Path) -> None:
    for script in re.findall(r"python ((?:scripts|tests)/\S+\.py)", page.read_text(encoding="utf-8")):
        assert (ROOT / script).exists(), script
