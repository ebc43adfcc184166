# What bash offers behind `vmt`: tools, options, values of options, scripts.
set -u
PATH=$(dirname "$1"):$PATH
. "$2/editors/shell/vmt.bash"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 4
touch one.vmt other.txt && mkdir inside
failed=0

# offers WORD... -- WANTED...: the last WORD is being typed; each WANTED is offered, and -WANTED is not.
offers() {
  COMP_WORDS=(vmt)
  while [ "$1" != -- ]; do COMP_WORDS+=("$1"); shift; done
  shift
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  _vmt 2>/dev/null
  for wanted; do
    case " ${COMPREPLY[*]} " in
      *" ${wanted#not:} "*) [ "${wanted#not:}" = "$wanted" ] || { echo "${COMP_WORDS[*]}: offers ${wanted#not:}"; failed=1; } ;;
      *) [ "${wanted#not:}" != "$wanted" ] || { echo "${COMP_WORDS[*]}: does not offer $wanted, but ${COMPREPLY[*]}"; failed=1; } ;;
    esac
  done
}

offers "" -- run check fmt explain doc one.vmt inside/ not:other.txt
offers ch -- check not:doc
offers --timeout -- --timeout-scale
offers fmt --d -- --diff not:--deny
offers check --format "" -- human sarif github
offers check "" -- one.vmt not:explain
exit $failed
