# SPDX-License-Identifier: Apache-2.0
# Namespaces that are another container's, the host's, or found by a path; user and time namespaces.
. ./lib.sh
[ "$(id -u)" = 0 ] || { skip "namespaces" "not root"; exit 0; }
[ -x /bin/busybox ] || { skip "namespaces" "no /bin/busybox (package busybox-static)"; exit 0; }
W=$(mktemp -d /dev/shm/atoll-test.XXXXXX)
group=/sys/fs/cgroup/pids/atoll-test-ns-$$
trap 'kill -KILL $box $holder 2> /dev/null; rmdir "$group" 2> /dev/null; rm -rf "$W"' EXIT
new_root "$W/root"

{ usual; echo 'exec sh -c "trap \"exit 0\" TERM; while :; do sleep 0.05; done"'; } | plan box
"$ATOLL" launch < "$W/box.plan" > "$W/box.out" & box=$!
until_true grep -q launched "$W/box.out"
read -r _ pid start < "$W/box.out"

# HEAD is whole here: what is new, what is shared.
own() { usual | sed '/^namespaces/d' | sed "s|^propagation|${SHARE}\npropagation|"; }
in_own() { { own; printf 'exec sh -c "%s"\n' "$1"; } | plan own; launch own 2>&1 | grep -v '^launched '; }
of_box() { readlink "/proc/$pid/ns/$1"; }
kinds='for n in mnt pid ipc uts cgroup net; do readlink /proc/self/ns/$n; done'

# another container's
SHARE="namespaces mount,cgroup\nshare $pid $start pid,ipc,uts\nshare $pid $start network"
said=$(in_own "$kinds")
for n in pid ipc uts net; do has "shared: $n" "$said" "$(of_box $n)"; done
for n in mnt cgroup; do lacks "its own: $n" "$said" "$(of_box $n)"; done
lacks "not the host's" "$said" "$(readlink /proc/self/ns/pid)"
same "/proc is that of the shared namespace" "1" "$(in_own 'grep -c while /proc/1/cmdline')"
same "it is not PID 1" "no" "$(in_own 'test $$ = 1 || echo no')"
same "a descriptor leaks from nowhere" "0 1 2 3 " "$(in_own 'ls /proc/self/fd' | tr '\n' ' ')"
if [ -z "${SANITIZED-}" ]; then  # (that one is not static)
{ own; echo init; echo 'exec sh -c "readlink /proc/$PPID/exe; (sleep 0.1 & ) ; sleep 0.3; exit 5"'; } | plan own
said=$(launch own); same "init beside somebody else's PID 1" 5 $?
has "is the sealed copy" "$said" "memfd"
fi
{ own; echo 'exec sh -c "kill -9 $$"'; } | plan own; launch own > /dev/null; same "killed is 137" 137 $?
{ own; echo 'exec nosuch'; } | plan own; said=$(launch own); same "a missing program is 127" 127 $?; has "named" "$said" "exec 2 nosuch"
STDIO='stdio null capture'; same "captured" "out" "$(in_own 'echo out')"; unset STDIO
SHARE="namespaces mount,pid,uts,cgroup,network\nshare $pid $start ipc"
has "only one of them" "$(in_own "$kinds")" "$(of_box ipc)"
same "and PID 1 itself" "1" "$(in_own 'echo $$')"
SHARE="namespaces mount,pid,uts,cgroup,network\nshare $pid 1 ipc"; has "another process of that number" "$(in_own true)" "share 3 $pid"
SHARE="namespaces mount,pid,uts,cgroup,network\nshare 4194305 1 ipc"; has "no process" "$(in_own true)" "share 3 4194305"

# CVE-2019-5736: what a process of the other container can see of the new one before it is one is the sealed copy.
if [ -z "${SANITIZED-}" ]; then
    SHARE="namespaces mount,cgroup\nshare $pid $start pid,ipc,uts,network"
    ln -sf /proc/self/exe "$W/root/bin/self"
    { own; echo 'exec self --version'; } | plan own
    has "what exec can reach is the sealed copy" "$(launch own)" "atoll version"
fi

