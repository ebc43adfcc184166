# Completion of vmt for bash; for zsh, too, after `autoload -U +X bashcompinit && bashcompinit`.
# It asks `vmt --help` what there is, so it knows what the vmt of the path knows.

# The lines "  --format FORMAT   How ...: human, short or json" of a command's help.
_vmt_options() { vmt "$@" --help 2>/dev/null | grep -E '^ +(-[a-z],)?--'; }

_vmt() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} tool=() candidates=
  local tools
  tools=$(vmt --help 2>/dev/null | sed -n 's/^  vmt \([a-z]*\) .*/\1/p')
  case " ${tools//$'\n'/ } " in *" ${COMP_WORDS[1]} "*) [ "$COMP_CWORD" -gt 1 ] && tool=("${COMP_WORDS[1]}") ;; esac
  COMPREPLY=()
  case $word in
    -*) candidates=$(_vmt_options "${tool[@]}" | grep -oE -- '(^|[ ,])--?[a-z-]+' | tr -d ' ,') ;;
    *)
      case $before in
        --*)
          # "...: human, short or json" names the values; without such a list it is a file or free text.
          candidates=$(_vmt_options "${tool[@]}" | grep -E -- "$before [A-Z]" |
            sed -nE 's/.*(: |  +)([a-z]+((, | or )[a-z]+)+)( or [a-z]+)?.*/\2/p' | sed 's/,/ /g; s/ or / /g')
          ;;
        *) [ "$COMP_CWORD" -eq 1 ] && candidates=$tools ;;
      esac
      ;;
  esac
  local IFS=$' \t\n'
  [ -z "$candidates" ] || COMPREPLY=($(compgen -W "$candidates" -- "$word"))
  case $word in -*) return ;; esac
  # Scripts, and the folders that may hold some.
  IFS=$'\n'
  COMPREPLY+=($(compgen -f -X '!*.vmt' -- "$word") $(compgen -d -S / -- "$word"))
  [[ ${COMPREPLY[*]} != */ ]] || compopt -o nospace 2>/dev/null
}

complete -F _vmt vmt
