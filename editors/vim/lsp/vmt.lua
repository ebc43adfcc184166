-- The language server of vmt, for `vim.lsp.enable('vmt')` (Neovim 0.11 or newer).
return { cmd = { 'vmt', 'lsp' }, filetypes = { 'vmt' } }
