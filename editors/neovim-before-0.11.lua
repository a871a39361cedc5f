-- Neovim 0.7 to 0.10: in init.lua.
vim.api.nvim_create_autocmd("FileType", {
  pattern = "dockerfile",
  callback = function(event)
    local client = vim.lsp.start_client({
      name = "dockerlint",
      cmd = { "dockerlint", "server" },
      root_dir = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(event.buf), ":p:h"),
    })
    vim.lsp.buf_attach_client(event.buf, client)
  end,
})
