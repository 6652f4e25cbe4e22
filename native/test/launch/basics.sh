# SPDX-License-Identifier: Apache-2.0
# Containers in the foreground, without an engine.
. ./lib.sh
[ "$(id -u)" = 0 ] || { skip "launching containers" "not root"; exit 0; }
[ -x /bin/busybox ] || { skip "launching containers" "no /bin/busybox (package busybox-static)"; exit 0; }
W=$(mktemp -d /dev/shm/atoll-test.XXXXXX)
trap 'rm -rf "$W"' EXIT
new_root "$W/root"

in_box() { # SCRIPT: runs it in the usual container, prints what it printed (not the "launched" line)
    { usual; printf 'exec sh -c "%s"\n' "$1"; } | plan box
    launch box 2>&1 < "$W/box.plan" | grep -v '^launched '
}

same "hello" "hello" "$(in_box 'echo hello')"
{ usual; echo 'exec sh -c "exit 42"'; } | plan p
launch p > /dev/null; same "exit code" 42 $?
{ usual; echo 'exec nosuchprogram'; } | plan p
said=$(launch p); same "a missing program is 127" 127 $?
has "and is named" "$said" "exec 2 nosuchprogram"
{ usual; echo 'exec /etc'; } | plan p
launch p > /dev/null; same "a directory is 126" 126 $?
printf 'no format' > "$W/root/bin/junk"; chmod 755 "$W/root/bin/junk"
{ usual; echo 'exec junk'; } | plan p
said=$(launch p); same "an unknown format is 126 and not run by a shell" 126 $?
has "and says ENOEXEC" "$said" "exec 8 junk"
{ usual; echo 'exec sh -c "kill -9 $$"'; } | sed '/^namespaces/s/pid,//' | plan p
launch p > /dev/null; same "killed is 137" 137 $?
{ usual; echo 'exec sh -c "kill -PIPE $$"'; } | sed '/^namespaces/s/pid,//' | plan p
launch p > /dev/null; same "dead of SIGPIPE is 141" 141 $?

same "host name" "box" "$(in_box hostname)"
same "generated file" "box" "$(in_box 'cat /etc/hostname')"
same "a masked file is empty" "" "$(in_box 'cat /proc/keys /proc/timer_list')"
same "a masked directory is empty" "" "$(in_box 'ls -A /sys/firmware')"
has "/proc/sys is read-only" "$(in_box 'echo 1 > /proc/sys/kernel/domainname')" "Read-only"
has "/sys is read-only" "$(in_box 'mkdir /sys/x')" "Read-only"
same "capabilities" "CapEff:	00000000a80425fb" "$(in_box 'grep CapEff /proc/self/status' | head -1)"
same "bounding set" "CapBnd:	00000000a80425fb" "$(in_box 'grep CapBnd /proc/self/status' | head -1)"
same "no new privileges" "NoNewPrivs:	1" "$(in_box 'grep NoNewPrivs /proc/self/status')"
same "filtered" "Seccomp:	2" "$(in_box 'grep Seccomp: /proc/self/status')"
same "no descriptor leaks" "0 1 2 3" "$( (exec 7</etc/passwd 9>/dev/null; in_box 'ls /proc/self/fd' | tr '\n' ' ' | sed 's/ $//') )"
same "nothing blocked, nothing ignored" "SigBlk:	0000000000000000 SigIgn:	0000000000000000" \
    "$( (trap '' HUP INT PIPE; in_box 'exec cat /proc/self/status' | grep -E 'SigBlk|SigIgn' | tr '\n' ' ' | sed 's/ $//') )"
