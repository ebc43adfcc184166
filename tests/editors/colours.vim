" Asks Vim for the colour of each known place of the sample, and for its indentation.
set nocompatible
let s:here = expand('<sfile>:p:h')
execute 'set runtimepath^=' . fnameescape(fnamemodify(s:here, ':h:h') . '/editors/vim')
filetype plugin indent on
syntax on
let s:problems = []
execute 'edit' fnameescape(s:here . '/sample.vmt')
if &filetype !=# 'vmt'
  call add(s:problems, 'the file type is not vmt')
endif

for s:place in json_decode(join(readfile(s:here . '/places.json'), ''))
  let s:column = stridx(getline(s:place.line), s:place.text) + 1
  let s:group = synIDattr(synID(s:place.line, s:column, 1), 'name')
  if s:group !~# '^' . s:place.vim . '$'
    call add(s:problems, printf('line %d, `%s`: expected %s, found %s', s:place.line, s:place.text, s:place.vim, s:group))
  endif
endfor

let s:before = getline(1, '$')
normal! gg=G
for s:number in range(1, line('$'))
  if getline(s:number) !=# s:before[s:number - 1]
    call add(s:problems, 'line ' . s:number . ' is indented otherwise: ' . getline(s:number))
  endif
endfor

call writefile(s:problems, '/dev/stdout', 'a')
if len(s:problems)
  cquit!
endif
qall!
