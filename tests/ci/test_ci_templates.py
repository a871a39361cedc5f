"""What is given to CI systems: the action, the templates, the examples, checked with their consumers' schemas."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "docs/ci"


def documents(path: Path) -> list[Any]:
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("vendor.github-actions", ROOT / "action.yml"),
        ("vendor.github-workflows", EXAMPLES / "github.yml"),
        ("vendor.gitlab-ci", EXAMPLES / "gitlab.yml"),
        ("vendor.compose-spec", EXAMPLES / "compose.yaml"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_the_consumers_schema(schema: str, path: Path, tmp_path: Path) -> None:
    pytest.importorskip("check_jsonschema")
    found = documents(path)
    if path.name == "gitlab.yml":
        header, found = found[0], found[1:]
        assert set(header) == {"spec"}  # https://docs.gitlab.com/ci/inputs/
        text = path.read_text(encoding="utf-8")
        assert {name for name in header["spec"]["inputs"] if f"$[[ inputs.{name} ]]" in text} == set(
            header["spec"]["inputs"]
        )
    assert len(found) == 1
    body = tmp_path / path.name
    body.write_text(yaml.safe_dump(found[0]).replace("\ntrue:", "\non:"), encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(body)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_job_of_kubernetes() -> None:
    """Shape and names, as far as they can be known without a cluster."""
    (job,) = documents(EXAMPLES / "kubernetes-job.yaml")
    assert (job["apiVersion"], job["kind"]) == ("batch/v1", "Job")
    pod = job["spec"]["template"]["spec"]
    assert pod["restartPolicy"] == "Never"
    volumes = {volume["name"] for volume in pod["volumes"]}
    for container in [*pod["initContainers"], *pod["containers"]]:
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
        assert {mount["name"] for mount in container.get("volumeMounts", [])} <= volumes
        assert ":" in container["image"].rpartition("/")[2]
        assert all(isinstance(argument, str) for argument in container["args"])


def test_the_pipeline_of_jenkins() -> None:
    """Brackets and the shell scripts in it; Jenkins itself is not to be had from a registry of packages."""
    text = (EXAMPLES / "Jenkinsfile").read_text(encoding="utf-8")
    assert text.count("{") == text.count("}")
    for word in ("pipeline", "agent", "stages", "steps", "post"):
        assert f"{word} " in text
    scripts = text.split("'''")[1::2]
    assert len(scripts) == 2
    for script in scripts:
        subprocess.run(["bash", "-n"], input=script.encode(), check=True)


@pytest.mark.parametrize("name", ["gitlab.yml", "Jenkinsfile", "kubernetes-job.yaml", "../pre-commit.md", "../ci.md"])
def test_the_options_in_them_exist(name: str) -> None:
    from dockerlint.cli.parser import parse_check

    text = (EXAMPLES / name).read_text(encoding="utf-8")
    options = {word.split("=")[0] for word in text.replace(",", " ").split() if word.startswith("--output-format")}
    assert options <= {"--output-format"}
    for word in (
        "gitlab:gl-code-quality-report.json",
        "checkstyle:dockerlint-checkstyle.xml",
        "sarif:dockerlint.sarif",
    ):
        if word in text:
            assert parse_check(["--output-format", word]).output_formats == [word]


class TestAction:
    """The script of the action, with a runner's environment around it and the install step done before."""

    @pytest.fixture
    def run(self, tmp_path: Path) -> Any:
        (action,) = documents(ROOT / "action.yml")
        (step,) = action["runs"]["steps"]
        binaries = tmp_path / "runner/dockerlint/bin"
        binaries.mkdir(parents=True)
        program = binaries / "dockerlint"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dockerlint "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        work = tmp_path / "work"
        shutil.copytree(ROOT / "corpus/node-api", work / "node api")
        (work / "clean.Dockerfile").write_text("FROM scratch\nCOPY a /a\nUSER 1\n", encoding="utf-8")
        output = tmp_path / "output"

        def run(**inputs: str) -> tuple[int, str, str]:
            values = {name: about["default"] for name, about in action["inputs"].items()} | inputs
            environment = {**os.environ, "PYTHONPATH": str(ROOT), "RUNNER_TEMP": str(tmp_path / "runner")}
            environment |= {"GITHUB_OUTPUT": str(output)}
            for name, text in step["env"].items():
                key = text.removeprefix("${{ inputs.").removesuffix(" }}")
                environment[name] = values.get(key, str(ROOT))
            output.write_text("", encoding="utf-8")
            command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
            done = subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True, check=False)
            return done.returncode, done.stdout, output.read_text(encoding="utf-8")

        return run

    def test_annotations(self, run: Any) -> None:
        code, out, output = run()
        assert code == 1
        assert out.startswith("::warning title=")
        assert "file=node api/Dockerfile,line=2," in out
        assert output == "exit-code=1\n"

    def test_what_is_clean(self, run: Any) -> None:
        assert run(paths="clean.Dockerfile\n", shellcheck="false") == (0, "", "exit-code=0\n")

    def test_inputs(self, run: Any, tmp_path: Path) -> None:
        arguments = {"arguments": "--select DL3007 --exit-zero", "fail-on": "error", "sarif-file": "all.sarif"}
        code, out, _ = run(**arguments)
        assert code == 0
        assert out.count("::") == 2
        log = json.loads((tmp_path / "work/all.sarif").read_text(encoding="utf-8"))
        assert [result["ruleId"] for result in log["runs"][0]["results"]] == ["latest-base-image"]

    def test_trouble(self, run: Any) -> None:
        assert run(paths="no-such-file")[0] == 2

    def test_shellcheck_finds_nothing_in_its_script(self) -> None:
        program = shutil.which("shellcheck", path=f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}")
        if program is None:
            pytest.skip("ShellCheck is not installed")
        (action,) = documents(ROOT / "action.yml")
        script = action["runs"]["steps"][0]["run"]
        done = subprocess.run([program, "-s", "bash", "-"], input=script.encode(), capture_output=True, check=False)
        assert done.stdout == b""


def test_our_own_image_has_nothing_to_be_said_about() -> None:
    command = [
        sys.executable,
        "-m",
        "dockerlint",
        "check",
        "Dockerfile",
        "--select",
        "recommended,strict,hadolint,buildkit",
    ]
    # It is no service; and which digest a tag has today only a registry knows.
    done = subprocess.run(
        [*command, "--ignore", "healthcheck-missing,digest-missing"], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout
