# `vmt fmt` as a user meets it: files, folders, the standard input, --check, --diff, mistakes.
set -u
vmt=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 4
failed=0

# is WHAT WANTED SEEN
is() { [ "$2" = "$3" ] || { printf '%s: expected\n%s\nfound\n%s\n' "$1" "$2" "$3"; failed=1; }; }

printf 'machine  box\nbox.succeed   "true"\n' >messy.vmt
printf 'machine box\nbox.succeed "true"\n' >neat.vmt
printf 'machine box\nlet = 3\n' >wrong.vmt
mkdir -p deep/.hidden && cp messy.vmt deep/ && cp messy.vmt deep/.hidden/
chmod 640 messy.vmt && ln -s messy.vmt link.vmt

is "--check names the file" messy.vmt "$("$vmt" fmt --check messy.vmt neat.vmt)"
"$vmt" fmt --check messy.vmt >/dev/null; is "--check of a messy file" 1 $?
"$vmt" fmt --check neat.vmt; is "--check of a neat file" 0 $?
is "--check below a folder" deep/messy.vmt "$("$vmt" fmt --check deep)"

is "from the standard input" "$(cat neat.vmt)" "$("$vmt" fmt - <messy.vmt)"
"$vmt" fmt --diff messy.vmt >patch; is "--diff shows" 0 $?
cp messy.vmt copy.vmt && sed -i s/messy/copy/ patch && patch -s copy.vmt patch
is "--diff is a patch" "$(cat neat.vmt)" "$(cat copy.vmt)"
is "--diff changes nothing" "machine  box" "$(head -1 messy.vmt)"

"$vmt" fmt wrong.vmt 2>problems; is "a script with mistakes" 3 $?
is "it is left alone" "let = 3" "$(tail -1 wrong.vmt)"
is "its mistake is shown" 1 "$(grep -c 'V0001' problems)"
"$vmt" fmt - <wrong.vmt >out 2>/dev/null; is "the same from the standard input" "3 0" "$? $(wc -c <out)"

"$vmt" fmt link.vmt 2>/dev/null; is "through a link" 0 $?
is "the file behind it is formatted" "$(cat neat.vmt)" "$(cat messy.vmt)"
is "the link and the mode stay" "l 640" "$(stat -c %A link.vmt | cut -c1) $(stat -c %a messy.vmt)"

"$vmt" fmt missing.vmt 2>problems; is "a file that is not there" 3 $?
is "it is said" 1 "$(grep -c 'missing.vmt' problems)"
mkdir empty; "$vmt" fmt empty 2>/dev/null; is "a folder without scripts" 2 $?
"$vmt" fmt 2>/dev/null; is "no file at all" 2 $?
exit $failed
