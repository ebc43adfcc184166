" Words of the vmt language.
" Written by `vmt editors`; what is changed by hand is lost.

" reserved words that declare
let vmt#words#declaration = split('function machine network param phrase secret setup test use')

" reserved words of statements
let vmt#words#keyword = split('break continue else eventually every expect fail finally for if let like log parallel pause retry return skip sleep step throughout var while within')

" operators that are words
let vmt#words#operator = split('and contains in matches not or')

" values that are words
let vmt#words#constant = split('false nothing true')

" types of parameters
let vmt#words#type = split('any bool command duration failure float function guest_path host host_path int job key list machine map network nothing pattern percentage port range rate regex result size text unit')

" units of durations, sizes and rates
let vmt#words#unit = split('B GB GiB KB KiB MB MiB TB TiB bit gbit h kbit m mbit ms s')

" first words of commands
let vmt#words#command = split('block capture checkpoint collect copy corrupt crash cut drop duplicate freeze heal join limit lose partition press reboot reload reorder restart restore screenshot shutdown slow start stop thaw type unblock wait')

" other words of commands
let vmt#words#command_word = split('all arp as at between boot bursts by closed console containing coverage distribution event every fails file first for from icmp in input ip4 ip6 jitter job no normal of on port process queue screen shutdown socket succeeds tcp terminal to traffic udp unit until user with')

" words of commands in front of shell text
let vmt#words#shell_word = split('fails succeeds')

" methods
let vmt#words#method = split('all any console_text ends_with execute fail filter find_all first forwarded has join json keys last length lines lower map monitor output pick qmp read replace round running sample screen_text sort spawn split starts_with stop succeed terminal_text to_float to_int to_map traffic trim unit upper values wait words write')

" methods whose first operand is shell text
let vmt#words#shell_method = split('execute fail spawn succeed')

" functions
let vmt#words#function = split('dropped elapsed matched raw seed')

" first words of settings
let vmt#words#setting = split('agent cmdline corrupt cpus delay disk display duplicate env forward host_name image loss memory network rate reorder shell subnet tpm uefi')

" other words of settings
let vmt#words#setting_word = split('as bursts by debian directory disk distribution files from host hvc0 in jitter normal of on password port queue script serial suite tiny to with')
