# SPDX-License-Identifier: Apache-2.0
# A second process in a container that runs.
. ./lib.sh
[ "$(id -u)" = 0 ] || { skip "joining containers" "not root"; exit 0; }
[ -x /bin/busybox ] || { skip "joining containers" "no /bin/busybox (package busybox-static)"; exit 0; }
W=$(mktemp -d /dev/shm/atoll-test.XXXXXX)
trap 'kill -KILL $box 2> /dev/null; rm -rf "$W"' EXIT
new_root "$W/root"

# A container that waits: $pid $start.
start_box() {
    { usual; echo 'exec sh -c "trap \"exit 0\" TERM; while :; do sleep 0.05; done"'; } | plan box
    "$ATOLL" launch < "$W/box.plan" > "$W/box.out" & box=$!
    until_true grep -q launched "$W/box.out"
    read -r _ pid start < "$W/box.out"
}

FILTER='"\x06\x00\x00\x00\x00\x00\xff\x7f"'
join() { # everything but exec
    cat <<END
${HEAD-mode foreground}
${STDIO-stdio inherit inherit}
join ${TARGET-$pid $start} mount,pid,ipc,uts,cgroup,network
rlimit nofile 1024 4096
${USER_LINE-user 0 0}
capabilities a80425fb a80425fb a80425fb 0 0
no-new-privileges
chdir ${DIRECTORY-/}
environment PATH=/bin HOME=/root
enter
${INSIDE-parent-death-signal 9}
seccomp "" $FILTER
END
}

joined() { # EXEC-LINE: what it prints
    { join; printf 'exec %s\n' "$1"; } | plan j
    launch j 2>&1 | grep -v '^launched '
}

start_box
for namespace in mnt pid ipc uts cgroup net; do
    same "the container's $namespace namespace" "$(readlink "/proc/$pid/ns/$namespace")" "$(joined "readlink /proc/self/ns/$namespace")"
done
same "it sees the container's processes" "1" "$(joined 'sh -c "echo /proc/1/exe | wc -l"')"
has "host name" "$(joined hostname)" "box"
same "no descriptor but the standard ones" "0 1 2 3 " "$(joined 'ls /proc/self/fd' | tr '\n' ' ')"
same "no parent inside, a session of its own" "0 yes" "$(
    joined 'sh -c "read -r pid _ _ parent group session rest < /proc/self/stat; echo $parent $(test $session = $pid && echo yes)"')"
status() { joined 'cat /proc/self/status' | grep -E '^(Cap|NoNew|Seccomp:|Groups|Uid|Gid|SigBlk)' | tr -d '\t\n'; }
of_first() { grep -E '^(Cap|NoNew|Seccomp:|Groups|Uid|Gid|SigBlk)' "/proc/$pid/status" | tr -d '\t\n'; }
same "rights as the first process has them" "$(of_first)" "$(status)"
same "a user" "uid=1000 gid=1001 groups=1002" "$(USER_LINE='user 1000 1001 1002' joined id)"
same "the working directory" "/etc" "$(DIRECTORY=/etc joined pwd)"
same "output thrown away" "" "$(STDIO='stdio null null' joined 'sh -c "echo x; echo y >&2"')"
same "the host's /dev/null keeps its owner" "$(stat -c %u:%g /dev/null)" \
    "$(STDIO='stdio null inherit' USER_LINE='user 4321 4321' joined true; stat -c %u:%g /dev/null)"

# exit codes
code() { { join; printf 'exec %s\n' "$1"; } | plan j; launch j > "$W/out" 2>&1; echo $?; }
same "exit code" 42 "$(code 'sh -c "exit 42"')"
same "killed is 143, not being PID 1" 143 "$(code 'sh -c "kill -TERM $$"')"
same "a missing program is 127" 127 "$(code nosuchprogram)"
has "and is named" "$(cat "$W/out")" "failed 12 exec 2 nosuchprogram"
same "a directory is 126" 126 "$(code /etc)"
same "a missing working directory" 125 "$(DIRECTORY=/none code true)"
has "is named" "$(cat "$W/out")" "chdir 2 /none"

