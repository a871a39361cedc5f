"""The extension for VS Code builds with the npm registry, and what is built loads and starts the right command."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT

SOURCE = ROOT / "editors" / "vscode"
# Nothing but the editor's own module is left outside; each thing that is asked of it is a class that does nothing.
LOAD = """
const Module = require("module");
const anything = () => new Proxy(class {}, {
  get: (known, name) => (name in known || typeof name === "symbol" ? known[name] : (known[name] = anything())),
});
const asked = [];
const load = Module._load;
Module._load = (name, ...rest) => {
  if (name === "vscode") return anything();
  if (!Module.isBuiltin(name) && !name.endsWith("extension.js")) asked.push(name);
  return load(name, ...rest);
};
const extension = require(process.argv[1]);
console.log(JSON.stringify({ exports: Object.keys(extension).sort(), asked }));
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("needs node and npm")
    folder = tmp_path_factory.mktemp("extension") / "vscode"
    shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("node_modules", "out", "*.vsix"))
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        if os.environ.get("CI"):
            pytest.fail(done.stderr)
        pytest.skip("the packages of the extension cannot be had")
    done = subprocess.run(["npm", "run", "build"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_what_is_built_loads(built: Path) -> None:
    program = built / "out" / "extension.js"
    assert json.loads((built / "package.json").read_text(encoding="utf-8"))["main"] == "./out/extension.js"
    done = subprocess.run(
        ["node", "-e", LOAD, str(program)], cwd=built.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["exports"] == ["activate", "deactivate"]
    assert told["asked"] == []