same "loopback is up" "1" "$(in_box 'ip link show lo' | grep -c 'LOOPBACK,UP')"
same "the host's mounts are gone" "0" "$(in_box 'cat /proc/self/mountinfo' | grep -cE ' /(work|usr|root|run) ')"
same "PID 1" "1" "$(in_box 'echo $$')"
same "rlimit" "1024" "$(in_box 'ulimit -n')"
limited() { # SOFT HARD: what a container gets of a launcher whose hard limit is 2000
    { usual | sed "s/^rlimit.*/rlimit nofile \"$1\" \"$2\"/"; echo 'exec sh -c "ulimit -Sn; ulimit -Hn"'; } | plan l
    # Without the capability to raise it.
    (ulimit -Sn 2000 && ulimit -Hn 2000 && exec setpriv --bounding-set -sys_resource --inh-caps -sys_resource \
        "$ATOLL" launch < "$W/l.plan") | grep -v '^launched ' | tr '\n' ' '
}
same "rlimit <N below the hard limit is N" "512 1024 " "$(limited '<512' '<1024')"
same "rlimit <N above it is the hard limit" "2000 2000 " "$(limited '<1048576' '<1048576')"
same "rlimit <N that is the hard limit" "1999 2000 " "$(limited '<1999' '<2000')"
same "rlimit <N and a number" "100 2000 " "$(limited 100 '<5000')"
has "rlimit N above it cannot be had" "$(limited 3000 3000)" "rlimit 1 nofile"
same "default umask" "0022" "$(in_box umask)"
same "the root is / for getcwd" "/" "$(in_box 'pwd; ' )"
same "the environment is the plan's" "HOME=/root PATH=/bin" "$(HOST=1 in_box env | grep -vE '^(PWD|SHLVL)=' | sort | tr '\n' ' ' | sed 's/ $//')"
same "a user with groups" "uid=1000 gid=1001 groups=1002,1003" "$(USER_LINE='user 1000 1001 1002 1003' in_box id)"
has "a device file in the root is only a name" "$(in_box 'mknod /d c 1 3; echo x > /d')" "Permission denied"
same "the host's /dev/null keeps its owner" "$(stat -c %u:%g /dev/null)" \
    "$(STDIO='stdio null inherit' USER_LINE='user 4321 4321' in_box true; stat -c %u:%g /dev/null)"
same "a user's capabilities" "CapEff:	0000000000000000" "$(
    { USER_LINE='user 1000 1000' usual; echo 'exec grep CapEff /proc/self/status'; } |
        sed 's/^capabilities.*/capabilities a80425fb 0 0 0 0/' | plan p; launch p | grep -v '^launched ')"
same "ambient capabilities" "CapAmb:	0000000000000400" "$(
    { USER_LINE='user 1000 1000' usual; echo 'exec grep CapAmb /proc/self/status'; } |
        sed 's/^capabilities.*/capabilities 400 400 400 400 400/' | plan p; launch p | grep -v '^launched ')"
same "read-only root" "sh: can't create /x: Read-only file system" "$(
    { usual | sed 's/^hostname/readonly-root\nhostname/'; echo 'exec sh -c "echo > /x"'; } | plan p
    launch p 2>&1 > /dev/null)"
same "write to /proc/sys" "42" "$(
    { usual | sed '/^readonly/d; s/^pivot/write \/proc\/sys\/net\/ipv4\/ip_default_ttl 42\npivot/'
      echo 'exec cat /proc/sys/net/ipv4/ip_default_ttl'; } | plan p; launch p | grep -v '^launched ')"
said=$({ usual | sed 's/^pivot/write \/etc\/passwd x\npivot/'; echo 'exec true'; } | "$TOOLS/mkplan" | "$ATOLL" launch)
has "write only to /proc" "$said" "write 22 "

