"""The language server: messages in, answers out, over pygls.

Everything that looks at a tree runs in one thread, in the order of the messages; the event loop takes these meanwhile,
so that a newer change is known before the older one's findings would be published. These are dropped: what is published
is about the version that the editor has.

Between a change and its diagnostics nobody waits for objects: both are JSON that is read and written as it stands, past
pygls, which answers everything else.

ShellCheck is asked when a document is opened and when it is saved, in a thread of its own. In between, what it said
holds for every script that is still the same.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING

from lsprotocol import types
from lsprotocol.converters import get_converter
from pygls.exceptions import JsonRpcException
from pygls.io_ import StdoutWriter
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.language_server import lsp_method
from pygls.uris import from_fs_path, to_fs_path

from dockerlint import __version__
from dockerlint.config import ConfigError
from dockerlint.editor.actions import Actions
from dockerlint.editor.analysis import Analysis
from dockerlint.editor.hover import Pages, at_offset
from dockerlint.editor.measured import last_measured, layer_line
from dockerlint.editor.positions import Lines
from dockerlint.editor.project import Project
from dockerlint.lint.registry import SelectionError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence
    from typing import Any, BinaryIO, TypeVar

    from dockerlint.config.check import KnownRules
    from dockerlint.editor.actions import Action
    from dockerlint.editor.analysis import Scripts
    from dockerlint.editor.options import Options
    from dockerlint.editor.project import Plan
    from dockerlint.lint.finding import Edit, Finding
    from dockerlint.lint.shellcheck import ShellCheck

    T = TypeVar("T")
    JSON = dict[str, Any]

NAME = "dockerlint"
FIX_ALL = "source.fixAll.dockerlint"
# What governs a check beside the Dockerfile itself.
WATCHED = (
    *("**/.dockerlint.yaml", "**/.dockerlint.yml", "**/pyproject.toml", "**/.hadolint.yaml", "**/.hadolint.yml"),
    *("**/.dockerignore", "**/*.dockerignore"),
)
# Languages of files that an editor may send along although they are no Dockerfiles.
_OTHER_LANGUAGES = ("dockercompose", "dockerbake", "hcl", "ignore", "json", "toml", "yaml")
_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error.value,
    "warning": types.DiagnosticSeverity.Warning.value,
    "info": types.DiagnosticSeverity.Information.value,
    "style": types.DiagnosticSeverity.Hint.value,
}
# Makes pygls' objects.
_CONVERTER = get_converter()
# Garbage is collected when nobody has typed for so many seconds.
_IDLE = 2.0


class Document:
    """A document as the editor has it. Text and version belong to the event loop, the analysis to the other thread."""

    __slots__ = ("analysis", "is_checked", "is_open", "language", "lines", "path", "uri", "version")

    def __init__(self, item: types.TextDocumentItem, encoding: str, root: str | None) -> None:
        self.uri = item.uri
        self.path = to_fs_path(item.uri) if item.uri.startswith("file:") else None
        self.version = item.version
        self.language = item.language_id
        self.lines = Lines(item.text, encoding)
        self.is_open = True
        self.is_checked = item.language_id.lower() not in _OTHER_LANGUAGES
        place = self.path or os.path.join(root or os.curdir, "Dockerfile")
        self.analysis = Analysis(self.path, place, encoding)

    def change(self, changes: Sequence[JSON], encoding: str) -> None:
        """Apply changes, each to what the one before has left."""
        for change in changes:
            text = change["text"]
            place = change.get("range")
            if place is not None:
                lines = self.lines
                start = lines.offset(place["start"]["line"], place["start"]["character"])
                end = lines.offset(place["end"]["line"], place["end"]["character"])
                text = lines.text[:start] + text + lines.text[max(start, end) :]
            self.lines = Lines(text, encoding)


class _Protocol(LanguageServerProtocol):
    """pygls' protocol with documents of our own: its lines end where Python's do, not where the protocol's do."""

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        self._server.opened(params)  # type: ignore[attr-defined]

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, _: types.DidChangeTextDocumentParams) -> None:
        """Do nothing: the server takes changes itself. That there is a method tells clients of it."""

    def take(self, body: bytes) -> None:
        """Take a message."""
        message = json.loads(body)
        if message.get("method") == types.TEXT_DOCUMENT_DID_CHANGE:
            self._server.changed(message["params"])  # type: ignore[attr-defined]
        else:
            self.handle_message(self.structure_message(message))

    def publish(self, uri: str, diagnostics: list[JSON], version: int | None) -> None:
        """Send the diagnostics of a document."""
        params: JSON = {"uri": uri, "diagnostics": diagnostics}
        if version is not None:
            params["version"] = version
        self._send_data({"jsonrpc": self.VERSION, "method": types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, "params": params})

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        self._server.closed(params)  # type: ignore[attr-defined]


