" Indentation of vmt scripts: two blanks for each bracket that is open at the end of a line.
if exists('b:did_indent')
  finish
endif
let b:did_indent = 1

setlocal indentexpr=VmtIndent() indentkeys=0{,0},0),0],!^F,o,O
let b:undo_indent = 'setlocal indentexpr< indentkeys<'

if exists('*VmtIndent')
  finish
endif

function s:is_code(line, column) abort
  return synIDattr(synID(a:line, a:column, 1), 'name') !~# 'Text\|Comment\|^sh'
endfunction

" How many brackets the line leaves open; those that close at its beginning count for the line itself.
function s:opened(number) abort
  let text = getline(a:number)
  let open = 0
  let start = matchend(text, '^\s*[])}]*')
  for column in range(start, len(text) - 1)
    if text[column] =~# '[[({]' && s:is_code(a:number, column + 1)
      let open += 1
    elseif text[column] =~# '[])}]' && s:is_code(a:number, column + 1)
      let open -= 1
    endif
  endfor
  return open
endfunction

function VmtIndent() abort
  " The lines of a text are the author's.
  if synIDattr(synID(v:lnum, 1, 1), 'name') =~# 'BlockText\|^sh'
    return -1
  endif
  let before = prevnonblank(v:lnum - 1)
  while before > 0 && synIDattr(synID(before, 1, 1), 'name') =~# 'BlockText\|^sh'
    let before = prevnonblank(before - 1)
  endwhile
  if before == 0
    return 0
  endif
  let opened = s:opened(before)
  let indent = indent(before) + shiftwidth() * (opened > 0 ? 1 : opened < 0 ? opened : 0)
  if getline(v:lnum) =~# '^\s*[])}]'
    let indent -= shiftwidth()
  endif
  return max([indent, 0])
endfunction
