"""The parts of the verification that need no engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from dockerlint.verify.behaviour import Start, compare_starts
from dockerlint.verify.configuration import Named, allowed_by_plan, configuration_differences
from dockerlint.verify.containers import Output, quick, read_ports
from dockerlint.verify.files import left_out
from dockerlint.verify.smoke import SmokeError, read_smoke
from dockerlint.verify.verdict import FAILED, GAIN, PASSED, SKIPPED, STEPS, Step, Verdict, Weight

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "schemas" / "optimize.schema.json"


def test_a_smoke_command_as_a_text_goes_through_a_shell_and_as_a_list_does_not() -> None:
    assert read_smoke("app --version").command == ["/bin/sh", "-c", "app --version"]
    assert read_smoke(["app", "--version"]).command == ["app", "--version"]
    assert read_smoke({"arguments": "--a b"}).arguments == ["--a", "b"]
    assert read_smoke({}).is_empty


def test_requests_are_paths_with_or_without_a_port_or_maps() -> None:
    post = {"path": "/items", "port": 81, "method": "post", "body": "{}", "headers": {"X": 1}}
    smoke = read_smoke({"requests": ["/", ":8080/health", post]})
    assert [str(one) for one in smoke.requests] == ["GET /", "GET :8080/health", "POST :81/items"]
    assert smoke.requests[2].body == b"{}"
    assert smoke.requests[2].headers == {"X": "1"}
    assert smoke.starts


def test_what_a_smoke_test_ignores_is_not_compared() -> None:
    smoke = read_smoke({"command": "x", "ignore": r"^took \d+ ms$"})
    assert smoke.visible("a\ntook 3 ms\nb\n") == "a\n\nb\n"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"comand": "x"}, "did you mean `command`"),
        ({"surprise": "x"}, "it knows arguments, command"),
        ({"command": ""}, "takes a text or a list"),
        ({"command": []}, "is empty"),
        ({"command": "a", "arguments": ["b"]}, "one of them"),
        ({"stdin": "a"}, "needs `command` or `arguments`"),
        ({"requests": "health"}, "begins with /"),
        ({"requests": [{"path": "/", "prot": 1}]}, "did you mean `port`"),
        ({"requests": [{"path": "/", "port": 70000}]}, "is no port"),
        ({"requests": [{"path": "/", "method": "FETCH"}]}, "is one of DELETE"),
        ({"requests": [3]}, "takes paths"),
        ({"ignore": "("}, "no regular expression"),
        ({"timeout": True}, "seconds above 0"),
        ({"timeout": "soon"}, "seconds above 0"),
        ({"environment": ["A=b"]}, "names with values"),
        (3, "takes a text or a list"),
    ],
)
def test_a_smoke_test_that_cannot_be_read_says_why(value: object, message: str) -> None:
    with pytest.raises(SmokeError, match=message.replace("(", r"\(")):
        read_smoke(value)


PORTS = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 604105 1
   1: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 604105 1
   2: 020011AC:1F40 010011AC:C766 06 00000000:00000000 03:00001761 00000000     0        0 0 3
  sl  local_address                         remote_address                        st tx_queue
   0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000
   1: 00000000000000000000000001000000:0019 00000000000000000000000000000000:0000 0A 00000000:00000000
   2: 0000000000000000FFFF00000100007F:001A 00000000000000000000000000000000:0000 0A 00000000:00000000
   x: nonsense:zz 0 0A
"""


def test_listening_ports_are_read_from_the_kernels_tables() -> None:
    assert read_ports(PORTS) == {(8000, False), (80, True), (22, False), (25, True), (26, True)}


def test_a_port_that_also_others_reach_is_not_loopback_only() -> None:
    assert read_ports(PORTS.replace("0100007F:0050", "0100007F:1F40")) >= {(8000, False)}


def test_a_health_check_is_asked_every_second() -> None:
    assert quick({"Test": ["CMD", "x"], "Interval": 9, "Retries": 2}) == {
        "Test": ["CMD", "x"],
        "Interval": 1_000_000_000,
        "Retries": 2,
    }
    assert quick({"Test": ["NONE"]}) is None
    assert quick(None) is None


def config(**settings: object) -> Mapping[str, Any]:
    return {"os": "linux", "config": settings}


def compared(
    text: str, before: Mapping[str, Any], after: Mapping[str, Any], **allowed: str
) -> tuple[list[str], list[str]]:
    named = Named(text, None, {})
    return configuration_differences(before, after, (named, named), allowed)


def test_variables_and_labels_of_the_base_image_may_differ_those_of_the_file_may_not() -> None:
    before = config(Env=["A=1", "GOLANG_VERSION=1"], Labels={"x": "1", "base": "1"})
    after = config(Env=["A=2"], Labels={"x": "2"})
    wrong, right = compared("FROM a\nENV A=1\nLABEL x=1\n", before, after)
    assert wrong == ["Env A: '1' -> '2'", "Labels x: '1' -> '2'"]
    assert [line.partition(":")[0] for line in right] == ["Env GOLANG_VERSION", "Labels base"]


