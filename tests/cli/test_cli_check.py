from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dockerlint.lint import registry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Protocol

    Project = Callable[[Mapping[str, str | bytes]], None]
    Run = Callable[..., "Result"]
    Process = Callable[..., subprocess.CompletedProcess[bytes]]

    class Result(Protocol):
        code: int
        out: str
        err: str


CLEAN = 'FROM scratch\nCMD ["/app"]\n'
ERROR = "FROM scratch\nENV HOME\n"  # parse-error: an error
WARNING = "FROM example/app\n"  # untagged-base-image: a warning
BOTH = "FROM example/app\nENV HOME\n"


# What the summary says of findings whose fixes are unsafe at best.
MAY_FIX = "`dockerlint fix` may fix 0 of them, `dockerlint fix --unsafe` {}.\n"
SELECT = ("--select", "parse-error,unknown-instruction,untagged-base-image")
pytestmark = pytest.mark.usefixtures("few_rules")


def findings(result: Result) -> list[tuple[str, str, int]]:
    return [(each["filename"], each["rule"], each["location"]["row"]) for each in json.loads(result.out)]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["clean"], 0),
        (["check", "clean"], 0),
        (["warning"], 1),
        (["check", "warning"], 1),
        (["."], 1),
        ([], 1),
        (["warning", "--exit-zero"], 0),
        (["gone", "--exit-zero"], 2),
        (["warning", "gone"], 2),
        (["--fail-on", "error", "warning"], 0),
        (["--fail-on", "error", "warning", "broken"], 1),
        (["--fail-on", "warning", "warning"], 1),
        (["--fail-on", "style", "warning"], 1),
        (["--select", "parse-error", "warning"], 0),
        (["--select", "DL3006", "warning"], 1),
        (["--ignore", "DL3006", "warning"], 0),
        (["--select", "ALL", "--ignore", "untagged_base_image,DL1000", "warning"], 0),
        (["--select", "parse-error", "--extend-select", "hadolint:DL3006", "warning"], 1),
        (["--ignore", "SC2086", "warning"], 1),
        (["--select", "nonsense", "warning"], 2),
        (["--ignore", "parse-eror", "warning"], 2),
        (["--context", "gone", "clean"], 2),
        (["--context", "none", "clean"], 0),
        (["--context", ".", "clean"], 0),
        (["--build-arg", "=1", "clean"], 2),
        (["--build-arg", "A=1", "--build-arg", "HOME", "clean"], 0),
        (["--stdin-filename", "x", "clean"], 2),
        (["--config", "gone.yaml", "clean"], 2),
        (["--jobs", "2", "clean", "warning"], 1),
        (["--jobs", "3", "clean", "warning", "gone"], 2),
        (["--version"], 0),
        (["--help"], 0),
    ],
)
def test_exit_code(arguments: list[str], code: int, project: Project, run: Run) -> None:
    project({"clean": CLEAN, "warning": WARNING, "broken": ERROR, "Dockerfile": BOTH})
    result = run(*arguments)
    assert result.code == code, result.out + result.err
    assert bool(result.err) == (code == 2)


@pytest.mark.parametrize(
    ("word", "hint"), [("chekc", "check"), ("grahp", "graph"), ("explian", "explain"), ("qqqq", None)]
)
def test_a_misspelled_command_is_answered_with_the_nearest(
    word: str, hint: str | None, project: Project, run: Run
) -> None:
    project({})
    result = run(word, "Dockerfile")
    assert result.code == 2
    assert (f"did you mean `{hint}`" if hint else f"{word}: no such file") in result.err
    project({word: CLEAN})
    assert run(word).code == 0


def test_a_target_that_is_not_there_is_noted(project: Project, run: Run) -> None:
    project({"a.Dockerfile": "FROM scratch AS build\n", "b.Dockerfile": CLEAN})
    result = run("--target", "Build", ".")
    assert (result.code, result.err) == (0, "note: b.Dockerfile: there is no stage `Build`\n")