# the host's
SHARE="namespaces mount"
said=$({ own | sed '/^hostname/d; /^loopback/d'; printf 'exec sh -c "%s"\n' "$kinds"; } | "$TOOLS/mkplan" | "$ATOLL" launch)
for n in pid ipc uts cgroup net; do has "the host's: $n" "$said" "$(readlink /proc/self/ns/$n)"; done
has "/proc shows the host" "$({ own | sed '/^hostname/d; /^loopback/d'; echo "exec ls /proc"; } | "$TOOLS/mkplan" | "$ATOLL" launch)" "
$$
"
for bad in hostname loopback; do
    { own | grep -vE "^(hostname|loopback)" | sed "s/^pivot/pivot\n$(usual | grep "^$bad")/"; echo 'exec true'; } | plan own
    has "refused with the host's: $bad" "$(launch own)" "would reach the host"
done
if [ -d /sys/fs/cgroup/pids ]; then
    mkdir "$group"
    { own | sed "/^hostname/d; /^loopback/d; s|^propagation|cgroup $group\nend-group $group\npropagation|"
      echo 'exec sh -c "trap \"\" TERM HUP; (while :; do sleep 1; done) & (setsid sleep 1000 &) ; echo up"'; } | plan own
    has "a container without a pid namespace of its own" "$(launch own)" "up"
    same "leaves nobody behind" "" "$(cat "$group/cgroup.procs")"
    { own | sed "/^hostname/d; /^loopback/d; s|^propagation|cgroup $group\nend-group $group\npropagation|"
      echo init; echo 'exec nosuch'; } | plan own
    launch own > /dev/null; same "nor when it fails" "127 " "$? $(cat "$group/cgroup.procs")"
    rmdir "$group"
fi

# by path
unshare -n -u -i -C sleep 1000 & holder=$!
until_true [ "$(readlink /proc/$holder/ns/net)" != "$(readlink /proc/self/ns/net)" ]
until_true grep -q sleep "/proc/$holder/comm"
SHARE="namespaces mount,pid,cgroup\nnamespace-path network /proc/$holder/ns/net\nnamespace-path uts /proc/$holder/ns/uts\nnamespace-path ipc /proc/$holder/ns/ipc"
said=$(in_own "$kinds")
for n in net uts ipc; do has "by path: $n" "$said" "$(readlink /proc/$holder/ns/$n)"; done
touch "$W/bound"; unshare -m --propagation private sh -c "mount --bind /proc/$holder/ns/net $W/bound; exec sleep 1000" & pinned=$!
until_true grep -q "$W/bound" "/proc/$pinned/mountinfo"
SHARE="namespaces mount,pid,uts,ipc,cgroup\nnamespace-path network /proc/$pinned/root$W/bound"
has "a pinned one" "$(in_own "$kinds")" "$(readlink /proc/$holder/ns/net)"
kill $pinned
SHARE="namespaces mount,pid,uts,ipc,cgroup\nnamespace-path network /proc/$holder/ns/uts"
has "of another type" "$(in_own true)" "namespace-path 22 /proc/$holder/ns/uts (it is not a namespace of the type network)"
SHARE="namespaces mount,pid,uts,ipc,cgroup\nnamespace-path network $W/bound"; has "a file" "$(in_own true)" "namespace-path 22 $W/bound"
mkfifo "$W/pipe"
SHARE="namespaces mount,pid,uts,ipc,cgroup\nnamespace-path network $W/pipe"; has "a pipe, without waiting" "$(in_own true)" "namespace-path 22 $W/pipe"
SHARE="namespaces mount,pid,uts,ipc,cgroup\nnamespace-path network $W/none"; has "nothing" "$(in_own true)" "namespace-path 2 $W/none"
SHARE="namespaces mount,pid,uts,ipc,cgroup\nnamespace-path network /proc/self/ns/net"
has "the host's own, to be changed" "$(in_own true)" "it is the host's"
same "the host's own, left alone" "$(readlink /proc/self/ns/net)" \
    "$({ own | sed /^loopback/d; echo 'exec readlink /proc/self/ns/net'; } | "$TOOLS/mkplan" | "$ATOLL" launch | grep -v ^launched)"
kill $holder

# a time namespace
SHARE="namespaces mount,pid,ipc,uts,cgroup,network,time\ntime-offset monotonic 86400 5\ntime-offset boottime -60 0"
has "clocks" "$(in_own 'cat /proc/self/timens_offsets')" "86400"
lacks "a time namespace" "$(in_own 'readlink /proc/self/ns/time')" "$(readlink /proc/self/ns/time)"
SHARE="namespaces mount,pid,ipc,uts,cgroup,network,time\ntime-offset boottime -99999999999 0"
has "a clock that would stand before zero" "$(in_own true)" "time-offset 34 boottime"

finish