# control groups
if [ -d /sys/fs/cgroup/pids ]; then
    group=/sys/fs/cgroup/pids/atoll-test-$$; mkdir "$group" && echo 7 > "$group/pids.max"
    { HEAD="mode foreground
cgroup $group" usual; echo 'exec sh -c "grep pids /proc/self/cgroup; for i in 1 2 3 4 5 6 7 8; do sleep 0.1 & done; echo more"'; } | plan g
    said=$(launch g 2>&1)
    has "a control group is the root of its namespace" "$said" "pids:/
"
    has "and its limit holds" "$said" "can't fork"
    rmdir "$group"; same "it is empty afterwards" 0 $?
    has "one that is not there" "$(launch g)" "failed 1 cgroup 2 $group"
else
    skip "control groups" "no pids hierarchy (cgroup v1) here"
fi

# kernels before 5.12
for call in openat2 open_tree move_mount fsopen fsconfig fsmount mount_setattr close_range clone3,clone; do
    { usual; echo 'exec true'; } | plan old
    said=$("$TOOLS/without" $call "$ATOLL" launch < "$W/old.plan"); same "without $call is 125" 125 $?
    has "and says ENOSYS" "$said" " 38 "
    has "and what is needed" "$said" "Linux 5.12 or newer is needed"
done
{ usual; echo 'exec echo here'; } | plan old
has "clone3 can be done without" "$("$TOOLS/without" clone3 "$ATOLL" launch < "$W/old.plan")" "here"
# A filter that answers ENOSYS to everything but a write and the end.
said=$({ usual | sed '/^seccomp/d'
    printf '%s\n' 'seccomp "" "\x20\x00\x00\x00\x00\x00\x00\x00\x15\x00\x02\x00\x01\x00\x00\x00\x15\x00\x01\x00\xe7\x00\x00\x00\x06\x00\x00\x00\x26\x00\x05\x00\x06\x00\x00\x00\x00\x00\xff\x7f"' \
        'exec true'; } | "$TOOLS/mkplan" | "$ATOLL" launch)
has "a filter's ENOSYS" "$said" "exec 38 true"
lacks "is not the kernel's age" "$said" "5.12"

# binds
mkdir -p "$W/vol"; echo data > "$W/vol/f"
bound() { usual | sed "s|^mask /proc/acpi|bind $W/vol /data $1|"; }
same "bind" "data" "$({ bound '""'; echo 'exec cat /data/f'; } | "$TOOLS/mkplan" | "$ATOLL" launch | grep -v '^launched ')"
has "read-only bind" "$({ bound ro; echo 'exec sh -c "echo > /data/f"'; } | "$TOOLS/mkplan" | "$ATOLL" launch 2>&1)" "Read-only"
same "the bound file is untouched" "data" "$(cat "$W/vol/f")"
same "bind of a file to a missing target" "data" \
    "$({ usual | sed "s|^mask /proc/acpi|bind $W/vol/f /a/b/c ro|"; echo 'exec cat /a/b/c'; } | "$TOOLS/mkplan" | "$ATOLL" launch | grep -v '^launched ')"

# a root that is a plain directory
mkdir -p "$W/mnt"
printf '%s\n' 'mode foreground' 'namespaces mount,pid' 'propagation slave' "root $W/mnt $W/root" 'mount proc proc /proc "" ""' \
    'mask /proc/keys' pivot 'environment PATH=/bin' 'exec sh -c "ls /proc/1/exe; cat /proc/keys; echo here"' | plan p
has "root from a directory, slave propagation" "$(launch p)" "here"

# many layers
i=0; layers=
while [ $i -lt 199 ]; do mkdir -p "$W/l/layer-with-a-long-name-as-digests-are-$i"; echo $i > "$W/l/layer-with-a-long-name-as-digests-are-$i/n$i"
    layers="$layers $W/l/layer-with-a-long-name-as-digests-are-$i"; i=$((i + 1)); done
same "200 layers" "0 198" "$(LOWERS="$layers $W/root" in_box 'echo $(cat /n0) $(cat /n198)')"
if [ -x "$BUILD/classic/atoll" ]; then
    same "200 layers as kernels before 6.5 take them" "0 198" \
        "$(ATOLL=$BUILD/classic/atoll LOWERS="$layers $W/root" in_box 'echo $(cat /n0) $(cat /n198)')"
fi
long=$W/$(printf '%0200d' 1)/$(printf '%0150d' 2); mkdir -p "$long"; echo long > "$long/long"
odd="$W/a\\b,c"; mkdir -p "$odd"; echo odd > "$odd/odd"
same "a layer with a long path" "long" "$(LOWERS="$long $W/root" in_box 'cat /long')"
same "a layer with an odd name" "odd" "$(LOWERS="\"$W/a\\\\b,c\" $W/root" in_box 'cat /odd')"
same "a single read-only layer" "one" "$(usual | sed "s|^overlay.*|overlay $W/mnt \"\" \"\" \"\" $W/root|; /^file/d; s/^mount mqueue.*//" |
    { cat; echo 'exec echo one'; } | sed '/^mount devpts/d; /^symlink/d; /^mount tmpfs shm/d' | "$TOOLS/mkplan" | "$ATOLL" launch | grep -v '^launched ')"

# init
init() { { usual; echo init; printf 'exec sh -c "%s"\n' "$1"; } | plan i; launch i 2>&1 | grep -v '^launched '; }
has "PID 1 is a sealed copy in memory" "$(init 'ls -l /proc/1/exe')" "memfd:atoll-init"
same "the program is its child" "2" "$(init 'echo $$')"
has "the copy cannot be written" "$(init 'echo x > /proc/1/exe')" "can't create"
{ usual; echo init; echo 'exec sh -c "exit 7"'; } | plan i; launch i > /dev/null; same "init passes the code on" 7 $?
{ usual; echo init; echo 'exec sh -c "kill -TERM $$"'; } | plan i; launch i > /dev/null; same "init passes a signal's end on" 143 $?
{ usual; echo init; echo 'exec nosuchprogram'; } | plan i; launch i > /dev/null; same "init, missing program" 127 $?
same "init reaps" "0" "$(init '(sleep 0.05 &) ; (sleep 0.05 &); sleep 0.4; ps -o stat | grep -c Z')"
{ usual; echo init; echo 'exec sh -c "trap \"exit 9\" TERM; echo ready; while :; do sleep 0.05; done"'; } | plan i
rm -f "$W/out"; "$ATOLL" launch < "$W/i.plan" > "$W/out" & client=$!
until_true grep -q ready "$W/out"; kill -TERM $client; wait $client; same "init passes signals on" 9 $?
{ usual; echo 'exec sh -c "trap \"exit 9\" INT; echo ready; while :; do sleep 0.05; done"'; } | plan i
rm -f "$W/out"; "$ATOLL" launch < "$W/i.plan" > "$W/out" & client=$!
until_true grep -q ready "$W/out"; kill -USR1 $client; sleep 0.1; kill -0 $client; same "a signal PID 1 does not handle does nothing" 0 $?
# (a background job of sh ignores SIGINT, and so does the client)
kill -INT $client; sleep 0.1; kill -0 $client; same "an ignored SIGINT stays ignored" 0 $?
kill -KILL $client; wait $client 2> /dev/null