def test_other_commands_are_found(project: Project, run: Run) -> None:
    project({"Dockerfile": CLEAN})
    assert run("graph").code == 0
    assert run("explain", "parse-error").code == 0
    assert run("graph", "--help").out.startswith("usage: dockerlint graph")
    assert run("explain", "--help").out.startswith("usage: dockerlint explain")


def test_findings_below_the_threshold_are_shown(project: Project, run: Run) -> None:
    project({"Dockerfile": WARNING})
    result = run("--fail-on", "error", "--output-format", "json")
    assert findings(result) == [("Dockerfile", "untagged-base-image", 1)]


def test_results_are_sorted_and_the_same_in_any_order_and_number_of_processes(project: Project, run: Run) -> None:
    project({f"{name}/Dockerfile": BOTH for name in "cabd"} | {"e": b"FROM \xff\n", "f": CLEAN, ".dockerlint.yaml": ""})
    paths = ["c", "a/Dockerfile", "f", "gone", "d", "e", "b"]
    for output_format in ("text", "concise", "json"):
        results = [
            run("--output-format", output_format, *order, "--jobs", str(jobs))
            for order in (paths, paths[::-1])
            for jobs in (1, 2, 3, 50)
        ]
        assert len({(result.code, result.out, result.err) for result in results}) == 1
        assert results[0].err == "error: gone: no such file or directory\n"
    names = [name for name, _, _ in findings(results[0])]
    assert names == sorted(names)
    assert len(names) >= 8


def test_a_process_that_dies_is_trouble(project: Project, process: Process) -> None:
    project({f"{number}.Dockerfile": WARNING for number in range(6)})
    program = (
        "import os, sys, time\n"
        "from dockerlint.cli import checker\n"
        "from dockerlint.cli.main import main\n"
        "parent, read = os.getpid(), checker.read_source\n"
        "def source(path):\n"
        "    if os.getpid() != parent:\n"
        "        open('gone', 'w').close()\n"
        "        os._exit(9)\n"
        "    while not os.path.exists('gone'): time.sleep(0.01)\n"
        "    return read(path)\n"
        "checker.read_source = source\n"
        "sys.exit(main([*sys.argv[1:], '--jobs', '2', '--output-format', 'json', '.']))\n"
    )
    done = process(*SELECT, program=program)
    assert done.returncode == 2
    assert len(json.loads(done.stdout)) == 3
    told = [line.partition(":")[2] for line in done.stderr.decode().splitlines()]
    said = " {}.Dockerfile: not checked, the process that was to do it ended early"
    assert told in ([said.format(number) for number in numbers] for numbers in ((0, 2, 4), (1, 3, 5)))


def test_a_check_leaves_nothing_for_the_garbage_collector(project: Project, process: Process) -> None:
    """The command runs without it, so that memory would grow with every file."""
    project({f"{number}.Dockerfile": BOTH * 20 + "RUN <<E\nx\nE\nRUN a && b\n" for number in range(50)})
    program = (
        "import gc; gc.disable()\n"
        "from dockerlint.cli.main import main\n"
        "main(['--output-file', 'a', '0.Dockerfile']); gc.collect()\n"
        "main(['--output-file', 'a', '.'])\n"
        "print(gc.collect())\n"
    )
    assert int(process(program=program).stdout) < 50


class TestStandardInput:
    @pytest.fixture(autouse=True)
    def standard_input(self, monkeypatch: pytest.MonkeyPatch, project: Project) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"FROM x\n\xff\n")))
        project({"app/.dockerlint.yaml": "ignore: [unknown-instruction]\n", "Dockerfile": CLEAN})

    def test_it_is_a_file_named_dash(self, run: Run) -> None:
        result = run("-", "--output-format", "concise")
        assert result.code == 1
        assert result.out.startswith("-:1:6: warning untagged-base-image (DL3006) ")

    def test_among_files_and_twice(self, run: Run) -> None:
        result = run("-", "Dockerfile", "-", "--output-format", "json", "--select", "DL3006")
        assert findings(result) == [("-", "untagged-base-image", 1)]

    @pytest.mark.parametrize("paths", [["-"], []])
    def test_with_a_name_it_has_that_files_configuration(self, paths: list[str], run: Run) -> None:
        result = run(*paths, "--stdin-filename", "app/Dockerfile", "--output-format", "json")
        assert findings(result) == [("app/Dockerfile", "untagged-base-image", 1)]


