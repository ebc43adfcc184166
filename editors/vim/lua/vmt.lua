-- Starts the language server of vmt in Neovim (0.7 or newer) for each script that is opened:
--
--     require('vmt').setup()
--
-- Options: `cmd`, the command line of the server, and what else `vim.lsp.start_client` takes, such as `on_attach`.
local vmt = {}

local client  -- of Neovim before 0.8, which has no `vim.lsp.start`

local function attach(config, buffer)
  if vim.lsp.start then
    vim.lsp.start(config, { bufnr = buffer })
    return
  end
  if not client or vim.lsp.client_is_stopped(client) then
    client = vim.lsp.start_client(config)
  end
  if client then
    vim.lsp.buf_attach_client(buffer, client)
  end
end

function vmt.setup(options)
  local config = vim.tbl_extend('force', { name = 'vmt', cmd = { 'vmt', 'lsp' } }, options or {})
  vim.api.nvim_create_autocmd('FileType', {
    pattern = 'vmt',
    callback = function(event)
      attach(config, event.buf)
    end,
  })
end

return vmt
