autocmd BufRead,BufNewFile *.vmt setfiletype vmt