class TestConfiguration:
    def test_each_file_has_its_own(self, project: Project, run: Run) -> None:
        project(
            {
                **{f"{folder}/Dockerfile": BOTH for folder in "abcd"},
                ".dockerlint.yaml": "ignore: [DL3006]\n",
                "a/.dockerlint.yaml": "select: [untagged-base-image]\nfail-on: error\n",
                "b/pyproject.toml": "[tool.dockerlint]\nignore = ['parse-error']\n",
                "c/.hadolint.yaml": "ignored: [DL1000]\n",
            }
        )
        result = run("--output-format", "json")
        assert findings(result) == [
            ("a/Dockerfile", "untagged-base-image", 1),
            ("b/Dockerfile", "untagged-base-image", 1),
            ("c/Dockerfile", "parse-error", 2),
            ("d/Dockerfile", "parse-error", 2),
        ]
        assert run("a").code == 0
        assert run("a", "--fail-on", "warning").code == 1

    def test_the_command_line_beats_it(self, project: Project, run: Run) -> None:
        project({"Dockerfile": BOTH, ".dockerlint.yaml": "select: [DL3006]\nignore: [parse-error]\n"})
        assert run("--output-format", "json", "--select", "ALL", "--ignore", "DL3006").out == "[]\n"
        both = [("Dockerfile", "untagged-base-image", 1), ("Dockerfile", "parse-error", 2)]
        assert findings(run("--output-format", "json", "--isolated")) == both

    def test_severities_and_options_of_rules(self, project: Project, run: Run) -> None:
        project(
            {
                "Dockerfile": "FROM foo/$BASE\n",
                ".dockerlint.yaml": (
                    "rules: {DL3006: {as-written: true}}\nseverity: {DL3006: style}\nselect: [DL3006]\n"
                ),
            }
        )
        [finding] = json.loads(run("--output-format", "json").out)
        assert (finding["rule"], finding["severity"]) == ("untagged-base-image", "style")

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("ignroe: [x]\n", ".dockerlint.yaml:1:1: unknown key `ignroe`; did you mean `ignore`?"),
            ("a: b: c\n", ".dockerlint.yaml:1:5: not valid YAML"),
            (
                "ignore:\n  - parse-eror\n",
                ".dockerlint.yaml:2:5: unknown rule `parse-eror`; did you mean `parse-error`?",
            ),
            (
                "rules:\n  parse-eror: {x: 1}\n",
                ".dockerlint.yaml:2:3: unknown rule `parse-eror`; did you mean",
            ),
            ("rules: {DL3006: {as-writen: true}}\n", "did you mean `as-written`?"),
            ("rules: {DL3006: {as-written: 3}}\n", ".dockerlint.yaml:1:30: expected true or false"),
        ],
    )
    def test_a_wrong_one_is_trouble_for_its_files_only(
        self, text: str, message: str, project: Project, run: Run
    ) -> None:
        project(
            {
                "bad/.dockerlint.yaml": text,
                "bad/Dockerfile": BOTH,
                "bad/x.Dockerfile": BOTH,
                "Dockerfile": WARNING,
            }
        )
        result = run("--output-format", "json", ".")
        assert result.code == 2
        assert findings(result) == [("Dockerfile", "untagged-base-image", 1)]
        assert result.err.startswith("error: bad/.dockerlint.yaml:")
        assert message in result.err
        assert result.err.count("\n") == 1

    def test_one_that_is_named_governs_all(self, project: Project, run: Run) -> None:
        project({"a/Dockerfile": BOTH, "a/.dockerlint.yaml": "ignroe: x\n", "my.yaml": "ignore: [DL3006]\n"})
        assert findings(run("--output-format", "json", "--config", "my.yaml")) == [("a/Dockerfile", "parse-error", 2)]

    def test_hadolints_is_announced_with_what_has_no_counterpart(self, project: Project, run: Run) -> None:
        project(
            {
                "a.Dockerfile": BOTH,
                "b.Dockerfile": BOTH,
                ".hadolint.yaml": "ignored: [DL3006, SC2086, DL9999]\nno-fail: true\nnews: 1\n",
            }
        )
        result = run("--output-format", "json")
        assert (result.code, len(findings(result))) == (0, 2)
        assert result.err.splitlines() == [
            "note: .hadolint.yaml: read as hadolint's configuration",
            "note: .hadolint.yaml:3:1: unknown key `news`",
        ]

    def test_comments_may_be_switched_off(self, project: Project, run: Run) -> None:
        project({"Dockerfile": "# hadolint ignore=DL3006\n" + WARNING})
        assert run("--output-format", "json").out == "[]\n"
        project({".hadolint.yaml": "disable-ignore-pragma: true\n"})
        assert findings(run("--output-format", "json")) == [("Dockerfile", "untagged-base-image", 2)]

    def test_the_format_of_the_run_comes_from_the_current_folder(self, project: Project, run: Run) -> None:
        project({".dockerlint.yaml": "output-format: json\n", "Dockerfile": CLEAN})
        assert run().out == "[]\n"
        assert run("--output-format", "text").out == "No findings in 1 file.\n"
        project({".dockerlint.yaml": "output-format: junit\n"})
        assert run().out.startswith("<?xml")

    def test_a_context_that_is_not_there_is_trouble(self, project: Project, run: Run) -> None:
        project({".dockerlint.yaml": "context: gone\n", "Dockerfile": WARNING})
        result = run("--output-format", "json")
        assert (result.code, len(findings(result))) == (2, 1)
        assert result.err == "error: gone: the build context is not a folder\n"