class Server(LanguageServer):
    """The state of one connection."""

    protocol: _Protocol

    def __init__(self, options: Options, names: KnownRules) -> None:
        super().__init__(NAME, __version__, protocol_cls=_Protocol)
        self._start_options = options
        self._options = options
        self._names = names
        self._shellcheck: ShellCheck | None = None
        self._is_shellcheck_sought = False
        self._project = Project(options, names, None)
        self._actions = Actions()
        self._pages = Pages()
        self._worker = ThreadPoolExecutor(1, "dockerlint")
        self._slow = ThreadPoolExecutor(1, "dockerlint-shellcheck")
        self._publishing = Lock()  # so that nothing is published of what has just been closed
        self._loop: asyncio.AbstractEventLoop | None = None
        self._documents: dict[str, Document] = {}
        self._told: set[str] = set()  # messages that the user has seen
        self._problem_files: set[str] = set()  # configurations that have diagnostics
        self._pulls = False
        self._encoding = "utf-16"
        self._root: str | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._generation = 0  # of the configuration

    # The session

    def talk(self, source: BinaryIO, target: BinaryIO) -> None:
        """Talk to an editor until it goes."""
        self.protocol.set_writer(StdoutWriter(target))
        try:
            asyncio.run(self._listen(source))
        except (BrokenPipeError, KeyboardInterrupt, SystemExit):
            pass
        finally:
            self.shutdown()  # type: ignore[no-untyped-call]

    async def _listen(self, source: BinaryIO) -> None:
        """Take messages; a thread reads them whole, so that the event loop is woken once for each."""
        loop = asyncio.get_running_loop()
        while body := await loop.run_in_executor(self.thread_pool, _message, source):
            try:
                self.protocol.take(body)
            except Exception as error:  # noqa: BLE001  # a message that is wrong must not end the session
                self.report_server_error(error, JsonRpcException)

    def started(self, params: types.InitializeParams) -> None:
        """Take what the client says of itself."""
        self._loop = asyncio.get_running_loop()
        encoding = self.workspace.position_encoding  # what pygls has agreed on with the client
        self._encoding = str(getattr(encoding, "value", encoding) or "utf-16")
        folders = params.workspace_folders or []
        uri = folders[0].uri if folders else params.root_uri
        self._root = to_fs_path(uri) if uri else params.root_path
        document = params.capabilities.text_document
        self._pulls = document is not None and document.diagnostic is not None
        if self._pulls:
            options = types.DiagnosticOptions(
                identifier=NAME, inter_file_dependencies=False, workspace_diagnostics=False
            )
            self.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)(_pulled)
        self._take(params.initialization_options)

    async def ready(self) -> None:
        """Ask for settings, and to be told of changes."""
        workspace = self.client_capabilities.workspace
        if workspace is None:
            return
        registrations = []
        watched = workspace.did_change_watched_files
        if watched is not None and watched.dynamic_registration:
            watchers = [types.FileSystemWatcher(glob_pattern=pattern) for pattern in WATCHED]
            registrations.append(
                types.Registration(
                    id="dockerlint-files",
                    method=types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                    register_options=types.DidChangeWatchedFilesRegistrationOptions(watchers=watchers),
                )
            )
        changed = workspace.did_change_configuration
        if changed is not None and changed.dynamic_registration:
            registrations.append(
                types.Registration(
                    id="dockerlint-settings",
                    method=types.WORKSPACE_DID_CHANGE_CONFIGURATION,
                    register_options=types.DidChangeConfigurationRegistrationOptions(section=NAME),
                )
            )
        if registrations:
            await self.client_register_capability_async(types.RegistrationParams(registrations=registrations))
        if workspace.configuration:
            await self.ask_settings()

    async def ask_settings(self) -> None:
        """Ask the client for its settings."""
        items = [types.ConfigurationItem(section=NAME)]
        found = await self.workspace_configuration_async(types.ConfigurationParams(items=items))
        if found and found[0] is not None:
            self._take(found[0])
            self.reload()

    def settings_changed(self, settings: object) -> Awaitable[None] | None:
        """Take new settings; clients that say nothing want to be asked."""
        workspace = self.client_capabilities.workspace
        if not settings and workspace is not None and workspace.configuration:
            return self.ask_settings()
        self._take(settings)
        self.reload()
        return None

    def _take(self, settings: object) -> None:
        self._options = self._start_options.with_settings(settings)
        for problem in self._options.problems:
            self.tell(problem)

    def reload(self) -> None:
        """Read configurations again, and check every document with them."""
        self._told.clear()
        self._generation += 1
        self._renew()
        for document in self._documents.values():
            self._schedule(document, shellcheck=True)
        workspace = self.client_capabilities.workspace
        if self._pulls and workspace is not None and workspace.diagnostics and workspace.diagnostics.refresh_support:
            self.workspace_diagnostic_refresh(None)

    def _renew(self) -> None:
        if self._options.shellcheck != "off" and not self._is_shellcheck_sought:
            self._is_shellcheck_sought = True
            from dockerlint.lint.shellcheck import ShellCheck
            from dockerlint.shell.shellcheck import find_program

            program = find_program()
            self._shellcheck = ShellCheck(program) if program is not None else None
        if self._options.shellcheck == "on" and self._shellcheck is None:
            self.tell("there is no `shellcheck` to be found; `pip install 'dockerlint[shellcheck]'` brings it")
        self._project = Project(self._options, self._names, self._shellcheck)

    def tell(self, message: str, kind: types.MessageType = types.MessageType.Warning) -> None:
        """Show a message to the user, once until the configuration changes."""
        if message not in self._told:
            self._told.add(message)
            self.window_show_message(types.ShowMessageParams(type=kind, message=f"dockerlint: {message}"))

    def log(self, message: str) -> None:
        """Write a line into the editor's log."""
        self.window_log_message(types.LogMessageParams(type=types.MessageType.Log, message=message))

    # Documents

    def opened(self, params: types.DidOpenTextDocumentParams) -> None:
        """Take a document, and check it."""
        document = Document(params.text_document, self._encoding, self._root)
        self._documents[document.uri] = document
        self._renew()  # configurations may have changed while nobody looked
        self._schedule(document, shellcheck=True)

    def changed(self, params: JSON) -> None:
        """Take a change, and check what it has made."""
        document = self._documents.get(params["textDocument"]["uri"])
        if document is None:
            return
        document.change(params["contentChanges"], self._encoding)
        document.version = params["textDocument"]["version"]
        self._schedule(document)

    def saved(self, uri: str) -> None:
        """Ask ShellCheck too."""
        document = self._documents.get(uri)
        if document is not None:
            self._renew()
            self._schedule(document, shellcheck=True)

    def closed(self, params: types.DidCloseTextDocumentParams) -> None:
        """Forget a document."""
        document = self._documents.pop(params.text_document.uri, None)
        if document is not None:
            with self._publishing:
                document.is_open = False
                if not self._pulls:
                    self.protocol.publish(document.uri, [], None)

    def watched(self, uris: Sequence[str]) -> None:
        """Read configurations again where one has changed."""
        if any(not uri.endswith("/pyproject.toml") or self._matters(uri) for uri in uris):
            self.reload()

    def _matters(self, uri: str) -> bool:
        """Whether a pyproject.toml is ours: with our table now, or until now."""
        path = to_fs_path(uri)
        if path is None:
            return True
        plans = [document.analysis.plan for document in self._documents.values()]
        if path in self._problem_files or any(plan is not None and plan.settings.path == path for plan in plans):
            return True
        try:
            with open(path, "rb") as file:
                return b"dockerlint" in file.read()
        except OSError:
            return False

    # Checks

    def _schedule(self, document: Document, *, shellcheck: bool = False) -> None:
        if document.is_checked:
            self._worker.submit(self._check, document, document.version, self._project, shellcheck=shellcheck)
        if self._loop is not None:
            if self._idle is not None:
                self._idle.cancel()
            self._idle = self._loop.call_later(_IDLE, lambda: self._worker.submit(gc.collect))

    def _check(self, document: Document, version: int, project: Project, *, shellcheck: bool = False) -> None:
        """Check a document, in the worker's thread, unless the editor has a newer one already."""
        if not document.is_open or (document.version != version and not shellcheck):
            return
        version, lines = document.version, document.lines
        findings = self._findings(document, lines, project)
        if not self._pulls and document.version == version:
            self._publish(document, version, [_diagnostic(finding, lines) for finding in findings])
        if shellcheck and project.shellcheck is not None:
            asked = document.analysis.scripts()
            if asked is not None and asked.scripts:
                plan = document.analysis.plan
                self._slow.submit(self._ask_shellcheck, document, project, plan, asked)

    def _findings(self, document: Document, lines: Lines, project: Project) -> list[Finding]:
        """Return the findings of a text, in the worker's thread; what stands in the way is told."""
        analysis = document.analysis
        try:
            plan = project.plan(analysis.name)
            if document.path is not None and plan.settings.excludes(document.path):
                analysis.forget()
                return []
            # What has been checked is not checked again, unless something around it may have changed.
            if analysis.file is None or analysis.plan is not plan or analysis.lines.text is not lines.text:
                analysis.check(lines.text, plan, lines)
                if plan.settings.path in self._problem_files:
                    self._in_loop(self._configuration_is_right, plan.settings.path)
                for trouble in analysis.result.troubles if analysis.result is not None else ():
                    self._in_loop(self.log, f"{document.uri}: {trouble}; please report this")
        except ConfigError as error:
            analysis.forget()
            self._in_loop(self._configuration_is_wrong, error)
        except (OSError, SelectionError) as error:
            analysis.forget()
            self._in_loop(self.tell, str(error), types.MessageType.Error)
        except Exception as error:  # noqa: BLE001  # a defect of ours must not end the session
            analysis.forget()
            message = f"internal error ({type(error).__name__}: {error}); please report this"
            self._in_loop(self.tell, message, types.MessageType.Error)
        return analysis.findings

    def _ask_shellcheck(self, document: Document, project: Project, plan: Plan | None, asked: Scripts) -> None:
        """Ask ShellCheck, in its own thread, and have the document checked again with what it says."""
        shellcheck = project.shellcheck
        if shellcheck is None or plan is None or plan.codes is None or not document.is_open:
            return
        shellcheck.start(asked.scripts)
        found = shellcheck.findings(asked.scripts, plan.codes)
        if shellcheck.trouble:
            self._in_loop(self.tell, f"{shellcheck.trouble}; its findings are left out")
        self._worker.submit(self._take_remarks, document, project, asked, found)

    def _take_remarks(self, document: Document, project: Project, asked: Scripts, found: list[Finding]) -> None:
        analysis = document.analysis
        if analysis.remark(asked, found):
            analysis.outdate()
            if not self._pulls:
                self._check(document, document.version, project)
            else:
                self._in_loop(self._refresh)

    def _refresh(self) -> None:
        workspace = self.client_capabilities.workspace
        if workspace is not None and workspace.diagnostics and workspace.diagnostics.refresh_support:
            self.workspace_diagnostic_refresh(None)

    def _in_loop(self, function: Callable[..., None], *arguments: object) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(function, *arguments)

    def _publish(self, document: Document, version: int, diagnostics: list[JSON]) -> None:
        """Publish what was found, unless the editor has a newer version by now."""
        with self._publishing:
            if document.is_open and document.version == version:
                self.protocol.publish(document.uri, diagnostics, version)

    def _configuration_is_wrong(self, error: ConfigError) -> None:
        """Tell what is wrong with a configuration: in one message, and in the file itself."""
        first = error.problems[0]
        more = f" (and {len(error.problems) - 1} more)" if len(error.problems) > 1 else ""
        self.tell(f"{first}{more}; the Dockerfiles that it governs are not checked", types.MessageType.Error)
        by_file: dict[str, list[JSON]] = {}
        for problem in error.problems:
            place = {"line": problem.line - 1, "character": max(problem.column - 1, 0)}
            by_file.setdefault(problem.path, []).append(
                {
                    "range": {"start": place, "end": place},
                    "message": problem.message,
                    "severity": _SEVERITIES["error"],
                    "source": NAME,
                }
            )
        for path, diagnostics in by_file.items():
            self._problem_files.add(path)
            self.protocol.publish(_uri(path), diagnostics, None)

    def _configuration_is_right(self, path: str) -> None:
        if path in self._problem_files:
            self._problem_files.discard(path)
            self.protocol.publish(_uri(path), [], None)

    # Questions

    async def _ask(self, uri: str, question: Callable[[Document, Lines], T]) -> T | None:
        """Ask something about the latest text of a document, in the worker's thread; None for one that is not open."""
        document = self._documents.get(uri)
        if document is None or not document.is_checked or self._loop is None:
            return None
        project = self._project

        def asked() -> T | None:
            lines = document.lines
            self._findings(document, lines, project)
            return question(document, lines) if document.analysis.file is not None else None

        return await self._loop.run_in_executor(self._worker, asked)

    async def diagnostics(self, params: types.DocumentDiagnosticParams) -> JSON:
        """Answer a client that asks for diagnostics."""

        def question(document: Document, lines: Lines) -> list[JSON]:
            return [_diagnostic(finding, lines) for finding in document.analysis.findings]

        found = await self._ask(params.text_document.uri, question)
        return {"kind": types.DocumentDiagnosticReportKind.Full.value, "items": found or []}

    async def actions(self, params: types.CodeActionParams) -> list[types.CodeAction] | None:
        """Return fixes and comments for the findings at a place, and the fix of all."""
        uri = params.text_document.uri
        only = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()]

        def question(document: Document, lines: Lines) -> list[types.CodeAction]:
            found: list[types.CodeAction] = []
            if _wants(only, "quickfix"):
                found += self._quick_fixes(document, lines, params)
            if _wants(only, FIX_ALL) and self._actions.can_fix_all(document.analysis):
                found += self._fix_all(document, lines, at_once=not self._resolves)
            return found

        return await self._ask(uri, question)

    def _quick_fixes(
        self, document: Document, lines: Lines, params: types.CodeActionParams
    ) -> Iterator[types.CodeAction]:
        place = params.range
        start = lines.offset(place.start.line, place.start.character)
        end = lines.offset(place.end.line, place.end.character)
        analysis = document.analysis
        here = [finding for finding in analysis.findings if finding.start <= end and start <= finding.end]
        for action in self._actions.quick_fixes(analysis, here):
            edit = self._workspace_edit(document, lines, action)
            if edit is not None:
                yield _code_action(action, lines, edit)
        for action in self._actions.ignores(analysis, here):
            edit = self._workspace_edit(document, lines, action)
            if edit is not None:
                yield _code_action(action, lines, edit)

    def _fix_all(self, document: Document, lines: Lines, *, at_once: bool) -> Iterator[types.CodeAction]:
        edit = None
        if at_once:
            edits = self._actions.fix_all(document.analysis)
            if not edits:
                return
            edit = self._edit(document, lines, edits, {})
        yield types.CodeAction(
            title="Fix all safe findings of dockerlint",
            kind=FIX_ALL,
            edit=edit,
            data=None if at_once else {"uri": document.uri, "version": document.version},
        )

    async def resolved(self, action: types.CodeAction) -> types.CodeAction:
        """Work out the edit of an action that was offered without."""
        data = action.data if isinstance(action.data, dict) else {}

        def question(document: Document, lines: Lines) -> types.WorkspaceEdit | None:
            if document.version != data.get("version"):
                return None
            return self._edit(document, lines, self._actions.fix_all(document.analysis), {})

        action.edit = await self._ask(str(data.get("uri")), question) or types.WorkspaceEdit()
        return action

    async def hover(self, params: types.HoverParams) -> types.Hover | None:
        """Return what is known of a place."""
        with_instructions = self._options.hover

        def question(document: Document, lines: Lines) -> types.Hover | None:
            offset = lines.offset(params.position.line, params.position.character)
            found = at_offset(document.analysis, offset, self._pages, instructions=with_instructions)
            if found is None:
                return None
            text, start, end = found
            content = types.MarkupContent(kind=types.MarkupKind.Markdown, value=text)
            return types.Hover(contents=content, range=_range(lines, start, end))

        return await self._ask(params.text_document.uri, question)

    async def lenses(self, params: types.CodeLensParams) -> list[types.CodeLens]:
        """Return the sizes of the last measurement, above the instructions that they are of."""
        if not self._options.code_lens:
            return []

        def question(document: Document, lines: Lines) -> list[types.CodeLens]:
            file = document.analysis.file
            measured = last_measured(document.path, file.graph) if file is not None else None
            if measured is None:
                return []
            found = []
            if measured.instruction is not None:
                found.append(_lens(lines, measured.instruction.start, f"{measured.total} (measured {measured.day})"))
            found += [_lens(lines, node.start, layer_line(layers)) for node, layers in measured.layers.items()]
            return found

        return await self._ask(params.text_document.uri, question) or []

    # Edits

    @property
    def _resolves(self) -> bool:
        document = self.client_capabilities.text_document
        support = document.code_action.resolve_support if document and document.code_action else None
        return support is not None and "edit" in support.properties

    def _workspace_edit(self, document: Document, lines: Lines, action: Action) -> types.WorkspaceEdit | None:
        context = document.analysis.file.context if document.analysis.file is not None else None
        root = getattr(context, "root", None)
        others = {os.path.join(root, path): text for path, text in action.other_files.items()} if root else {}
        if action.other_files and (not others or not self._takes_document_changes):
            return None
        return self._edit(document, lines, action.edits, others)

    @property
    def _takes_document_changes(self) -> bool:
        workspace = self.client_capabilities.workspace
        edit = workspace.workspace_edit if workspace is not None else None
        return bool(edit is not None and edit.document_changes)

    def _edit(
        self, document: Document, lines: Lines, edits: Sequence[Edit], others: dict[str, str]
    ) -> types.WorkspaceEdit:
        own = [types.TextEdit(_range(lines, edit.start, edit.end), edit.text) for edit in edits]
        if not self._takes_document_changes:
            return types.WorkspaceEdit(changes={document.uri: own})
        changes: list[types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile] = []
        if own:
            identity = types.OptionalVersionedTextDocumentIdentifier(uri=document.uri, version=document.version)
            changes.append(types.TextDocumentEdit(identity, list(own)))
        everything = types.Range(types.Position(0, 0), types.Position(1 << 30, 0))
        for path, text in others.items():
            uri = _uri(os.path.normpath(path))
            changes.append(types.CreateFile(uri=uri, options=types.CreateFileOptions(ignore_if_exists=True)))
            other = types.OptionalVersionedTextDocumentIdentifier(uri=uri)
            changes.append(types.TextDocumentEdit(other, [types.TextEdit(everything, text)]))
        return types.WorkspaceEdit(document_changes=changes)


