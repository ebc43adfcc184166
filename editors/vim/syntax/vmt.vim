" Colours of vmt scripts. The words come from autoload/vmt/words.vim, which `vmt editors` writes.
if exists('b:current_syntax')
  finish
endif

" What a command runs is shell text.
syntax include @vmtShell syntax/sh.vim
unlet! b:current_syntax
syntax case match
syntax iskeyword @,48-57,_

function s:any(words) abort
  return '\%(' . join(a:words, '\|') . '\)'
endfunction

" ---- Words: later ones win over earlier ones at the same place ------------------------------------

execute 'syntax match vmtCommandWord /\.\@1<!\<' . s:any(g:vmt#words#command_word) . '\>/'
execute 'syntax match vmtCommand /\%(^\|[{;]\)\s*\zs\<' . s:any(g:vmt#words#command) . '\>\%(\s*[=.(]\)\@!/'
execute 'syntax match vmtSetting /\%(^\|[{;]\)\s*\zs\<' . s:any(g:vmt#words#setting) . '\>\ze\s\+[[:alnum:]_"[{]/'
execute 'syntax match vmtFunction /\<' . s:any(g:vmt#words#function) . '\>\ze(/'
execute 'syntax match vmtType /:\s*\zs\<' . s:any(g:vmt#words#type) . '\>\%(\s\+of\s\+\w\+\)*/'
execute 'syntax match vmtType /->\s*\zs\<' . s:any(g:vmt#words#type) . '\>\%(\s\+of\s\+\w\+\)*/'
execute 'syntax match vmtDeclaration /\.\@1<!\<' . s:any(g:vmt#words#declaration) . '\>/'
execute 'syntax match vmtSetting /^\s\+\zs\<network\>\ze\s\+\w/'
execute 'syntax match vmtKeyword /\.\@1<!\<' . s:any(g:vmt#words#keyword) . '\>/'
execute 'syntax match vmtOperator /\.\@1<!\<' . s:any(g:vmt#words#operator) . '\>/'
execute 'syntax match vmtConstant /\.\@1<!\<' . s:any(g:vmt#words#constant) . '\>/'
execute 'syntax match vmtMethod /\.\@1<=' . s:any(g:vmt#words#method) . '\>/'
execute 'syntax match vmtNumber /\<\d[0-9_]*\%(\.\d[0-9_]*\)\?\%(' . s:any(g:vmt#words#unit) . '\>\|%\|\>\)/'
syntax match vmtSign /==\|!=\|<=\|>=\|=>\|->\|\.\.\|[-+*\/%<>=]/

" ---- Texts and comments --------------------------------------------------------------------------

syntax match vmtEscape /\\\%([ntr"\\#]\|u{\x\+}\)/ contained
syntax match vmtBlockEscape /\\\%(#{\|"""\)/ contained
syntax region vmtValue matchgroup=vmtValueSign start=/#{/ end=/}/ oneline contained contains=TOP
syntax region vmtText start=/"/ end=/"/ oneline contains=vmtEscape,vmtValue
syntax region vmtBlockText start=/"""/ end=/"""/ keepend contains=vmtBlockEscape,vmtValue

" The first text behind a method or word that runs it. `keepend`: an apostrophe too many in the shell text
" does not run over the end of the text.
let s:before_shell = '\%(\.' . s:any(g:vmt#words#shell_method) . '\>\s*(\?\s*\|\<'
      \ . s:any(g:vmt#words#shell_word) . '\>\s\+\)\@40<='
execute 'syntax region vmtShellText matchgroup=vmtText start=/' . s:before_shell
      \ . '"/ skip=/\\./ end=/"/ oneline keepend contains=vmtEscape,vmtValue,@vmtShell'
execute 'syntax region vmtShellBlockText matchgroup=vmtText start=/' . s:before_shell
      \ . '"""/ end=/"""/ keepend contains=vmtBlockEscape,vmtValue,@vmtShell'

syntax match vmtComment /#{\@!.*$/ contains=vmtTodo,@Spell
syntax match vmtDocComment /##.*$/ contains=@Spell
syntax keyword vmtTodo TODO FIXME XXX contained

syntax sync minlines=200

highlight default link vmtComment Comment
highlight default link vmtDocComment SpecialComment
highlight default link vmtTodo Todo
highlight default link vmtDeclaration Structure
highlight default link vmtKeyword Statement
highlight default link vmtOperator Operator
highlight default link vmtSign Operator
highlight default link vmtConstant Constant
highlight default link vmtType Type
highlight default link vmtNumber Number
highlight default link vmtCommand Function
highlight default link vmtCommandWord Function
highlight default link vmtMethod Function
highlight default link vmtFunction Function
highlight default link vmtSetting Identifier
highlight default link vmtText String
highlight default link vmtBlockText String
highlight default link vmtEscape SpecialChar
highlight default link vmtBlockEscape SpecialChar
highlight default link vmtValueSign Special

let b:current_syntax = 'vmt'
