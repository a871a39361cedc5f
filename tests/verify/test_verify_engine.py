"""Verification in a real engine: what passes, what each step finds, and that nothing is left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dockerlint.context import BuildContext
from dockerlint.verify import verdict as names
from dockerlint.verify.smoke import read_smoke
from dockerlint.verify.verdict import PASSED, SKIPPED
from dockerlint.verify.verify import Options, verify
from tests.measure.conftest import docker

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.measure.engine import Engine
    from dockerlint.verify.verdict import Verdict

pytestmark = pytest.mark.engine
ROOT = Path(__file__).resolve().parents[2]

# A server with its sources beside it, and a command.
BEFORE = """\
FROM busybox:1.35
WORKDIR /srv
COPY . .
RUN cp /bin/true /srv/tool && chmod +x serve.sh
EXPOSE 8080
CMD ["/srv/serve.sh"]
"""
SERVE = """\
#!/bin/sh
exec httpd -f -p 8080
"""
AFTER = """\
FROM busybox:1.35 AS build
WORKDIR /srv
COPY . .
RUN cp /bin/true /srv/tool && chmod +x serve.sh

FROM busybox:1.35
WORKDIR /srv
COPY --from=build /srv/tool /srv/tool
COPY --from=build /srv/serve.sh /srv/serve.sh
COPY --from=build /srv/data.txt /srv/data.txt
EXPOSE 8080
CMD ["/srv/serve.sh"]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "serve.sh").write_text(SERVE)
    (tmp_path / "data.txt").write_text("hello\n")
    (tmp_path / "app.py").write_text("x = 1\n")
    (tmp_path / "large.bin").write_bytes(b"x" * 2_000_000)
    (tmp_path / "data.txt").chmod(0o644)
    (tmp_path / "Dockerfile").write_text(BEFORE)
    return tmp_path


@pytest.fixture
def tried(engine: Engine, project: Path) -> Callable[..., Verdict]:
    def tried(after: str, smoke: object = None, before: str = BEFORE, **settings: object) -> Verdict:
        options = Options()
        options.rebuilds = 0
        options.is_cold = False
        for name, value in settings.items():
            setattr(options, name, value)
        path = str(project / "Dockerfile")
        context = BuildContext(str(project), path)
        found = verify(before, after, path, context, engine, read_smoke(smoke or {"timeout": 8}), options)
        assert containers(os.getpid()) == []
        return found

    return tried


def containers(process: int) -> list[str]:
    """Return the containers of a process's verifications."""
    name = f"name=dockerlint-verify-{process}-"
    return docker("ps", "--all", "--filter", name, "--format", "{{.Names}}").decode().split()


def results(verdict: Verdict) -> dict[str, str]:
    return {step.name: step.result for step in verdict.steps}


def failure(verdict: Verdict) -> tuple[str, str]:
    assert len(verdict.failures) == 1, list(verdict.lines())
    return verdict.failures[0].name, verdict.failures[0].reason


def test_a_good_rewrite_passes_every_step(tried: Callable[..., Verdict]) -> None:
    smoke = {"requests": ["/data.txt"], "inside": "cat data.txt", "timeout": 20}
    verdict = tried(AFTER, smoke, artifacts=["/srv/tool"], rebuilds=1)
    assert set(results(verdict).values()) == {PASSED}, list(verdict.lines())
    assert verdict.passed
    assert list(results(verdict)) == list(names.STEPS)
    start = verdict.step(names.START)
    assert start is not None
    assert start.reason == "stays up, listens on 8080"
    files = verdict.step(names.FILES)
    assert files is not None
    assert "3 left behind" in files.reason
    assert verdict.edited == "app.py"
    assert verdict.before is not None
    assert verdict.after is not None
    assert 1_900_000 < verdict.before.bytes - verdict.after.bytes < 2_200_000
    assert len(verdict.before.rebuilds) == 1
    json.dumps(verdict.as_json())


def test_without_a_smoke_test_it_is_started_and_watched(tried: Callable[..., Verdict]) -> None:
    verdict = tried(AFTER)
    assert verdict.passed
    assert results(verdict)[names.SMOKE] == SKIPPED
    assert results(verdict)[names.START] == PASSED


