" Settings of buffers with vmt scripts.
if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal commentstring=#\ %s comments=:##,:# formatoptions-=t formatoptions+=croql
setlocal expandtab shiftwidth=2 softtabstop=2 textwidth=100
if executable('vmt')
  setlocal formatprg=vmt\ fmt\ -
  setlocal makeprg=vmt\ check\ --format\ short\ %:S
endif
setlocal errorformat=%f:%l:%c:\ %trror%m,%f:%l:%c:\ %tarning%m

let b:undo_ftplugin = 'setlocal commentstring< comments< formatoptions< expandtab< shiftwidth< softtabstop<'
      \ . ' textwidth< formatprg< makeprg< errorformat<'