# the parent's death
{ usual; echo 'exec sh -c "echo up; sleep 1000"'; } | plan d
"$ATOLL" launch < "$W/d.plan" > "$W/out" & client=$!
until_true grep -q up "$W/out"
pid=$(sed -n 's/launched \([0-9]*\) .*/\1/p' "$W/out")
kill -KILL $client
gone() { [ ! -d "/proc/$1" ] || grep -q '^State:.Z' "/proc/$1/status"; }
check "the parent killed, the container gone" until_true gone "$pid"

# names that lead out
# Other people use this machine: only what the plan could have made counts.
seen_outside() { grep "$W" /proc/self/mountinfo; ls -Ad /x /hostname /made /tmp/made /etc/x /etc/hostname /dev/pts/ptmx /shm /mqueue /pts 2> /dev/null; stat -fc %T /tmp /dev /sys /proc /etc; }
escape() { # NAME LINKTARGET: the root's NAME is a link
    rm -rf "$W/evil"; new_root "$W/evil"; rm -rf "$W/evil/$1"; ln -s "$2" "$W/evil/$1"
    before=$(seen_outside)
    LOWERS=$W/evil; usual | sed "s|^file .*|file /etc/x/hostname 644 nosuid y|; s|^mask /proc/acpi|mkdir /tmp/made/deep 755 0 0|" > "$W/e.txt"
    { cat "$W/e.txt"; echo 'exec true'; } | plan e; launch e > "$W/e.out" 2>&1
    same "a link $1 -> $2 leads nowhere" "$before" "$(seen_outside)"
    LOWERS=$W/root
}
escape etc /; escape etc ../../../../../../..; escape proc ../../..; escape dev /tmp; escape sys /; escape tmp /
mkdir -p "$W/outside"; escape etc "$W/outside"; same "nothing was made outside" "" "$(ls -A "$W/outside")"
rm -rf "$W/evil"; new_root "$W/evil"; rmdir "$W/evil/proc"; ln -s tmp "$W/evil/proc"
{ LOWERS=$W/evil usual; echo 'exec true'; } | plan e; has "proc through a link is refused" "$(launch e)" "mount 40 /proc"
ln -s /proc/self/cwd "$W/evil/magic"
{ LOWERS=$W/root usual | sed 's|^mask /proc/acpi|mount tmpfs x /proc/self/root/tmp "" ""|'; echo 'exec true'; } | plan e
has "magic links are refused" "$(launch e)" "mount 40"

# plans that would reach the host
for bad in 'mount tmpfs x /tmp "" ""' 'hostname pwned' loopback 'propagation private' pivot; do
    said=$(printf '%s\n' 'mode foreground' "$bad" 'exec true' | "$TOOLS/mkplan" | "$ATOLL" launch); same "refused without its namespace: $bad" 125 $?
done
said=$(printf '%s\n' 'mode foreground' 'exec true' 'chdir /' | "$TOOLS/mkplan" | "$ATOLL" launch); has "exec is last" "$said" "failed 2 chdir 22"
said=$(printf '%s\n' 'mode foreground' 'fly /' 'exec true' | "$TOOLS/mkplan" | "$ATOLL" launch); has "an unknown operation" "$said" "failed 1 fly 22"
printf '%s\n' 'mode foreground' 'stdio null inherit' 'chdir /nonexistent' 'exec /bin/true' | plan early
i=0; lost=0
while [ $i -lt 100 ]; do case $(launch early) in "failed 2 chdir 2 /nonexistent") ;; *) lost=$((lost + 1)) ;; esac; i=$((i + 1)); done
same "a failure before the go-ahead is read is not lost, 100 times" 0 $lost
same "nothing is left mounted" "" "$(grep "$W" /proc/self/mountinfo)"
finish