@pytest.mark.parametrize(
    ("old", "new", "step", "reason"),
    [
        ("RUN cp", "RUN false && cp", names.BUILD_REWRITE, "Dockerfile:4:"),
        ("EXPOSE 8080\n", "EXPOSE 8081\n", names.CONFIGURATION, "ExposedPorts"),
        (
            "WORKDIR /srv\nCOPY --from=build /srv/tool",
            "WORKDIR /srv\nENV X=1\nCOPY --from=build /srv/tool",
            names.CONFIGURATION,
            "Env X",
        ),
        ("\nEXPOSE", "\nRUN chmod 600 data.txt\nEXPOSE", names.FILES, "/srv/data.txt: mode 644 -> 600"),
        ("\nEXPOSE", "\nRUN echo more >> data.txt\nEXPOSE", names.FILES, "/srv/data.txt: content"),
        ("COPY --from=build /srv/serve.sh /srv/serve.sh\n", "", names.START, "listens on 8080 -> exits with 127"),
    ],
)
def test_each_step_finds_what_it_is_for(
    old: str, new: str, step: str, reason: str, tried: Callable[..., Verdict]
) -> None:
    assert AFTER.count(old) >= 1
    before, mark, after = AFTER.rpartition("\n\n")
    text = f"{before}{mark}{after.replace(old, new)}" if old in after else AFTER.replace(old, new)
    verdict = tried(text)
    assert failure(verdict)[0] == step
    assert reason in failure(verdict)[1]
    assert results(verdict)[names.GAIN] == SKIPPED


def test_an_artifact_that_is_not_there_is_a_failure(tried: Callable[..., Verdict]) -> None:
    assert failure(tried(AFTER, artifacts=["/srv/other"]))[0] == names.FILES


def test_a_smoke_command_must_say_and_return_the_same(tried: Callable[..., Verdict]) -> None:
    broken = AFTER.replace("COPY --from=build /srv/data.txt /srv/data.txt\n", "")
    verdict = tried(broken, "cat data.txt")
    assert failure(verdict) == (names.SMOKE, "command `cat data.txt`: not as in the original")
    assert "No such file" in verdict.failures[0].log
    assert any("exit code 0 -> 1" in line for line in verdict.failures[0].details)


def test_a_file_that_only_a_request_needs_is_missed(tried: Callable[..., Verdict]) -> None:
    broken = AFTER.replace("COPY --from=build /srv/data.txt /srv/data.txt\n", "")
    verdict = tried(broken, {"requests": ["/data.txt"]})
    assert failure(verdict)[0] == names.SMOKE
    assert "-hello" in verdict.failures[0].details


def test_a_command_inside_a_container_that_has_ended_fails(tried: Callable[..., Verdict]) -> None:
    before, after = BEFORE.replace('/srv/serve.sh"]', '/bin/true"]'), AFTER.replace('/srv/serve.sh"]', '/bin/false"]')
    verdict = tried(after, {"inside": "true"}, before=before, allowed={"Cmd": "for the test"})
    assert {step.name for step in verdict.failures} == {names.START, names.SMOKE}
    assert verdict.step(names.START).reason == "exits with 0 -> exits with 1"  # type: ignore[union-attr]


def test_arguments_and_standard_input_go_to_the_entry_point(tried: Callable[..., Verdict]) -> None:
    before = BEFORE.replace("CMD", 'ENTRYPOINT ["cat"]\nCMD')
    after = AFTER.replace("CMD", 'ENTRYPOINT ["cat"]\nCMD')
    assert tried(after, {"arguments": ["data.txt", "-"], "stdin": "more\n"}, before=before).passed


def test_a_smoke_test_that_fails_in_the_original_proves_nothing(tried: Callable[..., Verdict]) -> None:
    step, reason = failure(tried(AFTER, "no-such-program"))
    assert step == names.SMOKE
    assert "does not work in the original (exit code 127)" in reason


def test_a_smoke_test_that_never_ends_is_ended(tried: Callable[..., Verdict]) -> None:
    start = time.monotonic()
    step, reason = failure(tried(AFTER, {"command": "sleep 600", "timeout": 2}))
    assert step == names.SMOKE
    assert "not done in the original after 2 s" in reason
    assert time.monotonic() - start < 120


