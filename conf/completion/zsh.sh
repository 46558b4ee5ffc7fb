#compdef @PROGRAM@
# Completion of @PROGRAM@ in zsh. Put this into ~/.zshrc, after compinit:
#   eval "$(@PROGRAM@ completion zsh)"
@FUNCTION@() {
    local -a lines described plain
    local kind value meaning
    lines=("${(@f)$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT - 1)) @VARIABLE@=zsh_complete "${words[1]}" 2>/dev/null)}")
    for kind value meaning in "${lines[@]}"; do
        case $kind in
            plain)
                if [[ $meaning == _ ]]; then
                    plain+=("$value")
                else
                    described+=("${value//:/\\:}:$meaning")
                fi ;;
            file) _path_files -f ;;
            dir) _path_files -/ ;;
        esac
    done
    (( ${#described} )) && _describe -V unsorted described -U
    (( ${#plain} )) && compadd -U -V unsorted -a plain
}
if [[ ${zsh_eval_context[-1]} == loadautofunc ]]; then
    @FUNCTION@ "$@"
else
    compdef @FUNCTION@ @PROGRAM@
fi
