"""A pygls client at work on the server, over standard input and output."""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ENVIRONMENT, everything, session
from lsprotocol import types

from dockerlint.editor.positions import Lines
from dockerlint.shell.shellcheck import find_program

if TYPE_CHECKING:
    from conftest import Client

OFF = ("--isolated", "--shellcheck", "off")
APT = "FROM debian:13\nRUN apt-get update && apt-get install -y --no-install-recommends curl\n"
PATIENCE = 0.3  # how long nothing has to come until nothing counts as coming


def rules(diagnostics: list[types.Diagnostic]) -> list[object]:
    return [one.code for one in diagnostics]


def applied(text: str, edits: Any, encoding: str = "utf-16") -> str:
    lines = Lines(text, encoding)
    spans = [
        (
            lines.offset(one.range.start.line, one.range.start.character),
            lines.offset(one.range.end.line, one.range.end.character),
            one.new_text,
        )
        for one in edits
    ]
    for start, end, new in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def edits_of(action: types.CodeAction, uri: str) -> Any:
    assert action.edit is not None
    if action.edit.changes is not None:
        return action.edit.changes[uri]
    found = [
        one.edits
        for one in action.edit.document_changes or ()
        if isinstance(one, types.TextDocumentEdit) and one.text_document.uri == uri
    ]
    return found[0]


