# Completion of @PROGRAM@ in bash. Put this into ~/.bashrc:
#   eval "$(@PROGRAM@ completion bash)"
@FUNCTION@() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        case $line in
            plain,*) COMPREPLY+=("${line#plain,}") ;;
            file,*) compopt -o default 2>/dev/null ;;
            dir,*) compopt -o dirnames 2>/dev/null ;;
        esac
    done < <(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD="$COMP_CWORD" @VARIABLE@=bash_complete "$1" 2>/dev/null)
}
complete -o nosort -F @FUNCTION@ @PROGRAM@ 2>/dev/null || complete -F @FUNCTION@ @PROGRAM@