def test_output_that_differs_from_run_to_run_is_not_compared(tried: Callable[..., Verdict]) -> None:
    smoke = {"command": "cat data.txt; cat /proc/sys/kernel/random/uuid"}
    verdict = tried(AFTER, smoke)
    assert verdict.passed, list(verdict.lines())
    step = verdict.step(names.SMOKE)
    assert step is not None
    assert "from run to run" in step.details[0]
    other = AFTER.replace("/srv/data.txt /srv/data.txt", "/srv/app.py /srv/data.txt")
    assert failure(tried(other, smoke, stated={"/srv/data.txt": "another"}))[0] == names.SMOKE


def test_a_health_check_must_pass_in_both(tried: Callable[..., Verdict]) -> None:
    check = "HEALTHCHECK --retries=1 CMD test -f data.txt\nCMD"
    before, after = BEFORE.replace("CMD", check), AFTER.replace("CMD", check)
    verdict = tried(after, before=before)
    step = verdict.step(names.START)
    assert step is not None
    assert step.reason == "stays up, listens on 8080, healthy"
    broken = after.replace("COPY --from=build /srv/data.txt /srv/data.txt\n", "")
    step_name, reason = failure(tried(broken, {"timeout": 8}, before=before))
    assert step_name == names.START
    assert reason.endswith("healthy -> stays up, listens on 8080, unhealthy")


def test_an_image_without_any_program_is_watched_too(tried: Callable[..., Verdict]) -> None:
    before = 'FROM busybox:1.35\nCMD ["/bin/busybox", "httpd", "-f", "-p", "8080"]\n'
    after = (
        "FROM busybox:1.35 AS build\nFROM scratch\nENV PATH=/bin\nCOPY --from=build /bin/busybox /bin/busybox\n"
        'CMD ["/bin/busybox", "httpd", "-f", "-p", "8080"]\n'
    )
    verdict = tried(after, before=before)
    start = verdict.step(names.START)
    assert start is not None
    assert (start.result, start.reason) == (PASSED, "stays up, listens on 8080")


def test_a_rewrite_that_gains_nothing_fails(tried: Callable[..., Verdict]) -> None:
    step, reason = failure(tried(BEFORE))
    assert step == names.GAIN
    assert reason.endswith("(+0%): not smaller")


def test_an_original_that_does_not_build_says_nothing_of_the_rewrite(tried: Callable[..., Verdict]) -> None:
    verdict = tried(AFTER, before=BEFORE.replace("RUN cp", "RUN false; no-such-command; cp /none"))
    assert verdict.is_original_broken
    assert "no-such-command" in verdict.failures[0].log
    assert {result for name, result in results(verdict).items() if name != names.BUILD_ORIGINAL} == {SKIPPED}


def test_other_files_of_the_rewrite_are_built_with(tried: Callable[..., Verdict]) -> None:
    verdict = tried(BEFORE, after_files={".dockerignore": "large.bin\n"})
    assert verdict.passed, list(verdict.lines())
    assert verdict.before is not None
    assert verdict.after is not None
    assert verdict.after.bytes < verdict.before.bytes - 1_900_000


@pytest.mark.usefixtures("engine")
def test_after_an_interruption_nothing_is_left(project: Path) -> None:
    script = project / "run.py"
    script.write_text(
        "import signal, sys\n"
        # A job in the background has it ignored.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "from dockerlint.context import BuildContext\n"
        "from dockerlint.measure.engine import connect\n"
        "from dockerlint.verify.smoke import read_smoke\n"
        "from dockerlint.verify.verify import Options, verify\n"
        "options = Options()\n"
        "options.is_cold = False\n"
        "options.listener = lambda kind, text: kind == 'phase' and print(text, flush=True)\n"
        f"path = {str(project / 'Dockerfile')!r}\n"
        f"verify({BEFORE!r}, {AFTER!r}, path, BuildContext({str(project)!r}, path), connect(), "
        "read_smoke('sleep 100'), options)\n"
    )
    before = docker("images", "--all", "--quiet").split()
    process = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if line.strip() == names.SMOKE:
                break
        time.sleep(1)
        assert containers(process.pid)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    assert "KeyboardInterrupt" in err
    assert containers(process.pid) == []
    left = set(docker("images", "--all", "--quiet").split()) - set(before)
    tags = docker("images", "--format", "{{.ID}} {{.Repository}}").decode().split("\n")
    assert not [line for line in tags if "dockerlint-measure" in line and line.split()[0].encode() in left]
