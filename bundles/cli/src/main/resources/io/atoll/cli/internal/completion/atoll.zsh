#compdef atoll
# Completion of atoll's command line, for zsh: as _atoll in $fpath, or after compinit: source <(atoll completion zsh)

_atoll() {
    local line word meaning files=
    local -a plain described begun
    while IFS= read -r line; do
        if [[ $line == :files ]]; then
            files=1
        elif [[ -n $line ]]; then
            word=${line%%$'\t'*}
            meaning=${line#*$'\t'}
            if [[ $word == *[=:/] ]]; then
                begun+=("$word")
            elif [[ $word == "$line" ]]; then
                plain+=("$word")
            else
                described+=("${word//:/\\:}:$meaning")
            fi
        fi
    done < <("${(Q)words[1]}" __complete -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null </dev/null)
    (($#plain)) && compadd -- "${plain[@]}"
    (($#begun)) && compadd -S '' -- "${begun[@]}"
    (($#described)) && _describe -t values value described
    [[ -n $files ]] && _files
    return 0
}

if [[ $funcstack[1] == _atoll ]]; then
    _atoll "$@"
else
    compdef _atoll atoll
fi
