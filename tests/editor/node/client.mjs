// A client in JavaScript, with Microsoft's own protocol library: open, edit, diagnostics, quick fix, fix-all, hover, reload.
//
//   node client.mjs FOLDER COMMAND...
//
// Prints one line of JSON with what it was told; fails where an answer does not come.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import protocol from "vscode-languageserver-protocol/node.js";

const [folder, command, ...rest] = process.argv.slice(2);
const server = spawn(command, rest, { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
const connection = protocol.createProtocolConnection(
  new protocol.StreamMessageReader(server.stdout),
  new protocol.StreamMessageWriter(server.stdin),
);
const waiting = [];
const published = [];
connection.onNotification(protocol.PublishDiagnosticsNotification.type, (params) => {
  published.push(params);
  for (const wake of waiting.splice(0)) wake();
});
const messages = [];
connection.onNotification(protocol.ShowMessageNotification.type, (params) => messages.push(params.message));
connection.onRequest(protocol.RegistrationRequest.type, () => undefined);
connection.onRequest(protocol.ConfigurationRequest.type, (params) => params.items.map(() => null));
connection.listen();

async function diagnostics(uri, holds) {
  for (;;) {
    const found = published.findIndex((one) => one.uri === uri && holds(one));
    if (found >= 0) return published.splice(0, found + 1).pop().diagnostics;
    await new Promise((wake) => waiting.push(wake));
  }
}

function applied(text, edits) {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const offset = (place) => Math.min((starts[place.line] ?? text.length) + place.character, text.length);
  const sorted = [...edits].sort((one, other) => offset(other.range.start) - offset(one.range.start));
  for (const edit of sorted) {
    text = text.slice(0, offset(edit.range.start)) + edit.newText + text.slice(offset(edit.range.end));
  }
  return text;
}

const path = join(folder, "Dockerfile");
const uri = pathToFileURL(path).href;
const uriOf = (edit) => edit.documentChanges.find((one) => one.textDocument?.uri === uri).edits;
let text = "FROM debian:13\nRUN echo 😀 && apt-get update && apt-get install -y curl\nMAINTAINER é\n";
writeFileSync(path, text);
const told = {};
const initialized = await connection.sendRequest(protocol.InitializeRequest.type, {
  processId: process.pid,
  rootUri: pathToFileURL(folder).href,
  workspaceFolders: null,
  capabilities: {
    general: { positionEncodings: ["utf-16"] },
    textDocument: { publishDiagnostics: { versionSupport: true } },
    workspace: { configuration: true, didChangeWatchedFiles: { dynamicRegistration: true }, workspaceEdit: { documentChanges: true } },
  },
});
told.server = initialized.serverInfo.name;
await connection.sendNotification(protocol.InitializedNotification.type, {});

// Open
await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, {
  textDocument: { uri, languageId: "dockerfile", version: 1, text },
});
let found = await diagnostics(uri, (one) => one.version === 1);
told.opened = found.map((one) => [one.code, one.range.start.line, one.range.start.character]);
told.href = found[0].codeDescription.href;

// Quick fix
const about = found.find((one) => one.code === "apt-recommends-installed");
let actions = await connection.sendRequest(protocol.CodeActionRequest.type, {
  textDocument: { uri },
  range: about.range,
  context: { diagnostics: [about], only: ["quickfix"] },
});
const fix = actions.find((one) => one.title.startsWith("Add"));
told.fixed = applied(text, uriOf(fix.edit));
told.ignores = actions.filter((one) => one.title.startsWith("Ignore")).map((one) => one.title);

// Edit
text = told.fixed;
await connection.sendNotification(protocol.DidChangeTextDocumentNotification.type, {
  textDocument: { uri, version: 2 },
  contentChanges: uriOf(fix.edit).map((one) => ({ range: one.range, text: one.newText })),
});
found = await diagnostics(uri, (one) => one.version === 2);
told.edited = found.map((one) => one.code);

// Hover
const page = await connection.sendRequest(protocol.HoverRequest.type, {
  textDocument: { uri },
  position: { line: 2, character: 2 },
});
told.hover = page.contents.value.slice(0, 400);

// Fix all
actions = await connection.sendRequest(protocol.CodeActionRequest.type, {
  textDocument: { uri },
  range: { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } },
  context: { diagnostics: [], only: ["source.fixAll"] },
});
told.all = applied(text, uriOf(actions[0].edit));

// Reload
const config = join(folder, ".dockerlint.yaml");
writeFileSync(config, "select: [maintainer-instruction]\n");
await connection.sendNotification(protocol.DidChangeWatchedFilesNotification.type, {
  changes: [{ uri: pathToFileURL(config).href, type: protocol.FileChangeType.Created }],
});
found = await diagnostics(uri, (one) => one.diagnostics.length === 1);
told.reloaded = found.map((one) => one.code);
told.messages = messages;

await connection.sendRequest(protocol.ShutdownRequest.type);
await connection.sendNotification(protocol.ExitNotification.type);
told.code = await new Promise((done) => server.on("exit", done));
connection.dispose();
console.log(JSON.stringify(told));