def checked(text: str, folder: Path, *arguments: str) -> list[dict[str, Any]]:
    """Return what `dockerlint check` says of a text."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "dockerlint", "check", "-", "--stdin-filename", str(folder / "Dockerfile")),
            *("--output-format", "json", "--exit-zero", *arguments),
        ],
        input=text.encode(),
        capture_output=True,
        env=ENVIRONMENT,
        check=True,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_open_edit_save_and_close(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text(APT, encoding="utf-8")

    async def talk(client: Client) -> None:
        uri = client.open(path)
        first = await client.diagnostics(uri, 1)
        assert rules(first) == ["apt-lists-left-behind"]
        one = first[0]
        assert one.source == "dockerlint"
        assert one.severity == types.DiagnosticSeverity.Warning
        assert one.code_description is not None
        assert one.code_description.href.endswith("/apt-lists-left-behind.md")
        assert str(one.range) == "1:4-1:18"
        version = client.change(uri, " && rm -rf /var/lib/apt/lists/*", types.Range(end_of(1), end_of(1)))
        assert await client.diagnostics(uri, version) == []
        version = client.change(uri, APT)
        assert rules(await client.diagnostics(uri, version)) == ["apt-lists-left-behind"]
        client.save(uri)
        client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
        while await client.diagnostics(uri):
            pass

    session(tmp_path, talk, *OFF)


def end_of(line: int) -> types.Position:
    return types.Position(line, 1 << 20)


def test_what_is_published_is_about_the_latest_version(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text(APT * 40, encoding="utf-8")

    async def talk(client: Client) -> None:
        uri = client.open(path)
        versions = [
            client.change(uri, f"# {number}\n", types.Range(types.Position(0, 0), types.Position(0, 0)))
            for number in range(60)
        ]
        seen: list[int] = []
        while not seen or seen[-1] != versions[-1]:
            found = await asyncio.wait_for(client.published.get(), 30)
            assert found.version is not None
            seen.append(found.version)
        assert seen == sorted(set(seen))
        # Whoever types fast is not told of every version in between.
        assert len(seen) < len(versions)

    session(tmp_path, talk, *OFF)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "utf-32"])
def test_two_hundred_random_edits_find_what_a_check_finds(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    text = (
        "# 😀 é\nFROM debian AS Build\nENV A=😀 B $C\nCOPY . .\n"
        "RUN apt-get update && \\\n  # é\n  apt-get install -y 'ü' curl\n"
        'RUN cd /opt && echo "😀" > é; sudo make\r\nMAINTAINER é 😀\nEXPOSE 80/TCP\n'
        "from alpine\nRUN apk add 😀 && wget é\n"
    )
    path.write_text(text, encoding="utf-8", newline="")
    source = random.Random(encoding)  # noqa: S311
    pieces = (
        "x",
        "\n",
        "\\\n",
        "😀",
        "é",
        " ",
        " && apt-get install -y vim",
        "\r\n",
        "RUN cd /tmp\n",
        "#",
        '"',
        "$HOME",
        "FROM a AS b\n",
        "\r",
        "\t",
        "USER root\n",
        "\x0b",
        "\u2028",
        "",
    )

    async def talk(client: Client) -> None:
        nonlocal text
        uri = client.open(path, text)
        await client.diagnostics(uri, 1)
        for number in range(200):
            start = source.randrange(len(text) + 1)
            end = min(start + source.choice((0, 0, 0, 1, 3, 12)), len(text))
            lines = Lines(text, encoding)
            start, end = (lines.offset(*lines.place(one)) for one in (start, end))
            piece = source.choice(pieces)
            where = types.Range(types.Position(*lines.place(start)), types.Position(*lines.place(end)))
            version = client.change(uri, piece, where)
            text = text[:start] + piece + text[end:]
            found = await client.diagnostics(uri, version)
            if number % 10 == 9:
                compare(found, text)

    def compare(found: list[types.Diagnostic], text: str) -> None:
        after = Lines(text, encoding)
        begins = [0]
        for line in text.split("\n"):
            begins.append(begins[-1] + len(line) + 1)
        wanted = []
        for one in checked(text, tmp_path, *OFF):
            spans = [begins[one[key]["row"] - 1] + one[key]["column"] - 1 for key in ("location", "end_location")]
            wanted.append((one["rule"], one["message"], *(after.place(min(span, len(text))) for span in spans)))
        got = [
            (one.code, one.message, *((place.line, place.character) for place in (one.range.start, one.range.end)))
            for one in found
        ]
        assert got == wanted

    client = session(tmp_path, talk, *OFF, encodings=[encoding])
    assert client.capabilities.position_encoding == encoding


def test_pulled_diagnostics(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text(APT, encoding="utf-8")

    async def talk(client: Client) -> None:
        assert client.capabilities.diagnostic_provider is not None
        uri = client.open(path)
        params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
        found = await client.text_document_diagnostic_async(params)
        assert isinstance(found, types.RelatedFullDocumentDiagnosticReport)
        assert rules(list(found.items)) == ["apt-lists-left-behind"]
        client.change(uri, "FROM scratch\n")
        found = await client.text_document_diagnostic_async(params)
        assert isinstance(found, types.RelatedFullDocumentDiagnosticReport)
        assert list(found.items) == []
        await asyncio.sleep(PATIENCE)
        assert client.published.empty()

    session(tmp_path, talk, *OFF, pull=True)


@pytest.mark.parametrize("versioned", [True, False])
def test_quick_fixes(versioned: bool, tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    text = "FROM debian:13\nRUN echo 😀 && apt-get update && apt-get install -y curl\nMAINTAINER me\n"
    path.write_text(text, encoding="utf-8")

    async def talk(client: Client) -> None:
        uri = client.open(path)
        found = {one.code: one for one in await client.diagnostics(uri, 1)}
        actions = await client.actions(uri, found["apt-recommends-installed"].range, ["quickfix"])
        assert {one.kind for one in actions} == {"quickfix"}
        fix = next(one for one in actions if one.title.startswith("Add"))
        assert "unsafe" in fix.title
        assert not fix.is_preferred
        assert list(fix.diagnostics or ()) == [found["apt-recommends-installed"]]
        assert applied(text, edits_of(fix, uri)) == text.replace("-y", "--no-install-recommends -y")
        [preferred] = [
            one
            for one in await client.actions(uri, found["apt-lists-left-behind"].range, ["quickfix"])
            if one.is_preferred
        ]
        after = applied(text, edits_of(preferred, uri))
        assert after == text.replace("curl\n", "curl && rm -rf /var/lib/apt/lists/*\n")
        version = client.change(uri, after)
        assert "apt-lists-left-behind" not in rules(await client.diagnostics(uri, version))

    session(tmp_path, talk, *OFF, versioned=versioned)


def test_every_fix_and_comment_that_is_offered_does_what_it_says(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    text = (
        "# syntax=docker/dockerfile:1\nFROM debian AS Build\n# hadolint ignore=DL3008 # why\nRUN apt-get update && \\\n"
        "    apt-get install curl\nMAINTAINER é\nENV A b\nENTRYPOINT run 😀\n"
    )
    path.write_text(text, encoding="utf-8")

    async def talk(client: Client) -> None:
        uri = client.open(path)
        before = await client.diagnostics(uri, 1)
        assert len(before) > 5
        actions = await client.actions(uri, everything(), ["quickfix"])
        dialects = {"BuildKit": 0, "hadolint": 0, "Ignore": 0}
        for action in actions:
            assert action.diagnostics is not None
            about = action.diagnostics[0]
            version = client.change(uri, applied(text, edits_of(action, uri)))
            after = await client.diagnostics(uri, version)
            assert rules(after).count(about.code) < rules(before).count(about.code), action.title
            if action.title.startswith("Ignore"):
                left = rules(before)
                left = [one for one in left if one != about.code]
                assert set(left) <= set(rules(after)), action.title
            for name in dialects:
                dialects[name] += name in action.title
        assert all(dialects.values()), dialects
        # A comment that is there already takes the rule in.
        titles = {one.title: one for one in actions}
        extended = applied(text, edits_of(titles["Ignore DL3009 for this instruction (hadolint's comment)"], uri))
        assert "# hadolint ignore=DL3008,DL3009 # why\n" in extended

    session(tmp_path, talk, *OFF)


@pytest.mark.parametrize("resolve", [True, False])
def test_fix_all_is_what_the_command_does(resolve: bool, tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    text = "FROM debian:13 as build\nRUN apt-get update && apt-get install curl\nENV A b\nMAINTAINER me\n"
    path.write_text(text, encoding="utf-8")

    command = [sys.executable, "-m", "dockerlint", "fix", "-", "--stdin-filename", str(path), *OFF]
    done = subprocess.run(command, input=text.encode(), capture_output=True, env=ENVIRONMENT, check=False)
    wanted = done.stdout.decode()

    async def talk(client: Client) -> None:
        uri = client.open(path)
        await client.diagnostics(uri, 1)
        for only in (["source.fixAll"], ["source.fixAll.dockerlint"], ["source"]):
            [action] = await client.actions(uri, everything(), only)
            assert action.kind == "source.fixAll.dockerlint"
            if resolve:
                assert action.edit is None
                action = await client.code_action_resolve_async(action)
            after = applied(text, edits_of(action, uri))
            assert after == wanted != text
        assert await client.actions(uri, everything(), ["refactor"]) == []
        version = client.change(uri, after)
        await client.diagnostics(uri, version)
        assert await client.actions(uri, everything(), ["source.organizeImports"]) == []

    session(tmp_path, talk, *OFF, resolve=resolve)


def test_an_action_of_an_older_version_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text(APT, encoding="utf-8")

    async def talk(client: Client) -> None:
        uri = client.open(path)
        await client.diagnostics(uri, 1)
        [action] = await client.actions(uri, everything(), ["source.fixAll"])
        client.change(uri, "# another\n" + APT)
        resolved = await client.code_action_resolve_async(action)
        assert resolved.edit == types.WorkspaceEdit()

    session(tmp_path, talk, *OFF, resolve=True)


def test_hover_and_code_lens(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    text = "ARG V=1\nFROM debian:13\nARG V\nCOPY app.py /srv/\nRUN make $V && apt-get update\nCMD run\n"
    path.write_text(text, encoding="utf-8")
    (tmp_path / "app.py").write_text("", encoding="utf-8")
    from dockerlint.measure.last import keep
    from dockerlint.syntax import parse

    layers: list[dict[str, object]] = [
        {"bytes": 80_000_000, "line": 2, "wasted_bytes": 0, "hides_bytes": 0},
        {"bytes": 1_500_000, "line": 4, "wasted_bytes": 500_000, "hides_bytes": 0},
        {"bytes": 20_000_000, "line": 5, "wasted_bytes": 0, "hides_bytes": 500_000},
    ]
    image = {"bytes": 101_500_000, "layers": layers, "waste": {"overwritten": 500_000}, "avoidable": {}}
    keep(str(path), parse(text), None, image)

    async def talk(client: Client) -> None:
        uri = client.open(path)
        await client.diagnostics(uri, 1)
        document = types.TextDocumentIdentifier(uri)

        async def hover(line: int, character: int) -> str:
            found = await client.text_document_hover_async(types.HoverParams(document, types.Position(line, character)))
            if found is None:
                return ""
            assert isinstance(found.contents, types.MarkupContent)
            return found.contents.value

        page = await hover(4, 15)
        assert "# apt-lists-left-behind" in page or "# package-index-updated-alone" in page
        assert "## Examples" in page
        facts = await hover(4, 1)
        for part in ("base image `debian:13` (line 2)", "`app.py` (line 4)", "build argument `V`", "20.0 MB"):
            assert part in facts, facts
        assert "hides 500 kB" in facts
        assert "101.5 MB" in await hover(1, 1) or "102 MB" in await hover(1, 1)
        assert await hover(0, 0) == ""
        params = types.CodeLensParams(document)
        lenses = {
            one.range.start.line: one.command and one.command.title
            for one in await client.text_document_code_lens_async(params) or []
        }
        assert sorted(lenses) == [1, 3, 4]
        assert lenses[3] == "1.50 MB, 500 kB of it hidden by later layers"
        # A layer goes with its instruction, and is told no more when that has changed.
        client.change(uri, "# moved\n" + text.replace("app.py /srv/", "app.py /opt/"))
        lenses = {
            one.range.start.line: one.command and one.command.title
            for one in await client.text_document_code_lens_async(params) or []
        }
        assert sorted(lenses) == [2, 5]

    session(tmp_path, talk, *OFF)


def test_configuration_is_read_again_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text(APT, encoding="utf-8")
    config = tmp_path / ".dockerlint.yaml"

    async def talk(client: Client) -> None:
        uri = client.open(path)
        assert rules(await client.diagnostics(uri)) == ["apt-lists-left-behind"]
        await asyncio.sleep(PATIENCE)
        assert "workspace/didChangeWatchedFiles" in client.registered
        assert "workspace/didChangeConfiguration" in client.registered
        config.write_text("ignore: [DL3009]\n", encoding="utf-8")
        client.workspace_did_change_watched_files(watched(config))
        while await client.diagnostics(uri):
            pass
        config.write_text("ignore: [DL3009]\nselekt: [strict]\n", encoding="utf-8")
        client.workspace_did_change_watched_files(watched(config))
        client.workspace_did_change_watched_files(watched(config))
        [problem] = await client.diagnostics(config.as_uri())
        assert problem.range.start.line == 1
        assert "did you mean `select`" in problem.message
        client.change(uri, APT + "\n")
        await asyncio.sleep(PATIENCE)
        told = [one for one in client.messages if "selekt" in one]
        assert len(set(told)) == 1
        assert f"{config}:2:1" in told[0]
        config.unlink()
        client.workspace_did_change_watched_files(watched(config))
        while rules(await client.diagnostics(uri)) != ["apt-lists-left-behind"]:
            pass

    session(tmp_path, talk, "--shellcheck", "off", dynamic=True)


def watched(path: Path) -> types.DidChangeWatchedFilesParams:
    return types.DidChangeWatchedFilesParams([types.FileEvent(path.as_uri(), types.FileChangeType.Changed)])


@pytest.mark.parametrize("asked", [True, False])
def test_settings_of_the_editor(asked: bool, tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text(APT, encoding="utf-8")

    async def talk(client: Client) -> None:
        uri = client.open(path)
        while "apt-lists-left-behind" not in rules(await client.diagnostics(uri)):
            pass
        client.settings = {"ignore": ["apt-lists-left-behind"]}
        settings = None if asked else {"dockerlint": client.settings}
        client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
        while await client.diagnostics(uri):
            pass
        client.settings = {"select": ["no-such-rule"]}
        settings = None if asked else {"dockerlint": client.settings}
        client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
        for _ in range(100):
            if any("no-such-rule" in one for one in client.messages):
                break
            await asyncio.sleep(0.05)
        else:
            raise AssertionError(client.messages)

    session(tmp_path, talk, *OFF, dynamic=asked, options={"select": ["strict"], "nonsense": 1})


@pytest.mark.skipif(find_program() is None, reason="needs ShellCheck")
def test_shellcheck_on_open_and_save_only(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    text = "FROM debian:13\nRUN rm -rf $A/x\n"
    path.write_text(text, encoding="utf-8")

    async def talk(client: Client) -> None:
        uri = client.open(path)
        while rules(found := await client.diagnostics(uri)) != ["shellcheck:SC2086"]:
            pass
        assert str(found[0].range) == "1:11-1:13"
        # What it said of a script moves with it ...
        version = client.change(uri, "# é\n\n", types.Range(types.Position(0, 0), types.Position(0, 0)))
        [one] = await client.diagnostics(uri, version)
        assert str(one.range) == "3:11-3:13"
        [fix] = [each for each in await client.actions(uri, one.range) if "ShellCheck" in each.title]
        assert applied("# é\n\n" + text, edits_of(fix, uri)).endswith('rm -rf "$A"/x\n')
        # ... and is forgotten with it, until somebody saves.
        version = client.change(uri, text.replace("/x", "/y"))
        assert await client.diagnostics(uri, version) == []
        client.save(uri)
        while rules(await client.diagnostics(uri)) != ["shellcheck:SC2086"]:
            pass

    session(tmp_path, talk, "--isolated")


def test_files_that_are_none_of_its_business(tmp_path: Path) -> None:
    (tmp_path / ".dockerlint.yaml").write_text("exclude: ['old/**']\n", encoding="utf-8")
    (tmp_path / "old").mkdir()

    async def talk(client: Client) -> None:
        client.open(tmp_path / "compose.yaml", "services: {}\n", "dockercompose")
        excluded = client.open(tmp_path / "old" / "Dockerfile", APT)
        assert await client.diagnostics(excluded) == []
        assert client.published.empty()

    session(tmp_path, talk, "--shellcheck", "off")


def test_a_document_that_is_no_file_yet(tmp_path: Path) -> None:
    async def talk(client: Client) -> None:
        item = types.TextDocumentItem("untitled:Untitled-1", "dockerfile", 1, APT)
        client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        assert rules(await client.diagnostics(item.uri)) == ["apt-lists-left-behind"]

    session(tmp_path, talk, *OFF)


def test_without_pygls_the_extra_is_named(tmp_path: Path) -> None:
    program = (
        "import sys; from importlib import machinery; real = machinery.PathFinder.find_spec\n"
        "machinery.PathFinder.find_spec = classmethod(lambda cls, name, *rest: None if name.startswith('pygls') else "
        "real(name, *rest))\nfrom dockerlint.cli.main import main\nsys.exit(main(['server']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "pip install 'dockerlint[editor]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_server_ends_with_the_editor(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dockerlint", "server", "--stdio"],
        cwd=tmp_path,
        env={**ENVIRONMENT, **os.environ},
        input=b"",
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == b""