def _message(source: BinaryIO) -> bytes:
    """Return the next message; nothing where the editor is gone."""
    length = 0
    while header := source.readline():
        name, _, value = header.partition(b":")
        if name.lower() == b"content-length" and value.strip().isdigit():
            length = int(value)
        elif length and not header.strip():
            return source.read(length)
    return b""


def _uri(path: str) -> str:
    return from_fs_path(path) or path


def _wants(only: Sequence[str], kind: str) -> bool:
    """Whether a kind of action is among those asked for: one, or what stands above it."""
    return not only or any(kind == one or kind.startswith(f"{one}.") for one in only)


def _range(lines: Lines, start: int, end: int) -> types.Range:
    return types.Range(types.Position(*lines.place(start)), types.Position(*lines.place(end)))


def _diagnostic(finding: Finding, lines: Lines) -> JSON:
    line, character = lines.place(finding.start)
    end_line, end_character = lines.place(finding.end)
    return {
        "range": {
            "start": {"line": line, "character": character},
            "end": {"line": end_line, "character": end_character},
        },
        "message": finding.message,
        "severity": _SEVERITIES[finding.severity],
        "code": finding.rule,
        "codeDescription": {"href": finding.url},
        "source": NAME,
    }


def _code_action(action: Action, lines: Lines, edit: types.WorkspaceEdit) -> types.CodeAction:
    return types.CodeAction(
        title=action.title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[_CONVERTER.structure(_diagnostic(action.finding, lines), types.Diagnostic)],
        edit=edit,
        is_preferred=True if action.is_preferred else None,
    )


