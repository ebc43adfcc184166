# `vmt doc WORD...`: the entries with these words, and what is said when there are none.
set -u
vmt=$1
failed=0
has() { grep -qF -- "$2" <<<"$3" || { printf '%s: `%s` is missing in\n%s\n' "$1" "$2" "$3"; failed=1; }; }

has "a command" '### `wait port PORT' "$("$vmt" doc wait port)"
has "what fills a hole" '* `PORT`: a port, an int from 1 to 65535' "$("$vmt" doc wait port)"
has "a reserved word" 'repeats a block' "$("$vmt" doc eventually)"
has "a setting" 'memory 512MiB' "$("$vmt" doc memory)"
has "a method" 'MACHINE.succeed COMMAND' "$("$vmt" doc succeed)"
has "a word that is nearly there" 'did you mean `succeed`' "$("$vmt" doc suceed 2>&1)"
"$vmt" doc nonsense 2>/dev/null; [ $? = 2 ] || { echo "a word that is not there: exit status is not 2"; failed=1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf '## Mail.\n\n## Sends it.\n## Twice.\nphrase send {m: text} {\n}\nfunction hidden() {}\n' >"$folder/mail.vmt"
[ "$("$vmt" doc "$folder/mail.vmt")" = "$(printf 'Mail.\n\n### `send {m: text}`\n\nSends it.\nTwice.')" ] ||
  { echo "the manual of a script is wrong:"; "$vmt" doc "$folder/mail.vmt"; failed=1; }
exit $failed