# CVE-2024-21626: no descriptor leads to a directory outside. CVE-2019-5736: /proc/self/exe is never the host's program.
for fd in 3 4 5 6 7 8 9 10; do
    exec 9< /
    same "no way out through descriptor $fd" 125 "$(DIRECTORY=/proc/self/fd/$fd code pwd)"
    exec 9<&-
done
ln -sf /proc/self/exe "$W/root/bin/own"
printf '#!/proc/self/exe\n' > "$W/root/bin/script"; chmod 755 "$W/root/bin/script"
before=$(sha256sum < "$ATOLL")
if [ -z "${SANITIZED-}" ]; then  # (that one is not static)
    has "the program exec can reach is the sealed copy" "$(joined 'own --version')" "atoll version"
    { HEAD='mode detached
terminal 80 24' INSIDE=console join; echo 'exec own launch'; } | plan own
    read -r _ own _ <<END
$(launch own)
END
    has "in memory" "$(readlink "/proc/$own/exe")" "/memfd:"
    same "and nobody inside can write it" "refused" "$(
        joined 'sh -c "for p in /proc/[0-9]*; do case $(readlink $p/exe) in /memfd:*) { echo x > $p/exe; } 2> /dev/null || echo refused; esac; done"')"
    kill "$own"
fi
joined script > /dev/null
same "and the host's is what it was" "$before" "$(sha256sum < "$ATOLL")"

# what it does to the container
same "its end is not the container's" "$pid" "$(joined true; until_true kill -0 "$pid"; echo "$pid")"
until_true [ "$(ls "/proc/$pid/task" | wc -l)" = 1 ]
INSIDE='console' HEAD='mode detached
terminal 80 24' joined 'sh -c "tty > /tmp/tty"'
until_true test -s "/proc/$pid/root/tmp/tty"
has "a terminal is one of the container's" "$(cat "/proc/$pid/root/tmp/tty")" "/dev/pts/"
lacks "and not its console" "$(cat "/proc/$pid/mountinfo")" "/dev/console"

# another process, and none
said=$({ TARGET="$pid 1" join; echo 'exec true'; } | "$TOOLS/mkplan" | "$ATOLL" launch)
same "another process of that number" "failed 2 join 3 $pid" "$said"
said=$({ TARGET="4194305 1" join; echo 'exec true'; } | "$TOOLS/mkplan" | "$ATOLL" launch); has "no process" "$said" "failed 2 join"

# its end with the container
{ join; echo 'exec sh -c "trap \"\" TERM; echo up; while :; do sleep 0.05; done"'; } | plan j
"$ATOLL" launch < "$W/j.plan" > "$W/out" & client=$!
until_true grep -q up "$W/out"
kill -TERM $box
wait $client; same "the container's end is its end" 137 $?
said=$({ join; echo 'exec true'; } | "$TOOLS/mkplan" | "$ATOLL" launch); has "an ended container" "$said" "failed 2 join 3 "

# plans that make no sense
refused() { said=$("$TOOLS/mkplan" | "$ATOLL" launch); same "refused: $1" 125 $?; has "$1: why" "$said" "$2"; }
TARGET="1 1"
join | sed 's/^chdir.*/hostname x/' | { cat; echo 'exec true'; } | refused "an operation for new containers" "not for a container that runs"
join | sed 's/^enter//' | { cat; echo 'exec true'; } | refused "no enter" "wrong side of enter"
join | sed 's/^no-new.*/parent-death-signal 9/' | { cat; echo 'exec true'; } | refused "a death signal outside" "wrong side of enter"
join | sed 's/^stdio.*/namespaces network/' | { cat; echo 'exec true'; } | refused "new namespaces too" "join excludes namespaces"
join | sed 's/^join.*/join 1 1 pid/' | { cat; echo 'exec true'; } | refused "without the mount namespace" "not one of its values"
printf 'enter\nexec true\n' | refused "enter without join" "nothing to enter"
finish