def test_the_command_and_the_user_of_the_base_image_have_to_be_carried_over() -> None:
    before, after = config(Cmd=["python3"], User="app"), config(Cmd=["bash"])
    wrong, _ = compared("FROM a\n", before, after)
    assert wrong == ["Cmd: ['python3'] -> ['bash']", "User: 'app' -> nothing"]
    wrong, right = compared("FROM a\n", before, after, Cmd="asked for", User="x")
    assert wrong == []
    assert len(right) == 2


def test_what_a_plan_changes_knowingly_may_differ() -> None:
    changes = {"env": "PATH, VIRTUAL_ENV: the virtual environment", "cmd": "started directly", "base": "a becomes b"}
    assert allowed_by_plan(changes) == {
        "Env PATH": "the virtual environment",
        "Env VIRTUAL_ENV": "the virtual environment",
        "Cmd": "started directly",
    }


def test_what_the_file_adds_to_the_path_has_to_stay() -> None:
    text = "FROM a AS b\nENV PATH=/app/bin:$PATH\nFROM b\n"
    before = config(Env=["PATH=/app/bin:/usr/local/go/bin:/bin"])
    assert compared(text, before, config(Env=["PATH=/app/bin:/bin"]))[0] == []
    assert compared(text, before, config(Env=["PATH=/bin"]))[0] != []


@pytest.mark.parametrize(
    "path",
    [
        "app/__pycache__/x.pyc",
        "app/x.pyc",
        "root/.cache/pip/x",
        "app/.git/index",
        "var/log/dpkg.log",
        "a/b/RECORD",
        "app/node_modules/.pnpm/lock.yaml",
    ],
)
def test_what_differs_from_build_to_build_is_left_out(path: str) -> None:
    assert left_out(path)


@pytest.mark.parametrize("path", ["app/main.py", "tmp/data", "app/cache/x", "etc/app.conf", "app/lock.yaml"])
def test_other_files_are_compared(path: str) -> None:
    assert not left_out(path)


def test_starts_are_alike_by_exit_code_ports_and_health() -> None:
    none = Output(None, "", "")
    up = Start(None, {(80, False)}, "healthy", none)
    assert up.is_like(Start(None, {(80, False)}, "healthy", none))
    assert not up.is_like(Start(None, {(80, True)}, "healthy", none))
    assert str(up) == "stays up, listens on 80, healthy"
    assert str(Start(3, set(), "", none)) == "exits with 3"


class Starts:
    """A trial whose container prints a text and ends, or stays up where the code is None."""

    def __init__(self, code: int | None, *logs: str) -> None:
        self._code = code
        self._logs = list(logs)

    def start(self, wanted: Start | None = None) -> Start:
        del wanted
        log = self._logs.pop(0) if len(self._logs) > 1 else self._logs[0]
        return Start(self._code, set(), "", Output(self._code, "", log))


REFUSED = 'File "/usr/local/lib/python3.11/x.py", line 30\nConnectionRefusedError: [Errno 111] no answer\n'


@pytest.mark.parametrize(
    ("code", "before", "after", "result"),
    [
        (1, [REFUSED], REFUSED.replace("/usr/local", "/opt/venv").replace("30", "31"), PASSED),
        (1, [REFUSED], "ModuleNotFoundError: No module named 'psycopg2'\n", FAILED),
        (1, ["Error: a\n", "Error: b\n"], "Error: b\n", PASSED),
        (None, ["ready at 12:01\n"], "ready at 12:02\nError: a\n", PASSED),
        (None, ["ready\n"], "sh: 1: curl: not found\nready\n", FAILED),
    ],
)
def test_a_log_that_complains_of_something_else_is_another_start(
    code: int | None, before: list[str], after: str, result: str
) -> None:
    step = compare_starts(Starts(code, *before), Starts(code, after))  # type: ignore[arg-type]
    assert step.result == result


def test_a_verdict_without_all_its_steps_says_why() -> None:
    verdict = Verdict()
    verdict.before = Weight(9, 8, 1, 2.0)
    assert not verdict.passed
    verdict.steps.append(Step(GAIN, PASSED, "smaller"))
    verdict.complete("the original does not build")
    assert [step.name for step in verdict.steps] == list(STEPS)
    assert {step.result for step in verdict.steps} == {PASSED, SKIPPED}
    assert verdict.passed
    verdict.steps.append(Step(GAIN, FAILED, "no", ["a"] * 99, "log\n" * 99))
    assert not verdict.passed
    as_json = verdict.as_json()
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator({"$ref": "#/$defs/verified", "$defs": schema["$defs"]}).validate(as_json)
    assert as_json["steps"][-1]["details"][-1] == "… and 49 more"
    assert "         | log" in list(verdict.lines())
