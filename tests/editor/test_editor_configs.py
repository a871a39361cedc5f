"""The configurations of editors in the documentation: run where the editor is here, else read by a parser."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import ENVIRONMENT, ROOT

FOLDER = ROOT / "editors"
PAGE = ROOT / "docs" / "editors.md"
TEXT = "FROM debian:13\nRUN apt-get update && apt-get install -y curl\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A folder with a Dockerfile, and a command `dockerlint` in `bin/`."""
    (tmp_path / "work").mkdir()
    (tmp_path / "bin").mkdir()
    (tmp_path / "work" / ".dockerlint.yaml").write_text("{}\n", encoding="utf-8")
    (tmp_path / "work" / "Dockerfile").write_text(TEXT, encoding="utf-8")
    command = tmp_path / "bin" / "dockerlint"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -P -m dockerlint "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return tmp_path


def run(workspace: Path, *command: str) -> str:
    environment = {
        **ENVIRONMENT,
        "PATH": f"{workspace / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(workspace),
        "XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"],
    }
    done = subprocess.run(
        command, cwd=workspace / "work", env=environment, capture_output=True, text=True, timeout=180, check=False
    )
    return done.stdout + done.stderr


NEOVIM = """
dofile("{config}")
vim.cmd("edit Dockerfile")
vim.wait(60000, function() return #vim.diagnostic.get(0) >= 2 end, 50)
for _, one in ipairs(vim.diagnostic.get(0)) do
  print(one.lnum .. ":" .. one.col .. " " .. one.source .. " " .. one.code)
end
local params = vim.lsp.util.make_range_params()
params.context = {{ only = {{ "source.fixAll.dockerlint" }}, diagnostics = {{}} }}
for _, answer in pairs(vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 60000) or {{}}) do
  for _, action in ipairs(answer.result or {{}}) do
    if not action.edit then
      for _, one in pairs(vim.lsp.buf_request_sync(0, "codeAction/resolve", action, 60000)) do action = one.result end
    end
    vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
  end
end
print(table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\\n"))
vim.cmd("qa!")
"""


@pytest.mark.skipif(shutil.which("nvim") is None, reason="needs Neovim")
def test_neovim(workspace: Path) -> None:
    script = workspace / "script.lua"
    config = FOLDER / "neovim-before-0.11.lua"
    script.write_text(NEOVIM.format(config=config), encoding="utf-8")
    said = run(workspace, "nvim", "--headless", "-u", "NONE", "-c", "filetype on", "-c", f"luafile {script}")
    assert "1:4 dockerlint apt-lists-left-behind" in said
    assert "1:22 dockerlint apt-recommends-installed" in said
    assert "curl && rm -rf /var/lib/apt/lists/*" in said
    # What newer releases read is at least a table.
    check = f'lua assert(type(dofile("{FOLDER / "neovim.lua"}").cmd) == "table")'
    assert "Error" not in run(workspace, "nvim", "--headless", "-u", "NONE", "-c", check, "-c", "qa!")


EMACS = """
(package-initialize)
(load "{config}")
(setq eglot-sync-connect 60)
(find-file "Dockerfile")
(run-hooks 'post-command-hook)
(let ((deadline (+ (float-time) 120)))
  (while (and (< (float-time) deadline) (not (eglot-current-server))) (accept-process-output nil 0.2))
  (while (and (< (float-time) deadline) (not (flymake-diagnostics)))
    (when flymake-mode (flymake-start))
    (accept-process-output nil 0.3)))
(dolist (one (flymake-diagnostics)) (message "%s %s" (flymake-diagnostic-beg one) (flymake-diagnostic-text one)))
(kill-emacs 0)
"""


def has_eglot() -> bool:
    if shutil.which("emacs") is None:
        return False
    command = ["emacs", "--batch", "--eval", "(progn (package-initialize) (require 'eglot))"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not has_eglot(), reason="needs Emacs with Eglot")
def test_emacs(workspace: Path) -> None:
    (workspace / "script.el").write_text(EMACS.format(config=FOLDER / "emacs.el"), encoding="utf-8")
    subprocess.run(["git", "init", "-q", str(workspace / "work")], check=True)
    said = run(workspace, "emacs", "--batch", "-l", str(workspace / "script.el"))
    assert "20 dockerlint [apt-lists-left-behind]" in said
    assert "38 dockerlint [apt-recommends-installed]" in said


def test_helix() -> None:
    content = tomllib.loads((FOLDER / "helix.toml").read_text(encoding="utf-8"))
    server = content["language-server"]["dockerlint"]
    assert [server["command"], *server["args"]] == ["dockerlint", "server"]
    assert "dockerlint" in content["language"][0]["language-servers"]


def test_zed() -> None:
    content = json.loads((FOLDER / "zed.json").read_text(encoding="utf-8"))
    assert content["lsp"]["dockerlint"]["binary"] == {"path": "dockerlint", "arguments": ["server"]}


def test_jetbrains() -> None:
    content = json.loads((FOLDER / "lsp4ij" / "template.json").read_text(encoding="utf-8"))
    assert content["programArgs"]["default"] == "dockerlint server"


def test_vscode() -> None:
    package = json.loads((FOLDER / "vscode" / "package.json").read_text(encoding="utf-8"))
    known = package["contributes"]["configuration"]["properties"]
    settings = json.loads((FOLDER / "vscode.json").read_text(encoding="utf-8"))
    assert {name for name in settings if name.startswith("dockerlint.")} <= set(known)
    from dockerlint.editor.options import Options

    options = {name.partition(".")[2]: facts["default"] for name, facts in known.items()}
    assert Options().with_settings(options).problems == []


def test_the_page_shows_the_files() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for path in sorted(FOLDER.iterdir()):
        if path.is_file():
            assert path.read_text(encoding="utf-8").strip() in page, path.name