def _lens(lines: Lines, offset: int, title: str) -> types.CodeLens:
    place = types.Position(*lines.place(offset))
    return types.CodeLens(types.Range(place, place), types.Command(title=title, command=""))


async def _pulled(server: Server, params: types.DocumentDiagnosticParams) -> object:  # pygls looks up the types
    return await server.diagnostics(params)


def _features(server: Server) -> None:
    """Tell pygls what is answered."""

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.started(params)

    @server.feature(types.INITIALIZED)
    async def initialized(_: types.InitializedParams) -> None:
        await server.ready()

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.saved(params.text_document.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: types.DidChangeWatchedFilesParams) -> None:
        server.watched([change.uri for change in params.changes])

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configured(params: types.DidChangeConfigurationParams) -> None:
        asked = server.settings_changed(params.settings)
        if asked is not None:
            await asked

    kinds: list[types.CodeActionKind | str] = [types.CodeActionKind.QuickFix, FIX_ALL]

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=kinds, resolve_provider=True)
    )
    async def actions(params: types.CodeActionParams) -> list[types.CodeAction] | None:
        return await server.actions(params)

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolve(action: types.CodeAction) -> types.CodeAction:
        return await server.resolved(action)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        return await server.hover(params)

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS)
    async def lenses(params: types.CodeLensParams) -> list[types.CodeLens]:
        return await server.lenses(params)


def serve(options: Options, names: KnownRules, source: BinaryIO, target: BinaryIO) -> None:
    """Talk to an editor until it goes."""
    # Whatever prints must not get between the messages.
    sys.stdout = sys.stderr
    server = Server(options, names)
    _features(server)
    # What is loaded stays; what checks leave behind is collected when nobody types.
    gc.collect()
    gc.freeze()
    gc.disable()
    server.talk(source, target)
