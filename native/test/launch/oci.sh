# SPDX-License-Identifier: Apache-2.0
# What a caller that is an OCI runtime's wants: a container left behind, which waits; hooks; kept descriptors.
. ./lib.sh
[ "$(id -u)" = 0 ] || { skip "containers left behind" "not root"; exit 0; }
[ -x /bin/busybox ] || { skip "containers left behind" "no /bin/busybox (package busybox-static)"; exit 0; }
W=$(mktemp -d /dev/shm/atoll-test.XXXXXX)
box=
trap '[ -z "$box" ] || kill -9 $box 2> /dev/null; rm -rf "$W"' EXIT
new_root "$W/root"
mkdir "$W/state"

waiting() { # SCRIPT: a container that waits before it
    { HEAD="mode orphan
sealed
state $W/state" STDIO='stdio inherit inherit' usual | sed '/^seccomp/d; /^parent-death-signal/d'
        printf 'program sh\ngate %s/gate\nexec sh -c "%s"\n' "$W" "$1"; } | plan waiting
    launch waiting > "$W/out" 2> "$W/err" < /dev/null
    said=$(cat "$W/out")
    box=$(printf '%s' "$said" | sed -n 's/^launched \([0-9]*\) .*/\1/p')
}
release() { printf 'release %s/gate\n%s' "$W" "$1" | "$TOOLS/mkplan" | "$ATOLL" launch; }

waiting "echo ran >&2; exec sleep 1000"
has "it is launched" "$said" "launched"
same "it waits" "" "$(cat "$W/err")"
has "in memory" "$(readlink /proc/$box/exe)" "/memfd:"
same "with nothing but a socket" "socket" "$(for f in /proc/$box/fd/*; do readlink "$f"; done | grep -vE '^(/dev/null|pipe:|/dev/shm|anon_inode)' | cut -d: -f1 | sort -u)"
has "it is let through" "$(release "")" "launched 0 0"
until_true grep -q ran "$W/err"
same "and runs" "ran" "$(cat "$W/err")"
same "the socket is gone" "" "$(ls "$W/gate" 2> /dev/null)"
has "once" "$(release "")" "failed 0 release 3 "
kill -9 "$box"; box=

waiting "exit 0"
kill -9 "$box"; until_true sh -c "! grep -q '^State:.[RSD]' /proc/$box/status"
has "one that has ended" "$(release "")" "failed 0 release 3 "
box=

{ HEAD="mode orphan
sealed" STDIO='stdio inherit inherit' usual | sed '/^seccomp/d; /^parent-death-signal/d'
    printf 'program nosuch\ngate %s/gate\nexec nosuch\n' "$W"; } | plan missing
said=$(launch missing 2>&1); same "a missing program is found before it waits" 127 $?
has "and is exec's failure" "$said" "exec 2 nosuch"
same "nothing waits" "" "$(ls "$W/gate" 2> /dev/null)"

hooked() { # HOOKS: before pivot
    { usual | sed "s|^pivot|$1\npivot|"; echo 'exec cat /hook'; } | plan hooked
    launch hooked 2>&1 | grep -v '^launched '
}
same "a hook outside reads the process id" "aNb" "$(hooked 'hook runtime 0 a b 3 /bin/sh sh -c "cat > '"$W/root/hook"'"' | tr -s 0-9 N | sed 's/launched.*//')"
has "one inside is in the container" "$(hooked 'hook container 0 a b 3 /bin/sh sh -c "readlink /proc/self/ns/uts > '"$W/root/hook"'"')" "uts:"
lacks "and not outside" "$(cat "$W/root/hook")" "$(readlink /proc/self/ns/uts)"
has "one that fails" "$(hooked 'hook runtime 0 a b 3 /bin/sh sh -c "echo no way; exit 3"')" "hook 125 /bin/sh: exit status 3: no way"
has "one inside that fails" "$(hooked 'hook container 0 a b 3 /bin/sh sh -c "kill -9 $$"')" "killed by signal 9"
has "one that hangs" "$(hooked 'hook runtime 1 a b 2 /bin/sleep sleep 1000')" "hook 110 /bin/sleep: it did not end within 1 s"
has "one that is not there" "$(hooked 'hook runtime 0 a b 0 /nosuch')" "exit status 127"
has "hooks alone" "$(printf 'hook-behind 0 x "" 1 /bin/true true\n' | "$TOOLS/mkplan" | "$ATOLL" launch)" "launched 0 0"
has "hooks alone that fail" "$(printf 'hook-behind 0 x "" 1 /bin/false false\n' | "$TOOLS/mkplan" | "$ATOLL" launch)" "failed 0 hook-behind 125 "

kept() { { HEAD="mode foreground
sealed
preserve-fds 2" usual; echo 'exec sh -c "cat <&3; cat <&4"'; } | plan kept; launch kept 2>&1; }
echo three > "$W/three"; echo four > "$W/four"
same "kept descriptors" "three four" "$(kept 3< "$W/three" 4< "$W/four" | grep -v '^launched ' | tr '\n' ' ' | sed 's/ $//')"
has "one that is not passed" "$(kept 3< "$W/three" 4<&-)" "preserve-fds 9 4"

refused() { said=$("$TOOLS/mkplan" | "$ATOLL" launch); same "refused: $1" 125 $?; has "$1: why" "$said" "$2"; }
printf 'exec true\nrelease /x\numask 022\n' | refused "exec behind what comes behind it" "exec is not the last"
printf 'mode foreground\nsealed\ngate /x\nexec true\n' | refused "a gate in the foreground" "a gate needs mode orphan"
printf 'mode orphan\nstdio pipe capture\nexec true\n' | refused "pipes without a parent" "nobody is left to serve"
printf 'hook-behind 0 x "" 3 /bin/true true\n' | refused "a hook with fewer arguments" "a field is not one of its values"
finish
