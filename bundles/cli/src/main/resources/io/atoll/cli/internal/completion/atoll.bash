# Completion of atoll's command line, for bash: source <(atoll completion bash)

_atoll() {
    local rest=${COMP_LINE:0:COMP_POINT} word trimmed current answer line files= skip break i
    local -a words=()
    # bash cuts words at ':' and '=', which names of images hold: what no blank separates is one word.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        trimmed=${rest#"${rest%%[![:space:]]*}"}
        word=${COMP_WORDS[i]}
        ((i == COMP_CWORD)) && word=$trimmed
        if ((i == 0)) || [[ $trimmed != "$rest" ]]; then
            words+=("$word")
        else
            words[${#words[@]} - 1]+=$word
        fi
        rest=${trimmed#"$word"}
    done
    current=${words[${#words[@]} - 1]}
    # What bash takes for the current word begins after the last of these.
    skip=
    for break in : =; do
        if [[ $COMP_WORDBREAKS == *"$break"* && $current == *"$break"* ]]; then
            line=${current%"${current##*"$break"}"}
            ((${#line} > ${#skip})) && skip=$line
        fi
    done
    COMPREPLY=()
    answer=$("${words[0]}" __complete -- "${words[@]:1}" 2>/dev/null </dev/null) || return 0
    while IFS= read -r line; do
        if [[ $line == :files ]]; then
            files=1
        elif [[ -n $line ]]; then
            line=${line%%$'\t'*}
            COMPREPLY+=("${line#"$skip"}")
            [[ $line == *[=:/] ]] && compopt -o nospace 2>/dev/null
        fi
    done <<<"$answer"
    if [[ -n $files ]]; then
        compopt -o filenames 2>/dev/null
        while IFS= read -r line; do
            COMPREPLY+=("$line")
        done < <(compgen -f -- "${current#"$skip"}")
    fi
    return 0
}

complete -F _atoll atoll