class TestBrokenFiles:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\0" * 5000,
            b"\x7fELF\0\xff\xfe" * 300,
            b"FROM a\n" * 9000,
            b"\xff\xfeF\0R\0O\0M\0",
            b"RUN " + b"x" * 99999,
            b"FROM \x1b]0;title\x07\n",
            "FROM \u202eevil\n".encode(),
            b"\r\r\r",
            b"RUN <<A <<B\n",
            b"ONBUILD " * 5000,
        ],
    )
    @pytest.mark.parametrize("output_format", ["text", "concise", "json"])
    def test_any_content_is_checked_and_shown(
        self, content: bytes, output_format: str, project: Project, run: Run
    ) -> None:
        project({"broken.Dockerfile": content, "z.Dockerfile": WARNING})
        result = run("--output-format", output_format, ".")
        assert result.code == 1, result.err
        assert result.err == ""
        assert "untagged-base-image" in result.out
        assert not {"\x1b", "\0", "\x07", "\r", "\u202e"} & set(result.out)

    def test_a_huge_file_is_not_read(self, project: Project, run: Run) -> None:
        project({"z.Dockerfile": WARNING})
        with Path("huge.Dockerfile").open("wb") as file:
            file.truncate(1 << 40)
        result = run("--output-format", "json", ".")
        assert (result.code, len(findings(result))) == (2, 1)
        assert result.err == "error: huge.Dockerfile: larger than 16 MiB\n"

    def test_what_cannot_be_read_is_trouble(self, project: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        project({"a.Dockerfile": WARNING, "z.Dockerfile": WARNING})

        opened = open

        def refuse(path: str, mode: str, buffering: int = -1) -> object:
            if path == "a.Dockerfile":
                raise PermissionError(13, "Permission denied")
            return opened(path, mode, buffering)

        monkeypatch.setattr("builtins.open", refuse)
        result = run("--output-format", "json", ".")
        assert (result.code, findings(result)) == (2, [("z.Dockerfile", "untagged-base-image", 1)])
        assert result.err == "error: a.Dockerfile: permission denied\n"

    def test_a_rule_that_fails_is_named_and_the_others_run(
        self, project: Project, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        project({"Dockerfile": BOTH})
        [entry] = registry.find("parse-error")

        def fail(*_: object) -> None:
            raise ZeroDivisionError("oh")

        monkeypatch.setattr(entry.load(), "error", fail)
        result = run("--output-format", "json")
        assert (result.code, findings(result)) == (2, [("Dockerfile", "untagged-base-image", 1)])
        assert "Dockerfile: the rule parse-error failed: ZeroDivisionError: oh; please report this" in result.err

    def test_a_defect_costs_one_file(self, project: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        project({"a.Dockerfile": WARNING, "z.Dockerfile": WARNING})
        from dockerlint.cli import checker
        from dockerlint.lint.api import dockerfile

        def fail(source: bytes, path: str, *rest: object, **options: object) -> object:
            if path == "a.Dockerfile":
                raise ZeroDivisionError("oh")
            return dockerfile(source, path, *rest, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(checker, "dockerfile", fail)
        result = run("--output-format", "json", ".")
        assert (result.code, findings(result)) == (2, [("z.Dockerfile", "untagged-base-image", 1)])
        assert "a.Dockerfile: not checked, internal error (ZeroDivisionError: oh); please report this" in result.err
        monkeypatch.setenv("DOCKERLINT_TRACEBACK", "1")
        with pytest.raises(ZeroDivisionError):
            run(".")

    def test_a_name_that_is_not_utf8(self, project: Project, process: Process) -> None:
        project({})
        name = b"\xff\x1b[1m.Dockerfile"
        Path(os.fsdecode(name)).write_text(BOTH)
        for output_format in ("text", "concise"):
            done = process("--output-format", output_format, ".", environment={"PYTHONUTF8": "1"})
            assert done.returncode == 1
            assert rb"\xff\x1b[1m.Dockerfile:1:6" in done.stdout
        done = process("--output-format", "json", ".", environment={"PYTHONIOENCODING": "latin-1"})
        filenames = {each["filename"] for each in json.loads(done.stdout.decode("utf-8"))}
        assert filenames == {os.fsdecode(name)}


class TestOutput:
    def test_it_goes_to_a_file(self, project: Project, run: Run) -> None:
        project({"Dockerfile": WARNING})
        shown = run("Dockerfile").out
        result = run("Dockerfile", "--output-file", "report.txt")
        assert (result.code, result.out, result.err) == (1, "", "")
        assert Path("report.txt").read_text() == shown
        run("Dockerfile", "--output-file", "report.json", "--output-format", "json")
        assert len(json.loads(Path("report.json").read_text())) == 1
        result = run("Dockerfile", "--output-file", "gone/report.txt")
        assert (result.code, result.err) == (2, "error: cannot write the report: no such file or directory\n")

    def test_a_clean_run(self, project: Project, run: Run) -> None:
        project({"Dockerfile": CLEAN, "b.Dockerfile": CLEAN})
        assert run("--output-format", "json").out == "[]\n"
        assert run("--output-format", "concise").out == ""
        assert run().out == "No findings in 2 files.\n"

    def test_nothing_to_check(self, project: Project, run: Run) -> None:
        project({})
        result = run()
        assert (result.code, result.out) == (0, "")
        assert result.err == "note: .: no Dockerfile or Containerfile found\n"
        assert run("--output-format", "json").out == "[]\n"

    def test_summary_and_statistics(self, project: Project, run: Run) -> None:
        project({"a.Dockerfile": BOTH, "b.Dockerfile": WARNING, "c.Dockerfile": CLEAN})
        result = run("--statistics")
        assert result.out.endswith(
            "\n2  untagged-base-image\n1  parse-error\n3 findings in 2 of 3 files (1 error, 2 warnings).\n"
            + MAY_FIX.format(2)
        )
        result = run("--statistics", "--output-format", "json")
        assert len(json.loads(result.out)) == 3
        assert result.err == "2  untagged-base-image\n1  parse-error\n"

    @pytest.mark.parametrize(
        ("variables", "is_colored"),
        [
            ({}, False),
            ({"NO_COLOR": ""}, False),
            ({"FORCE_COLOR": "0"}, False),
            ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
            ({"FORCE_COLOR": "1"}, True),
            ({"CLICOLOR_FORCE": "1"}, True),
            ({"FORCE_COLOR": "3", "NO_COLOR": ""}, True),
        ],
    )
    def test_color(
        self,
        variables: dict[str, str],
        is_colored: bool,
        project: Project,
        run: Run,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        project({"Dockerfile": WARNING})
        for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        for output_format in ("text", "concise"):
            line = ["--output-format", output_format]
            assert ("\x1b[" in run(*line).out) is is_colored
            assert "\x1b[" in run(*line, "--color=always").out
            assert "\x1b[" not in run(*line, "--color=never").out

    def test_json_has_no_color(self, project: Project, run: Run) -> None:
        project({"Dockerfile": WARNING})
        assert len(json.loads(run("--color=always", "--output-format", "json").out)) == 1


class TestProcess:
    """What only a process of its own shows."""

    def test_module(self, project: Project, process: Process) -> None:
        project({"Dockerfile": WARNING})
        done = process("Dockerfile", *SELECT)
        assert (done.returncode, done.stderr) == (1, b"")
        assert done.stdout.decode().endswith("1 finding in 1 file (1 warning).\n" + MAY_FIX.format(1))

    @pytest.mark.parametrize("output_format", ["text", "json"])
    def test_a_reader_that_goes_away(self, output_format: str, project: Project, process: Process) -> None:
        project({"Dockerfile": BOTH * 2000})
        reading, writing = os.pipe()
        os.close(reading)
        done = process("Dockerfile", "--output-format", output_format, stdout=writing)
        os.close(writing)
        assert (done.returncode, done.stderr) == (0, b"")

    def test_a_folder_that_is_gone(self, project: Project, process: Process) -> None:
        project({})
        program = (
            "import os\nos.mkdir('gone'); os.chdir('gone'); os.rmdir('../gone')\n"
            "from dockerlint.__main__ import entry\n"
            "entry()\n"
        )
        done = process("/dev/null", program=program)
        assert done.returncode == 2
        assert done.stderr.startswith(b"error: ")
        assert b"Traceback" not in done.stderr

    def test_errors_come_between_findings_and_summary(self, project: Project, process: Process) -> None:
        project({"Dockerfile": WARNING})
        done = process("gone", "Dockerfile", *SELECT, stderr=subprocess.STDOUT)
        lines = done.stdout.decode().splitlines()
        assert lines[0].startswith("warning[untagged-base-image]")
        assert lines[-3:-1] == ["error: gone: no such file or directory", "1 finding in 1 file (1 warning)."]

    def test_a_full_disk(self, project: Project, process: Process) -> None:
        project({"Dockerfile": BOTH})
        with Path("/dev/full").open("wb") as full:
            done = process("Dockerfile", stdout=full)
        assert done.returncode == 2
        assert done.stderr.startswith(b"error: cannot write")
        assert b"Traceback" not in done.stderr

    @pytest.mark.parametrize("closed", ["stdin", "stdout", "stderr"])
    def test_closed_streams(self, closed: str, project: Project, process: Process) -> None:
        project({"Dockerfile": WARNING})
        number = ("stdin", "stdout", "stderr").index(closed)
        program = f"import os, sys; os.close({number}); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
        done = process("-m", "dockerlint", "Dockerfile", program=program)
        assert done.returncode == (2 if closed == "stdout" else 1)
        assert b"Traceback" not in done.stderr

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_an_interrupt(self, jobs: int, project: Project, process: Process) -> None:
        project({"Dockerfile": WARNING, "b.Dockerfile": WARNING})
        program = (
            "import os, signal\n"
            "from dockerlint.cli import checker\n"
            "from dockerlint.__main__ import entry\n"
            "signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it\n"
            "checker.read_source = lambda path: os.kill(os.getpid(), signal.SIGINT)\n"
            "entry()\n"
        )
        done = process("--jobs", str(jobs), ".", program=program)
        assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")

    def test_a_defect_asks_for_a_report(self, process: Process) -> None:
        program = (
            "from dockerlint.cli import check\n"
            "from dockerlint.__main__ import entry\n"
            "def fail(_): raise ZeroDivisionError('oh')\n"
            "check.run = fail\n"
            "entry()\n"
        )
        done = process(program=program)
        assert done.returncode == 2
        assert b"please report" in done.stderr
        assert b"Traceback" not in done.stderr
        done = process(program=program, environment={"DOCKERLINT_TRACEBACK": "1"})
        assert done.returncode != 0
        assert b"Traceback" in done.stderr

    def test_a_pipe_that_a_shell_made(self, project: Project, process: Process) -> None:
        project({})
        reading, writing = os.pipe()
        os.write(writing, WARNING.encode())
        os.close(writing)
        done = process(f"/dev/fd/{reading}", "--output-format", "concise", pass_fds=[reading])
        os.close(reading)
        assert (done.returncode, done.stderr) == (1, b"")
        assert done.stdout.startswith(f"/dev/fd/{reading}:1:6: warning".encode())

    @pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
    def test_any_encoding_of_the_streams(self, encoding: str, project: Project, process: Process) -> None:
        project({"日本.Dockerfile": "FROM é日\nENV é\n"})
        environment = {"PYTHONIOENCODING": encoding}
        done = process("日本.Dockerfile", "gone日", environment=environment)
        assert done.returncode == 2
        done.stdout.decode(encoding)
        assert done.stderr.decode(encoding).startswith("error: gone")
        done = process("日本.Dockerfile", "--output-format", "json", environment=environment)
        assert {each["filename"] for each in json.loads(done.stdout.decode("utf-8"))} == {"日本.Dockerfile"}

    def test_paths_of_pre_commit(self, project: Project, process: Process) -> None:
        """The hook's type takes ignore files in, and excluded files come by name."""
        project(
            {
                "Dockerfile": WARNING,
                "Dockerfile.dockerignore": "*\n",
                "vendor/Dockerfile": ERROR,
                "old/Dockerfile": ERROR,
                ".dockerlint.yaml": "exclude: [old]\n",
            }
        )
        paths = ["Dockerfile", "Dockerfile.dockerignore", "vendor/Dockerfile", "old/Dockerfile"]
        done = process("check", "--force-exclude", "--output-format", "json", *SELECT, *paths)
        assert [each["filename"] for each in json.loads(done.stdout)] == ["Dockerfile"]
        assert done.stderr == b"note: Dockerfile.dockerignore: skipped, an ignore file is no Dockerfile\n"


def test_a_baseline_covers_what_was_there(project: Project, run: Run) -> None:
    project({"a/Dockerfile": WARNING, "b.Dockerfile": BOTH})
    written = run("--write-baseline", "known.json", "--isolated", *SELECT)
    assert (written.code, written.out) == (0, "known.json covers 3 findings.\n")
    assert run("--baseline", "known.json", "--isolated", *SELECT).code == 0
    project({"a/Dockerfile": "# new\nARG X\n" + WARNING + "FROM example/other\n"})
    found = run("--baseline", "known.json", "--isolated", "--output-format", "json", *SELECT)
    assert findings(found) == [("a/Dockerfile", "untagged-base-image", 4)]
    project({".dockerlint.yaml": "baseline: known.json\n"})
    assert len(findings(run("--output-format", "json", *SELECT))) == 1


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"version": 2, "files": {}}', '{"version": 1, "files": {"a": 1}}']
)
def test_what_is_no_baseline_is_trouble(content: str, project: Project, run: Run) -> None:
    project({"Dockerfile": WARNING, "known.json": content})
    result = run("--baseline", "known.json", "--isolated", *SELECT)
    assert result.code == 2
    assert "known.json" in result.err
