-- Starts the language server from Neovim as editors/README.md says, and waits for what it finds.
-- VMT_PROJECT is the folder of the project, VMT the program.
local project, vmt = vim.env.VMT_PROJECT, vim.env.VMT
local function stop_with(problem)
  io.stderr:write(problem .. '\n')
  vim.cmd('cquit 1')
end

vim.opt.runtimepath:prepend(project .. '/editors/vim')
vim.cmd('filetype plugin on')
require('vmt').setup({ cmd = { vmt, 'lsp' } })

local script = vim.fn.tempname() .. '.vmt'
vim.fn.writefile({ 'machine web', 'wait port 80 on wbe' }, script)
vim.cmd('edit ' .. vim.fn.fnameescape(script))
if vim.bo.filetype ~= 'vmt' then
  stop_with('the file type is not vmt')
end

local function problem_on_line_2()
  for _, each in ipairs(vim.diagnostic.get(0)) do
    if each.lnum == 1 and each.col == 16 and each.message:find('no machine is called `wbe`', 1, true) then
      return true
    end
  end
  return false
end
if not vim.wait(20000, problem_on_line_2, 20) then
  stop_with('the problem of line 2 does not arrive: ' .. vim.inspect(vim.diagnostic.get(0)))
end

-- What is typed is checked, saved or not.
vim.api.nvim_buf_set_lines(0, 1, 2, false, { 'wait port 80 on web' })
if not vim.wait(20000, function() return #vim.diagnostic.get(0) == 0 end, 20) then
  stop_with('the problem stays though it is mended: ' .. vim.inspect(vim.diagnostic.get(0)))
end

local at = { textDocument = vim.lsp.util.make_text_document_params(), position = { line = 1, character = 6 } }
local answers = vim.lsp.buf_request_sync(0, 'textDocument/hover', at, 20000)
local shown = vim.inspect(answers)
if not shown:find('wait port', 1, true) then
  stop_with('no documentation under the cursor: ' .. shown)
end
vim.cmd('qall!')
