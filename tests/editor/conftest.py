"""A client that talks to a server of its own over standard input and output."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("pygls")

from lsprotocol import types
from pygls.lsp.client import LanguageClient
from pygls.uris import from_fs_path

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from typing import Self

ROOT = Path(__file__).resolve().parents[2]
# End-of-life dates are compared with this day: 2026-11-21.
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1795219200"}
WAIT = 30


class Client(LanguageClient):
    """An editor: it has documents and hears of diagnostics, messages and requests."""

    def __init__(self) -> None:
        super().__init__("tests", "1")
        self.published: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        self.messages: list[str] = []
        self.registered: list[str] = []
        self.settings: object = None
        self.refreshed = 0
        self.versions: dict[str, int] = {}

        @self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: types.PublishDiagnosticsParams) -> None:
            self.published.put_nowait(params)

        @self.feature(types.WINDOW_SHOW_MESSAGE)
        def told(params: types.ShowMessageParams) -> None:
            self.messages.append(params.message)

        @self.feature(types.WINDOW_LOG_MESSAGE)
        def logged(_: types.LogMessageParams) -> None:
            pass

        @self.feature(types.CLIENT_REGISTER_CAPABILITY)
        def register(params: types.RegistrationParams) -> None:
            self.registered += [one.method for one in params.registrations]

        @self.feature(types.WORKSPACE_CONFIGURATION)
        def configuration(params: types.ConfigurationParams) -> list[Any]:
            return [self.settings for _ in params.items]

        @self.feature(types.WORKSPACE_DIAGNOSTIC_REFRESH)
        def refresh(_: None) -> None:
            self.refreshed += 1

    async def start(
        self,
        folder: Path,
        *arguments: str,
        encodings: Sequence[str] = (),
        pull: bool = False,
        dynamic: bool = False,
        resolve: bool = False,
        versioned: bool = True,
        options: object = None,
        environment: dict[str, str] | None = None,
    ) -> Self:
        await self.start_io(
            sys.executable,
            *("-m", "dockerlint", "server", *arguments),
            env={**ENVIRONMENT, "XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"], **(environment or {})},
            cwd=folder,
        )
        capabilities = types.ClientCapabilities(
            general=types.GeneralClientCapabilities(position_encodings=list(encodings) or None),
            text_document=types.TextDocumentClientCapabilities(
                diagnostic=types.DiagnosticClientCapabilities() if pull else None,
                code_action=types.CodeActionClientCapabilities(
                    resolve_support=types.ClientCodeActionResolveOptions(["edit"]) if resolve else None
                ),
            ),
            workspace=types.WorkspaceClientCapabilities(
                configuration=dynamic,
                diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=True) if pull else None,
                workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=versioned),
                did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=dynamic),
                did_change_configuration=types.DidChangeConfigurationClientCapabilities(dynamic_registration=dynamic),
            ),
        )
        self.capabilities = (
            await self.initialize_async(
                types.InitializeParams(
                    capabilities=capabilities,
                    root_uri=from_fs_path(str(folder)),
                    process_id=os.getpid(),
                    initialization_options=options,
                )
            )
        ).capabilities
        self.initialized(types.InitializedParams())
        return self

    def open(self, path: Path, text: str | None = None, language: str = "dockerfile") -> str:
        uri = from_fs_path(str(path))
        assert uri is not None
        self.versions[uri] = 1
        text = path.read_text(encoding="utf-8") if text is None else text
        self.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, language, 1, text)))
        return uri

    def change(self, uri: str, text: str, where: types.Range | None = None) -> int:
        """Replace a part of a document, without one all of it; returns the version."""
        self.versions[uri] += 1
        change: types.TextDocumentContentChangeEvent = (
            types.TextDocumentContentChangeWholeDocument(text)
            if where is None
            else types.TextDocumentContentChangePartial(where, text)
        )
        identity = types.VersionedTextDocumentIdentifier(uri=uri, version=self.versions[uri])
        self.text_document_did_change(types.DidChangeTextDocumentParams(identity, [change]))
        return self.versions[uri]

    def save(self, uri: str) -> None:
        self.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))

    async def diagnostics(self, uri: str, version: int | None = None) -> list[types.Diagnostic]:
        """Return the next diagnostics of a document, or those of a version."""
        while True:
            found = await asyncio.wait_for(self.published.get(), WAIT)
            if found.uri == uri and version in (None, found.version):
                return list(found.diagnostics)

    async def actions(self, uri: str, where: types.Range, only: Sequence[str] | None = None) -> list[types.CodeAction]:
        context = types.CodeActionContext([], only=list(only) if only is not None else None)
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), where, context)
        found = await self.text_document_code_action_async(params)
        return [one for one in found or [] if isinstance(one, types.CodeAction)]

    async def leave(self) -> None:
        await self.shutdown_async(None)
        self.exit(None)
        await asyncio.wait_for(self.stop(), WAIT)


def everything() -> types.Range:
    return types.Range(types.Position(0, 0), types.Position(1 << 30, 0))


def session(folder: Path, talk: Callable[[Client], Awaitable[None]], *arguments: str, **options: Any) -> Client:
    """Talk to a server, and see that it goes when it is asked to."""

    async def run() -> Client:
        client = Client()
        await client.start(folder, *arguments, **options)
        await talk(client)
        await client.leave()
        return client

    return asyncio.run(run())
