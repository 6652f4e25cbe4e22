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

SHARE="namespaces mount,pid,ipc,uts,cgroup,network,time\ntime-offset monotonic 1000000 0"
{ own; echo 'exec sh -c "trap \"exit 0\" TERM; while :; do sleep 0.05; done"'; } | plan timed
"$ATOLL" launch < "$W/timed.plan" > "$W/timed.out" & holder=$!
until_true grep -q launched "$W/timed.out"
read -r _ timed since < "$W/timed.out"
printf '%s\n' 'mode foreground' "join $timed $since mount,pid,time" 'environment PATH=/bin' enter 'exec readlink /proc/self/ns/time' | plan guest
same "a program in it" "$(readlink "/proc/$timed/ns/time")" "$(launch guest | grep -v ^launched)"
kill $holder

# a mount namespace by path: what the plan mounts is mounted there
unshare -m --propagation private sleep 1000 & holder=$!
until_true grep -q sleep "/proc/$holder/comm"
SHARE="namespaces pid,ipc,uts,cgroup,network\nnamespace-path mount /proc/$holder/ns/mnt"
same "a mount namespace by path" "$(readlink /proc/$holder/ns/mnt) box" "$(echo $(in_own 'readlink /proc/self/ns/mnt; cat /etc/hostname'))"
same "is the container's now" "box" "$(cat "/proc/$holder/root/etc/hostname")"
SHARE="namespaces pid,ipc,uts,cgroup,network\nnamespace-path mount /proc/self/ns/mnt"
has "never the host's" "$(in_own true)" "namespace-path 22 /proc/self/ns/mnt (it is the host's"
same "where nothing was mounted" "" "$(grep "$W" /proc/self/mountinfo)"
kill $holder

# users of their own
rm -rf "$W/mapped"; cp -a "$W/root" "$W/mapped"; chown -hR 100000:200000 "$W/mapped"
MAPS='user-map 0 100000 65536\ngroup-map 0 200000 1000 1000 300000 10'
SHARE="namespaces mount,pid,ipc,uts,cgroup,network,user\n$MAPS"
LOWERS=$W/mapped
rm -rf "$W"/c1; mkdir -p "$W/c1/up"; chown 100000:200000 "$W/c1/up"
# The nodes as an engine would have them.
own() { usual | sed '/^namespaces/d' | sed "s|^propagation|${SHARE}\npropagation|; s|^mknod /dev/\([a-z]*\) .*|& 0 0 /dev/\1|"; }
same "root of a user namespace" "uid=0 gid=0" "$(in_own id)"
same "its users" "0 100000 65536" "$(echo $(in_own 'cat /proc/self/uid_map'))"
same "its groups" "0 200000 1000 1000 300000 10" "$(echo $(in_own 'cat /proc/self/gid_map'))"
same "files are its own" "0:0" "$(in_own 'stat -c %u:%g /bin')"
same "and what it writes" "0:0" "$(in_own 'echo x > /etc/x; mkdir /new; stat -c %u:%g /etc/x /new | uniq')"
same "that is outside" "100000:200000" "$(stat -c %u:%g "$W"/c1/up/new)"
same "terminals, shared memory and generated files" "0:5 0:0 0:0 " "$(in_own 'stat -c %u:%g /dev/pts/ptmx /dev/shm /etc/hostname' | sed 1s/0:0/0:5/ | tr '\n' ' ')"
same "a device" "x" "$(in_own 'echo x | tee /dev/null')"
same "may be opened for writing" "ok" "$(in_own 'echo x > /dev/null && echo ok')"
STDIO='stdio pipe capture'; same "its output may be opened" "out" "$(in_own 'echo out > /proc/self/fd/1' < /dev/null)"; unset STDIO
USER_LINE='user 33 1005 1000'; same "another user" "uid=33 gid=1005 groups=1000" "$(in_own id)"
STDIO='stdio null capture'; same "whose output may be opened" "out" "$(in_own 'echo out > /proc/self/fd/1')"; unset STDIO USER_LINE
has "a user that is not there" "$(USER_LINE='user 70000 0' in_own id)" "user 22 70000"
has "capabilities are of the namespace" "$(in_own 'grep CapEff /proc/self/status; date -s 2000-01-01')" "not permitted"
same "the time is as it was" "yes" "$(test "$(date +%Y)" -gt 2020 && echo yes)"
same "PID 1" "1" "$(in_own 'echo $$')"
has "masked" "$(in_own 'ls -l /proc/keys')" "1,   3"
has "read-only" "$(in_own 'echo 1 > /proc/sys/kernel/domainname')" "Read-only"
{ own; echo 'exec sh -c "readlink /proc/self/ns/user; cat /etc/hostname; exit 6"'; } | plan own
said=$(launch own); same "exit code" 6 $?; lacks "a user namespace" "$said" "$(readlink /proc/self/ns/user)"
same "bound from where its root may not look" "secret" "$(mkdir -p "$W/closed"; echo secret > "$W/closed/f"; chmod 700 "$W/closed"
    { own | sed "s|^mask /proc/acpi|bind $W/closed/f /f ro|"; echo 'exec cat /f'; } | plan own; launch own 2>&1 | grep -v ^launched)"
