# SPDX-License-Identifier: Apache-2.0
# What a container's program is: when and where it runs, for whom, what its filter asks.
. ./lib.sh
[ "$(id -u)" = 0 ] || { skip "processes" "not root"; exit 0; }
[ -x /bin/busybox ] || { skip "processes" "no /bin/busybox (package busybox-static)"; exit 0; }
W=$(mktemp -d /dev/shm/atoll-test.XXXXXX)
trap 'kill -KILL $box $agent 2> /dev/null; rm -rf "$W"' EXIT
new_root "$W/root"
FREE='"\x06\x00\x00\x00\x00\x00\xff\x7f"'

# with OPERATION SCRIPT: the operation right before capabilities
with() { { usual | sed "s|^capabilities|$1\ncapabilities|"; printf 'exec sh -c "%s"\n' "$2"; } | plan w; launch w 2>&1 | grep -v '^launched '; }
# setup OPERATION SCRIPT
setup() { { HEAD="mode foreground
$1" usual; printf 'exec sh -c "%s"\n' "$2"; } | plan w; launch w 2>&1 | grep -v '^launched '; }
guest() { # SETUP OPERATION INSIDE EXEC-LINE: in the container that runs
    { printf '%s\n' 'mode foreground' 'stdio inherit inherit' "$1" "join $pid $start mount,pid,ipc,uts,cgroup,network" "$2" 'user 0 0' \
        'capabilities a80425fb a80425fb a80425fb 0 0' no-new-privileges 'environment PATH=/bin' enter "$3"; printf 'exec sh -c "%s"\n' "$4"; } | plan g
    launch g 2>&1 | grep -v '^launched '
}
{ usual; echo 'exec sh -c "trap \"exit 0\" TERM; while :; do sleep 0.05; done"'; } | plan box
"$ATOLL" launch < "$W/box.plan" > "$W/box.out" & box=$!
until_true grep -q launched "$W/box.out"
read -r _ pid start < "$W/box.out"

same "oom score" "321" "$(setup 'oom-score-adj 321' 'cat /proc/self/oom_score_adj')"
same "of a program in a container" "123" "$(guest 'oom-score-adj 123' '' '' 'cat /proc/self/oom_score_adj')"
same "the launcher's own is as it was" "$(cat /proc/self/oom_score_adj)" "$(setup 'oom-score-adj 321' true; cat /proc/self/oom_score_adj)"
said=$({ HEAD='mode foreground
oom-score-adj -900' usual; echo 'exec cat /proc/self/oom_score_adj'; } | plan w; setpriv --bounding-set -sys_resource "$ATOLL" launch < "$W/w.plan")
has "a lower one without the right to it" "$said" "failed 1 oom-score-adj 13 -900"
same "a processor" "1" "$(with 'cpu-affinity 1' 'sed -n s/^Cpus_allowed_list:.//p /proc/self/status')"
same "of a program in a container" "0" "$(guest '' 'cpu-affinity 0' '' 'sed -n s/^Cpus_allowed_list:.//p /proc/self/status')"
same "the first one" "0" "$(setup 'initial-cpu-affinity 0' 'sed -n s/^Cpus_allowed_list:.//p /proc/self/status')"
has "none that is there" "$(with 'cpu-affinity 4000-4100' true)" "cpu-affinity 22 4000-4100"
same "32 bits" "i686" "$(with 'personality linux32' 'uname -m')"
same "64 bits" "$(uname -m)" "$(with 'personality linux' 'uname -m')"
same "nice" "7" "$(with 'scheduler other 7 0 \"\" 0 0 0' 'cut -d\" \" -f19 /proc/self/stat' | tr -d '\\')"
same "batch" "$(with 'scheduler batch 0 0 reset-on-fork 0 0 0' 'cut -d\" \" -f41 /proc/$$/stat')" "3"
same "idle, of a program in a container" "$(guest '' 'scheduler idle 0 0 "" 0 0 0' '' 'cut -d\" \" -f41 /proc/$$/stat')" "5"
case $(with 'scheduler fifo 0 5 "" 0 0 0' 'cut -d\" \" -f40,41 /proc/$$/stat') in
"5 1") ok "real time" ;;
*"scheduler 1 fifo"*) skip "real time" "this kernel's control group gives it no real time" ;;
*) bad "real time" ;;
esac
has "a priority that is none" "$(with 'scheduler fifo 0 500 "" 0 0 0' true)" "scheduler 22 fifo"
same "priority of input and output" "best-effort: prio 3" "$(with 'io-priority best-effort 3' 'ionice -p $$')"
same "idle" "idle" "$(with 'io-priority idle 0' 'ionice -p $$' | cut -d: -f1)"
same "domain name" "example.org" "$({ usual | sed 's/^hostname/domainname example.org\nhostname/'; echo 'exec cat /proc/sys/kernel/domainname'; } | plan w; launch w | grep -v ^launched)"
if [ -r /proc/keys ]; then
    said=$({ usual | sed "/^mask .proc.keys/d; s|^capabilities|session-keyring _ses.one.$$\ncapabilities|"; echo 'exec cat /proc/keys'; } | plan w; launch w)
    has "a keyring of its own that a user may search" "$(echo "$said" | grep _ses.one.$$)" "3f1b0000"
    said=$({ USER_LINE='user 1000 1000' usual | sed "/^mask .proc.keys/d; s|^user|session-keyring _ses.two.$$\nuser|"; echo 'exec cat /proc/keys'; } | plan w; launch w)
    has "of another user" "$(echo "$said" | grep _ses.two.$$)" "3f1b0000"
fi

# security modules
if [ -d /proc/self/attr/apparmor ]; then skip "no AppArmor" "this kernel has it"; else
    { usual | sed 's/^seccomp/apparmor docker-default\nseccomp/'; echo 'exec true'; } | plan w
    has "no AppArmor" "$(launch w)" "apparmor 95 docker-default (this kernel has no AppArmor, or it is off)"
    has "for a program in a container" "$(guest '' '' 'apparmor docker-default' true)" "apparmor 95 docker-default (this"
fi
if grep -q selinuxfs /proc/filesystems; then skip "no SELinux" "this kernel has it"; else
    { usual | sed 's/^seccomp/selinux system_u:system_r:container_t:s0\nseccomp/'; echo 'exec true'; } | plan w
    has "no SELinux" "$(launch w)" "selinux 95 system_u:system_r:container_t:s0 (this kernel has no SELinux, or it is off)"
fi

# settings of the kernel (CVE-2025-52881)
sysctl() { { usual | sed "s|^hostname|write $1 $2\nhostname|"; echo "exec cat $1"; } | plan w; launch w 2>&1 | grep -v '^launched '; }
same "of the network" "42" "$(sysctl /proc/sys/net/ipv4/ip_default_ttl 42)"
same "of queues" "77" "$(sysctl /proc/sys/fs/mqueue/msg_max 77)"
same "of shared memory, behind a read-only /proc/sys" "1" "$(sysctl /proc/sys/kernel/shm_rmid_forced 1)"
same "the host's are as they were" "64" "$(cat /proc/sys/net/ipv4/ip_default_ttl)"
for bad in /proc/sys/kernel/core_pattern /proc/sys/vm/overcommit_memory /proc/sys/net /proc/sys/net/ /proc/sysrq-trigger /etc/passwd \
    /proc/sys/net/../kernel/core_pattern /proc/sys/net//x /proc/self/; do
    has "refused: $bad" "$(sysctl $bad 1)" "write 22 a field"
done
has "the host's network" "$({ usual | sed "s/,network//; /^loopback/d; s|^hostname|write /proc/sys/net/ipv4/ip_default_ttl 42\nhostname|"; echo 'exec true'; } | plan w; launch w)" "write 22"
has "one that is not there" "$(sysctl /proc/sys/net/none 1)" "write 2 /proc/sys/net/none"
has "a value that is none" "$(sysctl /proc/sys/net/ipv4/ip_default_ttl 0)" "write 22 /proc/sys/net/ipv4/ip_default_ttl"
mkdir -p "$W/fake/sys/net/ipv4"; echo untouched > "$W/fake/sys/net/ipv4/ip_default_ttl"
for there in 'bind W/fake/sys/net /proc/sys/net recursive' 'bind W/fake /proc recursive' 'mount tmpfs t /proc/sys/net "" ""' \
    'bind W/fake/sys/net/ipv4/ip_default_ttl /proc/sys/net/ipv4/ip_default_ttl ""' 'mask /proc/sys/net/ipv4'; do
    there=$(echo "$there" | sed "s|W/|$W/|g")
    { usual | sed "s|^pivot|$there\npivot\nwrite /proc/sys/net/ipv4/ip_default_ttl 42|"; echo 'exec sleep 1000'; } | plan w
    rm -f "$W/w.out"; "$ATOLL" launch < "$W/w.plan" > "$W/w.out" & other=$!
    until_true grep -q launched "$W/w.out"
    inside=$(sed -n 's/launched \([0-9]*\) .*/\1/p' "$W/w.out")
    same "whatever is mounted there: ${there%% *}" "42 untouched" "$(nsenter -t "$inside" -n cat /proc/sys/net/ipv4/ip_default_ttl) $(cat "$W/fake/sys/net/ipv4/ip_default_ttl")"
    kill -KILL $other; wait $other 2> /dev/null
done

# what a filter asks
if [ "$(uname -m)" = x86_64 ]; then
    # mkdir and mkdirat are asked about; with READ read is, too.
    ASKS='"\x20\x00\x00\x00\x00\x00\x00\x00\x15\x00\x01\x00\x53\x00\x00\x00\x15\x00\x00\x01\x02\x01\x00\x00\x06\x00\x00\x00\x00\x00\xc0\x7f\x06\x00\x00\x00\x00\x00\xff\x7f"'
    READS='"\x20\x00\x00\x00\x00\x00\x00\x00\x15\x00\x01\x00\x00\x00\x00\x00\x15\x00\x00\x01\x53\x00\x00\x00\x06\x00\x00\x00\x00\x00\xc0\x7f\x06\x00\x00\x00\x00\x00\xff\x7f"'
    asked() { # FILTER SCRIPT
        rm -f "$W/agent"; "$TOOLS/agent" "$W/agent" 83 99 > "$W/agent.out" & agent=$!
        until_true test -S "$W/agent"
        { HEAD="mode foreground
seccomp-notify $W/agent {\"pid\": , \"state\":{\"pid\": ,\"metadata\":\"grüße\"}}" usual | sed '/^seccomp "/d'
            printf '%s\n' "seccomp notify $1"; printf 'exec sh -c "%s"\n' "$2"; } |
            sed "s|^seccomp-notify.*|seccomp-notify $W/agent \"{\\\\\"pid\\\\\":\" \",\\\\\"state\\\\\":{\\\\\"pid\\\\\":\" \",\\\\\"metadata\\\\\":\\\\\"grüße\\\\\"}}\"|" | plan w
        launch w 2>&1
        wait $agent
    }
    said=$(asked "$ASKS" 'mkdir /x; echo $?; echo here')
    has "an answer of the one outside" "$said" "Cannot assign requested address"
    has "everything else goes on" "$said" "here"
    number=$(echo "$said" | sed -n 's/^launched \([0-9]*\) .*/\1/p')
    same "who asks" "{\"pid\":$number,\"state\":{\"pid\":$number,\"metadata\":\"grüße\"}}" "$(cat "$W/agent.out")"
    has "a filter that asks about reading" "$(asked "$READS" 'cat /etc/hostname')" "box"
    same "no descriptor of it" "0 1 2 3 " "$(asked "$ASKS" 'ls /proc/self/fd' | grep -v ^launched | tr '\n' ' ')"
    rm -f "$W/agent"
    { HEAD="mode foreground
seccomp-notify $W/agent x" usual | sed '/^seccomp "/d'; echo "seccomp notify $ASKS"; echo 'exec true'; } | plan w
    has "nobody to ask" "$(launch w)" "seccomp-notify 2 $W/agent"
    "$TOOLS/agent" "$W/agent" 83 99 > "$W/agent.out" & agent=$!
    until_true test -S "$W/agent"
    { HEAD="mode foreground
seccomp-notify $W/agent x" usual | sed '/^seccomp "/d'; echo 'seccomp notify "\xff\x00\x00\x00\x00\x00\x00\x00"'; echo 'exec true'; } | plan w
    has "a filter that is none" "$(launch w)" "seccomp 22 filter"
    wait $agent
    { HEAD="mode foreground
seccomp-notify $W/agent x" usual; echo 'exec true'; } | plan w; has "nothing asks" "$(launch w)" "come together"
    "$TOOLS/agent" "$W/agent2" 83 99 > "$W/agent.out" & agent=$!
    until_true test -S "$W/agent2"
    guest "seccomp-notify $W/agent2 program" '' "seccomp notify $ASKS" 'mkdir /x; echo $?' > "$W/g.out"
    has "of a program in a container" "$(cat "$W/g.out")" "Cannot assign requested address"
    wait $agent; same "says so" "program" "$(cat "$W/agent.out")"
fi

# CVE-2024-21626: the path of a program is looked up when nothing of the host is open any more
for fd in 3 4 5 6 7 8 9 10 11 12; do
    { usual; echo "exec /proc/self/fd/$fd/bin/busybox true"; } | plan w; said=$(exec 9< /; launch w)
    has "no program through descriptor $fd" "$said" "exec "
done
# CVE-2019-5736: nor by the name of whatever runs
if [ -z "${SANITIZED-}" ]; then
    ln -sf /proc/self/exe "$W/root/bin/own"; ln -sf own "$W/root/bin/also"; ln -sf /proc/1/exe "$W/root/bin/first"
    printf '#! /proc/self/exe x\n' > "$W/root/bin/script"; printf '#!/bin/script\n' > "$W/root/bin/scripts"; chmod 755 "$W/root/bin/script" "$W/root/bin/scripts"
    mkdir -p "$W/root/empty"
    for program in /proc/self/exe /proc/1/exe own also first script scripts /bin/own; do
        { usual; echo "exec $program --version"; } | plan w
        said=$(launch w); same "not this program: $program" 126 $?
        has "and says so: $program" "$said" "(it leads to the launcher itself)"
        { usual | grep -v ^seccomp; echo "exec $program --version"; } | plan w; launch w > /dev/null; same "without a filter: $program" 126 $?
    done
    { usual | sed "s|^mask /proc/acpi|bind $ATOLL /bin/mine ro|"; echo "exec /bin/mine --version"; } | plan w
    has "one that was put there is another matter" "$(launch w)" "atoll version"
    printf '#!/bin/cat\nfirst\n' > "$W/root/bin/script"
    has "a script" "$({ usual; echo 'exec script'; } | "$TOOLS/mkplan" | "$ATOLL" launch)" "first"
    i=0; while [ $i -lt 300 ]; do printf x; i=$((i + 1)); done | sed 's/^/#!/' > "$W/root/bin/script"
    { usual; echo "exec script"; } | plan w; launch w > /dev/null; same "an endless first line" 126 $?
fi
# CVE-2025-52565, CVE-2025-31133: links in the place of /dev/console and of the device that masks
for link in /proc/sysrq-trigger /proc/1/ns /etc/passwd ../../..; do
    { HEAD='mode detached
terminal 80 24' usual | sed "/^stdio/d; /^mknod .dev.null/d; s|^pivot|symlink $link /dev/console\nsymlink $link /dev/null\npivot\nconsole\nmask /proc/bus\nmask /proc/version|"
      echo 'exec true'; } | plan w
    has "the console through a link to $link" "$(launch w)" "console "
    { usual | sed "/^mknod .dev.null/d; s|^pivot|symlink $link /dev/null\npivot\nmask /proc/version|"; echo 'exec cat /proc/version'; } | plan w
    has "masked by a link to $link" "$(launch w)" "mask "
done
kill $box
finish
