# SPDX-License-Identifier: Apache-2.0
# Filters of processes that may gain privileges, and mounts taken from another container.
. ./lib.sh
[ "$(id -u)" = 0 ] || { skip "rights" "not root"; exit 0; }
[ -x /bin/busybox ] || { skip "rights" "no /bin/busybox (package busybox-static)"; exit 0; }
W=$(mktemp -d /dev/shm/atoll-test.XXXXXX)
trap 'kill -KILL $box 2> /dev/null; rm -rf "$W"' EXIT
new_root "$W/root"

ALLOW='seccomp "" "\\x06\\x00\\x00\\x00\\x00\\x00\\xff\\x7f"'
free() { usual | sed "/^seccomp/d; /^no-new-privileges/d; s|^user |$ALLOW\nuser |"; }
printf '#!/bin/sh\ngrep -E "^(NoNewPrivs|Seccomp|CapEff):" /proc/self/status\n' > "$W/root/bin/status"
chmod +x "$W/root/bin/status"
{ free; echo 'exec status'; } | plan free
same "a filter without the ban" "CapEff: 00000000a80425fb NoNewPrivs: 0 Seccomp: 2" "$(echo $(launch free | grep -v ^launched))"
if [ -z "${SANITIZED-}" ]; then  # (that one is not static: init could not start in a container)
    { free; echo init; echo 'exec status'; } | plan free
    has "with init" "$(echo $(launch free))" "NoNewPrivs: 0 Seccomp: 2"
fi
{ free | sed '/^parent-death/d; /^user/d; /^capabilities/d'; echo 'exec true'; } | plan free
launch free > /dev/null; same "with nothing behind it" 0 $?

# x86-64's and ARM64's close_range, 436, gets EPERM: ld [0]; jeq 436; ret errno; ret allow.
FORBID='seccomp "" "\\x20\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x15\\x00\\x00\\x01\\xb4\\x01\\x00\\x00\\x06\\x00\\x00\\x00\\x01\\x00\\x05\\x00\\x06\\x00\\x00\\x00\\x00\\x00\\xff\\x7f"'
{ free | sed "s|^seccomp.*|$FORBID|"; echo 'exec true'; } | plan free
has "a filter that would keep descriptors open for exec" "$(launch free)" "exec 1 close_range"

{ usual; echo 'exec sh -c "echo mine > /dev/shm/f; mkdir /dir; ln -s / /dev/link; trap \"exit 0\" TERM; while :; do sleep 0.05; done"'; } | plan box
"$ATOLL" launch < "$W/box.plan" > "$W/box.out" & box=$!
until_true grep -q launched "$W/box.out"
read -r _ pid start < "$W/box.out"
until_true test -L "/proc/$pid/root/dev/link"
for who in 33 0; do
    printf '%s\n' 'mode foreground' 'stdio inherit inherit' "join $pid $start mount,pid,ipc,uts,cgroup,network" "$(echo "$ALLOW" | sed 's/\\\\/\\/g')" \
        "user $who $who" 'capabilities a80425fb 0 0 0 0' 'environment PATH=/bin' enter 'exec status' | plan join
    has "joined, without the ban, as $who" "$(echo $(launch join))" "NoNewPrivs: 0 Seccomp: 2"
done

from() { # PID START SOURCE FLAGS SCRIPT
    { usual | sed "/^mount tmpfs shm/d; s|^mask /proc/acpi|bind-from $1 $2 $3 /dev/shm $4|"; printf 'exec sh -c "%s"\n' "$5"; } | plan from
    launch from 2>&1 | grep -v '^launched '
}
same "another container's shared memory" "mine" "$(from "$pid" "$start" /dev/shm nosuid,nodev,noexec 'cat /dev/shm/f; echo yours > /dev/shm/g')"
same "is one and the same" "yours" "$(cat "/proc/$pid/root/dev/shm/g")"
same "with flags" "rw,nosuid,nodev,noexec,relatime" "$(from "$pid" "$start" /dev/shm nosuid,nodev,noexec 'grep \" /dev/shm \" /proc/self/mountinfo' | cut -d' ' -f6)"
same "the host's tree is what is left" "box" "$(from "$pid" "$start" /dev/shm '""' 'cat /etc/hostname')"
has "a process that is another by now" "$(from "$pid" $((start + 1)) /dev/shm '""' true)" "bind-from 3 $pid"
has "a process that is gone" "$(from 4194304 1 /dev/shm '""' true)" "bind-from 3 4194304"
has "a link in its place" "$(from "$pid" "$start" /dev/link '""' true)" "bind-from 40 /dev/link"
has "nothing in its place" "$(from "$pid" "$start" /dev/none '""' true)" "bind-from 2 /dev/none"
kill -KILL $box

finish