same "with users mapped" "0:0" "$(chmod 700 "$W/closed/f"
    { own | sed "s|^mask /proc/acpi|bind $W/closed /d ro 0:100000:65536 0:200000:1000|"; echo 'exec stat -c %u:%g /d/f'; } | plan own; launch own 2>&1 | grep -v ^launched)"
SHARE="namespaces mount,pid,ipc,uts,cgroup,network,user\nuser-map 1 100000 10\ngroup-map 0 200000 10"
has "nobody is root" "$(in_own id)" "user-map 22 root of the user namespace"
SHARE="namespaces mount,pid,ipc,uts,cgroup,network,user\nuser-map 0 100000 10 5 200000 10\ngroup-map 0 200000 10"
has "ranges that overlap" "$(in_own id)" "user-map 22 0"
SHARE="namespaces mount,pid,ipc,uts,cgroup,network,user\n$MAPS"
has "a layer that is not there" "$(LOWERS=$W/none in_own id)" "overlay 2 $W/none"
if [ -d /sys/fs/cgroup/pids ]; then
    mkdir "$group"
    SHARE="namespaces mount,pid,ipc,uts,cgroup,network,user\n$MAPS\ncgroup $group"
    same "in its control group, which is the root of its namespace" "/" "$(in_own 'grep :pids: /proc/self/cgroup | cut -d: -f3')"
    rmdir "$group"
fi
SHARE="namespaces mount,pid,ipc,uts,cgroup,user\n$MAPS"
has "with the host's network, whose sysfs is bound" "$({ own | sed "/^loopback/d; s|^mount sysfs.*|bind /sys /sys recursive,ro|"
    printf 'exec sh -c "%s"\n' 'ls /sys/class/net; mkdir /sys/x'; } | plan own; launch own 2>&1)" "Read-only"
SHARE="namespaces mount,pid,ipc,uts,cgroup,network,user\n$MAPS"
mkdir -p "$W/state"
{ HEAD="mode detached
terminal 80 24
log $W/log
state $W/state" CONSOLE=console own | sed /^stdio/d; echo 'exec sh -c "tty; stat -c %u:%g /dev/console; echo yes > /dev/tty; exit 3"'; } | plan own
launch own > /dev/null
until_true test -e "$W/state/exit"
same "a terminal" "/dev/console 0:5 yes 3" "$("$TOOLS/unlog" stdout < "$W/log" | tr -d '\r' | tr '\n' ' ' | sed s:/dev/pts/0:/dev/console:)$(cut -d' ' -f1 "$W/state/exit")"
SHARE="namespaces mount,ipc,uts,cgroup,network\nshare $pid $start pid"
rm -f "$W/state/exit" "$W/log"
{ HEAD="mode detached
terminal 80 24
log $W/log
state $W/state" CONSOLE=console LOWERS=$W/root own | sed "/^stdio/d"; echo 'exec sh -c "echo yes > /dev/tty; exit 4"'; } | plan own
has "started in the background" "$(launch own)" "launched"
until_true test -e "$W/state/exit"
same "a terminal in a shared pid namespace, with a monitor" "yes 4" "$("$TOOLS/unlog" stdout < "$W/log" | tr -d '\r' | tr '\n' ' ')$(cut -d' ' -f1 "$W/state/exit")"
# Another one in it, and a program
{ SHARE="namespaces mount,pid,ipc,uts,cgroup,network,user\n$MAPS"; own; echo 'exec sh -c "trap \"exit 0\" TERM; while :; do sleep 0.05; done"'; } | plan mapped
"$ATOLL" launch < "$W/mapped.plan" > "$W/mapped.out" & holder=$!
until_true grep -q launched "$W/mapped.out"
read -r _ mapped start < "$W/mapped.out"
until_true grep -q sh "/proc/$mapped/comm"
SHARE="namespaces mount,pid,uts,cgroup\nshare $mapped $start user,ipc,network"
same "in its user namespace" "$(readlink "/proc/$mapped/ns/user") 0 100000 65536" "$(echo $(in_own 'readlink /proc/self/ns/user; cat /proc/self/uid_map'))"
STDIO='stdio null capture'; same "its output may be opened" "out" "$(in_own 'echo out > /proc/self/fd/1')"; unset STDIO
SHARE="namespaces mount,uts,cgroup\nshare $mapped $start user,ipc,network,pid"
same "and in its pid namespace" "1" "$(in_own 'grep -c while /proc/1/cmdline')"
guest() { # STDIO SCRIPT: a program in it
    { printf '%s\n' 'mode foreground' "$1" "join $mapped $start mount,pid,ipc,uts,cgroup,network,user" 'user 0 0' \
        'capabilities a80425fb a80425fb a80425fb 0 0' 'environment PATH=/bin' enter; printf 'exec sh -c "%s"\n' "$2"; } | plan guest
    launch guest 2>&1 | grep -v ^launched
}
same "nothing of the host is in its mount namespace" "/" "$(cut -d' ' -f5 "/proc/$mapped/mountinfo" | grep -vE '^/(proc|sys|dev|etc/hostname)')"
same "a program in it" "uid=0 gid=0 $(readlink "/proc/$mapped/ns/user")" "$(echo $(guest 'stdio inherit inherit' 'id; readlink /proc/self/ns/user'))"
same "whose output may be opened" "out" "$(guest 'stdio null capture' 'echo out > /proc/self/fd/1')"
kill $holder
finish
