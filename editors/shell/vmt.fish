# Completion of vmt for fish. It asks `vmt --help` what there is, so it knows what the vmt of the path knows.

function __vmt_tools
    vmt --help 2>/dev/null | string replace -rf '^  vmt ([a-z]+) +(.*)' '$1\t$2'
end

function __vmt_tool
    set -l words (commandline -opc)
    test (count $words) -gt 1; and contains -- $words[2] (__vmt_tools | string replace -r '\t.*' ''); and echo $words[2]
end

function __vmt_options
    vmt (__vmt_tool) --help 2>/dev/null | string replace -rf '^ +(?:-[a-z],)?(--[a-z-]+)(?: [A-Za-z=]+)* +(.*)' '$1\t$2'
end

complete -c vmt -n 'test (count (commandline -opc)) = 1' -a '(__vmt_tools)'
complete -c vmt -n 'string match -q -- "-*" (commandline -ct)' -a '(__vmt_options)'
