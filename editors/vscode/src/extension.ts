// Starts `dockerlint server` and lets VS Code talk to it; everything else the server does.
import * as vscode from "vscode";
import { LanguageClient, LanguageClientOptions, ServerOptions } from "vscode-languageclient/node";

const SECTION = "dockerlint";
const CONFIGURATIONS =
  "**/{.dockerlint.yaml,.dockerlint.yml,pyproject.toml,.hadolint.yaml,.hadolint.yml,.dockerignore,*.dockerignore}";

let client: LanguageClient | undefined;
let output: vscode.OutputChannel;

async function start(): Promise<void> {
  const [command, ...rest] = vscode.workspace.getConfiguration(SECTION).get<string[]>("path", ["dockerlint"]);
  const server: ServerOptions = { command, args: [...rest, "server"] };
  const options: LanguageClientOptions = {
    documentSelector: [
      { language: "dockerfile", scheme: "file" },
      { language: "dockerfile", scheme: "untitled" },
    ],
    initializationOptions: vscode.workspace.getConfiguration(SECTION),
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher(CONFIGURATIONS) },
    outputChannel: output,
  };
  client = new LanguageClient(SECTION, "dockerlint", server, options);
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const choice = await vscode.window.showErrorMessage(
      `dockerlint: \`${[command, ...rest].join(" ")} server\` does not start (${error}). ` +
        "`pip install 'dockerlint[editor]'` installs it; `dockerlint.path` says where it is.",
      "Open the setting",
    );
    if (choice !== undefined) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "dockerlint.path");
    }
  }
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  await running?.dispose();
}

async function fixAll(): Promise<void> {
  await vscode.commands.executeCommand("editor.action.codeAction", {
    kind: "source.fixAll.dockerlint",
    apply: "first",
  });
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  output = vscode.window.createOutputChannel("dockerlint");
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand("dockerlint.restart", async () => {
      await stop();
      await start();
    }),
    vscode.commands.registerCommand("dockerlint.fixAll", fixAll),
    vscode.commands.registerCommand("dockerlint.showOutput", () => output.show()),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("dockerlint.path")) {
        await stop();
        await start();
      }
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await stop();
}
