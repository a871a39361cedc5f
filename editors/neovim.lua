-- Neovim 0.11 or newer: ~/.config/nvim/lsp/dockerlint.lua, and `vim.lsp.enable("dockerlint")` in init.lua.
return {
  cmd = { "dockerlint", "server" },
  filetypes = { "dockerfile" },
  root_markers = { ".dockerlint.yaml", ".hadolint.yaml", "pyproject.toml", ".git" },
  settings = { dockerlint = { shellcheck = "auto" } },
}
