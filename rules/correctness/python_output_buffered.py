from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.shell.package_calls import unversioned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class PythonOutputBuffered(Rule):
    """A Python program whose output waits in a buffer.

    ## What it flags
    An image that starts `python` itself without `-u`, where PYTHONUNBUFFERED is set nowhere.

    ## Why it is bad
    Without a terminal Python keeps what it prints until some kilobytes have come together: when the program is
    killed, its last lines are lost.

    ## What to do
    `ENV PYTHONUNBUFFERED=1`.

    ## Sources
    - https://docs.python.org/3/using/cmdline.html#envvar-PYTHONUNBUFFERED
    """

    name = "python-output-buffered"
    aliases = ("dockerfile-doctor:DD015", "droast:DF032")
    severity = "info"
    on = ("@file",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example(
                'FROM python:3.14-slim\nCMD ["python", "app.py"]\n',
                fixed='FROM python:3.14-slim\nENV PYTHONUNBUFFERED=1\nCMD ["python", "app.py"]\n',
            ),
            Example(
                "FROM python:3.14-slim\nENTRYPOINT python3 -m app\n",
                fixed="FROM python:3.14-slim\nENV PYTHONUNBUFFERED=1\nENTRYPOINT python3 -m app\n",
            ),
        ),
        good=(
            'FROM python:3.14-slim\nENV PYTHONUNBUFFERED=1\nCMD ["python", "app.py"]\n',
            'FROM python:3.14-slim\nCMD ["python", "-u", "app.py"]\n',
            'FROM python:3.14-slim\nCMD ["gunicorn", "app"]\n',
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        stage = file.graph.target
        if stage is None or "PYTHONUNBUFFERED" in file.tree.text:
            return
        starter = next((one for one in reversed(stage.instructions) if one.keyword in ("ENTRYPOINT", "CMD")), None)
        for command in file.commands(starter) if starter is not None else ():
            if unversioned(command.name) == "python" and command.arguments and not command.has("-u", "-c"):
                yield self.at(
                    command.name_word or command,
                    "Python's output waits in a buffer: set PYTHONUNBUFFERED",
                    subject=starter,
                )
                return
